package booking_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/booking"
	"livewell/internal/trade/store"
)

var schema = [][]db.Migration{job.Migrations, booking.Migrations}

// inn is open for lunch and dinner, closed on holidays.
func inn(id string) store.Store {
	h := calendar.Daily(calendar.Span{From: 11 * 60, To: 14 * 60}, calendar.Span{From: 17 * 60, To: 22 * 60})
	h.Holiday = &[]calendar.Span{}
	return store.Store{ID: id, Status: store.Open, Info: store.Info{Modes: []store.Mode{store.DineIn}, Hours: h}}
}

type world struct {
	t    testing.TB
	d    *db.DB
	jobs *job.Queue
	b    *booking.Service
	st   store.Store
	told []string
}

func open(t testing.TB, d *db.DB, id string, tables ...booking.Tables) *world {
	w := &world{t: t, d: d, jobs: job.New(d, slog.New(slog.DiscardHandler)), st: inn(id)}
	bus := event.NewBus(w.jobs)
	w.b = booking.New(bus, w.jobs)
	event.Inside(bus, func(_ context.Context, tx *db.Tx, e booking.SoonEvent) error {
		tx.After(func() { w.told = append(w.told, "soon "+e.Booking.Person) })
		return nil
	})
	terms := booking.DefaultTerms()
	terms.On, terms.Tables, terms.Party = true, tables, tables[len(tables)-1].Seats
	if err := d.Do(context.Background(), func(tx *db.Tx) error { return w.b.Set(context.Background(), tx, w.st, terms) }); err != nil {
		t.Fatal(err)
	}
	return w
}

// at is a time of a day of January 2026; the clock begins on Friday the 2nd, 11:04, a holiday.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 1, day, hour, minute, 0, 0, calendar.Zone)
}

func (w *world) book(who string, party int64, at time.Time) (booking.Booking, error) {
	return db.Get(context.Background(), w.d, func(tx *db.Tx) (booking.Booking, error) {
		return w.b.Book(context.Background(), tx, w.st, booking.Wish{Person: who, Party: party, At: at})
	})
}

