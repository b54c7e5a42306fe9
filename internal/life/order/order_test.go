package order_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/address"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/claim"
	"livewell/internal/life/coupon"
	"livewell/internal/life/delivery"
	"livewell/internal/life/dining"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/order"
	"livewell/internal/life/pickup"
	"livewell/internal/life/register"
	"livewell/internal/life/review"
	"livewell/internal/life/stock"
	"livewell/internal/life/voucher"
	"livewell/internal/trade/store"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

type sellers struct{}

func (sellers) Room(context.Context, *db.Tx, string, money.Amount) error { return nil }

func (sellers) Seller(_ context.Context, _ db.Q, m string) (pay.Seller, error) {
	return pay.Seller{Name: "Shop " + m, Owner: "olga"}, nil
}

type judge struct{}

func (judge) Judge(context.Context, *db.Tx, pay.Payment) error { return nil }

// world is a noodle house that sells in three ways, and ann with money.
type world struct {
	*order.Service
	t        failer
	ctx      context.Context
	db       *db.DB
	clock    *testkit.Clock
	jobs     *job.Queue
	pay      *pay.Service
	ledger   *ledger.Service
	wallet   *wallet.Service
	stores   *store.Service
	catalog  *catalog.Service
	stock    *stock.Service
	shop     store.Store
	noodles  catalog.Item // not counted
	book     catalog.Item // ten of it
	events   map[string]int
	counting *sync.Mutex

	delivery *delivery.Service
	coupons  *coupon.Service
	claims   *claim.Service
	flash    *flash.Service
	group    *group.Service
	vouchers *voucher.Service
}

type failer interface {
	Helper()
	Fatal(...any)
	Error(...any)
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

var schema = [][]db.Migration{
	job.Migrations, ledger.Migrations, wallet.Migrations, pay.Migrations, store.Migrations, stock.Migrations, catalog.Migrations, order.Migrations,
	delivery.Migrations, review.Migrations, flash.Migrations, group.Migrations, voucher.Migrations, coupon.Migrations, register.Migrations, claim.Migrations,
}

func newWorld(t failer, ctx context.Context, d *db.DB, c *testkit.Clock) *world {
	w := &world{t: t, ctx: ctx, db: d, clock: c, ledger: ledger.New(), stores: store.New(), catalog: catalog.New(), stock: stock.New(), events: map[string]int{}, counting: &sync.Mutex{}}
	w.jobs = job.New(d, slog.New(slog.DiscardHandler))
	bus := event.NewBus(w.jobs)
	keys, vouchers := secret.InMemory(), &voucher.Mode{}
	w.flash, w.coupons = flash.New(), coupon.New()
	w.coupons.Serve(bus)
	w.delivery = delivery.New(delivery.Deps{DB: d, Stores: w.stores, Ledger: w.ledger, Wallet: w.wallet, MAC: func(v string) string { return fmt.Sprintf("%x", v) + "000000000000" }})
	w.wallet = wallet.New(w.ledger, secret.InMemory())
	w.pay = pay.New(pay.Deps{Ledger: w.ledger, Wallet: w.wallet, Bus: bus, Jobs: w.jobs, Sellers: sellers{}, Judge: judge{}, MAC: func(v string) string { return v }})
	w.Service = order.New(order.Deps{
		DB: d, Bus: bus, Jobs: w.jobs, Pay: w.pay, Ledger: w.ledger, Stores: w.stores, Catalog: w.catalog, Stock: w.stock, Keys: keys,
		Modes: []order.Mode{pickup.Mode{}, dining.Mode{}, w.delivery.Mode(), vouchers}, Offers: []order.Offer{w.flash}, Off: []order.Discount{w.coupons},
	})
	vouchers.Lines = w.Lines
	w.delivery.Serve(w.Service)
	w.vouchers = voucher.New(keys, w.Service)
	w.group = group.New(w.Service, w.jobs)
	w.claims = claim.Serve(claim.Deps{Jobs: w.jobs, Bus: bus, Orders: w.Service, Works: func(_ context.Context, _ db.Q, _, user string) (bool, error) {
		return user == "olga", nil
	}})
	event.Inside(bus, func(_ context.Context, tx *db.Tx, e claim.UnansweredEvent) error {
		w.heard(tx, e.Claim.ID)
		return nil
	})
	event.Inside(bus, func(_ context.Context, tx *db.Tx, e order.MovedEvent) error {
		w.heard(tx, e.Order.ID+string(e.Order.Status))
		return nil
	})
	return w
}

// heard counts an event that was committed; jobs commit beside each other.
func (w *world) heard(tx *db.Tx, key string) {
	tx.After(func() {
		w.counting.Lock()
		defer w.counting.Unlock()
		w.events[key]++
	})
}

// each runs fn on an open store at noon of a workday.
func each(t *testing.T, fn func(w *world)) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := newWorld(t, t.Context(), d, c)
		w.plant()
		fn(w)
		w.whole()
	})
}

