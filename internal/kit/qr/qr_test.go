package qr_test

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"livewell/internal/kit/qr"
)

// What is drawn for a terminal and as a picture are the modules of the code, with
// a border of four.
func TestBothDrawingsAreTheSameCode(t *testing.T) {
	c, err := qr.Make("https://pay.example.org/mini/2021000000000001?page=pages%2Findex")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := c.PNG(3)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if side := img.Bounds().Dx(); side != (c.N+8)*3 {
		t.Errorf("a side of %d for %d modules", side, c.N)
	}
	lines := strings.Split(strings.NewReplacer("\x1b[30;107m", "", "\x1b[0m", "").Replace(c.Text()), "\n")
	for y := -4; y < c.N+4; y++ {
		for x := -4; x < c.N+4; x++ {
			drawn := img.At((x+4)*3+1, (y+4)*3+1) == color.Color(color.RGBA{0, 0, 0, 255})
			half := []rune(lines[(y+4)/2])[x+4]
			said := half == '█' || half == '▀' && y%2 == 0 || half == '▄' && y%2 != 0
			if want := c.Dark(x, y); drawn != want || said != want {
				t.Fatalf("module %d,%d: picture %t, terminal %t, want %t", x, y, drawn, said, want)
			}
		}
	}
	if !c.Dark(0, 0) || c.Dark(-1, 0) || c.Dark(c.N, 0) {
		t.Error("the finder is not at its corner")
	}
	if _, err := qr.Make(strings.Repeat("x", 3000)); err == nil {
		t.Error("3,000 bytes are in a code")
	}
}
