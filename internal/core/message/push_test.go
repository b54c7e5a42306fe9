package message_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// somebody signs up and in, and subscribes at endpoint.
func (w world) somebody(phone, language, endpoint string) (scope.Scope, browser) {
	w.Helper()
	by := w.signIn(phone, language)
	b := newBrowser(w.T, endpoint)
	if err := w.s.Subscribe(w.Context(), by, b.sub, "en"); err != nil {
		w.Fatal(err)
	}
	return by, b
}

func (w world) signIn(phone, language string) scope.Scope {
	w.Helper()
	in, err := db.Get(w.Context(), w.d, func(tx *db.Tx) (identity.SignIn, error) {
		u, err := w.people.Ensure(w.Context(), tx, phone, language)
		if err != nil {
			return identity.SignIn{}, err
		}
		return w.people.Open(w.Context(), tx, u.ID, identity.Device{Name: "Firefox"})
	})
	if err != nil {
		w.Fatal(err)
	}
	return scope.Scope{User: in.User.ID, Session: in.Session}
}

// work runs all that is due, jobs and pushes.
func (w world) work() {
	for w.jobs.Once(w.Context())+w.s.Once(w.Context()) > 0 {
	}
}

func (w world) tell(user string, c message.Category, code string) string {
	w.Helper()
	id, err := db.Get(w.Context(), w.d, func(tx *db.Tx) (string, error) {
		return w.s.Send(w.Context(), tx, user, c, code, map[string]string{"amount": "1200.00", "name": "Bob", "note": ""}, "/bills")
	})
	if err != nil {
		w.Fatal(err)
	}
	return id
}

const ann, received = "+8613900000001", "transfer.received"

func TestAPushIsReadByItsBrowserAlone(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, b := w.somebody(ann, "zh", srv.URL+"/p/1")
		id := w.tell(by.User, message.Payment, received)
		w.work()
		got := srv.taken()
		if len(got) != 1 {
			w.Fatalf("%d pushes, want 1", len(got))
		}
		d := got[0]
		if strings.Contains(string(d.body), "Bob") {
			w.Error("it is in the clear")
		}
		want := notice{id, "Bob 向你转了 ¥1,200.00", "", "/bills", "zh-CN"}
		if n := b.read(w.T, d.body); n.Tag != want.Tag || !strings.Contains(n.Title, "¥1,200.00") || !strings.Contains(n.Title, "Bob") || n.Link != want.Link || n.Lang != want.Lang {
			w.Errorf("got %+v, want something like %+v", n, want)
		}
		for k, v := range map[string]string{"Ttl": "86400", "Urgency": "high", "Topic": id, "Content-Encoding": "aes128gcm"} {
			if d.head.Get(k) != v {
				w.Errorf("%s is %q, want %q", k, d.head.Get(k), v)
			}
		}
		key, err := w.s.PushKey(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		if err := checkVapid(d.head.Get("Authorization"), key, srv.URL); err != nil {
			w.Error(err)
		}
		if again, err := w.s.PushKey(w.Context()); err != nil || again != key {
			w.Errorf("the key was made twice: %v", err)
		}
	})
}

func TestQuietHoursHoldBackAndAreSummarisedOnce(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, b := w.somebody(ann, "en", srv.URL+"/p/1")
		// It is 11:04 in Shanghai.
		quiet := message.Quiet{On: true, Start: 11 * 60, Stop: 12 * 60, Zone: "Asia/Shanghai"}
		set := func(q message.Quiet) {
			w.Helper()
			if err := w.do(func(tx *db.Tx) error { return w.s.SetQuiet(w.Context(), tx, by.User, q) }); err != nil {
				w.Fatal(err)
			}
		}
		set(quiet)
		for range 3 {
			w.tell(by.User, message.Payment, received)
		}
		seen := w.tell(by.User, message.Payment, received)
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Fatalf("%d pushes in quiet hours", len(got))
		}
		secure := w.tell(by.User, message.Security, "security.pin_changed")
		w.work()
		if got := srv.taken(); len(got) != 1 || b.read(w.T, got[0].body).Tag != secure {
			w.Fatalf("security is to pass: %d pushes", len(got))
		}
		if err := w.do(func(tx *db.Tx) error { return w.s.Read(w.Context(), tx, by.User, seen) }); err != nil {
			w.Fatal(err)
		}
		quiet.Stop = 13 * 60 // an hour more, set meanwhile
		set(quiet)
		w.clock.Move(time.Hour)
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Fatalf("%d pushes before the end", len(got))
		}
		w.clock.Move(time.Hour)
		w.work()
		got := srv.taken()
		if len(got) != 1 {
			w.Fatalf("%d summaries, want 1", len(got))
		}
		if n := b.read(w.T, got[0].body); n.Body != "New messages: 3" || n.Link != "/messages" || got[0].head.Get("Topic") != "quiet" {
			w.Errorf("got %+v, topic %q", n, got[0].head.Get("Topic"))
		}
		w.clock.Move(24 * time.Hour) // in the middle of the next day's
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Errorf("%d pushes more", len(got))
		}
	})
}