func (w *world) has(who string, party int64, at time.Time) booking.Booking {
	w.t.Helper()
	b, err := w.book(who, party, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (w *world) cancel(id string, by booking.Actor, reason string) error {
	return w.d.Do(context.Background(), func(tx *db.Tx) error {
		_, err := w.b.Cancel(context.Background(), tx, id, by, reason)
		return err
	})
}

func (w *world) is(id string, want booking.Status) {
	w.t.Helper()
	if b, err := w.b.Get(context.Background(), w.d, id); err != nil || b.Status != want {
		w.t.Errorf("it is %s, want %s (%v)", b.Status, want, err)
	}
}

// work does what is due, and what that makes due.
func (w *world) work() {
	for w.jobs.Once(context.Background()) > 0 {
	}
}

func TestNoOtherStepThanThoseOfTheTableIsPossible(t *testing.T) {
	all := []booking.Status{booking.Booked, booking.Arrived, booking.Cancelled, booking.NoShow}
	allowed := map[string]bool{"booked arrived host": true, "booked cancelled guest": true, "booked cancelled host": true, "booked noshow system": true}
	for _, from := range all {
		for _, to := range all {
			for _, by := range []booking.Actor{booking.Guest, booking.Host, booking.System} {
				err := booking.Steps().Check(from, to, by, booking.ErrStatus, booking.ErrActor)
				if name := fmt.Sprint(from, " ", to, " ", by); (err == nil) != allowed[name] {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

func TestTimesAreThoseOfTheStoresHours(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, "inn", booking.Tables{Seats: 2, Count: 1}, booking.Tables{Seats: 4, Count: 1})
		times := func(day int, party int64) string {
			slots, err := w.b.Slots(t.Context(), d, w.st, at(day, 0, 0), d.Now(), party)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, s := range slots {
				text := s.At.In(calendar.Zone).Format("15:04")
				if !s.Free {
					text += "!"
				}
				out = append(out, text)
			}
			return strings.Join(out, " ")
		}
		const all = "11:00 11:30 12:00 12:30 13:00 13:30 17:00 17:30 18:00 18:30 19:00 19:30 20:00 20:30 21:00 21:30"
		// The 2nd is a holiday and the 4th a Sunday on which people work.
		for day, want := range map[int]string{1: "", 2: "", 4: all, 5: all, 31: all} {
			if got := times(day, 2); got != want {
				t.Errorf("day %d: %s", day, got)
			}
		}
		if slots, _ := w.b.Slots(t.Context(), d, w.st, at(33, 0, 0), d.Now(), 2); len(slots) != 0 {
			t.Errorf("31 days ahead it offers %v", slots)
		}
		w.has("ann", 2, at(5, 18, 0))
		if got := times(5, 1); got != strings.NewReplacer("17:00", "17:00!", "17:30", "17:30!", "18:00", "18:00!", "18:30", "18:30!", "19:00", "19:00!", "19:30", "19:30!").Replace(all) {
			t.Errorf("a table is taken for two hours: %s", got)
		}
		if got := times(5, 3); got != all {
			t.Errorf("larger ones are free: %s", got)
		}
		for _, bad := range []time.Time{at(5, 18, 10), at(5, 10, 30), at(5, 22, 0), at(2, 12, 0), at(1, 12, 0), at(33, 12, 0)} {
			if _, err := w.book("bob", 3, bad); !errors.Is(err, booking.ErrSlot) {
				t.Errorf("at %v: %v", bad, err)
			}
		}
		if _, err := w.book("bob", 5, at(5, 12, 0)); !errors.Is(err, booking.ErrParty) {
			t.Errorf("five people: %v", err)
		}
		if _, err := w.book("bob", 2, at(5, 19, 30)); !errors.Is(err, booking.ErrFull) {
			t.Errorf("within the two hours: %v", err)
		}
		c.Move(at(5, 18, 10).Sub(d.Now()))
		if got := times(5, 3); !strings.HasPrefix(got, "18:30") {
			t.Errorf("what is over is offered: %s", got)
		}
	})
}

func TestWhoDoesNotComeTwiceCannotBookForThirtyDays(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, "inn", booking.Tables{Seats: 4, Count: 5})
		record := func() booking.Record {
			r, err := w.b.Record(t.Context(), d, "inn", "ann", d.Now())
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first := w.has("ann", 2, at(5, 12, 0))
		c.Move(at(5, 10, 0).Sub(d.Now()))
		w.work()
		w.work()
		c.Move(2*time.Hour + 15*time.Minute - time.Second)
		w.work()
		w.is(first.ID, booking.Booked)
		if err := w.cancel(first.ID, booking.Guest, ""); !errors.Is(err, booking.ErrPast) {
			t.Errorf("a guest cancels after the time: %v", err)
		}
		c.Move(time.Second)
		w.work()
		w.is(first.ID, booking.NoShow)
		if r := record(); r.Missed != 1 || !r.Until.IsZero() {
			t.Errorf("after one: %+v", r)
		}
		w.has("ann", 2, at(6, 12, 0))
		c.Move(24 * time.Hour)
		w.work()
		until := at(6, 12, 0).Add(30 * 24 * time.Hour).UTC()
		if r := record(); r.Missed != 2 || !r.Until.Equal(until) {
			t.Errorf("after two: %+v", r)
		}
		_, err := w.book("ann", 2, at(20, 12, 0))
		if f, _ := fault.Of(err); !errors.Is(err, booking.ErrBarred) || f.Args["until"] != until.Format(time.RFC3339) {
			t.Errorf("after two: %v", err)
		}
		w.has("bob", 2, at(20, 12, 0))
		c.Move(30 * 24 * time.Hour)
		if r := record(); r.Missed != 2 || !r.Until.IsZero() {
			t.Errorf("thirty days later: %+v", r)
		}
		if want := []string{"soon ann"}; !slices.Equal(w.told, want) { // the second reminder was due while nobody worked
			t.Errorf("reminded are %v", w.told)
		}
		// The next one is the second within 90 days again; after those nothing is known any more.
		w.has("ann", 2, at(31+8, 12, 0))
		c.Move(4 * 24 * time.Hour)
		w.work()
		if r := record(); !r.Until.Equal(at(31+8, 12, 0).Add(30 * 24 * time.Hour)) {
			t.Errorf("after the third: %+v", r)
		}
		c.Move(90 * 24 * time.Hour)
		if r := record(); r != (booking.Record{}) {
			t.Errorf("long after: %+v", r)
		}
	})
}

func TestACancelledTableIsFreeAgain(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := open(t, d, "inn", booking.Tables{Seats: 4, Count: 1})
		ann := w.has("ann", 2, at(5, 12, 0))
		if err := errors.Join(w.cancel(ann.ID, booking.Guest, ""), w.cancel(ann.ID, booking.Guest, "")); err != nil {
			t.Fatal(err)
		}
		bob := w.has("bob", 2, at(5, 12, 0))
		if err := w.cancel(bob.ID, booking.Host, " "); !errors.Is(err, booking.ErrReason) {
			t.Errorf("a store that says no reason: %v", err)
		}
		if err := w.cancel(bob.ID, booking.Host, "The stove is broken"); err != nil {
			t.Fatal(err)
		}
		cy := w.has("cy", 2, at(5, 12, 0))
		if err := d.Do(t.Context(), func(tx *db.Tx) error { _, err := w.b.Arrive(t.Context(), tx, cy.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := w.book("dee", 2, at(5, 12, 30)); !errors.Is(err, booking.ErrFull) {
			t.Errorf("somebody sits there: %v", err)
		}
		c.Move(at(5, 13, 0).Sub(d.Now()))
		w.work()
		w.is(cy.ID, booking.Arrived)
		if len(w.told) != 0 {
			t.Errorf("told of what is over: %v", w.told)
		}
		for i := range 3 {
			w.has("eve", 2, at(6+i, 12, 0))
		}
		if _, err := w.book("eve", 2, at(12, 12, 0)); !errors.Is(err, booking.ErrMany) {
			t.Errorf("a fourth booking: %v", err)
		}
		if p, err := w.b.Of(t.Context(), d, "eve", page.Ask{Limit: 2}); err != nil || len(p.Items) != 2 || p.Next == "" || !p.Items[0].Starts.Equal(at(8, 12, 0)) {
			t.Errorf("her bookings are %+v, %v", p, err)
		}
	})
}

func TestTheLastTableHasOneParty(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		for round := range 4 {
			w := open(t, d, fmt.Sprint("inn", round), booking.Tables{Seats: 4, Count: 2})
			w.has("ann", 2, at(5, 19, 0))
			var got atomic.Int64
			var all sync.WaitGroup
			for i := range 50 {
				all.Go(func() {
					// Times differ, and all meet at 19:00.
					_, err := w.book(fmt.Sprint("p", i), 3, at(5, 18, 0).Add(time.Duration(i%3)*30*time.Minute))
					if err == nil {
						got.Add(1)
					} else if !errors.Is(err, booking.ErrFull) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if got.Load() != 1 {
				t.Errorf("the last table was given to %d", got.Load())
			}
		}
	})
}

// Whatever is booked and cancelled, of no size are more tables taken at any
// moment than there are, and none is refused while one is free.
func TestNeverMoreThanThereAre(t *testing.T) {
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/booking.db", db.Options{Now: testkit.NewClock().Now})
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
		counts := map[int64]int64{2: rapid.Int64Range(1, 3).Draw(rt, "small"), 6: rapid.Int64Range(1, 2).Draw(rt, "large")}
		w := open(t, d, fmt.Sprint("inn", run), booking.Tables{Seats: 2, Count: counts[2]}, booking.Tables{Seats: 6, Count: counts[6]})
		var made []booking.Booking
		// taken counts half hours, which is another way than the one that is tested.
		taken := func(seats int64, half time.Time) (n int64) {
			for _, b := range made {
				if b.Seats == seats && b.Status == booking.Booked && !half.Before(b.Starts) && half.Before(b.Ends) {
					n++
				}
			}
			return n
		}
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if len(made) > 0 && rapid.IntRange(0, 3).Draw(rt, "cancel") == 0 {
				k := rapid.IntRange(0, len(made)-1).Draw(rt, "which")
				if err := w.cancel(made[k].ID, booking.Guest, ""); err != nil {
					rt.Fatal(err)
				}
				made[k].Status = booking.Cancelled
				continue
			}
			when := at(5, 17, 0).Add(time.Duration(rapid.IntRange(0, 9).Draw(rt, "half hours")) * 30 * time.Minute)
			party := rapid.Int64Range(1, 6).Draw(rt, "party")
			seats := int64(2)
			if party > 2 {
				seats = 6
			}
			full := false
			for h := range 4 {
				full = full || taken(seats, when.Add(time.Duration(h)*30*time.Minute)) >= counts[seats]
			}
			b, err := db.Get(ctx, d, func(tx *db.Tx) (booking.Booking, error) {
				return w.b.Book(ctx, tx, w.st, booking.Wish{Person: fmt.Sprint("p", i), Party: party, At: when})
			})
			if full != errors.Is(err, booking.ErrFull) || err != nil && !full {
				rt.Fatalf("%d people at %v, full %v: %v", party, when, full, err)
			}
			if err == nil {
				made = append(made, b)
			}
		}
	})
}
