package mdrp

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"livewell/internal/life/dispatch"
)

// village is an instance of two shops and two couriers, ten metres a minute.
func village() fstest.MapFS {
	fs := fstest.MapFS{}
	for name, text := range map[string]string{
		"restaurants.txt": "restaurant\tx\ty\nr1\t50\t0\nr2\t0\t50\n",
		"orders.txt": "order\tx\ty\tplacement_time\trestaurant\tready_time\n" +
			"o1\t80\t0\t3\tr1\t13\no2\t85\t0\t4\tr1\t13\no3\t0\t95\t5\tr2\t105\n",
		"couriers.txt": "courier\tx\ty\ton_time\toff_time\nc1\t0\t0\t0\t120\nc2\t0\t900\t0\t20\n",
		"instance_parameters.txt": "meters_per_minute\tpickup service minutes\tdropoff service minutes\t" +
			"target click-to-door\tmaximum click-to-door\tpay per order\tguaranteed pay per hour\r\n10\t4\t4\t40\t90\t10\t15\r\n",
	} {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

// still measures nothing.
func still() time.Time { return time.Time{} }

func play(t *testing.T, in *Instance, extend bool) *Day {
	t.Helper()
	p := dispatch.Defaults(in.Travel)
	p.Extend = extend
	day, err := Simulate(in, p, still)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func TestReadsAnInstance(t *testing.T) {
	in, err := Read(village())
	if err != nil {
		t.Fatal(err)
	}
	want := Order{ID: "o3", Shop: "r2", At: dispatch.Point{Y: 95}, From: dispatch.Point{Y: 50}, Placed: 5, Ready: 105}
	if len(in.Orders) != 3 || in.Orders[2] != want {
		t.Errorf("got %+v, want %+v", in.Orders, want)
	}
	if len(in.Couriers) != 2 || in.Couriers[1] != (Courier{ID: "c2", At: dispatch.Point{Y: 900}, Off: 20}) {
		t.Errorf("got %+v", in.Couriers)
	}
	if in.Speed != 10 || in.PickUp != 4 || in.Drop != 4 || in.Target != 40 || in.Max != 90 {
		t.Errorf("got %+v", in)
	}
	if got := in.Minutes(in.Orders[2].From, in.Orders[2].At); got != 5 {
		t.Errorf("45 m at 10 m a minute: got %d, want 5", got)
	}
}

func TestRefusesWhatIsNoInstance(t *testing.T) {
	for file, text := range map[string]string{
		"restaurants.txt":         "restaurant\tx\nr1\t1\n",
		"orders.txt":              "order\tx\ty\tplacement_time\trestaurant\tready_time\no1\t1\t1\t3\tr9\t13\n",
		"couriers.txt":            "courier\tx\ty\ton_time\toff_time\nc1\t0\tNaN\t0\t120\n",
		"instance_parameters.txt": "meters_per_minute\n",
	} {
		fs := village()
		fs[file] = &fstest.MapFile{Data: []byte(text)}
		if _, err := Read(fs); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: got %v, want an error that names it", file, err)
		}
		delete(fs, file)
		if _, err := Read(fs); err == nil {
			t.Errorf("nobody misses %s", file)
		}
	}
}

func TestADayByTheRules(t *testing.T) {
	in, err := Read(village())
	if err != nil {
		t.Fatal(err)
	}
	day, dir := play(t, in, true), t.TempDir()
	if err := day.Write(dir); err != nil {
		t.Fatal(err)
	}
	// c1 sets out at 6 to be at the counter at 13, when both meals are ready; o3
	// is ready at 105, and c1, ten minutes away, is held back until 93.
	for name, want := range map[string]string{
		"solution_info_assignments.txt": "assignment_time pickup_time courier orders\n6 13 c1 o1 o2\n93 105 c1 o3\n",
		"solution_info_orders.txt": "order placement_time ready_time pickup_time dropoff_time courier\n" +
			"o1 3 13 13 20 c1\no2 4 13 13 25 c1\no3 5 105 105 114 c1\n",
		"solution_info_couriers.txt": "courier departure_time origin destination\n" +
			"c1 6 0 r1\nc1 15 r1 o1\nc1 22 o1 o2\nc1 93 o2 r2\nc1 107 r2 o3\n",
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s:\n%swant\n%s", name, got, want)
		}
	}
	r := day.Report()
	want := Report{
		Orders: 3, Delivered: 3, Mean: 49, Soonest: 143.0 / 3, Median: 21, P95: 109, Longest: 109,
		Target: 40, Late: 1, Max: 90, Over: 1, Impossible: 1, Calls: r.Calls,
	}
	if r != want {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
}

func TestWhatNobodyDeliversIsMissed(t *testing.T) {
	in, err := Read(village())
	if err != nil {
		t.Fatal(err)
	}
	in.Couriers = in.Couriers[1:] // off before they could be there
	if day := play(t, in, true); len(day.Missed) != 3 || len(day.Deliveries) != 0 {
		t.Errorf("missed %d, delivered %d", len(day.Missed), len(day.Deliveries))
	}
}

// town has a rush at noon that its riders cannot keep up with.
func town(seed uint64, orders, couriers int) *Instance {
	dice := rand.New(rand.NewPCG(seed, 7))
	in := &Instance{Speed: 300, PickUp: 4, Drop: 4, Target: 40, Max: 90}
	spot := func(spread float64) dispatch.Point {
		return dispatch.Point{X: dice.NormFloat64() * spread, Y: dice.NormFloat64() * spread}
	}
	var shops []dispatch.Point
	for range 20 {
		shops = append(shops, spot(1500))
	}
	for i := range orders {
		shop, placed := dice.IntN(len(shops)), dice.IntN(240)
		if i%2 == 0 {
			placed = 90 + dice.IntN(50)
		}
		in.Orders = append(in.Orders, Order{
			ID: fmt.Sprintf("o%d", i), Shop: fmt.Sprintf("r%d", shop), From: shops[shop], At: spot(2500),
			Placed: placed, Ready: placed + 5 + dice.IntN(25),
		})
	}
	for i := range couriers {
		on := 60 * dice.IntN(3)
		in.Couriers = append(in.Couriers, Courier{ID: fmt.Sprintf("c%d", i), At: spot(2500), On: on, Off: on + 210})
	}
	return in
}

func TestInARushNobodyWaitsWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		seed   uint64
		extend bool
	}{{0, true}, {1, false}} {
		in := town(c.seed, 160, 28)
		day := play(t, in, c.extend)
		if r := day.Report(); r.Delivered != r.Orders || r.Over > 0 || r.Mean > r.Soonest+20 {
			t.Errorf("%+v: %+v", c, r)
		}
		feasible(t, in, day, c.extend)
	}
}

