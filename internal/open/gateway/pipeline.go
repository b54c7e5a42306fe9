package gateway

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"livewell/internal/kit/egress"
	"livewell/internal/kit/web"
	"livewell/internal/open/client"
	"livewell/internal/open/protocol"
)

// request is one call on its way through the pipeline.
type request struct {
	Call
	g       *Gateway
	m       *method
	body    []byte          // the content, still as it came
	extra   protocol.Params // fields that came beside it; nil where there are none
	enc     bool            // the content came encrypted, and so goes the answer
	sealed  bool            // the content is still encrypted
	userTok string
	appTok  string
	signed  []byte // the verified text
	began   time.Time
}

func asCode(err error) (*protocol.Code, bool) {
	var c *protocol.Code
	ok := errors.As(err, &c)
	return c, ok
}

// trace gives the id of the running request, or a new one.
func trace(ctx context.Context) string {
	if id := web.TraceID(ctx); id != "" {
		return id
	}
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// app finds the caller. The answer is the same for apps that never were and
// apps that are gone.
func (q *request) app(ctx context.Context, id string) error {
	if id == "" {
		return protocol.MissingAppID
	}
	a, err := q.g.apps.Lookup(ctx, id)
	if errors.Is(err, client.ErrNotFound) {
		return protocol.InvalidAppID
	}
	q.App = a
	return err
}

// verify believes the request, or not. Nothing but what check reads was used so far.
func (q *request) verify(check func(verify func(text []byte, sig string) error) error) error {
	now := q.At
	switch {
	case q.CertSN != "" && !q.App.KnowsCert(q.CertSN, now):
		return protocol.CertExpired
	case q.CertSN == "" && !q.App.HasKeys(false, now):
		return protocol.NoSignConfig
	}
	err := check(func(text []byte, sig string) error {
		if err := q.App.Verify(q.CertSN, now, text, sig); err != nil {
			return err
		}
		q.signed = text
		return nil
	})
	switch {
	case err != nil:
		return protocol.InvalidSignature
	case q.App.State != client.Online:
		return protocol.NotOnline
	}
	return nil
}

// proceed is everything after the signature.
func (q *request) proceed(ctx context.Context) (any, error) {
	if q.m == nil {
		return nil, protocol.InvalidMethod
	}
	if err := q.urls(); err != nil {
		return nil, err
	}
	if err := q.permit(ctx); err != nil {
		return nil, err
	}
	if !q.g.opt.Unlimited && !q.g.limit.take(q.App.ID, q.At) {
		return nil, protocol.AppLimited
	}
	if err := q.decrypt(); err != nil {
		return nil, err
	}
	body, err := q.content()
	if err != nil {
		return nil, err
	}
	return q.handle(ctx, body)
}

// content is the one JSON object that the method decodes. A field that came
// beside the content may repeat a member of it only with the same value.
func (q *request) content() ([]byte, error) {
	raw := q.body
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = []byte("{}")
	}
	body, err := protocol.Strict(raw)
	if err != nil || body[0] != '{' {
		return nil, protocol.IllegalJSON
	}
	if len(q.extra) == 0 {
		return body, nil
	}
	all, beside := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if json.Unmarshal(body, &all) != nil {
		return nil, protocol.IllegalJSON
	}
	q.m.in.fromParams(q.extra, beside)
	for name, v := range beside {
		if had, dup := all[name]; dup && !bytes.Equal(had, v) {
			return nil, protocol.Suspected
		}
		all[name] = v
	}
	return json.Marshal(all)
}

// handle runs the method. A panic in it is a bug like any other.
func (q *request) handle(ctx context.Context, body []byte) (out any, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return q.m.run(ctx, &q.Call, body)
}

