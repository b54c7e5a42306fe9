package rank_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"livewell/internal/find/rank"
)

// A field that could name somebody does not get in.
func TestTheRuleCannotSeeWhoseAnOfferIs(t *testing.T) {
	known := []string{"Open", "Metres", "Minutes", "Ratings", "RatingSum", "Sold"}
	of := reflect.TypeFor[rank.Features]()
	for i := range of.NumField() {
		f := of.Field(i)
		if k := f.Type.Kind(); k != reflect.Bool && k != reflect.Int64 || !slices.Contains(known, f.Name) {
			t.Errorf("%s is a %s: does it say who offers?", f.Name, f.Type)
		}
	}
}

func TestWhatIsPublishedIsTheRule(t *testing.T) {
	sum := int64(0)
	for _, p := range rank.Parts() {
		sum += p.Weight
		if p.Rule == "" {
			t.Errorf("%s says nothing of itself", p.Name)
		}
	}
	if sum != 100 {
		t.Errorf("the weights make %d", sum)
	}
	// By hand, from the published words: 1,000 m; (80 + 90) / 40 = 4.25 stars; 30 minutes; 500 sold.
	f := rank.Features{Open: true, Metres: 1000, Ratings: 20, RatingSum: 90, Minutes: 30, Sold: 500}
	if got, want := rank.Score(f), int64(35*8000+30*6250+20*7500+15*5000); got != want {
		t.Errorf("%d, by hand %d", got, want)
	}
	for _, f := range []rank.Features{{}, {Metres: -1, Minutes: 1 << 40}, {Ratings: 1 << 30, RatingSum: 5 << 30, Sold: 1 << 50}, {Metres: 1 << 50, Ratings: 9, RatingSum: 9}} {
		if s := rank.Score(f); s < 0 || s > 1_000_000 {
			t.Errorf("%+v has %d", f, s)
		}
	}
	if len(rank.Model()) != 16 {
		t.Error("the model has no name")
	}
}

func some(dice *rand.Rand) rank.Features {
	n := dice.Int64N(50)
	return rank.Features{
		Open: dice.IntN(4) > 0, Metres: dice.Int64N(6000) - 200, Minutes: dice.Int64N(100),
		Ratings: n, RatingSum: n + dice.Int64N(4*n+1), Sold: dice.Int64N(3000),
	}
}

// 10,000 pairs that differ in their provider only: they change places exactly when it does.
func TestSwappingTwoProvidersSwapsTheirPlaces(t *testing.T) {
	type offer struct {
		provider, key string
		rank.Features
	}
	dice := rand.New(rand.NewPCG(39, 42))
	for n := range 10_000 {
		offers := make([]offer, 8)
		for i := range offers {
			offers[i] = offer{fmt.Sprint("p", i%3), fmt.Sprint(n, "-", i), some(dice)}
		}
		a, b := dice.IntN(8), dice.IntN(8)
		offers[b].Features = offers[a].Features
		places := func() (out []string) {
			var fs []rank.Features
			var keys []string
			for _, o := range offers {
				fs, keys = append(fs, o.Features), append(keys, o.key)
			}
			for _, i := range rank.Order(fs, keys, "day") {
				out = append(out, offers[i].provider)
			}
			return out
		}
		before := places()
		from, to := offers[a].provider, offers[b].provider
		offers[a].provider, offers[b].provider = to, from
		after := places()
		moved := 0
		for i := range before {
			if before[i] == after[i] {
				continue
			}
			moved++
			if before[i] == from && after[i] != to || before[i] == to && after[i] != from {
				t.Fatalf("%v, after the swap of %s and %s %v", before, from, to, after)
			}
		}
		if want := 2; from != to && moved != want || from == to && moved != 0 {
			t.Fatalf("%d places changed: %v, then %v", moved, before, after)
		}
	}
}

// Among equals nobody is first more often than by luck.
func TestAmongEqualsLuckIsEven(t *testing.T) {
	first := map[int]int{}
	for day := range 3000 {
		fs := make([]rank.Features, 3)
		keys := []string{"a", "b", "c"}
		first[rank.Order(fs, keys, fmt.Sprint(day))[0]]++
	}
	for i := range 3 {
		if first[i] < 900 || first[i] > 1100 {
			t.Errorf("%d is first %d times of 3000", i, first[i])
		}
	}
}

func TestWhatIsShutComesLast(t *testing.T) {
	best := rank.Features{Ratings: 100, RatingSum: 500, Sold: 9000}
	worst := rank.Features{Open: true, Metres: 5000, Minutes: 90, Ratings: 90, RatingSum: 90}
	if got := rank.Order([]rank.Features{best, worst}, []string{"a", "b"}, ""); !slices.Equal(got, []int{1, 0}) {
		t.Error(got)
	}
}
