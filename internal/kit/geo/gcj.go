package geo

import "math"

// GCJ is a place in GCJ-02, in degrees, as maps of China give it and as the
// mini-program dialect speaks it. The empty field keeps Point(g) from compiling.
type GCJ struct {
	Lat, Lng float64
	_        struct{}
}

// The ellipsoid of Krasovsky (1940): half the long axis in metres, and the
// first eccentricity squared.
const (
	axis         = 6378245.0
	eccentricity = 0.00669342162296594323
)

// mapped is where maps are shifted. It is the rectangle that every converter
// in use takes for China, so it holds parts of the neighbours.
var mapped = Box{Min: Point{0.8293, 72.004}, Max: Point{55.8271, 137.8347}}

// GCJ gives the place as a map of China shows it; outside China the same numbers.
func (p Point) GCJ() GCJ {
	if !mapped.Contains(p) {
		return GCJ{Lat: p.Lat, Lng: p.Lng}
	}
	dLat, dLng := shift(p)
	return GCJ{Lat: p.Lat + dLat, Lng: p.Lng + dLng}
}

// WGS gives the place in WGS-84, right to a millimetre but for the strip of a
// kilometre along the border of the shifted rectangle, where GCJ-02 has a jump.
func (g GCJ) WGS() Point {
	at := Point{Lat: g.Lat, Lng: g.Lng}
	if !mapped.Contains(at) {
		return at
	}
	// The shift changes by about one part in a thousand from one place to the
	// next, so each round wins three digits.
	p := at
	for range 5 {
		dLat, dLng := shift(p)
		p = Point{Lat: g.Lat - dLat, Lng: g.Lng - dLng}
	}
	return p
}

// shift is what GCJ-02 adds at p, in degrees: waves of some hundred metres, in
// metres on the ground, brought to degrees on the ellipsoid.
func shift(p Point) (dLat, dLng float64) {
	x, y := p.Lng-105, p.Lat-35
	root := math.Sqrt(math.Abs(x))
	swell := 20*math.Sin(6*math.Pi*x) + 20*math.Sin(2*math.Pi*x)
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root +
		(swell+20*math.Sin(math.Pi*y)+40*math.Sin(math.Pi*y/3)+160*math.Sin(math.Pi*y/12)+320*math.Sin(math.Pi*y/30))*2/3
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root +
		(swell+20*math.Sin(math.Pi*x)+40*math.Sin(math.Pi*x/3)+150*math.Sin(math.Pi*x/12)+300*math.Sin(math.Pi*x/30))*2/3

	sin, cos := math.Sincos(rad(p.Lat))
	flat := 1 - eccentricity*sin*sin
	meridian := axis * (1 - eccentricity) / (flat * math.Sqrt(flat))
	parallel := axis / math.Sqrt(flat) * cos
	return north * 180 / math.Pi / meridian, east * 180 / math.Pi / parallel
}
