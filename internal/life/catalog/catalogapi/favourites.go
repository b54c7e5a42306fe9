package catalogapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

type Favourite struct {
	On bool `json:"on"`
}

type favouriteIn struct {
	StorePath
	Body Favourite
}

// favourites adds what people do to find stores again.
func (h Surface) favourites(a *web.API) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/favourites", "listFavourites", me, func(ctx context.Context, in *page.Ask) (page.Of[StoreCard], error) {
		p, err := h.Favourites.Of(ctx, h.DB, scope.From(ctx).User, *in)
		out := page.Of[StoreCard]{Items: []StoreCard{}, Next: p.Next}
		for _, id := range p.Items {
			s, err := h.Stores.Get(ctx, h.DB, id)
			if err != nil {
				return out, err
			}
			c, err := h.card(ctx, s, geo.Point{}, false)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, c)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/favourites/{store}", "getFavourite", me, func(ctx context.Context, in *storeIn) (Favourite, error) {
		on, err := h.Favourites.Has(ctx, h.DB, scope.From(ctx).User, in.Store)
		return Favourite{on}, err
	})
	web.Op(a, "PUT", "/api/favourites/{store}", "setFavourite", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *favouriteIn) (Favourite, error) {
		if _, err := h.Stores.Get(ctx, tx, in.Store); err != nil {
			return Favourite{}, err
		}
		return in.Body, h.Favourites.Set(ctx, tx, scope.From(ctx).User, in.Store, in.Body.On)
	}))
}
