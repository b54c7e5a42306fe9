package oidc

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/open/oauth"
)

// userinfo is OpenID Connect Core 1.0, 5.3.2. What is not agreed to, or not
// known, is left out.
type userinfo struct {
	Sub      string `json:"sub"`
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone_number,omitempty"`
	Verified bool   `json:"phone_number_verified,omitempty"`
}

var (
	errNoToken  = &refusal{status: http.StatusUnauthorized, code: "invalid_request", text: "The header Authorization must be Bearer and an access token.", challenge: `Bearer realm="livewell"`}
	errBadToken = &refusal{
		status: http.StatusUnauthorized, code: "invalid_token", text: "The access token is not known, was revoked or has expired.",
		challenge: `Bearer realm="livewell", error="invalid_token", error_description="The access token is not known, was revoked or has expired."`,
	}
)

// userinfo tells what the person agrees to share at this moment. A body is not
// read: the token comes in the header only.
func (p *Provider) userinfo(r *http.Request) (any, error) {
	g, err := p.bearer(r)
	if err != nil {
		return nil, err
	}
	held, err := p.OAuth.Held(r.Context(), p.DB, g)
	if err != nil {
		return nil, err
	}
	who, sub, err := p.person(r.Context(), g.App, g.User)
	if err != nil {
		return nil, err
	}
	if who.State != identity.Active {
		return nil, errBadToken
	}
	out := userinfo{Sub: sub}
	if slices.Contains(held, "auth_user") {
		out.Name = who.Name
	}
	if slices.Contains(held, "auth_phone") {
		out.Phone, out.Verified = who.Phone, who.Phone != "" // an account begins with a code sent there
	}
	return out, nil
}

// bearer gives the grant of the access token of r.
func (p *Provider) bearer(r *http.Request) (oauth.Grant, error) {
	given := r.Header.Values("Authorization")
	if len(given) != 1 {
		return oauth.Grant{}, errNoToken
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return oauth.Grant{}, errNoToken
	}
	g, err := p.OAuth.Token(r.Context(), p.DB, oauth.ByOpenID, token)
	if err == nil {
		err = p.online(r.Context(), g.App)
	}
	if errors.Is(err, oauth.ErrToken) || errors.Is(err, oauth.ErrExpired) {
		err = errBadToken
	}
	return g, err
}

// online takes tokens of an app that was paused or deleted for ended.
func (p *Provider) online(ctx context.Context, app string) error {
	_, err := p.app(ctx, app)
	var f *refusal
	if errors.As(err, &f) {
		return errBadToken
	}
	return err
}
