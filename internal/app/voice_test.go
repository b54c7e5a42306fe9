package app_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/address"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/order"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

const voicePIN = "407213"

// answer is what a speaker gets.
type answer struct {
	Talk, State, Lang, Say, Order, Why, Audio string
	Turn                                      int64
	Choices                                   []string
	Total                                     struct{ Amount string }
	Code                                      string // of a fault
	status                                    int
	body, replayed                            string
}

// speakerWorld is a noodle house, Ann who ate there yesterday, and a speaker in her room.
type speakerWorld struct {
	author
	clock *testkit.Clock
	ann   identity.SignIn
	shop  store.Store
	items map[string]catalog.Item
	token string // of ann in the host
	n     int
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func eachSpeaker(t *testing.T, fn func(w *speakerWorld)) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		c.Move(time.Date(2026, 11, 25, 12, 0, 0, 0, calendar.Zone).Sub(c.Now()))
		w := &speakerWorld{author: newAuthor(t, d), clock: c, items: map[string]catalog.Item{}}
		w.ann = sessionOf(t, w.app, "+8613900000301", scope.Consumer, identity.App)
		if err := w.app.Identity.SetPIN(t.Context(), w.ann.User.ID, voicePIN); err != nil {
			t.Fatal(err)
		}
		w.do(func(tx *db.Tx) error {
			return w.app.Wallet.Issue(t.Context(), tx, "seed", wallet.Cash(w.ann.User.ID), cny(1000_00))
		})
		w.open()
		for _, host := range []string{"speaker", "other"} {
			w.desk.must("POST", "/console/api/hosts", fmt.Sprintf(`{"id":%q,"name":"音箱","nameEn":"Speaker","can":["voice"],"origins":["https://speaker.example.com"]}`, host))
			w.operator.must("POST", "/console/api/hosts/"+host+"/state", `{"state":"open","share":2500,"reason":"as agreed"}`)
		}
		fn(w)
	})
}

