package member_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/pickup"
	"livewell/internal/life/register"
	"livewell/internal/life/stock"
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

type limits struct{ left int }

func (l *limits) Take(string, string) (time.Duration, bool) {
	l.left--
	return time.Minute, l.left >= 0
}

type failer interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// world is a shop with a till where one thing costs 10.00, and ann, a member with money.
type world struct {
	*member.Service
	t        failer
	ctx      context.Context
	db       *db.DB
	clock    *testkit.Clock
	jobs     *job.Queue
	pay      *pay.Service
	orders   *order.Service
	register *register.Service
	coupons  *coupon.Service
	ledger   *ledger.Service
	wallet   *wallet.Service
	stores   *store.Service
	catalog  *catalog.Service
	limits   *limits
	merchant string
	shop     store.Store
	sku      string
	till     string
	card     member.Card
	n        int
}

var schema = [][]db.Migration{
	job.Migrations, ledger.Migrations, wallet.Migrations, pay.Migrations, store.Migrations, stock.Migrations, catalog.Migrations, order.Migrations, coupon.Migrations,
	register.Migrations, member.Migrations,
}

var by = register.By{User: "mona", Manager: true}

func newWorld(t failer, ctx context.Context, d *db.DB, c *testkit.Clock) *world {
	w := &world{t: t, ctx: ctx, db: d, clock: c, ledger: ledger.New(), catalog: catalog.New(), stores: store.New(), coupons: coupon.New(), limits: &limits{1000}}
	w.jobs = job.New(d, slog.New(slog.DiscardHandler))
	bus := event.NewBus(w.jobs)
	w.wallet = wallet.New(w.ledger, secret.InMemory())
	w.pay = pay.New(pay.Deps{Ledger: w.ledger, Wallet: w.wallet, Bus: bus, Jobs: w.jobs, Sellers: sellers{}, Judge: judge{}, MAC: func(v string) string { return v }})
	w.coupons.Serve(bus)
	w.Service = member.New(member.Deps{Jobs: w.jobs, Bus: bus, MAC: func(v string) string { return v }, Limits: w.limits, Payer: w.pay.Owner})
	off := []order.Discount{w.coupons, w.Service}
	st := stock.New()
	w.orders = order.New(order.Deps{
		DB: d, Bus: bus, Jobs: w.jobs, Pay: w.pay, Ledger: w.ledger, Stores: w.stores, Catalog: w.catalog, Stock: st, Keys: secret.InMemory(), Modes: []order.Mode{pickup.Mode{}}, Off: off,
	})
	w.register = register.New(register.Deps{Bus: bus, Jobs: w.jobs, Pay: w.pay, Ledger: w.ledger, Stores: w.stores, Catalog: w.catalog, Stock: st, Off: off})
	w.must(func(tx *db.Tx) error {
		return errors.Join(w.wallet.OpenPlatform(ctx, tx), w.pay.SetFee(ctx, tx, pay.Fee{}), w.wallet.OpenUser(ctx, tx, "ann"), w.wallet.Issue(ctx, tx, "seed", wallet.Cash("ann"), cny(1_000_000_00)))
	})
	if err := w.jobs.Start(ctx); err != nil {
		t.Fatal(err)
	}
	w.plant(nil)
	return w
}

