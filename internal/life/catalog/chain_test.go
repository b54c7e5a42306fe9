package catalog_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
)

// chain is a lead and stores that have its menu.
type chain struct {
	world
	*catalog.Chains
	jobs *job.Queue
}

func eachChain(t *testing.T, fn func(w chain)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, catalog.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		c, jobs := catalog.New(), job.New(d, slog.New(slog.DiscardHandler))
		w := chain{world{c, t, t.Context(), d, ""}, catalog.NewChains(c, jobs), jobs}
		w.do(func(tx *db.Tx) error {
			secs, err := w.SetSections(w.ctx, tx, "lead", []catalog.Section{{Name: "Noodles"}, {Name: "Drinks"}})
			if err == nil {
				w.sec = secs[0].ID
			}
			return err
		})
		fn(w)
	})
}

func (w chain) settle() {
	for w.jobs.Once(w.ctx) > 0 {
	}
}

func (w chain) save(it catalog.Item) (out catalog.Item) {
	w.t.Helper()
	w.do(func(tx *db.Tx) (err error) { out, err = w.Save(w.ctx, tx, it); return err })
	w.settle()
	return out
}

func (w chain) follow(store, lead string) {
	w.t.Helper()
	w.do(func(tx *db.Tx) error { return w.Follow(w.ctx, tx, store, lead) })
	w.settle()
}

func (w chain) menu(store string) map[string]catalog.Item {
	w.t.Helper()
	items, err := w.Menu(w.ctx, w.d, store, true)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]catalog.Item{}
	for _, it := range items {
		out[it.Name] = it
	}
	return out
}

func (w chain) dish(name, code string, fen int64) catalog.Item {
	return catalog.Item{
		Store: "lead", Section: w.sec, Name: name, Code: code, Listed: true,
		SKUs: []catalog.SKU{{Name: "small", Price: cny(fen)}, {Name: "large", Price: cny(fen + 300)}},
	}
}

func TestAChainHasOneMenuAndAStoreItsOwnPrices(t *testing.T) {
	eachChain(t, func(w chain) {
		noodles := w.save(w.dish("Noodles", "N", 1000))
		for i := range 120 { // more than one part of the work
			w.save(w.dish(fmt.Sprint("dish ", i), fmt.Sprint("D", i), 500))
		}
		// The branch sells noodles already: the same thing by its code, and its basket lines stay good.
		mine := w.dish("Noodles of ours", "N", 1100)
		mine.Store, mine.Section = "branch", ""
		mine = w.save(mine)
		w.follow("branch", "lead")
		got := w.menu("branch")
		if len(got) != 121 || got["Noodles"].ID != mine.ID || got["Noodles"].SKUs[0].ID != mine.SKUs[0].ID || got["Noodles"].SKUs[0].Price != cny(1000) {
			w.t.Errorf("the branch has %d items and %+v", len(got), got["Noodles"])
		}
		w.follow("third", "lead")

		// A price of its own stays while everything else follows.
		dear := got["Noodles"]
		dear.Name, dear.SKUs = "Mine", slices.Clone(dear.SKUs)
		dear.SKUs[0].Price = cny(1200)
		w.save(dear)
		noodles.About, noodles.SKUs[0].Price, noodles.SKUs[1].Price = "By hand", cny(1050), cny(1350)
		w.save(noodles)
		branch, third := w.menu("branch")["Noodles"], w.menu("third")["Noodles"]
		if branch.About != "By hand" || branch.SKUs[0].Price != cny(1200) || branch.SKUs[1].Price != cny(1300) {
			w.t.Errorf("the branch has %+v", branch)
		}
		if third.About != "By hand" || third.SKUs[0].Price != cny(1050) || third.SKUs[1].Price != cny(1350) {
			w.t.Errorf("the third has %+v", third)
		}
		if own, err := w.Copies(w.ctx, w.d, "branch"); err != nil || len(own) != 121 || !own[branch.ID] {
			w.t.Errorf("of the branch %d are the chain's, and noodles are dear: %v, %v", len(own), own[branch.ID], err)
		}
		w.do(func(tx *db.Tx) error { return w.ChainPrice(w.ctx, tx, "branch", branch.ID) })
		if branch = w.menu("branch")["Noodles"]; branch.SKUs[0].Price != cny(1050) {
			w.t.Errorf("back at the chain's price it costs %v", branch.SKUs[0].Price)
		}

		// What is sold out is a store's own, and what the lead takes off is off everywhere.
		w.do(func(tx *db.Tx) error { return w.SoldOut(w.ctx, tx, "branch", branch.ID, true) })
		noodles.Listed = false
		w.save(noodles)
		if b, t := w.menu("branch")["Noodles"], w.menu("third")["Noodles"]; !b.SoldOut || t.SoldOut || b.Listed || t.Listed {
			w.t.Errorf("sold out %v, %v; listed %v, %v", b.SoldOut, t.SoldOut, b.Listed, t.Listed)
		}

		// On its own again nothing is lost, and nothing follows.
		w.follow("branch", "")
		noodles.About = "By machine"
		w.save(noodles)
		if b := w.menu("branch"); len(b) != 121 || b["Noodles"].About != "By hand" {
			w.t.Errorf("on its own the branch has %d items, noodles %q", len(b), b["Noodles"].About)
		}
	})
}

func TestAChainOfChainsIsNone(t *testing.T) {
	eachChain(t, func(w chain) {
		w.follow("branch", "lead")
		for _, c := range [][2]string{{"twig", "branch"}, {"lead", "other"}, {"lead", "lead"}} {
			err := w.d.Do(w.ctx, func(tx *db.Tx) error { return w.Follow(w.ctx, tx, c[0], c[1]) })
			if !errors.Is(err, catalog.ErrChain) {
				w.t.Errorf("%s follows %s: %v", c[0], c[1], err)
			}
		}
	})
}
