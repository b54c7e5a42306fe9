package city

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"livewell/internal/kit/geo"
)

type known struct {
	geo.Point
	city, place string
}

// places reads the facts that borders are held against.
func places(t testing.TB) (out []known) {
	f, err := os.Open("testdata/places.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		if strings.HasPrefix(in.Text(), "#") {
			continue
		}
		var k known
		if _, err := fmt.Sscan(in.Text(), &k.Lat, &k.Lng, &k.city, &k.place); err != nil {
			t.Fatal(in.Text(), err)
		}
		out = append(out, k)
	}
	return out
}

func TestKnownPlacesAreInTheirCities(t *testing.T) {
	c := newCatalogue(nil, "110000")
	all := places(t)
	cities := map[string]bool{}
	wrong := 0
	for _, k := range all {
		cities[k.city] = true
		if got, _, ok := c.At(k.Point); !ok || got.Zh != k.city {
			wrong++
			t.Logf("%s at %v is in %q, want %s", k.place, k.Point, got.Zh, k.city)
		}
	}
	if len(all) < 100 || len(cities) < 60 {
		t.Errorf("only %d places in %d cities", len(all), len(cities))
	}
	if wrong*100 > len(all)*2 {
		t.Errorf("%d of %d are wrong, want 2%% at most", wrong, len(all))
	}
	t.Logf("%d of %d places in %d cities are right", len(all)-wrong, len(all), len(cities))
}

func TestPointsOutside(t *testing.T) {
	c := newCatalogue(nil, "110000")
	for name, k := range map[string]struct {
		p    geo.Point
		want string // empty: none
	}{
		"at sea off Qingdao":    {geo.Point{Lat: 36.00, Lng: 120.35}, "青岛"},
		"at sea off Sanya":      {geo.Point{Lat: 18.15, Lng: 109.45}, "三亚"},
		"across the Amur":       {geo.Point{Lat: 50.28, Lng: 127.56}, "黑河"},
		"across the Yalu":       {geo.Point{Lat: 40.10, Lng: 124.41}, "丹东"},
		"middle of a sea":       {geo.Point{Lat: 30.00, Lng: 125.50}, ""},
		"Seoul":                 {geo.Point{Lat: 37.57, Lng: 126.98}, ""},
		"London":                {geo.Point{Lat: 51.50, Lng: -0.12}, ""},
		"Gulf of Guinea":        {geo.Point{}, ""},
		"not a place on earth":  {geo.Point{Lat: 200, Lng: 10}, ""},
		"north pole":            {geo.Point{Lat: 90}, ""},
		"east of the date line": {geo.Point{Lat: 40, Lng: -179.9}, ""},
	} {
		got, exact, ok := c.At(k.p)
		if ok != (k.want != "") || got.Zh != k.want || exact {
			t.Errorf("%s: %q, exact %v, found %v; want %q", name, got.Zh, exact, ok, k.want)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	c := newCatalogue(nil, "110000")
	all := places(b)
	borders()
	b.Run("places", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			c.At(all[i%len(all)].Point)
		}
	})
	for name, p := range map[string]geo.Point{"sea": {Lat: 29.9, Lng: 122.95}, "abroad": {Lat: 50.30, Lng: 127.60}, "far": {Lat: 51.5, Lng: -0.1}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.At(p)
			}
		})
	}
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			readAtlas(packed)
		}
	})
}
