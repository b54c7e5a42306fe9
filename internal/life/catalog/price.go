package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Want is what a buyer asks for.
type Want struct {
	SKU     string
	Choices []string // ids
	Qty     int64
	Seen    money.Amount // what one cost when the buyer looked; zero: not told
	Offer   string       // "kind:id" of what else decides on its price; empty: the menu alone
}

// Line is a Want with its price.
type Line struct {
	Want
	Item         string
	Name, NameEN string // of the item
	Variant      string
	VariantEN    string
	Chosen       []string // names, in the order of the menu
	ChosenEN     []string
	Picture      string
	Unit, Total  money.Amount
	Adds         money.Amount // of the choices, in Unit
	Weight       int64        // grams of one; 0: not told
}

// Problem is why a line cannot be sold as it was asked for.
type Problem struct {
	Line int    // index into the wants
	Code string // gone, sold_out, not_now, choices, price
	Now  money.Amount
}

// Reprice makes a line cost unit each, where something else than the menu
// decides. What the choices add stays on top of it.
func (l *Line) Reprice(unit money.Amount) {
	l.Unit = unit.Add(l.Adds)
	l.Total = l.Unit.MulDiv(l.Qty, 1)
}

// The codes of a Problem.
const (
	Gone       = "gone"     // not in this store's catalogue any more
	SoldOutNow = "sold_out" // the item, or a choice
	NotNow     = "not_now"  // sold at other hours
	BadChoices = "choices"  // too few or too many of a group, or none of it
	PriceMoved = "price"    // costs Now
)

// MostOf is how many of one line can be asked for.
const MostOf = 999

// Price makes lines of wants for a store at a moment. Lines with a problem
// have the price that can be told. It never fails for what a buyer asks.
func (s *Service) Price(ctx context.Context, q db.Q, store string, wants []Want, at time.Time) (lines []Line, problems []Problem, err error) {
	items := map[string]Item{}
	for i, w := range wants {
		l := Line{Want: w, Unit: money.New(0, money.CNY), Total: money.New(0, money.CNY), Adds: money.New(0, money.CNY)}
		code, err := s.priceOne(ctx, q, store, items, &l, at)
		if err != nil {
			return nil, nil, err
		}
		if code == "" && w.Offer == "" && w.Seen != (money.Amount{}) && w.Seen != l.Unit {
			code = PriceMoved
		}
		if code != "" {
			problems = append(problems, Problem{i, code, l.Unit})
		}
		lines = append(lines, l)
	}
	return lines, problems, nil
}

func (s *Service) priceOne(ctx context.Context, q db.Q, store string, items map[string]Item, l *Line, at time.Time) (problem string, err error) {
	k, ok, err := db.One[skuRow](ctx, q, qSKU, l.SKU, store)
	if err != nil || !ok || l.Qty < 1 || l.Qty > MostOf {
		return Gone, err
	}
	it, ok := items[k.Item]
	if !ok {
		if it, err = s.Get(ctx, q, k.Item); err != nil {
			return "", err
		}
		items[k.Item] = it
	}
	l.Item, l.Name, l.NameEN, l.Picture, l.Variant, l.VariantEN = it.ID, it.Name, it.NameEN, it.Picture, k.Name, k.NameEN
	l.Weight = k.Weight
	l.Unit = money.New(k.Price, money.CNY)
	problem = l.choose(it)
	l.Total = l.Unit.MulDiv(l.Qty, 1)
	switch {
	case !it.Listed:
		return Gone, nil
	case it.SoldOut:
		return SoldOutNow, nil
	case !it.Available(at):
		return NotNow, nil
	}
	return problem, nil
}

// choose adds what the choices cost, and tells what is wrong with them.
func (l *Line) choose(it Item) (problem string) {
	left := slices.Clone(l.Choices)
	for _, g := range it.Groups {
		n := 0
		for _, c := range g.Choices {
			at := slices.Index(left, c.ID)
			if at < 0 {
				continue
			}
			left = slices.Delete(left, at, at+1)
			n++
			l.Unit, l.Adds = l.Unit.Add(c.Adds), l.Adds.Add(c.Adds)
			l.Chosen = append(l.Chosen, c.Name)
			l.ChosenEN = append(l.ChosenEN, cmp.Or(c.NameEN, c.Name))
			if c.Off {
				problem = SoldOutNow
			}
		}
		if n < g.Min || n > g.Max {
			return BadChoices
		}
	}
	if len(left) > 0 {
		return BadChoices
	}
	return problem
}
