// Package bridgeapi is what hosts ask for the programs that they show, and where
// developers list their domains. It holds wire types and mapping.
package bridgeapi

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strings"
	"unicode/utf8"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/bridge"
)

type Surface struct {
	DB     *db.DB
	Bridge *bridge.Service
	Log    *slog.Logger
}

// AppPath names the program in the path.
type AppPath struct {
	App string `path:"app" maxLength:"16"`
}

type askIn struct {
	AppPath
	Scopes string `query:"scopes" maxLength:"256" doc:"Comma between."`
}

// MiniPermission is one thing that a program asks for.
type MiniPermission struct {
	Scope     string `json:"scope"`
	Text      string `json:"text" doc:"Key of the words that describe it."`
	Version   int64  `json:"version" doc:"Of the words; say it back when agreeing."`
	Sensitive bool   `json:"sensitive" doc:"Show it on its own."`
}

type MiniConsent struct {
	App     string           `json:"app"`
	Name    string           `json:"name"`
	Sandbox bool             `json:"sandbox"`
	Missing []MiniPermission `json:"missing" nullable:"false" doc:"What the person has not agreed to yet."`
}

type MiniAgreed struct {
	Scope   string `json:"scope" minLength:"1" maxLength:"40"`
	Version int64  `json:"version"`
}

type agreeIn struct {
	AppPath
	Body struct {
		Agreed []MiniAgreed `json:"agreed" nullable:"false" maxItems:"20"`
	}
}

type codeIn struct {
	AppPath
	Body struct {
		Scopes []string `json:"scopes" nullable:"false" maxItems:"20"`
	}
}

type MiniCode struct {
	Code    string   `json:"code" doc:"For alipay.system.oauth.token; it lives a minute and works once."`
	Granted []string `json:"granted" nullable:"false" doc:"Scopes that it stands for."`
}

type MiniProfile struct {
	Name   string `json:"name"`
	Avatar string `json:"avatar" doc:"Seed of a drawn picture."`
}

type MiniPhone struct {
	Response string `json:"response" doc:"Base64, AES-CBC with the app's content key."`
	Sign     string `json:"sign" doc:"Of the platform, over response in quotes."`
	SignType string `json:"signType"`
	Charset  string `json:"charset"`
	Encrypt  string `json:"encryptType"`
}

// MiniRequest is a call to a server of the program's developer.
type MiniRequest struct {
	Use    string            `json:"use" enum:"request,download"`
	Method string            `json:"method" maxLength:"10"`
	URL    string            `json:"url" minLength:"1" maxLength:"8192"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty" doc:"Text, or base64."`
	Base64 bool              `json:"base64,omitempty" doc:"Body is base64."`
	Binary bool              `json:"binary,omitempty" doc:"Answer in base64 in any case."`
}

type requestIn struct {
	AppPath
	Body MiniRequest
}

// MiniSocketWish is a WebSocket that a program wants to a server of its developer.
type MiniSocketWish struct {
	URL       string            `json:"url" minLength:"1" maxLength:"2048" doc:"ws: or wss:."`
	Header    map[string]string `json:"header,omitempty"`
	Protocols []string          `json:"protocols,omitempty" maxItems:"10"`
}

type socketIn struct {
	AppPath
	Body MiniSocketWish
}

type MiniSocket struct {
	Path string `json:"path" doc:"Where the socket is opened, within half a minute."`
}

type textIn struct {
	AppPath
	Body struct {
		Text string `json:"text" maxLength:"2000" doc:"What somebody wrote. It is not kept."`
	}
}

// MiniRisk is a word of the operator's list.
type MiniRisk struct {
	Kind string `json:"kind" enum:"keyword,ad,politics,porn,abuse"`
	Text string `json:"text"`
}

type MiniRisks struct {
	Hits []MiniRisk `json:"hits" nullable:"false"`
}

type pageIn struct {
	AppPath
	URL string `query:"url" required:"true" maxLength:"8192"`
}

type MiniAnswer struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header"`
	Body   string            `json:"body"`
	Base64 bool              `json:"base64" doc:"Body is base64: it was asked so, or is not UTF-8."`
}

type MiniDomains struct {
	Request  []string `json:"request" nullable:"false" maxItems:"50" doc:"my.request."`
	Upload   []string `json:"upload" nullable:"false" maxItems:"50" doc:"my.uploadFile."`
	Download []string `json:"download" nullable:"false" maxItems:"50" doc:"my.downloadFile and pictures."`
	Socket   []string `json:"socket" nullable:"false" maxItems:"50" doc:"my.connectSocket."`
	Page     []string `json:"page" nullable:"false" maxItems:"50" doc:"web-view."`
}

type domainsIn struct {
	AppPath
	Body MiniDomains
}

