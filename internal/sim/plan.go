package sim

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// dice are an actor's own: they depend on the seed and on who it is, and on
// nobody else's throws.
func dice(seed uint64, who string) *rand.Rand {
	sum := sha256.Sum256([]byte(who))
	return rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(sum[:8])))
}

// chance is true in so many of a hundred cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// pick takes an index by weights, of which one at least is above zero.
func pick(r *rand.Rand, weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := r.IntN(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// The ways to get an order.
const (
	takeaway = "takeaway"
	pickup   = "pickup"
	dinein   = "dinein"
	voucher  = "voucher"
)

// The offers that people look for.
const (
	flash = "flash"
	group = "group"
)

// visit is that somebody gets hungry. Minutes count from midnight.
type visit struct {
	at    int
	mode  string
	offer string
}

type meal struct{ at, about, weight int }

// meals are when people eat: the middle in minutes, how far about, how many of a hundred.
var meals = []meal{
	{8 * 60, 40, 15},
	{12 * 60, 45, 35},
	{15*60 + 30, 50, 10},
	{18*60 + 30, 60, 30},
	{21*60 + 30, 45, 10},
}

type way struct {
	visit
	weight int
}

// ways are how they get it.
var ways = []way{
	{visit{mode: takeaway}, 62},
	{visit{mode: pickup}, 14},
	{visit{mode: dinein}, 12},
	{visit{mode: voucher}, 6},
	{visit{mode: pickup, offer: flash}, 3},
	{visit{mode: pickup, offer: group}, 3},
}

// weights are those of many things.
func weights[T any](of []T, weight func(T) int) []int {
	out := make([]int, len(of))
	for i, x := range of {
		out[i] = weight(x)
	}
	return out
}

// visits draws somebody's day between two minutes: one to four, the earliest first.
func visits(r *rand.Rand, from, to int) []visit {
	out := make([]visit, 1+r.IntN(4))
	for i := range out {
		v := ways[pick(r, weights(ways, func(w way) int { return w.weight }))].visit
		v.at = from + r.IntN(to-from) // where no meal is in the day
		for range 8 {
			m := meals[pick(r, weights(meals, func(m meal) int { return m.weight }))]
			// Two dice: most eat about the middle, some an hour away from it.
			if at := m.at + 2*(r.IntN(m.about)-r.IntN(m.about))*9/10; at >= from && at < to {
				v.at = at
				break
			}
		}
		out[i] = v
	}
	slices.SortStableFunc(out, func(a, b visit) int { return cmp.Compare(a.at, b.at) })
	return out
}

// shift draws when a rider works between two minutes: mornings, middays and
// evenings in turn, eight hours where the day has them.
func shift(r *rand.Rand, turn, from, to int) (begin, end int) {
	begin = []int{from, 10 * 60, 15*60 + 30}[turn%3] + r.IntN(60) - 20
	begin = max(begin, from)
	end = min(begin+8*60+r.IntN(60), to)
	if end-begin < 60 { // a day without that turn
		begin, end = from, to
	}
	return begin, end
}