// plant opens a shop of another merchant, whose rules change says.
func (w *world) plant(change func(*member.Rules)) {
	w.t.Helper()
	w.n++
	w.merchant = fmt.Sprint("m", w.n)
	w.must(func(tx *db.Tx) (err error) {
		if err := w.wallet.OpenMerchant(w.ctx, tx, w.merchant); err != nil {
			return err
		}
		w.shop, err = w.stores.Add(w.ctx, tx, w.merchant, store.Info{
			Name: "Corner", Category: "grocery", City: "110100", At: geo.Point{Lat: 39.92, Lng: 116.46}, Hours: calendar.Daily(calendar.Span{From: 0, To: 1440}),
			Modes: []store.Mode{store.Pickup}, Terms: store.Terms{Within: 5, Making: 15, AutoAccept: true},
		})
		if err != nil {
			return err
		}
		secs, err := w.catalog.SetSections(w.ctx, tx, w.shop.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		it, err := w.catalog.Save(w.ctx, tx, catalog.Item{Store: w.shop.ID, Section: secs[0].ID, Name: "Tea", Listed: true, SKUs: []catalog.SKU{{Price: cny(10_00)}}})
		if err != nil {
			return err
		}
		w.sku = it.SKUs[0].ID
		till, err := w.register.AddTill(w.ctx, tx, w.shop, "1")
		if err != nil {
			return err
		}
		w.till = till.ID
		if _, err := w.register.Open(w.ctx, tx, w.shop.ID, w.till, cny(1000_00), by); err != nil {
			return err
		}
		r := member.Usual()
		r.On, r.Name = true, "Club"
		if change != nil {
			change(&r)
		}
		if err := w.SetRules(w.ctx, tx, w.merchant, r); err != nil {
			return err
		}
		w.card, err = w.Join(w.ctx, tx, w.merchant, "ann", member.Terms)
		return err
	})
}

func each(t *testing.T, fn func(w *world)) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := newWorld(t, t.Context(), d, c)
		fn(w)
		w.whole()
	})
}

func (w *world) do(fn func(tx *db.Tx) error) error { return w.db.Do(w.ctx, fn) }

func (w *world) must(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.do(fn); err != nil {
		w.t.Fatal(err)
	}
}

// whole recounts members, coupons, orders, sales and money.
func (w *world) whole() {
	w.t.Helper()
	_, a, err := w.Verify(w.ctx, w.db)
	_, b, err2 := w.coupons.Verify(w.ctx, w.db)
	_, c, err3 := w.orders.Verify(w.ctx, w.db)
	_, d, err4 := w.register.Verify(w.ctx, w.db)
	l, err5 := w.ledger.Verify(w.ctx, w.db)
	if err := errors.Join(err, err2, err3, err4, err5); err != nil || len(a)+len(b)+len(c)+len(d)+len(l.Breaches) > 0 {
		w.t.Fatal(a, b, c, d, l.Breaches, err)
	}
}

func (w *world) basket(qty int64, points bool) order.Basket {
	return order.Basket{Buyer: "ann", Store: w.shop.ID, Mode: store.Pickup, Wants: []catalog.Want{{SKU: w.sku, Qty: qty}}, Points: points}
}

// buy places and pays an order, and completes it where it is to be.
func (w *world) buy(qty int64, points, complete bool) order.Order {
	w.t.Helper()
	o, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (order.Order, error) { return w.orders.Place(w.ctx, tx, w.basket(qty, points)) })
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(func(tx *db.Tx) error {
		_, err := w.pay.Pay(w.ctx, tx, o.Trade, pay.Paying{Buyer: "ann", Proven: true})
		return err
	})
	for _, to := range []order.Status{order.Ready, order.Completed} {
		if complete {
			w.must(func(tx *db.Tx) error {
				_, err := w.orders.Move(w.ctx, tx, o.ID, to, order.By{Actor: order.Shop, Code: o.Code})
				return err
			})
		}
	}
	o, err = w.orders.Get(w.ctx, w.db, o.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) compensate(o order.Order, fen int64) error {
	w.n++
	return w.do(func(tx *db.Tx) error {
		_, err := w.orders.Compensate(w.ctx, tx, o.ID, fmt.Sprint("ref", w.n), cny(fen), "cold", order.By{Actor: order.Shop})
		return err
	})
}

func (w *world) cancel(o order.Order) {
	w.t.Helper()
	w.must(func(tx *db.Tx) error {
		_, err := w.orders.Cancel(w.ctx, tx, o.ID, order.By{Actor: order.Shop}, "out")
		return err
	})
}

