// Package oauthopen puts authorisation and certificates on the open API: wire
// types and mapping, no rule of the business.
package oauthopen

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/oauth"
	"livewell/internal/open/protocol"
)

type methods struct {
	db      *db.DB
	oauth   *oauth.Service
	apps    *client.Service
	consent *consent.Service
	people  *identity.Service
	origin  string
}

const group = "Authorisation and certificates"

// Register adds the methods. origin is where browsers find the platform.
func Register(g *gateway.Gateway, d *db.DB, o *oauth.Service, apps *client.Service, c *consent.Service, p *identity.Service, origin string) {
	m := &methods{d, o, apps, c, p, origin}
	g.Trust(o)
	users(g, m)
	merchants(g, m)
	certificates(g, m)
}

func users(g *gateway.Gateway, m *methods) {
	gateway.Free(g, gateway.Spec{
		Name: "alipay.system.oauth.token", Group: group, Title: "Exchange a user's authorisation code for tokens",
		Text: "A code lives 60 seconds and works once; used again it ends the tokens that it gave. A refresh token works once too, and gives the next pair. Failures come under error_response.",
		Top:  true, Bare: true, Codes: []string{"isv.code-invalid", "isv.refresh-token-invalid", "isv.refresh-token-time-out"},
	}, m.userToken)
	gateway.Free(g, gateway.Spec{
		Name: "alipay.user.info.share", Group: group, Title: "Read a user's profile",
		Text:  "Gives what the user agreed to share. The user can take that back at any time; the token then ends.",
		Token: gateway.UserNeeded, Scope: "auth_user", Top: true,
	}, m.userInfo)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.open.auth.userauth.relationship.query", Group: group, Title: "Ask what a user agrees to",
		Text: "Tells for each scope whether the app holds it now.",
		V3:   []gateway.Route{{Method: "GET", Path: "/v3/alipay/open/auth/userauth/relationship/query"}},
		Subs: []gateway.Sub{{Fault: consent.ErrNotFound, Code: "USER_NOT_EXIST"}},
	}, m.relationship)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.user.info.auth", Group: group, Title: "Send a browser to the page that asks a user",
		Text: "The browser comes with a signed link and goes on to the page where the user agrees or not; then to return_url with auth_code.",
		Kind: gateway.Page,
	}, m.userAuth)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.user.deloauth.detail.query", Group: group, Title: "List who took authorisation back on a day",
		Text: "A day is one of UTC+8, oldest first.",
	}, m.withdrawn)
}

func merchants(g *gateway.Gateway, m *methods) {
	gateway.Free(g, gateway.Spec{
		Name: "alipay.open.auth.token.app", Group: group, Title: "Exchange a merchant's authorisation code for tokens",
		Text:  "For apps that act for other merchants. Codes and refresh tokens work once, as those of users do.",
		Codes: []string{"AUTH_CODE_NOT_VALID", "AUTH_TOKEN_NOT_FOUND", "GRANT_TYPE_INVALID"},
	}, m.appToken)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.open.auth.token.app.query", Group: group, Title: "Ask what an app_auth_token stands for",
		Text: "Tells the merchant's app, the time of the authorisation, and whether it still holds.", Codes: []string{"AUTH_TOKEN_NOT_FOUND"},
	}, m.appTokenQuery)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.open.auth.appauth.invite.create", Group: group, Title: "Make a link that asks a merchant for authorisation",
		Text: "Send the link to the merchant's owner.",
	}, m.invite)
	gateway.Add(g, gateway.Spec{
		Name: "alipay.open.auth.app.aes.set", Group: group, Title: "Make a new content key for a merchant's app",
		Text: "The key before ends at once. The merchant must have authorised the calling app.", Codes: []string{"isv.invalid-auth-relations"},
	}, m.aesSet)
	gateway.Query(g, gateway.Spec{
		Name: "alipay.open.auth.app.aes.get", Group: group, Title: "Read the content key of a merchant's app",
		Text: "The merchant must have authorised the calling app.", Codes: []string{"isv.invalid-auth-relations"},
	}, m.aesGet)
}

func certificates(g *gateway.Gateway, m *methods) {
	gateway.Free(g, gateway.Spec{
		Name: "alipay.open.app.alipaycert.download", Group: group, Title: "Download a certificate of the platform",
		Text: "Clients ask for it when an answer names a certificate that they do not have.", Codes: []string{"isv.invalid-parameter"},
	}, m.certificate)
}

