// Package sandbox makes tenants for developers who try the open API, and plays
// the people in them: a buyer who shows codes, pays and agrees, and a merchant
// who authorises. It exists on servers that were started for a demo only.
//
// A tenant is an ordinary app with an ordinary merchant and ordinary people,
// all new and with money from nowhere; nothing in the rest of the program knows
// it but for the app's sandbox mark.
package sandbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"strings"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/oauth"
	"livewell/internal/open/protocol"
	"livewell/internal/trade/merchant"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("sandbox", files)

var (
	ErrToken     = fault.New(fault.Unauth, "sandbox.token", "This token belongs to no sandbox of this server.")
	ErrReference = fault.New(fault.Invalid, "sandbox.reference", "The reference is no QR content, cashier address, trade number or order string that waits here.")
	ErrBody      = fault.New(fault.Invalid, "sandbox.body", "The body must be a JSON object.")
	ErrOther     = fault.New(fault.Conflict, "sandbox.other", "The reference leads to another order than the one named.")
)

// What a tenant begins with.
const (
	BuyerMoney    = 100_000_00
	MerchantMoney = 1_000_00
)

// Tenant is what a developer needs to begin.
type Tenant struct {
	Token        string `json:"token" doc:"Plays the tenant's people. Keep it."`
	AppID        string `json:"app_id"`
	BuyerID      string `json:"buyer_id"`
	PayeeID      string `json:"payee_id"`
	SellerID     string `json:"seller_id"`
	AppCert      string `json:"app_cert" doc:"PEM."`
	RootCert     string `json:"root_cert" doc:"PEM."`
	PlatformCert string `json:"platform_cert" doc:"PEM."`
	PlatformSN   string `json:"platform_cert_sn"`
	PlatformKey  string `json:"platform_public_key" doc:"PEM."`
	AESKey       string `json:"aes_key" doc:"Base64."`
}

// Deps are the parts of a tenant.
type Deps struct {
	DB        *db.DB
	Apps      *client.Service
	People    *identity.Service
	Merchants *merchant.Service
	Wallet    *wallet.Service
	Pay       *pay.Service
	Consent   *consent.Service
	OAuth     *oauth.Service
	Gateway   *gateway.Gateway
	Links     pay.Links
	// PackageKey registers a key with which the app's packages are signed.
	PackageKey func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, publicKey string) error
}

type Service struct{ d Deps }

func New(d Deps) *Service { return &Service{d} }

type row struct {
	Hash     string `db:"hash"`
	App      string `db:"app"`
	Owner    string `db:"owner"`
	Merchant string `db:"merchant"`
	OtherApp string `db:"other_app"`
	Other    string `db:"other"`
	Buyer    string `db:"buyer"`
	Payee    string `db:"payee"`
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Create makes a tenant whose app signs with the given public key, in key mode
// and in certificate mode. Fault: client.ErrKey.
func (s *Service) Create(ctx context.Context, publicKey string) (Tenant, error) {
	t := Tenant{Token: rand.Text() + rand.Text()}
	r := row{Hash: hash(t.Token)}
	err := s.d.DB.Do(ctx, func(tx *db.Tx) error { return s.people(ctx, tx, &r, &t, publicKey) })
	if err != nil {
		return Tenant{}, err
	}
	k, err := s.d.Apps.Certify(ctx, scope.Scope{User: r.Owner}, r.App, publicKey, 0)
	if err != nil {
		return Tenant{}, err
	}
	a, err := s.d.Apps.Lookup(ctx, r.App)
	if err != nil {
		return Tenant{}, err
	}
	signer := s.d.Apps.Signer(a)
	t.AppID, t.SellerID, t.AppCert, t.RootCert = r.App, r.Merchant, k.PEM, s.d.Apps.Root()
	t.PlatformCert, t.PlatformSN, t.PlatformKey = signer.Cert(), signer.SN(), signer.PublicKey()
	return t, nil
}

// people makes the rows of a tenant.
func (s *Service) people(ctx context.Context, tx *db.Tx, r *row, t *Tenant, publicKey string) error {
	for _, who := range []struct {
		id     *string
		amount int64
	}{{&r.Owner, 0}, {&r.Buyer, BuyerMoney}, {&r.Payee, 0}} {
		id, err := s.person(ctx, tx, who.amount)
		if err != nil {
			return err
		}
		*who.id = id
	}
	sc := scope.Scope{User: r.Owner}
	var err error
	if r.Merchant, r.App, err = s.shop(ctx, tx, sc, "Sandbox shop"); err != nil {
		return err
	}
	if r.Other, r.OtherApp, err = s.shop(ctx, tx, sc, "Sandbox partner"); err != nil {
		return err
	}
	if _, err := s.d.Apps.AddKey(ctx, tx, sc, r.App, publicKey, 0); err != nil {
		return err
	}
	if t.AESKey, err = s.d.Apps.SetAES(ctx, tx, sc, r.App); err != nil {
		return err
	}
	if t.BuyerID, _, err = s.d.Consent.Pairwise(ctx, tx, r.App, r.Buyer); err != nil {
		return err
	}
	if t.PayeeID, _, err = s.d.Consent.Pairwise(ctx, tx, r.App, r.Payee); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qAdd, r.Hash, r.App, r.Owner, r.Merchant, r.OtherApp, r.Other, r.Buyer, r.Payee, tx.Now().UnixMicro())
	return err
}

