package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"livewell/internal/bench"
	"livewell/internal/core/ledger/ledgerapi"
	"livewell/internal/kit/db"
)

// benchCmd measures a server of its own, or a running one; dispatch needs none.
type benchCmd struct {
	Ledger   benchLedgerCmd   `cmd:"" help:"Transfers over /ledger/api."`
	Gateway  benchGatewayCmd  `cmd:"" help:"Payments over /gateway.do."`
	Pay      benchPayCmd      `cmd:"" help:"Payments with a PIN over the consumer API."`
	Order    benchOrderCmd    `cmd:"" help:"Orders of many buyers at one store."`
	Grow     benchGrowCmd     `cmd:"" help:"Years of business in a folder, and a start on it."`
	Catalog  benchCatalogCmd  `cmd:"" help:"A catalogue of mini programs, searched and changed; needs no server."`
	Dispatch benchDispatchCmd `cmd:"" help:"Click to door on a public instance of meal delivery; needs no server."`
}

type benchFlags struct {
	Server      string        `help:"A running server; without it one is started on an empty folder."`
	Data        string        `type:"path" help:"Folder for the server that is started; kept. Without it a temporary one is used and removed."`
	DB          string        `placeholder:"DSN" help:"postgres://… for the server that is started."`
	Concurrency int           `default:"64" help:"Requests under way at once."`
	Duration    time.Duration `default:"10s" help:"How long each load is measured."`
	Profile     string        `placeholder:"FILE" type:"path" help:"CPU profile of the server that is started."`
	Warmup      time.Duration `default:"2s" help:"How long each load runs before that."`
}

func (f benchFlags) load(server string) bench.Load {
	return bench.Load{Server: server, Concurrency: f.Concurrency, Warmup: f.Warmup, Duration: f.Duration}
}

// target is the server under test.
type target struct {
	place
	URL  string
	stop func()
}

// start runs "serve" of this very program, unless a server was named.
func (f benchFlags) start(ctx context.Context) (*target, error) {
	t := &target{place: place{Data: f.Data, DB: f.DB}, URL: f.Server, stop: func() {}}
	if f.Server != "" {
		return t, nil
	}
	clean := func() {}
	if t.Data == "" {
		dir, err := os.MkdirTemp(".", "bench-")
		if err != nil {
			return nil, err
		}
		t.Data, clean = dir, func() { os.RemoveAll(dir) }
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--demo", "--data", t.Data, "--listen", "127.0.0.1:0"}
	if f.Profile != "" {
		args = append(args, "--profile", f.Profile)
	}
	if f.DB != "" {
		args = append(args, "--db", f.DB)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "LIVEWELL_RATE=0") // the gateway's own limit per app is not what is measured
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	t.stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		clean()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ok {
		t.stop()
		return nil, errors.Join(errors.New("the server did not start"), err)
	}
	t.URL = url
	return t, nil
}

func (f benchFlags) machine(t *target) error {
	dir := t.Data
	if dir == "" {
		dir = "."
	}
	m, err := bench.Measure(dir)
	if err == nil {
		fmt.Println(m)
	}
	return err
}

type benchLedgerCmd struct {
	benchFlags
	Accounts int    `default:"10000" help:"How many accounts payers and payees are drawn from."`
	Payee    string `enum:"random,hot,both" default:"both" help:"Whom the money goes to."`
	Bulk     []int  `default:"1,100" help:"Transfers per request."`
	Token    string `help:"Of an institution, where --server names a running one."`
}

func (c benchLedgerCmd) Run(ctx context.Context) error {
	t, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	if c.Token == "" {
		if c.Token, err = t.ledgerToken(ctx); err != nil {
			return err
		}
	}
	if err := c.machine(t); err != nil {
		return err
	}
	l := bench.Ledger{Load: c.load(t.URL), Token: c.Token, Accounts: c.Accounts}
	if err := l.Prepare(ctx); err != nil {
		return err
	}
	for _, l.Bulk = range c.Bulk {
		for _, l.Hot = range []bool{false, true} {
			if c.Payee == "random" && l.Hot || c.Payee == "hot" && !l.Hot {
				continue
			}
			r, err := l.Measure(ctx)
			if err != nil {
				return err
			}
			fmt.Println(r)
		}
	}
	return nil
}

// ledgerToken makes a token beside the running server, in its database.
func (t *target) ledgerToken(ctx context.Context) (string, error) {
	d, err := t.open(ctx, db.Options{Node: 999}, true)
	if err != nil {
		return "", err
	}
	defer d.Close()
	return db.Get(ctx, d, func(tx *db.Tx) (string, error) { return ledgerapi.NewToken(ctx, tx, "bench") })
}

type ledgerCmd struct {
	Token ledgerTokenCmd `cmd:"" help:"Make a token for an institution; it is shown once."`
	End   ledgerEndCmd   `cmd:"" help:"Take all tokens of an institution back."`
}

type ledgerTokenCmd struct {
	place
	Institution string `arg:"" help:"Its name, the prefix of its accounts."`
}

func (c ledgerTokenCmd) Run(ctx context.Context) error {
	t := target{place: c.place}
	d, err := t.open(ctx, db.Options{Node: 999}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	token, err := db.Get(ctx, d, func(tx *db.Tx) (string, error) { return ledgerapi.NewToken(ctx, tx, c.Institution) })
	if err == nil {
		fmt.Println(token)
	}
	return err
}

type ledgerEndCmd struct {
	place
	Institution string `arg:""`
}

func (c ledgerEndCmd) Run(ctx context.Context) error {
	d, err := c.open(ctx, db.Options{Node: 999}, true)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Do(ctx, func(tx *db.Tx) error { return ledgerapi.EndTokens(ctx, tx, c.Institution) })
}
