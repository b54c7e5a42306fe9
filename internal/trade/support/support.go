// Package support gives merchants what policies of the platform promise them:
// payments without a fee, and lessons.
//
// Policies are data, in a rule file whose versions are never changed. Whoever
// meets all conditions of a policy gets its benefit once, as a grant: oldest
// merchants first, looked at each day, and at once where a merchant asks. A grant
// is kept as it was made and honoured to its end, whatever the file says later.
//
// A grant is promised in full: its cap is taken out of the policy's budget when it
// begins, and what it did not use is back when it ends. So no budget is passed,
// and a payment writes the row of its own merchant's grant only. The payment that
// passes the cap pays the rest of its fee. What is refunded of a trade comes back
// to the grant in proportion, or to the budget where the grant is over.
//
// What it does not do: traffic and coupons at the platform's cost. A file that
// promises them is refused.
package support

import (
	"context"
	"embed"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/trade/merchant"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("support", files)

var (
	ErrMissing    = fault.New(fault.Invalid, "support.missing", "Something is missing in the file; field says what.")
	ErrWrong      = fault.New(fault.Invalid, "support.wrong", "Something cannot be as the file says; field says what.")
	ErrTwice      = fault.New(fault.Invalid, "support.twice", "Something is in the file twice; field says what.")
	ErrNotOffered = fault.New(fault.Invalid, "support.not_offered", "This kind of benefit is not offered by this server yet.")
	ErrStale      = fault.New(fault.Conflict, "support.stale", "Somebody has saved another version in the meantime.")
	ErrReason     = fault.New(fault.Invalid, "support.reason", "Say why, in 3 to 500 characters.")
	ErrVersion    = fault.New(fault.NotFound, "support.no_version", "There is no such version.")
	ErrNotFound   = fault.New(fault.NotFound, "support.not_found", "You have no such lesson.")
)

// State is how a merchant stands to a policy.
type State string

const (
	Active  State = "active"
	UsedUp  State = "used_up" // a refund can bring some of it back
	Ended   State = "ended"
	Open    State = "open" // it qualifies, and has not got it yet
	Full    State = "full" // it qualifies, and the budget is spoken for
	Refused State = "refused"
)

// Grant is a benefit that a merchant has or had.
type Grant struct {
	ID       string
	Policy   string
	Merchant string
	Version  int64 // of the rule file
	Reasons  []Reason
	Cap      money.Amount // zero: it gives no money
	Used     money.Amount
	Starts   time.Time
	Ends     time.Time // zero: never
	DoneAt   time.Time // when the merchant ticked it; zero: not yet
}

func (g Grant) state(now time.Time) State {
	switch {
	case !g.Ends.IsZero() && !now.Before(g.Ends):
		return Ended
	case !g.Cap.IsZero() && g.Used == g.Cap:
		return UsedUp
	}
	return Active
}

// Standing is how a merchant stands to one policy, and why.
type Standing struct {
	Policy  Policy
	State   State
	Grant   Grant    // where the merchant has one
	Reasons []Reason // when the grant was made, or now
}

// BegunEvent says that a merchant got a benefit.
type BegunEvent struct {
	Grant  Grant
	Policy Policy
}

func (BegunEvent) Topic() string { return "support.begun" }

// EndingEvent says that a benefit ends in a week.
type EndingEvent struct{ Grant Grant }

func (EndingEvent) Topic() string { return "support.ending" }

// Service keeps policies and what they gave.
type Service struct {
	merchants *merchant.Service
	facts     Facts
	bus       *event.Bus
	jobs      *job.Queue
}

// New looks at merchants each day, and hears of what they are paid.
func New(m *merchant.Service, facts Facts, bus *event.Bus, jobs *job.Queue) *Service {
	s := &Service{m, facts, bus, jobs}
	event.Inside(bus, s.paid)
	event.Inside(bus, s.refunded)
	job.Handle(jobs, s.look)
	jobs.Repeat("support.day", 24*time.Hour, func(ctx context.Context, tx *db.Tx) error {
		return jobs.Add(ctx, tx, lookJob{}, time.Time{})
	})
	jobs.Repeat("support.end", time.Hour, s.end)
	return s
}

// Standings tells how a merchant stands to every policy that is in force, and to
// those that it has something of. Fault: merchant.ErrNotFound.
func (s *Service) Standings(ctx context.Context, q db.Q, now time.Time, id string) ([]Standing, error) {
	m, err := s.merchants.Get(ctx, q, id)
	if err != nil {
		return nil, err
	}
	f, err := s.File(ctx, q)
	if err != nil {
		return nil, err
	}
	grants, err := s.grantsOf(ctx, q, id)
	if err != nil {
		return nil, err
	}
	promised, err := s.promised(ctx, q)
	if err != nil {
		return nil, err
	}
	look := s.looker(q, now, m)
	var out []Standing
	for _, p := range f.Policies {
		if _, has := grants[p.ID]; has || !p.live(now) || m.Kind == merchant.Developer {
			continue // a developer's money is a sandbox's, and none
		}
		rs, err := look.all(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, Standing{Policy: p, State: p.stateFor(rs, promised[p.ID].Promised), Reasons: rs})
	}
	had, err := s.had(ctx, q, now, grants)
	return append(had, out...), err
}

// had tells of the grants, newest first, each with its policy as it was then.
func (s *Service) had(ctx context.Context, q db.Q, now time.Time, grants map[string]Grant) ([]Standing, error) {
	var out []Standing
	for _, g := range newest(grants) {
		p, err := s.policyOf(ctx, q, g)
		if err != nil {
			return nil, err
		}
		out = append(out, Standing{p, g.state(now), g, g.Reasons})
	}
	return out, nil
}

func (p Policy) stateFor(rs []Reason, promised int64) State {
	switch {
	case !hold(rs):
		return Refused
	case !p.room(promised):
		return Full
	}
	return Open
}

// Tick keeps that a merchant has done a lesson; again changes nothing. Fault: ErrNotFound.
func (s *Service) Tick(ctx context.Context, tx *db.Tx, merchantID, policy string) error {
	n, err := db.Exec(ctx, tx, qTick, merchantID, policy, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}