// begin makes a sale to ann that waits for its cash.
func (w *world) begin(qty int64, g register.Guest) (register.Sale, error) {
	w.n++
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Sale, error) {
		return w.register.Begin(w.ctx, tx, register.NewSale{Ref: fmt.Sprint("reference", w.n), Store: w.shop.ID, Till: w.till, Wants: []catalog.Want{{SKU: w.sku, Qty: qty}}, Guest: g}, by)
	})
}

func (w *world) cash(o register.Sale) {
	w.t.Helper()
	w.must(func(tx *db.Tx) error {
		_, err := w.register.Tender(w.ctx, tx, w.shop.ID, o.ID, register.NewTender{Ref: "cash-" + o.ID, Kind: register.InCash, Amount: cny(10_000_00)}, by)
		return err
	})
}

// now is ann's card with what it is worth.
func (w *world) now() (member.Card, member.Standing) {
	w.t.Helper()
	c, err := w.Of(w.ctx, w.db, w.merchant, "ann")
	if err != nil {
		w.t.Fatal(err)
	}
	st, err := w.Standing(w.ctx, w.db, c, w.clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return c, st
}

func (w *world) has(usable, owed int64) {
	w.t.Helper()
	if c, st := w.now(); st.Usable != usable || c.Owed != owed {
		w.t.Fatalf("ann has %d points and owes %d, want %d and %d", st.Usable, c.Owed, usable, owed)
	}
}

func (w *world) rests() map[string]int64 {
	w.t.Helper()
	out, err := w.Rests(w.ctx, w.db, w.card.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) pass(d time.Duration) {
	w.clock.Move(d)
	for w.jobs.Once(w.ctx) > 0 {
	}
}

func TestPointsAreEarnedOnceAndUsedAsMoneyOff(t *testing.T) {
	each(t, func(w *world) {
		o := w.buy(10, false, false)
		w.has(0, 0) // not before it is completed
		w.must(func(tx *db.Tx) error {
			_, err := w.orders.Move(w.ctx, tx, o.ID, order.Ready, order.By{Actor: order.Shop})
			return err
		})
		for range 2 {
			w.must(func(tx *db.Tx) error {
				_, err := w.orders.Move(w.ctx, tx, o.ID, order.Completed, order.By{Actor: order.Shop, Code: o.Code})
				return err
			})
		}
		w.has(100, 0)
		d, err := w.orders.Quote(w.ctx, w.db, w.basket(3, false), w.clock.Now())
		if err != nil || d.Credit.Have != 100 || d.Credit.Most != 100 || d.Credit.Use != 0 || d.Credit.Worth != cny(1_00) || d.Credit.Earn != 30 || d.Total() != cny(30_00) {
			w.t.Fatalf("%+v %v", d.Credit, err)
		}
		o = w.buy(3, true, false)
		if o.Total != cny(29_00) || o.PointsOff != cny(1_00) || o.Discount != cny(1_00) {
			w.t.Fatalf("%s, %s off", o.Total, o.PointsOff)
		}
		w.has(0, 0)
		w.cancel(o)
		w.has(100, 0)
		sums, err := w.On(w.ctx, w.db, o.ID)
		if err != nil || sums.Used != 0 {
			w.t.Errorf("%+v %v", sums, err)
		}
	})
}

// The same basket costs and brings the same on a phone and at a register.
func TestTheRegisterKnowsTheRulesOfThePhone(t *testing.T) {
	each(t, func(w *world) {
		w.buy(100, false, true) // 1000 points: silver from now on
		k, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (coupon.Campaign, error) {
			return w.coupons.Open(w.ctx, tx, coupon.Terms{
				Merchant: w.merchant, Kind: coupon.Fixed, Value: cny(8_00), Least: cny(30_00), Pieces: 10, Budget: cny(0), Each: 5, Starts: tx.Now(), Ends: tx.Now().Add(time.Hour),
			})
		})
		if err != nil {
			w.t.Fatal(err)
		}
		claim := func() {
			w.must(func(tx *db.Tx) error {
				_, err := w.coupons.Claim(w.ctx, tx, k.ID, "ann")
				return err
			})
		}
		claim()
		// 40.00 less the coupon's 8.00 is 32.00; half of it by 1000 points is 10.00.
		d, err := w.orders.Quote(w.ctx, w.db, w.basket(4, true), w.clock.Now())
		if err != nil || d.Total() != cny(22_00) || d.Credit.Use != 1000 || d.Credit.Earn != 26 {
			w.t.Fatalf("%s, %+v %v", d.Total(), d.Credit, err)
		}
		sale, err := w.begin(4, register.Guest{Buyer: "ann", Points: true})
		if err != nil || sale.Total != d.Total() || sale.Coupons != cny(8_00) || sale.Points != cny(10_00) {
			w.t.Fatalf("%+v %v", sale, err)
		}
		w.whole()
		// While the sale has them the phone does not.
		if d, err := w.orders.Quote(w.ctx, w.db, w.basket(4, true), w.clock.Now()); err != nil || d.Total() != cny(40_00) {
			w.t.Errorf("%s, %v", d.Total(), err)
		}
		// The guest changes their mind, and back again.
		know := func(g register.Guest) register.Sale {
			w.t.Helper()
			o, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Sale, error) {
				o, _, err := w.register.Know(w.ctx, tx, w.shop.ID, sale.ID, g)
				return o, err
			})
			if err != nil {
				w.t.Fatal(err)
			}
			w.whole()
			return o
		}
		if o := know(register.Guest{}); o.Total != cny(40_00) || o.Buyer != "" {
			w.t.Errorf("%+v", o)
		}
		if o := know(register.Guest{Buyer: "ann", Choice: []string{}}); o.Total != cny(40_00) {
			w.t.Errorf("%+v", o)
		}
		if o := know(register.Guest{Buyer: "ann", Points: true}); o.Total != cny(22_00) {
			w.t.Errorf("%+v", o)
		}
		w.cash(sale)
		if err := w.do(func(tx *db.Tx) error {
			_, _, err := w.register.Know(w.ctx, tx, w.shop.ID, sale.ID, register.Guest{})
			return err
		}); !errors.Is(err, register.ErrStatus) {
			w.t.Errorf("after it was paid: %v", err)
		}
		w.has(26, 0)
		w.must(func(tx *db.Tx) error {
			_, err := w.register.Refund(w.ctx, tx, w.shop.ID, sale.ID, w.till, "", by)
			return err
		})
		w.has(1000, 0)
		p, err := w.coupons.Mine(w.ctx, w.db, "ann", coupon.Spent, w.clock.Now(), page.Ask{Limit: 9})
		if err != nil || len(p.Items) != 1 || p.Items[0].Status != coupon.Done {
			w.t.Errorf("as after a completed order the coupon stays used: %+v %v", p, err)
		}
		claim()
		sale, err = w.begin(4, register.Guest{Buyer: "ann", Points: true})
		if err != nil {
			w.t.Fatal(err)
		}
		w.must(func(tx *db.Tx) error {
			_, err := w.register.Void(w.ctx, tx, w.shop.ID, sale.ID, by)
			return err
		})
		w.has(1000, 0)
		if d, err := w.orders.Quote(w.ctx, w.db, w.basket(4, true), w.clock.Now()); err != nil || d.Total() != cny(22_00) {
			w.t.Errorf("%s, %v", d.Total(), err)
		}
	})
}

