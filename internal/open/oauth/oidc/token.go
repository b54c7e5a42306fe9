package oidc

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
)

// tokens is OpenID Connect Core 1.0, 3.1.3.3.
type tokens struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int64  `json:"expires_in"` // seconds
	Refresh string `json:"refresh_token"`
	Scope   string `json:"scope"`
	ID      string `json:"id_token"`
}

func (p *Provider) token(r *http.Request) (any, error) {
	in, err := form(r)
	if err != nil {
		return nil, err
	}
	a, err := p.caller(r, in)
	if err != nil {
		return nil, err
	}
	pair, err := p.pair(r.Context(), a.ID, in)
	switch {
	case errors.Is(err, oauth.ErrCode):
		return nil, refuse("invalid_grant", "The code is not known, was used, has expired, or came with another redirect_uri or code_verifier.")
	case errors.Is(err, oauth.ErrRefresh), errors.Is(err, oauth.ErrTooLate):
		return nil, refuse("invalid_grant", "The refresh token is not known, was used, revoked or has expired.")
	case err != nil:
		return nil, err
	}
	id, err := p.idToken(r.Context(), a, pair)
	if err != nil {
		return nil, err
	}
	return tokens{pair.Access, "Bearer", int64(oauth.BearerLife.Seconds()), pair.Refresh, names(pair.Scopes), id}, nil
}

func (p *Provider) pair(ctx context.Context, app string, in params) (oauth.Pair, error) {
	switch in["grant_type"] {
	case "":
		return oauth.Pair{}, in.need("grant_type")
	case "authorization_code":
		if err := in.need("code", "redirect_uri", "code_verifier"); err != nil {
			return oauth.Pair{}, err
		}
		return p.OAuth.ExchangeOpenID(ctx, app, in["code"], oauth.Proof{Redirect: in["redirect_uri"], Verifier: in["code_verifier"]})
	case "refresh_token":
		if err := in.need("refresh_token"); err != nil {
			return oauth.Pair{}, err
		}
		return p.OAuth.Renew(ctx, oauth.ByOpenID, app, in["refresh_token"])
	}
	return oauth.Pair{}, refuse("unsupported_grant_type", "The grant_type must be authorization_code or refresh_token.")
}

// names gives the scopes of items of consent.
func names(items []string) string {
	var out []string
	for _, s := range scopes {
		if slices.Contains(items, s.item) {
			out = append(out, s.name)
		}
	}
	return strings.Join(out, " ")
}

// extra are the claims of an ID token that every JWT does not have.
type extra struct {
	Nonce  string `json:"nonce,omitempty"`
	AtHash string `json:"at_hash"`
}

// idToken says who signed in, signed with the key that the app is answered with.
// It is made after the tokens and outside of their transaction, as signing is slow.
func (p *Provider) idToken(ctx context.Context, a *client.App, pair oauth.Pair) (string, error) {
	who, sub, err := p.person(ctx, a.ID, pair.User)
	if err != nil {
		return "", err
	}
	if who.State != identity.Active {
		return "", refuse("invalid_grant", "The person cannot use the account now.")
	}
	key := opaque{p.Apps.Signer(a)}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	now := p.DB.Now()
	half := sha256.Sum256([]byte(pair.Access))
	return jwt.Signed(s).Claims(jwt.Claims{
		Issuer: p.Origin, Subject: sub, Audience: jwt.Audience{a.ID},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(idTokenLife)),
	}).Claims(extra{pair.Nonce, base64.RawURLEncoding.EncodeToString(half[:len(half)/2])}).Serialize()
}

// person gives a user with the name by which app knows them.
func (p *Provider) person(ctx context.Context, app, user string) (who identity.User, sub string, err error) {
	err = p.DB.Do(ctx, func(tx *db.Tx) (err error) {
		if who, err = p.People.User(ctx, tx, user); err != nil {
			return err
		}
		_, sub, err = p.Consent.Pairwise(ctx, tx, app, user)
		return err
	})
	return who, sub, err
}

// opaque signs with a key of the platform, which package client does not hand out.
type opaque struct{ *client.Signer }

func (o opaque) Public() *jose.JSONWebKey {
	k := publicJWK(o.Signer)
	return &k
}

func (opaque) Algs() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{jose.RS256} }

func (o opaque) SignPayload(text []byte, _ jose.SignatureAlgorithm) ([]byte, error) {
	sig, err := o.Sign(text)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(sig)
}

// revoke is RFC 7009. token_type_hint is not needed.
func (p *Provider) revoke(r *http.Request) (any, error) {
	in, err := form(r)
	if err != nil {
		return nil, err
	}
	a, err := p.caller(r, in)
	if err != nil {
		return nil, err
	}
	if err := in.need("token"); err != nil {
		return nil, err
	}
	return nil, p.DB.Do(r.Context(), func(tx *db.Tx) error { return p.OAuth.Revoke(r.Context(), tx, a.ID, in["token"]) })
}
