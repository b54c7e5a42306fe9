// Package session carries sessions in cookies: who sends a request, and what a
// browser keeps after a sign-in.
package session

import (
	"context"
	"net/http"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

const (
	sessionFor = 90 * 24 * time.Hour  // the server decides; a cookie only must not go first
	deviceFor  = 400 * 24 * time.Hour // as long as browsers keep a cookie
)

// Cookies names and makes the cookies of one kind of session. Secure is for
// servers behind TLS: the names then bind them to this host.
type Cookies struct {
	Secure bool
	Kind   identity.Kind // empty means identity.App
}

func (c Cookies) kind() identity.Kind {
	if c.Kind == "" {
		return identity.App
	}
	return c.Kind
}

const device = "livewell_device" // shared by the kinds: it is the same browser

// session is the cookie's name: "livewell", "livewell_console".
func (c Cookies) session() string {
	if c.kind() == identity.App {
		return "livewell"
	}
	return "livewell_" + string(c.kind())
}

func (c Cookies) name(s string) string {
	if c.Secure {
		return "__Host-" + s
	}
	return s
}

// mark is the name of the cookie that tells pages of ours that there is a
// session, so that a stranger's page need not ask and be refused. It opens nothing.
func (c Cookies) mark() string { return c.session() + "_in" }

func (c Cookies) set(ctx context.Context, name, value string, maxAge int) {
	web.SetCookie(ctx, &http.Cookie{ //nolint:gosec // Secure is off only where there is no TLS to have; pages read the mark
		Name: c.name(name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: name != c.mark(), Secure: c.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (c Cookies) get(r *http.Request, name string) string {
	if k, err := r.Cookie(c.name(name)); err == nil {
		return k.Value
	}
	return ""
}

// Keep gives the browser a new session, and the device token that it is known by.
func (c Cookies) Keep(ctx context.Context, in identity.SignIn) {
	c.set(ctx, c.session(), in.Token, int(sessionFor/time.Second))
	c.set(ctx, c.mark(), "1", int(sessionFor/time.Second))
	c.set(ctx, device, in.DeviceToken, int(deviceFor/time.Second))
}

// Drop takes the session away from the browser; the device stays known.
func (c Cookies) Drop(ctx context.Context) {
	c.set(ctx, c.session(), "", -1)
	c.set(ctx, c.mark(), "", -1)
}

// Device gives the token of the device that sends the running request.
func (c Cookies) Device(ctx context.Context) string {
	if r := web.Request(ctx); r != nil {
		return c.get(r, device)
	}
	return ""
}

// Authenticator knows callers by their session cookie.
func (c Cookies) Authenticator(s *identity.Service) web.Authenticator {
	return func(r *http.Request) (scope.Scope, error) {
		t := c.get(r, c.session())
		if t == "" {
			return scope.Scope{}, nil
		}
		return s.Scope(r.Context(), c.kind(), t)
	}
}
