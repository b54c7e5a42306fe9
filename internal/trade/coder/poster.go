package coder

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"livewell/internal/kit/qr"
)

// Poster is a code as it is printed: A6 portrait, name on it.
type Poster struct {
	Content string
	Name    string
	Label   string
	Amount  string // decimal; empty: any
	Short   string // a few digits that a seller can compare with the app
	Scan    string // "Scan to pay", in the seller's language
	Brand   Brand
}

// Brand is whose poster it is. White is legible on the colour.
type Brand struct {
	Name   string
	Colour color.RGBA
}

// runs calls draw once for each horizontal run of dark modules.
func runs(code qr.Code, draw func(x, y, width int)) {
	for y := range code.N {
		for x := 0; x < code.N; x++ {
			from := x
			for x < code.N && code.Dark(x, y) {
				x++
			}
			if x > from {
				draw(from, y, x-from)
			}
		}
	}
}

// The poster's layout in millimetres: A6 is 105 by 148.
const (
	pageW, pageH = 105.0, 148.0
	codeSide     = 70.0
	codeX, codeY = (pageW - codeSide) / 2, 44.0
)

// SVG draws the poster. Its bytes are the same for the same poster.
func (p Poster) SVG() ([]byte, error) {
	code, err := qr.Make(p.Content)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %g %g" font-family="system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif" text-anchor="middle">`, pageW, pageH, pageW, pageH)
	fmt.Fprintf(&b, `<title>%s</title><rect width="%g" height="%g" fill="#%02x%02x%02x"/><rect x="7" y="30" width="91" height="104" rx="6" fill="#fff"/>`,
		escape(p.Name), pageW, pageH, p.Brand.Colour.R, p.Brand.Colour.G, p.Brand.Colour.B)
	text := func(y, size float64, fill, weight, s string) {
		if s != "" {
			fmt.Fprintf(&b, `<text x="%g" y="%g" font-size="%g" fill="%s" font-weight="%s">%s</text>`, pageW/2, y, size, fill, weight, escape(s))
		}
	}
	text(14, 6, "#fff", "700", p.Brand.Name)
	text(23, 4.6, "#fff", "400", p.Scan)
	text(39, fit(p.Name, 6), "#1f2329", "700", p.Name)
	cell := codeSide / float64(code.N)
	fmt.Fprintf(&b, `<path fill="#000" shape-rendering="crispEdges" transform="translate(%g %g) scale(%.5f)" d="`, codeX, codeY, cell)
	runs(code, func(x, y, w int) { fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, w, w) })
	b.WriteString(`"/>`)
	text(123, fit(p.line(), 5), "#1f2329", "600", p.line())
	text(130, 3.4, "#5f6672", "400", p.Short)
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

func (p Poster) line() string {
	switch {
	case p.Amount != "" && p.Label != "":
		return p.Label + "  ¥" + p.Amount
	case p.Amount != "":
		return "¥" + p.Amount
	}
	return p.Label
}

// fit makes long names smaller, so that they stay on the paper.
func fit(s string, size float64) float64 {
	width := 0.0
	for _, r := range s {
		if r < 0x2E80 {
			width += 0.56
		} else {
			width++
		}
	}
	if most := 84 / max(width, 1); most < size {
		return most
	}
	return size
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(strings.ToValidUTF8(s, "?"))
}

// PDF draws the poster on one page. Chinese is set in a font that every PDF
// reader brings (ISO 32000-1, 9.7.5.2: UniGB-UCS2-H), because shipping one
// would weigh more than the whole program.
func (p Poster) PDF() ([]byte, error) {
	code, err := qr.Make(p.Content)
	if err != nil {
		return nil, err
	}
	const mm = 72 / 25.4
	var c bytes.Buffer
	box := func(x, y, w, h float64) {
		fmt.Fprintf(&c, "%.3f %.3f %.3f %.3f re\n", x*mm, (pageH-y-h)*mm, w*mm, h*mm)
	}
	part := func(v uint8) float64 { return float64(v) / 255 }
	fmt.Fprintf(&c, "%.3f %.3f %.3f rg\n", part(p.Brand.Colour.R), part(p.Brand.Colour.G), part(p.Brand.Colour.B))
	box(0, 0, pageW, pageH)
	c.WriteString("f\n1 1 1 rg\n")
	box(7, 30, 91, 104)
	c.WriteString("f\n0 0 0 rg\n")
	cell := codeSide / float64(code.N)
	runs(code, func(x, y, w int) { box(codeX+float64(x)*cell, codeY+float64(y)*cell, float64(w)*cell, cell) })
	c.WriteString("f\n")
	text := func(y, size float64, rgb, s string) {
		if s != "" {
			pt := size * mm
			fmt.Fprintf(&c, "BT %s rg /F1 %.2f Tf %.2f %.2f Td <%s> Tj ET\n", rgb, pt, (pageW*mm-width(s)*pt)/2, (pageH-y)*mm, ucs2(s))
		}
	}
	text(14, 6, "1 1 1", p.Brand.Name)
	text(23, 4.6, "1 1 1", p.Scan)
	text(39, fit(p.Name, 6), "0.12 0.14 0.16", p.Name)
	text(123, fit(p.line(), 5), "0.12 0.14 0.16", p.line())
	text(130, 3.4, "0.37 0.40 0.45", p.Short)
	return document(pageW*mm, pageH*mm, c.Bytes()), nil
}

// width is the set width of s in ems: in this font Latin letters are half as wide as Han.
func width(s string) (w float64) {
	for _, r := range s {
		if r < 0x2E80 {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

func ucs2(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// document wraps a page's content in the smallest PDF that holds it.
func document(w, h float64, content []byte) []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", w, h),
		fmt.Sprintf("<</Length %d>>stream\n%sendstream", len(content), content),
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 7 0 R>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

// ShortCode is the last digits of a code's id, for people to compare.
func ShortCode(id string) string {
	if n := utf8.RuneCountInString(id); n > 8 {
		return id[len(id)-8:]
	}
	return id
}
