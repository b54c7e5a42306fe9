// Package calendar knows which days people have off: weekends, statutory
// holidays and the weekend days on which they work in exchange. And when on a
// day, written in minutes, something is open.
package calendar

import (
	_ "embed"
	"strings"
	"sync"
	"time"

	"livewell/internal/kit/fault"
)

var ErrMonth = fault.New(fault.Invalid, "calendar.month", "A month is like 2026-11.")

// Zone is where days begin.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Kind of a day.
type Kind string

const (
	Workday Kind = "workday"
	Weekend Kind = "weekend"
	Holiday Kind = "holiday" // statutory, days in lieu included
	MakeUp  Kind = "makeup"  // a weekend day on which people work
)

// Day is a date and what it is. Name and NameZH are those of the holiday, or
// of the one that a make-up day is for.
type Day struct {
	Kind         Kind
	Name, NameZH string
}

// Off reports whether people have the day off.
func (d Day) Off() bool { return d.Kind == Weekend || d.Kind == Holiday }

//go:embed days.tsv
var days string

var table = sync.OnceValue(func() map[string]Day {
	kinds := map[string]Kind{"off": Holiday, "work": MakeUp}
	out := map[string]Day{}
	for line := range strings.Lines(days) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 {
			out[f[0]] = Day{kinds[f[1]], f[2], f[3]}
		}
	}
	return out
})

// On gives the day of t in Zone. A year whose holidays are not published yet
// has weekends only.
func On(t time.Time) Day {
	t = t.In(Zone)
	d, ok := table()[t.Format(time.DateOnly)]
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	switch {
	case ok && (d.Kind == Holiday || weekend):
		return d
	case weekend:
		return Day{Kind: Weekend}
	}
	return Day{Kind: Workday}
}

// Start gives the first moment of t's day in Zone.
func Start(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}

// Month reads one like 2026-11: its first moment, and the next one's. Fault: ErrMonth.
func Month(text string) (from, to time.Time, err error) {
	if from, err = time.ParseInLocation("2006-01", text, Zone); err != nil {
		return from, to, ErrMonth
	}
	return from, from.AddDate(0, 1, 0), nil
}
