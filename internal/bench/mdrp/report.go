package mdrp

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// Report is what people felt of a day.
type Report struct {
	Orders, Delivered     int
	Mean                  float64 // click to door, in minutes, as all of these
	Median, P95, Longest  int
	Target, Late          int // over the target
	Max, Over, Impossible int // over the maximum, and those of them that no rider could have made
	Soonest               float64
	Calls                 int
	Call, LongestCall     time.Duration
}

// Report counts a day. An order is late if its wait is over the target, as the
// instances' own evaluator counts its overage.
func (d *Day) Report() Report {
	in := d.Instance
	r := Report{
		Orders: len(in.Orders), Delivered: len(d.Deliveries), Target: in.Target, Max: in.Max,
		Calls: d.Calls, LongestCall: d.Max, Call: d.Total / time.Duration(max(1, d.Calls)),
	}
	var waits []int
	sum, soonest := 0, 0
	for _, x := range d.Deliveries {
		w, s := x.Wait(), in.soonest(x.Order)
		waits = append(waits, w)
		sum, soonest = sum+w, soonest+s
		if w > in.Target {
			r.Late++
		}
		if w > in.Max {
			r.Over++
			if s > in.Max {
				r.Impossible++
			}
		}
	}
	if n := len(waits); n > 0 {
		slices.Sort(waits)
		r.Mean, r.Soonest = float64(sum)/float64(n), float64(soonest)/float64(n)
		r.Median, r.P95, r.Longest = waits[(n-1)/2], waits[(n*95+99)/100-1], waits[n-1]
	}
	return r
}

// soonest is the wait if a rider stood at the counter when the food was ready
// and rode straight to the door.
func (in *Instance) soonest(o *Order) int {
	return max(o.Ready-o.Placed, 0) + in.PickUp - in.PickUp/2 + in.Minutes(o.From, o.At) + in.Drop/2
}

// Print writes the report for people.
func (r Report) Print(w io.Writer) error {
	_, err := fmt.Fprintf(w, `orders            %d
delivered         %d
click to door     mean %.2f  median %d  p95 %d  max %d min
                  %.2f min, if a rider had always stood waiting
over %d min       %d, %.2f %%
over %d min       %d, of which %d were ready too late for any rider
plan              %d calls, mean %v, max %v
`, r.Orders, r.Delivered, r.Mean, r.Median, r.P95, r.Longest, r.Soonest,
		r.Target, r.Late, 100*float64(r.Late)/float64(max(1, r.Delivered)),
		r.Max, r.Over, r.Impossible,
		r.Calls, r.Call.Round(10*time.Microsecond), r.LongestCall.Round(10*time.Microsecond))
	return err
}
