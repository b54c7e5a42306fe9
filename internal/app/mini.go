package app

import (
	"context"
	"net/http"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/edge/limit"
	"livewell/internal/edge/webui"
	"livewell/internal/find/home"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/web"
	"livewell/internal/mini/bridge"
	"livewell/internal/mini/bridge/bridgeapi"
	"livewell/internal/mini/host"
	"livewell/internal/mini/look"
	"livewell/internal/mini/partner"
	"livewell/internal/mini/partner/partnerapi"
	"livewell/internal/mini/reading"
	"livewell/internal/mini/registry"
	"livewell/internal/mini/registry/registryapi"
	"livewell/internal/mini/registry/registryopen"
	"livewell/internal/mini/speech"
	"livewell/internal/mini/vitals"
	"livewell/internal/mini/voice"
	"livewell/internal/mini/voice/voiceapi"
	"livewell/internal/mini/words"
	"livewell/internal/trade/terminal"
)

// mini makes the registry of mini programs with its part of each surface.
func (a *App) mini(bus *event.Bus) {
	a.Minis = registry.New(registry.Deps{
		Bus: bus, KMS: a.conf.Keys, Inspect: registry.Inspect,
		Owner: func(ctx context.Context, app string) (string, error) {
			x, err := a.Clients.Lookup(ctx, app)
			if err != nil {
				return "", err
			}
			return x.Owner, nil
		},
	})
	a.Look = look.New(look.Deps{DB: a.DB, Registry: a.Minis, Runtime: webui.Files("mini"), Browser: a.conf.Browser, Log: a.log})
	a.miniOpen = registryopen.Deps{DB: a.DB, Registry: a.Minis, Apps: a.Clients, Origin: a.conf.Origin}
	registryopen.Register(a.Open, a.miniOpen)
	reader := reading.New(a.conf.OCR)
	a.Words = words.New()
	a.minis = registryapi.Surface{DB: a.DB, Registry: a.Minis, Apps: a.Clients, Levels: a.levels, Reads: reader.Ready()}
	a.minis.Consumer(a.Consumer)
	a.bridge = bridgeapi.Surface{DB: a.DB, Log: a.log, Bridge: bridge.New(bridge.Deps{
		DB: a.DB, Apps: a.Clients, People: a.Identity, Consent: a.Consents, Codes: a.OAuth, Out: a.out, Limits: a.limits, Keys: a.conf.Keys,
		Reader: reader, Words: a.Words,
	})}
	a.bridge.Consumer(a.Consumer)
	a.partners = partnerapi.Surface{DB: a.DB, Partners: partner.New(a.Pay)}
	a.partners.Consumer(a.Consumer)
	a.Jobs.Repeat("partner.sweep", time.Hour, a.partners.Partners.Sweep)
	a.speakers(bus)
	a.directory(bus)
	a.measure(bus)
	a.tellDevelopers(bus)
}

// miniRules are how often a running program may call out and its host report, for
// each person or network.
var miniRules = map[string]limit.Rule{
	terminal.BucketPair:  {Burst: 10, Count: 60, Period: time.Hour},
	bridge.BucketRequest: {Burst: 60, Count: 20, Period: time.Second},
	bridge.BucketPicture: {Burst: 300, Count: 60, Period: time.Second},
	bridge.BucketReading: {Burst: 10, Count: 20, Period: time.Minute},
	bridge.BucketText:    {Burst: 60, Count: 60, Period: time.Minute},
	voiceapi.BucketTurn:  {Burst: 30, Count: 30, Period: time.Minute},
	vitals.BucketReport:  {Burst: 120, Count: 120, Period: time.Minute},
}

const runtimePath = "/mini/r/"

// miniRoutes are the addresses of programs' files.
func (a *App) miniRoutes(mux *http.ServeMux) {
	ground := func(h http.Handler) http.Handler { return web.Ground(a.log, h) }
	a.minis.Routes(mux, ground)
	mux.Handle("GET "+registryopen.CodePath+"{app}", ground(a.miniOpen.Codes()))
	a.bridge.Routes(mux, a.auth, ground)
	a.partners.Routes(mux, a.Consumer)
	mux.Handle("POST "+partnerapi.Prefix+bridgeapi.UploadPath, ground(a.bridge.Upload(a.partners.Who)))
	mux.Handle(voiceapi.Sounds, ground(a.voice.Audio()))
	mux.Handle("GET /embed/{host}/{app}", webui.Framed("consumer", a.partners.Origins))
	mux.Handle("GET "+runtimePath, host.Runtime(webui.Files("mini"), runtimePath))
}

// speakers lets people order again by talking, at hosts that talk.
func (a *App) speakers(bus *event.Bus) {
	v := voice.New(voice.Deps{
		Orders: a.Orders, Stores: a.Stores, Favourites: a.Favourites, Pay: a.Pay, Keys: a.conf.Keys, Bring: a.partners.Partners.Brought,
	})
	a.voice = voiceapi.Surface{DB: a.DB, Voice: v, Identity: a.Identity, Speaker: speech.New(a.conf.Speech), Limits: a.limits, MAC: a.mac("voice.audio")}
	a.voice.Consumer(a.Consumer)
	a.Jobs.Repeat("voice.sweep", time.Hour, v.Sweep)
	event.On(bus, "voice.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error { return v.Forget(ctx, tx, e.User) })
}

// levels are what the platform knows of a person, as layouts of the home page have it.
func (a *App) levels(ctx context.Context, q db.Q, user string) (out []string, err error) {
	u, err := a.Identity.User(ctx, q, user)
	if _, known := fault.Of(err); known {
		return nil, nil // nobody
	}
	if err != nil {
		return nil, err
	}
	own, err := a.Home.Own(ctx, q, user)
	if own.Beta {
		out = append(out, string(home.Beta))
	}
	if a.DB.Now().Sub(u.CreatedAt) < home.NewFor {
		out = append(out, string(home.NewUsers))
	}
	return out, err
}
