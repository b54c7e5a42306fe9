package feed

import (
	"context"
	"slices"
	"testing"
	"time"

	"livewell/internal/kit/db"
)

func (w *town) cards(reader string, n int) []Card {
	w.t.Helper()
	out, _, err := w.Page(w.t.Context(), Ask{City: city, At: centre, Reader: reader}, w.Begin(), 0, n)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func ids(cards []Card) (out []string) {
	for _, c := range cards {
		out = append(out, c.ID())
	}
	return out
}

// seen is how often each kind of store is among the cards.
func seen(cards []Card) map[string]int {
	out := map[string]int{}
	for _, c := range cards {
		out[c.Store.Category]++
	}
	return out
}

func TestWhatSomebodyBoughtBringsItsKindAndNotItself(t *testing.T) {
	each(t, 120, 60, func(w *town) {
		plain := w.cards("", 20)
		// Ann eats what stands lowest among the first dishes, and only that.
		i := len(plain) - 1
		for plain[i].Item == nil {
			i--
		}
		had := plain[i]
		for range 5 {
			w.had["ann"] = append(w.had["ann"], Had{had.Store.ID, had.Item.ID, w.clock.Now()})
		}
		hers := w.cards("ann", 20)
		if slices.Contains(ids(hers), had.ID()) {
			w.t.Error("what she had today is shown again")
		}
		if a, b := seen(hers)[had.Store.Category], seen(plain)[had.Store.Category]; a < b {
			w.t.Errorf("of %s she sees %d cards, strangers %d", had.Store.Category, a, b)
		}
		if slices.Equal(ids(hers), ids(plain)) {
			w.t.Error("what she bought changes nothing")
		}
		// The reason that is told is the one that counts: without it the place is another.
		top := hers[0]
		if top.Store.Category != had.Store.Category || !slices.ContainsFunc(top.Why, func(f Factor) bool { return f.Key == Taste && f.Part == 0.3 }) {
			w.t.Errorf("first is %s because of %v", top.Store.Category, top.Why)
		}
		others := slices.DeleteFunc(slices.Clone(hers), func(c Card) bool {
			return c.Store.Category != had.Store.Category || c.Store.Merchant == had.Store.Merchant
		})
		if len(others) == 0 {
			w.t.Error("no other merchant of the kind is shown")
		}

		if got := w.cards("bob", 20); !slices.Equal(ids(got), ids(plain)) {
			w.t.Error("what ann bought changes what bob sees")
		}
		w.clock.Move(24 * time.Hour)
		if !slices.Contains(ids(w.cards("ann", longest)), had.ID()) {
			w.t.Error("a day later it is still not shown")
		}
	})
}

func TestWhoTurnsItOffIsRemembered(t *testing.T) {
	each(t, 1, 1, func(w *town) {
		is := func(want bool) {
			w.t.Helper()
			if on, err := w.Personal(w.t.Context(), w.db, "ann"); err != nil || on != want {
				w.t.Errorf("personal: %v, %v", on, err)
			}
		}
		set := func(on bool) {
			w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetPersonal(ctx, tx, "ann", on) })
		}
		is(true)
		set(false)
		set(false)
		is(false)
		set(true)
		is(true)
	})
}
