package sim

import (
	"context"
	"sync"

	"livewell/internal/kit/money"
)

// look lets those who have a screen open see it, all at once: it changes nothing.
func (w *world) look(ctx context.Context) error {
	var jobs []func() error
	for _, s := range w.shops {
		s.board = nil
		if s.opened() {
			jobs = append(jobs, func() error {
				var b list[view]
				err := s.at.get(ctx, "/console/api/stores/"+s.id+"/board", &b)
				s.board = b.Items
				return err
			})
		}
	}
	for _, r := range w.riders {
		if r.idle() {
			r.page.Offer = nil
			continue
		}
		jobs = append(jobs, func() error {
			r.page = riderPage{}
			return r.get(ctx, "/api/rider", &r.page)
		})
	}
	return atOnce(jobs)
}

// atOnce does jobs that do not touch each other's, a few at a time.
func atOnce(jobs []func() error) error {
	var all sync.WaitGroup
	var mu sync.Mutex
	var first error
	next := make(chan func() error)
	for range 8 {
		all.Go(func() {
			for job := range next {
				if err := job(); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
				}
			}
		})
	}
	for _, job := range jobs {
		next <- job
	}
	close(next)
	all.Wait()
	return first
}

// compare holds the books of the actors against what the server says.
func (w *world) compare(ctx context.Context) error {
	for _, o := range w.orders {
		var v view
		if err := o.buyer.get(ctx, "/api/orders/"+o.id, &v); err != nil {
			return err
		}
		for _, b := range o.breaches(v) {
			w.breach("%s", b)
		}
	}
	if err := w.purses(ctx); err != nil {
		return err
	}
	for _, m := range w.merchs {
		if err := w.till(ctx, m); err != nil {
			return err
		}
	}
	for _, s := range w.shops {
		if err := s.shelf(ctx); err != nil {
			return err
		}
		if err := s.sold(ctx); err != nil {
			return err
		}
		s.rushed()
	}
	return nil
}

// account is a shopper's, with what orders gave back, and whether something may
// have been given back that the shopper has not heard of.
func (s *shopper) account() (a account, waits bool) {
	a = s.book
	for _, o := range s.orders {
		if o.buyer == s {
			a.back, waits = a.back.Add(o.back()), waits || o.silent && !over(o.status)
		}
	}
	return a, waits
}

// purses compares what people have, of shoppers those who wait for nothing.
func (w *world) purses(ctx context.Context) error {
	for _, s := range w.shoppers {
		a, waits := s.account()
		if waits {
			continue
		}
		if err := w.purse(ctx, s.session, a); err != nil {
			return err
		}
	}
	for _, r := range w.riders {
		if err := w.purse(ctx, r.session, r.book); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) purse(ctx context.Context, s *session, a account) error {
	var has wallet
	if err := s.get(ctx, "/api/wallet", &has); err != nil {
		return err
	}
	for _, b := range a.breaches(s.who, has.Total) {
		w.breach("%s", b)
	}
	return nil
}

// till compares a merchant's takings: what was paid and given back, and that
// its balance grew by what is left of it less what riders were paid.
func (w *world) till(ctx context.Context, m *merchant) error {
	var now overview
	if err := m.get(ctx, "/console/api/merchant", &now); err != nil {
		return err
	}
	took, gave, rode := zero, zero, zero
	for _, o := range w.orders {
		if o.shop.at != m || o.paidAt.IsZero() {
			continue
		}
		took, gave = took.Add(o.total), gave.Add(o.back())
		if o.rider != nil && o.status == completed {
			rode = rode.Add(o.fee)
		}
	}
	grown := func(of func(sums) money.Amount) money.Amount { return total(now, of).Add(total(m.before, of).Neg()) }
	if got := grown(func(s sums) money.Amount { return s.Paid }); got != took {
		w.breach("%s was paid %v by its own account, and %v by its buyers'", m.name, got, took)
	}
	if got := grown(func(s sums) money.Amount { return s.Refunded }); got != gave {
		w.breach("%s gave back %v by its own account, and %v by its buyers'", m.name, got, gave)
	}
	// What vouchers have earned is held until they are used.
	held := sum(w.orders, func(o *order) money.Amount {
		if o.shop.at != m || o.paidAt.IsZero() || over(o.status) {
			return zero
		}
		return o.total.Add(o.back().Neg())
	})
	net := grown(func(s sums) money.Amount { return s.Net }).Add(rode.Neg())
	if got := now.Balance.Add(m.before.Balance.Neg()); held.IsZero() && got != net {
		w.breach("the balance of %s grew by %v, and it took %v less what riders got", m.name, got, net)
	}
	return nil
}

func total(o overview, of func(sums) money.Amount) money.Amount {
	out := zero
	for _, s := range o.Week {
		out = out.Add(of(s))
	}
	return out
}

// shelf compares what is left with what there was less what was sold.
func (s *shop) shelf(ctx context.Context) error {
	items, err := s.menu(ctx)
	if err != nil {
		return err
	}
	taken := map[string]int64{}
	for _, o := range s.orders {
		if o.shop != s || o.paidAt.IsZero() || o.kept {
			continue
		}
		for _, w := range o.wants {
			taken[w.SKU] += w.Qty
		}
	}
	for id, left := range pieces(items) {
		if want := s.left[id] - taken[id]; left != want || left < 0 {
			s.breach("%s has %d pieces of %s left, and had %d and sold %d", s.name, left, id, s.left[id], taken[id])
		}
	}
	return nil
}

// rushed compares how many went at the price of a flash sale with how many it
// was for, and one each.
func (s *shop) rushed() {
	for offer, pieces := range s.flash {
		buyers := map[*shopper]bool{}
		for _, o := range s.orders {
			if o.offer != offer || o.status == cancelled {
				continue
			}
			if buyers[o.buyer] {
				s.breach("%s: %s had two of one each", o, o.buyer.who())
			}
			buyers[o.buyer] = true
		}
		if int64(len(buyers)) > pieces {
			s.breach("%s sold %d of the %d pieces of a flash sale", s.name, len(buyers), pieces)
		}
	}
}

// sold compares a store's list of orders with the books.
func (s *shop) sold(ctx context.Context) error {
	mine := map[string]bool{}
	for _, o := range s.orders {
		if o.shop == s && !o.paidAt.IsZero() {
			mine[o.id] = true
		}
	}
	for cursor, more := "", true; more; more = cursor != "" {
		var page list[view]
		if err := s.at.get(ctx, "/console/api/stores/"+s.id+"/orders?limit=100&cursor="+cursor, &page); err != nil {
			return err
		}
		for _, v := range page.Items {
			delete(mine, v.ID)
		}
		cursor = page.Next
	}
	for _, o := range s.orders {
		if mine[o.id] {
			s.breach("%s is paid and not in the list of %s", o, s.name)
		}
	}
	return nil
}
