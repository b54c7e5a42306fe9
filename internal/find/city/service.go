package city

import (
	"context"
	"math"
	"regexp"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
)

// Service keeps the operator's cities and what people chose.
type Service struct {
	db   *db.DB
	kept atomic.Pointer[edition]
}

// edition is a catalogue with the number of the operator's changes in it.
type edition struct {
	number int64
	*Catalogue
}

func New(d *db.DB) *Service { return &Service{db: d} }

// Catalogue gives the cities as they are now: an operator's change is in the
// next one that is asked for, on every node. Not for use in a transaction.
func (s *Service) Catalogue(ctx context.Context) (*Catalogue, error) {
	e, err := s.edition(ctx, s.db)
	if err != nil {
		return nil, err
	}
	s.kept.Store(e)
	return e.Catalogue, nil
}

// In gives the cities as q sees them, for use in a transaction.
func (s *Service) In(ctx context.Context, q db.Q) (*Catalogue, error) {
	e, err := s.edition(ctx, q)
	if err != nil {
		return nil, err
	}
	return e.Catalogue, nil
}

func (s *Service) edition(ctx context.Context, q db.Q) (*edition, error) {
	set, err := setting(ctx, q)
	if err != nil {
		return nil, err
	}
	if e := s.kept.Load(); e != nil && e.number == set.Edition {
		return e, nil
	}
	// The rows may be newer than the number: then it is made once more, no worse.
	c, err := s.load(ctx, q, set)
	return &edition{set.Edition, c}, err
}

func setting(ctx context.Context, q db.Q) (settingRow, error) {
	r, _, err := db.One[settingRow](ctx, q, qSetting)
	return r, err
}

func (s *Service) load(ctx context.Context, q db.Q, set settingRow) (*Catalogue, error) {
	var own []City
	for r, err := range db.Each[placeRow](ctx, q, qPlaces) {
		if err != nil {
			return nil, err
		}
		x, err := r.city()
		if err != nil {
			return nil, err
		}
		own = append(own, x)
	}
	return newCatalogue(own, set.Fallback), nil
}

// inTx gives the cities as tx sees them.
func (s *Service) inTx(ctx context.Context, tx *db.Tx) (*Catalogue, error) {
	set, err := setting(ctx, tx)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, tx, set)
}

const (
	maxOwn     = 1000
	maxCorners = 1000
)

var pinyinForm = regexp.MustCompile(`^[a-z]{1,7}( [a-z]{1,7}){0,19}$`)

// check gives x as it is kept.
func (x City) check() (City, error) {
	x.Zh, x.En = strings.TrimSpace(x.Zh), strings.TrimSpace(x.En)
	zh, en := utf8.RuneCountInString(x.Zh), utf8.RuneCountInString(x.En)
	if zh < 1 || zh > 20 || en < 1 || en > 40 || !pinyinForm.MatchString(x.Pinyin) {
		return x, ErrName
	}
	if err := x.Centre.Check(); err != nil {
		return x, err
	}
	if len(x.Area.Outer)+len(x.Area.Holes) == 0 {
		return x, nil
	}
	var err error
	x.Area, err = x.Area.Clean(maxCorners)
	return x, err
}

// Add takes in a city that is not built in. It gets a code of its own.
// Faults: ErrName, ErrTooMany, those of geo.
func (s *Service) Add(ctx context.Context, tx *db.Tx, x City) (City, error) {
	x, err := x.check()
	if err != nil {
		return x, err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount); err != nil || n >= maxOwn {
		if err == nil {
			err = ErrTooMany
		}
		return x, err
	}
	x.Code = tx.NewID()
	return s.put(ctx, tx, x)
}

// Edit changes a city, built in or not, to all that x says. Its border stays
// the built-in one where x has no area. Again changes nothing.
// Faults: ErrNotFound, ErrName, ErrDefault when it would hide the default city,
// those of geo.
func (s *Service) Edit(ctx context.Context, tx *db.Tx, x City) (City, error) {
	c, err := s.inTx(ctx, tx)
	if err != nil {
		return x, err
	}
	if _, ok := c.byCode[x.Code]; !ok {
		return x, ErrNotFound
	}
	if x.Hidden && c.Default().Code == x.Code {
		return x, ErrDefault
	}
	if x, err = x.check(); err != nil {
		return x, err
	}
	return s.put(ctx, tx, x)
}

func (s *Service) put(ctx context.Context, tx *db.Tx, x City) (City, error) {
	r, err := rowOf(x)
	if err != nil {
		return x, err
	}
	if _, err := db.Exec(ctx, tx, qPut, r.Code, r.Zh, r.En, r.Pinyin, r.Lat, r.Lng, r.Area, r.Hot, r.Hidden, tx.Now().UnixMicro()); err != nil {
		return x, err
	}
	if _, err := db.Exec(ctx, tx, qNewEdition); err != nil {
		return x, err
	}
	c, err := s.inTx(ctx, tx)
	if err != nil {
		return x, err
	}
	return c.cities[c.byCode[x.Code]], nil
}

// SetDefault says where somebody is who tells nothing. Fault: ErrNotFound.
func (s *Service) SetDefault(ctx context.Context, tx *db.Tx, code string) error {
	c, err := s.inTx(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := c.Find(code); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qDefault, code)
	return err
}

// kept is how many steps of a row are a degree: one is a centimetre.
const kept = 1e7

func rowOf(x City) (placeRow, error) {
	r := placeRow{
		Code: x.Code, Zh: x.Zh, En: x.En, Pinyin: x.Pinyin, Hot: x.Hot, Hidden: x.Hidden,
		Lat: int64(math.Round(x.Centre.Lat * kept)), Lng: int64(math.Round(x.Centre.Lng * kept)),
	}
	var err error
	r.Area, err = writeArea(x.Area)
	return r, err
}

func (r placeRow) city() (City, error) {
	g, err := readArea(r.Area)
	return City{
		Code: r.Code, Zh: r.Zh, En: r.En, Pinyin: r.Pinyin, Hot: r.Hot, Hidden: r.Hidden, Area: g,
		Centre: geo.Point{Lat: float64(r.Lat) / kept, Lng: float64(r.Lng) / kept},
	}, err
}
