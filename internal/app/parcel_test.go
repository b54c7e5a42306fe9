package app_test

import (
	"encoding/json"
	"fmt"
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
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// mailer is a shop that sends lamps by post, and who buys them.
type mailer struct {
	tenant
	lamp  shop
	in    identity.SignIn
	buyer pocket
	owner desk
	url   string
}

const shipping = `{"charge":"piece","rules":[
	{"regions":[],"first":1,"fee":{"amount":"8.00","currency":"CNY"},"next":2,"more":{"amount":"3.00","currency":"CNY"},"free":{"amount":"50.00","currency":"CNY"}},
	{"regions":["11"],"first":1,"fee":{"amount":"6.00","currency":"CNY"},"next":2,"more":{"amount":"3.00","currency":"CNY"},"free":{"amount":"50.00","currency":"CNY"}},
	{"regions":["65"],"never":true,"first":0,"next":0,"fee":{"amount":"0.00","currency":"CNY"},"more":{"amount":"0.00","currency":"CNY"},"free":{"amount":"0.00","currency":"CNY"}}]}`

func openMailer(t *testing.T, d *db.DB, onHand int64) mailer {
	s := newTenant(t, d)
	srv := httptest.NewServer(s.web)
	t.Cleanup(srv.Close)
	m := mailer{tenant: s, lamp: openShop(t, s.app, onHand, 1), url: srv.URL}
	m.in = sessionOf(t, s.app, "+8613900000001", scope.Consumer, identity.App)
	m.buyer, m.owner = pocket{t, srv.URL, m.in.Token}, desk{t, srv.URL, s.console(m.lamp)}
	m.owner.must("PUT", "/console/api/stores/"+m.lamp.store+"/shipping", shipping)
	return m
}

// home writes an address of the buyer's and gives its id.
func (m mailer) home(lat, lng float64) string {
	m.t.Helper()
	var a struct{ ID string }
	text := m.buyer.must("POST", "/api/addresses", fmt.Sprintf(`{"name":"Ann","phone":"13900000001","place":"Road 1","at":{"lat":%f,"lng":%f}}`, lat, lng))
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		m.t.Fatal(err)
	}
	return a.ID
}

func (m mailer) basket(qty int, home string) string {
	return fmt.Sprintf(`"mode":"parcel","wants":[{"sku":%q,"qty":%d}],"address":%q`, m.lamp.sku, qty, home)
}

func (m mailer) quote(qty int, home string) string {
	m.t.Helper()
	return m.buyer.must("POST", "/api/stores/"+m.lamp.store+"/quote", "{"+m.basket(qty, home)+"}")
}

// weigh tells what a lamp weighs, as the console does.
func (m mailer) weigh(grams int64) {
	m.t.Helper()
	var menu struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(m.owner.must("GET", "/console/api/stores/"+m.lamp.store+"/menu", "")), &menu); err != nil {
		m.t.Fatal(err)
	}
	it := menu.Items[0]
	path := "/console/api/stores/" + m.lamp.store + "/items/" + it["id"].(string)
	it["skus"].([]any)[0].(map[string]any)["weight"] = grams
	for _, told := range []string{"id", "soldOut", "available", "sold"} {
		delete(it, told)
	}
	body, err := json.Marshal(it)
	if err != nil {
		m.t.Fatal(err)
	}
	has(m.t, m.owner.must("PUT", path, string(body)), fmt.Sprintf(`"weight":%d`, grams))
	if code, text := m.owner.call("PUT", path, "heavy", strings.Replace(string(body), fmt.Sprintf(`"weight":%d`, grams), `"weight":100001`, 1)); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
		m.t.Errorf("heavier than a person can lift: %d %s", code, text)
	}
}

