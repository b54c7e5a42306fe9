package calendar_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/calendar"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestHolidaysAndTheDaysThatPayForThem(t *testing.T) {
	for day, want := range map[string]calendar.Kind{
		"2026-10-01": calendar.Holiday, "2026-10-10": calendar.MakeUp, "2026-10-11": calendar.Weekend, "2026-10-12": calendar.Workday,
		"2020-01-27": calendar.Holiday, "2020-03-10": calendar.Workday, "2026-02-14": calendar.MakeUp, "2035-10-01": calendar.Workday,
	} {
		if got := calendar.On(at(day + " 12:00")); got.Kind != want {
			t.Errorf("%s is a %s, want %s", day, got.Kind, want)
		}
	}
	// Midnight here is still yesterday in UTC.
	if d := calendar.On(time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC)); d.Kind != calendar.Holiday || d.NameZH != "国庆节" || d.Off() != true {
		t.Errorf("got %+v", d)
	}
}

// A noodle house: two spans on workdays, late at weekends, holidays of its own.
func noodles() calendar.Hours {
	h := calendar.Daily(calendar.Span{From: 10*60 + 30, To: 14 * 60}, calendar.Span{From: 17 * 60, To: 21 * 60})
	h.Week[time.Friday] = []calendar.Span{{From: 10 * 60, To: 26 * 60}}
	h.Holiday = &[]calendar.Span{{From: 12 * 60, To: 18 * 60}}
	h.Days = map[string][]calendar.Span{"2026-11-26": {}}
	return h
}

func TestWhetherItIsOpenNow(t *testing.T) {
	for _, c := range []struct{ when, until string }{
		{"2026-11-24 10:29", ""},
		{"2026-11-24 10:30", "2026-11-24 14:00"},
		{"2026-11-24 14:00", ""},
		{"2026-11-24 20:59", "2026-11-24 21:00"},
		{"2026-11-26 12:00", ""},                 // closed on a day of its own
		{"2026-11-27 23:30", "2026-11-28 02:00"}, // Friday, late
		{"2026-11-28 01:59", "2026-11-28 02:00"},
		{"2026-11-28 02:00", ""},
		{"2026-10-01 11:00", ""},
		{"2026-10-01 17:00", "2026-10-01 18:00"}, // a holiday
		{"2026-10-10 11:00", "2026-10-10 14:00"}, // a Saturday with Monday's hours
	} {
		until, open := noodles().Open(at(c.when))
		if open != (c.until != "") || open && !until.Equal(at(c.until)) {
			t.Errorf("at %s: open %v until %s, want %q", c.when, open, until.In(calendar.Zone), c.until)
		}
	}
	if next, ok := noodles().Next(at("2026-11-25 21:30")); !ok || !next.Equal(at("2026-11-27 10:00")) {
		t.Errorf("it opens next at %s %v", next.In(calendar.Zone), ok)
	}
	always := calendar.Daily(calendar.Span{From: 0, To: 1440})
	if until, open := always.Open(at("2026-11-24 10:29")); !open || until.Sub(at("2026-11-24 10:29")) < 7*24*time.Hour {
		t.Errorf("what never closes closes at %s", until)
	}
	if _, ok := (calendar.Hours{}).Next(at("2026-11-24 10:29")); ok {
		t.Error("what never opens will open")
	}
}

// Minute by minute, against a plain list of the open minutes of a fortnight.
func TestOpenHoursAgreeWithAListOfMinutes(t *testing.T) {
	first := at("2026-09-21 00:00") // with a make-up day and a holiday in it
	rapid.Check(t, func(t *rapid.T) {
		spans := rapid.Custom(func(t *rapid.T) []calendar.Span {
			from := rapid.IntRange(0, 1300).Draw(t, "from")
			return []calendar.Span{{From: from, To: rapid.IntRange(from+1, 1800).Draw(t, "to")}}
		})
		var h calendar.Hours
		for i := range h.Week {
			if rapid.Bool().Draw(t, "open") {
				h.Week[i] = spans.Draw(t, "week")
			}
		}
		if rapid.Bool().Draw(t, "own holidays") {
			l := spans.Draw(t, "holiday")
			h.Holiday = &l
		}
		if err := h.Check(); err != nil {
			t.Fatal(err)
		}
		open := map[int]bool{}
		for d := -1; d < 15; d++ {
			day := first.AddDate(0, 0, d)
			l := h.Week[day.Weekday()]
			switch k := calendar.On(day).Kind; {
			case k == calendar.Holiday && h.Holiday != nil:
				l = *h.Holiday
			case k == calendar.MakeUp:
				l = h.Week[time.Monday]
			}
			for _, s := range l {
				for m := s.From; m < s.To; m++ {
					open[d*1440+m] = true
				}
			}
		}
		m := rapid.IntRange(0, 12*1440).Draw(t, "minute")
		until, got := h.Open(first.Add(time.Duration(m) * time.Minute))
		if got != open[m] {
			t.Fatalf("minute %d: open %v, want %v", m, got, open[m])
		}
		if end := int(until.Sub(first) / time.Minute); got && end < 14*1440 && end < m+7*1440 && (open[end] || !open[end-1]) {
			t.Fatalf("minute %d: said to close at %d", m, end)
		}
	})
}

func TestHoursThatCannotBe(t *testing.T) {
	for name, h := range map[string]calendar.Hours{
		"ends before it begins": calendar.Daily(calendar.Span{From: 600, To: 500}),
		"overlaps":              calendar.Daily(calendar.Span{From: 600, To: 700}, calendar.Span{From: 650, To: 800}),
		"too late":              calendar.Daily(calendar.Span{From: 600, To: 1801}),
		"no such day":           {Days: map[string][]calendar.Span{"2026-02-30": {}}},
	} {
		if err := h.Check(); !errors.Is(err, calendar.ErrHours) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
