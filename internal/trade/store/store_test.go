package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/testkit"
	"livewell/internal/trade/store"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func noodles() store.Info {
	return store.Info{
		Name: " 巷口  面馆 ", Category: "noodles", City: "110100", At: geo.Point{Lat: 39.92, Lng: 116.46},
		Hours: calendar.Daily(calendar.Span{From: 600, To: 1320}), Modes: []store.Mode{store.Pickup, store.Takeaway, store.Pickup},
	}
}

func TestAStoreIsFoundAsItWasWritten(t *testing.T) {
	testkit.Each(t, [][]db.Migration{store.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, ctx := store.New(), t.Context()
		made, err := db.Get(ctx, d, func(tx *db.Tx) (store.Store, error) { return s.Add(ctx, tx, "m1", noodles()) })
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, d, made.ID)
		if err != nil || got.Name != "巷口 面馆" || len(got.Modes) != 2 || !got.Has(store.Takeaway) || got.Terms != store.DefaultTerms() || got.At != made.At {
			t.Errorf("got %+v, %v", got, err)
		}
		near, err := s.Near(ctx, d, "110100", geo.Around(geo.Point{Lat: 39.921, Lng: 116.461}, 500))
		if err != nil || len(near) != 1 {
			t.Errorf("%d stores are near, %v", len(near), err)
		}
		if near, _ := s.Near(ctx, d, "110100", geo.Around(geo.Point{Lat: 39.95, Lng: 116.461}, 500)); len(near) != 0 {
			t.Error("a store far away is near")
		}
		do := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Do(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
				t.Error(err)
			}
		}
		noon := time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
		selling := func() bool { s, _ := s.Get(ctx, d, made.ID); _, ok := s.Selling(noon); return ok }
		do(func(ctx context.Context, tx *db.Tx) error { return s.Pause(ctx, tx, made.ID, noon.Add(time.Minute)) })
		if selling() {
			t.Error("a paused store sells")
		}
		do(func(ctx context.Context, tx *db.Tx) error { return s.Pause(ctx, tx, made.ID, noon) })
		if !selling() {
			t.Error("a pause that is over goes on")
		}
		do(func(ctx context.Context, tx *db.Tx) error { return s.Close(ctx, tx, made.ID) })
		if selling() {
			t.Error("a closed store sells")
		}
		if err := d.Do(ctx, func(tx *db.Tx) error { return s.Resume(ctx, tx, "nobody") }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWhatAStoreCannotBe(t *testing.T) {
	testkit.Each(t, [][]db.Migration{store.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		for name, c := range map[string]struct {
			change func(*store.Info)
			want   error
		}{
			"no name":   {func(i *store.Info) { i.Name = " " }, store.ErrName},
			"category":  {func(i *store.Info) { i.Category = "spaceport" }, store.ErrCategory},
			"mode":      {func(i *store.Info) { i.Modes = []store.Mode{"drone"} }, store.ErrMode},
			"no place":  {func(i *store.Info) { i.At.Lat = 91 }, geo.ErrPoint},
			"bad hours": {func(i *store.Info) { i.Hours.Week[1] = []calendar.Span{{From: 9, To: 8}} }, calendar.ErrHours},
			"no time":   {func(i *store.Info) { i.Terms = store.Terms{Within: 0, Making: 5} }, store.ErrTerms},
		} {
			in := noodles()
			in.Hours.Week = [7][]calendar.Span{}
			c.change(&in)
			if err := d.Do(t.Context(), func(tx *db.Tx) error { _, err := store.New().Add(t.Context(), tx, "m", in); return err }); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// square is an area of so many thousandths of a degree around p, with a hole in it.
func square(p geo.Point, half, hole float64) geo.Polygon {
	ring := func(d float64) geo.Ring {
		d /= 1000
		return geo.Ring{{Lat: p.Lat - d, Lng: p.Lng - d}, {Lat: p.Lat - d, Lng: p.Lng + d}, {Lat: p.Lat + d, Lng: p.Lng + d}, {Lat: p.Lat + d, Lng: p.Lng - d}}
	}
	return geo.Polygon{Outer: ring(half), Holes: []geo.Ring{ring(hole)}}
}

func TestAreasAreKeptAsDrawn(t *testing.T) {
	testkit.Each(t, [][]db.Migration{store.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, ctx, at := store.New(), t.Context(), noodles().At
		area := store.Area{Name: "near", Border: square(at, 20, 1), Minimum: cny(2000), Bands: []store.Band{{1000, cny(200)}, {2500, cny(500)}}}
		var id string
		set := func(a ...store.Area) error {
			return d.Do(ctx, func(tx *db.Tx) error {
				if id == "" {
					made, err := s.Add(ctx, tx, "m", noodles())
					if err != nil {
						return err
					}
					id = made.ID
				}
				return s.SetAreas(ctx, tx, id, a)
			})
		}
		for range 2 { // the second replaces the first
			if err := set(area); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Areas(ctx, d, id)
		if err != nil || len(got) != 1 || got[0].Minimum != cny(2000) || len(got[0].Border.Holes) != 1 || got[0].Bands[1].Fee != cny(500) {
			t.Errorf("got %+v, %v", got, err)
		}
		bad := area
		bad.Bands = []store.Band{{1000, cny(1)}, {1000, cny(2)}}
		if err := set(bad); !errors.Is(err, store.ErrBands) {
			t.Errorf("got %v", err)
		}
	})
}

// Whoever is not inside the border, out of its hole and within the bands is
// never delivered to; whoever is pays the fee of the nearest band.
func TestReachAgreesWithItsRules(t *testing.T) {
	at := noodles().At
	areas := []store.Area{{Border: square(at, 20, 1), Bands: []store.Band{{1000, cny(200)}, {2500, cny(500)}}}}
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lat: at.Lat + rapid.Float64Range(-0.03, 0.03).Draw(t, "lat"), Lng: at.Lng + rapid.Float64Range(-0.03, 0.03).Draw(t, "lng")}
		far := geo.Distance(at, p)
		abs := func(f float64) float64 { return max(f, -f) }
		edge := max(abs(p.Lat-at.Lat), abs(p.Lng-at.Lng)) * 1000
		_, fee, ok := store.Reach(areas, at, p)
		if want := edge < 20 && edge > 1 && far <= 2500; ok != want && abs(edge-20) > 1e-6 && abs(edge-1) > 1e-6 {
			t.Fatalf("%v, %.0f m away, %.3f from the middle: delivered to %v", p, far, edge, ok)
		}
		if ok && (far <= 1000) != (fee == cny(200)) {
			t.Fatalf("%.0f m cost %s", far, fee)
		}
	})
}

func TestWordsFindAStoreByWhatItIs(t *testing.T) {
	cart := store.Store{Info: store.Info{Name: "王记煎饼", NameEN: "Wang's Pancakes", Category: "breakfast", Modes: []store.Mode{store.Pickup}}}
	for text, want := range map[string]bool{
		"": true, "王记": true, "pancakes": true, "早餐 自提": true, "自提  早点": true, "Breakfast pickup": true,
		"早餐 外卖": false, "火锅": false, "王记 火锅": false, "自": false,
	} {
		if got := store.ReadWish(text).Fits(cart); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
