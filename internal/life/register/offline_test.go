package register_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/register"
	"livewell/internal/life/stock"
)

func (w *world) made(sh register.Shift, wants []catalog.Want, off int64) register.Made {
	total := -off
	names := make([]string, len(wants))
	for i, x := range wants {
		total += x.Seen.Minor() * x.Qty
		names[i] = "by the till"
	}
	return register.Made{
		Ref: w.ref(), Store: w.shop.ID, Till: w.till, Shift: sh.ID, At: w.clock.Now(), Wants: wants, Names: names,
		Off: cny(off), Total: cny(total), Given: cny(total),
	}
}

func (w *world) take(in register.Made, by register.By) (register.Sale, error) {
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (register.Sale, error) { return w.TakeMade(w.ctx, tx, in, by) })
}

func notes(o register.Sale) (out []string) {
	for _, n := range o.Notes {
		out = append(out, fmt.Sprint(n.Code, " ", n.Line, " ", n.Qty))
	}
	return out
}

func TestWhatWasSoldOfflineIsWrittenDownOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sh := w.open(10_00)
		in := w.made(sh, append(w.teas(2), w.bowl()), 100)
		w.clock.Move(30 * time.Minute)
		var first register.Sale
		for i := range 3 {
			o, err := w.take(in, cashier)
			if err != nil || o.Status != register.Finished || o.Channel != register.Offline || o.Total != cny(3705) || len(o.Notes) > 0 {
				t.Fatalf("%+v, %v", o, err)
			}
			if i == 0 {
				first = o
			}
			if o.ID != first.ID || w.left() != 8 || w.drawer() != 47_05 {
				t.Errorf("sent again: %s for %s, %d left, drawer %d", o.ID, first.ID, w.left(), w.drawer())
			}
		}
		if !first.At.Equal(in.At) {
			t.Errorf("made at %s, written down as %s", in.At, first.At)
		}
		in.Total, in.Given = cny(1), cny(1)
		if _, err := w.take(in, cashier); !errors.Is(err, register.ErrReused) {
			t.Errorf("another sale under the same reference: %v", err)
		}
		in.Ref = w.ref()
		if _, err := w.take(in, cashier); !errors.Is(err, register.ErrTotal) {
			t.Errorf("lines that do not make the total: %v", err)
		}
		list, err := w.Sales(w.ctx, w.db, w.shop.ID, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 1 {
			t.Errorf("%d sales, %v", len(list.Items), err)
		}
	})
}

func TestWhatIsOddAboutASaleOfflineIsNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sh := w.open(0)
		told := func(in register.Made, by register.By, want ...string) register.Sale {
			t.Helper()
			o, err := w.take(in, by)
			if err != nil || o.Status != register.Finished || !slices.Equal(notes(o), want) {
				t.Fatalf("%v, %v, want %v", notes(o), err, want)
			}
			return o
		}
		// More than there is, in two lines: what is there is taken, and comes back.
		o := told(w.made(sh, append(w.teas(7), w.teas(5)...), 0), cashier, "short 1 2")
		if w.left() != 0 {
			t.Errorf("%d left", w.left())
		}
		told(w.made(sh, w.teas(1), 0), cashier, "short 0 1")
		w.must(func(tx *db.Tx) error { _, err := w.Refund(w.ctx, tx, w.shop.ID, o.ID, w.till, "", cashier); return err })
		if w.left() != 10 {
			t.Errorf("%d came back", w.left())
		}
		// Another price, at what was paid.
		cheap := []catalog.Want{{SKU: w.tea.SKUs[0].ID, Qty: 1, Seen: cny(700)}}
		if o := told(w.made(sh, cheap, 0), cashier, "price 0 0"); o.Total != cny(700) || o.Notes[0].Now != cny(800) {
			t.Errorf("%+v", o)
		}
		told(w.made(sh, w.teas(1), 161), cashier, "discount -1 0")
		told(w.made(sh, w.teas(1), 161), manager)
		gone := []catalog.Want{{SKU: "gone", Qty: 1, Seen: cny(100)}}
		o = told(w.made(sh, gone, 0), cashier, "gone 0 0")
		if lines, err := w.Lines(w.ctx, w.db, o.ID); err != nil || lines[0].Name != "by the till" {
			t.Errorf("%+v, %v", lines, err)
		}
		// Its drawer was counted before: what was over is explained.
		late := w.made(sh, w.teas(2), 0)
		counted, err := w.shut(w.drawer() + 1600)
		if err != nil || counted.Difference != cny(1600) {
			t.Fatalf("%+v, %v", counted, err)
		}
		told(late, cashier, "counted -1 0")
		if got, err := w.Shift(w.ctx, w.db, w.till, sh.ID); err != nil || !got.Difference.IsZero() || got.Expected != counted.Counted || w.drawer() != 0 {
			t.Errorf("%+v, %v, drawer %d", got, err, w.drawer())
		}
		// Too long ago.
		old := w.made(sh, w.teas(1), 0)
		w.clock.Move(24*time.Hour + time.Second)
		if _, err := w.take(old, cashier); !errors.Is(err, register.ErrTooOld) {
			t.Errorf("taken a day later: %v", err)
		}
	})
}

