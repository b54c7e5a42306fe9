// Package coupon lets merchants give people something off their next orders.
// A campaign says what, for whom and how much of it; a piece is one that a
// person claimed.
//
//	free --order placed--> held --paid--> used --completed--> done
//	  +<------cancelled------+<--cancelled--+
//
// A merchant pays for its own coupons: they lower the price, and with it the
// trade. On an order is at most one that takes something off the goods, and one
// that takes something off the delivery; together they take off less than the
// goods cost, so that an order is always paid, and pays for its way.
//
// A piece is promised in full when it is claimed: the sum of all promises never
// passes the budget, so whoever has one can use it. What it took off less than
// its value is free for others when its order is completed, because until then
// a cancelled order brings the whole of it back. A sale of the register takes
// coupons by the same rules; it is completed when it is covered.
package coupon

import (
	"context"
	"embed"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("coupon", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "coupon.not_found", "There is no such coupon.")
	ErrTerms    = fault.New(fault.Invalid, "coupon.terms", "These terms do not make a coupon.")
	ErrOver     = fault.New(fault.Refused, "coupon.over", "All of these coupons are taken, or it is not their time.")
	ErrEach     = fault.New(fault.Refused, "coupon.each", "You have had yours of these coupons.")
	ErrUsed     = fault.New(fault.Conflict, "coupon.used", "This coupon is on another order.")
)

// Kind is what a coupon takes something off.
type Kind string

const (
	Fixed    Kind = "fixed"    // an amount off the goods
	Percent  Kind = "percent"  // a part of the goods, rounded down, up to an amount
	Delivery Kind = "delivery" // the delivery fee, up to an amount
)

// Status of a piece.
type Status string

const (
	Free Status = "free"
	Held Status = "held" // by an order that waits for its payment
	Used Status = "used"
	Done Status = "done" // used, and its order cannot be cancelled any more
)

// Terms are what a merchant says when it opens a campaign.
type Terms struct {
	Merchant string
	Store    string // "": all of the merchant's
	Kind     Kind
	Value    money.Amount // most that one takes off
	Percent  int64        // 1–99 for the kind Percent, else 0
	Least    money.Amount // goods for so much at least
	Pieces   int64
	Budget   money.Amount // of all; zero: that of all pieces
	Each     int64        // that one person can have
	Starts   time.Time
	Ends     time.Time
	Given    bool // nobody claims these: Give
}

// Campaign is some coupons of the same terms.
type Campaign struct {
	ID string
	Terms
	EndedAt  time.Time // no more are given out since; zero: they are
	Claimed  int64
	Promised money.Amount // what those that are claimed may still cost, and what those before did
	Used     int64
	Spent    money.Amount // what those that are used took off
}

// Left is how many pieces can still be given out.
func (c Campaign) Left() int64 {
	return min(c.Pieces-c.Claimed, c.Budget.Add(c.Promised.Neg()).Minor()/c.Value.Minor())
}

// Piece is a coupon that somebody has.
type Piece struct {
	ID       string
	Campaign Campaign
	Status   Status
	Order    string // that it is on
	Off      money.Amount
}

// Service gives coupons out and takes them back.
type Service struct{}

// New hears of what becomes of the orders that coupons are on.
func New() *Service { return &Service{} }

// Serve follows the orders and the sales of bus. Call it at start.
func (s *Service) Serve(bus *event.Bus) {
	event.Inside(bus, s.moved)
	event.Inside(bus, s.sold)
}

const (
	mostPieces = 1_000_000
	mostEach   = 20
	longest    = 366 * 24 * time.Hour
)

