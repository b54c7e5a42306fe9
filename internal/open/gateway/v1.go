package gateway

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"time"

	"livewell/internal/open/protocol"
)

var methodName = regexp.MustCompile(`^[a-z][a-z0-9._]{2,127}$`)

// ServeHTTP answers /gateway.do.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	q := g.begin(ctx)
	h := w.Header()
	h.Set("trace_id", q.Trace)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	var p protocol.Params
	var out any
	done, err := g.body(w, r)
	if err == nil {
		p, out, err = q.v1(ctx, r)
	}
	done()
	code := q.outcome(ctx, err)
	q.record(code)
	if q.m != nil && q.m.Kind == Page {
		showPage(w, r, out, code)
		return
	}
	body, err := q.answer(p, out, code)
	if err != nil {
		g.log.ErrorContext(ctx, "answer failed", "method", q.Method, "trace_id", q.Trace, "err", err)
		if body, err = q.answer(p, nil, protocol.Unknown); err != nil {
			body = []byte(`{"error_response":{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}}`)
		}
	}
	h.Set("Content-Type", "application/json;charset=utf-8")
	w.Write(body) //nolint:gosec // JSON with nosniff
}

func (g *Gateway) begin(ctx context.Context) *request {
	now := g.db.Now()
	return &request{g: g, began: now, Call: Call{Trace: trace(ctx), At: now}}
}

// v1 reads, verifies and runs a request.
func (q *request) v1(ctx context.Context, r *http.Request) (protocol.Params, any, error) {
	p, files, err := protocol.Parse(r)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	q.Files = files
	if err := q.known(ctx, p); err != nil {
		return p, nil, err
	}
	if q.m != nil && q.m.Kind == Order {
		return p, nil, protocol.InvalidMethod.With("This method is an order string: hand it to the wallet app instead of calling it.")
	}
	out, err := q.proceed(ctx)
	return p, out, err
}

// known verifies p and takes over what it says.
func (q *request) known(ctx context.Context, p protocol.Params) error {
	q.Method, q.CertSN = p["method"], p["app_cert_sn"]
	q.m = q.g.methods[q.Method]
	if err := q.app(ctx, p["app_id"]); err != nil {
		return err
	}
	if err := q.public(p); err != nil {
		return err
	}
	if err := q.verify(p.Verified); err != nil {
		return err
	}
	q.NotifyURL, q.ReturnURL = strings.TrimSpace(p["notify_url"]), strings.TrimSpace(p["return_url"])
	q.userTok, q.appTok = strings.TrimSpace(p["auth_token"]), strings.TrimSpace(p["app_auth_token"])
	q.body = []byte(p["biz_content"])
	q.enc = strings.TrimSpace(p["encrypt_type"]) != ""
	q.sealed = q.enc
	if q.m != nil && q.m.Top {
		q.extra = p
	}
	return nil
}

// unreadable is the code of a request that has no parameters yet.
func unreadable(err error) error {
	var big *http.MaxBytesError
	switch {
	case errors.Is(err, protocol.ErrConflict):
		return protocol.Suspected.With("A parameter is given twice with different values.")
	case errors.Is(err, protocol.ErrNotUTF8):
		return protocol.InvalidCharset
	case errors.Is(err, protocol.ErrTooLarge), errors.As(err, &big):
		return protocol.InvalidParameter.With("The request is too large.")
	}
	return protocol.InvalidParameter.With("The request cannot be parsed.")
}

// public checks the parameters that every method has.
func (q *request) public(p protocol.Params) error {
	for _, rule := range []struct {
		name    string
		missing *protocol.Code
		ok      func(string) bool
		invalid *protocol.Code
	}{
		{"method", protocol.MissingMethod, methodName.MatchString, protocol.InvalidMethod},
		{"sign_type", protocol.MissingSignType, is(protocol.SignType), protocol.InvalidSignType},
		{"sign", protocol.MissingSignature, nil, nil},
		{"timestamp", protocol.MissingTimestamp, q.inTime, protocol.InvalidTimestamp},
		{"version", protocol.MissingVersion, is("1.0"), protocol.InvalidParameter.With("The parameter version must be 1.0.")},
		{"charset", nil, is("utf-8"), protocol.InvalidCharset},
		{"format", nil, is("json"), protocol.InvalidFormat},
		{"encrypt_type", nil, is("AES"), protocol.InvalidEncryptType},
	} {
		v := strings.TrimSpace(p[rule.name])
		switch {
		case v == "" && rule.missing != nil:
			return rule.missing
		case v != "" && rule.ok != nil && !rule.ok(v):
			return rule.invalid
		}
	}
	return nil
}

