package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	"livewell/internal/trade/merchant"
)

// A merchant that opens the page has at once what it qualifies for, sees why and
// why not, and pays no fee; what an operator saves is checked, and audited.
func TestAMerchantSeesWhyItPaysNoFee(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		do := func(fn func(context.Context, *db.Tx) error) {
			t.Helper()
			if err := d.Do(t.Context(), func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
		}
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		if err := s.app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		op := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000101", scope.Operator, identity.Console).Token}
		auditor := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000102", scope.Auditor, identity.Console).Token}
		buyer := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		lamp := openShop(t, s.app, 1000, 1)
		do(func(ctx context.Context, tx *db.Tx) error {
			if err := s.app.Pay.SetFee(ctx, tx, pay.Fee{PPM: 10_000}); err != nil {
				return err
			}
			return s.app.Wallet.Issue(ctx, tx, "fund", wallet.Cash(buyer.User.ID), money.New(90_000_00, money.CNY))
		})
		owner := desk{t, srv.URL, s.console(lamp)}

		// The file that came with the program lets carts in, and no shop like this one.
		if text := owner.must("GET", "/console/api/merchant/support", ""); strings.Contains(text, `"active"`) ||
			!strings.Contains(text, `{"of":"coder","value":"no","bound":"yes","holds":false}`) {
			t.Errorf("a shop has %s", text)
		}

		file := `{"base":%d,"reason":"shops in Beijing","policies":[{"id":"grocers","name":"杂货","nameEn":"Grocers","budget":"5.00",
			"gives":{"kind":"fee_waiver","days":30,"upTo":%q},"if":[{"of":"city","bound":"110000"},{"of":"maturity","bound":"10"},{"of":"paid","bound":"50.00"}]}]}`
		code, text := op.call("POST", "/console/api/policies", "a", fmt.Sprintf(file, 1, "six"))
		if code != 422 || !strings.Contains(text, `"support.wrong"`) || !strings.Contains(text, `"policies[0].gives.upTo"`) {
			t.Errorf("a bad file: %d %s", code, text)
		}
		auditor.refused("request.not_allowed", "POST", "/console/api/policies", fmt.Sprintf(file, 1, "3.00"))
		var draft struct {
			Policies json.RawMessage `json:"policies"`
		}
		if err := json.Unmarshal(fmt.Appendf(nil, file, 1, "3.00"), &draft); err != nil {
			t.Fatal(err)
		}
		if text := op.must("POST", "/console/api/policies/preview", `{"policies":`+string(draft.Policies)+`}`); !strings.Contains(text, `{"policy":"grocers","qualify":1,"fit":1}`) {
			t.Errorf("the preview says %s", text)
		}
		op.must("POST", "/console/api/policies", fmt.Sprintf(file, 1, "3.00"))
		op.refused("support.stale", "POST", "/console/api/policies", fmt.Sprintf(file, 1, "3.00"))
		acts, err := audit.List(t.Context(), d, "support:2", page.Ask{Limit: 5})
		if err != nil || len(acts.Items) != 1 || acts.Items[0].Act != "support.save" {
			t.Errorf("the audit log has %v (%v)", acts.Items, err)
		}

		text = owner.must("GET", "/console/api/merchant/support", "")
		if !strings.Contains(text, `"state":"active"`) || !strings.Contains(text, `{"of":"city","value":"110000","bound":"110000","holds":true}`) {
			t.Errorf("the shop has %s", text)
		}
		if again := owner.must("GET", "/console/api/merchant/support", ""); again != text {
			t.Errorf("the second look shows %s after %s", again, text)
		}
		if err := s.pays(buyer, lamp, "1", "40.00"); err != nil {
			t.Fatal(err)
		}
		if text := owner.must("GET", "/console/api/merchant/trades", ""); !strings.Contains(text, `"fee":{"amount":"0.00","currency":"CNY"},"waived":{"amount":"0.40"`) {
			t.Errorf("the trade is %s", text)
		}
		if text := op.must("GET", "/console/api/policies", ""); !strings.Contains(text, `"grants":1`) || !strings.Contains(text, `"used":{"amount":"0.40"`) {
			t.Errorf("the policies are %s", text)
		}
		// Another day, another look: it took too much by now, and keeps what it has.
		if err := s.pays(buyer, lamp, "2", "40.00"); err != nil {
			t.Fatal(err)
		}
		clock.Move(24 * time.Hour)
		owner = desk{t, srv.URL, s.console(lamp)}
		if text := owner.must("GET", "/console/api/merchant/support", ""); !strings.Contains(text, `"state":"active"`) || !strings.Contains(text, `"used":{"amount":"0.80"`) {
			t.Errorf("the next day the shop has %s", text)
		}
		s.whole()
	})
}

// A seller ticks a lesson in the app; strangers and cashiers do not see the page.
func TestASellerTicksALesson(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		if err := s.app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ann := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		eve := sessionOf(t, s.app, "+8613900000002", scope.Consumer, identity.App)
		var cart merchant.Merchant
		if err := d.Do(t.Context(), func(tx *db.Tx) (err error) {
			cart, _, err = s.app.Coder.Start(t.Context(), tx, ann.User.ID, "Cart")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		path := "/api/coder/" + cart.ID + "/support"
		call := func(in identity.SignIn, method, path string) (int, string) {
			r := ask(t.Context(), t, method, srv.URL+path, in.Token, "k", "")
			res, err := srv.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			b, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			return res.StatusCode, string(b)
		}
		if code, text := call(ann, "GET", path); code != 200 || strings.Count(text, `"state":"active"`) != 2 || !strings.Contains(text, `"policy":"new-carts"`) {
			t.Errorf("the cart has %d %s", code, text)
		}
		if code, _ := call(eve, "GET", path); code != 404 {
			t.Errorf("a stranger sees the page: %d", code)
		}
		if code, _ := call(eve, "PUT", path+"/first-store/done"); code != 404 {
			t.Errorf("a stranger ticks: %d", code)
		}
		if code, text := call(ann, "PUT", path+"/new-carts/done"); code != 404 {
			t.Errorf("a waiver is no lesson: %d %s", code, text)
		}
		for range 2 {
			if code, text := call(ann, "PUT", path+"/first-store/done"); code != 200 && code != 204 {
				t.Errorf("ticking: %d %s", code, text)
			}
		}
		if _, text := call(ann, "GET", path); !strings.Contains(text, `"doneAt"`) {
			t.Errorf("after ticking: %s", text)
		}
	})
}
