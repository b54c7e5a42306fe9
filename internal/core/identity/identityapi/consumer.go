// Package identityapi shows identity to the consumer app. It holds wire types
// and mapping, and no rule of the business.
package identityapi

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Cookies is how a browser keeps a session.
type Cookies interface {
	Keep(ctx context.Context, in identity.SignIn)
	Drop(ctx context.Context)
	Device(ctx context.Context) string
}

type Person struct {
	ID       string `json:"id"`
	Phone    string `json:"phone" doc:"Masked but for the last four digits."`
	Name     string `json:"name" doc:"Empty until chosen."`
	Avatar   string `json:"avatar" doc:"Seed of a drawn picture."`
	Language string `json:"language" enum:",en,zh"`
	Theme    string `json:"theme" enum:"auto,light,dark"`
	TextSize string `json:"textSize" enum:"normal,large,larger"`
}

func person(u identity.User) Person {
	return Person{u.ID, identity.MaskPhone(u.Phone), u.Name, u.Avatar, u.Language, u.Theme, u.TextSize}
}

type Role struct {
	Role     scope.Role `json:"role"`
	Merchant string     `json:"merchant,omitempty"`
	Stores   []string   `json:"stores,omitempty" doc:"Of the merchant, where the person works; none: in all of them."`
}

type Session struct {
	User     Person `json:"user"`
	ID       string `json:"id"`
	Device   string `json:"device"`
	Merchant string `json:"merchant,omitempty" doc:"The merchant that this session acts for."`
	Roles    []Role `json:"roles" nullable:"false"`
	PINSet   bool   `json:"pinSet"`
}

type surface struct {
	db      *db.DB
	s       *identity.Service
	cookies Cookies
	kind    identity.Kind
	base    string // "/api"
}

// Console adds signing in and out, and choosing a merchant, to a surface for staff.
func Console(a *web.API, d *db.DB, s *identity.Service, c Cookies, base string) {
	surface{d, s, c, identity.Console, base}.signIn(a)
}

// Consumer adds the operations of the consumer app.
func Consumer(a *web.API, d *db.DB, s *identity.Service, c Cookies) {
	h := surface{d, s, c, identity.App, "/api"}
	h.signIn(a)
	h.profile(a)
	h.places(a)
	h.confirm(a)
}

var me = web.For(scope.Consumer)

func user(ctx context.Context) string { return scope.From(ctx).User }

type phoneIn struct {
	Body struct {
		Phone string `json:"phone" minLength:"5" maxLength:"30" example:"+8613800000000"`
	}
}

type CodeSent struct {
	ExpiresIn int `json:"expiresIn" doc:"Seconds that the code is good for."`
	AgainIn   int `json:"againIn" doc:"Seconds after which another may be asked for."`
	// A stranger who tries the demo has no phone that the code could arrive at.
	Outbox string `json:"outbox,omitempty" doc:"Page that shows the code, in a demo."`
}

type codeIn struct {
	Body struct {
		Phone    string     `json:"phone" minLength:"5" maxLength:"30"`
		Code     web.Secret `json:"code" pattern:"^[0-9]{6}$"`
		Language string     `json:"language,omitempty" enum:",en,zh"`
	}
}

type Ceremony struct {
	ID      string          `json:"id"`
	Options json.RawMessage `json:"options" doc:"For navigator.credentials, in WebAuthn's JSON form."`
}

type answerIn struct {
	Body struct {
		ID         string          `json:"id" minLength:"1" maxLength:"100" doc:"Of the ceremony."`
		Name       string          `json:"name,omitempty" maxLength:"60"`
		Language   string          `json:"language,omitempty" enum:",en,zh"`
		Credential json.RawMessage `json:"credential" doc:"PublicKeyCredential.toJSON()"`
	}
}

func (h surface) signIn(a *web.API) {
	web.Op(a, "POST", h.base+"/auth/code", "startSignIn", web.Public, func(ctx context.Context, in *phoneIn) (CodeSent, error) {
		return CodeSent{300, 60, h.s.OutboxPage()}, h.s.StartCode(ctx, in.Body.Phone, web.Address(ctx))
	})
	web.Op(a, "POST", h.base+"/auth/verify", "finishSignIn", web.Public, func(ctx context.Context, in *codeIn) (Session, error) {
		got, err := h.s.VerifyCode(ctx, in.Body.Phone, string(in.Body.Code), web.Address(ctx), h.device(ctx, in.Body.Language))
		if err != nil {
			return Session{}, err
		}
		return h.keep(ctx, got)
	})
	web.Op(a, "POST", h.base+"/auth/passkey", "startPasskeySignIn", web.Public, func(ctx context.Context, _ *struct{}) (Ceremony, error) {
		c, err := h.s.BeginSignIn(ctx, web.Address(ctx))
		return Ceremony(c), err
	})
	web.Op(a, "POST", h.base+"/auth/passkey/verify", "finishPasskeySignIn", web.Public, func(ctx context.Context, in *answerIn) (Session, error) {
		got, err := h.s.FinishSignIn(ctx, in.Body.ID, in.Body.Credential, h.device(ctx, in.Body.Language))
		if err != nil {
			return Session{}, err
		}
		return h.keep(ctx, got)
	})
	web.Op(a, "POST", h.base+"/auth/logout", "signOut", web.Public, func(ctx context.Context, _ *struct{}) (web.Done, error) {
		h.cookies.Drop(ctx)
		sc := scope.From(ctx)
		if sc.Session == "" {
			return web.Done{}, nil
		}
		return web.Done{}, h.db.Do(ctx, func(tx *db.Tx) error { return h.s.End(ctx, tx, sc.User, sc.Session) })
	})
	web.Op(a, "GET", h.base+"/session", "getSession", me, func(ctx context.Context, _ *struct{}) (Session, error) {
		return h.session(ctx, scope.From(ctx))
	})
	web.Op(a, "PUT", h.base+"/session/merchant", "actAsMerchant", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, in *merchantIn) (web.Done, error) {
		return web.Done{}, h.s.ActAs(ctx, tx, scope.From(ctx), in.Body.Merchant)
	}))
}

