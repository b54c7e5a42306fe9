package art_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"livewell/internal/demo/art"
)

func TestAPictureIsWholeAndAlwaysTheSame(t *testing.T) {
	for _, kind := range []string{"noodles", "coffee", "bakery", "bookstore", "grocery", "fruit", "flowers", "hotel", "anything"} {
		one := art.SVG(kind, "牛肉面")
		if !bytes.Equal(one, art.SVG(kind, "牛肉面")) || bytes.Equal(one, art.SVG(kind, "another")) {
			t.Errorf("%s: not one picture for one name", kind)
		}
		d := xml.NewDecoder(bytes.NewReader(one))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(kind, err)
			}
		}
	}
}
