package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"time"

	"livewell/internal/brand"
	"livewell/internal/core/consent"
	"livewell/internal/core/consent/consentapi"
	"livewell/internal/core/identity"
	"livewell/internal/core/identity/identityapi"
	"livewell/internal/core/message"
	"livewell/internal/core/message/messageapi"
	"livewell/internal/edge/limit"
	"livewell/internal/edge/session"
	"livewell/internal/edge/sms"
	"livewell/internal/find/city"
	"livewell/internal/find/city/cityapi"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/event"
	"livewell/internal/kit/idem"
	"livewell/internal/kit/web"
	"livewell/internal/life/member"
	"livewell/internal/open/client"
)

// people makes who can sign in, and the consumer surface that they sign in to.
func (a *App) people(bus *event.Bus) error {
	u, err := url.Parse(a.conf.Origin)
	if err != nil || u.Hostname() == "" {
		return fmt.Errorf("the origin %q must be like https://pay.example.org: %w", a.conf.Origin, err)
	}
	now := time.Now //nolint:forbidigo // without a database there is no clock to ask, and nothing to time
	if a.DB != nil {
		now = a.DB.Now
	}
	var sender identity.Sender = identity.NoSender{}
	rules := limit.Default()
	switch {
	case a.conf.SMS != "":
		sender = sms.Gateway{Client: egress.New(now), URL: a.conf.SMS, Token: a.conf.SMSToken, Loopback: true}
	case a.conf.Demo:
		sender, rules = identity.Outbox{DB: a.DB}, limit.Demo()
	}
	maps.Copy(rules, miniRules)
	rules[member.BucketCode] = limit.Rule{Burst: 60, Count: 60, Period: time.Minute}
	a.limits = limit.New(now, rules)
	a.Identity, err = identity.New(a.DB, bus, identity.Options{
		Name: brand.Name, Origin: a.conf.Origin, Host: u.Hostname(),
		Keys: a.conf.Keys, Sender: sender, Limits: a.limits,
	})
	if err != nil {
		return err
	}
	cookies := session.Cookies{Secure: u.Scheme == "https"}
	a.auth = cookies.Authenticator(a.Identity)
	a.Consumer = web.New("Consumer", a.log, a.auth)
	identityapi.Consumer(a.Consumer, a.DB, a.Identity, cookies)
	a.Consents = consent.New(bus)
	a.Clients = client.New(a.DB, a.conf.Keys, a.log)
	consentapi.Consumer(a.Consumer, a.DB, a.Consents, appNames{a.Clients})
	contact := a.conf.Origin
	if u.Scheme != "https" {
		contact = "push@" + u.Hostname()
	}
	a.Messages = message.New(message.Deps{
		DB: a.DB, Jobs: a.Jobs, People: a.Identity, Keys: a.conf.Keys, Out: egress.New(now), Log: a.log,
		Contact: contact, Loopback: a.conf.Demo,
	})
	messageapi.Consumer(a.Consumer, a.DB, a.Messages)
	a.Cities = city.New(a.DB)
	cityapi.Surface{DB: a.DB, Cities: a.Cities}.Consumer(a.Consumer)
	event.On(bus, "city.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Cities.Forget(ctx, tx, e.User)
	})
	a.security(bus)
	a.Jobs.Repeat("idem.sweep", time.Minute, func(ctx context.Context, tx *db.Tx) error {
		_, err := idem.Sweep(ctx, tx, 1000)
		return err
	})
	return nil
}

// security tells people what was done to their accounts: who did not do it
// hears it soon.
func (a *App) security(bus *event.Bus) {
	tell := func(ctx context.Context, tx *db.Tx, user, code string, args map[string]string, link string) error {
		_, err := a.Messages.Send(ctx, tx, user, message.Security, code, args, link)
		return err
	}
	event.On(bus, "message.security", func(ctx context.Context, tx *db.Tx, e identity.SignedInEvent) error {
		if !e.NewDevice {
			return nil
		}
		return tell(ctx, tx, e.User, "security.new_device", map[string]string{"device": e.Name}, "/me/devices")
	})
	event.On(bus, "message.security", func(ctx context.Context, tx *db.Tx, e identity.PINSetEvent) error {
		if !e.Changed {
			return tell(ctx, tx, e.User, "security.pin_set", nil, "/me/security")
		}
		return tell(ctx, tx, e.User, "security.pin_changed", nil, "/me/security")
	})
	event.On(bus, "message.security", func(ctx context.Context, tx *db.Tx, e identity.PINLockedEvent) error {
		return tell(ctx, tx, e.User, "security.pin_locked", nil, "/me/security")
	})
	event.On(bus, "message.security", func(ctx context.Context, tx *db.Tx, e identity.PasskeyEvent) error {
		if e.Dropped {
			return tell(ctx, tx, e.User, "security.passkey_dropped", map[string]string{"name": e.Name}, "/me/security")
		}
		return tell(ctx, tx, e.User, "security.passkey_added", map[string]string{"name": e.Name}, "/me/security")
	})
}

// appNames gives the names of apps, also of those that are gone.
type appNames struct{ clients *client.Service }

func (n appNames) AppName(ctx context.Context, _ db.Q, id string) (string, error) {
	c, err := n.clients.Lookup(ctx, id)
	if errors.Is(err, client.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return c.Name, nil
}
