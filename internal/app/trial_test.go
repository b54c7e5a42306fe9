package app_test

import (
	"fmt"
	"strings"
	"testing"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// An operator sees beside each other what the old and the new home page led to.
func TestATrialOfTheHomePageCountsTheOrdersThatItLedTo(t *testing.T) {
	eachHome(t, func(h homePage, _ *testkit.Clock) {
		ctx := h.t.Context()
		if err := h.a.Start(ctx); err != nil {
			h.t.Fatal(err)
		}
		made := h.op("POST", "/console/api/home/layouts", "l", `{"city":"110000","segment":"new"}`, 200)
		_, id, _ := strings.Cut(made, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		at := "/console/api/home/layouts/" + id
		h.op("POST", at+"/versions", "1", fruitShelf, 200)
		h.op("POST", at+"/versions", "2", hologram, 200)
		h.op("PUT", at+"/live", "", `{"version":2}`, 200)
		h.op("PUT", at+"/trial", "", `{"version":3,"share":10000}`, 200)

		lamp := openShop(h.t, h.a, 10, 1)
		for i := range 3 { // ann, and two who only look
			if i > 0 {
				h.ann = sessionOf(h.t, h.a, fmt.Sprintf("+861390000021%d", i), scope.Consumer, identity.App)
			}
			h.shows("110000", `"hologram"`, true)
			if i > 0 {
				continue
			}
			err := h.a.DB.Do(ctx, func(tx *db.Tx) error {
				if err := h.a.Wallet.Issue(ctx, tx, "fund", wallet.Cash(h.ann.User.ID), money.New(1000, money.CNY)); err != nil {
					return err
				}
				o, err := h.a.Orders.Place(ctx, tx, order.Basket{Buyer: h.ann.User.ID, Store: lamp.store, Mode: store.Pickup, Wants: []catalog.Want{{SKU: lamp.sku, Qty: 1}}})
				if err != nil {
					return err
				}
				_, err = h.a.Pay.Pay(ctx, tx, o.Trade, pay.Paying{Buyer: h.ann.User.ID, Proven: true})
				return err
			})
			if err != nil {
				h.t.Fatal(err)
			}
			for h.a.Jobs.Once(ctx) > 0 {
			}
		}
		got := h.op("GET", at, "", "", 200)
		if !strings.Contains(got, `"new":{"ordered":1,"people":3`) && !strings.Contains(got, `"new":{"people":3,"ordered":1`) {
			h.t.Errorf("the operator sees %s", got)
		}
	})
}
