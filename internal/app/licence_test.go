package app_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

func photo(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 80, 60)), nil); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

// pays lets the buyer pay the shop an amount.
func (s tenant) pays(buyer identity.SignIn, lamp shop, no, amount string) error {
	s.t.Helper()
	sum, err := money.Parse(amount, money.CNY)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.app.DB.Do(s.t.Context(), func(tx *db.Tx) error {
		tr, err := s.app.Pay.Create(s.t.Context(), tx, pay.NewTrade{
			Merchant: lamp.merchant, OutTradeNo: no, Method: pay.ByOrder, Subject: "tea", Total: sum, Buyer: buyer.User.ID, Life: time.Minute,
		})
		if err != nil {
			return err
		}
		_, err = s.app.Pay.Pay(s.t.Context(), tx, tr.ID, pay.Paying{Buyer: buyer.User.ID, Proven: true})
		return err
	})
}

func TestAMerchantSellsAtOnceAndMoreWhenItsLicenceIsApproved(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		owner := desk{t, srv.URL, s.console(lamp)}
		op := desk{t, srv.URL, sessionOf(t, s.app, "+8613900000101", scope.Operator, identity.Console).Token}
		if text := owner.must("GET", "/console/api/merchant/licence", ""); !strings.Contains(text, `"tier":0`) || !strings.Contains(text, `"20000.00"`) {
			t.Errorf("a new merchant stands at %s", text)
		}

		send := fmt.Sprintf(`{"number":"91350100M000100Y43","name":"Corner Trading","expires":"2030-01-31","picture":%q}`, photo(t))
		owner.refused("picture.jpeg", "POST", "/console/api/merchant/licence", strings.Replace(send, photo(t), "aGVsbG8=", 1))
		owner.must("POST", "/console/api/merchant/licence", send)
		owner.refused("licence.waiting", "POST", "/console/api/merchant/licence", send)
		list := op.must("GET", "/console/api/licences", "")
		_, id, _ := strings.Cut(list, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		if !strings.Contains(list, `"findings":[]`) || !strings.Contains(op.must("GET", "/console/api/licences/"+id, ""), `"picture":"/9j/`) {
			t.Errorf("the operator sees %s", list)
		}
		clock.Move(10 * time.Minute)
		op.refused("licence.reason", "POST", "/console/api/licences/"+id+"/decide", `{"tier":0}`)
		op.must("POST", "/console/api/licences/"+id+"/decide", `{"tier":1}`)
		op.refused("licence.decided", "POST", "/console/api/licences/"+id+"/decide", `{"tier":0,"reason":"late"}`)
		if text := owner.must("GET", "/console/api/merchant/licence", ""); !strings.Contains(text, `"tier":1`) || !strings.Contains(text, `"approved"`) {
			t.Errorf("the merchant stands at %s", text)
		}
		if text := op.must("GET", "/console/api/licences/queue", ""); !strings.Contains(text, `"waiting":0`) || !strings.Contains(text, `"median":600`) || !strings.Contains(text, `"inTime":1`) {
			t.Errorf("the queue is %s", text)
		}

		// Over its last day the merchant falls back, and may show another one.
		clock.Move(20 * 366 * 24 * time.Hour)
		if err := d.Do(t.Context(), func(tx *db.Tx) error { return s.app.Licences.Lapse(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		owner = desk{t, srv.URL, s.console(lamp)}
		if text := owner.must("GET", "/console/api/merchant/licence", ""); !strings.Contains(text, `"tier":0`) || !strings.Contains(text, `"lapsed"`) {
			t.Errorf("the merchant stands at %s", text)
		}
	})
}

func TestADecisionIsMadeOnceAndNotByWhoWorksThere(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 1000, 1)
		owner := desk{t, srv.URL, s.console(lamp)}
		owner.must("POST", "/console/api/merchant/licence", fmt.Sprintf(`{"number":"NO-12345","name":"Somebody Else","picture":%q}`, photo(t)))
		ops := make([]desk, 10)
		for i := range ops {
			ops[i] = desk{t, srv.URL, sessionOf(t, s.app, fmt.Sprintf("+861390000011%d", i), scope.Operator, identity.Console).Token}
		}
		list := ops[0].must("GET", "/console/api/licences", "")
		if !strings.Contains(list, `"findings":["number","name"]`) {
			t.Errorf("the machine noticed %s", list)
		}
		_, id, _ := strings.Cut(list, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		if err := d.Do(t.Context(), func(tx *db.Tx) error {
			return s.app.Identity.Grant(t.Context(), tx, lamp.owner, scope.Operator, "")
		}); err != nil {
			t.Fatal(err)
		}
		owner.refused("licence.own", "POST", "/console/api/licences/"+id+"/decide", `{"tier":2}`)

		requests := make([]*http.Request, len(ops))
		for i, op := range ops {
			body := `{"tier":1}`
			if i%2 == 0 {
				body = `{"tier":0,"reason":"not readable"}`
			}
			requests[i] = ask(t.Context(), t, "POST", srv.URL+"/console/api/licences/"+id+"/decide", "", "k", body)
			requests[i].AddCookie(&http.Cookie{Name: "livewell_console", Value: op.token})
		}
		decided := 0
		for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
			if r.Status == http.StatusOK {
				decided++
			}
		}
		if decided != 1 {
			t.Errorf("it was decided %d times", decided)
		}
	})
}

func TestWhatAMerchantMayTakeInADayIsNotPassedByARush(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		lamp := openShop(t, s.app, 1000, 1)
		buyer := sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
		if err := d.Do(t.Context(), func(tx *db.Tx) error {
			return s.app.Wallet.Issue(t.Context(), tx, "fund", wallet.Cash(buyer.User.ID), money.New(90_000_00, money.CNY))
		}); err != nil {
			t.Fatal(err)
		}
		results := make(chan error, 30)
		for i := range 30 {
			go func() { results <- s.pays(buyer, lamp, fmt.Sprint("t", i), "900.00") }()
		}
		took, refused := 0, 0
		for range 30 {
			if err := <-results; err == nil {
				took++
			} else if errors.Is(err, pay.ErrSellerLimit) {
				refused++
			} else {
				t.Error(err)
			}
		}
		if took != 22 || refused != 8 { // 22 × 900 = 19,800 of 20,000
			t.Errorf("%d payments went through, %d were refused", took, refused)
		}
		clock.Move(24 * time.Hour)
		if err := s.pays(buyer, lamp, "tomorrow", "900.00"); err != nil {
			t.Errorf("the next day: %v", err)
		}
		s.whole()
	})
}
