package identityapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"livewell/internal/core/audit"
	"livewell/internal/core/identity"
	"livewell/internal/core/identity/identityapi"
	"livewell/internal/edge/limit"
	"livewell/internal/edge/session"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/kit/web"
)

// browserOf is one browser with its cookies.
type browserOf struct {
	*testing.T
	url string
	c   *http.Client
}

func (b browserOf) do(method, path, body string) (int, string, []*http.Cookie) {
	b.Helper()
	r, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36")
	res, err := b.c.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return res.StatusCode, string(text), res.Cookies()
}

func (b browserOf) want(method, path, body string, code int, has ...string) string {
	b.Helper()
	got, text, _ := b.do(method, path, body)
	if got != code {
		b.Fatalf("%s %s: %d %s, want %d", method, path, got, text, code)
	}
	for _, h := range has {
		if !strings.Contains(text, h) {
			b.Errorf("%s %s: %s lacks %s", method, path, text, h)
		}
	}
	return text
}

var codeCell = regexp.MustCompile(`<td class="code">([0-9]{6})</td>`)

func (b browserOf) signIn() string {
	b.Helper()
	b.want("POST", "/api/auth/code", `{"phone":"13900000001"}`, 200, `"againIn":60`)
	page := b.want("GET", "/outbox", "", 200, "8613900000001")
	code := codeCell.FindStringSubmatch(page)[1]
	return b.want("POST", "/api/auth/verify", `{"phone":"+86 139 0000 0001","code":"`+code+`","language":"zh"}`, 200, `"phone":"+86****0001"`, `"language":"zh"`)
}

func each(t *testing.T, fn func(open func() browserOf, c *testkit.Clock)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, audit.Migrations, identity.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		log := slog.New(slog.DiscardHandler)
		out := identity.Outbox{DB: d}
		s, err := identity.New(d, event.NewBus(job.New(d, log)), identity.Options{
			Name: "livewell", Origin: "http://localhost:8080", Host: "localhost",
			Keys: secret.InMemory(), Sender: out, Limits: limit.New(c.Now, limit.Default()),
		})
		if err != nil {
			t.Fatal(err)
		}
		cookies := session.Cookies{}
		api := web.New("Test", log, cookies.Authenticator(s))
		identityapi.Consumer(api, d, s, cookies)
		mux := http.NewServeMux()
		mux.Handle("/api/", api)
		mux.Handle("GET /outbox", identityapi.Outbox(out, log))
		srv := httptest.NewServer(mux)
		t.Cleanup(srv.Close)
		fn(func() browserOf {
			jar, _ := cookiejar.New(nil)
			return browserOf{t, srv.URL, &http.Client{Jar: jar}}
		}, c)
	})
}

func TestFromSignInToSignOut(t *testing.T) {
	each(t, func(open func() browserOf, _ *testkit.Clock) {
		b := open()
		b.want("GET", "/api/session", "", 401, "request.no_session")
		b.want("POST", "/api/auth/verify", `{"phone":"13900000001","code":"123456"}`, 403, "identity.code_wrong")
		b.want("POST", "/api/auth/code", `{"phone":"hello"}`, 422, "identity.phone")
		b.signIn()
		b.want("GET", "/api/session", "", 200, `"roles":[{"role":"consumer"}]`, `"pinSet":false`)
		b.want("PATCH", "/api/profile", `{"name":"李明","theme":"dark","textSize":"large"}`, 200, `"name":"李明"`, `"theme":"dark"`)
		b.want("PATCH", "/api/profile", `{"theme":"pink"}`, 422, "body.theme")
		b.want("GET", "/api/profile", "", 200, `"textSize":"large"`, `"language":"zh"`)
		b.want("GET", "/api/people?phone=13900000001", "", 200, `"name":"*明"`)
		b.want("GET", "/api/people?phone=13900000009", "", 404, "identity.not_found")
		b.want("GET", "/api/devices", "", 200, `"name":"Chrome · Android"`, `"current":true`)
		b.want("POST", "/api/auth/logout", "", 200)
		b.want("GET", "/api/session", "", 401)
		b.want("POST", "/api/auth/logout", "", 200)
	})
}

