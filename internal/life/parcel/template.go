package parcel

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Charge is what a fee counts.
type Charge string

const (
	ByPiece  Charge = "piece"
	ByWeight Charge = "weight" // grams
)

// Weight is what a piece counts as that nobody has weighed, in grams.
const Weight = 500

// Rule is what sending to some regions costs.
type Rule struct {
	Regions []string     `json:"regions"` // of cities and provinces; none: everywhere else
	Never   bool         `json:"never"`   // nothing is sent there, and the rest says nothing
	First   int64        `json:"first"`   // pieces or grams that cost Fee
	Fee     money.Amount `json:"fee"`
	Next    int64        `json:"next"` // each so many more, begun, cost More
	More    money.Amount `json:"more"`
	Free    money.Amount `json:"free"` // goods for so much cost no fee; zero: they always do
}

// Template is how a store sends.
type Template struct {
	Charge Charge
	Rules  []Rule
}

const (
	maxRules   = 40
	maxRegions = 500 // in all rules
	maxUnits   = 1_000_000
	maxFee     = 1000_00
	maxFree    = 1_000_000_00
)

// check finds what cannot be. known tells whether there is a region.
// Faults: ErrCharge, ErrRules, ErrRegion, ErrFee, with the number of the rule.
func (t *Template) check(known func(id string) bool) error {
	if t.Charge != ByPiece && t.Charge != ByWeight {
		return ErrCharge
	}
	if len(t.Rules) < 1 || len(t.Rules) > maxRules {
		return ErrRules
	}
	seen := map[string]bool{}
	for i := range t.Rules {
		r := &t.Rules[i]
		at := map[string]any{"field": fmt.Sprintf("rules[%d]", i)}
		if len(r.Regions) == 0 {
			r.Regions = []string{}
			if seen[""] {
				return ErrRegion.With(at)
			}
			seen[""] = true
		}
		for _, id := range r.Regions {
			if seen[id] || !known(id) {
				return ErrRegion.With(at)
			}
			seen[id] = true
		}
		if len(seen) > maxRegions {
			return ErrRules
		}
		if r.Never {
			*r = Rule{Regions: r.Regions, Never: true, Fee: zero, More: zero, Free: zero}
			continue
		}
		if !r.priced() {
			return ErrFee.With(at)
		}
	}
	return nil
}

var zero = money.New(0, money.CNY)

func (r Rule) priced() bool {
	units := func(n int64) bool { return n >= 1 && n <= maxUnits }
	amount := func(a money.Amount, most int64) bool {
		return a.Currency() == money.CNY && a.Sign() >= 0 && a.Minor() <= most
	}
	return units(r.First) && units(r.Next) && amount(r.Fee, maxFee) && amount(r.More, maxFee) && amount(r.Free, maxFree)
}

// For gives the rule for a city: its own before that of its province before
// that for everywhere else. false: nothing is sent there.
func (t Template) For(city, province string) (Rule, bool) {
	for _, id := range []string{city, province} {
		for _, r := range t.Rules {
			if id != "" && slices.Contains(r.Regions, id) {
				return r, !r.Never
			}
		}
	}
	for _, r := range t.Rules {
		if len(r.Regions) == 0 {
			return r, !r.Never
		}
	}
	return Rule{}, false
}

// Cost gives the fee for so many pieces or grams of goods, and for how much
// goods are missing until there is none. A step that is begun counts whole.
func (r Rule) Cost(units int64, goods money.Amount) (fee, missing money.Amount) {
	missing = zero
	if !r.Free.IsZero() {
		if missing = r.Free.Add(goods.Neg()); missing.Sign() <= 0 {
			return zero, zero
		}
	}
	steps := (max(0, units-r.First) + r.Next - 1) / r.Next
	return r.Fee.Add(r.More.MulDiv(steps, 1)), missing
}

// Template gives how a store sends; one without rules sends nothing.
func (s *Service) Template(ctx context.Context, q db.Q, store string) (Template, error) {
	r, ok, err := db.One[templateRow](ctx, q, qTemplate, store)
	if err != nil || !ok {
		return Template{Charge: ByWeight}, err
	}
	t := Template{Charge: r.Charge}
	if err := json.Unmarshal([]byte(r.Rules), &t.Rules); err != nil {
		return t, fmt.Errorf("read template of store %s: %w", store, err)
	}
	return t, nil
}

// Set replaces how a store sends. Faults: ErrCharge, ErrRules, ErrRegion, ErrFee.
func (s *Service) Set(ctx context.Context, tx *db.Tx, store string, t Template) error {
	regions, err := s.regions(ctx, tx)
	if err != nil {
		return err
	}
	if err := t.check(regions.Has); err != nil {
		return err
	}
	rules, err := json.Marshal(t.Rules)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qSet, store, t.Charge, string(rules))
	return err
}

// Try gives the rule of a template, kept or not, for a city; false: nothing is
// sent there. Faults: those of Set.
func (s *Service) Try(ctx context.Context, q db.Q, t Template, city string) (Rule, bool, error) {
	regions, err := s.regions(ctx, q)
	if err != nil {
		return Rule{}, false, err
	}
	if err := t.check(regions.Has); err != nil {
		return Rule{}, false, err
	}
	r, sent := t.For(city, regions.Province(city))
	return r, sent, nil
}
