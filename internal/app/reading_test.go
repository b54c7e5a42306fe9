package app_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

// written is a picture of lines of text.
func written(t *testing.T, lines ...string) image.Image {
	t.Helper()
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 40, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 900, 80*len(lines)+60))
	for i := range m.Pix {
		m.Pix[i] = 0xF4
	}
	for i, l := range lines {
		d := font.Drawer{Dst: m, Src: image.Black, Face: face, Dot: fixed.P(60, 80*i+80)}
		d.DrawString(l)
	}
	return m
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A program has the text of a picture that its person gave it, read on this server.
func TestAProgramHasAPictureRead(t *testing.T) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		t.Skip("needs tesseract")
	}
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000211")
		at := "/api/mini/" + a.AppID
		general := at + "/reading?kind=ocr_general"
		bank := at + "/reading?kind=ocr_bank_card"
		g.asks("GET", at, "", 200, `"reads":true`)

		page := written(t, "Corner Noodles opens at 9", "Beef noodles 24 yuan")
		g.asks("POST", general, string(pngOf(t, page)), 200, `"Corner Noodles opens at 9"`, `"Beef noodles 24 yuan"`)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, page, nil); err != nil {
			t.Fatal(err)
		}
		g.asks("POST", general, b.String(), 200, `"Beef noodles 24 yuan"`)
		card := pngOf(t, written(t, "CITY BANK", "6222 0212 3456 7890 128", "VALID THRU 08/31"))
		g.asks("POST", bank, string(card), 200, `"card_num":"6222021234567890128"`)
		g.asks("POST", bank, string(pngOf(t, page)), 422, "reading.nothing")
		g.asks("POST", general, "hello", 422, "reading.picture")
		g.asks("POST", general, strings.Repeat("x", 10<<20+1), 422, "bridgeapi.upload")
		g.asks("POST", at+"/reading?kind=ocr_passport", string(card), 422, "reading.kind", "ocr_idcard")
		g.asks("POST", "/api/mini/2099999999999999/reading?kind=ocr_general", string(card), 404, "bridge.app")
		if res, err := http.Post(a.srv.URL+general, "image/png", bytes.NewReader(card)); err != nil || res.StatusCode != 401 {
			t.Error("a stranger has it read", res, err)
		}
		var code int
		var got string
		for range 10 {
			if code, got = g.try("POST", general, "hello"); code == 429 {
				break
			}
		}
		if code != 429 || !strings.Contains(got, "bridge.too_often") {
			t.Error("nobody stops it:", code, got)
		}
		a.guest("+8613900000212").asks("POST", bank, string(card), 200, "card_num")
	})
}