// bought is an order that was paid for.
func (m mailer) bought(qty int, home, total string) (id string) {
	m.t.Helper()
	var o struct{ ID, Trade string }
	text := m.buyer.must("POST", "/api/orders", fmt.Sprintf(`{"store":%q,%s,"total":{"amount":%q,"currency":"CNY"}}`, m.lamp.store, m.basket(qty, home), total))
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		m.t.Fatal(err)
	}
	ctx := m.t.Context()
	if err := m.app.DB.Do(ctx, func(tx *db.Tx) error {
		if err := m.app.Wallet.Issue(ctx, tx, o.ID, wallet.Cash(m.in.User.ID), money.New(100_00, money.CNY)); err != nil {
			return err
		}
		_, err := m.app.Pay.Pay(ctx, tx, o.Trade, pay.Paying{Buyer: m.in.User.ID, Proven: true})
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return o.ID
}

func (m mailer) order(id string) order.Order {
	m.t.Helper()
	o, err := m.app.Orders.Get(m.t.Context(), m.app.DB, id)
	if err != nil {
		m.t.Fatal(err)
	}
	return o
}

func (m mailer) left() int64 {
	m.t.Helper()
	levels, err := m.app.Stock.Levels(m.t.Context(), m.app.DB, m.lamp.sku)
	if err != nil {
		m.t.Fatal(err)
	}
	return levels[m.lamp.sku].Left()
}

func (m mailer) work() {
	for m.app.Jobs.Once(m.t.Context()) > 0 {
	}
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s is not in %s", p, text)
		}
	}
}

func TestSendingCostsWhatTheStoreSaysOfTheRegion(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		m := openMailer(t, d, 100)
		beijing, guangzhou, urumqi, sea := m.home(39.92, 116.44), m.home(23.125, 113.305), m.home(43.79, 87.60), m.home(30, 140)
		has(t, m.quote(1, beijing), `"fee":{"amount":"6.00"`, `"forFree":{"amount":"40.00"`, `"total":{"amount":"16.00"`, `"problems":[]`)
		has(t, m.quote(4, guangzhou), `"fee":{"amount":"14.00"`, `"forFree":{"amount":"10.00"`)
		has(t, m.quote(5, guangzhou), `"fee":{"amount":"0.00"`, `"total":{"amount":"50.00"`)
		for _, home := range []string{urumqi, sea} {
			has(t, m.quote(1, home), `"code":"not_sent","line":-1,"field":"address"`)
		}
		has(t, m.quote(1, ""), `"code":"no_door","line":-1,"field":"address"`)

		// Nobody pays another fee than that, whatever they say, nor sends to where nothing goes.
		for home, total := range map[string]string{beijing: "10.00", guangzhou: "16.00", urumqi: "10.00"} {
			code, text := m.buyer.call("POST", "/api/orders", "k"+home, fmt.Sprintf(`{"store":%q,%s,"total":{"amount":%q,"currency":"CNY"}}`, m.lamp.store, m.basket(1, home), total))
			if code == http.StatusOK {
				t.Errorf("sent for %s: %s", total, text)
			}
			has(t, text, `"code":"order.changed"`)
		}
		if m.left() != 100 {
			t.Errorf("%d are left", m.left())
		}

		// By weight, what was not weighed counts as half a kilogram.
		path := "/console/api/stores/" + m.lamp.store + "/shipping"
		m.owner.must("PUT", path, `{"charge":"weight","rules":[{"regions":[],"first":1000,"fee":{"amount":"5.00","currency":"CNY"},"next":500,"more":{"amount":"1.00","currency":"CNY"},"free":{"amount":"0.00","currency":"CNY"}}]}`)
		has(t, m.quote(2, beijing), `"fee":{"amount":"5.00"`)
		has(t, m.quote(3, beijing), `"fee":{"amount":"6.00"`)
		m.weigh(700)
		has(t, m.quote(1, beijing), `"fee":{"amount":"5.00"`)
		has(t, m.quote(2, beijing), `"fee":{"amount":"6.00"`)
		has(t, m.owner.must("POST", path+"/try", strings.TrimSuffix(shipping, "}")+`,"city":"440100","pieces":4,"grams":1,"goods":{"amount":"20.00","currency":"CNY"}}`), `"sent":true`, `"amount":"14.00"`, `"amount":"30.00"`)
		has(t, m.owner.must("POST", path+"/try", strings.TrimSuffix(shipping, "}")+`,"city":"650100","pieces":4,"grams":1,"goods":{"amount":"20.00","currency":"CNY"}}`), `"sent":false`)
		m.owner.refused("parcel.region", "PUT", path, strings.ReplaceAll(shipping, `"65"`, `"99"`))
		rival := desk{t, m.url, m.console(openShop(t, m.app, 1, 1))}
		rival.refused("store.not_found", "PUT", path, shipping)
		rival.refused("store.not_found", "GET", path, "")
		m.whole()
	})
}

