package order_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/life/catalog"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/order"
	"livewell/internal/life/voucher"
	"livewell/internal/trade/store"
)

// people gives n buyers with money.
func (w *world) people(n int) []string {
	w.t.Helper()
	out := make([]string, n)
	w.must(func(tx *db.Tx) error {
		for i := range out {
			out[i] = fmt.Sprint("buyer", i)
			if err := errors.Join(w.wallet.OpenUser(w.ctx, tx, out[i]), w.wallet.Issue(w.ctx, tx, "seed:"+out[i], wallet.Cash(out[i]), cny(100_00))); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

// book is a basket of one book, on an offer.
func (w *world) one(buyer, offer string) order.Basket {
	return order.Basket{Buyer: buyer, Store: w.shop.ID, Mode: store.Pickup, Wants: []catalog.Want{{SKU: w.book.SKUs[0].ID, Qty: 1, Offer: offer}}}
}

func (w *world) pays(o order.Order) error {
	return w.do(func(tx *db.Tx) error {
		_, err := w.pay.Pay(w.ctx, tx, o.Trade, pay.Paying{Buyer: o.Buyer, Proven: true})
		return err
	})
}

func (w *world) sale(pieces int64) flash.Sale {
	w.t.Helper()
	s, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (flash.Sale, error) {
		return w.flash.Open(w.ctx, tx, flash.Sale{Store: w.shop.ID, SKU: w.book.SKUs[0].ID, Price: cny(100), Pieces: pieces, Each: 1, Starts: tx.Now(), Ends: tx.Now().Add(time.Hour)})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestAFlashSaleSellsSoManyAndOneEach(t *testing.T) {
	each(t, func(w *world) {
		sale, people := w.sale(3), w.people(8)
		var sold atomic.Int64
		var all sync.WaitGroup
		for _, buyer := range append(people, people...) { // everybody tries twice
			all.Go(func() {
				switch _, err := w.place(w.one(buyer, "flash:"+sale.ID)); {
				case err == nil:
					sold.Add(1)
				case errors.Is(err, flash.ErrOnce), errors.Is(err, flash.ErrOver), errors.Is(err, order.ErrChanged):
				default:
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		if sold.Load() != 3 || w.left() != 7 {
			w.t.Errorf("%d sold, %d left on the shelf", sold.Load(), w.left())
		}
		w.whole()
		// Nobody pays: all three are there again, for those who had none too.
		w.clock.Move(16 * time.Minute)
		for w.jobs.Once(w.ctx) > 0 {
		}
		o, err := w.place(w.one(people[7], "flash:"+sale.ID))
		if err != nil || o.Goods != cny(100) || w.left() != 9 {
			w.t.Fatalf("%s, %v, %d left", o.Goods, err, w.left())
		}
		w.clock.Move(time.Hour)
		if _, err := w.place(w.one(people[6], "flash:"+sale.ID)); !errors.Is(err, order.ErrChanged) {
			w.t.Errorf("after its end: %v", err)
		}
	})
}

func TestTheLastPieceGoesToTheCounterOrToTheSale(t *testing.T) {
	each(t, func(w *world) {
		w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.book.SKUs[0].ID, 1, "") })
		sale, people := w.sale(5), w.people(10)
		var sold atomic.Int64
		var all sync.WaitGroup
		for i, buyer := range people {
			offer := ""
			if i%2 == 0 {
				offer = "flash:" + sale.ID
			}
			all.Go(func() {
				if _, err := w.place(w.one(buyer, offer)); err == nil {
					sold.Add(1)
				}
			})
		}
		all.Wait()
		if sold.Load() != 1 {
			w.t.Errorf("the last piece was sold %d times", sold.Load())
		}
	})
}

func (w *world) deal() group.Deal {
	w.t.Helper()
	d, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (group.Deal, error) {
		return w.group.Open(w.ctx, tx, group.Deal{Store: w.shop.ID, SKU: w.book.SKUs[0].ID, Price: cny(500), Size: 3, Within: 2 * time.Hour, Ends: tx.Now().Add(24 * time.Hour)})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) join(buyer, offer string) order.Order {
	w.t.Helper()
	o, err := w.place(w.one(buyer, offer))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.pays(o); err != nil {
		w.t.Fatal(err)
	}
	return w.get(o.ID)
}

func TestAGroupThatIsFullGoesToTheStoreTogether(t *testing.T) {
	each(t, func(w *world) {
		info := w.shop.Info
		info.Terms.AutoAccept = true
		w.must(func(tx *db.Tx) error { return w.stores.Edit(w.ctx, tx, w.shop.ID, info) })
		d, people := w.deal(), w.people(5)
		first := w.join(people[0], "group:"+d.ID)
		if first.Status != order.Paid {
			w.t.Fatalf("the first is %s", first.Status)
		}
		p, ok, err := w.group.PartyOf(w.ctx, w.db, first.ID)
		if err != nil || !ok {
			w.t.Fatal(err)
		}
		offer := "group:" + d.ID + "." + p.ID
		if _, err := w.place(w.one(people[0], offer)); !errors.Is(err, order.ErrChanged) {
			w.t.Errorf("the first is in it twice: %v", err)
		}
		second := w.join(people[1], offer)
		third, err := w.place(w.one(people[2], offer)) // has the last seat and has not paid
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.place(w.one(people[3], offer)); !errors.Is(err, order.ErrChanged) {
			w.t.Errorf("a fourth of three: %v", err)
		}
		if w.get(first.ID).Status != order.Paid {
			w.t.Error("it goes to the store before all have paid")
		}
		if err := w.pays(third); err != nil {
			w.t.Fatal(err)
		}
		for _, o := range []order.Order{first, second, third} {
			if got := w.get(o.ID); got.Status != order.Accepted || got.Goods != cny(500) {
				w.t.Errorf("%s of the group is %s for %s", o.Buyer, got.Status, got.Goods)
			}
		}
		w.clock.Move(3 * time.Hour)
		for w.jobs.Once(w.ctx) > 0 {
		}
		if w.get(first.ID).Status != order.Accepted {
			w.t.Error("the deadline undid a full group")
		}
	})
}

func TestAGroupThatIsNotFullHasItsMoneyBack(t *testing.T) {
	each(t, func(w *world) {
		d, people := w.deal(), w.people(3)
		first := w.join(people[0], "group:"+d.ID)
		p, _, err := w.group.PartyOf(w.ctx, w.db, first.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		second := w.join(people[1], "group:"+d.ID+"."+p.ID)
		if err := w.move(second.ID, order.Cancelled, order.Buyer); err != nil {
			w.t.Fatal(err)
		}
		if open, err := w.group.Gathering(w.ctx, w.db, d.ID, w.clock.Now()); err != nil || len(open) != 1 || open[0].Taken != 1 || open[0].Paid != 1 {
			w.t.Errorf("one left, and the party is %+v, %v", open, err)
		}
		// A store that takes what is not its to make yet would keep everybody's money.
		if err := w.move(first.ID, order.Accepted, order.Shop); !errors.Is(err, order.ErrWaiting) {
			w.t.Errorf("the store takes it before the group is full: %v", err)
		}
		if can, err := w.Can(w.ctx, w.db, w.get(first.ID), order.Shop); err != nil || slices.Contains(can, order.Accepted) || !slices.Contains(can, order.Cancelled) {
			w.t.Errorf("the store is shown %v, %v", can, err)
		}
		w.clock.Move(2 * time.Hour)
		for w.jobs.Once(w.ctx) > 0 {
		}
		o := w.get(first.ID)
		b, err := w.wallet.Balance(w.ctx, w.db, wallet.Cash(people[0]))
		if err != nil || o.Status != order.Cancelled || o.Reason != group.ReasonFailed || b.Total != cny(100_00) || w.left() != 10 {
			w.t.Errorf("it is %s because %q, the first has %s, %d left, %v", o.Status, o.Reason, b.Total, w.left(), err)
		}
	})
}

func TestTheLastSeatOfAGroupIsTakenOnce(t *testing.T) {
	each(t, func(w *world) {
		d, people := w.deal(), w.people(9)
		first := w.join(people[0], "group:"+d.ID)
		p, _, err := w.group.PartyOf(w.ctx, w.db, first.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		var in atomic.Int64
		var all sync.WaitGroup
		for _, buyer := range people[1:] {
			all.Go(func() {
				if _, err := w.place(w.one(buyer, "group:"+d.ID+"."+p.ID)); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 2 {
			w.t.Errorf("%d took two seats", in.Load())
		}
	})
}

// vouchersOf buys n noodle vouchers and gives their codes.
func (w *world) vouchersOf(n int64) (order.Order, []string) {
	w.t.Helper()
	w.clock.Move(11 * time.Hour) // bought at night
	o, err := w.place(order.Basket{Buyer: "ann", Store: w.shop.ID, Mode: store.Voucher, Wants: []catalog.Want{{SKU: w.noodles.SKUs[0].ID, Qty: n}}})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.pays(o); err != nil {
		w.t.Fatal(err)
	}
	vs, err := w.vouchers.Of(w.ctx, w.db, o.ID)
	if err != nil || int64(len(vs)) != n {
		w.t.Fatal(len(vs), err)
	}
	var codes []string
	for _, v := range vs {
		c, err := w.vouchers.Code(v)
		if err != nil {
			w.t.Fatal(err)
		}
		codes = append(codes, c)
	}
	return w.get(o.ID), codes
}

func (w *world) redeem(store, code string) error {
	return w.do(func(tx *db.Tx) error {
		_, err := w.vouchers.Redeem(w.ctx, tx, store, code, "cashier", time.Time{})
		return err
	})
}

func TestAVoucherIsUsedOnce(t *testing.T) {
	each(t, func(w *world) {
		o, codes := w.vouchersOf(2)
		if o.Status != order.Accepted {
			w.t.Fatalf("it is %s", o.Status)
		}
		// A cashier without a network reads it with the public key alone.
		key, err := w.vouchers.PublicKey()
		if err != nil {
			w.t.Fatal(err)
		}
		if _, at, err := voucher.Check(codes[0], key.Public, w.clock.Now()); err != nil || at != w.shop.ID {
			w.t.Errorf("offline: %s, %v", at, err)
		}
		forged := codes[0][:len(codes[0])-4] + "AAAA"
		if _, _, err := voucher.Check(forged, key.Public, w.clock.Now()); !errors.Is(err, voucher.ErrCode) {
			w.t.Errorf("forged: %v", err)
		}
		for name, c := range map[string]struct {
			store, code string
			want        error
		}{"another store": {"x", codes[0], voucher.ErrStore}, "forged": {w.shop.ID, forged, voucher.ErrCode}, "nonsense": {w.shop.ID, "LV1.a.b", voucher.ErrCode}} {
			if err := w.redeem(c.store, c.code); !errors.Is(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		var used, again atomic.Int64
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				switch err := w.redeem(w.shop.ID, codes[0]); {
				case err == nil:
					used.Add(1)
				case errors.Is(err, voucher.ErrUsed):
					again.Add(1)
				default:
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		if used.Load() != 1 || again.Load() != 29 {
			w.t.Errorf("used %d times", used.Load())
		}
		// A use whose answer was lost is told again, and is what it was.
		first := w.clock.Now()
		w.clock.Move(time.Minute)
		if err := w.do(func(tx *db.Tx) error {
			_, err := w.vouchers.Redeem(w.ctx, tx, w.shop.ID, codes[0], "cashier", first)
			return err
		}); err != nil {
			w.t.Errorf("told again: %v", err)
		}
		if err := w.move(o.ID, order.Cancelled, order.Buyer); !errors.Is(err, voucher.ErrSome) {
			w.t.Errorf("given back although one is used: %v", err)
		}
		if err := w.redeem(w.shop.ID, codes[1]); err != nil || w.get(o.ID).Status != order.Completed {
			w.t.Errorf("all are used and it is %s, %v", w.get(o.ID).Status, err)
		}
	})
}

func TestVouchersThatNobodyUsedArePaidBack(t *testing.T) {
	for name, end := range map[string]func(w *world, o order.Order) error{
		"given back": func(w *world, o order.Order) error { return w.move(o.ID, order.Cancelled, order.Buyer) },
		"expired": func(w *world, _ order.Order) error {
			w.clock.Move(voucher.Life - 24*time.Hour)
			if err := w.do(func(tx *db.Tx) error { return w.vouchers.Expire(w.ctx, tx) }); err != nil {
				return err
			}
			w.clock.Move(24 * time.Hour)
			return w.do(func(tx *db.Tx) error { return w.vouchers.Expire(w.ctx, tx) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				o, codes := w.vouchersOf(2)
				if err := end(w, o); err != nil {
					w.t.Fatal(err)
				}
				if ann, _, _ := w.purse(); ann != 0 || w.get(o.ID).Status != order.Cancelled {
					w.t.Errorf("ann is at %d, the order is %s", ann, w.get(o.ID).Status)
				}
				if err := w.redeem(w.shop.ID, codes[0]); !errors.Is(err, voucher.ErrVoid) && !errors.Is(err, voucher.ErrExpired) {
					w.t.Errorf("it was used: %v", err)
				}
			})
		})
	}
}
