// Package claimapi shows claims to who makes them, to the stores that answer and
// to the operators who decide. It holds wire types and mapping; the rules here
// are who sees which claim, and that decisions of operators are in the audit log.
package claimapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/claim"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// Surface is claims.
type Surface struct {
	DB       *db.DB
	Claims   *claim.Service
	Orders   *order.Service
	Stores   *store.Service
	Identity *identity.Service
}

type ClaimPiece struct {
	Line   int64  `json:"line"`
	Qty    int64  `json:"qty"`
	Name   string `json:"name"`
	NameEN string `json:"nameEn,omitempty"`
}

type ClaimStep struct {
	Status string    `json:"status" enum:"open,settled,resent,refused,withdrawn,appealed,closed"`
	Actor  string    `json:"actor" enum:"buyer,shop,operator,system"`
	Words  string    `json:"words,omitempty" doc:"Of people. Of the system: silence, often, patience, cancelled, or the code of the fault that refused the refund."`
	At     time.Time `json:"at"`
}

// Claim is one as it stands.
type Claim struct {
	ID        string       `json:"id"`
	Order     string       `json:"order"`
	Number    string       `json:"number" doc:"Of the order, as it was called in the store."`
	Store     string       `json:"store"`
	StoreName string       `json:"storeName"`
	Buyer     string       `json:"buyer,omitempty" doc:"Masked; stores and operators see it."`
	Kind      string       `json:"kind" enum:"missing,wrong,spoilt,other"`
	Pieces    []ClaimPiece `json:"pieces" nullable:"false"`
	Amount    money.Amount `json:"amount" doc:"What the pieces cost; once it is settled, what came back for them."`
	Pictured  bool         `json:"pictured"`
	Status    string       `json:"status" enum:"open,settled,resent,refused,withdrawn,appealed,closed"`
	Due       *time.Time   `json:"due,omitempty" doc:"When it moves by itself: open ones are settled, answered ones closed."`
	Steps     []ClaimStep  `json:"steps" nullable:"false"`
	Can       []string     `json:"can" nullable:"false" doc:"The statuses that the caller may move it to now."`
	At        time.Time    `json:"at"`
}

// ClaimPicture is what the buyer photographed.
type ClaimPicture struct {
	Picture []byte `json:"picture" doc:"JPEG, base64."`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

// wire gives a claim as actor sees it.
func (h Surface) wire(ctx context.Context, q db.Q, c claim.Claim, actor claim.Actor) (Claim, error) {
	o, err := h.Orders.Get(ctx, q, c.Order)
	if err != nil {
		return Claim{}, err
	}
	out := Claim{
		ID: c.ID, Order: c.Order, Number: o.Number, Store: c.Store, StoreName: o.StoreName, Kind: string(c.Kind), Pieces: []ClaimPiece{},
		Amount: c.Amount, Pictured: c.Pictured, Status: string(c.Status), Steps: []ClaimStep{}, Can: []string{}, At: c.At,
	}
	if !c.Due.IsZero() {
		out.Due = &c.Due
	}
	for _, to := range c.Can(actor) {
		out.Can = append(out.Can, string(to))
	}
	if actor != claim.Buyer {
		u, err := h.Identity.User(ctx, q, c.Buyer)
		if err != nil {
			return out, err
		}
		out.Buyer = u.Masked()
	}
	if out.Pieces, err = h.pieces(ctx, q, c); err != nil {
		return out, err
	}
	steps, err := h.Claims.Timeline(ctx, q, c.ID)
	for _, s := range steps {
		out.Steps = append(out.Steps, ClaimStep{string(s.Status), string(s.Actor), s.Words, s.At})
	}
	return out, err
}

func (h Surface) pieces(ctx context.Context, q db.Q, c claim.Claim) ([]ClaimPiece, error) {
	out := []ClaimPiece{}
	lines, err := h.Orders.Lines(ctx, q, c.Order)
	if err != nil {
		return out, err
	}
	pieces, err := h.Claims.Pieces(ctx, q, c.ID)
	for _, p := range pieces {
		for _, l := range lines {
			if l.No == p.Line {
				out = append(out, ClaimPiece{p.Line, p.Qty, l.Name, l.NameEN})
			}
		}
	}
	return out, err
}

func (h Surface) list(ctx context.Context, p page.Of[claim.Claim], actor claim.Actor) (page.Of[Claim], error) {
	out := page.Of[Claim]{Items: []Claim{}, Next: p.Next}
	for _, c := range p.Items {
		w, err := h.wire(ctx, h.DB, c, actor)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}

// moved moves a claim of the caller's and shows it.
func (h Surface) moved(ctx context.Context, tx *db.Tx, id string, to claim.Status, actor claim.Actor, words string) (Claim, error) {
	c, err := h.Claims.Move(ctx, tx, id, to, claim.By{Actor: actor, Who: scope.From(ctx).User, Words: words})
	if err != nil {
		return Claim{}, err
	}
	return h.wire(ctx, tx, c, actor)
}

// OrderClaims are the claims of an order, and what else can be claimed.
type OrderClaims struct {
	Items []Claim      `json:"items" nullable:"false" doc:"Newest first."`
	Left  []ClaimOffer `json:"left" nullable:"false" doc:"What can be claimed now; empty: nothing."`
}

// ClaimOffer is pieces of a line that can be claimed.
type ClaimOffer struct {
	Line int64 `json:"line" minimum:"0"`
	Qty  int64 `json:"qty" minimum:"1" maximum:"999"`
}

type openClaimIn struct {
	web.Keyed
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Pieces []ClaimOffer `json:"pieces" nullable:"false" minItems:"1" maxItems:"100" doc:"Each line once."`
		Kind   string       `json:"kind" enum:"missing,wrong,spoilt,other"`
		Words  string       `json:"words,omitempty" maxLength:"500"`
		Photo  []byte       `json:"photo,omitempty" maxLength:"550000" doc:"JPEG of at most 400 kB, base64."`
	}
}

type appealClaimIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Words string `json:"words" minLength:"1" maxLength:"500"`
	}
}

