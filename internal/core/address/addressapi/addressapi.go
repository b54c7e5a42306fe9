// Package addressapi shows people their address book. It holds wire types and
// mapping, and no rule of the business.
package addressapi

import (
	"context"

	"livewell/internal/core/address"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

var me = web.For(scope.Consumer)

// Fields are what people write.
type Fields struct {
	Name  string    `json:"name" minLength:"1" maxLength:"30" doc:"Who receives it."`
	Phone string    `json:"phone" minLength:"5" maxLength:"24"`
	Place string    `json:"place" minLength:"1" maxLength:"120" doc:"Street, building."`
	Door  string    `json:"door,omitempty" maxLength:"60" doc:"Floor, room."`
	Label string    `json:"label,omitempty" maxLength:"10" doc:"Home, work."`
	At    geo.Point `json:"at"`
}

type Address struct {
	ID string `json:"id"`
	Fields
}

type Addresses struct {
	Items []Address `json:"items" nullable:"false" doc:"The last used first."`
}

type addIn struct {
	web.Keyed
	Body Fields
}

type editIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body Fields
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

// Wire is an address as people see it.
func Wire(a address.Address) Address {
	return Address{a.ID, Fields{a.Name, a.Phone, a.Place, a.Door, a.Label, a.At}}
}

func (f Fields) address(id string) address.Address {
	return address.Address{ID: id, Name: f.Name, Phone: f.Phone, Place: f.Place, Door: f.Door, Label: f.Label, At: f.At}
}

// Consumer adds the operations.
func Consumer(a *web.API, d *db.DB, s *address.Service) {
	save := func(ctx context.Context, tx *db.Tx, in address.Address) (Address, error) {
		out, err := s.Save(ctx, tx, scope.From(ctx).User, in)
		return Wire(out), err
	}
	web.Op(a, "GET", "/api/addresses", "listAddresses", me, func(ctx context.Context, _ *struct{}) (Addresses, error) {
		list, err := s.List(ctx, d, scope.From(ctx).User)
		out := Addresses{make([]Address, len(list))}
		for i, x := range list {
			out.Items[i] = Wire(x)
		}
		return out, err
	})
	web.Op(a, "POST", "/api/addresses", "addAddress", me, web.Once(d, func(ctx context.Context, tx *db.Tx, in *addIn) (Address, error) {
		return save(ctx, tx, in.Body.address(""))
	}))
	web.Op(a, "PUT", "/api/addresses/{id}", "editAddress", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *editIn) (Address, error) {
		return save(ctx, tx, in.Body.address(in.ID))
	}))
	web.Op(a, "DELETE", "/api/addresses/{id}", "removeAddress", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *idIn) (web.Done, error) {
		return web.Done{}, s.Remove(ctx, tx, scope.From(ctx).User, in.ID)
	}))
}
