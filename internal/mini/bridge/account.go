package bridge

import (
	"context"
	"encoding/json"
	"slices"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
	"livewell/internal/open/protocol"
)

// Asked is what a program wants to know of a person.
type Asked struct {
	App     *client.App
	Missing []consent.Item // what the person was not asked for yet
}

// Ask tells what a person would still have to agree to. Faults: ErrApp, consent.ErrScope.
func (s *Service) Ask(ctx context.Context, q db.Q, app, user string, scopes []string) (Asked, error) {
	a, err := s.program(ctx, app)
	if err != nil {
		return Asked{}, err
	}
	for _, sc := range scopes {
		if _, err := consent.Find(sc); err != nil {
			return Asked{}, err
		}
	}
	missing, err := s.Consent.Missing(ctx, q, user, app, scopes)
	return Asked{a, missing}, err
}

// Agree records what a person agreed to in the host's sheet.
// Faults: ErrApp, consent.ErrScope, consent.ErrText.
func (s *Service) Agree(ctx context.Context, tx *db.Tx, app, user string, agreed []consent.Agreed) error {
	if _, err := s.program(ctx, app); err != nil {
		return err
	}
	return s.Consent.Grant(ctx, tx, user, app, "mini", agreed...)
}

// Code makes a code that the program's own server exchanges for tokens: for those
// of scopes that the person allowed, and what needs no leave.
// Faults: ErrApp, consent.ErrScope.
func (s *Service) Code(ctx context.Context, tx *db.Tx, app, user string, scopes []string) (code string, granted []string, err error) {
	asked, err := s.Ask(ctx, tx, app, user, scopes)
	if err != nil {
		return "", nil, err
	}
	for _, sc := range scopes {
		missing := slices.ContainsFunc(asked.Missing, func(i consent.Item) bool { return i.Scope == sc })
		if !missing && !slices.Contains(granted, sc) {
			granted = append(granted, sc)
		}
	}
	if len(granted) == 0 {
		granted = []string{"auth_base"}
	}
	code, err = s.Codes.Code(ctx, tx, oauth.Subject{Kind: oauth.ByUser, App: app, User: user, Scopes: granted})
	return code, granted, err
}

// Profile is what auth_user tells: a name and the seed of a drawn picture.
// Faults: ErrApp, consent.ErrNotGiven.
func (s *Service) Profile(ctx context.Context, q db.Q, app, user string) (name, avatar string, err error) {
	if _, err := s.program(ctx, app); err != nil {
		return "", "", err
	}
	if err := s.Consent.Check(ctx, q, user, app, "auth_user"); err != nil {
		return "", "", err
	}
	u, err := s.People.User(ctx, q, user)
	return u.Shown(), u.Avatar, err
}

// Sealed is a text that only the program's server can read.
type Sealed struct {
	Response string `json:"response"` // base64 of AES-CBC
	Sign     string `json:"sign"`     // of the platform, over response in quotes
	SignType string `json:"sign_type"`
	Charset  string `json:"charset"`
	Encrypt  string `json:"encrypt_type"`
}

// Phone gives the person's number as my.getPhoneNumber does: sealed with the app's
// content key and signed, so that it passes through the program without being
// read. Faults: ErrApp, ErrNoKey, consent.ErrNotGiven.
func (s *Service) Phone(ctx context.Context, q db.Q, app, user string) (Sealed, error) {
	a, err := s.program(ctx, app)
	if err != nil {
		return Sealed{}, err
	}
	if err := s.Consent.Check(ctx, q, user, app, "auth_phone"); err != nil {
		return Sealed{}, err
	}
	if len(a.AESKey()) == 0 {
		return Sealed{}, ErrNoKey
	}
	u, err := s.People.User(ctx, q, user)
	if err != nil {
		return Sealed{}, err
	}
	text, err := json.Marshal(map[string]string{"code": "10000", "msg": "Success", "mobile": u.Phone})
	if err != nil {
		return Sealed{}, err
	}
	out := Sealed{SignType: "RSA2", Charset: "UTF-8", Encrypt: "AES"}
	if out.Response, err = protocol.Encrypt(a.AESKey(), text); err != nil {
		return Sealed{}, err
	}
	out.Sign, err = s.Apps.Signer(a).Sign([]byte(`"` + out.Response + `"`))
	return out, err
}