func (w *speakerWorld) do(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.app.DB.Do(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *speakerWorld) open() {
	ctx, a := w.t.Context(), w.app
	w.do(func(tx *db.Tx) error {
		u, err := a.Identity.Ensure(ctx, tx, "+8613800000777", "zh")
		if err != nil {
			return err
		}
		m, err := a.Merchants.Open(ctx, tx, u.ID, "巷口面馆", merchant.Shop)
		if err != nil {
			return err
		}
		at := geo.Point{Lat: 39.92, Lng: 116.46}
		if w.shop, err = a.Stores.Add(ctx, tx, m.ID, store.Info{
			Name: "巷口面馆", NameEN: "Corner Noodles", Category: "noodles", City: "110100", At: at, Hours: calendar.Daily(calendar.Span{From: 600, To: 1320}),
			Modes: store.Modes(), Terms: store.Terms{AutoAccept: true, Within: 5, Making: 15, Packing: cny(0)},
		}); err != nil {
			return err
		}
		ring := geo.Ring{{Lat: 39.9, Lng: 116.4}, {Lat: 39.9, Lng: 116.5}, {Lat: 39.95, Lng: 116.5}, {Lat: 39.95, Lng: 116.4}}
		if err := a.Stores.SetAreas(ctx, tx, w.shop.ID, []store.Area{{Border: geo.Polygon{Outer: ring}, Minimum: cny(0), Bands: []store.Band{{Upto: 9000, Fee: cny(300)}}}}); err != nil {
			return err
		}
		secs, err := a.Catalog.SetSections(ctx, tx, w.shop.ID, []catalog.Section{{Name: "all"}})
		if err != nil {
			return err
		}
		for name, it := range map[string]struct {
			en    string
			price int64
		}{"清汤牛肉面": {"Clear beef noodles", 2400}, "红烧牛肉面": {"Braised beef noodles", 2600}, "卤蛋": {"Soy egg", 300}} {
			if w.items[name], err = a.Catalog.Save(ctx, tx, catalog.Item{Store: w.shop.ID, Section: secs[0].ID, Name: name, NameEN: it.en, Listed: true, SKUs: []catalog.SKU{{Price: cny(it.price)}}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// had lets ann order and pay as she does in the app.
func (w *speakerWorld) had(mode store.Mode, names ...string) order.Order {
	w.t.Helper()
	b := order.Basket{Buyer: w.ann.User.ID, Store: w.shop.ID, Mode: mode}
	if mode == store.Takeaway {
		b.To = &address.Address{Name: "Ann", Phone: "13900000301", Place: "工体北路 1 号", Door: "301", At: geo.Point{Lat: 39.93, Lng: 116.46}}
	}
	for _, n := range names {
		b.Wants = append(b.Wants, catalog.Want{SKU: w.items[n].SKUs[0].ID, Qty: 1})
	}
	var o order.Order
	w.do(func(tx *db.Tx) (err error) {
		if o, err = w.app.Orders.Place(w.t.Context(), tx, b); err != nil {
			return err
		}
		_, err = w.app.Pay.Pay(w.t.Context(), tx, o.Trade, pay.Paying{Buyer: w.ann.User.ID, Proven: true})
		return err
	})
	return o
}

// connect makes a session of somebody's for talking in a host.
func (w *speakerWorld) connect(token, host string) string {
	w.t.Helper()
	var made struct{ Code, Token string }
	read := func(text string) {
		if err := json.Unmarshal([]byte(text), &made); err != nil {
			w.t.Fatal(text, err)
		}
	}
	read(guest{w.author, token}.asks("POST", "/api/hosts/"+host+"/connect?talks=true", "", 200))
	code, got := w.in("", "POST", "/api/hosts/"+host+"/session", fmt.Sprintf(`{"code":%q}`, made.Code))
	if code != 200 {
		w.t.Fatal(code, got)
	}
	read(got)
	return made.Token
}

// nextDay moves on to tomorrow, when the consoles want another sign-in, and connects
// the speaker.
func (w *speakerWorld) nextDay() {
	w.clock.Move(24 * time.Hour)
	w.operator.token = sessionOf(w.t, w.app, "+8613900000101", scope.Operator, identity.Console).Token
	mine, err := w.app.Clients.Lookup(w.t.Context(), w.AppID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(func(tx *db.Tx) error {
		in, err := w.app.Identity.Open(w.t.Context(), tx, mine.Owner, identity.Device{Name: "test", Kind: identity.Console})
		w.desk.token = in.Token
		return err
	})
	w.token = w.connect(w.ann.Token, "speaker")
}

func (w *speakerWorld) ask(token, key, path, body string, header ...string) (a answer) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), "POST", w.srv.URL+"/embed/api/voice"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", key)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	if err := json.Unmarshal(b, &a); err != nil {
		w.t.Fatal(string(b), err)
	}
	a.status, a.body, a.replayed = res.StatusCode, string(b), res.Header.Get("Idempotent-Replayed")
	return a
}

func (w *speakerWorld) key() string { w.n++; return fmt.Sprint("turn", w.n) }

func (w *speakerWorld) begin(text string) answer {
	w.t.Helper()
	return w.ask(w.token, w.key(), "", fmt.Sprintf(`{"text":%q}`, text))
}

func (w *speakerWorld) say(a answer, text string) answer {
	w.t.Helper()
	return w.ask(w.token, w.key(), "/"+a.Talk+"/say", fmt.Sprintf(`{"turn":%d,"text":%q}`, a.Turn, text))
}

func pinBody(a answer, pin string) string { return fmt.Sprintf(`{"turn":%d,"pin":%q}`, a.Turn, pin) }

func (w *speakerWorld) pin(a answer, pin string) answer {
	w.t.Helper()
	return w.ask(w.token, w.key(), "/"+a.Talk+"/pin", pinBody(a, pin))
}

func (w *speakerWorld) want(a answer, state, why string, says ...string) answer {
	w.t.Helper()
	if a.status != 200 || a.State != state || a.Why != why {
		w.t.Fatalf("%d %s, want %s %s", a.status, a.body, state, why)
	}
	for _, s := range says {
		if !strings.Contains(a.Say, s) {
			w.t.Errorf("it says %q, which lacks %q", a.Say, s)
		}
	}
	return a
}

func (w *speakerWorld) orders() []order.Order {
	w.t.Helper()
	p, err := w.app.Orders.Of(w.t.Context(), w.app.DB, w.ann.User.ID, page.Ask{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Items
}

func (w *speakerWorld) balance() int64 {
	w.t.Helper()
	b, err := w.app.Wallet.Balance(w.t.Context(), w.app.DB, wallet.Cash(w.ann.User.ID))
	if err != nil {
		w.t.Fatal(err)
	}
	return b.Total.Minor()
}

func (w *speakerWorld) edit(name string, change func(*catalog.Item)) {
	w.t.Helper()
	w.do(func(tx *db.Tx) error {
		it, err := w.app.Catalog.Get(w.t.Context(), tx, w.items[name].ID)
		if err != nil {
			return err
		}
		change(&it)
		_, err = w.app.Catalog.Save(w.t.Context(), tx, it)
		return err
	})
}

// Yesterday's noodles are ordered by a sentence, a yes and a PIN: to the same door, at
// today's price, and the host gets its share.
func TestYesterdaysNoodlesAreOrderedByTalking(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		first := w.had(store.Takeaway, "清汤牛肉面", "卤蛋")
		w.nextDay()
		before := w.balance()

		read := w.want(w.begin("再来一份昨天的牛肉面"), "confirming", "", "清汤牛肉面 1 份", "巷口面馆", "送到工体北路 1 号", "一共 27 元")
		if strings.Contains(read.Say, "301") || read.Total.Amount != "27.00" {
			t.Error("the door is said aloud, or no total:", read.body)
		}
		if again := w.want(w.say(read, "再说一遍"), "confirming", ""); again.Say != read.Say {
			t.Errorf("once more it says %q", again.Say)
		} else {
			read = again
		}
		asked := w.want(w.say(read, "对，下单"), "pin", "", "支付密码")
		if len(w.orders()) != 1 || w.balance() != before {
			t.Fatal("it was ordered without a PIN")
		}
		key := w.key()
		done := w.want(w.ask(w.token, key, "/"+asked.Talk+"/pin", pinBody(asked, voicePIN)), "ordered", "", "下单成功")
		again := w.ask(w.token, key, "/"+asked.Talk+"/pin", pinBody(asked, voicePIN))
		if again.body != done.body || again.replayed != "true" {
			t.Errorf("the same turn again: %s, then %s", done.body, again.body)
		}
		if c := w.pin(asked, voicePIN); c.status != 409 || c.Code != "voice.over" {
			t.Error("a PIN after the end:", c.body)
		}
		all := w.orders()
		if len(all) != 2 || w.balance() != before-2700 {
			t.Fatalf("%d orders, paid %d", len(all), before-w.balance())
		}
		made, err := w.app.Orders.WithDoor(t.Context(), w.app.DB, done.Order)
		if err != nil || made.ID != all[0].ID || made.Mode != first.Mode || made.To.Door != "301" || made.Status != order.Accepted || made.Total != cny(2700) {
			t.Errorf("%+v %v", made, err)
		}
		statement := w.desk.must("GET", "/console/api/hosts/speaker/statement?month=2026-11", "")
		if !strings.Contains(statement, made.Trade) || !strings.Contains(statement, `"app":"voice"`) || !strings.Contains(statement, `"amount":"27.00"`) {
			t.Error(statement)
		}
		// In English, several are alike: one is picked by number, and another by its name.
		w.had(store.Pickup, "红烧牛肉面")
		which := w.want(w.begin("Two more of the beef noodles, please"), "choosing", "", "1: Braised beef noodles from Corner Noodles", "2: Clear beef noodles from Corner Noodles")
		if len(which.Choices) != 2 {
			t.Error(which.body)
		}
		picked := w.want(w.say(which, "the first one"), "confirming", "", "2 of Braised beef noodles", "to pick up", "52 yuan in all")
		w.want(w.say(picked, "no thanks"), "ended", "")
		which = w.begin("more beef noodles")
		w.want(w.say(which, "clear"), "confirming", "", "1 of Clear beef noodles")
		// What they always have is what they last had at a store that they marked.
		guest{w.author, w.ann.Token}.asks("PUT", "/api/favourites/"+w.shop.ID, `{"on":true}`, 200)
		w.want(w.begin("老样子"), "confirming", "", "红烧牛肉面 1 份", "到店自取")
		w.want(w.begin("再来一份卤蛋面"), "listening", "voice.nothing")
		w.want(w.begin("今天天气怎么样"), "listening", "voice.unclear")
	})
}

func TestWhatCannotBeHadIsSaid(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		// The price of today is read back, and what moves while it is confirmed is read again.
		price := func(n int64) { w.edit("清汤牛肉面", func(it *catalog.Item) { it.SKUs[0].Price = cny(n) }) }
		price(2800)
		read := w.want(w.begin("再来一份昨天的牛肉面"), "confirming", "order.changed", "现在每份 28 元", "上次是 24 元", "一共 28 元")
		asked := w.want(w.say(read, "是"), "pin", "")
		price(3000)
		moved := w.want(w.pin(asked, voicePIN), "confirming", "order.changed", "一共 30 元")
		if len(w.orders()) != 1 {
			t.Fatal("it was ordered at a price that nobody heard")
		}
		asked = w.want(w.say(moved, "是"), "pin", "")
		w.want(w.pin(asked, voicePIN), "ordered", "")

		soldOut := func(out bool) {
			w.do(func(tx *db.Tx) error {
				return w.app.Catalog.SoldOut(t.Context(), tx, w.shop.ID, w.items["清汤牛肉面"].ID, out)
			})
		}
		soldOut(true)
		w.want(w.begin("再来一份上次的牛肉面"), "listening", "voice.sold_out", "清汤牛肉面卖完了")
		soldOut(false)
		// Sold out between the yes and the PIN.
		asked = w.say(w.begin("再来一份上次的牛肉面"), "是")
		soldOut(true)
		w.want(w.pin(asked, voicePIN), "listening", "voice.sold_out")
		soldOut(false)
		w.want(w.begin("再来 20 份上次的牛肉面"), "listening", "voice.limit", "600 元", "最多 200 元", "手机")
		w.want(w.begin("One more of the beef noodles from Burger Town"), "listening", "voice.nothing")

		asked = w.say(w.begin("再来一份上次的牛肉面"), "是")
		bob := sessionOf(t, w.app, "+8613900000302", scope.Consumer, identity.App).User.ID
		w.do(func(tx *db.Tx) error {
			_, err := w.app.Wallet.Transfer(t.Context(), tx, wallet.NewTransfer{
				Scope: "test", OutBizNo: "all", Payer: wallet.Cash(w.ann.User.ID), PayerUser: w.ann.User.ID, Payee: bob, Amount: cny(w.balanceIn(tx)),
			})
			return err
		})
		n := len(w.orders())
		w.want(w.pin(asked, voicePIN), "ended", "ledger.short", "余额不够")
		if len(w.orders()) != n {
			t.Error("an order that nobody paid lies about")
		}
		w.clock.Move(11 * time.Hour)
		w.want(w.begin("再来一份上次的牛肉面"), "listening", "voice.closed", "不营业", "10:00")
	})
}

// A coupon comes off as in the app: the best of the person's, once.
func TestACouponComesOffAtASpeaker(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		w.do(func(tx *db.Tx) error {
			k, err := w.app.Coupons.Open(t.Context(), tx, coupon.Terms{
				Merchant: w.shop.Merchant, Store: w.shop.ID, Kind: coupon.Fixed, Value: cny(550), Least: cny(2000), Pieces: 10, Budget: cny(100_00), Each: 1,
				Starts: tx.Now(), Ends: tx.Now().Add(time.Hour),
			})
			if err != nil {
				return err
			}
			_, err = w.app.Coupons.Claim(t.Context(), tx, k.ID, w.ann.User.ID)
			return err
		})
		read := w.want(w.begin("再来一份昨天的牛肉面"), "confirming", "", "一共 18.5 元", "已优惠 5.5 元")
		done := w.want(w.pin(w.say(read, "是"), voicePIN), "ordered", "")
		if o, err := w.app.Orders.Get(t.Context(), w.app.DB, done.Order); err != nil || o.Total != cny(1850) || o.Discount != cny(550) {
			t.Errorf("%+v %v", o, err)
		}
		w.want(w.begin("再来一份昨天的牛肉面"), "confirming", "", "一共 24 元")
	})
}

// A store changes what it brings, and where to: that is said, and nothing is ordered.
func TestWhatAStoreDoesNotBringAnyMoreIsSaid(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Takeaway, "清汤牛肉面")
		w.nextDay()
		areas := func(least int64, ring geo.Ring) {
			w.do(func(tx *db.Tx) error {
				return w.app.Stores.SetAreas(t.Context(), tx, w.shop.ID, []store.Area{{Border: geo.Polygon{Outer: ring}, Minimum: cny(least), Bands: []store.Band{{Upto: 9000, Fee: cny(500)}}}})
			})
		}
		near := geo.Ring{{Lat: 39.9, Lng: 116.4}, {Lat: 39.9, Lng: 116.5}, {Lat: 39.95, Lng: 116.5}, {Lat: 39.95, Lng: 116.4}}
		areas(3000, near)
		w.want(w.begin("One more of yesterday's beef noodles"), "listening", "voice.minimum", "30 yuan and more")
		// Two are enough, and what it costs to bring them is today's.
		read := w.want(w.begin("Two more of yesterday's beef noodles"), "confirming", "", "53 yuan in all")
		w.want(w.say(read, "make it three"), "confirming", "", "3 of Clear beef noodles", "77 yuan in all")
		areas(0, geo.Ring{{Lat: 39.9, Lng: 116.4}, {Lat: 39.9, Lng: 116.41}, {Lat: 39.91, Lng: 116.41}, {Lat: 39.91, Lng: 116.4}})
		w.want(w.begin("One more of yesterday's beef noodles"), "listening", "voice.too_far")
		areas(0, near)
		w.edit("清汤牛肉面", func(it *catalog.Item) { it.Listed = false })
		w.want(w.begin("One more of yesterday's beef noodles"), "listening", "voice.gone")
		// What was given back is not had again.
		w.edit("清汤牛肉面", func(it *catalog.Item) { it.Listed = true })
		w.do(func(tx *db.Tx) error {
			_, err := w.app.Orders.Cancel(t.Context(), tx, w.orders0(tx).ID, order.By{Actor: order.Shop}, "no noodles")
			return err
		})
		w.want(w.begin("One more of yesterday's beef noodles"), "listening", "voice.nothing")
	})
}

