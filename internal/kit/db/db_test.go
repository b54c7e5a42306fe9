package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

var schema = [][]db.Migration{{{Domain: "kv", Name: "0001.sql", Text: `CREATE TABLE kv (k TEXT PRIMARY KEY, v BIGINT NOT NULL) /*WITHOUT ROWID*/`}}}

var (
	put = &db.Stmt{Text: `INSERT INTO kv (k, v) VALUES ($1, $2)`, At: "test"}
	get = &db.Stmt{Text: `SELECT v FROM kv WHERE k = $1`, At: "test"}
	num = &db.Stmt{Text: `SELECT COUNT(*) FROM kv`, At: "test"}
)

func set(k string, v int64) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := db.Exec(context.Background(), tx, put, k, v)
		return err
	}
}

func has(t *testing.T, d *db.DB, k string) bool {
	t.Helper()
	_, ok, err := db.One[int64](t.Context(), d, get, k)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestOneCallersFaultIsItsOwn(t *testing.T) {
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		no := errors.New("no")
		var wg sync.WaitGroup
		for name, tc := range map[string]struct {
			fn   func(*db.Tx) error
			want func(error) bool
			kept bool
		}{
			"good":   {set("good", 1), func(err error) bool { return err == nil }, true},
			"error":  {func(tx *db.Tx) error { return errors.Join(set("error", 1)(tx), no) }, func(err error) bool { return errors.Is(err, no) }, false},
			"panic":  {func(tx *db.Tx) error { _ = set("panic", 1)(tx); panic("bug") }, func(err error) bool { return err != nil }, false},
			"unique": {func(tx *db.Tx) error { return errors.Join(set("unique", 1)(tx), set("unique", 2)(tx)) }, db.IsUnique, false},
			"better": {set("better", 1), func(err error) bool { return err == nil }, true},
		} {
			wg.Go(func() {
				if err := d.Do(ctx, tc.fn); !tc.want(err) {
					t.Errorf("%s: got %v", name, err)
				}
				if has(t, d, name) != tc.kept {
					t.Errorf("%s: kept is not %v", name, tc.kept)
				}
			})
		}
		wg.Wait()
	})
}

func TestACallerThatGaveUpInTheQueueHasNoEffect(t *testing.T) {
	d := sqlite(t)
	ctx, cancel := context.WithCancel(t.Context())
	begun, free := make(chan bool), make(chan bool)
	go d.Do(t.Context(), func(*db.Tx) error { begun <- true; <-free; return nil })
	<-begun
	answer := make(chan error)
	go func() { answer <- d.Do(ctx, set("late", 1)) }()
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(free)
	if err := d.Do(t.Context(), set("next", 1)); err != nil {
		t.Fatal(err)
	}
	if has(t, d, "late") {
		t.Error("the abandoned write was made")
	}
}

func TestAFullQueueRefusesAtOnce(t *testing.T) {
	d := sqlite(t)
	begun, free := make(chan bool), make(chan bool)
	go d.Do(t.Context(), func(*db.Tx) error { begun <- true; <-free; return nil })
	<-begun
	busy := make(chan error, 10_000)
	var wg sync.WaitGroup
	for range cap(busy) {
		wg.Go(func() { busy <- d.Do(t.Context(), func(*db.Tx) error { return nil }) })
	}
	if err := <-busy; !errors.Is(err, db.ErrBusy) {
		t.Errorf("got %v", err)
	}
	close(free)
	wg.Wait()
}

func TestManyCallersShareOneCommit(t *testing.T) {
	d := sqlite(t)
	begun, free := make(chan bool), make(chan bool)
	go d.Do(t.Context(), func(*db.Tx) error { begun <- true; <-free; return nil })
	<-begun
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			if err := d.Do(t.Context(), func(tx *db.Tx) error { return set(tx.NewID(), 1)(tx) }); err != nil {
				t.Error(err)
			}
		})
	}
	close(free)
	wg.Wait()
	if n, _, err := db.One[int64](t.Context(), d, num); err != nil || n != 200 {
		t.Fatal(n, err)
	}
	if s := d.Stats(); s.Calls != 201 || s.Commits > 100 {
		t.Errorf("%d callers took %d commits", s.Calls, s.Commits)
	}
}

func TestItDoesNotStartWhereAPowerCutWouldLosePayments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	if d, err := db.Open(t.Context(), file, db.Options{Synchronous: "FULL"}); err != nil {
		t.Fatal(err)
	} else {
		d.Close()
	}
	d, err := db.Open(t.Context(), ":memory:", db.Options{})
	if err == nil {
		d.Close()
		t.Error("it took a database that is not on a disk")
	}
}

func sqlite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), schema[0]); err != nil {
		t.Fatal(err)
	}
	return d
}

// A tool beside the server writes to the same file: what the server remembers is read again.
func TestWhatAnotherProcessWroteIsSeen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	open := func() *db.DB {
		d, err := db.Open(t.Context(), file, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	server := open()
	if err := server.Migrate(t.Context(), schema[0]); err != nil {
		t.Fatal(err)
	}
	type key string
	know := func(d *db.DB, v any) (was any) {
		if err := d.Do(t.Context(), func(tx *db.Tx) error {
			was, _ = tx.Known(key("k"))
			if v == nil {
				return set(tx.NewID(), 1)(tx)
			}
			tx.Know(key("k"), v)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return was
	}
	know(server, 1)
	if was := know(server, 2); was != 1 {
		t.Errorf("its own knowledge was %v", was)
	}
	know(open(), nil)
	if was := know(server, 3); was != nil {
		t.Errorf("after another's write it still knew %v", was)
	}
}
