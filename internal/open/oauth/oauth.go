// Package oauth lets people and merchants authorise third-party apps.
//
//	code (60 s, one use) -> grant: access token + refresh token
//	refresh token (one use) -> the grant's next pair
//	code or refresh token used twice -> the grant ends
//
// Apps come by two doors: links and the gateway of the open platform, and
// OpenID Connect (package oidc). What one gave the other does not exchange or
// renew. An access token of OpenID Connect is good at the gateway, too, where the
// app signs besides; one of the gateway is no bearer token.
//
// Tokens are random and only their hashes are kept. A grant of a user is worth
// what the user's consent is worth at the moment of use: consent is asked each
// time, and a withdrawal ends the grant in its own transaction. A grant of a
// merchant lets an app for other merchants act on that merchant's money.
package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/open/client"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("oauth", files)

var (
	ErrApp      = fault.New(fault.Invalid, "oauth.app", "There is no such app, or it cannot be authorised.")
	ErrRedirect = fault.New(fault.Invalid, "oauth.redirect", "The app did not register this address. Ask its developer.")
	ErrMerchant = fault.New(fault.Forbidden, "oauth.merchant", "Act for a merchant first.")
	ErrLink     = fault.New(fault.Invalid, "oauth.link", "The link has a parameter twice, or is not written as links are.")
	ErrOpenID   = fault.New(fault.Invalid, "oauth.openid", "The parameters nonce and code_challenge are not as OpenID Connect wants them.")
	ErrState    = fault.New(fault.Invalid, "oauth.state", "The parameter state is longer than 512 characters.")
	ErrMissing  = fault.New(fault.Refused, "oauth.missing", "Not all that the app asks for was agreed to.")
	ErrCode     = fault.New(fault.Refused, "oauth.code", "The authorisation code is not known, was used or has expired.")
	ErrRefresh  = fault.New(fault.Refused, "oauth.refresh", "The refresh token is not known or was used.")
	ErrTooLate  = fault.New(fault.Refused, "oauth.refresh_late", "The refresh token has expired.")
	ErrToken    = fault.New(fault.Unauth, "oauth.token", "The token is not known or was revoked.")
	ErrExpired  = fault.New(fault.Unauth, "oauth.expired", "The token has expired.")
)

// Kind says who agreed, and by which door the app came.
type Kind string

const (
	ByUser     Kind = "user"
	ByMerchant Kind = "merchant"
	ByOpenID   Kind = "openid" // a user, over OpenID Connect
)

// How long things live.
const (
	CodeLife            = time.Minute
	AccessLife          = 24 * time.Hour
	RefreshLife         = 30 * 24 * time.Hour
	BearerLife          = time.Hour // of OpenID Connect's access tokens: who has one needs nothing else
	MerchantAccessLife  = 365 * 24 * time.Hour
	MerchantRefreshLife = 372 * 24 * time.Hour
)

// Ask is what an app asks a person for, as its link says it.
type Ask struct {
	AppID    string
	Scopes   []string
	Redirect string
	State    string

	// Of OpenID Connect only. Nonce goes into the ID token; Challenge is of PKCE,
	// base64url of the SHA-256 of a text that only who asked knows.
	Nonce, Challenge string
}

// Asked is an Ask that was checked.
type Asked struct {
	Ask
	App     *client.App
	Missing []consent.Item // what the person still has to agree to
}

// Subject is for whom a code is made.
type Subject struct {
	Kind              Kind
	App               string
	User              string
	Merchant, AuthApp string // of kind ByMerchant
	Scopes            []string
}

// Grant is an authorisation in force.
type Grant struct {
	ID string
	Subject
	AccessEnds, RefreshEnds time.Time
	Started, Ended          time.Time
}

// Pair is a grant's tokens, told once.
type Pair struct {
	Grant
	Access, Refresh string
	Nonce           string // of OpenID Connect: as it was asked; empty once renewed
}

type Service struct {
	db      *db.DB
	apps    *client.Service
	consent *consent.Service
	origin  string
}

// New makes the service. origin is where browsers find the platform, and so its
// name for OpenID Connect.
func New(d *db.DB, apps *client.Service, c *consent.Service, bus *event.Bus, jobs *job.Queue, origin string) *Service {
	s := &Service{d, apps, c, origin}
	event.Inside(bus, s.withdrawn)
	jobs.Repeat("oauth.sweep", time.Hour, s.sweep)
	return s
}

