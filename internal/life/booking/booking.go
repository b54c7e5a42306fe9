// Package booking keeps tables for people who come later.
//
//	booked --host--> arrived
//	  |  +--guest before the time, host with a reason--> cancelled
//	  +--the time and some minutes are over--> noshow
//
// A booking takes one table of the smallest size that seats the party, for its
// length; of no size are more taken at a moment than there are. Who twice did
// not come within 90 days cannot book in that store for 30. What books in a
// store is done one after the other, by the turn of its book.
package booking

import (
	"context"
	"embed"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/guard"
	"livewell/internal/kit/job"
	"livewell/internal/kit/live"
	"livewell/internal/kit/page"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("booking", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "booking.not_found", "There is no such booking.")
	ErrOff      = fault.New(fault.Refused, "booking.off", "This store takes no bookings.")
	ErrSlot     = fault.New(fault.Refused, "booking.slot", "This time cannot be booked. Choose another one.")
	ErrParty    = fault.New(fault.Refused, "booking.party", "The store books no table for a party of this size.")
	ErrFull     = fault.New(fault.Refused, "booking.full", "All tables are taken at that time. Choose another one.")
	ErrMany     = fault.New(fault.Refused, "booking.many", "You have 3 tables booked here. Cancel one first.")
	ErrBarred   = fault.New(fault.Refused, "booking.barred", "You missed two bookings here within 90 days.")
	ErrStatus   = fault.New(fault.Conflict, "booking.status", "The booking is not at that point any more.")
	ErrActor    = fault.New(fault.Forbidden, "booking.actor", "This is not for you to do with the booking.")
	ErrPast     = fault.New(fault.Refused, "booking.past", "Its time has come. Only the store can change it now.")
	ErrReason   = fault.New(fault.Invalid, "booking.reason", "Say why, in 1 to 500 characters.")
	ErrNote     = fault.New(fault.Invalid, "booking.note", "A note has at most 100 characters.")
	ErrTerms    = fault.New(fault.Invalid, "booking.terms", "These terms do not make a book of tables.")
	ErrMode     = fault.New(fault.Refused, "booking.mode", "Only a store where people eat in books tables.")
)

// Status of a booking.
type Status string

const (
	Booked    Status = "booked"
	Arrived   Status = "arrived"
	Cancelled Status = "cancelled"
	NoShow    Status = "noshow"
)

// Actor is who moves a booking.
type Actor string

const (
	Guest  Actor = "guest"
	Host   Actor = "host"
	System Actor = "system"
)

// Steps is the guard table.
func Steps() guard.Table[Status, Actor] {
	return guard.Table[Status, Actor]{
		{From: Booked, To: Arrived, Actor: Host},
		{From: Booked, To: Cancelled, Actor: Guest},
		{From: Booked, To: Cancelled, Actor: Host},
		{From: Booked, To: NoShow, Actor: System},
	}
}

// Tables is how many tables of a size there are.
type Tables struct {
	Seats int64 `json:"seats"`
	Count int64 `json:"count"`
}

// Terms are how a store takes bookings.
type Terms struct {
	On      bool
	Tables  []Tables // the smallest first
	Minutes int64    // that a table is held
	Days    int64    // ahead
	Party   int64    // largest
	Late    int64    // minutes after which who did not come is a no-show
}

// fits gives the size of table that a party gets.
func (t Terms) fits(party int64) (Tables, bool) {
	i := slices.IndexFunc(t.Tables, func(x Tables) bool { return x.Seats >= party })
	if i < 0 || party < 1 || party > t.Party {
		return Tables{}, false
	}
	return t.Tables[i], true
}

// Booking is a table that is kept for somebody.
type Booking struct {
	ID        string
	Store     string
	Person    string
	Party     int64
	Seats     int64
	Starts    time.Time
	Ends      time.Time
	Status    Status
	Note      string
	Reason    string
	CreatedAt time.Time
	MovedAt   time.Time
}