func (w *speakerWorld) orders0(tx *db.Tx) order.Order {
	p, err := w.app.Orders.Of(w.t.Context(), tx, w.ann.User.ID, page.Ask{Limit: 1})
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Items[0]
}

func (w *speakerWorld) balanceIn(tx *db.Tx) int64 {
	b, err := w.app.Wallet.Balance(w.t.Context(), tx, wallet.Cash(w.ann.User.ID))
	if err != nil {
		w.t.Fatal(err)
	}
	return b.Total.Minor()
}

// A wrong PIN takes one of the five tries that there are everywhere, a turn that comes
// twice takes one, and what is said is no way in for it.
func TestFiveWrongPINsAtASpeakerLockIt(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		read := w.begin("再来一份昨天的牛肉面")
		if a := w.pin(read, voicePIN); a.status != 409 || a.Code != "voice.early" {
			t.Error("a PIN that nobody asked for:", a.body)
		}
		asked := w.say(read, "是")
		for _, said := range []string{"4 0 7 2 1 3", "四零七二一三", "my PIN is four zero seven two one three"} {
			if a := w.say(asked, said); a.status != 422 || a.Code != "voice.digits" || strings.Contains(a.body, "407") {
				t.Error(said, a.body)
			}
		}
		if a := w.pin(asked, "40721"); a.status != 422 || strings.Contains(a.body, "40721\"") {
			t.Error(a.body)
		}
		for left := 4; left > 0; left-- {
			key := w.key()
			wrong := w.want(w.ask(w.token, key, "/"+asked.Talk+"/pin", pinBody(asked, "135790")), "pin", "identity.pin_wrong", fmt.Sprintf("还可以试 %d 次", left))
			if again := w.ask(w.token, key, "/"+asked.Talk+"/pin", pinBody(asked, "135790")); again.body != wrong.body {
				t.Errorf("the same turn again: %s", again.body)
			}
			st, err := w.app.Identity.PIN(t.Context(), w.app.DB, w.ann.User.ID)
			if err != nil || st.Left != left {
				t.Errorf("%d tries are left, want %d: %v", st.Left, left, err)
			}
			asked = wrong
		}
		w.want(w.pin(asked, "135790"), "ended", "identity.pin_locked", "锁定")
		// It is locked for the phone too, and for the next conversation.
		guest{w.author, w.ann.Token}.asks("POST", "/api/confirm/pin", `{"pin":"`+voicePIN+`"}`, 429, "identity.pin_locked")
		asked = w.say(w.begin("再来一份昨天的牛肉面"), "是")
		w.want(w.pin(asked, voicePIN), "ended", "identity.pin_locked")
		if len(w.orders()) != 1 {
			t.Error("something was ordered")
		}
		for _, secret := range []string{voicePIN, "135790", "四零七二一三", "four zero seven two one three"} {
			if w.keeps(secret) {
				t.Error("a PIN is kept:", secret)
			}
		}
	})
}

