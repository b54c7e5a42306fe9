package register_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/life/catalog"
	"livewell/internal/life/register"
	"livewell/internal/life/stock"
)

func TestASaleIsPaidInPartsAndFinishedByTheLast(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, err := w.try(register.NewSale{Wants: w.teas(1)}, cashier); !errors.Is(err, register.ErrClosed) {
			t.Fatalf("sold at a closed till: %v", err)
		}
		w.open(100_00)
		in := register.NewSale{Ref: "ref-again", Wants: append(w.teas(2), w.bowl()), Seen: cny(3805)}
		o, err := w.try(in, cashier)
		if err != nil || o.Total != cny(3805) || w.left() != 8 {
			t.Fatalf("%+v, %v, %d left", o, err, w.left())
		}
		again, err := w.try(in, cashier)
		if err != nil || again.ID != o.ID || w.left() != 8 {
			t.Errorf("a repeat made %s of %s, %v", again.ID, o.ID, err)
		}
		in.Wants = w.teas(3)
		if _, err := w.try(in, cashier); !errors.Is(err, register.ErrReused) {
			t.Errorf("the reference was taken for another sale: %v", err)
		}
		// Ten in cash, the rest by code in two parts, and a repeat of the first.
		ten := register.NewTender{Ref: "ref-ten", Kind: register.InCash, Amount: cny(1000)}
		for range 2 {
			if o, err = w.give(o, ten); err != nil || o.Status != register.Open || w.drawer() != 110_00 {
				t.Fatalf("%+v, %v, drawer %d", o, err, w.drawer())
			}
		}
		if o, err = w.give(o, register.NewTender{Kind: register.ByCode, Amount: cny(805), Code: w.code()}); err != nil || o.Status != register.Open {
			t.Fatal(o.Status, err)
		}
		if _, err := w.give(o, register.NewTender{Kind: register.ByCode, Amount: cny(2001), Code: w.code()}); !errors.Is(err, register.ErrRest) {
			t.Errorf("more than the rest by code: %v", err)
		}
		o = w.cash(o, 50_00)
		ts := w.tenders(o)
		if o.Status != register.Finished || ts[2].Amount != cny(2000) || ts[2].Change() != cny(3000) {
			t.Errorf("%s, %+v", o.Status, ts)
		}
		if w.drawer() != 130_00 || w.left() != 8 || w.has(wallet.Cash("ann")) != 100_000_00-805 {
			t.Errorf("drawer %d, %d left, ann has %d", w.drawer(), w.left(), w.has(wallet.Cash("ann")))
		}
		if _, err := w.give(o, register.NewTender{Kind: register.InCash, Amount: cny(100)}); !errors.Is(err, register.ErrStatus) {
			t.Errorf("money for a finished sale: %v", err)
		}
		lines, err := w.Lines(w.ctx, w.db, o.ID)
		if err != nil || len(lines) != 2 || lines[1].Chosen[0] != "one" || lines[1].Unit != cny(2205) {
			t.Errorf("%+v, %v", lines, err)
		}
	})
}

func TestTheTillsPriceIsComparedAndNeverBelieved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(0)
		seen := func(n int64) []catalog.Want { return []catalog.Want{{SKU: w.tea.SKUs[0].ID, Qty: 1, Seen: cny(n)}} }
		for name, in := range map[string]register.NewSale{
			"price":   {Wants: seen(1)},
			"total":   {Wants: seen(800), Seen: cny(1)},
			"choices": {Wants: []catalog.Want{{SKU: w.noodles.SKUs[0].ID, Qty: 1}}},
			"gone":    {Wants: []catalog.Want{{SKU: "nothing", Qty: 1}}},
		} {
			_, err := w.try(in, manager)
			if f, _ := fault.Of(err); !errors.Is(err, register.ErrChanged) || len(f.Args["problems"].([]map[string]any)) != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.try(register.NewSale{}, manager); !errors.Is(err, register.ErrEmpty) {
			t.Errorf("a sale of nothing: %v", err)
		}
		if _, err := w.try(register.NewSale{Wants: w.teas(11)}, manager); !errors.Is(err, stock.ErrShort) || w.left() != 10 {
			t.Errorf("more than there is: %v", err)
		}
	})
}

func TestACodeThatFailsLeavesTheSaleAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(0)
		o := w.cash(w.begin(w.teas(2)...), 600)
		for range 2 {
			if _, err := w.give(o, register.NewTender{Ref: "ref-same", Kind: register.ByCode, Code: "280000000000000000"}); !errors.Is(err, pay.ErrCode) {
				t.Fatalf("a code of nobody: %v", err)
			}
		}
		used := w.code()
		clock := w.clock
		clock.Move(2 * time.Minute)
		if _, err := w.give(o, register.NewTender{Ref: "ref-same", Kind: register.ByCode, Code: used}); !errors.Is(err, pay.ErrCode) {
			t.Fatalf("an old code: %v", err)
		}
		if o = w.get(o); o.Status != register.Open || len(w.tenders(o)) != 1 {
			t.Fatalf("%+v", o)
		}
		// The same try with another code of the buyer's.
		o, err := w.give(o, register.NewTender{Ref: "ref-same", Kind: register.ByCode, Code: w.code()})
		if err != nil || o.Status != register.Finished {
			t.Error(o.Status, err)
		}
	})
}

func TestALargePaymentWaitsForItsBuyer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(0)
		w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.tea.SKUs[0].ID, 500, "") })
		ask := func() (register.Sale, register.Tender) {
			t.Helper()
			o := w.begin(w.teas(200)...)
			o, err := w.give(o, register.NewTender{Kind: register.ByCode, Code: w.code()})
			ts := w.tenders(o)
			if err != nil || o.Status != register.Open || len(ts) != 1 || ts[0].Status != register.Waiting {
				t.Fatal(o.Status, ts, err)
			}
			if _, err := w.give(o, register.NewTender{Kind: register.InCash, Amount: cny(100)}); !errors.Is(err, register.ErrCovered) {
				t.Errorf("cash for what somebody is about to pay: %v", err)
			}
			return o, ts[0]
		}
		cancel := func(o register.Sale, x register.Tender) {
			t.Helper()
			w.must(func(tx *db.Tx) error { _, err := w.Cancel(w.ctx, tx, w.shop.ID, o.ID, x.ID); return err })
		}
		confirm := func(x register.Tender) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.pay.Pay(w.ctx, tx, x.Trade, pay.Paying{Buyer: "ann", Proven: true})
				return err
			})
		}
		// Confirmed: the buyer's payment finishes the sale.
		o, x := ask()
		if err := confirm(x); err != nil || w.get(o).Status != register.Finished {
			t.Error(err, w.get(o).Status)
		}
		cancel(o, x)
		if w.get(o).Status != register.Finished {
			t.Error("a paid tender was called off")
		}
		// Called off: it can be paid otherwise.
		o, x = ask()
		cancel(o, x)
		cancel(o, x)
		if err := confirm(x); !errors.Is(err, pay.ErrClosed) {
			t.Errorf("paid after it was called off: %v", err)
		}
		if o = w.cash(o, 1600_00); o.Status != register.Finished {
			t.Error(o.Status)
		}
		// Nobody confirms: it fails by itself.
		w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.tea.SKUs[0].ID, 300, "") })
		o, _ = ask()
		w.clock.Move(11 * time.Minute)
		for w.jobs.Once(w.ctx) > 0 { // what is due
		}
		if ts := w.tenders(o); ts[0].Status != register.Failed || w.get(o).Status != register.Open {
			t.Errorf("%+v", ts)
		}
		// Voided while it waits: the buyer cannot pay any more, and the goods are free.
		w.must(func(tx *db.Tx) error { _, err := w.Void(w.ctx, tx, w.shop.ID, o.ID, cashier); return err })
		o, x = ask()
		w.must(func(tx *db.Tx) error { _, err := w.Void(w.ctx, tx, w.shop.ID, o.ID, cashier); return err })
		if err := confirm(x); !errors.Is(err, pay.ErrClosed) || w.left() != 300 {
			t.Errorf("%v, %d left", err, w.left())
		}
	})
}

