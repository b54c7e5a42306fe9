package dispatch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func in(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// walkTo takes a minute a unit.
func walkTo(a, b Point) time.Duration {
	return time.Duration(math.Ceil(math.Hypot(a.X-b.X, a.Y-b.Y) * float64(time.Minute)))
}

// order was placed and is ready that many minutes from noon; shops and doors lie on a line.
func order(id string, placed, ready int, shop, door float64) Order {
	return Order{
		ID: id, Placed: in(placed), Ready: in(ready), Shop: shopName(shop), From: Point{X: shop}, To: Point{X: door},
		PickUp: 4 * time.Minute, Drop: 4 * time.Minute,
	}
}

func shopName(at float64) string { return "shop" + string(rune('A'+int(at)%26)) }

// idle has been free for an hour, two hours into a shift of six.
func idle(id string, x float64) Rider {
	return Rider{ID: id, On: in(-120), Off: in(240), At: Point{X: x}, Free: in(-60)}
}

// told writes the plan as text: "r: +a -a" is a trip to be sent now, "r? …" a forecast.
func told(res Result) string {
	var out []string
	for _, t := range res.Trips {
		s := t.Rider + "?"
		if t.Send {
			s = t.Rider + ":"
		}
		for _, x := range t.Stops {
			if x.Drop {
				s += " -" + x.Order
			} else {
				s += " +" + x.Order
			}
		}
		out = append(out, s)
	}
	for _, o := range res.Open {
		out = append(out, o.Order+" "+string(o.Reason))
	}
	return strings.Join(out, "; ")
}

func TestRules(t *testing.T) {
	ended, begins := idle("ended", 0), idle("begins", 0)
	ended.Off = in(-1)
	begins.On, begins.Free, begins.Off = in(10), in(10), in(300)
	soon := idle("soon", 0)
	soon.Off = in(5)
	sent := idle("sent", 0)
	sent.Free, sent.Fetch = in(-1), []Order{order("a", -5, 5, 8, 12)}
	sent.Bring = sent.Fetch
	waiting := sent
	waiting.Free = in(-30)
	carries := idle("carries", 0)
	carries.Free, carries.Bring = in(0), []Order{order("a", -30, -5, 0, 3)}
	lately := idle("a", 0)
	lately.Free = in(-2)

	for name, c := range map[string]struct {
		orders []Order
		riders []Rider
		want   string
	}{
		"a rider who is needed now is told":                 {[]Order{order("a", 0, 0, 2, 5)}, []Rider{idle("r", 0)}, "r: +a -a"},
		"food that cooks for long is held back":             {[]Order{order("a", 0, 30, 2, 5)}, []Rider{idle("r", 0)}, "r? +a -a"},
		"after their shift a rider gets nothing":            {[]Order{order("a", 0, 0, 2, 5)}, []Rider{ended}, "a no_rider"},
		"before it nobody is told":                          {[]Order{order("a", 0, 0, 2, 5)}, []Rider{begins}, "begins? +a -a"},
		"nobody fetches what is ready after their shift":    {[]Order{order("a", 0, 6, 1, 5)}, []Rider{soon}, "a no_rider"},
		"somebody still working does":                       {[]Order{order("a", 0, 6, 1, 5)}, []Rider{soon, idle("z", 9)}, "z: +a -a"},
		"without riders every order is reported":            {[]Order{order("b", 0, 0, 2, 5), order("a", 0, 0, 2, 5)}, nil, "a no_rider; b no_rider"},
		"one shop, doors close together: one trip":          {[]Order{order("a", 0, 0, 2, 9), order("b", 0, 0, 2, 10)}, []Rider{idle("r", 0)}, "r: +a +b -a -b"},
		"shops close together: one trip":                    {[]Order{order("a", 0, 0, 2, 19), order("b", 0, 0, 3, 20)}, []Rider{idle("r", 0)}, "r: +a +b -a -b"},
		"shops far apart: two":                              {[]Order{order("a", 0, 0, 2, 3), order("b", 0, 0, 9, 10)}, []Rider{idle("r", 0)}, "r: +a -a; r? +b -b"},
		"two riders serve two shops":                        {[]Order{order("a", 0, 0, 2, 3), order("b", 0, 0, 9, 10)}, []Rider{idle("r", 1), idle("s", 8)}, "r: +a -a; s: +b -b"},
		"who waits past the guard comes before who is near": {[]Order{order("new", 0, 0, 1, 2), order("old", -75, -50, 20, 30)}, []Rider{idle("r", 0)}, "r: +old -old; r? +new -new"},
		"of two as good the one free for longer goes":       {[]Order{order("a", 0, 0, 2, 5)}, []Rider{lately, idle("z", 0)}, "z: +a -a"},
		"who was sent stays sent, though others are nearer": {nil, []Rider{sent, idle("r", 8)}, "sent? +a -a"},
		"an order given twice is not planned twice":         {sent.Fetch, []Rider{sent, idle("r", 8)}, "sent? +a -a"},
		"an order of the shop joins on the way":             {[]Order{order("b", 0, 5, 8, 13)}, []Rider{sent}, "sent? +a +b -a -b"},
		"but not once the rider is there":                   {[]Order{order("b", 0, 5, 8, 13)}, []Rider{waiting}, "sent? +a -a; sent? +b -b"},
		"who carries food is asked when it is delivered":    {[]Order{order("b", 0, 0, 3, 5)}, []Rider{carries}, "carries? +b -b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(Plan(noon, c.orders, c.riders, Defaults(walkTo))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestThoseWhoJoinAreToldJustInTime(t *testing.T) {
	sent := idle("r", 0)
	sent.Free, sent.Fetch = in(-7), []Order{order("a", -20, 10, 8, 12)} // at the shop in a minute
	join := []Order{order("b", 0, 10, 8, 13)}
	p := Defaults(walkTo)
	if got, want := told(Plan(noon, join, []Rider{sent}, p)), "r? +a +b -a -b"; got != want {
		t.Errorf("a minute before the shop: got %s, want %s", got, want)
	}
	if got, want := told(Plan(in(1), join, []Rider{sent}, p)), "r: +a +b -a -b"; got != want {
		t.Errorf("at the shop: got %s, want %s", got, want)
	}
	p.Extend = false
	if got, want := told(Plan(in(1), join, []Rider{sent}, p)), "r? +a -a; r? +b -b"; got != want {
		t.Errorf("where nothing joins: got %s, want %s", got, want)
	}
}

func TestCapacity(t *testing.T) {
	var orders []Order
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		orders = append(orders, order(id, -40, 0, 2, 30))
	}
	p := Defaults(walkTo)
	p.Capacity = 2
	if got, want := told(Plan(noon, orders, []Rider{idle("r", 0)}, p)), "r: +a +b -a -b; r? +c +d -c -d; r? +e -e"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTooManyOrdersAreReported(t *testing.T) {
	p := Defaults(walkTo)
	p.MaxOrders = 1
	orders := []Order{order("new", 0, 0, 2, 5), order("old", -1, 0, 2, 5)}
	if got, want := told(Plan(noon, orders, []Rider{idle("r", 0)}, p)), "r: +old -old; new full"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheInputIsLeftAlone(t *testing.T) {
	orders := []Order{order("b", 0, 0, 2, 5), order("a", 0, 0, 2, 5)}
	riders := []Rider{idle("s", 0), idle("r", 0)}
	Plan(noon, orders, riders, Defaults(walkTo))
	if orders[0].ID != "b" || riders[0].ID != "s" {
		t.Error("Plan sorted its caller's slices")
	}
}

func TestTravelIsAskedOnce(t *testing.T) {
	asked := map[[2]Point]int{}
	p := Defaults(func(a, b Point) time.Duration {
		asked[[2]Point{a, b}]++
		return walkTo(a, b)
	})
	orders := []Order{order("a", 0, 0, 2, 5), order("b", 0, 5, 7, 1), order("c", 0, 9, 4, 6)}
	Plan(noon, orders, []Rider{idle("r", 0), idle("s", 3)}, p)
	for pair, n := range asked {
		if n > 1 {
			t.Errorf("%v was asked %d times", pair, n)
		}
	}
	if !slices.ContainsFunc(orders, func(o Order) bool { return asked[[2]Point{o.From, o.To}] == 1 }) {
		t.Error("nobody asked")
	}
}

// BenchmarkPlan is a zone of a large city at its worst: every order that one
// call plans, and most of them still without a rider.
func BenchmarkPlan(b *testing.B) {
	dice := rand.New(rand.NewPCG(1, 1))
	var orders []Order
	var riders []Rider
	for i := range 400 {
		x := order(fmt.Sprint("o", i), -dice.IntN(40), dice.IntN(30)-15, float64(dice.IntN(25)), 0)
		x.From.Y, x.To = float64(int(x.From.X*7)%25), Point{X: 25 * dice.Float64(), Y: 25 * dice.Float64()}
		orders = append(orders, x)
	}
	for i := range 250 {
		x := idle(fmt.Sprint("r", i), 25*dice.Float64())
		x.At.Y, x.Free = 25*dice.Float64(), in(dice.IntN(40)-20)
		riders = append(riders, x)
	}
	for b.Loop() {
		Plan(noon, orders, riders, Defaults(walkTo))
	}
}
