package calendar

import (
	"slices"
	"time"

	"livewell/internal/kit/fault"
)

var ErrHours = fault.New(fault.Invalid, "calendar.hours", "Opening hours begin before they end, do not overlap, and last at most until 6:00 of the next day.")

const (
	day    = 24 * 60
	latest = day + 6*60
)

// Span is a time of a day in minutes after its midnight. To may lie up to six
// hours into the next day, for those who close late.
type Span struct {
	From int `json:"from" minimum:"0" maximum:"1440"`
	To   int `json:"to" minimum:"1" maximum:"1800"`
}

// Hours is when something is open. A day's own entry wins over the holiday's,
// which wins over the weekday's; a make-up workday has Monday's hours. An empty
// list is a day on which it is closed.
type Hours struct {
	Week    [7][]Span         `json:"week"`              // Sunday first
	Holiday *[]Span           `json:"holiday,omitempty"` // on statutory holidays; nil: as on other days
	Days    map[string][]Span `json:"days,omitempty"`    // "2026-12-31"
}

// Daily gives hours that are the same each day.
func Daily(spans ...Span) Hours {
	var h Hours
	for i := range h.Week {
		h.Week[i] = spans
	}
	return h
}

// Check finds what cannot be. Fault: ErrHours.
func (h Hours) Check() error {
	lists := slices.Clone(h.Week[:])
	if h.Holiday != nil {
		lists = append(lists, *h.Holiday)
	}
	for date, l := range h.Days {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return ErrHours.Because(err)
		}
		lists = append(lists, l)
	}
	for _, l := range lists {
		end := 0
		for _, s := range l {
			if s.From < end || s.From >= day || s.To <= s.From || s.To > latest {
				return ErrHours
			}
			end = s.To
		}
	}
	return nil
}

// of gives the spans of the day that begins at start.
func (h Hours) of(start time.Time) []Span {
	if l, ok := h.Days[start.Format(time.DateOnly)]; ok {
		return l
	}
	switch d := On(start); {
	case d.Kind == Holiday && h.Holiday != nil:
		return *h.Holiday
	case d.Kind == MakeUp:
		return h.Week[time.Monday]
	}
	return h.Week[start.Weekday()]
}

// Open tells whether it is open at t, and until when: spans that meet at
// midnight are one.
func (h Hours) Open(t time.Time) (until time.Time, open bool) {
	until = t
	// Each round moves to the end of a span. Who never closes is told a week.
	for until.Before(t.AddDate(0, 0, 7)) {
		end, ok := h.spanAt(until)
		if !ok {
			break
		}
		until = end
	}
	return until, until.After(t)
}

func (h Hours) spanAt(t time.Time) (end time.Time, ok bool) {
	for _, start := range []time.Time{Start(t), Start(t).AddDate(0, 0, -1)} {
		at := int(t.Sub(start) / time.Minute)
		for _, s := range h.of(start) {
			if s.From <= at && at < s.To {
				return start.Add(time.Duration(s.To) * time.Minute), true
			}
		}
	}
	return t, false
}

// Next gives when it opens after t; false: not within two weeks.
func (h Hours) Next(t time.Time) (time.Time, bool) {
	for d := range 15 {
		start := Start(t).AddDate(0, 0, d)
		for _, s := range h.of(start) {
			if at := start.Add(time.Duration(s.From) * time.Minute); at.After(t) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}
