package catalog_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

type world struct {
	*catalog.Service
	t   *testing.T
	ctx context.Context
	d   *db.DB
	sec string
}

func each(t *testing.T, fn func(w world)) {
	testkit.Each(t, [][]db.Migration{catalog.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		w := world{catalog.New(), t, t.Context(), d, ""}
		w.do(func(tx *db.Tx) error {
			secs, err := w.SetSections(w.ctx, tx, "shop", []catalog.Section{{Name: "Noodles"}, {Name: "Drinks"}})
			if err == nil {
				w.sec = secs[0].ID
			}
			return err
		})
		fn(w)
	})
}

func (w world) do(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Do(w.ctx, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) save(it catalog.Item) (catalog.Item, error) {
	return db.Get(w.ctx, w.d, func(tx *db.Tx) (catalog.Item, error) { return w.Save(w.ctx, tx, it) })
}

// noodles come in two sizes, must have a broth and may have two extras.
func (w world) noodles() catalog.Item {
	return catalog.Item{
		Store: "shop", Section: w.sec, Name: "牛肉面", NameEN: "Beef noodles", Listed: true, Allergens: []string{"gluten"},
		SKUs: []catalog.SKU{{Name: "小", Price: cny(2200)}, {Name: "大", Price: cny(2600), Barcode: "690001"}},
		Groups: []catalog.Group{
			{Name: "汤", Min: 1, Max: 1, Choices: []catalog.Choice{{Name: "清"}, {Name: "辣", Adds: cny(100)}}},
			{Name: "加料", Max: 2, Choices: []catalog.Choice{{Name: "蛋", Adds: cny(200)}, {Name: "肉", Adds: cny(900)}, {Name: "菜", Adds: cny(300), Off: true}}},
		},
	}
}

func TestAnItemKeepsItsIdsWhenItIsEdited(t *testing.T) {
	each(t, func(w world) {
		it, err := w.save(w.noodles())
		if err != nil {
			w.t.Fatal(err)
		}
		small, big, clear := it.SKUs[0].ID, it.SKUs[1].ID, it.Groups[0].Choices[0].ID
		it.SKUs, it.Name = []catalog.SKU{{ID: big, Name: "大", Price: cny(2800)}, {ID: "made up", Name: "巨", Price: cny(3600)}}, "红烧牛肉面"
		if _, err = w.save(it); err != nil {
			w.t.Fatal(err)
		}
		menu, err := w.Menu(w.ctx, w.d, "shop", false)
		if err != nil || len(menu) != 1 || menu[0].Name != "红烧牛肉面" || len(menu[0].SKUs) != 2 || menu[0].SKUs[0].ID != big || menu[0].SKUs[1].ID == "made up" || menu[0].Groups[0].Choices[0].ID != clear {
			w.t.Errorf("got %+v, %v", menu, err)
		}
		_, problems, err := w.Price(w.ctx, w.d, "shop", []catalog.Want{{SKU: small, Choices: []string{clear}, Qty: 1}}, time.Now())
		if err != nil || len(problems) != 1 || problems[0].Code != catalog.Gone {
			w.t.Errorf("a variant that is gone: %v, %v", problems, err)
		}
		// An empty list is a list, beside another empty one too.
		bare := w.noodles()
		bare.Groups, bare.Allergens = nil, nil
		if it, err = w.save(bare); err != nil {
			w.t.Fatal(err)
		}
		if it, err = w.Get(w.ctx, w.d, it.ID); err != nil || it.Groups == nil || it.Allergens == nil {
			w.t.Errorf("got %v and %v, %v", it.Groups, it.Allergens, err)
		}
		if found, err := w.Find(w.ctx, w.d, "shop", "BEEF"); err != nil || len(found) != 2 {
			w.t.Errorf("found %v, %v", found, err)
		}
	})
}

func TestOnlyTheMenuMakesPrices(t *testing.T) {
	each(t, func(w world) {
		it, err := w.save(w.noodles())
		if err != nil {
			w.t.Fatal(err)
		}
		big, broth, extra := it.SKUs[1].ID, it.Groups[0].Choices, it.Groups[1].Choices
		for name, c := range map[string]struct {
			want    catalog.Want
			unit    int64
			problem string
		}{
			"with all":          {catalog.Want{SKU: big, Choices: []string{extra[1].ID, broth[1].ID}, Qty: 2}, 3600, ""},
			"as seen":           {catalog.Want{SKU: big, Choices: []string{broth[0].ID}, Qty: 1, Seen: cny(2600)}, 2600, ""},
			"tampered with":     {catalog.Want{SKU: big, Choices: []string{broth[0].ID}, Qty: 1, Seen: cny(1)}, 2600, catalog.PriceMoved},
			"nothing chosen":    {catalog.Want{SKU: big, Qty: 1}, 2600, catalog.BadChoices},
			"two broths":        {catalog.Want{SKU: big, Choices: []string{broth[0].ID, broth[1].ID}, Qty: 1}, 2700, catalog.BadChoices},
			"one extra twice":   {catalog.Want{SKU: big, Choices: []string{broth[0].ID, extra[0].ID, extra[0].ID}, Qty: 1}, 2800, catalog.BadChoices},
			"another's choice":  {catalog.Want{SKU: big, Choices: []string{broth[0].ID, "x"}, Qty: 1}, 2600, catalog.BadChoices},
			"choice sold out":   {catalog.Want{SKU: big, Choices: []string{broth[0].ID, extra[2].ID}, Qty: 1}, 2900, catalog.SoldOutNow},
			"none":              {catalog.Want{SKU: big, Choices: []string{broth[0].ID}, Qty: 0}, 0, catalog.Gone},
			"less than none":    {catalog.Want{SKU: big, Choices: []string{broth[0].ID}, Qty: -5}, 0, catalog.Gone},
			"another's SKU":     {catalog.Want{SKU: "x", Qty: 1}, 0, catalog.Gone},
			"more than there's": {catalog.Want{SKU: big, Choices: []string{broth[0].ID}, Qty: 1000}, 0, catalog.Gone},
		} {
			lines, problems, err := w.Price(w.ctx, w.d, "shop", []catalog.Want{c.want}, time.Now())
			if err != nil || len(lines) != 1 {
				w.t.Fatal(err)
			}
			got := ""
			if len(problems) > 0 {
				got = problems[0].Code
			}
			if got != c.problem || lines[0].Unit != cny(c.unit) || got == "" && lines[0].Total != cny(c.unit*c.want.Qty) {
				w.t.Errorf("%s: %q at %s, %s in all", name, got, lines[0].Unit, lines[0].Total)
			}
		}
		if _, problems, _ := w.Price(w.ctx, w.d, "another shop", []catalog.Want{{SKU: big, Choices: []string{broth[0].ID}, Qty: 1}}, time.Now()); len(problems) != 1 {
			w.t.Error("one store sells what another has")
		}
	})
}

func TestWhatIsNotOnSaleNow(t *testing.T) {
	each(t, func(w world) {
		in := w.noodles()
		in.Groups = nil
		breakfast := calendar.Daily(calendar.Span{From: 360, To: 600})
		in.Hours = &breakfast
		it, err := w.save(in)
		if err != nil {
			w.t.Fatal(err)
		}
		seven := time.Date(2026, 11, 26, 7, 0, 0, 0, calendar.Zone)
		problem := func(at time.Time) string {
			_, p, err := w.Price(w.ctx, w.d, "shop", []catalog.Want{{SKU: it.SKUs[0].ID, Qty: 1}}, at)
			if err != nil {
				w.t.Fatal(err)
			}
			if len(p) == 0 {
				return ""
			}
			return p[0].Code
		}
		if problem(seven) != "" || problem(seven.Add(4*time.Hour)) != catalog.NotNow {
			w.t.Error("breakfast is not sold at breakfast only")
		}
		ctx, cancel := context.WithCancel(w.ctx)
		done := make(chan error)
		looked := make(chan bool, 4)
		go func() {
			done <- w.Watch(ctx, "shop", func() error { looked <- true; return nil })
		}()
		<-looked
		w.do(func(tx *db.Tx) error { return w.SoldOut(w.ctx, tx, "shop", it.ID, true) })
		<-looked // told, or it hangs
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
		if problem(seven) != catalog.SoldOutNow {
			w.t.Error("what is sold out is sold")
		}
		if it, err = w.save(it); err != nil || !it.SoldOut {
			w.t.Errorf("an edit put it back on sale, %v", err)
		}
		w.do(func(tx *db.Tx) error { return w.SoldOut(w.ctx, tx, "shop", it.ID, false) })
		it.Listed = false
		if _, err := w.save(it); err != nil || problem(seven) != catalog.Gone {
			w.t.Error("what is not listed is sold", err)
		}
	})
}

func TestItemsThatCannotBe(t *testing.T) {
	each(t, func(w world) {
		for name, c := range map[string]struct {
			change func(*catalog.Item)
			want   error
		}{
			"no name":         {func(i *catalog.Item) { i.Name = "  " }, catalog.ErrName},
			"no variant":      {func(i *catalog.Item) { i.SKUs = nil }, catalog.ErrSKUs},
			"nameless":        {func(i *catalog.Item) { i.SKUs[0].Name = "" }, catalog.ErrSKUs},
			"negative":        {func(i *catalog.Item) { i.SKUs[0].Price = cny(-1) }, catalog.ErrPrice},
			"other money":     {func(i *catalog.Item) { i.SKUs[0].Price = money.New(1, "USD") }, catalog.ErrPrice},
			"impossible":      {func(i *catalog.Item) { i.Groups[0].Min = 3 }, catalog.ErrGroups},
			"negative choice": {func(i *catalog.Item) { i.Groups[0].Choices[0].Adds = cny(-100) }, catalog.ErrGroups},
			"allergen":        {func(i *catalog.Item) { i.Allergens = []string{"kryptonite"} }, catalog.ErrAllergen},
			"section":         {func(i *catalog.Item) { i.Section = "x" }, catalog.ErrSection},
			"another's":       {func(i *catalog.Item) { i.ID = "x" }, catalog.ErrNotFound},
		} {
			it := w.noodles()
			c.change(&it)
			if _, err := w.save(it); !errors.Is(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		it := w.noodles()
		it.Code = "N1"
		if _, err := w.save(it); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.save(it); !errors.Is(err, catalog.ErrCodeTaken) {
			w.t.Errorf("a code twice: %v", err)
		}
	})
}

func TestAFileWithBadLinesIsTakenButForThem(t *testing.T) {
	each(t, func(w world) {
		rows := []catalog.Row{
			{Line: 2, Code: "N1", Section: "Noodles", Name: "牛肉面", Price: "26.00", Barcode: "690"},
			{Line: 3, Code: "N2", Section: "New", Name: "", Price: "9"},
			{Line: 4, Code: "N3", Section: "New", Name: "汽水", Price: "six"},
			{Line: 5, Code: "N4", Section: "New", Name: "汽水", Price: "6"},
		}
		for round := range 2 { // the second changes nothing
			err := w.d.Do(w.ctx, func(tx *db.Tx) error {
				ids, faults, err := w.Import(w.ctx, tx, "shop", rows)
				if err != nil || len(faults) != 2 || faults[0] != (catalog.RowFault{Line: 3, Code: "catalog.name", Field: "name"}) || faults[1] != (catalog.RowFault{Line: 4, Code: "catalog.price", Field: "price"}) {
					w.t.Errorf("round %d: %+v, %v", round, faults, err)
				}
				if ids[0] == "" || ids[1] != "" || ids[3] == "" {
					w.t.Errorf("got %q", ids)
				}
				return err
			})
			if err != nil {
				w.t.Fatal(err)
			}
			menu, err := w.Menu(w.ctx, w.d, "shop", false)
			secs, err2 := w.Sections(w.ctx, w.d, "shop")
			if err := errors.Join(err, err2); err != nil || len(menu) != 2 || len(secs) != 3 || menu[0].SKUs[0].Price != cny(2600) {
				w.t.Errorf("round %d: %d items in %d sections, %v", round, len(menu), len(secs), err)
			}
		}
	})
}
