package geo

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The pairs are those that two converters in wide use agree on.
func TestGCJIsWhatMapsShow(t *testing.T) {
	for _, c := range []struct{ p, want Point }{
		{Point{39.915, 116.404}, Point{39.91640428150164, 116.41024449916938}},
		{Point{31.2304, 121.4737}, Point{31.22845773757727, 121.47822305927693}},
		{Point{23.1291, 113.2644}, Point{23.126423339922844, 113.26972959210308}},
		{Point{43.8256, 87.6168}, Point{43.82680539311119, 87.61964994946926}},
		{Point{20.0444, 110.1999}, Point{20.042285643336523, 110.20419241529164}},
		{Point{45.8038, 126.535}, Point{45.80578152514843, 126.54104035015793}},
	} {
		if got := c.p.GCJ(); Distance(Point{got.Lat, got.Lng}, c.want) > 0.001 {
			t.Errorf("%v on the map is %v, want %v", c.p, got, c.want)
		}
	}
}

func TestGCJIsTheSameAbroad(t *testing.T) {
	for _, p := range []Point{{51.5007, -0.1246}, {35.6586, 139.7454}, {-33.8568, 151.2153}, {0, 0}} {
		if g := p.GCJ(); g.Lat != p.Lat || g.Lng != p.Lng || g.WGS() != p {
			t.Errorf("%v became %v", p, g)
		}
	}
}

func TestGCJRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(3, 54).Draw(t, "lat"), rapid.Float64Range(73, 136).Draw(t, "lng")}
		if back := p.GCJ().WGS(); Distance(p, back) > 0.001 {
			t.Fatalf("%v came back as %v, %g m off", p, back, Distance(p, back))
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{0, 0}, Point{0, 180}, math.Pi * earth},
		{Point{90, 0}, Point{-90, 77}, math.Pi * earth},
		{Point{39.9042, 116.4074}, Point{31.2304, 121.4737}, 1067e3}, // 北京, 上海
		{Point{30, 104}, Point{30, 104}, 0},
	} {
		if got := Distance(c.a, c.b); math.Abs(got-c.want) > 0.005*c.want {
			t.Errorf("from %v to %v: %.0f m, want %.0f", c.a, c.b, got, c.want)
		}
	}
}

func TestAroundHoldsWhatIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(-60, 60).Draw(t, "lat"), rapid.Float64Range(-170, 170).Draw(t, "lng")}
		m := rapid.Float64Range(1, 1e5).Draw(t, "m")
		turn := rapid.Float64Range(0, 2*math.Pi).Draw(t, "turn")
		deg := m / earth * 180 / math.Pi
		q := Point{p.Lat + deg*math.Sin(turn), p.Lng + deg*math.Cos(turn)/math.Cos(rad(p.Lat))}
		if Distance(p, q) <= m && !Around(p, m).Contains(q) {
			t.Fatalf("%v is %.1f m from %v, and not in the box of %.1f m", q, Distance(p, q), p, m)
		}
	})
}

func TestCheck(t *testing.T) {
	for _, p := range []Point{{91, 0}, {0, -181}, {math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}} {
		if err := p.Check(); !errors.Is(err, ErrPoint) {
			t.Errorf("%v: %v, want ErrPoint", p, err)
		}
	}
	if err := (Point{-90, 180}).Check(); err != nil {
		t.Error(err)
	}
}

// star draws a ring around a middle: corners at almost even angles, so that it
// never crosses itself.
func star(t *rapid.T, name string, mid Point, least, most float64) Ring {
	n := rapid.IntRange(5, 30).Draw(t, name)
	r := make(Ring, n)
	for i := range r {
		a := (float64(i) + rapid.Float64Range(-0.4, 0.4).Draw(t, "turn")) * 2 * math.Pi / float64(n)
		d := rapid.Float64Range(least, most).Draw(t, "far")
		r[i] = Point{mid.Lat + d*math.Sin(a), mid.Lng + d*math.Cos(a)}
	}
	if rapid.Bool().Draw(t, "turned round") {
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			r[i], r[j] = r[j], r[i]
		}
	}
	return r
}

