package dispatch

// trip is the orders as they are picked up, shop by shop, and as they are
// dropped. The first of a rider may be fixed: as many drops as were sent.
type trip struct {
	picks, drops []int
	fixed        int
}

// route is what one rider is planned to do. It is never changed once made, so
// its address stands for its content.
type route struct {
	trips []trip
	cost  int64
}

// walked is how a trip goes.
type walked struct {
	cost int64
	end  sec // done at the last door
	wait sec // spent waiting for food: by so much it could start later
	ok   bool
}

// walk follows a trip from a point and a time on. It is not ok if a pick-up
// would come after off. visit, if there is one, sees each hand-over.
func (b *board) walk(t *trip, at int, from, off sec, visit func(order int, drop bool, at sec)) walked {
	w := walked{end: from}
	for i := 0; i < len(t.picks); {
		first, start := &b.meals[t.picks[i]], i
		ready, stop := first.ready, first.pick
		for i++; i < len(t.picks) && b.meals[t.picks[i]].shop == first.shop; i++ {
			ready, stop = max(ready, b.meals[t.picks[i]].ready), max(stop, b.meals[t.picks[i]].pick)
		}
		there := w.end + b.leg(at, first.from) + stop/2
		hand := max(there, ready)
		if hand > off {
			return w
		}
		w.wait += hand - there
		w.end = hand + stop - stop/2
		at = first.from
		for n := start; visit != nil && n < i; n++ {
			visit(t.picks[n], false, hand)
		}
	}
	for _, i := range t.drops {
		m := &b.meals[i]
		door := w.end + b.leg(at, m.to) + m.drop/2
		w.cost += b.price(door - m.placed)
		w.end = door + m.drop - m.drop/2
		at = m.to
		if visit != nil {
			visit(i, true, door)
		}
	}
	w.ok = true
	return w
}

// price is that of the time between placing an order and the door: a second is
// 1, past target 3, past late 7. Past guard it grows with the square, so that in
// a rush that nobody can keep up with the wait is shared, instead of falling on
// those who live far away; after a day it grows no more, and cannot overflow.
// There are no jumps: an order that is late already is still worth hurrying for.
func (b *board) price(wait sec) int64 {
	over := min(max(0, wait-b.guard), 24*60*60)
	return wait + 2*max(0, wait-b.target) + 4*max(0, wait-b.late) + over*over/4
}

// cost is the price of all waits on a rider's route, or never if it cannot be
// ridden. Riding has no price: see docs/adr/0009-dispatch.md.
func (b *board) cost(rider int, trips []trip) int64 {
	c := &b.couriers[rider]
	at, free, cost := c.at, c.free, int64(0)
	for i := range trips {
		t := &trips[i]
		off := c.off
		if t.fixed > 0 {
			off = c.due
		}
		w := b.walk(t, at, free, off, nil)
		if !w.ok {
			return never
		}
		cost += w.cost
		at, free = b.meals[t.drops[len(t.drops)-1]].to, w.end
	}
	return cost
}
