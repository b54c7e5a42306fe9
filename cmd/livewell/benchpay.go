package main

import (
	"context"
	"fmt"
	"log/slog"

	"livewell/internal/app"
	"livewell/internal/bench"
	"livewell/internal/core/identity"
	"livewell/internal/core/wallet"
	"livewell/internal/demo"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type benchPayCmd struct{ benchFlags }

func (c benchPayCmd) Run(ctx context.Context) error {
	t, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	if err := c.machine(t); err != nil {
		return err
	}
	p, err := c.people(ctx, t)
	if err != nil {
		return err
	}
	r, err := p.Measure(ctx)
	if err == nil {
		fmt.Println(r)
	}
	return err
}

// people makes buyers with money, a PIN and a session, and a shop, beside the
// running server in its database.
func (c benchPayCmd) people(ctx context.Context, t *target) (bench.Pay, error) {
	out := bench.Pay{Load: c.load(t.URL), PIN: demo.PIN}
	keys, err := t.keys()
	if err != nil {
		return out, err
	}
	d, err := t.open(ctx, db.Options{Node: 999}, true)
	if err != nil {
		return out, err
	}
	defer d.Close()
	a, err := app.New(d, slog.Default(), app.Config{Keys: keys, Origin: "http://localhost"})
	if err != nil {
		return out, err
	}
	for i := range c.Concurrency {
		in, err := db.Get(ctx, d, func(tx *db.Tx) (identity.SignIn, error) {
			u, err := a.Identity.Ensure(ctx, tx, fmt.Sprintf("+86198%08d", i), "en")
			if err != nil {
				return identity.SignIn{}, err
			}
			if err := a.Wallet.Issue(ctx, tx, "bench:"+u.ID, wallet.Cash(u.ID), money.New(1_000_00, money.CNY)); err != nil {
				return identity.SignIn{}, err
			}
			return a.Identity.Open(ctx, tx, u.ID, identity.Device{Name: "bench"})
		})
		if err != nil {
			return out, err
		}
		if err := a.Identity.SetPIN(ctx, in.User.ID, demo.PIN); err != nil {
			return out, err
		}
		out.Tokens = append(out.Tokens, in.Token)
	}
	err = d.Do(ctx, func(tx *db.Tx) error {
		u, err := a.Identity.Ensure(ctx, tx, "+8619800000999", "en")
		if err != nil {
			return err
		}
		_, code, err := a.Coder.Start(ctx, tx, u.ID, "Bench Shop")
		if err != nil {
			return err
		}
		out.Payload, err = a.Coder.Payload(code)
		return err
	})
	return out, err
}
