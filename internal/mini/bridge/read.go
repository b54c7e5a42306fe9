package bridge

import (
	"context"
	"fmt"
	"io"

	"livewell/internal/mini/reading"
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
