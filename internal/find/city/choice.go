package city

import (
	"context"
	"slices"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
)

// Choice is what somebody chose, the newest first. The first one holds.
type Choice []string

// recent is how many choices are remembered.
const recent = 6

// with puts code first. The same one again changes nothing.
func (c Choice) with(code string) Choice {
	rest := slices.DeleteFunc(slices.Clone(c), func(x string) bool { return x == code })
	out := append(Choice{code}, rest...)
	return out[:min(len(out), recent)]
}

// By says what decided on a city.
type By string

const (
	Chosen   By = "chosen"
	Position By = "position"
	Fallback By = "default"
)

// Where is the city that somebody gets.
type Where struct {
	City   City
	By     By
	Here   *City // where the position is; nil without one, or far from every city
	Ask    bool  // the position is not in the city that was chosen
	Recent []City
}

// Where decides. p is nil where the position is not known. What was chosen and
// is not in service any more is passed over.
func (c *Catalogue) Where(choice Choice, p *geo.Point) Where {
	w := Where{City: c.Default(), By: Fallback}
	if p != nil {
		if at, _, ok := c.At(*p); ok {
			w.City, w.By, w.Here = at, Position, &at
		}
	}
	for _, code := range choice {
		if x, err := c.Find(code); err == nil {
			w.Recent = append(w.Recent, x)
		}
	}
	if len(choice) > 0 && len(w.Recent) > 0 && w.Recent[0].Code == choice[0] {
		w.City, w.By = w.Recent[0], Chosen
		w.Ask = w.Here != nil && w.Here.Code != w.City.Code
	}
	return w
}

// Choice gives what a person chose; empty when nothing.
func (s *Service) Choice(ctx context.Context, q db.Q, user string) (Choice, error) {
	text, ok, err := db.One[string](ctx, q, qChoice, user)
	if err != nil || !ok {
		return nil, err
	}
	return strings.Split(text, ","), nil
}

// Choose remembers what a person chose from c, on all their devices. Again
// changes nothing. Fault: ErrNotFound.
func (s *Service) Choose(ctx context.Context, tx *db.Tx, c *Catalogue, user, code string) (Choice, error) {
	if _, err := c.Find(code); err != nil {
		return nil, err
	}
	before, err := s.Choice(ctx, tx, user)
	if err != nil {
		return nil, err
	}
	choice := before.with(code)
	_, err = db.Exec(ctx, tx, qChoose, user, strings.Join(choice, ","), tx.Now().UnixMicro())
	return choice, err
}

// Forget drops what is known of a person.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, user string) error {
	_, err := db.Exec(ctx, tx, qForget, user)
	return err
}