// MovedEvent says that a booking has moved.
type MovedEvent struct {
	Booking Booking
	From    Status
	Actor   Actor
}

func (MovedEvent) Topic() string { return "booking.moved" }

// SoonEvent says that a booking's time comes soon, once.
type SoonEvent struct{ Booking Booking }

func (SoonEvent) Topic() string { return "booking.soon" }

type remindJob struct {
	Booking string `json:"booking"`
}

func (remindJob) Kind() string { return "booking.remind" }

type missJob struct {
	Booking string `json:"booking"`
}

func (missJob) Kind() string { return "booking.miss" }

const (
	slot     = 30 * time.Minute
	remind   = 2 * time.Hour
	mostOpen = 3 // that somebody has booked in a store
	window   = 90 * 24 * time.Hour
	barred   = 30 * 24 * time.Hour
	longest  = 6 * 60 // minutes that a table is held; qTaken looks a day back
)

// DefaultTerms are those that a store begins with: off.
func DefaultTerms() Terms {
	return Terms{Tables: []Tables{{2, 4}, {4, 6}, {8, 2}}, Minutes: 120, Days: 30, Party: 8, Late: 15}
}

// Service keeps the books of all stores.
type Service struct {
	bus  *event.Bus
	jobs *job.Queue
	live *live.Hub
}

func New(bus *event.Bus, jobs *job.Queue) *Service {
	s := &Service{bus, jobs, live.NewHub()}
	job.Handle(jobs, s.remind)
	job.Handle(jobs, s.miss)
	return s
}

func (t Terms) valid() bool {
	last := int64(0)
	for _, x := range t.Tables {
		if x.Seats <= last || x.Seats > 50 || x.Count < 1 || x.Count > 200 {
			return false
		}
		last = x.Seats
	}
	return len(t.Tables) >= 1 && len(t.Tables) <= 6 && t.Minutes >= 30 && t.Minutes <= longest && t.Days >= 1 && t.Days <= 90 &&
		t.Party >= 1 && t.Party <= last && t.Late >= 5 && t.Late <= 60
}

// Set writes how a store takes bookings. What is booked stays. Faults: ErrMode, ErrTerms.
func (s *Service) Set(ctx context.Context, tx *db.Tx, st store.Store, t Terms) error {
	if t.On && !st.Has(store.DineIn) {
		return ErrMode
	}
	if !t.valid() {
		return ErrTerms
	}
	tables, err := json.Marshal(t.Tables)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qSet, st.ID, t.On, string(tables), t.Minutes, t.Days, t.Party, t.Late)
	return err
}

// Terms gives how a store takes bookings; DefaultTerms where it never said.
func (s *Service) Terms(ctx context.Context, q db.Q, store string) (Terms, error) {
	r, ok, err := db.One[bookRow](ctx, q, qBook, store)
	if err != nil || !ok {
		return DefaultTerms(), err
	}
	return r.terms()
}

// Watch calls look at once and whenever a store's bookings have changed.
func (s *Service) Watch(ctx context.Context, store string, look func() error) error {
	return s.live.Watch(ctx, store, look)
}

// Wish is what somebody wants to book.
type Wish struct {
	Person string
	Party  int64
	At     time.Time
	Note   string
}

