package identity_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// authenticator is a passkey in software: P-256, no attestation, always verifies
// its user. WebAuthn Level 3, sections 6 and 8.7.
type authenticator struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	origin string
	host   string
	lazy   bool // does not ask who holds it
}

func newAuthenticator() *authenticator {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	id := make([]byte, 32)
	rand.Read(id)
	return &authenticator{key: k, id: id, origin: "https://pay.example", host: "pay.example"}
}

var b64 = base64.RawURLEncoding.EncodeToString

// options is the part of the browser's question that an authenticator reads.
type options struct {
	PublicKey struct {
		Challenge string
		User      struct{ ID string }
	}
}

func read(c identity.Ceremony) options {
	var o options
	if err := json.Unmarshal(c.Options, &o); err != nil {
		panic(err)
	}
	return o
}

func (a *authenticator) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	return b
}

// data is authenticator data: flags are user present (1), verified (4), attested (64).
func (a *authenticator) data(flags byte, attested []byte) []byte {
	h := sha256.Sum256([]byte(a.host))
	b := append(h[:], flags)
	b = binary.BigEndian.AppendUint32(b, a.count)
	return append(b, attested...)
}

// bytesHead is the CBOR head of a byte string shorter than 65536.
func bytesHead(n int) []byte { return []byte{0x59, byte(n >> 8), byte(n)} }

func (a *authenticator) register(c identity.Ceremony) []byte {
	o := read(c)
	a.handle, _ = base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	raw, err := a.key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	// COSE_Key {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, raw[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), raw[33:]...)
	attested := append(make([]byte, 16), byte(len(a.id)>>8), byte(len(a.id)))
	attested = append(append(attested, a.id...), cose...)
	data := a.data(1|4|64, attested)
	// {"fmt": "none", "attStmt": {}, "authData": data}
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(append(object, bytesHead(len(data))...), data...)
	return a.credential(map[string]any{
		"clientDataJSON": b64(a.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object),
	})
}

func (a *authenticator) sign(c identity.Ceremony) []byte {
	a.count++
	client := a.client("webauthn.get", read(c).PublicKey.Challenge)
	flags := byte(1 | 4)
	if a.lazy {
		flags = 1
	}
	data := a.data(flags, nil)
	ch := sha256.Sum256(client)
	h := sha256.Sum256(append(append([]byte{}, data...), ch[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, h[:])
	if err != nil {
		panic(err)
	}
	return a.credential(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig), "userHandle": b64(a.handle),
	})
}

func (a *authenticator) credential(response map[string]any) []byte {
	b, err := json.Marshal(map[string]any{
		"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
	})
	if err != nil {
		panic(err)
	}
	return b
}

func (w *world) passkey(user string) *authenticator {
	w.Helper()
	a := newAuthenticator()
	c, err := w.s.BeginPasskey(w.Context(), user, identity.Proof{})
	w.ok(err)
	_, err = w.s.FinishPasskey(w.Context(), user, c.ID, "key", a.register(c))
	w.ok(err)
	return a
}

