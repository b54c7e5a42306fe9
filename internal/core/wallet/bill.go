package wallet

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// BillKind says what a bill line tells of.
type BillKind string

const (
	BillPay         BillKind = "pay"
	BillRefund      BillKind = "refund"
	BillTransferOut BillKind = "transfer_out"
	BillTransferIn  BillKind = "transfer_in"
	BillTopup       BillKind = "topup"
	BillWithdraw    BillKind = "withdraw"
)

// Bill is one line. Amount is below zero where money went out.
type Bill struct {
	ID      string
	Party   string
	At      time.Time
	Kind    BillKind
	Subject string
	Other   string
	Amount  money.Amount
	Object  string // the trade, transfer or intent that it belongs to
	Posting string
	Note    string
}

type billRow struct {
	ID       string         `db:"id"`
	Party    string         `db:"party"`
	At       int64          `db:"at"`
	Kind     BillKind       `db:"kind"`
	Subject  string         `db:"subject"`
	Other    string         `db:"other"`
	Amount   int64          `db:"amount"`
	Currency money.Currency `db:"currency"`
	Object   string         `db:"object"`
	Posting  string         `db:"posting"`
	Note     string         `db:"note"`
}

func (r billRow) bill() Bill {
	return Bill{r.ID, r.Party, time.UnixMicro(r.At).UTC(), r.Kind, r.Subject, r.Other, money.New(r.Amount, r.Currency), r.Object, r.Posting, r.Note}
}

// Tell adds bills, as part of the transaction that moved the money. ID and At are filled in.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, bills ...Bill) error {
	var flat []any
	for _, b := range bills {
		flat = append(flat, tx.NewIDFor(b.Party), b.Party, tx.Now().UnixMicro(), string(b.Kind), b.Subject, b.Other,
			b.Amount.Minor(), string(b.Amount.Currency()), b.Object, b.Posting, b.Note)
	}
	_, err := qBills.Insert(ctx, tx, flat)
	return err
}

// BillFilter narrows a list. The zero value takes all.
type BillFilter struct {
	Text     string // in the subject or the other side's name
	Kind     BillKind
	From, To time.Time // From ≤ at < To
}

// Bills lists a party's bills, newest first.
func (s *Service) Bills(ctx context.Context, q db.Q, party string, f BillFilter, ask page.Ask) (page.Of[Bill], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Bill]{}, err
	}
	from, to := span(f.From, f.To)
	var out []Bill
	for r, err := range db.Each[billRow](ctx, q, qBillList, party, at, id, ask.Limit+1, from, to, string(f.Kind), like(f.Text)) {
		if err != nil {
			return page.Of[Bill]{}, err
		}
		out = append(out, r.bill())
	}
	return page.Cut(out, ask.Limit, func(b Bill) (int64, string) { return b.At.UnixMicro(), b.ID }), nil
}

// Sums is what went in and out in a span of time. Both are not below zero.
type Sums struct{ In, Out money.Amount }

// Sum adds up a party's bills.
func (s *Service) Sum(ctx context.Context, q db.Q, party string, from, to time.Time) (Sums, error) {
	type row struct {
		In  int64 `db:"came"`
		Out int64 `db:"went"`
	}
	a, b := span(from, to)
	r, _, err := db.One[row](ctx, q, qBillSum, party, a, b)
	return Sums{money.New(r.In, money.CNY), money.New(r.Out, money.CNY)}, err
}

// Bill gives one of a party's bills and all lines of the same object: a
// payment with its refunds. Fault: ErrNoBill.
func (s *Service) Bill(ctx context.Context, q db.Q, party, id string) (Bill, []Bill, error) {
	r, ok, err := db.One[billRow](ctx, q, qBill, id, party)
	if err != nil {
		return Bill{}, nil, err
	}
	if !ok {
		return Bill{}, nil, ErrNoBill
	}
	var trail []Bill
	for t, err := range db.Each[billRow](ctx, q, qTrail, r.Object, party) {
		if err != nil {
			return Bill{}, nil, err
		}
		trail = append(trail, t.bill())
	}
	return r.bill(), trail, nil
}

func span(from, to time.Time) (int64, int64) {
	a, b := int64(0), int64(1)<<62
	if !from.IsZero() {
		a = from.UnixMicro()
	}
	if !to.IsZero() {
		b = to.UnixMicro()
	}
	return a, b
}
