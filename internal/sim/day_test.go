package sim

import (
	"bytes"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"livewell/internal/app"
	"livewell/internal/core/bank"
	"livewell/internal/demo"
	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

// city serves a demo with a bank beside it, and gives a short day in it.
func city(t *testing.T, d *db.DB, c *testkit.Clock, seed uint64) Config {
	t.Helper()
	ctx := t.Context()
	listen := func() *net.TCPListener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return l.(*net.TCPListener)
	}
	b, err := bank.NewSandbox(filepath.Join(testkit.Dir(t), "bank.book"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	vault, l := listen(), listen()
	go b.Serve(ctx, vault)
	a, err := app.New(d, slog.New(slog.DiscardHandler), app.Config{
		Keys: secret.InMemory(), Origin: "http://localhost", Demo: true, Clock: c, Bank: vault.Addr().String(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Plant(ctx); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- a.Serve(ctx, l) }()
	t.Cleanup(func() { <-done }) // the test's context has ended by then
	return Config{
		URL: "http://" + l.Addr().String(), Seed: seed, Shoppers: 10, Riders: 3, Shops: 20, From: 11, To: 12,
		City: "110000", Owners: demo.Owners(), PIN: demo.PIN,
	}
}

// Two servers, of either engine, and one seed: the same is done in every minute,
// and everybody's books agree. Books that do not are found.
func TestTheSameSeedIsTheSameDay(t *testing.T) {
	var days []string
	for len(days) < 2 { // one a turn where there is no PostgreSQL
		testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
			var log bytes.Buffer
			day := city(t, d, c, 1)
			day.Log = &log
			w, err := begin(t.Context(), day)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.live(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := w.compare(t.Context()); err != nil {
				t.Fatal(err)
			}
			r := w.report()
			for _, b := range r.Breaches {
				t.Error(b)
			}
			if r.All.Brought == 0 || r.All.Ended < 5 {
				t.Errorf("nothing happened: %v", r.All)
			}
			days = append(days, log.String())
			if log.String() != days[0] {
				t.Errorf("another day:\n%s", differ(days[0], log.String()))
			}
			t.Logf("%d events, %s", r.Events, r.Digest)
			spoil(t, w)
		})
		if t.Failed() {
			return
		}
	}
}

// differ gives the first lines that two days do not share.
func differ(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + "\n" + bs[i]
		}
	}
	return "one is longer"
}

// spoil makes a wallet, an order, a till and a shelf disagree with the books.
func spoil(t *testing.T, w *world) {
	t.Helper()
	i := slices.IndexFunc(w.orders, func(o *order) bool { return o.status == completed })
	o := w.orders[i]
	o.refunded = o.refunded.Add(yuan(1)) // as if a refund had not come
	for _, s := range w.shops {
		for id := range s.left {
			s.left[id]++ // as if a piece had gone without an order
			break
		}
	}
	if err := w.compare(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(w.report().Breaches, "\n")
	for _, want := range []string{o.String() + " gave back", o.buyer.who() + " has", o.shop.at.name + " gave back", "pieces of"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told of in\n%s", want, all)
		}
	}
}
