package app_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/find/provider"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/trade/merchant"
)

const kitchen = `{"out_offer_id":"17","mode":"takeaway","category":"noodles","name":"西门小馆","name_en":"West Gate","latitude":39.921,"longitude":116.461,` +
	`"opens":"00:00","closes":"05:59","reach":3000,"delivery_fee":"3.00","minimum":"20","minutes":10,"url":"https://food.example/17"}`

// A platform tells what it has in a signed call; people find it where stores are.
func TestWhatARivalTellsIsFound(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		const method = "livewell.listing.offer.sync"
		if got := s.call(method, `{"offers":[`+kitchen+`]}`); got["sub_code"] != "PROVIDER_NOT_EXIST" {
			t.Errorf("before it joined: %v", got)
		}
		err := d.Do(t.Context(), func(tx *db.Tx) error {
			_, err := s.app.Providers.Join(t.Context(), tx, s.SellerID, provider.Draft{Name: "西门", Base: "https://food.example"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.Put(time.Date(2026, 1, 3, 1, 0, 0, 0, calendar.Zone)) // at night, when it is open
		list := func() string {
			w := httptest.NewRecorder()
			s.web.ServeHTTP(w, httptest.NewRequest("GET", "/api/stores?city=110000&lat=39.92&lng=116.46&mode=takeaway", nil))
			return w.Body.String()
		}
		told := func(offers, want string) {
			t.Helper()
			r := httptest.NewRequest("POST", "/gateway.do", strings.NewReader(s.order(method, `{"offers":`+offers+`}`)))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			s.web.ServeHTTP(w, r)
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %s, want %s", offers, w.Body, want)
			}
		}
		bad := strings.NewReplacer(`"17"`, `"18"`, "food.example/17", "elsewhere.example/17").Replace(kitchen)
		told(`[`+kitchen+`,`+bad+`]`, `"kept":1,"refused":[{"out_offer_id":"18","code":"provider.offer","field":"url"}]`)
		told(`[]`, "ACQ.INVALID_PARAMETER")
		told(strings.Replace(`[`+kitchen+`]`, "05:59", "25:61", 1), `"field":"hours"`)
		got := list()
		for _, want := range []string{`"name":"西门小馆"`, `"link":"https://food.example/17"`, `"providers":[{`, `"open":true`, `"fee":{"amount":"3.00"`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in %s", want, got)
			}
		}
		told(`[{"out_offer_id":"17","gone":true}]`, `"kept":1`)
		if got := list(); strings.Contains(got, "西门") || !strings.Contains(got, `"providers":[]`) {
			t.Errorf("gone, and still in %s", got)
		}
	})
}

// Whoever has no licence that was looked at does not join.
func TestAProviderNeedsALicence(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1, 1)
		owner := desk{t, srv.URL, s.console(lamp)}
		const join = `{"name":"Corner","base":"https://corner.example"}`
		owner.refused("provider.licence", "PUT", "/console/api/merchant/provider", join)
		if err := d.Do(t.Context(), func(tx *db.Tx) error {
			return s.app.Merchants.SetTier(t.Context(), tx, lamp.merchant, merchant.Licensed)
		}); err != nil {
			t.Fatal(err)
		}
		owner.must("PUT", "/console/api/merchant/provider", join)
		op := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000101", scope.Operator, identity.Console).Token}
		list := op.must("GET", "/console/api/providers", "")
		_, id, _ := strings.Cut(list, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		op.must("POST", "/console/api/providers/"+id+"/suspend", `{"reason":"Late"}`)
		if got := owner.must("GET", "/console/api/merchant/provider", ""); !strings.Contains(got, `"state":"suspended"`) || !strings.Contains(got, `"reason":"Late"`) {
			t.Error(got)
		}
		if got := op.must("GET", "/console/api/audit", ""); !strings.Contains(got, "provider.suspended") {
			t.Error(got)
		}
	})
}
