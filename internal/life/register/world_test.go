package register_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
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

type failer interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

var (
	cashier = register.By{User: "carl"}
	manager = register.By{User: "mona", Manager: true}
)

// world is a corner shop with one till, a tea that is counted, noodles that
// are not and have choices, and ann with money.
type world struct {
	*register.Service
	t       failer
	ctx     context.Context
	db      *db.DB
	clock   *testkit.Clock
	jobs    *job.Queue
	pay     *pay.Service
	ledger  *ledger.Service
	wallet  *wallet.Service
	stores  *store.Service
	catalog *catalog.Service
	stock   *stock.Service
	shop    store.Store
	tea     catalog.Item // 8.00, ten of it
	noodles catalog.Item // 20.05, egg 2.00 more
	till    string
	refs    int
}

var schema = [][]db.Migration{
	job.Migrations, ledger.Migrations, wallet.Migrations, pay.Migrations, store.Migrations, stock.Migrations, catalog.Migrations, register.Migrations,
}

func newWorld(t failer, ctx context.Context, d *db.DB, c *testkit.Clock) *world {
	w := &world{t: t, ctx: ctx, db: d, clock: c, ledger: ledger.New(), catalog: catalog.New(), stock: stock.New()}
	w.jobs = job.New(d, slog.New(slog.DiscardHandler))
	bus := event.NewBus(w.jobs)
	w.wallet = wallet.New(w.ledger, secret.InMemory())
	w.pay = pay.New(pay.Deps{Ledger: w.ledger, Wallet: w.wallet, Bus: bus, Jobs: w.jobs, Sellers: sellers{}, Judge: judge{}, MAC: func(v string) string { return v }})
	w.stores = store.New()
	w.Service = register.New(register.Deps{Bus: bus, Jobs: w.jobs, Pay: w.pay, Ledger: w.ledger, Stores: w.stores, Catalog: w.catalog, Stock: w.stock})
	w.must(func(tx *db.Tx) error {
		return errors.Join(w.wallet.OpenPlatform(ctx, tx), w.wallet.OpenMerchant(ctx, tx, "m"), w.pay.SetFee(ctx, tx, pay.Fee{PPM: 6000}),
			w.wallet.OpenUser(ctx, tx, "ann"), w.wallet.Issue(ctx, tx, "seed", wallet.Cash("ann"), cny(100_000_00)))
	})
	w.plant()
	return w
}

// plant opens another shop like the first.
func (w *world) plant() {
	w.t.Helper()
	ctx := w.ctx
	w.must(func(tx *db.Tx) (err error) {
		w.shop, err = w.stores.Add(ctx, tx, "m", store.Info{Name: "Corner", Category: "grocery", City: "110100", At: geo.Point{Lat: 39.92, Lng: 116.46}, Hours: calendar.Daily(calendar.Span{From: 600, To: 1320})})
		if err != nil {
			return err
		}
		secs, err := w.catalog.SetSections(ctx, tx, w.shop.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		if w.tea, err = w.catalog.Save(ctx, tx, catalog.Item{Store: w.shop.ID, Section: secs[0].ID, Name: "Tea", Code: "T1", Listed: true, SKUs: []catalog.SKU{{Price: cny(800), Barcode: "6901"}}}); err != nil {
			return err
		}
		if w.noodles, err = w.catalog.Save(ctx, tx, catalog.Item{
			Store: w.shop.ID, Section: secs[0].ID, Name: "Noodles", Listed: true, SKUs: []catalog.SKU{{Price: cny(2005)}},
			Groups: []catalog.Group{{Name: "Egg", Min: 1, Max: 1, Choices: []catalog.Choice{{Name: "none"}, {Name: "one", Adds: cny(200)}}}},
		}); err != nil {
			return err
		}
		till, err := w.AddTill(ctx, tx, w.shop, " Till  1 ")
		w.till = till.ID
		return errors.Join(err, w.stock.Count(ctx, tx, w.tea.SKUs[0].ID, 10, "test"))
	})
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := newWorld(t, t.Context(), d, c)
		fn(t, w)
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

// whole recounts registers, stock and money.
func (w *world) whole() {
	w.t.Helper()
	_, a, err := w.Verify(w.ctx, w.db)
	_, b, err2 := w.stock.Verify(w.ctx, w.db)
	l, err3 := w.ledger.Verify(w.ctx, w.db)
	if err := errors.Join(err, err2, err3); err != nil || len(a)+len(b)+len(l.Breaches) > 0 {
		w.t.Fatal(a, b, l.Breaches, err)
	}
}

func (w *world) open(float int64) register.Shift {
	w.t.Helper()
	sh, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Shift, error) {
		return w.Open(w.ctx, tx, w.shop.ID, w.till, cny(float), cashier)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return sh
}

func (w *world) ref() string {
	w.refs++
	return fmt.Sprintf("ref-%06d", w.refs)
}

func (w *world) teas(n int64) []catalog.Want {
	return []catalog.Want{{SKU: w.tea.SKUs[0].ID, Qty: n, Seen: cny(800)}}
}

func (w *world) bowl() catalog.Want {
	return catalog.Want{SKU: w.noodles.SKUs[0].ID, Choices: []string{w.noodles.Groups[0].Choices[1].ID}, Qty: 1, Seen: cny(2205)}
}

func (w *world) try(in register.NewSale, by register.By) (register.Sale, error) {
	in.Store, in.Till = w.shop.ID, w.till
	if in.Ref == "" {
		in.Ref = w.ref()
	}
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Sale, error) { return w.Begin(w.ctx, tx, in, by) })
}

func (w *world) begin(wants ...catalog.Want) register.Sale {
	w.t.Helper()
	o, err := w.try(register.NewSale{Wants: wants}, cashier)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) give(o register.Sale, in register.NewTender) (register.Sale, error) {
	if in.Ref == "" {
		in.Ref = w.ref()
	}
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Sale, error) { return w.Tender(w.ctx, tx, w.shop.ID, o.ID, in, cashier) })
}

func (w *world) cash(o register.Sale, given int64) register.Sale {
	w.t.Helper()
	o, err := w.give(o, register.NewTender{Kind: register.InCash, Amount: cny(given)})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// code is a payment code of ann's.
func (w *world) code() string {
	w.t.Helper()
	c, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (pay.Code, error) { return w.pay.NewCode(w.ctx, tx, "ann", "phone") })
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Digits
}

func (w *world) has(a ledger.Account) int64 {
	w.t.Helper()
	b, err := w.ledger.Balance(w.ctx, w.db, a)
	if err != nil {
		w.t.Fatal(err)
	}
	return b.Total.Minor()
}

func (w *world) drawer() int64 { return w.has(register.Drawer(w.till)) }

// left is how much tea there is.
func (w *world) left() int64 {
	w.t.Helper()
	l, err := w.stock.Levels(w.ctx, w.db, w.tea.SKUs[0].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return l[w.tea.SKUs[0].ID].Left()
}

func (w *world) get(o register.Sale) register.Sale {
	w.t.Helper()
	o, err := w.Get(w.ctx, w.db, w.shop.ID, o.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) tenders(o register.Sale) []register.Tender {
	w.t.Helper()
	ts, err := w.Tenders(w.ctx, w.db, o.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return ts
}

func (w *world) shut(counted int64) (register.Shift, error) {
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Shift, error) {
		return w.Close(w.ctx, tx, w.shop.ID, w.till, cny(counted), "", cashier)
	})
}
