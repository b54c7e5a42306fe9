package client_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/protocol"
)

var keys = sync.OnceValue(func() (out [3]*rsa.PrivateKey) {
	for i := range out {
		out[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return out
})

var quiet = slog.New(slog.DiscardHandler)

var ann = scope.Scope{User: "ann", Roles: []scope.Role{scope.Developer}}

type fix struct {
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	kms   secret.KMS
	s     *client.Service
}

func each(t *testing.T, fn func(f *fix)) {
	testkit.Each(t, [][]db.Migration{audit.Migrations, client.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		kms := secret.InMemory()
		f := &fix{t, d, c, kms, client.New(d, kms, quiet)}
		if err := f.s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		fn(f)
	})
}

func (f *fix) create(d client.Draft) (*client.App, error) {
	return db.Get(f.t.Context(), f.db, func(tx *db.Tx) (*client.App, error) { return f.s.Create(f.t.Context(), tx, ann, d) })
}

func (f *fix) addKey(app string, k *rsa.PrivateKey, overlap time.Duration) error {
	return f.db.Do(f.t.Context(), func(tx *db.Tx) error {
		_, err := f.s.AddKey(f.t.Context(), tx, ann, app, protocol.PublicPEM(&k.PublicKey), overlap)
		return err
	})
}

func (f *fix) signs(app, sn string, k *rsa.PrivateKey) bool {
	f.t.Helper()
	sig, err := protocol.Sign(k, []byte("text"))
	if err != nil {
		f.t.Fatal(err)
	}
	a, err := f.s.Lookup(f.t.Context(), app)
	if err != nil {
		f.t.Fatal(err)
	}
	return a.Verify(sn, f.db.Now(), []byte("text"), sig) == nil
}

func TestKeysOverlapDuringRotation(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.ID) != 16 || a.ID[:4] != "2021" {
			t.Errorf("id is %s", a.ID)
		}
		if f.signs(a.ID, "", keys()[0]) {
			t.Error("believed before there was a key")
		}
		if err := f.addKey(a.ID, keys()[0], 0); err != nil {
			t.Fatal(err)
		}
		if !f.signs(a.ID, "", keys()[0]) || f.signs(a.ID, "", keys()[1]) {
			t.Error("the first key and only it speaks for the app")
		}
		if err := f.addKey(a.ID, keys()[1], time.Hour); err != nil {
			t.Fatal(err)
		}
		if !f.signs(a.ID, "", keys()[0]) || !f.signs(a.ID, "", keys()[1]) {
			t.Error("both keys speak while they overlap")
		}
		f.clock.Move(2 * time.Hour)
		if f.signs(a.ID, "", keys()[0]) || !f.signs(a.ID, "", keys()[1]) {
			t.Error("the old key ends with the overlap")
		}
		if err := f.addKey(a.ID, keys()[0], 0); !errors.Is(err, client.ErrKeyReused) {
			t.Errorf("an old key again: %v", err)
		}
	})
}

func TestCertificatesAreIssuedAndNamed(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		k, err := f.s.Certify(t.Context(), ann, a.ID, protocol.PublicPEM(&keys()[0].PublicKey), 0)
		if err != nil {
			t.Fatal(err)
		}
		certs, err := protocol.Certificates(k.PEM)
		if err != nil || protocol.SN(certs[0]) != k.SN {
			t.Fatal(k.SN, err)
		}
		if !f.signs(a.ID, k.SN, keys()[0]) {
			t.Error("the certificate does not speak for its app")
		}
		if f.signs(a.ID, "", keys()[0]) || f.signs(a.ID, "00", keys()[0]) {
			t.Error("a certificate's key speaks only under its number")
		}
		if pem, ok := f.s.PlatformCert(f.s.Newest().SN()); !ok || pem != f.s.Newest().Cert() {
			t.Error("the platform's certificate is not found by its number")
		}
	})
}

func TestThePlatformKeepsItsKeysAndRotatesThem(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		first := f.s.Signer(a).SN()
		again := client.New(f.db, f.kms, quiet)
		if err := again.Ready(t.Context()); err != nil || again.Newest().SN() != first || again.Root() != f.s.Root() {
			t.Fatal("a restart changed the keys", err)
		}
		if client.New(f.db, secret.InMemory(), quiet).Ready(t.Context()) == nil {
			t.Error("another keyring opened the keys")
		}
		next, err := f.s.RotatePlatform(t.Context(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if f.s.Signer(a).SN() != first || f.s.Signer(nil).SN() != next.SN() {
			t.Error("an app keeps its version until it takes the next")
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.s.Adopt(t.Context(), tx, ann, a.ID) }); err != nil {
			t.Fatal(err)
		}
		if a, err = f.s.Lookup(t.Context(), a.ID); err != nil || f.s.Signer(a).SN() != next.SN() {
			t.Error("the app took the next version", err)
		}
		b, _ := f.create(client.Draft{Name: "Late", Kind: client.Own})
		if f.s.Signer(b).SN() != next.SN() {
			t.Error("a new app begins with the newest")
		}
	})
}

