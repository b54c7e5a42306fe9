// Package clientapi is the developer's side of the console: apps, keys, what
// was called and what was told. It holds wire types and mapping, and no rule of
// the business.
package clientapi

import (
	"context"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/notify"
)

var errMerchant = fault.New(fault.Forbidden, "clientapi.merchant", "Only the owner of a merchant makes apps for it. Act for the merchant first.")

// Surface is the developer's part of the console.
type Surface struct {
	DB      *db.DB
	Apps    *client.Service
	Gateway *gateway.Gateway
	Notify  *notify.Service
}

// App is an app as its developer sees it.
type App struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Kind      string           `json:"kind" enum:"own,isv,mini"`
	State     string           `json:"state" enum:"online,paused,deleted"`
	Merchant  string           `json:"merchant,omitempty"`
	Sandbox   bool             `json:"sandbox"`
	Products  []client.Product `json:"products" nullable:"false"`
	Redirects []string         `json:"redirects" nullable:"false"`
	NotifyURL string           `json:"notifyUrl,omitempty"`
	HasAES    bool             `json:"hasContentKey"`
	Keys      []Key            `json:"keys" nullable:"false"`
	Platform  Platform         `json:"platform"`
	CreatedAt time.Time        `json:"createdAt"`
}

// Key is a version of an app's key.
type Key struct {
	Version int64     `json:"version"`
	CertSN  string    `json:"certSn,omitempty" doc:"In certificate mode."`
	PEM     string    `json:"pem" doc:"The public key or the certificate."`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	InForce bool      `json:"inForce"`
}

// Platform is what the app verifies the platform's answers with.
type Platform struct {
	PublicKey string    `json:"publicKey"`
	Cert      string    `json:"cert"`
	Root      string    `json:"root"`
	CertSN    string    `json:"certSn"`
	Until     time.Time `json:"until" doc:"Take the next key before."`
	Newest    bool      `json:"newest" doc:"False: there is a newer key to take."`
}

type Apps struct {
	Items []App `json:"items" nullable:"false"`
}

// Draft is what a developer says of an app.
type Draft struct {
	Name      string           `json:"name" minLength:"1" maxLength:"40"`
	Products  []client.Product `json:"products" nullable:"false" maxItems:"20"`
	Redirects []string         `json:"redirects" nullable:"false" maxItems:"20"`
	NotifyURL string           `json:"notifyUrl,omitempty" maxLength:"512"`
}

type createIn struct {
	Body struct {
		Draft
		Kind    string `json:"kind" enum:"own,isv,mini"`
		Sandbox bool   `json:"sandbox,omitempty" doc:"Notifications may go to this machine."`
	}
}

// OfApp names the app in the path.
type OfApp struct {
	ID string `path:"id" minLength:"1" maxLength:"16"`
}

type editIn struct {
	OfApp
	Body Draft
}

type stateIn struct {
	OfApp
	Body struct {
		State string `json:"state" enum:"online,paused,deleted"`
	}
}

type keyIn struct {
	OfApp
	Body struct {
		PublicKey string `json:"publicKey" minLength:"1" maxLength:"8192" doc:"PEM or base64."`
		Overlap   int    `json:"overlapDays" minimum:"0" maximum:"90" doc:"How long the key before is still believed."`
	}
}

type stopIn struct {
	OfApp
	Version int64 `path:"version" minimum:"1"`
}

// ContentKey is shown once.
type ContentKey struct {
	Key string `json:"key" doc:"Base64. It is not shown again."`
}

func (h Surface) wire(a *client.App) App {
	now := h.DB.Now()
	s := h.Apps.Signer(a)
	out := App{
		ID: a.ID, Name: a.Name, Kind: string(a.Kind), State: string(a.State), Merchant: a.Merchant, Sandbox: a.Sandbox,
		Products: append([]client.Product{}, a.Products...), Redirects: append([]string{}, a.Redirects...), NotifyURL: a.NotifyURL,
		HasAES: len(a.AESKey()) > 0, Keys: []Key{}, CreatedAt: a.Created,
		Platform: Platform{s.PublicKey(), s.Cert(), h.Apps.Root(), s.SN(), s.After, s.Version == h.Apps.Newest().Version},
	}
	for _, k := range a.Keys() {
		out.Keys = append(out.Keys, wireKey(k, now))
	}
	return out
}

