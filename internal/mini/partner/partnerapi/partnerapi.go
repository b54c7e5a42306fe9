// Package partnerapi is what partners' hosts ask, and where partners and operators
// keep them. It holds wire types and mapping.
package partnerapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/partner"
)

type Surface struct {
	DB       *db.DB
	Partners *partner.Service
}

// PartnerHost is what everybody may know of a host.
type PartnerHost struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	NameEn  string   `json:"nameEn"`
	Can     []string `json:"can" nullable:"false" doc:"What it can do for programs: location, pay, scan, camera, phone, clipboard, share, voice."`
	Origins []string `json:"origins" nullable:"false" doc:"Where it may show programs."`
	Open    bool     `json:"open"`
}

// PartnerDetail is a host for its partner and for operators.
type PartnerDetail struct {
	PartnerHost
	Owner     string    `json:"owner"`
	State     string    `json:"state" enum:"pending,open,closed"`
	Share     int64     `json:"share" doc:"Of the platform's fees, in basis points."`
	CreatedAt time.Time `json:"createdAt"`
}

type PartnerHosts struct {
	Items []PartnerDetail `json:"items" nullable:"false"`
}

type PartnerDraft struct {
	Name    string   `json:"name" maxLength:"40"`
	NameEn  string   `json:"nameEn" maxLength:"40"`
	Can     []string `json:"can" nullable:"false" maxItems:"20"`
	Origins []string `json:"origins" nullable:"false" maxItems:"20"`
}

type PartnerLine struct {
	Trade    string       `json:"trade"`
	App      string       `json:"app" doc:"The program."`
	At       time.Time    `json:"at"`
	Paid     money.Amount `json:"paid"`
	Refunded money.Amount `json:"refunded"`
	Fee      money.Amount `json:"fee" doc:"What the platform kept of it."`
	Share    money.Amount `json:"share" doc:"The host's part of the fee."`
	Repeat   bool         `json:"repeat" doc:"By somebody who had bought in the program before."`
}

// HostPath names the host in the path.
type HostPath struct {
	Host string `path:"host" maxLength:"20"`
}

type registerIn struct {
	Body struct {
		ID string `json:"id" maxLength:"20"`
		PartnerDraft
	}
}

type editIn struct {
	HostPath
	Body PartnerDraft
}

type decideIn struct {
	HostPath
	Body struct {
		State   string   `json:"state" enum:"pending,open,closed"`
		Share   int64    `json:"share" minimum:"0" maximum:"10000"`
		Origins []string `json:"origins,omitempty" maxItems:"20" doc:"In place of those that there are."`
		Reason  string   `json:"reason" minLength:"3" maxLength:"500"`
	}
}

type allIn struct {
	After string `query:"after" maxLength:"20" doc:"The last id of the page before."`
}

type statementIn struct {
	HostPath
	page.Ask
	Month string `query:"month" required:"true" maxLength:"7" doc:"Like 2026-11, of UTC+8."`
}

type connectIn struct {
	HostPath
	Talks bool `query:"talks" doc:"For a host that talks: its session is for talking only."`
}

type codeIn struct {
	HostPath
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
}

type HostCode struct {
	Code string `json:"code" doc:"Lives a minute and works once."`
}

type HostSession struct {
	Token  string    `json:"token" doc:"Bearer, for /embed/api."`
	Person string    `json:"person" doc:"Stands for the person in this host only."`
	Ends   time.Time `json:"ends"`
}

type broughtIn struct {
	App  string `path:"app" maxLength:"16"`
	Body struct {
		Trade string `json:"trade" minLength:"1" maxLength:"40"`
	}
}

func wire(h partner.Host) PartnerHost {
	return PartnerHost{h.ID, h.Name, h.NameEN, append([]string{}, h.Can...), append([]string{}, h.Origins...), h.State == partner.Open}
}

func detail(h partner.Host) PartnerDetail {
	return PartnerDetail{wire(h), h.Owner, string(h.State), h.Share, h.Created}
}

func list(hosts []partner.Host, err error) (PartnerHosts, error) {
	out := PartnerHosts{[]PartnerDetail{}}
	for _, h := range hosts {
		out.Items = append(out.Items, detail(h))
	}
	return out, err
}

