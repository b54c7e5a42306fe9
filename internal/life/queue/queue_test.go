package queue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/queue"
	"livewell/internal/trade/store"
)

var (
	schema = [][]db.Migration{job.Migrations, queue.Migrations}
	inn    = store.Store{ID: "inn", Status: store.Open, Info: store.Info{Modes: []store.Mode{store.DineIn}}}
)

// world is a store with a line, and what was told about it.
type world struct {
	t     testing.TB
	d     *db.DB
	jobs  *job.Queue
	q     *queue.Service
	mu    sync.Mutex
	near  []string
	moves []string
}

func (w *world) note(list *[]string, what string) func() {
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		*list = append(*list, what)
	}
}

func open(t testing.TB, d *db.DB, st store.Store) *world {
	w := &world{t: t, d: d, jobs: job.New(d, slog.New(slog.DiscardHandler))}
	bus := event.NewBus(w.jobs)
	w.q = queue.New(bus, w.jobs)
	event.Inside(bus, func(_ context.Context, tx *db.Tx, e queue.NearEvent) error {
		tx.After(w.note(&w.near, e.Ticket.Number))
		return nil
	})
	event.Inside(bus, func(_ context.Context, tx *db.Tx, e queue.MovedEvent) error {
		tx.After(w.note(&w.moves, e.Ticket.Number+" "+string(e.Ticket.Status)))
		return nil
	})
	terms := queue.DefaultTerms()
	terms.On = true
	w.do(func(tx *db.Tx) error {
		_, err := w.q.Set(context.Background(), tx, st, terms)
		return err
	})
	return w
}

