package picture_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"testing"

	"livewell/internal/kit/picture"
)

func sized(t testing.TB, w, h int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestNothingButThePixelsStays(t *testing.T) {
	plain := sized(t, 64, 48)
	// An APP1 segment after the start of the image is where cameras write the place.
	place := []byte("\xff\xe1\x00\x10Exif GPS 39.92")
	sent := append(append(append([]byte{}, plain[:2]...), place...), plain[2:]...)
	sent = append(sent, "<script>hidden</script>"...)
	got, err := picture.Clean(sent)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("GPS")) || bytes.Contains(got, []byte("script")) {
		t.Error("what was hidden in the picture is still there")
	}
	if c, err := jpeg.DecodeConfig(bytes.NewReader(got)); err != nil || c.Width != 64 || c.Height != 48 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing": nil, "words": []byte("hello"), "a head alone": sized(t, 64, 64)[:20], "a dot": sized(t, 8, 8), "a wall": sized(t, 4000, 40),
		"too many bytes": append(sized(t, 64, 64), make([]byte, 500<<10)...),
	} {
		if _, err := picture.Clean(data); !errors.Is(err, picture.ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(sized(f, 40, 40))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := picture.Clean(data)
		if err != nil {
			return
		}
		if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
			t.Error(err)
		}
	})
}