func (w *world) plant() {
	w.t.Helper()
	w.clock.Move(time.Date(2026, 11, 26, 12, 0, 0, 0, calendar.Zone).Sub(w.clock.Now()))
	w.must(func(tx *db.Tx) error {
		return errors.Join(w.wallet.OpenPlatform(w.ctx, tx), w.wallet.OpenMerchant(w.ctx, tx, "m"), w.pay.SetFee(w.ctx, tx, pay.Fee{PPM: 6000}),
			w.wallet.OpenUser(w.ctx, tx, "ann"), w.wallet.Issue(w.ctx, tx, "seed", wallet.Cash("ann"), cny(100_000_00)))
	})
	w.must(func(tx *db.Tx) (err error) {
		at := geo.Point{Lat: 39.92, Lng: 116.46}
		w.shop, err = w.stores.Add(w.ctx, tx, "m", store.Info{
			Name: "巷口面馆", Category: "noodles", City: "110100", At: at, Hours: calendar.Daily(calendar.Span{From: 600, To: 1320}),
			Modes: store.Modes(), Terms: store.Terms{Within: 5, Making: 15, Packing: cny(100)},
		})
		if err != nil {
			return err
		}
		ring := func(d float64) geo.Ring {
			return geo.Ring{{Lat: at.Lat - d, Lng: at.Lng - d}, {Lat: at.Lat - d, Lng: at.Lng + d}, {Lat: at.Lat + d, Lng: at.Lng + d}, {Lat: at.Lat + d, Lng: at.Lng - d}}
		}
		if err := w.stores.SetAreas(w.ctx, tx, w.shop.ID, []store.Area{{
			Border: geo.Polygon{Outer: ring(0.03), Holes: []geo.Ring{ring(0.001)}}, Minimum: cny(2000), Bands: []store.Band{{Upto: 1500, Fee: cny(300)}, {Upto: 3000, Fee: cny(500)}},
		}}); err != nil {
			return err
		}
		secs, err := w.catalog.SetSections(w.ctx, tx, w.shop.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		if w.noodles, err = w.catalog.Save(w.ctx, tx, catalog.Item{Store: w.shop.ID, Section: secs[0].ID, Name: "牛肉面", Listed: true, SKUs: []catalog.SKU{{Price: cny(2600)}}}); err != nil {
			return err
		}
		if w.book, err = w.catalog.Save(w.ctx, tx, catalog.Item{Store: w.shop.ID, Section: secs[0].ID, Name: "Book", Listed: true, SKUs: []catalog.SKU{{Price: cny(999)}}}); err != nil {
			return err
		}
		return w.stock.Count(w.ctx, tx, w.book.SKUs[0].ID, 10, "")
	})
}

func (w *world) do(fn func(tx *db.Tx) error) error { return w.db.Do(w.ctx, fn) }

func (w *world) must(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.do(fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) whole() {
	w.t.Helper()
	_, a, err := w.Verify(w.ctx, w.db)
	_, b, err2 := w.stock.Verify(w.ctx, w.db)
	_, f, err5 := w.flash.Verify(w.ctx, w.db)
	_, p, err6 := w.coupons.Verify(w.ctx, w.db)
	_, c, err3 := w.pay.Verify(w.ctx, w.db)
	l, err4 := w.ledger.Verify(w.ctx, w.db)
	if err := errors.Join(err, err2, err3, err4, err5, err6); err != nil {
		w.t.Fatal(err)
	}
	if all := slices.Concat(a, b, c, f, p, l.Breaches); len(all) > 0 {
		w.t.Fatal(all)
	}
}

func (w *world) basket(m store.Mode) order.Basket {
	b := order.Basket{Buyer: "ann", Store: w.shop.ID, Mode: m, Wants: []catalog.Want{{SKU: w.noodles.SKUs[0].ID, Qty: 2}, {SKU: w.book.SKUs[0].ID, Qty: 3}}}
	switch m { //nolint:exhaustive // the others need no more
	case store.DineIn:
		b.Table = "7"
	case store.Takeaway:
		b.To = &address.Address{Name: "Ann", Phone: "13800000001", Place: "x", At: geo.Point{Lat: 39.93, Lng: 116.46}}
	}
	return b
}

func (w *world) place(b order.Basket) (order.Order, error) {
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (order.Order, error) { return w.Place(w.ctx, tx, b) })
}

// paid places and pays an order.
func (w *world) paid(m store.Mode) order.Order {
	w.t.Helper()
	o, err := w.place(w.basket(m))
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(func(tx *db.Tx) error {
		_, err := w.pay.Pay(w.ctx, tx, o.Trade, pay.Paying{Buyer: "ann", Proven: true})
		return err
	})
	return w.get(o.ID)
}

func (w *world) get(id string) order.Order {
	w.t.Helper()
	o, err := w.Get(w.ctx, w.db, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) move(id string, to order.Status, by order.Actor) error {
	return w.do(func(tx *db.Tx) error {
		var err error
		if to == order.Cancelled {
			_, err = w.Cancel(w.ctx, tx, id, order.By{Actor: by}, "because")
		} else {
			_, err = w.Move(w.ctx, tx, id, to, order.By{Actor: by, Code: w.get(id).Code})
		}
		return err
	})
}

// purse gives what ann and the merchant have, and how much of the latter is free.
func (w *world) purse() (ann, merchant, free int64) {
	w.t.Helper()
	a, err := w.wallet.Balance(w.ctx, w.db, wallet.Cash("ann"))
	m, err2 := w.wallet.Balance(w.ctx, w.db, wallet.MerchantCash("m"))
	if err := errors.Join(err, err2); err != nil {
		w.t.Fatal(err)
	}
	return a.Total.Minor() - 100_000_00, m.Total.Minor(), m.Available.Minor()
}

func (w *world) left() int64 {
	w.t.Helper()
	l, err := w.stock.Levels(w.ctx, w.db, w.book.SKUs[0].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return l[w.book.SKUs[0].ID].Left()
}

func TestAnOrderOfEachModeToItsEnd(t *testing.T) {
	const goods = 2*2600 + 3*999
	for mode, c := range map[store.Mode]struct {
		total int64
		steps []order.Step
	}{
		store.Pickup:   {goods + 500, []order.Step{{To: order.Accepted, Actor: order.Shop}, {To: order.Ready, Actor: order.Shop}, {To: order.Completed, Actor: order.Shop}}},
		store.DineIn:   {goods, []order.Step{{To: order.Accepted, Actor: order.Shop}, {To: order.Completed, Actor: order.Shop}}},
		store.Takeaway: {goods + 500 + 300, []order.Step{{To: order.Accepted, Actor: order.Shop}, {To: order.Ready, Actor: order.Shop}, {To: order.Underway, Actor: order.Rider}, {To: order.Completed, Actor: order.Rider}}},
	} {
		t.Run(string(mode), func(t *testing.T) {
			each(t, func(w *world) {
				o, err := w.place(w.basket(mode))
				if err != nil || o.Total != cny(c.total) || w.left() != 7 {
					w.t.Fatal(o.Total, err, w.left())
				}
				w.whole()
				w.must(func(tx *db.Tx) error {
					_, err := w.pay.Pay(w.ctx, tx, o.Trade, pay.Paying{Buyer: "ann", Proven: true})
					return err
				})
				fee := (c.total*6 + 500) / 1000
				if ann, m, free := w.purse(); ann != -c.total || m != c.total-fee || free != 0 {
					w.t.Errorf("ann has %d, the shop %d with %d free", ann, m, free)
				}
				if o = w.get(o.ID); o.Status != order.Paid || o.Number[1:] != "1" || len(o.Code) != 4 {
					w.t.Errorf("got %+v", o)
				}
				w.whole()
				for _, st := range c.steps {
					for range 2 { // the second changes nothing
						if err := w.move(o.ID, st.To, st.Actor); err != nil {
							w.t.Fatal(st.To, err)
						}
					}
				}
				if _, m, free := w.purse(); free != m {
					w.t.Errorf("of %d only %d is free at the end", m, free)
				}
				line, err := w.Timeline(w.ctx, w.db, o.ID)
				if err != nil || len(line) != len(c.steps)+2 {
					w.t.Errorf("the timeline is %+v, %v", line, err)
				}
				for _, st := range c.steps {
					if n := w.events[o.ID+string(st.To)]; n != 1 {
						w.t.Errorf("%d events of %s", n, st.To)
					}
				}
				if st, _ := w.stores.Get(w.ctx, w.db, w.shop.ID); st.Sold != 1 || w.left() != 7 {
					w.t.Errorf("%d sold, %d left", st.Sold, w.left())
				}
			})
		})
	}
}

func problems(t failer, err error) []string {
	f, ok := fault.Of(err)
	if !ok || f.Code != order.ErrChanged.Code {
		return nil
	}
	var out []string
	for _, p := range f.Args["problems"].([]map[string]any) {
		out = append(out, p["code"].(string))
	}
	return out
}

func TestWhatCannotBeOrdered(t *testing.T) {
	each(t, func(w *world) {
		for name, c := range map[string]struct {
			mode   store.Mode
			change func(*order.Basket)
			want   string
		}{
			"tampered total":  {store.Pickup, func(b *order.Basket) { b.Expect = cny(1) }, order.TotalMoved},
			"tampered price":  {store.Pickup, func(b *order.Basket) { b.Wants[0].Seen = cny(1) }, catalog.PriceMoved},
			"too many":        {store.Pickup, func(b *order.Basket) { b.Wants[1].Qty = 11 }, order.StockShort},
			"on two lines":    {store.Pickup, func(b *order.Basket) { b.Wants = append(b.Wants, b.Wants[1], b.Wants[1], b.Wants[1]) }, order.StockShort},
			"no table":        {store.DineIn, func(b *order.Basket) { b.Table = "" }, order.NoTable},
			"no door":         {store.Takeaway, func(b *order.Basket) { b.To = nil }, order.NoDoor},
			"far":             {store.Takeaway, func(b *order.Basket) { b.To.At.Lat = 39.96 }, order.TooFar},
			"in a hole":       {store.Takeaway, func(b *order.Basket) { b.To.At = w.shop.At }, order.TooFar},
			"beyond bands":    {store.Takeaway, func(b *order.Basket) { b.To.At.Lat = 39.9499 }, order.TooFar},
			"too little":      {store.Takeaway, func(b *order.Basket) { b.Wants = b.Wants[1:]; b.Wants[0].Qty = 2 }, order.UnderLeast},
			"no such offer":   {store.Pickup, func(b *order.Basket) { b.Wants[0].Offer = "lottery:1" }, order.OfferOver},
			"no way":          {"drone", func(*order.Basket) {}, order.ModeOff},
			"nothing of that": {store.Pickup, func(b *order.Basket) { b.Wants[0].SKU = "x" }, catalog.Gone},
		} {
			b := w.basket(c.mode)
			if b.To == nil && c.mode == store.Takeaway {
				w.t.Fatal("no door")
			}
			c.change(&b)
			if _, err := w.place(b); !slices.Equal(problems(w.t, err), []string{c.want}) {
				w.t.Errorf("%s: %v %v", name, problems(w.t, err), err)
			}
		}
		w.clock.Move(11 * time.Hour)
		if _, err := w.place(w.basket(store.Pickup)); !slices.Equal(problems(w.t, err), []string{order.StoreClosed}) {
			w.t.Errorf("at night: %v", err)
		}
		if w.left() != 10 {
			w.t.Errorf("refused orders hold stock: %d left", w.left())
		}
		if _, err := w.place(order.Basket{Buyer: "ann", Store: w.shop.ID, Mode: store.Pickup}); !errors.Is(err, order.ErrEmpty) {
			w.t.Errorf("nothing: %v", err)
		}
	})
}

func TestNobodyPaysInTime(t *testing.T) {
	each(t, func(w *world) {
		o, err := w.place(w.basket(store.Pickup))
		if err != nil {
			w.t.Fatal(err)
		}
		w.clock.Move(16 * time.Minute)
		for w.jobs.Once(w.ctx) > 0 {
		}
		if o = w.get(o.ID); o.Status != order.Cancelled || o.Reason != order.ReasonUnpaid || w.left() != 10 {
			w.t.Errorf("it is %s because %q, %d left", o.Status, o.Reason, w.left())
		}
	})
}

func TestTheStoreDoesNotAnswer(t *testing.T) {
	each(t, func(w *world) {
		o := w.paid(store.Takeaway)
		w.clock.Move(5 * time.Minute)
		for w.jobs.Once(w.ctx) > 0 {
		}
		ann, m, _ := w.purse()
		if o = w.get(o.ID); o.Status != order.Cancelled || o.Reason != order.ReasonNoAnswer || ann != 0 || m != 0 || w.left() != 10 {
			w.t.Errorf("it is %s because %q, ann is at %d, the shop at %d, %d left", o.Status, o.Reason, ann, m, w.left())
		}
	})
}

func TestAStoreThatTakesAllAnswersAtOnce(t *testing.T) {
	each(t, func(w *world) {
		info := w.shop.Info
		info.Terms.AutoAccept = true
		w.must(func(tx *db.Tx) error { return w.stores.Edit(w.ctx, tx, w.shop.ID, info) })
		if o := w.paid(store.Pickup); o.Status != order.Accepted {
			w.t.Errorf("it is %s", o.Status)
		}
	})
}

// In each of these the ledger nets to nothing: who bought has back what they
// did not get, and the fee goes back with it.
func TestEveryWayBackOfTheMoney(t *testing.T) {
	const total = 2*2600 + 3*999 + 500 // pick-up
	by := func(a order.Actor) order.By { return order.By{Actor: a, Who: string(a)} }
	for name, c := range map[string]struct {
		run  func(w *world, o order.Order) error
		back int64 // of the buyer's money
		left int64
	}{
		"the buyer cancels before it is accepted": {func(w *world, o order.Order) error { return w.move(o.ID, order.Cancelled, order.Buyer) }, total, 10},
		"the store refuses":                       {func(w *world, o order.Order) error { return w.move(o.ID, order.Cancelled, order.Shop) }, total, 10},
		"the store gives up while making it": {func(w *world, o order.Order) error {
			return errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Cancelled, order.Shop))
		}, total, 7},
		"nobody comes and the store is kind": {func(w *world, o order.Order) error {
			return errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop), w.move(o.ID, order.Cancelled, order.Shop))
		}, total, 7},
		"one dish was not to be had": {func(w *world, o order.Order) error {
			return errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.refund(o.ID, "r1", order.Pieces{Line: 0, Qty: 1}))
		}, 2600, 7},
		"the same refund asked for twice": {func(w *world, o order.Order) error {
			return errors.Join(w.refund(o.ID, "r1", order.Pieces{Line: 0, Qty: 1}), w.refund(o.ID, "r1", order.Pieces{Line: 0, Qty: 1}))
		}, 2600, 7},
		"all dishes one by one": {func(w *world, o order.Order) error {
			return errors.Join(w.refund(o.ID, "a", order.Pieces{Line: 0, Qty: 2}), w.refund(o.ID, "b", order.Pieces{Line: 1, Qty: 1}), w.refund(o.ID, "c", order.Pieces{Line: 1, Qty: 2}))
		}, total - 500, 7},
		"a dish, then the rest": {func(w *world, o order.Order) error {
			return errors.Join(w.refund(o.ID, "a", order.Pieces{Line: 1, Qty: 1}), w.move(o.ID, order.Cancelled, order.Shop))
		}, total, 10},
		"something was missing in the bag": {func(w *world, o order.Order) error {
			return errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop), w.move(o.ID, order.Completed, order.Shop), w.refund(o.ID, "missing", order.Pieces{Line: 1, Qty: 3}))
		}, 2997, 7},
		"it came late and cold": {func(w *world, o order.Order) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.Compensate(w.ctx, tx, o.ID, "late", cny(500), "cold", by(order.Shop))
				return err
			})
		}, 500, 7},
		"more pieces than there were": {func(w *world, o order.Order) error {
			if err := w.refund(o.ID, "a", order.Pieces{Line: 0, Qty: 3}); !errors.Is(err, order.ErrPieces) {
				return fmt.Errorf("got %w", err)
			}
			return nil
		}, 0, 7},
		"more money than there was": {func(w *world, o order.Order) error {
			err := w.do(func(tx *db.Tx) error {
				_, err := w.Compensate(w.ctx, tx, o.ID, "all", cny(total+1), "", by(order.Shop))
				return err
			})
			if !errors.Is(err, order.ErrRefund) {
				return fmt.Errorf("got %w", err)
			}
			return nil
		}, 0, 7},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				o := w.paid(store.Pickup)
				if err := c.run(w, o); err != nil {
					w.t.Fatal(err)
				}
				w.whole()
				ann, m, free := w.purse()
				fees, err := w.wallet.Balance(w.ctx, w.db, wallet.FeeIncome)
				if err != nil || ann != c.back-total || ann+m+fees.Total.Minor() != 0 || w.left() != c.left {
					w.t.Errorf("ann is at %d, the shop at %d, fees %s, %d left, %v", ann, m, fees.Total, w.left(), err)
				}
				if c.back == total && (m != 0 || !fees.Total.IsZero()) {
					w.t.Errorf("all came back, but the shop has %d and the platform %s", m, fees.Total)
				}
				if o := w.get(o.ID); o.Status.Over() && free != m {
					w.t.Errorf("it is over and of %d only %d is free", m, free)
				}
			})
		})
	}
}

