package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/crypto/argon2"
)

// Ring is a KMS in a file: for one operator who guards one data directory.
type Ring struct {
	path       string
	passphrase string

	mu   sync.RWMutex
	data ringData
	made map[string][]byte // derived keys by purpose and version
}

type ringData struct {
	Secrets []ringSecret `json:"secrets"` // oldest first
	Index   []byte       `json:"index"`   // never rotated: stored values depend on it
}

type ringSecret struct {
	Version int    `json:"version"`
	Secret  []byte `json:"secret"`
}

// ringFile is the file. With a passphrase, Data is a box and Salt says how to open it.
type ringFile struct {
	Format int             `json:"format"`
	Salt   []byte          `json:"salt,omitempty"`
	Box    []byte          `json:"box,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
}

var (
	ErrPassphrase = errors.New("secret: the keyring does not open with this passphrase")
	ErrMode       = errors.New("secret: the keyring may be read by others; run chmod 600 on it")
)

// Open reads the keyring in dir, or makes one at the first start. With a
// passphrase the file itself is sealed.
func Open(dir, passphrase string) (*Ring, error) {
	r := &Ring{path: filepath.Join(dir, "keyring.json"), passphrase: passphrase, made: map[string][]byte{}}
	st, err := os.Stat(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		r.data = newRing()
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		return r, r.save(r.data)
	}
	if err != nil {
		return nil, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, ErrMode
	}
	return r, r.load()
}

// InMemory gives a keyring that is gone when the program ends: for tests, and
// for making documents.
func InMemory() *Ring { return &Ring{data: newRing(), made: map[string][]byte{}} }

func newRing() ringData {
	return ringData{[]ringSecret{{1, random(32)}}, random(32)}
}

func (r *Ring) load() error {
	b, err := os.ReadFile(r.path)
	if err != nil {
		return err
	}
	var f ringFile
	if err := json.Unmarshal(b, &f); err != nil || f.Format != 1 {
		return fmt.Errorf("secret: %s is not a keyring of this program: %w", filepath.Base(r.path), errors.Join(err, ErrBox))
	}
	plain := []byte(f.Data)
	if f.Box != nil {
		if plain, err = open(passKey(r.passphrase, f.Salt), []byte("keyring"), f.Box); err != nil {
			return ErrPassphrase
		}
	} else if r.passphrase != "" {
		return fmt.Errorf("%w: it was made without one", ErrPassphrase)
	}
	if err := json.Unmarshal(plain, &r.data); err != nil {
		return err
	}
	if len(r.data.Secrets) == 0 || len(r.data.Index) != 32 {
		return ErrBox
	}
	return nil
}

// save replaces the file whole, and returns when it would survive a power cut.
func (r *Ring) save(d ringData) error {
	if r.path == "" {
		return nil
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return err
	}
	f := ringFile{Format: 1, Data: plain}
	if r.passphrase != "" {
		salt := random(16)
		f = ringFile{Format: 1, Salt: salt, Box: seal(passKey(r.passphrase, salt), []byte("keyring"), plain)}
	}
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp := r.path + ".new"
	w, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator chose the folder
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	if err := errors.Join(err, w.Sync(), w.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, r.path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(r.path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func passKey(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, 3, 64<<10, 4, 32)
}

// Rotate makes a new secret. What was made under the older ones still reads.
func (r *Ring) Rotate() (version int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.data
	version = d.Secrets[len(d.Secrets)-1].Version + 1
	d.Secrets = append(slices.Clone(d.Secrets), ringSecret{version, random(32)})
	if err := r.save(d); err != nil {
		return 0, err
	}
	r.data = d
	return version, nil
}

func (r *Ring) Versions() (out []int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range slices.Backward(r.data.Secrets) {
		out = append(out, s.Version)
	}
	return out
}

func (r *Ring) newest() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.data.Secrets[len(r.data.Secrets)-1].Version
}

// key derives the key of one purpose from one version: HKDF-SHA-256, RFC 5869.
// Version 0 is the index secret.
func (r *Ring) key(purpose string, version int) ([]byte, error) {
	id := fmt.Sprintf("%d|%s", version, purpose)
	r.mu.RLock()
	k, root := r.made[id], r.data.Index
	if version != 0 {
		root = nil
		for _, s := range r.data.Secrets {
			if s.Version == version {
				root = s.Secret
			}
		}
	}
	r.mu.RUnlock()
	if k != nil {
		return k, nil
	}
	if root == nil {
		return nil, fmt.Errorf("secret: the keyring has no version %d", version)
	}
	k, err := hkdf.Key(sha256.New, root, nil, "livewell/"+purpose, 32)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made[id] = k
	return k, nil
}

// Wrap's form: four bytes of version, then the box.
func (r *Ring) Wrap(key []byte) ([]byte, error) {
	v := r.newest()
	k, err := r.key("wrap", v)
	if err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(v))
	return append(head, seal(k, head, key)...), nil
}

func (r *Ring) Unwrap(wrapped []byte) ([]byte, error) {
	if len(wrapped) < 4 {
		return nil, ErrBox
	}
	k, err := r.key("wrap", int(binary.BigEndian.Uint32(wrapped)))
	if err != nil {
		return nil, ErrBox
	}
	return open(k, wrapped[:4], wrapped[4:])
}

func (r *Ring) MAC(name string, msg []byte) (int, []byte) {
	v := r.newest()
	sum, err := r.MACAt(name, v, msg)
	if err != nil {
		panic(err) // the newest version is always there
	}
	return v, sum
}

func (r *Ring) MACAt(name string, version int, msg []byte) ([]byte, error) {
	if version < 1 {
		return nil, fmt.Errorf("secret: the keyring has no version %d", version)
	}
	k, err := r.key("mac/"+name, version)
	if err != nil {
		return nil, err
	}
	return sum(k, msg), nil
}

func (r *Ring) Index(name string, msg []byte) []byte {
	k, err := r.key("index/"+name, 0)
	if err != nil {
		panic(err)
	}
	return sum(k, msg)
}

func sum(key, msg []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(msg)
	return h.Sum(nil)
}

var _ KMS = (*Ring)(nil)