type tokenIn struct {
	GrantType protocol.Text `json:"grant_type" required:"true" enum:"authorization_code,refresh_token" example:"authorization_code" doc:"What is exchanged."`
	Code      protocol.Text `json:"code" max:"64" either:"token" example:"4b203fe6c11548bcabd8da5bb087a83b" doc:"The code from the redirect."`
	Refresh   protocol.Text `json:"refresh_token" max:"64" either:"token" doc:"The refresh token of the pair before."`
}

type tokenOut struct {
	Access    string `json:"access_token" doc:"Goes into auth_token."`
	Refresh   string `json:"refresh_token" doc:"Gives the next pair, once."`
	Expires   int64  `json:"expires_in" doc:"Seconds that access_token lives."`
	ReExpires int64  `json:"re_expires_in" doc:"Seconds that refresh_token lives."`
	UserID    string `json:"user_id" doc:"The user, as this app knows them."`
	OpenID    string `json:"open_id" doc:"The same user, opaque."`
	UnionID   string `json:"union_id" doc:"The same user for all apps of one developer."`
	AuthStart string `json:"auth_start" doc:"When the user agreed."`
	TokenType string `json:"auth_token_type" doc:"Always refreshable."`
}

func (m *methods) pair(ctx context.Context, kind oauth.Kind, app string, in *tokenIn) (oauth.Pair, error) {
	if in.GrantType == "refresh_token" {
		return m.oauth.Renew(ctx, kind, app, string(in.Refresh))
	}
	return m.oauth.Exchange(ctx, kind, app, string(in.Code))
}

func (m *methods) userToken(ctx context.Context, c *gateway.Call, in *tokenIn) (tokenOut, error) {
	p, err := m.pair(ctx, oauth.ByUser, c.App.ID, in)
	switch {
	case errors.Is(err, oauth.ErrCode):
		return tokenOut{}, protocol.CodeInvalid
	case errors.Is(err, oauth.ErrRefresh):
		return tokenOut{}, protocol.Business("isv.refresh-token-invalid", "")
	case errors.Is(err, oauth.ErrTooLate):
		return tokenOut{}, protocol.Business("isv.refresh-token-time-out", "")
	case err != nil:
		return tokenOut{}, err
	}
	out := tokenOut{
		Access: p.Access, Refresh: p.Refresh, Expires: int64(oauth.AccessLife.Seconds()), ReExpires: int64(oauth.RefreshLife.Seconds()),
		AuthStart: protocol.Time(p.Started), TokenType: "refreshable",
	}
	return out, m.db.Do(ctx, func(tx *db.Tx) (err error) {
		if out.UserID, out.OpenID, err = m.consent.Pairwise(ctx, tx, c.App.ID, p.User); err != nil {
			return err
		}
		out.UnionID, err = m.consent.Union(ctx, tx, c.App.Owner, p.User)
		return err
	})
}

type infoOut struct {
	UserID string `json:"user_id" doc:"The user, as this app knows them."`
	OpenID string `json:"open_id" doc:"The same user, opaque."`
	Nick   string `json:"nick_name" doc:"The name that the user chose."`
	Mobile string `json:"mobile" doc:"Phone number; only with the scope auth_phone."`
}

func (m *methods) userInfo(ctx context.Context, c *gateway.Call, _ *struct{}) (infoOut, error) {
	u, err := m.people.User(ctx, m.db, c.User)
	if err != nil {
		return infoOut{}, err
	}
	out := infoOut{Nick: u.Name}
	if slices.Contains(c.Scopes, "auth_phone") {
		out.Mobile = u.Phone
	}
	return out, m.db.Do(ctx, func(tx *db.Tx) (err error) {
		out.UserID, out.OpenID, err = m.consent.Pairwise(ctx, tx, c.App.ID, c.User)
		return err
	})
}

type relationIn struct {
	Scopes protocol.Text `json:"scopes" required:"true" max:"256" example:"auth_user" doc:"Scopes, comma between."`
	UserID protocol.Text `json:"user_id" either:"user" example:"2088102177846880" doc:"The user, as this app knows them."`
	OpenID protocol.Text `json:"open_id" either:"user" doc:"The same user, opaque."`
}