func (w *world) refund(id, ref string, p ...order.Pieces) error {
	return w.do(func(tx *db.Tx) error {
		_, err := w.Refund(w.ctx, tx, id, ref, p, "missing", order.By{Actor: order.Shop})
		return err
	})
}

// A merchant that takes its balance home cannot take what is not earned yet.
func TestUnearnedMoneyCannotLeave(t *testing.T) {
	each(t, func(w *world) {
		o := w.paid(store.Pickup)
		err := w.do(func(tx *db.Tx) error {
			_, err := w.ledger.Post(w.ctx, tx, ledger.Posting{Ref: "home", Entries: []ledger.Entry{{Account: wallet.MerchantCash("m"), Amount: cny(-1)}, {Account: wallet.Cash("ann"), Amount: cny(1)}}})
			return err
		})
		if !errors.Is(err, ledger.ErrShort) {
			w.t.Errorf("got %v", err)
		}
		if err := w.move(o.ID, order.Cancelled, order.Shop); err != nil {
			w.t.Error(err)
		}
	})
}

func TestTheCodeOpensTheCounter(t *testing.T) {
	each(t, func(w *world) {
		o := w.paid(store.Pickup)
		if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop)); err != nil {
			w.t.Fatal(err)
		}
		hand := func(code string) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.Move(w.ctx, tx, o.ID, order.Completed, order.By{Actor: order.Shop, Code: code})
				return err
			})
		}
		for _, wrong := range []string{"", "x" + o.Code} {
			if err := hand(wrong); !errors.Is(err, order.ErrCode) {
				w.t.Errorf("%q: got %v", wrong, err)
			}
		}
		if err := hand(o.Code); err != nil || w.get(o.ID).Status != order.Completed {
			w.t.Error(err)
		}
	})
}

