package db_test

import (
	"errors"
	"testing"

	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

func TestWhatWasTriedAndFailedLeavesTheRest(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		no, ran := errors.New("no"), []string{}
		type known string
		err := d.Do(ctx, func(tx *db.Tx) error {
			ran = ran[:0]
			try := func(name string, fails error) error {
				return tx.Try(ctx, func() error {
					tx.After(func() { ran = append(ran, name) })
					tx.Know(known("last"), name)
					return errors.Join(set(name, 1)(tx), fails)
				})
			}
			first := set("first", 1)(tx)
			good := try("good", nil)
			if err := try("bad", no); !errors.Is(err, no) {
				t.Errorf("a failed try says %v", err)
			}
			if v, ok := tx.Known(known("last")); ok && v != "good" {
				t.Errorf("the memory holds %v of the failed try", v)
			}
			return errors.Join(first, good, tx.Try(ctx, func() error {
				inner := try("inner", no)
				if !errors.Is(inner, no) {
					return inner
				}
				return set("outer", 1)(tx)
			}))
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]bool{"first": true, "good": true, "bad": false, "inner": false, "outer": true} {
			if has(t, d, name) != want {
				t.Errorf("%s: kept is not %v", name, want)
			}
		}
		if len(ran) != 1 || ran[0] != "good" {
			t.Errorf("after the commit ran %v", ran)
		}
	})
}
