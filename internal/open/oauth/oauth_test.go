package oauth_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
	"livewell/internal/open/protocol"
)

const (
	home   = "https://shop.example/back?x=1"
	issuer = "https://pay.example"
)

type fix struct {
	t       *testing.T
	db      *db.DB
	clock   *testkit.Clock
	s       *oauth.Service
	consent *consent.Service
	apps    *client.Service
	app     string
	isv     string
}

func each(t *testing.T, fn func(f *fix)) {
	ms := [][]db.Migration{job.Migrations, audit.Migrations, consent.Migrations, client.Migrations, oauth.Migrations}
	testkit.Each(t, ms, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		log := slog.New(slog.DiscardHandler)
		jobs := job.New(d, log)
		bus := event.NewBus(jobs)
		f := &fix{t: t, db: d, clock: c, consent: consent.New(bus), apps: client.New(d, secret.InMemory(), log)}
		if err := f.apps.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.s = oauth.New(d, f.apps, f.consent, bus, jobs, issuer)
		f.app, f.isv = f.make(client.Own, "m1"), f.make(client.ISV, "")
		fn(f)
	})
}

func (f *fix) make(kind client.Kind, merchant string) string {
	a, err := db.Get(f.t.Context(), f.db, func(tx *db.Tx) (*client.App, error) {
		return f.apps.Create(f.t.Context(), tx, scope.Scope{User: "dev"}, client.Draft{Name: "Shop", Kind: kind, Merchant: merchant, Redirects: []string{home}})
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return a.ID
}

func (f *fix) ask(app string, scopes ...string) oauth.Ask {
	return oauth.Ask{AppID: app, Redirect: home, State: "s t", Scopes: scopes}
}

// approve lets ann agree and gives the code from the address.
func (f *fix) approve(scopes ...string) string {
	f.t.Helper()
	var agreed []consent.Agreed
	for _, sc := range scopes {
		agreed = append(agreed, consent.Agreed{Scope: sc, Version: 1})
	}
	to, err := db.Get(f.t.Context(), f.db, func(tx *db.Tx) (string, error) {
		return f.s.Approve(f.t.Context(), tx, "ann", f.ask(f.app, scopes...), agreed)
	})
	if err != nil {
		f.t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil || u.Host != "shop.example" || u.Query().Get("x") != "1" || u.Query().Get("state") != "s t" || u.Query().Get("app_id") != f.app {
		f.t.Fatal(to, err)
	}
	return u.Query().Get("auth_code")
}

func (f *fix) valid(access string) bool {
	_, err := f.s.UserToken(f.t.Context(), access)
	return err == nil
}

func TestACodeWorksOnceForItsAppAndForAMinute(t *testing.T) {
	each(t, func(f *fix) {
		code := f.approve("auth_user")
		if _, err := f.s.Exchange(t.Context(), oauth.ByUser, f.isv, code); !errors.Is(err, oauth.ErrCode) {
			t.Errorf("another app: %v", err)
		}
		if _, err := f.s.Exchange(t.Context(), oauth.ByMerchant, f.app, code); !errors.Is(err, oauth.ErrCode) {
			t.Errorf("another kind: %v", err)
		}
		p, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, code)
		if err != nil || !f.valid(p.Access) {
			t.Fatal(p, err)
		}
		if _, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, code); !errors.Is(err, oauth.ErrCode) {
			t.Errorf("twice: %v", err)
		}
		if f.valid(p.Access) {
			t.Error("a code that came twice leaves its tokens in force")
		}
		late := f.approve("auth_user")
		f.clock.Move(61 * time.Second)
		if _, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, late); !errors.Is(err, oauth.ErrCode) {
			t.Errorf("late: %v", err)
		}
	})
}

func TestParallelUsesOfACodeGiveOneGrantAtMost(t *testing.T) {
	each(t, func(f *fix) {
		code := f.approve("auth_base")
		var mu sync.Mutex
		var won []oauth.Pair
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if p, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, code); err == nil {
					mu.Lock()
					won = append(won, p)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(won) != 1 || f.valid(won[0].Access) {
			t.Errorf("%d exchanges won; the token must be dead", len(won))
		}
	})
}

