package home_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"livewell/internal/find/home"
	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/testkit"
	"livewell/internal/kit/trial"
)

func TestATrialCountsWhoSawWhatAndOrderedWithinADay(t *testing.T) {
	testkit.Each(t, [][]db.Migration{job.Migrations, home.Migrations}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := home.New(d, job.New(d, slog.New(slog.DiscardHandler)))
		ctx := t.Context()
		do := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Do(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 100 {
			p := home.Page{Layout: "l", Version: 1, Trial: 2}
			if i < 40 {
				p.Version = 2
			}
			for range 2 { // a second look is none
				if err := s.Seen(ctx, p, fmt.Sprint(i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.Seen(ctx, home.Page{Layout: "l", Version: 1}, "no trial"); err != nil {
			t.Fatal(err)
		}
		clock.Move(time.Hour)
		for i := range 50 { // 40 of the new page, 10 of the old one
			do(func(ctx context.Context, tx *db.Tx) error { return s.Ordered(ctx, tx, fmt.Sprint(i)) })
		}
		do(func(ctx context.Context, tx *db.Tx) error { return s.Ordered(ctx, tx, "0") }) // twice is one person
		clock.Move(24 * time.Hour)
		do(func(ctx context.Context, tx *db.Tx) error { return s.Ordered(ctx, tx, "70") }) // too late
		got, err := s.Compare(ctx, d, "l", 2)
		if err != nil || got.Old != (trial.Arm{People: 60, Did: 10}) || got.New != (trial.Arm{People: 40, Did: 40}) || !got.Clear() {
			t.Errorf("got %+v, %v", got, err)
		}
		do(func(ctx context.Context, tx *db.Tx) error { return s.Forget(ctx, tx, "0") })
		if got, err = s.Compare(ctx, d, "l", 2); err != nil || got.New.People != 39 {
			t.Errorf("one is forgotten, and %d are left", got.New.People)
		}
	})
}
