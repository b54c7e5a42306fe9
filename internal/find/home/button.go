package home

import (
	"context"
	"encoding/json"
	"slices"

	"livewell/internal/kit/db"
)

// Vertical is a service that a city may have a button for.
type Vertical string

const (
	Takeaway Vertical = "takeaway"
	Food     Vertical = "food" // food and play: eat in, deals
	Hotels   Vertical = "hotels"
	Movies   Vertical = "movies"
	Civic    Vertical = "civic" // the citizen center
)

// Verticals lists all, in the order that people see where nobody changed it.
func Verticals() []Vertical { return []Vertical{Takeaway, Food, Hotels, Movies, Civic} }

// Disclosed tells whether its pages must say that others sell there: on the
// commercial ones, above the fold, and never on what the authorities offer.
func (v Vertical) Disclosed() bool { return v != Civic }

// bigCities have all buttons until an operator says otherwise; other cities have none.
var bigCities = []string{"110000", "510100", "440100", "310000"}

// Button is what people see of a vertical.
type Button struct {
	Vertical   Vertical
	Disclosure bool
}

// City is how the home page of a city differs from that of others.
type City struct {
	Code    string
	Buttons []Vertical // as configured, with those that wait for their vertical
	Own     bool       // an operator configured them
	Crisis  *Crisis    // nil: none
}

// Crisis is what the switch for a city puts above everything.
type Crisis struct {
	Text        Text `json:"text"`
	Contactless bool `json:"contactless"`
}

// block is the crisis as people see it. Its id is one that no version can take away.
func (c Crisis) block() Block {
	return Block{ID: "crisis", Kind: KindNotice, Settings: &Notice{c.Text, c.Contactless}}
}

// Exists tells whether the program has something behind a vertical.
func (s *Service) Exists(v Vertical) bool { return slices.Contains(s.behind, v) }

// shown are the buttons that have something behind them.
func (s *Service) shown(c City) []Button {
	out := []Button{}
	for _, v := range c.Buttons {
		if s.Exists(v) {
			out = append(out, Button{v, v.Disclosed()})
		}
	}
	return out
}

// builtInCity is a city that no operator has touched.
func builtInCity(code string) City {
	c := City{Code: code}
	if slices.Contains(bigCities, code) {
		c.Buttons = Verticals()
	}
	return c
}

// SetButtons says which buttons a city has, in their order; none is an answer
// too. Again changes nothing. Fault: ErrButton.
func (s *Service) SetButtons(ctx context.Context, tx *db.Tx, code string, buttons []Vertical) error {
	for i, v := range buttons {
		if !slices.Contains(Verticals(), v) || slices.Contains(buttons[:i], v) {
			return ErrButton
		}
	}
	if buttons == nil {
		buttons = []Vertical{}
	}
	text, err := json.Marshal(buttons)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qButtons, code, string(text), tx.Now().UnixMicro()); err != nil {
		return err
	}
	return s.changed(ctx, tx)
}

// SetCrisis turns the switch of a city on with what it says, or off with nil.
// Again changes nothing. Fault: ErrNotice.
func (s *Service) SetCrisis(ctx context.Context, tx *db.Tx, code string, c *Crisis) error {
	text := ""
	if c != nil {
		if c.Text.check(1, 200) != nil {
			return ErrNotice
		}
		b, err := json.Marshal(c)
		if err != nil {
			return err
		}
		text = string(b)
	}
	if _, err := db.Exec(ctx, tx, qCrisis, code, text, tx.Now().UnixMicro()); err != nil {
		return err
	}
	return s.changed(ctx, tx)
}

// Cities lists those with buttons or a crisis, by code.
func (s *Service) Cities(ctx context.Context) ([]City, error) {
	st, err := s.now(ctx)
	if err != nil {
		return nil, err
	}
	var out []City
	for _, code := range bigCities {
		if _, own := st.cities[code]; !own {
			out = append(out, builtInCity(code))
		}
	}
	for _, c := range st.cities {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b City) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return out, nil
}

// city is a city as it stands.
func (st *state) city(code string) City {
	if c, ok := st.cities[code]; ok {
		return c
	}
	return builtInCity(code)
}
