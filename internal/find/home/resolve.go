package home

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/live"
	"livewell/internal/kit/trial"
)

// Service keeps layouts, the buttons of cities and what people arranged.
type Service struct {
	db     *db.DB
	jobs   *job.Queue
	live   *live.Hub
	behind []Vertical
	kept   atomic.Pointer[state]

	seenMu sync.Mutex
	seen   map[look]bool
}

// New is told which verticals have something behind them.
func New(d *db.DB, jobs *job.Queue, behind ...Vertical) *Service {
	s := &Service{db: d, jobs: jobs, live: live.NewHub(), behind: behind, seen: map[look]bool{}}
	job.Handle(jobs, s.carryOut)
	return s
}

// state is all that people can see at one moment. It is never changed: a new
// one is read when the edition, a number that each act of an operator raises,
// has moved on. So a request reads one row and draws the rest from memory.
type state struct {
	edition int64
	layouts map[target]Layout
	shown   map[shownKey][]Block
	cities  map[string]City
}

type target struct {
	city string
	seg  Segment
}

type shownKey struct {
	layout string
	number int64
}

// changed raises the edition and wakes those who watch.
func (s *Service) changed(ctx context.Context, tx *db.Tx) error {
	tx.After(func() { s.live.Poke("") })
	_, err := db.Exec(ctx, tx, qNewEdition)
	return err
}

func (s *Service) now(ctx context.Context) (*state, error) {
	edition, _, err := db.One[int64](ctx, s.db, qEdition)
	if err != nil {
		return nil, err
	}
	if st := s.kept.Load(); st != nil && st.edition == edition {
		return st, nil
	}
	var st *state
	// One moment of the database: a layout must not name a version that is not read yet.
	err = s.db.Snapshot(ctx, func(q db.Q) (err error) {
		st, err = s.read(ctx, q)
		return err
	})
	if err == nil {
		s.kept.Store(st)
	}
	return st, err
}

func (s *Service) read(ctx context.Context, q db.Q) (*state, error) {
	edition, _, err := db.One[int64](ctx, q, qEdition)
	if err != nil {
		return nil, err
	}
	st := &state{edition, map[target]Layout{}, map[shownKey][]Block{}, map[string]City{}}
	layouts, err := s.Layouts(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, l := range layouts {
		st.layouts[target{l.City, l.Segment}] = l
	}
	for r, err := range db.Each[versionRow](ctx, q, qShown) {
		if err != nil {
			return nil, err
		}
		v, err := r.version()
		if err != nil {
			return nil, err
		}
		st.shown[shownKey{v.Layout, v.Number}] = v.Blocks
	}
	for r, err := range db.Each[cityRow](ctx, q, qCities) {
		if err != nil {
			return nil, err
		}
		c, err := r.city()
		if err != nil {
			return nil, err
		}
		st.cities[c.Code] = c
	}
	return st, nil
}

// Resolve gives somebody the page of a city.
func (s *Service) Resolve(ctx context.Context, who Who, city string) (Page, error) {
	st, err := s.now(ctx)
	if err != nil {
		return Page{}, err
	}
	c := st.city(city)
	p := st.pick(who, city)
	p.Buttons = s.shown(c)
	if c.Crisis != nil {
		p.Blocks = append([]Block{c.Crisis.block()}, p.Blocks...)
	}
	return p, nil
}

// pick finds the layout for somebody, and the version of it.
func (st *state) pick(who Who, city string) Page {
	segments := []Segment{Everyone}
	if who.New {
		segments = []Segment{NewUsers, Everyone}
	}
	if who.Beta {
		segments = append([]Segment{Beta}, segments...)
	}
	for _, seg := range segments {
		for _, place := range []string{city, ""} {
			l, ok := st.layouts[target{place, seg}]
			if !ok || l.Live == 0 {
				continue
			}
			p := Page{Layout: l.ID, Version: l.Live, Trial: l.Trial, Segment: seg}
			if l.Trial != 0 && who.User != "" && trial.Slot(fmt.Sprint(l.ID, "\n", l.Trial), who.User) < l.Share {
				p.Version = l.Trial
			}
			p.Blocks = st.shown[shownKey{l.ID, p.Version}]
			return p
		}
	}
	return Page{Segment: Everyone, Blocks: BuiltIn()}
}

// Mark tells two states apart of what somebody sees.
func (s *Service) Mark(ctx context.Context, user string) (string, error) {
	edition, _, err := db.One[int64](ctx, s.db, qEdition)
	if err != nil {
		return "", err
	}
	r, err := s.own(ctx, s.db, user)
	return fmt.Sprintf("%d.%d", edition, r.Turn), err
}

// Watch calls look at once and whenever the page may have changed, until ctx ends.
func (s *Service) Watch(ctx context.Context, look func() error) error {
	return s.live.Watch(ctx, "", look)
}
