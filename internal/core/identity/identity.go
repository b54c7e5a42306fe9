// Package identity knows who people are and makes sure that it is them.
//
// A person is a phone that answered a one-time code; later also passkeys. A
// sign-in makes a session on a device. Paying asks again: a PIN or a passkey
// gives a Proof, which is spent once, in the paying transaction.
//
//	user: active <--> frozen, either --> erased
//
// Phone and name are sealed under the person's own key. Nothing secret is
// stored as it was given: of tokens a hash, of codes a MAC, of PINs an argon2id
// hash over a MAC. Wrong tries are counted in a transaction that commits before
// anything is compared, so neither parallel guesses nor a rollback escapes.
package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"runtime"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/secret"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("identity", files)

var (
	ErrPhone     = fault.New(fault.Invalid, "identity.phone", "This is not a phone number.")
	ErrCode      = fault.New(fault.Forbidden, "identity.code_wrong", "The code is wrong or too old.")
	ErrLocked    = fault.New(fault.TooMany, "identity.locked", "Too many wrong tries. Please wait.")
	ErrTooOften  = fault.New(fault.TooMany, "identity.too_often", "Too many requests. Please wait.")
	ErrSend      = fault.New(fault.Unavailable, "identity.send", "The message could not be sent. Please try again.")
	ErrFrozen    = fault.New(fault.Forbidden, "identity.frozen", "This account is frozen.")
	ErrNotFound  = fault.New(fault.NotFound, "identity.not_found", "There is no such user.")
	ErrSession   = fault.New(fault.NotFound, "identity.no_session", "There is no such session.")
	ErrDevice    = fault.New(fault.NotFound, "identity.no_device", "There is no such device.")
	ErrRole      = fault.New(fault.Invalid, "identity.role", "There is no such role.")
	ErrPINWrong  = fault.New(fault.Forbidden, "identity.pin_wrong", "The PIN is wrong.")
	ErrPINLocked = fault.New(fault.TooMany, "identity.pin_locked", "Too many wrong PINs. Please wait.")
	ErrPINWeak   = fault.New(fault.Invalid, "identity.pin_weak", "This PIN is too easy to guess.")
	ErrPINShape  = fault.New(fault.Invalid, "identity.pin_shape", "A PIN has six digits.")
	ErrNoPIN     = fault.New(fault.Conflict, "identity.no_pin", "Set a payment PIN first.")
	ErrHasPIN    = fault.New(fault.Conflict, "identity.has_pin", "There is a PIN. Change it with the old one or a passkey.")
	ErrBusy      = fault.New(fault.Unavailable, "identity.busy", "Too many checks at once. Please try again.")
	ErrProof     = fault.New(fault.Forbidden, "identity.proof", "Please confirm with your PIN or passkey again.")
	ErrPasskey   = fault.New(fault.Forbidden, "identity.passkey", "The passkey was not accepted.")
	ErrNoPasskey = fault.New(fault.NotFound, "identity.no_passkey", "There is no such passkey.")
)

// Sender takes a one-time code to a phone. It is called outside transactions.
type Sender interface {
	SendCode(ctx context.Context, phone, code string) error
}

// Limits says whether one more request fits, and else how long to wait.
type Limits interface {
	Take(bucket, key string) (wait time.Duration, ok bool)
}

// The buckets that Limits should know.
const (
	BucketCodePhone   = "identity.code.phone"
	BucketCodeDay     = "identity.code.day"
	BucketCodeAddress = "identity.code.address"
	BucketTryAddress  = "identity.try.address"
	BucketLookup      = "identity.lookup"
)

// Options are the parts that a deployment chooses.
type Options struct {
	Name   string // of the service, shown by passkey dialogs
	Origin string // "https://pay.example.org": passkeys work here only
	Host   string // passkeys' domain, "pay.example.org"
	Keys   secret.KMS
	Sender Sender
	Limits Limits
}

type Service struct {
	db     *db.DB
	bus    *event.Bus
	keys   secret.KMS
	sender Sender
	limits Limits
	web    *webauthn.WebAuthn
	hashes chan struct{} // a token for each argon2id that may run
	cache  *cache
}

// New makes the service. d may be nil where only documents are made.
func New(d *db.DB, bus *event.Bus, o Options) (*Service, error) {
	w, err := webauthn.New(&webauthn.Config{RPID: o.Host, RPDisplayName: o.Name, RPOrigins: []string{o.Origin}})
	if err != nil {
		return nil, err
	}
	return &Service{
		db: d, bus: bus, keys: o.Keys, sender: o.Sender, limits: o.Limits, web: w,
		hashes: make(chan struct{}, runtime.GOMAXPROCS(0)), cache: newCache(),
	}, nil
}

// newToken gives 256 bits that nobody can guess, and what is stored of them.
func newToken() (token, hash string) {
	var b [32]byte
	rand.Read(b[:])
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, hashOf(token)
}

func hashOf(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func micro(t time.Time) int64 { return t.UnixMicro() }

// wait is f with the time until it may be tried again.
func wait(f *fault.Fault, d time.Duration) error {
	return f.With(map[string]any{"retryAfter": int((d + time.Second - 1) / time.Second)})
}

// take asks the limits for one more of key.
func (s *Service) take(bucket, key string) error {
	if d, ok := s.limits.Take(bucket, key); !ok {
		return wait(ErrTooOften, d)
	}
	return nil
}

// first gives the first of errs that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var errDataKey = errors.New("identity: the person's key does not open")
