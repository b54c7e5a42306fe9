package oauth

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"livewell/internal/kit/fault"
	"livewell/internal/open/protocol"
)

// The addresses that links of third-party apps lead to. SDKs build them with
// fixed paths.
const (
	UserPath     = "/oauth2/publicAppAuthorize.htm"
	MerchantPath = "/oauth2/appToAppAuth.htm"
)

// ServeHTTP checks a link and sends the browser to our page that asks: the
// consumer app's for people, the console's for merchants. It never sends
// anybody to an address that was not checked.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	Guard(w.Header())
	to := "/authorize"
	if r.URL.Path == MerchantPath {
		to = "/console/authorize"
	}
	p, err := protocol.ParseForm(r.URL.RawQuery)
	if err != nil {
		Refuse(w, ErrLink)
		return
	}
	ask := AskOf(p)
	if _, err := s.Check(r.Context(), s.db, "", ask); err != nil {
		Refuse(w, err)
		return
	}
	http.Redirect(w, r, to+"?"+ask.query(), http.StatusSeeOther) //nolint:gosec // to is one of two pages of ours
}

// Guard keeps an answer to a link out of caches and frames, and the link from
// the sites that come after.
func Guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
}

// AskOf reads the parameters of a link of the open platform.
func AskOf(p protocol.Params) Ask {
	ask := Ask{AppID: p["app_id"], Redirect: p["redirect_uri"], State: p["state"]}
	ask.Scopes = strings.FieldsFunc(p["scope"], func(c rune) bool { return c == ',' || c == ' ' })
	return ask
}

func (a Ask) query() string {
	v := url.Values{"app_id": {a.AppID}, "redirect_uri": {a.Redirect}}
	if len(a.Scopes) > 0 {
		v.Set("scope", strings.Join(a.Scopes, ","))
	}
	for name, value := range map[string]string{"state": a.State, "nonce": a.Nonce, "code_challenge": a.Challenge} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v.Encode()
}

// Link is the address of our page that asks a person.
func (a Ask) Link() string { return "/authorize?" + a.query() }

// back adds a result to the app's address, as SDKs of the open platform read it.
func back(a Ask, pairs ...string) string {
	return add(a.Redirect, append(pairs, "state", a.State, "app_id", a.AppID)...)
}

// add adds pairs of name and value to an address; an empty value is left out.
func add(to string, pairs ...string) string {
	u, err := url.Parse(to)
	if err != nil {
		return to // it was registered, so it was parsed before
	}
	q := u.Query()
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			q.Set(pair[0], pair[1])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Refuse shows a browser why a link does not work. Guard has run.
func Refuse(w http.ResponseWriter, err error) {
	f, ok := fault.Of(err)
	if !ok {
		f = ErrApp
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_ = errorPage.Execute(w, f) // a caller that left is no error
}

var errorPage = template.Must(template.New("error").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This link does not work</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:4em auto;padding:0 1em;color:#1f2329;background:#fff}
code{background:#f2f3f5;padding:.1em .3em;border-radius:4px}@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#17181a}code{background:#2a2b2e}}</style>
<h1>This link does not work</h1>
<p>{{.Text}}</p>
<p>The app's programmer needs this: <code>{{.Code}}</code></p>
</html>
`))
