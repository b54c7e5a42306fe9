// Package mdrp measures the dispatch engine on public instances of the meal
// delivery routing problem (Reyes and others, 2018): it reads one, plays its day
// minute by minute, and says how long people waited. Orders become known when
// they are placed and not before.
package mdrp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"livewell/internal/life/dispatch"
)

// Instance is one day in one city. Times are whole minutes since its start.
type Instance struct {
	Orders   []Order
	Couriers []Courier
	Speed    float64 // metres in a minute
	PickUp   int     // minutes of a stop at a shop
	Drop     int     // and at a door
	Target   int     // minutes from click to door that are meant to do
	Max      int     // and that must
}

// Order is a line of orders.txt.
type Order struct {
	ID, Shop      string
	At, From      dispatch.Point // the door and the shop
	Placed, Ready int
}

// Courier is a line of couriers.txt.
type Courier struct {
	ID      string
	At      dispatch.Point
	On, Off int
}

// Minutes is the travel time by the instances' rule: straight, rounded up.
func (in *Instance) Minutes(a, b dispatch.Point) int {
	return int(math.Ceil(math.Hypot(a.X-b.X, a.Y-b.Y) / in.Speed))
}

// Travel is the same for the engine.
func (in *Instance) Travel(a, b dispatch.Point) time.Duration {
	return time.Duration(in.Minutes(a, b)) * time.Minute
}

// Read reads the four tables of an instance's folder.
func Read(dir fs.FS) (*Instance, error) {
	in := &Instance{}
	shops := map[string]dispatch.Point{}
	err := errors.Join(
		table(dir, "restaurants.txt", []string{"restaurant", "x", "y"}, func(r *row) {
			shops[r.text(0)] = dispatch.Point{X: r.number(1), Y: r.number(2)}
		}),
		table(dir, "orders.txt", []string{"order", "x", "y", "placement_time", "restaurant", "ready_time"}, func(r *row) {
			o := Order{
				ID: r.text(0), At: dispatch.Point{X: r.number(1), Y: r.number(2)},
				Placed: r.minute(3), Shop: r.text(4), Ready: r.minute(5),
			}
			at, ok := shops[o.Shop]
			if !ok {
				r.fail("no restaurant %q", o.Shop)
			}
			o.From = at
			in.Orders = append(in.Orders, o)
		}),
		table(dir, "couriers.txt", []string{"courier", "x", "y", "on_time", "off_time"}, func(r *row) {
			in.Couriers = append(in.Couriers, Courier{
				ID: r.text(0), At: dispatch.Point{X: r.number(1), Y: r.number(2)}, On: r.minute(3), Off: r.minute(4),
			})
		}),
		table(dir, "instance_parameters.txt", []string{
			"meters_per_minute", "pickup service minutes", "dropoff service minutes", "target click-to-door", "maximum click-to-door",
		}, func(r *row) {
			in.Speed, in.PickUp, in.Drop, in.Target, in.Max = r.number(0), r.minute(1), r.minute(2), r.minute(3), r.minute(4)
		}))
	if err == nil && in.Speed <= 0 {
		err = errors.New("instance_parameters.txt: no speed")
	}
	return in, err
}

// row is one line of a table, by its wanted columns.
type row struct {
	cells []string
	err   error
}

func (r *row) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *row) text(i int) string { return r.cells[i] }

func (r *row) number(i int) float64 {
	f, err := strconv.ParseFloat(r.cells[i], 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		r.fail("%q is no number", r.cells[i])
	}
	return f
}

func (r *row) minute(i int) int {
	f := r.number(i)
	if f < 0 || f > 1e6 || f != math.Trunc(f) {
		r.fail("%q is no minute", r.cells[i])
		return 0
	}
	return int(f)
}

// table reads tab-separated lines under a line of names.
func table(dir fs.FS, name string, columns []string, line func(*row)) error {
	f, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var where []int
	in := bufio.NewScanner(io.LimitReader(f, 64<<20))
	for n := 1; in.Scan(); n++ {
		cells := strings.Split(strings.TrimRight(in.Text(), "\r"), "\t")
		if n == 1 {
			for _, c := range columns {
				i := slices.Index(cells, c)
				if i < 0 {
					return fmt.Errorf("%s: no column %q", name, c)
				}
				where = append(where, i)
			}
			continue
		}
		if len(cells) == 1 && cells[0] == "" {
			continue
		}
		r := &row{cells: make([]string, len(where))}
		for i, w := range where {
			if w >= len(cells) {
				return fmt.Errorf("%s:%d: too few columns", name, n)
			}
			r.cells[i] = cells[w]
		}
		if line(r); r.err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, r.err)
		}
	}
	return in.Err()
}
