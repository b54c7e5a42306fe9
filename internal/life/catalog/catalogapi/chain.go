package catalogapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/store"
)

// Chain is where a store's menu comes from.
type Chain struct {
	Lead string `json:"lead,omitempty" doc:"Id of the store whose menu it has; absent: its own."`
	Name string `json:"name,omitempty" doc:"Of that store."`
}

type chainIn struct {
	StorePath
	Body struct {
		Lead string `json:"lead" maxLength:"40" doc:"Empty: the menu is the store's own from now on."`
	}
}

type itemIn struct {
	StorePath
	Item string `path:"item" maxLength:"40"`
}

// chain adds what lets stores have one menu.
func (h Surface) chain(a *web.API) {
	web.Op(a, "GET", "/console/api/stores/{store}/chain", "getChain", staffOf, func(ctx context.Context, in *storeIn) (Chain, error) {
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return Chain{}, err
		}
		return h.chainOf(ctx, h.DB, in.Store)
	})
	web.Op(a, "PUT", "/console/api/stores/{store}/chain", "setChain", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *chainIn) (Chain, error) {
		if len(scope.From(ctx).Stores) > 0 {
			return Chain{}, store.ErrSome
		}
		if in.Body.Lead != "" {
			if _, err := h.Stores.Mine(ctx, tx, in.Body.Lead); err != nil {
				return Chain{}, err
			}
		}
		if err := h.Chains.Follow(ctx, tx, in.Store, in.Body.Lead); err != nil {
			return Chain{}, err
		}
		return h.chainOf(ctx, tx, in.Store)
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/items/{item}/chainprice", "takeChainPrice", managerOf, inStore(h, func(ctx context.Context, tx *db.Tx, in *itemIn) (web.Done, error) {
		return web.Done{}, h.Chains.ChainPrice(ctx, tx, in.Store, in.Item)
	}))
}

func (h Surface) chainOf(ctx context.Context, q db.Q, id string) (Chain, error) {
	lead, err := h.Chains.Lead(ctx, q, id)
	if err != nil || lead == "" {
		return Chain{}, err
	}
	s, err := h.Stores.Get(ctx, q, lead)
	return Chain{lead, s.Name}, err
}
