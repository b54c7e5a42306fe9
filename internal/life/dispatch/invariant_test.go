package dispatch

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawOrder(t *rapid.T, id string) Order {
	at := rapid.Custom(func(t *rapid.T) Point {
		return Point{X: float64(rapid.IntRange(0, 12).Draw(t, "x")), Y: float64(rapid.IntRange(0, 12).Draw(t, "y"))}
	})
	shop := rapid.IntRange(0, 4).Draw(t, "shop")
	placed := rapid.IntRange(-100, 0).Draw(t, "placed")
	return Order{
		ID: id, Placed: in(placed), Ready: in(placed + rapid.IntRange(0, 60).Draw(t, "cooking")),
		Shop: fmt.Sprint(shop), From: Point{X: float64(3 * shop), Y: float64(shop % 2)}, To: at.Draw(t, "door"),
		PickUp: 4 * time.Minute, Drop: 3 * time.Minute,
	}
}

// drawRider may be off, busy, on the way to a shop, or about to begin.
func drawRider(t *rapid.T, id string) Rider {
	on := rapid.IntRange(-200, 40).Draw(t, "on")
	r := Rider{
		ID: id, On: in(on), Off: in(on + rapid.IntRange(10, 240).Draw(t, "shift")),
		At: Point{X: float64(rapid.IntRange(0, 12).Draw(t, "x"))}, Free: in(max(on, rapid.IntRange(-30, 20).Draw(t, "free"))),
	}
	if rapid.IntRange(0, 3).Draw(t, "busy") == 0 {
		o := drawOrder(t, "sent-"+id)
		r.Bring = []Order{o}
		if rapid.Bool().Draw(t, "ahead") {
			r.Fetch = []Order{o}
		}
	}
	return r
}

func TestInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults(walkTo)
		p.Capacity, p.Depth = rapid.IntRange(1, 4).Draw(t, "capacity"), rapid.IntRange(1, 3).Draw(t, "depth")
		p.MaxOrders = rapid.IntRange(4, 20).Draw(t, "most")
		p.Extend = rapid.Bool().Draw(t, "extend")
		p.Near = time.Duration(rapid.IntRange(0, 5).Draw(t, "near")) * time.Minute
		var orders []Order
		var riders []Rider
		for i := range rapid.IntRange(0, 14).Draw(t, "orders") {
			orders = append(orders, drawOrder(t, fmt.Sprintf("o%02d", i)))
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "riders") {
			riders = append(riders, drawRider(t, fmt.Sprintf("r%d", i)))
		}
		res := Plan(noon, orders, riders, p)
		check(t, res, orders, riders, p)

		slices.Reverse(orders)
		slices.Reverse(riders)
		if again := Plan(noon, orders, riders, p); told(again) != told(res) {
			t.Errorf("the same input, another plan:\n%s\n%s", told(res), told(again))
		}
	})
}

func check(t *rapid.T, res Result, orders []Order, riders []Rider, p Params) {
	seen := map[string]int{}
	for _, o := range res.Open {
		seen[o.Order]++
	}
	first := map[string]bool{}
	for _, trip := range res.Trips {
		i := slices.IndexFunc(riders, func(r Rider) bool { return r.ID == trip.Rider })
		checkTrip(t, trip, riders[i], p)
		if first[trip.Rider] && trip.Send {
			t.Errorf("%s is sent on a second trip", trip.Rider)
		}
		if !first[trip.Rider] && len(riders[i].Fetch) > 0 && trip.Stops[0].Order != riders[i].Fetch[0].ID {
			t.Errorf("%s was sent for %s and goes for %s", trip.Rider, riders[i].Fetch[0].ID, trip.Stops[0].Order)
		}
		first[trip.Rider] = true
		for _, s := range trip.Stops {
			if s.Drop {
				seen[s.Order]++
			}
		}
	}
	for _, r := range riders {
		for _, o := range r.Fetch {
			orders = append(slices.Clip(orders), o)
		}
	}
	for _, o := range orders {
		if seen[o.ID] != 1 {
			t.Errorf("%s is there %d times", o.ID, seen[o.ID])
		}
	}
	if len(seen) != len(orders) {
		t.Errorf("%d orders of %d", len(seen), len(orders))
	}
}

func checkTrip(t *rapid.T, trip Trip, r Rider, p Params) {
	has, dropping, last := map[string]bool{}, false, trip.Start
	for _, s := range trip.Stops {
		sent := slices.ContainsFunc(r.Bring, func(o Order) bool { return o.ID == s.Order })
		switch {
		case s.At.Before(last):
			t.Errorf("%s goes back in time: %+v", trip.Rider, trip.Stops)
		case s.Drop && !has[s.Order]:
			t.Errorf("%s brings %s without having it", trip.Rider, s.Order)
		case !s.Drop && dropping:
			t.Errorf("%s picks %s up among drops", trip.Rider, s.Order)
		case !s.Drop && !sent && s.At.After(r.Off):
			t.Errorf("%s picks %s up at %v, after the shift", trip.Rider, s.Order, s.At)
		}
		last, dropping = s.At, s.Drop
		has[s.Order] = !s.Drop
	}
	if len(has)*2 != len(trip.Stops) || len(has) > p.Capacity {
		t.Errorf("%s takes %d orders in %d stops", trip.Rider, len(has), len(trip.Stops))
	}
	if trip.Send && (r.On.After(noon) || r.Off.Before(noon) || !r.Free.Before(noon.Add(p.Next))) {
		t.Errorf("%s is sent outside the shift, or while busy", trip.Rider)
	}
}
