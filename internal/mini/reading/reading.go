// Package reading reads the text in a picture with Tesseract, a program beside this
// one. What a person sends is decoded here: the program gets plain grey points on its
// standard input and nothing of its arguments from anybody; it has a deadline, a bound
// on what it may give, and few run at once. Neither picture nor text is kept or logged.
//
// What a card or a plate says is found in the text by rules. What was not read for
// sure is left out.
package reading

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/fault"
)

var (
	ErrOff     = fault.New(fault.NotFound, "reading.off", "This server does not read.")
	ErrBusy    = fault.New(fault.Unavailable, "reading.busy", "Too much is being read. Please try again.")
	ErrKind    = fault.New(fault.Invalid, "reading.kind", "What is read is ocr_general, ocr_idcard, ocr_bank_card or ocr_vehicle_plate; the side of a card is face or back.")
	ErrPicture = fault.New(fault.Invalid, "reading.picture", "A picture to read is a JPEG or a PNG of 16 points on each side to 13 million in all.")
	ErrNothing = fault.New(fault.Refused, "reading.nothing", "Nothing could be read there.")
)

// Off is the name of a program that is not there.
const Off = "off"

const (
	atOnce   = 2
	deadline = 15 * time.Second
	mostText = 256 << 10
)

// Kind is what a picture shows, by the name that mini programs give it.
type Kind string

const (
	General  Kind = "ocr_general"
	IDCard   Kind = "ocr_idcard"
	BankCard Kind = "ocr_bank_card"
	Plate    Kind = "ocr_vehicle_plate"
)

// Side is that of an identity card; the empty one is Face.
type Side string

const (
	Face Side = "face"
	Back Side = "back"
)

// Wish is what somebody wants to know of a picture.
type Wish struct {
	Kind Kind
	Side Side
}

// Check tells whether a wish can be read. Fault: ErrKind.
func (w Wish) Check() error {
	if !slices.Contains([]Kind{General, IDCard, BankCard, Plate}, w.Kind) || !slices.Contains([]Side{"", Face, Back}, w.Side) {
		return ErrKind
	}
	return nil
}

// Found is what was read.
type Found struct {
	Lines  []string          // of General
	Fields map[string]string // of a card
	Plates []string
}

// Reader reads.
type Reader struct {
	path string // "": it does not
	jobs chan struct{}
}

// New gives a Reader that runs program; "" is the one that is found.
func New(program string) *Reader {
	switch program {
	case Off:
		program = ""
	case "":
		program, _ = exec.LookPath("tesseract") // "" where there is none
	}
	return &Reader{program, make(chan struct{}, atOnce)}
}

// Ready tells whether there is a program to read with.
func (r *Reader) Ready() bool { return r.path != "" }

// Read reads a picture. Faults: ErrOff, ErrBusy, ErrKind, ErrPicture, ErrNothing.
func (r *Reader) Read(ctx context.Context, w Wish, picture []byte) (Found, error) {
	if !r.Ready() {
		return Found{}, ErrOff
	}
	if err := w.Check(); err != nil {
		return Found{}, err
	}
	text, err := r.text(ctx, picture)
	if err != nil {
		return Found{}, err
	}
	return find(w, text)
}

// text is what Tesseract sees in a picture.
func (r *Reader) text(ctx context.Context, picture []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	select { // before the picture is unpacked: that takes the memory
	case r.jobs <- struct{}{}:
		defer func() { <-r.jobs }()
	case <-ctx.Done():
		return "", ErrBusy.Because(ctx.Err())
	}
	points, err := grey(picture)
	if err != nil {
		return "", err
	}
	out, said := capped{most: mostText, stop: cancel}, capped{most: 4 << 10}
	cmd := exec.CommandContext(ctx, r.path, "stdin", "stdout", "-l", "chi_sim+eng") //nolint:gosec // the path is the operator's, the rest is ours
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")                            // as many processors as run at once
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = bytes.NewReader(points), &out, &said, time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ErrBusy.Because(ctx.Err())
		}
		return "", fmt.Errorf("read: %w: %s", err, strings.TrimSpace(said.got.String())) // a language that is not there, and the like
	}
	return out.got.String(), nil
}

var errMuch = errors.New("read: the program gave too much")

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