// person makes somebody with a phone that nobody has.
func (s *Service) person(ctx context.Context, tx *db.Tx, amount int64) (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1e13))
	if err != nil {
		return "", err
	}
	u, err := s.d.People.Ensure(ctx, tx, fmt.Sprintf("+99%013d", n), "en") // no country has 99
	if err != nil {
		return "", err
	}
	if err := s.d.Wallet.OpenUser(ctx, tx, u.ID); err != nil || amount == 0 {
		return u.ID, err
	}
	return u.ID, s.d.Wallet.Issue(ctx, tx, "sandbox:"+u.ID, wallet.Cash(u.ID), money.New(amount, money.CNY))
}

// shop makes a merchant with an app that may use every product.
func (s *Service) shop(ctx context.Context, tx *db.Tx, sc scope.Scope, name string) (id, app string, err error) {
	m, err := s.d.Merchants.Open(ctx, tx, sc.User, name, merchant.Developer)
	if err != nil {
		return "", "", err
	}
	if err := s.d.Wallet.Issue(ctx, tx, "sandbox:"+m.ID, wallet.MerchantCash(m.ID), money.New(MerchantMoney, money.CNY)); err != nil {
		return "", "", err
	}
	a, err := s.d.Apps.Create(ctx, tx, sc, client.Draft{
		Name: name, Kind: client.Own, Merchant: m.ID, Sandbox: true, Products: client.Products(),
		Redirects: []string{"http://localhost:3000/callback", "http://127.0.0.1:3000/callback"},
	})
	if err != nil {
		return "", "", err
	}
	return m.ID, a.ID, nil
}

func (s *Service) tenant(ctx context.Context, token string) (row, error) {
	r, ok, err := db.One[row](ctx, s.d.DB, qGet, hash(token))
	if err == nil && !ok {
		err = ErrToken
	}
	return r, err
}

// Barcode gives a fresh payment code of the buyer. Codes before it stay good
// for their minute: each is shown on a device of its own. Fault: ErrToken.
func (s *Service) Barcode(ctx context.Context, token string) (string, error) {
	r, err := s.tenant(ctx, token)
	if err != nil {
		return "", err
	}
	return db.Get(ctx, s.d.DB, func(tx *db.Tx) (string, error) {
		c, err := s.d.Pay.NewCode(ctx, tx, r.Buyer, "sandbox-"+rand.Text())
		return c.Digits, err
	})
}

// OAuth gives a fresh authorisation code of the buyer for scopes, comma between.
// Faults: ErrToken, consent.ErrScope.
func (s *Service) OAuth(ctx context.Context, token, scopes string) (string, error) {
	r, err := s.tenant(ctx, token)
	if err != nil {
		return "", err
	}
	ask := oauth.AskOf(protocol.Params{"scope": scopes})
	return db.Get(ctx, s.d.DB, func(tx *db.Tx) (string, error) {
		missing, err := s.d.Consent.Missing(ctx, tx, r.Buyer, r.App, ask.Scopes)
		if err != nil {
			return "", err
		}
		for _, m := range missing {
			if err := s.d.Consent.Grant(ctx, tx, r.Buyer, r.App, "sandbox", consent.Agreed{Scope: m.Scope, Version: m.Version}); err != nil {
				return "", err
			}
		}
		return s.d.OAuth.Code(ctx, tx, oauth.Subject{Kind: oauth.ByUser, App: r.App, User: r.Buyer, Scopes: ask.Scopes})
	})
}

// PackageKey registers an Ed25519 key for the packages of the tenant's mini
// program. In a console its developer would; nobody signs in as a tenant.
// Faults: ErrToken, those of registry.Service.AddKey.
func (s *Service) PackageKey(ctx context.Context, token, publicKey string) error {
	r, err := s.tenant(ctx, token)
	if err != nil {
		return err
	}
	return s.d.DB.Do(ctx, func(tx *db.Tx) error {
		return s.d.PackageKey(ctx, tx, scope.Scope{User: r.Owner}, r.App, publicKey)
	})
}

