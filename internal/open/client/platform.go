package client

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
	"livewell/internal/open/protocol"
)

// Overlap is how long an old platform key goes on answering those who have not
// taken the new one, and an app's old key goes on being believed.
const Overlap = 30 * 24 * time.Hour

// Signer is one version of the platform's signing key.
type Signer struct {
	Version       int64
	Before, After time.Time
	sn, cert, pub string
	key           *rsa.PrivateKey
}

// Sign signs text. It is slow (RSA): never inside a transaction.
func (s *Signer) Sign(text []byte) (string, error) { return protocol.Sign(s.key, text) }

// SN is the serial number of the key's certificate.
func (s *Signer) SN() string { return s.sn }

// Cert is the key's certificate, PEM.
func (s *Signer) Cert() string { return s.cert }

// PublicKey is the key's public half, PEM.
func (s *Signer) PublicKey() string { return s.pub }

// Public is the key's public half.
func (s *Signer) Public() *rsa.PublicKey { return &s.key.PublicKey }

// platform is the set of the platform's own keys; it is replaced whole.
type platform struct {
	ca    *protocol.CA
	root  string
	signs []*Signer // oldest first
}

func (p *platform) version(v int64) *Signer {
	for _, s := range p.signs {
		if s.Version == v {
			return s
		}
	}
	return nil
}

func (p *platform) newest() *Signer { return p.signs[len(p.signs)-1] }

// Ready loads the platform's keys and makes them at the very first start. It
// must have run before anything else is asked of the service.
func (s *Service) Ready(ctx context.Context) error {
	if ok, err := s.loadPlatform(ctx); err != nil || ok {
		return err
	}
	now := s.db.Now()
	ca, err := protocol.NewCA("Livewell Root", now)
	if err != nil {
		return err
	}
	root, err := s.sealed("root", 1, protocol.CertPEM(ca.Cert), protocol.SN(ca.Cert), ca.Key, ca.Cert.NotBefore, ca.Cert.NotAfter)
	if err != nil {
		return err
	}
	sign, err := s.newSigner(ca, 1)
	if err != nil {
		return err
	}
	// Another node may have been first: then its keys count.
	err = s.db.Do(ctx, func(tx *db.Tx) error {
		n, err := addPlatform(ctx, tx, root)
		if err != nil || n == 0 {
			return err
		}
		_, err = addPlatform(ctx, tx, sign)
		return err
	})
	if err != nil {
		return err
	}
	ok, err := s.loadPlatform(ctx)
	if err == nil && !ok {
		err = fmt.Errorf("client: the platform's keys are not there after they were made")
	}
	return err
}

func addPlatform(ctx context.Context, tx *db.Tx, r platformRow) (int64, error) {
	return db.Exec(ctx, tx, qPlatformAdd, r.Kind, r.Version, r.SN, r.Cert, r.Wrapped, r.Box, r.NotBefore, r.NotAfter)
}

func (s *Service) newSigner(ca *protocol.CA, version int64) (platformRow, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return platformRow{}, err
	}
	now := s.db.Now()
	cert, err := ca.Issue(&key.PublicKey, "Gateway", fmt.Sprintf("Livewell Gateway %d", version), now, now.AddDate(5, 0, 0))
	if err != nil {
		return platformRow{}, err
	}
	return s.sealed("sign", version, protocol.CertPEM(cert), protocol.SN(cert), key, now, cert.NotAfter)
}

func platformPlace(kind string, version int64) []byte {
	return secret.Place("client_platform", "box", fmt.Sprintf("%s/%d", kind, version))
}

func (s *Service) sealed(kind string, version int64, cert, sn string, key *rsa.PrivateKey, before, after time.Time) (platformRow, error) {
	k, wrapped, err := secret.NewKey(s.kms)
	if err != nil {
		return platformRow{}, err
	}
	box := k.Seal(platformPlace(kind, version), []byte(protocol.PrivatePEM(key)))
	return platformRow{kind, version, sn, cert, wrapped, box, before.UnixMicro(), after.UnixMicro()}, nil
}

func (s *Service) loadPlatform(ctx context.Context) (bool, error) {
	rows, err := db.List[platformRow](ctx, s.db, qPlatform)
	if err != nil {
		return false, err
	}
	p := &platform{}
	for _, r := range rows {
		if err := s.openPlatform(p, r); err != nil {
			return false, fmt.Errorf("platform key %s/%d: %w", r.Kind, r.Version, err)
		}
	}
	if p.ca == nil || len(p.signs) == 0 {
		return false, nil
	}
	s.platform.Store(p)
	return true, nil
}

func (s *Service) openPlatform(p *platform, r platformRow) error {
	k, err := secret.OpenKey(s.kms, r.Wrapped)
	if err != nil {
		return err
	}
	text, err := k.Open(platformPlace(r.Kind, r.Version), r.Box)
	if err != nil {
		return err
	}
	key, err := protocol.PrivateKey(string(text))
	if err != nil {
		return err
	}
	certs, err := protocol.Certificates(r.Cert)
	if err != nil {
		return err
	}
	if r.Kind == "root" {
		p.ca, p.root = &protocol.CA{Cert: certs[0], Key: key}, r.Cert
		return nil
	}
	p.signs = append(p.signs, &Signer{
		Version: r.Version, Before: time.UnixMicro(r.NotBefore).UTC(), After: time.UnixMicro(r.NotAfter).UTC(),
		sn: r.SN, cert: r.Cert, pub: protocol.PublicPEM(&key.PublicKey), key: key,
	})
	return nil
}

// Root is the root certificate, PEM.
func (s *Service) Root() string { return s.platform.Load().root }

// Newest is the platform key that new apps are answered with.
func (s *Service) Newest() *Signer { return s.platform.Load().newest() }

// Signers lists the platform's keys that had not ended at t, oldest first.
func (s *Service) Signers(t time.Time) (out []*Signer) {
	for _, k := range s.platform.Load().signs {
		if t.Before(k.After) {
			out = append(out, k)
		}
	}
	return out
}

// Signer is the platform key that answers a: the version it was given, until
// that ends. A nil app gets the newest.
func (s *Service) Signer(a *App) *Signer {
	p := s.platform.Load()
	if a != nil {
		if k := p.version(a.signer); k != nil && s.db.Now().Before(k.After) {
			return k
		}
	}
	return p.newest()
}

// PlatformCert gives a certificate of the platform by its serial number, PEM.
func (s *Service) PlatformCert(sn string) (string, bool) {
	for _, k := range s.platform.Load().signs {
		if k.sn == sn {
			return k.cert, true
		}
	}
	return "", false
}

// RotatePlatform makes a new signing key. Apps go on being answered with
// theirs until they take the new one (Adopt) or overlap has passed.
func (s *Service) RotatePlatform(ctx context.Context, overlap time.Duration) (*Signer, error) {
	p := s.platform.Load()
	r, err := s.newSigner(p.ca, p.newest().Version+1)
	if err != nil {
		return nil, err
	}
	err = s.db.Do(ctx, func(tx *db.Tx) error {
		n, err := addPlatform(ctx, tx, r)
		if err == nil && n == 0 {
			return ErrState // somebody else rotates now
		}
		if err == nil {
			_, err = db.Exec(ctx, tx, qPlatformEnd, r.Version, tx.Now().Add(overlap).UnixMicro())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.loadPlatform(ctx); err != nil {
		return nil, err
	}
	return s.Newest(), nil
}
