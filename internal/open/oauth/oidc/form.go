package oidc

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"livewell/internal/kit/fault"
	"livewell/internal/kit/web"
)

const maxForm = 16 << 10 // of a query or a body

// params are a request's parameters. An empty one counts as left out.
type params map[string]string

// refusal is an error of OAuth 2: RFC 6749, 4.1.2.1 and 5.2, RFC 6750, 3.1.
type refusal struct {
	status    int
	code      string
	text      string // for the developer
	challenge string // the header WWW-Authenticate; empty: none
}

func (r *refusal) Error() string { return r.code + ": " + r.text }

func refuse(code, text string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: code, text: text}
}

// parse reads a query or a form. A parameter that is there twice would mean
// different things to different readers: RFC 6749, 3.1 and 3.2.
func parse(text string) (params, error) {
	q, err := url.ParseQuery(text)
	if err != nil || len(text) > maxForm {
		return nil, refuse("invalid_request", "The parameters cannot be read.")
	}
	p := params{}
	for name, values := range q {
		if len(values) > 1 {
			return nil, refuse("invalid_request", "A parameter is given twice.")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, refuse("invalid_request", "The parameters are not UTF-8.")
		}
		if values[0] != "" {
			p[name] = values[0]
		}
	}
	return p, nil
}

// form reads the body of r. Its size was capped.
func form(r *http.Request) (params, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" {
		return nil, refuse("invalid_request", "The parameters must be in the body, as application/x-www-form-urlencoded.")
	}
	b, err := io.ReadAll(r.Body)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, code: "invalid_request", text: "The body is too long."}
	case err != nil:
		return nil, refuse("invalid_request", "The body cannot be read.")
	}
	return parse(string(b))
}

// need refuses a request that lacks one of names.
func (p params) need(names ...string) error {
	for _, n := range names {
		if p[n] == "" {
			return refuse("invalid_request", "The parameter "+n+" is needed.")
		}
	}
	return nil
}

func reply(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if v == nil {
		w.WriteHeader(status)
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a wire type that cannot be written is a bug
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(b)
}

// oauthError is the body of every refusal.
type oauthError struct {
	Code string `json:"error"`
	Text string `json:"error_description"`
}

// fail answers with err. What is no refusal is an outage or a bug, of which the
// caller learns only whether to try again.
func (p *Provider) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := p.refusalOf(r, err)
	if f.challenge != "" {
		w.Header().Set("WWW-Authenticate", f.challenge)
	}
	if f.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	reply(w, f.status, oauthError{f.code, f.text})
}

func (p *Provider) refusalOf(r *http.Request, err error) *refusal {
	var out *refusal
	if errors.As(err, &out) {
		p.Log.InfoContext(r.Context(), "refused", "path", r.URL.Path, "trace_id", web.TraceID(r.Context()), "err", err)
		return out
	}
	p.Log.ErrorContext(r.Context(), "failed", "path", r.URL.Path, "trace_id", web.TraceID(r.Context()), "err", err)
	if f, ok := fault.Of(err); ok && f.Kind == fault.Unavailable || r.Context().Err() != nil {
		return &refusal{status: http.StatusServiceUnavailable, code: "temporarily_unavailable", text: "Try again in a moment."}
	}
	return &refusal{status: http.StatusInternalServerError, code: "server_error", text: "Something went wrong on our side."}
}
