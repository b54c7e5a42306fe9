package sim

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"livewell/internal/kit/money"
)

// tally counts what happens in an hour.
type tally struct {
	orders    int64
	placed    int64
	cancelled int64
	refunds   int64
	ended     int64
	turnover  money.Amount
	waits     []float64 // minutes from paid to brought
	off       float64   // sum of |minutes off the promise|
	promised  int       // orders that had a promise
	late      int
}

// tally is that of the running hour.
func (w *world) tally() *tally {
	h := max(w.minute()/60-w.From, 0)
	for len(w.hours) <= h {
		w.hours = append(w.hours, tally{turnover: zero})
	}
	return &w.hours[h]
}

func (t *tally) paid(o *order) {
	t.orders++
	t.turnover = t.turnover.Add(o.total)
}

func (t *tally) done(o *order) {
	t.ended++
	if o.mode != takeaway {
		return
	}
	t.waits = append(t.waits, o.endedAt.Sub(o.paidAt).Minutes())
	if !o.due.IsZero() {
		off := o.endedAt.Sub(o.due)
		t.promised++
		t.off += off.Abs().Minutes()
		if off > 0 {
			t.late++
		}
	}
}

// Figures are of an hour or of the day. Waits are minutes from payment to the
// door; the promise is the time that the buyer was told then.
type Figures struct {
	Placed    int64        `json:"placed"`
	Paid      int64        `json:"paid"`
	Ended     int64        `json:"completed"`
	Cancelled int64        `json:"cancelled"`
	Refunds   int64        `json:"refunds"`
	Brought   int          `json:"brought"`
	Mean      float64      `json:"meanMinutes"`
	P90       float64      `json:"p90Minutes"`
	Late      float64      `json:"lateShare"`
	ETAError  float64      `json:"etaMeanAbsoluteErrorMinutes"`
	Turnover  money.Amount `json:"turnover"`
	HourOfDay int          `json:"hour,omitempty"`
}

func (t tally) figures() Figures {
	f := Figures{
		Placed: t.placed, Paid: t.orders, Ended: t.ended, Cancelled: t.cancelled, Refunds: t.refunds, Brought: len(t.waits),
		Turnover: t.turnover,
	}
	if n := len(t.waits); n > 0 {
		waits := slices.Sorted(slices.Values(t.waits))
		for _, m := range waits {
			f.Mean += m / float64(n)
		}
		f.P90 = waits[(n*9+9)/10-1]
	}
	if t.promised > 0 {
		f.Late, f.ETAError = float64(t.late)/float64(t.promised), t.off/float64(t.promised)
	}
	return f
}

func (f Figures) String() string {
	return fmt.Sprintf("%4d paid %4d done %3d cancelled %3d refunds  to the door %4.1f min, p90 %4.1f  late %4.1f %%  promise off by %4.1f min  %10s",
		f.Paid, f.Ended, f.Cancelled, f.Refunds, f.Mean, f.P90, 100*f.Late, f.ETAError, f.Turnover.Decimal())
}

// hourly prints the line of the hour that ends.
func (w *world) hourly() {
	if w.Out != nil {
		_, _ = fmt.Fprintf(w.Out, "%02d:00 %v\n", w.minute()/60, w.tally().figures())
	}
}

// Report is a day in figures, and what is wrong with it.
type Report struct {
	Seed     uint64    `json:"seed"`
	Day      string    `json:"day"`
	City     string    `json:"city"`
	Shoppers int       `json:"shoppers"`
	Riders   int       `json:"riders"`
	Shops    int       `json:"shops"`
	All      Figures   `json:"all"`
	Hours    []Figures `json:"hours"`
	Modes    []Mode    `json:"modes"`
	Events   int       `json:"events"`
	Digest   string    `json:"digest"`
	Breaches []string  `json:"breaches"`
}

// Mode is how many orders went one way.
type Mode struct {
	Mode   string `json:"mode"`
	Orders int    `json:"orders"`
}

func (w *world) report() *Report {
	all := tally{turnover: zero}
	out := &Report{
		Seed: w.Seed, Day: w.midnight.Format(time.DateOnly), City: w.City, Shoppers: len(w.shoppers), Riders: len(w.riders), Shops: len(w.shops),
		Events: w.journal.lines, Digest: w.journal.digest(), Breaches: append([]string{}, w.breached...),
	}
	for i, t := range w.hours {
		f := t.figures()
		f.HourOfDay = w.From + i
		out.Hours = append(out.Hours, f)
		all.orders, all.placed, all.cancelled, all.refunds, all.ended = all.orders+t.orders, all.placed+t.placed, all.cancelled+t.cancelled, all.refunds+t.refunds, all.ended+t.ended
		all.turnover, all.waits = all.turnover.Add(t.turnover), append(all.waits, t.waits...)
		all.off, all.promised, all.late = all.off+t.off, all.promised+t.promised, all.late+t.late
	}
	out.All = all.figures()
	modes := map[string]int{}
	for _, o := range w.orders {
		modes[o.mode]++
	}
	for m, n := range modes {
		out.Modes = append(out.Modes, Mode{m, n})
	}
	slices.SortFunc(out.Modes, func(a, b Mode) int { return cmp.Compare(b.Orders, a.Orders) })
	return out
}
