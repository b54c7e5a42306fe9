package provider

import (
	"context"
	"slices"
	"sync"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
)

const (
	// First is how many places of a list are counted: those that people look at.
	First = 10
	// Least is the part of an even share that everybody is sure of, in percent:
	// of what is first, each of n providers has at least Least/n.
	Least = 20

	flushed  = 10 * time.Second
	kept     = 90 * 24 * time.Hour
	watched  = 20_000 // counters that are held at once
	thousand = 1000
)

type place struct{ day, city, mode, provider string }

// count is what a provider had of the first places of lists that it had an offer for.
type count struct {
	lists, shown int64
	fair         int64 // thousandths of a place
}

// exposure counts today, and hands on what is new now and then.
type exposure struct {
	mu    sync.Mutex
	all   map[place]count // what the database has, and what is new
	fresh map[place]count
	at    time.Time // of the last writing
}

// owed is how many places of this list a provider needs, so that it has what everybody is sure of.
func (c count) owed() int64 {
	return max(0, (Least*c.fair-100*thousand*c.shown+100*thousand-1)/(100*thousand))
}

// Arrange looks at a list in the order of its rank: of[i] is the provider of the
// i-th, "" for the stores of this platform, and fit[i] whether it could stand
// among the first. Whoever has had less than everybody is sure of is moved up to
// the last of the first places, whoever it is, and all of it is counted.
func (s *Service) Arrange(ctx context.Context, city, mode string, of []string, fit []bool) ([]int, error) {
	now := s.db.Now()
	day := now.In(calendar.Zone).Format(time.DateOnly)
	if err := s.exposure.load(ctx, s.db, day); err != nil {
		return nil, err
	}
	order := s.exposure.arrange(day, city, mode, of, fit)
	return order, s.exposure.flush(ctx, s.db, now)
}

func (x *exposure) arrange(day, city, mode string, of []string, fit []bool) []int {
	x.mu.Lock()
	defer x.mu.Unlock()
	order := make([]int, len(of))
	var names []string
	for i := range of {
		order[i] = i
		if fit[i] && !slices.Contains(names, of[i]) {
			names = append(names, of[i])
		}
	}
	slices.Sort(names)
	first := min(First, len(of))
	wants := map[string]int64{}
	for _, n := range names {
		c := x.all[place{day, city, mode, n}]
		c.fair += even(first, len(names))
		wants[n] = c.owed()
	}
	for _, n := range names {
		lift(order, of, fit, first, n, wants)
	}
	for _, n := range names {
		d := count{lists: 1, shown: among(order[:first], of, n), fair: even(first, len(names))}
		x.add(place{day, city, mode, n}, d)
	}
	return order
}

func even(first, providers int) int64 { return int64(first) * thousand / int64(providers) }

func among(order []int, of []string, name string) (n int64) {
	for _, i := range order {
		if of[i] == name {
			n++
		}
	}
	return n
}

// lift moves the best offers of a provider up until it has what it wants, in
// place of those whose provider has more than it wants, the last ones first.
func lift(order []int, of []string, fit []bool, first int, name string, wants map[string]int64) {
	for among(order[:first], of, name) < wants[name] {
		from := slices.IndexFunc(order[first:], func(i int) bool { return of[i] == name && fit[i] })
		to := first - 1
		for to >= 0 && among(order[:first], of, of[order[to]]) <= wants[of[order[to]]] {
			to--
		}
		if from < 0 || to < 0 {
			return
		}
		from += first
		up := order[from]
		order = slices.Delete(order, from, from+1)
		down := order[to]
		copy(order[to:], order[to+1:first])
		order[first-1] = up
		order = slices.Insert(order, first, down)
	}
}

func (x *exposure) add(p place, d count) {
	if len(x.all) >= watched { // of days that are over, and of cities that nobody looks at
		clear(x.all)
	}
	for _, m := range []map[place]count{x.all, x.fresh} {
		c := m[p]
		m[p] = count{c.lists + d.lists, c.shown + d.shown, c.fair + d.fair}
	}
}

// load reads what was counted today before this process began.
func (x *exposure) load(ctx context.Context, q db.Q, day string) error {
	x.mu.Lock()
	known := x.all != nil
	x.mu.Unlock()
	if known {
		return nil
	}
	rows, err := db.List[exposedRow](ctx, q, qExposed, day)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all != nil {
		return nil
	}
	x.all, x.fresh = map[place]count{}, map[place]count{}
	for _, r := range rows {
		x.all[place{day, r.City, r.Mode, r.Provider}] = count{r.Lists, r.Shown, r.Fair}
	}
	return nil
}

// flush writes what is new, not more often than every ten seconds.
func (x *exposure) flush(ctx context.Context, d *db.DB, now time.Time) error {
	x.mu.Lock()
	if now.Sub(x.at) < flushed || len(x.fresh) == 0 {
		x.mu.Unlock()
		return nil
	}
	news := x.fresh
	x.fresh, x.at = map[place]count{}, now
	x.mu.Unlock()
	err := d.Do(ctx, func(tx *db.Tx) error {
		for p, c := range news {
			if _, err := db.Exec(ctx, tx, qShown, p.day, p.city, p.mode, p.provider, c.lists, c.shown, c.fair); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for p, d := range news { // for the next time
		c := x.fresh[p]
		x.fresh[p] = count{c.lists + d.lists, c.shown + d.shown, c.fair + d.fair}
	}
	return err
}

// Exposed is what a provider had of the first places, in a city on a day.
type Exposed struct {
	City, Mode, Provider string
	Lists, Shown         int64
	Sure                 int64 // places that it was sure of
	Short                bool  // it had fewer: the rule was broken
}

// Exposures tells who was shown how often on a day, "2026-11-26".
func (s *Service) Exposures(ctx context.Context, q db.Q, day string) (out []Exposed, err error) {
	rows, err := db.List[exposedRow](ctx, q, qExposed, day)
	for _, r := range rows {
		sure := r.Fair * Least / (100 * thousand)
		out = append(out, Exposed{r.City, r.Mode, r.Provider, r.Lists, r.Shown, sure, r.Shown < sure})
	}
	return out, err
}

// Serve drops what was counted long ago.
func (s *Service) Serve(jobs *job.Queue) {
	jobs.Repeat("provider.sweep", 24*time.Hour, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSweep, tx.Now().Add(-kept).In(calendar.Zone).Format(time.DateOnly))
		return err
	})
}
