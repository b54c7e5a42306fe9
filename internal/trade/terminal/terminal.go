// Package terminal keeps the devices of a store: kiosks, registers and pick-up
// screens, and which of them may act for it.
//
//	added --Pair--> paired --Off--> off
//	  ^               |  ^----On-----+
//	  +----NewCode----+
//
// A device is paired with a code of eight digits that its store's people read out
// of the console: it is shown once, lives ten minutes and works once. What the
// device holds then is a secret of its own. Both are kept as digests. What a device
// sells is another domain's.
package terminal

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/live"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("terminal", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "terminal.not_found", "There is no such terminal.")
	ErrName     = fault.New(fault.Invalid, "terminal.name", "A terminal's name has 1 to 20 characters.")
	ErrKind     = fault.New(fault.Invalid, "terminal.kind", "A terminal is a kiosk, a register or a screen.")
	ErrApp      = fault.New(fault.Invalid, "terminal.app", "There is no such mini program, or no version of it is released.")
	ErrTill     = fault.New(fault.Invalid, "terminal.till", "A register needs one of the store's tills.")
	ErrTooMany  = fault.New(fault.Refused, "terminal.too_many", "A store has at most 50 terminals.")
	ErrCode     = fault.New(fault.Refused, "terminal.code", "This code is not right, was used, or is too old.")
	ErrTries    = fault.New(fault.TooMany, "terminal.tries", "Too many tries. Wait a while.")
	ErrOff      = fault.New(fault.Forbidden, "terminal.off", "This terminal was switched off by the store.")
)

// Kind is what a device is for.
type Kind string

const (
	Kiosk    Kind = "kiosk"    // guests order at it
	Register Kind = "register" // a cashier sells at it
	Screen   Kind = "screen"   // shows the numbers that are being made and ready
)

var kinds = []Kind{Kiosk, Register, Screen}

// Device is a terminal as it stands.
type Device struct {
	ID, Merchant, Store string
	Kind                Kind
	Name                string
	App                 string // of its mini program; "" on a screen
	Till                string // of a register
	On                  bool
	Barred              string    // why an operator switched it off
	Paired              time.Time // zero: not yet
	Seen                time.Time // zero: never
	CodeUntil           time.Time // zero: no code waits
	CreatedAt           time.Time
}

// Draft is what a store's people say of a device.
type Draft struct {
	Kind            Kind
	Name, App, Till string
}

const (
	// CodeLife is how long a pairing code can be used.
	CodeLife = 10 * time.Minute
	// Here is how long ago a device was seen that is there: it tells itself now and then.
	Here = 90 * time.Second

	seenEvery    = 30 * time.Second
	maxTerminals = 50
	// BucketPair holds those who try codes from one network.
	BucketPair = "terminal.pair"
)

// Deps are what terminals work with.
type Deps struct {
	// MAC makes the digests of codes and tokens.
	MAC func(value string) string
	// Limits hold those who guess codes to a rate.
	Limits interface {
		Take(bucket, key string) (wait time.Duration, ok bool)
	}
	// App tells whether a mini program can run.
	App func(ctx context.Context, q db.Q, app string) (bool, error)
	// Till tells whether a store has a till.
	Till func(ctx context.Context, q db.Q, store, till string) (bool, error)
}

// Service keeps terminals.
type Service struct {
	Deps
	live *live.Hub
}

func New(d Deps) *Service { return &Service{d, live.NewHub()} }

// Add makes a device that waits for its pairing. Faults: ErrKind, ErrName, ErrApp,
// ErrTill, ErrTooMany.
func (s *Service) Add(ctx context.Context, tx *db.Tx, st store.Store, in Draft) (Device, error) {
	name, err := clean(in.Name)
	if err != nil {
		return Device{}, err
	}
	d := Device{ID: tx.NewIDFor(st.Merchant), Merchant: st.Merchant, Store: st.ID, Kind: in.Kind, Name: name, On: true, CreatedAt: tx.Now()}
	if !slices.Contains(kinds, in.Kind) {
		return d, ErrKind
	}
	if in.Kind != Screen {
		if ok, err := s.App(ctx, tx, in.App); err != nil || !ok {
			return d, fault.Or(err, ErrApp)
		}
		d.App = in.App
	}
	if in.Kind == Register {
		if ok, err := s.Till(ctx, tx, st.ID, in.Till); err != nil || !ok {
			return d, fault.Or(err, ErrTill)
		}
		d.Till = in.Till
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, st.ID); err != nil || n >= maxTerminals {
		return d, fault.Or(err, ErrTooMany)
	}
	_, err = db.Exec(ctx, tx, qAdd, d.ID, d.Merchant, d.Store, d.Kind, d.Name, d.App, d.Till, tx.Now().UnixMicro())
	return d, err
}

func clean(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 1 || n > 20 {
		return "", ErrName
	}
	return name, nil
}

