// Package qr makes QR codes (ISO/IEC 18004, correction level M): their modules, a
// picture, and a drawing for a terminal.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the width of the light border that readers need, in modules.
const quiet = 4

// Code is a square of N by N modules, without a border.
type Code struct {
	N    int
	Dark func(x, y int) bool // false outside
}

// Make encodes content, of at most about 2,300 bytes.
func Make(content string) (Code, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return Code{}, fmt.Errorf("qr: %w", err)
	}
	b := code.Bounds()
	return Code{b.Dx(), func(x, y int) bool {
		at := image.Pt(b.Min.X+x, b.Min.Y+y)
		return at.In(b) && color.GrayModel.Convert(code.At(at.X, at.Y)).(color.Gray).Y < 128
	}}, nil
}

// PNG is a picture with a border, each module scale by scale pixels.
func (c Code) PNG(scale int) ([]byte, error) {
	side := (c.N + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if c.Dark(x/scale-quiet, y/scale-quiet) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// Text draws it for a terminal, two rows of modules in a line, black on white
// whatever the terminal's own colours are.
func (c Code) Text() string {
	var b strings.Builder
	for y := -quiet; y < c.N+quiet; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -quiet; x < c.N+quiet; x++ {
			switch up, down := c.Dark(x, y), c.Dark(x, y+1); {
			case up && down:
				b.WriteRune('█')
			case up:
				b.WriteRune('▀')
			case down:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}
