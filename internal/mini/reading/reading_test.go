package reading_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"livewell/internal/mini/reading"
)

// blank is a white picture.
func blank(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// program is a script in place of Tesseract.
func program(t *testing.T, body string) string {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("needs a shell")
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

var general = reading.Wish{Kind: reading.General}

func TestAServerWithoutAProgramDoesNotRead(t *testing.T) {
	r := reading.New("off")
	if _, err := r.Read(t.Context(), general, blank(t, 100, 100)); r.Ready() || !errors.Is(err, reading.ErrOff) {
		t.Error(r.Ready(), err)
	}
	for name, body := range map[string]string{"fails": "echo no chi_sim >&2; exit 3", "endless": "exec cat /dev/zero"} {
		got, err := reading.New(program(t, body)).Read(t.Context(), general, blank(t, 100, 100))
		if err == nil {
			t.Errorf("%s: %v", name, got)
		}
		if name == "fails" && !strings.Contains(err.Error(), "no chi_sim") {
			t.Error("the operator does not hear why:", err)
		}
	}
}

func TestOnlyPicturesAreReadAndNoneIsTooLarge(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	r := reading.New(program(t, "touch "+ran))
	gif := []byte("GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02\x0e\x84\x8f\xa9\xcb\xed\x0f\xa3\x9c\xb4\xda\x8b\xb3>\x05\x00;")
	large := blank(t, 20, 20)
	copy(large[16:], []byte{0, 0, 0x10, 0, 0, 0, 0x10, 0}) // says that it has 4096 x 4096 points
	for name, picture := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "a GIF": gif, "an SVG": []byte("<svg/>"), "tiny": blank(t, 15, 100), "a bomb": large, "cut": blank(t, 100, 100)[:60],
	} {
		if got, err := r.Read(t.Context(), general, picture); !errors.Is(err, reading.ErrPicture) {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	for _, w := range []reading.Wish{{}, {Kind: "ocr_passport"}, {Kind: reading.IDCard, Side: "edge"}} {
		if got, err := r.Read(t.Context(), w, blank(t, 100, 100)); !errors.Is(err, reading.ErrKind) {
			t.Errorf("%v: %v %v", w, got, err)
		}
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("the program saw one of them")
	}
}

// What reaches the program is grey points of a bounded size, whatever was sent.
func TestTheProgramSeesPlainPoints(t *testing.T) {
	r := reading.New(program(t, "head -c 16 | tr '\\n' ' '; wc -c"))
	red := image.NewNRGBA(image.Rect(0, 0, 4000, 1000))
	for i := range red.Pix {
		red.Pix[i] = []byte{255, 0, 0, 255}[i%4]
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, red, nil); err != nil {
		t.Fatal(err)
	}
	got, err := r.Read(t.Context(), general, b.Bytes())
	if err != nil || len(got.Lines) != 1 || !strings.HasPrefix(got.Lines[0], "P5 2000 500 255 ") || !strings.HasSuffix(got.Lines[0], " 1000000") {
		t.Error(got, err)
	}
	// What can be seen through lies on white.
	clear := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	clear.Set(0, 0, color.NRGBA{0, 0, 0, 255})
	b.Reset()
	if err := png.Encode(&b, clear); err != nil {
		t.Fatal(err)
	}
	r = reading.New(program(t, "tail -c 1024 | od -An -tu1 -N2"))
	if got, err := r.Read(t.Context(), general, b.Bytes()); err != nil || len(got.Lines) != 1 || got.Lines[0] != "0 255" {
		t.Error(got, err)
	}
}