// Check reads an app's link. The redirect address must be one of the app's, to
// the byte: nobody is sent, and nothing is told, to any other.
// Faults: ErrApp, ErrRedirect, ErrState, ErrOpenID, consent.ErrScope.
func (s *Service) Check(ctx context.Context, q db.Q, user string, ask Ask) (Asked, error) {
	a, err := s.apps.Lookup(ctx, ask.AppID)
	if err != nil || a.State != client.Online {
		return Asked{}, ErrApp.Because(err)
	}
	if !a.MayRedirect(ask.Redirect) {
		return Asked{}, ErrRedirect
	}
	if len(ask.State) > 512 {
		return Asked{}, ErrState
	}
	if !ask.proper() {
		return Asked{}, ErrOpenID
	}
	if len(ask.Scopes) == 0 {
		ask.Scopes = []string{"auth_base"}
	}
	for _, sc := range ask.Scopes {
		if _, err := consent.Find(sc); err != nil {
			return Asked{}, err
		}
	}
	out := Asked{Ask: ask, App: a}
	if user != "" {
		out.Missing, err = s.consent.Missing(ctx, q, user, a.ID, ask.Scopes)
	}
	return out, err
}

// Approve records what the person agreed to and gives the address to go back
// to, with a code in it. Faults: those of Check, ErrMissing, consent.ErrText.
func (s *Service) Approve(ctx context.Context, tx *db.Tx, user string, ask Ask, agreed []consent.Agreed) (string, error) {
	asked, err := s.Check(ctx, tx, user, ask)
	if err != nil {
		return "", err
	}
	for _, m := range asked.Missing {
		i := slices.IndexFunc(agreed, func(a consent.Agreed) bool { return a.Scope == m.Scope })
		if i < 0 {
			return "", ErrMissing.With(map[string]any{"scope": m.Scope})
		}
		if err := s.consent.Grant(ctx, tx, user, asked.App.ID, "oauth", agreed[i]); err != nil {
			return "", err
		}
	}
	sub := Subject{Kind: ByUser, App: asked.App.ID, User: user, Scopes: asked.Scopes}
	if ask.OpenID() {
		sub.Kind = ByOpenID
	}
	code, err := s.addCode(ctx, tx, sub, ask)
	if err != nil {
		return "", err
	}
	if ask.OpenID() {
		return s.Answer(ask, "code", code), nil
	}
	return back(ask, "auth_code", code, "scope", strings.Join(asked.Scopes, ",")), nil
}

// Deny gives the address to go back to when the person said no.
func (s *Service) Deny(ctx context.Context, q db.Q, user string, ask Ask) (string, error) {
	if _, err := s.Check(ctx, q, user, ask); err != nil {
		return "", err
	}
	if ask.OpenID() {
		return s.Answer(ask, "error", "access_denied"), nil
	}
	return back(ask, "error_code", "AUTH_DENIED"), nil
}

// ApproveMerchant lets an app for other merchants act for one, and gives the
// address to go back to. The caller has checked that user owns the merchant.
func (s *Service) ApproveMerchant(ctx context.Context, tx *db.Tx, owner Subject, ask Ask) (string, error) {
	asked, err := s.Check(ctx, tx, "", ask)
	if err != nil {
		return "", err
	}
	if asked.App.Kind != client.ISV {
		return "", ErrApp
	}
	owner.Kind, owner.App = ByMerchant, asked.App.ID
	code, err := s.Code(ctx, tx, owner)
	if err != nil {
		return "", err
	}
	return back(ask, "app_auth_code", code, "source", "alipay_app_auth"), nil
}

// Code makes a code for sub, to be exchanged at the gateway. The consent was
// checked by the caller.
func (s *Service) Code(ctx context.Context, tx *db.Tx, sub Subject) (string, error) {
	return s.addCode(ctx, tx, sub, Ask{})
}

func (s *Service) addCode(ctx context.Context, tx *db.Tx, sub Subject, ask Ask) (string, error) {
	code := rand.Text()
	_, err := db.Exec(ctx, tx, qCodeAdd, hash(code), sub.Kind, sub.App, sub.User, sub.Merchant, sub.AuthApp, strings.Join(sub.Scopes, ","),
		tx.Now().Add(CodeLife).UnixMicro(), ask.Redirect, ask.Challenge, ask.Nonce)
	return code, err
}

