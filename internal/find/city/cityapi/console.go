package cityapi

import (
	"context"

	"livewell/internal/core/audit"
	"livewell/internal/find/city"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// CityDraft is all that an operator says of a city.
type CityDraft struct {
	Zh     string       `json:"zh" minLength:"1" maxLength:"20"`
	En     string       `json:"en" minLength:"1" maxLength:"40"`
	Pinyin string       `json:"pinyin" pattern:"^[a-z]{1,7}( [a-z]{1,7}){0,19}$" example:"xin cheng" doc:"Syllables with spaces between; ü is v."`
	Centre geo.Point    `json:"centre"`
	Area   *geo.Polygon `json:"area,omitempty" doc:"The border, at most 1000 corners. Left out: the built-in one where there is one, else the centre alone counts."`
	Hot    bool         `json:"hot" doc:"Among those that a picker shows first."`
	Hidden bool         `json:"hidden" doc:"Not in service: neither listed nor found."`
}

type OperatorCity struct {
	Code string `json:"code"`
	Own  bool   `json:"own" doc:"Added or changed by an operator."`
	CityDraft
}

type OperatorCities struct {
	Items   []OperatorCity `json:"items" nullable:"false" doc:"By pinyin, hidden ones too."`
	Default string         `json:"default" doc:"Code of the city of those who say nothing."`
}

type addIn struct {
	web.Keyed
	Body CityDraft
}

type editIn struct {
	Code string `path:"code" maxLength:"40"`
	Body CityDraft
}

// Console adds the operations of the operator.
func (h Surface) Console(a *web.API) {
	operator := web.For(scope.Operator)
	web.Op(a, "GET", "/console/api/cities", "listAllCities", web.For(scope.Operator, scope.Auditor), h.all)
	web.Op(a, "POST", "/console/api/cities", "addCity", operator, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (OperatorCity, error) {
		x, err := h.Cities.Add(ctx, tx, in.Body.city(""))
		if err != nil {
			return OperatorCity{}, err
		}
		return draft(x), note(ctx, tx, "city.add", x.Code, in.Body)
	}))
	web.Op(a, "PUT", "/console/api/cities/{code}", "editCity", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *editIn) (OperatorCity, error) {
		x, err := h.Cities.Edit(ctx, tx, in.Body.city(in.Code))
		if err != nil {
			return OperatorCity{}, err
		}
		act := "city.edit"
		if x.Hidden {
			act = "city.hide"
		}
		return draft(x), note(ctx, tx, act, x.Code, in.Body)
	}))
	web.Op(a, "PUT", "/console/api/default-city", "setDefaultCity", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *chooseIn) (web.Done, error) {
		if err := h.Cities.SetDefault(ctx, tx, in.Body.Code); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, note(ctx, tx, "city.default", in.Body.Code, in.Body)
	}))
}

func (d CityDraft) city(code string) city.City {
	x := city.City{Code: code, Zh: d.Zh, En: d.En, Pinyin: d.Pinyin, Centre: d.Centre, Hot: d.Hot, Hidden: d.Hidden}
	if d.Area != nil {
		x.Area = *d.Area
	}
	return x
}

func draft(x city.City) OperatorCity {
	d := CityDraft{Zh: x.Zh, En: x.En, Pinyin: x.Pinyin, Centre: x.Centre, Hot: x.Hot, Hidden: x.Hidden}
	if len(x.Area.Outer) > 0 {
		d.Area = &x.Area
	}
	return OperatorCity{x.Code, x.Own, d}
}

func (h Surface) all(ctx context.Context, _ *struct{}) (OperatorCities, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return OperatorCities{}, err
	}
	out := OperatorCities{Items: []OperatorCity{}, Default: c.Default().Code}
	for _, x := range c.All() {
		out.Items = append(out.Items, draft(x))
	}
	return out, nil
}

func note(ctx context.Context, tx *db.Tx, act, code string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{
		Actor: "user:" + scope.From(ctx).User, Act: act, Object: "city:" + code, Request: web.TraceID(ctx),
	}, details)
}
