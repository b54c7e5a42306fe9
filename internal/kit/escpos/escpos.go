// Package escpos writes receipts for thermal printers: Epson's ESC/POS commands,
// text in GB18030 as Chinese printers read it. It does not know any printer: the
// bytes go to one as they are.
//
// Source of the commands: Epson ESC/POS Command Reference.
package escpos

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Width is how many narrow characters fit on a line of 80 mm paper in font A; a
// Chinese character takes two.
const Width = 48

const (
	esc = 0x1b
	gs  = 0x1d
	fs  = 0x1c
)

// Receipt is written from top to bottom. The zero value is not ready: see New.
type Receipt struct{ b bytes.Buffer }

// New begins with a printer in its first state, which reads Chinese.
func New() *Receipt {
	r := &Receipt{}
	r.b.Write([]byte{esc, '@', fs, '&'})
	return r
}

// Align is where lines stand.
type Align byte

const (
	Left Align = iota
	Centre
	Right
)

// Align sets where the next lines stand.
func (r *Receipt) Align(a Align) { r.b.Write([]byte{esc, 'a', byte(a)}) }

// Line writes text and ends the line. What no printer has becomes "?", and what
// would be a command is left out.
func (r *Receipt) Line(text string) {
	r.text(text)
	r.b.WriteByte('\n')
}

// Big writes a line in bold, four times as high and wide.
func (r *Receipt) Big(text string) {
	r.b.Write([]byte{esc, 'E', 1, gs, '!', 0x33})
	r.Line(text)
	r.b.Write([]byte{gs, '!', 0, esc, 'E', 0})
}

// Bold writes a line in bold.
func (r *Receipt) Bold(text string) {
	r.b.Write([]byte{esc, 'E', 1})
	r.Line(text)
	r.b.Write([]byte{esc, 'E', 0})
}

// Sides writes left and right on one line; where they do not fit, right stands
// on the line below.
func (r *Receipt) Sides(left, right string) {
	gap := Width - width(left) - width(right)
	if gap < 1 {
		r.Line(left)
		left, gap = "", max(0, Width-width(right))
	}
	r.Line(left + strings.Repeat(" ", gap) + right)
}

// Rule draws a line across.
func (r *Receipt) Rule() { r.Line(strings.Repeat("-", Width)) }

// Feed leaves lines empty.
func (r *Receipt) Feed(lines int) { r.b.Write([]byte{esc, 'd', byte(lines)}) }

// QR draws a code of text, at most 2000 bytes, model 2 with level M.
func (r *Receipt) QR(text string) {
	data := []byte(text)
	n := len(data) + 3
	command := func(fn byte, args ...byte) {
		r.b.Write(append([]byte{gs, '(', 'k', byte((len(args) + 2) % 256), byte((len(args) + 2) / 256), '1', fn}, args...))
	}
	command(65, '2', 0) // model 2
	command(67, 6)      // dots of a module
	command(69, '1')    // level M
	r.b.Write([]byte{gs, '(', 'k', byte(n % 256), byte(n / 256), '1', 80, '0'})
	r.b.Write(data)
	command(81, '0') // print it
	r.b.WriteByte('\n')
}

// Cut feeds the paper out and cuts it, but for one point.
func (r *Receipt) Cut() { r.b.Write([]byte{gs, 'V', 66, 0}) }

// Bytes are what goes to the printer.
func (r *Receipt) Bytes() []byte { return r.b.Bytes() }

func (r *Receipt) text(text string) {
	text = strings.Map(func(c rune) rune {
		switch {
		case c < ' ' || c == 0x7f:
			return -1
		case c == '¥':
			return '￥' // the one that Chinese printers have
		}
		return c
	}, text)
	for _, c := range text {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(string(c)))
		if err != nil || len(b) > 2 { // four bytes: printers have the two-byte part
			b = []byte("?")
		}
		r.b.Write(b)
	}
}

// width of text in narrow characters.
func width(text string) (n int) {
	for _, c := range text {
		n++
		if c > 0x7f {
			n++
		}
	}
	return n
}
