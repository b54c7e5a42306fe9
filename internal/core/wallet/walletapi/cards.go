package walletapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

type Card struct {
	ID   string `json:"id"`
	Bank string `json:"bank"`
	Tail string `json:"tail" doc:"The last four digits."`
}

type Cards struct {
	Items []Card `json:"items" nullable:"false"`
}

// BankOrder is money on its way to or from a card. IN_DOUBT is no failure: the
// bank has not said yet, and will be asked until it does.
type BankOrder struct {
	ID     string       `json:"id"`
	Kind   string       `json:"kind" enum:"topup,withdraw,settle"`
	Amount money.Amount `json:"amount"`
	State  string       `json:"state" enum:"INIT,IN_DOUBT,DONE,REFUSED"`
	Code   string       `json:"code,omitempty" doc:"What the bank said, by ISO 8583 field 39."`
	At     time.Time    `json:"at"`
}

func bankOrder(o wallet.Order) BankOrder {
	return BankOrder{o.ID, string(o.Kind), o.Amount, string(o.State), o.Code, o.CreatedAt}
}

type cardIn struct {
	Body struct {
		Number web.Secret `json:"number" minLength:"12" maxLength:"30" doc:"With or without spaces."`
		Proof  web.Secret `json:"proof" minLength:"1" maxLength:"100"`
	}
}

type orderIn struct {
	web.Keyed
	Body struct {
		Card   string       `json:"card" maxLength:"40"`
		Amount money.Amount `json:"amount"`
		Proof  web.Secret   `json:"proof" minLength:"1" maxLength:"100"`
	}
}

// NonceCard is what the proof for binding a card is asked for.
const NonceCard = "wallet.card"

// cards adds a person's bank cards and what moves to and from them.
func cards(a *web.API, d *db.DB, s *wallet.Service) {
	party := func(ctx context.Context) string { return wallet.UserParty(scope.From(ctx).User) }
	web.Op(a, "GET", "/api/cards", "listCards", me, func(ctx context.Context, _ *struct{}) (Cards, error) {
		cs, err := s.Cards(ctx, d, party(ctx))
		out := Cards{[]Card{}}
		for _, c := range cs {
			out.Items = append(out.Items, Card{c.ID, c.Bank, c.Tail})
		}
		return out, err
	})
	web.Op(a, "POST", "/api/cards", "bindCard", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *cardIn) (Card, error) {
		if err := spend(ctx, tx, in.Body.Proof, identity.Want{Amount: money.New(0, money.CNY), Nonce: NonceCard}); err != nil {
			return Card{}, err
		}
		c, err := s.Bind(ctx, tx, party(ctx), string(in.Body.Number))
		return Card{c.ID, c.Bank, c.Tail}, err
	}))
	web.Op(a, "DELETE", "/api/cards/{id}", "unbindCard", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *billIn) (web.Done, error) {
		return web.Done{}, s.Unbind(ctx, tx, party(ctx), in.ID)
	}))
	for _, k := range []struct {
		path, name string
		kind       wallet.OrderKind
	}{{"/api/cards/topup", "topUp", wallet.Topup}, {"/api/cards/withdraw", "withdraw", wallet.Withdraw}} {
		web.Op(a, "POST", k.path, k.name, me, web.Once(d, func(ctx context.Context, tx *db.Tx, in *orderIn) (BankOrder, error) {
			b, user := in.Body, scope.From(ctx).User
			if err := spend(ctx, tx, b.Proof, identity.Want{Payee: b.Card, Amount: b.Amount, Nonce: in.Key}); err != nil {
				return BankOrder{}, err
			}
			o, err := s.Ask(ctx, tx, wallet.UserParty(user), wallet.Cash(user), b.Card, k.kind, b.Amount)
			return bankOrder(o), err
		}))
	}
	web.Op(a, "GET", "/api/bank-orders", "listBankOrders", me, func(ctx context.Context, in *page.Ask) (page.Of[BankOrder], error) {
		p, err := s.Orders(ctx, d, party(ctx), *in)
		return page.Map(p, bankOrder), err
	})
	web.Op(a, "GET", "/api/bank-orders/{id}", "getBankOrder", me, func(ctx context.Context, in *billIn) (BankOrder, error) {
		o, err := s.Order(ctx, d, party(ctx), in.ID)
		return bankOrder(o), err
	})
}

func spend(ctx context.Context, tx *db.Tx, proof web.Secret, want identity.Want) error {
	return identity.Spend(ctx, tx, identity.Proof{Token: string(proof), User: scope.From(ctx).User}, want)
}