type relationOut struct {
	Detail string `json:"query_detail" doc:"JSON: scope to whether it is held, with the time of consent."`
}

func (m *methods) relationship(ctx context.Context, q db.Q, c *gateway.Call, in *relationIn) (relationOut, error) {
	user, err := m.consent.Resolve(ctx, q, c.App.ID, string(in.UserID+in.OpenID))
	if err != nil {
		return relationOut{}, err
	}
	type one struct {
		Scope string `json:"scope"`
		Held  bool   `json:"authorized"`
	}
	var list []one
	for _, sc := range oauth.AskOf(protocol.Params{"scope": string(in.Scopes)}).Scopes {
		err := m.consent.Check(ctx, q, user, c.App.ID, sc)
		if err != nil && !errors.Is(err, consent.ErrNotGiven) {
			return relationOut{}, err
		}
		list = append(list, one{sc, err == nil})
	}
	b, err := json.Marshal(list)
	return relationOut{string(b)}, err
}

type userAuthIn struct {
	Scopes protocol.Object[[]protocol.Text] `json:"scopes" required:"true" example:"auth_user" doc:"What the app asks for."`
	State  protocol.Text                    `json:"state" required:"true" max:"512" example:"init" doc:"Comes back unchanged."`
}

func (m *methods) userAuth(ctx context.Context, q db.Q, c *gateway.Call, in *userAuthIn) (gateway.Cashier, error) {
	ask := oauth.Ask{AppID: c.App.ID, Redirect: c.ReturnURL, State: string(in.State)}
	for _, sc := range in.Scopes.V {
		ask.Scopes = append(ask.Scopes, string(sc))
	}
	if _, err := m.oauth.Check(ctx, q, "", ask); err != nil {
		return gateway.Cashier{}, err
	}
	return gateway.Cashier{Path: ask.Link()}, nil
}

type withdrawnIn struct {
	Date   protocol.Text `json:"date" required:"true" max:"10" example:"20260102" doc:"The day, yyyyMMdd."`
	Limit  protocol.Int  `json:"limit" required:"true" example:"20" doc:"Most entries to give, 1 to 200."`
	Offset protocol.Int  `json:"offset" example:"0" doc:"Entries to leave out first."`
}

type withdrawnOut struct {
	Details []withdrawnOne `json:"details" doc:"Who took authorisation back."`
}

type withdrawnOne struct {
	At     string   `json:"del_auth_time" doc:"When."`
	UserID string   `json:"user_id" doc:"The user, as this app knows them."`
	OpenID string   `json:"open_id" doc:"The same user, opaque."`
	Scopes []string `json:"scopes" doc:"What was taken back."`
}

func (m *methods) withdrawn(ctx context.Context, q db.Q, c *gateway.Call, in *withdrawnIn) (withdrawnOut, error) {
	day, err := time.ParseInLocation("20060102", string(in.Date), protocol.Zone())
	n := in.Limit.Int64()
	if err != nil || n < 1 || n > 200 || in.Offset.Int64() < 0 {
		return withdrawnOut{}, protocol.InvalidParameter.With("date must be a day as yyyyMMdd, limit 1 to 200, offset not below 0.")
	}
	gone, err := m.oauth.Withdrawn(ctx, q, c.App.ID, day, day.AddDate(0, 0, 1), in.Offset.Int64(), n)
	if err != nil {
		return withdrawnOut{}, err
	}
	out := withdrawnOut{Details: []withdrawnOne{}}
	err = m.db.Do(ctx, func(tx *db.Tx) error {
		out.Details = out.Details[:0]
		for _, g := range gone {
			userID, openID, err := m.consent.Pairwise(ctx, tx, c.App.ID, g.User)
			if err != nil {
				return err
			}
			out.Details = append(out.Details, withdrawnOne{protocol.Time(g.At), userID, openID, g.Scopes})
		}
		return nil
	})
	return out, err
}

type appTokenIn struct {
	GrantType protocol.Text `json:"grant_type" required:"true" example:"authorization_code" doc:"authorization_code or refresh_token."`
	Code      protocol.Text `json:"code" max:"64" either:"token" example:"4b203fe6c11548bcabd8da5bb087a83b" doc:"The app_auth_code from the redirect."`
	Refresh   protocol.Text `json:"refresh_token" max:"64" either:"token" doc:"The refresh token of the pair before."`
}