// Consumer adds what hosts and their people ask.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	look := func(ctx context.Context, in *HostPath) (PartnerHost, error) {
		x, err := h.Partners.Get(ctx, h.DB, in.Host)
		return wire(x), err
	}
	web.Op(a, "GET", "/api/hosts/{host}", "getPartnerHost", web.Public, look)
	web.Stream(a, "/api/hosts/{host}/live", "watchPartnerHost", web.Public, func(ctx context.Context, in *HostPath, _ string, send func(web.Event) error) error {
		return h.Partners.Watch(ctx, in.Host, web.Changes(send, func() (PartnerHost, error) { return look(ctx, in) }))
	})
	web.Op(a, "POST", "/api/hosts/{host}/connect", "connectPartnerHost", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *connectIn) (HostCode, error) {
		code, err := h.Partners.Connect(ctx, tx, scope.From(ctx).User, in.Host, in.Talks)
		return HostCode{code}, err
	}))
	web.Op(a, "POST", "/api/hosts/{host}/session", "beginPartnerSession", web.Public, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *codeIn) (HostSession, error) {
		b, err := h.Partners.Begin(ctx, tx, in.Host, in.Body.Code)
		return HostSession(b), err
	}))
	web.Op(a, "POST", "/api/mini/{app}/brought", "tellMiniTrade", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *broughtIn) (web.Done, error) {
		sc := scope.From(ctx)
		return web.Done{}, h.Partners.Brought(ctx, tx, sc.User, cmp.Or(sc.Host, partner.House), in.App, in.Body.Trade)
	}))
}

// Console adds what partners and operators do.
func (h Surface) Console(a *web.API) {
	dev, operator, looker := web.For(scope.Developer, scope.Owner), web.For(scope.Operator), web.For(scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/hosts", "listHosts", dev, func(ctx context.Context, _ *struct{}) (PartnerHosts, error) {
		return list(h.Partners.Of(ctx, h.DB, scope.From(ctx).User))
	})
	web.Op(a, "POST", "/console/api/hosts", "registerHost", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *registerIn) (PartnerDetail, error) {
		x, err := h.Partners.Register(ctx, tx, scope.From(ctx), in.Body.ID, in.Body.draft())
		return detail(x), err
	}))
	web.Op(a, "PUT", "/console/api/hosts/{host}", "editHost", dev, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *editIn) (PartnerDetail, error) {
		x, err := h.Partners.Edit(ctx, tx, scope.From(ctx), in.Host, in.Body.draft())
		return detail(x), err
	}))
	web.Op(a, "GET", "/console/api/hosts/all", "listAllHosts", looker, func(ctx context.Context, in *allIn) (PartnerHosts, error) {
		return list(h.Partners.All(ctx, h.DB, in.After, 50))
	})
	web.Op(a, "POST", "/console/api/hosts/{host}/state", "decideHost", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *decideIn) (PartnerDetail, error) {
		b := in.Body
		x, err := h.Partners.Decide(ctx, tx, scope.From(ctx), in.Host, partner.State(b.State), b.Share, b.Origins, b.Reason)
		return detail(x), err
	}))
	web.Op(a, "GET", "/console/api/hosts/{host}/statement", "getHostStatement", web.For(scope.Developer, scope.Owner, scope.Operator, scope.Auditor), h.statement)
}

func (d PartnerDraft) draft() partner.Draft {
	return partner.Draft{Name: d.Name, NameEN: d.NameEn, Can: d.Can, Origins: d.Origins}
}

func (h Surface) statement(ctx context.Context, in *statementIn) (page.Of[PartnerLine], error) {
	sc := scope.From(ctx)
	x, err := h.Partners.Get(ctx, h.DB, in.Host)
	if err != nil || x.Owner != sc.User && !sc.Has(scope.Operator, scope.Auditor) {
		return page.Of[PartnerLine]{}, fault.Or(err, partner.ErrNotFound)
	}
	from, to, err := calendar.Month(in.Month)
	if err != nil {
		return page.Of[PartnerLine]{}, err
	}
	lines, err := h.Partners.Statement(ctx, h.DB, x, from, to, in.Ask)
	return page.Map(lines, func(l partner.Line) PartnerLine {
		return PartnerLine{l.Trade, l.App, l.At, l.Paid, l.Refunded, l.Fee, l.Share, l.Repeat}
	}), err
}

