package geo

import (
	"math"

	"livewell/internal/kit/fault"
)

var (
	ErrFewPoints  = fault.New(fault.Invalid, "geo.few_points", "An area has at least 3 corners.")
	ErrManyPoints = fault.New(fault.Invalid, "geo.many_points", "This area has too many corners.")
	ErrCrossing   = fault.New(fault.Invalid, "geo.crossing", "The border of the area crosses or touches itself.")
	ErrHole       = fault.New(fault.Invalid, "geo.hole", "A hole is not wholly inside the area.")
	ErrTooWide    = fault.New(fault.Invalid, "geo.too_wide", "This area is too wide.")
)

// Ring is a closed line: the last point is joined to the first, whether or not
// the first is repeated at the end, as GeoJSON does.
type Ring []Point

// Polygon is an area with holes. The zero one holds nothing.
type Polygon struct {
	Outer Ring   `json:"outer" nullable:"false" doc:"Corners of the border; the last is joined to the first."`
	Holes []Ring `json:"holes,omitempty" doc:"What is cut out of it."`
}

// Contains tells whether p is in the area and in none of its holes. A point on
// the very border is in one of two areas that share it, never in both.
func (g Polygon) Contains(p Point) bool {
	in := g.Outer.Contains(p)
	for _, h := range g.Holes {
		in = in && !h.Contains(p)
	}
	return in
}

// Contains counts the edges that a line from p to the east crosses.
func (r Ring) Contains(p Point) bool {
	in := false
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		if a.Lat > b.Lat {
			a, b = b, a // so that two areas reckon with the same numbers
		}
		if a.Lat <= p.Lat && p.Lat < b.Lat && p.Lng < a.Lng+(p.Lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng) {
			in = !in
		}
	}
	return in
}

// Bounds gives the smallest box that holds the area.
func (g Polygon) Bounds() Box { return g.Outer.Bounds() }

func (r Ring) Bounds() Box {
	if len(r) == 0 {
		return Box{}
	}
	b := Box{r[0], r[0]}
	for _, p := range r[1:] {
		b = b.with(p)
	}
	return b
}

// Clean takes an area as somebody drew it and gives it as it is kept: corners
// on a grid of a centimetre, none twice in a row, the first not repeated.
// Faults: ErrPoint, ErrFewPoints, ErrManyPoints when all rings together have
// more than most, ErrTooWide over half the globe, ErrCrossing, ErrHole. What it
// gives is clean: doing it again changes nothing.
func (g Polygon) Clean(most int) (Polygon, error) {
	total := len(g.Outer)
	for _, h := range g.Holes {
		total += len(h)
	}
	// One more in each ring: GeoJSON repeats the first.
	if total > most+1+len(g.Holes) {
		return Polygon{}, ErrManyPoints.With(map[string]any{"most": most})
	}
	var out Polygon
	var rings []line
	var span Box
	total = 0
	for i, r := range append([]Ring{g.Outer}, g.Holes...) {
		l, err := newLine(r)
		if err != nil {
			return Polygon{}, err
		}
		total += len(l)
		rings = append(rings, l)
		b := l.ring().Bounds()
		if i == 0 {
			out.Outer, span = l.ring(), b
		} else {
			out.Holes = append(out.Holes, l.ring())
		}
		span = span.with(b.Min).with(b.Max)
	}
	if total > most {
		return Polygon{}, ErrManyPoints.With(map[string]any{"most": most})
	}
	if span.Max.Lng-span.Min.Lng >= 180 {
		return Polygon{}, ErrTooWide
	}
	return out, check(out, rings)
}

// check wants rings that touch neither themselves nor each other, and holes
// that lie in the outer one and not in each other.
func check(g Polygon, rings []line) error {
	for i, r := range rings {
		if r.crossesItself() {
			return ErrCrossing
		}
		for _, s := range rings[:i] {
			if r.meets(s) {
				return ErrHole
			}
		}
	}
	// No borders meet, so one corner speaks for its whole ring.
	for i, h := range g.Holes {
		if !g.Outer.Contains(h[0]) {
			return ErrHole
		}
		for j, o := range g.Holes {
			if i != j && o.Contains(h[0]) {
				return ErrHole
			}
		}
	}
	return nil
}

// spot is a corner in steps of 1e-7 degrees. In whole numbers the question on
// which side of an edge a corner lies has an exact answer.
type spot struct{ x, y int64 }

type line []spot

const steps = 1e7

func newLine(r Ring) (line, error) {
	var l line
	for _, p := range r {
		if err := p.Check(); err != nil {
			return nil, err
		}
		s := spot{int64(math.Round(p.Lng * steps)), int64(math.Round(p.Lat * steps))}
		if len(l) == 0 || l[len(l)-1] != s {
			l = append(l, s)
		}
	}
	for len(l) > 1 && l[0] == l[len(l)-1] {
		l = l[:len(l)-1]
	}
	if len(l) < 3 {
		return nil, ErrFewPoints
	}
	return l, nil
}

func (l line) ring() Ring {
	r := make(Ring, len(l))
	for i, s := range l {
		r[i] = Point{Lat: float64(s.y) / steps, Lng: float64(s.x) / steps}
	}
	return r
}

func (l line) edge(i int) (a, b spot) { return l[i], l[(i+1)%len(l)] }

func (l line) crossesItself() bool {
	n := len(l)
	for i := range n {
		a, b := l.edge(i)
		// The next edge shares a corner; it may not run back along this one.
		if c := l[(i+2)%n]; side(a, b, c) == 0 && between(a, b, c) || side(a, b, c) == 0 && between(b, c, a) {
			return true
		}
		for j := i + 2; j < n; j++ {
			if c, d := l.edge(j); (j+1)%n != i && touch(a, b, c, d) {
				return true
			}
		}
	}
	return false
}

func (l line) meets(o line) bool {
	for i := range l {
		for j := range o {
			a, b := l.edge(i)
			if c, d := o.edge(j); touch(a, b, c, d) {
				return true
			}
		}
	}
	return false
}

// touch tells whether two edges share a point.
func touch(a, b, c, d spot) bool {
	abc, abd, cda, cdb := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	return abc != abd && cda != cdb ||
		abc == 0 && between(a, b, c) || abd == 0 && between(a, b, d) ||
		cda == 0 && between(c, d, a) || cdb == 0 && between(c, d, b)
}

// side is 1 where c lies to the left of a→b, -1 to the right, 0 on its line.
// The differences are under 1.8e9, so nothing overflows.
func side(a, b, c spot) int {
	switch d := (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x); {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

// between tells whether c, which is on the line through a and b, is on the edge.
func between(a, b, c spot) bool {
	return min(a.x, b.x) <= c.x && c.x <= max(a.x, b.x) && min(a.y, b.y) <= c.y && c.y <= max(a.y, b.y)
}
