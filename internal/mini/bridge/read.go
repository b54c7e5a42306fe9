package bridge

import (
	"context"
	"fmt"
	"io"

	"livewell/internal/kit/db"
	"livewell/internal/mini/reading"
	"livewell/internal/mini/words"
)

// Read reads the text in a picture that by gave a program. Who may not is told before
// the picture is taken in. Faults: ErrApp, ErrTooOften, reading.ErrOff, ErrBusy, ErrKind,
// ErrPicture and ErrNothing, and those of picture.
func (s *Service) Read(ctx context.Context, app, by string, w reading.Wish, picture io.Reader) (reading.Found, error) {
	if !s.Reader.Ready() {
		return reading.Found{}, reading.ErrOff
	}
	if err := w.Check(); err != nil {
		return reading.Found{}, err
	}
	if _, err := s.program(ctx, app); err != nil {
		return reading.Found{}, err
	}
	if err := s.take(BucketReading, app+" "+by); err != nil {
		return reading.Found{}, err
	}
	points, err := io.ReadAll(picture)
	if err != nil {
		return reading.Found{}, fmt.Errorf("take in a picture: %w", err)
	}
	return s.Reader.Read(ctx, w, points)
}

// Risks gives the operator's words in a text that by wrote in a program.
// Faults: ErrApp, ErrTooOften, words.ErrText.
func (s *Service) Risks(ctx context.Context, q db.Q, app, by, text string) ([]words.Hit, error) {
	if _, err := s.program(ctx, app); err != nil {
		return nil, err
	}
	if err := s.take(BucketText, app+" "+by); err != nil {
		return nil, err
	}
	return s.Words.Find(ctx, q, text)
}