// Exchange turns a code into tokens. A code that comes a second time ends what
// the first time made: somebody has stolen it. It makes its own transaction,
// because that end must hold while the call is refused. Fault: ErrCode, also
// for codes of OpenID Connect, which need a proof.
func (s *Service) Exchange(ctx context.Context, kind Kind, app, code string) (Pair, error) {
	return s.exchange(ctx, kind, app, code, Proof{})
}

func (s *Service) exchange(ctx context.Context, kind Kind, app, code string, proof Proof) (Pair, error) {
	var p Pair
	var stolen bool
	err := s.db.Do(ctx, func(tx *db.Tx) error {
		stolen = false
		r, ok, err := db.One[codeRow](ctx, tx, qCode, hash(code))
		if err != nil {
			return err
		}
		if !ok || r.App != app || Kind(r.Kind) != kind {
			return ErrCode
		}
		if r.Grant != "" {
			stolen = true
			_, err := db.Exec(ctx, tx, qEnd, r.Grant, tx.Now().UnixMicro())
			return err
		}
		if tx.Now().UnixMicro() >= r.ExpiresAt || !r.provenBy(proof) {
			return ErrCode
		}
		if p, err = s.start(ctx, tx, r.subject()); err != nil {
			return err
		}
		p.Nonce = r.Nonce
		n, err := db.Exec(ctx, tx, qCodeUse, hash(code), p.ID)
		if err == nil && n == 0 {
			err = ErrCode
		}
		return err
	})
	if err == nil && stolen {
		err = ErrCode
	}
	return p, err
}

func (s *Service) start(ctx context.Context, tx *db.Tx, sub Subject) (Pair, error) {
	p := newPair(tx, Grant{ID: tx.NewIDFor(sub.User), Subject: sub, Started: tx.Now()})
	_, err := db.Exec(ctx, tx, qGrantAdd, p.ID, sub.Kind, sub.App, sub.User, sub.Merchant, sub.AuthApp, strings.Join(sub.Scopes, ","),
		hash(p.Access), hash(p.Refresh), p.AccessEnds.UnixMicro(), p.RefreshEnds.UnixMicro(), tx.Now().UnixMicro())
	return p, err
}

func newPair(tx *db.Tx, g Grant) Pair {
	access, refresh := AccessLife, RefreshLife
	switch g.Kind {
	case ByMerchant:
		access, refresh = MerchantAccessLife, MerchantRefreshLife
	case ByOpenID:
		access = BearerLife
	case ByUser:
	}
	g.AccessEnds, g.RefreshEnds = tx.Now().Add(access), tx.Now().Add(refresh)
	day := tx.Now().Format("200601") // clients' logs show what kind of token it is, and from when
	return Pair{Grant: g, Access: day + "B" + rand.Text(), Refresh: day + "C" + rand.Text()}
}

// Renew turns a refresh token into the next pair; the ones before end. A refresh
// token that comes a second time ends the grant. Faults: ErrRefresh, ErrTooLate.
func (s *Service) Renew(ctx context.Context, kind Kind, app, refresh string) (Pair, error) {
	var p Pair
	var stolen bool
	err := s.db.Do(ctx, func(tx *db.Tx) error {
		stolen = false
		r, ok, err := db.One[grantRow](ctx, tx, qByRefresh, hash(refresh))
		switch {
		case err != nil:
			return err
		case !ok:
			stolen, err = s.spent(ctx, tx, app, refresh)
			if err == nil && !stolen {
				err = ErrRefresh
			}
			return err
		case r.App != app || Kind(r.Kind) != kind || r.EndedAt > 0:
			return ErrRefresh
		case tx.Now().UnixMicro() >= r.RefreshAt:
			return ErrTooLate
		}
		p, err = s.renew(ctx, tx, r, refresh)
		return err
	})
	if err == nil && stolen {
		err = ErrRefresh
	}
	return p, err
}

func (s *Service) renew(ctx context.Context, tx *db.Tx, r grantRow, refresh string) (Pair, error) {
	p := newPair(tx, r.grant())
	n, err := db.Exec(ctx, tx, qRotate, r.ID, hash(refresh), hash(p.Access), hash(p.Refresh), p.AccessEnds.UnixMicro(), p.RefreshEnds.UnixMicro())
	if err == nil && n == 0 {
		err = ErrRefresh
	}
	if err != nil {
		return p, err
	}
	_, err = db.Exec(ctx, tx, qSpend, hash(refresh), r.ID, r.RefreshAt)
	return p, err
}

