package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/flash"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// shop is a store that is always open and sells one thing, counted.
type shop struct {
	app      *app.App
	owner    string
	merchant string
	store    string
	sku      string
	sale     string // at 1.00 in place of 10.00
}

func openShop(t *testing.T, a *app.App, onHand, forSale int64) shop {
	t.Helper()
	out := shop{app: a}
	ctx := t.Context()
	err := a.DB.Do(ctx, func(tx *db.Tx) error {
		u, err := a.Identity.Ensure(ctx, tx, fmt.Sprintf("+86138%08d", tx.Now().UnixNano()%1e8), "en")
		if err != nil {
			return err
		}
		m, err := a.Merchants.Open(ctx, tx, u.ID, "Corner", merchant.Shop)
		if err != nil {
			return err
		}
		s, err := a.Stores.Add(ctx, tx, m.ID, store.Info{
			Name: "Corner", Category: "grocery", City: "110000", At: geo.Point{Lat: 39.92, Lng: 116.46}, Hours: calendar.Daily(calendar.Span{From: 0, To: 1440}),
			Modes: store.Modes(), Terms: store.Terms{AutoAccept: true, Within: 5, Making: 5, Packing: money.New(0, money.CNY)},
		})
		if err != nil {
			return err
		}
		secs, err := a.Catalog.SetSections(ctx, tx, s.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		it, err := a.Catalog.Save(ctx, tx, catalog.Item{Store: s.ID, Section: secs[0].ID, Name: "Lamp", Listed: true, SKUs: []catalog.SKU{{Price: money.New(1000, money.CNY)}}})
		if err != nil {
			return err
		}
		sale, err := a.Flash.Open(ctx, tx, flash.Sale{Store: s.ID, SKU: it.SKUs[0].ID, Price: money.New(100, money.CNY), Pieces: forSale, Each: 1, Starts: tx.Now(), Ends: tx.Now().Add(time.Hour)})
		out = shop{a, u.ID, m.ID, s.ID, it.SKUs[0].ID, sale.ID}
		return errors.Join(err, a.Stock.Count(ctx, tx, out.sku, onHand, "test"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// basket is the body of an order for one piece, on an offer or off the shelf.
func (s shop) basket(offer string) string {
	total := "10.00"
	if offer != "" {
		total, offer = "1.00", `,"offer":"`+offer+`"`
	}
	return fmt.Sprintf(`{"store":%q,"mode":"pickup","wants":[{"sku":%q,"qty":1%s}],"total":{"amount":%q,"currency":"CNY"}}`, s.store, s.sku, offer, total)
}

func (s shop) wants() []catalog.Want { return []catalog.Want{{SKU: s.sku, Qty: 1}} }

func ask(ctx context.Context, t *testing.T, method, url, token, key, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	r.AddCookie(&http.Cookie{Name: "livewell", Value: token})
	return r
}

// rush lets everybody order in one moment and counts what they are told.
func rush(t *testing.T, srv *httptest.Server, round string, people []string, body func(i int) string) map[string]int {
	t.Helper()
	requests := make([]*http.Request, len(people))
	for i, token := range people {
		requests[i] = ask(t.Context(), t, "POST", srv.URL+"/api/orders", token, round, body(i))
	}
	said := map[string]int{}
	for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
		code := "ok"
		if r.Status != http.StatusOK {
			_, code, _ = strings.Cut(r.Body, `"code":"`)
			code, _, _ = strings.Cut(code, `"`)
		}
		said[code]++
	}
	return said
}

func buyers(t *testing.T, a *app.App, n int) []string {
	t.Helper()
	out := make([]string, n)
	for i := range out {
		out[i] = sessionOf(t, a, fmt.Sprintf("+86139%08d", i), scope.Consumer, identity.App).Token
	}
	return out
}

// A hundred pieces at a price of their own and five thousand people at once: a hundred are
// sold, one each, whoever asks.
func TestAHundredPiecesAndFiveThousandBuyers(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		people := buyers(t, s.app, 5000)
		for round := range 2 {
			lamp := openShop(t, s.app, 1000, 100)
			began := time.Now()
			said := rush(t, srv, fmt.Sprint("flash", round), people, func(int) string { return lamp.basket("flash:" + lamp.sale) })
			t.Logf("%v in %v", said, time.Since(began))
			if said["ok"] != 100 {
				t.Errorf("%d of a hundred were sold", said["ok"])
			}
			// Whoever was told to try again finds nothing left.
			said = rush(t, srv, fmt.Sprint("again", round), people[:100], func(int) string { return lamp.basket("flash:" + lamp.sale) })
			if said["ok"] != 0 {
				t.Errorf("%d more were sold", said["ok"])
			}
		}
		s.whole()
	})
}

// The last piece on the shelf, wanted at the counter and in the sale at once.
func TestTheLastPieceIsSoldOnceOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		people := buyers(t, s.app, 60)
		for round := range 5 {
			lamp := openShop(t, s.app, 1, 50)
			said := rush(t, srv, fmt.Sprint(round), people, func(i int) string {
				if i%2 == 0 {
					return lamp.basket("")
				}
				return lamp.basket("flash:" + lamp.sale)
			})
			if said["ok"] != 1 {
				t.Errorf("the last piece: %v", said)
			}
		}
		s.whole()
	})
}

