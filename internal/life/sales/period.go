package sales

import (
	"time"

	"livewell/internal/kit/calendar"
)

// Period is whole days in calendar.Zone, From ≤ t < To.
type Period struct{ From, To time.Time }

const maxDays = 366

// Last is the last so many days, the one of now included. Fault: ErrPeriod.
func Last(now time.Time, days int) (Period, error) {
	today := calendar.Start(now)
	p := Period{today.AddDate(0, 0, 1-days), today.AddDate(0, 0, 1)}
	return p, p.check()
}

// Between is from one day to another, both included, written as 2026-11-26.
// Fault: ErrPeriod.
func Between(from, to string) (p Period, err error) {
	if p.From, err = time.ParseInLocation(time.DateOnly, from, calendar.Zone); err != nil {
		return p, ErrPeriod.Because(err)
	}
	last, err := time.ParseInLocation(time.DateOnly, to, calendar.Zone)
	if err != nil {
		return p, ErrPeriod.Because(err)
	}
	p.To = last.AddDate(0, 0, 1)
	return p, p.check()
}

func (p Period) check() error {
	if days := p.days(); days < 1 || days > maxDays || p.From.Year() < 2000 {
		return ErrPeriod
	}
	return nil
}

func (p Period) days() int { return int(dayOf(p.To) - dayOf(p.From)) }

// before is as many days that end where p begins.
func (p Period) before() Period { return Period{p.From.AddDate(0, 0, -p.days()), p.From} }
