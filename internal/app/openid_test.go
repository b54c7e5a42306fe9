package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	standard "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/protocol"
)

const callback = "https://shop.example/back?from=livewell"

// party is a third-party app that signs people in with a standard library.
type party struct {
	*testing.T
	app      *app.App
	web      *http.Client // finds the platform by its name, and follows no redirect
	cookie   *http.Cookie // of the person's browser
	key      *rsa.PrivateKey
	conf     oauth2.Config
	provider *standard.Provider
	verify   *standard.IDTokenVerifier
	verifier string
}

func newParty(t *testing.T, d *db.DB, c *testkit.Clock, key *rsa.PrivateKey) *party {
	t.Helper()
	a, err := app.New(d, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(srv.Close)
	p := &party{T: t, app: a, key: key, verifier: oauth2.GenerateVerifier()}
	p.web = &http.Client{
		Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, srv.Listener.Addr().String())
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(p.web.CloseIdleConnections)
	in := sessionOf(t, a, "+8613900000101", scope.Consumer, identity.App)
	p.cookie = &http.Cookie{Name: "livewell", Value: in.Token}
	name := "Ann"
	p.ok(d.Do(t.Context(), func(tx *db.Tx) error {
		_, err := a.Identity.Update(t.Context(), tx, in.User.ID, identity.Profile{Name: &name})
		return err
	}))
	p.provider, err = standard.NewProvider(p.ctx(), conf().Origin)
	p.ok(err)
	p.conf = oauth2.Config{ClientID: p.register(), Endpoint: p.provider.Endpoint(), RedirectURL: callback, Scopes: []string{"openid", "profile"}}
	p.verify = p.provider.Verifier(&standard.Config{ClientID: p.conf.ClientID, Now: c.Now})
	return p
}

func (p *party) ctx() context.Context { return standard.ClientContext(p.Context(), p.web) }

func (p *party) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// register makes the app, which has a key only where there is one.
func (p *party) register() (id string) {
	dev := scope.Scope{User: "dev"}
	p.ok(p.app.DB.Do(p.Context(), func(tx *db.Tx) error {
		a, err := p.app.Clients.Create(p.Context(), tx, dev, client.Draft{Name: "Shop", Kind: client.ISV, Redirects: []string{callback}})
		if err != nil {
			return err
		}
		if id = a.ID; p.key != nil {
			_, err = p.app.Clients.AddKey(p.Context(), tx, dev, id, protocol.PublicPEM(&p.key.PublicKey), 0)
		}
		return err
	}))
	return id
}

// signed are the parameters by which the app proves who it is: none without a key.
func (p *party) signed() map[string]string {
	if p.key == nil {
		return nil
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.key}, nil)
	p.ok(err)
	now := p.app.DB.Now()
	text, err := jwt.Signed(s).Claims(jwt.Claims{
		Issuer: p.conf.ClientID, Subject: p.conf.ClientID, Audience: jwt.Audience{conf().Origin}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute)),
	}).Serialize()
	p.ok(err)
	return map[string]string{"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": text}
}

