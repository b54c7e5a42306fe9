package archive_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"livewell/internal/kit/archive"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func identity(t *testing.T) (reader, file string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String(), write(t, "id", id.String()+"\n")
}

func TestWhatIsPackedComesBack(t *testing.T) {
	a, b := write(t, "a", "one"), write(t, "b", "")
	reader, mine := identity(t)
	other, _ := identity(t)
	for name, readers := range map[string][]string{"open": nil, "sealed": {other, reader}} {
		var packed bytes.Buffer
		if err := archive.Pack(&packed, readers, a, b); err != nil {
			t.Fatal(name, err)
		}
		if readers != nil && bytes.Contains(packed.Bytes(), []byte("one")) {
			t.Error("a sealed archive can be read")
		}
		dir := t.TempDir()
		names, err := archive.Unpack(&packed, mine, dir, "a", "b")
		if err != nil || len(names) != 2 {
			t.Fatal(name, names, err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "one" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestWhatDoesNotOpen(t *testing.T) {
	a := write(t, "a", "one")
	reader, _ := identity(t)
	_, stranger := identity(t)
	var packed, plain bytes.Buffer
	if err := archive.Pack(&packed, []string{reader}, a); err != nil {
		t.Fatal(err)
	}
	if err := archive.Pack(&plain, nil, a); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Unpack(bytes.NewReader(packed.Bytes()), "", t.TempDir(), "a"); !errors.Is(err, archive.ErrSealed) {
		t.Errorf("without an identity: %v", err)
	}
	if _, err := archive.Unpack(bytes.NewReader(packed.Bytes()), stranger, t.TempDir(), "a"); err == nil {
		t.Error("a stranger's identity opened it")
	}
	for n := range plain.Len() {
		dir := t.TempDir()
		names, err := archive.Unpack(bytes.NewReader(plain.Bytes()[:n]), "", dir, "a")
		if err == nil {
			t.Fatalf("the first %d of %d bytes were taken for the whole", n, plain.Len())
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != len(names) {
			t.Fatalf("the first %d of %d bytes left half a file: %v, %v", n, plain.Len(), left, err)
		}
	}
	if _, err := archive.Unpack(bytes.NewReader(plain.Bytes()), "", t.TempDir(), "b"); !errors.Is(err, archive.ErrForeign) {
		t.Errorf("a name that is not allowed: %v", err)
	}
	if _, err := archive.Unpack(bytes.NewReader(plain.Bytes()), "", filepath.Dir(a), "a"); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if err := archive.Pack(&plain, []string{"age1nobody"}, a); err == nil {
		t.Error("a reader that is none was taken")
	}
}

func TestNothingIsWrittenOutsideTheFolder(t *testing.T) {
	for _, h := range []tar.Header{
		{Name: "../a", Typeflag: tar.TypeReg},
		{Name: "/a", Typeflag: tar.TypeReg},
		{Name: "a", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "a", Typeflag: tar.TypeDir},
	} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		if err := errors.Join(w.WriteHeader(&h), w.Close(), z.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Unpack(&b, "", t.TempDir(), "a"); !errors.Is(err, archive.ErrForeign) {
			t.Errorf("%+v: %v", h, err)
		}
	}
}
