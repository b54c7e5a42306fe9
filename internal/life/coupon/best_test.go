package coupon

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"livewell/internal/life/order"
)

// oracle tries every set of coupons there is, and states the rules anew.
func oracle(cs []order.Coupon, goods, fee int64) (best []order.Coupon, most int64) {
	for mask := range 1 << len(cs) {
		var set []order.Coupon
		var total int64
		goodsSide, feeSide, legal := 0, 0, true
		for i, c := range cs {
			if mask>>i&1 == 0 {
				continue
			}
			set = append(set, c)
			n := int64(0)
			switch c.Kind {
			case "fixed":
				goodsSide++
				n = c.Value.Minor()
			case "percent":
				goodsSide++
				n = min(goods*c.Percent/100, c.Value.Minor())
			case "delivery":
				feeSide++
				n = min(fee, c.Value.Minor())
			}
			legal = legal && goods >= c.Least.Minor() && n > 0
			total += n
		}
		if len(set) == 0 || !legal || goodsSide > 1 || feeSide > 1 || total >= goods {
			continue
		}
		if total > most || total == most && before(set, best) {
			best, most = set, total
		}
	}
	return best, most
}

// before tells which of two sets that take off as much is taken.
func before(a, b []order.Coupon) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	rank := func(set []order.Coupon) []string {
		var keys []string
		for _, c := range set {
			side := "0"
			if c.Kind == "delivery" {
				side = "1"
			}
			keys = append(keys, fmt.Sprintf("%s %d %s", side, c.Ends.Unix(), c.ID))
		}
		slices.Sort(keys)
		return keys
	}
	return slices.Compare(rank(a), rank(b)) < 0
}

func TestTheBestCombinationIsThatOfTryingThemAll(t *testing.T) {
	r := rand.New(rand.NewPCG(100, 2000))
	both, some := 0, 0
	for cart := range 2000 {
		goods, fee := r.Int64N(60_00), r.Int64N(4)*2_00
		cs := make([]order.Coupon, r.IntN(9))
		for i := range cs {
			// Few values, so that many take off as much.
			c := order.Coupon{ID: fmt.Sprintf("c%d", i), Value: cny((1 + r.Int64N(8)) * 1_00), Least: cny(r.Int64N(5) * 10_00), Ends: time.Unix(1_800_000_000+r.Int64N(3), 0)}
			c.Kind = []string{"fixed", "percent", "delivery"}[r.IntN(3)]
			if c.Kind == "percent" {
				c.Percent = 1 + r.Int64N(99)
			}
			cs[i] = c
		}
		want, most := oracle(cs, goods, fee)
		got := Best(cs, cny(goods), cny(fee))
		a, b, legal := sum(got, cny(goods), cny(fee))
		if !legal || a.Add(b).Minor() != most || before(got, want) || before(want, got) {
			t.Fatalf("cart %d of %d and a fee of %d: chose %v for %s, all tried give %v for %d", cart, goods, fee, got, a.Add(b), want, most)
		}
		if len(got) == 2 {
			both++
		}
		if len(got) > 0 {
			some++
		}
	}
	if both < 200 || some < 1000 {
		t.Errorf("of 2000 carts %d had two coupons and %d any: this shows little", both, some)
	}
}

func TestAPercentIsRoundedDown(t *testing.T) {
	c := order.Coupon{Kind: "percent", Percent: 15, Value: cny(5_00), Least: cny(0)}
	for goods, want := range map[int64]int64{6: 0, 7: 1, 9_99: 1_49, 33_33: 4_99, 33_34: 5_00, 1000_00: 5_00} {
		if got := off(c, cny(goods), cny(0)); got != cny(want) {
			t.Errorf("15 percent of %d is %s", goods, got)
		}
	}
}
