// Package dispatch decides which rider fetches and brings which orders. It is a
// pure function of a moment: no database, no clock, no network. The caller keeps
// what was decided, and calls again soon with what has happened since.
//
//	placed ──► planned ──► sent ──► picked up ──► at the door
//	           anew at     its rider is fixed; orders of the same
//	           each call   shop may still join until they get there
//
// What must hold, whatever the parameters are:
//   - An order is in one trip, or in Result.Open. None is dropped in silence.
//   - A trip picks everything up before it brings the first order to a door.
//   - No rider is sent before their shift or after it, and none is given a
//     pick-up that would come after it.
//   - What a rider was sent to do stays theirs, and in that sequence.
//   - The same input, in any sequence, gives the same plan.
//
// It does not know roads (the caller's Travel does), wages, or who likes whom.
package dispatch

import (
	"cmp"
	"slices"
	"time"
)

// Point is a position in whatever unit the caller's Travel understands.
type Point struct{ X, Y float64 }

// Order is a meal that somebody waits for.
type Order struct {
	ID     string
	Placed time.Time
	Ready  time.Time // when the shop will hand it over, as far as is known now
	Shop   string    // orders of one shop are fetched with one stop
	From   Point     // the shop
	To     Point     // the door
	// PickUp and Drop are the whole stops: park, walk, hand over, walk back. Half
	// of each lies before the hand-over and half after it.
	PickUp, Drop time.Duration
}

// Rider is somebody with a shift that has not ended, or with work left from it.
type Rider struct {
	ID      string
	On, Off time.Time
	// At and Free say where and from when on they can start with Fetch and Bring,
	// or with anything else if these are empty. For a rider on the way to a shop
	// it is where and when they set out. Among riders who would do equally well,
	// the one free for longest is taken: it is fair, and it measures best.
	At   Point
	Free time.Time
	// Fetch are the orders that they were sent for and do not have yet; Bring are
	// these and the ones they carry. Both are in the sequence of the stops.
	Fetch, Bring []Order
}

// Params are the policy. Start from Defaults.
type Params struct {
	// Travel is how long a rider takes. It is asked once for a pair of points.
	Travel func(from, to Point) time.Duration
	// Next is when Plan will be called again. What need not start until then is
	// held back, since a better plan may turn up.
	Next time.Duration
	// The time from placing an order to its door has a price, which rises past
	// each of these: few who wait long come before many who do not. Past Guard it
	// outweighs all else, so that nobody waits without end in a rush.
	Target, Late, Guard time.Duration
	Capacity            int           // orders in one trip
	Depth               int           // trips planned ahead for one rider
	Near                time.Duration // shops this close may share a trip; 0: one shop a trip
	Extend              bool          // orders may join a trip until its rider is at the shop
	MaxOrders           int           // planned in one call, the oldest first
	Effort, MaxRounds   int           // rounds of improvement: for each order, and in all
}

// Defaults promise 40 minutes, a tenth of which is a margin for what is not
// known yet, and are meant for one call a minute.
func Defaults(travel func(from, to Point) time.Duration) Params {
	return Params{
		Travel: travel, Next: time.Minute,
		Target: 36 * time.Minute, Late: 55 * time.Minute, Guard: 70 * time.Minute,
		Capacity: 4, Depth: 3, Near: 3 * time.Minute, Extend: true,
		MaxOrders: 400, Effort: 10, MaxRounds: 3000,
	}
}

// Stop is one thing to do: fetch an order, or bring it.
type Stop struct {
	Order string
	Drop  bool
	At    time.Time // of the hand-over, as planned
}

// Trip is one round of a rider: the shops, then the doors.
type Trip struct {
	Rider string
	Start time.Time // when they set out; not sooner, even if they are free
	Stops []Stop    // for a trip under way, all that it was sent for, and what joins
	// Send says that the rider must be told now. Other trips are a forecast, good
	// for an ETA; nobody is told, and the next call plans them anew.
	Send bool
}

// Reason says why an order is in no trip.
type Reason string

const (
	NoRider Reason = "no_rider" // nobody on the roster reaches the shop before their shift ends
	Full    Reason = "full"     // those who could have their hands full: ask again
)

// Open is an order without a trip.
type Open struct {
	Order  string
	Reason Reason
}

// Result is the plan: trips by rider and time, open orders by id.
type Result struct {
	Trips []Trip
	Open  []Open
}

// Plan makes the plan for one zone at one moment. Orders that are in a rider's
// Fetch or Bring are skipped; riders whose shift begins later may be given, for
// the forecast. Ids must be unique.
//
// It inserts each order where it adds least to the price of all waits, the one
// that would lose most by waiting its turn first; then, in rounds, it takes a
// few neighbouring orders out, inserts them again and keeps what is better. With
// n orders (MaxOrders at most) and m riders the time is O(n²·m) to build and
// O(m) for each of min(Effort·n, MaxRounds) rounds, the memory O(n·m + (n+m)²),
// and so is the number of calls of Travel. 400 orders and 250 riders took 0.26 s.
func Plan(now time.Time, orders []Order, riders []Rider, p Params) Result {
	orders, riders = slices.Clone(orders), slices.Clone(riders)
	slices.SortFunc(orders, func(a, b Order) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(riders, func(a, b Rider) int {
		return cmp.Or(a.Free.Compare(b.Free), cmp.Compare(a.ID, b.ID))
	})
	b := newBoard(now, orders, riders, p)
	b.fill(slices.Clone(b.todo))
	b.improve(min(p.Effort*len(b.todo), p.MaxRounds))
	return b.result()
}