// turns is the winding number of r around p, by adding up angles; ok is false
// where p is on the border.
func turns(r Ring, p Point) (n int, ok bool) {
	var sum float64
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		ay, ax, by, bx := a.Lat-p.Lat, a.Lng-p.Lng, b.Lat-p.Lat, b.Lng-p.Lng
		sum += math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
	}
	sum /= 2 * math.Pi
	return int(math.Round(sum)), math.Abs(sum-math.Round(sum)) < 1e-6
}

func TestContainsAgreesWithWinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mid := Point{rapid.Float64Range(-80, 80).Draw(t, "lat"), rapid.Float64Range(-170, 170).Draw(t, "lng")}
		g := Polygon{Outer: star(t, "outer", mid, 0.5, 1)}
		for i := range rapid.IntRange(0, 2).Draw(t, "holes") {
			at := Point{mid.Lat, mid.Lng + 0.2*float64(i) - 0.1}
			g.Holes = append(g.Holes, star(t, "hole", at, 0.02, 0.08))
		}
		g, err := g.Clean(1000)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			p := Point{
				mid.Lat + rapid.Float64Range(-1.1, 1.1).Draw(t, "north"),
				mid.Lng + rapid.Float64Range(-1.1, 1.1).Draw(t, "east"),
			}
			if rapid.Bool().Draw(t, "near the holes") {
				p = Point{mid.Lat + (p.Lat-mid.Lat)/5, mid.Lng + (p.Lng-mid.Lng)/5}
			}
			n, sure := turns(g.Outer, p)
			want := n != 0
			for _, h := range g.Holes {
				n, ok := turns(h, p)
				want, sure = want && n == 0, sure && ok
			}
			if got := g.Contains(p); sure && got != want {
				t.Fatalf("%v in %v: %v, want %v", p, g, got, want)
			}
			if g.Contains(p) && !g.Bounds().Contains(p) {
				t.Fatalf("%v is in the area and not in its box", p)
			}
		}
		if again, err := g.Clean(1000); err != nil || len(again.Outer) != len(g.Outer) || again.Outer[0] != g.Outer[0] {
			t.Fatalf("cleaned twice: %v, %v", again, err)
		}
	})
}

// Two areas that share an edge share no point of it.
func TestBorderBelongsToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deg := rapid.Float64Range(-1, 1)
		a, b := Point{-1, deg.Draw(t, "a")}, Point{1, deg.Draw(t, "b")}
		west, east := Ring{a, b, {0, -3}}, Ring{b, a, {0, 3}}
		f := rapid.Float64Range(0, 1).Draw(t, "along")
		p := Point{a.Lat + f*(b.Lat-a.Lat), a.Lng + f*(b.Lng-a.Lng)}
		if math.Abs(p.Lat) < 1 && west.Contains(p) == east.Contains(p) {
			t.Fatalf("%v is in both or in neither", p)
		}
	})
}

