// Package oidc is the platform's OpenID Connect provider: people sign in to
// third-party apps with their accounts here, and any standard library of the
// apps' side does the rest.
//
//	authorize -> the page /authorize asks the person -> code -> token -> userinfo
//
// It is a thin door to package oauth, which keeps the codes, grants, rotation
// and revocation, and to the consent ledger, where openid, profile and phone are
// auth_base, auth_user and auth_phone. Its own are the wire format and the
// numbers of the assertions with which apps sign in.
//
// It always holds that a code needs the text behind its S256 challenge, that an
// app which ever registered a key signs with a key in force, that an assertion
// works once, that a browser is sent to registered addresses only, and that what
// a token tells was still agreed to at that moment.
//
// There is one response type, code, and one algorithm, RS256. There are no
// client secrets, no request objects, no dynamic registration and no single
// logout, and nobody is made to sign in again (prompt=login, max_age).
package oidc

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/web"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("oidc", files)

// The provider's addresses.
const (
	DiscoveryPath = "/.well-known/openid-configuration"
	KeysPath      = "/oauth2/jwks"
	AuthorizePath = "/oauth2/authorize"
	TokenPath     = "/oauth2/token" //nolint:gosec // an address, no token
	UserinfoPath  = "/oauth2/userinfo"
	RevokePath    = "/oauth2/revoke"
)

const (
	idTokenLife = time.Hour
	deadline    = 10 * time.Second // of one request, down to the database
)

// scopes are OpenID Connect's names for the items of consent.
var scopes = [...]struct{ name, item string }{
	{"openid", "auth_base"},
	{"profile", "auth_user"},
	{"phone", "auth_phone"},
}

// Deps are the parts that it stands on. Origin, where browsers find the
// platform, is the issuer.
type Deps struct {
	DB      *db.DB
	Apps    *client.Service
	OAuth   *oauth.Service
	Consent *consent.Service
	People  *identity.Service
	Jobs    *job.Queue
	Browser web.Authenticator // tells whose browser sends a request
	Log     *slog.Logger
	Origin  string
}

type Provider struct{ Deps }

func New(d Deps) *Provider {
	d.Jobs.Repeat("oidc.sweep", time.Minute, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSweep, tx.Now().UnixMicro())
		return err
	})
	return &Provider{d}
}

// Routes adds the addresses to mux. All but authorize answer pages of any other
// site, without cookies: apps that live in a browser call them.
func (p *Provider) Routes(mux *http.ServeMux) {
	add := func(path string, answer func(*http.Request) (any, error), methods ...string) {
		mux.Handle(path, web.Ground(p.Log, p.serve(answer, methods)))
	}
	add(DiscoveryPath, p.discovery, "GET")
	add(KeysPath, p.keys, "GET")
	add(TokenPath, p.token, "POST")
	add(UserinfoPath, p.userinfo, "GET", "POST")
	add(RevokePath, p.revoke, "POST")
	mux.Handle("GET "+AuthorizePath, web.Ground(p.Log, http.HandlerFunc(p.authorize)))
	mux.Handle("POST "+AuthorizePath, web.Ground(p.Log, http.HandlerFunc(p.authorize)))
}

func (p *Provider) serve(answer func(*http.Request) (any, error), methods []string) http.Handler {
	allow := strings.Join(methods, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", allow)
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			h.Set("Access-Control-Max-Age", "7200")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("Access-Control-Expose-Headers", "WWW-Authenticate")
		if !slices.Contains(methods, r.Method) {
			h.Set("Allow", allow)
			p.fail(w, r, &refusal{status: http.StatusMethodNotAllowed, code: "invalid_request", text: "The method must be " + allow + "."})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), deadline)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		out, err := answer(r)
		if err != nil {
			p.fail(w, r, err)
			return
		}
		reply(w, http.StatusOK, out)
	})
}

// metadata is OpenID Connect Discovery 1.0, 3, with RFC 8414 and RFC 9207.
type metadata struct {
	Issuer            string   `json:"issuer"`
	Authorize         string   `json:"authorization_endpoint"`
	Token             string   `json:"token_endpoint"`
	Userinfo          string   `json:"userinfo_endpoint"`
	Revoke            string   `json:"revocation_endpoint"`
	Keys              string   `json:"jwks_uri"`
	Documentation     string   `json:"service_documentation"`
	Scopes            []string `json:"scopes_supported"`
	ResponseTypes     []string `json:"response_types_supported"`
	ResponseModes     []string `json:"response_modes_supported"`
	GrantTypes        []string `json:"grant_types_supported"`
	SubjectTypes      []string `json:"subject_types_supported"`
	IDTokenAlgorithms []string `json:"id_token_signing_alg_values_supported"`
	AuthMethods       []string `json:"token_endpoint_auth_methods_supported"`
	AuthAlgorithms    []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevokeMethods     []string `json:"revocation_endpoint_auth_methods_supported"`
	RevokeAlgorithms  []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	ChallengeMethods  []string `json:"code_challenge_methods_supported"`
	Prompts           []string `json:"prompt_values_supported"`
	Claims            []string `json:"claims_supported"`
	Iss               bool     `json:"authorization_response_iss_parameter_supported"`
	ClaimsParameter   bool     `json:"claims_parameter_supported"`
	Request           bool     `json:"request_parameter_supported"`
	RequestURI        bool     `json:"request_uri_parameter_supported"`
}

func (p *Provider) discovery(*http.Request) (any, error) {
	rs256, methods := []string{string(jose.RS256)}, []string{"private_key_jwt", "none"}
	m := metadata{
		Issuer: p.Origin, Authorize: p.Origin + AuthorizePath, Token: p.Origin + TokenPath, Userinfo: p.Origin + UserinfoPath,
		Revoke: p.Origin + RevokePath, Keys: p.Origin + KeysPath, Documentation: p.Origin + "/console/docs",
		ResponseTypes: []string{"code"}, ResponseModes: []string{"query"}, GrantTypes: []string{"authorization_code", "refresh_token"},
		SubjectTypes: []string{"pairwise"}, IDTokenAlgorithms: rs256, AuthMethods: methods, AuthAlgorithms: rs256,
		RevokeMethods: methods, RevokeAlgorithms: rs256, ChallengeMethods: []string{"S256"}, Prompts: []string{"none", "consent"},
		Claims: []string{"iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "name", "phone_number", "phone_number_verified"}, Iss: true,
	}
	for _, s := range scopes {
		m.Scopes = append(m.Scopes, s.name)
	}
	return m, nil
}

// keys lists the keys that an ID token still in force may be signed with: those
// to come are there before anything is signed with them, those that ended until
// their last ID token has.
func (p *Provider) keys(*http.Request) (any, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, s := range p.Apps.Signers(p.DB.Now().Add(-idTokenLife)) {
		set.Keys = append(set.Keys, publicJWK(s))
	}
	return set, nil
}

func publicJWK(s *client.Signer) jose.JSONWebKey {
	return jose.JSONWebKey{Key: s.Public(), KeyID: s.SN(), Algorithm: string(jose.RS256), Use: "sig"}
}
