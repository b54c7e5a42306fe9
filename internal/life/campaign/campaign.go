// Package campaign lets a merchant bring people back, and tells whether it did.
//
// A campaign finds those who bought in some way, holds a part of them out by
// chance, and gives the others a coupon and a message. What they buy beyond
// those that were held out is its lift.
//
//	sending --job, some people at a time--> sent
//	   +------------the merchant----------> ended
//
// Held out is only who could have been told: who wants no promotions, hears
// enough already or is in another campaign of the merchant is on neither side,
// so that the sides differ by nothing but the coupon. A merchant learns how many
// people there are, never who.
package campaign

import (
	"context"
	"embed"
	"time"

	"livewell/internal/core/message"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/trial"
	"livewell/internal/life/coupon"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("campaign", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "campaign.not_found", "There is no such campaign.")
	ErrAudience = fault.New(fault.Invalid, "campaign.audience", "The days without a purchase are fewer than those looked at, and the least purchases no more than the most.")
	ErrNobody   = fault.New(fault.Refused, "campaign.nobody", "Nobody bought in this way.")
	ErrBusy     = fault.New(fault.Conflict, "campaign.busy", "Another campaign is still being sent. Wait for its end, or end it.")
)

// Audience is whom a campaign finds: who bought from Least to Most times in the
// last Within days, and not in the last Quiet ones.
type Audience struct{ Within, Quiet, Least, Most int64 }

func (a Audience) valid() bool {
	return a.Quiet >= 0 && a.Within > a.Quiet && a.Within <= 730 && a.Least >= 1 && a.Most >= a.Least
}

func (a Audience) bought(now time.Time) pay.Bought {
	day := func(n int64) time.Time { return now.Add(-time.Duration(n) * 24 * time.Hour) }
	return pay.Bought{From: day(a.Within), To: now, Until: day(a.Quiet), Least: a.Least, Most: a.Most}
}

// New is what a merchant says when it opens a campaign.
type New struct {
	Merchant string
	Name     string
	Audience Audience
	Holdout  int64        // in basis points, to 5,000
	Days     int64        // that the coupon is good for, and that the sides are compared over
	Gift     coupon.Terms // kind, value, percent, least and budget count
}

// State is how far a campaign is with telling people.
type State string

const (
	Sending State = "sending"
	Sent    State = "sent"
	Ended   State = "ended"
)

// Campaign is one as it stands.
type Campaign struct {
	ID, Merchant, Name string
	Audience           Audience
	Holdout, Days      int64
	Coupon             string // the coupon campaign that its people get pieces of
	Found              int64  // people at the start
	State              State
	LeftOut            int64 // people who could not be told, and so are on neither side
	At                 time.Time
}

// Deps are what campaigns work with.
type Deps struct {
	Jobs     *job.Queue
	Bus      *event.Bus
	Pay      *pay.Service
	Coupons  *coupon.Service
	Messages *message.Service
	Name     func(ctx context.Context, q db.Q, merchant string) (string, error)
}

// Service runs campaigns.
type Service struct{ Deps }

// Serve hears of payments and of what goes back.
func Serve(d Deps) *Service {
	s := &Service{d}
	job.Handle(d.Jobs, s.send)
	event.Inside(d.Bus, func(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
		t := e.Trade
		_, err := db.Exec(ctx, tx, qBought, t.ID, t.Merchant, t.Buyer, tx.Now().UnixMicro(), t.Total.Minor())
		return err
	})
	event.Inside(d.Bus, func(ctx context.Context, tx *db.Tx, e pay.RefundedEvent) error {
		_, err := db.Exec(ctx, tx, qBack, e.Trade.ID, e.Refund.Amount.Minor())
		return err
	})
	return s
}

// Find counts the people whom an audience finds now. Fault: ErrAudience.
func (s *Service) Find(ctx context.Context, q db.Q, merchant string, a Audience, now time.Time) (int64, error) {
	if !a.valid() {
		return 0, ErrAudience
	}
	return s.Pay.CountBuyers(ctx, q, merchant, a.bought(now))
}

