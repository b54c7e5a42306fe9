package claimapi

import (
	"context"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/claim"
)

type storeClaimsIn struct {
	Store string `path:"store" maxLength:"40"`
	page.Ask
	Status string `query:"status" enum:"open,answered" default:"open" doc:"Open: that wait for the store, oldest first; answered: all others, newest first."`
}

type appealedClaimsIn struct {
	page.Ask
	Status string `query:"status" enum:"appealed,decided" default:"appealed" doc:"Appealed: that wait for an operator, oldest first; decided: newest first."`
}

type answerClaimIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		To    string `json:"to" enum:"settled,resent,refused" doc:"Settled: the pieces are paid back."`
		Words string `json:"words,omitempty" maxLength:"500" doc:"Needed where it is resent, when, or refused, why."`
	}
}

type decideClaimIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		To     string `json:"to" enum:"settled,closed"`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Both sides read it."`
	}
}

// Console adds what stores and operators do.
func (h Surface) Console(a *web.API) {
	staff := web.For(scope.Owner, scope.Manager, scope.Cashier)
	web.Op(a, "GET", "/console/api/stores/{store}/claims", "listStoreClaims", staff, func(ctx context.Context, in *storeClaimsIn) (page.Of[Claim], error) {
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return page.Of[Claim]{}, err
		}
		p, err := h.Claims.At(ctx, h.DB, in.Store, in.Status == "open", in.Ask)
		if err != nil {
			return page.Of[Claim]{}, err
		}
		return h.list(ctx, p, claim.Shop)
	})
	web.Op(a, "POST", "/console/api/claims/{id}/answer", "answerClaim", staff, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *answerClaimIn) (Claim, error) {
		if err := h.ours(ctx, tx, in.ID); err != nil {
			return Claim{}, err
		}
		return h.moved(ctx, tx, in.ID, claim.Status(in.Body.To), claim.Shop, in.Body.Words)
	}))
	looker := web.For(scope.Owner, scope.Manager, scope.Cashier, scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/claims/{id}/picture", "getClaimPicture", looker, func(ctx context.Context, in *idIn) (ClaimPicture, error) {
		if !scope.From(ctx).Has(scope.Operator, scope.Auditor) {
			if err := h.ours(ctx, h.DB, in.ID); err != nil {
				return ClaimPicture{}, err
			}
		}
		b, err := h.Claims.Photo(ctx, h.DB, in.ID)
		return ClaimPicture{b}, err
	})
	web.Op(a, "GET", "/console/api/claims", "listAppealedClaims", web.For(scope.Operator, scope.Auditor), func(ctx context.Context, in *appealedClaimsIn) (page.Of[Claim], error) {
		p, err := h.Claims.Appeals(ctx, h.DB, in.Status == "appealed", in.Ask)
		if err != nil {
			return page.Of[Claim]{}, err
		}
		return h.list(ctx, p, claim.Operator)
	})
	web.Op(a, "POST", "/console/api/claims/{id}/decide", "decideClaim", web.For(scope.Operator), web.InTx(h.DB, h.decide))
}

// ours refuses the claims at stores that the caller does not act for.
func (h Surface) ours(ctx context.Context, q db.Q, id string) error {
	c, err := h.Claims.Get(ctx, q, id)
	if err == nil && !scope.From(ctx).At(c.Merchant, c.Store) {
		err = claim.ErrNotFound
	}
	return err
}

func (h Surface) decide(ctx context.Context, tx *db.Tx, in *decideClaimIn) (Claim, error) {
	was, err := h.Claims.Get(ctx, tx, in.ID)
	if err != nil {
		return Claim{}, err
	}
	out, err := h.moved(ctx, tx, in.ID, claim.Status(in.Body.To), claim.Operator, in.Body.Reason)
	if err != nil || out.Status == string(was.Status) { // a repeat decides nothing
		return out, err
	}
	return out, audit.Append(ctx, tx, audit.Entry{
		Actor: "user:" + scope.From(ctx).User, Act: "claim." + in.Body.To, Object: "order:" + out.Order, Reason: in.Body.Reason, Request: web.TraceID(ctx),
	}, map[string]string{"claim": out.ID, "amount": out.Amount.Decimal()})
}
