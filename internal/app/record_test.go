package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/find/provider"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// What somebody ordered with another platform is in the one list, between the orders here, page by page.
func TestOrdersOfOtherPlatformsAreInTheSameList(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		ann := sessionOf(t, s.app, "+8613900000301", scope.Consumer, identity.App)
		var open string
		err := d.Do(t.Context(), func(tx *db.Tx) (err error) {
			if _, err = s.app.Providers.Join(t.Context(), tx, s.SellerID, provider.Draft{Name: "West", Base: "https://food.example"}); err != nil {
				return err
			}
			_, open, err = s.app.Consents.Pairwise(t.Context(), tx, s.AppID, ann.User.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		const method = "alipay.merchant.order.sync"
		tell := func(no, status, created, modified, more string) map[string]string {
			return s.call(method, fmt.Sprintf(`{"out_biz_no":%q,"buyer_open_id":%q,"amount":"26.00","order_create_time":%q,"order_modified_time":%q,`+
				`"item_order_list":[{"item_name":"Noodles","quantity":2}],"shop_info":{"merchant_name":"West Gate"},`+
				`"ext_info":[{"ext_key":"merchant_order_status","ext_value":%q}%s]}`, no, open, created, modified, status, more))
		}
		shop := openShop(t, s.app, 10, 10)
		for i := range 5 { // in turn: here, elsewhere
			clock.Move(time.Minute)
			here := func(tx *db.Tx) error {
				_, err := s.app.Orders.Place(t.Context(), tx, order.Basket{
					Buyer: ann.User.ID, Store: shop.store, Mode: store.Pickup, Wants: []catalog.Want{{SKU: shop.sku, Qty: 1}},
				})
				return err
			}
			if err := d.Do(t.Context(), here); err != nil {
				t.Fatal(err)
			}
			at := clock.Now().Add(time.Second).In(time.FixedZone("", 8*3600)).Format(time.DateTime)
			if got := tell(fmt.Sprint(i), "PAID", at, at, `,{"ext_key":"merchant_order_link_page","ext_value":"https://food.example/orders/1"}`); got["order_status"] != "paid" || got["record_id"] == "" {
				t.Fatal(got)
			}
		}

		// News may come late and twice.
		const early, late = "2026-01-02 11:00:00", "2026-01-02 12:00:00"
		if got := tell("0", "FINISHED", early, late, ""); got["order_status"] != "completed" {
			t.Error(got)
		}
		if got := tell("0", "IN_DELIVERY", early, early, ""); got["order_status"] != "completed" {
			t.Errorf("older news was believed: %v", got)
		}
		for want, got := range map[string]map[string]string{
			"ACQ.INVALID_PARAMETER": tell("9", "SOMEHOW", early, late, ""),
			"BUYER_NOT_EXIST":       s.call(method, `{"out_biz_no":"9","buyer_id":"2088000000000000","amount":"1","order_create_time":"2026-01-02 11:00:00","item_order_list":[{"item_name":"x"}],"ext_info":[{"ext_key":"merchant_order_status","ext_value":"PAID"}]}`),
		} {
			if got["sub_code"] != want {
				t.Errorf("%v, want %s", got, want)
			}
		}
		if got := tell("9", "PAID", early, late, `,{"ext_key":"merchant_order_link_page","ext_value":"https://elsewhere.example/"}`); got["sub_code"] != "ACQ.INVALID_PARAMETER" {
			t.Errorf("a link to elsewhere: %v", got)
		}

		var places []string
		cursor := ""
		for range 10 {
			r := httptest.NewRequest("GET", "/api/orders?limit=3&cursor="+cursor, nil)
			r.AddCookie(&http.Cookie{Name: "livewell", Value: ann.Token})
			w := httptest.NewRecorder()
			s.web.ServeHTTP(w, r)
			for _, m := range regexp.MustCompile(`"storeName":"([^"]+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
				places = append(places, m[1])
			}
			_, rest, more := strings.Cut(w.Body.String(), `"next":"`)
			if !more {
				break
			}
			cursor, _, _ = strings.Cut(rest, `"`)
		}
		if got, want := strings.Join(places, " "), strings.TrimSpace(strings.Repeat("West Gate Corner ", 5)); got != want {
			t.Errorf("the list is %q, want %q", got, want)
		}
	})
}
