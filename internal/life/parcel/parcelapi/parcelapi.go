// Package parcelapi lets a store's people say where they send to by post and
// for what fee. It holds wire types and mapping; the one rule here is that a
// store is changed by the staff of its merchant alone.
package parcelapi

import (
	"context"

	"livewell/internal/find/city"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/parcel"
	"livewell/internal/trade/store"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
)

// Surface is the templates of stores.
type Surface struct {
	DB      *db.DB
	Parcels *parcel.Service
	Cities  *city.Service
	Stores  *store.Service
}

// ShippingRule is what sending to some regions costs.
type ShippingRule struct {
	Regions []string     `json:"regions" nullable:"false" maxItems:"500" doc:"Codes of cities and of provinces, from listRegions. A city's rule comes before that of its province. Empty: everywhere else."`
	Never   bool         `json:"never,omitempty" doc:"Nothing is sent there; the rest says nothing."`
	First   int64        `json:"first" minimum:"0" maximum:"1000000" doc:"Pieces or grams that cost fee."`
	Fee     money.Amount `json:"fee"`
	Next    int64        `json:"next" minimum:"0" maximum:"1000000" doc:"Each so many more, begun, cost more."`
	More    money.Amount `json:"more"`
	Free    money.Amount `json:"free" doc:"Goods for so much cost no fee; 0: they always do."`
}

// Shipping is how a store sends.
type Shipping struct {
	Charge string         `json:"charge" enum:"piece,weight" doc:"What the fees count. Who weighed nothing: a piece counts as 500 grams."`
	Rules  []ShippingRule `json:"rules" nullable:"false" maxItems:"40" doc:"None: nothing is sent. Where no rule is for, nothing is sent either."`
}

// ShippingExample is a parcel that nobody has ordered.
type ShippingExample struct {
	Shipping
	City   string       `json:"city" maxLength:"40" doc:"Code."`
	Pieces int64        `json:"pieces" minimum:"1" maximum:"99900"`
	Grams  int64        `json:"grams" minimum:"1" maximum:"10000000" doc:"In all."`
	Goods  money.Amount `json:"goods"`
}

// ShippingFee is what that parcel would cost.
type ShippingFee struct {
	Sent    bool          `json:"sent"`
	Fee     *money.Amount `json:"fee,omitempty"`
	ForFree *money.Amount `json:"forFree,omitempty" doc:"Goods that are missing until there is no fee."`
}

type RegionCity struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Region is a province with its cities.
type Region struct {
	Code   string       `json:"code" doc:"Empty: of cities that an operator added."`
	Zh     string       `json:"zh"`
	En     string       `json:"en"`
	Cities []RegionCity `json:"cities" nullable:"false"`
}

type Regions struct {
	Items []Region `json:"items" nullable:"false"`
}

type Carrier struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEN string `json:"nameEn"`
}

type Carriers struct {
	Items []Carrier `json:"items" nullable:"false" doc:"Those that many use; any other is told by its name."`
}

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
}

type setIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  Shipping
}

type tryIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  ShippingExample
}

func wire(t parcel.Template) Shipping {
	out := Shipping{string(t.Charge), make([]ShippingRule, len(t.Rules))}
	for i, r := range t.Rules {
		out.Rules[i] = ShippingRule(r)
	}
	return out
}

func (w Shipping) template() parcel.Template {
	out := parcel.Template{Charge: parcel.Charge(w.Charge), Rules: make([]parcel.Rule, len(w.Rules))}
	for i, r := range w.Rules {
		out.Rules[i] = parcel.Rule(r)
	}
	return out
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/regions", "listRegions", staffOf, h.regions)
	web.Op(a, "GET", "/console/api/carriers", "listCarriers", staffOf, func(context.Context, *struct{}) (Carriers, error) {
		out := Carriers{[]Carrier{}}
		for _, c := range parcel.Carriers() {
			out.Items = append(out.Items, Carrier(c))
		}
		return out, nil
	})
	web.Op(a, "GET", "/console/api/stores/{store}/shipping", "getShipping", staffOf, func(ctx context.Context, in *storeIn) (Shipping, error) {
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return Shipping{}, err
		}
		t, err := h.Parcels.Template(ctx, h.DB, in.Store)
		return wire(t), err
	})
	web.Op(a, "PUT", "/console/api/stores/{store}/shipping", "setShipping", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *setIn) (Shipping, error) {
		if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
			return Shipping{}, err
		}
		if err := h.Parcels.Set(ctx, tx, in.Store, in.Body.template()); err != nil {
			return Shipping{}, err
		}
		t, err := h.Parcels.Template(ctx, tx, in.Store)
		return wire(t), err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/shipping/try", "tryShipping", managerOf, h.try)
}

func (h Surface) regions(ctx context.Context, _ *struct{}) (Regions, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return Regions{}, err
	}
	out := Regions{[]Region{}}
	for _, l := range c.Lands() {
		w := Region{l.Code, l.Zh, l.En, []RegionCity{}}
		for _, x := range l.Cities {
			w.Cities = append(w.Cities, RegionCity{x.Code, x.Zh, x.En})
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}

// try tells what an example would cost by rules that are not saved.
func (h Surface) try(ctx context.Context, in *tryIn) (ShippingFee, error) {
	if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
		return ShippingFee{}, err
	}
	e, t := in.Body, in.Body.template()
	r, sent, err := h.Parcels.Try(ctx, h.DB, t, e.City)
	if err != nil || !sent {
		return ShippingFee{}, err
	}
	units := e.Pieces
	if t.Charge == parcel.ByWeight {
		units = e.Grams
	}
	fee, missing := r.Cost(units, e.Goods)
	out := ShippingFee{Sent: true, Fee: &fee}
	if !missing.IsZero() {
		out.ForFree = &missing
	}
	return out, nil
}