func TestClean(t *testing.T) {
	square := func(lat, lng, size float64) Ring {
		return Ring{{lat, lng}, {lat, lng + size}, {lat + size, lng + size}, {lat + size, lng}}
	}
	closed := append(square(0, 0, 1), Point{0, 0})
	for name, c := range map[string]struct {
		in   Polygon
		want error
	}{
		"square":            {Polygon{Outer: square(0, 0, 1)}, nil},
		"closed by hand":    {Polygon{Outer: closed}, nil},
		"twice in a row":    {Polygon{Outer: Ring{{0, 0}, {0, 0}, {0, 1}, {1, 1}}}, nil},
		"corner on a line":  {Polygon{Outer: Ring{{0, 0}, {0, 1}, {0, 2}, {1, 1}}}, nil},
		"holes":             {Polygon{square(0, 0, 9), []Ring{square(1, 1, 1), square(3, 3, 1)}}, nil},
		"nothing":           {Polygon{}, ErrFewPoints},
		"two points":        {Polygon{Outer: Ring{{0, 0}, {1, 1}, {0, 0}}}, ErrFewPoints},
		"all in one spot":   {Polygon{Outer: Ring{{0, 0}, {0, 1e-9}, {1e-9, 0}}}, ErrFewPoints},
		"on one line":       {Polygon{Outer: Ring{{0, 0}, {1, 1}, {2, 2}}}, ErrCrossing},
		"bow tie":           {Polygon{Outer: Ring{{0, 0}, {1, 1}, {1, 0}, {0, 1}}}, ErrCrossing},
		"spike":             {Polygon{Outer: Ring{{0, 0}, {0, 2}, {0, 1}, {1, 1}}}, ErrCrossing},
		"corner used twice": {Polygon{Outer: Ring{{0, 0}, {1, 1}, {0, 2}, {2, 2}, {1, 1}, {2, 0}}}, ErrCrossing},
		"no place":          {Polygon{Outer: Ring{{0, 0}, {0, 1}, {91, 1}}}, ErrPoint},
		"not a number":      {Polygon{Outer: Ring{{0, 0}, {0, 1}, {math.NaN(), 1}}}, ErrPoint},
		"half the globe":    {Polygon{Outer: Ring{{0, -179}, {0, 179}, {1, 0}}}, ErrTooWide},
		"wide hole":         {Polygon{square(0, 0, 1), []Ring{{{0, -179}, {0, 179}, {1, 0}}}}, ErrTooWide},
		"hole outside":      {Polygon{square(0, 0, 1), []Ring{square(5, 5, 1)}}, ErrHole},
		"hole across":       {Polygon{square(0, 0, 2), []Ring{square(1, 1, 2)}}, ErrHole},
		"hole around":       {Polygon{square(1, 1, 1), []Ring{square(0, 0, 9)}}, ErrHole},
		"hole at the edge":  {Polygon{square(0, 0, 2), []Ring{square(0, 0.5, 1)}}, ErrHole},
		"hole in a hole":    {Polygon{square(0, 0, 9), []Ring{square(1, 1, 5), square(2, 2, 1)}}, ErrHole},
		"the same hole":     {Polygon{square(0, 0, 9), []Ring{square(1, 1, 5), square(1, 1, 5)}}, ErrHole},
		"empty hole":        {Polygon{square(0, 0, 9), []Ring{{}}}, ErrFewPoints},
		"thirteen corners":  {Polygon{append(square(0, 0, 9), Point{5, -1}), []Ring{square(1, 1, 1), square(3, 3, 1)}}, ErrManyPoints},
	} {
		if _, err := c.in.Clean(12); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if g, _ := (Polygon{Outer: closed}).Clean(4); len(g.Outer) != 4 {
		t.Errorf("closed by hand: %v, want 4 corners", g.Outer)
	}
}

// Whatever somebody draws is refused or comes out whole; nothing panics.
func FuzzClean(f *testing.F) {
	f.Add(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0)
	f.Add(0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0)
	f.Add(90.0, 180.0, -90.0, -180.0, 1e-8, 0.0, 0.0, 1e-8)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i float64) {
		in := Polygon{Outer: Ring{{a, b}, {c, d}, {e, g}, {h, i}}}
		out, err := in.Clean(10)
		if err != nil {
			return
		}
		if n := len(out.Outer); n < 3 || n > 4 {
			t.Fatalf("%v has %d corners", out, n)
		}
		if again, err := out.Clean(10); err != nil || len(again.Outer) != len(out.Outer) {
			t.Fatalf("%v is clean, and again is %v, %v", out, again, err)
		}
	})
}

func BenchmarkContains(b *testing.B) {
	r := make(Ring, 200)
	for i := range r {
		a := float64(i) * 2 * math.Pi / 200
		r[i] = Point{math.Sin(a), math.Cos(a)}
	}
	g := Polygon{Outer: r}
	for b.Loop() {
		g.Contains(Point{0.3, 0.4})
	}
}
