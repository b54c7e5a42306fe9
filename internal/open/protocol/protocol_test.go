package protocol_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/open/protocol"
)

// key is one platform key for all tests: making it is slow.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

type signer struct{ k *rsa.PrivateKey }

func (s signer) Sign(text []byte) (string, error) { return protocol.Sign(s.k, text) }
func (signer) SN() string                         { return "0123456789abcdef0123456789abcdef" }

func verify(text []byte, sig string) error { return protocol.Verify(&key().PublicKey, text, sig) }

func post(t *testing.T, query, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("POST", "/gateway.do?"+query, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestParseTakesTheUnionAndRefusesDoubt(t *testing.T) {
	for name, tc := range map[string]struct {
		query, body string
		want        error
	}{
		"all in the body":         {"", "app_id=1&method=m", nil},
		"all in the query":        {"app_id=1&method=m", "", nil},
		"the same value twice":    {"app_id=1&method=m&charset=utf-8", "charset=utf-8", nil},
		"two values":              {"app_id=1&method=m", "app_id=2", protocol.ErrConflict},
		"two values in one place": {"", "app_id=1&app_id=2", protocol.ErrConflict},
		"a semicolon":             {"app_id=1;method=m", "", protocol.ErrMalformed},
		"a bad escape":            {"app_id=%zz", "", protocol.ErrMalformed},
		"not UTF-8":               {"app_id=%ff", "", protocol.ErrNotUTF8},
		"too much":                {"", "biz_content=" + strings.Repeat("x", protocol.MaxText), protocol.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			p, _, err := protocol.Parse(post(t, tc.query, tc.body))
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if err == nil && (p["app_id"] != "1" || p["method"] != "m") {
				t.Fatalf("got %v", p)
			}
		})
	}
}

func TestMultipartSignsTextsAndNeverFiles(t *testing.T) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("image_type", "jpg")
	f, _ := w.CreateFormFile("image_content", "a.jpg")
	f.Write([]byte{0xff, 0xd8})
	w.Close()
	r := httptest.NewRequest("POST", "/gateway.do?app_id=1", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	p, files, err := protocol.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(p.Content(false, "sign")); got != "app_id=1&image_type=jpg" {
		t.Errorf("content is %q", got)
	}
	if len(files) != 1 || files[0].Field != "image_content" || len(files[0].Data) != 2 {
		t.Errorf("files are %v", files)
	}
}

func TestSignedWithAndWithoutEmptyValues(t *testing.T) {
	p := protocol.Params{"app_id": "1", "notify_url": "", "sign_type": "RSA2", "biz_content": `{"a":"b&c"}`}
	for _, text := range []string{
		`app_id=1&biz_content={"a":"b&c"}&sign_type=RSA2`,
		`app_id=1&biz_content={"a":"b&c"}&notify_url=&sign_type=RSA2`,
	} {
		p["sign"], _ = protocol.Sign(key(), []byte(text))
		if err := p.Verified(verify); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	p["sign"], _ = protocol.Sign(key(), []byte(`app_id=1&sign_type=RSA2`))
	if p.Verified(verify) == nil {
		t.Error("a signature that leaves biz_content out was taken")
	}
}

// Whatever is changed in a signed request, its signature no longer matches.
func TestAnyChangeBreaksTheSignature(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := protocol.Params(rapid.MapOfN(rapid.StringMatching(`[a-z_]{1,12}`), rapid.StringMatching(`[ -~]{1,20}`), 1, 8).
			Filter(func(m map[string]string) bool { _, ok := m["sign"]; return !ok }).Draw(t, "params"))
		sig, err := protocol.Sign(key(), p.Content(false, "sign"))
		if err != nil {
			t.Fatal(err)
		}
		p["sign"] = sig
		if err := p.Verified(verify); err != nil {
			t.Fatal(err)
		}
		before := string(p.Content(false, "sign"))
		name := rapid.SampledFrom(mapKeys(p)).Draw(t, "name")
		if name == "sign" {
			return
		}
		p[name] = rapid.String().Draw(t, "value")
		if string(p.Content(false, "sign")) != before && p.Verified(verify) == nil {
			t.Fatalf("%s was changed and nobody saw it", name)
		}
	})
}

func mapKeys(p protocol.Params) (out []string) {
	for k := range p {
		out = append(out, k)
	}
	return out
}

func TestStrictJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"1","b":""}`:                      `{"a":"1"}`,
		` { "a" : null , "b" : [ "" , 1.50 ] }`: `{"b":["",1.50]}`,
		`{"a":{"b":""},"c":"\"x,"}`:             `{"a":{},"c":"\"x,"}`,
		`{"x":"","a":"","b":1,"c":null}`:        `{"b":1}`,
		`{"a":1,"a":2}`:                         "",
		`{"a":1,"A":2}`:                         "",
		`{"a":1,"\u0061":2}`:                    "",
		`{"a":1}x`:                              "",
		`{"a":"x\u0000"}`:                       "",
		`{"a":"x\\u0000"}`:                      `{"a":"x\\u0000"}`,
		`{"a":1}{}`:                             "",
		"{\"a\":\"\xff\"}":                      "",
		strings.Repeat("[", 40) + strings.Repeat("]", 40): "",
		``: "",
	} {
		got, err := protocol.Strict([]byte(in))
		if (err != nil) != (want == "") || err == nil && string(got) != want {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
}

// Strict changes nothing but empty members.
func TestStrictKeepsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawValue(t, 3)
		b, _ := json.MarshalIndent(in, "", " ")
		got, err := protocol.Strict(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		var back any
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(in)
		if have, _ := json.Marshal(back); !bytes.Equal(want, have) {
			t.Fatalf("got %s, want %s", have, want)
		}
	})
}

func TestLenientValues(t *testing.T) {
	type in struct {
		A protocol.Money                            `json:"a"`
		T protocol.Text                             `json:"t"`
		N protocol.Int                              `json:"n"`
		O protocol.Object[map[string]protocol.Text] `json:"o"`
	}
	for text, ok := range map[string]bool{
		`{"a":"12.3"}`: true, `{"a":12.30}`: true, `{"a":0.1}`: true, `{"a":"100000000"}`: true,
		`{"a":"0.001"}`: false, `{"a":"-1"}`: false, `{"a":1e2}`: false, `{"a":"1,00"}`: false, `{"a":"100000000.01"}`: false,
		`{"a":{}}`: false, `{"a":" 1"}`: false, `{"a":"0x10"}`: false,
		`{"t":12}`: true, `{"t":{}}`: false, `{"n":"7"}`: true, `{"n":1.5}`: false,
		`{"o":{"k":"v"}}`: true, `{"o":"{\"k\":\"v\"}"}`: true, `{"o":"{\"k\":1,\"k\":2}"}`: false,
	} {
		var v in
		if err := json.Unmarshal([]byte(text), &v); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
	var v in
	if json.Unmarshal([]byte(`{"a":0.1,"t":12,"n":"7","o":"{\"k\":\"v\"}"}`), &v); v.A.Amount().Minor() != 10 || v.T != "12" || v.N.Int64() != 7 || v.O.V["k"] != "v" {
		t.Errorf("got %+v", v)
	}
}

func TestV3Authorization(t *testing.T) {
	text := "timestamp=1,nonce=n,app_id=2021,app_cert_sn=ab"
	uri, body := "/v3/alipay/trade/query?a=%20b", `{"x":1}`
	sig, _ := protocol.Sign(key(), protocol.V3Content(text, "POST", uri, body, "tok"))
	a, err := protocol.ParseAuth(protocol.V3Scheme + " " + text + ",sign=" + sig)
	if err != nil || a.AppID != "2021" || a.CertSN != "ab" || a.Text != text {
		t.Fatal(a, err)
	}
	if err := verify(protocol.V3Content(a.Text, "POST", uri, body, "tok"), a.Sign); err != nil {
		t.Error(err)
	}
	for _, other := range [][]byte{
		protocol.V3Content(a.Text, "GET", uri, body, "tok"), protocol.V3Content(a.Text, "POST", uri+"c", body, "tok"),
		protocol.V3Content(a.Text, "POST", uri, body, ""), protocol.V3Content(a.Text, "POST", uri, body, "tok2"),
	} {
		if verify(other, a.Sign) == nil {
			t.Errorf("taken: %s", other)
		}
	}
	for _, bad := range []string{"", "Bearer x", protocol.V3Scheme, protocol.V3Scheme + " app_id=1", protocol.V3Scheme + " app_id=1,app_id=2,sign=x", protocol.V3Scheme + " sign=a,sign=b"} {
		if _, err := protocol.ParseAuth(bad); err == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}

func TestCertificatesNameThemselves(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ca, err := protocol.NewCA("Livewell Test Root", now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ca.Issue(&key().PublicKey, "Platform", "早饭 gateway 1", now, now.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca.Cert)
	if _, err := c.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
	if c.Issuer.String() != "CN=Livewell Test Root,OU=Certification Authority,O=livewell,C=CN" || c.Subject.CommonName != "gateway 1" {
		t.Errorf("names are %q and %q", c.Issuer, c.Subject)
	}
	if sn, err := protocol.RootSN(protocol.CertPEM(ca.Cert)); err != nil || sn != protocol.SN(ca.Cert) || len(sn) != 32 {
		t.Errorf("root SN is %q, %v", sn, err)
	}
	weak, _ := rsa.GenerateKey(rand.Reader, 1024)
	if _, err := ca.Issue(&weak.PublicKey, "App", "weak", now, now.AddDate(1, 0, 0)); !errors.Is(err, protocol.ErrKey) {
		t.Errorf("a key of 1024 bits: %v", err)
	}
}

func TestKeysAreReadAsDevelopersPasteThem(t *testing.T) {
	pemText := protocol.PublicPEM(&key().PublicKey)
	bare := strings.Join(strings.Split(strings.TrimSpace(pemText), "\n")[1:8], "")
	pkcs1 := protocol.PrivatePEM(key())
	for _, text := range []string{pemText, bare, "  " + bare + "\n"} {
		if k, err := protocol.PublicKey(text); err != nil || !k.Equal(&key().PublicKey) {
			t.Errorf("%v: %s", err, text)
		}
	}
	if k, err := protocol.PrivateKey(pkcs1); err != nil || !k.Equal(key()) {
		t.Error(err)
	}
	for _, text := range []string{"", "hello", pkcs1} {
		if _, err := protocol.PublicKey(text); err == nil {
			t.Errorf("taken: %q", text)
		}
	}
}

func TestAES(t *testing.T) {
	k, err := protocol.AESKey("aa4BtZ4tspm2wnXLb1ThQA==")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		text, err := protocol.Encrypt(k, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := protocol.Decrypt(k, text); err != nil || !bytes.Equal(got, plain) {
			t.Fatal(got, err)
		}
	})
	for _, bad := range []string{"", "x", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA=="} {
		if _, err := protocol.Decrypt(k, bad); !errors.Is(err, protocol.ErrDecrypt) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestNotificationAndReturnURL(t *testing.T) {
	s := signer{key()}
	form, err := protocol.SignNotify(protocol.Params{"trade_no": "1", "subject": "早饭 & tea=2", "body": "", "gmt_close": " "}, s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.ParseForm(form)
	if err != nil {
		t.Fatal(err)
	}
	if _, has := p["body"]; has || p["subject"] != "早饭 & tea=2" || p["sign_type"] != "RSA2" {
		t.Errorf("got %v", p)
	}
	if err := protocol.VerifyNotify(p, verify); err != nil {
		t.Error(err)
	}
	if p["subject"] = "x"; protocol.VerifyNotify(p, verify) == nil {
		t.Error("a changed notification was taken")
	}
	back, err := protocol.ReturnURL("https://shop.example/done?order=7", protocol.Params{"trade_no": "1", "method": "alipay.trade.page.pay.return"}, s)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(back)
	if p, _ = protocol.ParseForm(u.RawQuery); p["order"] != "7" || protocol.VerifyNotify(p, verify) != nil {
		t.Errorf("got %s", back)
	}
	for _, bad := range []string{"https://shop.example/?trade_no=1", "javascript:alert(1)", "//shop.example/", "https://a@shop.example/"} {
		if protocol.CheckReturn(bad) == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}

func TestCodes(t *testing.T) {
	for _, c := range protocol.Catalogue() {
		if c.Msg == "" || c.Text == "" || c.HTTP < 400 {
			t.Errorf("%+v is not whole", c)
		}
	}
	if got := protocol.InvalidAppID.V3(); got != "invalid-app-id" {
		t.Error(got)
	}
	if got := protocol.Business("ACQ.TRADE_NOT_EXIST", "").V3(); got != "ACQ.TRADE_NOT_EXIST" {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("app_id=1&charset=utf-8", "charset=utf-8&biz_content=%7B%7D", "application/x-www-form-urlencoded")
	f.Add("", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		r := &http.Request{Method: "POST", URL: &url.URL{RawQuery: query}, Header: http.Header{"Content-Type": {kind}}, Body: http.NoBody}
		r.Body = struct {
			*strings.Reader
			nopCloser
		}{strings.NewReader(body), nopCloser{}}
		p, _, err := protocol.Parse(r)
		if err != nil {
			return
		}
		// What was read once reads the same from its own form.
		again, err := protocol.ParseForm(p.Encode())
		if err != nil || !bytes.Equal(again.Content(true), p.Content(true)) {
			t.Fatalf("%v became %v (%v)", p, again, err)
		}
	})
}

type nopCloser struct{}

func (nopCloser) Close() error { return nil }

func FuzzAuthorization(f *testing.F) {
	f.Add(protocol.V3Scheme + " app_id=1,nonce=2,timestamp=3,sign=abc=")
	f.Fuzz(func(t *testing.T, header string) {
		if a, err := protocol.ParseAuth(header); err == nil && !strings.Contains(header, a.Text+",sign="+a.Sign) {
			t.Fatalf("%q gave %+v", header, a)
		}
	})
}

func FuzzBizContent(f *testing.F) {
	f.Add([]byte(`{"a":"","b":[{"c":null}],"d":1.50}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := protocol.Strict(b)
		if err != nil {
			return
		}
		if again, err := protocol.Strict(out); err != nil || !json.Valid(again) {
			t.Fatalf("%s gave %s, then %s (%v)", b, out, again, err)
		}
	})
}
