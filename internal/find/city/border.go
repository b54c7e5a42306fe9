package city

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"io"
	"math"

	"livewell/internal/kit/geo"
)

// packed holds the borders: regions of a code and rings, corners as steps on a
// grid of 1/1024 degree. scripts/city/generate.js writes it.
//
//go:embed data/borders.bin
var packed []byte

// The corners are kept in GCJ-02, as they were drawn: neighbours share them to
// the last bit, and moving one point that is asked for is cheaper than moving
// half a million corners at each start. Outside of this file all is WGS-84.
const (
	steps = 1024
	band  = 32 // steps of latitude that one bucket of edges spans
)

// spot is a corner in steps.
type spot struct{ x, y int32 }

// region is a piece of land under one code. A point is in it when a line to the
// east crosses an odd number of its edges.
type region struct {
	code     uint32
	min, max spot
	// Of the bucket k, which spans the latitudes from min.y + k*band, edges are
	// those from start[k] to start[k+1].
	start []int32
	edges []edge
}

type edge struct{ a, b spot }

// atlas is every region. Where two overlap the first one counts.
type atlas []region

// readAtlas unpacks the borders. They are ours, so what is wrong with them is a bug.
func readAtlas(packed []byte) atlas {
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic("city: borders: " + err.Error())
	}
	next := func() int {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			panic("city: borders end early")
		}
		b = b[n:]
		return int(v)
	}
	var at spot
	step := func() int32 {
		v := int32(next())
		return v>>1 ^ -(v & 1)
	}
	out := make(atlas, next())
	for i := range out {
		r := region{code: uint32(next()), min: spot{math.MaxInt32, math.MaxInt32}}
		var edges []edge
		for range next() {
			first := len(edges)
			for range next() {
				at.x += step()
				at.y += step()
				edges = append(edges, edge{a: at})
				r.min = spot{min(r.min.x, at.x), min(r.min.y, at.y)}
				r.max = spot{max(r.max.x, at.x), max(r.max.y, at.y)}
			}
			for k := first; k < len(edges)-1; k++ {
				edges[k].b = edges[k+1].a
			}
			edges[len(edges)-1].b = edges[first].a
		}
		r.bucket(edges)
		out[i] = r
	}
	return out
}

// bucket sorts edges by the latitudes that they span; one that spans several
// buckets is in each of them.
func (r *region) bucket(edges []edge) {
	n := (r.max.y-r.min.y)/band + 1
	r.start = make([]int32, n+1)
	each := func(put func(k int32, e edge)) {
		for _, e := range edges {
			lo, hi := min(e.a.y, e.b.y), max(e.a.y, e.b.y)
			for k := (lo - r.min.y) / band; k <= (hi-r.min.y)/band; k++ {
				put(k, e)
			}
		}
	}
	each(func(k int32, _ edge) { r.start[k+1]++ })
	for k := range n {
		r.start[k+1] += r.start[k]
	}
	r.edges = make([]edge, r.start[n])
	fill := append([]int32(nil), r.start...)
	each(func(k int32, e edge) {
		r.edges[fill[k]] = e
		fill[k]++
	})
}

// place is a point in steps.
type place struct{ x, y float64 }

func placeOf(p geo.Point) place {
	g := p.GCJ()
	return place{g.Lng * steps, g.Lat * steps}
}

func (r *region) contains(p place) bool {
	if p.x < float64(r.min.x) || p.x > float64(r.max.x) || p.y < float64(r.min.y) || p.y > float64(r.max.y) {
		return false
	}
	in := false
	k := (int32(p.y) - r.min.y) / band
	for _, e := range r.edges[r.start[k]:r.start[k+1]] {
		ax, ay, bx, by := float64(e.a.x), float64(e.a.y), float64(e.b.x), float64(e.b.y)
		if (ay > p.y) != (by > p.y) && p.x < ax+(p.y-ay)/(by-ay)*(bx-ax) {
			in = !in
		}
	}
	return in
}

// at gives the first region that holds p and that ok takes.
func (a atlas) at(p place, ok func(code uint32) bool) (code uint32, found bool) {
	for i := range a {
		if r := &a[i]; r.contains(p) && ok(r.code) {
			return r.code, true
		}
	}
	return 0, false
}

// near gives the region, of those that ok takes, whose border is nearest to p,
// and how many metres it is away, when it is no further than most.
func (a atlas) near(p place, most float64, ok func(code uint32) bool) (code uint32, metres float64, found bool) {
	const metresOfStep = 111_195.0 / steps
	shrink := math.Cos(p.y / steps * math.Pi / 180) // a step of longitude is so much shorter
	best := most / metresOfStep
	best *= best
	for i := range a {
		r := &a[i]
		dx := max(float64(r.min.x)-p.x, p.x-float64(r.max.x), 0) * shrink
		dy := max(float64(r.min.y)-p.y, p.y-float64(r.max.y), 0)
		if dx*dx+dy*dy >= best || !ok(r.code) {
			continue
		}
		if d := r.distance(p, shrink, best); d < best {
			best, code, found = d, r.code, true
		}
	}
	return code, math.Sqrt(best) * metresOfStep, found
}

// distance is the square of the way to the border in steps of latitude, or best
// when it is no shorter than that.
func (r *region) distance(p place, shrink, best float64) float64 {
	last := int32(len(r.start)) - 2
	own := min(max(int32(math.Floor((p.y-float64(r.min.y))/band)), 0), last)
	// Buckets further and further away, while they may hold something nearer.
	for far := int32(0); far <= last; far++ {
		reached := false
		for _, k := range [2]int32{own - far, own + far} {
			if k < 0 || k > last || far == 0 && reached {
				continue
			}
			lo := float64(r.min.y + k*band)
			dy := max(lo-p.y, p.y-lo-band, 0)
			if dy*dy >= best {
				continue
			}
			reached = true
			for _, e := range r.edges[r.start[k]:r.start[k+1]] {
				// Most edges are too far to the east or west, which is soon seen.
				dx := max(float64(min(e.a.x, e.b.x))-p.x, p.x-float64(max(e.a.x, e.b.x)), 0) * shrink
				if dx*dx < best {
					best = min(best, e.distance(p, shrink))
				}
			}
		}
		if !reached && far > 0 {
			break
		}
	}
	return best
}

// distance is the square of the way from p to the nearest point of e.
func (e edge) distance(p place, shrink float64) float64 {
	ax, ay := (float64(e.a.x)-p.x)*shrink, float64(e.a.y)-p.y
	bx, by := (float64(e.b.x)-p.x)*shrink, float64(e.b.y)-p.y
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(-(ax*dx+ay*dy)/l, 0), 1)
	}
	x, y := ax+t*dx, ay+t*dy
	return x*x + y*y
}
