// Package secret keeps keys, and personal data under them.
//
//	keyring (KMS) --wraps--> a person's data key --seals--> a field
//
// A field is sealed with AES-256-GCM under its person's key, bound to the place
// where it is stored, so it cannot be moved to another row. Destroying the
// wrapped key erases the person, in every backup too. Secrets of the keyring
// have versions: the newest makes, all of them read.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
)

// ErrBox says that a box was changed, moved, or sealed under another key.
var ErrBox = errors.New("secret: the box does not open")

// KMS holds the secrets that everything else hangs on.
type KMS interface {
	// Wrap seals a data key under the newest secret.
	Wrap(key []byte) ([]byte, error)
	// Unwrap opens what Wrap made under any version.
	Unwrap(wrapped []byte) ([]byte, error)
	// MAC gives HMAC-SHA-256 of msg under the newest key of that name, and its version.
	MAC(name string, msg []byte) (version int, sum []byte)
	// MACAt is MAC under a given version; an error when there is no such version.
	MACAt(name string, version int, msg []byte) ([]byte, error)
	// Index gives a value that is equal for equal msg and stays so through
	// rotation: for searching sealed fields.
	Index(name string, msg []byte) []byte
	// Versions gives the versions that read, newest first.
	Versions() []int
}

// Place names where a field is stored; a box opens only there.
func Place(table, column, row string) []byte { return []byte(table + "|" + column + "|" + row) }

// Key is one person's data key.
type Key struct{ raw []byte }

// NewKey makes a key, and the wrapped form of it to store.
func NewKey(k KMS) (Key, []byte, error) {
	raw := random(32)
	w, err := k.Wrap(raw)
	return Key{raw}, w, err
}

// OpenKey opens a stored key. Once the stored form is destroyed, nobody can.
func OpenKey(k KMS, wrapped []byte) (Key, error) {
	raw, err := k.Unwrap(wrapped)
	if err == nil && len(raw) != 32 {
		err = ErrBox
	}
	return Key{raw}, err
}

// Seal makes a box of plain that opens at place only.
func (k Key) Seal(place, plain []byte) []byte { return seal(k.raw, place, plain) }

// Open gives what was sealed at place. Error: ErrBox.
func (k Key) Open(place, box []byte) ([]byte, error) { return open(k.raw, place, box) }

// random gives n bytes that nobody can guess.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func gcm(key []byte) cipher.AEAD {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // a key of the wrong length is a bug
	}
	g, err := cipher.NewGCMWithRandomNonce(b)
	if err != nil {
		panic(err)
	}
	return g
}

func seal(key, place, plain []byte) []byte {
	return gcm(key).Seal(nil, nil, plain, place) //nolint:gosec // this AEAD draws its own nonce and takes none
}

func open(key, place, box []byte) ([]byte, error) {
	if len(key) != 32 {
		return nil, ErrBox
	}
	b, err := gcm(key).Open(nil, nil, box, place)
	if err != nil {
		return nil, ErrBox
	}
	return b, nil
}
