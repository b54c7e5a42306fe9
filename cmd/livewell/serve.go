package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"strings"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
)

type serveCmd struct {
	place
	Listen  string  `env:"LIVEWELL_LISTEN" default:"127.0.0.1:8080" help:"Address to serve on."`
	Origin  string  `env:"LIVEWELL_ORIGIN" help:"Where browsers find this server; passkeys work there only. By default http:// and the address it listens on."`
	Demo    bool    `env:"LIVEWELL_DEMO" help:"Seed the demo city once, show sign-in codes at /outbox, allow sandboxes."`
	SMSURL  string  `name:"sms-url" env:"LIVEWELL_SMS_URL" help:"Gateway that sends sign-in codes to phones: takes a POST of {phone, kind, code} as JSON."`
	Rate    float64 `env:"LIVEWELL_RATE" default:"3000" help:"Calls per second that one app may make to the open API; 0: no limit."`
	Node    int     `env:"LIVEWELL_NODE" default:"0" help:"This node's number, 0-999; no two may share one."`
	Bank    string  `env:"LIVEWELL_BANK" placeholder:"HOST:PORT" help:"ISO 8583 line of the bank. With --demo a sandbox bank is started where this is not given."`
	Profile string  `placeholder:"FILE" type:"path" help:"Write a CPU profile until the server stops."`
	// Only the power-cut test sets this, to see that it can lose payments.
	UnsafeSync string `env:"LIVEWELL_UNSAFE_SYNC" hidden:""`
}

func (c serveCmd) Run(ctx context.Context) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // the live heap is small: collect a few times a second, not a few dozen
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	lock, err := c.lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	d, err := c.open(ctx, db.Options{Node: c.Node, Synchronous: c.UnsafeSync, Fatal: die}, false)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	if c.Bank == "" && c.Demo {
		if c.Bank, err = startBank(ctx, c.Data); err != nil {
			return err
		}
	}
	a, err := app.New(d, log, app.Config{
		Keys: keys, Origin: c.origin(addr), Demo: c.Demo, SMS: c.SMSURL, SMSToken: os.Getenv("LIVEWELL_SMS_TOKEN"),
		Rate: c.Rate, Bank: c.Bank,
	})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	if c.Demo {
		if err := a.Plant(ctx); err != nil {
			return err
		}
	}
	fmt.Println("ready http://" + addr)
	return a.Serve(ctx, l)
}

// origin is where browsers are. Passkeys want a name, so loopback is localhost.
func (c serveCmd) origin(addr string) string {
	if c.Origin != "" {
		return strings.TrimSuffix(c.Origin, "/")
	}
	host, port, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// die stops the process where storage can no longer be trusted, in one clear line.
func die(err error) {
	fmt.Fprintln(os.Stderr, "livewell:", err)
	os.Exit(3)
}

type migrateCmd struct{ place }

func (c migrateCmd) Run(ctx context.Context) error {
	if _, err := c.keys(); err != nil {
		return err
	}
	d, err := c.open(ctx, db.Options{}, false)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Migrate(ctx, app.Migrations())
}

type openAPICmd struct{}

func (openAPICmd) Run() error {
	a, err := app.New(nil, slog.Default(), app.Config{Keys: secret.InMemory(), Origin: "http://localhost"})
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(a.Consumer.Document())
	return err
}
