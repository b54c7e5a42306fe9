package register

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/stock"
)

// Status of a sale.
type Status string

const (
	Open     Status = "open"
	Finished Status = "finished"
	Voided   Status = "voided"
	Refunded Status = "refunded"
)

// next is the guard table: where a sale may go from where it is.
var next = map[Status][]Status{Open: {Finished, Voided}, Finished: {Refunded}}

// The channels of sales, which a dashboard sums by.
const (
	Register = "register"
	Offline  = "offline" // at the register, without a network
)

// Note is what is odd about a sale that was made without a network.
type Note struct {
	Code string       `json:"code"` // one of those below
	Line int          `json:"line"` // -1: the whole sale
	Qty  int64        `json:"qty,omitempty"`
	Now  money.Amount `json:"now,omitzero"` // what it costs by the catalogue
}

// The codes of a Note, beside those of catalog.Problem.
const (
	StockShort = "short"    // Qty pieces were sold that nobody had
	OverBound  = "discount" // more than a cashier may give
	AfterCount = "counted"  // told after the drawer had been counted
)

// Discount is taken off a sale: a whole percentage, or an amount.
type Discount struct {
	Percent int64
	Amount  money.Amount
}

// NewSale is what a till asks for. Wants say what the cashier saw; it is compared.
type NewSale struct {
	Ref   string // made by the till, for a repeat
	Store string
	Till  string
	Wants []catalog.Want
	Off   Discount
	Seen  money.Amount // the total; zero: not told
	Guest
}

// Guest is who buys, where the till knows them, and what of theirs they use.
type Guest struct {
	Buyer  string   `json:",omitempty"` // "": nobody in particular
	Choice []string `json:",omitempty"` // ids of coupons; nil: the best
	Points bool     `json:",omitempty"`
}

// Sale is a sale as it stands.
type Sale struct {
	ID, Ref         string
	Merchant, Store string
	Till, Shift     string
	Cashier         string
	Channel         string
	Status          Status
	Goods           money.Amount
	Discount        money.Amount // in all, with what follows
	Buyer           string       // "": the till did not know them
	Coupons         money.Amount // what their coupons took off
	Points          money.Amount // what their points took off
	Total           money.Amount
	Notes           []Note
	At              time.Time // when it was made
	CreatedAt       time.Time // when we heard of it
	EndedAt         time.Time // voided or refunded
	EndedBy         string
	Reason          string
}

// MovedEvent says that a sale has moved.
type MovedEvent struct {
	Sale Sale
	From Status
}

func (MovedEvent) Topic() string { return "register.moved" }

// Begin makes a sale that waits for its tenders and holds its stock. The same
// Ref again gives the sale as it is by now. Faults: ErrNoTill, ErrClosed,
// ErrEmpty, ErrNoRate, ErrDiscount, ErrReused, stock.ErrShort, and ErrChanged
// with what stands against it under "problems".
func (s *Service) Begin(ctx context.Context, tx *db.Tx, in NewSale, by By) (Sale, error) {
	t, err := s.Till(ctx, tx, in.Store, in.Till)
	if err != nil {
		return Sale{}, err
	}
	terms, err := digest(in)
	if err != nil {
		return Sale{}, err
	}
	if had, ok, err := s.had(ctx, tx, in.Store, in.Ref, terms); err != nil || ok {
		return had, err
	}
	sh, err := s.OpenShift(ctx, tx, in.Till)
	if err != nil {
		return Sale{}, err
	}
	if len(in.Wants) < 1 || len(in.Wants) > maxLines {
		return Sale{}, ErrEmpty
	}
	lines, problems, err := s.catalog.Price(ctx, tx, in.Store, in.Wants, tx.Now())
	if err != nil {
		return Sale{}, err
	}
	o := Sale{
		ID: tx.NewIDFor(t.Merchant), Ref: in.Ref, Merchant: t.Merchant, Store: t.Store, Till: t.ID, Shift: sh.ID, Cashier: by.User,
		Channel: Register, Status: Open, Goods: sum(lines), Coupons: cny(0), Points: cny(0), At: tx.Now(), CreatedAt: tx.Now(),
	}
	if o.Discount, err = in.Off.of(o.Goods); err != nil {
		return o, err
	}
	if !by.Manager && o.overBound() {
		return o, ErrDiscount
	}
	d, err := s.draft(ctx, tx, o, lines, in.Guest)
	if err != nil {
		return o, err
	}
	o = o.with(d)
	problems = append(problems, odd(d)...)
	if in.Seen != (money.Amount{}) && in.Seen != o.Total && len(problems) == 0 {
		problems = append(problems, catalog.Problem{Line: -1, Code: catalog.PriceMoved, Now: o.Total})
	}
	if len(problems) > 0 {
		return o, ErrChanged.With(map[string]any{"problems": wire(problems)})
	}
	if err := s.insert(ctx, tx, o, terms, lines); err != nil {
		return o, err
	}
	if err := s.stock.Hold(ctx, tx, stockRef(o.ID), items(lines), time.Time{}); err != nil {
		return o, err
	}
	if err := s.hold(ctx, tx, o.ID, d); err != nil {
		return o, err
	}
	return s.settle(ctx, tx, o)
}

