package mdrp

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"livewell/internal/life/dispatch"
)

// ahead is how many minutes before their shift riders are reckoned with: rosters
// are known, and food that is still on the stove may well be theirs.
const ahead = 30

// Delivery is what became of an order.
type Delivery struct {
	*Order
	Courier      string
	PickUp, Door int
}

// Wait is click to door, in minutes.
func (d Delivery) Wait() int { return d.Door - d.Placed }

// Round is a trip as it was made: told of, the last time that something joined
// it; set out; at the counter; and its orders as they were dropped.
type Round struct {
	Courier            string
	Sent, Start, Leave int
	Orders             []*Order
}

// Day is how it went in an instance.
type Day struct {
	*Instance
	Rounds     []Round
	Deliveries []Delivery
	Missed     []*Order // never delivered
	Calls      int
	Total, Max time.Duration // spent in calls, and in the longest
}

// rider is a courier in the middle of the day: free at a place and from a minute
// on, or sent from there.
type rider struct {
	*Courier
	at    dispatch.Point
	free  int
	round *Round
}

// world is the state of the day.
type world struct {
	*Instance
	p      dispatch.Params
	later  []*Order          // not placed yet
	open   map[string]*Order // placed, not picked up
	riders map[string]*rider
	day    Day
}

// Simulate plays the day, with a call of dispatch.Plan for every p.Next, until
// the last shift is over. clock measures the calls and does nothing else.
// Trips leave from one shop, as the problem has it, so p.Near is not used.
func Simulate(in *Instance, p dispatch.Params, clock func() time.Time) (*Day, error) {
	step := int(p.Next / time.Minute)
	if step < 1 || p.Next%time.Minute != 0 {
		return nil, errors.New("calls must be whole minutes apart")
	}
	p.Near = 0
	w := &world{Instance: in, p: p, open: map[string]*Order{}, riders: map[string]*rider{}, day: Day{Instance: in}}
	last := 0
	for i := range in.Couriers {
		c := &in.Couriers[i]
		w.riders[c.ID] = &rider{Courier: c, at: c.At, free: c.On}
		last = max(last, c.Off)
	}
	for i := range in.Orders {
		w.later = append(w.later, &in.Orders[i])
	}
	slices.SortStableFunc(w.later, func(a, b *Order) int { return a.Placed - b.Placed })
	for now := 0; now <= last; now += step {
		for len(w.later) > 0 && w.later[0].Placed <= now {
			w.open[w.later[0].ID], w.later = w.later[0], w.later[1:]
		}
		if len(w.open) > 0 {
			orders, riders := w.input(now)
			start := clock()
			res := dispatch.Plan(at(now), orders, riders, p)
			w.day.called(clock().Sub(start))
			w.send(now, res.Trips)
		}
		w.move(now + step)
	}
	for _, o := range w.open {
		w.later = append(w.later, o)
	}
	w.day.Missed = w.later
	slices.SortFunc(w.day.Missed, func(a, b *Order) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(w.day.Rounds, func(a, b Round) int {
		return cmp.Or(cmp.Compare(a.Courier, b.Courier), a.Start-b.Start)
	})
	slices.SortFunc(w.day.Deliveries, func(a, b Delivery) int { return cmp.Compare(a.ID, b.ID) })
	return &w.day, nil
}

func (d *Day) called(took time.Duration) {
	d.Calls++
	d.Total += took
	d.Max = max(d.Max, took)
}

// at and minute turn the day's minutes into the engine's times and back.
func at(minute int) time.Time { return time.Unix(int64(minute)*60, 0).UTC() }

func minute(t time.Time) int { return int(t.Unix() / 60) }

// input is what the engine may know now.
func (w *world) input(now int) (orders []dispatch.Order, riders []dispatch.Rider) {
	for _, o := range w.open {
		orders = append(orders, w.order(o))
	}
	for _, r := range w.riders {
		x := dispatch.Rider{ID: r.ID, On: at(r.On), Off: at(r.Off), At: r.at, Free: at(r.free)}
		switch {
		case r.round != nil:
			x.Free = at(r.round.Start)
			for _, o := range r.round.Orders {
				x.Fetch = append(x.Fetch, w.order(o))
			}
			x.Bring = x.Fetch
		case r.On > now+ahead || r.Off < now:
			continue
		}
		riders = append(riders, x)
	}
	return orders, riders
}

func (w *world) order(o *Order) dispatch.Order {
	return dispatch.Order{
		ID: o.ID, Placed: at(o.Placed), Ready: at(o.Ready), Shop: o.Shop, From: o.From, To: o.At,
		PickUp: time.Duration(w.PickUp) * time.Minute, Drop: time.Duration(w.Drop) * time.Minute,
	}
}

// send tells riders what they must know before the next call.
func (w *world) send(now int, trips []dispatch.Trip) {
	for _, t := range trips {
		if !t.Send {
			continue
		}
		r := w.riders[t.Rider]
		if r.round == nil {
			r.round = &Round{Courier: r.ID, Start: minute(t.Start)}
		}
		r.round.Sent, r.round.Orders = now, nil
		for _, s := range t.Stops {
			if s.Drop {
				r.round.Orders = append(r.round.Orders, w.open[s.Order])
			}
		}
	}
}

// move lets what happens before a minute happen: whoever is handed their food
// leaves with it, and cannot be told anything until it is all at the doors.
func (w *world) move(before int) {
	for _, r := range w.riders {
		if r.round == nil {
			continue
		}
		shop := r.round.Orders[0].From
		hand := r.round.Start + w.Minutes(r.at, shop) + w.PickUp/2
		for _, o := range r.round.Orders {
			hand = max(hand, o.Ready)
		}
		if hand >= before {
			continue
		}
		r.round.Leave = hand
		r.at, r.free = shop, hand+w.PickUp-w.PickUp/2
		for _, o := range r.round.Orders {
			door := r.free + w.Minutes(r.at, o.At) + w.Drop/2
			w.day.Deliveries = append(w.day.Deliveries, Delivery{Order: o, Courier: r.ID, PickUp: hand, Door: door})
			r.at, r.free = o.At, door+w.Drop-w.Drop/2
			delete(w.open, o.ID)
		}
		w.day.Rounds, r.round = append(w.day.Rounds, *r.round), nil
	}
}
