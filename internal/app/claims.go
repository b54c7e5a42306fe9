package app

import (
	"context"
	"errors"

	"livewell/internal/core/identity"
	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/life/claim"
	"livewell/internal/life/claim/claimapi"
	"livewell/internal/trade/merchant"
)

// claim makes what buyers say is wrong, and their part of the consumer surface.
func (a *App) claim(bus *event.Bus) {
	claims := claim.Serve(claim.Deps{
		Jobs: a.Jobs, Bus: bus, Orders: a.Orders,
		Works: func(ctx context.Context, q db.Q, m, user string) (bool, error) {
			_, err := a.Merchants.RoleOf(ctx, q, m, user)
			if errors.Is(err, merchant.ErrNotFound) {
				return false, nil
			}
			return err == nil, err
		},
	})
	event.On(bus, "claim.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return claims.Forget(ctx, tx, e.User)
	})
	a.tellClaims(bus)
	a.claims = claimapi.Surface{DB: a.DB, Claims: claims, Orders: a.Orders, Stores: a.Stores, Identity: a.Identity}
	a.claims.Consumer(a.Consumer)
}

// tellClaims tells stores what is wrong, and buyers what came of it.
func (a *App) tellClaims(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, c claim.Claim, user string, k message.Category, code, words, link string) error {
		o, err := a.Orders.Get(ctx, tx, c.Order)
		if err != nil {
			return err
		}
		_, err = a.Messages.Send(ctx, tx, user, k, code,
			map[string]string{"store": o.StoreName, "number": o.Number, "amount": c.Amount.Decimal(), "words": words}, link)
		return err
	}
	owner := func(ctx context.Context, tx *db.Tx, c claim.Claim, code string) error {
		m, err := a.Merchants.Get(ctx, tx, c.Merchant)
		if err != nil {
			return err
		}
		return send(ctx, tx, c, m.Owner, message.Services, code, "", "")
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e claim.MovedEvent) error {
		c := e.Claim
		switch {
		case c.Status == claim.Open:
			return owner(ctx, tx, c, "claim.opened")
		case c.Actor == claim.Buyer, e.Words == claim.ByCancelled: // of that order.cancelled tells
			return nil
		}
		words := e.Words
		if c.Actor == claim.System {
			words = ""
		}
		return send(ctx, tx, c, c.Buyer, message.Order, "claim."+string(c.Status), words, "/orders/"+c.Order)
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e claim.UnansweredEvent) error {
		return owner(ctx, tx, e.Claim, "claim.unanswered")
	})
}