func wire(ps []catalog.Problem) []map[string]any {
	out := make([]map[string]any, len(ps))
	for i, p := range ps {
		out[i] = map[string]any{"code": p.Code, "line": p.Line, "now": p.Now.Decimal()}
	}
	return out
}

// of makes the amount that a discount takes off goods.
func (d Discount) of(goods money.Amount) (money.Amount, error) {
	off := d.Amount
	switch {
	case d.Percent < 0 || d.Percent > 100 || d.Percent > 0 && !off.IsZero():
		return cny(0), ErrNoRate
	case d.Percent > 0:
		off = goods.MulDiv(d.Percent, 100) // half away from zero
	case off.IsZero():
		off = cny(0)
	}
	if off.Sign() < 0 || off.Minor() > goods.Minor() || off.Currency() != money.CNY {
		return cny(0), ErrNoRate
	}
	return off, nil
}

// overBound tells whether a cashier may not give the discount. The bound is
// rounded as a discount in percent is, so that 20 percent never are too many.
func (o Sale) overBound() bool { return o.Discount.Minor() > o.Goods.MulDiv(MostOff, 100).Minor() }

func sum(lines []catalog.Line) money.Amount {
	out := cny(0)
	for _, l := range lines {
		out = out.Add(l.Total)
	}
	return out
}

func items(lines []catalog.Line) []stock.Item {
	out := make([]stock.Item, len(lines))
	for i, l := range lines {
		out[i] = stock.Item{SKU: l.SKU, Qty: l.Qty}
	}
	return out
}

func stockRef(sale string) string { return "register:" + sale }

func digest(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	h := sha256.Sum256(b)
	return h[:16], err
}

// had gives the sale that ref made before. Fault: ErrReused.
func (s *Service) had(ctx context.Context, tx *db.Tx, storeID, ref string, terms []byte) (Sale, bool, error) {
	r, ok, err := db.One[saleRow](ctx, tx, qSaleByRef, storeID, ref)
	if err != nil || !ok {
		return Sale{}, false, err
	}
	if !slices.Equal(r.Terms, terms) {
		return Sale{}, false, ErrReused
	}
	o, err := r.sale()
	return o, true, err
}

// chosen are a line's choices in SQL.
type chosen struct {
	IDs  []string `json:"ids"`
	With []string `json:"with"`
	EN   []string `json:"en"`
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, o Sale, terms []byte, lines []catalog.Line) error {
	notes, err := json.Marshal(o.Notes)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qSaleAdd, o.ID, o.Ref, terms, o.Merchant, o.Store, o.Till, o.Shift, o.Cashier, o.Channel, o.Status,
		o.Goods.Minor(), o.Discount.Minor(), o.Buyer, o.Coupons.Minor(), o.Points.Minor(), o.Total.Minor(), string(notes), o.At.UnixMicro(), o.CreatedAt.UnixMicro())
	if err != nil || n == 0 {
		return fault.Or(err, ErrReused) // by a transaction that is not visible yet: a retry will see it
	}
	for i, l := range lines {
		choices, err := json.Marshal(chosen{l.Choices, l.Chosen, l.ChosenEN})
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, qLineAdd, o.ID, i, l.Item, l.SKU, l.Name, l.NameEN, l.Variant, l.VariantEN, string(choices), l.Unit.Minor(), l.Qty); err != nil {
			return err
		}
	}
	return nil
}

// step moves a sale. Fault: ErrStatus.
func (s *Service) step(ctx context.Context, tx *db.Tx, o Sale, to Status) (Sale, error) {
	if !slices.Contains(next[o.Status], to) {
		return o, ErrStatus
	}
	if n, err := db.Exec(ctx, tx, qSaleMove, o.ID, o.Status, to); err != nil || n == 0 {
		return o, fault.Or(err, ErrStatus)
	}
	from := o.Status
	o.Status = to
	return o, s.bus.Emit(ctx, tx, MovedEvent{o, from})
}

// finish hands the goods over.
func (s *Service) finish(ctx context.Context, tx *db.Tx, o Sale) (Sale, error) {
	o, err := s.step(ctx, tx, o, Finished)
	if err != nil {
		return o, err
	}
	if err := s.stock.Take(ctx, tx, stockRef(o.ID)); err != nil {
		return o, err
	}
	lines, err := s.Lines(ctx, tx, o.ID)
	if err != nil {
		return o, err
	}
	for _, l := range lines {
		if err := s.catalog.Sold(ctx, tx, l.Item, l.Qty); err != nil {
			return o, err
		}
	}
	s.catalog.Changed(tx, o.Store)
	return o, s.stores.Sale(ctx, tx, o.Store)
}

