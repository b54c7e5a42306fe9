package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// desk is a console session that a test calls with.
type desk struct {
	t     *testing.T
	url   string
	token string
}

func (d desk) call(method, path, key, body string) (int, string) {
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	r.AddCookie(&http.Cookie{Name: "livewell_console", Value: d.token})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// What an operator does to cities is seen by everybody at once, and is in the audit log.
func TestAnOperatorKeepsCities(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a, err := app.New(d, quiet, conf())
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(a.Handler())
		defer srv.Close()
		op := desk{t, srv.URL, sessionOf(t, a, "+8613900000101", scope.Operator, identity.Console).Token}
		call := func(method, path, key, body string, want int, has ...string) string {
			t.Helper()
			code, got := op.call(method, path, key, body)
			for _, h := range has {
				if !strings.Contains(got, h) {
					t.Errorf("%s %s: %.400s, want %s in it", method, path, got, h)
				}
			}
			if code != want {
				t.Errorf("%s %s: %d %.400s, want %d", method, path, code, got, want)
			}
			return got
		}
		const area = `{"outer":[{"lat":39.9,"lng":116.3},{"lat":39.9,"lng":116.5},{"lat":40,"lng":116.5},{"lat":40,"lng":116.3}]}`
		const town = `{"zh":"新城","en":"New Town","pinyin":"xin cheng","centre":{"lat":39.95,"lng":116.4},"hot":true,"hidden":false,"area":` + area + `}`
		first := call("POST", "/console/api/cities", "k1", town, 200, `"own":true`, `"zh":"新城"`)
		if again := call("POST", "/console/api/cities", "k1", town, 200); strings.TrimSpace(again) != strings.TrimSpace(first) {
			t.Errorf("added again: %s, want %s", again, first)
		}
		call("GET", "/api/cities?q=xc", "", "", 200, `"en":"New Town"`)
		call("GET", "/api/city?lat=39.95&lng=116.4", "", "", 200, `"en":"New Town"`)
		call("POST", "/console/api/cities", "k2", strings.Replace(town, `"lat":40,"lng":116.5`, `"lat":39.8,"lng":116.4`, 1), 422, `"code":"geo.crossing"`)
		call("POST", "/console/api/cities", "k3", strings.Replace(town, "xin cheng", "Xincheng", 1), 422)

		const langfang = `{"zh":"廊坊","en":"Langfang","pinyin":"lang fang","centre":{"lat":39.53,"lng":116.7},"hot":false,"hidden":true}`
		call("PUT", "/console/api/cities/131000", "", langfang, 200, `"own":true`)
		call("PUT", "/console/api/cities/131000", "", langfang, 200)
		if code, got := op.call("GET", "/api/cities", "", ""); code != 200 || strings.Contains(got, "廊坊") {
			t.Error("a hidden city is listed")
		}
		call("GET", "/console/api/cities", "", "", 200, `"code":"131000","own":true,"zh":"廊坊"`, `"default":"110000"`)
		call("PUT", "/console/api/cities/nothing", "", langfang, 404, `"code":"city.not_found"`)
		call("PUT", "/console/api/default-city", "", `{"code":"510100"}`, 200)
		call("GET", "/api/city", "", "", 200, `"zh":"成都"`, `"by":"default"`)
		call("PUT", "/console/api/default-city", "", `{"code":"131000"}`, 404)
		call("GET", "/console/api/audit", "", "", 200, `"act":"city.add"`, `"act":"city.hide","object":"city:131000"`, `"act":"city.default","object":"city:510100"`)
	})
}

// Of somebody who is erased no choice stays.
func TestErasedPeopleLeaveNoCity(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a, err := app.New(d, quiet, conf())
		if err != nil {
			t.Fatal(err)
		}
		user := sessionOf(t, a, "+8613900000102", scope.Consumer, identity.App).User.ID
		c, err := a.Cities.Catalogue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		do := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Do(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		do(func(tx *db.Tx) error { _, err := a.Cities.Choose(t.Context(), tx, c, user, "510100"); return err })
		do(func(tx *db.Tx) error { return a.Identity.Erase(t.Context(), tx, user, "asked for it") })
		for a.Jobs.Once(t.Context()) > 0 {
		}
		if got, err := a.Cities.Choice(t.Context(), d, user); err != nil || len(got) != 0 {
			t.Errorf("%v, %v; want nothing", got, err)
		}
	})
}
