package parcel

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"livewell/internal/kit/money"
)

func cny(fen int64) money.Amount { return money.New(fen, money.CNY) }

// kilos is the rule of most stores: a kilogram for ten yuan, each further one for four.
func kilos() Rule {
	return Rule{Regions: []string{}, First: 1000, Fee: cny(1000), Next: 1000, More: cny(400), Free: cny(9900)}
}

func TestWhatSendingCosts(t *testing.T) {
	for name, c := range map[string]struct {
		units, goods int64
		fee, missing int64
	}{
		"nearly nothing":        {1, 5000, 1000, 4900},
		"the first step":        {1000, 5000, 1000, 4900},
		"a gram more":           {1001, 5000, 1400, 4900},
		"two steps":             {2000, 5000, 1400, 4900},
		"a gram over two":       {2001, 5000, 1800, 4900},
		"a fen before free":     {2001, 9899, 1800, 1},
		"free":                  {2001, 9900, 0, 0},
		"free, however heavy":   {99_900_000, 9901, 0, 0},
		"the heaviest of carts": {100 * 999 * 100_000, 0, 1000 + 400*9_989_999, 9900},
	} {
		fee, missing := kilos().Cost(c.units, cny(c.goods))
		if fee != cny(c.fee) || missing != cny(c.missing) {
			t.Errorf("%s: %s and %s are missing, want %s and %s", name, fee, missing, cny(c.fee), cny(c.missing))
		}
	}
	never := kilos()
	never.Free = cny(0)
	if fee, missing := never.Cost(500, cny(1_000_000_00)); fee != cny(1000) || !missing.IsZero() {
		t.Errorf("without an offer: %s and %s are missing", fee, missing)
	}
}

func TestTheNearestRuleIsFor(t *testing.T) {
	rule := func(fee int64, regions ...string) Rule {
		r := kilos()
		r.Fee, r.Regions = cny(fee), regions
		return r
	}
	far := Rule{Regions: []string{"65", "510200"}, Never: true}
	all := Template{ByWeight, []Rule{rule(1), far, rule(2, "11", "51"), rule(3, "510100")}}
	some := Template{ByWeight, all.Rules[1:]}
	for name, c := range map[string]struct {
		of             Template
		city, province string
		fee            int64 // 0: not sent
	}{
		"its own city":           {all, "510100", "51", 3},
		"its province":           {all, "513200", "51", 2},
		"a city left out":        {all, "510200", "51", 0},
		"a province left out":    {all, "650100", "65", 0},
		"everywhere else":        {all, "310000", "31", 1},
		"of no province":         {all, "own1", "", 1},
		"nowhere else":           {some, "310000", "31", 0},
		"nowhere else, no words": {some, "own1", "", 0},
		"no rules":               {Template{Charge: ByPiece}, "310000", "31", 0},
	} {
		r, sent := c.of.For(c.city, c.province)
		if sent != (c.fee > 0) || sent && r.Fee != cny(c.fee) {
			t.Errorf("%s: %v for %s, want %d", name, sent, r.Fee, c.fee)
		}
	}
}

func TestWhatATemplateCannotBe(t *testing.T) {
	known := func(id string) bool { return slices.Contains([]string{"11", "51", "510100"}, id) }
	with := func(change func(*Rule)) []Rule { r := kilos(); change(&r); return []Rule{r} }
	for name, c := range map[string]struct {
		charge Charge
		rules  []Rule
		want   error
	}{
		"whole":             {ByPiece, []Rule{kilos(), {Regions: []string{"11"}, Never: true}}, nil},
		"no charge":         {"volume", []Rule{kilos()}, ErrCharge},
		"no rules":          {ByPiece, nil, ErrRules},
		"too many":          {ByPiece, make([]Rule, 41), ErrRules},
		"two for the rest":  {ByPiece, []Rule{kilos(), kilos()}, ErrRegion},
		"no such region":    {ByPiece, with(func(r *Rule) { r.Regions = []string{"99"} }), ErrRegion},
		"a region twice":    {ByPiece, with(func(r *Rule) { r.Regions = []string{"11", "11"} }), ErrRegion},
		"nothing first":     {ByPiece, with(func(r *Rule) { r.First = 0 }), ErrFee},
		"no step":           {ByPiece, with(func(r *Rule) { r.Next = 0 }), ErrFee},
		"a step too long":   {ByPiece, with(func(r *Rule) { r.Next = 1_000_001 }), ErrFee},
		"less than nothing": {ByPiece, with(func(r *Rule) { r.More = cny(-1) }), ErrFee},
		"too dear":          {ByPiece, with(func(r *Rule) { r.Fee = cny(1000_01) }), ErrFee},
		"other money":       {ByPiece, with(func(r *Rule) { r.Free = money.New(1, "USD") }), ErrFee},
	} {
		got := Template{c.charge, c.rules}
		if err := got.check(known); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// However much is sent, the fee is what one gets who packs step by step, it is
// never less than for less, and less of it is due for more goods.
func TestTheFeeAgreesWithPackingStepByStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, from, to int64) int64 { return rapid.Int64Range(from, to).Draw(t, name) }
		r := Rule{First: draw("first", 1, 50), Fee: cny(draw("fee", 0, maxFee)), Next: draw("next", 1, 50), More: cny(draw("more", 0, maxFee)), Free: cny(draw("free", 0, 100))}
		units, goods := draw("units", 1, 2000), draw("goods", 0, 120)
		fee, missing := r.Cost(units, cny(goods))
		want := r.Fee
		for packed := r.First; packed < units; packed += r.Next {
			want = want.Add(r.More)
		}
		free := !r.Free.IsZero() && goods >= r.Free.Minor()
		if free {
			want = cny(0)
		}
		if fee != want || fee.Sign() < 0 || missing.Sign() < 0 || missing.IsZero() != (free || r.Free.IsZero()) {
			t.Fatalf("%d units of goods for %d cost %s, want %s; %s are missing", units, goods, fee, want, missing)
		}
		if more, _ := r.Cost(units+draw("heavier", 0, 100), cny(goods)); more.Minor() < fee.Minor() {
			t.Fatalf("heavier, it costs %s in place of %s", more, fee)
		}
		if less, _ := r.Cost(units, cny(goods+draw("dearer", 0, 100))); less.Minor() > fee.Minor() {
			t.Fatalf("with more goods, it costs %s in place of %s", less, fee)
		}
	})
}
