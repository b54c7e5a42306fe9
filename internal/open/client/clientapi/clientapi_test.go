package clientapi_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/kit/web"
	"livewell/internal/open/client"
	"livewell/internal/open/client/clientapi"
	"livewell/internal/open/gateway"
	"livewell/internal/open/notify"
	"livewell/internal/open/protocol"
)

type fix struct {
	t   *testing.T
	api *web.API
	s   clientapi.Surface
}

// byHeader believes whoever the header names: a developer who owns merchant m1.
func byHeader(r *http.Request) (scope.Scope, error) {
	u := r.Header.Get("X-User")
	if u == "" {
		return scope.Scope{}, nil
	}
	return scope.Scope{User: u, Merchant: "m-" + u, Roles: []scope.Role{scope.Developer, scope.Owner}}, nil
}

func each(t *testing.T, fn func(f *fix)) {
	ms := [][]db.Migration{audit.Migrations, client.Migrations, gateway.Migrations, notify.Migrations}
	testkit.Each(t, ms, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		log := slog.New(slog.DiscardHandler)
		apps := client.New(d, secret.InMemory(), log)
		if err := apps.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		f := &fix{t, web.New("Console", log, byHeader), clientapi.Surface{
			DB: d, Apps: apps, Gateway: gateway.New(d, apps, log, gateway.Options{}), Notify: notify.New(d, apps, egress.New(d.Now), log),
		}}
		f.s.Console(f.api)
		fn(f)
	})
}

func (f *fix) do(method, path, user, body string, out any) int {
	f.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-User", user)
	w := httptest.NewRecorder()
	f.api.ServeHTTP(w, r)
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			f.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code
}

func TestADeveloperManagesAnApp(t *testing.T) {
	key, _ := rsa.GenerateKey(rand.Reader, 2048)
	public, _ := json.Marshal(protocol.PublicPEM(&key.PublicKey))
	each(t, func(f *fix) {
		var a clientapi.App
		if code := f.do("POST", "/console/api/apps", "ann", `{"name":"Cart","kind":"own","sandbox":true,"products":["trade"],"redirects":[]}`, &a); code != 200 || a.Merchant != "m-ann" {
			t.Fatal(code, a)
		}
		at := "/console/api/apps/" + a.ID
		var k clientapi.Key
		if code := f.do("POST", at+"/keys", "ann", `{"publicKey":`+string(public)+`,"overlapDays":30}`, &k); code != 200 || !k.InForce {
			t.Error(code, k)
		}
		if code := f.do("POST", at+"/certificates", "ann", `{"publicKey":`+string(public)+`,"overlapDays":0}`, &k); code != 200 || len(k.CertSN) != 32 {
			t.Error(code, k)
		}
		if code := f.do("POST", at+"/keys", "ann", `{"publicKey":"hello","overlapDays":0}`, nil); code != 422 {
			t.Error("a bad key:", code)
		}
		var c clientapi.ContentKey
		if code := f.do("POST", at+"/content-key", "ann", `{}`, &c); code != 200 || c.Key == "" {
			t.Error(code, c)
		}
		if f.do("GET", at, "ann", "", &a); len(a.Keys) != 2 || !a.HasAES || !a.Platform.Newest || a.Platform.Root == "" {
			t.Errorf("got %+v", a)
		}
		// Nobody else sees or changes any of it.
		for _, op := range [][3]string{
			{"GET", at, ""},
			{"PUT", at, `{"name":"x","products":[],"redirects":[]}`},
			{"POST", at + "/state", `{"state":"paused"}`},
			{"POST", at + "/content-key", `{}`},
			{"GET", at + "/notifications", ""},
			{"GET", at + "/requests", ""},
			{"POST", at + "/notifications/again", `{}`},
			{"DELETE", at + "/keys/1", ""},
		} {
			if code := f.do(op[0], op[1], "bob", op[2], nil); code != 404 {
				t.Errorf("bob's %s %s: %d", op[0], op[1], code)
			}
			if code := f.do(op[0], op[1], "", op[2], nil); code != 401 {
				t.Errorf("nobody's %s %s: %d", op[0], op[1], code)
			}
		}
	})
}

func TestNotificationsAreShownAndSentAgain(t *testing.T) {
	each(t, func(f *fix) {
		var a clientapi.App
		f.do("POST", "/console/api/apps", "ann", `{"name":"Cart","kind":"own","products":[],"redirects":[]}`, &a)
		id, err := db.Get(t.Context(), f.s.DB, func(tx *db.Tx) (string, error) {
			return f.s.Notify.Send(t.Context(), tx, notify.Message{App: a.ID, Kind: "k", Object: "1", URL: "http://127.0.0.1:1/", Fields: protocol.Params{"a": "b"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		f.s.Notify.Once(t.Context())
		at := "/console/api/apps/" + a.ID + "/notifications"
		var list struct{ Items []clientapi.Notification }
		if f.do("GET", at+"?state=pending", "ann", "", &list); len(list.Items) != 1 || list.Items[0].Reason == "" {
			t.Fatalf("got %+v", list)
		}
		var n clientapi.Notification
		if f.do("GET", at+"/"+id, "ann", "", &n); n.Fields["a"] != "b" || len(n.Attempts) != 1 {
			t.Errorf("got %+v", n)
		}
		if code := f.do("POST", at+"/"+id+"/again", "ann", "", nil); code != 200 && code != 204 {
			t.Error(code)
		}
		if f.s.Notify.Once(t.Context()) != 1 {
			t.Error("it is not sent again")
		}
	})
}
