package message

import (
	"context"
	"time"
	_ "time/tzdata" // a small machine has no time zones of its own

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

// ErrQuiet says that quiet hours are not such.
var ErrQuiet = fault.New(fault.Invalid, "message.quiet", "Quiet hours need two different times and a time zone.")

// Quiet are the hours of each day in which a person is not disturbed: from Start
// to Stop in Zone, both in minutes after midnight. Stop before Start is of the
// next day. Messages still come to the message centre.
type Quiet struct {
	On          bool
	Start, Stop int
	Zone        string // IANA name
}

const day = 24 * 60

// until gives the end of the quiet hours that now lies in, if it lies in any.
func (q Quiet) until(now time.Time) (time.Time, bool) {
	zone, err := time.LoadLocation(q.Zone)
	if !q.On || err != nil {
		return time.Time{}, false
	}
	local := now.In(zone)
	at := local.Hour()*60 + local.Minute()
	if since := (at - q.Start + day) % day; since >= (q.Stop-q.Start+day)%day {
		return time.Time{}, false
	}
	end := time.Date(local.Year(), local.Month(), local.Day(), q.Stop/60, q.Stop%60, 0, 0, zone)
	if !end.After(now) {
		end = time.Date(local.Year(), local.Month(), local.Day()+1, q.Stop/60, q.Stop%60, 0, 0, zone)
	}
	return end.UTC(), true
}

// Quiet gives user's quiet hours; off until they are set.
func (*Service) Quiet(ctx context.Context, q db.Q, user string) (Quiet, error) {
	r, ok, err := db.One[quietRow](ctx, q, qQuiet, user)
	if err != nil || !ok {
		return Quiet{Start: 22 * 60, Stop: 7 * 60}, err
	}
	return Quiet{r.Active, int(r.Start), int(r.Stop), r.Zone}, nil
}

// SetQuiet sets user's quiet hours. What was held back is told when the new ones
// end, or at once where they do not hold now. Fault: ErrQuiet.
func (s *Service) SetQuiet(ctx context.Context, tx *db.Tx, user string, q Quiet) error {
	if _, err := time.LoadLocation(q.Zone); err != nil || q.Zone == "" || q.Zone == "Local" || len(q.Zone) > 64 {
		return ErrQuiet
	}
	if q.Start == q.Stop || min(q.Start, q.Stop) < 0 || max(q.Start, q.Stop) >= day {
		return ErrQuiet
	}
	if _, err := db.Exec(ctx, tx, qSetQuiet, user, q.On, q.Start, q.Stop, q.Zone, tx.Now().UnixMicro()); err != nil {
		return err
	}
	if _, held, err := db.One[string](ctx, tx, qAnyHeld, user); err != nil || !held {
		return err
	}
	end, _ := q.until(tx.Now())
	return s.jobs.Add(ctx, tx, summaryJob{user}, end)
}

// hold keeps a message back until end. The first one queues the summary.
func (s *Service) hold(ctx context.Context, tx *db.Tx, user, message string, end time.Time) error {
	_, others, err := db.One[string](ctx, tx, qAnyHeld, user)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qHold, user, message, tx.Now().UnixMicro()); err != nil || others {
		return err
	}
	return s.jobs.Add(ctx, tx, summaryJob{user}, end)
}

// summaryJob tells a person once what came in quiet hours.
type summaryJob struct {
	User string `json:"user"`
}

func (summaryJob) Kind() string { return "message.summary" }

func (s *Service) summarise(ctx context.Context, tx *db.Tx, j summaryJob) error {
	quiet, err := s.Quiet(ctx, tx, j.User)
	if err != nil {
		return err
	}
	if end, still := quiet.until(tx.Now()); still { // they were moved meanwhile
		return s.jobs.Add(ctx, tx, j, end)
	}
	n, _, err := db.One[int64](ctx, tx, qHeldUnread, j.User)
	if err != nil {
		return err
	}
	gone, err := db.Exec(ctx, tx, qDropHeld, j.User)
	if err != nil || gone == 0 || n == 0 {
		return err
	}
	return s.queue(ctx, tx, j.User, tx.NewIDFor(j.User), n)
}
