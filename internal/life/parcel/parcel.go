// Package parcel sends what was ordered by post: what a store charges for that
// and where to, and with which carrier each order went.
//
//	accepted --packed--> ready --carrier, number--> underway --received, or ten days--> completed
//
// The store has nothing to answer, as the goods lie on its shelf. Until they are
// packed the buyer may think again; until they are sent the store may. What gets
// lost on the way is a claim, or a refund. Where a parcel is, its carrier knows.
package parcel

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/job"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

var (
	ErrCharge  = fault.New(fault.Invalid, "parcel.charge", "Sending is charged by piece or by weight.")
	ErrRules   = fault.New(fault.Invalid, "parcel.rules", "There are 1 to 40 rules, with at most 500 regions in all.")
	ErrRegion  = fault.New(fault.Invalid, "parcel.region", "There is no such region, or another rule has it.")
	ErrFee     = fault.New(fault.Invalid, "parcel.fee", "A step is 1 to 1000000 pieces or grams, a fee at most 1000, free from at most 1000000.")
	ErrCarrier = fault.New(fault.Invalid, "parcel.carrier", "A carrier's name has 1 to 30 characters.")
	ErrNumber  = fault.New(fault.Invalid, "parcel.number", "A tracking number has 5 to 40 letters, digits and dashes.")
	ErrUnsent  = fault.New(fault.Refused, "parcel.unsent", "Say with which carrier and number it was sent.")
)

const (
	// ReceiveWithin is how long a buyer has to say that a parcel has come; then it has.
	ReceiveWithin = 10 * 24 * time.Hour

	travel = 4 * 24 * time.Hour // that a parcel takes, mostly
)

// Regions are the provinces and the cities that there are.
type Regions interface {
	// CityAt tells which city a point lies in, or is next to; false: none.
	CityAt(p geo.Point) (city string, ok bool)
	// Province gives that of a city; empty: none.
	Province(city string) string
	// Has tells whether there is such a city or province.
	Has(id string) bool
}

// Service keeps templates, and knows how orders were sent.
type Service struct {
	regions func(ctx context.Context, q db.Q) (Regions, error)
	jobs    *job.Queue
	orders  *order.Service
}

func New(jobs *job.Queue, regions func(ctx context.Context, q db.Q) (Regions, error)) *Service {
	return &Service{regions: regions, jobs: jobs}
}

// Serve tells the orders that are sent. Call it at start.
func (s *Service) Serve(o *order.Service) {
	s.orders = o
	job.Handle(s.jobs, s.receive)
}

// Mode is sending by post.
type Mode struct{ s *Service }

// Mode gives the way of fulfilment that orders know.
func (s *Service) Mode() Mode { return Mode{s} }

func (Mode) Name() store.Mode { return store.Parcel }

// Instant implements order.Instant: the store has nothing to decide.
func (Mode) Instant() bool { return true }

// Shelved implements order.Shelved.
func (Mode) Shelved() bool { return true }

func (Mode) Steps() []order.Step {
	return []order.Step{
		{From: order.Accepted, To: order.Ready, Actor: order.Shop},
		{From: order.Accepted, To: order.Cancelled, Actor: order.Buyer},
		{From: order.Ready, To: order.Underway, Actor: order.Shop},
		{From: order.Ready, To: order.Cancelled, Actor: order.Shop},
		{From: order.Underway, To: order.Completed, Actor: order.Buyer},
		{From: order.Underway, To: order.Completed, Actor: order.System},
	}
}

// Quote adds the bags and the fee for where the address lies. A parcel is
// ordered at any hour, unless the store's people have closed or paused it.
func (m Mode) Quote(ctx context.Context, q db.Q, d *order.Draft) error {
	if !d.From.Stopped(d.At) {
		d.Allow(order.StoreClosed)
	}
	d.Packing = d.From.Terms.Packing.MulDiv(d.Pieces, 1)
	d.Takes += travel
	if d.To == nil {
		d.Against(order.Problem{Code: order.NoDoor, Line: -1})
		return nil
	}
	t, err := m.s.Template(ctx, q, d.From.ID)
	if err != nil {
		return err
	}
	regions, err := m.s.regions(ctx, q)
	if err != nil {
		return err
	}
	city, known := regions.CityAt(d.To.At)
	r, sent := t.For(city, regions.Province(city))
	if !known || !sent {
		d.Against(order.Problem{Code: order.NotSent, Line: -1})
		return nil
	}
	units := d.Pieces
	if t.Charge == ByWeight {
		units = grams(*d)
	}
	d.Fee, d.ForFree = r.Cost(units, d.Goods)
	return nil
}

func grams(d order.Draft) (n int64) {
	for _, l := range d.Lines {
		each := l.Weight
		if each == 0 {
			each = Weight
		}
		n += each * l.Qty
	}
	return n
}

// Moved lets nothing go without a number, and waits for what is on its way.
// Fault: ErrUnsent.
func (m Mode) Moved(ctx context.Context, tx *db.Tx, o order.Order, _ order.Status) error {
	if o.Status != order.Underway {
		return nil
	}
	if _, ok, err := m.s.Sent(ctx, tx, o.ID); err != nil || !ok {
		return fault.Or(err, ErrUnsent)
	}
	return m.s.jobs.Add(ctx, tx, receiveJob{o.ID}, tx.Now().Add(ReceiveWithin))
}

type receiveJob struct {
	Order string `json:"order"`
}

func (receiveJob) Kind() string { return "parcel.receive" }

// receive completes an order whose buyer has not said that it came.
func (s *Service) receive(ctx context.Context, tx *db.Tx, j receiveJob) error {
	o, err := s.orders.Get(ctx, tx, j.Order)
	if err != nil || o.Status != order.Underway {
		return err
	}
	_, err = s.orders.Move(ctx, tx, o.ID, order.Completed, order.By{Actor: order.System})
	return err
}