func TestTheCookieIsGuarded(t *testing.T) {
	each(t, func(open func() browserOf, _ *testkit.Clock) {
		b := open()
		b.want("POST", "/api/auth/code", `{"phone":"13900000001"}`, 200)
		code := codeCell.FindStringSubmatch(b.want("GET", "/outbox", "", 200))[1]
		_, text, cs := b.do("POST", "/api/auth/verify", `{"phone":"13900000001","code":"`+code+`"}`)
		if len(cs) != 3 {
			t.Fatalf("cookies %v", cs)
		}
		for _, c := range cs {
			if c.Name == "livewell_in" { // scripts read this one: it says that there is a session, and opens nothing
				if c.HttpOnly || c.Value != "1" {
					t.Errorf("cookie %+v", c)
				}
				continue
			}
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 {
				t.Errorf("cookie %+v", c)
			}
			if strings.Contains(text, c.Value) {
				t.Error("the token is in the body, where scripts read it")
			}
		}
	})
}

func TestOtherPlacesAreListedAndEnded(t *testing.T) {
	each(t, func(open func() browserOf, c *testkit.Clock) {
		here, there := open(), open()
		here.signIn()
		c.Move(2e9)
		there.signIn()
		var list struct {
			Items []struct {
				ID      string
				Current bool
			}
		}
		if err := json.Unmarshal([]byte(here.want("GET", "/api/sessions", "", 200)), &list); err != nil || len(list.Items) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if list.Items[0].Current || !list.Items[1].Current {
			t.Errorf("current: %+v", list)
		}
		here.want("DELETE", "/api/sessions/"+list.Items[0].ID, "", 200)
		here.want("DELETE", "/api/sessions/"+list.Items[0].ID, "", 404)
		there.want("GET", "/api/session", "", 401)
		here.want("GET", "/api/session", "", 200)
	})
}

func TestPINOverHTTP(t *testing.T) {
	each(t, func(open func() browserOf, _ *testkit.Clock) {
		b := open()
		b.signIn()
		b.want("GET", "/api/pin", "", 200, `"set":false`)
		b.want("POST", "/api/confirm/pin", `{"pin":"407213"}`, 409, "identity.no_pin")
		b.want("POST", "/api/pin", `{"pin":"111111"}`, 422, "identity.pin_weak")
		b.want("POST", "/api/pin", `{"pin":"407213"}`, 200)
		b.want("POST", "/api/confirm/pin", `{"pin":"407214"}`, 403, "identity.pin_wrong", `"left":4`)
		var p struct{ Proof string }
		if err := json.Unmarshal([]byte(b.want("POST", "/api/confirm/pin", `{"pin":"407213"}`, 200)), &p); err != nil {
			t.Fatal(err)
		}
		b.want("PUT", "/api/pin", `{"proof":"`+p.Proof+`","pin":"913846"}`, 200)
		b.want("PUT", "/api/pin", `{"proof":"`+p.Proof+`","pin":"407213"}`, 403, "identity.proof")
		b.want("POST", "/api/passkeys/start", `{}`, 403, "identity.proof")
		b.want("POST", "/api/auth/passkey", "", 200, `"publicKey"`, `"challenge"`)
		b.want("POST", "/api/auth/passkey/verify", `{"id":"x","credential":{}}`, 403, "identity.passkey")
	})
}

func TestNoAnswerShowsASecret(t *testing.T) {
	each(t, func(open func() browserOf, _ *testkit.Clock) {
		b := open()
		b.signIn()
		for _, path := range []string{"/api/session", "/api/profile", "/api/pin", "/api/sessions", "/api/devices", "/api/passkeys"} {
			if text := b.want("GET", path, "", 200); bytes.Contains([]byte(text), []byte("13900000001")) {
				t.Errorf("%s shows the phone: %s", path, text)
			}
		}
	})
}
