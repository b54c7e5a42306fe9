package main

import (
	"context"
	"fmt"

	"livewell/internal/bench"
)

type benchGatewayCmd struct {
	benchFlags
	Tenants int `default:"16" help:"Merchants, each with a buyer."`
}

func (c benchGatewayCmd) Run(ctx context.Context) error {
	t, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	dir := t.Data
	if dir == "" {
		dir = "."
	}
	m, err := bench.Measure(dir)
	if err != nil {
		return err
	}
	fmt.Println(m)
	g := &bench.Gateway{Load: c.load(t.URL), Tenants: c.Tenants, Ready: int(m.Signs * (c.Warmup + c.Duration).Seconds())}
	if err := g.Prepare(ctx); err != nil {
		return err
	}
	r, err := g.Measure(ctx)
	if err != nil {
		return err
	}
	fmt.Println(r)
	fmt.Printf("%-28s %9.2f of the rate at which this machine can sign\n", "", r.Rate/m.Signs)
	return nil
}