type appTokenOne struct {
	Access    string `json:"app_auth_token" doc:"Goes into app_auth_token."`
	Refresh   string `json:"app_refresh_token" doc:"Gives the next pair, once."`
	AuthAppID string `json:"auth_app_id" doc:"The app that stands for the merchant."`
	Expires   int64  `json:"expires_in" doc:"Seconds that app_auth_token lives."`
	ReExpires int64  `json:"re_expires_in" doc:"Seconds that app_refresh_token lives."`
	UserID    string `json:"user_id" doc:"Who agreed, as this app knows them."`
}

type appTokenOut struct {
	Access    string        `json:"app_auth_token" doc:"Goes into app_auth_token."`
	Refresh   string        `json:"app_refresh_token" doc:"Gives the next pair, once."`
	AuthAppID string        `json:"auth_app_id" doc:"The app that stands for the merchant."`
	Expires   int64         `json:"expires_in" doc:"Seconds that app_auth_token lives."`
	ReExpires int64         `json:"re_expires_in" doc:"Seconds that app_refresh_token lives."`
	UserID    string        `json:"user_id" doc:"Who agreed, as this app knows them."`
	Tokens    []appTokenOne `json:"tokens" doc:"The same as a list, for clients that read it so."`
}

func (m *methods) appToken(ctx context.Context, c *gateway.Call, in *appTokenIn) (appTokenOut, error) {
	if in.GrantType != "authorization_code" && in.GrantType != "refresh_token" {
		return appTokenOut{}, protocol.Business("GRANT_TYPE_INVALID", "")
	}
	p, err := m.pair(ctx, oauth.ByMerchant, c.App.ID, &tokenIn{in.GrantType, in.Code, in.Refresh})
	switch {
	case errors.Is(err, oauth.ErrCode):
		return appTokenOut{}, protocol.Business("AUTH_CODE_NOT_VALID", "")
	case errors.Is(err, oauth.ErrRefresh), errors.Is(err, oauth.ErrTooLate):
		return appTokenOut{}, protocol.Business("AUTH_TOKEN_NOT_FOUND", "")
	case err != nil:
		return appTokenOut{}, err
	}
	userID, err := m.shown(ctx, c.App.ID, p.User)
	if err != nil {
		return appTokenOut{}, err
	}
	one := appTokenOne{p.Access, p.Refresh, p.AuthApp, int64(oauth.MerchantAccessLife.Seconds()), int64(oauth.MerchantRefreshLife.Seconds()), userID}
	return appTokenOut{one.Access, one.Refresh, one.AuthAppID, one.Expires, one.ReExpires, one.UserID, []appTokenOne{one}}, nil
}

func (m *methods) shown(ctx context.Context, app, user string) (string, error) {
	return db.Get(ctx, m.db, func(tx *db.Tx) (string, error) {
		id, _, err := m.consent.Pairwise(ctx, tx, app, user)
		return id, err
	})
}

type appQueryIn struct {
	Token protocol.Text `json:"app_auth_token" required:"true" max:"64" example:"202601BF7Q…" doc:"The token that is asked about."`
}

type appQueryOut struct {
	AuthAppID string   `json:"auth_app_id" doc:"The app that stands for the merchant."`
	Status    string   `json:"status" doc:"valid or invalid."`
	Methods   []string `json:"auth_methods" doc:"What the app may call for the merchant; * is all that it was granted."`
	Start     string   `json:"auth_start" doc:"When the merchant agreed."`
	End       string   `json:"auth_end" doc:"When the token ends."`
	Expires   int64    `json:"expires_in" doc:"Seconds that the token still lives."`
	ByApp     bool     `json:"is_by_app_auth" doc:"Always true: a merchant agreed by this platform's page."`
	UserID    string   `json:"user_id" doc:"Who agreed, as this app knows them."`
}

