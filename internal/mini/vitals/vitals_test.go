package vitals

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// took is an arm whose first screens took some time, with so many crashes.
func took(opens, crashes int64, ms int) Arm {
	a := Arm{Opens: opens, Crashes: crashes}
	a.Speed[bucketOf(time.Duration(ms)*time.Millisecond)] = opens
	return a
}

func TestAGrayReleaseIsPausedWhereItIsWorse(t *testing.T) {
	for name, c := range map[string]struct {
		gray, online Arm
		want         Why
	}{
		"both are well":                   {took(1000, 2, 300), took(5000, 10, 300), Well},
		"it crashes":                      {took(1000, 50, 300), took(5000, 10, 300), Crash},
		"few have seen it":                {took(199, 199, 300), took(5000, 10, 300), Well},
		"just enough have":                {took(200, 20, 300), took(5000, 10, 300), Crash},
		"within what chance does":         {took(200, 2, 300), took(5000, 25, 300), Well},
		"both crash":                      {took(1000, 50, 300), took(5000, 250, 300), Well},
		"it crashes less":                 {took(1000, 0, 300), took(5000, 250, 300), Well},
		"more crashes than opens":         {took(200, 300, 300), took(5000, 10, 300), Crash},
		"it is slow":                      {took(1000, 2, 3000), took(5000, 10, 1000), Slow},
		"slower by less than people feel": {took(1000, 2, 400), took(5000, 10, 150), Well},
		"slower by less than half":        {took(1000, 2, 8000), took(5000, 10, 6500), Well},
		"it is quick":                     {took(1000, 2, 300), took(5000, 10, 3000), Well},
		"nothing to compare times with":   {took(1000, 2, 9000), took(100, 0, 300), Well},
		"nothing is online":               {took(1000, 900, 9000), Arm{}, Well},
	} {
		if got := Judge(c.gray, c.online); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestATimeIsKnownToAFifth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.IntRange(50, 30_000).Draw(t, "ms")
		got := float64(took(1000, 0, ms).Speed.Quantile(1).Milliseconds())
		if got < float64(ms)-1 || got > float64(ms)*1.2+1 {
			t.Errorf("%d ms are told as %v", ms, got)
		}
	})
	var h Histogram
	if h.Quantile(.5) != 0 {
		t.Error("nothing took some time")
	}
	a, b := took(300, 0, 100).Speed, took(100, 0, 4000).Speed
	for i := range h {
		h[i] = a[i] + b[i]
	}
	if p50, p95 := h.Quantile(.5), h.Quantile(.95); p50 > 110*time.Millisecond || p95 < 3*time.Second {
		t.Errorf("%v and %v", p50, p95)
	}
}
