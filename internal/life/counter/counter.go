// Package counter sells at a store's terminals. It adds no way to sell: what a
// kiosk orders is an order of life/order, which becomes theirs who pays it with a
// payment code; what a register sells is a sale of life/register in the open shift
// of its till. This package knows which is which, and gives sales a number to call.
//
// What nobody pays ends as it does elsewhere: an order with its trade, a sale
// after an hour.
package counter

import (
	"context"
	"embed"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("counter", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "counter.not_found", "There is no such order at this terminal.")
	ErrCash     = fault.New(fault.Refused, "counter.cash", "A kiosk takes no cash.")
)

// Place is where somebody orders.
type Place struct {
	Terminal string
	Store    string
	Till     string // of a register; "": a kiosk
}

// Basket is what they order.
type Basket struct {
	Mode  store.Mode
	Wants []catalog.Want
	Table string
	Note  string
	Key   string // made by the terminal; of a sale: what it is known by, with the terminal's own
}

// Ref is what a sale is known by that a terminal began with a key.
func (p Place) Ref(key string) string { return p.Terminal + ":" + key }

// Order is an order or a sale as a terminal shows it.
type Order struct {
	ID     string
	Store  string
	Sale   bool
	Number string // "": not paid yet
	Code   string // that is shown to get an order
	Status order.Status
	Lines  []catalog.Line
	More   money.Amount // packing, what comes to the lines
	Off    money.Amount // of a sale: what came off
	Points member.Sums  // of a member's sale
	Total  money.Amount
	Rest   money.Amount // to pay
	Change money.Amount // of cash, to give back
	Asked  bool         // a buyer is to confirm the payment
	Mode   store.Mode
	Table  string
	Note   string
	At     time.Time
	PaidBy []register.TenderKind
}

// Service sells.
type Service struct {
	Orders   *order.Service
	Register *register.Service
	Trades   *pay.Service
	Members  *member.Service
}

// New makes a service that hears on bus when its sales are covered.
func New(bus *event.Bus, o *order.Service, r *register.Service, p *pay.Service, m *member.Service) *Service {
	s := &Service{o, r, p, m}
	event.Inside(bus, s.sold)
	return s
}

// Order makes one that waits for its payment. Faults: those of order.Place for a
// kiosk, those of register.Begin for a register.
func (s *Service) Order(ctx context.Context, tx *db.Tx, at Place, b Basket) (Order, error) {
	var id string
	if at.Till == "" {
		o, err := s.Orders.Place(ctx, tx, order.Basket{Store: at.Store, Mode: b.Mode, Wants: b.Wants, Table: b.Table, Note: b.Note, Choice: []string{}})
		if err != nil {
			return Order{}, err
		}
		id = o.ID
	} else {
		by, err := s.by(ctx, tx, at)
		if err != nil {
			return Order{}, err
		}
		o, err := s.Register.Begin(ctx, tx, register.NewSale{Ref: at.Ref(b.Key), Store: at.Store, Till: at.Till, Wants: b.Wants}, by)
		if err != nil {
			return Order{}, err
		}
		id = o.ID
	}
	if _, err := db.Exec(ctx, tx, qAdd, id, at.Terminal, at.Store, at.Till != "", tx.Now().UnixMicro()); err != nil {
		return Order{}, err
	}
	return s.Get(ctx, tx, at, id)
}

// by is who answers for the drawer: the one who opened it.
func (s *Service) by(ctx context.Context, q db.Q, at Place) (register.By, error) {
	sh, err := s.Register.OpenShift(ctx, q, at.Till)
	return register.By{User: sh.Cashier}, err
}

// Payment is what a guest gives.
type Payment struct {
	Ref    string // made by the terminal, for a repeat
	Kind   register.TenderKind
	Code   string       // of ByCode: the buyer's payment code
	Amount money.Amount // cash: what is handed over
}

// Pay takes what a guest gives. A payment that its buyer must confirm leaves the
// order Asked. The same again changes nothing. Faults: ErrNotFound, ErrCash, those
// of pay.PayTradeByCode for a kiosk, those of register.Tender for a register.
func (s *Service) Pay(ctx context.Context, tx *db.Tx, at Place, id string, p Payment) (Order, error) {
	r, err := s.ours(ctx, tx, at, id)
	if err != nil {
		return Order{}, err
	}
	if r.Sale {
		by, err := s.by(ctx, tx, at)
		if err != nil {
			return Order{}, err
		}
		if _, err := s.Register.Tender(ctx, tx, at.Store, id, register.NewTender{Ref: p.Ref, Kind: p.Kind, Amount: p.Amount, Code: p.Code}, by); err != nil {
			return Order{}, err
		}
		return s.Get(ctx, tx, at, id)
	}
	if p.Kind != register.ByCode {
		return Order{}, ErrCash
	}
	o, err := s.Orders.Get(ctx, tx, id)
	if err != nil {
		return Order{}, err
	}
	if _, err := s.Trades.PayTradeByCode(ctx, tx, o.Trade, p.Code); err != nil {
		return Order{}, err
	}
	return s.Get(ctx, tx, at, id)
}

