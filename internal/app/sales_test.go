package app_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

// What the dashboard says is what the trades say, and each sees their own stores' part of it.
func TestSalesAreThoseOfTheTradesAndOnesOwn(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		second := s.secondStore(lamp)
		const phone = "+8613900000321"
		cara := desk{t, srv.URL, sessionOf(t, s.app, phone, scope.Consumer, identity.Console).Token}
		owner := desk{t, srv.URL, s.console(lamp)}
		sales := "/console/api/merchant/sales?days=7"
		if text := owner.must("GET", sales, ""); !strings.Contains(text, `"channels":[]`) || strings.Count(text, `"day":`) != 7 {
			t.Errorf("a new shop has sold %s", text)
		}

		ann := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		for _, key := range []string{"1", "2", "3"} {
			s.buyVoucher(srv, lamp, ann, key)
		}
		if err := d.Do(t.Context(), func(tx *db.Tx) error {
			orders, err := s.app.Orders.Board(t.Context(), tx, lamp.store)
			if err != nil || len(orders) != 3 {
				return fmt.Errorf("%d orders: %w", len(orders), err)
			}
			if _, err := s.app.Orders.Compensate(t.Context(), tx, orders[0].ID, "r", money.New(250, money.CNY), "late", order.By{Actor: order.Shop}); err != nil {
				return err
			}
			if _, err := s.app.Orders.Cancel(t.Context(), tx, orders[1].ID, order.By{Actor: order.Buyer}, "no"); err != nil {
				return err
			}
			_, err = s.app.Pay.PayStatic(t.Context(), tx, pay.Static{Key: "k", Merchant: lamp.merchant, Amount: money.New(400, money.CNY), Subject: "Tea"}, pay.Paying{Buyer: ann.User.ID, Proven: true})
			return err
		}); err != nil {
			t.Fatal(err)
		}

		type sums struct{ Paid, Gross, Refunded, Net money.Amount }
		var got struct {
			Total    sums
			Channels []struct {
				Channel string
				Share   int
			}
			New int
		}
		var trades struct{ Today sums }
		for path, into := range map[string]any{sales: &got, "/console/api/merchant": &trades} {
			if err := json.Unmarshal([]byte(owner.must("GET", path, "")), into); err != nil {
				t.Fatal(err)
			}
		}
		if got.Total.Gross != money.New(3400, money.CNY) || got.Total.Gross != trades.Today.Paid || got.Total.Refunded != money.New(1250, money.CNY) || got.Total.Refunded != trades.Today.Refunded {
			t.Errorf("sales are %+v, trades %+v", got.Total, trades.Today)
		}
		if fmt.Sprint(got.Channels, got.New) != "[{voucher 8824} {coder 1176}] 1" {
			t.Errorf("channels are %v, new buyers %d", got.Channels, got.New)
		}
		of := func(store string) string {
			return "/console/api/stores/" + store + "/sales?from=2026-01-01&to=2026-01-31"
		}
		if text := owner.must("GET", of(lamp.store), ""); !strings.Contains(text, `"gross":{"amount":"30.00"`) || !strings.Contains(text, `"name":"Lamp","pieces":2`) || strings.Contains(text, ann.User.ID) {
			t.Errorf("the store has sold %s", text)
		}
		owner.refused("sales.period", "GET", "/console/api/merchant/sales?from=2026-01-02&to=2026-01-01", "")

		staff := func(role string, stores string) {
			owner.must("POST", "/console/api/merchant/staff", fmt.Sprintf(`{"phone":%q,"role":%q,"stores":[%s]}`, phone, role, stores))
		}
		staff("manager", `"`+second+`"`)
		if text := cara.must("GET", of(second), ""); !strings.Contains(text, `"channels":[]`) {
			t.Errorf("the second store has sold %s", text)
		}
		cara.refused("store.not_found", "GET", of(lamp.store), "")
		cara.refused("store.some", "GET", sales, "")
		staff("cashier", "")
		for _, path := range []string{sales, of(second)} {
			if code, _ := cara.call("GET", path, rand.Text(), ""); code != 403 {
				t.Errorf("a cashier gets %d for %s", code, path)
			}
		}
	})
}

// What a till takes in cash is in no trade, and in the sales all the same; what was voided is in neither.
func TestSalesAtATillAreOneMoreChannel(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		sh, by := s.till(lamp), register.By{User: lamp.owner, Manager: true}
		for i, end := range []string{"keep", "refund", "void", "open"} {
			if err := d.Do(t.Context(), func(tx *db.Tx) error {
				o, err := s.app.Register.Begin(t.Context(), tx, register.NewSale{Ref: fmt.Sprint("till-sale-", i), Store: lamp.store, Till: sh.Till, Wants: lamp.wants()}, by)
				if err != nil || end == "open" {
					return err
				}
				if end == "void" {
					_, err := s.app.Register.Void(t.Context(), tx, lamp.store, o.ID, by)
					return err
				}
				if _, err := s.app.Register.Tender(t.Context(), tx, lamp.store, o.ID, register.NewTender{Ref: fmt.Sprint("till-cash-", i), Kind: register.InCash, Amount: o.Total}, by); err != nil || end == "keep" {
					return err
				}
				_, err = s.app.Register.Refund(t.Context(), tx, lamp.store, o.ID, sh.Till, "broken", by)
				return err
			}); err != nil {
				t.Fatal(end, err)
			}
		}
		owner := desk{t, srv.URL, s.console(lamp)}
		want := `"channels":[{"channel":"register","orders":2,"refunds":1,"gross":{"amount":"20.00","currency":"CNY"},"refunded":{"amount":"10.00","currency":"CNY"},"net":{"amount":"10.00","currency":"CNY"},"share":10000}]`
		for _, path := range []string{"/console/api/merchant/sales", "/console/api/stores/" + lamp.store + "/sales"} {
			if text := owner.must("GET", path, ""); !strings.Contains(text, want) {
				t.Errorf("%s: %s, want %s", path, text, want)
			}
		}
		if text := owner.must("GET", "/console/api/stores/"+s.secondStore(lamp)+"/sales", ""); !strings.Contains(text, `"channels":[]`) {
			t.Errorf("the other store has sold %s", text)
		}
	})
}
