package oidc_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"livewell/internal/core/audit"
	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
	"livewell/internal/open/oauth/oidc"
	"livewell/internal/open/protocol"
)

const (
	issuer    = "https://pay.example"
	home      = "https://shop.example/back"
	verifier  = "a-verifier-of-more-than-forty-three-characters"
	assertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

var keys = sync.OnceValue(func() (out [2]*rsa.PrivateKey) {
	for i := range out {
		out[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return out
})

type fix struct {
	t       *testing.T
	db      *db.DB
	clock   *testkit.Clock
	apps    *client.Service
	oauth   *oauth.Service
	consent *consent.Service
	people  *identity.Service
	jobs    *job.Queue
	mux     *http.ServeMux
	who     scope.Scope // whose browser comes
	ann     string
	spa     string // an app without a key
	server  string // an app with keys()[0]
	other   string // an app with keys()[1]
}

func each(t *testing.T, fn func(f *fix)) {
	ms := [][]db.Migration{job.Migrations, audit.Migrations, identity.Migrations, consent.Migrations, client.Migrations, oauth.Migrations, oidc.Migrations}
	testkit.Each(t, ms, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		log := slog.New(slog.DiscardHandler)
		jobs := job.New(d, log)
		bus := event.NewBus(jobs)
		f := &fix{t: t, db: d, clock: c, consent: consent.New(bus), apps: client.New(d, secret.InMemory(), log), jobs: jobs, mux: http.NewServeMux()}
		var err error
		f.people, err = identity.New(d, bus, identity.Options{Name: "livewell", Origin: issuer, Host: "pay.example", Keys: secret.InMemory(), Sender: identity.NoSender{}})
		f.ok(err)
		f.ok(f.apps.Ready(t.Context()))
		f.oauth = oauth.New(d, f.apps, f.consent, bus, jobs, issuer)
		oidc.New(oidc.Deps{
			DB: d, Apps: f.apps, OAuth: f.oauth, Consent: f.consent, People: f.people, Jobs: jobs, Log: log, Origin: issuer,
			Browser: func(*http.Request) (scope.Scope, error) { return f.who, nil },
		}).Routes(f.mux)
		f.do(func(tx *db.Tx) error {
			u, err := f.people.Ensure(t.Context(), tx, "+8613800000001", "en")
			f.ann = u.ID
			name := "Ann"
			if err == nil {
				_, err = f.people.Update(t.Context(), tx, u.ID, identity.Profile{Name: &name})
			}
			return err
		})
		f.spa, f.server, f.other = f.app(nil), f.app(keys()[0]), f.app(keys()[1])
		fn(f)
	})
}

func (f *fix) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fix) do(fn func(tx *db.Tx) error) {
	f.t.Helper()
	f.ok(f.db.Do(f.t.Context(), fn))
}

func (f *fix) app(key *rsa.PrivateKey) (id string) {
	f.t.Helper()
	dev := scope.Scope{User: "dev"}
	f.do(func(tx *db.Tx) error {
		a, err := f.apps.Create(f.t.Context(), tx, dev, client.Draft{Name: "Shop", Kind: client.ISV, Redirects: []string{home}})
		if err != nil {
			return err
		}
		id = a.ID
		if key != nil {
			_, err = f.apps.AddKey(f.t.Context(), tx, dev, id, protocol.PublicPEM(&key.PublicKey), 0)
		}
		return err
	})
	return id
}

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// ask is a proper question of app, with more in it.
func ask(app string, more ...string) url.Values {
	return with(url.Values{
		"client_id": {app}, "redirect_uri": {home}, "response_type": {"code"}, "scope": {"openid profile"}, "state": {"s t"}, "nonce": {"n"},
		"code_challenge": {challenge()}, "code_challenge_method": {"S256"},
	}, more...)
}

// with sets pairs of name and value; an empty value takes the name away.
func with(v url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		if v.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			v.Del(pairs[i])
		}
	}
	return v
}

