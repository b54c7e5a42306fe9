package gateway_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

var keys = sync.OnceValue(func() (out [2]*rsa.PrivateKey) {
	for i := range out {
		out[i], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	return out
})

var (
	errGone = fault.New(fault.NotFound, "gatewaytest.gone", "It is gone.")
	errOdd  = fault.New(fault.Refused, "gatewaytest.odd", "It is odd.")
)

type item struct {
	Name  protocol.Text  `json:"goods_name" required:"true" max:"8"`
	Price protocol.Money `json:"price"`
}

type echoIn struct {
	Subject protocol.Text                             `json:"subject" required:"true" max:"16" example:"Breakfast" doc:"What is bought."`
	Amount  protocol.Money                            `json:"total_amount" example:"8.80" doc:"How much."`
	OutNo   protocol.Text                             `json:"out_trade_no" either:"number" example:"1"`
	No      protocol.Text                             `json:"trade_no" either:"number"`
	Scene   protocol.Text                             `json:"scene" enum:"bar_code,wave_code"`
	Items   []item                                    `json:"goods_detail"`
	Extend  protocol.Object[map[string]protocol.Text] `json:"extend_params"`
}

type echoOut struct {
	Subject  protocol.Text  `json:"subject"`
	Amount   protocol.Money `json:"total_amount"`
	Empty    string         `json:"empty"`
	None     *int           `json:"none"`
	Merchant string         `json:"merchant"`
	User     string         `json:"user_id"`
	Notify   string         `json:"notify_url"`
	Trace    string         `json:"trace"`
	Files    int            `json:"files,omitempty"`
}

type fix struct {
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	apps  *client.Service
	g     *gateway.Gateway
	app   string // has keys()[0], bare
	isv   string // an app for other merchants, same key
	cert  client.Key
	ran   *int
	logs  *bytes.Buffer
}

type tokens struct{ app string }

func (t tokens) UserToken(_ context.Context, token string) (gateway.UserToken, error) {
	if token != "user-token" {
		return gateway.UserToken{}, protocol.BadAuthToken
	}
	return gateway.UserToken{App: t.app, User: "u1", Scopes: []string{"auth_user"}}, nil
}

func (t tokens) AppToken(_ context.Context, token string) (gateway.AppToken, error) {
	switch token {
	case "merchant-token":
		return gateway.AppToken{App: t.app, Merchant: "m2", AuthAppID: "2021000000000002"}, nil
	case "others-token":
		return gateway.AppToken{App: "2021999999999999", Merchant: "m2"}, nil
	}
	return gateway.AppToken{}, protocol.BadAppAuthToken
}

func each(t *testing.T, fn func(f *fix)) {
	testkit.Each(t, [][]db.Migration{audit.Migrations, client.Migrations, gateway.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		logs := &bytes.Buffer{}
		log := slog.New(slog.NewTextHandler(logs, nil))
		f := &fix{t: t, db: d, clock: c, apps: client.New(d, secret.InMemory(), log), ran: new(int), logs: logs}
		if err := f.apps.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.g = gateway.New(d, f.apps, log, gateway.Options{Rate: 50, Burst: 100})
		dev := scope.Scope{User: "dev"}
		make := func(kind client.Kind, merchant string) string {
			a, err := db.Get(t.Context(), d, func(tx *db.Tx) (*client.App, error) {
				a, err := f.apps.Create(t.Context(), tx, dev, client.Draft{Name: "Shop", Kind: kind, Merchant: merchant, Sandbox: true, Products: []client.Product{client.Trade}})
				if err != nil {
					return nil, err
				}
				_, err = f.apps.AddKey(t.Context(), tx, dev, a.ID, protocol.PublicPEM(&keys()[0].PublicKey), 0)
				return a, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return a.ID
		}
		f.app, f.isv = make(client.Own, "m1"), make(client.ISV, "")
		f.g.Trust(tokens{f.isv})
		var err error
		if f.cert, err = f.apps.Certify(t.Context(), dev, f.app, protocol.PublicPEM(&keys()[1].PublicKey), 0); err != nil {
			t.Fatal(err)
		}
		f.register()
		fn(f)
	})
}

func (f *fix) register() {
	echo := func(_ context.Context, c *gateway.Call, in *echoIn) (echoOut, error) {
		*f.ran++
		switch in.Subject {
		case "gone":
			return echoOut{}, errGone
		case "odd":
			return echoOut{}, errOdd
		case "bug":
			return echoOut{}, errors.New("disk on fire")
		case "panic":
			panic("oh")
		}
		return echoOut{Subject: in.Subject, Amount: in.Amount, Merchant: c.Merchant, User: c.User, Notify: c.NotifyURL, Trace: c.Trace, Files: len(c.Files)}, nil
	}
	spec := gateway.Spec{
		Name: "alipay.test.echo", Group: "Test", Title: "Echo", Text: "Says it again.", Product: client.Trade, Merchant: true, Bad: "ACQ.INVALID_PARAMETER",
		V3:   []gateway.Route{{Method: "POST", Path: "/v3/alipay/test/echo"}, {Method: "GET", Path: "/v3/alipay/test/echo/{out_trade_no}"}},
		Subs: []gateway.Sub{{Fault: errGone, Code: "ACQ.TRADE_NOT_EXIST"}},
	}
	gateway.Free(f.g, spec, echo)
	spec.Name, spec.Kind, spec.V3 = "alipay.test.page.pay", gateway.Page, nil
	gateway.Free(f.g, spec, func(ctx context.Context, c *gateway.Call, in *echoIn) (gateway.Cashier, error) {
		_, err := echo(ctx, c, in)
		return gateway.Cashier{Path: "/cashier/" + string(in.OutNo)}, err
	})
	spec.Name, spec.Kind = "alipay.test.app.pay", gateway.Order
	gateway.Free(f.g, spec, func(ctx context.Context, c *gateway.Call, in *echoIn) (gateway.Cashier, error) {
		return gateway.Cashier{Path: "/cashier/" + string(in.OutNo)}, nil
	})
	gateway.Free(f.g, gateway.Spec{Name: "alipay.test.user", Group: "Test", Title: "User", Text: "Who.", Token: gateway.UserNeeded, Scope: "auth_user"}, func(ctx context.Context, c *gateway.Call, in *struct{}) (echoOut, error) {
		return echoOut{User: c.User}, nil
	})
	gateway.Free(f.g, gateway.Spec{Name: "alipay.test.upload", Group: "Test", Title: "Upload", Text: "A file.", Kind: gateway.Upload, Top: true, Bare: true}, echo)
}

func (f *fix) params(method, biz string, more ...string) protocol.Params {
	p := protocol.Params{
		"app_id": f.app, "method": method, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": f.db.Now().In(time.FixedZone("", -5*3600)).Format(time.DateTime), "biz_content": biz,
	}
	for i := 0; i < len(more); i += 2 {
		p[more[i]] = more[i+1]
	}
	return p
}

type signer struct{ k *rsa.PrivateKey }

func (s signer) Sign(text []byte) (string, error) { return protocol.Sign(s.k, text) }
func (signer) SN() string                         { return "" }

// sign completes p with the key of its mode.
func sign(p protocol.Params) protocol.Params {
	k := keys()[0]
	if p["app_cert_sn"] != "" {
		k = keys()[1]
	}
	if err := protocol.SignRequest(p, signer{k}); err != nil {
		panic(err)
	}
	return p
}

type answer struct {
	status int
	header http.Header
	key    string
	node   json.RawMessage
	sn     string
	v      map[string]any
}

// send posts p and checks what must hold for every v1 answer.
func (f *fix) send(p protocol.Params) answer {
	f.t.Helper()
	r := httptest.NewRequest("POST", "/gateway.do", strings.NewReader(p.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return f.serve(r)
}

func (f *fix) serve(r *http.Request) answer {
	f.t.Helper()
	w := httptest.NewRecorder()
	f.g.ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Header(), v: map[string]any{}}
	if w.Code != http.StatusOK || len(w.Header().Get("trace_id")) < 29 {
		f.t.Errorf("status %d, trace %q", w.Code, w.Header().Get("trace_id"))
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil {
		f.t.Fatalf("%s: %v", w.Body, err)
	}
	var sig string
	for k, v := range all {
		switch k {
		case "sign":
			json.Unmarshal(v, &sig)
		case "alipay_cert_sn":
			json.Unmarshal(v, &a.sn)
		default:
			a.key, a.node = k, v
		}
	}
	public, err := protocol.PublicKey(f.apps.Newest().PublicKey())
	if err != nil {
		f.t.Fatal(err)
	}
	if err := protocol.Verify(public, a.node, sig); err != nil {
		f.t.Errorf("the answer is not signed: %s", w.Body)
	}
	json.Unmarshal(a.node, &a.v)
	return a
}

const good = `{"subject":"tea","total_amount":"8.8","out_trade_no":"1"}`

func TestACallIsAnsweredAndSigned(t *testing.T) {
	each(t, func(f *fix) {
		a := f.send(sign(f.params("alipay.test.echo", good, "notify_url", "https://shop.example/n")))
		if a.key != "alipay_test_echo_response" || a.v["code"] != "10000" || a.v["total_amount"] != "8.80" || a.v["merchant"] != "m1" || a.v["notify_url"] != "https://shop.example/n" {
			t.Errorf("got %s", a.node)
		}
		if strings.Contains(string(a.node), `""`) || strings.Contains(string(a.node), "null") || a.sn != "" {
			t.Errorf("got %s, sn %q", a.node, a.sn)
		}
		a = f.send(sign(f.params("alipay.test.echo", good, "app_cert_sn", f.cert.SN, "alipay_root_cert_sn", "x")))
		if a.v["code"] != "10000" || a.sn != f.apps.Newest().SN() {
			t.Errorf("certificate mode: %s, sn %q", a.node, a.sn)
		}
	})
}

// Each refusal: the documented code, signed, HTTP 200, and nothing has run.
func TestRefusals(t *testing.T) {
	each(t, func(f *fix) {
		with := func(more ...string) protocol.Params {
			return sign(f.params("alipay.test.echo", good, more...))
		}
		without := func(name string) protocol.Params {
			p := f.params("alipay.test.echo", good)
			delete(p, name)
			if name == "sign" {
				return p
			}
			return sign(p)
		}
		after := func(name, value string) protocol.Params {
			p := with()
			p[name] = value
			return p
		}
		long := sign(f.params("alipay.test.echo", `{"subject":"12345678901234567","out_trade_no":"1"}`))
		for name, tc := range map[string]struct {
			p         protocol.Params
			code, sub string
		}{
			"changed amount":        {after("biz_content", strings.Replace(good, "8.8", "0.8", 1)), "40002", "isv.invalid-signature"},
			"swapped app":           {after("app_id", f.isv), "40002", "isv.invalid-signature"},
			"wrong signature":       {after("sign", base64.StdEncoding.EncodeToString(make([]byte, 256))), "40002", "isv.invalid-signature"},
			"no base64":             {after("sign", "###"), "40002", "isv.invalid-signature"},
			"parameter added":       {after("notify_url", "https://evil.example/"), "40002", "isv.invalid-signature"},
			"no signature":          {without("sign"), "40001", "isv.missing-signature"},
			"no app":                {without("app_id"), "40001", "isv.missing-app-id"},
			"no method":             {without("method"), "40001", "isv.missing-method"},
			"no timestamp":          {without("timestamp"), "40001", "isv.missing-timestamp"},
			"no version":            {without("version"), "40001", "isv.missing-version"},
			"no sign_type":          {without("sign_type"), "40001", "isv.missing-signature-type"},
			"unknown app":           {with("app_id", "2021000000000000"), "40002", "isv.invalid-app-id"},
			"unknown method":        {sign(f.params("alipay.no.such", good)), "40002", "isv.invalid-method"},
			"bad method":            {sign(f.params("../x", good)), "40002", "isv.invalid-method"},
			"order string called":   {sign(f.params("alipay.test.app.pay", good)), "40002", "isv.invalid-method"},
			"SHA-1":                 {with("sign_type", "RSA"), "40002", "isv.invalid-signature-type"},
			"old":                   {with("timestamp", "2020-01-01 00:00:00"), "40002", "isv.invalid-timestamp"},
			"no time":               {with("timestamp", "now"), "40002", "isv.invalid-timestamp"},
			"charset":               {with("charset", "gbk"), "40002", "isv.invalid-charset"},
			"format":                {with("format", "XML"), "40002", "isv.invalid-format"},
			"unknown certificate":   {with("app_cert_sn", "ab"), "40002", "isv.app-cert-expired"},
			"key mode without keys": {sign(f.params("alipay.test.echo", good, "app_id", f.isv, "app_cert_sn", f.cert.SN)), "40002", "isv.app-cert-expired"},
			"no JSON":               {sign(f.params("alipay.test.echo", `{"a":`)), "40002", "isv.illegal-json"},
			"a name twice":          {sign(f.params("alipay.test.echo", `{"subject":"a","subject":"b","out_trade_no":"1"}`)), "40002", "isv.illegal-json"},
			"a list":                {sign(f.params("alipay.test.echo", `[]`)), "40002", "isv.illegal-json"},
			"bad amount":            {sign(f.params("alipay.test.echo", strings.Replace(good, "8.8", "8.888", 1))), "40004", "ACQ.INVALID_PARAMETER"},
			"negative amount":       {sign(f.params("alipay.test.echo", strings.Replace(good, "8.8", "-1", 1))), "40004", "ACQ.INVALID_PARAMETER"},
			"missing field":         {sign(f.params("alipay.test.echo", `{"out_trade_no":"1"}`)), "40004", "ACQ.INVALID_PARAMETER"},
			"empty field":           {sign(f.params("alipay.test.echo", `{"subject":"","out_trade_no":"1"}`)), "40004", "ACQ.INVALID_PARAMETER"},
			"neither number":        {sign(f.params("alipay.test.echo", `{"subject":"a"}`)), "40004", "ACQ.INVALID_PARAMETER"},
			"too long":              {long, "40004", "ACQ.INVALID_PARAMETER"},
			"bad choice":            {sign(f.params("alipay.test.echo", `{"subject":"a","trade_no":"1","scene":"x"}`)), "40004", "ACQ.INVALID_PARAMETER"},
			"bad member":            {sign(f.params("alipay.test.echo", `{"subject":"a","trade_no":"1","goods_detail":[{"price":1}]}`)), "40004", "ACQ.INVALID_PARAMETER"},
			"sealed without type":   {sign(f.params("alipay.test.echo", base64.StdEncoding.EncodeToString(make([]byte, 32)))), "40001", "isv.decryption-error-missing-encrypt-type"},
			"sealed without key":    {with("encrypt_type", "AES"), "40003", "isv.decryption-error-unknown"},
			"encrypt_type":          {with("encrypt_type", "DES"), "40002", "isv.invalid-encrypt-type"},
			"bad return_url":        {with("return_url", "https://shop.example/?trade_no=1"), "40002", "isv.suspected-attack"},
			"notify_url inside":     {with("notify_url", "http://169.254.169.254/"), "40002", "isv.invalid-parameter"},
			"bad app_auth_token":    {with("app_auth_token", "x"), "20001", "aop.invalid-app-auth-token"},
			"own call of an ISV":    {with("app_id", f.isv), "40006", "isv.self-invoke-forbidden"},
			"another app's token":   {with("app_id", f.isv, "app_auth_token", "others-token"), "20001", "aop.invalid-app-auth-token"},
			"no user":               {sign(f.params("alipay.test.user", "{}")), "20001", "aop.invalid-auth-token"},
			"token not delegable":   {sign(f.params("alipay.test.user", "{}", "app_auth_token", "merchant-token")), "40002", "isv.not-support-app-auth"},
		} {
			a := f.send(tc.p)
			if a.v["code"] != tc.code || a.v["sub_code"] != tc.sub || a.v["sub_msg"] == nil {
				t.Errorf("%s: got %s, want %s %s", name, a.node, tc.code, tc.sub)
			}
			if want := protocol.Key(tc.p["method"]); a.key != want && tc.p["method"] != "" && tc.p["method"] != "../x" {
				t.Errorf("%s: answered under %s", name, a.key)
			}
		}
		if *f.ran != 0 {
			t.Errorf("a refused call ran %d times", *f.ran)
		}
	})
}

func TestAParameterWithTwoValuesIsRefused(t *testing.T) {
	each(t, func(f *fix) {
		p := sign(f.params("alipay.test.echo", good))
		r := httptest.NewRequest("POST", "/gateway.do?app_id="+f.isv, strings.NewReader(p.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if a := f.serve(r); a.v["sub_code"] != "isv.suspected-attack" || *f.ran != 0 {
			t.Errorf("got %s", a.node)
		}
		// The same value twice is what gopay sends.
		r = httptest.NewRequest("POST", "/gateway.do?charset=utf-8", strings.NewReader(p.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if a := f.serve(r); a.v["code"] != "10000" {
			t.Errorf("got %s", a.node)
		}
	})
}

func TestFaultsAndBugs(t *testing.T) {
	each(t, func(f *fix) {
		say := func(subject string) answer {
			return f.send(sign(f.params("alipay.test.echo", `{"subject":"`+subject+`","trade_no":"1"}`)))
		}
		if a := say("gone"); a.v["code"] != "40004" || a.v["sub_code"] != "ACQ.TRADE_NOT_EXIST" {
			t.Errorf("got %s", a.node)
		}
		if a := say("odd"); a.v["code"] != "40004" || a.v["sub_code"] != "GATEWAYTEST_ODD" {
			t.Errorf("got %s", a.node)
		}
		for _, bug := range []string{"bug", "panic"} {
			f.logs.Reset()
			a := say(bug)
			if a.v["code"] != "20000" || a.v["sub_code"] != "isp.unknow-error" || strings.Contains(string(a.node), "fire") {
				t.Errorf("got %s", a.node)
			}
			if !strings.Contains(f.logs.String(), a.header.Get("trace_id")) {
				t.Errorf("the log does not name the call: %s", f.logs)
			}
		}
	})
}

func TestDelegation(t *testing.T) {
	each(t, func(f *fix) {
		a := f.send(sign(f.params("alipay.test.echo", good, "app_id", f.isv, "app_auth_token", "merchant-token")))
		if a.v["merchant"] != "m2" {
			t.Errorf("got %s", a.node)
		}
		a = f.send(sign(f.params("alipay.test.user", "", "app_id", f.isv, "auth_token", "user-token")))
		if a.v["user_id"] != "u1" {
			t.Errorf("got %s", a.node)
		}
		if a = f.send(sign(f.params("alipay.test.user", "", "auth_token", "user-token"))); a.v["sub_code"] != "aop.invalid-auth-token" {
			t.Errorf("another app's token: %s", a.node)
		}
	})
}

func TestPausedAppIsKnownOnlyToItself(t *testing.T) {
	each(t, func(f *fix) {
		if err := f.db.Do(t.Context(), func(tx *db.Tx) error {
			return f.apps.Move(t.Context(), tx, scope.Scope{User: "dev"}, f.app, client.Paused)
		}); err != nil {
			t.Fatal(err)
		}
		if a := f.send(sign(f.params("alipay.test.echo", good))); a.v["sub_code"] != "isv.not-online-app" {
			t.Errorf("got %s", a.node)
		}
		if a := f.send(f.params("alipay.test.echo", good, "sign", "AAAA")); a.v["sub_code"] != "isv.invalid-signature" {
			t.Errorf("got %s", a.node)
		}
	})
}

func TestEncryptedContent(t *testing.T) {
	each(t, func(f *fix) {
		text, err := db.Get(t.Context(), f.db, func(tx *db.Tx) (string, error) {
			return f.apps.SetAES(t.Context(), tx, scope.Scope{User: "dev"}, f.app)
		})
		if err != nil {
			t.Fatal(err)
		}
		key, _ := protocol.AESKey(text)
		sealed, _ := protocol.Encrypt(key, []byte(good))
		a := f.send(sign(f.params("alipay.test.echo", sealed, "encrypt_type", "AES")))
		var inner string
		if err := json.Unmarshal(a.node, &inner); err != nil {
			t.Fatalf("%s: %v", a.node, err)
		}
		plain, err := protocol.Decrypt(key, inner)
		if err != nil || !strings.Contains(string(plain), `"total_amount":"8.80"`) {
			t.Errorf("got %s, %v", plain, err)
		}
		bad, _ := protocol.Encrypt(key, []byte(`{"trade_no":"1"}`))
		if a := f.send(sign(f.params("alipay.test.echo", bad, "encrypt_type", "AES"))); a.v["sub_code"] != "ACQ.INVALID_PARAMETER" {
			t.Errorf("errors stay plain: %s", a.node)
		}
		for _, c := range []string{"AAAA", sealed[:24], base64.StdEncoding.EncodeToString(make([]byte, 32))} {
			if a := f.send(sign(f.params("alipay.test.echo", c, "encrypt_type", "AES"))); a.v["sub_code"] != "isv.decryption-error-unknown" {
				t.Errorf("got %s", a.node)
			}
		}
	})
}

func TestUploadSignsTexts(t *testing.T) {
	each(t, func(f *fix) {
		p := f.params("alipay.test.upload", "")
		delete(p, "biz_content")
		p["subject"], p["out_trade_no"] = "pic", "9"
		sign(p)
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		w.WriteField("subject", p["subject"])
		w.WriteField("out_trade_no", p["out_trade_no"])
		file, _ := w.CreateFormFile("image_content", "a.png")
		file.Write([]byte("png"))
		w.Close()
		q := url.Values{}
		for k, v := range p {
			if k != "subject" && k != "out_trade_no" {
				q.Set(k, v)
			}
		}
		r := httptest.NewRequest("POST", "/gateway.do?"+q.Encode(), &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		a := f.serve(r)
		if _, has := a.v["code"]; has || a.v["subject"] != "pic" || a.v["files"] != 1.0 {
			t.Errorf("got %s", a.node)
		}
		p["subject"] = "gone"
		if a := f.send(sign(p)); a.key != "error_response" {
			t.Errorf("a bare method fails under %s", a.key)
		}
	})
}

func TestPagesSendTheBrowserOn(t *testing.T) {
	each(t, func(f *fix) {
		p := sign(f.params("alipay.test.page.pay", good))
		w := httptest.NewRecorder()
		f.g.ServeHTTP(w, httptest.NewRequest("GET", "/gateway.do?"+p.Encode(), nil))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cashier/1" {
			t.Errorf("got %d %s", w.Code, w.Header())
		}
		p["sign"] = "AAAA"
		w = httptest.NewRecorder()
		f.g.ServeHTTP(w, httptest.NewRequest("GET", "/gateway.do?"+p.Encode(), nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "isv.invalid-signature") || !strings.Contains(w.Header().Get("Content-Type"), "html") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	})
}

func TestOrderStrings(t *testing.T) {
	each(t, func(f *fix) {
		p := sign(f.params("alipay.test.app.pay", good))
		c, err := f.g.OpenOrder(t.Context(), p.Encode())
		if err != nil || c.Path != "/cashier/1" {
			t.Errorf("got %v, %v", c, err)
		}
		p["biz_content"] = strings.Replace(good, "8.8", "0.8", 1)
		if _, err := f.g.OpenOrder(t.Context(), p.Encode()); !errors.Is(err, protocol.InvalidSignature) {
			t.Errorf("got %v", err)
		}
		if _, err := f.g.OpenOrder(t.Context(), sign(f.params("alipay.test.echo", good)).Encode()); !errors.Is(err, protocol.InvalidMethod) {
			t.Errorf("an API method as an order string: %v", err)
		}
	})
}

func TestAnAppThatCallsTooOftenIsSlowed(t *testing.T) {
	each(t, func(f *fix) {
		var slowed int
		for range 105 {
			if a := f.send(sign(f.params("alipay.test.echo", good))); a.v["sub_code"] == "isv.app-call-limited" && a.v["code"] == "40005" {
				slowed++
			}
		}
		if slowed != 5 {
			t.Errorf("%d of 105 calls were slowed, want 5", slowed)
		}
		f.clock.Move(time.Second)
		if a := f.send(sign(f.params("alipay.test.echo", good))); a.v["code"] != "10000" {
			t.Errorf("got %s", a.node)
		}
	})
}

func TestRequestLog(t *testing.T) {
	each(t, func(f *fix) {
		a := f.send(sign(f.params("alipay.test.echo", good)))
		b := f.send(sign(f.params("alipay.no.such", good)))
		f.g.Flush(t.Context())
		got, err := f.g.Requests(t.Context(), f.app, false, page.Ask{Limit: 10})
		if err != nil || len(got.Items) != 2 {
			t.Fatal(got, err)
		}
		got, err = f.g.Requests(t.Context(), f.app, true, page.Ask{Limit: 10})
		if err != nil || len(got.Items) != 1 || got.Items[0].Trace != b.header.Get("trace_id") || got.Items[0].SubCode != "isv.invalid-method" {
			t.Errorf("failed calls: %+v, %v", got, err)
		}
		e, err := f.g.Request(t.Context(), f.app, a.header.Get("trace_id"))
		if err != nil || e.Code != "10000" || e.Method != "alipay.test.echo" || len(e.Hash) != 64 {
			t.Errorf("got %+v, %v", e, err)
		}
		if _, err := f.g.Request(t.Context(), f.isv, a.header.Get("trace_id")); !errors.Is(err, gateway.ErrNoEntry) {
			t.Errorf("another app's entry: %v", err)
		}
		f.clock.Move(8 * 24 * time.Hour)
		f.g.Flush(t.Context())
		if got, _ = f.g.Requests(t.Context(), f.app, false, page.Ask{Limit: 10}); len(got.Items) != 0 {
			t.Errorf("after eight days there are still %d entries", len(got.Items))
		}
	})
}

// v3 sends a V3 request and checks what must hold for every answer.
func (f *fix) v3(method, uri, body, auth string, header ...string) (int, map[string]any, http.Header) {
	f.t.Helper()
	r := httptest.NewRequest(method, uri, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if auth != "" {
		r.Header.Set("Authorization", auth)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	f.g.V3(w, r)
	h := w.Header()
	public, _ := protocol.PublicKey(f.apps.Newest().PublicKey())
	if err := protocol.Verify(public, protocol.V3Reply(h.Get("alipay-timestamp"), h.Get("alipay-nonce"), w.Body.String()), h.Get("alipay-signature")); err != nil {
		f.t.Errorf("%s %s: the answer is not signed: %s", method, uri, w.Body)
	}
	if h.Get("alipay-trace-id") == "" {
		f.t.Error("no trace id")
	}
	v := map[string]any{}
	json.Unmarshal(w.Body.Bytes(), &v)
	return w.Code, v, h
}

func (f *fix) auth(app, sn, method, uri, body, token string, at time.Time) string {
	text := fmt.Sprintf("app_id=%s,nonce=abc,timestamp=%d", app, at.UnixMilli())
	k := keys()[0]
	if sn != "" {
		text, k = "app_cert_sn="+sn+","+text, keys()[1]
	}
	sig, err := protocol.Sign(k, protocol.V3Content(text, method, uri, body, token))
	if err != nil {
		f.t.Fatal(err)
	}
	return protocol.V3Scheme + " " + text + ",sign=" + sig
}

func TestV3(t *testing.T) {
	each(t, func(f *fix) {
		const uri = "/v3/alipay/test/echo"
		now := f.db.Now()
		ok := func(method, uri, body string) string { return f.auth(f.app, "", method, uri, body, "", now) }
		status, v, h := f.v3("POST", uri, good, ok("POST", uri, good))
		if status != 200 || v["total_amount"] != "8.80" || v["code"] != nil || h.Get("alipay-sn") != "" {
			t.Errorf("got %d %v", status, v)
		}
		if status, v, h = f.v3("POST", uri, good, f.auth(f.app, f.cert.SN, "POST", uri, good, "", now)); status != 200 || h.Get("alipay-sn") != f.apps.Newest().SN() {
			t.Errorf("certificate mode: %d %v %v", status, v, h)
		}
		get := "/v3/alipay/test/echo/77?subject=%E6%97%A9&total_amount=1.5"
		if status, v, _ = f.v3("GET", get, "", ok("GET", get, "")); status != 200 || v["subject"] != "早" || v["total_amount"] != "1.50" {
			t.Errorf("got %d %v", status, v)
		}
		a := f.auth(f.isv, "", "POST", uri, good, "merchant-token", now)
		if status, v, _ = f.v3("POST", uri, good, a, "alipay-app-auth-token", "merchant-token"); status != 200 || v["merchant"] != "m2" {
			t.Errorf("delegated: %d %v", status, v)
		}
		ran := *f.ran
		for name, tc := range map[string]struct {
			method, uri, body, auth string
			status                  int
			code                    string
		}{
			"changed body":     {"POST", uri, strings.Replace(good, "8.8", "0.8", 1), ok("POST", uri, good), 401, "invalid-signature"},
			"other path":       {"GET", get, "", ok("GET", uri, ""), 401, "invalid-signature"},
			"no header":        {"POST", uri, good, "", 401, "missing-signature"},
			"unknown app":      {"POST", uri, good, f.auth("2021000000000000", "", "POST", uri, good, "", now), 401, "invalid-app-id"},
			"old":              {"POST", uri, good, f.auth(f.app, "", "POST", uri, good, "", now.Add(-26*time.Hour)), 401, "invalid-timestamp"},
			"unknown path":     {"POST", "/v3/no/such", good, ok("POST", "/v3/no/such", good), 404, "invalid-method"},
			"bad value":        {"POST", uri, `{"subject":1,"trade_no":"1","total_amount":"x"}`, ok("POST", uri, `{"subject":1,"trade_no":"1","total_amount":"x"}`), 400, "ACQ.INVALID_PARAMETER"},
			"field twice":      {"GET", get + "&out_trade_no=78", "", ok("GET", get+"&out_trade_no=78", ""), 200, ""},
			"two amounts":      {"GET", get + "&total_amount=2", "", ok("GET", get+"&total_amount=2", ""), 400, "suspected-attack"},
			"token not signed": {"POST", uri, good, f.auth(f.isv, "", "POST", uri, good, "", now), 403, "self-invoke-forbidden"},
		} {
			status, v, _ := f.v3(tc.method, tc.uri, tc.body, tc.auth)
			if status != tc.status || tc.code != "" && v["code"] != tc.code {
				t.Errorf("%s: got %d %v, want %d %s", name, status, v, tc.status, tc.code)
			}
			if _, isList := v["links"].([]any); tc.code != "" && (!isList || v["message"] == nil) {
				t.Errorf("%s: shape of %v", name, v)
			}
		}
		if *f.ran != ran+1 {
			t.Errorf("refused calls ran")
		}
	})
}

func TestDocsComeFromTheRegistry(t *testing.T) {
	each(t, func(f *fix) {
		docs := f.g.Docs()
		if len(docs) != 5 || docs[0].Name != "alipay.test.echo" || !docs[0].Request[0].Required || docs[0].Request[0].Text == "" || docs[0].V3[1].Method != "GET" {
			t.Errorf("got %+v", docs)
		}
		md := string(f.g.Markdown())
		for _, want := range []string{"### `alipay.test.echo`", "ACQ.TRADE_NOT_EXIST", "sdk.exec('alipay.test.echo'", "`goods_detail.price` | amount", "isv.invalid-signature"} {
			if !strings.Contains(md, want) {
				t.Errorf("the list of methods lacks %q", want)
			}
		}
	})
}

func FuzzGateway(f *testing.F) {
	d, err := db.Open(f.Context(), f.TempDir()+"/t.db", db.Options{})
	if err != nil {
		f.Fatal(err)
	}
	defer d.Close()
	ms := append(append(append([]db.Migration{}, audit.Migrations...), client.Migrations...), gateway.Migrations...)
	if err := d.Migrate(f.Context(), ms); err != nil {
		f.Fatal(err)
	}
	apps := client.New(d, secret.InMemory(), slog.New(slog.DiscardHandler))
	if err := apps.Ready(f.Context()); err != nil {
		f.Fatal(err)
	}
	g := gateway.New(d, apps, slog.New(slog.DiscardHandler), gateway.Options{})
	f.Add("app_id=1&method=alipay.trade.pay", "sign=x", "application/x-www-form-urlencoded")
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		r := &http.Request{Method: "POST", URL: &url.URL{Path: "/gateway.do", RawQuery: query}, Header: http.Header{"Content-Type": {kind}}, Body: http.NoBody}
		if body != "" {
			r = httptest.NewRequest("POST", "/gateway.do", strings.NewReader(body))
			r.URL.RawQuery = query
			r.Header.Set("Content-Type", kind)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}