func wireKey(k client.Key, now time.Time) Key {
	return Key{k.Version, k.SN, k.PEM, k.Before, k.After, k.InForce(now)}
}

func (d Draft) draft() client.Draft {
	return client.Draft{Name: d.Name, Products: d.Products, Redirects: d.Redirects, NotifyURL: d.NotifyURL}
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	dev := web.For(scope.Developer, scope.Owner)
	web.Op(a, "GET", "/console/api/apps", "listApps", dev, func(ctx context.Context, _ *struct{}) (Apps, error) {
		out := Apps{[]App{}}
		list, err := h.Apps.List(ctx, h.DB, scope.From(ctx))
		for _, x := range list {
			out.Items = append(out.Items, h.wire(x))
		}
		return out, err
	})
	web.Op(a, "GET", "/console/api/apps/{id}", "getApp", dev, func(ctx context.Context, in *OfApp) (App, error) {
		x, err := h.Apps.Get(ctx, h.DB, scope.From(ctx), in.ID)
		if err != nil {
			return App{}, err
		}
		return h.wire(x), nil
	})
	web.Op(a, "POST", "/console/api/apps", "createApp", dev, web.InTx(h.DB, h.create))
	web.Op(a, "PUT", "/console/api/apps/{id}", "editApp", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *editIn) (App, error) {
		x, err := h.Apps.Edit(ctx, tx, scope.From(ctx), in.ID, in.Body.draft())
		if err != nil {
			return App{}, err
		}
		return h.wire(x), nil
	}))
	web.Op(a, "POST", "/console/api/apps/{id}/state", "moveApp", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *stateIn) (web.Done, error) {
		return web.Done{}, h.Apps.Move(ctx, tx, scope.From(ctx), in.ID, client.State(in.Body.State))
	}))
	h.keys(a, dev)
	h.logs(a, dev)
	h.docs(a)
}

func (h Surface) create(ctx context.Context, tx *db.Tx, in *createIn) (App, error) {
	sc := scope.From(ctx)
	d := in.Body.draft()
	d.Kind, d.Sandbox = client.Kind(in.Body.Kind), in.Body.Sandbox
	if d.Kind != client.ISV {
		if sc.Merchant == "" || !sc.Has(scope.Owner) {
			return App{}, errMerchant
		}
		d.Merchant = sc.Merchant
	}
	x, err := h.Apps.Create(ctx, tx, sc, d)
	if err != nil {
		return App{}, err
	}
	return h.wire(x), nil
}

func (h Surface) keys(a *web.API, dev web.Access) {
	web.Op(a, "POST", "/console/api/apps/{id}/keys", "addAppKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *keyIn) (Key, error) {
		k, err := h.Apps.AddKey(ctx, tx, scope.From(ctx), in.ID, in.Body.PublicKey, days(in.Body.Overlap))
		return wireKey(k, h.DB.Now()), err
	}))
	web.Op(a, "POST", "/console/api/apps/{id}/certificates", "certifyAppKey", dev, func(ctx context.Context, in *keyIn) (Key, error) {
		k, err := h.Apps.Certify(ctx, scope.From(ctx), in.ID, in.Body.PublicKey, days(in.Body.Overlap))
		return wireKey(k, h.DB.Now()), err
	})
	web.Op(a, "DELETE", "/console/api/apps/{id}/keys/{version}", "stopAppKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *stopIn) (web.Done, error) {
		return web.Done{}, h.Apps.StopKey(ctx, tx, scope.From(ctx), in.ID, in.Version)
	}))
	web.Op(a, "POST", "/console/api/apps/{id}/content-key", "newContentKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *OfApp) (ContentKey, error) {
		k, err := h.Apps.SetAES(ctx, tx, scope.From(ctx), in.ID)
		return ContentKey{k}, err
	}))
	web.Op(a, "POST", "/console/api/apps/{id}/platform-key", "takePlatformKey", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *OfApp) (web.Done, error) {
		return web.Done{}, h.Apps.Adopt(ctx, tx, scope.From(ctx), in.ID)
	}))
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// Notification is a message to the app's server.
type Notification struct {
	ID        string            `json:"id" doc:"The notify_id."`
	Kind      string            `json:"kind"`
	Object    string            `json:"object" doc:"What it tells of: a trade, a pre-authorisation, an agreement."`
	URL       string            `json:"url"`
	State     string            `json:"state" enum:"pending,done,dead"`
	Tries     int64             `json:"tries"`
	Next      *time.Time        `json:"next,omitempty"`
	Status    int64             `json:"status" doc:"HTTP status of the last try; 0: no answer."`
	Reason    string            `json:"reason,omitempty" doc:"Why the last try failed."`
	CreatedAt time.Time         `json:"createdAt"`
	Fields    map[string]string `json:"fields,omitempty" doc:"Without the signature."`
	Attempts  []Attempt         `json:"attempts,omitempty"`
}

