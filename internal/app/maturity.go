package app

import (
	"context"
	"slices"

	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/life/review"
	"livewell/internal/trade/maturity"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// looked is at how many stores of a merchant its maturity looks.
const looked = 20

// maturityOf gathers what every domain knows of a merchant.
func (a *App) maturityOf(ctx context.Context, q db.Q, id string) (f maturity.Facts, err error) {
	m, err := a.Merchants.Get(ctx, q, id)
	if err != nil {
		return f, err
	}
	f.Licensed = m.Tier >= merchant.Licensed
	codes, err := a.Coder.List(ctx, q, id)
	if err != nil {
		return f, err
	}
	f.Codes = len(codes)
	cards, err := a.Wallet.Cards(ctx, q, wallet.MerchantParty(id))
	if err != nil {
		return f, err
	}
	f.Card = len(cards) > 0
	stores, err := a.Stores.Of(ctx, q, id)
	if err != nil {
		return f, err
	}
	f.Stores = len(stores)
	for _, s := range stores[:min(len(stores), looked)] {
		if err := a.lookAt(ctx, q, s, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (a *App) lookAt(ctx context.Context, q db.Q, s store.Store, f *maturity.Facts) error {
	f.Sold += s.Sold
	f.Orders = f.Orders || s.Has(store.Takeaway) || s.Has(store.Pickup)
	if s.Picture != "" {
		f.Pictures++
	}
	items, err := a.Catalog.Menu(ctx, q, s.ID, false)
	if err != nil {
		return err
	}
	f.Items += len(items)
	for _, it := range items {
		if it.Picture != "" {
			f.Pictures++
		}
	}
	sales, err := a.Flash.Of(ctx, q, s.ID, a.DB.Now())
	if err != nil {
		return err
	}
	deals, err := a.Groups.Of(ctx, q, s.ID, a.DB.Now())
	if err != nil {
		return err
	}
	f.Offers = f.Offers || len(sales)+len(deals) > 0
	said, err := a.reviews.Reviews.Of(ctx, q, s.ID, page.Ask{Limit: 100})
	f.Replies = f.Replies || slices.ContainsFunc(said.Items, func(r review.Review) bool { return r.Reply != "" })
	return err
}
