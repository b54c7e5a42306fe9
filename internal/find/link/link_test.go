package link_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"livewell/internal/find/link"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

func TestALinkLeadsUntilItEnds(t *testing.T) {
	testkit.Each(t, [][]db.Migration{link.Migrations}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		there := map[string]bool{"s1": true, "s2": true}
		s := link.New(func(_ context.Context, _ db.Q, kind link.Kind, target string) (string, bool, error) {
			return "/" + string(kind) + "/" + target, kind == link.ToStore && there[target], nil
		})
		ctx := t.Context()
		do := func(fn func(tx *db.Tx) error) error { return d.Do(ctx, fn) }
		makes := func(owner, target string, expires time.Time) (l link.Link, err error) {
			err = do(func(tx *db.Tx) (err error) {
				l, err = s.Make(ctx, tx, owner, link.ToStore, target, expires)
				return err
			})
			return l, err
		}
		follow := func(code string) (string, error) {
			_, path, err := s.Follow(ctx, d, code, clock.Now())
			return path, err
		}
		a, err := makes("ann", "s1", time.Time{})
		if err != nil || len(a.Code) != 8 {
			t.Fatal(a, err)
		}
		if again, err := makes("ann", "s1", time.Time{}); err != nil || again.Code != a.Code {
			t.Errorf("again it is %s, %v", again.Code, err)
		}
		if path, err := follow(a.Code); err != nil || path != "/store/s1" {
			t.Errorf("it leads to %q, %v", path, err)
		}
		for _, c := range []struct {
			target  string
			expires time.Time
			want    error
		}{{"nowhere", time.Time{}, link.ErrKind}, {"s1", clock.Now(), link.ErrExpires}, {"s1", clock.Now().AddDate(3, 0, 0), link.ErrExpires}} {
			if _, err := makes("ann", c.target, c.expires); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v", c, err)
			}
		}
		brief, err := makes("ann", "s2", clock.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		clock.Move(time.Hour)
		if _, err := follow(brief.Code); !errors.Is(err, link.ErrGone) {
			t.Errorf("expired: %v", err)
		}
		if err := do(func(tx *db.Tx) error { return s.End(ctx, tx, "bob", a.Code) }); !errors.Is(err, link.ErrNotFound) {
			t.Errorf("bob ends ann's: %v", err)
		}
		for range 2 {
			if err := do(func(tx *db.Tx) error { return s.End(ctx, tx, "ann", a.Code) }); err != nil {
				t.Error(err)
			}
		}
		if _, err := follow(a.Code); !errors.Is(err, link.ErrGone) {
			t.Errorf("ended: %v", err)
		}
		fresh, err := makes("ann", "s1", time.Time{})
		if err != nil || fresh.Code == a.Code {
			t.Errorf("after the end it is %s, %v", fresh.Code, err)
		}
		there["s1"] = false
		if _, err := follow(fresh.Code); !errors.Is(err, link.ErrGone) {
			t.Errorf("what it led to is gone: %v", err)
		}
		if _, err := follow("nothing0"); !errors.Is(err, link.ErrNotFound) {
			t.Errorf("never made: %v", err)
		}
		if p, err := s.Of(ctx, d, "ann", page.Ask{Limit: 10}); err != nil || len(p.Items) != 3 {
			t.Errorf("ann has %d links, %v", len(p.Items), err)
		}
	})
}