func TestAParcelGoesWithItsNumberAndComesByItself(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		m := openMailer(t, d, 10)
		home := m.home(39.92, 116.44)
		id := m.bought(1, home, "16.00")
		if o := m.order(id); o.Status != order.Accepted || o.Fee != money.New(600, money.CNY) {
			t.Fatalf("paid, it is %s with a fee of %s", o.Status, o.Fee)
		}
		send, move := "/console/api/orders/"+id+"/send", "/console/api/orders/"+id+"/move"
		m.owner.refused("order.status", "POST", send, `{"carrier":"sf","number":"SF1234567"}`)
		m.owner.must("POST", move, `{"to":"ready"}`)
		m.owner.refused("parcel.unsent", "POST", move, `{"to":"underway"}`)
		m.owner.refused("parcel.number", "POST", send, `{"carrier":"sf","number":"12 3"}`)
		m.owner.refused("parcel.carrier", "POST", send, `{"carrier":" ","number":"SF1234567"}`)
		if code, text := m.buyer.call("POST", "/api/orders/"+id+"/receive", "k", "{}"); code == http.StatusOK {
			t.Errorf("received before it was sent: %s", text)
		}
		has(t, m.owner.must("POST", send, `{"carrier":"Uncle Wang","number":"sf1234567"}`), `"status":"underway"`, `"carrier":"Uncle Wang"`, `"number":"SF1234567"`)
		sent := m.order(id).MovedAt
		clock.Move(24 * time.Hour)
		m.owner = desk{t, m.url, m.console(m.lamp)}
		m.owner.must("POST", send, `{"carrier":"zto","number":"7654321"}`) // it was another one
		if code, text := m.buyer.call("POST", "/api/orders/"+id+"/cancel", "k", "{}"); code == http.StatusOK {
			t.Errorf("cancelled on its way: %s", text)
		}
		m.owner.refused("order.status", "POST", "/console/api/orders/"+id+"/cancel", `{"reason":"x"}`)
		has(t, m.buyer.must("GET", "/api/orders/"+id, ""), `"carrierEn":"ZTO Express"`, `"number":"7654321"`, `"can":["completed"]`,
			`"until":"`+sent.Add(10*24*time.Hour).Format(time.RFC3339))

		// Nobody says that it came: ten days after it was sent it has.
		clock.Move(9*24*time.Hour - time.Second)
		m.work()
		if o := m.order(id); o.Status != order.Underway || o.Held.IsZero() {
			t.Errorf("a second before, it is %s with %s held", o.Status, o.Held)
		}
		clock.Move(time.Second)
		m.work()
		if o := m.order(id); o.Status != order.Completed || !o.Held.IsZero() {
			t.Errorf("after ten days it is %s with %s held", o.Status, o.Held)
		}
		if m.left() != 9 {
			t.Errorf("%d are left", m.left())
		}
		m.in = sessionOf(t, m.app, "+8613900000001", scope.Consumer, identity.App)
		m.buyer = pocket{t, m.url, m.in.Token}
		m.buyer.must("POST", "/api/orders/"+id+"/claims", `{"pieces":[{"line":0,"qty":1}],"kind":"spoilt"}`)
		list, err := m.app.Messages.List(t.Context(), d, m.in.User.ID, "", page.Ask{Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, x := range list.Items {
			told = append([]string{x.Code}, told...)
		}
		if got := fmt.Sprint(told); !strings.Contains(got, "order.sent") || !strings.Contains(got, "order.received") || strings.Contains(got, "order.ready") {
			t.Errorf("told were %s", got)
		}
		m.whole()
	})
}