func TestTurningQuietHoursOffTellsAtOnce(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, b := w.somebody(ann, "en", srv.URL+"/p/1")
		set := func(on bool) error {
			return w.do(func(tx *db.Tx) error {
				return w.s.SetQuiet(w.Context(), tx, by.User, message.Quiet{On: on, Start: 0, Stop: 6 * 60, Zone: "UTC"})
			})
		}
		if err := set(true); err != nil {
			w.Fatal(err)
		}
		w.tell(by.User, message.Order, received)
		w.work()
		if err := set(false); err != nil {
			w.Fatal(err)
		}
		w.work()
		if got := srv.taken(); len(got) != 1 || b.read(w.T, got[0].body).Body != "New messages: 1" {
			w.Errorf("%d pushes", len(got))
		}
		for _, q := range []message.Quiet{{Start: 60, Stop: 60, Zone: "UTC"}, {Start: 0, Stop: 60}, {Start: 0, Stop: 60, Zone: "Mars/Base"}, {Start: 0, Stop: 1440, Zone: "UTC"}, {Start: 0, Stop: 60, Zone: "../etc"}} {
			if err := w.do(func(tx *db.Tx) error { return w.s.SetQuiet(w.Context(), tx, by.User, q) }); !errors.Is(err, message.ErrQuiet) {
				w.Errorf("%+v: %v", q, err)
			}
		}
	})
}

func TestNoMessageIsPushedTwice(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, _ := w.somebody(ann, "en", srv.URL+"/p/1")
		id := w.tell(by.User, message.Payment, received)
		w.work()
		again := func() error {
			return w.do(func(tx *db.Tx) error {
				return w.jobs.AddKind(w.Context(), tx, "message.push", map[string]string{"user": by.User, "message": id}, time.Time{})
			})
		}
		if err := errors.Join(again(), again()); err != nil {
			w.Fatal(err)
		}
		w.work()
		w.clock.Move(time.Hour)
		w.work()
		if got := srv.taken(); len(got) != 1 {
			w.Errorf("%d pushes, want 1", len(got))
		}
	})
}

func TestWhatNobodyWantsIsNotPushed(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, _ := w.somebody(ann, "en", srv.URL+"/p/1")
		if err := w.do(func(tx *db.Tx) error { return w.s.Turn(w.Context(), tx, by.User, message.Promotion, false) }); err != nil {
			w.Fatal(err)
		}
		w.tell(by.User, message.Promotion, received)
		read := w.tell(by.User, message.Payment, received) // read in the app before the job runs
		if err := w.do(func(tx *db.Tx) error { return w.s.Read(w.Context(), tx, by.User, read) }); err != nil {
			w.Fatal(err)
		}
		w.tell(by.User, message.Payment, "gossip.heard") // there are no words for it
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Errorf("%d pushes", len(got))
		}
	})
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		each(t, func(w world) {
			srv := newService(w.T)
			by, _ := w.somebody(ann, "en", srv.URL+"/p/1")
			srv.answer(status)
			w.tell(by.User, message.Payment, received)
			w.work()
			if on, err := w.s.Subscribed(w.Context(), w.d, by); err != nil || on {
				w.Errorf("after %d it is still subscribed (%v)", status, err)
			}
			w.tell(by.User, message.Payment, received)
			w.clock.Move(24 * time.Hour)
			w.work()
			if got := srv.taken(); len(got) != 1 {
				w.Errorf("%d calls, want 1", len(got))
			}
		})
	}
}

func TestAServiceThatIsDownIsAskedAgainAndOneThatRefusesIsNot(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		by, _ := w.somebody(ann, "en", srv.URL+"/p/1")
		srv.answer(http.StatusServiceUnavailable)
		w.tell(by.User, message.Payment, received)
		w.work()
		w.clock.Move(2 * time.Minute)
		w.work()
		srv.answer(http.StatusCreated)
		w.clock.Move(10 * time.Minute)
		w.work()
		w.clock.Move(10 * time.Hour)
		w.work()
		if got := srv.taken(); len(got) != 3 {
			w.Errorf("%d calls, want two that failed and one that did not", len(got))
		}
		srv.answer(http.StatusForbidden)
		w.tell(by.User, message.Payment, received)
		w.work()
		w.clock.Move(10 * time.Hour)
		w.work()
		if on, err := w.s.Subscribed(w.Context(), w.d, by); err != nil || !on || len(srv.taken()) != 1 {
			w.Errorf("refused once: subscribed %v, %v", on, err)
		}
	})
}

