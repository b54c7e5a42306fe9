package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// shopper is somebody who gets hungry.
type shopper struct {
	*world
	*session
	dice    *rand.Rand
	day     []visit
	home    geo.Point
	address string
	book    account
	then    []errand
	meals   int // at tables
}

// errand is what a shopper means to do later.
type errand struct {
	at time.Time
	do func(context.Context) error
}

// bringShoppers signs everybody up, with an address, a PIN and money from a card,
// a few at a time: nobody's day depends on who was first.
func (w *world) bringShoppers(ctx context.Context) error {
	var jobs []func() error
	for i := range w.Shoppers {
		name := fmt.Sprintf("shopper %03d", i)
		s := &shopper{world: w, session: w.session(name), dice: dice(w.Seed, name)}
		s.day = visits(s.dice, w.From*60, w.To*60)
		s.home = w.around(s.dice, 4000)
		w.shoppers = append(w.shoppers, s)
		jobs = append(jobs, func() error { return s.signUp(ctx, i) })
	}
	err := atOnce(jobs)
	for _, s := range w.shoppers {
		s.note(s.who(), "lives at %.4f, %.4f and puts in %v", s.home.Lat, s.home.Lng, s.book.put)
	}
	return err
}

func (s *shopper) signUp(ctx context.Context, i int) error {
	if err := s.signIn(ctx, "/api", fmt.Sprintf("+86136%08d", 10_000_000+i)); err != nil {
		return err
	}
	if err := s.ask(ctx, "PATCH", "/api/profile", map[string]string{"name": fmt.Sprintf("Shopper %d", i)}, nil); err != nil {
		return err
	}
	if err := s.post(ctx, "/api/pin", map[string]string{"pin": s.PIN}, nil); err != nil {
		return err
	}
	var had wallet
	if err := s.get(ctx, "/api/wallet", &had); err != nil {
		return err
	}
	s.book = newAccount(had.Total)
	var made struct{ ID string }
	if err := s.post(ctx, "/api/addresses", map[string]any{
		"name": "Home", "phone": "13900000000", "place": fmt.Sprintf("Block %d", i), "at": s.home,
	}, &made); err != nil {
		return err
	}
	s.address = made.ID
	return s.topUp(ctx, i, yuan(150+50*s.dice.Int64N(8)))
}