func TestTheBuyerSaysThatAParcelHasCome(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		m := openMailer(t, d, 10)
		id := m.bought(1, m.home(39.92, 116.44), "16.00")
		m.owner.must("POST", "/console/api/orders/"+id+"/move", `{"to":"ready"}`)
		m.owner.must("POST", "/console/api/orders/"+id+"/send", `{"carrier":"sf","number":"SF1234567"}`)
		bob := pocket{t, m.url, sessionOf(t, m.app, "+8613900000002", scope.Consumer, identity.App).Token}
		if code, _ := bob.call("POST", "/api/orders/"+id+"/receive", "k", "{}"); code != http.StatusNotFound {
			t.Errorf("bob has it: %d", code)
		}
		for range 2 { // the second changes nothing
			has(t, m.buyer.must("POST", "/api/orders/"+id+"/receive", "{}"), `"status":"completed"`)
		}
		clock.Move(11 * 24 * time.Hour)
		m.work() // nor does the day when it had come by itself
		if steps, err := m.app.Orders.Timeline(t.Context(), d, id); err != nil || steps[len(steps)-1].Actor != order.Buyer {
			t.Errorf("the last step is %+v, %v", steps[len(steps)-1], err)
		}
		m.whole()
	})
}

func TestBeforeItIsSentAllComesBack(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		m := openMailer(t, d, 10)
		home := m.home(39.92, 116.44)
		for who, cancel := range map[string]func(id string){
			"the buyer": func(id string) { m.buyer.must("POST", "/api/orders/"+id+"/cancel", `{}`) },
			"the store": func(id string) {
				m.owner.must("POST", "/console/api/orders/"+id+"/cancel", `{"reason":"not to be had"}`)
			},
			"the store, packed": func(id string) {
				m.owner.must("POST", "/console/api/orders/"+id+"/move", `{"to":"ready"}`)
				if code, text := m.buyer.call("POST", "/api/orders/"+id+"/cancel", "k"+id, "{}"); code == http.StatusOK {
					t.Errorf("the buyer cancels what is packed: %s", text)
				}
				m.owner.must("POST", "/console/api/orders/"+id+"/cancel", `{"reason":"not to be had"}`)
			},
		} {
			id := m.bought(2, home, "29.00")
			if m.left() != 8 {
				t.Errorf("%s: %d are left of ten", who, m.left())
			}
			cancel(id)
			if o := m.order(id); o.Status != order.Cancelled || o.Refunded != o.Total || o.Total != money.New(2900, money.CNY) || m.left() != 10 {
				t.Errorf("%s: it is %s, %s of %s came back, %d are left", who, o.Status, o.Refunded, o.Total, m.left())
			}
		}
		m.whole()
	})
}

// An online shop sells at night, as long as its people have not closed it.
func TestParcelsAreOrderedAtAnyHour(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		m := openMailer(t, d, 10)
		home := m.home(39.92, 116.44)
		change := func(fn func(tx *db.Tx, st store.Store) error) {
			t.Helper()
			if err := d.Do(t.Context(), func(tx *db.Tx) error {
				st, err := m.app.Stores.Get(t.Context(), tx, m.lamp.store)
				if err != nil {
					return err
				}
				return fn(tx, st)
			}); err != nil {
				t.Fatal(err)
			}
		}
		change(func(tx *db.Tx, st store.Store) error {
			for i := range st.Hours.Week {
				st.Hours.Week[i] = nil
			}
			return m.app.Stores.Edit(t.Context(), tx, st.ID, st.Info)
		})
		has(t, m.quote(1, home), `"problems":[]`)
		change(func(tx *db.Tx, st store.Store) error { return m.app.Stores.Pause(t.Context(), tx, st.ID, time.Time{}) })
		has(t, m.quote(1, home), `"code":"closed"`)
	})
}
