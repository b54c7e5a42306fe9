// Package settle closes a merchant's business day and sends what it earned to
// the merchant's bank card on the next (T+1). Without a card the money stays in
// the balance. A day is closed once; its sums are those of the trades and
// refunds of that day, and so of the ledger.
package settle

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("settle", files)

// Zone is where business days begin.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Day is a closed business day of a merchant.
type Day struct {
	Merchant  string
	Day       string
	Payments  int64
	Refunds   int64
	Paid      money.Amount
	Fees      money.Amount
	Refunded  money.Amount
	Net       money.Amount
	Sent      money.Amount
	BankOrder string
	MadeAt    time.Time
	Early     money.Amount // to the card before the day was closed
	EarlyFee  money.Amount // what that cost
}

type row struct {
	Merchant  string `db:"merchant"`
	Day       string `db:"day"`
	Payments  int64  `db:"payments"`
	Refunds   int64  `db:"refunds"`
	Paid      int64  `db:"paid"`
	Fees      int64  `db:"fees"`
	Refunded  int64  `db:"refunded"`
	Net       int64  `db:"net"`
	Sent      int64  `db:"sent"`
	BankOrder string `db:"bank_order"`
	MadeAt    int64  `db:"made_at"`
	Early     int64  `db:"early"`
	EarlyFee  int64  `db:"early_fee"`
}

func (r row) day() Day {
	cny := func(n int64) money.Amount { return money.New(n, money.CNY) }
	return Day{r.Merchant, r.Day, r.Payments, r.Refunds, cny(r.Paid), cny(r.Fees), cny(r.Refunded), cny(r.Net), cny(r.Sent), r.BankOrder, time.UnixMicro(r.MadeAt).UTC(), cny(r.Early), cny(r.EarlyFee)}
}

const columns = `merchant, day, payments, refunds, paid, fees, refunded, net, sent, bank_order, made_at, early, early_fee`

var (
	qAdd   = db.SQL(`INSERT INTO settle_day (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`)
	qHas   = db.SQL(`SELECT COUNT(*) FROM settle_day WHERE merchant = $1 AND day = $2`)
	qList  = db.SQL(`SELECT ` + columns + ` FROM settle_day WHERE merchant = $1 AND (made_at, day) < ($2, $3) ORDER BY made_at DESC, day DESC LIMIT $4`)
	qOfDay = db.SQL(`SELECT ` + columns + ` FROM settle_day WHERE day = $1 ORDER BY merchant LIMIT 10000`)
)

type Service struct {
	db     *db.DB
	pay    *pay.Service
	wallet *wallet.Service
	ledger *ledger.Service
	jobs   *job.Queue
}

// closeAt is how long after midnight a day is closed: every payment that began
// in it has ended.
const closeAt = 30 * time.Minute

type closeJob struct {
	Day   string `json:"day"`
	After string `json:"after"` // merchants up to this one are done
}

func (closeJob) Kind() string { return "settle.close" }

func New(d *db.DB, p *pay.Service, w *wallet.Service, l *ledger.Service, jobs *job.Queue) *Service {
	s := &Service{d, p, w, l, jobs}
	job.Handle(jobs, s.close)
	jobs.Repeat("settle.yesterday", time.Hour, func(ctx context.Context, tx *db.Tx) error {
		day := tx.Now().Add(-closeAt).In(Zone).AddDate(0, 0, -1)
		return jobs.Add(ctx, tx, closeJob{Day: day.Format(time.DateOnly)}, time.Time{})
	})
	return s
}

const batch = 50

// close settles a bounded number of merchants and queues itself for the rest.
func (s *Service) close(ctx context.Context, tx *db.Tx, j closeJob) error {
	from, err := time.ParseInLocation(time.DateOnly, j.Day, Zone)
	if err != nil {
		return err
	}
	to := from.AddDate(0, 0, 1)
	ms, err := s.pay.ActiveMerchants(ctx, tx, from, to, j.After, batch)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if err := s.one(ctx, tx, m, j.Day, from, to); err != nil {
			return fmt.Errorf("settle %s for %s: %w", j.Day, m, err)
		}
	}
	if len(ms) < batch {
		return nil
	}
	return s.jobs.Add(ctx, tx, closeJob{j.Day, ms[len(ms)-1]}, time.Time{})
}

func (s *Service) one(ctx context.Context, tx *db.Tx, merchant, day string, from, to time.Time) error {
	if n, _, err := db.One[int64](ctx, tx, qHas, merchant, day); err != nil || n > 0 {
		return err
	}
	sum, err := s.pay.Sum(ctx, tx, merchant, from, to)
	if err != nil {
		return err
	}
	early, fee, err := s.charge(ctx, tx, merchant, day)
	if err != nil {
		return err
	}
	sent, order, err := s.send(ctx, tx, merchant, sum.Net().Add(early.Neg()).Add(fee.Neg()))
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qAdd, merchant, day, sum.Payments, sum.Refunds, sum.Paid.Minor(), sum.Fees.Add(sum.FeesBack.Neg()).Minor(),
		sum.Refunded.Minor(), sum.Net().Minor(), sent.Minor(), order, tx.Now().UnixMicro(), early.Minor(), fee.Minor())
	return err
}

// send orders the bank to pay a day's net out, or what of it is still there.
func (s *Service) send(ctx context.Context, tx *db.Tx, merchant string, net money.Amount) (money.Amount, string, error) {
	none := money.New(0, money.CNY)
	cards, err := s.wallet.Cards(ctx, tx, wallet.MerchantParty(merchant))
	if err != nil || len(cards) == 0 || net.Sign() <= 0 {
		return none, "", err
	}
	b, err := s.wallet.Balance(ctx, tx, wallet.MerchantCash(merchant))
	if err != nil {
		return none, "", err
	}
	if b.Available.Minor() < net.Minor() {
		net = b.Available
	}
	if net.Sign() <= 0 {
		return none, "", nil
	}
	o, err := s.wallet.Ask(ctx, tx, wallet.MerchantParty(merchant), wallet.MerchantCash(merchant), cards[0].ID, wallet.Settle, net)
	if errors.Is(err, wallet.ErrNoCard) {
		return none, "", nil
	}
	return net, o.ID, err
}

// List gives a merchant's closed days, newest first.
func (s *Service) List(ctx context.Context, q db.Q, merchant string, ask page.Ask) (page.Of[Day], error) {
	at, day, err := ask.Before()
	if err != nil {
		return page.Of[Day]{}, err
	}
	var out []Day
	for r, err := range db.Each[row](ctx, q, qList, merchant, at, day, ask.Limit+1) {
		if err != nil {
			return page.Of[Day]{}, err
		}
		out = append(out, r.day())
	}
	return page.Cut(out, ask.Limit, func(d Day) (int64, string) { return d.MadeAt.UnixMicro(), d.Day }), nil
}

// Of gives all closed days of one date, 10,000 at most.
func (s *Service) Of(ctx context.Context, q db.Q, day string) (out []Day, err error) {
	for r, err := range db.Each[row](ctx, q, qOfDay, day) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.day())
	}
	return out, nil
}
