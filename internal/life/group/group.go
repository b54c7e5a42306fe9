// Package group sells at a better price to people who buy together: one opens
// a party, others join it, and when it is full in time all orders go to the
// store. When it is not, everybody has their money back.
//
//	open --full and paid--> full
//	  +------deadline-----> failed
package group

import (
	"context"
	"embed"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("group", files)

var (
	ErrFull  = fault.New(fault.Refused, "group.full", "This group is full or over. Open one of your own.")
	ErrTwice = fault.New(fault.Refused, "group.twice", "You are in this group already.")
	ErrTerms = fault.New(fault.Invalid, "group.terms", "A group is of 2 to 100 people, has 1 to 72 hours, and a price.")
)

// Kind is what stands before the colon in catalog.Want.Offer. After it stands
// a deal to open a party of, or "deal.party" to join one.
const Kind = "group"

// ReasonFailed is why the orders of a party that was not full end.
const ReasonFailed = "group_failed"

// Deal is what people can buy together.
type Deal struct {
	ID     string
	Store  string
	SKU    string
	Price  money.Amount
	Size   int64
	Within time.Duration
	Ends   time.Time
}

// Party is a group that gathers, or did.
type Party struct {
	ID       string
	Deal     string
	Size     int64
	Taken    int64
	Paid     int64
	Status   string
	Deadline time.Time
}

type dealRow struct {
	ID     string `db:"id"`
	Store  string `db:"store"`
	SKU    string `db:"sku"`
	Price  int64  `db:"price"`
	Size   int64  `db:"size"`
	Within int64  `db:"within"`
	Ends   int64  `db:"ends"`
}

func (r dealRow) deal() Deal {
	return Deal{r.ID, r.Store, r.SKU, money.New(r.Price, money.CNY), r.Size, time.Duration(r.Within) * time.Second, time.UnixMicro(r.Ends).UTC()}
}

type partyRow struct {
	ID       string `db:"id"`
	Deal     string `db:"deal"`
	Size     int64  `db:"size"`
	Taken    int64  `db:"taken"`
	Paid     int64  `db:"paid"`
	Status   string `db:"status"`
	Deadline int64  `db:"deadline"`
}

func (r partyRow) party() Party {
	return Party{r.ID, r.Deal, r.Size, r.Taken, r.Paid, r.Status, time.UnixMicro(r.Deadline).UTC()}
}

type endJob struct {
	Party string `json:"party"`
}

func (endJob) Kind() string { return "group.end" }

// Service is the offer of all groups.
type Service struct {
	orders *order.Service
	jobs   *job.Queue
}

// New makes groups known to orders.
func New(o *order.Service, jobs *job.Queue) *Service {
	s := &Service{o, jobs}
	job.Handle(jobs, s.end)
	o.Add(s)
	return s
}

func (*Service) Kind() string { return Kind }

// Open makes a deal. Fault: ErrTerms.
func (*Service) Open(ctx context.Context, tx *db.Tx, in Deal) (Deal, error) {
	if in.Size < 2 || in.Size > 100 || in.Within < time.Hour || in.Within > 72*time.Hour || in.Price.Sign() <= 0 || !in.Ends.After(tx.Now()) {
		return in, ErrTerms
	}
	in.ID = tx.NewIDFor(in.Store)
	_, err := db.Exec(ctx, tx, qOpen, in.ID, in.Store, in.SKU, in.Price.Minor(), in.Size, int64(in.Within/time.Second), in.Ends.UnixMicro())
	return in, err
}

// Of lists a store's deals that are on.
func (*Service) Of(ctx context.Context, q db.Q, store string, now time.Time) (out []Deal, err error) {
	rows, err := db.List[dealRow](ctx, q, qOf, store, now.UnixMicro())
	for _, r := range rows {
		out = append(out, r.deal())
	}
	return out, err
}

// Gathering lists the parties of a deal that can be joined, the first to end first.
func (*Service) Gathering(ctx context.Context, q db.Q, deal string, now time.Time) (out []Party, err error) {
	rows, err := db.List[partyRow](ctx, q, qGathering, deal, now.UnixMicro())
	for _, r := range rows {
		out = append(out, r.party())
	}
	return out, err
}

// PartyOf gives the party that an order is in; false: it is in none.
func (*Service) PartyOf(ctx context.Context, q db.Q, head string) (Party, bool, error) {
	r, ok, err := db.One[partyRow](ctx, q, qPartyOf, head)
	return r.party(), ok, err
}

// Quote implements order.Offer.
func (*Service) Quote(ctx context.Context, q db.Q, d *order.Draft, i int, id string) error {
	l := &d.Lines[i]
	deal, party, joins := strings.Cut(id, ".")
	r, ok, err := db.One[dealRow](ctx, q, qDeal, deal)
	if err != nil {
		return err
	}
	if !ok || r.Store != d.Store || r.SKU != l.SKU || l.Qty != 1 || d.At.UnixMicro() >= r.Ends {
		d.Against(order.Problem{Code: order.OfferOver, Line: i})
		return nil
	}
	l.Reprice(money.New(r.Price, money.CNY))
	if !joins {
		return nil
	}
	p, ok, err := db.One[partyRow](ctx, q, qParty, party)
	if err != nil {
		return err
	}
	if !ok || p.Deal != deal || p.Status != "open" || p.Taken >= p.Size || d.At.UnixMicro() >= p.Deadline {
		d.Against(order.Problem{Code: order.OfferOver, Line: i})
		return nil
	}
	if n, _, err := db.One[int64](ctx, q, qIn, party, d.Buyer); err != nil || n > 0 {
		d.Against(order.Problem{Code: order.Already, Line: i})
		return err
	}
	return nil
}

// Claim implements order.Offer: it opens a party or joins one. Faults: ErrFull, ErrTwice.
func (s *Service) Claim(ctx context.Context, tx *db.Tx, o order.Order, _ catalog.Line, id string) error {
	deal, party, joins := strings.Cut(id, ".")
	if joins {
		n, err := db.Exec(ctx, tx, qJoin, party, tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return fault.Or(err, ErrFull)
		}
	} else {
		r, ok, err := db.One[dealRow](ctx, tx, qDeal, deal)
		if err != nil || !ok {
			return fault.Or(err, ErrFull)
		}
		party = tx.NewIDFor(deal)
		deadline := tx.Now().Add(r.deal().Within)
		if _, err := db.Exec(ctx, tx, qGather, party, deal, r.Size, deadline.UnixMicro()); err != nil {
			return err
		}
		if err := s.jobs.Add(ctx, tx, endJob{party}, deadline); err != nil {
			return err
		}
	}
	n, err := db.Exec(ctx, tx, qMember, o.ID, party, o.Buyer)
	if err != nil || n == 0 {
		return fault.Or(err, ErrTwice)
	}
	return nil
}

// Paid implements order.Offer: an order waits for the others of its party.
func (s *Service) Paid(ctx context.Context, tx *db.Tx, o order.Order, _ string) (waits bool, err error) {
	p, ok, err := db.One[partyRow](ctx, tx, qPartyOf, o.ID)
	if err != nil || !ok {
		return false, err
	}
	if _, err := db.Exec(ctx, tx, qMemberPaid, o.ID); err != nil {
		return true, err
	}
	if p.Status != "open" { // paid at the last second: it goes the way of the others
		return true, s.jobs.Add(ctx, tx, endJob{p.ID}, time.Time{})
	}
	if p.Paid+1 < p.Size {
		_, err = db.Exec(ctx, tx, qPartyPaid, p.ID, "open")
		return true, err
	}
	if _, err := db.Exec(ctx, tx, qPartyPaid, p.ID, "full"); err != nil {
		return true, err
	}
	others, err := db.List[string](ctx, tx, qPaidHeads, p.ID)
	for _, head := range others {
		if head == o.ID || err != nil {
			continue
		}
		err = s.orders.Release(ctx, tx, head)
	}
	return false, err
}

// Waits implements order.Offer.
func (s *Service) Waits(ctx context.Context, q db.Q, o order.Order) (bool, error) {
	p, ok, err := s.PartyOf(ctx, q, o.ID)
	return ok && p.Status != "full", err
}

// Dropped implements order.Offer: the seat is free again while the party gathers.
func (*Service) Dropped(ctx context.Context, tx *db.Tx, o order.Order, _ catalog.Line, _ string) error {
	p, ok, err := db.One[partyRow](ctx, tx, qPartyOf, o.ID)
	if err != nil || !ok || p.Status != "open" {
		return err
	}
	paid, _, err := db.One[int64](ctx, tx, qIsPaid, o.ID)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qLeave, o.ID); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qSeatFree, p.ID, paid)
	return err
}

// end gives back the money of a party that is not full at its deadline.
func (s *Service) end(ctx context.Context, tx *db.Tx, j endJob) error {
	p, ok, err := db.One[partyRow](ctx, tx, qParty, j.Party)
	if err != nil || !ok || p.Status == "full" {
		return err
	}
	if _, err := db.Exec(ctx, tx, qFailed, p.ID); err != nil {
		return err
	}
	heads, err := db.List[string](ctx, tx, qPaidHeads, p.ID)
	for _, head := range heads {
		if err == nil {
			_, err = s.orders.Cancel(ctx, tx, head, order.By{Actor: order.System}, ReasonFailed)
		}
	}
	return err
}
