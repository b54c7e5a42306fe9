package provider_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"livewell/internal/find/provider"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

type world struct {
	*testing.T
	d     *db.DB
	clock *testkit.Clock
	s     *provider.Service
}

// Everything east of 100 degrees is one city.
func city(_ context.Context, at geo.Point) (string, error) {
	if at.Lng < 100 {
		return "", nil
	}
	return "110000", nil
}

func each(t *testing.T, fn func(w world)) {
	testkit.Each(t, [][]db.Migration{provider.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		fn(world{t, d, c, provider.New(d, city, false)})
	})
}

func (w world) join(merchant string, d provider.Draft) (provider.Provider, error) {
	return db.Get(w.Context(), w.d, func(tx *db.Tx) (provider.Provider, error) { return w.s.Join(w.Context(), tx, merchant, d) })
}

func (w world) joined(merchant string) provider.Provider {
	w.Helper()
	p, err := w.join(merchant, provider.Draft{Name: merchant, Base: "https://" + merchant + ".example"})
	if err != nil {
		w.Fatal(err)
	}
	return p
}

func (w world) tell(p provider.Provider, offers ...provider.Offer) []provider.Refusal {
	w.Helper()
	out, err := db.Get(w.Context(), w.d, func(tx *db.Tx) ([]provider.Refusal, error) { return w.s.Tell(w.Context(), tx, p, offers) })
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func (w world) near() (out []string) {
	w.Helper()
	found, err := w.s.Near(w.Context(), w.d, "110000", "takeaway", geo.Around(geo.Point{Lat: 39.9, Lng: 116.4}, 5000))
	if err != nil {
		w.Fatal(err)
	}
	for _, f := range found {
		out = append(out, f.By+" "+f.Name)
	}
	slices.Sort(out)
	return out
}

func kitchen(p provider.Provider, n string) provider.Offer {
	zero := money.New(0, money.CNY)
	return provider.Offer{
		OutID: n, Mode: "takeaway", Category: "noodles", Name: "Kitchen " + n, At: geo.Point{Lat: 39.9, Lng: 116.4}, Reach: 3000, Fee: zero, Minimum: zero, Making: 15,
		Hours: calendar.Daily(calendar.Span{From: 0, To: 1440}), URL: p.Base + "/kitchens/" + n,
	}
}

func TestAPlatformJoinsByItselfAndItsOffersAreFound(t *testing.T) {
	each(t, func(w world) {
		p := w.joined("ele")
		if again := w.joined("ele"); again.ID != p.ID {
			t.Errorf("joined twice: %s and %s", p.ID, again.ID)
		}
		if bad := w.tell(p, kitchen(p, "1"), kitchen(p, "2")); len(bad) > 0 {
			t.Fatal(bad)
		}
		changed := kitchen(p, "2")
		changed.Name = "Other"
		w.tell(p, changed)
		if got := w.near(); !slices.Equal(got, []string{"ele Kitchen 1", "ele Other"}) {
			t.Error(got)
		}
		list, err := w.s.List(t.Context(), w.d, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 1 || list.Items[0].Offers != 2 {
			t.Error(list, err)
		}
		// Who falls silent for a week is gone, and so is who is suspended.
		w.clock.Move(4 * 24 * time.Hour)
		w.tell(p, kitchen(p, "1"))
		w.clock.Move(3*24*time.Hour + time.Minute)
		if got := w.near(); !slices.Equal(got, []string{"ele Kitchen 1"}) {
			t.Error(got)
		}
		suspend := func(reason string) {
			err := w.d.Do(t.Context(), func(tx *db.Tx) error {
				_, err := w.s.Suspend(t.Context(), tx, p.ID, reason)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		suspend("Orders were not delivered.")
		if got := w.near(); len(got) > 0 {
			t.Error(got)
		}
		p, err = w.s.Of(t.Context(), w.d, "ele")
		if err != nil || p.State != provider.Suspended || p.Reason == "" {
			t.Error(p, err)
		}
		_, err = db.Get(t.Context(), w.d, func(tx *db.Tx) ([]provider.Refusal, error) {
			return w.s.Tell(t.Context(), tx, p, []provider.Offer{kitchen(p, "3")})
		})
		if !errors.Is(err, provider.ErrSuspended) {
			t.Error(err)
		}
		suspend("")
		if got := w.near(); len(got) != 1 {
			t.Error(got)
		}
		if err := w.d.Do(t.Context(), func(tx *db.Tx) error { return w.s.Drop(t.Context(), tx, p, "1") }); err != nil || len(w.near()) > 0 {
			t.Error(err, w.near())
		}
	})
}

func TestWhatIsWrongWithAnOfferIsNamedAndKeepsNoOtherOut(t *testing.T) {
	each(t, func(w world) {
		p := w.joined("ele")
		for field, spoil := range map[string]func(o *provider.Offer){
			"out_offer_id": func(o *provider.Offer) { o.OutID = "" },
			"mode":         func(o *provider.Offer) { o.Mode = "magic" },
			"name":         func(o *provider.Offer) { o.Name = "" },
			"category":     func(o *provider.Offer) { o.Category = "" },
			"hours":        func(o *provider.Offer) { o.Hours = calendar.Daily(calendar.Span{From: 9, To: 8}) },
			"reach":        func(o *provider.Offer) { o.Reach = 0 },
			"delivery_fee": func(o *provider.Offer) { o.Fee = money.New(-1, money.CNY) },
			"minimum":      func(o *provider.Offer) { o.Minimum = money.New(100_001, money.CNY) },
			"minutes":      func(o *provider.Offer) { o.Making = -1 },
			"url":          func(o *provider.Offer) { o.URL = "https://elsewhere.example/" },
			"latitude":     func(o *provider.Offer) { o.At.Lng = 1 },
		} {
			o := kitchen(p, "bad")
			spoil(&o)
			bad := w.tell(p, o, kitchen(p, "good"))
			if len(bad) != 1 || !errors.Is(bad[0].Err, provider.ErrOffer) {
				t.Errorf("%s: %v", field, bad)
			}
		}
		if got := w.near(); !slices.Equal(got, []string{"ele Kitchen good"}) {
			t.Error(got)
		}
	})
}

func TestAProviderSaysWhereItsPagesAre(t *testing.T) {
	each(t, func(w world) {
		for base, want := range map[string]error{
			"https://a.example": nil, "https://a.example/": provider.ErrBase, "http://a.example": provider.ErrBase, "https://u@a.example": provider.ErrBase,
			"http://localhost:1": provider.ErrBase, "javascript:alert(1)": provider.ErrBase, "": provider.ErrBase,
		} {
			if _, err := w.join("a", provider.Draft{Name: "A", Base: base}); !errors.Is(err, want) {
				t.Errorf("%q: %v", base, err)
			}
		}
		if _, err := w.join("b", provider.Draft{Name: "A", Base: "https://b.example"}); !errors.Is(err, provider.ErrTaken) {
			t.Error(err)
		}
		if _, err := w.join("b", provider.Draft{Name: "", Base: "https://b.example"}); !errors.Is(err, provider.ErrName) {
			t.Error(err)
		}
		if _, err := w.s.Of(t.Context(), w.d, "nobody"); !errors.Is(err, provider.ErrNotFound) {
			t.Error(err)
		}
	})
}

// Whatever the offers are worth, everybody has the places that they are sure of, and all else stays in order.
func TestEveryProviderIsShownAsOftenAsItIsSureOf(t *testing.T) {
	each(t, func(w world) {
		dice := rand.New(rand.NewPCG(42, 15))
		for n := range 400 {
			w.clock.Move(time.Second)
			size := 1 + dice.IntN(40)
			of, fit := make([]string, size), make([]bool, size)
			for i := range of {
				// "z" is always the worst, and "q" has one offer now and then.
				of[i], fit[i] = []string{"", "a", "b"}[dice.IntN(3)], dice.IntN(8) > 0
				if i > size*2/3 {
					of[i] = "z"
				}
			}
			if n%3 == 0 {
				of[size-1] = "q"
			}
			order, err := w.s.Arrange(t.Context(), "110000", "takeaway", of, fit)
			if err != nil {
				t.Fatal(err)
			}
			if all := slices.Sorted(slices.Values(order)); !slices.Equal(all, upTo(size)) {
				t.Fatalf("%v is not an order of %d", order, size)
			}
			for _, p := range []string{"", "a", "b", "z", "q"} { // of one provider none overtakes another
				var mine []int
				for _, i := range order {
					if of[i] == p && fit[i] {
						mine = append(mine, i)
					}
				}
				if !slices.IsSorted(mine) {
					t.Fatalf("%q comes as %v", p, mine)
				}
			}
		}
		w.clock.Move(time.Minute)
		if _, err := w.s.Arrange(t.Context(), "110000", "takeaway", []string{""}, []bool{true}); err != nil {
			t.Fatal(err)
		}
		list, err := w.s.Exposures(t.Context(), w.d, w.d.Now().In(calendar.Zone).Format(time.DateOnly))
		if err != nil || len(list) != 5 {
			t.Fatal(list, err)
		}
		for _, e := range list {
			if e.Short || e.Shown < e.Sure || e.Lists == 0 {
				t.Errorf("%+v", e)
			}
		}
	})
}

func upTo(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

// One rival beside a house with better offers: it has a place among the first ten.
func TestARivalIsAmongTheFirstTen(t *testing.T) {
	each(t, func(w world) {
		of, fit := make([]string, 30), make([]bool, 30)
		for i := range of {
			fit[i] = true
			if i >= 20 {
				of[i] = "rival"
			}
		}
		order, err := w.s.Arrange(t.Context(), "c", "takeaway", of, fit)
		if want := append(append(upTo(9), 20, 9), upTo(20)[10:19]...); err != nil || !slices.Equal(order[:20], want) {
			t.Errorf("%v, want %v, %v", order[:20], want, err)
		}
		// With nobody else nothing moves, and what is shut is lifted for nobody.
		for i := range fit {
			fit[i] = i < 20
		}
		order, err = w.s.Arrange(t.Context(), "d", "takeaway", of, fit)
		if err != nil || !slices.Equal(order, upTo(30)) {
			t.Error(order, err)
		}
	})
}

// What was counted is there after a restart, and a clash with the database loses nothing.
func TestWhatWasShownIsNotForgotten(t *testing.T) {
	each(t, func(w world) {
		ask := func(s *provider.Service) {
			if _, err := s.Arrange(t.Context(), "c", "takeaway", []string{"", "a"}, []bool{true, true}); err != nil {
				t.Fatal(err)
			}
			w.clock.Move(11 * time.Second)
		}
		for range 5 {
			ask(w.s)
		}
		next := provider.New(w.d, city, false)
		ask(next)
		list, err := w.s.Exposures(t.Context(), w.d, w.d.Now().In(calendar.Zone).Format(time.DateOnly))
		if err != nil || fmt.Sprint(list) != "[{c takeaway  6 6 1 false} {c takeaway a 6 6 1 false}]" {
			t.Error(list, err)
		}
	})
}