func TestASaleThatGoesOnWithoutANetworkIsOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sh := w.open(0)
		for _, c := range []struct {
			given        int64
			left, drawer int64
		}{{0, 8, 1600}, {400, 6, 3200}, {1600, 4, 4800}} { // nothing, a part and all of it arrived
			o := w.begin(w.teas(2)...)
			if c.given > 0 {
				o = w.cash(o, c.given)
			}
			in := w.made(sh, w.teas(2), 0)
			in.Instead = o.Ref
			for range 2 {
				if o, err := w.take(in, cashier); err != nil || o.Status != register.Finished || w.left() != c.left || w.drawer() != c.drawer {
					t.Errorf("%d given: %v, %v, %d left, drawer %d", c.given, o.Status, err, w.left(), w.drawer())
				}
			}
		}
	})
}

// Any series of sales, refunds, voids and cash in or out leaves in the ledger's
// drawer what is expected there.
func TestTheDrawerIsWhatItsHistoryMakes(t *testing.T) {
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/register.db", db.Options{Now: testkit.NewClock().Now})
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
		w.plant()
		want := rapid.Int64Range(0, 50_00).Draw(rt, "float")
		sh := w.open(want)
		var open, done []register.Sale
		in := map[string]int64{} // cash of a sale
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			pick := func(of []register.Sale) register.Sale { return of[rapid.IntRange(0, len(of)-1).Draw(rt, "which")] }
			switch step := rapid.SampledFrom([]string{"sale", "code", "made", "void", "refund", "in", "out"}).Draw(rt, "step"); step {
			case "sale", "code":
				o, err := w.try(register.NewSale{Wants: w.teas(rapid.Int64Range(1, 4).Draw(rt, "teas")), Off: register.Discount{Percent: rapid.Int64Range(0, 99).Draw(rt, "off")}}, manager)
				if errors.Is(err, stock.ErrShort) {
					continue
				}
				if err != nil {
					rt.Fatal(err)
				}
				given := rapid.Int64Range(1, 50_00).Draw(rt, "given")
				o = w.cash(o, given)
				in[o.ID] = min(given, o.Total.Minor())
				want += in[o.ID]
				if step == "code" && o.Status == register.Open {
					if o, err = w.give(o, register.NewTender{Kind: register.ByCode, Code: w.code()}); err != nil {
						rt.Fatal(err)
					}
				}
				if o.Status == register.Open {
					open = append(open, o)
				} else {
					done = append(done, o)
				}
			case "made":
				o, err := w.take(w.made(sh, w.teas(rapid.Int64Range(1, 9).Draw(rt, "teas")), 0), manager)
				if err != nil {
					rt.Fatal(err)
				}
				in[o.ID] = o.Total.Minor()
				want += in[o.ID]
				done = append(done, o)
			case "void", "refund":
				list := open
				if step == "refund" {
					list = done
				}
				if len(list) == 0 {
					continue
				}
				o := pick(list)
				err := w.do(func(tx *db.Tx) error {
					if step == "void" {
						_, err := w.Void(w.ctx, tx, w.shop.ID, o.ID, manager)
						return err
					}
					_, err := w.Refund(w.ctx, tx, w.shop.ID, o.ID, w.till, "", manager)
					return err
				})
				switch {
				case in[o.ID] > want && errors.Is(err, register.ErrDrawer):
				case errors.Is(err, pay.ErrSellerShort): // fees of others
				case err != nil || in[o.ID] > want:
					rt.Fatal(err, in[o.ID], want)
				default:
					want -= in[o.ID]
					in[o.ID] = 0
				}
			case "in", "out":
				n := rapid.Int64Range(1, 30_00).Draw(rt, "cash")
				if step == "out" {
					n = -n
				}
				err := w.do(func(tx *db.Tx) error {
					_, err := w.PutCash(w.ctx, tx, w.shop.ID, w.till, cny(n), "", manager)
					return err
				})
				if want+n < 0 != errors.Is(err, register.ErrDrawer) {
					rt.Fatal(err, want, n)
				}
				if err == nil {
					want += n
				}
			}
			sums, err := w.Summary(w.ctx, w.db, w.till, sh.ID)
			if err != nil || w.drawer() != want || sums.Drawer().Minor() != want {
				rt.Fatalf("the ledger has %d, the shift %s, want %d, %v", w.drawer(), sums.Drawer(), want, err)
			}
		}
		w.whole()
		for _, o := range open {
			if w.get(o).Status == register.Open {
				w.cash(o, 100_00)
			}
		}
		by := rapid.Int64Range(0, 10_00).Draw(rt, "over")
		counted := w.drawer() + by
		if sh, err := w.shut(counted); err != nil || sh.Difference != cny(by) || w.drawer() != 0 {
			rt.Fatalf("%+v, %v", sh, err)
		}
		w.whole()
	})
}