// AppAuth gives a fresh code with which the partner merchant authorises the
// tenant's app. Fault: ErrToken.
func (s *Service) AppAuth(ctx context.Context, token string) (string, error) {
	r, err := s.tenant(ctx, token)
	if err != nil {
		return "", err
	}
	return db.Get(ctx, s.d.DB, func(tx *db.Tx) (string, error) {
		return s.d.OAuth.Code(ctx, tx, oauth.Subject{Kind: oauth.ByMerchant, App: r.App, User: r.Owner, Merchant: r.Other, AuthApp: r.OtherApp})
	})
}

// Done is what became of an order that the buyer was led to.
type Done struct {
	Number string `json:"number" doc:"trade_no, auth_no or agreement_no."`
	Status string `json:"status"`
}

// Pay lets the buyer go on where reference leads: a QR's content, the address
// of a cashier page or of a page method, a trade_no, or an order string. own is
// the app's own number of the order; empty: whatever it is.
// Faults: ErrToken, ErrReference, ErrOther, and those of paying.
func (s *Service) Pay(ctx context.Context, token, own, reference string) (Done, error) {
	r, err := s.tenant(ctx, token)
	if err != nil {
		return Done{}, err
	}
	path, err := s.follow(ctx, strings.TrimSpace(reference))
	if err != nil {
		return Done{}, err
	}
	return db.Get(ctx, s.d.DB, func(tx *db.Tx) (Done, error) {
		switch kind, id, _ := strings.Cut(strings.TrimPrefix(path, "/cashier/"), "/"); kind {
		case "auth":
			return s.freeze(ctx, tx, r, own, id)
		case "agreement":
			return s.sign(ctx, tx, r, own, id)
		default:
			return s.take(ctx, tx, r, own, kind)
		}
	})
}

// follow finds the cashier page that a reference leads to.
func (s *Service) follow(ctx context.Context, ref string) (string, error) {
	if t, ok := s.d.Links.Read(ref); ok {
		return s.scan(ctx, t)
	}
	if u, err := url.Parse(ref); err == nil && strings.HasPrefix(u.Path, "/cashier/") {
		return u.Path, nil
	}
	order := ref
	if i := strings.Index(ref, "/gateway.do?"); i >= 0 {
		order = ref[i+len("/gateway.do?"):]
	}
	if strings.Contains(order, "sign=") {
		c, err := s.d.Gateway.OpenOrder(ctx, order)
		if err != nil {
			return "", ErrReference.Because(err)
		}
		return c.Path, nil
	}
	if _, err := s.d.Pay.Get(ctx, s.d.DB, ref); err != nil {
		return "", ErrReference.Because(err)
	}
	return "/cashier/" + ref, nil
}

func (s *Service) scan(ctx context.Context, t pay.Target) (string, error) {
	switch {
	case t.Trade != "":
		found, err := s.d.Pay.ByQRToken(ctx, s.d.DB, t.Trade)
		if err != nil {
			return "", ErrReference.Because(err)
		}
		return "/cashier/" + found.ID, nil
	case t.Auth != "":
		a, err := s.d.Pay.AuthForPayer(ctx, s.d.DB, "", t.Auth)
		if err != nil {
			return "", ErrReference.Because(err)
		}
		return "/cashier/auth/" + a.No, nil
	}
	return "", ErrReference
}

func (s *Service) take(ctx context.Context, tx *db.Tx, r row, own, id string) (Done, error) {
	t, err := s.d.Pay.Get(ctx, tx, id)
	if err != nil {
		return Done{}, ErrReference.Because(err)
	}
	if own != "" && own != t.OutTradeNo {
		return Done{}, ErrOther
	}
	t, err = s.d.Pay.Pay(ctx, tx, id, pay.Paying{Buyer: r.Buyer, Device: "sandbox", Proven: true})
	return Done{t.ID, string(t.Status)}, err
}

func (s *Service) freeze(ctx context.Context, tx *db.Tx, r row, own, no string) (Done, error) {
	a, err := s.d.Pay.AuthForPayer(ctx, tx, no, "")
	if err != nil {
		return Done{}, ErrReference.Because(err)
	}
	if own != "" && own != a.OutOrderNo {
		return Done{}, ErrOther
	}
	a, _, err = s.d.Pay.Freeze(ctx, tx, no, pay.Paying{Buyer: r.Buyer, Device: "sandbox", Proven: true})
	return Done{a.No, string(a.Status)}, err
}

func (s *Service) sign(ctx context.Context, tx *db.Tx, r row, own, no string) (Done, error) {
	a, err := s.d.Pay.AgreementForUser(ctx, tx, no)
	if err != nil {
		return Done{}, ErrReference.Because(err)
	}
	if own != "" && own != a.ExternalNo {
		return Done{}, ErrOther
	}
	a, err = s.d.Pay.Sign(ctx, tx, no, r.Buyer)
	return Done{a.No, string(a.Status)}, err
}
