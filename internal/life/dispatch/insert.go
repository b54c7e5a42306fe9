package dispatch

import "slices"

// place is where an order goes into a route, and what that adds to its cost.
type place struct {
	in         *route
	cost       int64 // never: it does not fit
	trip       int
	fresh      bool // a trip of its own, before that one
	pick, drop int  // else the positions in that trip
}

// best finds an order's place in a rider's route, and remembers it for as long
// as the route is the same.
func (b *board) best(order, rider int) *place {
	m := &b.memo[order*len(b.couriers)+rider]
	r := b.routes[rider]
	if m.in == r {
		return m
	}
	*m = place{in: r, cost: never}
	try := func(p place) {
		b.put(order, r, p)
		if c := b.cost(rider, b.trial); c < never && c-r.cost < m.cost {
			p.in, p.cost = r, c-r.cost
			*m = p
		}
	}
	for i := range r.trips {
		if pick, ok := b.joins(order, rider, &r.trips[i]); ok {
			for drop := len(r.trips[i].drops); drop >= 0; drop-- { // among equals, who came first is served first
				try(place{trip: i, pick: pick, drop: drop})
			}
		}
	}
	if len(r.trips) < b.p.Depth {
		for i := range len(r.trips) + 1 {
			if i > 0 || len(r.trips) == 0 || r.trips[0].fixed == 0 {
				try(place{trip: i, fresh: true})
			}
		}
	}
	return m
}

// joins says whether an order may join a trip, and where among its pick-ups. A
// trip under way takes on what its own shops have, until its rider is at the
// first, and nothing if it will outlast their shift.
func (b *board) joins(order, rider int, t *trip) (int, bool) {
	if len(t.drops) >= b.p.Capacity {
		return 0, false
	}
	if t.fixed > 0 {
		c := &b.couriers[rider]
		if there := c.free + b.leg(c.at, b.meals[t.picks[0]].from); !b.p.Extend || there < 0 || c.due > c.off {
			return 0, false
		}
	}
	m := &b.meals[order]
	for i := len(t.picks) - 1; i >= 0; i-- {
		if b.meals[t.picks[i]].shop == m.shop {
			return i + 1, true
		}
	}
	far := func(i int) bool {
		from := b.meals[i].from
		return max(b.leg(from, m.from), b.leg(m.from, from)) > b.near
	}
	return len(t.picks), t.fixed == 0 && b.near > 0 && !slices.ContainsFunc(t.picks, far)
}

// put makes b.trial the route with the order at that place. It reuses the memory
// of the last trial.
func (b *board) put(order int, r *route, p place) {
	b.trial = b.trial[:0]
	for i := range r.trips {
		if p.fresh && i == p.trip {
			b.try(order)
		}
		x := b.try(r.trips[i].picks...)
		x.drops, x.fixed = append(x.drops[:0], r.trips[i].drops...), r.trips[i].fixed
		if !p.fresh && i == p.trip {
			x.picks, x.drops = slices.Insert(x.picks, p.pick, order), slices.Insert(x.drops, p.drop, order)
		}
	}
	if p.fresh && p.trip == len(r.trips) {
		b.try(order)
	}
}

// try adds to b.trial a trip that drops as it picks up.
func (b *board) try(orders ...int) *trip {
	n := len(b.trial)
	b.trial = slices.Grow(b.trial, 1)[:n+1]
	x := &b.trial[n]
	x.picks, x.drops, x.fixed = append(x.picks[:0], orders...), append(x.drops[:0], orders...), 0
	return x
}

func (b *board) insert(order, rider int, p place) {
	b.put(order, p.in, p)
	r := &route{trips: make([]trip, len(b.trial)), cost: p.in.cost + p.cost}
	for i, t := range b.trial {
		r.trips[i] = trip{picks: slices.Clone(t.picks), drops: slices.Clone(t.drops), fixed: t.fixed}
	}
	b.routes[rider], b.holder[order] = r, rider
}

// remove takes an order out of its route. It refuses where the rest could not be
// ridden: by a street router's times, a detour may be the shorter way.
func (b *board) remove(order int) bool {
	rider := b.holder[order]
	if rider < 0 {
		return true
	}
	r := &route{}
	for _, t := range b.routes[rider].trips {
		if slices.Contains(t.picks, order) {
			it := func(i int) bool { return i == order }
			t.picks = slices.DeleteFunc(slices.Clone(t.picks), it)
			t.drops = slices.DeleteFunc(slices.Clone(t.drops), it)
		}
		if len(t.picks) > 0 {
			r.trips = append(r.trips, t)
		}
	}
	if r.cost = b.cost(rider, r.trips); r.cost == never {
		return false
	}
	b.routes[rider], b.holder[order] = r, -1
	return true
}
