package app_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/audit"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/order"
)

// pocket is somebody's phone.
type pocket struct {
	t     *testing.T
	url   string
	token string
}

func (p pocket) call(method, path, key, body string) (int, string) {
	p.t.Helper()
	res, err := http.DefaultClient.Do(ask(p.t.Context(), p.t, method, p.url+path, p.token, key, body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (p pocket) must(method, path, body string) string {
	p.t.Helper()
	code, text := p.call(method, path, rand.Text(), body)
	if code != http.StatusOK {
		p.t.Fatalf("%s %s: got %d %s", method, path, code, text)
	}
	return text
}

// handed is a lamp that was bought and handed over.
func (s tenant) handed(in identity.SignIn, at pocket, lamp shop) string {
	s.t.Helper()
	ctx := s.t.Context()
	var o struct{ ID, Trade string }
	if err := json.Unmarshal([]byte(at.must("POST", "/api/orders", lamp.basket(""))), &o); err != nil {
		s.t.Fatal(err)
	}
	if err := s.app.DB.Do(ctx, func(tx *db.Tx) error {
		if err := s.app.Wallet.Issue(ctx, tx, o.ID, wallet.Cash(in.User.ID), money.New(1000, money.CNY)); err != nil {
			return err
		}
		if _, err := s.app.Pay.Pay(ctx, tx, o.Trade, pay.Paying{Buyer: in.User.ID, Proven: true}); err != nil {
			return err
		}
		got, err := s.app.Orders.Move(ctx, tx, o.ID, order.Ready, order.By{Actor: order.Shop})
		if err == nil {
			_, err = s.app.Orders.Move(ctx, tx, o.ID, order.Completed, order.By{Actor: order.Shop, Code: got.Code})
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return o.ID
}

// claimsTold lists what somebody was told of claims, oldest first.
func (s tenant) claimsTold(user string) (out []string) {
	s.t.Helper()
	for s.app.Jobs.Once(s.t.Context()) > 0 {
	}
	list, err := s.app.Messages.List(s.t.Context(), s.app.DB, user, "", page.Ask{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range list.Items {
		if strings.HasPrefix(m.Code, "claim.") {
			out = append([]string{m.Code}, out...)
		}
	}
	return out
}

func TestAClaimFromTheBuyerToTheOperatorOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		in := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		ann := pocket{t, srv.URL, in.Token}
		bob := pocket{t, srv.URL, sessionOf(t, s.app, "+8613900000002", scope.Consumer, identity.App).Token}
		owner := desk{t, srv.URL, s.console(lamp)}
		rival := desk{t, srv.URL, s.console(openShop(t, s.app, 1, 1))}
		op := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000101", scope.Operator, identity.Console).Token}
		id := s.handed(in, ann, lamp)
		path := "/api/orders/" + id + "/claims"
		if text := ann.must("GET", path, ""); !strings.Contains(text, `"left":[{"line":0,"qty":1}]`) {
			t.Errorf("what can be claimed: %s", text)
		}

		body := fmt.Sprintf(`{"pieces":[{"line":0,"qty":1}],"kind":"spoilt","words":"It is broken.","photo":%q}`, photo(t))
		_, first := ann.call("POST", path, "k", body)
		if _, again := ann.call("POST", path, "k", body); again != first || !strings.Contains(first, `"status":"open"`) || !strings.Contains(first, `"amount":"10.00"`) {
			t.Errorf("said twice: %s and %s", first, again)
		}
		var c struct{ ID string }
		if err := json.Unmarshal([]byte(first), &c); err != nil {
			t.Fatal(err)
		}
		for what, refused := range map[string]func() (int, string){
			"bob sees it":      func() (int, string) { return bob.call("GET", path, "k", "") },
			"bob withdraws it": func() (int, string) { return bob.call("POST", "/api/claims/"+c.ID+"/withdraw", "k", "{}") },
			"bob appeals":      func() (int, string) { return bob.call("POST", "/api/claims/"+c.ID+"/appeal", "k", `{"words":"x"}`) },
			"a rival answers": func() (int, string) {
				return rival.call("POST", "/console/api/claims/"+c.ID+"/answer", "k", `{"to":"refused","words":"x"}`)
			},
			"a rival looks": func() (int, string) { return rival.call("GET", "/console/api/claims/"+c.ID+"/picture", "k", "") },
			"a rival lists": func() (int, string) { return rival.call("GET", "/console/api/stores/"+lamp.store+"/claims", "k", "") },
			"the owner decides": func() (int, string) {
				return owner.call("POST", "/console/api/claims/"+c.ID+"/decide", "k", `{"to":"closed","reason":"x"}`)
			},
		} {
			if code, text := refused(); code != http.StatusNotFound && code != http.StatusForbidden {
				t.Errorf("%s: %d %s", what, code, text)
			}
		}
		list := owner.must("GET", "/console/api/stores/"+lamp.store+"/claims", "")
		if !strings.Contains(list, "It is broken.") || !strings.Contains(list, `"can":["settled","resent","refused"]`) || strings.Contains(list, "/9j/") {
			t.Errorf("the store sees %s", list)
		}
		if !strings.Contains(owner.must("GET", "/console/api/claims/"+c.ID+"/picture", ""), `"picture":"/9j/`) {
			t.Error("the store does not see the picture")
		}
		answer := "/console/api/claims/" + c.ID + "/answer"
		owner.refused("claim.words", "POST", answer, `{"to":"refused"}`)
		owner.must("POST", answer, `{"to":"refused","words":"It was whole."}`)
		owner.refused("claim.status", "POST", answer, `{"to":"settled"}`)
		s.claimsTold(lamp.owner)
		clock.Move(time.Minute)
		ann.must("POST", "/api/claims/"+c.ID+"/appeal", `{"words":"Look at the picture."}`)
		if text := op.must("GET", "/console/api/claims", ""); !strings.Contains(text, "It was whole.") || !strings.Contains(text, "Look at the picture.") {
			t.Errorf("the operator sees %s", text)
		}
		decide := "/console/api/claims/" + c.ID + "/decide"
		for range 2 { // the second changes nothing
			op.must("POST", decide, `{"to":"settled","reason":"It is broken indeed."}`)
		}
		acts, err := audit.List(t.Context(), d, "order:"+id, page.Ask{Limit: 10})
		if err != nil || len(acts.Items) != 1 || acts.Items[0].Act != "claim.settled" || acts.Items[0].Reason != "It is broken indeed." {
			t.Errorf("the audit log has %+v, %v", acts.Items, err)
		}
		o, err := s.app.Orders.Get(t.Context(), d, id)
		if err != nil || o.Refunded != o.Goods {
			t.Errorf("%s went back, %v", o.Refunded, err)
		}
		if got := fmt.Sprint(s.claimsTold(in.User.ID), s.claimsTold(lamp.owner)); got != "[claim.refused claim.settled] [claim.opened]" {
			t.Errorf("told were %s", got)
		}

		// Another one, that nobody answers; and then its buyer is erased.
		id = s.handed(in, ann, lamp)
		ann.must("POST", "/api/orders/"+id+"/claims", body)
		clock.Move(20 * time.Hour)
		s.claimsTold(lamp.owner)
		clock.Move(4 * time.Hour)
		if got := fmt.Sprint(s.claimsTold(in.User.ID), s.claimsTold(lamp.owner)); got != "[claim.refused claim.settled claim.settled] [claim.opened claim.opened claim.unanswered]" {
			t.Errorf("told were %s", got)
		}
		if err := d.Do(t.Context(), func(tx *db.Tx) error { return s.app.Identity.Erase(t.Context(), tx, in.User.ID, "asked to") }); err != nil {
			t.Fatal(err)
		}
		s.claimsTold(lamp.owner)
		owner = desk{t, srv.URL, s.console(lamp)}
		if text := owner.must("GET", "/console/api/stores/"+lamp.store+"/claims?status=answered", ""); strings.Contains(text, "It is broken.") || !strings.Contains(text, `"pictured":false`) {
			t.Errorf("of an erased person the store sees %s", text)
		}
		s.whole()
	})
}