func (w *world) do(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Do(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) take(who string, party int64) (queue.Ticket, error) {
	return db.Get(context.Background(), w.d, func(tx *db.Tx) (queue.Ticket, error) { return w.q.Take(context.Background(), tx, inn, who, party) })
}

func (w *world) has(who string, party int64) queue.Ticket {
	w.t.Helper()
	t, err := w.take(who, party)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func (w *world) next(letter string) (queue.Ticket, error) {
	return db.Get(context.Background(), w.d, func(tx *db.Tx) (queue.Ticket, error) { return w.q.Next(context.Background(), tx, inn.ID, letter) })
}

func (w *world) move(id string, to queue.Status, by queue.Actor) error {
	return w.d.Do(context.Background(), func(tx *db.Tx) error {
		_, err := w.q.Move(context.Background(), tx, id, to, by)
		return err
	})
}

func (w *world) before(id string) int64 {
	w.t.Helper()
	t, err := w.q.Get(context.Background(), w.d, id)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.q.View(context.Background(), w.d, t.Store)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Standing(t).Before
}

func (w *world) is(id string, want queue.Status) {
	w.t.Helper()
	if t, err := w.q.Get(context.Background(), w.d, id); err != nil || t.Status != want {
		w.t.Errorf("%s is %s, want %s (%v)", t.Number, t.Status, want, err)
	}
}

func TestNoOtherStepThanThoseOfTheTableIsPossible(t *testing.T) {
	all := []queue.Status{queue.Waiting, queue.Called, queue.Seated, queue.Passed, queue.Left, queue.Closed}
	allowed := map[string]bool{
		"waiting called host": true, "waiting left guest": true, "waiting closed host": true, "waiting closed system": true,
		"called seated host": true, "called passed host": true, "called passed system": true, "called left guest": true, "called closed host": true, "called closed system": true,
		"passed waiting guest": true, "passed waiting host": true,
	}
	for _, from := range all {
		for _, to := range all {
			for _, by := range []queue.Actor{queue.Guest, queue.Host, queue.System} {
				err := queue.Steps().Check(from, to, by, queue.ErrStatus, queue.ErrActor)
				if name := fmt.Sprint(from, " ", to, " ", by); (err == nil) != allowed[name] {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	if err := queue.Steps().Check(queue.Waiting, queue.Called, queue.Guest, queue.ErrStatus, queue.ErrActor); !errors.Is(err, queue.ErrActor) {
		t.Errorf("a guest who calls a number gets %v", err)
	}
}

func TestNumbersGoByTheSizeOfThePartyAndAreOnesOwn(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, inn)
		for _, x := range []struct {
			who   string
			party int64
			want  string
		}{{"ann", 2, "A1"}, {"bob", 1, "A2"}, {"cy", 3, "B1"}, {"dee", 8, "C1"}, {"ann", 8, "A1"}} {
			if got := w.has(x.who, x.party); got.Number != x.want {
				t.Errorf("%s with a party of %d has %s, want %s", x.who, x.party, got.Number, x.want)
			}
		}
		fewer := queue.DefaultTerms()
		fewer.On, fewer.Classes = true, fewer.Classes[:2]
		if err := d.Do(t.Context(), func(tx *db.Tx) error { _, err := w.q.Set(t.Context(), tx, inn, fewer); return err }); !errors.Is(err, queue.ErrInUse) {
			t.Errorf("a size goes away that somebody waits for: %v", err)
		}
		if _, err := w.take("eve", 9); !errors.Is(err, queue.ErrParty) {
			t.Errorf("nine people: %v", err)
		}
		c.Move(24 * time.Hour)
		if got := w.has("fay", 1); got.Number != "A1" {
			t.Errorf("the next day begins with %s", got.Number)
		}
		w.do(func(tx *db.Tx) error { return w.q.Open(t.Context(), tx, inn.ID, false) })
		if _, err := w.take("gus", 1); !errors.Is(err, queue.ErrClosed) {
			t.Errorf("no numbers are given out: %v", err)
		}
	})
}

func TestWhoDoesNotComeIsPassedAndMayComeBackOnce(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, inn)
		var ids []string
		for i := range 7 {
			ids = append(ids, w.has(fmt.Sprint("p", i), 2).ID)
		}
		called, err := w.next("A")
		if err != nil || called.ID != ids[0] || !called.Until.Equal(d.Now().Add(3*time.Minute)) {
			t.Fatalf("called %+v, %v", called, err)
		}
		c.Move(3*time.Minute - time.Second)
		w.jobs.Once(t.Context())
		w.is(ids[0], queue.Called)
		c.Move(time.Second)
		w.jobs.Once(t.Context())
		w.is(ids[0], queue.Passed)
		if err := w.move(ids[0], queue.Waiting, queue.Guest); err != nil || w.before(ids[0]) != 3 || w.before(ids[3]) != 2 || w.before(ids[4]) != 4 {
			t.Fatalf("%v: back behind %d, and others are behind %d and %d", err, w.before(ids[0]), w.before(ids[3]), w.before(ids[4]))
		}
		// Another who comes back goes behind the first, three places from the head as well.
		if _, err := w.next("A"); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.move(ids[1], queue.Passed, queue.Host), w.move(ids[1], queue.Waiting, queue.Host)); err != nil || w.before(ids[1]) != 3 || w.before(ids[0]) != 2 {
			t.Errorf("%v: back behind %d, the first behind %d", err, w.before(ids[1]), w.before(ids[0]))
		}
		// The second time is the last.
		if err := w.move(ids[0], queue.Called, queue.Host); err != nil {
			t.Fatal(err)
		}
		c.Move(3 * time.Minute)
		w.jobs.Once(t.Context())
		w.is(ids[0], queue.Passed)
		if err := w.move(ids[0], queue.Waiting, queue.Guest); !errors.Is(err, queue.ErrMissed) {
			t.Errorf("a second time back: %v", err)
		}
		if got := w.has("p0", 2); got.Number != "A8" {
			t.Errorf("a new number is %s", got.Number)
		}
	})
}