func (t Terms) valid(now time.Time) bool {
	percent := t.Kind == Percent
	switch t.Kind {
	case Fixed, Percent, Delivery:
	default:
		return false
	}
	return t.Value.Sign() > 0 && t.Value.Minor() <= 1_000_000_00 && t.Least.Sign() >= 0 && t.Least.Minor() <= 1_000_000_00 &&
		(t.Kind != Fixed || t.Least.Minor() > t.Value.Minor()) &&
		(percent && t.Percent >= 1 && t.Percent <= 99 || !percent && t.Percent == 0) &&
		t.Pieces >= 1 && t.Pieces <= mostPieces && t.Each >= 1 && t.Each <= mostEach && t.Budget.Minor() >= t.Value.Minor() &&
		t.Ends.After(t.Starts) && t.Ends.After(now) && t.Ends.Sub(t.Starts) <= longest
}

// Open makes a campaign. An amount off the goods needs goods for more. Fault: ErrTerms.
func (*Service) Open(ctx context.Context, tx *db.Tx, t Terms) (Campaign, error) {
	all := t.Value.MulDiv(min(max(t.Pieces, 0), mostPieces), 1)
	if t.Budget.IsZero() || t.Budget.Minor() > all.Minor() {
		t.Budget = all
	}
	if !t.valid(tx.Now()) {
		return Campaign{}, ErrTerms
	}
	zero := money.New(0, money.CNY)
	c := Campaign{ID: tx.NewIDFor(t.Merchant), Terms: t, Promised: zero, Spent: zero}
	_, err := db.Exec(ctx, tx, qOpen, c.ID, t.Merchant, t.Store, t.Kind, t.Value.Minor(), t.Percent, t.Least.Minor(), t.Pieces, t.Budget.Minor(), t.Each,
		t.Starts.UnixMicro(), t.Ends.UnixMicro(), tx.Now().UnixMicro(), flag(t.Given))
	return c, err
}

// End gives out no more of a campaign; what people have stays good. A repeat
// changes nothing. Fault: ErrNotFound.
func (s *Service) End(ctx context.Context, tx *db.Tx, id string) (Campaign, error) {
	if _, err := db.Exec(ctx, tx, qEnd, id, tx.Now().UnixMicro()); err != nil {
		return Campaign{}, err
	}
	return s.Campaign(ctx, tx, id)
}

// Campaign gives one. Fault: ErrNotFound.
func (*Service) Campaign(ctx context.Context, q db.Q, id string) (Campaign, error) {
	r, ok, err := db.One[row](ctx, q, qCampaign, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.campaign(), err
}

// Of lists the campaigns that people claim in a store, the newest first.
func (*Service) Of(ctx context.Context, q db.Q, merchant, store string, ask page.Ask) (page.Of[Campaign], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Campaign]{}, err
	}
	rows, err := db.List[row](ctx, q, qOf, merchant, store, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Campaign]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.ID }), row.campaign), nil
}

// Offered is a campaign as somebody finds it in a store.
type Offered struct {
	Campaign
	Mine int64 // pieces that they claimed
}

// Offered lists the campaigns of a store that can be claimed, and how many of
// each who has; 50 at most.
func (*Service) Offered(ctx context.Context, q db.Q, merchant, store, who string, now time.Time) (out []Offered, err error) {
	rows, err := db.List[row](ctx, q, qOffered, merchant, store, now.UnixMicro(), who)
	for _, r := range rows {
		out = append(out, Offered{r.campaign(), r.Mine})
	}
	return out, err
}

// Claim gives somebody a piece of a campaign that they found. Faults: ErrNotFound, ErrEach, ErrOver.
func (s *Service) Claim(ctx context.Context, tx *db.Tx, campaign, who string) (Piece, error) {
	return s.hand(ctx, tx, campaign, who, false)
}

// Give gives somebody a piece of a campaign that is given. Faults: ErrNotFound, ErrEach, ErrOver.
func (s *Service) Give(ctx context.Context, tx *db.Tx, campaign, who string) (Piece, error) {
	return s.hand(ctx, tx, campaign, who, true)
}

