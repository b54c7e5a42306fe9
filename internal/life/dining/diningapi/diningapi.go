// Package diningapi is the list that the phones at a table share. It holds wire
// types and mapping, and no rule of the business.
package diningapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/dining"
)

var me = web.For(scope.Consumer)

// Surface is the lists of tables.
type Surface struct {
	DB      *db.DB
	Carts   *dining.Carts
	Catalog *catalog.Service
}

// TableLine is a line of a table's list, with the names that the menu has for it now.
type TableLine struct {
	SKU       string       `json:"sku"`
	Choices   []string     `json:"choices" nullable:"false"`
	Qty       int64        `json:"qty"`
	Seen      money.Amount `json:"seen"`
	Item      string       `json:"item"`
	Name      string       `json:"name"`
	NameEN    string       `json:"nameEn,omitempty"`
	Variant   string       `json:"variant,omitempty"`
	VariantEN string       `json:"variantEn,omitempty"`
	Chosen    []string     `json:"chosen" nullable:"false"`
	ChosenEN  []string     `json:"chosenEn" nullable:"false"`
	Picture   string       `json:"picture,omitempty"`
}

type TableList struct {
	Items []TableLine `json:"items" nullable:"false"`
}

// Placed names the order of a table's list, and what is paid.
type Placed struct {
	Order string `json:"order"`
	Trade string `json:"trade"`
}

// TablePath is embedded by operations on one table; huma reads exported structs only.
type TablePath struct {
	Store string `path:"store" maxLength:"40"`
	Table string `path:"table" maxLength:"80"`
}

type tableIn struct{ TablePath }

type changeIn struct {
	TablePath
	web.Keyed
	Body struct {
		SKU     string       `json:"sku" maxLength:"40"`
		Choices []string     `json:"choices,omitempty" maxItems:"50"`
		By      int64        `json:"by" minimum:"-999" maximum:"999" doc:"Pieces to add, or to take off where it is negative."`
		Seen    money.Amount `json:"seen"`
	}
}

type orderIn struct {
	TablePath
	web.Keyed
	Body struct {
		Note    string       `json:"note,omitempty" maxLength:"200"`
		Coupons []string     `json:"coupons,omitempty" maxItems:"10" doc:"Ids of the buyer's; none: nothing off; absent: the best."`
		Points  bool         `json:"points,omitempty" doc:"As many of the buyer's points are used as the order takes."`
		Total   money.Amount `json:"total" doc:"What the buyer saw."`
	}
}

// Consumer adds the operations.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/stores/{store}/tables/{table}", "getTable", me, func(ctx context.Context, in *tableIn) (TableList, error) {
		return h.list(ctx, h.DB, in.TablePath)
	})
	web.Op(a, "POST", "/api/stores/{store}/tables/{table}", "changeTable", me, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *changeIn) (TableList, error) {
		b := in.Body
		if err := h.Carts.Change(ctx, tx, in.Store, in.Table, dining.Line{SKU: b.SKU, Choices: b.Choices, Seen: b.Seen}, b.By); err != nil {
			return TableList{}, err
		}
		return h.list(ctx, tx, in.TablePath)
	}))
	web.Op(a, "POST", "/api/stores/{store}/tables/{table}/order", "orderTable", me, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *orderIn) (Placed, error) {
		o, err := h.Carts.Order(ctx, tx, scope.From(ctx).User, in.Store, in.Table, in.Body.Note, in.Body.Coupons, in.Body.Points, in.Body.Total)
		return Placed{o.ID, o.Trade}, err
	}))
	web.Stream(a, "/api/stores/{store}/tables/{table}/live", "watchTable", me, func(ctx context.Context, in *tableIn, _ string, send func(web.Event) error) error {
		return h.Carts.Watch(ctx, in.Store, in.Table, web.Changes(send, func() (TableList, error) { return h.list(ctx, h.DB, in.TablePath) }))
	})
}

func (h Surface) list(ctx context.Context, q db.Q, p TablePath) (TableList, error) {
	out := TableList{[]TableLine{}}
	lines, err := h.Carts.Lines(ctx, q, p.Store, p.Table)
	if err != nil {
		return out, err
	}
	wants := make([]catalog.Want, len(lines))
	for i, l := range lines {
		wants[i] = catalog.Want{SKU: l.SKU, Choices: l.Choices, Qty: l.Qty}
	}
	priced, _, err := h.Catalog.Price(ctx, q, p.Store, wants, time.Time{})
	for i, l := range lines {
		w := TableLine{SKU: l.SKU, Choices: l.Choices, Qty: l.Qty, Seen: l.Seen, Chosen: []string{}, ChosenEN: []string{}}
		if i < len(priced) {
			x := priced[i]
			w.Item, w.Name, w.NameEN, w.Variant, w.VariantEN, w.Picture = x.Item, x.Name, x.NameEN, x.Variant, x.VariantEN, x.Picture
			w.Chosen, w.ChosenEN = append(w.Chosen, x.Chosen...), append(w.ChosenEN, x.ChosenEN...)
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}