// Know says whose an unpaid sale of a register is, and what of theirs they use.
// Faults: ErrNotFound, those of register.Know.
func (s *Service) Know(ctx context.Context, tx *db.Tx, at Place, id string, g register.Guest) (Order, register.Sale, order.Draft, error) {
	r, err := s.ours(ctx, tx, at, id)
	if err == nil && !r.Sale {
		err = ErrNotFound
	}
	if err != nil {
		return Order{}, register.Sale{}, order.Draft{}, err
	}
	sale, d, err := s.Register.Know(ctx, tx, at.Store, id, g)
	if err != nil {
		return Order{}, sale, d, err
	}
	o, err := s.Get(ctx, tx, at, id)
	return o, sale, d, err
}

// Drop ends what was not paid, and gives its stock back. Again changes nothing.
// Faults: ErrNotFound, order.ErrStatus, register.ErrStatus.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, at Place, id string) (Order, error) {
	o, err := s.Get(ctx, tx, at, id)
	switch {
	case err != nil || o.Status == order.Cancelled:
		return o, err
	case o.Status != order.Unpaid:
		return o, order.ErrStatus
	case o.Sale:
		by, err := s.by(ctx, tx, at)
		if err != nil {
			return o, err
		}
		if _, err := s.Register.Void(ctx, tx, at.Store, id, by); err != nil {
			return o, err
		}
	default:
		if _, err := s.Orders.Cancel(ctx, tx, id, order.By{Actor: order.Buyer}, order.ReasonUnpaid); err != nil {
			return o, err
		}
	}
	return s.Get(ctx, tx, at, id)
}

// Get gives an order of a terminal. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, at Place, id string) (Order, error) {
	r, err := s.ours(ctx, q, at, id)
	if err != nil {
		return Order{}, err
	}
	if r.Sale {
		return s.sale(ctx, q, r)
	}
	return s.order(ctx, q, r)
}

func (s *Service) ours(ctx context.Context, q db.Q, at Place, id string) (row, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && (!ok || r.Terminal != at.Terminal) {
		err = ErrNotFound
	}
	return r, err
}

func (s *Service) order(ctx context.Context, q db.Q, r row) (Order, error) {
	o, err := s.Orders.Get(ctx, q, r.ID)
	if err != nil {
		return Order{}, err
	}
	zero := money.New(0, o.Total.Currency())
	out := Order{
		ID: o.ID, Store: o.Store, Number: o.Number, Code: o.Code, Status: o.Status, More: o.Packing, Off: o.Discount, Total: o.Total, Rest: zero, Change: zero, Mode: o.Mode, Table: o.Table, Note: o.Note, At: o.CreatedAt,
	}
	if o.Status == order.Unpaid {
		t, err := s.Trades.Get(ctx, q, o.Trade)
		if err != nil {
			return out, err
		}
		out.Rest, out.Asked = o.Total, t.Buyer != ""
	} else if !o.PaidAt.IsZero() {
		out.PaidBy = []register.TenderKind{register.ByCode}
	}
	lines, err := s.Orders.Lines(ctx, q, r.ID)
	for _, l := range lines {
		out.Lines = append(out.Lines, l.Line)
	}
	return out, err
}

// stages says what a sale's status is in the words of orders.
var stages = map[register.Status]order.Status{
	register.Open: order.Unpaid, register.Finished: order.Completed, register.Voided: order.Cancelled, register.Refunded: order.Cancelled,
}

func (s *Service) sale(ctx context.Context, q db.Q, r row) (Order, error) {
	o, err := s.Register.Get(ctx, q, r.Store, r.ID)
	if err != nil {
		return Order{}, err
	}
	zero := money.New(0, o.Total.Currency())
	out := Order{ID: o.ID, Store: o.Store, Sale: true, Number: r.Number, Status: stages[o.Status], More: zero, Off: o.Discount, Total: o.Total, Rest: o.Total, Change: zero, At: o.At}
	if out.Lines, err = s.Register.Lines(ctx, q, r.ID); err != nil {
		return out, err
	}
	if o.Buyer != "" {
		if out.Points, err = s.Members.On(ctx, q, r.ID); err != nil {
			return out, err
		}
	}
	tenders, err := s.Register.Tenders(ctx, q, r.ID)
	for _, t := range tenders {
		switch t.Status {
		case register.Paid:
			out.Rest, out.Change = out.Rest.Add(t.Amount.Neg()), out.Change.Add(t.Change())
			out.PaidBy = append(out.PaidBy, t.Kind)
		case register.Waiting:
			out.Asked = true
		case register.Failed, register.Returned:
		}
	}
	if out.Status == order.Cancelled {
		out.Rest = zero
	}
	return out, err
}

// sold numbers a sale of a terminal when it is covered.
func (s *Service) sold(ctx context.Context, tx *db.Tx, e register.MovedEvent) error {
	if e.Sale.Status != register.Finished {
		return nil
	}
	r, ok, err := db.One[row](ctx, tx, qGet, e.Sale.ID)
	if err != nil || !ok {
		return err
	}
	number, err := s.Orders.NextNumber(ctx, tx, r.Store, 'R')
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qNumber, r.ID, number)
	return err
}
