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
	"livewell/internal/core/identity"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/register"
)

// paired is what a screen of some store holds, for the permission matrix.
func paired(t *testing.T, a *app.App) string {
	t.Helper()
	lamp := openShop(t, a, 1, 1)
	s := tenant{t: t, app: a, web: a.Handler()}
	srv := httptest.NewServer(s.web)
	defer srv.Close()
	return devices{s, srv, lamp, s.console(lamp)}.pair(`{"kind":"screen","name":"1"}`).token
}

// devices are the terminals of a shop with the desk that keeps them.
type devices struct {
	tenant
	srv  *httptest.Server
	lamp shop
	desk string
}

// device is one of them; token is what its cookie holds.
type device struct {
	t              *testing.T
	url, id, token string
}

// at is a request of the owner's console about the shop's terminals.
func (s devices) at(method, path, body string, want int) string {
	s.t.Helper()
	r := ask(s.t.Context(), s.t, method, s.srv.URL+"/console/api/stores/"+s.lamp.store+"/terminals"+path, "", rand.Text(), body)
	r.AddCookie(&http.Cookie{Name: "livewell_console", Value: s.desk})
	code, text, _ := answered(s.t, r)
	if code != want {
		s.t.Fatalf("%s %s: %d %s, want %d", method, path, code, text, want)
	}
	return text
}

func answered(t *testing.T, r *http.Request) (int, string, []*http.Cookie) {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Cookies()
}

func field(text, name string) string {
	_, rest, _ := strings.Cut(text, `"`+name+`":"`)
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

// add makes a terminal and gives its id with a code for it.
func (s devices) add(draft string) (id, code string) {
	s.t.Helper()
	id = field(s.at("POST", "", draft, 200), "id")
	return id, field(s.at("POST", "/"+id+"/code", "", 200), "code")
}

// pair adds a terminal and pairs it.
func (s devices) pair(draft string) device {
	s.t.Helper()
	id, code := s.add(draft)
	d := device{s.t, s.srv.URL, id, ""}
	status, text, cookies := d.send("POST", "/pair", `{"code":"`+code+`"}`)
	if status != http.StatusOK || len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
		s.t.Fatalf("paired: %d %s %v", status, text, cookies)
	}
	d.token = cookies[0].Value
	return d
}

func (d device) request(method, path, key, body string) *http.Request {
	r := ask(d.t.Context(), d.t, method, d.url+"/terminal/api"+path, "", key, body)
	r.AddCookie(&http.Cookie{Name: "livewell_terminal", Value: d.token})
	return r
}

func (d device) send(method, path, body string) (int, string, []*http.Cookie) {
	d.t.Helper()
	return answered(d.t, d.request(method, path, "key-"+path, body))
}

func (d device) must(method, path, body string) string {
	d.t.Helper()
	code, text, _ := d.send(method, path, body)
	if code != http.StatusOK {
		d.t.Fatalf("%s %s: %d %s", method, path, code, text)
	}
	return text
}

func (d device) refused(code, method, path, body string) {
	d.t.Helper()
	if status, text, _ := d.send(method, path, body); status < 400 || field(text, "code") != code {
		d.t.Errorf("%s %s: %d %s, want %s", method, path, status, text, code)
	}
}

// order asks for one lamp.
func (d device) order(lamp shop, key string) string {
	d.t.Helper()
	body := fmt.Sprintf(`{"mode":"pickup","wants":[{"sku":%q,"qty":1,"seen":%s}],"note":"Eat here"}`, lamp.sku, tenYuan)
	code, text, _ := answered(d.t, d.request("POST", "/orders", key, body))
	if code != http.StatusOK {
		d.t.Fatalf("%d %s", code, text)
	}
	return field(text, "id")
}