// Consumer adds what buyers do.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/orders/{id}/claims", "listOrderClaims", me, func(ctx context.Context, in *idIn) (OrderClaims, error) {
		return h.ofOrder(ctx, in.ID)
	})
	web.Op(a, "POST", "/api/orders/{id}/claims", "openClaim", me, web.Once(h.DB, h.open))
	web.Op(a, "POST", "/api/claims/{id}/withdraw", "withdrawClaim", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (Claim, error) {
		if err := h.mine(ctx, tx, in.ID); err != nil {
			return Claim{}, err
		}
		return h.moved(ctx, tx, in.ID, claim.Withdrawn, claim.Buyer, "")
	}))
	web.Op(a, "POST", "/api/claims/{id}/appeal", "appealClaim", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *appealClaimIn) (Claim, error) {
		if err := h.mine(ctx, tx, in.ID); err != nil {
			return Claim{}, err
		}
		return h.moved(ctx, tx, in.ID, claim.Appealed, claim.Buyer, in.Body.Words)
	}))
}

// mine refuses the claims of others: to the caller they are not there.
func (h Surface) mine(ctx context.Context, q db.Q, id string) error {
	c, err := h.Claims.Get(ctx, q, id)
	if err == nil && c.Buyer != scope.From(ctx).User {
		err = claim.ErrNotFound
	}
	return err
}

func (h Surface) ofOrder(ctx context.Context, id string) (OrderClaims, error) {
	out := OrderClaims{[]Claim{}, []ClaimOffer{}}
	o, err := h.Orders.Get(ctx, h.DB, id)
	if err == nil && o.Buyer != scope.From(ctx).User {
		err = order.ErrNotFound
	}
	if err != nil {
		return out, err
	}
	cs, err := h.Claims.Of(ctx, h.DB, id)
	if err != nil {
		return out, err
	}
	for _, c := range cs {
		w, err := h.wire(ctx, h.DB, c, claim.Buyer)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	left, err := h.Claims.Left(ctx, h.DB, o, h.DB.Now())
	for _, p := range left {
		out.Left = append(out.Left, ClaimOffer(p))
	}
	return out, err
}

func (h Surface) open(ctx context.Context, tx *db.Tx, in *openClaimIn) (Claim, error) {
	b := in.Body
	d := claim.Draft{Order: in.ID, Kind: claim.Kind(b.Kind), Words: b.Words, Photo: b.Photo}
	for _, p := range b.Pieces {
		d.Pieces = append(d.Pieces, order.Pieces(p))
	}
	c, err := h.Claims.Open(ctx, tx, scope.From(ctx).User, d)
	if err != nil {
		return Claim{}, err
	}
	return h.wire(ctx, tx, c, claim.Buyer)
}
