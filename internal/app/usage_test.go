package app_test

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// A developer sees what was called in a month, and nobody else does.
func TestADeveloperSeesWhatAnAppCalled(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		mine, err := s.app.Clients.Lookup(t.Context(), s.AppID)
		if err != nil {
			t.Fatal(err)
		}
		in, err := db.Get(t.Context(), d, func(tx *db.Tx) (identity.SignIn, error) {
			if err := s.app.Identity.Grant(t.Context(), tx, mine.Owner, scope.Developer, ""); err != nil {
				return identity.SignIn{}, err
			}
			return s.app.Identity.Open(t.Context(), tx, mine.Owner, identity.Device{Name: "test", Kind: identity.Console})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			s.call("alipay.trade.create", `{"out_trade_no":"1","total_amount":"6.60","subject":"tea"}`)
		}
		s.call("alipay.trade.query", `{"out_trade_no":"none"}`)
		for _, made := range []string{"a.b.c", "a.b.d"} {
			s.call(made, `{}`)
		}
		s.app.Open.Flush(t.Context())
		s.call("alipay.trade.query", `{"out_trade_no":"1"}`)
		s.app.Open.Flush(t.Context())

		at := "/console/api/apps/" + s.AppID + "/usage?month="
		now := d.Now()
		read := func(month string) (u struct {
			Calls, Failed int64
			Amount        struct{ Amount string }
			Used          []struct {
				Day, Method   string
				Calls, Failed int64
			}
		},
		) {
			t.Helper()
			if err := json.Unmarshal([]byte(desk{t, srv.URL, in.Token}.must("GET", at+month, "")), &u); err != nil {
				t.Fatal(err)
			}
			return u
		}
		u := read(now.Format("2006-01"))
		if u.Calls != 4 || u.Failed != 3 || u.Amount.Amount != "0.00" || len(u.Used) != 3 {
			t.Errorf("%+v", u)
		}
		for _, x := range u.Used {
			want := map[string][2]int64{"": {0, 2}, "alipay.trade.create": {3, 0}, "alipay.trade.query": {1, 1}}[x.Method]
			if x.Calls != want[0] || x.Failed != want[1] {
				t.Errorf("%+v, want %v", x, want)
			}
		}
		if u := read(now.AddDate(0, -2, 0).Format("2006-01")); u.Calls != 0 || len(u.Used) != 0 {
			t.Errorf("another month: %+v", u)
		}
		other := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000299", scope.Developer, identity.Console).Token}
		if code, got := other.call("GET", at+"2026-01", "", ""); code != 404 {
			t.Error("another developer", code, got)
		}
		if code, got := (desk{t, srv.URL, in.Token}).call("GET", at+"May", "", ""); code != 422 {
			t.Error(code, got)
		}
	})
}