// released is a shop whose developer's program runs on terminals.
func released(t *testing.T, d *db.DB, onHand int64) (devices, string) {
	t.Helper()
	a := newAuthor(t, d)
	a.upload(a.packed("0.1.0"))
	a.apply("10000", "0.1.0", described)
	a.decide("0.1.0", "approved")
	a.says("10000", "version.online", "0.1.0")
	lamp := openShop(t, a.app, onHand, 1)
	return devices{a.tenant, a.srv, lamp, a.console(lamp)}, a.AppID
}

// payer is somebody with 100.00 and their session.
func (s devices) payer(phone string) identity.SignIn {
	s.t.Helper()
	in := sessionOf(s.t, s.app, phone, scope.Consumer, identity.App)
	if err := s.app.DB.Do(s.t.Context(), func(tx *db.Tx) error {
		return s.app.Wallet.Issue(s.t.Context(), tx, "fund:"+tx.NewID(), wallet.Cash(in.User.ID), money.New(100_00, money.CNY))
	}); err != nil {
		s.t.Fatal(err)
	}
	return in
}

func (s devices) payCode(in identity.SignIn) string {
	s.t.Helper()
	c, err := db.Get(s.t.Context(), s.app.DB, func(tx *db.Tx) (string, error) {
		c, err := s.app.Pay.NewCode(s.t.Context(), tx, in.User.ID, "phone")
		return c.Digits, err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func byCode(code string) string { return `{"ref":"tender-one","kind":"code","code":"` + code + `"}` }

func TestATerminalIsPairedOnceAndSeesItsStoreOnly(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s, program := released(t, d, 5)
		s.at("POST", "", `{"kind":"kiosk","name":"Door","app":"2021"}`, 422)
		s.at("POST", "", `{"kind":"register","name":"Front","app":"`+program+`","till":"none"}`, 422)
		s.at("POST", "", `{"kind":"screen","name":"   "}`, 422)
		_, code := s.add(`{"kind":"screen","name":"Wall"}`)
		stranger := device{t, s.srv.URL, "", ""}
		stranger.refused("terminal.code", "POST", "/pair", `{"code":"00000000"}`)
		stranger.refused("request.no_session", "GET", "/menu", "")
		if got := stranger.must("GET", "/self", ""); field(got, "state") != "unpaired" {
			t.Error(got)
		}
		c.Move(10*time.Minute + time.Second)
		stranger.refused("terminal.code", "POST", "/pair", `{"code":"`+code+`"}`)

		kiosk := s.pair(`{"kind":"kiosk","name":"Door","app":"` + program + `"}`)
		if got := kiosk.must("GET", "/self", ""); field(got, "state") != "on" || field(got, "kind") != "kiosk" || !strings.Contains(got, s.lamp.store) {
			t.Error(got)
		}
		if got := kiosk.must("GET", "/program", ""); field(got, "state") != "online" || field(got, "app") != program {
			t.Error(got)
		}
		if got := kiosk.must("GET", "/menu", ""); !strings.Contains(got, s.lamp.sku) {
			t.Error(got)
		}
		// A newer code ends the older one, and who is paired with it takes the place.
		first := field(s.at("POST", "/"+kiosk.id+"/code", "", 200), "code")
		second := field(s.at("POST", "/"+kiosk.id+"/code", "", 200), "code")
		stranger.refused("terminal.code", "POST", "/pair", `{"code":"`+first+`"}`)
		stranger.must("POST", "/pair", `{"code":"`+second+`"}`)
		stranger.refused("terminal.code", "POST", "/pair", `{"code":"`+second+`"}`)
		kiosk.refused("request.no_session", "GET", "/menu", "")

		// Another store's people and devices see none of it.
		kiosk = s.pair(`{"kind":"kiosk","name":"Door 2","app":"` + program + `"}`)
		id := kiosk.order(s.lamp, "one")
		other := s
		other.lamp = openShop(t, s.app, 5, 1)
		other.desk = s.console(other.lamp)
		strange := other.pair(`{"kind":"screen","name":"Wall"}`)
		strange.refused("counter.not_found", "GET", "/orders/"+id, "")
		strange.refused("counter.not_found", "POST", "/orders/"+id+"/pay", byCode("280000000000000000"))
		other.at("PATCH", "/"+kiosk.id, `{"on":false}`, 404)
		other.at("DELETE", "/"+kiosk.id, "", 404)
		other.at("POST", "/"+kiosk.id+"/code", "", 404)

		// Guesses are few, from one network.
		for range 30 {
			stranger.send("POST", "/pair", `{"code":"00000000"}`)
		}
		stranger.refused("terminal.tries", "POST", "/pair", `{"code":"00000000"}`)
	})
}

func TestOneOfManyDevicesIsPairedWithACode(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newTenant(t, d)
		srv := httptest.NewServer(a.web)
		defer srv.Close()
		lamp := openShop(t, a.app, 1, 1)
		s := devices{a, srv, lamp, a.console(lamp)}
		_, code := s.add(`{"kind":"screen","name":"Wall"}`)
		requests := make([]*http.Request, 8)
		for i := range requests {
			requests[i] = device{t, srv.URL, "", ""}.request("POST", "/pair", "", `{"code":"`+code+`"}`)
		}
		paired := 0
		for _, r := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
			if r.Status == http.StatusOK {
				paired++
			}
		}
		if paired != 1 {
			t.Errorf("%d were paired", paired)
		}
	})
}