func TestACallThatWasAnsweredPassesNobody(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, inn)
		x := w.has("ann", 2)
		if _, err := w.next("A"); err != nil {
			t.Fatal(err)
		}
		c.Move(time.Minute)
		// Passed by the host, back at once and called again: the first call's time is not the second's.
		if err := errors.Join(w.move(x.ID, queue.Passed, queue.Host), w.move(x.ID, queue.Waiting, queue.Guest), w.move(x.ID, queue.Called, queue.Host)); err != nil {
			t.Fatal(err)
		}
		c.Move(2 * time.Minute)
		w.jobs.Once(t.Context())
		w.is(x.ID, queue.Called)
		if err := w.move(x.ID, queue.Seated, queue.Host); err != nil {
			t.Fatal(err)
		}
		c.Move(time.Hour)
		w.jobs.Once(t.Context())
		w.is(x.ID, queue.Seated)
		if want := []string{"A1 called", "A1 passed", "A1 waiting", "A1 called", "A1 seated"}; !slices.Equal(w.moves, want) {
			t.Errorf("events are %v", w.moves)
		}
	})
}

func TestWhoHasThreePartiesBeforeIsToldOnce(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		w := open(t, d, inn)
		var ids []string
		for i := range 7 {
			ids = append(ids, w.has(fmt.Sprint("p", i), 2).ID)
		}
		if err := w.move(ids[1], queue.Left, queue.Guest); err != nil { // A5 has three before it
			t.Fatal(err)
		}
		if _, err := w.next("A"); err != nil { // now A6
			t.Fatal(err)
		}
		if err := errors.Join(w.move(ids[0], queue.Passed, queue.Host), w.move(ids[0], queue.Waiting, queue.Guest)); err != nil {
			t.Fatal(err)
		}
		if err := w.move(ids[2], queue.Left, queue.Guest); err != nil { // and A6 again, who knows
			t.Fatal(err)
		}
		if want := []string{"A5", "A6"}; !slices.Equal(w.near, want) {
			t.Errorf("told are %v, want %v", w.near, want)
		}
	})
}

func TestAWaitIsSaidOnlyWhenItIsKnown(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, inn)
		for i := range 10 {
			w.has(fmt.Sprint("p", i), 2)
		}
		seat := func() {
			t.Helper()
			x, err := w.next("A")
			if err == nil {
				err = w.move(x.ID, queue.Seated, queue.Host)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		wait := func() time.Duration {
			v, err := w.q.View(t.Context(), d, inn.ID)
			if err != nil {
				t.Fatal(err)
			}
			return v.Standings()[0].Wait
		}
		seat()
		for _, minutes := range []int{4, 6, 6, 8} {
			c.Move(time.Duration(minutes) * time.Minute)
			seat()
		}
		if wait() != 0 {
			t.Errorf("of four times it tells %v", wait())
		}
		c.Move(30 * time.Minute)
		seat()
		if want := 5 * 6 * time.Minute; wait() != want { // the middle one of 4, 6, 6, 8 and 30; four parties wait
			t.Errorf("it tells %v, want %v", wait(), want)
		}
		// Who came later than the seating before tells how long nobody came.
		for range 4 {
			c.Move(time.Minute)
			seat()
		}
		before := wait()
		c.Move(5 * time.Hour)
		w.has("late", 2)
		seat()
		if wait() != before {
			t.Errorf("after an empty afternoon it tells %v in place of %v", wait(), before)
		}
	})
}

func TestTwoHostsCallTwoParties(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		w := open(t, d, inn)
		for round := range 5 {
			for i := range 12 {
				w.has(fmt.Sprint(round, "p", i), 2)
			}
			var mu sync.Mutex
			got := map[string]int{}
			var all sync.WaitGroup
			for range 16 {
				all.Go(func() {
					x, err := w.next("A")
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						got[x.Number]++
					case !errors.Is(err, queue.ErrNobody):
						t.Error(err)
					}
				})
			}
			all.Wait()
			if len(got) != 12 {
				t.Errorf("16 calls at once reached %v of 12", got)
			}
			w.do(func(tx *db.Tx) error {
				if err := w.q.End(t.Context(), tx, inn.ID); err != nil {
					return err
				}
				return w.q.Open(t.Context(), tx, inn.ID, true)
			})
		}
	})
}

