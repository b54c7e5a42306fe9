// Package registryapi shows versions of mini programs: to developers their own, to
// operators what waits for a review, to everybody who opens a program the version
// that they get, and its files. It holds wire types and mapping.
package registryapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/registry"
	"livewell/internal/open/client"
)

// Surface shows versions.
type Surface struct {
	DB       *db.DB
	Registry *registry.Service
	Apps     *client.Service
	// Levels are those of a person, for gray releases; none of who is not known.
	Levels func(ctx context.Context, q db.Q, user string) ([]string, error)
	Reads  bool // this server reads pictures
}

type MiniVersion struct {
	ID          string     `json:"id"`
	App         string     `json:"app"`
	Version     string     `json:"version"`
	Hash        string     `json:"hash" doc:"Of its content: SHA-256 of the list of its files."`
	Template    string     `json:"template,omitempty" doc:"App and version that it was made of."`
	Status      string     `json:"status" enum:"init,auditing,rejected,approved,gray,online,superseded,offline"`
	By          string     `json:"by" doc:"Who uploaded it."`
	Description string     `json:"description,omitempty"`
	Memo        string     `json:"memo,omitempty"`
	Reason      string     `json:"reason,omitempty" doc:"Of the last review, or why the platform paused its gray release."`
	Gray        int64      `json:"gray,omitempty" doc:"Basis points of people who get it."`
	Cities      []string   `json:"cities,omitempty" doc:"That the gray release is for; absent: all."`
	Hosts       []string   `json:"hosts,omitempty" doc:"That the gray release is for; absent: all."`
	Levels      []string   `json:"levels,omitempty" enum:"new,beta" doc:"Of people, that the gray release is for; absent: all."`
	Auto        bool       `json:"auto,omitempty" doc:"It goes online when it is approved."`
	Trial       bool       `json:"trial" doc:"It can be tried by who has a link."`
	CreatedAt   time.Time  `json:"createdAt"`
	SubmittedAt *time.Time `json:"submittedAt,omitempty"`
	DecidedAt   *time.Time `json:"decidedAt,omitempty"`
	OnlineAt    *time.Time `json:"onlineAt,omitempty"`
	OfflineAt   *time.Time `json:"offlineAt,omitempty"`
}

type MiniFinding struct {
	Kind   string `json:"kind" enum:"size,domain,eval,secret,page,tag,accessibility,scope,mixed"`
	Entry  string `json:"entry,omitempty" doc:"The file."`
	Detail string `json:"detail"`

	DetailZH string `json:"detailZh,omitempty" doc:"The same in Chinese, where that is known."`
}

