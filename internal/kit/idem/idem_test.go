package idem_test

import (
	"errors"
	"testing"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/idem"
	"livewell/internal/kit/testkit"
)

func TestAKeyHasOneAnswerForADay(t *testing.T) {
	testkit.Each(t, [][]db.Migration{idem.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		ctx := t.Context()
		k := idem.Key{Principal: "user:1", Op: "pay", Name: "k"}
		claim := func(k idem.Key, print string, save string) (a idem.Answer, before bool, err error) {
			err = d.Do(ctx, func(tx *db.Tx) error {
				a, before, err = idem.Claim(ctx, tx, k, print)
				if err == nil && !before {
					err = idem.Save(ctx, tx, k, idem.Answer{Status: 200, Body: []byte(save)})
				}
				return err
			})
			return a, before, err
		}
		rolledBack := errors.New("no")
		if err := d.Do(ctx, func(tx *db.Tx) error {
			if _, _, err := idem.Claim(ctx, tx, k, "p0"); err != nil {
				return err
			}
			return rolledBack
		}); !errors.Is(err, rolledBack) {
			t.Fatal(err)
		}
		if _, before, err := claim(k, "p", "one"); before || err != nil {
			t.Fatalf("a rolled back claim holds: %v, %v", before, err)
		}
		if a, before, err := claim(k, "p", "two"); !before || err != nil || string(a.Body) != "one" || a.Status != 200 {
			t.Errorf("repeat: %+v, %v, %v", a, before, err)
		}
		if _, _, err := claim(k, "q", "two"); !errors.Is(err, idem.ErrReused) {
			t.Errorf("another request: %v", err)
		}
		for _, other := range []idem.Key{{"user:2", "pay", "k"}, {"user:1", "refund", "k"}, {"user:1", "pay", "K"}} {
			if _, before, err := claim(other, "q", "x"); before || err != nil {
				t.Errorf("%+v is not a key of its own: %v", other, err)
			}
		}
		sweep := func() (n int64) {
			if err := d.Do(ctx, func(tx *db.Tx) (err error) { n, err = idem.Sweep(ctx, tx, 3); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		c.Move(idem.Keep - time.Second)
		if n := sweep(); n != 0 {
			t.Errorf("swept %d too early", n)
		}
		c.Move(2 * time.Second)
		if a, b := sweep(), sweep(); a != 3 || b != 1 {
			t.Errorf("swept %d and %d, want 3 and 1", a, b)
		}
		if _, before, err := claim(k, "q", "x"); before || err != nil {
			t.Errorf("after the sweep: %v, %v", before, err)
		}
	})
}
