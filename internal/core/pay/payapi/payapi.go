// Package payapi shows payments to the consumer app. It holds wire types and
// mapping; the one rule here is that a proof is spent in the transaction that
// it is for.
package payapi

import (
	"context"
	"errors"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

var me = web.For(scope.Consumer)

// Trade is what its buyer sees.
type Trade struct {
	ID        string       `json:"id"`
	Seller    string       `json:"seller" doc:"The verified name."`
	Payee     string       `json:"payee" doc:"Whom a passkey names when it confirms."`
	Subject   string       `json:"subject"`
	Total     money.Amount `json:"total"`
	Refunded  money.Amount `json:"refunded"`
	Status    string       `json:"status" enum:"WAIT_BUYER_PAY,TRADE_SUCCESS,TRADE_FINISHED,TRADE_CLOSED"`
	Channel   string       `json:"channel,omitempty"`
	CreatedAt time.Time    `json:"createdAt"`
	ExpiresAt time.Time    `json:"expiresAt"`
	PaidAt    *time.Time   `json:"paidAt,omitempty"`
	Mine      bool         `json:"mine" doc:"Paid by the caller, or waits for the caller."`
	BankOrder string       `json:"bankOrder,omitempty" doc:"The card's money is on its way: ask getBankOrder, then getTrade."`
}

type Code struct {
	Digits    string    `json:"digits" doc:"18 digits. Show them as a bar code and as a QR."`
	ExpiresAt time.Time `json:"expiresAt"`
}

type Auth struct {
	No        string       `json:"no"`
	Seller    string       `json:"seller"`
	Payee     string       `json:"payee" doc:"Whom a passkey names when it confirms."`
	Title     string       `json:"title"`
	Amount    money.Amount `json:"amount" doc:"Is reserved, not paid."`
	Status    string       `json:"status" enum:"INIT,AUTHORIZED,FINISH,CLOSED"`
	ExpiresAt time.Time    `json:"expiresAt"`
}

type Agreement struct {
	No          string       `json:"no"`
	Seller      string       `json:"seller"`
	Payee       string       `json:"payee" doc:"Whom a passkey names when it confirms."`
	Product     string       `json:"product"`
	Scene       string       `json:"scene"`
	SingleLimit money.Amount `json:"singleLimit" doc:"Zero: only the platform's own limits."`
	Status      string       `json:"status" enum:"TEMP,NORMAL,STOP"`
	SignedAt    *time.Time   `json:"signedAt,omitempty"`
	EndsAt      time.Time    `json:"endsAt"`
	ReturnURL   string       `json:"returnUrl,omitempty"`
}

type Payee struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"Masked."`
}

// Payees are at most 12, so the list has no cursor.
type Payees struct {
	Items []Payee `json:"items" nullable:"false" doc:"Whom the caller sent money to, the latest first."`
}

const mostPayees = 12

type Transfer struct {
	ID     string       `json:"id"`
	Payee  string       `json:"payee" doc:"Masked name."`
	Amount money.Amount `json:"amount"`
	At     time.Time    `json:"at"`
}

type Receive struct {
	Content string `json:"content" doc:"What the QR holds."`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type payIn struct {
	web.Keyed
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Card  string     `json:"card,omitempty" maxLength:"40" doc:"Take the money from this card; without it, from the balance."`
		Proof web.Secret `json:"proof" minLength:"1" maxLength:"100"`
	}
}

type signIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Proof web.Secret `json:"proof" minLength:"1" maxLength:"100"`
	}
}

type phoneIn struct {
	Body struct {
		Phone string `json:"phone" minLength:"5" maxLength:"20"`
	}
}

type transferIn struct {
	web.Keyed
	Body struct {
		Payee  string       `json:"payee" maxLength:"40" doc:"Id from findPayee or from a scanned code."`
		Amount money.Amount `json:"amount"`
		Note   string       `json:"note,omitempty" maxLength:"50"`
		Proof  web.Secret   `json:"proof" minLength:"1" maxLength:"100"`
	}
}

type receiveIn struct {
	Amount string `query:"amount" pattern:"^(\\d{1,7}(\\.\\d{1,2})?)?$" doc:"Empty: the payer types it."`
}

// Surface is the payments of the consumer app.
type Surface struct {
	DB       *db.DB
	Pay      *pay.Service
	Wallet   *wallet.Service
	Identity *identity.Service
	Sellers  pay.Sellers
	Judge    pay.Judge
	Links    pay.Links
}

// Consumer adds the operations.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "POST", "/api/paycode", "newPayCode", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, _ *struct{}) (Code, error) {
		by := scope.From(ctx)
		c, err := h.Pay.NewCode(ctx, tx, by.User, by.Device)
		return Code{c.Digits, c.Expires}, err
	}))
	web.Op(a, "GET", "/api/trades/waiting", "listWaiting", me, func(ctx context.Context, _ *struct{}) (Trades, error) {
		ts, err := h.Pay.WaitingFor(ctx, h.DB, scope.From(ctx).User)
		out := Trades{[]Trade{}}
		for _, t := range ts {
			w, err := h.trade(ctx, h.DB, t)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/trades/{id}", "getTrade", me, func(ctx context.Context, in *idIn) (Trade, error) {
		t, err := h.Pay.Get(ctx, h.DB, in.ID)
		if err == nil && t.Buyer != "" && t.Buyer != scope.From(ctx).User {
			err = pay.ErrNoTrade
		}
		if err != nil {
			return Trade{}, err
		}
		return h.trade(ctx, h.DB, t)
	})
	web.Op(a, "POST", "/api/trades/{id}/pay", "payTrade", me, web.Once(h.DB, h.pay))
	h.auths(a)
	h.agreements(a)
	h.people(a)
}

type Trades struct {
	Items []Trade `json:"items" nullable:"false"`
}

func (h Surface) trade(ctx context.Context, q db.Q, t pay.Trade) (Trade, error) {
	seller, err := h.Sellers.Seller(ctx, q, t.Merchant)
	out := Trade{
		ID: t.ID, Seller: seller.Name, Payee: t.Merchant, Subject: t.Subject, Total: t.Total, Refunded: t.Refunded, Status: string(t.Status),
		Channel: t.Channel, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, Mine: t.Buyer == scope.From(ctx).User,
	}
	if !t.PaidAt.IsZero() {
		out.PaidAt = &t.PaidAt
	}
	return out, err
}

func (h Surface) pay(ctx context.Context, tx *db.Tx, in *payIn) (Trade, error) {
	by := scope.From(ctx)
	t, err := h.Pay.Get(ctx, tx, in.ID)
	if err != nil {
		return Trade{}, err
	}
	if t.Status == pay.Waiting {
		if err := identity.Spend(ctx, tx, identity.Proof{Token: string(in.Body.Proof), User: by.User}, identity.Want{Payee: t.Merchant, Amount: t.Total, Nonce: t.ID}); err != nil {
			return Trade{}, err
		}
	}
	paying := pay.Paying{Buyer: by.User, Device: by.Device, Proven: true}
	if in.Body.Card != "" && t.Status == pay.Waiting {
		t, o, err := h.Pay.PayByCard(ctx, tx, in.ID, in.Body.Card, paying)
		if err != nil {
			return Trade{}, err
		}
		out, err := h.trade(ctx, tx, t)
		out.BankOrder = o.ID
		return out, err
	}
	t, err = h.Pay.Pay(ctx, tx, in.ID, paying)
	if err != nil {
		return Trade{}, err
	}
	return h.trade(ctx, tx, t)
}

func (h Surface) auths(a *web.API) {
	wire := func(ctx context.Context, q db.Q, x pay.Auth) (Auth, error) {
		seller, err := h.Sellers.Seller(ctx, q, x.Merchant)
		return Auth{x.No, seller.Name, x.Merchant, x.Title, x.Amount, string(x.Status), x.ExpiresAt}, err
	}
	web.Op(a, "GET", "/api/auths/{id}", "getAuth", me, func(ctx context.Context, in *idIn) (Auth, error) {
		x, err := h.Pay.AuthForPayer(ctx, h.DB, in.ID, "")
		if err == nil && x.Payer != "" && x.Payer != scope.From(ctx).User {
			err = pay.ErrNoAuth
		}
		if err != nil {
			return Auth{}, err
		}
		return wire(ctx, h.DB, x)
	})
	web.Op(a, "POST", "/api/auths/{id}/freeze", "freezeAuth", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *signIn) (Auth, error) {
		by := scope.From(ctx)
		x, err := h.Pay.AuthForPayer(ctx, tx, in.ID, "")
		if err != nil {
			return Auth{}, err
		}
		if x.Status == pay.AuthInit {
			if err := identity.Spend(ctx, tx, identity.Proof{Token: string(in.Body.Proof), User: by.User}, identity.Want{Payee: x.Merchant, Amount: x.Amount, Nonce: x.No}); err != nil {
				return Auth{}, err
			}
		}
		x, _, err = h.Pay.Freeze(ctx, tx, in.ID, pay.Paying{Buyer: by.User, Device: by.Device, Proven: true})
		if err != nil {
			return Auth{}, err
		}
		return wire(ctx, tx, x)
	}))
}

type Agreements struct {
	Items []Agreement `json:"items" nullable:"false"`
}

func (h Surface) agreements(a *web.API) {
	wire := func(ctx context.Context, q db.Q, x pay.Agreement) (Agreement, error) {
		seller, err := h.Sellers.Seller(ctx, q, x.Merchant)
		out := Agreement{No: x.No, Seller: seller.Name, Payee: x.Merchant, Product: x.Product, Scene: x.Scene, SingleLimit: x.SingleLimit, Status: string(x.Status), EndsAt: x.EndsAt, ReturnURL: x.Extra.ReturnURL}
		if !x.SignedAt.IsZero() {
			out.SignedAt = &x.SignedAt
		}
		return out, err
	}
	web.Op(a, "GET", "/api/agreements", "listAgreements", me, func(ctx context.Context, _ *struct{}) (Agreements, error) {
		xs, err := h.Pay.AgreementsOf(ctx, h.DB, scope.From(ctx).User)
		out := Agreements{[]Agreement{}}
		for _, x := range xs {
			w, e := wire(ctx, h.DB, x)
			err = errors.Join(err, e)
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/agreements/{id}", "getAgreement", me, func(ctx context.Context, in *idIn) (Agreement, error) {
		x, err := h.Pay.AgreementForUser(ctx, h.DB, in.ID)
		if err == nil && x.User != "" && x.User != scope.From(ctx).User {
			err = pay.ErrNoAgreement
		}
		if err != nil {
			return Agreement{}, err
		}
		return wire(ctx, h.DB, x)
	})
	web.Op(a, "POST", "/api/agreements/{id}/sign", "signAgreement", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *signIn) (Agreement, error) {
		by := scope.From(ctx)
		x, err := h.Pay.AgreementForUser(ctx, tx, in.ID)
		if err != nil {
			return Agreement{}, err
		}
		if err := identity.Spend(ctx, tx, identity.Proof{Token: string(in.Body.Proof), User: by.User},
			identity.Want{Payee: x.Merchant, Amount: money.New(0, money.CNY), Nonce: x.No}); err != nil {
			return Agreement{}, err
		}
		if x, err = h.Pay.Sign(ctx, tx, in.ID, by.User); err != nil {
			return Agreement{}, err
		}
		return wire(ctx, tx, x)
	}))
	web.Op(a, "DELETE", "/api/agreements/{id}", "endAgreement", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (web.Done, error) {
		x, err := h.Pay.AgreementForUser(ctx, tx, in.ID)
		if err == nil && x.User != scope.From(ctx).User {
			err = pay.ErrNoAgreement
		}
		if err == nil {
			_, err = h.Pay.Unsign(ctx, tx, x)
		}
		return web.Done{}, err
	}))
}

var errPayee = fault.New(fault.NotFound, "pay.no_payee", "There is nobody to send money to.")

func (h Surface) people(a *web.API) {
	web.Op(a, "POST", "/api/transfers/payee", "findPayee", me, func(ctx context.Context, in *phoneIn) (Payee, error) {
		id, masked, err := h.Identity.Lookup(ctx, h.DB, scope.From(ctx).User, in.Body.Phone)
		return Payee{id, masked}, err
	})
	web.Op(a, "GET", "/api/transfers/people", "listPayees", me, func(ctx context.Context, _ *struct{}) (Payees, error) {
		out := Payees{[]Payee{}}
		ids, err := h.Wallet.Payees(ctx, h.DB, scope.From(ctx).User, mostPayees)
		if err != nil {
			return out, err
		}
		for _, id := range ids {
			u, err := h.Identity.User(ctx, h.DB, id)
			switch {
			case errors.Is(err, identity.ErrNotFound) || err == nil && u.State != identity.Active: // nobody to send to now
			case err != nil:
				return out, err
			default:
				out.Items = append(out.Items, Payee{id, u.Masked()})
			}
		}
		return out, nil
	})
	web.Op(a, "POST", "/api/transfers", "transfer", me, web.Once(h.DB, h.transfer))
	web.Op(a, "GET", "/api/receive", "getReceiveCode", me, func(ctx context.Context, in *receiveIn) (Receive, error) {
		amount := money.New(0, money.CNY)
		if in.Amount != "" {
			var err error
			if amount, err = money.Parse(in.Amount, money.CNY); err != nil {
				return Receive{}, pay.ErrAmount.Because(err)
			}
		}
		return Receive{h.Links.Person(scope.From(ctx).User, amount.Minor())}, nil
	})
}

func (h Surface) transfer(ctx context.Context, tx *db.Tx, in *transferIn) (Transfer, error) {
	by, b := scope.From(ctx), in.Body
	payee, err := h.Identity.User(ctx, tx, b.Payee)
	if errors.Is(err, identity.ErrNotFound) || err == nil && payee.State != identity.Active {
		return Transfer{}, errPayee
	}
	if err != nil {
		return Transfer{}, err
	}
	payer, err := h.Identity.User(ctx, tx, by.User)
	if err != nil {
		return Transfer{}, err
	}
	if b.Amount.Currency() != money.CNY || b.Amount.Sign() <= 0 {
		return Transfer{}, wallet.ErrAmount
	}
	if err := identity.Spend(ctx, tx, identity.Proof{Token: string(b.Proof), User: by.User}, identity.Want{Payee: b.Payee, Amount: b.Amount, Nonce: in.Key}); err != nil {
		return Transfer{}, err
	}
	if err := h.Judge.Judge(ctx, tx, pay.Payment{
		Trade: "transfer:" + in.Key, Method: "transfer", Buyer: by.User, Payee: b.Payee, Device: by.Device, Amount: b.Amount, Proven: true, Transfer: true,
	}); err != nil {
		return Transfer{}, err
	}
	t, err := h.Wallet.Transfer(ctx, tx, wallet.NewTransfer{
		Scope: "user:" + by.User, OutBizNo: in.Key, Payer: wallet.Cash(by.User), PayerUser: by.User, PayerName: payer.Masked(),
		Payee: b.Payee, PayeeName: payee.Masked(), Amount: b.Amount, Title: b.Note,
	})
	return Transfer{t.ID, payee.Masked(), t.Amount, t.At}, err
}
