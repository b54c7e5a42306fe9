// Package oauthapi is where people and merchants answer third-party apps: wire
// types and mapping, no rule of the business.
package oauthapi

import (
	"context"
	"strings"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
)

// Link is what the app's link said.
type Link struct {
	AppID    string `json:"app_id" query:"app_id" required:"true" minLength:"1" maxLength:"16"`
	Scope    string `json:"scope,omitempty" query:"scope" maxLength:"256" doc:"Scopes, comma between."`
	Redirect string `json:"redirect_uri" query:"redirect_uri" required:"true" minLength:"1" maxLength:"512"`
	State    string `json:"state,omitempty" query:"state" maxLength:"512"`
}

// OpenID is what a link of OpenID Connect says besides.
type OpenID struct {
	Nonce     string `json:"nonce,omitempty" query:"nonce" maxLength:"512"`
	Challenge string `json:"code_challenge,omitempty" query:"code_challenge" maxLength:"43"`
}

func (l Link) ask() oauth.Ask {
	a := oauth.Ask{AppID: l.AppID, Redirect: l.Redirect, State: l.State}
	for _, sc := range strings.Split(l.Scope, ",") {
		if sc = strings.TrimSpace(sc); sc != "" {
			a.Scopes = append(a.Scopes, sc)
		}
	}
	return a
}

// AskedLink is a link that asks a person.
type AskedLink struct {
	Link
	OpenID
}

func (l AskedLink) ask() oauth.Ask {
	a := l.Link.ask()
	a.Nonce, a.Challenge = l.Nonce, l.Challenge
	return a
}

type describeIn struct{ AskedLink }

type describeMerchantIn struct{ Link }

type denyIn struct{ Body AskedLink }

type linkIn struct{ Body Link }

// Permission is one thing that the app asks for.
type Permission struct {
	Scope     string `json:"scope"`
	Text      string `json:"text" doc:"Key of the words that describe it."`
	Version   int64  `json:"version" doc:"Of the words; say it back when agreeing."`
	Sensitive bool   `json:"sensitive" doc:"Show it on its own."`
}

// Request is what a person is asked.
type Request struct {
	AppID   string       `json:"app_id"`
	Name    string       `json:"name" doc:"What the app calls itself."`
	Sandbox bool         `json:"sandbox"`
	Host    string       `json:"host" doc:"Where the person goes afterwards."`
	Missing []Permission `json:"missing" nullable:"false" doc:"What the person has not agreed to yet; empty: approve without asking."`
}

// Agreed is a permission with the version of the words that were shown.
type Agreed struct {
	Scope   string `json:"scope" minLength:"1" maxLength:"40"`
	Version int64  `json:"version"`
}

type approveIn struct {
	Body struct {
		AskedLink
		Agreed []Agreed `json:"agreed" nullable:"false" maxItems:"20"`
	}
}

// Onward is where the browser goes next.
type Onward struct {
	Redirect string `json:"redirect" doc:"Full address, checked."`
}

func described(a oauth.Asked) Request {
	r := Request{AppID: a.App.ID, Name: a.App.Name, Sandbox: a.App.Sandbox, Host: host(a.Redirect), Missing: []Permission{}}
	for _, i := range a.Missing {
		r.Missing = append(r.Missing, Permission{i.Scope, i.Text, i.Version, i.Sensitive})
	}
	return r
}

func host(u string) string {
	_, rest, _ := strings.Cut(u, "://")
	h, _, _ := strings.Cut(rest, "/")
	h, _, _ = strings.Cut(h, "?")
	return h
}

// Consumer adds the operations of the page /authorize.
func Consumer(a *web.API, d *db.DB, s *oauth.Service) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/authorization", "describeAuthorization", me, func(ctx context.Context, in *describeIn) (Request, error) {
		asked, err := s.Check(ctx, d, scope.From(ctx).User, in.ask())
		if err != nil {
			return Request{}, err
		}
		return described(asked), nil
	})
	web.Op(a, "POST", "/api/authorization/approve", "approveAuthorization", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *approveIn) (Onward, error) {
		var agreed []consent.Agreed
		for _, g := range in.Body.Agreed {
			agreed = append(agreed, consent.Agreed{Scope: g.Scope, Version: g.Version})
		}
		to, err := s.Approve(ctx, tx, scope.From(ctx).User, in.Body.ask(), agreed)
		return Onward{to}, err
	}))
	web.Op(a, "POST", "/api/authorization/deny", "denyAuthorization", me, func(ctx context.Context, in *denyIn) (Onward, error) {
		to, err := s.Deny(ctx, d, scope.From(ctx).User, in.Body.ask())
		return Onward{to}, err
	})
}

// Granted is an app that acts for the merchant.
type Granted struct {
	AppID string    `json:"app_id"`
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
	Ends  time.Time `json:"ends"`
}

// GrantedList is a list of them.
type GrantedList struct {
	Items []Granted `json:"items" nullable:"false"`
}

type appIn struct {
	App string `path:"app" minLength:"1" maxLength:"16"`
}

// Console adds the operations of the page /console/authorize: the owner of the
// merchant that the session acts for lets an app act for it.
func Console(a *web.API, d *db.DB, s *oauth.Service, apps *client.Service) {
	owner := web.For(scope.Owner)
	web.Op(a, "GET", "/console/api/authorization", "describeMerchantAuthorization", owner, func(ctx context.Context, in *describeMerchantIn) (Request, error) {
		asked, err := s.Check(ctx, d, "", in.ask())
		if err == nil && asked.App.Kind != client.ISV {
			err = oauth.ErrApp
		}
		if err != nil {
			return Request{}, err
		}
		return described(asked), nil
	})
	web.Op(a, "POST", "/console/api/authorization/approve", "approveMerchantAuthorization", owner, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *linkIn) (Onward, error) {
		sc := scope.From(ctx)
		if sc.Merchant == "" {
			return Onward{}, oauth.ErrMerchant
		}
		app, err := apps.ForMerchant(ctx, tx, sc, sc.Merchant, "Merchant "+sc.Merchant[max(0, len(sc.Merchant)-6):])
		if err != nil {
			return Onward{}, err
		}
		to, err := s.ApproveMerchant(ctx, tx, oauth.Subject{User: sc.User, Merchant: sc.Merchant, AuthApp: app}, in.Body.ask())
		return Onward{to}, err
	}))
	web.Op(a, "GET", "/console/api/authorizations", "listMerchantAuthorizations", owner, func(ctx context.Context, _ *struct{}) (GrantedList, error) {
		out := GrantedList{Items: []Granted{}}
		if scope.From(ctx).Merchant == "" {
			return out, nil
		}
		list, err := s.Merchants(ctx, d, scope.From(ctx).Merchant)
		for _, g := range list {
			name, err := apps.AppName(ctx, d, g.App)
			if err != nil {
				name = g.App // a deleted app still shows by its number
			}
			out.Items = append(out.Items, Granted{g.App, name, g.Started, g.AccessEnds})
		}
		return out, err
	})
	web.Op(a, "DELETE", "/console/api/authorizations/{app}", "endMerchantAuthorization", owner, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *appIn) (web.Done, error) {
		if scope.From(ctx).Merchant == "" {
			return web.Done{}, oauth.ErrMerchant
		}
		return web.Done{}, s.EndMerchant(ctx, tx, scope.From(ctx).Merchant, in.App)
	}))
}
