package bridge

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/open/client"
)

// Use is what a domain is listed for.
type Use string

const (
	ForRequest  Use = "request"
	ForUpload   Use = "upload"
	ForDownload Use = "download" // also pictures
	ForSocket   Use = "socket"
	ForPage     Use = "page" // of web-view
)

// Uses lists them all.
func Uses() []Use { return []Use{ForRequest, ForUpload, ForDownload, ForSocket, ForPage} }

const mostDomains = 50

// Domains are a program's, by their use.
type Domains map[Use][]string

// Domains gives those of app.
func (*Service) Domains(ctx context.Context, q db.Q, app string) (Domains, error) {
	rows, err := db.List[domainRow](ctx, q, qDomains, app)
	out := Domains{}
	for _, r := range rows {
		out[Use(r.Kind)] = append(out[Use(r.Kind)], r.Domain)
	}
	return out, err
}

// SetDomains says which domains app's programs may reach; it holds from the next
// call on. The app must be sc's. Faults: ErrDomainText, ErrManyDomains, those of
// client.Service.Get.
func (s *Service) SetDomains(ctx context.Context, tx *db.Tx, sc scope.Scope, app string, want Domains) error {
	a, err := s.Apps.Get(ctx, tx, sc, app)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qDropDomains, app); err != nil {
		return err
	}
	clean := Domains{}
	for _, use := range Uses() {
		for _, text := range want[use] {
			d, ok := domain(text, a.Sandbox)
			if !ok {
				return ErrDomainText.With(map[string]any{"field": string(use), "domain": text})
			}
			if !slices.Contains(clean[use], d) {
				clean[use] = append(clean[use], d)
			}
		}
		if len(clean[use]) > mostDomains {
			return ErrManyDomains.With(map[string]any{"field": string(use)})
		}
		for _, d := range clean[use] {
			if _, err := db.Exec(ctx, tx, qAddDomain, app, use, d, sc.Principal(), tx.Now().UnixMicro()); err != nil {
				return err
			}
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: sc.Principal(), Act: "mini.domains", Object: "app:" + app}, clean)
}

// domain reads a listed domain. A sandbox may list this machine, with a port.
func domain(text string, sandbox bool) (string, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if host, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.Atoi(port)
		return text, err == nil && n > 0 && n < 65536 && sandbox && loopback(host)
	}
	ascii, err := idna.Lookup.ToASCII(text)
	if err != nil || !strings.Contains(ascii, ".") || net.ParseIP(ascii) != nil || len(ascii) > 253 {
		return "", false
	}
	if _, err := publicsuffix.EffectiveTLDPlusOne(ascii); err != nil {
		return "", false // strangers register under it
	}
	return ascii, true
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" }

// reach checks that app may call an address for use, and gives it as it is called.
// Faults: ErrRequest, ErrDomain.
func (s *Service) reach(ctx context.Context, a *client.App, use Use, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || len(raw) > 8<<10 {
		return nil, ErrRequest
	}
	u.Fragment = ""
	all, err := s.Domains(ctx, s.DB, a.ID)
	if err != nil {
		return nil, err
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	listed := slices.ContainsFunc(all[use], func(d string) bool {
		if strings.Contains(d, ":") {
			return a.Sandbox && u.Scheme == "http" && strings.ToLower(u.Host) == d
		}
		return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && (host == d || strings.HasSuffix(host, "."+d))
	})
	if !listed {
		return nil, ErrDomain.With(map[string]any{"domain": u.Host})
	}
	return u, nil
}

// MayOpen tells whether app's web-view may show an address. Faults: ErrApp,
// ErrRequest, ErrDomain.
func (s *Service) MayOpen(ctx context.Context, app, raw string) error {
	a, err := s.program(ctx, app)
	if err == nil {
		_, err = s.reach(ctx, a, ForPage, raw)
	}
	return err
}
