package feed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/trade/store"
)

const city = "110000"

var centre = geo.Point{Lat: 39.93, Lng: 116.45}

// town is a city with stores of all sorts.
type town struct {
	*Service
	t     *testing.T
	clock *testkit.Clock
	ids   []string
	had   map[string][]Had // by buyer
}

func (w *town) do(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Do(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func each(t *testing.T, stores, merchants int, fn func(w *town)) {
	testkit.Each(t, [][]db.Migration{store.Migrations, catalog.Migrations, Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		w := &town{t: t, clock: c, had: map[string][]Had{}}
		w.Service = New(d, store.New(), catalog.New(), func(_ context.Context, _ db.Q, buyer string, since time.Time) (out []Had, err error) {
			for _, h := range w.had[buyer] {
				if h.At.After(since) {
					out = append(out, h)
				}
			}
			return out, nil
		})
		r := rand.New(rand.NewPCG(7, 7))
		for i := range stores {
			w.do(func(ctx context.Context, tx *db.Tx) error { return w.open(ctx, tx, i, merchants, r) })
		}
		fn(w)
	})
}

func around1(p geo.Point, km float64) geo.Ring {
	d := km / 111
	return geo.Ring{{Lat: p.Lat - d, Lng: p.Lng - d}, {Lat: p.Lat - d, Lng: p.Lng + d}, {Lat: p.Lat + d, Lng: p.Lng + d}, {Lat: p.Lat + d, Lng: p.Lng - d}}
}

func (w *town) open(ctx context.Context, tx *db.Tx, i, merchants int, r *rand.Rand) error {
	at := geo.Point{Lat: centre.Lat + (r.Float64()-0.5)*0.1, Lng: centre.Lng + (r.Float64()-0.5)*0.1}
	from := r.IntN(14) * 60
	modes := [][]store.Mode{{store.Takeaway}, {store.Pickup}, {store.Takeaway, store.Pickup}, {store.DineIn}}[r.IntN(4)]
	in := store.Info{
		Name: fmt.Sprint("Store ", i), Category: store.Categories()[r.IntN(10)], City: city, At: at, Modes: modes,
		Hours: calendar.Daily(calendar.Span{From: from, To: from + 120 + r.IntN(800)}),
	}
	s, err := w.stores.Add(ctx, tx, fmt.Sprint("merchant-", i%merchants), in)
	if err != nil {
		return err
	}
	w.ids = append(w.ids, s.ID)
	if err := w.stores.SetAreas(ctx, tx, s.ID, []store.Area{{
		Border: geo.Polygon{Outer: around1(at, 1+4*r.Float64())}, Minimum: money.New(0, money.CNY),
		Bands: []store.Band{{Upto: 500 + r.IntN(6000), Fee: money.New(300, money.CNY)}},
	}}); err != nil {
		return err
	}
	secs, err := w.catalog.SetSections(ctx, tx, s.ID, []catalog.Section{{Name: "All"}})
	if err != nil {
		return err
	}
	for n := range r.IntN(6) {
		it := catalog.Item{
			Store: s.ID, Section: secs[0].ID, Name: fmt.Sprint("Item ", n), Listed: r.IntN(8) > 0,
			SKUs: []catalog.SKU{{Price: money.New(1000, money.CNY)}},
		}
		if r.IntN(4) == 0 {
			h := calendar.Daily(calendar.Span{From: 600, To: 900})
			it.Hours = &h
		}
		if it, err = w.catalog.Save(ctx, tx, it); err != nil {
			return err
		}
		if err := w.catalog.Sold(ctx, tx, it.ID, r.Int64N(100)); err != nil {
			return err
		}
	}
	return nil
}

// wrong tells what is wrong with a card, by a look of its own at the store.
func (w *town) wrong(c Card, at geo.Point) string {
	s, err := w.stores.Get(w.t.Context(), w.db, c.Store.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	now := w.clock.Now()
	if _, open := s.Hours.Open(now); !open || s.Status == store.Closed || s.Status == store.Paused && (s.Until.IsZero() || now.Before(s.Until)) {
		return "closed"
	}
	areas, err := w.stores.Areas(w.t.Context(), w.db, s.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	far := geo.Distance(at, s.At)
	brought := slices.Contains(s.Modes, store.Takeaway) && areas[0].Border.Contains(at) && far <= float64(areas[0].Bands[0].Upto)
	fetched := slices.Contains(s.Modes, store.Pickup) && far <= 5000
	if !brought && !fetched || brought != c.Delivers {
		return "out of reach"
	}
	if c.Item != nil {
		it, err := w.catalog.Get(w.t.Context(), w.db, c.Item.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		if !it.Listed || it.SoldOut {
			return "not for sale"
		}
		if it.Hours != nil {
			if _, open := it.Hours.Open(now); !open {
				return "not sold at this hour"
			}
		}
	}
	return ""
}

// whole gives the list of a place to its end, a page at a time. between is
// called before each page but the first.
func (w *town) whole(at geo.Point, limit int, between func()) (out []Card) {
	w.t.Helper()
	begun, skip := w.Begin(), 0
	for {
		cards, used, err := w.Page(w.t.Context(), Ask{City: city, At: at}, begun, skip, limit)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range cards {
			if why := w.wrong(c, at); why != "" {
				w.t.Fatalf("%s at %s: %s", c.ID(), w.clock.Now().In(calendar.Zone), why)
			}
		}
		out = append(out, cards...)
		if skip += used; len(cards) < limit {
			return out
		}
		between()
	}
}

func distinct(cards []Card) bool {
	seen := map[string]bool{}
	for _, c := range cards {
		seen[c.ID()] = true
	}
	return len(seen) == len(cards)
}

// Wherever and whenever somebody looks, and whatever stores do meanwhile, no
// card is of a store that is closed or out of reach.
func TestNoCardIsClosedOrOutOfReach(t *testing.T) {
	each(t, 120, 50, func(w *town) {
		seen := 0
		rapid.Check(t, func(rt *rapid.T) {
			at := geo.Point{
				Lat: centre.Lat + rapid.Float64Range(-0.12, 0.12).Draw(rt, "lat"),
				Lng: centre.Lng + rapid.Float64Range(-0.12, 0.12).Draw(rt, "lng"),
			}
			w.clock.Move(time.Duration(rapid.IntRange(0, 1440).Draw(rt, "minutes")) * time.Minute)
			cards := w.whole(at, rapid.IntRange(1, 20).Draw(rt, "limit"), func() {
				w.clock.Move(time.Duration(rapid.IntRange(0, 40).Draw(rt, "later")) * time.Minute)
				id := rapid.SampledFrom(w.ids).Draw(rt, "store")
				w.do(func(ctx context.Context, tx *db.Tx) error {
					switch rapid.IntRange(0, 2).Draw(rt, "does") {
					case 0:
						return w.stores.Pause(ctx, tx, id, tx.Now().Add(time.Hour))
					case 1:
						return w.stores.Resume(ctx, tx, id)
					}
					return nil
				})
			})
			if !distinct(cards) {
				rt.Fatal("a card came twice")
			}
			seen += len(cards)
		})
		if seen < 500 {
			t.Errorf("%d cards in all: nothing was tried", seen)
		}
	})
}

func TestOfTenCardsTwoAreOfOneMerchant(t *testing.T) {
	each(t, 120, 12, func(w *town) {
		w.clock.Move(5 * time.Hour) // four in the afternoon
		cards := w.whole(centre, 20, func() {})
		for i := range cards {
			n := map[string]int{}
			for _, c := range cards[i:min(i+stretch, len(cards))] {
				if n[c.Store.Merchant]++; n[c.Store.Merchant] > perMerchant {
					t.Fatalf("from card %d on %s has %d", i, c.Store.Merchant, n[c.Store.Merchant])
				}
			}
		}
		if len(cards) < 40 {
			t.Errorf("%d cards are too few to tell", len(cards))
		}
	})
}

// A node that does not remember the list gives the same page; who asks for a
// page again gets it again, less what has closed.
func TestAPageIsTheSameElsewhere(t *testing.T) {
	each(t, 120, 50, func(w *town) {
		w.clock.Move(5 * time.Hour) // four in the afternoon
		ids := func(s *Service, skip int) (out []string) {
			cards, _, err := s.Page(t.Context(), Ask{City: city, At: centre}, w.Begin(), skip, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cards {
				out = append(out, c.ID())
			}
			return out
		}
		first, second := ids(w.Service, 0), ids(w.Service, 10)
		if elsewhere := ids(New(w.db, w.stores, w.catalog, w.habits), 10); !slices.Equal(second, elsewhere) {
			t.Errorf("elsewhere %v, want %v", elsewhere, second)
		}
		if again := ids(w.Service, 0); !slices.Equal(first, again) {
			t.Errorf("again %v, want %v", again, first)
		}
		if len(second) != 10 || !distinct(w.whole(centre, 10, func() {})) {
			t.Error("there are too few cards, or one came twice")
		}
		narrow, _, err := w.Page(t.Context(), Ask{City: city, At: centre, Kinds: []string{"hotpot"}}, w.Begin(), 0, 20)
		if err != nil || slices.ContainsFunc(narrow, func(c Card) bool { return c.Store.Category != "hotpot" }) {
			t.Errorf("narrowed to hotpot: %v, %v", narrow, err)
		}
	})
}

func TestScores(t *testing.T) {
	near := score(store.Store{Sold: 100}, 0)
	for name, less := range map[string]float64{
		"farther":    score(store.Store{Sold: 100}, 1000),
		"worse":      score(store.Store{Sold: 100, Ratings: 20, RatingSum: 40}, 0),
		"sells less": score(store.Store{Sold: 10}, 0),
	} {
		if less >= near {
			t.Errorf("%s scores %f, want less than %f", name, less, near)
		}
	}
	if s := score(store.Store{Ratings: 1e9, RatingSum: 5e9, Sold: 1e12}, 0); s > 1 || s < 0.99 {
		t.Errorf("the best scores %f", s)
	}
}

func score(s store.Store, metres float64) float64 { return sum(factors(s, metres, 0)) }
