// Package cityapi shows cities to whoever picks one, and to the operator who
// keeps them. It holds wire types and mapping; the rule here is that every act
// of an operator is in the audit log.
package cityapi

import (
	"context"
	"strings"

	"livewell/internal/find/city"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Surface is what people and operators do with cities.
type Surface struct {
	DB     *db.DB
	Cities *city.Service
}

type City struct {
	Code     string       `json:"code" doc:"Six digits of GB/T 2260, or an id where an operator added it."`
	Zh       string       `json:"zh" example:"北京"`
	En       string       `json:"en" example:"Beijing"`
	Pinyin   string       `json:"pinyin" example:"bei jing"`
	Province CityProvince `json:"province" doc:"Empty names for cities that an operator added."`
}

type CityProvince struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

type Cities struct {
	Items []City   `json:"items" nullable:"false" doc:"By pinyin; those found, the best first."`
	Hot   []string `json:"hot" nullable:"false" doc:"Codes of those to show first."`
}

type CityChoice struct {
	City   City      `json:"city"`
	Centre geo.Point `json:"centre" doc:"Of the city."`
	By     string    `json:"by" enum:"chosen,position,default" doc:"What decided."`
	Here   *City     `json:"here,omitempty" doc:"Where the position is; absent without one, or far from every city."`
	Ask    bool      `json:"ask" doc:"The position is not in the city that was chosen: ask whether to switch."`
	Recent []City    `json:"recent" nullable:"false" doc:"Chosen before, the newest first."`
}

type citiesIn struct {
	Query string `query:"q" maxLength:"40" doc:"Hanzi, pinyin, its initials, English or a province; leave out for all."`
}

type whereIn struct {
	Lat    float64 `query:"lat" minimum:"-90" maximum:"90" doc:"Of the position, WGS-84; leave both out where it is not known."`
	Lng    float64 `query:"lng" minimum:"-180" maximum:"180"`
	Chosen string  `query:"chosen" maxLength:"200" doc:"Codes with commas between that a stranger chose, the newest first. Of no use for who has chosen when signed in."`
}

type chooseIn struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"40"`
	}
}

// Consumer adds the operations of the app.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/cities", "listCities", web.Public, h.list)
	web.Op(a, "GET", "/api/city", "getCity", web.Public, h.where)
	web.Op(a, "PUT", "/api/city", "chooseCity", web.For(scope.Consumer), h.choose)
}

func wire(c *city.Catalogue, x city.City) City {
	p := c.Province(x)
	return City{x.Code, x.Zh, x.En, x.Pinyin, CityProvince{p.Zh, p.En}}
}

func wires(c *city.Catalogue, xs []city.City) []City {
	out := make([]City, len(xs))
	for i, x := range xs {
		out[i] = wire(c, x)
	}
	return out
}

func (h Surface) list(ctx context.Context, in *citiesIn) (Cities, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return Cities{}, err
	}
	out := Cities{Hot: []string{}}
	for _, x := range c.Hot() {
		out.Hot = append(out.Hot, x.Code)
	}
	if strings.TrimSpace(in.Query) == "" {
		out.Items = wires(c, c.List())
	} else {
		out.Items = wires(c, c.Search(in.Query))
	}
	return out, nil
}

func answer(c *city.Catalogue, w city.Where) CityChoice {
	out := CityChoice{City: wire(c, w.City), Centre: w.City.Centre, By: string(w.By), Ask: w.Ask, Recent: wires(c, w.Recent)}
	if w.Here != nil {
		here := wire(c, *w.Here)
		out.Here = &here
	}
	return out
}

func (h Surface) where(ctx context.Context, in *whereIn) (CityChoice, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return CityChoice{}, err
	}
	var choice city.Choice
	if user := scope.From(ctx).User; user != "" {
		if choice, err = h.Cities.Choice(ctx, h.DB, user); err != nil {
			return CityChoice{}, err
		}
	}
	if len(choice) == 0 && in.Chosen != "" {
		choice = strings.Split(in.Chosen, ",")
	}
	// No position is the same as one in the Gulf of Guinea: no city is there.
	p := geo.Point{Lat: in.Lat, Lng: in.Lng}
	if err := p.Check(); err != nil {
		return CityChoice{}, err
	}
	return answer(c, c.Where(choice, &p)), nil
}

func (h Surface) choose(ctx context.Context, in *chooseIn) (CityChoice, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return CityChoice{}, err
	}
	choice, err := db.Get(ctx, h.DB, func(tx *db.Tx) (city.Choice, error) {
		return h.Cities.Choose(ctx, tx, c, scope.From(ctx).User, in.Body.Code)
	})
	if err != nil {
		return CityChoice{}, err
	}
	return answer(c, c.Where(choice, nil)), nil
}
