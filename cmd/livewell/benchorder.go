package main

import (
	"context"
	"fmt"
	"log/slog"

	"livewell/internal/app"
	"livewell/internal/bench"
	"livewell/internal/core/identity"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/stock"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

type benchOrderCmd struct{ benchFlags }

func (c benchOrderCmd) Run(ctx context.Context) error {
	t, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	if err := c.machine(t); err != nil {
		return err
	}
	keys, err := t.keys()
	if err != nil {
		return err
	}
	d, err := t.open(ctx, db.Options{Node: 999}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	a, err := app.New(d, slog.Default(), app.Config{Keys: keys, Origin: "http://localhost"})
	if err != nil {
		return err
	}
	o, sku, err := c.shop(ctx, a, t.URL)
	if err != nil {
		return err
	}
	r, made, err := o.Measure(ctx)
	if err != nil {
		return err
	}
	fmt.Println(r)
	// Every order holds a piece until it is paid or its time is up.
	levels, err := stock.New().Levels(ctx, d, sku)
	if err != nil {
		return err
	}
	fmt.Printf("%d orders were acknowledged, %d pieces are held\n", made, levels[sku].Held)
	if levels[sku].Held < made {
		return fmt.Errorf("%d orders are lost", made-levels[sku].Held)
	}
	return nil
}

const benchPieces = 10_000_000

// shop makes a store that never closes, a session for each worker, and the
// body of their orders, beside the running server in its database.
func (c benchOrderCmd) shop(ctx context.Context, a *app.App, url string) (out bench.Order, sku string, err error) {
	out.Load = c.load(url)
	for i := range c.Concurrency {
		in, err := db.Get(ctx, a.DB, func(tx *db.Tx) (identity.SignIn, error) {
			u, err := a.Identity.Ensure(ctx, tx, fmt.Sprintf("+86197%08d", i), "en")
			if err != nil {
				return identity.SignIn{}, err
			}
			return a.Identity.Open(ctx, tx, u.ID, identity.Device{Name: "bench"})
		})
		if err != nil {
			return out, "", err
		}
		out.Tokens = append(out.Tokens, in.Token)
	}
	err = a.DB.Do(ctx, func(tx *db.Tx) error {
		u, err := a.Identity.Ensure(ctx, tx, "+8619700000999", "en")
		if err != nil {
			return err
		}
		m, err := a.Merchants.Open(ctx, tx, u.ID, "Bench Shop", merchant.Shop)
		if err != nil {
			return err
		}
		if err := a.Merchants.SetTier(ctx, tx, m.ID, merchant.Trusted); err != nil {
			return err
		}
		s, err := a.Stores.Add(ctx, tx, m.ID, store.Info{
			Name: "Bench", Category: "grocery", City: "110000", At: geo.Point{Lat: 39.92, Lng: 116.46},
			Hours: calendar.Daily(calendar.Span{From: 0, To: 1440}), Modes: store.Modes(),
		})
		if err != nil {
			return err
		}
		secs, err := a.Catalog.SetSections(ctx, tx, s.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		it, err := a.Catalog.Save(ctx, tx, catalog.Item{
			Store: s.ID, Section: secs[0].ID, Name: "Lamp", Listed: true, SKUs: []catalog.SKU{{Price: money.New(1000, money.CNY)}},
		})
		if err != nil {
			return err
		}
		sku = it.SKUs[0].ID
		out.Body = fmt.Sprintf(`{"store":%q,"mode":"pickup","wants":[{"sku":%q,"qty":1}],"total":{"amount":"10.00","currency":"CNY"}}`, s.ID, sku)
		return a.Stock.Count(ctx, tx, sku, benchPieces, "bench")
	})
	return out, sku, err
}