// keep gives the browser its cookies and tells who signed in.
func (h surface) keep(ctx context.Context, in identity.SignIn) (Session, error) {
	h.cookies.Keep(ctx, in)
	sc, err := h.s.Scope(ctx, h.kind, in.Token)
	if err != nil {
		return Session{}, err
	}
	return h.session(ctx, sc)
}

func (h surface) session(ctx context.Context, sc scope.Scope) (Session, error) {
	u, err := h.s.User(ctx, h.db, sc.User)
	if err != nil {
		return Session{}, err
	}
	ms, err := h.s.Memberships(ctx, h.db, sc.User)
	if err != nil {
		return Session{}, err
	}
	pin, err := h.s.PIN(ctx, h.db, sc.User)
	out := Session{User: person(u), ID: sc.Session, Device: sc.Device, Merchant: sc.Merchant, Roles: []Role{{Role: scope.Consumer}}, PINSet: pin.Set}
	for _, m := range ms {
		out.Roles = append(out.Roles, Role{m.Role, m.Merchant, m.Stores})
	}
	return out, err
}

type profileIn struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"200"`
		Language *string `json:"language,omitempty" enum:",en,zh"`
		Theme    *string `json:"theme,omitempty" enum:"auto,light,dark"`
		TextSize *string `json:"textSize,omitempty" enum:"normal,large,larger"`
		Avatar   *string `json:"avatar,omitempty" pattern:"^[0-9a-z]{1,20}$"`
	}
}

type merchantIn struct {
	Body struct {
		Merchant string `json:"merchant" maxLength:"40" doc:"Empty: for nobody but oneself."`
	}
}

type lookupIn struct {
	Phone string `query:"phone" required:"true" minLength:"5" maxLength:"30"`
}

type Found struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"Masked: enough to recognise a friend."`
}

func (h surface) profile(a *web.API) {
	web.Op(a, "GET", "/api/profile", "getProfile", me, func(ctx context.Context, _ *struct{}) (Person, error) {
		u, err := h.s.User(ctx, h.db, user(ctx))
		return person(u), err
	})
	web.Op(a, "PATCH", "/api/profile", "updateProfile", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, in *profileIn) (Person, error) {
		b := in.Body
		u, err := h.s.Update(ctx, tx, user(ctx), identity.Profile{Name: b.Name, Language: b.Language, Theme: b.Theme, TextSize: b.TextSize, Avatar: b.Avatar})
		return person(u), err
	}))
	web.Op(a, "GET", "/api/people", "findPerson", me, func(ctx context.Context, in *lookupIn) (Found, error) {
		id, name, err := h.s.Lookup(ctx, h.db, user(ctx), in.Phone)
		return Found{id, name}, err
	})
}

// device is what the running request tells of its sender.
func (h surface) device(ctx context.Context, language string) identity.Device {
	d := identity.Device{Token: h.cookies.Device(ctx), Language: language, Kind: h.kind}
	if r := web.Request(ctx); r != nil {
		d.Name = browser(r.UserAgent())
	}
	return d
}

// browser names a browser and its system for a list of devices; both are the
// sender's own words, so only known ones are repeated.
func browser(agent string) string {
	pick := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	b := pick("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "CriOS/", "Chrome", "Safari/", "Safari", "curl/", "curl")
	on := pick("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	if b == "" || on == "" {
		return b + on
	}
	return b + " · " + on
}

type Proof struct {
	Proof     string `json:"proof" doc:"Give it with the payment. It can be spent once."`
	ExpiresIn int    `json:"expiresIn"`
}

func proof(p identity.Proof) Proof { return Proof{p.Token, int(2 * time.Minute / time.Second)} }

type wantIn struct {
	Body struct {
		Payee  string       `json:"payee" maxLength:"100"`
		Amount money.Amount `json:"amount"`
		Nonce  string       `json:"nonce" minLength:"1" maxLength:"100" doc:"Names the payment."`
	}
}

type pinIn struct {
	Body struct {
		PIN web.Secret `json:"pin" pattern:"^[0-9]{6}$"`
	}
}
