package identityapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

type Live struct {
	ID        string    `json:"id"`
	Device    string    `json:"device"`
	Method    string    `json:"method" enum:"code,passkey,open"`
	Kind      string    `json:"kind" enum:"app,console"`
	Current   bool      `json:"current" doc:"The one that asks."`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`
}

type Lives struct {
	Items []Live `json:"items" nullable:"false"`
}

type Device struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Current   bool      `json:"current"`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`
}

type Devices struct {
	Items []Device `json:"items" nullable:"false"`
}

type Ended struct {
	Ended int64 `json:"ended"`
}

type placeIn struct {
	ID string `path:"id" pattern:"^[0-9]{10,30}$"`
}

// places adds where a person is signed in.
func (h surface) places(a *web.API) {
	web.Op(a, "GET", "/api/sessions", "listSessions", me, func(ctx context.Context, _ *struct{}) (Lives, error) {
		sc := scope.From(ctx)
		ls, err := h.s.Sessions(ctx, h.db, sc.User)
		out := Lives{[]Live{}}
		for _, l := range ls {
			out.Items = append(out.Items, Live{l.ID, l.Device, l.Method, string(l.Kind), l.ID == sc.Session, l.CreatedAt, l.SeenAt})
		}
		return out, err
	})
	web.Op(a, "DELETE", "/api/sessions/{id}", "endSession", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, in *placeIn) (web.Done, error) {
		return web.Done{}, h.s.End(ctx, tx, user(ctx), in.ID)
	}))
	web.Op(a, "DELETE", "/api/sessions", "endOtherSessions", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, _ *struct{}) (Ended, error) {
		n, err := h.s.EndOthers(ctx, tx, user(ctx), scope.From(ctx).Session)
		return Ended{n}, err
	}))
	web.Op(a, "GET", "/api/devices", "listDevices", me, func(ctx context.Context, _ *struct{}) (Devices, error) {
		sc := scope.From(ctx)
		ds, err := h.s.Devices(ctx, h.db, sc.User)
		out := Devices{[]Device{}}
		for _, d := range ds {
			out.Items = append(out.Items, Device{d.ID, d.Name, d.ID == sc.Device, d.CreatedAt, d.SeenAt})
		}
		return out, err
	})
	web.Op(a, "DELETE", "/api/devices/{id}", "endDevice", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, in *placeIn) (web.Done, error) {
		return web.Done{}, h.s.EndDevice(ctx, tx, user(ctx), in.ID)
	}))
}
