package sales

import (
	"cmp"
	"math/bits"
	"slices"
)

// Whole is all of something in basis points.
const Whole = 10_000

// Shares gives each part's share in basis points. They add up to Whole by the
// method of the largest remainder: each gets the whole points of its exact
// share, and the points that are left go one each to the largest remainders,
// the earlier part first where two are equal. All are 0 where the parts are.
// Parts must not be negative.
func Shares(parts []int64) []int64 {
	out := make([]int64, len(parts))
	var total uint64
	for _, p := range parts {
		total += uint64(p)
	}
	if total == 0 {
		return out
	}
	left := int64(Whole)
	rests, by := make([]uint64, len(parts)), make([]int, len(parts))
	for i, p := range parts {
		hi, lo := bits.Mul64(uint64(p), Whole)
		points, rest := bits.Div64(hi, lo, total)
		out[i], rests[i], by[i] = int64(points), rest, i
		left -= out[i]
	}
	slices.SortStableFunc(by, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range by[:left] {
		out[i]++
	}
	return out
}