// visit follows a link that asks, and gives where the browser goes; empty: nowhere.
func (f *fix) visit(query string) (*url.URL, *httptest.ResponseRecorder) {
	f.t.Helper()
	w := httptest.NewRecorder()
	f.mux.ServeHTTP(w, httptest.NewRequest("GET", oidc.AuthorizePath+"?"+query, nil))
	u, err := url.Parse(w.Header().Get("Location"))
	f.ok(err)
	return u, w
}

// code lets ann agree to what app asks, and gives the code.
func (f *fix) code(app string, scopes ...string) string {
	f.t.Helper()
	if len(scopes) == 0 {
		scopes = []string{"auth_base", "auth_user"}
	}
	var agreed []consent.Agreed
	for _, sc := range scopes {
		agreed = append(agreed, consent.Agreed{Scope: sc, Version: 1})
	}
	to, err := db.Get(f.t.Context(), f.db, func(tx *db.Tx) (string, error) {
		return f.oauth.Approve(f.t.Context(), tx, f.ann, oauth.Ask{AppID: app, Redirect: home, Scopes: scopes, Nonce: "n", Challenge: challenge()}, agreed)
	})
	f.ok(err)
	u, err := url.Parse(to)
	f.ok(err)
	if u.Query().Get("iss") != issuer || u.Query().Has("auth_code") || u.Query().Has("app_id") {
		f.t.Fatal(to)
	}
	return u.Query().Get("code")
}

type answer struct {
	status           int
	head             http.Header
	raw              string
	Error            string `json:"error"`
	Access           string `json:"access_token"`
	Refresh          string `json:"refresh_token"`
	ID               string `json:"id_token"`
	Scope            string `json:"scope"`
	Sub, Name, Phone string
}

func (f *fix) send(method, path, body string, header ...string) answer {
	f.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	f.mux.ServeHTTP(w, r)
	a := answer{status: w.Code, head: w.Header(), raw: w.Body.String()}
	if w.Body.Len() > 0 {
		f.ok(json.Unmarshal(w.Body.Bytes(), &a))
	}
	if w.Header().Get("Cache-Control") != "no-store" && method != "OPTIONS" {
		f.t.Errorf("%s may be kept: %v", path, w.Header())
	}
	return a
}

func (f *fix) post(path string, v url.Values, header ...string) answer {
	f.t.Helper()
	return f.send("POST", path, v.Encode(), header...)
}

func exchange(code string, more ...string) url.Values {
	return with(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {home}, "code_verifier": {verifier}}, more...)
}

func (f *fix) userinfo(token string) answer {
	f.t.Helper()
	return f.send("GET", oidc.UserinfoPath, "", "Authorization", "Bearer "+token)
}

// sign makes an assertion of app that is good, but for what claims changes.
func (f *fix) sign(app string, key any, alg jose.SignatureAlgorithm, claims map[string]any) string {
	f.t.Helper()
	now := f.db.Now()
	all := map[string]any{
		"iss": app, "sub": app, "aud": issuer + oidc.TokenPath, "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "jti": rand.Text(),
	}
	for k, v := range claims {
		if all[k] = v; v == nil {
			delete(all, k)
		}
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, nil)
	f.ok(err)
	text, err := jwt.Signed(s).Claims(all).Serialize()
	f.ok(err)
	return text
}

// tokens signs ann in to the app without a key.
func (f *fix) tokens(scopes ...string) answer {
	f.t.Helper()
	a := f.post(oidc.TokenPath, exchange(f.code(f.spa, scopes...), "client_id", f.spa))
	if a.status != 200 || a.Access == "" || a.Refresh == "" || a.ID == "" {
		f.t.Fatalf("got %d %s", a.status, a.raw)
	}
	return a
}

