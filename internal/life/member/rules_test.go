package member

import (
	"testing"
	"time"

	"livewell/internal/kit/calendar"
)

func TestWhatAPurchaseBrings(t *testing.T) {
	r := Usual()
	for _, c := range []struct {
		paid        int64
		level, want int
	}{
		{0, 0, 0}, {99, 0, 0}, {1_00, 0, 1}, {40_00, 0, 40}, {40_99, 0, 40}, {100_00, 1, 120}, {99_99, 1, 119}, {100_00, 2, 150}, {-5_00, 0, 0},
	} {
		if got := r.Earns(cny(c.paid), c.level); got != int64(c.want) {
			t.Errorf("%d at level %d brings %d, want %d", c.paid, c.level, got, c.want)
		}
	}
}

func TestHowManyPointsABasketTakes(t *testing.T) {
	for _, c := range []struct {
		name                                          string
		worth, share, have, goods, ofGoods, fee, want int64
	}{
		{"half of it", 1, 50, 9999, 40_00, 0, 0, 2000},
		{"all that there are", 1, 50, 150, 40_00, 0, 0, 150},
		{"half of what coupons left", 1, 50, 9999, 48_00, 8_00, 0, 2000},
		{"whole points only", 100, 50, 9999, 7_99, 0, 0, 3},
		{"never all of it", 1, 100, 9999, 40_00, 0, 0, 3999},
		{"with the fee's coupon never all of it", 1, 100, 9999, 40_00, 0, 5_00, 3499},
		{"nothing of a fen", 1, 100, 9999, 1, 0, 0, 0},
		{"nothing of nothing", 1, 50, 9999, 0, 0, 0, 0},
		{"none", 1, 50, 0, 40_00, 0, 0, 0},
	} {
		r := Usual()
		r.Worth, r.Share = cny(c.worth), c.share
		if got := r.Takes(c.have, cny(c.goods), cny(c.ofGoods), cny(c.fee)); got != c.want {
			t.Errorf("%s: takes %d, want %d", c.name, got, c.want)
		}
	}
}

func TestLevelsAreByWhatWasEarned(t *testing.T) {
	r := Usual()
	for earned, want := range map[int64]int{0: 0, 999: 0, 1000: 1, 4999: 1, 5000: 2, 1 << 40: 2} {
		if got := r.Level(earned); got != want {
			t.Errorf("%d earned: level %d, want %d", earned, got, want)
		}
	}
}

func TestPointsLastToTheEndOfTheirDay(t *testing.T) {
	r := Usual()
	at := time.Date(2026, 11, 26, 18, 0, 0, 0, calendar.Zone)
	if got, want := r.ends(at), time.Date(2027, 11, 27, 0, 0, 0, 0, calendar.Zone); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRulesThatAreNone(t *testing.T) {
	on := Usual()
	on.On, on.Name = true, "Club"
	if !Usual().valid() || !on.valid() {
		t.Fatal("the usual rules are none")
	}
	for name, change := range map[string]func(*Rules){
		"no name":                    func(r *Rules) { r.Name = "" },
		"no points":                  func(r *Rules) { r.PerYuan = 0 },
		"worth nothing":              func(r *Rules) { r.Worth = cny(0) },
		"more than all":              func(r *Rules) { r.Share = 101 },
		"over at once":               func(r *Rules) { r.Months = 0 },
		"no level":                   func(r *Rules) { r.Levels = nil },
		"a first level from 1":       func(r *Rules) { r.Levels[0].From = 1 },
		"levels in another order":    func(r *Rules) { r.Levels[1].From = 9000 },
		"less for more":              func(r *Rules) { r.Levels[2].Percent = 50 },
		"a level without a name":     func(r *Rules) { r.Levels[1].Name = "" },
		"two levels from the same":   func(r *Rules) { r.Levels[2].From = 1000 },
		"a second level from nought": func(r *Rules) { r.Levels[1].From = 0 },
	} {
		r := on
		r.Levels = Usual().Levels
		change(&r)
		if r.valid() {
			t.Errorf("%s: taken", name)
		}
	}
}
