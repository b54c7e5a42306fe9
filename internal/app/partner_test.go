package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// in calls what people within a partner's host may.
func (a author) in(token, method, path, body string) (int, string) {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.srv.URL+"/embed"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// A person within a partner's page is themselves there, with what a program needs
// and nothing else of their account, until the host is closed.
func TestAPersonIsThemselvesInAPartnersPage(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000301")
		want := func(code int, got string, wantCode int, has string) {
			t.Helper()
			if code != wantCode || !strings.Contains(got, has) {
				t.Errorf("%d %s, want %d %s", code, got, wantCode, has)
			}
		}
		draft := `{"id":"map","name":"地图","nameEn":"Map","can":["pay"],"origins":[%s]}`
		for _, bad := range []string{`"https://a.example/path"`, `"http://a.example"`, `"*"`, `"https://*.a.example"`, `"https://a.example https://b.example"`, `"javascript:1"`} {
			code, got := a.desk.call("POST", "/console/api/hosts", "", fmt.Sprintf(draft, bad))
			want(code, got, 422, "partner.origin")
		}
		a.desk.must("POST", "/console/api/hosts", fmt.Sprintf(draft, `"https://map.example.com"`))
		code, got := a.desk.call("POST", "/console/api/hosts", "", fmt.Sprintf(draft, ""))
		want(code, got, 409, "partner.taken")
		frame := "/embed/map/" + a.AppID
		if code, _, _ := a.get(frame); code != 404 {
			t.Error("it is shown before it was opened", code)
		}
		g.asks("POST", "/api/hosts/map/connect", "", 404, "partner.not_found")
		decide := func(state, origins string) {
			a.operator.must("POST", "/console/api/hosts/map/state", fmt.Sprintf(`{"state":%q,"share":2500,"reason":"as agreed"%s}`, state, origins))
		}
		decide("open", "")
		if _, _, head := a.get(frame); !strings.HasSuffix(head.Get("Content-Security-Policy"), "frame-ancestors https://map.example.com") {
			t.Error(head.Get("Content-Security-Policy"))
		}
		if _, _, head := a.get("/"); !strings.HasSuffix(head.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Error("the app itself may be framed", head.Get("Content-Security-Policy"))
		}

		var made struct{ Code, Token, Person string }
		read := func(text string) {
			t.Helper()
			if err := json.Unmarshal([]byte(text), &made); err != nil {
				t.Fatal(text, err)
			}
		}
		read(g.asks("POST", "/api/hosts/map/connect", "", 200))
		first := made.Code
		code, got = a.in("", "POST", "/api/hosts/map/session", fmt.Sprintf(`{"code":%q}`, first))
		want(code, got, 200, "token")
		read(got)
		code, got = a.in("", "POST", "/api/hosts/map/session", fmt.Sprintf(`{"code":%q}`, first))
		want(code, got, 422, "partner.code")
		read(g.asks("POST", "/api/hosts/map/connect", "", 200))
		c.Move(2 * time.Minute)
		code, got = a.in("", "POST", "/api/hosts/map/session", fmt.Sprintf(`{"code":%q}`, made.Code))
		want(code, got, 422, "partner.code")

		at := "/api/mini/" + a.AppID
		code, got = a.in(made.Token, "POST", at+"/code", `{"scopes":["auth_base"]}`)
		want(code, got, 200, `"code"`)
		up := "?url=" + url.QueryEscape("https://files.example.com/")
		code, got = a.in(made.Token, "POST", at+"/upload"+up, "x")
		want(code, got, 403, "bridge.domain")
		code, got = a.in("", "POST", at+"/upload"+up, "x")
		want(code, got, 401, "request.no_session")
		code, got = a.in(made.Token, "POST", at+"/socket", `{"url":"wss://line.example.com/"}`)
		want(code, got, 403, "bridge.domain")
		code, got = a.in("", "POST", at+"/code", `{"scopes":["auth_base"]}`)
		want(code, got, 401, "request.no_session")
		code, got = a.in("stolen", "POST", at+"/code", `{"scopes":["auth_base"]}`)
		want(code, got, 401, "partner.session")
		for _, path := range []string{"GET /api/wallet", "GET /api/bills", "GET /api/session", "POST /api/confirm/pin", "POST /api/transfers", "POST " + at + "/consent", "GET /api/addresses"} {
			method, p, _ := strings.Cut(path, " ")
			if code, got := a.in(made.Token, method, p, `{}`); code == 200 && !strings.Contains(got, "<!doctype") {
				t.Errorf("%s: %d %s", path, code, got)
			}
		}
		code, got = a.in(made.Token, "POST", at+"/brought", `{"trade":"none"}`)
		want(code, got, 404, "partner.trade")
		other := desk{t, a.srv.URL, sessionOf(t, a.app, "+8613900000399", scope.Developer, identity.Console).Token}
		code, got = other.call("GET", "/console/api/hosts/map/statement?month=2026-01", "", "")
		want(code, got, 404, "partner.not_found")
		code, got = a.desk.call("GET", "/console/api/hosts/map/statement?month=January", "", "")
		want(code, got, 422, "month")

		decide("open", `,"origins":["https://new.example.com"]`)
		if _, _, head := a.get(frame); strings.Contains(head.Get("Content-Security-Policy"), "map.example.com") {
			t.Error("an origin that is gone may still frame it")
		}
		decide("closed", "")
		code, got = a.in(made.Token, "POST", at+"/code", `{"scopes":["auth_base"]}`)
		want(code, got, 401, "partner.session")
		if code, _, _ := a.get(frame); code != 404 {
			t.Error("a closed host shows it", code)
		}
	})
}
