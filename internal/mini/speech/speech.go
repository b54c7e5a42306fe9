// Package speech makes sound of text with espeak-ng, a program beside this one. It
// gets the text on its standard input and nothing of its arguments from anybody; it
// has a deadline, a bound on what it may give, and few run at once.
package speech

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"livewell/internal/kit/fault"
)

var (
	ErrOff  = fault.New(fault.NotFound, "speech.off", "This server does not speak.")
	ErrBusy = fault.New(fault.Unavailable, "speech.busy", "Too much is being spoken. Please try again.")
)

// Off is the name of a program that is not there.
const Off = "off"

const (
	atOnce   = 2
	deadline = 5 * time.Second
	mostText = 600     // characters
	mostWAV  = 8 << 20 // about three minutes
)

// voices by language.
var voices = map[string]string{"zh": "cmn", "en": "en"}

// Speaker speaks.
type Speaker struct {
	path string // "": it does not
	jobs chan struct{}
}

// New gives a Speaker that runs program; "" is the one that is found.
func New(program string) *Speaker {
	switch program {
	case Off:
		program = ""
	case "":
		program, _ = exec.LookPath("espeak-ng") // "" where there is none
	}
	return &Speaker{program, make(chan struct{}, atOnce)}
}

// Ready tells whether there is a program to speak with.
func (s *Speaker) Ready() bool { return s.path != "" }

// WAV speaks text in zh or en. Faults: ErrOff, ErrBusy.
func (s *Speaker) WAV(ctx context.Context, lang, text string) ([]byte, error) {
	voice, ok := voices[lang]
	if s.path == "" || !ok {
		return nil, ErrOff
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	select {
	case s.jobs <- struct{}{}:
		defer func() { <-s.jobs }()
	case <-ctx.Done():
		return nil, ErrBusy.Because(ctx.Err())
	}
	if r := []rune(text); len(r) > mostText {
		text = string(r[:mostText])
	}
	out := capped{stop: cancel}
	cmd := exec.CommandContext(ctx, s.path, "-v", voice, "-s", "165", "-b", "1", "--stdin", "--stdout") //nolint:gosec // the path is the operator's, the rest is ours
	cmd.Stdin, cmd.Stdout, cmd.WaitDelay = strings.NewReader(text+"\n"), &out, time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ErrBusy.Because(ctx.Err())
		}
		return nil, fmt.Errorf("speak: %w", err)
	}
	return whole(out.got.Bytes())
}

// capped takes so much and no more: then it stops who writes.
// The buffer is no embedded one: io.Copy would find its ReadFrom, and no end.
type capped struct {
	got  bytes.Buffer
	stop func()
}

func (c *capped) Write(b []byte) (int, error) {
	if c.got.Len()+len(b) > mostWAV {
		c.stop()
		return 0, io.ErrShortBuffer
	}
	return c.got.Write(b)
}

var errWAV = errors.New("speak: the program gave no WAV")

// whole writes the lengths into a WAV that was made as a stream, whose maker did not
// know them (RIFF: sizes after "RIFF" and after each chunk's name).
func whole(b []byte) ([]byte, error) {
	const head = 12 // "RIFF", size, "WAVE"
	if len(b) < head || string(b[:4]) != "RIFF" || string(b[8:head]) != "WAVE" {
		return nil, errWAV
	}
	for at := head; at+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[at+4:]))
		if string(b[at:at+4]) == "data" {
			binary.LittleEndian.PutUint32(b[at+4:], uint32(len(b)-at-8))
			binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
			return b, nil
		}
		at += 8 + size + size%2
	}
	return nil, errWAV
}
