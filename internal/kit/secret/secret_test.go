package secret_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"livewell/internal/kit/secret"
)

func TestEverythingReadsAfterRotationAndRestart(t *testing.T) {
	for _, pass := range []string{"", "correct horse"} {
		dir := t.TempDir()
		r, err := secret.Open(dir, pass)
		if err != nil {
			t.Fatal(err)
		}
		key, wrapped, err := secret.NewKey(r)
		if err != nil {
			t.Fatal(err)
		}
		place := secret.Place("identity_user", "phone", "1")
		box := key.Seal(place, []byte("13800000000"))
		v1, mac1 := r.MAC("pin", []byte("x"))
		index := r.Index("phone", []byte("13800000000"))
		if v, err := r.Rotate(); err != nil || v != v1+1 {
			t.Fatal(v, err)
		}
		if r, err = secret.Open(dir, pass); err != nil {
			t.Fatal(err)
		}
		if key, err = secret.OpenKey(r, wrapped); err != nil {
			t.Fatal(err)
		}
		if got, err := key.Open(place, box); err != nil || string(got) != "13800000000" {
			t.Errorf("got %q, %v", got, err)
		}
		if old, err := r.MACAt("pin", v1, []byte("x")); err != nil || !bytes.Equal(old, mac1) {
			t.Errorf("old MAC: %x, %v", old, err)
		}
		if v2, mac2 := r.MAC("pin", []byte("x")); v2 != v1+1 || bytes.Equal(mac1, mac2) {
			t.Error("rotation did not change the MAC key")
		}
		if !bytes.Equal(index, r.Index("phone", []byte("13800000000"))) {
			t.Error("rotation lost the index")
		}
		if bytes.Equal(r.Index("other", []byte("x")), r.Index("phone", []byte("x"))) {
			t.Error("two indexes share a key")
		}
		_, again, _ := secret.NewKey(r)
		if again[3] == wrapped[3] {
			t.Error("a new key is wrapped under the old version")
		}
	}
}

func TestABoxOpensOnlyWhereItBelongs(t *testing.T) {
	r := secret.InMemory()
	key, wrapped, _ := secret.NewKey(r)
	other, _, _ := secret.NewKey(r)
	place := secret.Place("t", "c", "1")
	box := key.Seal(place, []byte("words"))
	changed := bytes.Clone(box)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another row":  func() ([]byte, error) { return key.Open(secret.Place("t", "c", "2"), box) },
		"another key":  func() ([]byte, error) { return other.Open(place, box) },
		"changed":      func() ([]byte, error) { return key.Open(place, changed) },
		"cut":          func() ([]byte, error) { return key.Open(place, box[:5]) },
		"empty":        func() ([]byte, error) { return key.Open(place, nil) },
		"no key":       func() ([]byte, error) { return secret.Key{}.Open(place, box) },
		"erased":       func() ([]byte, error) { _, err := secret.OpenKey(r, nil); return nil, err },
		"another ring": func() ([]byte, error) { _, err := secret.OpenKey(secret.InMemory(), wrapped); return nil, err },
	} {
		if got, err := try(); !errors.Is(err, secret.ErrBox) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestTheKeyringIsGuarded(t *testing.T) {
	dir := t.TempDir()
	if _, err := secret.Open(dir, "right"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "keyring.json")
	if st, _ := os.Stat(file); st.Mode().Perm() != 0o600 {
		t.Errorf("keyring has mode %v", st.Mode())
	}
	if _, err := secret.Open(dir, "wrong"); !errors.Is(err, secret.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := secret.Open(dir, ""); !errors.Is(err, secret.ErrPassphrase) {
		t.Errorf("no passphrase: %v", err)
	}
	os.Chmod(file, 0o644)
	if _, err := secret.Open(dir, "right"); !errors.Is(err, secret.ErrMode) {
		t.Errorf("open file: %v", err)
	}
}
