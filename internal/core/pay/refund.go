package pay

import (
	"context"
	"errors"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// NewRefund asks for a part of a paid trade, or all of it, to go back.
type NewRefund struct {
	RequestNo string // the caller's own; "" means the trade's number: one refund
	Amount    money.Amount
	Reason    string
	Operator  string
}

// Refund is one that was made.
type Refund struct {
	ID        string
	Trade     string
	RequestNo string
	Amount    money.Amount
	FeeBack   money.Amount
	Total     money.Amount // refunded of the trade so far, this one included
	Reason    string
	Operator  string
	Posting   string
	At        time.Time
}

type refundRow struct {
	ID        string `db:"id"`
	Trade     string `db:"trade"`
	RequestNo string `db:"request_no"`
	Amount    int64  `db:"amount"`
	FeeBack   int64  `db:"fee_back"`
	Total     int64  `db:"total"`
	Reason    string `db:"reason"`
	Operator  string `db:"operator"`
	Posting   string `db:"posting"`
	At        int64  `db:"at"`
}

func (r refundRow) refund(c money.Currency) Refund {
	amount := func(n int64) money.Amount { return money.New(n, c) }
	return Refund{r.ID, r.Trade, r.RequestNo, amount(r.Amount), amount(r.FeeBack), amount(r.Total), r.Reason, r.Operator, r.Posting, instant(r.At)}
}

// Refund gives money back. moved is false for a repeat of an earlier request.
// Faults: ErrNoTrade, ErrStatus, ErrFinished, ErrClosed, ErrAmount, ErrRefundOver, ErrRefundTerms, ErrSellerShort.
func (s *Service) Refund(ctx context.Context, tx *db.Tx, app string, ref Ref, in NewRefund) (t Trade, r Refund, moved bool, err error) {
	row, err := s.find(ctx, tx, app, ref)
	if err != nil {
		return Trade{}, r, false, err
	}
	t = row.trade()
	if in.RequestNo == "" {
		in.RequestNo = t.OutTradeNo
	}
	if r, err := s.RefundOf(ctx, tx, t, in.RequestNo); err == nil {
		if r.Amount != in.Amount {
			return t, r, false, ErrRefundTerms
		}
		return t, r, false, nil
	} else if !errors.Is(err, ErrNoRefund) {
		return t, r, false, err
	}
	if err := refundable(t, in.Amount); err != nil {
		return t, r, false, err
	}
	t, r, err = s.giveBack(ctx, tx, t, row.FeeBack, in)
	return t, r, err == nil, err
}

func refundable(t Trade, a money.Amount) error {
	switch {
	case t.Status == Waiting:
		return ErrStatus
	case t.Status == Finished:
		return ErrFinished
	case t.Status == Closed:
		return ErrClosed
	case a.Sign() <= 0 || a.Currency() != t.Total.Currency():
		return ErrAmount
	case t.Refunded.Add(a).Minor() > t.Total.Minor():
		return ErrRefundOver
	}
	return nil
}

// giveBack returns the money, and the fee in proportion: after a full refund the whole fee is back.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, t Trade, feeBackBefore int64, in NewRefund) (Trade, Refund, error) {
	after := t.Refunded.Add(in.Amount)
	feeBack := t.Fee.MulDiv(after.Minor(), t.Total.Minor()).Add(money.New(-feeBackBefore, t.Fee.Currency()))
	posted, err := s.ledger.Post(ctx, tx, ledger.Posting{Ref: "trade:" + t.ID + ":refund:" + in.RequestNo, Entries: []ledger.Entry{
		{Account: wallet.MerchantCash(t.Merchant), Amount: in.Amount.Neg().Add(feeBack)},
		{Account: wallet.FeeIncome, Amount: feeBack.Neg()},
		{Account: wallet.Cash(t.Buyer), Amount: in.Amount},
	}})
	if errors.Is(err, ledger.ErrShort) {
		err = ErrSellerShort
	}
	if err != nil {
		return t, Refund{}, err
	}
	if n, err := db.Exec(ctx, tx, qRefunded, t.ID, in.Amount.Minor(), feeBack.Minor()); err != nil || n == 0 {
		return t, Refund{}, fault.Or(err, ErrStatus)
	}
	t.Refunded = after
	r := Refund{tx.NewIDFor(t.Merchant), t.ID, in.RequestNo, in.Amount, feeBack, after, in.Reason, in.Operator, posted.ID, tx.Now()}
	if _, err := db.Exec(ctx, tx, qRefund, r.ID, r.Trade, r.RequestNo, t.Merchant, r.Amount.Minor(), r.FeeBack.Minor(), r.Total.Minor(),
		r.Reason, r.Operator, r.Posting, r.At.UnixMicro()); err != nil {
		return t, r, err
	}
	if after == t.Total {
		if err := s.move(ctx, tx, t.ID, Success, Closed); err != nil {
			return t, r, err
		}
		t.Status, t.ClosedAt = Closed, tx.Now()
	}
	seller, err := s.sellers.Seller(ctx, tx, t.Merchant)
	if err != nil {
		return t, r, err
	}
	if err := s.wallet.Tell(ctx, tx, wallet.Bill{
		Party: t.Buyer, Kind: wallet.BillRefund, Subject: t.Subject, Other: seller.Name, Amount: in.Amount, Object: t.ID, Posting: posted.ID, Note: in.Reason,
	}); err != nil {
		return t, r, err
	}
	return t, r, s.bus.Emit(ctx, tx, RefundedEvent{t, r})
}

// RefundOf gives one refund of a trade. Fault: ErrNoRefund.
func (s *Service) RefundOf(ctx context.Context, q db.Q, t Trade, requestNo string) (Refund, error) {
	r, ok, err := db.One[refundRow](ctx, q, qRefundByNo, t.ID, requestNo)
	if err == nil && !ok {
		err = ErrNoRefund
	}
	return r.refund(t.Total.Currency()), err
}

// Refunds lists a trade's refunds, oldest first.
func (s *Service) Refunds(ctx context.Context, q db.Q, t Trade) (out []Refund, err error) {
	for r, err := range db.Each[refundRow](ctx, q, qRefundsOf, t.ID) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.refund(t.Total.Currency()))
	}
	return out, nil
}

// Fee is one row of the fee table.
type Fee struct {
	Version   int64  `db:"version"`
	Merchant  string `db:"merchant"`
	Method    Method `db:"method"`
	PPM       int64  `db:"ppm"`
	ValidFrom int64  `db:"valid_from"` // Unix microseconds
}

// SetFee adds a version to the fee table: it never changes what was charged.
func (s *Service) SetFee(ctx context.Context, tx *db.Tx, f Fee) error {
	_, err := db.Exec(ctx, tx, qFeeAdd, f.Merchant, f.Method, f.PPM, f.ValidFrom)
	return err
}

// Fees lists the fee table, newest version first, 200 rows at most.
func (s *Service) Fees(ctx context.Context, q db.Q) ([]Fee, error) {
	return db.List[Fee](ctx, q, qFeeList)
}

// MerchantRefunds lists a merchant's refunds, newest first.
func (s *Service) MerchantRefunds(ctx context.Context, q db.Q, merchant string, ask page.Ask) (page.Of[Refund], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Refund]{}, err
	}
	var out []Refund
	for r, err := range db.Each[refundRow](ctx, q, qRefundList, merchant, at, id, ask.Limit+1) {
		if err != nil {
			return page.Of[Refund]{}, err
		}
		out = append(out, r.refund(money.CNY))
	}
	return page.Cut(out, ask.Limit, func(r Refund) (int64, string) { return r.At.UnixMicro(), r.ID }), nil
}