func TestATerminalThatIsOffDoesNothingAndHearsOfIt(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, program := released(t, d, 5)
		kiosk := s.pair(`{"kind":"kiosk","name":"Door","app":"` + program + `"}`)
		id := kiosk.order(s.lamp, "one")
		line, err := http.DefaultClient.Do(kiosk.request("GET", "/live", "", ""))
		if err != nil {
			t.Fatal(err)
		}
		defer line.Body.Close()
		heard := make(chan string, 100)
		go func() {
			b := make([]byte, 4096)
			for {
				n, err := line.Body.Read(b)
				if err != nil {
					return
				}
				heard <- string(b[:n])
			}
		}()
		wait(t, heard, `"state":"on"`)
		s.at("PATCH", "/"+kiosk.id, `{"on":false,"name":"Back"}`, 200)
		wait(t, heard, `"state":"off"`)
		for _, op := range []string{"GET /menu", "GET /program", "GET /numbers", "POST /orders/" + id + "/pay", "POST /orders/" + id + "/drop", "GET /orders/" + id} {
			method, path, _ := strings.Cut(op, " ")
			body := ""
			if strings.HasSuffix(path, "/pay") {
				body = byCode("280000000000000000")
			}
			kiosk.refused("terminal.off", method, path, body)
		}
		s.at("PATCH", "/"+kiosk.id, `{"on":true}`, 200)
		wait(t, heard, `"state":"on"`)
		kiosk.must("GET", "/menu", "")
		if got := s.at("GET", "", "", 200); !strings.Contains(got, `"here":true`) || field(got, "name") != "Back" {
			t.Error(got)
		}

		// What an operator switched off, the store cannot switch on.
		olga := desk{t, s.srv.URL, sessionOf(t, s.app, "+8613900000102", scope.Operator, identity.Console).Token}
		if got := olga.must("GET", "/console/api/terminals", ""); !strings.Contains(got, kiosk.id) || field(got, "storeName") == "" {
			t.Error(got)
		}
		bar := "/console/api/terminals/" + kiosk.id + "/bar"
		olga.must("POST", bar, `{"off":true,"reason":"It was stolen."}`)
		wait(t, heard, `"state":"off"`)
		s.at("PATCH", "/"+kiosk.id, `{"on":true}`, 200)
		kiosk.refused("terminal.off", "GET", "/menu", "")
		if got := s.at("GET", "", "", 200); !strings.Contains(got, `"barred":"It was stolen."`) {
			t.Error(got)
		}
		olga.must("POST", bar, `{"off":false,"reason":"It was found."}`)
		wait(t, heard, `"state":"on"`)
		if got := olga.must("GET", "/console/api/audit", ""); !strings.Contains(got, "terminal.bar") {
			t.Error("the audit log does not know")
		}
		s.at("DELETE", "/"+kiosk.id, "", 200)
		wait(t, heard, `"state":"unpaired"`)
		kiosk.refused("request.no_session", "GET", "/menu", "")
	})
}