func TestABrowserIsSentToThePageThatAsks(t *testing.T) {
	each(t, func(f *fix) {
		to, w := f.visit(ask(f.spa, "scope", "openid profile phone email offline_access").Encode())
		q := to.Query()
		if w.Code != http.StatusSeeOther || to.Path != "/authorize" || to.Host != "" || w.Header().Get("X-Frame-Options") != "DENY" || w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Fatalf("got %d %v", w.Code, w.Header())
		}
		for name, want := range map[string]string{
			"app_id": f.spa, "redirect_uri": home, "scope": "auth_base,auth_user,auth_phone", "state": "s t", "nonce": "n", "code_challenge": challenge(),
		} {
			if got := q.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
}

func TestAWrongQuestionNeverLeavesForAnUnknownAddress(t *testing.T) {
	each(t, func(f *fix) {
		twice := ask(f.spa).Encode() + "&redirect_uri=https%3A%2F%2Fevil.example%2F"
		for name, query := range map[string]string{
			"foreign address":  ask(f.spa, "redirect_uri", "https://evil.example/").Encode(),
			"longer address":   ask(f.spa, "redirect_uri", home+"/x").Encode(),
			"address and port": ask(f.spa, "redirect_uri", "https://shop.example:444/back").Encode(),
			"no address":       ask(f.spa, "redirect_uri", "").Encode(),
			"no app":           ask("2021000000000000").Encode(),
			"two addresses":    twice,
			"two same states":  ask(f.spa).Encode() + "&state=s+t",
			"bad query":        ask(f.spa).Encode() + "&x=%zz",
			"also an error":    ask(f.spa, "redirect_uri", "https://evil.example/", "response_type", "token").Encode(),
		} {
			if to, w := f.visit(query); w.Code != http.StatusBadRequest || to.String() != "" || !strings.Contains(w.Body.String(), "<code>oauth.") {
				t.Errorf("%s: got %d %s %s", name, w.Code, to, w.Body)
			}
		}
	})
}

func TestTheAppIsToldWhatIsWrongWithItsQuestion(t *testing.T) {
	each(t, func(f *fix) {
		for _, c := range []struct {
			want string
			more []string
		}{
			{"invalid_request", []string{"code_challenge", ""}},
			{"invalid_request", []string{"code_challenge", "", "nonce", ""}},
			{"invalid_request", []string{"code_challenge", "short"}},
			{"invalid_request", []string{"code_challenge_method", "plain"}},
			{"invalid_request", []string{"code_challenge_method", ""}},
			{"invalid_request", []string{"response_type", ""}},
			{"invalid_request", []string{"response_mode", "fragment"}},
			{"invalid_request", []string{"nonce", strings.Repeat("n", 513)}},
			{"invalid_request", []string{"prompt", "none login"}},
			{"unsupported_response_type", []string{"response_type", "token"}},
			{"unsupported_response_type", []string{"response_type", "code id_token"}},
			{"invalid_scope", []string{"scope", "profile"}},
			{"request_not_supported", []string{"request", "a.b.c"}},
			{"request_uri_not_supported", []string{"request_uri", "https://shop.example/r"}},
			{"registration_not_supported", []string{"registration", "{}"}},
			{"login_required", []string{"prompt", "login"}},
			{"login_required", []string{"max_age", "0"}},
			{"login_required", []string{"prompt", "none"}},
			{"account_selection_required", []string{"prompt", "select_account"}},
		} {
			to, _ := f.visit(ask(f.spa, c.more...).Encode())
			q := to.Query()
			if to.Host != "shop.example" || q.Get("error") != c.want || q.Get("state") != "s t" || q.Get("iss") != issuer || q.Has("code") {
				t.Errorf("%q: got %s, want %s", c.more, to, c.want)
			}
		}
	})
}

// prompt=none gives a code only where the person agreed before, and still does.
func TestNobodyIsRecognisedByAnAppTheyNeverAgreedTo(t *testing.T) {
	each(t, func(f *fix) {
		silent := func(more ...string) url.Values {
			to, _ := f.visit(ask(f.spa, append([]string{"prompt", "none"}, more...)...).Encode())
			return to.Query()
		}
		f.who = scope.Scope{User: f.ann}
		if got := silent("scope", "openid"); got.Get("error") != "consent_required" {
			t.Errorf("a stranger's app learned %v", got)
		}
		first := f.tokens()
		got := silent()
		if a := f.post(oidc.TokenPath, exchange(got.Get("code"), "client_id", f.spa)); a.status != 200 {
			t.Errorf("got %v, then %s", got, a.raw)
		}
		if got := silent("scope", "openid phone"); got.Get("error") != "consent_required" {
			t.Errorf("more than was agreed to: %v", got)
		}
		if got := silent("id_token_hint", first.ID); got.Get("error") != "login_required" {
			t.Errorf("a hint: %v", got)
		}
		f.do(func(tx *db.Tx) error { return f.consent.Withdraw(t.Context(), tx, f.ann, f.spa, "test") })
		if got := silent("scope", "openid"); got.Get("error") != "consent_required" {
			t.Errorf("after the withdrawal: %v", got)
		}
	})
}

func TestACodeIsWorthNothingWithoutWhatItWasAskedWith(t *testing.T) {
	each(t, func(f *fix) {
		code := f.code(f.spa)
		for name, v := range map[string]url.Values{
			"invalid_grant: wrong verifier":    exchange(code, "client_id", f.spa, "code_verifier", strings.Repeat("x", 43)),
			"invalid_grant: the challenge":     exchange(code, "client_id", f.spa, "code_verifier", challenge()),
			"invalid_grant: other address":     exchange(code, "client_id", f.spa, "redirect_uri", "https://evil.example/"),
			"invalid_grant: invented":          exchange("invented", "client_id", f.spa),
			"invalid_request: no verifier":     exchange(code, "client_id", f.spa, "code_verifier", ""),
			"invalid_request: no address":      exchange(code, "client_id", f.spa, "redirect_uri", ""),
			"invalid_request: no grant type":   exchange(code, "client_id", f.spa, "grant_type", ""),
			"unsupported_grant_type: password": exchange(code, "client_id", f.spa, "grant_type", "password"),
			"invalid_client: no app":           exchange(code),
			"invalid_client: a secret":         exchange(code, "client_id", f.spa, "client_secret", "x"),
			"invalid_client: needs its key":    exchange(code, "client_id", f.server),
			"invalid_grant: other app's":       exchange(code, "client_assertion_type", assertion, "client_assertion", f.sign(f.server, keys()[0], jose.RS256, nil)),
		} {
			want, _, _ := strings.Cut(name, ":")
			if a := f.post(oidc.TokenPath, v); a.Error != want || a.Access != "" || a.status != 400 && a.status != 401 {
				t.Errorf("%s: got %d %s", name, a.status, a.raw)
			}
		}
		if a := f.post(oidc.TokenPath, exchange(code), "Authorization", "Basic eDo="); a.status != 401 || !strings.HasPrefix(a.head.Get("WWW-Authenticate"), "Basic") {
			t.Errorf("basic: got %d %v", a.status, a.head)
		}
		if a := f.post(oidc.TokenPath, exchange(code, "client_id", f.spa)); a.status != 200 || a.Scope != "openid profile" {
			t.Errorf("after all that: %d %s", a.status, a.raw)
		}
		late := f.code(f.spa)
		f.clock.Move(oauth.CodeLife)
		if a := f.post(oidc.TokenPath, exchange(late, "client_id", f.spa)); a.Error != "invalid_grant" {
			t.Errorf("late: %s", a.raw)
		}
	})
}

func TestRequestsThatMeanTwoThingsAreRefused(t *testing.T) {
	each(t, func(f *fix) {
		good := exchange(f.code(f.spa), "client_id", f.spa).Encode()
		for name, a := range map[string]answer{
			"twice":   f.send("POST", oidc.TokenPath, good+"&client_id="+f.spa),
			"query":   f.send("POST", oidc.TokenPath+"?x=1", good),
			"json":    f.send("POST", oidc.TokenPath, good, "Content-Type", "application/json"),
			"bad":     f.send("POST", oidc.TokenPath, good+"&x=%zz"),
			"not UTF": f.send("POST", oidc.TokenPath, good+"&x=%ff"),
			"long":    f.send("POST", oidc.TokenPath, good+"&x="+strings.Repeat("x", 20_000)),
			"GET":     f.send("GET", oidc.TokenPath, ""),
		} {
			if a.Error != "invalid_request" || a.status < 400 || a.status > 413 {
				t.Errorf("%s: got %d %s", name, a.status, a.raw)
			}
		}
		if a := f.send("POST", oidc.TokenPath, good); a.status != 200 {
			t.Errorf("got %d %s", a.status, a.raw)
		}
	})
}

func TestACodeOrRefreshTokenUsedTwiceEndsTheTokens(t *testing.T) {
	each(t, func(f *fix) {
		code := f.code(f.spa)
		one := f.post(oidc.TokenPath, exchange(code, "client_id", f.spa))
		if a := f.userinfo(one.Access); a.status != 200 || a.Sub == "" || a.Name != "Ann" {
			t.Fatalf("got %d %s", a.status, a.raw)
		}
		if a := f.post(oidc.TokenPath, exchange(code, "client_id", f.spa)); a.Error != "invalid_grant" {
			t.Errorf("twice: %s", a.raw)
		}
		if a := f.userinfo(one.Access); a.status != 401 {
			t.Errorf("a stolen code leaves its tokens in force: %d", a.status)
		}

		two := f.tokens()
		renew := func(token string) answer {
			return f.post(oidc.TokenPath, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {f.spa}})
		}
		three := renew(two.Refresh)
		if three.status != 200 || three.ID == "" || f.userinfo(two.Access).status != 401 || f.userinfo(three.Access).status != 200 {
			t.Errorf("got %d %s", three.status, three.raw)
		}
		if a := renew(two.Refresh); a.Error != "invalid_grant" || f.userinfo(three.Access).status != 401 {
			t.Errorf("a stolen refresh token leaves its tokens in force: %s", a.raw)
		}
	})
}

func TestOnlyTheAppsOwnAssertionIsBelievedAndOnce(t *testing.T) {
	each(t, func(f *fix) {
		now := f.db.Now()
		in := func(text string, more ...string) url.Values {
			return exchange("invented", append([]string{"client_assertion_type", assertion, "client_assertion", text}, more...)...)
		}
		signed := func(claims map[string]any) url.Values { return in(f.sign(f.server, keys()[0], jose.RS256, claims)) }
		body := strings.Split(f.sign(f.server, keys()[0], jose.RS256, nil), ".")
		none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + body[1] + "."
		once := f.sign(f.server, keys()[0], jose.RS256, nil)
		for name, v := range map[string]url.Values{
			"key of another app":  in(f.sign(f.server, keys()[1], jose.RS256, nil)),
			"alg none":            in(none),
			"alg HS256":           in(f.sign(f.server, []byte(protocol.PublicPEM(&keys()[0].PublicKey)), jose.HS256, nil)),
			"alg PS256":           in(f.sign(f.server, keys()[0], jose.PS256, nil)),
			"no signature":        in(body[0] + "." + body[1] + "."),
			"no JWT":              in("x"),
			"no text":             exchange("x", "client_assertion_type", assertion),
			"app without a key":   in(f.sign(f.spa, keys()[0], jose.RS256, nil)),
			"unknown app":         in(f.sign("2021000000000000", keys()[0], jose.RS256, nil)),
			"other client_id":     in(f.sign(f.server, keys()[0], jose.RS256, nil), "client_id", f.other),
			"other issuer":        signed(map[string]any{"iss": f.other}),
			"other audience":      signed(map[string]any{"aud": "https://other.example"}),
			"one more audience":   signed(map[string]any{"aud": []string{issuer, "https://other.example"}}),
			"no audience":         signed(map[string]any{"aud": nil}),
			"expired":             signed(map[string]any{"exp": now.Unix()}),
			"no end":              signed(map[string]any{"exp": nil}),
			"lives too long":      signed(map[string]any{"exp": now.Add(11 * time.Minute).Unix()}),
			"not yet":             signed(map[string]any{"nbf": now.Add(5 * time.Minute).Unix()}),
			"of the future":       signed(map[string]any{"iat": now.Add(5 * time.Minute).Unix()}),
			"no jti":              signed(map[string]any{"jti": nil}),
			"a jti without bound": signed(map[string]any{"jti": strings.Repeat("x", 256)}),
		} {
			if a := f.post(oidc.TokenPath, v); a.Error != "invalid_client" || a.status != 401 {
				t.Errorf("%s: got %d %s", name, a.status, a.raw)
			}
		}
		for name, v := range map[string]url.Values{
			"token endpoint": in(once), "issuer": signed(map[string]any{"aud": issuer}),
			"both, for ten minutes": signed(map[string]any{"aud": []string{issuer, issuer + oidc.TokenPath}, "exp": now.Add(10 * time.Minute).Unix()}),
			"with client_id":        in(f.sign(f.server, keys()[0], jose.RS256, nil), "client_id", f.server),
		} {
			if a := f.post(oidc.TokenPath, v); a.Error != "invalid_grant" {
				t.Errorf("%s is not believed: %d %s", name, a.status, a.raw)
			}
		}
		if a := f.post(oidc.TokenPath, in(once)); a.Error != "invalid_client" {
			t.Errorf("replayed: %s", a.raw)
		}
		if a := f.post(oidc.RevokePath, with(in(once), "token", "x")); a.Error != "invalid_client" {
			t.Errorf("replayed elsewhere: %s", a.raw)
		}
		f.clock.Move(30 * time.Second)
		for f.jobs.Once(t.Context()) > 0 {
		}
		if a := f.post(oidc.TokenPath, in(once)); a.Error != "invalid_client" {
			t.Errorf("replayed after a sweep: %s", a.raw)
		}
	})
}

func TestParallelUsesOfAnAssertionAreBelievedOnce(t *testing.T) {
	each(t, func(f *fix) {
		v := exchange("invented", "client_assertion_type", assertion, "client_assertion", f.sign(f.server, keys()[0], jose.RS256, nil)).Encode()
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]int{}
		for range 8 {
			wg.Go(func() {
				a := f.send("POST", oidc.TokenPath, v)
				mu.Lock()
				got[a.Error]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if got["invalid_grant"] != 1 || got["invalid_client"] != 7 {
			t.Errorf("got %v", got)
		}
	})
}

// A key that was stopped makes an app no public one.
func TestAnAppWhoseKeysEndedIsNotBelieved(t *testing.T) {
	each(t, func(f *fix) {
		f.do(func(tx *db.Tx) error { return f.apps.StopKey(t.Context(), tx, scope.Scope{User: "dev"}, f.server, 1) })
		code := f.code(f.server)
		signed := exchange(code, "client_assertion_type", assertion, "client_assertion", f.sign(f.server, keys()[0], jose.RS256, nil))
		for name, v := range map[string]url.Values{"the old key": signed, "no key": exchange(code, "client_id", f.server)} {
			if a := f.post(oidc.TokenPath, v); a.Error != "invalid_client" {
				t.Errorf("%s: %s", name, a.raw)
			}
		}
	})
}

func TestRevokingEitherTokenEndsBoth(t *testing.T) {
	each(t, func(f *fix) {
		revoke := func(app, token string) answer {
			return f.post(oidc.RevokePath, url.Values{"client_id": {app}, "token": {token}, "token_type_hint": {"refresh_token"}})
		}
		second := f.app(nil)
		for name, pick := range map[string]func(a answer) string{
			"access": func(a answer) string { return a.Access }, "refresh": func(a answer) string { return a.Refresh },
		} {
			a := f.tokens()
			if got := revoke(second, pick(a)); got.status != 200 || f.userinfo(a.Access).status != 200 {
				t.Errorf("%s: another app ended it: %d", name, got.status)
			}
			if got := revoke(f.spa, pick(a)); got.status != 200 || got.raw != "" || f.userinfo(a.Access).status != 401 {
				t.Errorf("%s: got %d %s", name, got.status, got.raw)
			}
			again := f.post(oidc.TokenPath, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {a.Refresh}, "client_id": {f.spa}})
			if again.Error != "invalid_grant" {
				t.Errorf("%s: renewed after the end: %s", name, again.raw)
			}
		}
		if got := revoke(f.spa, "invented"); got.status != 200 {
			t.Errorf("an invented token: %d %s", got.status, got.raw)
		}
		if got := revoke(f.spa, ""); got.Error != "invalid_request" {
			t.Errorf("no token: %d %s", got.status, got.raw)
		}
		if got := revoke(f.server, "x"); got.Error != "invalid_client" {
			t.Errorf("without its key: %d %s", got.status, got.raw)
		}
	})
}

func TestUserinfoTellsWhatIsAgreedToAtThatMoment(t *testing.T) {
	each(t, func(f *fix) {
		base := f.userinfo(f.tokens("auth_base").Access)
		if base.Sub == "" || base.raw != `{"sub":"`+base.Sub+`"}` {
			t.Errorf("openid alone tells %s", base.raw)
		}
		a := f.tokens("auth_base", "auth_user", "auth_phone")
		if got := f.userinfo(a.Access); got.Sub != base.Sub || !strings.Contains(got.raw, `"phone_number":"+8613800000001","phone_number_verified":true`) || got.Name != "Ann" {
			t.Errorf("got %s", got.raw)
		}
		f.do(func(tx *db.Tx) error { return f.consent.Withdraw(t.Context(), tx, f.ann, f.spa, "test", "auth_phone") })
		if got := f.userinfo(a.Access); got.status != 401 || got.Error != "invalid_token" || !strings.Contains(got.head.Get("WWW-Authenticate"), `error="invalid_token"`) {
			t.Errorf("after the withdrawal: %d %s %v", got.status, got.raw, got.head)
		}
		if got := f.post(oidc.TokenPath, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {a.Refresh}, "client_id": {f.spa}}); got.Error != "invalid_grant" {
			t.Errorf("renewed after the withdrawal: %s", got.raw)
		}
		for name, header := range map[string]string{"nothing": "", "basic": "Basic eDo=", "empty": "Bearer "} {
			got := f.send("POST", oidc.UserinfoPath, "", "Authorization", header)
			if got.status != 401 || got.head.Get("WWW-Authenticate") != `Bearer realm="livewell"` {
				t.Errorf("%s: %d %v", name, got.status, got.head)
			}
		}
		late := f.tokens()
		f.clock.Move(oauth.BearerLife)
		if got := f.userinfo(late.Access); got.Error != "invalid_token" {
			t.Errorf("late: %s", got.raw)
		}
	})
}

func TestPausedAppsAndFrozenPeopleAreOut(t *testing.T) {
	each(t, func(f *fix) {
		a := f.tokens()
		renew := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {a.Refresh}, "client_id": {f.spa}}
		f.do(func(tx *db.Tx) error { return f.people.Freeze(t.Context(), tx, f.ann, "test") })
		if got := f.userinfo(a.Access); got.Error != "invalid_token" {
			t.Errorf("frozen: %s", got.raw)
		}
		if got := f.post(oidc.TokenPath, renew); got.Error != "invalid_grant" {
			t.Errorf("frozen, renewed: %s", got.raw)
		}
		f.do(func(tx *db.Tx) error { return f.people.Unfreeze(t.Context(), tx, f.ann, "test") })
		b := f.tokens()
		f.do(func(tx *db.Tx) error {
			return f.apps.Move(t.Context(), tx, scope.Scope{User: "dev"}, f.spa, client.Paused)
		})
		if got := f.userinfo(b.Access); got.Error != "invalid_token" {
			t.Errorf("paused: %s", got.raw)
		}
		if got := f.post(oidc.TokenPath, with(renew, "refresh_token", b.Refresh)); got.Error != "invalid_client" {
			t.Errorf("paused, renewed: %s", got.raw)
		}
	})
}

