package order_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// campaign opens one of the noodle house; change says how it differs from 8 off of 30, 100 of it, one each.
func (w *world) campaign(change func(*coupon.Terms)) coupon.Campaign {
	w.t.Helper()
	k, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (coupon.Campaign, error) {
		t := coupon.Terms{
			Merchant: "m", Store: w.shop.ID, Kind: coupon.Fixed, Value: cny(8_00), Least: cny(30_00), Pieces: 100, Budget: cny(0), Each: 1,
			Starts: tx.Now(), Ends: tx.Now().Add(7 * 24 * time.Hour),
		}
		if change != nil {
			change(&t)
		}
		return w.coupons.Open(w.ctx, tx, t)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *world) claimed(k coupon.Campaign, who string) (coupon.Piece, error) {
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (coupon.Piece, error) { return w.coupons.Claim(w.ctx, tx, k.ID, who) })
}

func (w *world) has(k coupon.Campaign) coupon.Piece {
	w.t.Helper()
	p, err := w.claimed(k, "ann")
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) now(k coupon.Campaign) coupon.Campaign {
	w.t.Helper()
	k, err := w.coupons.Campaign(w.ctx, w.db, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// anns gives ann's of a state.
func (w *world) anns(st coupon.State) []coupon.Piece {
	w.t.Helper()
	p, err := w.coupons.Mine(w.ctx, w.db, "ann", st, w.clock.Now(), page.Ask{Limit: 20})
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Items
}

func (w *world) quote(b order.Basket) order.Draft {
	w.t.Helper()
	d, err := w.Quote(w.ctx, w.db, b, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

const goods = 2*26_00 + 3*9_99

func TestTheBestCouponsComeOffByThemselves(t *testing.T) {
	each(t, func(w *world) {
		small := w.has(w.campaign(nil))
		tenth := w.has(w.campaign(func(t *coupon.Terms) { t.Kind, t.Percent, t.Value, t.Store = coupon.Percent, 15, cny(20_00), "" }))
		way := w.has(w.campaign(func(t *coupon.Terms) { t.Kind, t.Value, t.Least = coupon.Delivery, cny(2_00), cny(0) }))
		far := w.has(w.campaign(func(t *coupon.Terms) { t.Value, t.Least = cny(50_00), cny(100_00) }))
		b := w.basket(store.Takeaway)
		d := w.quote(b)
		const most = goods * 15 / 100
		if d.Off != cny(most) || d.FeeOff != cny(2_00) || d.Total() != cny(goods+5_00+3_00-most-2_00) || len(d.Problems) > 0 {
			w.t.Fatalf("%s and %s off, %s in all, %v", d.Off, d.FeeOff, d.Total(), d.Problems)
		}
		chosen := map[string]order.Coupon{}
		for _, c := range d.Coupons {
			chosen[c.ID] = c
		}
		if !chosen[tenth.ID].Chosen || !chosen[way.ID].Chosen || chosen[small.ID].Chosen || chosen[far.ID].Chosen || chosen[far.ID].Short != cny(100_00-goods) || chosen[small.ID].Off != cny(8_00) {
			w.t.Errorf("told %+v", d.Coupons)
		}
		// Without a way there is nothing off the way.
		if d := w.quote(w.basket(store.Pickup)); d.Discount() != cny(most) {
			w.t.Errorf("%s off when fetched", d.Discount())
		}
		// The buyer's own choice, and none at all.
		b.Choice = []string{small.ID}
		if d := w.quote(b); d.Discount() != cny(8_00) {
			w.t.Errorf("%s off by choice", d.Discount())
		}
		b.Choice = []string{}
		if d := w.quote(b); !d.Discount().IsZero() {
			w.t.Errorf("%s off without a coupon", d.Discount())
		}
		for _, c := range [][]string{{small.ID, tenth.ID}, {far.ID}, {"another"}, {small.ID, small.ID}} {
			b.Choice = c
			if _, err := w.place(b); !slices.Equal(problems(w.t, err), []string{order.CouponOff}) {
				w.t.Errorf("placed with %v: %v", c, err)
			}
		}
		// Others have nothing of it, and strangers neither.
		for _, who := range []string{"bob", ""} {
			b.Buyer, b.Choice = who, nil
			if d := w.quote(b); !d.Discount().IsZero() || len(d.Coupons) > 0 {
				w.t.Errorf("%q has %s off", who, d.Discount())
			}
		}
	})
}

func TestACouponGoesWithItsOrder(t *testing.T) {
	each(t, func(w *world) {
		k := w.campaign(func(t *coupon.Terms) {
			t.Kind, t.Percent, t.Value, t.Budget = coupon.Percent, 10, cny(20_00), cny(30_00)
		})
		p := w.has(k)
		if _, err := w.claimed(k, "ann"); !errors.Is(err, coupon.ErrEach) {
			w.t.Errorf("a second: %v", err)
		}
		if _, err := w.claimed(k, "bob"); !errors.Is(err, coupon.ErrOver) {
			w.t.Errorf("20 of 30 are promised, and another: %v", err)
		}
		const off = goods / 10
		state := func(want coupon.Status, used int64, spent, promised int64) {
			w.t.Helper()
			k, all := w.now(k), append(w.anns(coupon.Usable), w.anns(coupon.Spent)...)
			if len(all) != 1 || all[0].ID != p.ID || all[0].Status != want || k.Used != used || k.Spent != cny(spent) || k.Promised != cny(promised) {
				w.t.Fatalf("got %+v of %+v", all, k)
			}
			w.whole()
		}
		state(coupon.Free, 0, 0, 20_00)
		o, err := w.place(w.basket(store.Pickup))
		if err != nil || o.Discount != cny(off) || o.Total != cny(goods+5_00-off) {
			w.t.Fatalf("%s off, %s, %v", o.Discount, o.Total, err)
		}
		state(coupon.Held, 0, 0, 20_00)
		// While one order holds it another has nothing off.
		if d := w.quote(w.basket(store.Pickup)); !d.Discount().IsZero() {
			w.t.Errorf("on two orders: %s", d.Discount())
		}
		// Nobody pays: it is there again.
		w.clock.Move(16 * time.Minute)
		for w.jobs.Once(w.ctx) > 0 {
		}
		state(coupon.Free, 0, 0, 20_00)
		o = w.paid(store.Pickup)
		fee := (o.Total.Minor()*6 + 500) / 1000
		if ann, m, _ := w.purse(); ann != -o.Total.Minor() || m != o.Total.Minor()-fee || o.Total != cny(goods+5_00-off) {
			w.t.Errorf("ann paid %d, the shop has %d", -ann, m)
		}
		state(coupon.Used, 1, off, 20_00)
		if err := w.move(o.ID, order.Cancelled, order.Buyer); err != nil {
			w.t.Fatal(err)
		}
		if ann, m, _ := w.purse(); ann != 0 || m != 0 {
			w.t.Errorf("cancelled, ann has %d and the shop %d", ann, m)
		}
		state(coupon.Free, 0, 0, 20_00)
		o = w.paid(store.Pickup)
		for _, to := range []order.Status{order.Accepted, order.Ready, order.Completed} {
			if err := w.move(o.ID, to, order.Shop); err != nil {
				w.t.Fatal(err)
			}
		}
		// What it did not take is free for others, and no more than that.
		state(coupon.Done, 1, off, off)
		if _, err := w.claimed(k, "bob"); err != nil {
			w.t.Errorf("8.19 of 30 are spent, and another: %v", err)
		}
	})
}

func TestACouponIsOverAtItsEnd(t *testing.T) {
	each(t, func(w *world) {
		k, later := w.campaign(nil), w.campaign(func(t *coupon.Terms) { t.Starts = t.Starts.Add(24 * time.Hour) })
		if _, err := w.claimed(later, "ann"); !errors.Is(err, coupon.ErrOver) {
			w.t.Errorf("before it began: %v", err)
		}
		w.has(k)
		w.must(func(tx *db.Tx) error { _, err := w.coupons.End(w.ctx, tx, k.ID); return err })
		if _, err := w.claimed(k, "bob"); !errors.Is(err, coupon.ErrOver) {
			w.t.Errorf("ended early: %v", err)
		}
		if d := w.quote(w.basket(store.Pickup)); d.Discount() != cny(8_00) {
			w.t.Errorf("what ann has is not good any more: %s off", d.Discount())
		}
		w.clock.Move(7 * 24 * time.Hour)
		if d := w.quote(w.basket(store.Pickup)); !d.Discount().IsZero() || len(w.anns(coupon.Expired)) != 1 || len(w.anns(coupon.Usable)) != 0 {
			w.t.Errorf("after its end: %s off, %v", d.Discount(), w.anns(coupon.Expired))
		}
		for name, change := range map[string]func(*coupon.Terms){
			"8 off of 8":       func(t *coupon.Terms) { t.Least = cny(8_00) },
			"all of it off":    func(t *coupon.Terms) { t.Kind, t.Percent = coupon.Percent, 100 },
			"a fixed percent":  func(t *coupon.Terms) { t.Percent = 10 },
			"nothing off":      func(t *coupon.Terms) { t.Value = cny(0) },
			"over already":     func(t *coupon.Terms) { t.Starts, t.Ends = t.Starts.Add(-48*time.Hour), t.Starts.Add(-time.Hour) },
			"no end":           func(t *coupon.Terms) { t.Ends = t.Starts.Add(367 * 24 * time.Hour) },
			"less than one":    func(t *coupon.Terms) { t.Budget = cny(7_99) },
			"no pieces":        func(t *coupon.Terms) { t.Pieces = 0 },
			"of no kind":       func(t *coupon.Terms) { t.Kind = "gift" },
			"as many as asked": func(t *coupon.Terms) { t.Each = 1000 },
		} {
			err := w.do(func(tx *db.Tx) error {
				t := coupon.Terms{Merchant: "m", Kind: coupon.Fixed, Value: cny(8_00), Least: cny(30_00), Pieces: 100, Budget: cny(0), Each: 1, Starts: tx.Now(), Ends: tx.Now().Add(time.Hour)}
				change(&t)
				_, err := w.coupons.Open(w.ctx, tx, t)
				return err
			})
			if !errors.Is(err, coupon.ErrTerms) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTheLastCouponIsClaimedByOneOfAHundred(t *testing.T) {
	each(t, func(w *world) {
		for name, k := range map[string]coupon.Campaign{
			"pieces": w.campaign(func(t *coupon.Terms) { t.Pieces = 3 }),
			"money":  w.campaign(func(t *coupon.Terms) { t.Budget = cny(31_99) }), // of 8 each
		} {
			var got atomic.Int64
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					switch _, err := w.claimed(k, fmt.Sprint("buyer", i)); {
					case err == nil:
						got.Add(1)
					case !errors.Is(err, coupon.ErrOver):
						w.t.Error(err)
					}
				})
			}
			all.Wait()
			if k := w.now(k); got.Load() != 3 || k.Claimed != 3 || k.Promised != cny(24_00) {
				w.t.Errorf("%s: %d got one, %d are counted for %s", name, got.Load(), k.Claimed, k.Promised)
			}
		}
		// One person, many hands.
		k := w.campaign(func(t *coupon.Terms) { t.Each = 2 })
		var got atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := w.claimed(k, "ann"); err == nil {
					got.Add(1)
				}
			})
		}
		all.Wait()
		if got.Load() != 2 || w.now(k).Claimed != 2 {
			w.t.Errorf("ann got %d of two", got.Load())
		}
	})
}

func TestACouponIsOnOneOrderOfMany(t *testing.T) {
	each(t, func(w *world) {
		w.has(w.campaign(nil))
		b := w.basket(store.Pickup)
		b.Wants[1].Qty = 1
		b.Expect = w.quote(b).Total()
		var placed atomic.Int64
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch _, err := w.place(b); {
				case err == nil:
					placed.Add(1)
				case !errors.Is(err, order.ErrChanged) && !errors.Is(err, coupon.ErrUsed):
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		if placed.Load() != 1 {
			w.t.Errorf("%d orders for the price with the coupon", placed.Load())
		}
	})
}

// Whatever is given back piece by piece makes what was paid for the goods, and never more.
func TestPartsOfADiscountedOrderComeBackAsTheyWerePaid(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		world := newWorld(t, t.Context(), d, c)
		world.plant()
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			w := *world
			w.t = r
			value := rapid.Int64Range(1, 29_99).Draw(r, "value")
			w.has(w.campaign(func(t *coupon.Terms) { t.Value, t.Least = cny(value), cny(30_00) }))
			noodles, books := rapid.Int64Range(1, 7).Draw(r, "noodles"), rapid.Int64Range(1, 3).Draw(r, "books")
			b := order.Basket{Buyer: "ann", Store: w.shop.ID, Mode: store.DineIn, Table: "7", Wants: []catalog.Want{{SKU: w.noodles.SKUs[0].ID, Qty: noodles}, {SKU: w.book.SKUs[0].ID, Qty: books}}}
			w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.book.SKUs[0].ID, 10, "") })
			o, err := w.place(b)
			if err != nil {
				r.Fatal(err)
			}
			if err := w.pays(o); err != nil {
				r.Fatal(err)
			}
			if o.Total != cny(noodles*26_00+books*9_99-value) {
				r.Fatalf("costs %s with %d off", o.Total, value)
			}
			left := []int64{noodles, books}
			for step := 0; left[0]+left[1] > 0; step++ {
				line := rapid.SampledFrom([]int64{0, 1}).Draw(r, "line")
				if left[line] == 0 {
					line = 1 - line
				}
				qty := rapid.Int64Range(1, left[line]).Draw(r, "qty")
				left[line] -= qty
				w.must(func(tx *db.Tx) error {
					_, err := w.Refund(w.ctx, tx, o.ID, fmt.Sprint("r", step), []order.Pieces{{Line: line, Qty: qty}}, "missing", order.By{Actor: order.Shop})
					return err
				})
				if got := w.get(o.ID); got.Refunded.Minor() > o.Total.Minor() {
					r.Fatalf("%s of %s came back", got.Refunded, o.Total)
				}
			}
			if got := w.get(o.ID); got.Refunded != o.Total {
				r.Fatalf("all pieces came back for %s of %s", got.Refunded, o.Total)
			}
		})
		world.whole()
		t.Logf("%d orders", n)
	})
}

