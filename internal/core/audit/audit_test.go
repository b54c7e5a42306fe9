package audit_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

func TestParallelAppendsMakeOneChain(t *testing.T) {
	testkit.Each(t, [][]db.Migration{audit.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				for {
					err := d.Do(t.Context(), func(tx *db.Tx) error {
						return audit.Append(t.Context(), tx, audit.Entry{Actor: "user:1", Act: "test", Object: fmt.Sprint("thing:", i%2)}, i)
					})
					if err == nil {
						return
					}
					t.Logf("again: %v", err) // PostgreSQL may run out of tries under this much contention
				}
			})
		}
		wg.Wait()
		if n, err := audit.Verify(t.Context(), d); n != 40 || err != nil {
			t.Fatalf("verified %d, %v", n, err)
		}
		var seen int
		ask := page.Ask{Limit: 7}
		for {
			p, err := audit.List(t.Context(), d, "thing:1", ask)
			if err != nil {
				t.Fatal(err)
			}
			seen += len(p.Items)
			if ask.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if seen != 20 {
			t.Errorf("listed %d entries of thing:1, want 20", seen)
		}
	})
}

func TestAnyChangeIsSeen(t *testing.T) {
	for name, change := range map[string]string{
		"edited":        `UPDATE audit_entry SET actor = 'user:2' WHERE seq = 3`,
		"moved in time": `UPDATE audit_entry SET at = at - 1 WHERE seq = 3`,
		"words shifted": `UPDATE audit_entry SET act = 'testt', object = 'hing' WHERE seq = 3`,
		"taken away":    `DELETE FROM audit_entry WHERE seq = 3`,
		"newest gone":   `DELETE FROM audit_entry WHERE seq = 5`,
		"head rolled":   `UPDATE audit_head SET seq = 4`,
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Each(t, [][]db.Migration{audit.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
				for range 5 {
					if err := d.Do(t.Context(), func(tx *db.Tx) error {
						return audit.Append(t.Context(), tx, audit.Entry{Actor: "user:1", Act: "test", Object: "thing"}, nil)
					}); err != nil {
						t.Fatal(err)
					}
				}
				if n, err := audit.Verify(t.Context(), d); n != 5 || err != nil {
					t.Fatalf("before: %d, %v", n, err)
				}
				if err := d.Admin(t.Context(), change); err != nil {
					t.Fatal(err)
				}
				if n, err := audit.Verify(t.Context(), d); !errors.Is(err, audit.ErrBroken) {
					t.Errorf("after: %d, %v", n, err)
				}
			})
		})
	}
}