// What the gateway gave is worth nothing without a signature, so it is no
// bearer token; and a code of one door is not good at the other.
func TestTheTwoDoorsDoNotMix(t *testing.T) {
	each(t, func(f *fix) {
		sub := oauth.Subject{Kind: oauth.ByUser, App: f.spa, User: f.ann, Scopes: []string{"auth_base"}}
		code, err := db.Get(t.Context(), f.db, func(tx *db.Tx) (string, error) { return f.oauth.Code(t.Context(), tx, sub) })
		f.ok(err)
		if a := f.post(oidc.TokenPath, exchange(code, "client_id", f.spa)); a.Error != "invalid_grant" {
			t.Errorf("a code of the gateway: %s", a.raw)
		}
		p, err := f.oauth.Exchange(t.Context(), oauth.ByUser, f.spa, code)
		f.ok(err)
		if a := f.userinfo(p.Access); a.status != 401 {
			t.Errorf("a token of the gateway: %d", a.status)
		}
		if a := f.post(oidc.TokenPath, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {p.Refresh}, "client_id": {f.spa}}); a.Error != "invalid_grant" {
			t.Errorf("a refresh token of the gateway: %s", a.raw)
		}
		for _, kind := range []oauth.Kind{oauth.ByUser, oauth.ByOpenID} {
			if _, err := f.oauth.Exchange(t.Context(), kind, f.spa, f.code(f.spa)); err == nil {
				t.Errorf("a code of OpenID Connect was exchanged as %s without a proof", kind)
			}
		}
		a := f.tokens()
		if got, err := f.oauth.UserToken(t.Context(), a.Access); err != nil || got.User != f.ann || got.App != f.spa {
			t.Errorf("the gateway, where the app signs, does not take the token: %+v, %v", got, err)
		}
	})
}

