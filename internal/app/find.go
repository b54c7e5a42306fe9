package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/find/feed"
	"livewell/internal/find/feed/feedapi"
	"livewell/internal/find/home"
	"livewell/internal/find/home/homeapi"
	"livewell/internal/find/link"
	"livewell/internal/find/link/linkapi"
	"livewell/internal/find/provider"
	"livewell/internal/find/provider/providerapi"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/geo"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// behind are the verticals that this program has: their buttons are shown. Add
// one here when it can be used.
var behind = []home.Vertical{home.Takeaway, home.Food}

// find makes the home page and the feed on it.
func (a *App) find(bus *event.Bus) {
	a.Home = home.New(a.DB, a.Jobs, behind...)
	a.homes = homeapi.Surface{DB: a.DB, Home: a.Home, Cities: a.Cities, People: a.Identity}
	a.homes.Consumer(a.Consumer)
	event.On(bus, "home.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Home.Forget(ctx, tx, e.User)
	})
	event.On(bus, "home.ordered", func(ctx context.Context, tx *db.Tx, e order.MovedEvent) error {
		if e.Order.Status != order.Paid {
			return nil
		}
		return a.Home.Ordered(ctx, tx, e.Order.Buyer)
	})
	a.providers = providerapi.Surface{DB: a.DB, Providers: a.Providers, Merchants: a.Merchants}
	a.providers.Consumer(a.Consumer)
	links := link.New(a.leads)
	linkapi.Surface{DB: a.DB, Links: links, Origin: a.conf.Origin}.Consumer(a.Consumer)
	event.On(bus, "link.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return links.Forget(ctx, tx, e.User)
	})
	cards := feed.New(a.DB, a.Stores, a.Catalog, a.bought)
	event.On(bus, "feed.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return cards.Forget(ctx, tx, e.User)
	})
	feedapi.Surface{DB: a.DB, Feed: cards, Cities: a.Cities}.Consumer(a.Consumer)
}

// pagesOf lists where a merchant's pages are, beside those of its apps.
func (a *App) pagesOf(ctx context.Context, q db.Q, merchant string) ([]string, error) {
	p, err := a.Providers.Of(ctx, q, merchant)
	if errors.Is(err, provider.ErrNotFound) {
		return nil, nil
	}
	return []string{p.Base}, err
}

// cityOf gives the city of a place; "": none.
func (a *App) cityOf(ctx context.Context, at geo.Point) (string, error) {
	all, err := a.Cities.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	c, _, ok := all.At(at)
	if !ok {
		return "", nil
	}
	return c.Code, nil
}

// bought tells the feed what somebody had.
func (a *App) bought(ctx context.Context, q db.Q, buyer string, since time.Time) ([]feed.Had, error) {
	had, err := a.Orders.Had(ctx, q, buyer, since)
	out := make([]feed.Had, len(had))
	for i, h := range had {
		out[i] = feed.Had{Store: h.Store, Item: h.Item, At: time.UnixMicro(h.PaidAt)}
	}
	return out, err
}

// leads tells where a short link goes, and whether there is something.
func (a *App) leads(ctx context.Context, q db.Q, kind link.Kind, target string) (path string, ok bool, err error) {
	switch kind {
	case link.ToStore:
		s, err := a.Stores.Get(ctx, q, target)
		if errors.Is(err, store.ErrNotFound) {
			return "", false, nil
		}
		return "/stores/" + target, err == nil && s.Status != store.Closed, err
	case link.ToService:
		return "/stores?mode=" + target, slices.Contains(store.Modes(), store.Mode(target)), nil
	}
	return "", false, nil
}