// No sequence of calls by anybody reaches a status that the guard table does
// not lead to, and none leaves money or stock wrong.
func TestNoWayAroundTheGuardTable(t *testing.T) {
	c := testkit.NewClock()
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/order.db", db.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), slices.Concat(schema...)); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, t.Context(), d, c)
	w.plant()
	all := []order.Status{order.Unpaid, order.Paid, order.Accepted, order.Ready, order.Underway, order.Completed, order.Cancelled}
	actors := []order.Actor{order.Buyer, order.Shop, order.Rider, order.System, "stranger"}
	rapid.Check(t, func(rt *rapid.T) {
		mode := rapid.SampledFrom([]store.Mode{store.Pickup, store.DineIn, store.Takeaway}).Draw(rt, "mode")
		b := w.basket(mode)
		b.Wants = b.Wants[:1]
		o, err := w.place(b)
		if err != nil {
			rt.Fatal(err)
		}
		if rapid.Bool().Draw(rt, "pay") {
			if err := w.do(func(tx *db.Tx) error {
				_, err := w.pay.Pay(w.ctx, tx, o.Trade, pay.Paying{Buyer: "ann", Proven: true})
				return err
			}); err != nil {
				rt.Fatal(err)
			}
		}
		at := w.get(o.ID).Status
		for range rapid.IntRange(1, 8).Draw(rt, "calls") {
			to, by := rapid.SampledFrom(all).Draw(rt, "to"), rapid.SampledFrom(actors).Draw(rt, "by")
			err := w.move(o.ID, to, by)
			now := w.get(o.ID).Status
			allowed := slices.ContainsFunc(w.Steps(mode), func(st order.Step) bool {
				return st.From == at && st.To == to && st.Actor == by
			}) && to != order.Paid
			switch {
			case to == at:
				if err != nil || now != at {
					rt.Fatalf("%s again: %s, %v", to, now, err)
				}
			case allowed && (err != nil || now != to):
				rt.Fatalf("%s by %s from %s: %s, %v", to, by, at, now, err)
			case !allowed && (now != at || !errors.Is(err, order.ErrStatus) && !errors.Is(err, order.ErrActor)):
				rt.Fatalf("%s by %s from %s got to %s, %v", to, by, at, now, err)
			}
			at = now
		}
		w.whole()
	})
}