// Attempt is one try.
type Attempt struct {
	N      int64     `json:"n"`
	At     time.Time `json:"at"`
	Millis int64     `json:"millis"`
	Status int64     `json:"status"`
	Reason string    `json:"reason,omitempty"`
}

// Call is a line of the request log.
type Call struct {
	TraceID string    `json:"traceId"`
	Method  string    `json:"method"`
	V3      bool      `json:"v3"`
	At      time.Time `json:"at"`
	Micros  int64     `json:"micros"`
	Code    string    `json:"code"`
	SubCode string    `json:"subCode,omitempty"`
	SubMsg  string    `json:"subMsg,omitempty"`
	Hash    string    `json:"hash,omitempty" doc:"SHA-256 of the signed text."`
}

type notesIn struct {
	OfApp
	page.Ask
	State  string `query:"state" enum:"pending,done,dead"`
	Object string `query:"object" maxLength:"64"`
}

type noteIn struct {
	OfApp
	Note string `path:"note" maxLength:"40"`
}

type againIn struct {
	OfApp
	Body struct {
		Object string    `json:"object,omitempty" maxLength:"64"`
		From   time.Time `json:"from,omitzero"`
		To     time.Time `json:"to,omitzero"`
	}
}

// Count is how many were done.
type Count struct {
	Count int64 `json:"count"`
}

type callsIn struct {
	OfApp
	page.Ask
	Failed bool `query:"failed" doc:"Only those that failed."`
}

type traceIn struct {
	OfApp
	Trace string `path:"trace" maxLength:"64"`
}

type usageIn struct {
	OfApp
	Month string `query:"month" required:"true" maxLength:"7" doc:"Like 2026-11, of UTC+8."`
}

// UsedMethod are the calls of a method on a day.
type UsedMethod struct {
	Day    string `json:"day" example:"2026-11-27"`
	Method string `json:"method" doc:"Empty for names that are no method."`
	Calls  int64  `json:"calls"`
	Failed int64  `json:"failed" doc:"Refused, and free."`
}

// AppUsage is the bill of a month.
type AppUsage struct {
	Calls    int64         `json:"calls"`
	Failed   int64         `json:"failed"`
	Free     int64         `json:"free" doc:"Calls of a month that cost nothing."`
	Thousand *money.Amount `json:"thousand,omitempty" doc:"Price of a thousand calls beyond the free ones; absent where calls cost nothing."`
	Amount   money.Amount  `json:"amount"`
	Used     []UsedMethod  `json:"used" nullable:"false"`
}

func (h Surface) usage(ctx context.Context, in *usageIn) (AppUsage, error) {
	if err := h.owned(ctx, in.ID); err != nil {
		return AppUsage{}, err
	}
	from, to, err := calendar.Month(in.Month)
	if err != nil {
		return AppUsage{}, err
	}
	b, err := h.Gateway.Bill(ctx, in.ID, from, to)
	out := AppUsage{Calls: b.Calls, Failed: b.Failed, Free: b.Tariff.Free, Amount: b.Amount, Used: []UsedMethod{}}
	if b.Tariff.Thousand.Minor() > 0 {
		out.Thousand = &b.Tariff.Thousand
	}
	for _, u := range b.Used {
		out.Used = append(out.Used, UsedMethod{u.Day, u.Method, u.Good, u.Failed})
	}
	return out, err
}

