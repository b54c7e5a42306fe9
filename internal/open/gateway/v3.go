package gateway

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"livewell/internal/open/protocol"
)

// V3Path is the default address of a method.
func V3Path(name string) string { return "/v3/" + strings.ReplaceAll(name, ".", "/") }

// routes gives a method's V3 addresses. Pages and order strings have none: V3
// clients use the v1 form for them.
func (s Spec) routes() []Route {
	switch {
	case s.Kind == Page || s.Kind == Order:
		return nil
	case s.V3 == nil:
		return []Route{{http.MethodPost, V3Path(s.Name)}}
	}
	return s.V3
}

func (g *Gateway) mount(m *method) {
	for _, r := range m.routes() {
		g.v3.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, r *http.Request) { g.serveV3(w, r, m) })
	}
}

// V3 answers /v3/.
func (g *Gateway) V3(w http.ResponseWriter, r *http.Request) {
	if _, pattern := g.v3.Handler(r); pattern == "" {
		g.serveV3(w, r, nil)
		return
	}
	g.v3.ServeHTTP(w, r)
}

func (g *Gateway) serveV3(w http.ResponseWriter, r *http.Request, m *method) {
	ctx := r.Context()
	q := g.begin(ctx)
	q.V3, q.m, q.Method = true, m, r.Method+" "+r.URL.Path
	if m != nil {
		q.Method = m.Name
	}
	var out any
	done, err := g.body(w, r)
	if err == nil {
		out, err = q.runV3(ctx, r)
	}
	done()
	code := q.outcome(ctx, err)
	q.record(code)
	body, status, err := q.bodyV3(out, code)
	if err == nil {
		err = q.replyV3(w, status, body)
	}
	if err != nil {
		g.log.ErrorContext(ctx, "answer failed", "method", q.Method, "trace_id", q.Trace, "err", err)
		http.Error(w, "", http.StatusInternalServerError)
	}
}

// runV3 reads, verifies and runs a request.
func (q *request) runV3(ctx context.Context, r *http.Request) (any, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, protocol.MissingSignature.With("The header Authorization is missing.")
	}
	a, err := protocol.ParseAuth(header)
	if err != nil {
		return nil, protocol.InvalidSignature.With("The header Authorization cannot be parsed.")
	}
	q.CertSN = a.CertSN
	if err := q.app(ctx, a.AppID); err != nil {
		return nil, err
	}
	switch {
	case a.Timestamp == "":
		return nil, protocol.MissingTimestamp
	case !q.inMillis(a.Timestamp):
		return nil, protocol.InvalidTimestamp
	case a.Sign == "":
		return nil, protocol.MissingSignature
	}
	body, files, err := protocol.V3Body(r)
	if err != nil {
		return nil, unreadable(err)
	}
	q.Files, q.appTok = files, r.Header.Get("Alipay-App-Auth-Token")
	err = q.verify(func(verify func(text []byte, sig string) error) error {
		return verify(protocol.V3Content(a.Text, r.Method, r.RequestURI, body, q.appTok), a.Sign)
	})
	if err != nil {
		return nil, err
	}
	if err := q.fillV3(r, body); err != nil {
		return nil, err
	}
	return q.proceed(ctx)
}

// fillV3 takes over what a verified request says.
func (q *request) fillV3(r *http.Request, body string) error {
	q.body = []byte(body)
	if kind := r.Header.Get("Alipay-Encrypt-Type"); kind != "" {
		if kind != "AES" {
			return protocol.InvalidEncryptType
		}
		q.enc, q.sealed = true, true
		if err := q.decrypt(); err != nil {
			return err
		}
	}
	p, err := protocol.ParseForm(r.URL.RawQuery)
	if err != nil {
		return unreadable(err)
	}
	if q.m == nil {
		return nil
	}
	for i := range q.m.in.fields {
		if v := r.PathValue(q.m.in.fields[i].name); v != "" {
			p[q.m.in.fields[i].name] = v
		}
	}
	q.extra = p
	var common struct {
		NotifyURL string `json:"notify_url"`
		ReturnURL string `json:"return_url"`
		AuthToken string `json:"auth_token"`
	}
	if strings.Contains(string(q.body), `_url"`) || strings.Contains(string(q.body), `"auth_token"`) {
		if json.Unmarshal(q.body, &common) != nil {
			return protocol.IllegalJSON
		}
	}
	q.NotifyURL, q.ReturnURL, q.userTok = common.NotifyURL, common.ReturnURL, common.AuthToken
	if v := p["auth_token"]; v != "" {
		q.userTok = v
	}
	return nil
}

func (q *request) inMillis(v string) bool {
	ms, err := strconv.ParseInt(v, 10, 64)
	return err == nil && q.near(time.UnixMilli(ms))
}

// bodyV3 renders. Errors are never encrypted.
func (q *request) bodyV3(out any, code *protocol.Code) ([]byte, int, error) {
	if code != nil {
		return protocol.V3Error(code, q.g.opt.Docs+"#"+code.V3()), code.HTTP, nil
	}
	if s, ok := out.(V3Shaper); ok {
		out = s.V3()
	}
	body, err := protocol.Body(out)
	if err == nil && q.enc {
		var text string
		text, err = protocol.Encrypt(q.App.AESKey(), body)
		body = []byte(text)
	}
	return body, http.StatusOK, err
}

// replyV3 signs over time, nonce and body, and sends.
func (q *request) replyV3(w http.ResponseWriter, status int, body []byte) error {
	signer := q.g.apps.Signer(q.App)
	sign := func() (parts [4]string, err error) {
		var raw [16]byte
		rand.Read(raw[:])
		at, nonce := strconv.FormatInt(q.g.db.Now().UnixMilli(), 10), hex.EncodeToString(raw[:])
		sig, err := signer.Sign(protocol.V3Reply(at, nonce, string(body)))
		return [4]string{at, nonce, sig}, err
	}
	var parts [4]string
	var err error
	if q.signed != nil {
		parts, err = sign()
	} else {
		parts, err = q.g.refusals.get("3|"+signer.SN()+"|"+string(body), q.At, true, sign)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json;charset=utf-8")
	if q.enc && status == http.StatusOK {
		h.Set("Content-Type", "text/plain;charset=utf-8")
	}
	if q.CertSN != "" {
		h.Set("Alipay-Sn", signer.SN())
	}
	if status == http.StatusTooManyRequests {
		h.Set("Retry-After", "1")
	}
	h.Set("Alipay-Timestamp", parts[0])
	h.Set("Alipay-Nonce", parts[1])
	h.Set("Alipay-Signature", parts[2])
	h.Set("Alipay-Trace-Id", q.Trace)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(body) //nolint:gosec // JSON or base64 with nosniff
	return nil
}
