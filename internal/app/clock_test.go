package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// Whoever moves the clock finds done what was due by then: nothing has to be waited for.
func TestAClockThatIsMovedAnswersWhenAllThatWasDueIsDone(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		conf := conf()
		conf.Clock = c
		a, err := app.New(d, quiet, conf)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(a.Handler())
		defer srv.Close()
		move := func(query string, want int) string {
			t.Helper()
			res, err := http.Post(srv.URL+"/clock?"+query, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			b := make([]byte, 100)
			n, _ := res.Body.Read(b)
			if res.StatusCode != want {
				t.Errorf("%s: %s %s", query, res.Status, b[:n])
			}
			return strings.TrimSpace(string(b[:n]))
		}
		lamp := openShop(t, a, 5, 1)
		in := sessionOf(t, a, "+8613900000001", scope.Consumer, identity.App)
		res, err := http.DefaultClient.Do(ask(t.Context(), t, "POST", srv.URL+"/api/orders", in.Token, "k", lamp.basket("")))
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res.Status, err)
		}
		res.Body.Close()
		left := func() int64 {
			t.Helper()
			levels, err := a.Stock.Levels(t.Context(), d, lamp.sku)
			if err != nil {
				t.Fatal(err)
			}
			l := levels[lamp.sku]
			return l.Left()
		}
		move("by=1m", http.StatusOK)
		if left() != 4 {
			t.Errorf("%d are left while the order waits for its payment", left())
		}
		to := d.Now().Add(time.Hour).UTC().Truncate(time.Second).Format(time.RFC3339)
		if said := move("to="+to, http.StatusOK); said != to {
			t.Errorf("it says %s, and was put to %s", said, to)
		}
		if left() != 5 {
			t.Errorf("%d are left when the time to pay is over", left())
		}
		move("to="+to[:10]+"T00:00:00Z", http.StatusBadRequest)
		move("to=noon", http.StatusBadRequest)
		move("by=-1m", http.StatusBadRequest)
	})
}