// browse is what the person's browser does.
func (p *party) browse(method, path string, body any) (*http.Response, map[string]any) {
	p.Helper()
	var text io.Reader = http.NoBody
	if body != nil {
		b, err := json.Marshal(body)
		p.ok(err)
		text = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(p.Context(), method, path, text)
	p.ok(err)
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(p.cookie)
	res, err := p.web.Do(r)
	p.ok(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	p.ok(err)
	var out map[string]any
	_ = json.Unmarshal(b, &out) // pages are no JSON
	if res.StatusCode >= 400 {
		p.Fatalf("%s: %s %s", path, res.Status, b)
	}
	return res, out
}

// answer takes the browser from the app's link to the app's address, where the
// person says yes or no, and gives what the app finds there.
func (p *party) answer(yes bool) url.Values {
	p.Helper()
	res, _ := p.browse("GET", p.conf.AuthCodeURL("a state", standard.Nonce("a nonce"), oauth2.S256ChallengeOption(p.verifier)), nil)
	page, err := res.Location()
	p.ok(err)
	if page.Path != "/authorize" {
		p.Fatalf("the browser is at %s", page)
	}
	_, asked := p.browse("GET", conf().Origin+"/api/authorization?"+page.RawQuery, nil)
	body := map[string]any{}
	for name := range page.Query() { // what the page does, too: each parameter as it is
		body[name] = page.Query().Get(name)
	}
	act := "deny"
	if yes {
		act = "approve"
		agreed := []any{}
		for _, m := range asked["missing"].([]any) {
			one := m.(map[string]any)
			agreed = append(agreed, map[string]any{"scope": one["scope"], "version": one["version"]})
		}
		body["agreed"] = agreed
	}
	_, onward := p.browse("POST", conf().Origin+"/api/authorization/"+act, body)
	to, err := url.Parse(onward["redirect"].(string))
	p.ok(err)
	q := to.Query()
	if to.Host != "shop.example" || q.Get("from") != "livewell" || q.Get("state") != "a state" || q.Get("iss") != conf().Origin {
		p.Fatalf("the browser is at %s", to)
	}
	return q
}

func (p *party) exchange(code string) (*oauth2.Token, error) {
	more := []oauth2.AuthCodeOption{oauth2.VerifierOption(p.verifier)}
	for name, value := range p.signed() {
		more = append(more, oauth2.SetAuthURLParam(name, value))
	}
	return p.conf.Exchange(p.ctx(), code, more...)
}

// renew is the library's own way; it cannot sign, so with a key it is done by hand.
func (p *party) renew(refresh string) (*oauth2.Token, error) {
	if p.key == nil {
		return p.conf.TokenSource(p.ctx(), &oauth2.Token{RefreshToken: refresh}).Token()
	}
	v := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}
	status, b := p.post(p.conf.Endpoint.TokenURL, v)
	if status != http.StatusOK {
		return nil, &oauth2.RetrieveError{Body: b, ErrorCode: strings.Split(string(b), `"`)[3]}
	}
	var t oauth2.Token
	return &t, json.Unmarshal(b, &t)
}

func (p *party) post(to string, v url.Values) (int, []byte) {
	p.Helper()
	v.Set("client_id", p.conf.ClientID)
	for name, value := range p.signed() {
		v.Set(name, value)
	}
	res, err := p.web.PostForm(to, v)
	p.ok(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	p.ok(err)
	return res.StatusCode, b
}

func (p *party) userinfo(t *oauth2.Token) (*standard.UserInfo, error) {
	return p.provider.UserInfo(p.ctx(), oauth2.StaticTokenSource(t))
}

// refused reports whether neither the tokens nor what renews them are good.
func (p *party) refused(t *oauth2.Token) {
	p.Helper()
	if _, err := p.userinfo(t); err == nil || !strings.Contains(err.Error(), "invalid_token") {
		p.Errorf("userinfo: %v", err)
	}
	var why *oauth2.RetrieveError
	if _, err := p.renew(t.RefreshToken); !errors.As(err, &why) || why.ErrorCode != "invalid_grant" {
		p.Errorf("renewed: %v", err)
	}
}

// signIn goes the whole way with the library, and gives the person's name at the app.
func (p *party) signIn() (*oauth2.Token, string) {
	p.Helper()
	t, err := p.exchange(p.answer(true).Get("code"))
	p.ok(err)
	text, _ := t.Extra("id_token").(string)
	id, err := p.verify.Verify(p.ctx(), text)
	p.ok(err)
	p.ok(id.VerifyAccessToken(t.AccessToken))
	if id.Nonce != "a nonce" || id.Subject == "" || t.TokenType != "Bearer" || t.RefreshToken == "" {
		p.Fatalf("got %+v, %+v", id, t)
	}
	return t, id.Subject
}

func eachParty(t *testing.T, fn func(p *party)) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]*rsa.PrivateKey{"public": nil, "with a key": key} {
		t.Run(name, func(t *testing.T) {
			testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) { fn(newParty(t, d, c, key)) })
		})
	}
}

func TestAStandardLibrarySignsPeopleIn(t *testing.T) {
	eachParty(t, func(p *party) {
		one, sub := p.signIn()
		info, err := p.userinfo(one)
		p.ok(err)
		var claims struct{ Name string }
		p.ok(info.Claims(&claims))
		if info.Subject != sub || claims.Name != "Ann" {
			p.Errorf("got %+v, %+v", info, claims)
		}
		two, err := p.renew(one.RefreshToken)
		p.ok(err)
		if _, err := p.userinfo(two); err != nil || two.AccessToken == one.AccessToken || two.RefreshToken == one.RefreshToken {
			p.Errorf("got %+v, %v", two, err)
		}
		if _, err := p.userinfo(one); err == nil {
			p.Error("the token before is good still")
		}
		var more struct {
			Revoke string `json:"revocation_endpoint"`
		}
		p.ok(p.provider.Claims(&more))
		if status, b := p.post(more.Revoke, url.Values{"token": {two.RefreshToken}}); status != http.StatusOK {
			p.Fatalf("got %d %s", status, b)
		}
		p.refused(two)
	})
}

func TestWhoTakesConsentBackIsNoLongerKnownToTheApp(t *testing.T) {
	eachParty(t, func(p *party) {
		token, sub := p.signIn()
		p.browse("DELETE", conf().Origin+"/api/consents/"+p.conf.ClientID, nil)
		p.refused(token)
		if _, again := p.signIn(); again != sub {
			p.Errorf("the person is %s now, and was %s", again, sub)
		}
	})
}

func TestAnAppIsToldThatThePersonSaidNo(t *testing.T) {
	eachParty(t, func(p *party) {
		if q := p.answer(false); q.Get("error") != "access_denied" || q.Has("code") {
			p.Errorf("got %v", q)
		}
	})
}

func TestTwoAppsCannotCompareTheirPeople(t *testing.T) {
	eachParty(t, func(p *party) {
		_, one := p.signIn()
		p.key = nil
		p.conf.ClientID = p.register()
		p.verify = p.provider.Verifier(&standard.Config{ClientID: p.conf.ClientID, Now: p.app.DB.Now})
		if _, two := p.signIn(); one == two {
			p.Errorf("both know %s", one)
		}
	})
}
