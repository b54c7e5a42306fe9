package message_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/core/identity"
	"livewell/internal/core/message"
	"livewell/internal/edge/limit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

type world struct {
	*testing.T
	d      *db.DB
	clock  *testkit.Clock
	s      *message.Service
	people *identity.Service
	jobs   *job.Queue
}

var migrations = [][]db.Migration{job.Migrations, audit.Migrations, identity.Migrations, message.Migrations}

func each(t *testing.T, fn func(w world)) {
	testkit.Each(t, migrations, func(t *testing.T, d *db.DB, c *testkit.Clock) { fn(newWorld(t, d, c, true)) })
}

func newWorld(t *testing.T, d *db.DB, c *testkit.Clock, loopback bool) world {
	log, keys := slog.New(slog.DiscardHandler), secret.InMemory()
	jobs := job.New(d, log)
	people, err := identity.New(d, event.NewBus(jobs), identity.Options{
		Name: "livewell", Origin: "https://pay.example", Host: "pay.example", Keys: keys, Limits: limit.New(c.Now, limit.Demo()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return world{t, d, c, message.New(message.Deps{
		DB: d, Jobs: jobs, People: people, Keys: keys, Out: egress.New(d.Now), Log: log, Contact: "https://pay.example", Loopback: loopback,
	}), people, jobs}
}

func (w world) send(user string, c message.Category, n int) string {
	w.Helper()
	id, err := db.Get(w.Context(), w.d, func(tx *db.Tx) (string, error) {
		return w.s.Send(w.Context(), tx, user, c, "pay.received", map[string]string{"n": fmt.Sprint(n)}, "/bills/1")
	})
	if err != nil {
		w.Fatal(err)
	}
	return id
}

func (w world) do(fn func(tx *db.Tx) error) error { return w.d.Do(w.Context(), fn) }

func TestMessagesAreListedAndRead(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		for i := range 7 {
			w.send("ann", []message.Category{message.Payment, message.Order}[i%2], i)
			w.clock.Move(time.Second)
		}
		w.send("bob", message.Payment, 99)
		var got []string
		var ids []string
		ask := page.Ask{Limit: 3}
		for {
			p, err := w.s.List(ctx, w.d, "ann", "", ask)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range p.Items {
				got, ids = append(got, m.Args["n"]), append(ids, m.ID)
			}
			if ask.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if fmt.Sprint(got) != "[6 5 4 3 2 1 0]" {
			t.Errorf("listed %v", got)
		}
		if p, err := w.s.List(ctx, w.d, "ann", message.Order, page.Ask{Limit: 10}); err != nil || len(p.Items) != 3 {
			t.Errorf("orders: %+v, %v", p, err)
		}
		unread := func(want string) {
			t.Helper()
			u, err := w.s.Unread(ctx, w.d, "ann")
			if s := fmt.Sprint(u[message.Payment], u[message.Order]); err != nil || s != want {
				t.Errorf("unread %s, want %s (%v)", s, want, err)
			}
		}
		unread("4 3")
		if err := w.do(func(tx *db.Tx) error { return w.s.Read(ctx, tx, "bob", ids[0]) }); !errors.Is(err, message.ErrNotFound) {
			t.Errorf("bob read ann's: %v", err)
		}
		for range 2 {
			if err := w.do(func(tx *db.Tx) error { return w.s.Read(ctx, tx, "ann", ids[0]) }); err != nil {
				t.Error(err)
			}
		}
		unread("3 3")
		if err := w.do(func(tx *db.Tx) error { _, err := w.s.ReadAll(ctx, tx, "ann", message.Order); return err }); err != nil {
			t.Error(err)
		}
		unread("3 0")
		if err := w.do(func(tx *db.Tx) error { _, err := w.s.ReadAll(ctx, tx, "ann", ""); return err }); err != nil {
			t.Error(err)
		}
		unread("0 0")
	})
}

func TestOptingOut(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		turn := func(c message.Category, on bool) error {
			return w.do(func(tx *db.Tx) error { return w.s.Turn(ctx, tx, "ann", c, on) })
		}
		if err := turn(message.Promotion, false); err != nil {
			t.Fatal(err)
		}
		if id := w.send("ann", message.Promotion, 1); id != "" {
			t.Error("told in spite of the opt-out")
		}
		if id := w.send("bob", message.Promotion, 1); id == "" {
			t.Error("bob did not opt out")
		}
		if err := turn(message.Promotion, true); err != nil || w.send("ann", message.Promotion, 1) == "" {
			t.Error("still off", err)
		}
		if err := turn(message.Payment, false); !errors.Is(err, message.ErrMust) {
			t.Errorf("payment off: %v", err)
		}
		if err := turn("gossip", false); !errors.Is(err, message.ErrCategory) {
			t.Errorf("gossip off: %v", err)
		}
	})
}

func TestMalformedMessagesAreRefused(t *testing.T) {
	each(t, func(w world) {
		for _, tc := range []struct{ code, link string }{
			{"hello", ""}, {"Pay.Received", ""}, {"pay.received", "https://evil.example"}, {"pay.received", "//evil.example"}, {"", ""},
		} {
			err := w.do(func(tx *db.Tx) error {
				_, err := w.s.Send(w.Context(), tx, "ann", message.Payment, tc.code, nil, tc.link)
				return err
			})
			if !errors.Is(err, message.ErrMalformed) {
				t.Errorf("%+v: %v", tc, err)
			}
		}
	})
}

func TestAWatcherHearsEachMessageOnce(t *testing.T) {
	each(t, func(w world) {
		w.send("ann", message.Payment, 0) // before: not heard
		w.clock.Move(time.Second)
		ctx, leave := context.WithCancel(w.Context())
		heard := make(chan message.Message, 10)
		done := make(chan error, 1)
		watch := func(last string) {
			done <- w.s.Watch(ctx, w.d, "ann", last, func(m message.Message) error { heard <- m; return nil })
		}
		next := func(want string) string {
			t.Helper()
			select {
			case m := <-heard:
				if m.Args["n"] != want {
					t.Fatalf("heard %s, want %s", m.Args["n"], want)
				}
				return m.ID
			case <-time.After(20 * time.Second):
				t.Fatalf("did not hear %s", want)
			}
			return ""
		}
		first := w.send("ann", message.Payment, 1)
		w.clock.Move(time.Second)
		w.send("ann", message.Payment, 2)
		go watch(first) // a client that comes back after a break
		// What is within the overlap before the first may come again; a client knows it by its id.
		for m := range heard {
			if m.Args["n"] == "2" {
				break
			}
			if m.Args["n"] != "0" {
				t.Fatalf("heard %s", m.Args["n"])
			}
		}
		w.send("bob", message.Payment, 50)
		w.send("ann", message.Payment, 3)
		next("3")
		w.clock.Move(time.Hour)
		w.send("ann", message.Payment, 4)
		next("4")
		leave()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if len(heard) > 0 {
			t.Errorf("heard %v more", <-heard)
		}
	})
}