func TestAKioskOrderIsTheirsWhoPaysIt(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s, program := released(t, d, 5)
		kiosk, screen := s.pair(`{"kind":"kiosk","name":"Door","app":"`+program+`"}`), s.pair(`{"kind":"screen","name":"Wall"}`)
		id := kiosk.order(s.lamp, "one")
		if again := kiosk.order(s.lamp, "one"); again != id {
			t.Error("asked again, it is another order")
		}
		kiosk.refused("counter.cash", "POST", "/orders/"+id+"/pay", `{"ref":"tender-one","kind":"cash","given":`+tenYuan+`}`)
		kiosk.refused("pay.code", "POST", "/orders/"+id+"/pay", byCode("280000000000000000"))
		ann := s.payer("+8613900000201")
		code := s.payCode(ann)
		paid := kiosk.must("POST", "/orders/"+id+"/pay", byCode(code))
		if kiosk.must("POST", "/orders/"+id+"/pay", byCode(code)) != paid || field(paid, "status") != "accepted" || field(paid, "number") != "P1" {
			t.Error(paid)
		}
		list := pocket{t, s.srv.URL, ann.Token}.must("GET", "/api/orders", "")
		if !strings.Contains(list, id) {
			t.Errorf("the buyer sees %s", list)
		}
		if got := screen.must("GET", "/numbers", ""); got != `{"making":["P1"],"ready":[]}`+"\n" {
			t.Errorf("the screen shows %s", got)
		}
		r := ask(t.Context(), t, "GET", s.srv.URL+"/console/api/stores/"+s.lamp.store+"/board", "", "", "")
		r.AddCookie(&http.Cookie{Name: "livewell_console", Value: s.desk})
		if _, board, _ := answered(t, r); !strings.Contains(board, `"note":"Eat here"`) || !strings.Contains(board, id) {
			t.Errorf("the kitchen sees %s", board)
		}
		receipt := kiosk.must("GET", "/orders/"+id+"/receipt", "")
		if !strings.HasPrefix(receipt, "\x1b@") || !strings.Contains(receipt, "P1") || !strings.Contains(receipt, "/orders/"+id) {
			t.Errorf("the receipt is %q", receipt)
		}

		// What nobody pays gives its stock back, in time or at once.
		late, left := kiosk.order(s.lamp, "late"), kiosk.order(s.lamp, "left")
		kiosk.refused("order.status", "GET", "/orders/"+late+"/receipt", "")
		kiosk.must("POST", "/orders/"+left+"/drop", "")
		c.Move(16 * time.Minute)
		for s.app.Jobs.Once(t.Context()) > 0 {
		}
		for _, id := range []string{late, left} {
			if got := kiosk.must("GET", "/orders/"+id, ""); field(got, "status") != "cancelled" {
				t.Error(got)
			}
		}
		kiosk.refused("pay.closed", "POST", "/orders/"+late+"/pay", byCode(s.payCode(ann)))
		levels, err := s.app.Stock.Levels(t.Context(), d, s.lamp.sku)
		if err != nil || levels[s.lamp.sku].Left() != 4 {
			t.Errorf("%v are left, %v", levels, err)
		}
		s.whole()
	})
}

