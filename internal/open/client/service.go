package client

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/id"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/open/protocol"
)

// fresh is how long a node believes what it read of an app: a change on
// another node is seen that much later at most.
const fresh = 3 * time.Second

// maxCached bounds the memory for apps; past it, the cache starts anew.
const maxCached = 20_000

type cached struct {
	app  *App
	seen time.Time
}

type Service struct {
	db       *db.DB
	kms      secret.KMS
	log      *slog.Logger
	platform atomic.Pointer[platform]

	mu   sync.RWMutex
	apps map[string]cached
}

func New(d *db.DB, kms secret.KMS, log *slog.Logger) *Service {
	return &Service{db: d, kms: kms, log: log, apps: map[string]cached{}}
}

// Lookup gives an app by its id, from memory where it is fresh. Fault: ErrNotFound.
func (s *Service) Lookup(ctx context.Context, appID string) (*App, error) {
	now := s.db.Now()
	s.mu.RLock()
	c, ok := s.apps[appID]
	s.mu.RUnlock()
	if ok && now.Sub(c.seen) < fresh {
		return c.app, nil
	}
	if ok { // most of the time nothing changed, and keys need not be parsed again
		if rev, found, err := db.One[int64](ctx, s.db, qRev, appID); err != nil {
			return nil, err
		} else if found && rev == c.app.rev {
			s.keep(c.app, now)
			return c.app, nil
		}
	}
	a, found, err := s.load(ctx, s.db, appID)
	if err != nil {
		return nil, err
	}
	if !found {
		s.forget(appID)
		return nil, ErrNotFound
	}
	s.keep(a, now)
	return a, nil
}

func (s *Service) keep(a *App, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.apps) >= maxCached {
		clear(s.apps)
	}
	if had, ok := s.apps[a.ID]; !ok || had.app.rev <= a.rev {
		s.apps[a.ID] = cached{a, now}
	}
}

func (s *Service) forget(appID string) {
	s.mu.Lock()
	delete(s.apps, appID)
	s.mu.Unlock()
}

// changed is told in every transaction that changes an app.
func (s *Service) changed(tx *db.Tx, appID string) { tx.After(func() { s.forget(appID) }) }

// Draft is what a developer says of an app.
type Draft struct {
	Name      string
	Kind      Kind
	Merchant  string // "" for none; the caller checked that the developer may speak for it
	Sandbox   bool
	Products  []Product
	Redirects []string
	NotifyURL string
}

func (d Draft) check() error {
	if n := utf8.RuneCountInString(strings.TrimSpace(d.Name)); n < 1 || n > 40 {
		return ErrName
	}
	if d.Kind != Own && d.Kind != ISV && d.Kind != Mini {
		return ErrKind
	}
	for _, p := range d.Products {
		if !slices.Contains(Products(), p) {
			return ErrProduct
		}
	}
	urls := d.Redirects
	if d.NotifyURL != "" {
		urls = append(slices.Clone(urls), d.NotifyURL)
	}
	if len(urls) > 21 {
		return ErrURL
	}
	for _, u := range urls {
		if err := checkURL(u, d.Sandbox); err != nil {
			return err
		}
	}
	return nil
}

func (d Draft) columns() (products, redirects string) {
	var names []string
	for _, p := range d.Products {
		names = append(names, string(p))
	}
	b, err := json.Marshal(append([]string{}, d.Redirects...))
	if err != nil {
		panic(err) // strings can always be written
	}
	return strings.Join(names, " "), string(b)
}

// Create registers an app of sc's user. It has no key yet.
// Faults: ErrName, ErrKind, ErrProduct, ErrURL, ErrMany.
func (s *Service) Create(ctx context.Context, tx *db.Tx, sc scope.Scope, d Draft) (*App, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	n, _, err := db.One[int64](ctx, tx, qCount, sc.User)
	if err != nil {
		return nil, err
	}
	if n >= 50 {
		return nil, ErrMany
	}
	products, redirects := d.columns()
	signer := s.Newest().Version
	for {
		appID := newID(sc.User)
		n, err := db.Exec(ctx, tx, qAdd, appID, sc.User, d.Merchant, strings.TrimSpace(d.Name), d.Kind, d.Sandbox, products, redirects,
			d.NotifyURL, signer, tx.Now().UnixMicro())
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue // this number is taken
		}
		if err := s.note(ctx, tx, sc, "app.create", appID, d); err != nil {
			return nil, err
		}
		a, _, err := s.load(ctx, tx, appID)
		return a, err
	}
}

// newID gives 16 digits as clients expect them: 2021, nine of chance, the
// owner's shard.
func newID(owner string) string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return fmt.Sprintf("2021%09d%s", n, id.Shard(owner))
}

