package queue

import (
	"context"
	"slices"
	"time"

	"livewell/internal/kit/db"
)

// Get gives a ticket. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Ticket, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.ticket(), err
}

// Mine lists somebody's tickets that are in a line, the newest first, 100 at most.
func (s *Service) Mine(ctx context.Context, q db.Q, person string) ([]Ticket, error) {
	return tickets(db.List[row](ctx, q, qMine, person))
}

// Of gives the ticket that somebody has in a store's line, if any.
func (s *Service) Of(ctx context.Context, q db.Q, store, person string) (Ticket, bool, error) {
	if person == "" {
		return Ticket{}, false, nil
	}
	r, ok, err := db.One[row](ctx, q, qHas, store, person)
	return r.ticket(), ok, err
}

// InLine lists who waits or is called in a store, class by class, first come first.
func (s *Service) InLine(ctx context.Context, q db.Q, store string) ([]Ticket, error) {
	return tickets(db.List[row](ctx, q, qOpenOnes, store))
}

// MayComeBack lists the parties that were passed once, the latest first, 50 at most.
func (s *Service) MayComeBack(ctx context.Context, q db.Q, store string, now time.Time) ([]Ticket, error) {
	return tickets(db.List[row](ctx, q, qPassed, store, now.Add(-oldest).UnixMicro()))
}

func waitingOf(open []Ticket, letter string) (out []Ticket) {
	for _, t := range open {
		if t.Letter == letter && t.Status == Waiting {
			out = append(out, t)
		}
	}
	return out
}

// View is a line at one moment.
type View struct {
	Line
	InLine []Ticket
	pace   map[string]time.Duration // by letter; absent: not known
}

// View gives a store's line as it is now.
func (s *Service) View(ctx context.Context, q db.Q, store string) (v View, err error) {
	if v.Line, err = s.Line(ctx, q, store); err != nil {
		return v, err
	}
	if v.InLine, err = s.InLine(ctx, q, store); err != nil {
		return v, err
	}
	v.pace = map[string]time.Duration{}
	for i := range v.Classes {
		pace, ok, err := s.pace(ctx, q, store, Letter(i))
		if err != nil {
			return v, err
		}
		if ok {
			v.pace[Letter(i)] = pace
		}
	}
	return v, nil
}

// Standing is where a party is in its class.
type Standing struct {
	Before int64         // parties that are called sooner
	Wait   time.Duration // zero: not known
}

// Standing tells where a ticket is. One that does not wait has nobody before it.
func (v View) Standing(t Ticket) (out Standing) {
	if t.Status != Waiting {
		return out
	}
	for _, w := range waitingOf(v.InLine, t.Letter) {
		if w.Place < t.Place {
			out.Before++
		}
	}
	out.Wait = time.Duration(out.Before+1) * v.pace[t.Letter]
	return out
}

// ClassStanding is how a class of a line stands.
type ClassStanding struct {
	Class
	Letter  string
	Waiting int64
	Wait    time.Duration // of who comes now; zero: not known
}

// Standings tells how the classes of a line stand.
func (v View) Standings() []ClassStanding {
	out := make([]ClassStanding, len(v.Classes))
	for i, c := range v.Classes {
		n := int64(len(waitingOf(v.InLine, Letter(i))))
		out[i] = ClassStanding{c, Letter(i), n, time.Duration(n+1) * v.pace[Letter(i)]}
	}
	return out
}

const (
	fewest  = 5  // times between seatings that tell something
	samples = 15 // the latest that count
)

// pace gives the middle one of the latest times between two seatings of a class.
// A time counts when the second party was waiting already as the first sat
// down: else it tells how long nobody came.
func (s *Service) pace(ctx context.Context, q db.Q, store, letter string) (time.Duration, bool, error) {
	rows, err := db.List[seatingRow](ctx, q, qSeatings, store, letter)
	if err != nil {
		return 0, false, err
	}
	var gaps []int64
	for i := 1; i < len(rows) && len(gaps) < samples; i++ {
		later, before := rows[i-1], rows[i]
		if later.CreatedAt <= before.SeatedAt {
			gaps = append(gaps, later.SeatedAt-before.SeatedAt)
		}
	}
	if len(gaps) < fewest {
		return 0, false, nil
	}
	slices.Sort(gaps)
	return time.Duration(gaps[len(gaps)/2]) * time.Microsecond, true, nil
}
