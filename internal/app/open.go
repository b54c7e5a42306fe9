package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"livewell/internal/core/pay/payopen"
	"livewell/internal/edge/webui"
	"livewell/internal/find/provider/provideropen"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/event"
	"livewell/internal/kit/scope"
	"livewell/internal/life/record/recordopen"
	"livewell/internal/open/gateway"
	"livewell/internal/open/notify"
	"livewell/internal/open/oauth"
	"livewell/internal/open/oauth/oauthapi"
	"livewell/internal/open/oauth/oauthopen"
	"livewell/internal/open/oauth/oidc"
	"livewell/internal/open/sandbox"
)

// platform makes the open API, and its part of the consumer surface.
func (a *App) platform(bus *event.Bus) {
	now := time.Now //nolint:forbidigo // without a database there is no clock to ask, and nothing to time
	if a.DB != nil {
		now = a.DB.Now
	}
	a.out = egress.New(now)
	a.Notify = notify.New(a.DB, a.Clients, a.out, a.log)
	a.OAuth = oauth.New(a.DB, a.Clients, a.Consents, bus, a.Jobs, a.conf.Origin)
	a.OpenID = oidc.New(oidc.Deps{
		DB: a.DB, Apps: a.Clients, OAuth: a.OAuth, Consent: a.Consents, People: a.Identity, Jobs: a.Jobs,
		Browser: a.auth, Log: a.log, Origin: a.conf.Origin,
	})
	a.Open = gateway.New(a.DB, a.Clients, a.log, gateway.Options{Docs: a.conf.Origin + "/console/docs", Rate: a.conf.Rate, Unlimited: a.conf.Rate == 0, Tariff: a.conf.Tariff})
	a.PayOpen = payopen.Register(a.Open, bus, payopen.Deps{
		DB: a.DB, Pay: a.Pay, Sellers: a.Merchants, Wallet: a.Wallet, Ledger: a.Ledger, Consent: a.Consents, People: a.Identity,
		Notify: a.Notify, Links: a.Links, MAC: a.mac("pay.bill"),
	})
	provideropen.Register(a.Open, a.Providers)
	recordopen.Register(a.Open, recordopen.Deps{Records: a.Records, Consent: a.Consents, Pages: a.pagesOf})
	oauthopen.Register(a.Open, a.DB, a.OAuth, a.Clients, a.Consents, a.Identity, a.conf.Origin)
	a.PayOpen.Consumer(a.Consumer, a.Open)
	oauthapi.Consumer(a.Consumer, a.DB, a.OAuth)
	a.Sandbox = sandbox.New(sandbox.Deps{
		DB: a.DB, Apps: a.Clients, People: a.Identity, Merchants: a.Merchants, Wallet: a.Wallet, Pay: a.Pay,
		Consent: a.Consents, OAuth: a.OAuth, Gateway: a.Open, Links: a.Links,
		PackageKey: func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, publicKey string) error {
			_, err := a.Minis.AddKey(ctx, tx, sc, app, publicKey)
			return err
		},
	})
}

// openRoutes are the addresses that third-party programs and their users' browsers call.
func (a *App) openRoutes(mux *http.ServeMux) {
	mux.Handle("POST /gateway.do", a.Open)
	mux.Handle("GET /gateway.do", a.Open)
	mux.HandleFunc("/v3/", a.Open.V3)
	mux.HandleFunc("GET "+gateway.OpenAPIPath, a.openAPI())
	mux.Handle("GET "+oauth.UserPath, a.OAuth)
	mux.Handle("GET "+oauth.MerchantPath, a.OAuth)
	a.OpenID.Routes(mux)
	mux.HandleFunc("GET "+payopen.BillPath, a.PayOpen.ServeBill)
	mux.HandleFunc("GET "+payopen.ReceiptPath, a.PayOpen.ServeReceipt)
	for _, page := range []string{"GET /authorize", "GET /cashier/"} {
		mux.Handle(page, unframed(webui.Handler("consumer", "/")))
	}
	mux.Handle("GET /console/authorize", unframed(webui.Handler("console", "/console/")))
	if a.conf.Demo {
		a.Sandbox.Routes(mux, a.log)
	}
}

// openAPI tells what V3 takes and answers; programs in browsers may read it too.
// It is made when the first one asks, and once.
func (a *App) openAPI() http.HandlerFunc {
	document := sync.OnceValue(func() []byte { return a.Open.OpenAPI(a.conf.Origin) })
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write(document()) // a caller that left is no error
	}
}

// unframed keeps the pages where people agree to something out of the frames of
// other sites, which could lay their own picture over the button.
func unframed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Frame-Options", "DENY")
		w.Header().Add("Content-Security-Policy", "frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}