func TestRefreshRotatesAndAnOldOneEndsTheGrant(t *testing.T) {
	each(t, func(f *fix) {
		one, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, f.approve("auth_user"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.s.Renew(t.Context(), oauth.ByUser, f.isv, one.Refresh); !errors.Is(err, oauth.ErrRefresh) {
			t.Errorf("another app: %v", err)
		}
		two, err := f.s.Renew(t.Context(), oauth.ByUser, f.app, one.Refresh)
		if err != nil || f.valid(one.Access) || !f.valid(two.Access) {
			t.Fatal("after a refresh only the new token holds", err)
		}
		if _, err := f.s.Renew(t.Context(), oauth.ByUser, f.app, one.Refresh); !errors.Is(err, oauth.ErrRefresh) {
			t.Errorf("an old refresh token: %v", err)
		}
		if f.valid(two.Access) {
			t.Error("an old refresh token came back and the grant still holds")
		}
	})
}

func TestTokensEnd(t *testing.T) {
	each(t, func(f *fix) {
		p, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, f.approve("auth_user"))
		if err != nil {
			t.Fatal(err)
		}
		f.clock.Move(oauth.AccessLife)
		if _, err := f.s.UserToken(t.Context(), p.Access); !errors.Is(err, protocol.OldAuthToken) {
			t.Errorf("got %v", err)
		}
		f.clock.Move(oauth.RefreshLife)
		if _, err := f.s.Renew(t.Context(), oauth.ByUser, f.app, p.Refresh); !errors.Is(err, oauth.ErrTooLate) {
			t.Errorf("got %v", err)
		}
		if _, err := f.s.UserToken(t.Context(), "invented"); !errors.Is(err, protocol.BadAuthToken) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTakingConsentBackEndsTheTokens(t *testing.T) {
	each(t, func(f *fix) {
		p, err := f.s.Exchange(t.Context(), oauth.ByUser, f.app, f.approve("auth_user"))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.consent.Withdraw(t.Context(), tx, "ann", f.app, "test") }); err != nil {
			t.Fatal(err)
		}
		if f.valid(p.Access) {
			t.Error("the token outlived the consent")
		}
		now := f.db.Now()
		gone, err := f.s.Withdrawn(t.Context(), f.db, f.app, now.Add(-time.Hour), now.Add(time.Hour), 0, 10)
		if err != nil || len(gone) != 1 || gone[0].User != "ann" {
			t.Errorf("got %v, %v", gone, err)
		}
	})
}

func TestNobodyIsSentToAnAddressThatIsNotRegistered(t *testing.T) {
	each(t, func(f *fix) {
		get := func(path string, v url.Values) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			f.s.ServeHTTP(w, httptest.NewRequest("GET", path+"?"+v.Encode(), nil))
			return w
		}
		w := get(oauth.UserPath, url.Values{"app_id": {f.app}, "scope": {"auth_user,auth_base"}, "redirect_uri": {home}, "state": {"s"}})
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/authorize?") || w.Header().Get("X-Frame-Options") != "DENY" {
			t.Errorf("got %d %v", w.Code, w.Header())
		}
		if w = get(oauth.MerchantPath, url.Values{"app_id": {f.isv}, "redirect_uri": {home}}); !strings.HasPrefix(w.Header().Get("Location"), "/console/authorize?") {
			t.Errorf("got %d %v", w.Code, w.Header())
		}
		for _, v := range []url.Values{
			{"app_id": {f.app}, "redirect_uri": {"https://shop.example/back"}},
			{"app_id": {f.app}, "redirect_uri": {home + "&y"}},
			{"app_id": {f.app}, "redirect_uri": {"https://shop.example.evil.example/back?x=1"}},
			{"app_id": {f.app}},
			{"app_id": {"2021000000000000"}, "redirect_uri": {home}},
			{"app_id": {f.app}, "redirect_uri": {home, "https://evil.example/"}},
			{"app_id": {f.app}, "redirect_uri": {home}, "scope": {"everything"}},
		} {
			if w := get(oauth.UserPath, v); w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" {
				t.Errorf("%v: got %d %v", v, w.Code, w.Header())
			}
		}
	})
}

func TestWhatWasNotAgreedToIsNotApproved(t *testing.T) {
	each(t, func(f *fix) {
		approve := func(agreed ...consent.Agreed) error {
			return f.db.Do(t.Context(), func(tx *db.Tx) error {
				_, err := f.s.Approve(t.Context(), tx, "ann", f.ask(f.app, "auth_base", "auth_user"), agreed)
				return err
			})
		}
		if err := approve(); !errors.Is(err, oauth.ErrMissing) {
			t.Errorf("got %v", err)
		}
		if err := approve(consent.Agreed{Scope: "auth_user", Version: 99}); !errors.Is(err, consent.ErrText) {
			t.Errorf("got %v", err)
		}
		if err := approve(consent.Agreed{Scope: "auth_user", Version: 1}); err != nil {
			t.Error(err)
		}
		if err := approve(); err != nil { // the second time nobody is asked
			t.Error(err)
		}
	})
}

func TestAMerchantLetsAnAppAct(t *testing.T) {
	each(t, func(f *fix) {
		sub := oauth.Subject{User: "olga", Merchant: "m1", AuthApp: f.app}
		approve := func(app string) (string, error) {
			return db.Get(t.Context(), f.db, func(tx *db.Tx) (string, error) { return f.s.ApproveMerchant(t.Context(), tx, sub, f.ask(app)) })
		}
		if _, err := approve(f.app); !errors.Is(err, oauth.ErrApp) {
			t.Errorf("an app of one merchant: %v", err)
		}
		to, err := approve(f.isv)
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(to)
		p, err := f.s.Exchange(t.Context(), oauth.ByMerchant, f.isv, u.Query().Get("app_auth_code"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.s.AppToken(t.Context(), p.Access)
		if err != nil || got.Merchant != "m1" || got.AuthAppID != f.app || got.App != f.isv {
			t.Errorf("got %+v, %v", got, err)
		}
		if f.valid(p.Access) {
			t.Error("a merchant's token is taken for a user's")
		}
		if ok, err := f.s.Authorised(t.Context(), f.db, f.isv, f.app); err != nil || !ok {
			t.Error(ok, err)
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.s.EndMerchant(t.Context(), tx, "m1", f.isv) }); err != nil {
			t.Fatal(err)
		}
		if _, err := f.s.AppToken(t.Context(), p.Access); !errors.Is(err, protocol.BadAppAuthToken) {
			t.Errorf("after the end: %v", err)
		}
	})
}
