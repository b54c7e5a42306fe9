package app

import (
	"context"
	"errors"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/web"
	"livewell/internal/life/counter"
	"livewell/internal/life/register"
	"livewell/internal/mini/registry"
	"livewell/internal/trade/terminal"
	"livewell/internal/trade/terminal/terminalapi"
)

// terminals makes the devices of stores and the surface that is theirs alone.
func (a *App) terminals(bus *event.Bus) {
	a.terminal = terminalapi.Surface{
		DB: a.DB, Terminals: terminal.New(terminal.Deps{
			MAC: a.mac("terminal"), Limits: a.limits, App: a.runs,
			Till: func(ctx context.Context, q db.Q, store, till string) (bool, error) {
				_, err := a.Register.Till(ctx, q, store, till)
				if errors.Is(err, register.ErrNoTill) {
					return false, nil
				}
				return err == nil, err
			},
		}),
		Counter: counter.New(bus, a.Orders, a.Register, a.Pay, a.Members), Stores: a.Stores, Identity: a.Identity,
		Shops: a.shops, Tills: a.register, Programs: a.minis, Bridge: a.bridge, Origin: a.conf.Origin, Secure: strings.HasPrefix(a.conf.Origin, "https:"),
	}
	a.Terminal = web.New("Terminal", a.log, a.terminal.Auth)
	a.terminal.Terminal(a.Terminal)
}

// runs tells whether an app has a program that people can open.
func (a *App) runs(ctx context.Context, q db.Q, app string) (bool, error) {
	d, err := a.Minis.Serve(ctx, q, app, "", registry.Place{})
	if _, refused := fault.Of(err); refused {
		return false, nil
	}
	return d.Package != "", err
}