func TestAChangeIsSeenAtOnceHereAndSoonElsewhere(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		other := client.New(f.db, f.kms, quiet)
		for _, s := range []*client.Service{f.s, other} {
			if got, err := s.Lookup(t.Context(), a.ID); err != nil || got.State != client.Online {
				t.Fatal(got, err)
			}
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.s.Move(t.Context(), tx, ann, a.ID, client.Paused) }); err != nil {
			t.Fatal(err)
		}
		if got, _ := f.s.Lookup(t.Context(), a.ID); got.State != client.Paused {
			t.Error("not seen here")
		}
		f.clock.Move(4 * time.Second)
		if got, _ := other.Lookup(t.Context(), a.ID); got.State != client.Paused {
			t.Error("not seen on another node")
		}
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error { return f.s.Move(t.Context(), tx, ann, a.ID, client.Deleted) }); err != nil {
			t.Fatal(err)
		}
		if _, err := f.s.Lookup(t.Context(), a.ID); !errors.Is(err, client.ErrNotFound) {
			t.Errorf("a deleted app: %v", err)
		}
	})
}

func TestOnlyTheOwnerManagesAnApp(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		bob := scope.Scope{User: "bob", Roles: []scope.Role{scope.Developer}}
		for name, do := range map[string]func(tx *db.Tx) error{
			"get": func(tx *db.Tx) error { _, err := f.s.Get(t.Context(), tx, bob, a.ID); return err },
			"edit": func(tx *db.Tx) error {
				_, err := f.s.Edit(t.Context(), tx, bob, a.ID, client.Draft{Name: "x"})
				return err
			},
			"move":  func(tx *db.Tx) error { return f.s.Move(t.Context(), tx, bob, a.ID, client.Paused) },
			"aes":   func(tx *db.Tx) error { _, err := f.s.SetAES(t.Context(), tx, bob, a.ID); return err },
			"stop":  func(tx *db.Tx) error { return f.s.StopKey(t.Context(), tx, bob, a.ID, 1) },
			"adopt": func(tx *db.Tx) error { return f.s.Adopt(t.Context(), tx, bob, a.ID) },
		} {
			if err := f.db.Do(t.Context(), do); !errors.Is(err, client.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestContentKey(t *testing.T) {
	each(t, func(f *fix) {
		a, err := f.create(client.Draft{Name: "Breakfast", Kind: client.Own})
		if err != nil {
			t.Fatal(err)
		}
		text, err := db.Get(t.Context(), f.db, func(tx *db.Tx) (string, error) { return f.s.SetAES(t.Context(), tx, ann, a.ID) })
		if err != nil {
			t.Fatal(err)
		}
		want, err := protocol.AESKey(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := f.s.Lookup(t.Context(), a.ID); string(got.AESKey()) != string(want) {
			t.Error("the key that was given is not the one that is kept")
		}
	})
}

func TestDraftsAreChecked(t *testing.T) {
	each(t, func(f *fix) {
		for name, tc := range map[string]struct {
			d    client.Draft
			want error
		}{
			"no name":         {client.Draft{Kind: client.Own}, client.ErrName},
			"no kind":         {client.Draft{Name: "x"}, client.ErrKind},
			"plain http":      {client.Draft{Name: "x", Kind: client.Own, Redirects: []string{"http://shop.example/"}}, client.ErrURL},
			"script":          {client.Draft{Name: "x", Kind: client.Own, Redirects: []string{"javascript:alert(1)"}}, client.ErrURL},
			"a fragment":      {client.Draft{Name: "x", Kind: client.Own, Redirects: []string{"https://shop.example/#a"}}, client.ErrURL},
			"this machine":    {client.Draft{Name: "x", Kind: client.Own, NotifyURL: "http://127.0.0.1:9000/"}, client.ErrURL},
			"sandbox":         {client.Draft{Name: "x", Kind: client.Own, Sandbox: true, NotifyURL: "http://127.0.0.1:9000/"}, nil},
			"unknown product": {client.Draft{Name: "x", Kind: client.Own, Products: []client.Product{"gold"}}, client.ErrProduct},
		} {
			if _, err := f.create(tc.d); !errors.Is(err, tc.want) {
				t.Errorf("%s: got %v, want %v", name, err, tc.want)
			}
		}
	})
}
