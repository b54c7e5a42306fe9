package registryapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/registry"
)

func (h Surface) operator(a *web.API, operator, looker web.Access) {
	h.programs(a, looker)
	web.Op(a, "GET", "/console/api/mini/reviews", "listMiniReviews", looker, func(ctx context.Context, in *page.Ask) (page.Of[MiniWaiting], error) {
		p, err := h.Registry.Queue(ctx, h.DB, *in)
		out := page.Of[MiniWaiting]{Items: []MiniWaiting{}, Next: p.Next}
		for _, v := range p.Items {
			if err != nil {
				break
			}
			w := MiniWaiting{MiniVersion: wire(v)}
			if w.AppName, err = h.Apps.AppName(ctx, h.DB, v.App); err == nil {
				w.First, err = h.first(ctx, h.DB, v)
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/console/api/mini/reviews/{id}", "getMiniReview", looker, func(ctx context.Context, in *idIn) (MiniVersionDetail, error) {
		v, err := h.Registry.ByID(ctx, h.DB, in.ID)
		if err != nil {
			return MiniVersionDetail{}, err
		}
		out, err := h.detail(ctx, h.DB, v)
		if err != nil {
			return out, err
		}
		out.First, err = h.first(ctx, h.DB, v)
		if v.Status == registry.Auditing {
			out.Base = trialPath + h.Registry.ReviewToken(h.DB.Now(), v.ID) + "/"
		}
		return out, err
	})
	web.Op(a, "POST", "/console/api/mini/reviews/{id}", "decideMiniReview", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *miniDecideIn) (MiniDecided, error) {
		status, err := h.Registry.Decide(ctx, tx, scope.From(ctx), in.ID, in.Body.Hash, registry.Status(in.Body.Verdict), in.Body.Reason)
		return MiniDecided{string(status)}, err
	}))
	web.Op(a, "POST", "/console/api/mini/versions/{id}/gray", "spreadMiniVersion", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *grayIn) (MiniVersion, error) {
		return h.act(ctx, tx, in.ID, func(app, name string) error {
			return h.spread(ctx, tx, registry.Operator, app, name, in.Body)
		})
	}))
	web.Op(a, "POST", "/console/api/mini/versions/{id}/rollback", "rollBackMiniVersion", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (MiniVersion, error) {
		return h.act(ctx, tx, in.ID, func(app, name string) error {
			return h.Registry.Rollback(ctx, tx, scope.From(ctx), registry.Operator, app, name)
		})
	}))
	web.Op(a, "POST", "/console/api/mini/programs/{app}/stop", "stopMiniProgram", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *stopIn) (web.Done, error) {
		if _, err := h.Apps.Lookup(ctx, in.App); err != nil {
			return web.Done{}, err
		}
		if in.Body.Stopped {
			return web.Done{}, h.Registry.Stop(ctx, tx, scope.From(ctx), in.App, in.Body.Reason)
		}
		return web.Done{}, h.Registry.Start(ctx, tx, scope.From(ctx), in.App, in.Body.Reason)
	}))
}

// MiniWaiting is a version that waits for a review.
type MiniWaiting struct {
	MiniVersion
	AppName string      `json:"appName"`
	First   *MiniReview `json:"first,omitempty" doc:"Who approved it and waits for a second person."`
}

// MiniDecided is how a version stands after a decision.
type MiniDecided struct {
	Status string `json:"status" enum:"auditing,approved,rejected,online" doc:"auditing: a second person must approve it, too."`
}

// MiniState is a program as a whole.
type MiniState struct {
	App     string `json:"app"`
	Name    string `json:"name"`
	Stopped bool   `json:"stopped" doc:"Nobody gets any version."`
	Reason  string `json:"reason,omitempty" doc:"Why it was stopped, or started again."`
	Online  string `json:"online,omitempty" doc:"Version that everybody gets."`
}

func (h Surface) state(ctx context.Context, q db.Q, p registry.Program) (MiniState, error) {
	name, err := h.Apps.AppName(ctx, q, p.App)
	return MiniState{p.App, name, p.Stopped, p.Reason, p.Online}, err
}

type servedIn struct {
	AppPath
	Person string `query:"person" required:"true" maxLength:"40" doc:"Their number."`
	City   string `query:"city" maxLength:"40"`
	Host   string `query:"host" maxLength:"40"`
}

// MiniServed is which version somebody gets, and why.
type MiniServed struct {
	State   string `json:"state" enum:"online,gray,none,stopped"`
	Version string `json:"version,omitempty"`
	Slot    *int64 `json:"slot,omitempty" doc:"Their place in the gray release, 0 to 9999; absent where it is not for them: for no city or host of theirs, or there is none."`
	Part    *int64 `json:"part,omitempty" doc:"Who is below gets the new version, basis points."`
}

func (h Surface) programs(a *web.API, looker web.Access) {
	const path = "/console/api/mini/programs"
	web.Op(a, "GET", path, "listProgramStates", looker, func(ctx context.Context, in *page.Ask) (page.Of[MiniState], error) {
		p, err := h.Registry.Programs(ctx, h.DB, *in)
		out := page.Of[MiniState]{Items: []MiniState{}, Next: p.Next}
		for _, x := range p.Items {
			if err != nil {
				break
			}
			var s MiniState
			s, err = h.state(ctx, h.DB, x)
			out.Items = append(out.Items, s)
		}
		return out, err
	})
	web.Op(a, "GET", path+"/{app}", "getProgramState", looker, func(ctx context.Context, in *AppPath) (MiniState, error) {
		p, err := h.Registry.Program(ctx, h.DB, in.App)
		if err != nil {
			return MiniState{}, err
		}
		return h.state(ctx, h.DB, p)
	})
	web.Op(a, "GET", path+"/{app}/served", "explainProgram", looker, func(ctx context.Context, in *servedIn) (MiniServed, error) {
		d, err := h.serve(ctx, in.App, in.Person, in.City, in.Host)
		out := MiniServed{State: string(d.Why), Version: d.Version}
		if d.Slot >= 0 {
			out.Slot, out.Part = &d.Slot, &d.Gray
		}
		return out, err
	})
	web.Op(a, "GET", path+"/{app}/versions", "listProgramVersions", looker, func(ctx context.Context, in *listIn) (page.Of[MiniVersion], error) {
		p, err := h.Registry.List(ctx, h.DB, in.App, in.Ask)
		return page.Map(p, wire), err
	})
}

// act does something to a version that is named by its id, and gives it as it is then.
func (h Surface) act(ctx context.Context, tx *db.Tx, id string, fn func(app, name string) error) (MiniVersion, error) {
	v, err := h.Registry.ByID(ctx, tx, id)
	if err != nil {
		return MiniVersion{}, err
	}
	if err := fn(v.App, v.Name); err != nil {
		return MiniVersion{}, err
	}
	v, err = h.Registry.ByID(ctx, tx, id)
	return wire(v), err
}
