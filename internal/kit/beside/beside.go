// Package beside runs a program of the machine for one piece of work at a time: it
// gets what it works on on its standard input and nothing of its arguments from
// anybody. It has a deadline, a bound on what it may give, and few run at once.
package beside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Off is the name of a program that is not there.
const Off = "off"

// ErrBusy says that others were in the way, or that it took too long or gave too much.
var ErrBusy = errors.New("beside: too much is under way")

const (
	mostSaid = 4 << 10 // of what it says on its standard error
	patience = time.Second
)

// Limits are those of a program.
type Limits struct {
	AtOnce   int
	Deadline time.Duration // of waiting and running together
	Output   int           // bytes
}

// Program is one that can be run.
type Program struct {
	path string // "": it is not there
	jobs chan struct{}
	Limits
}

// Find gives the program that the operator named: a file, Off, or "" for usual where
// the machine has it.
func Find(named, usual string, l Limits) *Program {
	switch named {
	case Off:
		named = ""
	case "":
		named, _ = exec.LookPath(usual) // "" where there is none
	}
	return &Program{named, make(chan struct{}, l.AtOnce), l}
}

// Ready tells whether there is a program.
func (p *Program) Ready() bool { return p.path != "" }

// Run gives what the program writes. input is made when it is its turn, since that may
// take memory; env is added to this program's. Errors: ErrBusy, input's own, and what
// the program said where it failed.
func (p *Program) Run(ctx context.Context, input func() ([]byte, error), env []string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, p.Deadline)
	defer cancel()
	select {
	case p.jobs <- struct{}{}:
		defer func() { <-p.jobs }()
	case <-ctx.Done():
		return nil, errors.Join(ErrBusy, ctx.Err())
	}
	in, err := input()
	if err != nil {
		return nil, err
	}
	out, said := capped{most: p.Output, stop: cancel}, capped{most: mostSaid}
	cmd := exec.CommandContext(ctx, p.path, args...) //nolint:gosec // the path is the operator's, the rest is our own code's
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = bytes.NewReader(in), &out, &said, patience
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, errors.Join(ErrBusy, ctx.Err())
		}
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(said.got.String()))
	}
	return out.got.Bytes(), nil
}

var errMuch = errors.New("beside: the program gave too much")

// capped takes so much and no more: then it stops who writes. Without a stop the rest
// goes nowhere.
// The buffer is no embedded one: io.Copy would find its ReadFrom, and no end.
type capped struct {
	got  bytes.Buffer
	most int
	stop func()
}

func (c *capped) Write(b []byte) (int, error) {
	if c.got.Len()+len(b) <= c.most {
		return c.got.Write(b)
	}
	if c.stop == nil {
		return len(b), nil
	}
	c.stop()
	return 0, errMuch
}
