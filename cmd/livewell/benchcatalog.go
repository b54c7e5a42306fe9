package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"livewell/internal/app"
	"livewell/internal/bench"
	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
)

// benchCatalogCmd fills a folder with mini programs and measures their catalogue.
type benchCatalogCmd struct {
	Entries     int           `default:"1700000" help:"Mini programs in the catalogue."`
	Dir         string        `required:"" type:"path" help:"Folder for the database. One that this command has filled before is used as it is."`
	Seed        uint64        `default:"1" help:"The same seed makes the same catalogue."`
	Concurrency int           `default:"4" help:"Requests under way at once."`
	Duration    time.Duration `default:"5s" help:"How long each load is measured."`
	Updates     int           `default:"500" help:"Entries that are changed."`
}

func (c benchCatalogCmd) Run(ctx context.Context) error {
	p := place{Data: c.Dir}
	catalog := bench.Catalog{Seed: c.Seed, Entries: c.Entries}
	if _, err := os.Stat(p.dsn()); err != nil {
		if err := c.fill(ctx, p, catalog); err != nil {
			return err
		}
	}
	began := time.Now()
	d, err := p.open(ctx, db.Options{}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return err
	}
	a, err := app.New(d, slog.New(slog.DiscardHandler), app.Config{Keys: secret.InMemory(), Origin: "http://localhost"})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: time.Minute}
	defer srv.Close()
	go srv.Serve(l)
	load := bench.Load{Server: "http://" + l.Addr().String(), Concurrency: c.Concurrency, Warmup: time.Second, Duration: c.Duration}
	res, err := http.Get(load.Server + "/api/mini-programs?q=coffee") //nolint:noctx // the first one
	if err != nil {
		return err
	}
	res.Body.Close()
	fmt.Printf("%-28s %v until the first search was answered\n", "cold start", time.Since(began).Round(time.Millisecond))
	reads := catalog.Reads()
	for _, name := range slices.Sorted(maps.Keys(reads)) {
		r, err := load.Run(ctx, name, func(w, n int) bench.Request {
			return bench.Request{Method: "GET", Path: reads[name](n*c.Concurrency + w), Ops: 1}
		})
		if err != nil {
			return err
		}
		fmt.Println(r)
	}
	r, err := catalog.Update(ctx, d, c.Updates)
	if err == nil {
		fmt.Println(r)
	}
	return err
}

func (c benchCatalogCmd) fill(ctx context.Context, p place, catalog bench.Catalog) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	d, err := p.open(ctx, db.Options{}, false)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return err
	}
	began := time.Now()
	if err := catalog.Fill(ctx, d); err != nil {
		return err
	}
	fmt.Printf("%-28s %d entries in %v\n", "filled", c.Entries, time.Since(began).Round(time.Second))
	return nil
}
