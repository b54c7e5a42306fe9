package sim

import (
	"context"
	"slices"
)

// What a shopper does with a basket, from the price to the stars.

// order asks what the basket costs, orders it at that price and pays.
func (s *shopper) order(ctx context.Context, o *order, b basket, v visit, tries int) error {
	var q quote
	said, err := s.refused(s.post(ctx, "/api/stores/"+o.shop.id+"/quote", b, &q))
	if err != nil || said != "ok" {
		return err
	}
	if len(q.Problems) > 0 {
		s.note(s.who(), "cannot have it at %s for %s: %s", o.shop.name, v.mode, q.Problems[0].Code)
		return nil
	}
	b.Store, b.Total = o.shop.id, &q.Total
	var placed view
	if v.mode == dinein {
		placed, err = s.table(ctx, o, b, q)
	} else {
		err = s.post(ctx, "/api/orders", b, &placed)
	}
	said, err = s.refused(err, "order.changed", "stock.short", "group.full", "group.twice", "flash.over", "flash.once")
	if err != nil || said != "ok" {
		if err == nil && tries > 1 && said == "order.changed" {
			return s.order(ctx, o, b, v, tries-1)
		}
		s.note(s.who(), "orders nothing at %s for %s: %s", o.shop.name, v.mode, said)
		return err
	}
	o.no, o.id, o.trade, o.total, o.fee = len(s.orders)+1, placed.ID, placed.Trade, q.Total, placed.Fee
	s.orders = append(s.orders, o)
	s.byID[o.id] = o
	s.tally().placed++
	s.note(s.who(), "orders %d lines at %s for %s %s: %s, %v", len(o.wants), o.shop.name, v.mode, v.offer, o, o.total)
	if chance(s.dice, 3) {
		s.note(s.who(), "forgets to pay for %s", o)
		s.later(20, func(ctx context.Context) error { return s.hear(ctx, o) })
		return nil
	}
	return s.pay(ctx, o)
}

// table puts a basket on the list of a table, together with the next shopper
// where there is more than one line, and orders it.
func (s *shopper) table(ctx context.Context, o *order, b basket, q quote) (view, error) {
	path := "/api/stores/" + o.shop.id + "/tables/" + b.Table
	friend := s.shoppers[(slices.Index(s.shoppers, s)+1)%len(s.shoppers)]
	var all list[line]
	for i, w := range b.Wants {
		for range w.Qty {
			phone := []*session{s.session, friend.session}[i%2]
			if err := phone.post(ctx, path, map[string]any{"sku": w.SKU, "choices": w.Choices, "by": 1, "seen": q.Lines[i].Unit}, &all); err != nil {
				return view{}, err
			}
		}
	}
	put, there := int64(0), int64(0)
	for i, w := range b.Wants {
		put += w.Qty
		if i < len(all.Items) {
			there += all.Items[i].Qty
		}
	}
	if put != there || len(all.Items) != len(b.Wants) {
		s.breach("%s: %d pieces were put on the list of a table, and %d are there", s.who(), put, there)
	}
	var placed struct{ Order, Trade string }
	err := s.post(ctx, path+"/order", map[string]any{"total": q.Total}, &placed)
	return view{ID: placed.Order, Trade: placed.Trade, Fee: zero}, err
}

func (s *shopper) pay(ctx context.Context, o *order) error {
	proof, err := s.proof(ctx)
	if err != nil {
		return err
	}
	var ready []string
	has, waits := s.account()
	if waits || has.holds().Minor() < o.total.Minor() {
		ready = []string{"ledger.short"}
	}
	said, err := s.refused(s.post(ctx, "/api/trades/"+o.trade+"/pay", map[string]string{"proof": proof}, nil), ready...)
	if err != nil {
		return err
	}
	s.note(s.who(), "pays %v for %s: %s", o.total, o, said)
	if said != "ok" {
		return s.cancel(ctx, o)
	}
	if !waits && has.holds().Minor() < o.total.Minor() {
		s.breach("%s paid %v and has %v", s.who(), o.total, has.holds())
	}
	o.paidAt, o.status = s.now, paid
	s.book.spent = s.book.spent.Add(o.total)
	s.tally().paid(o)
	var v view
	if err := s.get(ctx, "/api/orders/"+o.id, &v); err != nil {
		return err
	}
	if v.DueAt != nil {
		o.due = *v.DueAt
	}
	if chance(s.dice, 4) {
		s.later(s.dice.IntN(4), func(ctx context.Context) error { return s.cancel(ctx, o) })
	}
	s.later(10, func(ctx context.Context) error { return s.watch(ctx, o) })
	if o.mode == voucher && !chance(s.dice, 15) {
		s.later(30+s.dice.IntN(180), func(ctx context.Context) error { return s.use(ctx, o) })
	}
	return nil
}