func TestKeysAreListedUntilTheirLastIDTokenHasExpired(t *testing.T) {
	each(t, func(f *fix) {
		kids := func() (out []string) {
			var set jose.JSONWebKeySet
			f.ok(json.Unmarshal([]byte(f.send("GET", oidc.KeysPath, "").raw), &set))
			for _, k := range set.Keys {
				if !k.IsPublic() || k.Algorithm != "RS256" || k.Use != "sig" {
					t.Errorf("got %+v", k)
				}
				out = append(out, k.KeyID)
			}
			return out
		}
		kid := func() string {
			text, err := jwt.ParseSigned(f.tokens().ID, []jose.SignatureAlgorithm{jose.RS256})
			f.ok(err)
			return text.Headers[0].KeyID
		}
		before := kid()
		next, err := f.apps.RotatePlatform(t.Context(), 24*time.Hour)
		f.ok(err)
		if got := kids(); len(got) != 2 || kid() != before {
			t.Errorf("the app's key changed under it, or %v is not both", got)
		}
		f.clock.Move(24*time.Hour + time.Minute)
		if got := kids(); len(got) != 2 || kid() != next.SN() {
			t.Errorf("an ID token of a minute ago cannot be verified with %v", got)
		}
		f.clock.Move(time.Hour)
		if got := kids(); len(got) != 1 || got[0] != next.SN() {
			t.Errorf("got %v", got)
		}
	})
}

