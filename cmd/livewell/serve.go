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
	"time"

	"livewell/internal/app"
	"livewell/internal/kit/clock"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/open/gateway"
)

type serveCmd struct {
	place
	Listen    string        `env:"LIVEWELL_LISTEN" default:"127.0.0.1:8080" help:"Address to serve on."`
	Origin    string        `env:"LIVEWELL_ORIGIN" help:"Where browsers find this server; passkeys work there only. By default http:// and the address it listens on."`
	Demo      bool          `env:"LIVEWELL_DEMO" help:"Seed the demo city once, show sign-in codes at /outbox, allow sandboxes."`
	SMSURL    string        `name:"sms-url" env:"LIVEWELL_SMS_URL" help:"Gateway that sends sign-in codes to phones: takes a POST of {phone, kind, code} as JSON."`
	CallPrice int64         `env:"LIVEWELL_CALL_PRICE" placeholder:"FEN" help:"What a thousand calls of an app to the open API cost, beyond the free ones of a month."`
	FreeCalls int64         `env:"LIVEWELL_FREE_CALLS" default:"100000" help:"Calls of an app in a month that cost nothing."`
	Rate      float64       `env:"LIVEWELL_RATE" default:"3000" help:"Calls per second that one app may make to the open API; 0: no limit."`
	Node      int           `env:"LIVEWELL_NODE" default:"0" help:"This node's number, 0-999; no two may share one."`
	Bank      string        `env:"LIVEWELL_BANK" placeholder:"HOST:PORT" help:"ISO 8583 line of the bank. With --demo a sandbox bank is started where this is not given."`
	Browser   string        `env:"LIVEWELL_BROWSER" placeholder:"FILE" help:"Chromium that opens the pages of mini programs in review, without a network. By default the one that is found, but not as root; off: none."`
	Speech    string        `env:"LIVEWELL_SPEECH" placeholder:"FILE" help:"espeak-ng, that speaks to people at partners' speakers. By default the one that is found; off: speakers speak by themselves."`
	OCR       string        `name:"ocr" env:"LIVEWELL_OCR" placeholder:"FILE" help:"Tesseract, that reads pictures for mini programs. By default the one that is found; off: programs have no my.ocr."`
	Drain     time.Duration `env:"LIVEWELL_DRAIN" default:"500ms" help:"Before a stop, connections are asked for so long to close."`
	Profile   string        `placeholder:"FILE" type:"path" help:"Write a CPU profile until the server stops."`
	Clock     time.Time     `env:"LIVEWELL_CLOCK" placeholder:"TIME" help:"For tests and shows: the clock starts at this time (RFC 3339), goes on from there, and moves on a POST to /clock?by=5m; from one to /clock?to=TIME on it stands."`
	// Only the power-cut test sets this, to see that it can lose payments.
	UnsafeSync string `env:"LIVEWELL_UNSAFE_SYNC" hidden:""`
}

func (c serveCmd) Run(ctx context.Context) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	self, err := os.Executable() // now: a new program may soon lie there
	if err != nil {
		return err
	}
	serving, upgrade := upgrades(ctx, self, log)
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	socket, err := l.File()
	if err != nil {
		return err
	}
	defer socket.Close()
	if err := c.serve(serving, l, log); err != nil || !upgrade() {
		return err
	}
	return become(self, socket)
}

// serve answers on l until ctx ends, and leaves nothing open.
func (c serveCmd) serve(ctx context.Context, l *net.TCPListener, log *slog.Logger) error {
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
	var hands *clock.Clock
	var now func() time.Time
	if !c.Clock.IsZero() {
		hands = clock.New(c.Clock, time.Now)
		now = hands.Now
	}
	d, err := c.open(ctx, db.Options{Now: now, Node: c.Node, Synchronous: c.UnsafeSync, Fatal: die}, false)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return err
	}
	addr := l.Addr().String()
	if c.Bank == "" && c.Demo {
		bank, stop, err := startBank(c.Data)
		if err != nil {
			return err
		}
		defer stop()
		c.Bank = bank
	}
	a, err := app.New(d, log, app.Config{
		Keys: keys, Origin: c.origin(addr), Demo: c.Demo, SMS: c.SMSURL, SMSToken: os.Getenv("LIVEWELL_SMS_TOKEN"),
		Tariff: gateway.Tariff{Free: c.FreeCalls, Thousand: money.New(c.CallPrice, money.CNY)},
		Rate:   c.Rate, Bank: c.Bank, Browser: c.Browser, Speech: c.Speech, OCR: c.OCR, Drain: c.Drain, Clock: hands,
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

type openAPICmd struct {
	Surface string `arg:"" enum:"consumer,console,v3" default:"consumer" help:"consumer, console or v3."`
}

func (c openAPICmd) Run() error {
	a, err := app.New(nil, slog.Default(), app.Config{Keys: secret.InMemory(), Origin: "http://localhost"})
	if err != nil {
		return err
	}
	doc := map[string]func() []byte{
		"consumer": a.Consumer.Document, "console": a.Console.Document,
		"v3": func() []byte { return a.Open.OpenAPI("http://localhost") },
	}
	_, err = os.Stdout.Write(doc[c.Surface]())
	return err
}