func wireNote(m notify.Sent) Notification {
	n := Notification{
		ID: m.ID, Kind: m.Kind, Object: m.Object, URL: m.URL, State: string(m.State), Tries: m.Tries, Status: m.Status, Reason: m.Reason,
		CreatedAt: m.Created,
	}
	if !m.Next.IsZero() {
		n.Next = &m.Next
	}
	return n
}

func wireCall(e gateway.Entry) Call {
	return Call{e.Trace, e.Method, e.V3, e.At, e.Took.Microseconds(), e.Code, e.SubCode, e.SubMsg, e.Hash}
}

// owned checks that the app is the caller's.
func (h Surface) owned(ctx context.Context, id string) error {
	_, err := h.Apps.Get(ctx, h.DB, scope.From(ctx), id)
	return err
}

func (h Surface) logs(a *web.API, dev web.Access) {
	web.Op(a, "GET", "/console/api/apps/{id}/notifications", "listNotifications", dev, func(ctx context.Context, in *notesIn) (page.Of[Notification], error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return page.Of[Notification]{}, err
		}
		p, err := h.Notify.List(ctx, h.DB, in.ID, notify.Filter{State: notify.State(in.State), Object: in.Object}, in.Ask)
		return page.Map(p, wireNote), err
	})
	web.Op(a, "GET", "/console/api/apps/{id}/notifications/{note}", "getNotification", dev, func(ctx context.Context, in *noteIn) (Notification, error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return Notification{}, err
		}
		m, tries, err := h.Notify.Get(ctx, h.DB, in.ID, in.Note)
		n := wireNote(m)
		n.Fields = m.Fields
		for _, t := range tries {
			n.Attempts = append(n.Attempts, Attempt{t.N, t.At, t.Took.Milliseconds(), t.Status, t.Reason})
		}
		return n, err
	})
	web.Op(a, "POST", "/console/api/apps/{id}/notifications/{note}/again", "sendNotificationAgain", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *noteIn) (web.Done, error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Notify.Redeliver(ctx, tx, in.ID, in.Note)
	}))
	web.Op(a, "POST", "/console/api/apps/{id}/notifications/again", "sendDeadNotificationsAgain", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *againIn) (Count, error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return Count{}, err
		}
		n, err := h.Notify.RedeliverAll(ctx, tx, in.ID, notify.Filter{Object: in.Body.Object, From: in.Body.From, To: in.Body.To})
		return Count{n}, err
	}))
	web.Op(a, "GET", "/console/api/apps/{id}/usage", "getAppUsage", dev, h.usage)
	web.Op(a, "GET", "/console/api/apps/{id}/requests", "listRequests", dev, func(ctx context.Context, in *callsIn) (page.Of[Call], error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return page.Of[Call]{}, err
		}
		p, err := h.Gateway.Requests(ctx, in.ID, in.Failed, in.Ask)
		return page.Map(p, wireCall), err
	})
	web.Op(a, "GET", "/console/api/apps/{id}/requests/{trace}", "getRequest", dev, func(ctx context.Context, in *traceIn) (Call, error) {
		if err := h.owned(ctx, in.ID); err != nil {
			return Call{}, err
		}
		e, err := h.Gateway.Request(ctx, in.ID, in.Trace)
		return wireCall(e), err
	})
}

// Reference is the list of methods and of the codes that all may answer.
type Reference struct {
	Methods []gateway.Doc     `json:"methods" nullable:"false"`
	Codes   []gateway.CodeDoc `json:"codes" nullable:"false"`
}

// docs are for everybody: a developer reads them before signing up.
func (h Surface) docs(a *web.API) {
	web.Op(a, "GET", "/console/api/reference", "getReference", web.Public, func(context.Context, *struct{}) (Reference, error) {
		return Reference{h.Gateway.Docs(), gateway.CommonCodes()}, nil
	})
}
