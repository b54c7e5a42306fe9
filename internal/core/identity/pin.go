package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"livewell/internal/kit/db"
)

const (
	pinTries = 5
	pinLock  = 3 * time.Hour
)

// PINState is what a person may know of the PIN.
type PINState struct {
	Set         bool
	Left        int // wrong tries left
	LockedUntil time.Time
}

// PIN tells about user's PIN.
func (s *Service) PIN(ctx context.Context, q db.Q, user string) (PINState, error) {
	r, ok, err := db.One[pinRow](ctx, q, qPIN, user)
	if err != nil || !ok {
		return PINState{}, err
	}
	st := PINState{Set: true, Left: pinTries - int(r.Wrong)}
	switch until := time.UnixMicro(r.LockedUntil).UTC(); {
	case r.LockedUntil == 0:
	case until.After(s.db.Now()):
		st.LockedUntil = until
	default:
		st.Left = pinTries // the lock has passed
	}
	return st, nil
}

// SetPIN sets the first PIN. Faults: ErrPINShape, ErrPINWeak, ErrHasPIN, ErrBusy.
func (s *Service) SetPIN(ctx context.Context, user, pin string) error {
	h, err := s.makePIN(ctx, user, pin)
	if err != nil {
		return err
	}
	return s.db.Do(ctx, func(tx *db.Tx) error {
		n, err := db.Exec(ctx, tx, qPINNew, user, h.Version, h.Salt, h.Hash, micro(tx.Now()))
		if err != nil || n == 0 {
			return first(err, ErrHasPIN)
		}
		return s.bus.Emit(ctx, tx, PINSetEvent{user, false})
	})
}

// ChangePIN sets another PIN for a proof, made with the old one or a passkey.
// It ends a lock. Faults: those of SetPIN, ErrProof, ErrNoPIN.
func (s *Service) ChangePIN(ctx context.Context, user string, p Proof, pin string) error {
	h, err := s.makePIN(ctx, user, pin)
	if err != nil {
		return err
	}
	return s.db.Do(ctx, func(tx *db.Tx) error {
		if err := Spend(ctx, tx, Proof{Token: p.Token, User: user}, Want{Nonce: WantPIN}); err != nil {
			return err
		}
		n, err := db.Exec(ctx, tx, qPINSet, user, h.Version, h.Salt, h.Hash, micro(tx.Now()))
		if err != nil || n == 0 {
			return first(err, ErrNoPIN)
		}
		return s.bus.Emit(ctx, tx, PINSetEvent{user, true})
	})
}

func (s *Service) makePIN(ctx context.Context, user, pin string) (pinRow, error) {
	if !digits(pin, 6) {
		return pinRow{}, ErrPINShape
	}
	u, err := s.User(ctx, s.db, user)
	if err != nil {
		return pinRow{}, err
	}
	if weak(pin) || strings.Contains(u.Phone, pin) {
		return pinRow{}, ErrPINWeak
	}
	r := pinRow{Salt: make([]byte, 16)}
	rand.Read(r.Salt)
	var pepper []byte
	r.Version, pepper = s.keys.MAC("pin", []byte(user+"|"+pin))
	r.Hash, err = s.hash(ctx, pepper, r.Salt)
	return r, err
}

// hash is argon2id with 19 MiB and two passes, for as many at a time as there
// are cores: more would let sign-ins starve payments. Fault: ErrBusy.
func (s *Service) hash(ctx context.Context, pepper, salt []byte) ([]byte, error) {
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return nil, ErrBusy.Because(ctx.Err())
	}
	return argon2.IDKey(pepper, salt, 2, 19<<10, 1, 32), nil
}

// VerifyPIN checks a PIN and gives a proof of it for one payment. The try is
// counted before anything is computed. It begins transactions of its own: call
// it before the paying one. Faults: ErrPINWrong with the tries left, ErrPINLocked,
// ErrNoPIN, ErrBusy.
func (s *Service) VerifyPIN(ctx context.Context, user, pin string) (Proof, error) {
	if !digits(pin, 6) {
		return Proof{}, ErrPINShape
	}
	r, err := db.Get(ctx, s.db, func(tx *db.Tx) (pinRow, error) { return s.countPIN(ctx, tx, user) })
	if err != nil {
		return Proof{}, err
	}
	pepper, err := s.keys.MACAt("pin", r.Version, []byte(user+"|"+pin))
	if err != nil {
		return Proof{}, err
	}
	h, err := s.hash(ctx, pepper, r.Salt)
	if err != nil {
		return Proof{}, err
	}
	if subtle.ConstantTimeCompare(h, r.Hash) != 1 {
		if left := pinTries - int(r.Wrong); left > 0 {
			return Proof{}, ErrPINWrong.With(map[string]any{"left": left})
		}
		if err := s.db.Do(ctx, func(tx *db.Tx) error { return s.bus.Emit(ctx, tx, PINLockedEvent{user}) }); err != nil {
			return Proof{}, err
		}
		return Proof{}, wait(ErrPINLocked, pinLock)
	}
	p := newProof(user, "pin")
	return p, s.db.Do(ctx, func(tx *db.Tx) error {
		if n, err := db.Exec(ctx, tx, qPINRight, user, r.Hash); err != nil || n == 0 {
			return first(err, ErrPINWrong) // changed while we computed
		}
		return p.save(ctx, tx, "")
	})
}

// countPIN takes one of the tries.
func (*Service) countPIN(ctx context.Context, tx *db.Tx, user string) (pinRow, error) {
	r, ok, err := db.One[pinRow](ctx, tx, qPINTry, user, micro(tx.Now()), micro(tx.Now().Add(pinLock)), pinTries)
	if err != nil || ok {
		return r, err
	}
	r, ok, err = db.One[pinRow](ctx, tx, qPIN, user)
	switch {
	case err != nil:
		return r, err
	case !ok:
		return r, ErrNoPIN
	}
	return r, wait(ErrPINLocked, time.UnixMicro(r.LockedUntil).Sub(tx.Now()))
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// weak reports PINs among those that people choose most: runs, repeats of one,
// two or three digits, mirrors, and years.
func weak(p string) bool {
	up, down := true, true
	for i := 1; i < len(p); i++ {
		up = up && p[i] == (p[i-1]-'0'+1)%10+'0'
		down = down && p[i] == (p[i-1]-'0'+9)%10+'0'
	}
	pairs := p[0] == p[1] && p[2] == p[3] && p[4] == p[5]
	triples := p[0] == p[1] && p[1] == p[2] && p[3] == p[4] && p[4] == p[5]
	mirror := p[0] == p[5] && p[1] == p[4] && p[2] == p[3]
	return up || down || pairs || triples || mirror ||
		p == strings.Repeat(p[:2], 3) || p == strings.Repeat(p[:3], 2) || strings.Contains(common, p+" ")
}

// common are others that fall first to a guesser: keyboard walks and number jokes.
const common = "159753 147258 258369 147852 123654 456123 789456 520131 131452 521521 168168 147896 159357 112358 "
