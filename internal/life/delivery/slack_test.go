package delivery

import (
	"math/rand/v2"
	"testing"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/order"
)

func TestFourOfFiveOrdersComeWhenTheyWerePromised(t *testing.T) {
	testkit.Each(t, [][]db.Migration{Migrations}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		dice := rand.New(rand.NewPCG(1, 2))
		ctx := t.Context()
		inTime, promised, counted := 0, time.Duration(0), 0
		for i := range 400 {
			wait, err := slack(ctx, d, "bj", 1)
			if err != nil {
				t.Fatal(err)
			}
			// What riders need beyond the way: ten minutes, give or take, and a tail.
			took := time.Duration(600+dice.NormFloat64()*120+dice.ExpFloat64()*120) * time.Second
			due := clock.Now().Add(wait)
			clock.Move(took)
			err = d.Do(ctx, func(tx *db.Tx) error { return learn(ctx, tx, Task{City: "bj", Load: 1}, order.Order{DueAt: due}) })
			if err != nil {
				t.Fatal(err)
			}
			if i < 100 {
				continue
			}
			counted++
			promised += wait
			if !clock.Now().After(due) {
				inTime++
			}
		}
		if share := inTime * 100 / counted; share < 72 || share > 88 {
			t.Errorf("%d %% came in time, with %v promised on average", share, promised/time.Duration(counted))
		}
		// Another city and another load have learnt nothing.
		if wait, err := slack(ctx, d, "cd", 1); err != nil || wait != 0 {
			t.Errorf("another city waits %v, %v", wait, err)
		}
	})
}

func TestHowBusyRidersAreIsOrdersForEach(t *testing.T) {
	testkit.Each(t, [][]db.Migration{Migrations}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ctx := t.Context()
		want := func(n int64) {
			t.Helper()
			if got, err := load(ctx, d, "bj", clock.Now()); err != nil || got != n {
				t.Errorf("the load is %d, %v, want %d", got, err, n)
			}
		}
		want(nobody)
		for _, rider := range []string{"rita", "rob"} {
			if err := d.Do(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, qOn, rider, "bj", tx.Now().Add(time.Hour).UnixMicro(), 0, 0, tx.Now().UnixMicro())
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for i, n := range []int64{0, 1, 2, 3, 4, 4} {
			want(n)
			if err := d.Do(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(ctx, tx, qBegin, string(rune('a'+i)), "s", "bj", 0, 0, 0, 0)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		clock.Move(2 * time.Hour)
		want(nobody)
	})
}