// permit decides on whose behalf the call is and whether it may be.
func (q *request) permit(ctx context.Context) error {
	q.Merchant, q.AuthAppID = q.App.Merchant, q.App.ID
	if q.appTok != "" {
		if err := q.delegate(ctx); err != nil {
			return err
		}
	} else if q.m.Merchant && q.App.Kind == client.ISV {
		return protocol.SelfInvoke
	}
	if !q.App.May(q.m.Product) || q.m.Merchant && q.Merchant == "" {
		return protocol.NoISVPermission
	}
	return q.user(ctx)
}

func (q *request) delegate(ctx context.Context) error {
	if !q.m.Merchant {
		return protocol.NoAppAuth
	}
	if q.g.tokens == nil {
		return protocol.BadAppAuthToken
	}
	t, err := q.g.tokens.AppToken(ctx, q.appTok)
	if err != nil {
		return err
	}
	if t.App != q.App.ID {
		return protocol.BadAppAuthToken
	}
	q.Merchant, q.AuthAppID = t.Merchant, t.AuthAppID
	return nil
}

func (q *request) user(ctx context.Context) error {
	if q.m.Token == NoToken || q.m.Token == UserMay && q.userTok == "" {
		return nil
	}
	if q.userTok == "" || q.g.tokens == nil {
		return protocol.BadAuthToken
	}
	t, err := q.g.tokens.UserToken(ctx, q.userTok)
	if err != nil {
		return err
	}
	if t.App != q.App.ID {
		return protocol.BadAuthToken
	}
	q.User, q.Scopes = t.User, t.Scopes
	if q.m.Scope == "" {
		return nil
	}
	for _, s := range t.Scopes {
		if s == q.m.Scope {
			return nil
		}
	}
	return protocol.NoUserPermission
}

// decrypt opens an encrypted content. Whatever is wrong, the answer is one.
func (q *request) decrypt() error {
	if !q.sealed {
		if !q.enc && looksSealed(q.body) {
			return protocol.MissingEncryptType
		}
		return nil
	}
	plain, err := protocol.Decrypt(q.App.AESKey(), string(q.body))
	if err != nil {
		return protocol.DecryptUnknown
	}
	q.body, q.sealed = plain, false
	return nil
}

func looksSealed(b []byte) bool {
	b = bytes.TrimSpace(b)
	if len(b) < 24 || b[0] == '{' {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(string(b))
	return err == nil && len(raw)%16 == 0
}

// outcome turns what a handler gave into a code, and tells the log of bugs.
func (q *request) outcome(ctx context.Context, err error) *protocol.Code {
	if err == nil {
		return nil
	}
	c, known := q.m.code(err)
	if !known {
		q.g.log.ErrorContext(ctx, "method failed", "method", q.Method, "trace_id", q.Trace, "err", err)
	}
	return c
}

// record writes the call into the request log, later and in company.
func (q *request) record(c *protocol.Code) {
	e := Entry{
		Trace: q.Trace, Method: clip(q.Method), V3: q.V3, At: q.At, Took: q.g.db.Now().Sub(q.began), Code: protocol.OK.Code,
	}
	if c != nil {
		e.Code, e.SubCode, e.SubMsg = c.Main, c.Sub, c.Text
	}
	if q.App != nil {
		e.App = q.App.ID
		method := "" // who makes names up fills no table
		if q.m != nil {
			method = q.m.Name
		}
		q.g.meter.count(e.App, method, q.began, c != nil)
	}
	if q.signed != nil {
		sum := sha256.Sum256(q.signed)
		e.Hash = hex.EncodeToString(sum[:])
	}
	q.g.journal.add(e)
}

// urls checks where results would be sent.
func (q *request) urls() error {
	if q.ReturnURL != "" && protocol.CheckReturn(q.ReturnURL) != nil {
		return protocol.Suspected.With("return_url must be a full address without a parameter of a result.")
	}
	if q.NotifyURL == "" {
		return nil
	}
	if _, err := egress.Check(q.NotifyURL, q.App.Loopback()); err != nil {
		return protocol.InvalidParameter.With("notify_url cannot be called: a full http or https address of a public host is needed.")
	}
	return nil
}