// Void ends an open sale and gives all back. Voiding again changes nothing.
// Faults: ErrNotFound, ErrStatus, ErrDrawer, pay.ErrSellerShort.
func (s *Service) Void(ctx context.Context, tx *db.Tx, storeID, id string, by By) (Sale, error) {
	o, err := s.Get(ctx, tx, storeID, id)
	if err != nil || o.Status == Voided {
		return o, err
	}
	return s.void(ctx, tx, o, "", by)
}

func (s *Service) void(ctx context.Context, tx *db.Tx, o Sale, reason string, by By) (Sale, error) {
	sh, err := s.Shift(ctx, tx, o.Till, o.Shift)
	if err != nil {
		return o, err
	}
	if o, err = s.step(ctx, tx, o, Voided); err != nil {
		return o, err
	}
	if err := s.stock.Release(ctx, tx, stockRef(o.ID)); err != nil {
		return o, err
	}
	return s.ended(ctx, tx, o, sh, reason, by)
}

// Refund takes a finished sale back, whole: its goods go to the shelf, its
// money to the buyer, cash out of the drawer of an open till of the store.
// Again changes nothing. Faults: ErrNotFound, ErrStatus, ErrNoTill, ErrClosed,
// ErrDrawer, pay.ErrFinished, pay.ErrSellerShort.
func (s *Service) Refund(ctx context.Context, tx *db.Tx, storeID, id, till, reason string, by By) (Sale, error) {
	o, err := s.Get(ctx, tx, storeID, id)
	if err != nil || o.Status == Refunded {
		return o, err
	}
	if _, err := s.Till(ctx, tx, storeID, till); err != nil {
		return o, err
	}
	sh, err := s.OpenShift(ctx, tx, till)
	if err != nil {
		return o, err
	}
	if o, err = s.step(ctx, tx, o, Refunded); err != nil {
		return o, err
	}
	if err := s.stock.Return(ctx, tx, stockRef(o.ID)); err != nil {
		return o, err
	}
	s.catalog.Changed(tx, o.Store)
	return s.ended(ctx, tx, o, sh, reason, by)
}

// ended gives the tenders of a sale back and writes down who ended it.
func (s *Service) ended(ctx context.Context, tx *db.Tx, o Sale, sh Shift, reason string, by By) (Sale, error) {
	if utf8.RuneCountInString(reason) > 100 {
		reason = string([]rune(reason)[:100])
	}
	o.EndedAt, o.EndedBy, o.Reason = tx.Now(), by.User, reason
	if _, err := db.Exec(ctx, tx, qSaleEnd, o.ID, tx.Now().UnixMicro(), by.User, reason); err != nil {
		return o, err
	}
	ts, err := s.Tenders(ctx, tx, o.ID)
	if err != nil {
		return o, err
	}
	for _, t := range ts {
		if err := s.giveBack(ctx, tx, o, sh, t, reason, by); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (s *Service) giveBack(ctx context.Context, tx *db.Tx, o Sale, sh Shift, t Tender, reason string, by By) error {
	switch {
	case t.Status == Waiting: // closing its trade makes it failed
		_, err := s.pay.Close(ctx, tx, "", pay.Ref{TradeNo: t.Trade})
		return err
	case t.Status != Paid:
		return nil
	case t.Kind == InCash:
		if err := s.move(ctx, tx, sh, Cash{Kind: Back, Amount: t.Amount.Neg(), Sale: o.ID, Note: reason, Who: by.User}); err != nil {
			return err
		}
	default:
		trade, err := s.pay.Get(ctx, tx, t.Trade)
		if err != nil {
			return err
		}
		// A part of it may have gone back from the list of trades.
		if rest := trade.Total.Add(trade.Refunded.Neg()); rest.Sign() > 0 {
			if _, _, _, err := s.pay.Refund(ctx, tx, "", pay.Ref{TradeNo: t.Trade}, pay.NewRefund{RequestNo: "register:" + o.ID, Amount: rest, Reason: reason, Operator: by.User}); err != nil {
				return err
			}
		}
	}
	n, err := db.Exec(ctx, tx, qTenderMove, t.ID, Paid, Returned)
	if err == nil && n == 0 {
		err = ErrStatus
	}
	return err
}

// sweep voids sales that nobody gave anything to: their stock is wanted elsewhere.
func (s *Service) sweep(ctx context.Context, tx *db.Tx) error {
	rows, err := db.List[saleRow](ctx, tx, qAbandoned, tx.Now().Add(-abandoned).UnixMicro())
	if err != nil {
		return err
	}
	for _, r := range rows {
		o, err := r.sale()
		if err != nil {
			return err
		}
		if _, err := s.void(ctx, tx, o, "abandoned", By{}); err != nil {
			return err
		}
	}
	return nil
}