// Two phones at a table, and more: nothing that somebody chose is lost.
func TestTwoPhonesAtATableLoseNoLine(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		phones := buyers(t, s.app, 20)
		url := srv.URL + "/api/stores/" + lamp.store + "/tables/7"
		for round := range 3 {
			changes := make([]*http.Request, 100)
			for i := range changes {
				body := fmt.Sprintf(`{"sku":%q,"by":1,"seen":{"amount":"10.00","currency":"CNY"}}`, lamp.sku)
				changes[i] = ask(t.Context(), t, "POST", url, phones[i%len(phones)], fmt.Sprint(round, "-", i), body)
			}
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), changes) {
				if r.Status != http.StatusOK {
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			lines, err := s.app.Carts.Lines(t.Context(), d, lamp.store, "7")
			if err != nil || len(lines) != 1 || lines[0].Qty != 100 {
				t.Fatalf("a hundred changes made %+v, %v", lines, err)
			}
			// Two want to order it in one moment: it is ordered once.
			orders := []*http.Request{}
			for i := range 2 {
				orders = append(orders, ask(t.Context(), t, "POST", url+"/order", phones[i], fmt.Sprint("o", round), `{"total":{"amount":"1000.00","currency":"CNY"}}`))
			}
			placed := 0
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), orders) {
				if r.Status == http.StatusOK {
					placed++
				} else if !strings.Contains(r.Body, "order.empty") {
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			if placed != 1 {
				t.Errorf("one list made %d orders", placed)
			}
		}
		s.whole()
	})
}

// One voucher, a hundred cashiers.
func TestAVoucherIsRedeemedOnceOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		in := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		at := s.console(lamp)
		for round := range 3 {
			code := s.buyVoucher(srv, lamp, in, fmt.Sprint(round))
			body := fmt.Sprintf(`{"code":%q}`, code)
			cashiers := make([]*http.Request, 100)
			for i := range cashiers {
				cashiers[i] = ask(t.Context(), t, "POST", srv.URL+"/console/api/stores/"+lamp.store+"/vouchers", "", "k", body)
				cashiers[i].AddCookie(&http.Cookie{Name: "livewell_console", Value: at})
			}
			used := 0
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), cashiers) {
				switch {
				case r.Status == http.StatusOK:
					used++
				case !strings.Contains(r.Body, `"voucher.used"`) && !strings.Contains(r.Body, `"db.busy"`):
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			if used != 1 {
				t.Errorf("it was used %d times", used)
			}
		}
		s.whole()
	})
}

// console gives the token of the shop's owner at the console.
func (s tenant) console(lamp shop) string {
	s.t.Helper()
	ctx := s.t.Context()
	in, err := db.Get(ctx, s.app.DB, func(tx *db.Tx) (identity.SignIn, error) {
		in, err := s.app.Identity.Open(ctx, tx, lamp.owner, identity.Device{Name: "test", Kind: identity.Console})
		if err != nil {
			return in, err
		}
		return in, s.app.Identity.ActAs(ctx, tx, scope.Scope{User: lamp.owner, Session: in.Session}, lamp.merchant)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return in.Token
}

func (s tenant) buyVoucher(srv *httptest.Server, lamp shop, in identity.SignIn, key string) string {
	s.t.Helper()
	ctx := s.t.Context()
	body := strings.Replace(lamp.basket(""), "pickup", "voucher", 1)
	res, err := http.DefaultClient.Do(ask(ctx, s.t, "POST", srv.URL+"/api/orders", in.Token, key, body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var o struct{ ID, Trade string }
	if err := json.NewDecoder(res.Body).Decode(&o); err != nil || o.Trade == "" {
		s.t.Fatal(res.Status, err)
	}
	if err := s.app.DB.Do(ctx, func(tx *db.Tx) error {
		if err := s.app.Wallet.Issue(ctx, tx, "v:"+key, wallet.Cash(in.User.ID), money.New(1000, money.CNY)); err != nil {
			return err
		}
		_, err := s.app.Pay.Pay(ctx, tx, o.Trade, pay.Paying{Buyer: in.User.ID, Proven: true})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	vs, err := s.app.Vouchers.Of(ctx, s.app.DB, o.ID)
	if err != nil || len(vs) != 1 {
		s.t.Fatal(len(vs), err)
	}
	code, err := s.app.Vouchers.Code(vs[0])
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}
