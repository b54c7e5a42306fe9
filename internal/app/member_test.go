package app_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/register"
)

const programme = `{"on":true,"name":"Club","perYuan":1,"worth":{"amount":"0.01","currency":"CNY"},"share":50,"months":2,"levels":[{"name":"One","from":0,"percent":100},{"name":"Two","from":20,"percent":200}]}`

// club is a shop with a programme, its owner at the console, and a member's phone.
type club struct {
	tenant
	srv  *httptest.Server
	lamp shop
	desk string
	in   identity.SignIn
	ann  pocket
	card string
}

func openClub(s tenant, srv *httptest.Server, lamp shop, phone string) club {
	s.t.Helper()
	c := club{tenant: s, srv: srv, lamp: lamp, desk: s.console(lamp), in: sessionOf(s.t, s.app, phone, scope.Consumer, identity.App)}
	c.ann = pocket{s.t, srv.URL, c.in.Token}
	c.at("PUT", "/merchant/members/programme", programme, 200)
	at := "/api/stores/" + lamp.store + "/membership"
	if code, text := c.ann.call("POST", at, "", `{"terms":0}`); code != http.StatusConflict {
		s.t.Fatalf("joined on other terms: %d %s", code, text)
	}
	c.card = field(c.ann.must("POST", at, `{"terms":1}`), "id")
	return c
}

// at is a request of the owner at the console.
func (c club) at(method, path, body string, want int) string {
	c.t.Helper()
	r := ask(c.t.Context(), c.t, method, c.srv.URL+"/console/api"+path, "", rand.Text(), body)
	r.AddCookie(&http.Cookie{Name: "livewell_console", Value: c.desk})
	code, text, _ := answered(c.t, r)
	if code != want {
		c.t.Fatalf("%s %s: %d %s, want %d", method, path, code, text, want)
	}
	return text
}

