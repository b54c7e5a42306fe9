package mdrp

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// Write puts the day into a folder, in the three files that the instances' own
// evaluator reads, so that it can check rules and figures.
func (d *Day) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for name, fill := range map[string]func(*bufio.Writer){
		"solution_info_assignments.txt": d.assignments,
		"solution_info_orders.txt":      d.orders,
		"solution_info_couriers.txt":    d.moves,
	} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		fill(w)
		if err := w.Flush(); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (d *Day) assignments(w *bufio.Writer) {
	fmt.Fprintln(w, "assignment_time pickup_time courier orders")
	for _, r := range d.Rounds {
		fmt.Fprint(w, r.Sent, " ", r.Leave, " ", r.Courier)
		for _, o := range r.Orders {
			fmt.Fprint(w, " ", o.ID)
		}
		fmt.Fprintln(w)
	}
}

func (d *Day) orders(w *bufio.Writer) {
	fmt.Fprintln(w, "order placement_time ready_time pickup_time dropoff_time courier")
	for _, x := range d.Deliveries {
		fmt.Fprintln(w, x.ID, x.Placed, x.Ready, x.PickUp, x.Door, x.Courier)
	}
}

// moves writes the legs: of a courier, when, from where, to where. 0 is where
// they were when their shift began.
func (d *Day) moves(w *bufio.Writer) {
	doors := map[string]int{}
	for _, x := range d.Deliveries {
		doors[x.ID] = x.Door
	}
	fmt.Fprintln(w, "courier departure_time origin destination")
	courier, from := "", "0"
	for _, r := range d.Rounds {
		if r.Courier != courier {
			courier, from = r.Courier, "0"
		}
		fmt.Fprintln(w, courier, r.Start, from, r.Orders[0].Shop)
		leave := r.Leave + d.PickUp - d.PickUp/2
		from = r.Orders[0].Shop
		for _, o := range r.Orders {
			fmt.Fprintln(w, courier, leave, from, o.ID)
			leave, from = doors[o.ID]+d.Drop-d.Drop/2, o.ID
		}
	}
}
