package registryapi

import (
	"context"
	"errors"
	"net/url"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/registry"
)

type miniSubmitIn struct {
	App     string `path:"app" maxLength:"16"`
	Version string `path:"version" maxLength:"12"`
	Body    struct {
		Description string `json:"description" maxLength:"1000" doc:"What is new: 30 to 500 characters."`
		Memo        string `json:"memo,omitempty" maxLength:"1000" doc:"For the reviewers alone; at most 500 characters."`
		Auto        bool   `json:"auto,omitempty" doc:"It goes online when it is approved."`
	}
}

type miniActIn struct {
	App     string `path:"app" maxLength:"16"`
	Version string `path:"version" maxLength:"12"`
	Body    struct {
		Act string `json:"act" enum:"cancel,withdraw,release,rollback,offline" doc:"cancel: out of review. withdraw: an approved or rejected one is in development again. release: to everybody. rollback: back to the version before. offline: away, with none in its place."`
	}
}

type miniTrialIn struct {
	App     string `path:"app" maxLength:"16"`
	Version string `path:"version" maxLength:"12"`
	Body    struct {
		On bool `json:"on" doc:"false ends every link."`
	}
}

// MiniTrial is a link to try a version.
type MiniTrial struct {
	Path  string     `json:"path,omitempty" doc:"Of the consumer app: a new link each time. Absent: the version cannot be tried."`
	Until *time.Time `json:"until,omitempty"`
}

type step = func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error

// moves are what a developer does with a version, by its name on the wire.
func (h Surface) moves() map[string]step {
	r := h.Registry
	return map[string]step{
		"cancel": r.CancelReview, "withdraw": r.Withdraw, "release": r.Release,
		"rollback": func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return r.Rollback(ctx, tx, sc, registry.Author, app, name)
		},
		"offline": func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return r.TakeDown(ctx, tx, sc, registry.Author, app, name)
		},
	}
}

// author adds what developers do with a version.
func (h Surface) author(a *web.API, dev web.Access) {
	const path = "/console/api/apps/{app}/mini/versions/{version}"
	moves := h.moves()
	web.Op(a, "GET", "/console/api/apps/{app}/mini", "getMiniState", dev, func(ctx context.Context, in *AppPath) (MiniState, error) {
		if err := h.mine(ctx, h.DB, in.App); err != nil {
			return MiniState{}, err
		}
		p, err := h.Registry.Program(ctx, h.DB, in.App)
		if errors.Is(err, registry.ErrNotFound) { // nothing was uploaded yet
			p, err = registry.Program{App: in.App}, nil
		}
		if err != nil {
			return MiniState{}, err
		}
		return h.state(ctx, h.DB, p)
	})
	web.Op(a, "POST", path+"/submit", "submitMiniVersion", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *miniSubmitIn) (MiniVersion, error) {
		return h.moved(ctx, tx, in.App, in.Version, func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return h.Registry.Submit(ctx, tx, sc, app, name, registry.Submission{Description: in.Body.Description, Memo: in.Body.Memo, Auto: in.Body.Auto})
		})
	}))
	web.Op(a, "POST", path+"/act", "moveMiniVersion", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *miniActIn) (MiniVersion, error) {
		return h.moved(ctx, tx, in.App, in.Version, moves[in.Body.Act])
	}))
	web.Op(a, "POST", path+"/gray", "spreadOwnMiniVersion", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *ownGrayIn) (MiniVersion, error) {
		return h.moved(ctx, tx, in.App, in.Version, func(ctx context.Context, tx *db.Tx, _ scope.Scope, app, name string) error {
			return h.spread(ctx, tx, registry.Author, app, name, in.Body)
		})
	}))
	web.Op(a, "DELETE", path, "deleteMiniVersion", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *versionIn) (web.Done, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Registry.Delete(ctx, tx, scope.From(ctx), in.App, in.Version)
	}))
	web.Op(a, "POST", path+"/trial", "setMiniTrial", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *miniTrialIn) (MiniTrial, error) {
		if err := h.mine(ctx, tx, in.App); err != nil {
			return MiniTrial{}, err
		}
		if !in.Body.On {
			return MiniTrial{}, h.Registry.EndTrial(ctx, tx, scope.From(ctx), in.App, in.Version)
		}
		if err := h.Registry.AllowTrial(ctx, tx, scope.From(ctx), in.App, in.Version); err != nil {
			return MiniTrial{}, err
		}
		token, _, err := h.Registry.TrialToken(ctx, tx, tx.Now(), in.App, in.Version)
		until := tx.Now().Add(registry.TrialLasts)
		return MiniTrial{"/mini/" + in.App + "?" + url.Values{"trial": {token}}.Encode(), &until}, err
	}))
}

// moved does something to a version of the caller's, and gives it as it is then.
func (h Surface) moved(ctx context.Context, tx *db.Tx, app, name string, do step) (MiniVersion, error) {
	if err := h.mine(ctx, tx, app); err != nil {
		return MiniVersion{}, err
	}
	if err := do(ctx, tx, scope.From(ctx), app, name); err != nil {
		return MiniVersion{}, err
	}
	v, err := h.Registry.Get(ctx, tx, app, name)
	return wire(v), err
}
