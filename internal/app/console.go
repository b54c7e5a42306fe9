package app

import (
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/core/identity/identityapi"
	"livewell/internal/core/proposal"
	"livewell/internal/edge/operatorapi"
	"livewell/internal/edge/session"
	"livewell/internal/kit/web"
	"livewell/internal/open/client/clientapi"
	"livewell/internal/open/oauth/oauthapi"
	"livewell/internal/trade/merchant/merchantapi"
)

// console makes the surface of merchants, developers and operators. Its
// sessions are its own: one of the consumer app opens nothing here.
func (a *App) console() {
	cookies := session.Cookies{Secure: strings.HasPrefix(a.conf.Origin, "https:"), Kind: identity.Console}
	a.Console = web.New("Console", a.log, cookies.Authenticator(a.Identity))
	identityapi.Console(a.Console, a.DB, a.Identity, cookies, "/console/api")
	clientapi.Surface{DB: a.DB, Apps: a.Clients, Gateway: a.Open, Notify: a.Notify}.Console(a.Console)
	merchantapi.Surface{DB: a.DB, Merchants: a.Merchants, Identity: a.Identity, Pay: a.Pay, Wallet: a.Wallet, Settle: a.Settle}.Console(a.Console)
	desk := operatorapi.Surface{
		DB: a.DB, Identity: a.Identity, Merchants: a.Merchants, Pay: a.Pay, Wallet: a.Wallet, Ledger: a.Ledger, Risk: a.Risk, Proposals: proposal.New(),
	}
	desk.Kinds()
	desk.Console(a.Console)
	oauthapi.Console(a.Console, a.DB, a.OAuth, a.Clients)
}
