package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/protocol"
)

// guest is somebody who has a program open.
type guest struct {
	author
	token string
}

func (a author) guest(phone string) guest {
	return guest{a, sessionOf(a.t, a.app, phone, scope.Consumer, identity.App).Token}
}

// asks calls the consumer surface and wants a status and texts in the answer.
func (g guest) asks(method, path, body string, want int, has ...string) string {
	g.t.Helper()
	code, got := g.try(method, path, body)
	for _, h := range has {
		if !strings.Contains(got, h) {
			g.t.Errorf("%s %s: %s lacks %s", method, path, got, h)
		}
	}
	if code != want {
		g.t.Errorf("%s %s: %d %s", method, path, code, got)
	}
	return got
}

func (g guest) try(method, path, body string) (int, string) {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), method, g.srv.URL+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: "livewell", Value: g.token})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// backend is a developer's own server.
func backend(t *testing.T, heard func(*http.Request, string)) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		heard(r, string(b))
		switch r.URL.Path {
		case "/picture":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("\x89PNG\r\n\x1a\n0000"))
		case "/page":
			w.Header().Set("Content-Type", "image/png")
			w.Write([]byte("<!doctype html><script>alert(1)</script>"))
		case "/away":
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		case "/much":
			w.Write(make([]byte, 4<<20+1))
		default:
			w.Header().Set("Set-Cookie", "a=b")
			w.Header().Set("X-Seen", r.Header.Get("X-Mine"))
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprintf(w, `{"heard":%q}`, b)
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

// A program reaches the servers that its developer listed, and nothing else.
func TestAProgramReachesItsOwnServerOnly(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000201")
		var last *http.Request
		var calls int
		srv := backend(t, func(r *http.Request, _ string) { last, calls = r, calls+1 })
		at := "/api/mini/" + a.AppID
		ask := func(use, method, to, more string) string {
			return fmt.Sprintf(`{"use":%q,"method":%q,"url":%q%s}`, use, method, to, more)
		}
		g.asks("POST", at+"/request", ask("request", "GET", srv.URL, ""), 403, "bridge.domain")

		domains := "/console/api/apps/" + a.AppID + "/mini/domains"
		host := strings.TrimPrefix(srv.URL, "http://")
		list := func(request, download string) string {
			return fmt.Sprintf(`{"request":[%s],"upload":[%s],"download":[%s],"socket":[],"page":[%s]}`, request, request, download, download)
		}
		for _, bad := range []string{"com", "co.uk", "github.io", "127.0.0.1", "https://a.example", "a.example/x", "10.0.0.1:80", "a b.example", "intranet"} {
			if code, got := a.desk.call("PUT", domains, "", list(`"`+bad+`"`, "")); code != 422 || !strings.Contains(got, "bridge.domain_text") {
				t.Errorf("%s: %d %s", bad, code, got)
			}
		}
		if code, got := (desk{t, a.srv.URL, sessionOf(t, a.app, "+8613900000299", scope.Developer, identity.Console).Token}).call("PUT", domains, "", list("", "")); code != 404 {
			t.Errorf("another developer: %d %s", code, got)
		}
		a.desk.must("PUT", domains, list(`"`+host+`","EXAMPLE.com"`, `"`+host+`"`))

		got := g.asks("POST", at+"/request", ask("request", "POST", srv.URL+"/order?x=1",
			`,"header":{"x-mine":"yes","Cookie":"stolen=1","Host":"other.example","X-Forwarded-For":"1.1.1.1"},"body":"noodles"`), 200, `"status":418`, `\"heard\":\"noodles\"`, `"X-Seen":"yes"`)
		if strings.Contains(got, "Set-Cookie") {
			t.Error("a cookie comes back", got)
		}
		if last.Header.Get("Cookie") != "" || last.Header.Get("X-Forwarded-For") != "" || last.Host != host || !strings.Contains(last.Header.Get("Referer"), a.AppID) {
			t.Errorf("%v %s", last.Header, last.Host)
		}
		g.asks("POST", at+"/request", ask("request", "GET", srv.URL+"/away", ""), 200, `"status":302`)
		g.asks("POST", at+"/request", ask("request", "GET", srv.URL+"/much", ""), 422, "bridge.too_large")
		g.asks("POST", at+"/request", ask("request", "GET", srv.URL, `,"binary":true`), 200, `"base64":true`)
		before := calls
		for _, to := range []string{
			"http://127.0.0.1:1/", "http://localhost/", "https://example.com.evil.example/", "https://notexample.com/", "http://example.com/", "https://u:p@example.com/",
			"https://example.com:8443/", "file:///etc/passwd", "//" + host, "gopher://" + host, "http://" + host + "@evil.example/",
		} {
			code, body := g.try("POST", at+"/request", ask("request", "GET", to, ""))
			if code != 403 && code != 422 || !strings.Contains(body, "bridge.domain") && !strings.Contains(body, "bridge.request") {
				t.Errorf("%s: %d %s", to, code, body)
			}
		}
		for _, more := range []string{`,"header":{"A":"b\r\nc"}`, `,"header":{"A b":"c"}`} {
			g.asks("POST", at+"/request", ask("request", "GET", srv.URL, more), 422, "bridge.request")
		}
		g.asks("POST", at+"/request", ask("request", "TRACE", srv.URL, ""), 422, "bridge.request")
		g.asks("POST", at+"/request", ask("request", "GET", "https://www.example.com:443", ""), 503, "bridge.no_answer")
		if calls != before {
			t.Errorf("%d calls went out", calls-before)
		}

		form := "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n--x--\r\n"
		r, _ := http.NewRequestWithContext(t.Context(), "POST", a.srv.URL+at+"/upload?url="+url.QueryEscape(srv.URL+"/up"), strings.NewReader(form))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		if res, err := http.DefaultClient.Do(r); err != nil || res.StatusCode != 401 {
			t.Error("a stranger uploads", res, err)
		}
		r.Body = io.NopCloser(strings.NewReader(form))
		r.AddCookie(&http.Cookie{Name: "livewell", Value: g.token})
		if res, err := http.DefaultClient.Do(r); err != nil || res.StatusCode != 200 || last.Header.Get("Content-Type") != "multipart/form-data; boundary=x" {
			t.Error(res, err)
		}

		code, body, head := a.get("/mini/i/" + a.AppID + "?u=" + url.QueryEscape(srv.URL+"/picture"))
		if code != 200 || head.Get("Content-Type") != "image/png" || !strings.Contains(head.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d %s %v", code, body, head)
		}
		g.asks("GET", at+"/page?url="+url.QueryEscape(srv.URL+"/page"), "", 200)
		g.asks("GET", at+"/page?url="+url.QueryEscape("https://evil.example/"), "", 403, "bridge.domain")
		g.asks("GET", at+"/page?url="+url.QueryEscape("javascript:alert(1)"), "", 422, "bridge.request")
		for to, want := range map[string]string{srv.URL + "/page": "bridge.picture", "https://evil.example/a.png": "bridge.domain"} {
			if _, body, _ := a.get("/mini/i/" + a.AppID + "?u=" + url.QueryEscape(to)); !strings.Contains(body, want) {
				t.Errorf("%s: %s", to, body)
			}
		}
		a.desk.must("PUT", domains, list("", ""))
		g.asks("POST", at+"/request", ask("request", "GET", srv.URL, ""), 403, "bridge.domain")
		if got := a.operator.must("GET", "/console/api/audit", ""); !strings.Contains(got, "mini.domains") {
			t.Error("the audit log does not know of the domains")
		}
	})
}