func is(want string) func(string) bool {
	return func(v string) bool {
		return strings.EqualFold(v, want) || want == "utf-8" && strings.EqualFold(v, "utf8")
	}
}

func (q *request) inTime(v string) bool {
	t, err := protocol.ParseTime(v) // some clients send host-local time: the window has room
	return err == nil && q.near(t)
}

func (q *request) near(t time.Time) bool { return q.At.Sub(t).Abs() <= q.g.opt.Window }

// answer renders and signs. Errors are never encrypted.
func (q *request) answer(p protocol.Params, out any, code *protocol.Code) ([]byte, error) {
	key := protocol.ErrorKey
	named := methodName.MatchString(q.Method) && (q.m != nil || q.signed != nil) // a stranger names no answer
	if named && (code == nil || q.m == nil || !q.m.Bare) {
		key = protocol.Key(q.Method)
	}
	node, err := q.node(out, code)
	if err != nil {
		return nil, err
	}
	if q.enc && code == nil {
		if node, err = protocol.Sealed(q.App.AESKey(), node); err != nil {
			return nil, err
		}
	}
	signer, withSN := q.g.apps.Signer(q.App), p["app_cert_sn"] != ""
	if q.signed != nil {
		return protocol.Envelope(key, node, signer, withSN)
	}
	parts, err := q.g.refusals.get(fmt.Sprintf("1|%s|%s|%t|%s", signer.SN(), key, withSN, node), q.At, false, func() (out [4]string, err error) {
		b, err := protocol.Envelope(key, node, signer, withSN)
		out[0] = string(b)
		return out, err
	})
	return []byte(parts[0]), err
}

func (q *request) node(out any, code *protocol.Code) ([]byte, error) {
	switch {
	case code != nil:
		return protocol.Node(code.Head(), nil)
	case q.m.Bare:
		return protocol.Bare(out)
	}
	head := protocol.OK
	if h, ok := out.(Header); ok {
		head = h.Head()
	}
	return protocol.Node(head, out)
}

// OpenOrder reads an order string that a third-party app handed to the wallet,
// believes or refuses it, and runs its method. The error is a code.
func (g *Gateway) OpenOrder(ctx context.Context, text string) (Cashier, error) {
	q := g.begin(ctx)
	out, err := q.orderString(ctx, text)
	code := q.outcome(ctx, err)
	q.record(code)
	if code != nil {
		return Cashier{}, code
	}
	c, ok := out.(Cashier)
	if !ok {
		return Cashier{}, protocol.Unknown
	}
	return c, nil
}

func (q *request) orderString(ctx context.Context, text string) (any, error) {
	p, err := protocol.ParseForm(text)
	if err != nil {
		return nil, unreadable(err)
	}
	if err := q.known(ctx, p); err != nil {
		return nil, err
	}
	if q.m == nil || q.m.Kind != Order && q.m.Kind != Page {
		return nil, protocol.InvalidMethod
	}
	return q.proceed(ctx)
}

// showPage answers a browser: onward to our page, or with what went wrong.
func showPage(w http.ResponseWriter, r *http.Request, out any, code *protocol.Code) {
	c, ok := out.(Cashier)
	if code == nil && ok {
		http.Redirect(w, r, c.Path, http.StatusSeeOther)
		return
	}
	if code == nil {
		code = protocol.Unknown
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_ = errorPage.Execute(w, code) // a caller that left is no error
}

var errorPage = template.Must(template.New("error").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This page cannot be opened</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:4em auto;padding:0 1em;color:#1f2329;background:#fff}
code{background:#f2f3f5;padding:.1em .3em;border-radius:4px}@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#17181a}code{background:#2a2b2e}}</style>
<h1>This page cannot be opened</h1>
<p>{{.Text}}</p>
<p>The shop's programmer needs this: <code>{{.Main}}</code> <code>{{.Sub}}</code></p>
</html>
`))
