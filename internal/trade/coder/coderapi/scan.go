package coderapi

import (
	"context"
	"errors"
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/coder"
	"livewell/internal/trade/store"
)

// Scanned is what a text that a camera read means. A kind that is unknown
// opens nothing by itself.
type Scanned struct {
	Kind   string         `json:"kind" enum:"trade,auth,person,coder,unknown"`
	Trade  string         `json:"trade,omitempty" doc:"Id: go on with getTrade."`
	Auth   string         `json:"auth,omitempty" doc:"Number: go on with getAuth."`
	Person *ScannedPerson `json:"person,omitempty"`
	Coder  *ScannedCoder  `json:"coder,omitempty"`
}

type ScannedPerson struct {
	ID     string        `json:"id"`
	Name   string        `json:"name" doc:"Masked."`
	Amount *money.Amount `json:"amount,omitempty" doc:"Asked for."`
}

type ScannedCoder struct {
	Payload string        `json:"payload" doc:"Send it back with payCoder."`
	Shop    string        `json:"shop" doc:"Id; the payee that a passkey signs."`
	Seller  string        `json:"seller" doc:"The verified name."`
	Label   string        `json:"label,omitempty"`
	Amount  *money.Amount `json:"amount,omitempty" doc:"Fixed; absent: the buyer types it."`
	Short   string        `json:"short" doc:"Compare with the digits on the poster."`
	Store   string        `json:"store,omitempty" doc:"Id of the seller's first store, where it has one."`
}

type scanIn struct {
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"2048"`
	}
}

type payCoderIn struct {
	web.Keyed
	Body struct {
		Payload string       `json:"payload" maxLength:"200"`
		Amount  money.Amount `json:"amount"`
		Note    string       `json:"note,omitempty" maxLength:"50"`
		Proof   web.Secret   `json:"proof" minLength:"1" maxLength:"100"`
	}
}

type Paid struct {
	Trade  string       `json:"trade"`
	Seller string       `json:"seller"`
	Amount money.Amount `json:"amount"`
}

func (h Surface) scan(a *web.API) {
	web.Op(a, "POST", "/api/scan", "scan", me, func(ctx context.Context, in *scanIn) (Scanned, error) {
		out, err := h.read(ctx, strings.TrimSpace(in.Body.Text))
		// What is not there any more, or never was, is unknown and no error.
		if f, ok := fault.Of(err); ok && (f.Kind == fault.NotFound || errors.Is(err, coder.ErrEMV)) {
			return Scanned{Kind: "unknown"}, nil
		}
		return out, err
	})
	web.Op(a, "POST", "/api/coder/pay", "payCoder", me, web.Once(h.DB, h.payCoder))
}

func (h Surface) read(ctx context.Context, text string) (Scanned, error) {
	if e, err := coder.ReadEMV(text); err == nil {
		if e.Payload == "" {
			return Scanned{Kind: "unknown"}, nil
		}
		return h.static(ctx, e.Payload)
	}
	t, ok := h.Links.Read(text)
	switch {
	case !ok:
		return Scanned{Kind: "unknown"}, nil
	case t.Trade != "":
		trade, err := h.Pay.ByQRToken(ctx, h.DB, t.Trade)
		return Scanned{Kind: "trade", Trade: trade.ID}, err
	case t.Auth != "":
		x, err := h.Pay.AuthForPayer(ctx, h.DB, "", t.Auth)
		return Scanned{Kind: "auth", Auth: x.No}, err
	case t.Person != "":
		return h.person(ctx, t)
	}
	return h.static(ctx, t.Static)
}

func (h Surface) person(ctx context.Context, t pay.Target) (Scanned, error) {
	u, err := h.Identity.User(ctx, h.DB, t.Person)
	if err == nil && u.State != identity.Active {
		err = identity.ErrNotFound
	}
	p := &ScannedPerson{ID: u.ID, Name: u.Masked()}
	if t.Minor > 0 {
		a := money.New(t.Minor, money.CNY)
		p.Amount = &a
	}
	return Scanned{Kind: "person", Person: p}, err
}

func (h Surface) static(ctx context.Context, payload string) (Scanned, error) {
	c, m, err := h.Coder.Read(ctx, h.DB, payload)
	if err != nil {
		return Scanned{}, err
	}
	out := &ScannedCoder{Payload: payload, Shop: m.ID, Seller: m.Name, Label: c.Label, Short: coder.ShortCode(c.ID)}
	if !c.Amount.IsZero() {
		out.Amount = &c.Amount
	}
	st, err := h.Stores.First(ctx, h.DB, m.ID)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	out.Store = st.ID
	return Scanned{Kind: "coder", Coder: out}, err
}

func (h Surface) payCoder(ctx context.Context, tx *db.Tx, in *payCoderIn) (Paid, error) {
	by, b := scope.From(ctx), in.Body
	_, m, err := h.Coder.Read(ctx, tx, b.Payload)
	if err != nil {
		return Paid{}, err
	}
	if err := identity.Spend(ctx, tx, identity.Proof{Token: string(b.Proof), User: by.User}, identity.Want{Payee: m.ID, Amount: b.Amount, Nonce: in.Key}); err != nil {
		return Paid{}, err
	}
	t, err := h.Coder.Pay(ctx, tx, b.Payload, in.Key, b.Note, b.Amount, pay.Paying{Buyer: by.User, Device: by.Device, Proven: true})
	return Paid{t.ID, m.Name, t.Total}, err
}
