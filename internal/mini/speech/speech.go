// Package speech makes sound of text with espeak-ng, a program beside this one.
package speech

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"livewell/internal/kit/beside"
	"livewell/internal/kit/fault"
)

var (
	ErrOff  = fault.New(fault.NotFound, "speech.off", "This server does not speak.")
	ErrBusy = fault.New(fault.Unavailable, "speech.busy", "Too much is being spoken. Please try again.")
)

const mostText = 600 // characters

var limits = beside.Limits{AtOnce: 2, Deadline: 5 * time.Second, Output: 8 << 20} // about three minutes

// voices by language.
var voices = map[string]string{"zh": "cmn", "en": "en"}

// Speaker speaks.
type Speaker struct{ *beside.Program }

// New gives a Speaker that runs program; "" is the one that is found.
func New(program string) *Speaker { return &Speaker{beside.Find(program, "espeak-ng", limits)} }

// WAV speaks text in zh or en. Faults: ErrOff, ErrBusy.
func (s *Speaker) WAV(ctx context.Context, lang, text string) ([]byte, error) {
	voice, ok := voices[lang]
	if !s.Ready() || !ok {
		return nil, ErrOff
	}
	if r := []rune(text); len(r) > mostText {
		text = string(r[:mostText])
	}
	line := func() ([]byte, error) { return []byte(text + "\n"), nil }
	out, err := s.Run(ctx, line, nil, "-v", voice, "-s", "165", "-b", "1", "--stdin", "--stdout")
	switch {
	case errors.Is(err, beside.ErrBusy):
		return nil, ErrBusy.Because(err)
	case err != nil:
		return nil, fmt.Errorf("speak: %w", err)
	}
	return whole(out)
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
