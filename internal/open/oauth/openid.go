package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"regexp"

	"livewell/internal/kit/db"
)

// OpenID reports whether the app asks over OpenID Connect: there no request is
// without a challenge.
func (a Ask) OpenID() bool { return a.Challenge != "" }

// Proof is what a code of OpenID Connect needs besides: the redirect address
// again (RFC 6749, 4.1.3) and the text behind the challenge (RFC 7636, 4.5).
type Proof struct{ Redirect, Verifier string }

var challenge = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`) // a SHA-256 in base64url

// proper reports whether what is of OpenID Connect is all there, or none of it.
func (a Ask) proper() bool {
	if !a.OpenID() {
		return a.Nonce == ""
	}
	return challenge.MatchString(a.Challenge) && len(a.Nonce) <= 512
}

// ExchangeOpenID is Exchange for a code of OpenID Connect. A wrong proof leaves
// the code as it was. Fault: ErrCode.
func (s *Service) ExchangeOpenID(ctx context.Context, app, code string, proof Proof) (Pair, error) {
	return s.exchange(ctx, ByOpenID, app, code, proof)
}

// provenBy reports whether the code comes from who asked for it. Codes of the
// gateway need no proof: there the app signs. RFC 7636, 4.1 and 4.6.
func (r codeRow) provenBy(p Proof) bool {
	if Kind(r.Kind) != ByOpenID {
		return true
	}
	sum := sha256.Sum256([]byte(p.Verifier))
	return len(p.Verifier) >= 43 && len(p.Verifier) <= 128 && p.Redirect == r.Redirect &&
		base64.RawURLEncoding.EncodeToString(sum[:]) == r.Challenge
}

// SignedIn reports whether user came to app over OpenID Connect before, and that
// still holds.
func (s *Service) SignedIn(ctx context.Context, q db.Q, user, app string) (bool, error) {
	_, ok, err := db.One[string](ctx, q, qSignedIn, user, app, s.db.Now().UnixMicro())
	return ok, err
}

// Revoke ends the grant of a token, access or refresh, that OpenID Connect gave
// to app. A token that is not known, or another app's, is no error: nothing is
// told of it (RFC 7009, 2.2).
func (s *Service) Revoke(ctx context.Context, tx *db.Tx, app, token string) error {
	n, err := db.Exec(ctx, tx, qRevoke, app, hash(token), tx.Now().UnixMicro())
	if err == nil && n == 0 {
		_, err = s.spent(ctx, tx, app, token) // the app may have missed the pair that came after
	}
	return err
}

// Answer adds a result of OpenID Connect to the app's address, which the caller
// has checked. It says who answers: an app that knows several providers must not
// take one's code to another (RFC 9207).
func (s *Service) Answer(a Ask, pairs ...string) string {
	return add(a.Redirect, append(pairs, "state", a.State, "iss", s.origin)...)
}
