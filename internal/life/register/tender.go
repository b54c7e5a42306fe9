package register

import (
	"context"
	"strings"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// TenderKind is how a part of a sale is paid.
type TenderKind string

const (
	InCash TenderKind = "cash"
	ByCode TenderKind = "code" // the buyer's payment code, scanned
)

// Paying is where a tender is.
type Paying string

const (
	Waiting  Paying = "waiting" // for the buyer's PIN
	Paid     Paying = "paid"
	Failed   Paying = "failed"   // nobody confirmed it, or it was called off
	Returned Paying = "returned" // voided or refunded
)

// Tender covers a part of a sale.
type Tender struct {
	ID, Sale, Ref string
	Kind          TenderKind
	Status        Paying
	Amount        money.Amount // what it covers
	Given         money.Amount // of cash: what was handed over
	Trade         string
	At            time.Time
}

// Change is what goes back of the cash that was given.
func (t Tender) Change() money.Amount {
	if t.Kind != InCash {
		return cny(0)
	}
	return t.Given.Add(t.Amount.Neg())
}

// NewTender is what a buyer gives.
type NewTender struct {
	Ref    string // made by the till, for a repeat
	Kind   TenderKind
	Amount money.Amount // cash: what is handed over; by code: a part of the rest, zero for all of it
	Code   string       // of ByCode: the buyer's payment code
}

// tradePrefix marks the trades of tenders among those of the platform's own.
const tradePrefix = "register/"

// Tender adds what a buyer gives to an open sale, and finishes the sale when it
// is covered. A payment that the buyer must confirm waits; what fails leaves
// the sale as it was. The same Ref again changes nothing. Faults: ErrNotFound,
// ErrStatus, ErrClosed, ErrCovered, ErrAmount, ErrRest, those of pay.PayByCode.
func (s *Service) Tender(ctx context.Context, tx *db.Tx, storeID, id string, in NewTender, by By) (Sale, error) {
	o, err := s.Get(ctx, tx, storeID, id)
	if err != nil {
		return o, err
	}
	ts, err := s.Tenders(ctx, tx, id)
	if err != nil {
		return o, err
	}
	rest := o.Total
	for _, t := range ts {
		if t.Ref == in.Ref {
			return o, nil
		}
		if t.Status == Paid || t.Status == Waiting {
			rest = rest.Add(t.Amount.Neg())
		}
	}
	switch {
	case o.Status != Open:
		return o, ErrStatus
	case rest.Sign() <= 0:
		return o, ErrCovered
	}
	sh, err := s.Shift(ctx, tx, o.Till, o.Shift)
	if err != nil || !sh.ClosedAt.IsZero() {
		return o, fault.Or(err, ErrClosed)
	}
	t := Tender{ID: tx.NewIDFor(o.Merchant), Sale: o.ID, Ref: in.Ref, Kind: in.Kind, Status: Waiting, Amount: in.Amount, Given: cny(0), At: tx.Now()}
	if t.Kind == InCash {
		return s.takeCash(ctx, tx, o, sh, t, rest, by)
	}
	return s.takeCode(ctx, tx, o, t, rest, in.Code, by)
}

func (s *Service) takeCash(ctx context.Context, tx *db.Tx, o Sale, sh Shift, t Tender, rest money.Amount, by By) (Sale, error) {
	if !cash(t.Amount) {
		return o, ErrAmount
	}
	t.Status, t.Given = Paid, t.Amount
	t.Amount = cny(min(t.Given.Minor(), rest.Minor()))
	if err := s.addTender(ctx, tx, t); err != nil {
		return o, err
	}
	if err := s.move(ctx, tx, sh, Cash{Kind: Sold, Amount: t.Amount, Sale: o.ID, Who: by.User}); err != nil {
		return o, err
	}
	return s.settle(ctx, tx, o)
}

func (s *Service) takeCode(ctx context.Context, tx *db.Tx, o Sale, t Tender, rest money.Amount, code string, by By) (Sale, error) {
	if t.Amount.IsZero() {
		t.Amount = rest
	}
	switch {
	case !cash(t.Amount):
		return o, ErrAmount
	case t.Amount.Minor() > rest.Minor():
		return o, ErrRest
	}
	st, err := s.stores.Get(ctx, tx, o.Store)
	if err != nil {
		return o, err
	}
	// The tender comes first: a payment that needs nobody's word is heard of within PayByCode.
	if err := s.addTender(ctx, tx, t); err != nil {
		return o, err
	}
	out, err := s.pay.PayByCode(ctx, tx, pay.NewTrade{
		Merchant: o.Merchant, OutTradeNo: tradePrefix + t.ID, Subject: st.Name, Total: t.Amount,
		Extra: pay.Extra{Store: o.Store, Operator: by.User, Terminal: o.Till},
	}, code)
	if err != nil {
		return o, err
	}
	if _, err := db.Exec(ctx, tx, qTenderTrade, t.ID, out.ID); err != nil {
		return o, err
	}
	return s.Get(ctx, tx, o.Store, o.ID)
}

func (s *Service) addTender(ctx context.Context, tx *db.Tx, t Tender) error {
	n, err := db.Exec(ctx, tx, qTenderAdd, t.ID, t.Sale, t.Ref, t.Kind, t.Status, t.Amount.Minor(), t.Given.Minor(), t.At.UnixMicro())
	if err == nil && n == 0 {
		err = ErrReused
	}
	return err
}

// settle finishes an open sale that is covered.
func (s *Service) settle(ctx context.Context, tx *db.Tx, o Sale) (Sale, error) {
	sums, _, err := db.One[sumRow](ctx, tx, qSums, o.ID)
	if err != nil || o.Status != Open || sums.Paid < o.Total.Minor() {
		return o, err
	}
	return s.finish(ctx, tx, o)
}

// Cancel calls off a tender that waits for its buyer. One that was paid in the
// meantime stays paid, and the answer says so. Faults: ErrNotFound, ErrStatus.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, storeID, id, tender string) (Sale, error) {
	o, err := s.Get(ctx, tx, storeID, id)
	if err != nil {
		return o, err
	}
	t, ok, err := db.One[tenderRow](ctx, tx, qTender, tender)
	if err != nil || !ok || t.Sale != id {
		return o, fault.Or(err, ErrNotFound)
	}
	if t.Status == Waiting {
		_, err = s.pay.Close(ctx, tx, "", pay.Ref{TradeNo: t.Trade})
	}
	return o, err
}

