package terminalapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/store"
	"livewell/internal/trade/terminal"
)

// StoreTerminal is a device as its store's people see it.
type StoreTerminal struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind" enum:"kiosk,register,screen"`
	Name   string     `json:"name"`
	App    string     `json:"app,omitempty"`
	Till   string     `json:"till,omitempty"`
	On     bool       `json:"on"`
	Barred string     `json:"barred,omitempty" doc:"Why the platform switched it off; the store cannot undo that."`
	Paired bool       `json:"paired"`
	Here   bool       `json:"here" doc:"It was seen a moment ago."`
	SeenAt *time.Time `json:"seenAt,omitempty"`
}

type StoreTerminals struct {
	Items []StoreTerminal `json:"items" nullable:"false" doc:"The oldest first, 50 at most."`
}

// PairingCode is shown once.
type PairingCode struct {
	Code  string    `json:"code" doc:"Eight digits."`
	Until time.Time `json:"until"`
	Now   time.Time `json:"now" doc:"By the clock that until is of."`
}

// TerminalStorePath names the store.
type TerminalStorePath struct {
	Store string `path:"store" maxLength:"40"`
}

// TerminalPath names a device.
type TerminalPath struct {
	TerminalStorePath
	ID string `path:"id" maxLength:"40"`
}

type addIn struct {
	TerminalStorePath
	web.Keyed
	Body struct {
		Kind string `json:"kind" enum:"kiosk,register,screen"`
		Name string `json:"name" minLength:"1" maxLength:"20"`
		App  string `json:"app,omitempty" maxLength:"16" doc:"Of the mini program that a kiosk and a register run."`
		Till string `json:"till,omitempty" maxLength:"40" doc:"Of a register."`
	}
}

type editIn struct {
	TerminalPath
	Body struct {
		Name string `json:"name,omitempty" maxLength:"20"`
		On   *bool  `json:"on,omitempty" doc:"False: switched off, at once."`
	}
}

// Console adds what a store's managers do with its devices.
func (h Surface) Console(a *web.API) {
	managerOf := web.For(scope.Owner, scope.Manager)
	const at = "/console/api/stores/{store}/terminals"
	web.Op(a, "GET", at, "listTerminals", managerOf, func(ctx context.Context, in *TerminalStorePath) (StoreTerminals, error) {
		out := StoreTerminals{[]StoreTerminal{}}
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return out, err
		}
		list, err := h.Terminals.Of(ctx, h.DB, in.Store)
		for _, d := range list {
			out.Items = append(out.Items, h.wire(d))
		}
		return out, err
	})
	web.Op(a, "POST", at, "addTerminal", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (StoreTerminal, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return StoreTerminal{}, err
		}
		b := in.Body
		d, err := h.Terminals.Add(ctx, tx, st, terminal.Draft{Kind: terminal.Kind(b.Kind), Name: b.Name, App: b.App, Till: b.Till})
		return h.wire(d), err
	}))
	// Not kept for repeats: the answer is a secret, and a newer code is as good.
	web.Op(a, "POST", at+"/{id}/code", "newPairingCode", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *TerminalPath) (PairingCode, error) {
		if _, err := h.mine(ctx, tx, *in); err != nil {
			return PairingCode{}, err
		}
		code, until, err := h.Terminals.NewCode(ctx, tx, in.ID)
		return PairingCode{code, until, tx.Now()}, err
	}))
	web.Op(a, "PATCH", at+"/{id}", "editTerminal", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *editIn) (StoreTerminal, error) {
		d, err := h.mine(ctx, tx, in.TerminalPath)
		if err == nil && in.Body.Name != "" {
			err = h.Terminals.Rename(ctx, tx, d.ID, in.Body.Name)
		}
		if err == nil && in.Body.On != nil {
			err = h.Terminals.Switch(ctx, tx, d.ID, *in.Body.On)
		}
		if err == nil {
			d, err = h.Terminals.Get(ctx, tx, d.ID)
		}
		return h.wire(d), err
	}))
	web.Op(a, "DELETE", at+"/{id}", "removeTerminal", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *TerminalPath) (web.Done, error) {
		if _, err := h.mine(ctx, tx, *in); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Terminals.Remove(ctx, tx, in.ID)
	}))
}

// PlatformTerminal is a device as operators see it.
type PlatformTerminal struct {
	StoreTerminal
	Store     string `json:"store"`
	StoreName string `json:"storeName"`
}

type barIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Off    bool   `json:"off"`
		Reason string `json:"reason" minLength:"3" maxLength:"200"`
	}
}

// Operator adds what operators do with all devices.
func (h Surface) Operator(a *web.API) {
	const at = "/console/api/terminals"
	web.Op(a, "GET", at, "listAllTerminals", web.For(scope.Operator, scope.Auditor), func(ctx context.Context, in *page.Ask) (page.Of[PlatformTerminal], error) {
		list, err := h.Terminals.All(ctx, h.DB, *in)
		out := page.Of[PlatformTerminal]{Items: []PlatformTerminal{}, Next: list.Next}
		for _, d := range list.Items {
			if err != nil {
				break
			}
			var st store.Store
			if st, err = h.Stores.Get(ctx, h.DB, d.Store); err == nil {
				out.Items = append(out.Items, PlatformTerminal{h.wire(d), d.Store, st.Name})
			}
		}
		return out, err
	})
	web.Op(a, "POST", at+"/{id}/bar", "barTerminal", web.For(scope.Operator), web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *barIn) (web.Done, error) {
		return web.Done{}, h.Terminals.Bar(ctx, tx, scope.From(ctx), in.ID, in.Body.Off, in.Body.Reason)
	}))
}

// mine gives a device of a store that the caller acts for.
func (h Surface) mine(ctx context.Context, q db.Q, p TerminalPath) (terminal.Device, error) {
	if _, err := h.Stores.Mine(ctx, q, p.Store); err != nil {
		return terminal.Device{}, err
	}
	return h.Terminals.At(ctx, q, p.Store, p.ID)
}

func (h Surface) wire(d terminal.Device) StoreTerminal {
	out := StoreTerminal{ID: d.ID, Kind: string(d.Kind), Name: d.Name, App: d.App, Till: d.Till, On: d.On, Barred: d.Barred, Paired: !d.Paired.IsZero()}
	if !d.Seen.IsZero() {
		out.SeenAt = &d.Seen
		out.Here = h.DB.Now().Sub(d.Seen) < terminal.Here
	}
	return out
}