// allowed are the operations that a person in a host may use: those that a running
// program needs, and nothing else of their account.
var allowed = []string{
	"GET /api/city", "GET /api/home", "GET /api/stores", "GET /api/stores/{store}", "POST /api/stores/{store}/quote",
	"POST /api/orders", "GET /api/orders/{id}", "GET /api/trades/{id}", "GET /api/mini/{app}", "GET /api/mini/{app}/live", "GET /api/mini/{app}/consent",
	"POST /api/mini/{app}/code", "GET /api/mini/{app}/profile", "GET /api/mini/{app}/phone", "POST /api/mini/{app}/request", "POST /api/mini/{app}/socket", "GET /api/mini/{app}/page", "POST /api/mini/{app}/risks", "POST /api/mini/{app}/vitals",
	"POST /api/mini/{app}/brought", "GET /api/hosts/{host}", "GET /api/hosts/{host}/live",
}

// session exchanges a code; hosts that talk do it from their own page.
const session = "POST /api/hosts/{host}/session"

// talks are the operations that a host may use itself, for a person who talks to it.
var talks = []string{"POST /api/voice", "POST /api/voice/{talk}/say", "POST /api/voice/{talk}/pin"}

// Prefix is where people in hosts find those operations.
const Prefix = "/embed"

// Routes adds them to mux: consumer is the surface that they are part of.
func (h Surface) Routes(mux *http.ServeMux, consumer http.Handler) {
	consumer = http.StripPrefix(Prefix, consumer)
	handle := func(op string, next http.HandlerFunc) {
		method, path, _ := strings.Cut(op, " ")
		mux.Handle(method+" "+Prefix+path, next)
	}
	for _, op := range allowed {
		handle(op, func(w http.ResponseWriter, r *http.Request) {
			if sc, _, err := h.caller(r, false); err != nil {
				web.WriteProblem(w, r, err)
			} else {
				consumer.ServeHTTP(w, r.WithContext(web.As(r.Context(), sc)))
			}
		})
	}
	for _, op := range append([]string{session}, talks...) {
		handle(op, func(w http.ResponseWriter, r *http.Request) {
			r, err := h.fromOutside(w, r, op != session)
			if err != nil {
				web.WriteProblem(w, r, err)
				return
			}
			consumer.ServeHTTP(w, r)
		})
		_, path, _ := strings.Cut(op, " ")
		handle("OPTIONS "+path, preflight)
	}
}

// Who tells who asks from within a host's frame: nobody where it shows no token.
func (h Surface) Who(r *http.Request) (scope.Scope, error) {
	sc, _, err := h.caller(r, false)
	return sc, err
}

// caller is who a request's token stands for, and where; nobody without one.
func (h Surface) caller(r *http.Request, talks bool) (scope.Scope, partner.Host, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return scope.Scope{}, partner.Host{}, nil
	}
	return h.Partners.Scope(r.Context(), h.DB, h.DB.Now(), token, talks)
}

// fromOutside lets pages at the host's origins call, and what sends no origin: a
// device. A token does not come by itself as a cookie does, so that another site's
// page has nothing to call with; an origin that was taken away ends all the same.
func (h Surface) fromOutside(w http.ResponseWriter, r *http.Request, talks bool) (*http.Request, error) {
	origin := r.Header.Get("Origin")
	if u, err := url.Parse(origin); r.Header.Get("Sec-Fetch-Site") == "same-origin" || err == nil && u.Host == r.Host {
		origin = "" // a frame of ours
	}
	if origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin) // answers tell nothing without a token
		w.Header().Add("Vary", "Origin")
	}
	sc, at, err := h.caller(r, talks)
	if err == nil && !talks {
		at, err = h.Partners.Get(r.Context(), h.DB, r.PathValue("host"))
	}
	if err != nil {
		return r, err
	}
	if origin != "" && at.ID != "" && !slices.Contains(at.Origins, origin) {
		return r, partner.ErrElsewhere
	}
	r = r.Clone(web.As(r.Context(), sc))
	r.Header.Del("Origin")
	r.Header.Del("Sec-Fetch-Site")
	return r, nil
}

// preflight tells a browser what a host's page may send; whether it may is told then.
func preflight(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	head.Set("Access-Control-Allow-Methods", "POST")
	head.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
	head.Set("Access-Control-Max-Age", "600")
	head.Set("Vary", "Origin")
	w.WriteHeader(http.StatusNoContent)
}

// Origins tells where a host's page may be framed; none where it is not open.
func (h Surface) Origins(r *http.Request) []string {
	x, err := h.Partners.Get(r.Context(), h.DB, r.PathValue("host"))
	if err != nil || x.State != partner.Open {
		return nil
	}
	return x.Origins
}
