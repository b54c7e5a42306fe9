package settle

import (
	"context"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

var (
	ErrNothing = fault.New(fault.Refused, "settle.nothing", "There is nothing of today yet that could be paid out.")
	ErrOften   = fault.New(fault.Refused, "settle.often", "Today was paid out five times. The rest comes tomorrow.")
)

const (
	// EarlyFee is what a payout before the day's end costs, in basis points of it.
	EarlyFee = 10
	aDay     = 5      // payouts before its end
	atLeast  = 100    // minor units
	whole    = 10_000 // basis points
)

// Early is a payout before a day's end.
type Early struct {
	ID        string
	Day       string
	No        int64        // the first of the day is 1
	Amount    money.Amount // to the card
	Fee       money.Amount // taken when the day is closed; none where the bank did not pay
	BankOrder string
	MadeAt    time.Time
}

type earlyRow struct {
	ID        string `db:"id"`
	Day       string `db:"day"`
	No        int64  `db:"no"`
	Amount    int64  `db:"amount"`
	Fee       int64  `db:"fee"`
	BankOrder string `db:"bank_order"`
	MadeAt    int64  `db:"made_at"`
}

var (
	qEarlyAdd = db.SQL(`INSERT INTO settle_early (id, merchant, day, no, amount, fee, bank_order, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`)
	qEarly    = db.SQL(`SELECT id, day, no, amount, fee, bank_order, made_at FROM settle_early WHERE merchant = $1 AND day = $2 ORDER BY no`)
)

// Earlier lists what was paid out of a day before its end, the first one first.
func (*Service) Earlier(ctx context.Context, q db.Q, merchant, day string) (out []Early, err error) {
	rows, err := db.List[earlyRow](ctx, q, qEarly, merchant, day)
	for _, r := range rows {
		out = append(out, Early{r.ID, r.Day, r.No, money.New(r.Amount, money.CNY), money.New(r.Fee, money.CNY), r.BankOrder, time.UnixMicro(r.MadeAt).UTC()})
	}
	return out, err
}

// Quote tells what could be paid out of today now: what was earned, less what
// was paid out, and no more than is there. Faults: ErrNothing, ErrOften.
func (s *Service) Quote(ctx context.Context, q db.Q, merchant string, now time.Time) (Early, error) {
	e := Early{Day: now.In(Zone).Format(time.DateOnly)}
	from, err := time.ParseInLocation(time.DateOnly, e.Day, Zone)
	if err != nil {
		return e, err
	}
	sum, err := s.pay.Sum(ctx, q, merchant, from, from.AddDate(0, 0, 1))
	if err != nil {
		return e, err
	}
	had, err := s.Earlier(ctx, q, merchant, e.Day)
	if err != nil {
		return e, err
	}
	if e.No = int64(len(had)) + 1; e.No > aDay {
		return e, ErrOften
	}
	rest := sum.Net()
	for _, h := range had {
		rest = rest.Add(h.Amount.Neg()).Add(h.Fee.Neg())
	}
	b, err := s.wallet.Balance(ctx, q, wallet.MerchantCash(merchant))
	if err != nil {
		return e, err
	}
	if b.Available.Minor() < rest.Minor() {
		rest = b.Available
	}
	if rest.Minor() < atLeast {
		return e, ErrNothing
	}
	e.Fee = money.New((rest.Minor()*EarlyFee+whole-1)/whole, money.CNY)
	e.Amount = rest.Add(e.Fee.Neg())
	return e, nil
}

// PayOut sends what Quote tells to the merchant's card. Its fee stays aside until
// the day is closed. Faults: ErrNothing, ErrOften, wallet.ErrNoCard.
func (s *Service) PayOut(ctx context.Context, tx *db.Tx, merchant string) (Early, error) {
	e, err := s.Quote(ctx, tx, merchant, tx.Now())
	if err != nil {
		return e, err
	}
	cards, err := s.wallet.Cards(ctx, tx, wallet.MerchantParty(merchant))
	if err != nil || len(cards) == 0 {
		return e, fault.Or(err, wallet.ErrNoCard)
	}
	o, err := s.wallet.Ask(ctx, tx, wallet.MerchantParty(merchant), wallet.MerchantCash(merchant), cards[0].ID, wallet.Settle, e.Amount)
	if err != nil {
		return e, err
	}
	e.ID, e.BankOrder, e.MadeAt = tx.NewIDFor(merchant), o.ID, tx.Now()
	n, err := db.Exec(ctx, tx, qEarlyAdd, e.ID, merchant, e.Day, e.No, e.Amount.Minor(), e.Fee.Minor(), e.BankOrder, e.MadeAt.UnixMicro())
	if err == nil && n == 0 { // another one at the same time has it
		err = ErrNothing
	}
	return e, err
}

// charge takes the fees of a day's early payouts that the bank made, and gives
// what was paid out and what it cost. What a bank refused is in the balance again.
func (s *Service) charge(ctx context.Context, tx *db.Tx, merchant, day string) (paid, fee money.Amount, err error) {
	paid, fee = money.New(0, money.CNY), money.New(0, money.CNY)
	had, err := s.Earlier(ctx, tx, merchant, day)
	if err != nil {
		return paid, fee, err
	}
	for _, e := range had {
		o, err := s.wallet.Order(ctx, tx, wallet.MerchantParty(merchant), e.BankOrder)
		if err != nil {
			return paid, fee, err
		}
		if o.State == wallet.Refused {
			continue
		}
		paid = paid.Add(e.Amount)
		if o.State == wallet.Done { // one in doubt is free of charge
			fee = fee.Add(e.Fee)
		}
	}
	b, err := s.wallet.Balance(ctx, tx, wallet.MerchantCash(merchant))
	if err != nil {
		return paid, fee, err
	}
	if b.Available.Minor() < fee.Minor() { // refunds since then have taken it
		fee = b.Available
	}
	if fee.Sign() <= 0 {
		return paid, money.New(0, money.CNY), nil
	}
	_, err = s.ledger.Post(ctx, tx, ledger.Move("settle:"+merchant+":"+day+":early", "early", wallet.MerchantCash(merchant), wallet.FeeIncome, fee))
	return paid, fee, err
}
