package pay

import (
	"context"
	"crypto/rand"
	"math/big"
	"sync"
	"time"

	"livewell/internal/kit/db"
)

// CodeLife is how long a payment code can be used.
const CodeLife = 60 * time.Second

// Code is a payment code as its owner sees it, once.
type Code struct {
	Digits  string // 18: prefix 28 and 16 random ones, 53 bits
	Expires time.Time
}

// NewCode makes a code for one device and ends the one before it.
func (s *Service) NewCode(ctx context.Context, tx *db.Tx, user, device string) (Code, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1e16))
	if err != nil {
		return Code{}, err
	}
	digits := "28" + pad16(n.String())
	if _, err := db.Exec(ctx, tx, qCodeEnd, user, device); err != nil {
		return Code{}, err
	}
	c := Code{digits, tx.Now().Add(CodeLife)}
	_, err = db.Exec(ctx, tx, qCodeAdd, s.mac(digits), user, device, c.Expires.UnixMicro())
	return c, err
}

func pad16(s string) string { return "0000000000000000"[len(s):] + s }

type codeRow struct {
	User      string `db:"usr"`
	UsedBy    string `db:"used_by"`
	ExpiresAt int64  `db:"expires_at"`
}

// claim uses a code up for object and gives its owner.
func (s *Service) claim(ctx context.Context, tx *db.Tx, app, digits, object string) (string, error) {
	if s.guesses.locked(app, tx.Now()) {
		return "", ErrCodeGuessing
	}
	mac := s.mac(digits)
	user, ok, err := db.One[string](ctx, tx, qCodeClaim, mac, object, tx.Now().UnixMicro())
	if err != nil || ok {
		return user, err
	}
	switch r, known, err := db.One[codeRow](ctx, tx, qCodeUsed, mac); {
	case err != nil:
		return "", err
	case !known:
		s.guesses.miss(app, tx.Now())
	case r.UsedBy == object:
		return r.User, nil
	}
	return "", ErrCode
}

// Owner gives whose code it is that can be used still, and leaves it so: a till
// that knows a guest asks them once. "": nobody's.
func (s *Service) Owner(ctx context.Context, tx *db.Tx, digits string) (string, error) {
	r, ok, err := db.One[codeRow](ctx, tx, qCodeUsed, s.mac(digits))
	if err != nil || !ok || r.UsedBy != "" || r.ExpiresAt <= tx.Now().UnixMicro() {
		return "", err
	}
	return r.User, nil
}

// sameCode lets a repeat with the code of the first time through.
func (s *Service) sameCode(ctx context.Context, tx *db.Tx, t Trade, digits string) error {
	r, ok, err := db.One[codeRow](ctx, tx, qCodeUsed, s.mac(digits))
	if err == nil && (!ok || r.UsedBy != t.ID) {
		err = ErrPaid
	}
	return err
}

func (s *Service) sweepCodes(ctx context.Context, tx *db.Tx) error {
	// A day late, so that the repeat of a call can still be told from a second use.
	_, err := db.Exec(ctx, tx, qCodeOld, tx.Now().Add(-24*time.Hour).UnixMicro())
	return err
}

// guesses counts each app's codes that do not exist. It is kept in memory: a
// restart forgives, and 10^16 codes leave a guesser nothing to gain from that.
type guesses struct {
	mu   sync.Mutex
	apps map[string]*guess
}

type guess struct {
	since time.Time
	n     int
}

const (
	maxGuesses  = 50
	guessWindow = 10 * time.Minute
)

func newGuesses() *guesses { return &guesses{apps: map[string]*guess{}} }

func (g *guesses) locked(app string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	a := g.apps[app]
	return a != nil && a.n >= maxGuesses && now.Sub(a.since) < guessWindow
}

func (g *guesses) miss(app string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	a := g.apps[app]
	if a == nil || now.Sub(a.since) >= guessWindow {
		a = &guess{since: now}
		g.apps[app] = a
	}
	a.n++
}