// feasible checks a day by the rules of the problem, from the outside.
func feasible(t *testing.T, in *Instance, day *Day, extend bool) {
	t.Helper()
	door := map[string]Delivery{}
	for _, d := range day.Deliveries {
		door[d.ID] = d
	}
	free, at := map[string]int{}, map[string]dispatch.Point{}
	for _, c := range in.Couriers {
		free[c.ID], at[c.ID] = c.On, c.At
	}
	for _, r := range day.Rounds {
		c := in.Couriers[slices.IndexFunc(in.Couriers, func(c Courier) bool { return c.ID == r.Courier })]
		shop := r.Orders[0].From
		there := r.Start + in.Minutes(at[c.ID], shop)
		if r.Start < free[c.ID] || r.Sent > there || !extend && r.Sent > r.Start {
			t.Errorf("%s is told at %d, sets out at %d, was free at %d", c.ID, r.Sent, r.Start, free[c.ID])
		}
		if r.Leave < there+in.PickUp/2 || r.Leave > c.Off {
			t.Errorf("%s picks up at %d: there at %d, off at %d", c.ID, r.Leave, there, c.Off)
		}
		now, from := r.Leave+in.PickUp/2, shop
		for _, o := range r.Orders {
			if o.From != shop || o.Ready > r.Leave || o.Placed > r.Sent {
				t.Errorf("%s takes %+v at %d", c.ID, o, r.Leave)
			}
			now += in.Minutes(from, o.At) + in.Drop/2
			if d := door[o.ID]; d.Door != now || d.Courier != c.ID {
				t.Errorf("%s is at the door of %s at %d: %+v", c.ID, o.ID, now, d)
			}
			now, from = now+in.Drop/2, o.At
			delete(door, o.ID)
		}
		free[c.ID], at[c.ID] = now, from
	}
	if len(door) > 0 {
		t.Errorf("delivered and never fetched: %v", door)
	}
}

func TestTheSameDayTwice(t *testing.T) {
	a, b := play(t, town(1, 60, 10), true).Report(), play(t, town(1, 60, 10), true).Report()
	if a != b {
		t.Errorf("got  %+v\nwant %+v", b, a)
	}
}
