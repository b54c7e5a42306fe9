// Package rank puts offers in order by a rule that cannot see whose they are.
//
// What it knows of an offer is a row of numbers, and nothing in them names
// anybody: two offers that differ in their provider only change places when
// their providers do. The rule is published with its weights, and reckons in
// whole numbers, so that whoever has the numbers gets the same order anywhere.
package rank

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Features is all that the rule knows of an offer. Only what the platform can
// see for itself is in it: what somebody says of their own quality does not count.
type Features struct {
	Open      bool
	Metres    int64 // from the person; negative: where they are is not known
	Minutes   int64 // until it would be there, or ready
	Ratings   int64 // by people who bought it here
	RatingSum int64
	Sold      int64 // here
}

// Part is one thing that counts, and how much: its value is 0 to 10,000.
type Part struct {
	Name   string `json:"name"`
	Weight int64  `json:"weight"` // in percent; all together make 100
	Rule   string `json:"rule"`   // how its value comes about
	value  func(Features) int64
}

const full = 10_000

var parts = []Part{
	{"near", 35, "10000 at the door, less by 2 for each metre, 0 from 5000 metres on or where the place is not known", near},
	{"liked", 30, "the mean of 20 ratings of 4 and all that were given, 0 at 3 stars, 10000 at 5", liked},
	{"quick", 20, "10000 up to 15 minutes, 0 from 75 minutes on, evenly between", quick},
	{"proven", 15, "10000 times sales, over sales plus 500", proven},
}

// Parts lists what counts, the heaviest first.
func Parts() []Part { return slices.Clone(parts) }

func near(f Features) int64 {
	if f.Metres < 0 {
		return 0
	}
	return max(0, full-2*f.Metres)
}

func liked(f Features) int64 {
	return min(full, max(0, ((f.RatingSum+80)*full/(f.Ratings+20)-3*full)/2))
}

func quick(f Features) int64 { return min(full, max(0, (75-f.Minutes)*full/60)) }

func proven(f Features) int64 { return full * max(0, f.Sold) / (max(0, f.Sold) + 500) }

// Model names the rule as it is: it changes with each word and weight of it.
func Model() string {
	b, _ := json.Marshal(parts) // of strings and numbers
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Score is how good an offer is for somebody, 0 to 1,000,000.
func Score(f Features) (sum int64) {
	for _, p := range parts {
		sum += p.Weight * p.value(f)
	}
	return sum
}

// Order gives the places of offers, the best first: what is open before what is
// not, then by score. Whose luck it is among equals is up to seed and an offer's
// key, which must say nothing of its provider.
func Order(offers []Features, keys []string, seed string) []int {
	type placed struct {
		open  bool
		score int64
		luck  uint64
	}
	all := make([]placed, len(offers))
	order := make([]int, len(offers))
	for i, f := range offers {
		sum := sha256.Sum256([]byte(seed + "\n" + keys[i]))
		all[i] = placed{f.Open, Score(f), binary.BigEndian.Uint64(sum[:])}
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := all[i], all[j]
		if a.open != b.open {
			return map[bool]int{true: -1, false: 1}[a.open]
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.luck, b.luck))
	})
	return order
}