func TestAPasskeySignsIn(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		ann := w.signIn(annPhone, identity.Device{}).User.ID
		key := w.passkey(ann)
		c, err := w.s.BeginSignIn(ctx, "a")
		w.ok(err)
		answer := key.sign(c)
		in, err := w.s.FinishSignIn(ctx, c.ID, answer, identity.Device{})
		w.ok(err)
		if in.User.ID != ann {
			t.Errorf("signed in as %s", in.User.ID)
		}
		_, err = w.s.FinishSignIn(ctx, c.ID, answer, identity.Device{})
		w.want(err, identity.ErrPasskey) // a question is answered once
		for name, spoil := range map[string]func(a *authenticator){
			"another site":  func(a *authenticator) { a.origin = "https://evil.example" },
			"another host":  func(a *authenticator) { a.host = "evil.example" },
			"another key":   func(a *authenticator) { a.key = newAuthenticator().key },
			"unknown key":   func(a *authenticator) { a.id = newAuthenticator().id },
			"cloned key":    func(a *authenticator) { a.count = 0 },
			"a lazy key":    func(a *authenticator) { a.lazy = true },
			"another owner": func(a *authenticator) { a.handle = []byte("somebody") },
		} {
			c, err := w.s.BeginSignIn(ctx, "a")
			w.ok(err)
			bad := *key
			spoil(&bad)
			if _, err = w.s.FinishSignIn(ctx, c.ID, bad.sign(c), identity.Device{}); err == nil {
				t.Errorf("%s signed in", name)
			}
			w.want(err, identity.ErrPasskey)
		}
		c, err = w.s.BeginSignIn(ctx, "a")
		w.ok(err)
		w.clock.Move(6 * time.Minute)
		_, err = w.s.FinishSignIn(ctx, c.ID, key.sign(c), identity.Device{})
		w.want(err, identity.ErrPasskey)
		_, err = w.s.FinishSignIn(ctx, "none", []byte(`{}`), identity.Device{})
		w.want(err, identity.ErrPasskey)
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.Freeze(ctx, tx, ann, "test") }))
		c, err = w.s.BeginSignIn(ctx, "a")
		w.ok(err)
		_, err = w.s.FinishSignIn(ctx, c.ID, key.sign(c), identity.Device{})
		w.want(err, identity.ErrFrozen)
	})
}

func TestAPasskeyConfirmsOnePayment(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		ann, bob := w.signIn(annPhone, identity.Device{}).User.ID, w.signIn("+8613900000002", identity.Device{}).User.ID
		pay := identity.Want{Payee: "bob", Amount: money.New(100, money.CNY), Nonce: "1"}
		_, err := w.s.BeginStepUp(ctx, ann, pay)
		w.want(err, identity.ErrNoPasskey)
		key, bobs := w.passkey(ann), w.passkey(bob)
		confirm := func(by *authenticator) (identity.Proof, error) {
			c, err := w.s.BeginStepUp(ctx, ann, pay)
			w.ok(err)
			return w.s.FinishStepUp(ctx, ann, c.ID, by.sign(c))
		}
		_, err = confirm(bobs)
		w.want(err, identity.ErrPasskey)
		p, err := confirm(key)
		w.ok(err)
		for _, want := range []identity.Want{
			{Payee: "eve", Amount: pay.Amount, Nonce: "1"},
			{Payee: "bob", Amount: money.New(101, money.CNY), Nonce: "1"},
			{Payee: "bob", Amount: pay.Amount, Nonce: "2"},
			{},
		} {
			w.want(w.tx(func(tx *db.Tx) error { return identity.Spend(ctx, tx, p, want) }), identity.ErrProof)
		}
		w.ok(w.tx(func(tx *db.Tx) error { return identity.Spend(ctx, tx, p, pay) }))
		c, err := w.s.BeginStepUp(ctx, ann, pay)
		w.ok(err)
		_, err = w.s.FinishStepUp(ctx, bob, c.ID, key.sign(c))
		w.want(err, identity.ErrPasskey)
	})
}

func TestAddingAPasskeyTakesThePIN(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		ann := w.signIn(annPhone, identity.Device{}).User.ID
		key := w.passkey(ann)
		w.ok(w.s.SetPIN(ctx, ann, "407213"))
		_, err := w.s.BeginPasskey(ctx, ann, identity.Proof{})
		w.want(err, identity.ErrProof)
		p, err := w.s.VerifyPIN(ctx, ann, "407213")
		w.ok(err)
		c, err := w.s.BeginPasskey(ctx, ann, p)
		w.ok(err)
		_, err = w.s.FinishPasskey(ctx, ann, c.ID, "again", key.register(c))
		w.want(err, identity.ErrPasskey) // the same key twice
		ks, err := w.s.Passkeys(ctx, w.d, ann)
		w.ok(err)
		if len(ks) != 1 || ks[0].Name != "key" {
			t.Errorf("keys %+v", ks)
		}
		w.ok(w.tx(func(tx *db.Tx) error { return w.s.DropPasskey(ctx, tx, ann, ks[0].ID) }))
		w.want(w.tx(func(tx *db.Tx) error { return w.s.DropPasskey(ctx, tx, ann, ks[0].ID) }), identity.ErrNoPasskey)
	})
}
