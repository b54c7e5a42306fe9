package reading

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
)

const (
	minSide    = 16
	mostPoints = 13_000_000 // what the camera of a phone gives
	mostSide   = 2400       // that letters are read from; what is larger is made smaller
)

// grey unpacks a JPEG or a PNG and gives its points in grey as PGM, on white and no
// larger than reading needs. Fault: ErrPicture.
func grey(picture []byte) ([]byte, error) {
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	if bytes.HasPrefix(picture, []byte("\x89PNG")) {
		config, decode = png.DecodeConfig, png.Decode
	}
	// The size stands in the head: a bomb is refused before it is unpacked.
	head, err := config(bytes.NewReader(picture))
	if err != nil {
		return nil, ErrPicture.Because(err)
	}
	if min(head.Width, head.Height) < minSide || head.Width > mostPoints/head.Height {
		return nil, ErrPicture
	}
	m, err := decode(bytes.NewReader(picture))
	if err != nil {
		return nil, ErrPicture.Because(err)
	}
	return pgm(m), nil
}

// pgm makes a point of each square of points, row by row. Netpbm, "pgm": P5.
func pgm(m image.Image) []byte {
	b := m.Bounds()
	square := (max(b.Dx(), b.Dy()) + mostSide - 1) / mostSide
	w, h := b.Dx()/square, b.Dy()/square
	out := make([]byte, 0, w*h+32)
	out = fmt.Appendf(out, "P5\n%d %d\n255\n", w, h)
	band := image.NewRGBA(image.Rect(0, 0, w*square, square))
	for y := range h {
		draw.Draw(band, band.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(band, band.Rect, m, image.Pt(b.Min.X, b.Min.Y+y*square), draw.Over)
		for x := range w {
			out = append(out, mean(band, x*square, square))
		}
	}
	return out
}

// mean is the brightness of a square of band, ITU-R BT.601.
func mean(band *image.RGBA, at, square int) byte {
	sum := 0
	for y := range square {
		row := band.Pix[y*band.Stride+at*4:]
		for x := range square {
			p := row[x*4 : x*4+3]
			sum += 299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])
		}
	}
	return byte(sum / (1000 * square * square))
}