func TestALineIsBoundAndEndsForAll(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, inn)
		w.do(func(tx *db.Tx) error {
			for i := range 500 {
				if _, err := w.q.Take(t.Context(), tx, inn, fmt.Sprint("p", i), 2); err != nil {
					return err
				}
			}
			return nil
		})
		if _, err := w.take("one more", 2); !errors.Is(err, queue.ErrFull) {
			t.Errorf("one more: %v", err)
		}
		smaller := queue.DefaultTerms()
		smaller.On, smaller.Classes = true, []queue.Class{{Name: "x", From: 3, To: 4}}
		w.do(func(tx *db.Tx) error { _, err := w.q.Set(t.Context(), tx, inn, smaller); return err }) // A stays
		w.do(func(tx *db.Tx) error { return w.q.End(t.Context(), tx, inn.ID) })
		if left, err := w.q.InLine(t.Context(), d, inn.ID); err != nil || len(left) != 0 {
			t.Errorf("%d are left, %v", len(left), err)
		}
		w.do(func(tx *db.Tx) error { return w.q.Open(t.Context(), tx, inn.ID, true) })
		x := w.has("late", 3)
		c.Move(13 * time.Hour)
		if err := w.jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.jobs.Once(t.Context())
		w.is(x.ID, queue.Closed)
	})
}

// Any order of what people and hosts do: a number is given once a day, nobody
// is in a line twice, and places are all different.
func TestAnyEveningKeepsTheLine(t *testing.T) {
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/queue.db", db.Options{Now: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), slices.Concat(schema...)); err != nil {
		t.Fatal(err)
	}
	run, ctx := 0, context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		run++
		st := inn
		st.ID = fmt.Sprint("inn", run)
		w := open(t, d, st)
		numbers, mine := map[string]string{}, []string{}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			step := rapid.SampledFrom([]string{"take", "take", "walk in", "next", "move"}).Draw(rt, "step")
			party := rapid.Int64Range(1, 8).Draw(rt, "party")
			var x queue.Ticket
			err := d.Do(ctx, func(tx *db.Tx) (err error) {
				switch step {
				case "take":
					x, err = w.q.Take(ctx, tx, st, fmt.Sprint("p", rapid.IntRange(0, 5).Draw(rt, "who")), party)
				case "walk in":
					x, err = w.q.WalkIn(ctx, tx, st.ID, "", party)
				case "next":
					x, err = w.q.Next(ctx, tx, st.ID, queue.Letter(rapid.IntRange(0, 2).Draw(rt, "class")))
				default:
					if len(mine) == 0 {
						return nil
					}
					to := rapid.SampledFrom([]queue.Status{queue.Waiting, queue.Called, queue.Seated, queue.Passed, queue.Left}).Draw(rt, "to")
					x, err = w.q.Move(ctx, tx, rapid.SampledFrom(mine).Draw(rt, "ticket"), to, rapid.SampledFrom([]queue.Actor{queue.Guest, queue.Host}).Draw(rt, "by"))
				}
				return err
			})
			if err == nil && x.ID != "" {
				if had, ok := numbers[x.Number]; ok && had != x.ID {
					rt.Fatalf("%s was given twice", x.Number)
				}
				if numbers[x.Number] == "" {
					mine = append(mine, x.ID)
				}
				numbers[x.Number] = x.ID
			}
			open, err := w.q.InLine(ctx, d, st.ID)
			if err != nil {
				rt.Fatal(err)
			}
			people, places := map[string]bool{}, map[string]bool{}
			for _, o := range open {
				place := fmt.Sprint(o.Letter, o.Place)
				if o.Person != "" && people[o.Person] || places[place] {
					rt.Fatalf("%s is in the line twice, or shares its place", o.Number)
				}
				people[o.Person], places[place] = true, true
			}
		}
	})
}