// spent ends the grant of a refresh token that was used before.
func (s *Service) spent(ctx context.Context, tx *db.Tx, app, refresh string) (bool, error) {
	id, ok, err := db.One[string](ctx, tx, qSpent, hash(refresh))
	if err != nil || !ok {
		return false, err
	}
	r, ok, err := db.One[grantRow](ctx, tx, qGrant, id)
	if err != nil || !ok || r.App != app {
		return false, err
	}
	_, err = db.Exec(ctx, tx, qEnd, id, tx.Now().UnixMicro())
	return true, err
}

// Token gives the grant of an access token. Faults: ErrToken, ErrExpired.
func (s *Service) Token(ctx context.Context, q db.Q, kind Kind, access string) (Grant, error) {
	r, ok, err := db.One[grantRow](ctx, q, qByAccess, hash(access))
	switch {
	case err != nil:
		return Grant{}, err
	case !ok || Kind(r.Kind) != kind || r.EndedAt > 0:
		return r.grant(), ErrToken
	case s.db.Now().UnixMicro() >= r.AccessAt:
		return r.grant(), ErrExpired
	}
	return r.grant(), nil
}

// Held gives those of a grant's scopes that the person still agrees to.
func (s *Service) Held(ctx context.Context, q db.Q, g Grant) (out []string, err error) {
	for _, sc := range g.Scopes {
		switch err := s.consent.Check(ctx, q, g.User, g.App, sc); {
		case err == nil:
			out = append(out, sc)
		case !errors.Is(err, consent.ErrNotGiven):
			return nil, err
		}
	}
	return out, nil
}

// Authorised reports whether app may act for the merchant that authApp stands for.
func (s *Service) Authorised(ctx context.Context, q db.Q, app, authApp string) (bool, error) {
	_, ok, err := db.One[string](ctx, q, qForApp, app, authApp, s.db.Now().UnixMicro())
	return ok, err
}

// Merchants lists the grants that a merchant's owner gave, newest first.
func (s *Service) Merchants(ctx context.Context, q db.Q, merchant string) (out []Grant, err error) {
	for r, err := range db.Each[grantRow](ctx, q, qOfMerchant, merchant, s.db.Now().UnixMicro()) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.grant())
	}
	return out, nil
}

// EndMerchant takes back what a merchant granted to app. Ending nothing is no error.
func (s *Service) EndMerchant(ctx context.Context, tx *db.Tx, merchant, app string) error {
	_, err := db.Exec(ctx, tx, qEndMerchant, merchant, app, tx.Now().UnixMicro())
	return err
}

// Gone is a withdrawal that an app can read of.
type Gone struct {
	User   string
	Scopes []string
	At     time.Time
}

// Withdrawn lists who took consent back from app from <= t < to, oldest first.
func (s *Service) Withdrawn(ctx context.Context, q db.Q, app string, from, to time.Time, offset, limit int64) (out []Gone, err error) {
	for r, err := range db.Each[goneRow](ctx, q, qGone, app, from.UnixMicro(), to.UnixMicro(), limit, offset) {
		if err != nil {
			return nil, err
		}
		out = append(out, Gone{r.User, strings.Split(r.Scopes, ","), time.UnixMicro(r.At).UTC()})
	}
	return out, nil
}

func (s *Service) withdrawn(ctx context.Context, tx *db.Tx, e consent.WithdrawnEvent) error {
	rows, err := db.List[grantRow](ctx, tx, qOfUser, e.User, e.App)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if slices.ContainsFunc(strings.Split(r.Scopes, ","), func(sc string) bool { return slices.Contains(e.Scopes, sc) }) {
			if _, err := db.Exec(ctx, tx, qEnd, r.ID, tx.Now().UnixMicro()); err != nil {
				return err
			}
		}
	}
	_, err = db.Exec(ctx, tx, qGoneAdd, e.App, tx.Now().UnixMicro(), e.User, strings.Join(e.Scopes, ","))
	return err
}

func (s *Service) sweep(ctx context.Context, tx *db.Tx) error {
	// A day late, so that a second use can still be told from an invented code.
	late := tx.Now().Add(-24 * time.Hour).UnixMicro()
	if _, err := db.Exec(ctx, tx, qCodeSweep, late); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qSpentSweep, late); err != nil {
		return err
	}
	// Nothing can come of these any more; a while later nobody asks about them.
	_, err := db.Exec(ctx, tx, qGrantSweep, tx.Now().Add(-90*24*time.Hour).UnixMicro())
	return err
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
