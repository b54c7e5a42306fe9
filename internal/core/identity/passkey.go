package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"livewell/internal/kit/db"
)

const (
	ceremonyLife = 5 * time.Minute
	passkeyMost  = 10
)

// Ceremony is a question to a passkey. Options is for the browser's
// navigator.credentials, as JSON.
type Ceremony struct {
	ID      string
	Options json.RawMessage
}

// Passkey is one that a person registered.
type Passkey struct {
	ID, Name          string
	CreatedAt, UsedAt time.Time // UsedAt is zero before the first use
}

// holder is a person as the WebAuthn library sees one.
type holder struct {
	handle      []byte
	name, shown string
	credentials []webauthn.Credential
}

func (h *holder) WebAuthnID() []byte                         { return h.handle }
func (h *holder) WebAuthnName() string                       { return h.name }
func (h *holder) WebAuthnDisplayName() string                { return h.shown }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// holder reads user's passkeys. The handle says nothing about the person.
func (s *Service) holder(ctx context.Context, q db.Q, user string) (*holder, error) {
	u, err := s.User(ctx, q, user)
	if err != nil {
		return nil, err
	}
	rows, err := db.List[passkeyRow](ctx, q, qPasskeys, user)
	if err != nil {
		return nil, err
	}
	h := &holder{handle: s.keys.Index("handle", []byte(user)), name: MaskPhone(u.Phone), shown: u.Shown()}
	for _, r := range rows {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(r.Credential), &c); err != nil {
			return nil, err
		}
		h.credentials = append(h.credentials, c)
	}
	return h, nil
}

// ask stores a ceremony and gives it to the browser.
func (s *Service) ask(ctx context.Context, kind, user, want string, options any, data *webauthn.SessionData) (Ceremony, error) {
	o, err1 := json.Marshal(options)
	d, err2 := json.Marshal(data)
	if err := first(err1, err2); err != nil {
		return Ceremony{}, err
	}
	id, _ := newToken()
	return Ceremony{id, o}, s.db.Do(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, qCeremonySweep, micro(tx.Now()), 10); err != nil {
			return err
		}
		_, err := db.Exec(ctx, tx, qCeremonyNew, hashOf(id), kind, user, want, string(d), micro(tx.Now().Add(ceremonyLife)))
		return err
	})
}

// answered takes a ceremony, which can be answered once, whatever the answer is.
func (s *Service) answered(ctx context.Context, kind, user, id string) (ceremonyRow, webauthn.SessionData, error) {
	var data webauthn.SessionData
	r, err := db.Get(ctx, s.db, func(tx *db.Tx) (ceremonyRow, error) {
		r, ok, err := db.One[ceremonyRow](ctx, tx, qCeremonyTake, hashOf(id), kind, micro(tx.Now()))
		if err == nil && (!ok || r.Owner != user) {
			err = ErrPasskey
		}
		return r, err
	})
	if err != nil {
		return r, data, err
	}
	return r, data, json.Unmarshal([]byte(r.Data), &data)
}

// BeginPasskey starts the registration of a passkey. Whoever has a PIN must
// prove it: a passkey confirms payments, so a session alone may not add one.
// Faults: ErrProof, ErrPasskey.
func (s *Service) BeginPasskey(ctx context.Context, user string, p Proof) (Ceremony, error) {
	pin, err := s.PIN(ctx, s.db, user)
	if err != nil {
		return Ceremony{}, err
	}
	if pin.Set {
		if err := s.db.Do(ctx, func(tx *db.Tx) error {
			return Spend(ctx, tx, Proof{Token: p.Token, User: user}, Want{Nonce: WantPasskey})
		}); err != nil {
			return Ceremony{}, err
		}
	}
	h, err := s.holder(ctx, s.db, user)
	if err != nil {
		return Ceremony{}, err
	}
	if len(h.credentials) >= passkeyMost {
		return Ceremony{}, ErrPasskey.With(map[string]any{"most": passkeyMost})
	}
	o, data, err := s.web.BeginRegistration(h,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return Ceremony{}, err
	}
	return s.ask(ctx, "register", user, "", o, data)
}

// FinishPasskey registers the passkey that answered. Fault: ErrPasskey.
func (s *Service) FinishPasskey(ctx context.Context, user, ceremony, name string, answer []byte) (Passkey, error) {
	_, data, err := s.answered(ctx, "register", user, ceremony)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, ErrPasskey.Because(err)
	}
	h, err := s.holder(ctx, s.db, user)
	if err != nil {
		return Passkey{}, err
	}
	c, err := s.web.CreateCredential(h, data, parsed)
	if err != nil {
		return Passkey{}, ErrPasskey.Because(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return Passkey{}, err
	}
	id := base64.RawURLEncoding.EncodeToString(c.ID)
	return db.Get(ctx, s.db, func(tx *db.Tx) (Passkey, error) {
		n, err := db.Exec(ctx, tx, qPasskeyNew, id, user, name, string(b), micro(tx.Now()))
		if err != nil || n == 0 {
			return Passkey{}, first(err, ErrPasskey)
		}
		return Passkey{ID: id, Name: name, CreatedAt: tx.Now()}, s.bus.Emit(ctx, tx, PasskeyEvent{user, name, false})
	})
}

