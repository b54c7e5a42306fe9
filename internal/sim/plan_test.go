package sim

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADayIsDrawnWithinItsHoursAndAlikeForASeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, who := rapid.Uint64().Draw(t, "seed"), rapid.String().Draw(t, "who")
		from := rapid.IntRange(0, 23).Draw(t, "from")
		to := rapid.IntRange(from+1, 24).Draw(t, "to")
		day := visits(dice(seed, who), from*60, to*60)
		if again := visits(dice(seed, who), from*60, to*60); !slices.Equal(day, again) {
			t.Fatalf("%v and then %v", day, again)
		}
		if len(day) == 0 || !slices.IsSortedFunc(day, func(a, b visit) int { return a.at - b.at }) || day[0].at < from*60 || day[len(day)-1].at >= to*60 {
			t.Fatalf("%v is no day from %d to %d", day, from, to)
		}
		if begin, end := shift(dice(seed, who), rapid.IntRange(0, 99).Draw(t, "turn"), from*60, to*60); begin < from*60 || end > to*60 || begin >= end {
			t.Fatalf("a shift from %d to %d", begin, end)
		}
	})
}

func TestSeedsAndPeopleDiffer(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(20) {
		for i := range 20 {
			seen[fmt.Sprint(dice(seed, fmt.Sprint("shopper ", i)).Uint64())] = true
		}
	}
	if len(seen) != 400 {
		t.Errorf("400 actors have %d kinds of dice", len(seen))
	}
}

func TestTheDigestIsOfEveryLine(t *testing.T) {
	at := time.Date(2020, 3, 10, 8, 5, 0, 0, time.UTC)
	day := func(lines ...string) *journal {
		j := newJournal(&bytes.Buffer{})
		for _, l := range lines {
			j.add(at, "rider 001", "%s", l)
		}
		return j
	}
	if a, b := day("a", "b"), day("a", "b"); a.digest() != b.digest() || a.lines != 2 {
		t.Error("the same lines have two digests")
	}
	if day("a", "b").digest() == day("b", "a").digest() || day("a").digest() == day("a", "").digest() {
		t.Error("other lines have the same digest")
	}
}

func TestAnOrderThatIsNotAsTheBooksHaveItIsFound(t *testing.T) {
	at := time.Date(2020, 3, 10, 12, 0, 0, 0, time.UTC)
	steps := func(of ...string) (out []step) {
		for i := 0; i < len(of); i += 2 {
			out = append(out, step{of[i], of[i+1], at.Add(time.Duration(i) * time.Minute)})
		}
		return out
	}
	good := func() (*order, view) {
		o := &order{no: 7, mode: takeaway, total: yuan(30), fee: yuan(2), refunded: zero, paidAt: at, status: completed}
		return o, view{
			Status: completed, Total: yuan(30), Refunded: zero, PaidAt: &at,
			Steps: steps(unpaid, "buyer", paid, "system", accepted, "shop", ready, "shop", underway, "rider", completed, "rider"),
		}
	}
	for name, change := range map[string]func(o *order, v *view){
		"another status":     func(_ *order, v *view) { v.Status = cancelled },
		"another price":      func(_ *order, v *view) { v.Total = yuan(31) },
		"charged in secret":  func(o *order, _ *view) { o.paidAt = time.Time{} },
		"refund not given":   func(o *order, _ *view) { o.refunded = yuan(5) },
		"cancelled and kept": func(o *order, _ *view) { o.by = "shop" },
		"not over":           func(o *order, v *view) { o.status, v.Status = ready, ready },
		"a step left out": func(_ *order, v *view) {
			v.Steps = steps(unpaid, "buyer", paid, "system", accepted, "shop", underway, "rider", completed, "rider")
		},
		"a step by another": func(_ *order, v *view) { v.Steps[2].Actor = "buyer" },
		"back in time":      func(_ *order, v *view) { v.Steps[5].At = at },
	} {
		o, v := good()
		if got := o.breaches(v); len(got) > 0 {
			t.Fatalf("a good order: %v", got)
		}
		change(o, &v)
		if len(o.breaches(v)) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

func TestCardsAreRightAndBehave(t *testing.T) {
	for i := range 2000 {
		n := cardNumber(i)
		if len(n) != 16 || !luhn(n) || n[14] != '8' {
			t.Fatalf("card %d is %s", i, n)
		}
	}
	if luhn("6220010000000001") {
		t.Error("a wrong digit passes")
	}
}
