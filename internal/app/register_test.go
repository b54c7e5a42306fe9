package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/register"
)

// till opens a till of a shop with a float of 100.00.
func (s tenant) till(lamp shop) register.Shift {
	s.t.Helper()
	ctx, by := s.t.Context(), register.By{User: lamp.owner, Manager: true}
	sh, err := db.Get(ctx, s.app.DB, func(tx *db.Tx) (register.Shift, error) {
		st, err := s.app.Stores.Get(ctx, tx, lamp.store)
		if err != nil {
			return register.Shift{}, err
		}
		t, err := s.app.Register.AddTill(ctx, tx, st, "1")
		if err != nil {
			return register.Shift{}, err
		}
		return s.app.Register.Open(ctx, tx, lamp.store, t.ID, money.New(100_00, money.CNY), by)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return sh
}

// atDesk is a request of the shop's owner at the console.
func (s tenant) atDesk(srv *httptest.Server, lamp shop, token, path, key, body string) *http.Request {
	r := ask(s.t.Context(), s.t, "POST", srv.URL+"/console/api/stores/"+lamp.store+"/register"+path, "", key, body)
	r.AddCookie(&http.Cookie{Name: "livewell_console", Value: token})
	return r
}

const tenYuan = `{"amount":"10.00","currency":"CNY"}`

// The last piece, wanted at the register, in the app and in the sale at once.
func TestTheLastPieceGoesToOneOfRegisterAppAndSale(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		people := buyers(t, s.app, 40)
		won := map[string]int{}
		for round := range 6 {
			lamp := openShop(t, s.app, 1, 50)
			sh, desk := s.till(lamp), s.console(lamp)
			requests := make([]*http.Request, 60)
			for i := range requests {
				switch i % 3 {
				case 0:
					body := fmt.Sprintf(`{"ref":"piece-%d-%d","till":%q,"wants":[{"sku":%q,"qty":1,"seen":%s}],"total":%s}`, round, i, sh.Till, lamp.sku, tenYuan, tenYuan)
					requests[i] = s.atDesk(srv, lamp, desk, "/sales", "", body)
				case 1:
					requests[i] = ask(t.Context(), t, "POST", srv.URL+"/api/orders", people[i*2/3], fmt.Sprint("r", round), lamp.basket(""))
				default:
					requests[i] = ask(t.Context(), t, "POST", srv.URL+"/api/orders", people[i*2/3], fmt.Sprint("r", round), lamp.basket("flash:"+lamp.sale))
				}
			}
			sold := 0
			for i, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
				switch {
				case r.Status == http.StatusOK:
					sold++
					won[[...]string{"register", "app", "sale"}[i%3]]++
				case r.Status >= 500 && !strings.Contains(r.Body, `"db.busy"`):
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			if sold != 1 {
				t.Errorf("the last piece went to %d", sold)
			}
		}
		t.Log(won)
		s.whole()
	})
}

// What was sold without a network is sent by ten connections in one moment.
func TestWhatWasSoldOfflineIsTakenOnceOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		for round := range 4 {
			lamp := openShop(t, s.app, 3, 1)
			sh, desk := s.till(lamp), s.console(lamp)
			var sales []string
			for i := range 5 {
				sales = append(sales, fmt.Sprintf(`{"ref":"made-%d-%d","till":%q,"shift":%q,"at":%q,"wants":[{"sku":%q,"qty":1,"seen":%s,"name":"Lamp"}],"off":{"amount":"0.00","currency":"CNY"},"total":%s,"given":%s}`,
					round, i, sh.Till, sh.ID, c.Now().Format(time.RFC3339), lamp.sku, tenYuan, tenYuan, tenYuan))
			}
			body := `{"sales":[` + strings.Join(sales, ",") + `]}`
			requests := make([]*http.Request, 10)
			for i := range requests {
				requests[i] = s.atDesk(srv, lamp, desk, "/sync", "", body)
			}
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
				switch {
				case r.Status == http.StatusOK:
					if n := strings.Count(r.Body, `"status":"finished"`); n != 5 || strings.Count(r.Body, `"code":"short"`) != 2 {
						t.Errorf("told %d sales: %s", n, r.Body)
					}
				case !strings.Contains(r.Body, `"db.busy"`):
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			sums, err := s.app.Register.Summary(t.Context(), d, sh.Till, sh.ID)
			b, err2 := s.app.Ledger.Balance(t.Context(), d, register.Drawer(sh.Till))
			if err != nil || err2 != nil || sums.Sales != 5 || b.Total != money.New(150_00, money.CNY) || sums.Drawer() != b.Total {
				t.Errorf("%+v, the ledger has %s, %v %v", sums, b.Total, err, err2)
			}
		}
		s.whole()
	})
}

// Two tenders for the same rest in one moment: it is covered once.
func TestASaleIsCoveredOnceOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		for round := range 4 {
			lamp := openShop(t, s.app, 10, 1)
			sh, desk := s.till(lamp), s.console(lamp)
			by := register.By{User: lamp.owner}
			o, err := db.Get(t.Context(), d, func(tx *db.Tx) (register.Sale, error) {
				return s.app.Register.Begin(t.Context(), tx, register.NewSale{Ref: fmt.Sprint("cover-", round), Store: lamp.store, Till: sh.Till, Wants: lamp.wants()}, by)
			})
			if err != nil {
				t.Fatal(err)
			}
			requests := make([]*http.Request, 20)
			for i := range requests {
				requests[i] = s.atDesk(srv, lamp, desk, "/sales/"+o.ID+"/tenders", "", fmt.Sprintf(`{"ref":"tender-%d","kind":"cash","amount":%s}`, i, tenYuan))
			}
			paid := 0
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
				if r.Status == http.StatusOK {
					paid++
				}
			}
			b, err := s.app.Ledger.Balance(t.Context(), d, register.Drawer(sh.Till))
			if err != nil || paid != 1 || b.Total != money.New(110_00, money.CNY) {
				t.Errorf("%d were taken, the drawer has %s, %v", paid, b.Total, err)
			}
		}
		s.whole()
	})
}
