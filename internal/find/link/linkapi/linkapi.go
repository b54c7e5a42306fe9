// Package linkapi makes, follows and ends short links.
package linkapi

import (
	"context"
	"time"

	"livewell/internal/find/link"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Surface is short links for the app. Origin is before their paths.
type Surface struct {
	DB     *db.DB
	Links  *link.Service
	Origin string
}

type Link struct {
	Code    string     `json:"code"`
	URL     string     `json:"url"`
	Kind    string     `json:"kind" enum:"store,service"`
	Target  string     `json:"target"`
	Expires *time.Time `json:"expires,omitempty"`
	Ended   bool       `json:"ended"`
}

// Way is where a link leads.
type Way struct {
	Kind string `json:"kind" enum:"store,service"`
	Path string `json:"path" doc:"Of the app."`
}

type makeIn struct {
	Body struct {
		Kind    string    `json:"kind" enum:"store,service"`
		Target  string    `json:"target" minLength:"1" maxLength:"40"`
		Expires time.Time `json:"expires,omitzero"`
	}
}

type codeIn struct {
	Code string `path:"code" maxLength:"20"`
}

func (h Surface) wire(l link.Link) Link {
	out := Link{l.Code, h.Origin + "/s/" + l.Code, string(l.Kind), l.Target, nil, !l.EndedAt.IsZero()}
	if !l.Expires.IsZero() {
		out.Expires = &l.Expires
	}
	return out
}

// Consumer adds the operations.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	web.Op(a, "POST", "/api/links", "makeLink", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *makeIn) (Link, error) {
		l, err := h.Links.Make(ctx, tx, scope.From(ctx).User, link.Kind(in.Body.Kind), in.Body.Target, in.Body.Expires)
		return h.wire(l), err
	}))
	web.Op(a, "GET", "/api/links", "listLinks", me, func(ctx context.Context, in *page.Ask) (page.Of[Link], error) {
		p, err := h.Links.Of(ctx, h.DB, scope.From(ctx).User, *in)
		return page.Map(p, h.wire), err
	})
	web.Op(a, "GET", "/api/links/{code}", "followLink", web.Public, func(ctx context.Context, in *codeIn) (Way, error) {
		l, path, err := h.Links.Follow(ctx, h.DB, in.Code, h.DB.Now())
		return Way{string(l.Kind), path}, err
	})
	web.Op(a, "DELETE", "/api/links/{code}", "endLink", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *codeIn) (web.Done, error) {
		return web.Done{}, h.Links.End(ctx, tx, scope.From(ctx).User, in.Code)
	}))
}
