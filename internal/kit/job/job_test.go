package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/testkit"
)

type note struct {
	Text string `json:"text"`
}

func (note) Kind() string { return "test.note" }

var (
	schema = [][]db.Migration{job.Migrations, {{Domain: "note", Name: "0001.sql", Text: `CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT NOT NULL)`}}}
	add    = &db.Stmt{Text: `INSERT INTO note (id, text) VALUES ($1, $2)`, At: "test"}
	count  = &db.Stmt{Text: `SELECT COUNT(*) FROM note`, At: "test"}
)

func each(t *testing.T, fn func(t *testing.T, q *job.Queue, d *db.DB, c *testkit.Clock)) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		fn(t, job.New(d, slog.New(slog.DiscardHandler)), d, c)
	})
}

func queue(t *testing.T, d *db.DB, q *job.Queue, at time.Time) {
	t.Helper()
	if err := d.Do(t.Context(), func(tx *db.Tx) error { return q.Add(t.Context(), tx, note{"hello"}, at) }); err != nil {
		t.Fatal(err)
	}
}

func notes(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, _, err := db.One[int64](t.Context(), d, count)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func write(ctx context.Context, tx *db.Tx, n note) error {
	_, err := db.Exec(ctx, tx, add, tx.NewID(), n.Text)
	return err
}

func TestAJobThatFailsLeavesNothingAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, q *job.Queue, d *db.DB, c *testkit.Clock) {
		var tries atomic.Int64
		job.Handle(q, func(ctx context.Context, tx *db.Tx, n note) error {
			if err := write(ctx, tx, n); err != nil {
				return err
			}
			if tries.Add(1) < 3 {
				return errors.New("not yet")
			}
			return nil
		})
		queue(t, d, q, time.Time{})
		for range 10 {
			q.Once(t.Context())
			c.Move(time.Minute)
		}
		if notes(t, d) != 1 || tries.Load() != 3 {
			t.Errorf("%d notes after %d tries", notes(t, d), tries.Load())
		}
	})
}

func TestAJobWaitsForItsTimeAndARolledBackOneNeverRuns(t *testing.T) {
	each(t, func(t *testing.T, q *job.Queue, d *db.DB, c *testkit.Clock) {
		job.Handle(q, write)
		queue(t, d, q, c.Now().Add(time.Hour))
		_ = d.Do(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.Add(t.Context(), tx, note{"never"}, time.Time{}), errors.New("no"))
		})
		if q.Once(t.Context()); notes(t, d) != 0 {
			t.Error("it ran too early")
		}
		c.Move(time.Hour)
		if q.Once(t.Context()); notes(t, d) != 1 {
			t.Errorf("%d notes in the end", notes(t, d))
		}
	})
}

func TestManyWorkersDoEachJobOnce(t *testing.T) {
	each(t, func(t *testing.T, q *job.Queue, d *db.DB, _ *testkit.Clock) {
		job.Handle(q, write)
		other := job.New(d, slog.New(slog.DiscardHandler))
		job.Handle(other, write)
		for range 150 {
			queue(t, d, q, time.Time{})
		}
		done := make(chan bool)
		for _, w := range []*job.Queue{q, other} {
			go func() {
				for w.Once(t.Context()) > 0 {
				}
				done <- true
			}()
		}
		<-done
		<-done
		if n := notes(t, d); n != 150 {
			t.Errorf("150 jobs made %d notes", n)
		}
	})
}

func TestWhatRepeatsRunsOnceInEachTurn(t *testing.T) {
	each(t, func(t *testing.T, q *job.Queue, d *db.DB, c *testkit.Clock) {
		q.Repeat("test.hourly", time.Hour, func(ctx context.Context, tx *db.Tx) error { return write(ctx, tx, note{"hour"}) })
		for range 3 { // three starts make one turn
			if err := q.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			q.Once(t.Context())
			q.Once(t.Context())
			c.Move(time.Hour)
		}
		if n := notes(t, d); n != 5 {
			t.Errorf("five hours made %d turns", n)
		}
	})
}