func (m *methods) appTokenQuery(ctx context.Context, q db.Q, c *gateway.Call, in *appQueryIn) (appQueryOut, error) {
	g, err := m.oauth.Token(ctx, q, oauth.ByMerchant, string(in.Token))
	if err != nil && !errors.Is(err, oauth.ErrExpired) && !errors.Is(err, oauth.ErrToken) {
		return appQueryOut{}, err
	}
	if g.ID == "" || g.App != c.App.ID || g.Kind != oauth.ByMerchant {
		return appQueryOut{}, protocol.Business("AUTH_TOKEN_NOT_FOUND", "")
	}
	out := appQueryOut{
		AuthAppID: g.AuthApp, Status: "valid", Methods: []string{"*"}, Start: protocol.Time(g.Started), End: protocol.Time(g.AccessEnds),
		Expires: max(0, int64(g.AccessEnds.Sub(c.At).Seconds())), ByApp: true,
	}
	if err != nil {
		out.Status = "invalid"
	}
	out.UserID, err = m.shown(ctx, c.App.ID, g.User)
	return out, err
}

type inviteIn struct {
	AuthAppID protocol.Text `json:"auth_app_id" required:"true" max:"16" example:"2021000000000002" doc:"The merchant's app."`
	Redirect  protocol.Text `json:"redirect_url" max:"512" doc:"Where to go afterwards; one of the app's addresses. Default: the first."`
	State     protocol.Text `json:"state" max:"512" doc:"Comes back unchanged."`
}

type inviteOut struct {
	URL string `json:"task_page_url" doc:"The link for the merchant's owner."`
}

func (m *methods) invite(ctx context.Context, _ db.Q, c *gateway.Call, in *inviteIn) (inviteOut, error) {
	if _, err := m.apps.Lookup(ctx, string(in.AuthAppID)); err != nil || c.App.Kind != client.ISV {
		return inviteOut{}, protocol.InvalidAuthRel
	}
	to := string(in.Redirect)
	if to == "" && len(c.App.Redirects) > 0 {
		to = c.App.Redirects[0]
	}
	if !c.App.MayRedirect(to) {
		return inviteOut{}, oauth.ErrRedirect
	}
	v := url.Values{"app_id": {c.App.ID}, "redirect_uri": {to}}
	if in.State != "" {
		v.Set("state", string(in.State))
	}
	return inviteOut{m.origin + oauth.MerchantPath + "?" + v.Encode()}, nil
}

type aesIn struct {
	AppID protocol.Text `json:"merchant_app_id" required:"true" max:"16" example:"2021000000000002" doc:"The merchant's app."`
}

type aesOut struct {
	Key string `json:"aes_key" doc:"The content key, base64."`
}

func (m *methods) related(ctx context.Context, q db.Q, c *gateway.Call, app string) error {
	ok, err := m.oauth.Authorised(ctx, q, c.App.ID, app)
	if err == nil && !ok {
		err = protocol.InvalidAuthRel
	}
	return err
}

func (m *methods) aesSet(ctx context.Context, tx *db.Tx, c *gateway.Call, in *aesIn) (aesOut, error) {
	if err := m.related(ctx, tx, c, string(in.AppID)); err != nil {
		return aesOut{}, err
	}
	key, err := m.apps.SetAESOf(ctx, tx, c.App, string(in.AppID))
	return aesOut{key}, err
}

func (m *methods) aesGet(ctx context.Context, q db.Q, c *gateway.Call, in *aesIn) (aesOut, error) {
	if err := m.related(ctx, q, c, string(in.AppID)); err != nil {
		return aesOut{}, err
	}
	a, err := m.apps.Lookup(ctx, string(in.AppID))
	if err != nil {
		return aesOut{}, err
	}
	return aesOut{base64.StdEncoding.EncodeToString(a.AESKey())}, nil
}

type certIn struct {
	SN protocol.Text `json:"alipay_cert_sn" required:"true" max:"64" example:"e90dd23a37c5c7b616e003970817ff82" doc:"The certificate's number, as an answer names it."`
}

type certOut struct {
	Content string `json:"alipay_cert_content" doc:"The certificate: base64 of PEM."`
}

func (m *methods) certificate(_ context.Context, _ *gateway.Call, in *certIn) (certOut, error) {
	pem, ok := m.apps.PlatformCert(string(in.SN))
	if !ok {
		return certOut{}, protocol.InvalidParameter.With("The platform has no certificate with this number.")
	}
	return certOut{base64.StdEncoding.EncodeToString([]byte(pem))}, nil
}
