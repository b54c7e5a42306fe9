package oidc

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"livewell/internal/kit/db"
	"livewell/internal/open/client"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	assertionLife = 10 * time.Minute // most that one may live
	skew          = time.Minute      // between clocks
)

func badClient(text string) *refusal {
	return &refusal{status: http.StatusUnauthorized, code: "invalid_client", text: text}
}

// caller tells which app sends a form. An app that ever registered a key signs;
// RFC 6749, 3.2.1 lets nobody with credentials come without. An app that has
// none lives in a browser or on a phone: it is named, not known, and what it
// holds is guarded by the challenge and the rotation alone.
func (p *Provider) caller(r *http.Request, in params) (*client.App, error) {
	if r.Header.Get("Authorization") != "" || in["client_secret"] != "" {
		f := badClient("There are no secrets here: sign with private_key_jwt, or send client_id alone.")
		f.challenge = `Basic realm="livewell"`
		return nil, f
	}
	if in["client_assertion"] != "" || in["client_assertion_type"] != "" {
		return p.signed(r.Context(), in)
	}
	a, err := p.app(r.Context(), in["client_id"])
	if err == nil && len(a.Keys()) > 0 {
		err = badClient("This app has a key: sign with private_key_jwt.")
	}
	return a, err
}

func (p *Provider) app(ctx context.Context, id string) (*client.App, error) {
	a, err := p.Apps.Lookup(ctx, id)
	switch {
	case errors.Is(err, client.ErrNotFound), err == nil && a.State != client.Online:
		return nil, badClient("There is no such app, or it is not online.")
	case err != nil:
		return nil, err
	}
	return a, nil
}

// signed believes an assertion, once: RFC 7523, 3 and OpenID Connect Core 1.0, 9.
func (p *Provider) signed(ctx context.Context, in params) (*client.App, error) {
	if in["client_assertion_type"] != assertionType {
		return nil, refuse("invalid_request", "The client_assertion_type must be "+assertionType+".")
	}
	id, err := claimed(in["client_assertion"])
	if err != nil {
		return nil, err
	}
	if in["client_id"] != "" && in["client_id"] != id {
		return nil, badClient("The assertion is of another app than client_id.")
	}
	a, err := p.app(ctx, id)
	if err != nil {
		return nil, err
	}
	var keys []*rsa.PublicKey
	for _, k := range a.Keys() {
		if k.InForce(p.DB.Now()) {
			keys = append(keys, k.Public())
		}
	}
	c, err := believe(in["client_assertion"], keys, []string{p.Origin, p.Origin + TokenPath}, p.DB.Now())
	if err != nil {
		return nil, err
	}
	return a, p.spend(ctx, a.ID, c)
}

// spend remembers the assertion until nobody would believe it any more. It
// commits by itself: the assertion is used up, whatever becomes of the request.
func (p *Provider) spend(ctx context.Context, app string, c jwt.Claims) error {
	sum := sha256.Sum256([]byte(c.ID))
	return p.DB.Do(ctx, func(tx *db.Tx) error {
		n, err := db.Exec(ctx, tx, qSpend, app, hex.EncodeToString(sum[:]), c.Expiry.Time().UnixMicro())
		if err == nil && n == 0 {
			err = badClient("The assertion was used before: each needs a jti of its own.")
		}
		return err
	})
}

// claimed tells from whom an assertion says it is. It proves nothing.
func claimed(text string) (string, error) {
	t, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
	var c jwt.Claims
	if err != nil || t.UnsafeClaimsWithoutVerification(&c) != nil {
		return "", badClient("The client_assertion is no JWT signed with RS256.")
	}
	return c.Subject, nil
}

// believe gives the claims of an assertion that one of keys signed for one of us.
func believe(text string, keys []*rsa.PublicKey, us []string, now time.Time) (c jwt.Claims, err error) {
	t, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || !slices.ContainsFunc(keys, func(k *rsa.PublicKey) bool { return t.Claims(k, &c) == nil }) {
		return c, badClient("The assertion is not signed with a key of the app that is in force.")
	}
	foreign := func(aud string) bool { return !slices.Contains(us, aud) }
	switch {
	case c.Issuer == "" || c.Issuer != c.Subject:
		return c, badClient("In the assertion iss and sub must both be the app.")
	case len(c.Audience) == 0 || slices.ContainsFunc(c.Audience, foreign):
		return c, badClient("The assertion's aud must be the issuer or the token endpoint, and nobody else.")
	case c.Expiry == nil || !now.Before(c.Expiry.Time()):
		return c, badClient("The assertion has expired.")
	case c.Expiry.Time().After(now.Add(assertionLife)):
		return c, badClient("The assertion lives longer than ten minutes.")
	case c.NotBefore != nil && c.NotBefore.Time().After(now.Add(skew)), c.IssuedAt != nil && c.IssuedAt.Time().After(now.Add(skew)):
		return c, badClient("The assertion is of the future.")
	case c.ID == "" || len(c.ID) > 255:
		return c, badClient("The assertion needs a jti of 1 to 255 bytes.")
	}
	return c, nil
}
