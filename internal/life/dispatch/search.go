package dispatch

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

const (
	most      = 8  // orders taken out in one round
	neighbour = 16 // nearest orders to choose them from
)

// fill inserts orders, always the one that would lose most if it got its second
// best rider instead of the best.
func (b *board) fill(orders []int) {
	for len(orders) > 0 {
		var where place
		turn, rider, regret := -1, -1, int64(-1)
		for n, o := range orders {
			first, second, who := never, never, -1
			for r := range b.couriers {
				switch c := b.best(o, r).cost; {
				case c < first:
					first, second, who = c, first, r
				case c < second:
					second = c
				}
			}
			if who >= 0 && second-first > regret {
				turn, rider, regret, where = n, who, second-first, *b.best(o, who)
			}
		}
		if turn < 0 {
			return
		}
		b.insert(orders[turn], rider, where)
		orders = slices.Delete(orders, turn, turn+1)
	}
}

// improve takes a few neighbouring orders out, inserts them again, and keeps the
// plan if it is better. Its dice are loaded: the same board, the same throws.
func (b *board) improve(rounds int) {
	if len(b.todo) < 2 || len(b.couriers) == 0 {
		return
	}
	near := b.neighbours()
	dice := rand.New(rand.NewPCG(1, uint64(len(b.todo))))
	routes, holder, cost := slices.Clone(b.routes), slices.Clone(b.holder), b.total()
	for range rounds {
		seed := dice.IntN(len(b.todo))
		out, want := []int{b.todo[seed]}, 2+dice.IntN(most-1)
		for _, o := range near[seed] {
			if len(out) < want && dice.IntN(3) > 0 {
				out = append(out, o)
			}
		}
		b.fill(slices.DeleteFunc(out, func(o int) bool { return !b.remove(o) }))
		if c := b.total(); c < cost {
			cost = c
			copy(routes, b.routes)
			copy(holder, b.holder)
		} else {
			copy(b.routes, routes)
			copy(b.holder, holder)
		}
	}
}

// total is the price of the plan. An order without a trip costs more than any
// wait, and an old one more than a new one.
func (b *board) total() int64 {
	sum := int64(0)
	for _, r := range b.routes {
		sum += r.cost
	}
	for _, o := range b.todo {
		if b.holder[o] < 0 {
			sum += 1<<40 - b.meals[o].placed
		}
	}
	return sum
}

// neighbours are, for each order, those that it may share or swap riders with:
// shops close together, doors close together, ready at about the same time.
func (b *board) neighbours() [][]int {
	type other struct {
		order int
		far   sec
	}
	out := make([][]int, len(b.todo))
	others := make([]other, 0, len(b.todo))
	for n, i := range b.todo {
		x := &b.meals[i]
		others = others[:0]
		for _, j := range b.todo {
			if y := &b.meals[j]; j != i {
				apart := max(x.ready-y.ready, y.ready-x.ready)
				others = append(others, other{j, b.leg(x.from, y.from) + (b.leg(x.to, y.to)+apart)/2})
			}
		}
		slices.SortFunc(others, func(a, b other) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.order, b.order)) })
		for _, o := range others[:min(len(others), neighbour)] {
			out[n] = append(out[n], o.order)
		}
	}
	return out
}