func TestWhatExpiresFirstIsUsedFirstAndComesBackAsItWas(t *testing.T) {
	each(t, func(w *world) {
		w.plant(func(r *member.Rules) { r.Months = 1 })
		w.buy(1, false, true) // 10 points
		w.pass(24 * time.Hour)
		w.buy(2, false, true) // 20
		before := w.rests()
		o := w.buy(3, false, false)
		sale, err := w.begin(1, register.Guest{Buyer: "ann", Points: true})
		if err != nil || sale.Points != cny(30) {
			w.t.Fatal(sale, err)
		}
		w.must(func(tx *db.Tx) error {
			_, err := w.register.Void(w.ctx, tx, w.shop.ID, sale.ID, by)
			return err
		})
		if after := w.rests(); !maps.Equal(before, after) {
			w.t.Errorf("had %v, has %v", before, after)
		}
		w.cancel(o)
		w.pass(24 * time.Hour)
		// 0.30 off 10.00 and 9.70 paid: a third back is a third of the points, of the second lot.
		o = w.buy(1, true, true)
		w.has(9, 0)
		if err := w.compensate(o, 3_24); err != nil {
			w.t.Fatal(err)
		}
		w.has(10+9-3, 0) // 10 came back, and 6.46 that are kept earn 6
		if _, st := w.now(); st.Soon != 10 {
			w.t.Errorf("the first to expire are %d", st.Soon)
		}
		// A month on the second lot expires; the first is used up.
		w.pass(31 * 24 * time.Hour)
		w.has(6, 0)
		w.pass(24 * time.Hour)
		w.has(0, 0)
		// What comes back later has the end that it had.
		if err := w.compensate(o, 6_46); err != nil {
			w.t.Fatal(err)
		}
		w.has(0, 0)
		w.pass(time.Hour)
		if c, _ := w.now(); c.Points != 0 || c.Owed != 0 {
			w.t.Errorf("%+v", c)
		}
	})
}

