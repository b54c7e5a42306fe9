package stock_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/stock"
)

var schema = [][]db.Migration{stock.Migrations}

func whole(t interface{ Fatal(...any) }, ctx context.Context, d *db.DB) {
	if _, breaches, err := stock.New().Verify(ctx, d); err != nil || len(breaches) > 0 {
		t.Fatal(breaches, err)
	}
}

func TestWhatIsHeldIsNobodyElses(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s, ctx := stock.New(), t.Context()
		do := func(fn func(tx *db.Tx) error) error { return d.Do(ctx, fn) }
		left := func() int64 {
			l, err := s.Levels(ctx, d, "a")
			if err != nil {
				t.Fatal(err)
			}
			return l["a"].Left()
		}
		hold := func(ref string, n int64) error {
			return do(func(tx *db.Tx) error {
				return s.Hold(ctx, tx, ref, []stock.Item{{"a", n}, {"not counted", 99}, {"b", 1}}, tx.Now().Add(time.Hour))
			})
		}
		for sku, n := range map[string]int64{"a": 3, "b": 2} {
			if err := do(func(tx *db.Tx) error { return s.Count(ctx, tx, sku, n, "delivery") }); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second is a repeat
			if err := hold("one", 2); err != nil || left() != 1 {
				t.Fatal(err, left())
			}
		}
		if err := hold("two", 2); !errors.Is(err, stock.ErrShort) || left() != 1 {
			t.Errorf("got %v, %d left", err, left())
		}
		if err := do(func(tx *db.Tx) error { return s.Count(ctx, tx, "a", 1, "") }); !errors.Is(err, stock.ErrCount) {
			t.Errorf("counted below what is held: %v", err)
		}
		steps := []struct {
			fn   func(context.Context, *db.Tx, string) error
			left int64
		}{{s.Take, 1}, {s.Take, 1}, {s.Release, 1}, {s.Return, 3}, {s.Return, 3}, {s.Take, 3}}
		for i, step := range steps {
			if err := do(func(tx *db.Tx) error { return step.fn(ctx, tx, "one") }); err != nil || left() != step.left {
				t.Errorf("step %d: %v, %d left, want %d", i, err, left(), step.left)
			}
		}
		if err := hold("three", 3); err != nil {
			t.Fatal(err)
		}
		c.Move(time.Hour)
		if err := do(func(tx *db.Tx) error { return s.Expire(ctx, tx) }); err != nil || left() != 3 {
			t.Errorf("%v, %d left after the time is up", err, left())
		}
		whole(t, ctx, d)
	})
}

// Any order of holding, taking, releasing and returning keeps the count right
// and never sells what is not there.
func TestAnyOrderOfStepsKeepsTheCount(t *testing.T) {
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/stock.db", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), stock.Migrations); err != nil {
		t.Fatal(err)
	}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		s, ctx := stock.New(), context.Background()
		sku := fmt.Sprint("sku", run)
		first := rapid.Int64Range(0, 20).Draw(t, "on hand")
		if err := d.Do(ctx, func(tx *db.Tx) error { return s.Count(ctx, tx, sku, first, "") }); err != nil {
			t.Fatal(err)
		}
		left, status, qty := first, map[string]string{}, map[string]int64{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			ref := fmt.Sprint(run, ".", rapid.IntRange(0, 5).Draw(t, "ref"))
			n := rapid.Int64Range(1, 8).Draw(t, "qty")
			step := rapid.SampledFrom([]string{"hold", "take", "release", "return"}).Draw(t, "step")
			err := d.Do(ctx, func(tx *db.Tx) error {
				switch step {
				case "hold":
					return s.Hold(ctx, tx, ref, []stock.Item{{sku, n}}, time.Time{})
				case "take":
					return s.Take(ctx, tx, ref)
				case "release":
					return s.Release(ctx, tx, ref)
				}
				return s.Return(ctx, tx, ref)
			})
			switch {
			case step == "hold" && status[ref] == "" && n > left:
				if !errors.Is(err, stock.ErrShort) {
					t.Fatalf("%d held of %d: %v", n, left, err)
				}
				continue
			case step == "hold" && status[ref] == "":
				left, status[ref], qty[ref] = left-n, "held", n
			case step == "take" && status[ref] == "held":
				status[ref] = "taken"
			case step == "release" && status[ref] == "held", step == "return" && status[ref] == "taken":
				left, status[ref] = left+qty[ref], "over"
			}
			if err != nil {
				t.Fatal(step, err)
			}
			if l, err := s.Levels(ctx, d, sku); err != nil || l[sku].Left() != left {
				t.Fatalf("%+v, want %d left, %v", l, left, err)
			}
		}
		whole(t, ctx, d)
	})
}

func TestTheLastPieceHasOneBuyer(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, ctx := stock.New(), t.Context()
		for round := range 5 {
			sku := fmt.Sprint("piece", round)
			if err := d.Do(ctx, func(tx *db.Tx) error { return s.Count(ctx, tx, sku, 1, "") }); err != nil {
				t.Fatal(err)
			}
			var sold atomic.Int64
			var all sync.WaitGroup
			for i := range 40 {
				all.Go(func() {
					err := d.Do(ctx, func(tx *db.Tx) error { return s.Hold(ctx, tx, fmt.Sprint(sku, i), []stock.Item{{sku, 1}}, time.Time{}) })
					if err == nil {
						sold.Add(1)
					} else if !errors.Is(err, stock.ErrShort) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if sold.Load() != 1 {
				t.Errorf("sold %d times", sold.Load())
			}
		}
		whole(t, ctx, d)
	})
}