// keeps tells whether something stands by itself anywhere in the database, where that
// is a file.
func (w *speakerWorld) keeps(secret string) bool {
	w.t.Helper()
	if w.app.DB.Postgres() {
		return false
	}
	file := filepath.Join(w.t.TempDir(), "copy.db")
	if err := w.app.DB.Copy(w.t.Context(), file); err != nil {
		w.t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	return regexp.MustCompile(`[^0-9A-Za-z]` + secret + `[^0-9A-Za-z]`).Match(b)
}

// A conversation is its person's, in its host, for a few minutes, and each turn counts once.
func TestNobodyElseGoesOnWithAConversation(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		read := w.begin("再来一份昨天的牛肉面")
		bob := sessionOf(t, w.app, "+8613900000399", scope.Consumer, identity.App).Token
		refused := func(a answer, status int, code string) {
			t.Helper()
			if a.status != status || a.Code != code {
				t.Errorf("%d %s, want %d %s", a.status, a.body, status, code)
			}
		}
		yes := fmt.Sprintf(`{"turn":%d,"text":"是"}`, read.Turn)
		refused(w.ask(w.connect(bob, "speaker"), "b1", "/"+read.Talk+"/say", yes), 404, "voice.not_found")
		refused(w.ask(w.connect(w.ann.Token, "other"), "b2", "/"+read.Talk+"/say", yes), 404, "voice.not_found")
		refused(w.ask("stolen", "b3", "/"+read.Talk+"/say", yes), 401, "partner.session")
		refused(w.ask(w.token, "b4", "/"+read.Talk+"/say", yes, "Origin", "https://evil.example.com"), 403, "partner.elsewhere")
		// The session of a speaker is for talking, and that of a frame is not.
		if code, got := w.in(w.token, "POST", "/api/orders", `{}`); code != 401 || !strings.Contains(got, "partner.session") {
			t.Error(code, got)
		}
		var made struct{ Code, Token string }
		g := guest{w.author, w.ann.Token}
		json.Unmarshal([]byte(g.asks("POST", "/api/hosts/speaker/connect", "", 200)), &made)
		_, got := w.in("", "POST", "/api/hosts/speaker/session", fmt.Sprintf(`{"code":%q}`, made.Code))
		json.Unmarshal([]byte(got), &made)
		refused(w.ask(made.Token, "b5", "/"+read.Talk+"/say", yes), 401, "partner.session")
		g.asks("POST", "/api/voice", `{"text":"再来一份"}`, 422) // no key
		// A yes that comes twice is one; a yes to what was said before is none.
		asked := w.ask(w.token, "yes", "/"+read.Talk+"/say", yes, "Origin", "https://speaker.example.com")
		w.want(asked, "pin", "")
		if again := w.ask(w.token, "yes", "/"+read.Talk+"/say", yes); again.body != asked.body || again.replayed != "true" {
			t.Error(again.body)
		}
		refused(w.say(read, "是"), 409, "voice.turn")
		refused(w.pin(read, voicePIN), 409, "voice.turn")
		// Another sentence that begins is another conversation: the older one is gone.
		next := w.begin("再来一份昨天的牛肉面")
		refused(w.pin(asked, voicePIN), 404, "voice.not_found")
		asked = w.say(next, "是")
		w.clock.Move(3*time.Minute + time.Second)
		refused(w.pin(asked, voicePIN), 409, "voice.over")
		if len(w.orders()) != 1 {
			t.Error("something was ordered")
		}
		// A host that talks was seen by an operator as one that does.
		draft := `{"id":"map","name":"地图","nameEn":"Map","can":["pay"%s],"origins":[]}`
		w.desk.must("POST", "/console/api/hosts", fmt.Sprintf(draft, ""))
		w.operator.must("POST", "/console/api/hosts/map/state", `{"state":"open","share":0,"reason":"as agreed"}`)
		g.asks("POST", "/api/hosts/map/connect?talks=true", "", 403, "partner.voice")
		w.desk.must("PUT", "/console/api/hosts/map", `{"name":"地图","nameEn":"Map","can":["pay","voice"],"origins":[]}`)
		g.asks("POST", "/api/hosts/map/connect?talks=true", "", 404, "partner.not_found")
		w.operator.must("POST", "/console/api/hosts/speaker/state", `{"state":"closed","share":0,"reason":"sold"}`)
		refused(w.begin("再来一份"), 401, "partner.session")
	})
}

