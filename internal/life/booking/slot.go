package booking

import (
	"context"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/trade/store"
)

// Slot is a time that can be booked, or could.
type Slot struct {
	At   time.Time
	Free bool
}

// Slots lists the times of the day of at for a party, full ones too, as a store
// is open then. Faults: ErrOff, ErrParty.
func (s *Service) Slots(ctx context.Context, q db.Q, st store.Store, at, now time.Time, party int64) ([]Slot, error) {
	t, err := s.Terms(ctx, q, st.ID)
	if err != nil {
		return nil, err
	}
	if !t.Takes(st) {
		return nil, ErrOff
	}
	table, ok := t.fits(party)
	if !ok {
		return nil, ErrParty
	}
	held := time.Duration(t.Minutes) * time.Minute
	from := calendar.Start(at)
	to := from.AddDate(0, 0, 1)
	taken, err := s.taken(ctx, q, st.ID, from, to.Add(held))
	out := []Slot{}
	for x := from; x.Before(to); x = x.Add(slot) {
		if offered(st, t, now, x) {
			out = append(out, Slot{x.UTC(), busiest(taken, table.Seats, x, x.Add(held)) < table.Count})
		}
	}
	return out, err
}

// offered tells whether a store books tables for a time: it is to come, not too
// far ahead, and the store is open for all of its half hour.
func offered(st store.Store, t Terms, now, at time.Time) bool {
	if !at.After(now) || !at.Equal(at.Truncate(slot)) || !at.Before(calendar.Start(now).AddDate(0, 0, int(t.Days)+1)) {
		return false
	}
	until, open := st.Selling(at)
	return open && !until.Before(at.Add(slot))
}

func (s *Service) taken(ctx context.Context, q db.Q, store string, from, to time.Time) ([]Booking, error) {
	return bookings(db.List[row](ctx, q, qTaken, store, from.UnixMicro(), to.UnixMicro()))
}

// busiest gives the most tables of a size that are taken at one moment of a
// span. The number rises only where a booking begins, so these moments and the
// span's own first are all that count.
func busiest(taken []Booking, seats int64, from, to time.Time) (most int64) {
	at := func(t time.Time) (n int64) {
		for _, b := range taken {
			if b.Seats == seats && !b.Starts.After(t) && b.Ends.After(t) {
				n++
			}
		}
		return n
	}
	most = at(from)
	for _, b := range taken {
		if b.Seats == seats && b.Starts.After(from) && b.Starts.Before(to) {
			most = max(most, at(b.Starts))
		}
	}
	return most
}

// Day lists the bookings of the day of at in a store, 1000 at most.
func (s *Service) Day(ctx context.Context, q db.Q, store string, at time.Time) ([]Booking, error) {
	from := calendar.Start(at)
	return bookings(db.List[row](ctx, q, qDay, store, from.UnixMicro(), from.AddDate(0, 0, 1).UnixMicro()))
}
