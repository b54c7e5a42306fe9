package identityapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/web"
)

type PIN struct {
	Set         bool       `json:"set"`
	Left        int        `json:"left" doc:"Wrong tries left."`
	LockedUntil *time.Time `json:"lockedUntil,omitempty"`
}

type changeIn struct {
	Body struct {
		Proof web.Secret `json:"proof" minLength:"1" maxLength:"100" doc:"Of the old PIN or of a passkey."`
		PIN   web.Secret `json:"pin" pattern:"^[0-9]{6}$"`
	}
}

type beginIn struct {
	Body struct {
		Proof web.Secret `json:"proof,omitempty" maxLength:"100" doc:"Of the PIN, where there is one."`
	}
}

type Passkey struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    *time.Time `json:"usedAt,omitempty"`
}

func passkey(p identity.Passkey) Passkey {
	return Passkey{p.ID, p.Name, p.CreatedAt, maybe(p.UsedAt)}
}

func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type Passkeys struct {
	Items []Passkey `json:"items" nullable:"false"`
}

type keyIn struct {
	ID string `path:"id" minLength:"1" maxLength:"1400"`
}

// confirm adds what a person confirms payments with.
func (h surface) confirm(a *web.API) {
	web.Op(a, "GET", "/api/pin", "getPIN", me, func(ctx context.Context, _ *struct{}) (PIN, error) {
		p, err := h.s.PIN(ctx, h.db, user(ctx))
		return PIN{p.Set, p.Left, maybe(p.LockedUntil)}, err
	})
	web.Op(a, "POST", "/api/pin", "setPIN", me, func(ctx context.Context, in *pinIn) (web.Done, error) {
		return web.Done{}, h.s.SetPIN(ctx, user(ctx), string(in.Body.PIN))
	})
	web.Op(a, "PUT", "/api/pin", "changePIN", me, func(ctx context.Context, in *changeIn) (web.Done, error) {
		return web.Done{}, h.s.ChangePIN(ctx, user(ctx), identity.Proof{Token: string(in.Body.Proof)}, string(in.Body.PIN))
	})
	web.Op(a, "POST", "/api/confirm/pin", "confirmByPIN", me, func(ctx context.Context, in *pinIn) (Proof, error) {
		p, err := h.s.VerifyPIN(ctx, user(ctx), string(in.Body.PIN))
		return proof(p), err
	})
	web.Op(a, "POST", "/api/confirm/passkey", "startConfirm", me, func(ctx context.Context, in *wantIn) (Ceremony, error) {
		c, err := h.s.BeginStepUp(ctx, user(ctx), identity.Want{Payee: in.Body.Payee, Amount: in.Body.Amount, Nonce: in.Body.Nonce})
		return Ceremony(c), err
	})
	web.Op(a, "POST", "/api/confirm/passkey/verify", "finishConfirm", me, func(ctx context.Context, in *answerIn) (Proof, error) {
		p, err := h.s.FinishStepUp(ctx, user(ctx), in.Body.ID, in.Body.Credential)
		return proof(p), err
	})
	web.Op(a, "GET", "/api/passkeys", "listPasskeys", me, func(ctx context.Context, _ *struct{}) (Passkeys, error) {
		ps, err := h.s.Passkeys(ctx, h.db, user(ctx))
		out := Passkeys{[]Passkey{}}
		for _, p := range ps {
			out.Items = append(out.Items, passkey(p))
		}
		return out, err
	})
	web.Op(a, "POST", "/api/passkeys/start", "startPasskey", me, func(ctx context.Context, in *beginIn) (Ceremony, error) {
		c, err := h.s.BeginPasskey(ctx, user(ctx), identity.Proof{Token: string(in.Body.Proof)})
		return Ceremony(c), err
	})
	web.Op(a, "POST", "/api/passkeys", "finishPasskey", me, func(ctx context.Context, in *answerIn) (Passkey, error) {
		name := in.Body.Name
		if name == "" {
			name = h.device(ctx, "").Name
		}
		p, err := h.s.FinishPasskey(ctx, user(ctx), in.Body.ID, name, in.Body.Credential)
		return passkey(p), err
	})
	web.Op(a, "DELETE", "/api/passkeys/{id}", "dropPasskey", me, web.InTx(h.db, func(ctx context.Context, tx *db.Tx, in *keyIn) (web.Done, error) {
		return web.Done{}, h.s.DropPasskey(ctx, tx, user(ctx), in.ID)
	}))
}