func TestPointsThatWereSpentAreOwed(t *testing.T) {
	each(t, func(w *world) {
		first := w.buy(10, false, true) // 100 points
		second := w.buy(20, true, false)
		w.has(0, 0)
		if err := w.compensate(first, 60_00); err != nil {
			w.t.Fatal(err)
		}
		w.has(0, 60)
		w.buy(2, false, true) // 20: all of it goes to what is owed
		w.has(0, 40)
		w.cancel(second)
		w.has(60, 0)
		if sums, err := w.On(w.ctx, w.db, first.ID); err != nil || sums != (member.Sums{Earned: 100, Taken: 60}) {
			w.t.Errorf("%+v %v", sums, err)
		}
	})
}

func TestWhoLeavesHasNoPointsAnyMore(t *testing.T) {
	each(t, func(w *world) {
		o := w.buy(10, false, true)
		used := w.buy(10, true, false)
		w.buy(5, false, true)
		for range 2 {
			err := w.do(func(tx *db.Tx) error { return w.Leave(w.ctx, tx, w.card.ID, "ann") })
			if err != nil && !errors.Is(err, member.ErrNotFound) {
				w.t.Fatal(err)
			}
		}
		if _, err := w.Of(w.ctx, w.db, w.merchant, "ann"); !errors.Is(err, member.ErrNotFound) {
			w.t.Errorf("still a member: %v", err)
		}
		w.cancel(used)
		if err := w.compensate(o, 100_00); err != nil {
			w.t.Fatal(err)
		}
		w.buy(5, false, true)
		w.whole()
		w.must(func(tx *db.Tx) error {
			c, err := w.Join(w.ctx, tx, w.merchant, "ann", member.Terms)
			if c.ID != w.card.ID {
				w.t.Errorf("another card: %s and %s", w.card.ID, c.ID)
			}
			return err
		})
		w.has(0, 0)
		for merchant, want := range map[string]error{"m0": member.ErrOff, w.merchant: member.ErrTerms} {
			if err := w.do(func(tx *db.Tx) error {
				_, err := w.Join(w.ctx, tx, merchant, "bob", member.Terms+1)
				return err
			}); !errors.Is(err, want) {
				w.t.Errorf("joined %s: %v", merchant, err)
			}
		}
		w.must(func(tx *db.Tx) error { return w.Forget(w.ctx, tx, "ann") })
		if c, err := w.Card(w.ctx, w.db, w.card.ID); err != nil || c.Person == "ann" || c.LeftAt.IsZero() {
			w.t.Errorf("%+v %v", c, err)
		}
	})
}

