package consent_test

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"sync"
	"testing"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

func each(t *testing.T, fn func(t *testing.T, d *db.DB, s *consent.Service, q *job.Queue, b *event.Bus)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, consent.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		q := job.New(d, slog.New(slog.DiscardHandler))
		b := event.NewBus(q)
		fn(t, d, consent.New(b), q, b)
	})
}

func TestAWithdrawalTakesEffectAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *consent.Service, q *job.Queue, b *event.Bus) {
		ctx := t.Context()
		var told []consent.WithdrawnEvent
		event.On(b, "test", func(_ context.Context, tx *db.Tx, e consent.WithdrawnEvent) error {
			tx.After(func() { told = append(told, e) })
			return nil
		})
		do := func(fn func(tx *db.Tx) error) error { return d.Do(ctx, fn) }
		check := func(app, scope string, want error) {
			t.Helper()
			if err := s.Check(ctx, d, "ann", app, scope); !errors.Is(err, want) {
				t.Errorf("%s %s: got %v, want %v", app, scope, err, want)
			}
		}
		check("app1", "auth_user", consent.ErrNotGiven)
		check("app1", "auth_base", nil)
		check("app1", "auth_everything", consent.ErrScope)
		grant := func(version int64, scopes ...string) error {
			return do(func(tx *db.Tx) error {
				var as []consent.Agreed
				for _, sc := range scopes {
					as = append(as, consent.Agreed{Scope: sc, Version: version})
				}
				return s.Grant(ctx, tx, "ann", "app1", "oauth", as...)
			})
		}
		if err := grant(0, "auth_user"); !errors.Is(err, consent.ErrText) {
			t.Errorf("an old text: %v", err)
		}
		if err := errors.Join(grant(1, "auth_user", "auth_phone"), grant(1, "auth_user")); err != nil {
			t.Fatal(err)
		}
		check("app1", "auth_user", nil)
		check("app2", "auth_user", consent.ErrNotGiven)
		if ms, err := s.Missing(ctx, d, "ann", "app1", []string{"auth_base", "auth_user", "auth_location"}); err != nil || len(ms) != 1 || ms[0].Scope != "auth_location" {
			t.Errorf("missing %v, %v", ms, err)
		}
		withdraw := func(scopes ...string) error {
			return do(func(tx *db.Tx) error { return s.Withdraw(ctx, tx, "ann", "app1", "consumer", scopes...) })
		}
		if err := withdraw("auth_phone"); err != nil {
			t.Fatal(err)
		}
		check("app1", "auth_phone", consent.ErrNotGiven)
		check("app1", "auth_user", nil)
		if err := withdraw(); err != nil {
			t.Fatal(err)
		}
		check("app1", "auth_user", consent.ErrNotGiven)
		if err := withdraw(); !errors.Is(err, consent.ErrNone) {
			t.Errorf("withdrawing nothing: %v", err)
		}
		for q.Once(ctx) > 0 {
		}
		if len(told) != 2 || told[0].App != "app1" {
			t.Errorf("events %+v", told)
		}
		h, err := s.History(ctx, d, "ann", page.Ask{Limit: 10})
		if err != nil || len(h.Items) != 4 {
			t.Errorf("history %+v, %v", h, err)
		}
	})
}

func TestPairwiseIdsAreStableAndTellNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *consent.Service, _ *job.Queue, _ *event.Bus) {
		ctx := t.Context()
		type ids struct{ user, open string }
		get := func(app, user string) ids {
			i, err := db.Get(ctx, d, func(tx *db.Tx) (ids, error) {
				u, o, err := s.Pairwise(ctx, tx, app, user)
				return ids{u, o}, err
			})
			if err != nil {
				t.Error(err)
			}
			return i
		}
		var wg sync.WaitGroup
		got := make([]ids, 12)
		for i := range got {
			wg.Go(func() { got[i] = get("app1", "ann") })
		}
		wg.Wait()
		for _, g := range got {
			if g != got[0] || !regexp.MustCompile(`^2088[0-9]{12}$`).MatchString(g.user) || len(g.open) != 32 {
				t.Fatalf("got %v and %v", got[0], g)
			}
		}
		if other := get("app2", "ann"); other.user == got[0].user || other.open == got[0].open {
			t.Error("two apps know one id")
		}
		for _, id := range []string{got[0].user, got[0].open} {
			if u, err := s.Resolve(ctx, d, "app1", id); err != nil || u != "ann" {
				t.Errorf("resolve %s: %s, %v", id, u, err)
			}
			if u, err := s.Resolve(ctx, d, "app2", id); !errors.Is(err, consent.ErrNotFound) {
				t.Errorf("another app resolved %s: %s, %v", id, u, err)
			}
		}
		union := func(dev, user string) string {
			u, err := db.Get(ctx, d, func(tx *db.Tx) (string, error) { return s.Union(ctx, tx, dev, user) })
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		first, again := union("dev1", "ann"), union("dev1", "ann")
		if first != again || first == union("dev2", "ann") || first == union("dev1", "bob") {
			t.Error("union ids are not one per developer and person")
		}
	})
}
