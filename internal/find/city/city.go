// Package city knows the cities: their names, where they are, which one a point
// lies in, and which one a person has chosen.
//
// 371 cities of China are built in; an operator adds others, edits and hides
// them. What is built in and what the operator changed make one catalogue,
// which is never changed: a new one is made when the operator's part moved on.
//
// What a person chose holds until they choose again. A position decides only
// for those who chose nothing; for the others it is a question, never a change:
//
//	chosen and in service?  --> chosen; where the position is elsewhere: ask
//	position in a city?     --> that one
//	else                    --> the operator's default
//
// It does not know what a city offers.
package city

import (
	"cmp"
	"embed"
	"slices"
	"strings"
	"sync"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("city", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "city.not_found", "There is no such city.")
	ErrName     = fault.New(fault.Invalid, "city.name", "A city has a name of 1 to 20 characters in Chinese, one of 1 to 40 in English, and pinyin.")
	ErrDefault  = fault.New(fault.Refused, "city.default", "This is the default city. Make another one the default first.")
	ErrTooMany  = fault.New(fault.Refused, "city.too_many", "At most 1000 cities can be added.")
)

// City is a city, built in or an operator's.
type City struct {
	Code     string // six digits of GB/T 2260, or an id where an operator added it
	Zh, En   string
	Pinyin   string // syllables with spaces between: "bei jing"
	Province string // the first two digits of a built-in city's code
	Centre   geo.Point
	Area     geo.Polygon // as the operator drew it; empty: the built-in border, if any
	Hot      bool
	Hidden   bool // not in service: neither listed nor found
	Own      bool // the operator added or changed it

	rank int // of two that fit as well the lower one comes first
	keys keys
}

// Province is what stands beside a city where two have one name.
type Province struct{ Zh, En string }

// Near is how far from a city's border a point may be and still be taken for it:
// at sea, abroad, or in a gap between two borders.
const Near = 30_000 // metres

// Catalogue is every city at one moment.
type Catalogue struct {
	cities    []City // by pinyin
	byCode    map[string]int
	byNumber  map[uint32]int // of those with a built-in border that counts
	areas     []area         // that operators drew
	points    []int          // cities without any border
	fallback  int
	provinces map[string]Province
}

type area struct {
	city int
	box  geo.Box
}

// newCatalogue puts the operator's cities in the place of built-in ones with
// the same code, and beside the rest.
func newCatalogue(own []City, fallback string) *Catalogue {
	built := builtIn()
	c := &Catalogue{byCode: map[string]int{}, byNumber: map[uint32]int{}, provinces: built.provinces}
	for _, b := range built.cities {
		if !slices.ContainsFunc(own, func(o City) bool { return o.Code == b.Code }) {
			c.cities = append(c.cities, b)
		}
	}
	for _, o := range own {
		o.Own, o.rank = true, 60
		if i, ok := built.byCode[o.Code]; ok {
			b := built.cities[i]
			o.Province, o.rank = b.Province, b.rank
		}
		o.keys = keysOf(o, built.provinces[o.Province])
		c.cities = append(c.cities, o)
	}
	slices.SortFunc(c.cities, func(a, b City) int {
		return cmp.Or(strings.Compare(a.Pinyin, b.Pinyin), strings.Compare(a.Code, b.Code))
	})
	for i, x := range c.cities {
		c.byCode[x.Code] = i
		n, bordered := built.numbers[x.Code]
		switch {
		case len(x.Area.Outer) > 0:
			c.areas = append(c.areas, area{i, x.Area.Bounds()})
		case bordered:
			c.byNumber[n] = i
		default:
			c.points = append(c.points, i)
		}
	}
	c.fallback = c.byCode[fallback]
	return c
}

// Default is where somebody is who says nothing about it.
func (c *Catalogue) Default() City { return c.cities[c.fallback] }

// Find gives a city by its code. Fault: ErrNotFound, also for a hidden one.
func (c *Catalogue) Find(code string) (City, error) {
	if i, ok := c.byCode[code]; ok && !c.cities[i].Hidden {
		return c.cities[i], nil
	}
	return City{}, ErrNotFound
}

// All lists every city by pinyin, hidden ones too.
func (c *Catalogue) All() []City { return slices.Clone(c.cities) }

// List lists the cities in service by pinyin.
func (c *Catalogue) List() []City {
	return slices.DeleteFunc(c.All(), func(x City) bool { return x.Hidden })
}

// Hot lists those that a picker shows first.
func (c *Catalogue) Hot() []City {
	hot := slices.DeleteFunc(c.List(), func(x City) bool { return !x.Hot })
	slices.SortStableFunc(hot, func(a, b City) int { return cmp.Compare(a.rank, b.rank) })
	return hot
}

// Province gives the province of a city; an operator's own have none.
func (c *Catalogue) Province(x City) Province { return c.provinces[x.Province] }

// HasProvince tells whether a code is that of a province.
func (c *Catalogue) HasProvince(code string) bool {
	_, ok := c.provinces[code]
	return ok
}

// Land is a province with its cities in service.
type Land struct {
	Code string // the first two digits of its cities' codes; empty: of those that an operator added
	Province
	Cities []City // by pinyin
}

const last = "99" // after the code of every province

// Lands lists every city in service under its province, provinces by their
// codes; the cities that an operator added come last.
func (c *Catalogue) Lands() (out []Land) {
	at := map[string]int{}
	for _, x := range c.List() {
		i, ok := at[x.Province]
		if !ok {
			i = len(out)
			at[x.Province] = i
			out = append(out, Land{Code: x.Province, Province: c.Province(x)})
		}
		out[i].Cities = append(out[i].Cities, x)
	}
	slices.SortFunc(out, func(a, b Land) int { return strings.Compare(cmp.Or(a.Code, last), cmp.Or(b.Code, last)) })
	return out
}

// At gives the city in service that p lies in. Where p is in none, exact is
// false and the city is the nearest one within Near; found is false without one.
func (c *Catalogue) At(p geo.Point) (at City, exact, found bool) {
	if p.Check() != nil {
		return City{}, false, false
	}
	for _, a := range c.areas {
		if x := &c.cities[a.city]; !x.Hidden && a.box.Contains(p) && x.Area.Contains(p) {
			return *x, true, true
		}
	}
	served := func(n uint32) bool {
		i, ok := c.byNumber[n]
		return ok && !c.cities[i].Hidden
	}
	here := placeOf(p)
	if n, ok := borders().at(here, served); ok {
		return c.cities[c.byNumber[n]], true, true
	}
	best := float64(Near)
	if n, d, ok := borders().near(here, Near, served); ok {
		at, best, found = c.cities[c.byNumber[n]], d, true
	}
	nearer := func(i int) {
		if x := &c.cities[i]; !x.Hidden {
			if d := geo.Distance(p, x.Centre); d <= best {
				at, best, found = *x, d, true
			}
		}
	}
	for _, i := range c.points {
		nearer(i)
	}
	for _, a := range c.areas {
		nearer(a.city)
	}
	return at, false, found
}

// borders are unpacked when somebody first asks: it takes a moment, and many
// programs that hold this package never do.
var borders = sync.OnceValue(func() atlas { return readAtlas(packed) })