func (s *Service) note(ctx context.Context, tx *db.Tx, sc scope.Scope, act, appID string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: sc.Principal(), Act: act, Object: "app:" + appID}, details)
}

// mine reads an app that sc may manage. Fault: ErrNotFound, also for others' apps.
func (s *Service) mine(ctx context.Context, q db.Q, sc scope.Scope, appID string) (*App, error) {
	a, ok, err := s.load(ctx, q, appID)
	if err != nil {
		return nil, err
	}
	if !ok || sc.User == "" || a.Owner != sc.User && !sc.Has(scope.Operator) {
		return nil, ErrNotFound
	}
	return a, nil
}

// Get gives an app of sc's user. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, sc scope.Scope, appID string) (*App, error) {
	return s.mine(ctx, q, sc, appID)
}

// List gives the apps of sc's user, oldest first.
func (s *Service) List(ctx context.Context, q db.Q, sc scope.Scope) ([]*App, error) {
	rows, err := db.List[appRow](ctx, q, qMine, sc.User)
	if err != nil {
		return nil, err
	}
	out := make([]*App, 0, len(rows))
	for _, r := range rows {
		a, err := s.whole(ctx, q, r)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// OfMerchant gives the id of the app that stands for a merchant itself: its
// auth_app_id. ok is false when it has none.
func (s *Service) OfMerchant(ctx context.Context, q db.Q, merchant string) (appID string, ok bool, err error) {
	return db.One[string](ctx, q, qMerchant, merchant)
}

// AppName tells how an app is called. Fault: ErrNotFound.
func (s *Service) AppName(ctx context.Context, _ db.Q, appID string) (string, error) {
	a, err := s.Lookup(ctx, appID)
	if err != nil {
		return "", err
	}
	return a.Name, nil
}

// ForMerchant gives the id of the app that stands for a merchant, and makes one
// where there is none: whoever acts for the merchant needs a name for whose
// numbers they use.
func (s *Service) ForMerchant(ctx context.Context, tx *db.Tx, owner scope.Scope, merchant, name string) (string, error) {
	if id, ok, err := s.OfMerchant(ctx, tx, merchant); err != nil || ok {
		return id, err
	}
	a, err := s.Create(ctx, tx, owner, Draft{Name: name, Kind: Own, Merchant: merchant})
	if err != nil {
		return "", err
	}
	return a.ID, nil
}

// Edit changes what a developer says of an app; kind, merchant and sandbox stay.
// Faults: ErrNotFound, and those of Create.
func (s *Service) Edit(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string, d Draft) (*App, error) {
	a, err := s.mine(ctx, tx, sc, appID)
	if err != nil {
		return nil, err
	}
	d.Kind, d.Merchant, d.Sandbox = a.Kind, a.Merchant, a.Sandbox
	if err := d.check(); err != nil {
		return nil, err
	}
	products, redirects := d.columns()
	if _, err := db.Exec(ctx, tx, qEdit, appID, strings.TrimSpace(d.Name), products, redirects, d.NotifyURL, tx.Now().UnixMicro()); err != nil {
		return nil, err
	}
	s.changed(tx, appID)
	if err := s.note(ctx, tx, sc, "app.edit", appID, d); err != nil {
		return nil, err
	}
	return s.mine(ctx, tx, sc, appID)
}

// Move pauses, resumes or deletes an app. Faults: ErrNotFound, ErrState.
func (s *Service) Move(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string, to State) error {
	a, err := s.mine(ctx, tx, sc, appID)
	if err != nil {
		return err
	}
	if a.State == to || to != Online && to != Paused && to != Deleted {
		return ErrState
	}
	n, err := db.Exec(ctx, tx, qMove, appID, a.State, to, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrState
	}
	if err != nil {
		return err
	}
	s.changed(tx, appID)
	return s.note(ctx, tx, sc, "app."+string(to), appID, nil)
}

// AddKey registers a public key (key mode). The one before is believed for
// overlap more. Faults: ErrNotFound, ErrKey, ErrKeyReused.
func (s *Service) AddKey(ctx context.Context, tx *db.Tx, sc scope.Scope, appID, text string, overlap time.Duration) (Key, error) {
	k, err := protocol.PublicKey(text)
	if err != nil {
		return Key{}, ErrKey.Because(err)
	}
	return s.addKey(ctx, tx, sc, appID, "", protocol.PublicPEM(k), tx.Now(), tx.Now().AddDate(20, 0, 0), overlap)
}

func (s *Service) addKey(ctx context.Context, tx *db.Tx, sc scope.Scope, appID, sn, pem string, before, after time.Time, overlap time.Duration) (Key, error) {
	a, err := s.mine(ctx, tx, sc, appID)
	if err != nil {
		return Key{}, err
	}
	public, err := publicOf(sn, pem)
	if err != nil {
		return Key{}, ErrKey.Because(err)
	}
	for _, k := range a.keys {
		if (k.SN == "") == (sn == "") && k.public.Equal(public) {
			return Key{}, ErrKeyReused
		}
	}
	if _, err := db.Exec(ctx, tx, qKeyEnd, appID, sn == "", tx.Now().Add(overlap).UnixMicro()); err != nil {
		return Key{}, err
	}
	if _, err := db.Exec(ctx, tx, qKeyNew, appID, sn, pem, before.UnixMicro(), after.UnixMicro()); err != nil {
		return Key{}, err
	}
	if err := s.touch(ctx, tx, sc, "app.key", appID, pem); err != nil {
		return Key{}, err
	}
	if a, err = s.mine(ctx, tx, sc, appID); err != nil {
		return Key{}, err
	}
	return a.keys[0], nil
}

func (s *Service) touch(ctx context.Context, tx *db.Tx, sc scope.Scope, act, appID string, details any) error {
	if _, err := db.Exec(ctx, tx, qTouch, appID, tx.Now().UnixMicro()); err != nil {
		return err
	}
	s.changed(tx, appID)
	return s.note(ctx, tx, sc, act, appID, details)
}

// StopKey ends one version of an app's keys at once. Faults: ErrNotFound.
func (s *Service) StopKey(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string, version int64) error {
	if _, err := s.mine(ctx, tx, sc, appID); err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qKeyStop, appID, version, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.touch(ctx, tx, sc, "app.key_stop", appID, version)
}

// Certify issues a certificate for an app's public key and registers it
// (certificate mode). It signs, so it takes no transaction.
// Faults: those of AddKey.
func (s *Service) Certify(ctx context.Context, sc scope.Scope, appID, text string, overlap time.Duration) (Key, error) {
	public, err := protocol.PublicKey(text)
	if err != nil {
		return Key{}, ErrKey.Because(err)
	}
	a, err := s.mine(ctx, s.db, sc, appID)
	if err != nil {
		return Key{}, err
	}
	now := s.db.Now()
	cert, err := s.platform.Load().ca.Issue(public, "App", a.ID, now, now.AddDate(5, 0, 0))
	if err != nil {
		return Key{}, err
	}
	return db.Get(ctx, s.db, func(tx *db.Tx) (Key, error) {
		return s.addKey(ctx, tx, sc, appID, protocol.SN(cert), protocol.CertPEM(cert), cert.NotBefore, cert.NotAfter, overlap)
	})
}

// SetAES makes a new content key for an app and gives it in base64. The one
// before ends at once. Fault: ErrNotFound.
func (s *Service) SetAES(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string) (string, error) {
	if _, err := s.mine(ctx, tx, sc, appID); err != nil {
		return "", err
	}
	return s.setAES(ctx, tx, sc, appID)
}

// SetAESOf is SetAES for an app that another app speaks for: the caller has
// checked the delegation.
func (s *Service) SetAESOf(ctx context.Context, tx *db.Tx, by *App, appID string) (string, error) {
	return s.setAES(ctx, tx, scope.Scope{App: by.ID}, appID)
}

func (s *Service) setAES(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string) (string, error) {
	raw := make([]byte, 16)
	rand.Read(raw)
	k, wrapped, err := secret.NewKey(s.kms)
	if err != nil {
		return "", err
	}
	n, err := db.Exec(ctx, tx, qAES, appID, wrapped, k.Seal(aesPlace(appID), raw), tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return "", err
	}
	s.changed(tx, appID)
	return base64.StdEncoding.EncodeToString(raw), s.note(ctx, tx, sc, "app.aes", appID, nil)
}

// Adopt makes the platform answer an app with its newest key from now on.
// Fault: ErrNotFound.
func (s *Service) Adopt(ctx context.Context, tx *db.Tx, sc scope.Scope, appID string) error {
	if _, err := s.mine(ctx, tx, sc, appID); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qSigner, appID, s.Newest().Version, tx.Now().UnixMicro()); err != nil {
		return err
	}
	s.changed(tx, appID)
	return s.note(ctx, tx, sc, "app.adopt", appID, s.Newest().Version)
}

func publicOf(sn, pem string) (*rsa.PublicKey, error) {
	if sn == "" {
		return protocol.PublicKey(pem)
	}
	certs, err := protocol.Certificates(pem)
	if err != nil {
		return nil, err
	}
	k, ok := certs[0].PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, protocol.ErrKey
	}
	return k, protocol.CheckKey(k)
}
