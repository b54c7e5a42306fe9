package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/trade/onboard"
)

// onboardCmd brings in merchants from a file, beside a server on PostgreSQL or
// while none runs.
type onboardCmd struct {
	place
	File string `arg:"" type:"existingfile" help:"CSV with the columns ref, phone, name, category, city, address, lat, lng, hours."`
	Node int    `default:"998" help:"Number of this node; no running one may have it."`
}

func (c onboardCmd) Run(ctx context.Context) error {
	keys, err := c.keys()
	if err != nil {
		return err
	}
	lock, err := c.lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	d, err := c.open(ctx, db.Options{Node: c.Node, Fatal: die}, false)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return err
	}
	a, err := app.New(d, slog.Default(), app.Config{Keys: keys, Origin: "http://localhost"})
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	began := time.Now()
	r, err := onboard.New(d, a.Identity, a.Merchants, a.Stores).File(ctx, f, func(lines int) {
		fmt.Printf("%d lines, %.0f a second\n", lines, float64(lines)/time.Since(began).Seconds())
	})
	fmt.Printf("%d are in, %d were in before, %d cannot be, after %v\n", r.In, r.Skipped, len(r.Faults), time.Since(began).Round(time.Second))
	if err != nil {
		return fmt.Errorf("%w; give the file again and it goes on", err)
	}
	return c.tell(r.Faults)
}

// tell writes the lines that are not in beside the file.
func (c onboardCmd) tell(faults []onboard.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	name := c.File + ".errors.csv"
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	_ = w.Write([]string{"line", "ref", "column", "fault"}) // Flush tells
	for _, x := range faults {
		_ = w.Write([]string{strconv.Itoa(x.Line), x.Ref, x.Column, x.Code})
	}
	w.Flush()
	fmt.Println("the lines that are not in:", name)
	return w.Error()
}