// The merchant pays for what is off the way: whoever brings it has the whole fee.
func TestARiderHasTheWholeFeeOfADeliveryThatIsFree(t *testing.T) {
	each(t, func(w *world) {
		w.has(w.campaign(func(t *coupon.Terms) { t.Kind, t.Value, t.Least = coupon.Delivery, cny(5_00), cny(0) }))
		w.onDuty("rita")
		o := w.ready()
		if o.Fee != cny(3_00) || o.Discount != cny(3_00) || o.Total != cny(goods+5_00) {
			w.t.Fatalf("a fee of %s, %s off, %s in all", o.Fee, o.Discount, o.Total)
		}
		w.plan()
		offer, _ := w.offered("rita")
		w.must(func(tx *db.Tx) error { return w.delivery.Accept(w.ctx, tx, "rita", offer.ID) })
		w.must(func(tx *db.Tx) error { return w.delivery.PickUp(w.ctx, tx, "rita", o.ID, o.Code) })
		if err := w.move(o.ID, order.Completed, order.Shop); err != nil {
			w.t.Fatal(err)
		}
		rita, err := w.wallet.Balance(w.ctx, w.db, wallet.Cash("rita"))
		fee := (o.Total.Minor()*6 + 500) / 1000
		if _, m, free := w.purse(); err != nil || rita.Total != cny(3_00) || m != o.Total.Minor()-fee-3_00 || free != m {
			w.t.Errorf("rita has %s, the shop %d with %d free, %v", rita.Total, m, free, err)
		}
	})
}
