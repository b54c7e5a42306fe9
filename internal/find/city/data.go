package city

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"livewell/internal/kit/geo"
)

// The lists: lines of cells between tabs, written by scripts/city/generate.js.
var (
	//go:embed data/cities.tsv
	cityLines string
	//go:embed data/provinces.tsv
	provinceLines string
)

// built is what comes with the program.
type built struct {
	cities    []City
	byCode    map[string]int
	numbers   map[string]uint32 // of the codes that have a border
	provinces map[string]Province
}

// lastHot is the rank of the last city that pickers show first.
const lastHot = 12

var builtIn = sync.OnceValue(func() built {
	b := built{byCode: map[string]int{}, numbers: map[string]uint32{}, provinces: map[string]Province{}}
	for line := range strings.Lines(provinceLines) {
		c := cells(line, 3)
		b.provinces[c[0]] = Province{Zh: c[1], En: c[2]}
	}
	for line := range strings.Lines(cityLines) {
		c := cells(line, 8)
		x := City{Code: c[0], Zh: c[1], En: c[2], Pinyin: c[3], Province: c[0][:2], rank: int(number(c[6]))}
		// The centres are of the same maps as the borders.
		x.Centre = geo.GCJ{Lat: number(c[4]), Lng: number(c[5])}.WGS()
		x.Hot = x.rank <= lastHot
		x.keys = keysOf(x, b.provinces[x.Province])
		b.byCode[x.Code] = len(b.cities)
		b.cities = append(b.cities, x)
		if c[7] == "border" {
			b.numbers[x.Code] = uint32(number(c[0]))
		}
	}
	return b
})

func cells(line string, n int) []string {
	c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	if len(c) != n {
		panic(fmt.Sprintf("city: %q has not %d cells", line, n))
	}
	return c
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("city: " + err.Error())
	}
	return f
}
