package support

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/trade/merchant"
)

type lookJob struct {
	After string `json:"after"` // merchants up to this one were looked at
}

func (lookJob) Kind() string { return "support.look" }

const (
	batch      = 50   // merchants that one job looks at
	previewed  = 2000 // … and a preview, in all
	endings    = 200  // grants that one job ends
	warnBefore = 7 * 24 * time.Hour
)

// look grants what a bounded number of merchants qualify for, the oldest first,
// and queues itself for the rest.
func (s *Service) look(ctx context.Context, tx *db.Tx, j lookJob) error {
	f, err := s.File(ctx, tx)
	if err != nil {
		return err
	}
	ms, err := s.merchants.After(ctx, tx, j.After, batch)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if err := s.consider(ctx, tx, f, m); err != nil {
			return fmt.Errorf("support for %s: %w", m.ID, err)
		}
	}
	if len(ms) < batch {
		return nil
	}
	return s.jobs.Add(ctx, tx, lookJob{ms[len(ms)-1].ID}, time.Time{})
}

// Consider grants one merchant what it qualifies for now; again changes nothing.
// Fault: merchant.ErrNotFound.
func (s *Service) Consider(ctx context.Context, tx *db.Tx, id string) error {
	m, err := s.merchants.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	f, err := s.File(ctx, tx)
	if err != nil {
		return err
	}
	return s.consider(ctx, tx, f, m)
}

func (s *Service) consider(ctx context.Context, tx *db.Tx, f File, m merchant.Merchant) error {
	grants, err := s.grantsOf(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	look := s.looker(tx, tx.Now(), m)
	for _, p := range f.Policies {
		if _, has := grants[p.ID]; has || !p.live(tx.Now()) {
			continue
		}
		rs, ok, err := look.qualifies(ctx, p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := s.grant(ctx, tx, f.Version, p, m.ID, rs); err != nil {
			return err
		}
	}
	return nil
}

// grant takes the cap out of the budget, if it is there, and begins.
func (s *Service) grant(ctx context.Context, tx *db.Tx, version int64, p Policy, merchant string, rs []Reason) error {
	g := Grant{
		ID: tx.NewIDFor(merchant), Policy: p.ID, Merchant: merchant, Version: version, Reasons: rs,
		Cap: p.Gives.cap(), Used: money.New(0, money.CNY), Starts: tx.Now(),
	}
	if p.Gives.Days > 0 {
		g.Ends = g.Starts.AddDate(0, 0, p.Gives.Days)
	}
	reasons, err := json.Marshal(rs)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qPromise, p.ID, g.Cap.Minor(), p.Cost().Minor())
	if err != nil || n == 0 {
		return err // no room
	}
	if _, err := db.Exec(ctx, tx, qGrant, g.ID, g.Policy, merchant, version, string(reasons), g.Cap.Minor(), g.Starts.UnixMicro(), micro(g.Ends)); err != nil {
		return err
	}
	return s.bus.Emit(ctx, tx, BegunEvent{g, p})
}

// end tells of the grants that end in a week and ends those that are over, a
// bounded number of each: what is left of their caps is back in the budget.
func (s *Service) end(ctx context.Context, tx *db.Tx) error {
	now := tx.Now()
	soon, err := s.grants(ctx, tx, qEnding, now.UnixMicro(), now.Add(warnBefore).UnixMicro(), warnBefore.Microseconds(), endings)
	if err != nil {
		return err
	}
	for _, g := range soon {
		if _, err := db.Exec(ctx, tx, qWarned, g.ID); err != nil {
			return err
		}
		if err := s.bus.Emit(ctx, tx, EndingEvent{g}); err != nil {
			return err
		}
	}
	over, err := s.grants(ctx, tx, qOver, now.UnixMicro(), endings)
	if err != nil {
		return err
	}
	for _, g := range over {
		if n, err := db.Exec(ctx, tx, qClose, g.ID); err != nil || n == 0 {
			return err
		}
		if _, err := db.Exec(ctx, tx, qFree, g.Policy, g.Cap.Add(g.Used.Neg()).Minor()); err != nil {
			return err
		}
	}
	return nil
}

// Count is what a policy would do today.
type Count struct {
	Policy  string
	Qualify int // merchants that meet it and have not had it
	Fit     int // of them, whom the budget lets in
}

// Preview tells what policies would do today, among the first 2000 merchants;
// more says that there are others. Faults: those of Check.
func (s *Service) Preview(ctx context.Context, q db.Q, now time.Time, policies []Policy) (out []Count, looked int, more bool, err error) {
	if err := Check(policies); err != nil {
		return nil, 0, false, err
	}
	promised, err := s.promised(ctx, q)
	if err != nil {
		return nil, 0, false, err
	}
	out = make([]Count, len(policies))
	ms, err := s.merchants.After(ctx, q, "", previewed+1)
	if err != nil {
		return nil, 0, false, err
	}
	if more = len(ms) > previewed; more {
		ms = ms[:previewed]
	}
	for _, m := range ms {
		if err := s.count(ctx, q, now, policies, m, out); err != nil {
			return nil, 0, false, err
		}
	}
	for i, p := range policies {
		out[i].Policy, out[i].Fit = p.ID, out[i].Qualify
		if one := p.Gives.cap().Minor(); one > 0 {
			left := max(0, p.Cost().Minor()-promised[p.ID].Promised)
			out[i].Fit = int(min(int64(out[i].Qualify), left/one))
		}
	}
	return out, len(ms), more, nil
}

func (s *Service) count(ctx context.Context, q db.Q, now time.Time, policies []Policy, m merchant.Merchant, out []Count) error {
	grants, err := s.grantsOf(ctx, q, m.ID)
	if err != nil {
		return err
	}
	look := s.looker(q, now, m)
	for i, p := range policies {
		if _, has := grants[p.ID]; has || !p.live(now) {
			continue
		}
		_, ok, err := look.qualifies(ctx, p)
		if err != nil {
			return err
		}
		if ok {
			out[i].Qualify++
		}
	}
	return nil
}