func TestACodeSaysWhoItIsForAMinute(t *testing.T) {
	each(t, func(w *world) {
		code := func() string {
			c, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (member.Code, error) { return w.NewCode(w.ctx, tx, w.card) })
			if err != nil {
				w.t.Fatal(err)
			}
			return c.Digits
		}
		meet := func(digits string) (member.Visit, error) {
			return db.Get(w.ctx, w.db, func(tx *db.Tx) (member.Visit, error) { return w.Meet(w.ctx, tx, w.merchant, w.shop.ID, digits) })
		}
		old, fresh := code(), code()
		if _, err := meet(old); !errors.Is(err, member.ErrCode) {
			w.t.Errorf("the code before: %v", err)
		}
		v, err := meet(fresh)
		if err != nil || v.Card.ID != w.card.ID {
			w.t.Fatal(v, err)
		}
		if c, err := w.Visitor(w.ctx, w.db, w.shop.ID, v.ID, w.clock.Now()); err != nil || c.Person != "ann" {
			w.t.Errorf("%+v %v", c, err)
		}
		if _, err := w.Visitor(w.ctx, w.db, "another", v.ID, w.clock.Now()); !errors.Is(err, member.ErrVisit) {
			w.t.Errorf("in another store: %v", err)
		}
		// The payment code says it too, and still pays.
		c, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (pay.Code, error) { return w.pay.NewCode(w.ctx, tx, "ann", "phone") })
		if err != nil {
			w.t.Fatal(err)
		}
		if v, err := meet(c.Digits); err != nil || v.Card.ID != w.card.ID {
			w.t.Errorf("by a payment code: %v %v", v, err)
		}
		sale, err := w.begin(1, register.Guest{Buyer: "ann"})
		if err != nil {
			w.t.Fatal(err)
		}
		w.must(func(tx *db.Tx) error {
			_, err := w.register.Tender(w.ctx, tx, w.shop.ID, sale.ID, register.NewTender{Ref: "by-code", Kind: register.ByCode, Code: c.Digits}, by)
			return err
		})
		w.has(10, 0)
		for _, digits := range []string{c.Digits, "280000000000000000", "290000000000000000", ""} {
			if _, err := meet(digits); !errors.Is(err, member.ErrCode) {
				w.t.Errorf("%q: %v", digits, err)
			}
		}
		w.pass(61 * time.Second)
		if _, err := meet(fresh); !errors.Is(err, member.ErrCode) {
			w.t.Errorf("after a minute: %v", err)
		}
		w.pass(31 * time.Minute)
		if _, err := w.Visitor(w.ctx, w.db, w.shop.ID, v.ID, w.clock.Now()); !errors.Is(err, member.ErrVisit) {
			w.t.Errorf("after half an hour: %v", err)
		}
		w.limits.left = 0
		if _, err := meet(code()); !errors.Is(err, member.ErrTries) {
			w.t.Errorf("too often: %v", err)
		}
	})
}

