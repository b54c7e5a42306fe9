// Package reading reads the text in a picture with Tesseract, a program beside this
// one. What a person sends is decoded here: the program gets plain grey points. Neither
// picture nor text is kept or logged.
//
// What a card or a plate says is found in the text by rules. What was not read for
// sure is left out.
package reading

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"livewell/internal/kit/beside"
	"livewell/internal/kit/fault"
)

var (
	ErrOff     = fault.New(fault.NotFound, "reading.off", "This server does not read.")
	ErrBusy    = fault.New(fault.Unavailable, "reading.busy", "Too much is being read. Please try again.")
	ErrKind    = fault.New(fault.Invalid, "reading.kind", "What is read is ocr_general, ocr_idcard, ocr_bank_card or ocr_vehicle_plate; the side of a card is face or back.")
	ErrPicture = fault.New(fault.Invalid, "reading.picture", "A picture to read is a JPEG or a PNG of 16 points on each side to 13 million in all.")
	ErrNothing = fault.New(fault.Refused, "reading.nothing", "Nothing could be read there.")
)

var limits = beside.Limits{AtOnce: 2, Deadline: 15 * time.Second, Output: 256 << 10}

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
type Reader struct{ *beside.Program }

// New gives a Reader that runs program; "" is the one that is found.
func New(program string) *Reader { return &Reader{beside.Find(program, "tesseract", limits)} }

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
	points := func() ([]byte, error) { return grey(picture) }
	one := []string{"OMP_THREAD_LIMIT=1"} // as many processors as run at once
	out, err := r.Run(ctx, points, one, "stdin", "stdout", "-l", "chi_sim+eng")
	switch _, known := fault.Of(err); {
	case errors.Is(err, beside.ErrBusy):
		return "", ErrBusy.Because(err)
	case err != nil && !known:
		return "", fmt.Errorf("read: %w", err) // a language that is not there, and the like
	}
	return string(out), err
}
