// Package geo is where things are: points, distances, boxes and areas.
//
// Everything inside is WGS-84, as satellites and browsers give it. GCJ-02, the
// shifted grid that Chinese maps and the mini-program dialect speak, is a type
// of its own, so that a point off by half a kilometre does not compile. It is
// converted where it comes in and where it goes out, nowhere else.
//
// Areas are flat: an edge is a straight line in degrees. That is right for a
// city or a delivery area and wrong for an ocean; none may cross the date line.
package geo

import (
	"math"

	"livewell/internal/kit/fault"
)

var ErrPoint = fault.New(fault.Invalid, "geo.bad_point", "This is not a place on earth.")

// Point is a place in WGS-84, in degrees.
type Point struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90" doc:"Latitude in degrees, WGS-84."`
	Lng float64 `json:"lng" minimum:"-180" maximum:"180" doc:"Longitude in degrees, WGS-84."`
}

// Check gives ErrPoint for what is no place on earth; NaN is none.
func (p Point) Check() error {
	if math.Abs(p.Lat) <= 90 && math.Abs(p.Lng) <= 180 {
		return nil
	}
	return ErrPoint
}

// earth is the mean radius in metres (IUGG).
const earth = 6371008.8

// Distance gives metres along a great circle, right to half a percent.
func Distance(a, b Point) float64 {
	la, lb := rad(a.Lat), rad(b.Lat)
	dLat, dLng := math.Sin((lb-la)/2), math.Sin(rad(b.Lng-a.Lng)/2)
	h := dLat*dLat + math.Cos(la)*math.Cos(lb)*dLng*dLng
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}

func rad(deg float64) float64 { return deg * math.Pi / 180 }

// Box is a rectangle in degrees, its borders included.
type Box struct{ Min, Max Point }

// Around gives a box that holds every point within so many metres of p, and
// some more. Near a pole or the date line it may miss what is across.
func Around(p Point, metres float64) Box {
	lat := metres / earth * 180 / math.Pi
	lng := lat / max(1e-6, math.Cos(rad(min(89, math.Abs(p.Lat)+lat))))
	return Box{
		Min: Point{max(-90, p.Lat-lat), max(-180, p.Lng-lng)},
		Max: Point{min(90, p.Lat+lat), min(180, p.Lng+lng)},
	}
}

func (b Box) Contains(p Point) bool {
	return b.Min.Lat <= p.Lat && p.Lat <= b.Max.Lat && b.Min.Lng <= p.Lng && p.Lng <= b.Max.Lng
}

// Meets tells whether two boxes share a point.
func (b Box) Meets(o Box) bool {
	return b.Min.Lat <= o.Max.Lat && o.Min.Lat <= b.Max.Lat && b.Min.Lng <= o.Max.Lng && o.Min.Lng <= b.Max.Lng
}

// with grows the box to hold p.
func (b Box) with(p Point) Box {
	return Box{
		Min: Point{min(b.Min.Lat, p.Lat), min(b.Min.Lng, p.Lng)},
		Max: Point{max(b.Max.Lat, p.Lat), max(b.Max.Lng, p.Lng)},
	}
}
