package favourite_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/favourite"
)

func TestFavouritesAreOnesOwnNewestFirstAndBounded(t *testing.T) {
	testkit.Each(t, [][]db.Migration{favourite.Migrations}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s := favourite.New()
		set := func(owner, store string, on bool) error {
			clock.Move(time.Microsecond)
			return d.Do(t.Context(), func(tx *db.Tx) error { return s.Set(t.Context(), tx, owner, store, on) })
		}
		of := func(owner string) []string {
			p, err := s.Of(t.Context(), d, owner, page.Ask{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			return p.Items
		}
		for _, x := range []string{"a", "b", "b", "c"} {
			if err := set("ann", x, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(set("ann", "a", false), set("ann", "a", false), set("bob", "c", true)); err != nil {
			t.Fatal(err)
		}
		if got := of("ann"); !slices.Equal(got, []string{"c", "b"}) {
			t.Errorf("ann has %v", got)
		}
		if on, err := s.Has(t.Context(), d, "bob", "b"); err != nil || on {
			t.Errorf("bob has ann's: %v", err)
		}
		for i := range 499 {
			if err := set("bob", fmt.Sprint(i), true); err != nil {
				t.Fatal(err)
			}
		}
		if err := set("bob", "one more", true); !errors.Is(err, favourite.ErrTooMany) {
			t.Errorf("the 501st: %v", err)
		}
		if err := d.Do(t.Context(), func(tx *db.Tx) error { return s.Forget(t.Context(), tx, "bob") }); err != nil {
			t.Fatal(err)
		}
		if got := of("bob"); len(got) != 0 || len(of("ann")) != 2 {
			t.Errorf("bob is forgotten and has %d", len(got))
		}
	})
}
