// Package consentapi shows people what they let apps know, and lets them take it
// back. It holds wire types and mapping, and no rule of the business.
package consentapi

import (
	"context"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Apps tells how an app is called. The registry of apps implements it.
type Apps interface {
	AppName(ctx context.Context, q db.Q, app string) (string, error)
}

type Permission struct {
	Scope     string    `json:"scope"`
	Text      string    `json:"text" doc:"Key of the words that describe it."`
	Version   int64     `json:"version" doc:"Of the words that were agreed to."`
	Sensitive bool      `json:"sensitive"`
	At        time.Time `json:"at"`
}

type Consent struct {
	App         string       `json:"app"`
	Name        string       `json:"name"`
	Permissions []Permission `json:"permissions" nullable:"false"`
}

type Consents struct {
	Items []Consent `json:"items" nullable:"false"`
}

type Change struct {
	ID      string    `json:"id"`
	App     string    `json:"app"`
	Name    string    `json:"name"`
	Scope   string    `json:"scope"`
	Act     string    `json:"act" enum:"granted,withdrawn"`
	Channel string    `json:"channel"`
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
}

type appIn struct {
	App string `path:"app" minLength:"1" maxLength:"40"`
}

type scopeIn struct {
	App   string `path:"app" minLength:"1" maxLength:"40"`
	Scope string `path:"scope" minLength:"1" maxLength:"40"`
}

type listIn struct{ page.Ask }

const channel = "consumer"

// Consumer adds the operations of the consumer app.
func Consumer(a *web.API, d *db.DB, s *consent.Service, apps Apps) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/consents", "listConsents", me, func(ctx context.Context, _ *struct{}) (Consents, error) {
		return list(ctx, d, s, apps)
	})
	web.Op(a, "DELETE", "/api/consents/{app}", "withdrawConsents", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *appIn) (web.Done, error) {
		return web.Done{}, s.Withdraw(ctx, tx, scope.From(ctx).User, in.App, channel)
	}))
	web.Op(a, "DELETE", "/api/consents/{app}/{scope}", "withdrawConsent", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *scopeIn) (web.Done, error) {
		return web.Done{}, s.Withdraw(ctx, tx, scope.From(ctx).User, in.App, channel, in.Scope)
	}))
	web.Op(a, "GET", "/api/consents/history", "listConsentHistory", me, func(ctx context.Context, in *listIn) (page.Of[Change], error) {
		p, err := s.History(ctx, d, scope.From(ctx).User, in.Ask)
		out := page.Of[Change]{Items: []Change{}, Next: p.Next}
		for _, e := range p.Items {
			name, err := apps.AppName(ctx, d, e.App)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, Change{e.ID, e.App, name, e.Scope, e.Act, e.Channel, e.Version, e.At})
		}
		return out, err
	})
}

func list(ctx context.Context, d *db.DB, s *consent.Service, apps Apps) (Consents, error) {
	out := Consents{[]Consent{}}
	held, err := s.All(ctx, d, scope.From(ctx).User)
	for _, h := range held {
		i, err := consent.Find(h.Scope)
		if err != nil {
			return out, err
		}
		if n := len(out.Items); n == 0 || out.Items[n-1].App != h.App {
			name, err := apps.AppName(ctx, d, h.App)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, Consent{App: h.App, Name: name})
		}
		last := &out.Items[len(out.Items)-1]
		last.Permissions = append(last.Permissions, Permission{h.Scope, i.Text, h.Version, i.Sensitive, h.At})
	}
	return out, err
}