func (c club) points() (out struct{ Points, Owed, Level, Next, Soon int64 }) {
	c.t.Helper()
	if err := json.Unmarshal([]byte(c.ann.must("GET", "/api/memberships/"+c.card, "")), &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

// visit shows a fresh code at a till.
func (c club) visit() string {
	c.t.Helper()
	code := field(c.ann.must("POST", "/api/memberships/"+c.card+"/code", ""), "digits")
	return field(c.at("POST", "/stores/"+c.lamp.store+"/register/member", `{"code":"`+code+`"}`, 200), "visit")
}

func yuan(amount string) string { return `{"amount":"` + amount + `","currency":"CNY"}` }

// guest is the body of a sale of one lamp to a visitor.
func (c club) guest(visit string) string {
	return fmt.Sprintf(`"wants":[{"sku":%q,"qty":1,"seen":%s}],"visit":%q,"usePoints":true`, c.lamp.sku, tenYuan, visit)
}

func TestAMemberFromThePhoneToTheRegisterOverHTTP(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		lamp := openShop(t, s.app, 20, 1)
		if text := (pocket{t, srv.URL, ""}).must("GET", "/api/stores/"+lamp.store+"/membership", ""); strings.Contains(text, "rules") {
			t.Error(text)
		}
		c := openClub(s, srv, lamp, "+8613900000601")
		s.handed(c.in, c.ann, lamp)
		if p := c.points(); p.Points != 10 || p.Level != 0 || p.Next != 10 || p.Soon != 10 {
			t.Errorf("%+v", p)
		}
		// The same basket costs and brings the same on the phone and at the register.
		quote := c.ann.must("POST", "/api/stores/"+lamp.store+"/quote", fmt.Sprintf(`{"mode":"pickup","points":true,"wants":[{"sku":%q,"qty":1}]}`, lamp.sku))
		if !strings.Contains(quote, `"points":{"have":10,"most":10,"worth":`+yuan("0.10")+`,"use":10,"off":`+yuan("0.10")+`,"earn":9}`) || !strings.Contains(quote, `"total":`+yuan("9.90")) {
			t.Error(quote)
		}
		sh, visit := s.till(lamp), c.visit()
		at := "/stores/" + lamp.store + "/register"
		sums := c.at("POST", at+"/sums", "{"+c.guest(visit)+"}", 200)
		if !strings.Contains(sums, `"total":`+yuan("9.90")) || !strings.Contains(sums, `"earn":9`) || !strings.Contains(sums, `"use":10`) {
			t.Error(sums)
		}
		begin := `{"ref":"members-sale","till":"` + sh.Till + `",` + c.guest(visit) + `,"total":`
		c.at("POST", at+"/sales", begin+tenYuan+"}", 409)
		sale := field(c.at("POST", at+"/sales", begin+yuan("9.90")+"}", 200), "id")
		if again := field(c.at("POST", at+"/sales", begin+yuan("9.90")+"}", 200), "id"); again != sale {
			t.Error("asked again, it is another sale")
		}
		if p := c.points(); p.Points != 0 {
			t.Errorf("%+v", p)
		}
		paid := c.at("POST", at+"/sales/"+sale+"/tenders", `{"ref":"tender-one","kind":"cash","amount":`+tenYuan+`}`, 200)
		if field(paid, "status") != "finished" || !strings.Contains(paid, `"counted":{"used":10,"returned":0,"earned":9,"taken":0}`) {
			t.Error(paid)
		}
		if p := c.points(); p.Points != 9 || p.Next != 1 {
			t.Errorf("%+v", p)
		}
		if got := c.at("POST", at+"/sales/"+sale+"/refund", `{"till":"`+sh.Till+`","reason":"cold"}`, 200); !strings.Contains(got, `"counted":{"used":10,"returned":10,"earned":9,"taken":9}`) {
			t.Error(got)
		}
		if p := c.points(); p.Points != 10 || p.Owed != 0 {
			t.Errorf("%+v", p)
		}
		// Two lamps more, and what they bring is by the second level from the third on.
		s.handed(c.in, c.ann, lamp)
		o := s.handed(c.in, c.ann, lamp)
		if p := c.points(); p.Points != 40 || p.Level != 1 || p.Next != 0 {
			t.Errorf("%+v", p)
		}
		c.at("POST", "/orders/"+o+"/refund", `{"pieces":[{"line":0,"qty":1}],"reason":"cold"}`, 200)
		if p := c.points(); p.Points != 20 || p.Level != 1 {
			t.Errorf("%+v", p)
		}
		if got := c.ann.must("GET", "/api/orders/"+o, ""); !strings.Contains(got, `"points":{"used":0,"off":`+yuan("0.00")+`,"returned":0,"earned":20,"taken":20}`) {
			t.Error(got)
		}
		// Pages of the history make the whole, and its sum is the balance.
		sum, n, cursor := int64(0), 0, ""
		for {
			var p struct {
				Items []struct{ Points int64 }
				Next  string
			}
			if err := json.Unmarshal([]byte(c.ann.must("GET", "/api/memberships/"+c.card+"/entries?limit=2&cursor="+cursor, "")), &p); err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Items {
				sum, n = sum+e.Points, n+1
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		if sum != 20 || n != 9 {
			t.Errorf("%d entries make %d", n, sum)
		}
		// The merchant sees cards and masked names; nobody else sees any.
		if got := c.at("GET", "/merchant/members?card="+c.card[len(c.card)-6:], "", 200); field(got, "id") != c.card || strings.Contains(got, "13900000601") {
			t.Error(got)
		}
		if got := c.at("GET", "/merchant/members/programme", "", 200); !strings.Contains(got, `"members":1,"points":20,"worth":`+yuan("0.20")) {
			t.Error(got)
		}
		c.at("GET", "/merchant/members/"+c.card+"/entries", "", 200)
		other := club{tenant: s, srv: srv, lamp: openShop(t, s.app, 1, 1)}
		other.desk = s.console(other.lamp)
		other.at("GET", "/merchant/members/"+c.card+"/entries", "", 404)
		bob := pocket{t, srv.URL, sessionOf(t, s.app, "+8613900000602", scope.Consumer, identity.App).Token}
		for _, path := range []string{"", "/entries"} {
			if code, text := bob.call("GET", "/api/memberships/"+c.card+path, "", ""); code != http.StatusNotFound {
				t.Errorf("another's card%s: %d %s", path, code, text)
			}
		}
		if code, text := bob.call("POST", "/api/memberships/"+c.card+"/code", "", ""); code != http.StatusNotFound {
			t.Errorf("another's code: %d %s", code, text)
		}
		// A code of a member of here says nothing elsewhere.
		code := field(c.ann.must("POST", "/api/memberships/"+c.card+"/code", ""), "digits")
		other.at("POST", "/stores/"+other.lamp.store+"/register/member", `{"code":"`+code+`"}`, 422)

		clock.Move(64 * 24 * time.Hour)
		fresh, err := db.Get(t.Context(), d, func(tx *db.Tx) (identity.SignIn, error) {
			return s.app.Identity.Open(t.Context(), tx, c.in.User.ID, identity.Device{Name: "test", Kind: identity.App})
		})
		if err != nil {
			t.Fatal(err)
		}
		c.ann.token = fresh.Token
		if p := c.points(); p.Points != 0 || p.Soon != 0 {
			t.Errorf("they have expired: %+v", p)
		}
		if err := s.app.Jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for s.app.Jobs.Once(t.Context()) > 0 {
		}
		if got := c.ann.must("GET", "/api/memberships/"+c.card+"/entries", ""); !strings.Contains(got, `"kind":"expired"`) {
			t.Error(got)
		}
		c.ann.must("POST", "/api/memberships/"+c.card+"/leave", "")
		if got := c.ann.must("GET", "/api/memberships", ""); strings.Contains(got, c.card) {
			t.Error(got)
		}
		s.whole()
	})
}

// The same points, on the phone and at the register in one moment, are used once.
func TestPointsAreUsedOnceOnPhoneAndRegister(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		for round := range 3 {
			lamp := openShop(t, s.app, 50, 1)
			c := openClub(s, srv, lamp, fmt.Sprintf("+861390000070%d", round))
			s.handed(c.in, c.ann, lamp)
			sh, visit := s.till(lamp), c.visit()
			order := strings.Replace(strings.Replace(lamp.basket(""), "10.00", "9.90", 1), "{", `{"points":true,`, 1)
			requests := make([]*http.Request, 16)
			for i := range requests {
				if i%2 == 0 {
					requests[i] = s.atDesk(srv, lamp, c.desk, "/sales", "", fmt.Sprintf(`{"ref":"points-%d-%d","till":%q,%s,"total":%s}`, round, i, sh.Till, c.guest(visit), yuan("9.90")))
				} else {
					requests[i] = ask(t.Context(), t, "POST", srv.URL+"/api/orders", c.in.Token, fmt.Sprint("points", round, i), order)
				}
			}
			used := 0
			for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
				switch {
				case r.Status == http.StatusOK:
					used++
				case r.Status >= 500 && !strings.Contains(r.Body, `"db.busy"`):
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			if used != 1 || c.points().Points != 0 {
				t.Errorf("the points were used %d times, %+v are left", used, c.points())
			}
		}
		s.whole()
	})
}

// A paired register knows members as the console's does, and what it sold without
// a network is taken once, however often it is sent.
func TestARegisterTerminalKnowsMembersAndSendsWhatItSoldOnce(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s, program := released(t, d, 20)
		sh := s.till(s.lamp)
		c := openClub(s.tenant, s.srv, s.lamp, "+8613900000801")
		s.handed(c.in, c.ann, s.lamp)
		desk := s.pair(`{"kind":"register","name":"Front","app":"` + program + `","till":"` + sh.Till + `"}`)
		if got := desk.must("GET", "/self", ""); !strings.Contains(got, `"till":"`+sh.Till+`"`) || !strings.Contains(got, `"shift":{"id":"`+sh.ID) {
			t.Error(got)
		}
		desk.refused("member.code", "POST", "/member", `{"code":"290000000000000000"}`)
		code := field(c.ann.must("POST", "/api/memberships/"+c.card+"/code", ""), "digits")
		met := desk.must("POST", "/member", `{"code":"`+code+`"}`)
		visit, o := field(met, "visit"), desk.order(s.lamp, "one")
		if !strings.Contains(met, `"points":10`) {
			t.Error(met)
		}
		for _, step := range []struct{ body, total string }{
			{`{"visit":"` + visit + `","usePoints":true}`, "9.90"}, {`{"visit":"` + visit + `"}`, "10.00"}, {`{}`, "10.00"}, {`{"visit":"` + visit + `","usePoints":true}`, "9.90"},
		} {
			if got := desk.must("POST", "/orders/"+o+"/member", step.body); !strings.Contains(got, `"total":`+yuan(step.total)) {
				t.Errorf("%s: %s", step.body, got)
			}
		}
		paid := desk.must("POST", "/orders/"+o+"/pay", `{"ref":"tender-one","kind":"cash","given":`+tenYuan+`}`)
		if field(paid, "status") != "completed" || !strings.Contains(paid, `"counted":{"used":10,"returned":0,"earned":9,"taken":0}`) {
			t.Error(paid)
		}
		desk.refused("register.status", "POST", "/orders/"+o+"/member", `{}`)
		receipt := desk.must("GET", "/orders/"+o+"/receipt", "")
		if !strings.Contains(receipt, "Points used") || !strings.Contains(receipt, "Points earned") || !strings.Contains(receipt, "-0.10") {
			t.Errorf("%q", receipt)
		}
		screen := s.pair(`{"kind":"screen","name":"Wall"}`)
		screen.refused("terminal.not_found", "POST", "/member", `{"code":"`+code+`"}`)

		made := make([]string, 5)
		for i := range made {
			made[i] = fmt.Sprintf(`{"ref":"made-%d-x","till":"","shift":%q,"at":%q,"wants":[{"sku":%q,"qty":1,"seen":%s,"name":"Lamp"}],"off":%s,"total":%s,"given":%s}`,
				i, sh.ID, clock.Now().Format(time.RFC3339), s.lamp.sku, tenYuan, yuan("0.00"), tenYuan, yuan("20.00"))
		}
		body := `{"sales":[` + strings.Join(made, ",") + `]}`
		screen.refused("terminal.not_found", "POST", "/sync", body)
		requests := make([]*http.Request, 8)
		for i := range requests {
			requests[i] = desk.request("POST", "/sync", "", body)
		}
		for _, r := range testkit.Volley(t, s.srv.Listener.Addr().String(), requests) {
			if r.Status == http.StatusOK && strings.Count(r.Body, `"status":"finished"`) != 5 || r.Status != http.StatusOK && !strings.Contains(r.Body, `"db.busy"`) {
				t.Errorf("got %d %s", r.Status, r.Body)
			}
		}
		sums, err := s.app.Register.Summary(t.Context(), d, sh.Till, sh.ID)
		b, err2 := s.app.Ledger.Balance(t.Context(), d, register.Drawer(sh.Till))
		if err != nil || err2 != nil || sums.Sales != 6 || b.Total != money.New(159_90, money.CNY) || sums.Drawer() != b.Total {
			t.Errorf("%+v, the ledger has %s, %v %v", sums, b.Total, err, err2)
		}
		s.whole()
	})
}
