package app_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/notify"
	"livewell/internal/open/protocol"
	"livewell/internal/open/sandbox"
)

// tenant is a sandbox on a whole program.
type tenant struct {
	t   *testing.T
	app *app.App
	web http.Handler
	key *rsa.PrivateKey
	sandbox.Tenant
}

func (s tenant) Sign(text []byte) (string, error) { return protocol.Sign(s.key, text) }
func (tenant) SN() string                         { return "" }

func newTenant(t *testing.T, d *db.DB) tenant {
	t.Helper()
	a, err := app.New(d, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tenant{t: t, app: a, web: a.Handler()}.another()
}

// another makes one more tenant of the same program.
func (s tenant) another() tenant {
	s.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	made, err := s.app.Sandbox.Create(s.t.Context(), protocol.PublicPEM(&key.PublicKey))
	if err != nil {
		s.t.Fatal(err)
	}
	return tenant{s.t, s.app, s.web, key, made}
}

// order is a signed v1 call as text.
func (s tenant) order(method, biz string, more ...string) string {
	s.t.Helper()
	p := protocol.Params{
		"app_id": s.AppID, "method": method, "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(s.app.DB.Now()), "biz_content": biz,
	}
	for i := 0; i+1 < len(more); i += 2 {
		p[more[i]] = more[i+1]
	}
	if err := protocol.SignRequest(p, s); err != nil {
		s.t.Error(err)
	}
	return p.Encode()
}

// call makes a signed v1 call and gives the answer's node.
func (s tenant) call(method, biz string, more ...string) map[string]string {
	s.t.Helper()
	r := httptest.NewRequest("POST", "/gateway.do", strings.NewReader(s.order(method, biz, more...)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.web.ServeHTTP(w, r)
	var all map[string]json.RawMessage
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil {
		s.t.Errorf("%s: %v", w.Body, err)
	}
	var loose map[string]any
	_ = json.Unmarshal(all[protocol.Key(method)], &loose) // an empty answer fails the caller's own checks
	out := map[string]string{}
	for k, v := range loose {
		if text, ok := v.(string); ok {
			out[k] = text
		}
	}
	return out
}

func (s tenant) whole() {
	s.t.Helper()
	checks, err := app.Verify(s.t.Context(), s.app.DB)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range checks {
		if len(c.Breaches) > 0 {
			s.t.Errorf("%s: %v", c.Name, c.Breaches)
		}
	}
}

// A payment leaves its notification in the outbox and a result for the browser,
// both signed so that the app can believe them.
func TestAPaymentIsToldSigned(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		made := s.call("alipay.trade.create", `{"out_trade_no":"1","total_amount":"6.60","subject":"早饭"}`,
			"notify_url", "http://127.0.0.1:9999/n", "return_url", "https://shop.example/done?order=1")
		if _, err := s.app.Sandbox.Pay(t.Context(), s.Token, "1", made["trade_no"]); err != nil {
			t.Fatal(err)
		}
		list, err := s.app.Notify.List(t.Context(), d, s.AppID, notify.Filter{}, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 1 || list.Items[0].Fields["trade_status"] != "TRADE_SUCCESS" || list.Items[0].Fields["buyer_id"] != s.BuyerID {
			t.Errorf("outbox holds %+v, %v", list, err)
		}
		trade, err := s.app.Pay.Get(t.Context(), d, made["trade_no"])
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.app.PayOpen.ReturnURL(t.Context(), trade)
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(back)
		p, err := protocol.ParseForm(u.RawQuery)
		if err != nil || u.Host != "shop.example" || p["total_amount"] != "6.60" || p["order"] != "1" {
			t.Fatal(back, err)
		}
		key, _ := protocol.PublicKey(s.PlatformKey)
		verify := func(text []byte, sig string) error { return protocol.Verify(key, text, sig) }
		if err := protocol.VerifyNotify(p, verify); err != nil {
			t.Error(err)
		}
		if p["total_amount"] = "0.66"; protocol.VerifyNotify(p, verify) == nil {
			t.Error("a changed result was believed")
		}
		s.whole()
	})
}

// Calls that race for one thing have one effect: one payment code, one number,
// one amount to refund.
func TestRacingCallsHaveOneEffect(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		code, err := s.app.Sandbox.Barcode(t.Context(), s.Token)
		if err != nil {
			t.Fatal(err)
		}
		race := func(n int, call func(i int) map[string]string) (good []map[string]string) {
			var mu sync.Mutex
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() {
					if out := call(i); out["code"] == "10000" {
						mu.Lock()
						good = append(good, out)
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			return good
		}
		paid := race(20, func(i int) map[string]string {
			return s.call("alipay.trade.pay", fmt.Sprintf(`{"out_trade_no":"c%d","total_amount":"10.00","subject":"tea","scene":"bar_code","auth_code":%q}`, i, code))
		})
		if len(paid) != 1 {
			t.Fatalf("one code paid %d times", len(paid))
		}
		moved := 0
		for _, r := range race(20, func(int) map[string]string {
			return s.call("alipay.trade.refund", fmt.Sprintf(`{"trade_no":%q,"refund_amount":"4.00","out_request_no":"r"}`, paid[0]["trade_no"]))
		}) {
			if r["fund_change"] == "Y" {
				moved++
			}
		}
		over := race(20, func(i int) map[string]string {
			return s.call("alipay.trade.refund", fmt.Sprintf(`{"trade_no":%q,"refund_amount":"4.00","out_request_no":"o%d"}`, paid[0]["trade_no"], i))
		})
		if moved != 1 || len(over) != 1 {
			t.Errorf("one refund moved money %d times; %d more of 4.00 fitted into 6.00", moved, len(over))
		}
		sent := map[string]bool{}
		for _, r := range race(20, func(int) map[string]string {
			return s.call("alipay.fund.trans.uni.transfer", fmt.Sprintf(`{"out_biz_no":"w","trans_amount":"5.00","product_code":"TRANS_ACCOUNT_NO_PWD","payee_info":{"identity":%q,"identity_type":"ALIPAY_USER_ID"}}`, s.PayeeID))
		}) {
			sent[r["order_id"]] = true
		}
		if len(sent) != 1 {
			t.Errorf("one number sent %d transfers", len(sent))
		}
		trade, err := s.app.Pay.Get(t.Context(), d, paid[0]["trade_no"])
		if err != nil || trade.Status != pay.Success || trade.Refunded.Decimal() != "8.00" {
			t.Errorf("the trade is %+v, %v", trade, err)
		}
		s.whole()
	})
}

func TestPagesWherePeopleAgreeAreInNobodysFrame(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/authorize?app_id=1", "/cashier/1", "/cashier/auth/1", "/console/authorize"} {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Header().Get("X-Frame-Options") != "DENY" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: %v", path, w.Header())
		}
	}
}