func TestACashierGivesTwentyPercentAtMost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(0)
		for _, c := range []struct {
			off  register.Discount
			by   register.By
			want int64 // total of 22.05; -1: refused, -2: no discount
		}{
			{register.Discount{}, cashier, 2205},
			{register.Discount{Percent: 10}, cashier, 1984}, // 2.205 is rounded up to 2.21
			{register.Discount{Percent: 20}, cashier, 1764},
			{register.Discount{Percent: 21}, cashier, -1},
			{register.Discount{Percent: 21}, manager, 1742},
			{register.Discount{Percent: 100}, manager, 0},
			{register.Discount{Percent: 101}, manager, -2},
			{register.Discount{Percent: -1}, manager, -2},
			{register.Discount{Amount: cny(441)}, cashier, 1764},
			{register.Discount{Amount: cny(442)}, cashier, -1},
			{register.Discount{Amount: cny(442)}, manager, 1763},
			{register.Discount{Amount: cny(2206)}, manager, -2},
			{register.Discount{Amount: cny(-1)}, manager, -2},
			{register.Discount{Amount: cny(1), Percent: 1}, manager, -2},
		} {
			o, err := w.try(register.NewSale{Wants: []catalog.Want{w.bowl()}, Off: c.off}, c.by)
			switch {
			case c.want == -1 && errors.Is(err, register.ErrDiscount), c.want == -2 && errors.Is(err, register.ErrNoRate):
			case c.want < 0 || err != nil || o.Total != cny(c.want):
				t.Errorf("%+v by %s: %v, %v", c.off, c.by.User, o.Total, err)
			case c.want == 0 && o.Status != register.Finished:
				t.Errorf("a sale for nothing is %s", o.Status)
			}
		}
	})
}

func TestVoidGivesAllBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(50_00)
		o := w.cash(w.begin(w.teas(3)...), 1000)
		o, err := w.give(o, register.NewTender{Kind: register.ByCode, Amount: cny(400), Code: w.code()})
		if err != nil || w.left() != 7 || w.drawer() != 60_00 {
			t.Fatal(err, w.left(), w.drawer())
		}
		for range 2 {
			w.must(func(tx *db.Tx) (err error) { o, err = w.Void(w.ctx, tx, w.shop.ID, o.ID, cashier); return err })
			if o.Status != register.Voided || w.left() != 10 || w.drawer() != 50_00 || w.has(wallet.Cash("ann")) != 100_000_00 {
				t.Errorf("%s, %d left, drawer %d, ann has %d", o.Status, w.left(), w.drawer(), w.has(wallet.Cash("ann")))
			}
		}
		done := w.cash(w.begin(w.teas(1)...), 800)
		if err := w.do(func(tx *db.Tx) error { _, err := w.Void(w.ctx, tx, w.shop.ID, done.ID, cashier); return err }); !errors.Is(err, register.ErrStatus) {
			t.Errorf("a finished sale was voided: %v", err)
		}
		// Nobody came back to this one.
		left := w.begin(w.teas(2)...)
		kept := w.cash(w.begin(w.teas(2)...), 100)
		if err := w.jobs.Start(w.ctx); err != nil {
			t.Fatal(err)
		}
		w.clock.Move(2 * time.Hour)
		for w.jobs.Once(w.ctx) > 0 { // what is due
		}
		if w.get(left).Status != register.Voided || w.get(kept).Status != register.Open || w.left() != 7 {
			t.Errorf("%s, %s, %d left", w.get(left).Status, w.get(kept).Status, w.left())
		}
	})
}

func TestARefundGivesGoodsAndMoneyBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open(0)
		o := w.cash(w.begin(w.teas(3)...), 1000)
		o, err := w.give(o, register.NewTender{Kind: register.ByCode, Code: w.code()})
		if err != nil || o.Status != register.Finished {
			t.Fatal(o.Status, err)
		}
		if sh, err := w.shut(1000); err != nil || !sh.Difference.IsZero() {
			t.Fatalf("%+v, %v", sh, err)
		}
		back := func() error {
			return w.do(func(tx *db.Tx) (err error) {
				o, err = w.Refund(w.ctx, tx, w.shop.ID, o.ID, w.till, "stale", cashier)
				return err
			})
		}
		if err := back(); !errors.Is(err, register.ErrClosed) {
			t.Errorf("cash out of a closed till: %v", err)
		}
		// On the next day, with a float that is too small at first.
		w.clock.Move(24 * time.Hour)
		w.open(900)
		if err := back(); !errors.Is(err, register.ErrDrawer) || w.left() != 7 {
			t.Errorf("more cash than there is: %v, %d left", err, w.left())
		}
		w.must(func(tx *db.Tx) error {
			_, err := w.PutCash(w.ctx, tx, w.shop.ID, w.till, cny(100), "", cashier)
			return err
		})
		for range 2 {
			if err := back(); err != nil || o.Status != register.Refunded || w.left() != 10 || w.drawer() != 0 || w.has(wallet.Cash("ann")) != 100_000_00 {
				t.Errorf("%v, %s, %d left, drawer %d", err, o.Status, w.left(), w.drawer())
			}
		}
		if w.has(wallet.MerchantCash("m")) != 0 {
			t.Errorf("the merchant kept %d", w.has(wallet.MerchantCash("m")))
		}
	})
}

func TestCashUpIsWhatTheLedgerSays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sh := w.open(200_00)
		if err := w.do(func(tx *db.Tx) error { _, err := w.Open(w.ctx, tx, w.shop.ID, w.till, cny(1), cashier); return err }); !errors.Is(err, register.ErrOpen) {
			t.Errorf("opened twice: %v", err)
		}
		w.cash(w.begin(w.teas(2)...), 100_00)
		put := func(n int64) error {
			return w.do(func(tx *db.Tx) error {
				_, err := w.PutCash(w.ctx, tx, w.shop.ID, w.till, cny(n), "bank", cashier)
				return err
			})
		}
		if err := errors.Join(put(50_00), put(-150_00)); err != nil {
			t.Fatal(err)
		}
		if err := put(-200_00); !errors.Is(err, register.ErrDrawer) {
			t.Errorf("took out what is not there: %v", err)
		}
		open := w.begin(w.teas(1)...)
		if _, err := w.shut(116_00); !errors.Is(err, register.ErrUnended) {
			t.Errorf("counted with a sale that is open: %v", err)
		}
		w.cash(open, 800)
		sums, err := w.Summary(w.ctx, w.db, w.till, sh.ID)
		if err != nil || sums.Sales != 2 || sums.Total != cny(2400) || sums.Drawer() != cny(124_00) || w.drawer() != 124_00 {
			t.Errorf("%+v, %v, the ledger says %d", sums, err, w.drawer())
		}
		got, err := w.shut(122_50)
		if err != nil || got.Expected != cny(124_00) || got.Difference != cny(-150) || w.drawer() != 0 {
			t.Errorf("%+v, %v, drawer %d", got, err, w.drawer())
		}
		if _, err := w.shut(0); !errors.Is(err, register.ErrClosed) {
			t.Errorf("counted twice: %v", err)
		}
		w.open(100)
		if got, err := w.shut(500); err != nil || got.Difference != cny(400) {
			t.Errorf("%+v, %v", got, err)
		}
		list, err := w.Shifts(w.ctx, w.db, w.till, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 2 || list.Items[1].Difference != cny(-150) {
			t.Errorf("%+v, %v", list, err)
		}
		w.whole()
		// A recount finds what was changed behind our back.
		for _, change := range []string{
			"UPDATE register_cash SET amount = amount %s 1 WHERE kind = 'sale'",
			"UPDATE register_shift SET difference = difference %s 1 WHERE counted = 12250",
			"UPDATE register_sale SET total = total %s 1",
		} {
			if err := w.db.Admin(w.ctx, fmt.Sprintf(change, "+")); err != nil {
				t.Fatal(err)
			}
			if _, breaches, err := w.Verify(w.ctx, w.db); err != nil || len(breaches) == 0 {
				t.Errorf("%s: nothing was found, %v", change, err)
			}
			if err := w.db.Admin(w.ctx, fmt.Sprintf(change, "-")); err != nil {
				t.Fatal(err)
			}
		}
	})
}
