package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"livewell/internal/demo"
	"livewell/internal/sim"
)

type simulateCmd struct {
	URL      string  `name:"url" default:"http://127.0.0.1:8080" help:"The server: a fresh one, started with serve --demo --clock 2020-03-10T05:00:00+08:00. Its clock is moved, so one without --clock is refused."`
	Seed     uint64  `default:"1" help:"The same seed gives the same day on every fresh server."`
	Speed    float64 `default:"0" help:"Simulated seconds in a second: 720 is a day in two minutes. 0: as fast as can be."`
	Shoppers int     `default:"120" help:"People who get hungry."`
	Riders   int     `default:"30" help:"People who bring it, in three shifts."`
	Shops    int     `default:"60" help:"Stores that are open; 0: all of the city."`
	Hours    string  `default:"6-24" placeholder:"FROM-TO" help:"From which hour to which, in the city's time."`
	City     string  `default:"110000" help:"Code of the city."`
	JSON     string  `name:"json" placeholder:"FILE" type:"path" help:"Write the figures there."`
	Log      string  `placeholder:"FILE" type:"path" help:"Write there who did what, when."`
}

func (c simulateCmd) Run(ctx context.Context) error {
	day := sim.Config{
		URL: strings.TrimSuffix(c.URL, "/"), Seed: c.Seed, Speed: c.Speed, Shoppers: c.Shoppers, Riders: c.Riders, Shops: c.Shops,
		City: c.City, Owners: demo.Owners(), PIN: demo.PIN, Out: os.Stdout,
	}
	if _, err := fmt.Sscanf(c.Hours, "%d-%d", &day.From, &day.To); err != nil {
		return fmt.Errorf("--hours %s is not like 6-24", c.Hours)
	}
	if c.Log != "" {
		f, err := os.Create(c.Log)
		if err != nil {
			return err
		}
		defer f.Close()
		out := bufio.NewWriter(f)
		defer out.Flush()
		day.Log = out
	}
	began := time.Now()
	r, err := sim.Run(ctx, day)
	if err != nil {
		return err
	}
	if err := c.write(r); err != nil {
		return err
	}
	summary(os.Stdout, r, time.Since(began))
	if n := len(r.Breaches); n > 0 {
		return fmt.Errorf("%d times the books do not agree", n)
	}
	return nil
}

func (c simulateCmd) write(r *sim.Report) error {
	if c.JSON == "" {
		return nil
	}
	b, err := json.MarshalIndent(r, "", "  ")
	return errors.Join(err, os.WriteFile(c.JSON, append(b, '\n'), 0o644))
}

func summary(w io.Writer, r *sim.Report, took time.Duration) {
	fmt.Fprintf(w, "\n%s in %s, seed %d: %d shoppers, %d riders, %d stores, in %v\n", r.Day, r.City, r.Seed, r.Shoppers, r.Riders, r.Shops, took.Round(100*time.Millisecond))
	fmt.Fprintf(w, "      %v\n", r.All)
	for _, m := range r.Modes {
		fmt.Fprintf(w, "      %-10s %5d orders\n", m.Mode, m.Orders)
	}
	fmt.Fprintf(w, "digest of %d events: %s\n", r.Events, r.Digest)
	for _, b := range r.Breaches {
		fmt.Fprintf(w, "BREACH  %s\n", b)
	}
	if len(r.Breaches) == 0 {
		fmt.Fprintln(w, "ok: the actors' books and the server's agree. livewell verify --data DIR recounts the server's own.")
	}
}
