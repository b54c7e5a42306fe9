package app_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/trade/store"
)

// must calls for what has to be let through, and gives the answer.
func (d desk) must(method, path, body string) string {
	d.t.Helper()
	code, text := d.call(method, path, rand.Text(), body)
	if code != http.StatusOK {
		d.t.Fatalf("%s %s: got %d %s", method, path, code, text)
	}
	return text
}

// refused calls for what has to be refused with a fault.
func (d desk) refused(fault, method, path, body string) {
	d.t.Helper()
	if code, text := d.call(method, path, rand.Text(), body); code < 400 || !strings.Contains(text, `"`+fault+`"`) {
		d.t.Errorf("%s %s: got %d %s, want %s", method, path, code, text, fault)
	}
}

func (s tenant) secondStore(of shop) string {
	s.t.Helper()
	ctx := s.t.Context()
	st, err := db.Get(ctx, s.app.DB, func(tx *db.Tx) (store.Store, error) {
		return s.app.Stores.Add(ctx, tx, of.merchant, store.Info{
			Name: "Second", Category: "grocery", City: "110000", At: geo.Point{Lat: 39.93, Lng: 116.47},
			Hours: calendar.Daily(calendar.Span{From: 0, To: 1440}), Modes: store.Modes(),
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return st.ID
}

func TestACashierOfOneStoreSeesNoOther(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		second := s.secondStore(lamp)
		const phone = "+8613900000321"
		cara := desk{t, srv.URL, sessionOf(t, s.app, phone, scope.Consumer, identity.Console).Token}
		owner := desk{t, srv.URL, s.console(lamp)}
		other := openShop(t, s.app, 1, 1)
		owner.refused("store.not_found", "POST", "/console/api/merchant/staff", fmt.Sprintf(`{"phone":%q,"role":"cashier","stores":[%q]}`, phone, other.store))
		owner.must("POST", "/console/api/merchant/staff", fmt.Sprintf(`{"phone":%q,"role":"cashier","stores":[%q]}`, phone, second))
		if text := owner.must("GET", "/console/api/merchant/staff", ""); !strings.Contains(text, `"stores":["Second"]`) {
			t.Errorf("the owner sees %s", text)
		}

		bought := s.buyVoucher(srv, lamp, sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App), "1")
		if text := cara.must("GET", "/console/api/stores", ""); !strings.Contains(text, second) || strings.Contains(text, lamp.store) {
			t.Errorf("the cashier sees %s", text)
		}
		cara.must("GET", "/console/api/stores/"+second+"/menu", "")
		for _, page := range []string{"", "/menu", "/orders", "/reviews", "/areas", "/register", "/register/sales"} {
			cara.refused("store.not_found", "GET", "/console/api/stores/"+lamp.store+page, "")
		}
		cara.refused("store.not_found", "POST", "/console/api/stores/"+lamp.store+"/vouchers", fmt.Sprintf(`{"code":%q}`, bought))
		cara.refused("store.some", "GET", "/console/api/merchant", "")
		cara.refused("store.some", "GET", "/console/api/merchant/trades", "")

		// Made a manager of everything, they see everything, in the session that they have.
		owner.must("POST", "/console/api/merchant/staff", fmt.Sprintf(`{"phone":%q,"role":"manager"}`, phone))
		cara.must("GET", "/console/api/stores/"+lamp.store+"/orders", "")
		cara.must("GET", "/console/api/merchant/trades", "")
	})
}

// What was paid for an order goes back by the order, which keeps count of it.
func TestAnOrderIsNotPaidBackBehindItsBack(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 10, 1)
		s.buyVoucher(srv, lamp, sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App), "1")
		owner := desk{t, srv.URL, s.console(lamp)}
		_, id, _ := strings.Cut(owner.must("GET", "/console/api/merchant/trades", ""), `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		owner.refused("merchant.of_order", "POST", "/console/api/merchant/trades/"+id+"/refunds", `{"amount":{"amount":"1.00","currency":"CNY"},"reason":"a"}`)
	})
}