// cardNumber is one of the sandbox bank's, that works.
func cardNumber(i int) string {
	body := fmt.Sprintf("6220010%07d8", i) // no four digits that the bank knows end with an 8
	for check := range 10 {
		if n := body + fmt.Sprint(check); luhn(n) {
			return n
		}
	}
	return ""
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// proof confirms one payment with the PIN.
func (s *shopper) proof(ctx context.Context) (string, error) {
	var out struct{ Proof string }
	err := s.post(ctx, "/api/confirm/pin", map[string]string{"pin": s.PIN}, &out)
	return out.Proof, err
}

func (s *shopper) topUp(ctx context.Context, i int, amount money.Amount) error {
	proof, err := s.proof(ctx)
	if err != nil {
		return err
	}
	var bound struct{ ID string }
	if err := s.post(ctx, "/api/cards", map[string]string{"number": cardNumber(i), "proof": proof}, &bound); err != nil {
		return err
	}
	if proof, err = s.proof(ctx); err != nil {
		return err
	}
	var o struct{ ID, State string }
	if err := s.post(ctx, "/api/cards/topup", map[string]any{"card": bound.ID, "amount": amount, "proof": proof}, &o); err != nil {
		return err
	}
	// The bank is outside: it answers in its own time.
	t := time.NewTicker(2 * time.Millisecond)
	defer t.Stop()
	for range 5000 {
		if err := s.get(ctx, "/api/bank-orders/"+o.ID, &o); err != nil {
			return err
		}
		if o.State == "REFUSED" {
			return fmt.Errorf("the bank refuses %s a top-up", s.who())
		}
		if o.State == "DONE" {
			s.book.put = s.book.put.Add(amount)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
	return fmt.Errorf("the bank does not answer a top-up: it is %s", o.State)
}

func (s *shopper) who() string { return s.session.who }

// later keeps an errand for in so many minutes.
func (s *shopper) later(minutes int, do func(context.Context) error) {
	s.then = append(s.then, errand{s.now.Add(time.Duration(minutes) * time.Minute), do})
}

func (s *shopper) act(ctx context.Context) error {
	for len(s.day) > 0 && s.day[0].at <= s.minute() {
		v := s.day[0]
		s.day = s.day[1:]
		if err := s.visit(ctx, v); err != nil {
			return err
		}
	}
	due := s.then
	s.then = nil
	for i, e := range due {
		if e.at.After(s.now) {
			s.then = append(s.then, e)
		} else if err := e.do(ctx); err != nil {
			s.then = append(s.then, due[i:]...)
			return err
		}
	}
	return nil
}

// visit looks for something to eat, and orders it a little later.
func (s *shopper) visit(ctx context.Context, v visit) error {
	place := url.Values{"city": {s.City}, "lat": {fmt.Sprint(s.home.Lat)}, "lng": {fmt.Sprint(s.home.Lng)}}.Encode()
	// What a page of theirs shows is seen, and left alone.
	for _, path := range []string{"/api/home?", "/api/feed?"} {
		if _, err := s.refused(s.get(ctx, path+place, nil)); err != nil {
			return err
		}
	}
	var near list[card]
	if err := s.get(ctx, "/api/stores?limit=40&mode="+v.mode+"&"+place, &near); err != nil {
		return err
	}
	at, least := s.choose(near.Items, v)
	if at == nil {
		s.note(s.who(), "finds no store for %s%s", v.mode, v.offer)
		return nil
	}
	b, o, err := s.fill(ctx, at, v, least)
	if err != nil || len(b.Wants) == 0 {
		if err == nil {
			s.note(s.who(), "finds nothing at %s for %s %s", at.name, v.mode, v.offer)
		}
		return err
	}
	o.buyer, o.shop, o.mode, o.wants, o.status = s, at, v.mode, b.Wants, unpaid
	s.later(s.dice.IntN(3), func(ctx context.Context) error { return s.order(ctx, o, b, v, 2) })
	return nil
}

// choose takes a store of those that are near: the nearer, the likelier.
func (s *shopper) choose(near []card, v visit) (*shop, money.Amount) {
	var found []card
	for _, c := range near {
		at := s.byStore[c.ID]
		if at != nil && slices.Contains(c.Modes, v.mode) && (c.Open || v.mode == voucher) && (v.mode != takeaway || c.Delivers) && (v.offer == "" || at.sales) {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil, zero
	}
	odds := make([]int, len(found))
	for i := range odds {
		odds[i] = 120 / (i + 3)
	}
	c := found[pick(s.dice, odds)]
	least := zero
	if c.Minimum != nil && v.mode == takeaway {
		least = *c.Minimum
	}
	return s.byStore[c.ID], least
}

// fill puts things into a basket until that is enough.
func (s *shopper) fill(ctx context.Context, at *shop, v visit, least money.Amount) (basket, *order, error) {
	b, o := basket{Mode: v.mode}, &order{total: zero, fee: zero, refunded: zero}
	switch v.mode {
	case takeaway:
		b.Address = s.address
	case dinein:
		s.meals++
		b.Table = fmt.Sprintf("%s.%d", s.who()[len("shopper "):], s.meals)
	}
	items, err := at.menuFor(ctx, s.session)
	if err != nil {
		return b, o, err
	}
	if v.offer != "" {
		return b, o, s.bargain(ctx, at, v, items, &b, o)
	}
	worth := zero
	for n := 1 + s.dice.IntN(3); n > 0 || worth.Minor() < least.Minor() && n > -8; n-- {
		w, price, ok := s.take(items, b.Wants)
		if !ok {
			break
		}
		if i := slices.IndexFunc(b.Wants, func(x want) bool { return x.SKU == w.SKU && slices.Equal(x.Choices, w.Choices) }); i >= 0 {
			b.Wants[i].Qty++
		} else {
			b.Wants = append(b.Wants, w)
		}
		worth = worth.Add(price)
	}
	return b, o, nil
}

// menuFor is what a store sells, as the buyer's page shows it.
func (s *shop) menuFor(ctx context.Context, buyer *session) ([]item, error) {
	var page struct{ Items []item }
	err := buyer.get(ctx, "/api/stores/"+s.id, &page)
	return page.Items, err
}

// take draws one thing that can be had, with what has to be chosen.
func (s *shopper) take(items []item, had []want) (want, money.Amount, bool) {
	odds := make([]int, len(items))
	any := false
	for i, it := range items {
		if it.Available {
			odds[i], any = 60/(i+4), true
		}
	}
	if !any {
		return want{}, zero, false
	}
	it := items[pick(s.dice, odds)]
	k := it.SKUs[s.dice.IntN(len(it.SKUs))]
	mine := int64(0)
	for _, w := range had {
		if w.SKU == k.ID {
			mine += w.Qty
		}
	}
	if k.Left != nil && *k.Left <= mine {
		return want{}, zero, false
	}
	choices, adds, ok := s.options(it)
	return want{SKU: k.ID, Choices: choices, Qty: 1}, k.Price.Add(adds), ok
}

// options draws as many of each group as must be, and at times one more.
func (s *shopper) options(it item) (ids []string, adds money.Amount, ok bool) {
	ids, adds = []string{}, zero
	for _, g := range it.Groups {
		n := g.Min
		if n < g.Max && chance(s.dice, 30) {
			n++
		}
		var can []choice
		for _, c := range g.Choices {
			if !c.Off {
				can = append(can, c)
			}
		}
		if len(can) < g.Min {
			return nil, zero, false
		}
		s.dice.Shuffle(len(can), func(i, j int) { can[i], can[j] = can[j], can[i] })
		for _, c := range can[:min(n, len(can))] {
			ids, adds = append(ids, c.ID), adds.Add(c.Adds)
		}
	}
	return ids, adds, true
}

// bargain puts a flash sale or a group's price into a basket, where there is one.
func (s *shopper) bargain(ctx context.Context, at *shop, v visit, items []item, b *basket, o *order) error {
	var all offers
	if err := s.get(ctx, "/api/stores/"+at.id+"/offers", &all); err != nil {
		return err
	}
	w := want{Qty: 1}
	switch {
	case v.offer == flash && len(all.Flash) > 0:
		w.SKU, w.Offer, o.offer = all.Flash[0].SKU, all.Flash[0].Offer, all.Flash[0].Offer
		at.sale(all.Flash[0].Offer, all.Flash[0].Pieces)
	case v.offer == group && len(all.Groups) > 0:
		g := all.Groups[0]
		w.SKU, w.Offer, o.group = g.SKU, g.Offer, true
		if len(g.Gathering) > 0 {
			w.Offer = g.Gathering[0].Offer
		}
	default:
		return nil
	}
	for _, it := range items {
		if it.Available && slices.ContainsFunc(it.SKUs, func(k sku) bool { return k.ID == w.SKU }) {
			var ok bool
			if w.Choices, _, ok = s.options(it); ok {
				b.Wants = append(b.Wants, w)
			}
		}
	}
	return nil
}
