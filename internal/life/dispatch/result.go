package dispatch

import (
	"cmp"
	"slices"
)

// result reads the plan off the board.
func (b *board) result() Result {
	var res Result
	for i := range b.couriers {
		c := &b.couriers[i]
		at, free := c.at, c.free
		for n := range b.routes[i].trips {
			t := &b.routes[i].trips[n]
			start := free
			if t.fixed == 0 {
				start += b.walk(t, at, free, never, nil).wait
			}
			out := Trip{Rider: c.id, Start: b.time(start), Send: n == 0 && b.must(c, t, start)}
			w := b.walk(t, at, start, never, func(order int, drop bool, at sec) {
				out.Stops = append(out.Stops, Stop{Order: b.meals[order].id, Drop: drop, At: b.time(at)})
			})
			res.Trips = append(res.Trips, out)
			at, free = b.meals[t.drops[len(t.drops)-1]].to, w.end
		}
	}
	slices.SortStableFunc(res.Trips, func(a, b Trip) int { return cmp.Compare(a.Rider, b.Rider) })
	for _, o := range slices.Concat(b.todo, b.beyond) {
		if b.holder[o] < 0 {
			res.Open = append(res.Open, Open{Order: b.meals[o].id, Reason: b.why(o)})
		}
	}
	slices.SortFunc(res.Open, func(a, b Open) int { return cmp.Compare(a.Order, b.Order) })
	return res
}

// must says whether a rider's first trip can no longer be held back: its start,
// or for a trip under way that others join, its rider at the shop, comes before
// the next call. Nobody is told anything outside their shift, or before they are
// about to be free: what looks best now may not then.
func (b *board) must(c *courier, t *trip, start sec) bool {
	if t.fixed > 0 {
		there := c.free + b.leg(c.at, b.meals[t.picks[0]].from)
		return len(t.drops) > t.fixed && there < b.next
	}
	return start < b.next && c.on <= 0 && c.off >= 0
}

// why asks whether any rider could take the order if it were the only one.
func (b *board) why(order int) Reason {
	for i := range b.couriers {
		c := &b.couriers[i]
		at, free := c.at, c.free
		if ts := b.routes[i].trips; len(ts) > 0 && ts[0].fixed > 0 {
			sent := trip{picks: ts[0].picks, drops: ts[0].drops}
			at, free = b.meals[sent.drops[len(sent.drops)-1]].to, b.walk(&sent, at, free, never, nil).end
		}
		alone := trip{picks: []int{order}}
		if b.walk(&alone, at, free, c.off, nil).ok {
			return Full
		}
	}
	return NoRider
}
