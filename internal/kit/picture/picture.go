// Package picture makes uploads of people safe to keep and to show: it decodes
// what they sent and encodes it anew, so that nothing but the pixels stays. The
// place where a photo was taken goes, and so does anything hidden behind it.
package picture

import (
	"bytes"
	"image"
	"image/jpeg"

	"livewell/internal/kit/fault"
)

// ErrPicture is for what is no JPEG, or too small or too large a one.
var ErrPicture = fault.New(fault.Invalid, "picture.jpeg", "A picture is a JPEG of at most 400 kB, 32 to 2048 points on each side.")

const (
	maxBytes = 400 << 10
	minSide  = 32
	maxSide  = 2048
)

// Clean gives the JPEG of the pixels of a JPEG. Fault: ErrPicture.
func Clean(data []byte) ([]byte, error) {
	if len(data) > maxBytes {
		return nil, ErrPicture
	}
	// The size stands in the head: a bomb is refused before it is unpacked.
	head, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, ErrPicture.Because(err)
	}
	if !fits(head) {
		return nil, ErrPicture
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrPicture.Because(err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 82}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func fits(c image.Config) bool {
	return min(c.Width, c.Height) >= minSide && max(c.Width, c.Height) <= maxSide
}
