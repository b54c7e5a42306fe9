package dispatch

import (
	"cmp"
	"slices"
	"time"
)

// Inside, times are whole seconds since now, and orders, riders and points are
// numbers: the search goes through millions of them.
type sec = int64

// never is later than any time and dearer than any plan; a few can be added up.
const never = int64(1) << 50

// meal is an order.
type meal struct {
	id                        string
	placed, ready, pick, drop sec
	from, to                  int // points
	shop                      int
}

// courier is a rider: free at a point, or with a fixed first trip from there.
type courier struct {
	id            string
	at            int
	free, on, off sec
	due           sec // last pick-up of the fixed trip, if that is past off
}

// board is the state of one call.
type board struct {
	now                       time.Time
	p                         Params
	next, near                sec
	target, late, guard       sec
	meals                     []meal
	couriers                  []courier
	todo                      []int // the meals to be planned
	beyond                    []int // and those that are too many for one call
	points                    []Point
	legs                      []sec // by from·len(points)+to; -1: not asked yet
	routes                    []*route
	holder                    []int   // of a meal: its courier, or -1
	memo                      []place // by meal·len(couriers)+courier
	trial                     []trip  // the route that put made last
	pointNumbers              map[Point]int
	shopNumbers, orderNumbers map[string]int
}

func newBoard(now time.Time, orders []Order, riders []Rider, p Params) *board {
	b := &board{
		now: now, p: p, next: seconds(p.Next), near: seconds(p.Near),
		target: seconds(p.Target), late: seconds(p.Late), guard: seconds(p.Guard),
		pointNumbers: map[Point]int{}, shopNumbers: map[string]int{}, orderNumbers: map[string]int{},
	}
	fixed := make([]trip, len(riders))
	for i, r := range riders {
		b.couriers = append(b.couriers, courier{
			id: r.ID, at: b.point(r.At), free: b.since(r.Free), on: b.since(r.On), off: b.since(r.Off),
		})
		fixed[i] = b.task(r)
	}
	for _, o := range orders {
		if _, ok := b.orderNumbers[o.ID]; !ok {
			b.todo = append(b.todo, b.meal(o))
		}
	}
	if len(b.todo) > p.MaxOrders {
		slices.SortStableFunc(b.todo, func(i, j int) int { return cmp.Compare(b.meals[i].placed, b.meals[j].placed) })
		b.todo, b.beyond = b.todo[:p.MaxOrders], b.todo[p.MaxOrders:]
		slices.Sort(b.todo)
	}
	b.legs = slices.Repeat([]sec{-1}, len(b.points)*len(b.points))
	b.memo = make([]place, len(b.meals)*len(riders))
	b.holder = slices.Repeat([]int{-1}, len(b.meals))
	for i, t := range fixed {
		b.routes = append(b.routes, b.begin(i, t))
	}
	return b
}

// task is the trip that a rider is on, as they were told.
func (b *board) task(r Rider) trip {
	var t trip
	for _, o := range r.Fetch {
		t.picks = append(t.picks, b.meal(o))
	}
	for _, o := range r.Bring {
		t.drops = append(t.drops, b.meal(o))
	}
	for _, i := range t.picks {
		if !slices.Contains(t.drops, i) {
			t.drops = append(t.drops, i)
		}
	}
	t.fixed = len(t.drops)
	return t
}

// begin gives a courier's route before anything is planned. One whose shops are
// behind them can take nothing on, and is free where and when their trip ends.
func (b *board) begin(rider int, t trip) *route {
	c, r := &b.couriers[rider], &route{}
	if len(t.picks) > 0 {
		r.trips = []trip{t}
		last := c.free
		b.walk(&t, c.at, c.free, never, func(_ int, drop bool, at sec) {
			if !drop {
				last = at
			}
		})
		c.due = max(c.off, last)
		r.cost = b.cost(rider, r.trips)
		return r
	}
	if n := len(t.drops); n > 0 {
		c.at, c.free = b.meals[t.drops[n-1]].to, b.walk(&t, c.at, c.free, never, nil).end
	}
	c.free = max(c.free, c.on, 0)
	return r
}

func (b *board) meal(o Order) int {
	if i, ok := b.orderNumbers[o.ID]; ok {
		return i
	}
	i := len(b.meals)
	b.orderNumbers[o.ID] = i
	b.meals = append(b.meals, meal{
		id: o.ID, placed: b.since(o.Placed), ready: b.since(o.Ready), pick: seconds(o.PickUp), drop: seconds(o.Drop),
		from: b.point(o.From), to: b.point(o.To), shop: number(b.shopNumbers, o.Shop),
	})
	return i
}

func (b *board) point(at Point) int {
	i := number(b.pointNumbers, at)
	if i == len(b.points) {
		b.points = append(b.points, at)
	}
	return i
}

func number[K comparable](m map[K]int, k K) int {
	i, ok := m[k]
	if !ok {
		i = len(m)
		m[k] = i
	}
	return i
}

func (b *board) leg(from, to int) sec {
	l := &b.legs[from*len(b.points)+to]
	if *l < 0 {
		*l = max(0, seconds(b.p.Travel(b.points[from], b.points[to])))
	}
	return *l
}

func (b *board) since(t time.Time) sec { return seconds(t.Sub(b.now)) }

func (b *board) time(t sec) time.Time { return b.now.Add(time.Duration(t) * time.Second) }

// seconds rounds up: a rider who comes a moment late is late.
func seconds(d time.Duration) sec {
	s := sec(d / time.Second)
	if d%time.Second > 0 {
		s++
	}
	return s
}
