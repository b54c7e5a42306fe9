package app_test

import (
	"fmt"
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

// What can be taken once is taken once although all ask in one moment: over
// HTTP, the last byte of every request let go together, several rounds.
func TestWhatAllAskForInOneMomentIsTakenOnce(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		for round := range 3 {
			code, err := s.app.Sandbox.Barcode(t.Context(), s.Token)
			if err != nil {
				t.Fatal(err)
			}
			if n := s.payTogether(srv, 100, func(i int) string {
				return fmt.Sprintf(`{"out_trade_no":"c%d-%d","total_amount":"0.01","subject":"tea","scene":"bar_code","auth_code":%q}`, round, i, code)
			}); n != 1 {
				t.Errorf("one code paid %d times", n)
			}
		}
		s.whole()
	})
}

func TestABalanceThatCoversAHundredPaysAHundred(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		for range 2 {
			s = s.another()
			order := s.order("alipay.user.agreement.page.sign", `{"personal_product_code":"GENERAL_WITHHOLDING_P","external_agreement_no":"all"}`)
			signed, err := s.app.Sandbox.Pay(t.Context(), s.Token, "", order)
			if err != nil {
				t.Fatal(err)
			}
			if n := s.payTogether(srv, 200, func(i int) string { // the buyer has 100,000.00
				return fmt.Sprintf(`{"out_trade_no":"b%d","total_amount":"1000.00","subject":"tea","agreement_params":{"agreement_no":%q}}`, i, signed.Number)
			}); n != 100 {
				t.Errorf("%d of 200 payments went through", n)
			}
		}
		s.whole()
	})
}

func TestTwoHundredGuessesOfAPINAreFive(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		in := sessionOf(t, s.app, "+8613900000777", scope.Consumer, identity.App)
		if err := s.app.Identity.SetPIN(t.Context(), in.User.ID, "407213"); err != nil {
			t.Fatal(err)
		}
		guesses := make([]*http.Request, 200)
		for i := range guesses {
			r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/confirm/pin",
				strings.NewReader(fmt.Sprintf(`{"pin":"%06d"}`, 500000+i)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.AddCookie(&http.Cookie{Name: "livewell", Value: in.Token})
			guesses[i] = r
		}
		said := map[string]int{}
		for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), guesses) {
			_, code, _ := strings.Cut(r.Body, `"code":"`)
			code, _, _ = strings.Cut(code, `"`)
			said[code]++
		}
		if said["identity.pin_wrong"] > 4 || said["identity.pin_wrong"]+said["identity.pin_locked"] != len(guesses) {
			t.Errorf("the guesses were told %v", said)
		}
	})
}

// payTogether sends n payments in one moment and counts those that succeeded.
func (s tenant) payTogether(srv *httptest.Server, n int, biz func(i int) string) (paid int) {
	s.t.Helper()
	requests := make([]*http.Request, n)
	for i := range requests {
		r, err := http.NewRequestWithContext(s.t.Context(), "POST", srv.URL+"/gateway.do", strings.NewReader(s.order("alipay.trade.pay", biz(i))))
		if err != nil {
			s.t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		requests[i] = r
	}
	for _, r := range testkit.Volley(s.t, srv.Listener.Addr().String(), requests) {
		if r.Status != http.StatusOK {
			s.t.Errorf("got %d %s", r.Status, r.Body)
		}
		if strings.Contains(r.Body, `"code":"10000"`) {
			paid++
		}
	}
	return paid
}