func TestPagesOfOtherSitesMayCallWithoutCookies(t *testing.T) {
	each(t, func(f *fix) {
		for path, method := range map[string]string{
			oidc.DiscoveryPath: "GET", oidc.KeysPath: "GET", oidc.TokenPath: "POST", oidc.UserinfoPath: "GET, POST", oidc.RevokePath: "POST",
		} {
			a := f.send("OPTIONS", path, "", "Origin", "https://shop.example", "Access-Control-Request-Method", "POST")
			if a.status != 204 || a.head.Get("Access-Control-Allow-Origin") != "*" || a.head.Get("Access-Control-Allow-Methods") != method || a.head.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s: %d %v", path, a.status, a.head)
			}
		}
		if a := f.userinfo("invented"); a.head.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("a refusal: %v", a.head)
		}
	})
}

func TestTheDiscoveryDocumentNamesWhatIsThere(t *testing.T) {
	each(t, func(f *fix) {
		var m map[string]any
		f.ok(json.Unmarshal([]byte(f.send("GET", oidc.DiscoveryPath, "").raw), &m))
		if m["issuer"] != issuer || m["request_uri_parameter_supported"] != false || m["authorization_response_iss_parameter_supported"] != true {
			t.Errorf("got %v", m)
		}
		for _, name := range []string{"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint", "jwks_uri"} {
			path, ok := strings.CutPrefix(m[name].(string), issuer)
			r := httptest.NewRequest("GET", path, nil)
			if _, pattern := f.mux.Handler(r); !ok || pattern == "" {
				t.Errorf("%s is %v, where nothing is", name, m[name])
			}
		}
	})
}