func TestOfTwoWhoPayAtOnceOnePays(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, program := released(t, d, 100)
		kiosk := s.pair(`{"kind":"kiosk","name":"Door","app":"` + program + `"}`)
		people := make([]identity.SignIn, 10)
		for i := range people {
			people[i] = s.payer(fmt.Sprintf("+86139000003%02d", i))
		}
		for round := range 4 {
			id := kiosk.order(s.lamp, fmt.Sprint("round-", round))
			requests := make([]*http.Request, len(people))
			for i, p := range people {
				requests[i] = kiosk.request("POST", "/orders/"+id+"/pay", "", byCode(s.payCode(p)))
			}
			paid := 0
			for _, r := range testkit.Volley(t, s.srv.Listener.Addr().String(), requests) {
				switch {
				case r.Status == http.StatusOK:
					paid++
				case r.Status >= 500 && !strings.Contains(r.Body, `"db.busy"`):
					t.Errorf("got %d %s", r.Status, r.Body)
				}
			}
			if paid != 1 {
				t.Errorf("%d paid", paid)
			}
		}
		sum := money.New(0, money.CNY)
		for _, p := range people {
			b, err := s.app.Ledger.Balance(t.Context(), d, wallet.Cash(p.User.ID))
			if err != nil {
				t.Fatal(err)
			}
			sum = sum.Add(b.Total)
		}
		if sum != money.New(960_00, money.CNY) {
			t.Errorf("they have %s, and 40.00 were spent", sum)
		}
		s.whole()
	})
}

func TestARegisterTerminalSellsInTheShiftOfItsTill(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, program := released(t, d, 5)
		sh := s.till(s.lamp)
		desk := s.pair(`{"kind":"register","name":"Front","app":"` + program + `","till":"` + sh.Till + `"}`)
		if got := desk.must("GET", "/self", ""); !strings.Contains(got, `"shift":{`) {
			t.Error(got)
		}
		cash, code, dropped := desk.order(s.lamp, "cash"), desk.order(s.lamp, "code"), desk.order(s.lamp, "dropped")
		twenty := strings.Replace(tenYuan, "10.00", "20.00", 1)
		var o struct {
			Status, Number string
			Change, Rest   struct{ Amount string }
		}
		if err := json.Unmarshal([]byte(desk.must("POST", "/orders/"+cash+"/pay", `{"ref":"tender-one","kind":"cash","given":`+twenty+`}`)), &o); err != nil {
			t.Fatal(err)
		}
		if o.Status != "completed" || o.Number != "R1" || o.Change.Amount != "10.00" || o.Rest.Amount != "0.00" {
			t.Errorf("%+v", o)
		}
		if got := desk.must("POST", "/orders/"+code+"/pay", byCode(s.payCode(s.payer("+8613900000401")))); field(got, "status") != "completed" || field(got, "number") != "R2" {
			t.Error(got)
		}
		if got := desk.must("POST", "/orders/"+dropped+"/drop", ""); field(got, "status") != "cancelled" {
			t.Error(got)
		}
		sums, err := s.app.Register.Summary(t.Context(), d, sh.Till, sh.ID)
		b, err2 := s.app.Ledger.Balance(t.Context(), d, register.Drawer(sh.Till))
		if err != nil || err2 != nil || sums.Sales != 2 || sums.Code != money.New(10_00, money.CNY) || b.Total != money.New(110_00, money.CNY) || sums.Drawer() != b.Total {
			t.Errorf("%+v, the ledger has %s, %v %v", sums, b.Total, err, err2)
		}
		closed, err := db.Get(t.Context(), d, func(tx *db.Tx) (register.Shift, error) {
			return s.app.Register.Close(t.Context(), tx, s.lamp.store, sh.Till, money.New(110_00, money.CNY), "", register.By{User: s.lamp.owner, Manager: true})
		})
		if err != nil || !closed.Difference.IsZero() {
			t.Errorf("%+v, %v", closed, err)
		}
		status, text, _ := answered(t, desk.request("POST", "/orders", "after", fmt.Sprintf(`{"mode":"pickup","wants":[{"sku":%q,"qty":1,"seen":%s}]}`, s.lamp.sku, tenYuan)))
		if status != http.StatusConflict || field(text, "code") != "register.closed" {
			t.Errorf("with its till closed: %d %s", status, text)
		}
		s.whole()
	})
}