// Whatever happens a balance is the fold of its entries, what is not to be leaves
// the very lots as they were, and when all that was bought has come back nothing
// is left, and nothing owed, but for what expired.
func TestBalancesAreFoldsWhateverHappens(t *testing.T) {
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/member.db", db.Options{Now: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, m := range schema {
		if err := d.Migrate(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, t.Context(), d, testkit.NewClock())
	rapid.Check(t, func(rt *rapid.T) {
		w.t, w.ctx = rt, context.Background()
		w.plant(func(r *member.Rules) {
			r.PerYuan, r.Worth = rapid.Int64Range(1, 20).Draw(rt, "per yuan"), cny(rapid.Int64Range(1, 5).Draw(rt, "worth"))
			r.Share = rapid.Int64Range(1, 100).Draw(rt, "share")
			r.Levels[1].From = rapid.Int64Range(1, 300).Draw(rt, "silver")
		})
		var orders []order.Order
		var sales []register.Sale
		back := map[string]int64{}
		rest := func(o order.Order) int64 { return o.Total.Minor() - back[o.ID] }
		giveBack := func(o order.Order, fen int64) {
			if fen <= 0 {
				return
			}
			if err := w.compensate(o, fen); err != nil {
				rt.Fatal(err)
			}
			back[o.ID] += fen
		}
		refund := func(o register.Sale) {
			w.must(func(tx *db.Tx) error {
				_, err := w.register.Refund(w.ctx, tx, w.shop.ID, o.ID, w.till, "", by)
				return err
			})
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			qty, points := rapid.Int64Range(1, 9).Draw(rt, "qty"), rapid.Bool().Draw(rt, "points")
			switch rapid.SampledFrom([]string{"order", "order", "sale", "back", "refund", "cancelled", "voided"}).Draw(rt, "step") {
			case "order":
				orders = append(orders, w.buy(qty, points, true))
			case "sale":
				o, err := w.begin(qty, register.Guest{Buyer: "ann", Points: points})
				if err != nil {
					rt.Fatal(err)
				}
				w.cash(o)
				sales = append(sales, o)
			case "back":
				if len(orders) > 0 {
					o := orders[rapid.IntRange(0, len(orders)-1).Draw(rt, "which")]
					giveBack(o, rapid.Int64Range(0, rest(o)).Draw(rt, "fen"))
				}
			case "refund":
				if len(sales) > 0 {
					refund(sales[len(sales)-1])
					sales = sales[:len(sales)-1]
				}
			case "cancelled":
				w.card, _ = w.now()
				before := w.rests()
				w.cancel(w.buy(qty, true, false))
				if after := w.rests(); !maps.Equal(before, after) {
					rt.Fatalf("had %v, has %v", before, after)
				}
			case "voided":
				w.card, _ = w.now()
				before := w.rests()
				o, err := w.begin(qty, register.Guest{Buyer: "ann", Points: true})
				if err != nil {
					rt.Fatal(err)
				}
				w.must(func(tx *db.Tx) error {
					_, err := w.register.Void(w.ctx, tx, w.shop.ID, o.ID, by)
					return err
				})
				if after := w.rests(); !maps.Equal(before, after) {
					rt.Fatalf("had %v, has %v", before, after)
				}
			}
			c, st := w.now()
			if c.Points != st.Usable || c.Points > 0 && c.Owed > 0 {
				rt.Fatalf("%+v, %d usable", c, st.Usable)
			}
			if _, breaches, err := w.Verify(w.ctx, w.db); err != nil || len(breaches) > 0 {
				rt.Fatal(breaches, err)
			}
		}
		for _, i := range rapid.Permutation(orders).Draw(rt, "order") {
			giveBack(i, rest(i))
		}
		for _, o := range sales {
			refund(o)
		}
		w.has(0, 0)
	})
	w.t, w.ctx = t, t.Context()
	w.whole()
}

// Of many who want the same points at once one has them.
func TestPointsAreUsedOnce(t *testing.T) {
	each(t, func(w *world) {
		w.buy(10, false, true)
		var group sync.WaitGroup
		var got atomic.Int64
		for i := range 12 {
			group.Go(func() {
				err := w.do(func(tx *db.Tx) (err error) {
					if i%2 == 0 {
						o, e := w.orders.Place(w.ctx, tx, w.basket(1, true))
						if e == nil && o.PointsOff.IsZero() {
							e = errors.New("none left")
						}
						return e
					}
					o, e := w.register.Begin(w.ctx, tx, register.NewSale{
						Ref: fmt.Sprint("at-once-", i), Store: w.shop.ID, Till: w.till, Wants: []catalog.Want{{SKU: w.sku, Qty: 1}}, Guest: register.Guest{Buyer: "ann", Points: true},
					}, by)
					if e == nil && o.Points.IsZero() {
						e = errors.New("none left")
					}
					return e
				})
				if err == nil {
					got.Add(1)
				}
			})
		}
		group.Wait()
		if got.Load() != 1 {
			w.t.Errorf("the points were used %d times", got.Load())
		}
		w.has(0, 0)
	})
}