// Open starts a campaign: people are told from now on. One is sent at a time.
// Faults: ErrAudience, ErrNobody, ErrBusy, coupon.ErrTerms.
func (s *Service) Open(ctx context.Context, tx *db.Tx, in New) (Campaign, error) {
	now := tx.Now()
	found, err := s.Find(ctx, tx, in.Merchant, in.Audience, now)
	if err != nil {
		return Campaign{}, err
	}
	if found == 0 {
		return Campaign{}, ErrNobody
	}
	if n, _, err := db.One[int64](ctx, tx, qSending, in.Merchant); err != nil || n > 0 {
		return Campaign{}, fault.Or(err, ErrBusy)
	}
	gift := in.Gift
	gift.Merchant, gift.Store, gift.Given, gift.Each, gift.Pieces = in.Merchant, "", true, 1, found
	// Whoever is told last has as many days as the first.
	gift.Starts, gift.Ends = now, now.Add(time.Duration(in.Days+1)*24*time.Hour)
	k, err := s.Coupons.Open(ctx, tx, gift)
	if err != nil {
		return Campaign{}, err
	}
	c := Campaign{
		ID: tx.NewIDFor(in.Merchant), Merchant: in.Merchant, Name: in.Name, Audience: in.Audience, Holdout: in.Holdout, Days: in.Days,
		Coupon: k.ID, Found: found, State: Sending, At: now,
	}
	a := c.Audience
	if _, err = db.Exec(ctx, tx, qOpen, c.ID, c.Merchant, c.Name, a.Within, a.Quiet, a.Least, a.Most, c.Holdout, c.Days, c.Coupon, found, c.State, now.UnixMicro()); err != nil {
		return c, err
	}
	return c, s.Jobs.Add(ctx, tx, sendJob{c.ID}, now)
}

// Get gives a merchant's campaign. Fault: ErrNotFound.
func (*Service) Get(ctx context.Context, q db.Q, merchant, id string) (Campaign, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id, merchant)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.campaign(), err
}

// Of lists a merchant's campaigns, the newest first.
func (*Service) Of(ctx context.Context, q db.Q, merchant string, ask page.Ask) (page.Of[Campaign], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Campaign]{}, err
	}
	rows, err := db.List[row](ctx, q, qOf, merchant, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Campaign]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.ID }), row.campaign), nil
}

// End tells nobody more; who was told keeps the coupon. A repeat changes nothing. Fault: ErrNotFound.
func (s *Service) End(ctx context.Context, tx *db.Tx, merchant, id string) (Campaign, error) {
	c, err := s.Get(ctx, tx, merchant, id)
	if err != nil {
		return c, err
	}
	if _, err := db.Exec(ctx, tx, qEnd, id); err != nil {
		return c, err
	}
	if _, err := s.Coupons.End(ctx, tx, c.Coupon); err != nil {
		return c, err
	}
	return s.Get(ctx, tx, merchant, id)
}

// Side is one side of a campaign: people, those of them who bought within its
// days and kept something, and what that came to less refunds.
type Side struct {
	trial.Arm
	Net money.Amount
}

// Lift is what a campaign tells so far.
type Lift struct {
	Told, Held Side
	Low, High  float64 // of the share of Told that bought less that of Held, with 95 % confidence
	Gifts      coupon.Campaign
}

// Lift compares the sides of a campaign.
func (s *Service) Lift(ctx context.Context, q db.Q, c Campaign) (l Lift, err error) {
	l.Told.Net, l.Held.Net = cny(0), cny(0)
	rows, err := db.List[armRow](ctx, q, qArms, c.ID)
	for _, r := range rows {
		side := Side{trial.Arm{People: r.People, Did: r.Bought}, cny(r.Net)}
		if r.Told == 1 {
			l.Told = side
		} else {
			l.Held = side
		}
	}
	if err != nil {
		return l, err
	}
	l.Low, l.High = trial.Interval(l.Held.Arm, l.Told.Arm)
	l.Gifts, err = s.Coupons.Campaign(ctx, q, c.Coupon)
	return l, err
}

// Forget drops what is kept of a person.
func (*Service) Forget(ctx context.Context, tx *db.Tx, person string) error {
	for _, q := range []*db.Stmt{qForgetSale, qForgetPerson, qForgetTold} {
		if _, err := db.Exec(ctx, tx, q, person); err != nil {
			return err
		}
	}
	return nil
}