// BeginSignIn asks for any passkey of this service.
func (s *Service) BeginSignIn(ctx context.Context, address string) (Ceremony, error) {
	if err := s.take(BucketTryAddress, address); err != nil {
		return Ceremony{}, err
	}
	o, data, err := s.web.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, err
	}
	return s.ask(ctx, "signin", "", "", o, data)
}

// FinishSignIn signs in whose passkey answered. Faults: ErrPasskey, ErrFrozen.
func (s *Service) FinishSignIn(ctx context.Context, ceremony string, answer []byte, on Device) (SignIn, error) {
	_, data, err := s.answered(ctx, "signin", "", ceremony)
	if err != nil {
		return SignIn{}, err
	}
	key, err := s.check(ctx, answer, func(r passkeyRow, p *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
		h, err := s.holder(ctx, s.db, r.Owner)
		if err != nil {
			return nil, err
		}
		_, c, err := s.web.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, data, p)
		return c, err
	})
	if err != nil {
		return SignIn{}, err
	}
	return db.Get(ctx, s.db, func(tx *db.Tx) (SignIn, error) {
		if err := key.use(ctx, tx); err != nil {
			return SignIn{}, err
		}
		u, err := s.User(ctx, tx, key.row.Owner)
		if err == nil && u.State != Active {
			err = ErrFrozen
		}
		if err != nil {
			return SignIn{}, err
		}
		return s.start(ctx, tx, u, "passkey", on)
	})
}

// BeginStepUp asks user's passkeys to confirm want: they sign a hash of it.
// Fault: ErrNoPasskey, when there is none.
func (s *Service) BeginStepUp(ctx context.Context, user string, want Want) (Ceremony, error) {
	h, err := s.holder(ctx, s.db, user)
	if err != nil {
		return Ceremony{}, err
	}
	if len(h.credentials) == 0 {
		return Ceremony{}, ErrNoPasskey
	}
	var salt [32]byte
	rand.Read(salt[:])
	hash := sha256.New()
	hash.Write(salt[:])
	hash.Write([]byte(user + "\n" + want.text()))
	o, data, err := s.web.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired), webauthn.WithChallenge(hash.Sum(nil)))
	if err != nil {
		return Ceremony{}, err
	}
	return s.ask(ctx, "stepup", user, want.text(), o, data)
}

// FinishStepUp gives the proof of what the ceremony was begun for. Fault: ErrPasskey.
func (s *Service) FinishStepUp(ctx context.Context, user, ceremony string, answer []byte) (Proof, error) {
	cer, data, err := s.answered(ctx, "stepup", user, ceremony)
	if err != nil {
		return Proof{}, err
	}
	key, err := s.check(ctx, answer, func(r passkeyRow, p *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
		if r.Owner != user {
			return nil, ErrPasskey
		}
		h, err := s.holder(ctx, s.db, user)
		if err != nil {
			return nil, err
		}
		return s.web.ValidateLogin(h, data, p)
	})
	if err != nil {
		return Proof{}, err
	}
	p := newProof(user, "passkey")
	return p, s.db.Do(ctx, func(tx *db.Tx) error {
		return first(key.use(ctx, tx), p.save(ctx, tx, cer.Want))
	})
}

// used is a passkey that answered right, and what it is after that.
type used struct {
	row  passkeyRow
	next string
}

// check finds the passkey that answered and lets valid judge the answer.
func (s *Service) check(ctx context.Context, answer []byte, valid func(passkeyRow, *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error)) (used, error) {
	p, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return used{}, ErrPasskey.Because(err)
	}
	r, ok, err := db.One[passkeyRow](ctx, s.db, qPasskey, base64.RawURLEncoding.EncodeToString(p.RawID))
	if err != nil || !ok {
		return used{}, first(err, ErrPasskey)
	}
	c, err := valid(r, p)
	if err != nil {
		return used{}, ErrPasskey.Because(err)
	}
	if c.Authenticator.CloneWarning {
		return used{}, ErrPasskey.With(map[string]any{"clone": true})
	}
	b, err := json.Marshal(c)
	return used{r, string(b)}, err
}

// use stores the passkey's new counter. Two answers with one counter: one counts.
func (u used) use(ctx context.Context, tx *db.Tx) error {
	n, err := db.Exec(ctx, tx, qPasskeyUsed, u.row.ID, u.row.Credential, u.next, micro(tx.Now()))
	if err == nil && n == 0 {
		err = ErrPasskey
	}
	return err
}

// Passkeys lists a person's passkeys, oldest first.
func (*Service) Passkeys(ctx context.Context, q db.Q, user string) (out []Passkey, err error) {
	rows, err := db.List[passkeyRow](ctx, q, qPasskeys, user)
	for _, r := range rows {
		p := Passkey{ID: r.ID, Name: r.Name, CreatedAt: time.UnixMicro(r.CreatedAt).UTC()}
		if r.UsedAt > 0 {
			p.UsedAt = time.UnixMicro(r.UsedAt).UTC()
		}
		out = append(out, p)
	}
	return out, err
}

// DropPasskey removes one. Fault: ErrNoPasskey.
func (s *Service) DropPasskey(ctx context.Context, tx *db.Tx, user, id string) error {
	name, ok, err := db.One[string](ctx, tx, qPasskeyDrop, id, user)
	if err != nil || !ok {
		return first(err, ErrNoPasskey)
	}
	return s.bus.Emit(ctx, tx, PasskeyEvent{user, name, true})
}
