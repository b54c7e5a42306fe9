package notify_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/notify"
	"livewell/internal/open/protocol"
)

// shop is a merchant's server.
type shop struct {
	mu    sync.Mutex
	got   []protocol.Params
	reply func(w http.ResponseWriter, n int)
	take  func(p protocol.Params) bool // in place of reply: whether it answers success
	*httptest.Server
}

func newShop(t *testing.T) *shop {
	s := &shop{reply: func(w http.ResponseWriter, _ int) { io.WriteString(w, " Success\n") }}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, _, err := protocol.Parse(r)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.got = append(s.got, p)
		n := len(s.got)
		s.mu.Unlock()
		if s.take == nil {
			s.reply(w, n)
		} else if !s.take(p) {
			w.WriteHeader(http.StatusBadGateway)
		} else {
			io.WriteString(w, "success")
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *shop) seen() []protocol.Params {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

type fix struct {
	t        *testing.T
	db       *db.DB
	clock    *testkit.Clock
	apps     *client.Service
	s        *notify.Service
	app, out string // a sandbox app, and one that may not reach this machine
	shop     *shop
}

func each(t *testing.T, fn func(f *fix)) {
	testkit.Each(t, [][]db.Migration{audit.Migrations, client.Migrations, notify.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		log := slog.New(slog.DiscardHandler)
		f := &fix{t: t, db: d, clock: c, apps: client.New(d, secret.InMemory(), log), shop: newShop(t)}
		if err := f.apps.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.s = notify.New(d, f.apps, egress.New(d.Now), log)
		make := func(sandbox bool) string {
			a, err := db.Get(t.Context(), d, func(tx *db.Tx) (*client.App, error) {
				return f.apps.Create(t.Context(), tx, scope.Scope{User: "dev"}, client.Draft{Name: "Shop", Kind: client.Own, Sandbox: sandbox})
			})
			if err != nil {
				t.Fatal(err)
			}
			return a.ID
		}
		f.app, f.out = make(true), make(false)
		fn(f)
	})
}

func (f *fix) send(app, object, status string) string {
	f.t.Helper()
	id, err := db.Get(f.t.Context(), f.db, func(tx *db.Tx) (string, error) {
		return f.s.Send(f.t.Context(), tx, notify.Message{
			App: app, Kind: "trade_status_sync", Object: object, URL: f.shop.URL + "/n?a=b",
			Fields: protocol.Params{"trade_no": object, "trade_status": status, "subject": "早饭 & tea", "body": ""},
		})
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *fix) get(app, id string) (notify.Sent, []notify.Attempt) {
	f.t.Helper()
	m, tries, err := f.s.Get(f.t.Context(), f.db, app, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return m, tries
}

func TestAMessageArrivesSigned(t *testing.T) {
	each(t, func(f *fix) {
		id := f.send(f.app, "1", "TRADE_SUCCESS")
		f.s.Once(t.Context())
		got := f.shop.seen()
		if len(got) != 1 {
			t.Fatalf("got %v", got)
		}
		p := got[0]
		if p["notify_id"] != id || p["app_id"] != f.app || p["notify_type"] != "trade_status_sync" || p["subject"] != "早饭 & tea" || p["notify_time"] == "" {
			t.Errorf("got %v", p)
		}
		if _, has := p["body"]; has {
			t.Error("an empty value was sent")
		}
		delete(p, "a") // the address's own query
		key, _ := protocol.PublicKey(f.apps.Newest().PublicKey())
		if err := protocol.VerifyNotify(p, func(text []byte, sig string) error { return protocol.Verify(key, text, sig) }); err != nil {
			t.Error(err)
		}
		if m, tries := f.get(f.app, id); m.State != notify.Done || len(tries) != 1 || tries[0].Status != 200 {
			t.Errorf("got %+v %v", m, tries)
		}
		if f.s.Once(t.Context()) != 0 {
			t.Error("it is sent again")
		}
	})
}

func TestDeliveredMessagesAreForgottenInTime(t *testing.T) {
	each(t, func(f *fix) {
		id := f.send(f.app, "1", "TRADE_SUCCESS")
		f.s.Once(t.Context())
		f.shop.reply = func(w http.ResponseWriter, _ int) { w.WriteHeader(500) }
		waiting := f.send(f.app, "2", "TRADE_SUCCESS")
		f.s.Once(t.Context())
		f.clock.Move(notify.Keep - time.Hour)
		if err := f.s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.get(f.app, id)
		f.clock.Move(2 * time.Hour)
		if err := f.s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := f.s.Get(t.Context(), f.db, f.app, id); !errors.Is(err, notify.ErrNotFound) {
			t.Errorf("after its time: %v", err)
		}
		f.get(f.app, waiting)
	})
}

func TestARollbackTellsNobody(t *testing.T) {
	each(t, func(f *fix) {
		_ = f.db.Do(t.Context(), func(tx *db.Tx) error {
			if _, err := f.s.Send(t.Context(), tx, notify.Message{App: f.app, Object: "1", URL: f.shop.URL}); err != nil {
				t.Error(err)
			}
			return fmt.Errorf("changed our mind")
		})
		f.s.Once(t.Context())
		if len(f.shop.seen()) != 0 {
			t.Error("told of what did not happen")
		}
	})
}

func TestScheduleThenDeadThenByHand(t *testing.T) {
	each(t, func(f *fix) {
		answers := []func(w http.ResponseWriter){
			func(w http.ResponseWriter) { w.WriteHeader(500) },
			func(w http.ResponseWriter) { io.WriteString(w, "fail") },
			func(w http.ResponseWriter) { w.WriteHeader(201); io.WriteString(w, "success") },
			func(w http.ResponseWriter) { w.Header().Set("Location", "/ok"); w.WriteHeader(302) },
		}
		f.shop.reply = func(w http.ResponseWriter, n int) { answers[n%len(answers)](w) }
		id := f.send(f.app, "1", "TRADE_SUCCESS")
		start := f.db.Now()
		for i, wait := range notify.Schedule() {
			f.s.Once(t.Context())
			m, _ := f.get(f.app, id)
			d := m.Next.Sub(f.db.Now())
			if m.State != notify.Pending || d < wait*9/10 || d > wait*11/10 {
				t.Fatalf("after try %d it waits %v, want %v", i+1, d, wait)
			}
			if f.s.Once(t.Context()) != 0 {
				t.Fatal("sent before its time")
			}
			f.clock.Move(d + 2*time.Minute) // past the breaker too
		}
		f.s.Once(t.Context())
		m, tries := f.get(f.app, id)
		if m.State != notify.Dead || len(tries) != 8 || len(f.shop.seen()) != 8 {
			t.Fatalf("got %+v after %d tries and %d calls", m, len(tries), len(f.shop.seen()))
		}
		if total := f.db.Now().Sub(start); total > 28*time.Hour {
			t.Errorf("it took %v", total)
		}
		ids := map[string]bool{}
		for _, p := range f.shop.seen() {
			ids[p["notify_id"]] = true
		}
		if len(ids) != 1 {
			t.Error("notify_id changed between tries")
		}
		f.shop.reply = func(w http.ResponseWriter, _ int) { io.WriteString(w, "success") }
		f.clock.Move(2 * time.Minute)
		n, err := db.Get(t.Context(), f.db, func(tx *db.Tx) (int64, error) {
			return f.s.RedeliverAll(t.Context(), tx, f.app, notify.Filter{From: start})
		})
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		f.s.Once(t.Context())
		if m, tries := f.get(f.app, id); m.State != notify.Done || len(tries) != 9 {
			t.Errorf("got %+v, %d tries", m, len(tries))
		}
		if _, bad, err := f.s.Verify(t.Context(), f.db); err != nil || len(bad) > 0 {
			t.Error(bad, err)
		}
	})
}

func TestOneTradesMessagesKeepTheirOrder(t *testing.T) {
	each(t, func(f *fix) {
		f.shop.reply = func(w http.ResponseWriter, n int) {
			if n == 1 {
				w.WriteHeader(500)
				return
			}
			io.WriteString(w, "success")
		}
		f.send(f.app, "1", "TRADE_SUCCESS")
		f.s.Once(t.Context())
		f.clock.Move(time.Second)
		f.send(f.app, "1", "TRADE_CLOSED")
		other := f.send(f.app, "2", "TRADE_SUCCESS")
		for range 6 {
			f.s.Once(t.Context())
			f.clock.Move(2 * time.Second)
		}
		if m, _ := f.get(f.app, other); m.State != notify.Done {
			t.Error("another trade's message waits")
		}
		f.clock.Move(5 * time.Minute)
		for range 3 {
			f.s.Once(t.Context())
		}
		var order []string
		for _, p := range f.shop.seen() {
			if p["trade_no"] == "1" {
				order = append(order, p["trade_status"])
			}
		}
		if !slices.Equal(order, []string{"TRADE_SUCCESS", "TRADE_SUCCESS", "TRADE_CLOSED"}) {
			t.Errorf("got %v", order)
		}
	})
}

// A merchant whose server loses three of ten messages, or their answers, knows
// in the end what the platform knows, each trade's changes in their order.
func TestAMerchantThatOftenFailsEndsRight(t *testing.T) {
	each(t, func(f *fix) {
		luck := rand.New(rand.NewPCG(1, 2))
		var mu sync.Mutex
		books := map[string][]string{} // by trade: what the merchant knows of it, by notify_id once
		known := map[string]bool{}
		f.shop.take = func(p protocol.Params) (ok bool) {
			mu.Lock()
			defer mu.Unlock()
			what := luck.IntN(10)
			if what == 0 {
				return false // lost before it was read
			}
			if !known[p["notify_id"]] {
				known[p["notify_id"]] = true
				books[p["trade_no"]] = append(books[p["trade_no"]], p["trade_status"])
			}
			return what > 2 // the answer may be lost, too
		}
		want := []string{"TRADE_SUCCESS", "REFUND", "TRADE_CLOSED"}
		for _, status := range want {
			for trade := range 20 {
				f.send(f.app, fmt.Sprint(trade), status)
			}
			f.clock.Move(time.Second)
		}
		for range 300 {
			f.s.Once(t.Context())
			f.clock.Move(time.Minute)
		}
		for trade := range 20 {
			if got := books[fmt.Sprint(trade)]; !slices.Equal(got, want) {
				t.Errorf("trade %d: the merchant knows %v", trade, got)
			}
		}
		if n := len(f.shop.seen()); n < 70 {
			t.Errorf("%d tries: nothing failed", n)
		}
	})
}

func TestThisMachineIsReachedFromASandboxOnly(t *testing.T) {
	each(t, func(f *fix) {
		id := f.send(f.out, "1", "TRADE_SUCCESS")
		f.s.Once(t.Context())
		m, tries := f.get(f.out, id)
		if m.State != notify.Pending || len(tries) != 1 || tries[0].Reason == "" || len(f.shop.seen()) != 0 {
			t.Errorf("got %+v %v", m, tries)
		}
	})
}

func TestAHostGetsTwoAtATimeAndABrokenOneRest(t *testing.T) {
	each(t, func(f *fix) {
		var mu sync.Mutex
		var now, most int
		f.shop.reply = func(w http.ResponseWriter, _ int) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			defer func() { mu.Lock(); now--; mu.Unlock() }()
			w.WriteHeader(500)
		}
		for i := range 20 {
			f.send(f.app, fmt.Sprint(i), "TRADE_SUCCESS")
		}
		for range 10 {
			f.s.Once(t.Context())
			f.clock.Move(2 * time.Second)
		}
		if most > 2 {
			t.Errorf("%d calls at once to one host", most)
		}
		if n := len(f.shop.seen()); n < 5 || n > 6 {
			t.Errorf("a host that failed five times was called %d times", n)
		}
	})
}

func TestTheLogIsTheAppsOwn(t *testing.T) {
	each(t, func(f *fix) {
		id := f.send(f.app, "1", "TRADE_SUCCESS")
		if _, _, err := f.s.Get(t.Context(), f.db, f.out, id); err == nil {
			t.Error("another app reads it")
		}
		got, err := f.s.List(t.Context(), f.db, f.app, notify.Filter{State: notify.Pending}, page.Ask{Limit: 10})
		if err != nil || len(got.Items) != 1 || got.Items[0].Fields["trade_no"] != "1" {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.s.Redeliver(t.Context(), tx, f.out, id) }); err == nil {
			t.Error("another app sends it again")
		}
	})
}