// NewCode gives a code to pair a device with, and ends the one before it. A device
// that is paired stays so until another is. Fault: ErrNotFound.
func (s *Service) NewCode(ctx context.Context, tx *db.Tx, id string) (code string, until time.Time, err error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1e8))
	if err != nil {
		return "", until, err
	}
	code, until = fmt.Sprintf("%08d", n), tx.Now().Add(CodeLife)
	// Two devices' codes may be the same by chance; the digest is unique, so the later one ends.
	if _, err := db.Exec(ctx, tx, qCodeEnd, s.MAC(code)); err != nil {
		return "", until, err
	}
	return code, until, one(db.Exec(ctx, tx, qCode, id, s.MAC(code), until.UnixMicro()))
}

func one(n int64, err error) error {
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// Try tells whether somebody at an address may try a code. Fault: ErrTries.
func (s *Service) Try(address string) error {
	if wait, ok := s.Limits.Take(BucketPair, address); !ok {
		return ErrTries.With(map[string]any{"retryAfter": int((wait + time.Second - 1) / time.Second)})
	}
	return nil
}

// Pair makes the device that sends a code the one that the code is for, and gives
// the secret that it proves itself by. One that was paired before is so no more.
// Call Try before. Fault: ErrCode.
func (s *Service) Pair(ctx context.Context, tx *db.Tx, code string) (d Device, token string, err error) {
	token = rand.Text()
	r, ok, err := db.One[row](ctx, tx, qPair, s.MAC(code), s.MAC(token), tx.Now().UnixMicro())
	if err != nil || !ok {
		return d, "", fault.Or(err, ErrCode)
	}
	d = r.device()
	s.poke(tx, d.ID)
	return d, token, nil
}

// By gives the device that a token is of, also one that is off. Fault: ErrNotFound.
func (s *Service) By(ctx context.Context, q db.Q, token string) (Device, error) {
	return found(db.One[row](ctx, q, qBy, s.MAC(token)))
}

// Get gives a device by its id. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Device, error) {
	return found(db.One[row](ctx, q, qGet, id))
}

// At gives one of a store's. Fault: ErrNotFound.
func (s *Service) At(ctx context.Context, q db.Q, storeID, id string) (Device, error) {
	d, err := s.Get(ctx, q, id)
	if err == nil && d.Store != storeID {
		return Device{}, ErrNotFound
	}
	return d, err
}

func found(r row, ok bool, err error) (Device, error) {
	if err != nil || !ok {
		return Device{}, fault.Or(err, ErrNotFound)
	}
	return r.device(), nil
}

// Of lists a store's, the oldest first, 50 at most.
func (s *Service) Of(ctx context.Context, q db.Q, storeID string) ([]Device, error) {
	rows, err := db.List[row](ctx, q, qOf, storeID)
	out := make([]Device, len(rows))
	for i, r := range rows {
		out[i] = r.device()
	}
	return out, err
}

// Rename gives a device another name. Faults: ErrName, ErrNotFound.
func (s *Service) Rename(ctx context.Context, tx *db.Tx, id, name string) error {
	name, err := clean(name)
	if err != nil {
		return err
	}
	s.poke(tx, id)
	return one(db.Exec(ctx, tx, qName, id, name))
}

// Switch lets a device work, or not. It hears of it at once. Fault: ErrNotFound.
func (s *Service) Switch(ctx context.Context, tx *db.Tx, id string, on bool) error {
	s.poke(tx, id)
	return one(db.Exec(ctx, tx, qSwitch, id, on))
}

// Bar switches a device off for its store too, with a reason; an empty one lets it
// work again. Fault: ErrNotFound.
func (s *Service) Bar(ctx context.Context, tx *db.Tx, sc scope.Scope, id string, off bool, reason string) error {
	kept := ""
	if off {
		kept = reason
	}
	s.poke(tx, id)
	if err := one(db.Exec(ctx, tx, qBar, id, kept)); err != nil {
		return err
	}
	act := audit.Entry{Actor: sc.Principal(), Act: "terminal.bar", Object: "terminal:" + id}
	return audit.Append(ctx, tx, act, map[string]any{"off": off, "reason": reason})
}

// All lists the devices of all stores, the newest first.
func (s *Service) All(ctx context.Context, q db.Q, ask page.Ask) (page.Of[Device], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Device]{}, err
	}
	rows, err := db.List[row](ctx, q, qAll, at, id, ask.Limit+1)
	out := make([]Device, len(rows))
	for i, r := range rows {
		out[i] = r.device()
	}
	return page.Cut(out, ask.Limit, func(d Device) (int64, string) { return d.CreatedAt.UnixMicro(), d.ID }), err
}

// Remove forgets a device; what it holds opens nothing any more. Fault: ErrNotFound.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, id string) error {
	s.poke(tx, id)
	return one(db.Exec(ctx, tx, qRemove, id))
}

// Seen notes that a device is there; often enough for Here and no oftener.
func (s *Service) Seen(ctx context.Context, d *db.DB, of Device) error {
	if d.Now().Sub(of.Seen) < seenEvery {
		return nil
	}
	return d.Do(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSeen, of.ID, tx.Now().UnixMicro())
		return err
	})
}

func (s *Service) poke(tx *db.Tx, id string) { tx.After(func() { s.live.Poke(id) }) }

// Watch calls look at once and whenever a device has changed, until ctx ends.
func (s *Service) Watch(ctx context.Context, id string, look func() error) error {
	return s.live.Watch(ctx, id, look)
}
