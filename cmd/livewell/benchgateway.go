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
	after, err := bench.Measure(dir) // a shared machine is not the same a minute later
	if err != nil {
		return err
	}
	signs := (m.Signs + after.Signs) / 2
	fmt.Printf("%-28s %9.2f of the %.0f signatures/s that this machine makes, before and after; %.2f by the server's CPU alone\n", "",
		r.Rate/signs, signs, float64(m.Cores)/signs/r.CPU.Seconds())
	return nil
}