func TestAnEndedSessionHearsNothing(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		first, _ := w.somebody(ann, "en", srv.URL+"/p/1")
		second, _ := w.somebody(ann, "en", srv.URL+"/p/2")
		// The first ends before the job runs, the second when its push waits already.
		end := func(by scope.Scope) {
			w.Helper()
			if err := w.do(func(tx *db.Tx) error { return w.people.End(w.Context(), tx, by.User, by.Session) }); err != nil {
				w.Fatal(err)
			}
		}
		w.tell(first.User, message.Security, "security.pin_changed")
		end(first)
		for w.jobs.Once(w.Context()) > 0 {
		}
		end(second)
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Errorf("%d pushes", len(got))
		}
		// The browser's next person takes the subscription over.
		bob := w.signIn("+8613900000002", "en")
		b := newBrowser(w.T, srv.URL+"/p/1")
		if err := w.s.Subscribe(w.Context(), bob, b.sub, "en"); err != nil {
			w.Fatal(err)
		}
		w.tell(first.User, message.Payment, received)
		w.work()
		if got := srv.taken(); len(got) != 0 {
			w.Errorf("bob's browser got %d of ann's", len(got))
		}
	})
}

func TestTenBrowsersAtMost(t *testing.T) {
	each(t, func(w world) {
		srv := newService(w.T)
		var last scope.Scope
		for i := range 10 {
			last, _ = w.somebody(ann, "en", fmt.Sprintf("%s/p/%d", srv.URL, i))
		}
		if err := w.s.Subscribe(w.Context(), last, newBrowser(w.T, srv.URL+"/p/again").sub, "en"); err != nil {
			w.Errorf("a session may replace its own: %v", err)
		}
		more := w.signIn(ann, "en")
		b := newBrowser(w.T, srv.URL+"/p/more")
		if err := w.s.Subscribe(w.Context(), more, b.sub, "en"); !errors.Is(err, message.ErrTooMany) {
			w.Errorf("the eleventh: %v", err)
		}
		if err := w.do(func(tx *db.Tx) error { return w.people.End(w.Context(), tx, last.User, last.Session) }); err != nil {
			w.Fatal(err)
		}
		if err := w.s.Subscribe(w.Context(), more, b.sub, "en"); err != nil {
			w.Errorf("one has ended: %v", err)
		}
	})
}

// nameOfThisMachine gives a name that a strict parser lets pass, and that leads here.
func nameOfThisMachine(t *testing.T) string {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{host, "localhost."} {
		if found, err := net.DefaultResolver.LookupNetIP(t.Context(), "ip", name); err == nil && !egress.Public(found[0]) {
			return name
		}
	}
	t.Skip("no name leads to this machine")
	return ""
}

func TestNothingIsSentWhereNoPushServiceIs(t *testing.T) {
	testkit.Each(t, migrations, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := newWorld(t, d, c, false)
		srv := newService(t)
		by := w.signIn(ann, "en")
		good := newBrowser(t, "https://push.example/p/1").sub
		short := good
		short.P256dh = good.P256dh[:80]
		weak := good
		weak.Auth = "AAAA"
		for _, x := range []message.Subscription{
			{Endpoint: "http://push.example/p/1", P256dh: good.P256dh, Auth: good.Auth},
			{Endpoint: srv.URL, P256dh: good.P256dh, Auth: good.Auth},
			{Endpoint: "https://10.0.0.1/p", P256dh: good.P256dh, Auth: good.Auth},
			{Endpoint: "https://localhost/p", P256dh: good.P256dh, Auth: good.Auth},
			{Endpoint: "https://[::1]/p", P256dh: good.P256dh, Auth: good.Auth},
			{Endpoint: "https://169.254.169.254/latest", P256dh: good.P256dh, Auth: good.Auth},
			short, weak,
		} {
			if err := w.s.Subscribe(t.Context(), by, x, "en"); !errors.Is(err, message.ErrSubscription) {
				t.Errorf("%s: %v", x.Endpoint, err)
			}
		}
		// A name that leads to this machine is refused when it is dialled.
		port := srv.URL[strings.LastIndexByte(srv.URL, ':'):]
		if err := w.s.Subscribe(t.Context(), by, newBrowser(t, "https://"+nameOfThisMachine(t)+port+"/p").sub, "en"); err != nil {
			t.Fatal(err)
		}
		w.tell(by.User, message.Security, "security.pin_changed")
		w.work()
		if got := srv.taken(); len(got) != 0 {
			t.Errorf("it was called")
		}
		if on, err := w.s.Subscribed(t.Context(), d, by); err != nil || on {
			t.Errorf("a host inside is kept: %v", err)
		}
	})
}