// Book keeps a table. Faults: ErrOff, ErrParty, ErrSlot, ErrFull, ErrMany, ErrBarred, ErrNote.
func (s *Service) Book(ctx context.Context, tx *db.Tx, st store.Store, w Wish) (Booking, error) {
	w.Note = strings.TrimSpace(w.Note)
	if utf8.RuneCountInString(w.Note) > 100 {
		return Booking{}, ErrNote
	}
	r, ok, err := db.One[bookRow](ctx, tx, qTurn, st.ID)
	if err != nil || !ok {
		return Booking{}, fault.Or(err, ErrOff)
	}
	t, err := r.terms()
	switch {
	case err != nil:
		return Booking{}, err
	case !t.Takes(st):
		return Booking{}, ErrOff
	}
	table, ok := t.fits(w.Party)
	if !ok {
		return Booking{}, ErrParty
	}
	if !offered(st, t, tx.Now(), w.At) {
		return Booking{}, ErrSlot
	}
	if err := s.may(ctx, tx, st.ID, w.Person); err != nil {
		return Booking{}, err
	}
	b := Booking{
		ID: tx.NewIDFor(w.Person), Store: st.ID, Person: w.Person, Party: w.Party, Seats: table.Seats, Starts: w.At.UTC(),
		Ends: w.At.UTC().Add(time.Duration(t.Minutes) * time.Minute), Status: Booked, Note: w.Note, CreatedAt: tx.Now(), MovedAt: tx.Now(),
	}
	taken, err := s.taken(ctx, tx, st.ID, b.Starts, b.Ends)
	if err != nil {
		return Booking{}, err
	}
	if busiest(taken, b.Seats, b.Starts, b.Ends) >= table.Count {
		return Booking{}, ErrFull
	}
	if _, err := db.Exec(ctx, tx, qInsert, b.ID, b.Store, b.Person, b.Party, b.Seats, b.Starts.UnixMicro(), b.Ends.UnixMicro(), b.Note, tx.Now().UnixMicro()); err != nil {
		return Booking{}, err
	}
	if at := b.Starts.Add(-remind); at.After(tx.Now()) {
		if err := s.jobs.Add(ctx, tx, remindJob{b.ID}, at); err != nil {
			return Booking{}, err
		}
	}
	s.wake(tx, b.Store)
	return b, s.jobs.Add(ctx, tx, missJob{b.ID}, b.Starts.Add(time.Duration(t.Late)*time.Minute))
}

// Takes tells whether bookings are taken in a store.
func (t Terms) Takes(st store.Store) bool {
	return t.On && st.Has(store.DineIn) && st.Status != store.Closed
}

func (s *Service) wake(tx *db.Tx, store string) { tx.After(func() { s.live.Poke(store) }) }

// may refuses who has enough, or did not come too often. Faults: ErrMany, ErrBarred.
func (s *Service) may(ctx context.Context, q *db.Tx, store, person string) error {
	if n, _, err := db.One[int64](ctx, q, qOpenOf, store, person, q.Now().UnixMicro()); err != nil || n >= mostOpen {
		return fault.Or(err, ErrMany)
	}
	r, err := s.Record(ctx, q, store, person, q.Now())
	if err == nil && !r.Until.IsZero() {
		err = ErrBarred.With(map[string]any{"until": r.Until.Format(time.RFC3339)})
	}
	return err
}

// Record is how somebody kept their bookings in a store.
type Record struct {
	Missed int64     // of the last 90 days
	Until  time.Time // they cannot book before; zero: they can
}

// Record tells how somebody kept their bookings in a store.
func (s *Service) Record(ctx context.Context, q db.Q, store, person string, now time.Time) (out Record, err error) {
	if person == "" {
		return out, nil
	}
	// The last two, of a time in which both can still matter.
	rows, err := db.List[int64](ctx, q, qNoShows, person, store, now.Add(-window-barred).UnixMicro())
	for _, at := range rows {
		if now.Sub(time.UnixMicro(at)) < window {
			out.Missed++
		}
	}
	if len(rows) == 2 && time.Duration(rows[0]-rows[1])*time.Microsecond < window {
		if until := time.UnixMicro(rows[0]).UTC().Add(barred); until.After(now) {
			out.Until = until
		}
	}
	return out, err
}

// Get gives a booking. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Booking, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.booking(), err
}

// Of lists somebody's bookings, the latest time first.
func (s *Service) Of(ctx context.Context, q db.Q, person string, ask page.Ask) (page.Of[Booking], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Booking]{}, err
	}
	rows, err := db.List[row](ctx, q, qOf, person, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Booking]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.Starts, r.ID }), row.booking), nil
}

// Forget takes out what somebody wrote.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, person string) error {
	_, err := db.Exec(ctx, tx, qForget, person)
	return err
}