func (s *Service) hand(ctx context.Context, tx *db.Tx, campaign, who string, given bool) (Piece, error) {
	id := tx.NewIDFor(who)
	n, err := db.Exec(ctx, tx, qGive, id, campaign, who, tx.Now().UnixMicro(), flag(given))
	if err != nil {
		return Piece{}, err
	}
	if n == 0 {
		c, err := s.Campaign(ctx, tx, campaign)
		if err == nil && c.Given != given {
			err = ErrNotFound
		}
		return Piece{}, fault.Or(err, ErrEach)
	}
	if n, err = db.Exec(ctx, tx, qTake, campaign, tx.Now().UnixMicro()); err != nil || n == 0 {
		return Piece{}, fault.Or(err, ErrOver)
	}
	return s.piece(ctx, tx, id)
}

func (*Service) piece(ctx context.Context, q db.Q, id string) (Piece, error) {
	r, ok, err := db.One[row](ctx, q, qPiece, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.piece(), err
}

// State is how a holder finds their coupons.
type State string

const (
	Usable  State = "usable"
	Spent   State = "used"
	Expired State = "expired"
)

// Mine lists somebody's pieces of a state, the latest claimed first.
func (*Service) Mine(ctx context.Context, q db.Q, who string, st State, now time.Time, ask page.Ask) (page.Of[Piece], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Piece]{}, err
	}
	list := map[State]*db.Stmt{Usable: qUsable, Spent: qUsed, Expired: qExpired}[st]
	rows, err := db.List[row](ctx, q, list, who, at, id, ask.Limit+1, now.UnixMicro())
	if err != nil {
		return page.Of[Piece]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.ClaimedAt, r.Piece }), row.piece), nil
}

// On lists the pieces that are on an order.
func (*Service) On(ctx context.Context, q db.Q, head string) (out []Piece, err error) {
	rows, err := db.List[row](ctx, q, qOn, head)
	for _, r := range rows {
		out = append(out, r.piece())
	}
	return out, err
}

// moved follows the order that pieces are on.
func (s *Service) moved(ctx context.Context, tx *db.Tx, e order.MovedEvent) error {
	if e.Order.Discount.IsZero() {
		return nil
	}
	switch e.Order.Status { //nolint:exhaustive // the others change nothing
	case order.Paid:
		return s.move(ctx, tx, e.Order.ID, Held, Used)
	case order.Completed:
		return s.move(ctx, tx, e.Order.ID, Used, Done)
	case order.Cancelled:
		if e.From != order.Unpaid {
			if err := s.move(ctx, tx, e.Order.ID, Used, Held); err != nil {
				return err
			}
		}
		return s.Drop(ctx, tx, e.Order.ID)
	}
	return nil
}

// sold follows the sale of a register that pieces are on. It is an order that is
// paid and completed in one moment: what is refunded later keeps its coupon.
func (s *Service) sold(ctx context.Context, tx *db.Tx, e register.MovedEvent) error {
	switch {
	case e.Sale.Coupons.IsZero():
	case e.Sale.Status == register.Finished:
		if err := s.move(ctx, tx, e.Sale.ID, Held, Used); err != nil {
			return err
		}
		return s.move(ctx, tx, e.Sale.ID, Used, Done)
	case e.Sale.Status == register.Voided:
		return s.Drop(ctx, tx, e.Sale.ID)
	}
	return nil
}

// move takes the pieces on a head to another status, and counts at their campaigns.
func (s *Service) move(ctx context.Context, tx *db.Tx, head string, from, to Status) error {
	pieces, err := s.On(ctx, tx, head)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if p.Status != from {
			continue
		}
		var sign, rest int64
		switch {
		case to == Used:
			sign = 1
		case to == Done:
			rest = p.Campaign.Value.Minor() - p.Off.Minor()
		case from == Used:
			sign = -1
		}
		if _, err := db.Exec(ctx, tx, qCount, p.Campaign.ID, sign, sign*p.Off.Minor(), rest); err != nil {
			return err
		}
	}
	_, err = db.Exec(ctx, tx, qMove, head, from, to)
	return err
}