type MiniReview struct {
	Hash    string    `json:"hash" doc:"Of the content that was looked at."`
	Verdict string    `json:"verdict" enum:"approved,rejected"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

type MiniVersionDetail struct {
	MiniVersion
	AppName  string        `json:"appName"`
	Stopped  bool          `json:"stopped" doc:"Nobody gets any version of the program."`
	Findings []MiniFinding `json:"findings" nullable:"false" doc:"What was noticed by itself; it decides nothing."`
	Reviews  []MiniReview  `json:"reviews" nullable:"false" doc:"Newest first."`
	// Two approve it where it has some.
	Privileges []string    `json:"privileges" nullable:"false" enum:"phone,address,agreement,sound" doc:"What it may ask people for that takes two to approve."`
	First      *MiniReview `json:"first,omitempty" doc:"Who approved it and waits for a second person."`
	Base       string      `json:"base,omitempty" doc:"For who reviews: address of the program's files, to open it with. It works while the version is in review, for 24 hours."`
}

type MiniKey struct {
	PublicKey string     `json:"publicKey" doc:"Ed25519, base64."`
	By        string     `json:"by"`
	From      time.Time  `json:"from"`
	Ended     *time.Time `json:"ended,omitempty" doc:"Absent: it is in force."`
}

type MiniKeys struct {
	Items []MiniKey `json:"items" nullable:"false"`
}

// AppPath names the app in the path.
type AppPath struct {
	App string `path:"app" maxLength:"16"`
}

type listIn struct {
	AppPath
	page.Ask
}

type versionIn struct {
	AppPath
	Version string `path:"version" maxLength:"12"`
}

type keyIn struct {
	AppPath
	Body struct {
		PublicKey string `json:"publicKey" minLength:"1" maxLength:"1000" doc:"Ed25519: base64 of its 32 bytes, or PEM."`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type miniDecideIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Hash    string `json:"hash" maxLength:"64" doc:"Of the content that was looked at."`
		Verdict string `json:"verdict" enum:"approved,rejected"`
		Reason  string `json:"reason" maxLength:"500"`
	}
}

// MiniGray is who gets a version in a gray release.
type MiniGray struct {
	Points int64    `json:"points" minimum:"0" maximum:"10000" doc:"Basis points of people; it only rises. 0: it is cancelled."`
	Cities []string `json:"cities,omitempty" maxItems:"50" doc:"Codes; empty: all. The list only grows."`
	Hosts  []string `json:"hosts,omitempty" maxItems:"20" doc:"app, kiosk, register, or names of partners' hosts; empty: all. The list only grows."`
	Levels []string `json:"levels,omitempty" maxItems:"10" enum:"new,beta" doc:"Of people: new ones, and those in the beta channel; empty: all. The list only grows."`
}

type grayIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body MiniGray
}

type ownGrayIn struct {
	App     string `path:"app" maxLength:"16"`
	Version string `path:"version" maxLength:"12"`
	Body    MiniGray
}

type stopIn struct {
	AppPath
	Body struct {
		Stopped bool   `json:"stopped"`
		Reason  string `json:"reason" maxLength:"500"`
	}
}

func at(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func wire(v registry.Version) MiniVersion {
	return MiniVersion{
		ID: v.ID, App: v.App, Version: v.Name, Hash: v.Package, Template: v.Template, Status: string(v.Status), By: v.By,
		Description: v.Description, Memo: v.Memo, Reason: v.Reason, Gray: v.Gray, Cities: v.Target.Cities, Hosts: v.Target.Hosts, Levels: v.Target.Levels, Auto: v.Auto, Trial: v.Trial, CreatedAt: v.Created,
		SubmittedAt: at(v.Submitted), DecidedAt: at(v.Decided), OnlineAt: at(v.Released), OfflineAt: at(v.Offline),
	}
}

// detail adds what was found and decided.
func (h Surface) detail(ctx context.Context, q db.Q, v registry.Version) (MiniVersionDetail, error) {
	out := MiniVersionDetail{MiniVersion: wire(v), Findings: []MiniFinding{}, Reviews: []MiniReview{}, Privileges: []string{}}
	found, err := h.Registry.Findings(ctx, q, v.Package)
	if err != nil {
		return out, err
	}
	for _, f := range found {
		out.Findings = append(out.Findings, MiniFinding(f))
	}
	reviews, err := h.Registry.Reviews(ctx, q, v.ID)
	if err != nil {
		return out, err
	}
	for _, r := range reviews {
		out.Reviews = append(out.Reviews, MiniReview{r.Package, string(r.Verdict), r.Reason, r.By, r.At})
	}
	asks, err := h.Registry.Privileges(ctx, q, v.Package)
	if err != nil {
		return out, err
	}
	out.Privileges = append(out.Privileges, asks...)
	if out.AppName, err = h.Apps.AppName(ctx, q, v.App); err != nil {
		return out, err
	}
	out.Stopped, _, err = h.Registry.State(ctx, q, v.App)
	return out, err
}

// first is who approved a version that waits for a second person.
func (h Surface) first(ctx context.Context, q db.Q, v registry.Version) (*MiniReview, error) {
	r, err := h.Registry.First(ctx, q, v)
	if err != nil || r.By == "" {
		return nil, err
	}
	return &MiniReview{r.Package, string(r.Verdict), r.Reason, r.By, r.At}, nil
}

// Console adds what developers and operators do.
func (h Surface) Console(a *web.API) {
	dev := web.For(scope.Developer, scope.Owner)
	h.developer(a, dev)
	h.author(a, dev)
	h.operator(a, web.For(scope.Operator), web.For(scope.Operator, scope.Auditor))
}

func (h Surface) developer(a *web.API, dev web.Access) {
	const path = "/console/api/apps/{app}/mini"
	web.Op(a, "GET", path+"/versions", "listMiniVersions", dev, func(ctx context.Context, in *listIn) (page.Of[MiniVersion], error) {
		if err := h.mine(ctx, h.DB, in.App); err != nil {
			return page.Of[MiniVersion]{}, err
		}
		p, err := h.Registry.List(ctx, h.DB, in.App, in.Ask)
		return page.Map(p, wire), err
	})
	web.Op(a, "GET", path+"/versions/{version}", "getMiniVersion", dev, func(ctx context.Context, in *versionIn) (MiniVersionDetail, error) {
		if err := h.mine(ctx, h.DB, in.App); err != nil {
			return MiniVersionDetail{}, err
		}
		v, err := h.Registry.Get(ctx, h.DB, in.App, in.Version)
		if err != nil {
			return MiniVersionDetail{}, err
		}
		return h.detail(ctx, h.DB, v)
	})
	web.Op(a, "GET", path+"/keys", "listMiniKeys", dev, func(ctx context.Context, in *AppPath) (MiniKeys, error) {
		out := MiniKeys{[]MiniKey{}}
		if err := h.mine(ctx, h.DB, in.App); err != nil {
			return out, err
		}
		keys, err := h.Registry.Keys(ctx, h.DB, in.App)
		for _, k := range keys {
			out.Items = append(out.Items, MiniKey{k.Public, k.By, k.From, at(k.Ended)})
		}
		return out, err
	})
	web.Op(a, "POST", path+"/keys", "addMiniKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *keyIn) (MiniKey, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return MiniKey{}, err
		}
		k, err := h.Registry.AddKey(ctx, tx, scope.From(ctx), in.App, in.Body.PublicKey)
		return MiniKey{k.Public, k.By, k.From, nil}, err
	}))
	web.Op(a, "POST", path+"/keys/end", "endMiniKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *keyIn) (web.Done, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Registry.EndKey(ctx, tx, scope.From(ctx), in.App, in.Body.PublicKey)
	}))
}

// spread begins a gray release, lets it grow or cancels it.
func (h Surface) spread(ctx context.Context, tx *db.Tx, by registry.Actor, app, name string, g MiniGray) error {
	if g.Points == 0 {
		return h.Registry.CancelSpread(ctx, tx, scope.From(ctx), by, app, name)
	}
	return h.Registry.Spread(ctx, tx, scope.From(ctx), by, app, name, registry.Part{Points: g.Points, Target: &registry.Target{Cities: g.Cities, Hosts: g.Hosts, Levels: g.Levels}})
}

// mine makes sure that an app is the caller's. Fault: client.ErrNotFound.
func (h Surface) mine(ctx context.Context, q db.Q, app string) error {
	_, err := h.Apps.Get(ctx, q, scope.From(ctx), app)
	return err
}