// What is said can be heard: at an address that lives as long as the conversation.
func TestWhatIsSaidCanBeHeard(t *testing.T) {
	if _, err := exec.LookPath("espeak-ng"); errors.Is(err, exec.ErrNotFound) {
		t.Skip("needs espeak-ng")
	}
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		read := w.begin("再来一份昨天的牛肉面")
		if !strings.HasPrefix(read.Audio, "/embed/api/voice/"+read.Talk+"/audio/1?ends=") {
			t.Fatal(read.body)
		}
		code, wav, head := w.get(read.Audio)
		heard := 0
		for i := 44; i+1 < len(wav); i += 2 {
			if s := int16(binary.LittleEndian.Uint16([]byte(wav[i:]))); s > 1000 || s < -1000 {
				heard++
			}
		}
		if code != 200 || head.Get("Content-Type") != "audio/wav" || !bytes.HasPrefix([]byte(wav), []byte("RIFF")) || heard < 5000 {
			t.Error(code, head, len(wav), heard)
		}
		for _, wrong := range []string{strings.Replace(read.Audio, "audio/1", "audio/2", 1), strings.Replace(read.Audio, "ends=", "ends=9", 1), strings.Split(read.Audio, "?")[0]} {
			if code, body, _ := w.get(wrong); code != 404 || !strings.Contains(body, "voiceapi.audio") {
				t.Error(wrong, code, body)
			}
		}
		erased := w.begin("再来一份昨天的牛肉面")
		w.do(func(tx *db.Tx) error { return w.app.Identity.Erase(t.Context(), tx, w.ann.User.ID, "asked") })
		for w.app.Jobs.Once(t.Context()) > 0 {
		}
		if code, body, _ := w.get(erased.Audio); code != 404 || !strings.Contains(body, "voice.not_found") {
			t.Error("who is erased is still heard:", code, body)
		}
		w.clock.Move(4 * time.Minute)
		if code, body, _ := w.get(read.Audio); code != 404 {
			t.Error("it is heard for ever", code, body)
		}
	})
}
