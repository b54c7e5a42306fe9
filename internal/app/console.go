package app

import (
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/core/identity/identityapi"
	"livewell/internal/core/proposal"
	"livewell/internal/edge/operatorapi"
	"livewell/internal/edge/session"
	"livewell/internal/find/city/cityapi"
	"livewell/internal/kit/web"
	"livewell/internal/life/sales"
	"livewell/internal/life/sales/salesapi"
	"livewell/internal/mini/words/wordsapi"
	"livewell/internal/open/client/clientapi"
	"livewell/internal/open/oauth/oauthapi"
	"livewell/internal/trade/gallery/galleryapi"
	"livewell/internal/trade/licence/licenceapi"
	"livewell/internal/trade/merchant/merchantapi"
)

// console makes the surface of merchants, developers and operators. Its
// sessions are its own: one of the consumer app opens nothing here.
func (a *App) console() {
	cookies := session.Cookies{Secure: strings.HasPrefix(a.conf.Origin, "https:"), Kind: identity.Console}
	a.Console = web.New("Console", a.log, cookies.Authenticator(a.Identity))
	identityapi.Console(a.Console, a.DB, a.Identity, cookies, "/console/api")
	clientapi.Surface{DB: a.DB, Apps: a.Clients, Gateway: a.Open, Notify: a.Notify}.Console(a.Console)
	merchantapi.Surface{DB: a.DB, Merchants: a.Merchants, Identity: a.Identity, Pay: a.Pay, Wallet: a.Wallet, Settle: a.Settle, Stores: a.Stores}.Console(a.Console)
	a.maturity.Console(a.Console)
	a.support.Console(a.Console)
	galleryapi.Surface{DB: a.DB, Gallery: a.Gallery}.Console(a.Console)
	licenceapi.Surface{DB: a.DB, Licences: a.Licences, Merchants: a.Merchants}.Console(a.Console)
	desk := operatorapi.Surface{
		DB: a.DB, Identity: a.Identity, Merchants: a.Merchants, Pay: a.Pay, Wallet: a.Wallet, Ledger: a.Ledger, Risk: a.Risk, Proposals: proposal.New(),
	}
	desk.Kinds()
	desk.Console(a.Console)
	a.shops.Console(a.Console)
	a.orders.Console(a.Console)
	a.parcels.Console(a.Console)
	a.queue.Console(a.Console)
	a.bookings.Console(a.Console)
	a.reviews.Console(a.Console)
	a.coupons.Console(a.Console)
	a.members.Console(a.Console)
	a.campaigns.Console(a.Console)
	a.claims.Console(a.Console)
	a.providers.Console(a.Console)
	a.register.Console(a.Console)
	a.terminal.Console(a.Console)
	a.terminal.Operator(a.Console)
	salesapi.Surface{DB: a.DB, Sales: sales.New(a.Orders, a.Pay, a.Register), Stores: a.Stores}.Console(a.Console)
	cityapi.Surface{DB: a.DB, Cities: a.Cities}.Console(a.Console)
	a.homes.Console(a.Console)
	a.minis.Console(a.Console)
	a.programs.Console(a.Console)
	a.vitals.Console(a.Console)
	a.bridge.Console(a.Console)
	wordsapi.Surface{DB: a.DB, Words: a.Words}.Console(a.Console)
	a.partners.Console(a.Console)
	oauthapi.Console(a.Console, a.DB, a.OAuth, a.Clients)
}