// A program hears of a person what they allowed, and its server can use it.
func TestAProgramHearsWhatThePersonAllowed(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000202")
		at := "/api/mini/" + a.AppID

		g.asks("GET", at+"/profile", "", 403, "consent.not_given")
		g.asks("GET", at+"/phone", "", 403, "consent.not_given")
		g.asks("GET", at+"/consent?scopes=auth_user,auth_phone", "", 200, `"scope":"auth_user"`, `"sensitive":true`)
		g.asks("GET", at+"/consent?scopes=auth_everything", "", 422, "consent.scope")
		g.asks("POST", at+"/code", `{"scopes":["auth_user"]}`, 200, `"granted":["auth_base"]`)

		g.asks("POST", at+"/consent", `{"agreed":[{"scope":"auth_user","version":9}]}`, 409, "consent.text")
		g.asks("POST", at+"/consent", `{"agreed":[{"scope":"auth_user","version":1}]}`, 200)
		g.asks("GET", at+"/consent?scopes=auth_user", "", 200, `"missing":[]`)
		g.asks("GET", at+"/profile", "", 200, `"avatar"`)
		var code struct{ Code string }
		if err := json.Unmarshal([]byte(g.asks("POST", at+"/code", `{"scopes":["auth_user"]}`, 200, `"granted":["auth_user"]`)), &code); err != nil {
			t.Fatal(err)
		}
		token := a.call("alipay.system.oauth.token", "", "grant_type", "authorization_code", "code", code.Code)
		if token["access_token"] == "" || !strings.HasPrefix(token["user_id"], "2088") {
			t.Errorf("%v", token)
		}
		if again := a.call("alipay.system.oauth.token", "", "grant_type", "authorization_code", "code", code.Code); again["access_token"] != "" {
			t.Error("a code works twice")
		}

		g.asks("POST", at+"/consent", `{"agreed":[{"scope":"auth_phone","version":1}]}`, 200)
		a.desk.must("POST", "/console/api/apps/"+a.AppID+"/content-key", `{}`)
		var sealed struct{ Response, Sign string }
		if err := json.Unmarshal([]byte(g.asks("GET", at+"/phone", "", 200)), &sealed); err != nil {
			t.Fatal(err)
		}
		x, err := a.app.Clients.Lookup(t.Context(), a.AppID)
		if err != nil {
			t.Fatal(err)
		}
		text, err := protocol.Decrypt(x.AESKey(), sealed.Response)
		if err != nil || !strings.Contains(string(text), `"mobile":"+8613900000202"`) {
			t.Errorf("%s %v", text, err)
		}
		if err := protocol.Verify(a.app.Clients.Signer(x).Public(), []byte(`"`+sealed.Response+`"`), sealed.Sign); err != nil {
			t.Error(err)
		}
		other := a.guest("+8613900000203")
		other.asks("GET", at+"/profile", "", 403, "consent.not_given")
		g.asks("GET", "/api/mini/2099999999999999/consent?scopes=auth_user", "", 404, "bridge.app")
	})
}