// ours gives the tender and the sale of a trade of ours that waited.
func (s *Service) ours(ctx context.Context, tx *db.Tx, trade pay.Trade, to Paying) (o Sale, ok bool, err error) {
	id, ok := strings.CutPrefix(trade.OutTradeNo, tradePrefix)
	if !ok || trade.App != "" {
		return o, false, nil
	}
	n, err := db.Exec(ctx, tx, qTenderMove, id, Waiting, to)
	if err != nil || n == 0 {
		return o, false, err
	}
	t, _, err := db.One[tenderRow](ctx, tx, qTender, id)
	if err != nil {
		return o, false, err
	}
	r, _, err := db.One[saleRow](ctx, tx, qSaleOf, t.Sale)
	if err != nil {
		return o, false, err
	}
	o, err = r.sale()
	return o, err == nil, err
}

// tradePaid moves the sale of a tender with its payment, in its transaction.
func (s *Service) tradePaid(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
	o, ok, err := s.ours(ctx, tx, e.Trade, Paid)
	if err == nil && ok {
		_, err = s.settle(ctx, tx, o)
	}
	return err
}

// tradeClosed lets a tender fail that nobody confirmed.
func (s *Service) tradeClosed(ctx context.Context, tx *db.Tx, e pay.ClosedEvent) error {
	_, _, err := s.ours(ctx, tx, e.Trade, Failed)
	return err
}