// Consumer adds what a host asks for its person.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	const at = "/api/mini/{app}"
	web.Op(a, "GET", at+"/consent", "askMiniConsent", me, func(ctx context.Context, in *askIn) (MiniConsent, error) {
		return h.consent(ctx, h.DB, in.App, words(in.Scopes))
	})
	web.Op(a, "POST", at+"/consent", "giveMiniConsent", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *agreeIn) (web.Done, error) {
		var agreed []consent.Agreed
		for _, x := range in.Body.Agreed {
			agreed = append(agreed, consent.Agreed{Scope: x.Scope, Version: x.Version})
		}
		return web.Done{}, h.Bridge.Agree(ctx, tx, in.App, scope.From(ctx).User, agreed)
	}))
	web.Op(a, "POST", at+"/code", "newMiniCode", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *codeIn) (MiniCode, error) {
		code, granted, err := h.Bridge.Code(ctx, tx, in.App, scope.From(ctx).User, in.Body.Scopes)
		return MiniCode{code, granted}, err
	}))
	web.Op(a, "GET", at+"/profile", "getMiniProfile", me, func(ctx context.Context, in *AppPath) (MiniProfile, error) {
		name, avatar, err := h.Bridge.Profile(ctx, h.DB, in.App, scope.From(ctx).User)
		return MiniProfile{name, avatar}, err
	})
	web.Op(a, "GET", at+"/phone", "getMiniPhone", me, func(ctx context.Context, in *AppPath) (MiniPhone, error) {
		p, err := h.Bridge.Phone(ctx, h.DB, in.App, scope.From(ctx).User)
		return MiniPhone{p.Response, p.Sign, p.SignType, p.Charset, p.Encrypt}, err
	})
	web.Op(a, "GET", at+"/page", "checkMiniPage", me, func(ctx context.Context, in *pageIn) (web.Done, error) {
		return web.Done{}, h.Bridge.MayOpen(ctx, in.App, in.URL)
	})
	web.Op(a, "POST", at+"/socket", "newMiniSocket", me, func(ctx context.Context, in *socketIn) (MiniSocket, error) {
		w := bridge.Wish{URL: in.Body.URL, Header: in.Body.Header, Protocols: in.Body.Protocols}
		t, err := h.Bridge.Ticket(ctx, in.App, scope.From(ctx).User, w)
		return MiniSocket{socketPath + t}, err
	})
	web.Op(a, "POST", at+"/risks", "findMiniRisks", me, func(ctx context.Context, in *textIn) (MiniRisks, error) {
		hits, err := h.Bridge.Risks(ctx, h.DB, in.App, scope.From(ctx).User, in.Body.Text)
		out := MiniRisks{Hits: []MiniRisk{}}
		for _, x := range hits {
			out.Hits = append(out.Hits, MiniRisk{string(x.Kind), x.Text})
		}
		return out, err
	})
	web.Op(a, "POST", at+"/request", "sendMiniRequest", me, func(ctx context.Context, in *requestIn) (MiniAnswer, error) {
		return h.Request(ctx, in.App, scope.From(ctx).User, in.Body)
	})
}

func (h Surface) consent(ctx context.Context, q db.Q, app string, scopes []string) (MiniConsent, error) {
	asked, err := h.Bridge.Ask(ctx, q, app, scope.From(ctx).User, scopes)
	if err != nil {
		return MiniConsent{}, err
	}
	out := MiniConsent{App: app, Name: asked.App.Name, Sandbox: asked.App.Sandbox, Missing: []MiniPermission{}}
	for _, i := range asked.Missing {
		out.Missing = append(out.Missing, MiniPermission{i.Scope, i.Text, i.Version, i.Sensitive})
	}
	return out, nil
}

// Request passes a program's call on. by is who runs the program, for the limits.
func (h Surface) Request(ctx context.Context, app, by string, r MiniRequest) (MiniAnswer, error) {
	body := []byte(r.Body)
	if r.Base64 {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return MiniAnswer{}, bridge.ErrRequest.Because(err)
		}
	}
	got, err := h.Bridge.Do(ctx, app, by, bridge.Request{Use: bridge.Use(r.Use), Method: r.Method, URL: r.URL, Header: r.Header, Body: body})
	if err != nil {
		return MiniAnswer{}, err
	}
	out := MiniAnswer{Status: got.Status, Header: got.Header, Body: string(got.Body)}
	if r.Binary || !utf8.Valid(got.Body) {
		out.Base64, out.Body = true, base64.StdEncoding.EncodeToString(got.Body)
	}
	return out, nil
}

// Console adds what developers set.
func (h Surface) Console(a *web.API) {
	dev := web.For(scope.Developer, scope.Owner)
	const at = "/console/api/apps/{app}/mini/domains"
	web.Op(a, "GET", at, "getMiniDomains", dev, func(ctx context.Context, in *AppPath) (MiniDomains, error) {
		if _, err := h.Bridge.Apps.Get(ctx, h.DB, scope.From(ctx), in.App); err != nil {
			return MiniDomains{}, err
		}
		return h.domains(ctx, h.DB, in.App)
	})
	web.Op(a, "PUT", at, "setMiniDomains", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *domainsIn) (MiniDomains, error) {
		err := h.Bridge.SetDomains(ctx, tx, scope.From(ctx), in.App, bridge.Domains{
			bridge.ForRequest: in.Body.Request, bridge.ForUpload: in.Body.Upload, bridge.ForDownload: in.Body.Download,
			bridge.ForSocket: in.Body.Socket, bridge.ForPage: in.Body.Page,
		})
		if err != nil {
			return MiniDomains{}, err
		}
		return h.domains(ctx, tx, in.App)
	}))
}

func (h Surface) domains(ctx context.Context, q db.Q, app string) (MiniDomains, error) {
	d, err := h.Bridge.Domains(ctx, q, app)
	list := func(u bridge.Use) []string { return append([]string{}, d[u]...) }
	return MiniDomains{list(bridge.ForRequest), list(bridge.ForUpload), list(bridge.ForDownload), list(bridge.ForSocket), list(bridge.ForPage)}, err
}

func words(list string) (out []string) {
	for w := range strings.SplitSeq(list, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}
