package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// Band is a fee for what is up to so many metres away, as the crow flies.
type Band struct {
	Upto int          `json:"upto"`
	Fee  money.Amount `json:"fee"`
}

// Area is where a store delivers to. Beyond the last band it does not, even
// inside the border.
type Area struct {
	ID      string
	Name    string
	Border  geo.Polygon
	Minimum money.Amount // of the goods
	Bands   []Band
}

type areaRow struct {
	ID      string `db:"id"`
	Store   string `db:"store"`
	Name    string `db:"name"`
	Polygon string `db:"polygon"`
	Minimum int64  `db:"minimum"`
	Bands   string `db:"bands"`
}

const (
	maxAreas   = 20
	maxCorners = 500
	maxBands   = 10
)

// SetAreas replaces the areas that a store delivers to. Where two overlap, the
// first one counts. Faults: ErrAreas, ErrBands, ErrName, those of geo.Polygon.Clean.
func (s *Service) SetAreas(ctx context.Context, tx *db.Tx, id string, areas []Area) error {
	if len(areas) > maxAreas {
		return ErrAreas
	}
	if _, err := db.Exec(ctx, tx, qAreaDel, id); err != nil {
		return err
	}
	for _, a := range areas {
		border, err := a.Border.Clean(maxCorners)
		if err != nil {
			return err
		}
		if err := a.check(); err != nil {
			return err
		}
		polygon, err := json.Marshal(border)
		if err != nil {
			return err
		}
		bands, err := json.Marshal(a.Bands)
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, qAreaAdd, tx.NewIDFor(id), id, a.Name, string(polygon), a.Minimum.Minor(), string(bands)); err != nil {
			return err
		}
	}
	return nil
}

func (a Area) check() error {
	if len(a.Name) > 100 {
		return ErrName
	}
	if len(a.Bands) < 1 || len(a.Bands) > maxBands || a.Minimum.Sign() < 0 {
		return ErrBands
	}
	far := 0
	for _, b := range a.Bands {
		if b.Upto <= far || b.Upto > 100_000 || b.Fee.Sign() < 0 {
			return ErrBands
		}
		far = b.Upto
	}
	return nil
}

// Areas lists where a store delivers to.
func (s *Service) Areas(ctx context.Context, q db.Q, id string) (out []Area, err error) {
	rows, err := db.List[areaRow](ctx, q, qAreas, id)
	for _, r := range rows {
		a := Area{ID: r.ID, Name: r.Name, Minimum: money.New(r.Minimum, money.CNY)}
		if err := errors.Join(json.Unmarshal([]byte(r.Polygon), &a.Border), json.Unmarshal([]byte(r.Bands), &a.Bands)); err != nil {
			return nil, fmt.Errorf("read area %s: %w", r.ID, err)
		}
		out = append(out, a)
	}
	return out, err
}

// Reach gives the area that to lies in and the fee to bring something there
// from the store; false: it is not delivered to.
func Reach(areas []Area, from, to geo.Point) (a Area, fee money.Amount, ok bool) {
	far := geo.Distance(from, to)
	for _, a := range areas {
		if !a.Border.Contains(to) {
			continue
		}
		for _, b := range a.Bands {
			if far <= float64(b.Upto) {
				return a, b.Fee, true
			}
		}
		return a, money.Amount{}, false
	}
	return Area{}, money.Amount{}, false
}
