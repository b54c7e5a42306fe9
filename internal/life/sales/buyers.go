package sales

import (
	"context"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Buyers are sorted by when they last bought, how often and for how much (RFM),
// in the period and the year before it. Lately is within the period's last 30 days.
const (
	year   = maxDays // no shorter than the longest period before
	recent = 30
	lost   = 90
)

// segments are the names that pay.Segment tells of, the dearest first.
var segments = [...]string{"best", "regular", "new", "slipping", "lost"}

// Segment counts buyers who are alike.
type Segment struct {
	Name          string
	Buyers, Times int64 // Times that they bought
	Spent         money.Amount
}

// Cohort is those who bought for the first time in a year in the week from Monday on.
type Cohort struct {
	Monday string
	Buyers int64
	Back   []int64 // who bought in the 1st to 8th week after it, as far as it has begun
}

const cohortWeeks = 8

func (s *Service) people(ctx context.Context, q db.Q, w pay.Whose, r *Report) error {
	var who buyers = s.pay
	if w.Store != "" {
		who = s.orders
	}
	days, err := who.BuyersByDay(ctx, q, w, r.From, r.To)
	if err != nil {
		return err
	}
	for _, d := range days {
		r.Days[d.Day-dayOf(r.From)].Buyers = d.Buyers
	}
	since := r.From.AddDate(0, 0, -year)
	found, err := who.Segments(ctx, q, w, pay.Marks{
		Since: since, To: r.To, From: r.From, Before: r.before().From, Recent: r.To.AddDate(0, 0, -recent), Lost: r.To.AddDate(0, 0, -lost),
	})
	if err != nil {
		return err
	}
	for _, name := range segments {
		out := Segment{Name: name, Spent: cny(0)}
		for _, f := range found {
			if f.Segment == name {
				out = Segment{name, f.Buyers, f.Times, cny(f.Spent)}
				r.Total.Buyers, r.Before.Buyers, r.Again = r.Total.Buyers+f.Here, r.Before.Buyers+f.Before, r.Again+f.Again
			}
		}
		r.Segments = append(r.Segments, out)
	}
	r.New = r.Total.Buyers - r.Again
	last := weekOf(r.To.Add(-1))
	cohorts, err := who.Cohorts(ctx, q, w, since, r.To, last-cohortWeeks)
	r.Cohorts = table(cohorts, last)
	return err
}

// table puts cohorts into rows, the oldest first.
func table(found []pay.Cohort, last int64) []Cohort {
	out := make([]Cohort, cohortWeeks+1)
	for i := range out {
		week := last - cohortWeeks + int64(i)
		out[i] = Cohort{Monday: time.Unix((week*7-monday)*86400, 0).UTC().Format(time.DateOnly), Back: make([]int64, last-week)}
	}
	for _, c := range found {
		row := &out[c.Week-(last-cohortWeeks)]
		if c.Later == 0 {
			row.Buyers = c.Buyers
		} else {
			row.Back[c.Later-1] = c.Buyers
		}
	}
	return out
}

// weekOf numbers the week of t: Mondays since 1970.
func weekOf(t time.Time) int64 { return (dayOf(t) + monday) / 7 }