// cancel gives an order up; a store that has accepted it keeps it.
func (s *shopper) cancel(ctx context.Context, o *order) error {
	if over(o.status) {
		return nil
	}
	var ready []string
	if o.status != unpaid {
		ready = []string{"order.status", "order.actor", "voucher.some_used"}
	}
	said, err := s.refused(s.post(ctx, "/api/orders/"+o.id+"/cancel", map[string]string{"reason": "changed my mind"}, nil), ready...)
	if err != nil {
		return err
	}
	s.note(s.who(), "cancels %s: %s", o, said)
	if said == "ok" {
		o.kept = o.status == paid && o.mode != voucher
		s.cancelled(o, "buyer")
	}
	return nil
}

// hear learns what became of an order that somebody else ended.
func (s *shopper) hear(ctx context.Context, o *order) error {
	if over(o.status) {
		return nil
	}
	var v view
	if err := s.get(ctx, "/api/orders/"+o.id, &v); err != nil {
		return err
	}
	if v.Status == accepted && o.status == paid {
		o.status = accepted
	}
	if v.Status != cancelled || !slices.Contains(s.reasons(o), v.Reason) {
		return nil // whoever ended it has it in the books, or it is a breach
	}
	s.note(s.who(), "hears that %s is cancelled: %s", o, v.Reason)
	o.kept = !o.paidAt.IsZero()
	s.cancelled(o, "system")
	return nil
}

// reasons are those that the system itself may have to cancel an order.
func (s *shopper) reasons(o *order) []string {
	switch {
	case o.paidAt.IsZero():
		return []string{"unpaid"}
	case o.silent:
		return []string{"no_answer"}
	case o.group:
		return []string{"group_failed"}
	}
	return nil
}

// watch looks at an order until it is over, and writes what it was like.
func (s *shopper) watch(ctx context.Context, o *order) error {
	if err := s.hear(ctx, o); err != nil {
		return err
	}
	if !over(o.status) {
		s.later(10, func(ctx context.Context) error { return s.watch(ctx, o) })
		return nil
	}
	if o.status == completed && chance(s.dice, 35) {
		s.later(5+s.dice.IntN(30), func(ctx context.Context) error { return s.review(ctx, o) })
	}
	return nil
}

func (s *shopper) review(ctx context.Context, o *order) error {
	stars := 3 + s.dice.IntN(3)
	if o.endedAt.After(o.due) {
		stars -= 2
	}
	said, err := s.refused(s.post(ctx, "/api/orders/"+o.id+"/reviews", map[string]any{"line": 0, "stars": stars, "words": "As it was."}, nil))
	s.note(s.who(), "gives %d stars for %s: %s", stars, o, said)
	return err
}

// shows is the code that the buyer shows at the counter or at the door.
func (s *shopper) shows(ctx context.Context, o *order) (string, error) {
	var v view
	err := s.get(ctx, "/api/orders/"+o.id, &v)
	return v.Code, err
}

// use takes the vouchers of an order to their store; one in five tries to use
// the last a second time.
func (s *shopper) use(ctx context.Context, o *order) error {
	if over(o.status) {
		return nil
	}
	var v view
	if err := s.get(ctx, "/api/orders/"+o.id, &v); err != nil {
		return err
	}
	for i, x := range v.Vouchers {
		if err := o.shop.redeem(ctx, o, x.Code, false); err != nil {
			return err
		}
		if i == len(v.Vouchers)-1 {
			s.ended(o)
			if chance(s.dice, 20) {
				return o.shop.redeem(ctx, o, x.Code, true)
			}
		}
	}
	return nil
}
