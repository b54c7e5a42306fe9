package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

func TestOpenAPIDocument(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	got := a.Open.OpenAPI("http://localhost:8080")
	const file = "../../docs/openapi/v3.json"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go test ./internal/app -update (%v)", file, err)
	}
}

// operation is one of the document, with what its answers must look like.
type operation struct {
	name, method, path string
	params, fields     []string
	docs               map[string]gateway.FieldDoc
	replies            map[int]*jsonschema.Schema
}

func operations(t *testing.T, a *app.App) (out []operation) {
	t.Helper()
	document := a.Open.OpenAPI("http://localhost:8080")
	fields := map[string]map[string]gateway.FieldDoc{}
	for _, m := range a.Open.Docs() {
		fields[m.Name] = map[string]gateway.FieldDoc{}
		for _, f := range m.Request {
			fields[m.Name][f.Name] = f
		}
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Parameters  []struct{ Name, In string }
			RequestBody struct {
				Content map[string]struct {
					Schema struct{ Properties map[string]any }
				}
			}
			Responses map[int]any
		}
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	schemas := jsonschema.NewCompiler()
	if err := schemas.AddResource("v3.json", whole); err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for method, o := range doc.Paths[path] {
			op := operation{name: o.OperationID, method: strings.ToUpper(method), path: path, docs: fields[o.OperationID], replies: map[int]*jsonschema.Schema{}}
			for _, p := range o.Parameters {
				if p.In != "header" {
					op.params = append(op.params, p.Name)
				}
			}
			op.fields = slices.Sorted(maps.Keys(o.RequestBody.Content["application/json"].Schema.Properties))
			for status := range o.Responses {
				at := fmt.Sprintf("v3.json#/paths/%s/%s/responses/%d/content/application~1json/schema", strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path), method, status)
				if op.replies[status], err = schemas.Compile(at); err != nil {
					t.Fatal(err)
				}
			}
			out = append(out, op)
		}
	}
	return out
}

// Whatever is sent to any address of V3, the answer has a status and a shape
// that its document describes, and it is never the platform's fault. What
// answers say is used again in later requests, so that they meet real things.
func TestEveryV3AnswerIsAsItsDocumentSays(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		s := a.tenant
		ops := operations(t, s.app)
		seen := map[string][]string{
			"buyer_id": {s.BuyerID}, "seller_id": {s.SellerID}, "payee_user_id": {s.SellerID}, "payer_user_id": {s.SellerID},
			"identity": {s.PayeeID}, "alipay_cert_sn": {s.PlatformSN}, "merchant_app_id": {s.AppID},
		}
		for _, version := range []string{"0.1.0", "0.2.0", "0.3.0", "0.4.0"} {
			if got := a.upload(a.packed(version)); !strings.Contains(got, `"code":"10000"`) {
				t.Fatal(got)
			}
			seen["app_version"] = append(seen["app_version"], version)
		}
		done := map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			s.people(rt, seen)
			for range 30 {
				op := rapid.SampledFrom(ops).Draw(rt, "operation")
				status, body := s.v3(rt, op, drawing(rt, op, seen))
				schema := op.replies[status]
				if schema == nil || status >= 500 {
					rt.Fatalf("%s answers %d, which its document does not: %s", op.name, status, body)
				}
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
				if err != nil {
					rt.Fatalf("%s: %v in %s", op.name, err, body)
				}
				if err := schema.Validate(v); err != nil {
					rt.Fatalf("%s answers %d %s\n%v", op.name, status, body, err)
				}
				if status == 200 {
					done[op.name]++
					remember(seen, v)
				}
			}
		})
		var never []string
		for _, op := range ops {
			if done[op.name] == 0 {
				never = append(never, op.name)
			}
		}
		if len(never) > len(ops)/2 {
			t.Errorf("most operations never succeeded: %v", never)
		}
		t.Logf("%d operations, these never succeeded: %v", len(ops), never)
		s.whole()
	})
}

// people do what requests wait for: they show a code, pay, agree.
func (s tenant) people(rt *rapid.T, seen map[string][]string) {
	ctx := s.t.Context()
	for name, make := range map[string]func() (string, error){
		"auth_code": func() (string, error) { return s.app.Sandbox.Barcode(ctx, s.Token) },
		"code":      func() (string, error) { return s.app.Sandbox.OAuth(ctx, s.Token, "auth_user") },
		"agreement_no": func() (string, error) {
			d, err := s.app.Sandbox.Pay(ctx, s.Token, "", s.order("alipay.user.agreement.page.sign", `{"personal_product_code":"GENERAL_WITHHOLDING_P"}`))
			return d.Number, err
		},
	} {
		v, err := make()
		if err != nil {
			rt.Fatal(name, err)
		}
		seen[name] = []string{v}
	}
	for _, trade := range seen["trade_no"] {
		_, _ = s.app.Sandbox.Pay(ctx, s.Token, "", trade) // what is closed or paid stays so
	}
}

// drawing chooses values for a request's fields; false leaves one out. Two
// requests of three make sense, in the third anything may be anything.
func drawing(rt *rapid.T, op operation, seen map[string][]string) func(name string) (any, bool) {
	sense := rapid.IntRange(0, 2).Draw(rt, "sense") > 0
	return func(name string) (any, bool) {
		f := op.docs[name]
		if sense {
			if !f.Required && f.Either == "" && rapid.Bool().Draw(rt, name) {
				return nil, false
			}
			return sensible(rt, f, seen)
		}
		return rapid.SampledFrom([]any{
			nil, "", " ", "0", "-1", "99999999999999999999", "1e3", "0.001", "早饭", strings.Repeat("x", 300), "a\u0000b", "'; --",
			true, 1.5, -1,
			[]any{},
			map[string]any{},
			[]any{map[string]any{"a": 1}},
			"2026-01-02 03:04:05", "88.88",
		}).Draw(rt, name), rapid.Bool().Draw(rt, name)
	}
}

// sensible gives what an earlier answer called so, or the documented example.
func sensible(rt *rapid.T, f gateway.FieldDoc, seen map[string][]string) (any, bool) {
	var v any
	switch had := seen[f.Name]; {
	case len(f.Fields) > 0:
		members := map[string]any{}
		for _, sub := range f.Fields {
			if m, ok := sensible(rt, sub, seen); ok {
				members[sub.Name] = m
			}
		}
		v = members
	case f.Kind == "amount":
		v = rapid.SampledFrom([]any{"0.01", "1.00", 12.3}).Draw(rt, f.Name)
	case strings.HasPrefix(f.Name, "out_") && (len(had) == 0 || rapid.Bool().Draw(rt, f.Name)):
		v = fmt.Sprint(f.Name, rapid.IntRange(0, 1e6).Draw(rt, f.Name))
	case len(had) > 0:
		v = rapid.SampledFrom(had).Draw(rt, f.Name)
	case f.Example == "":
		return nil, false
	default:
		v = f.Example
	}
	if f.List {
		v = []any{v}
	}
	return v, true
}

// remember keeps what an answer calls things.
func remember(seen map[string][]string, v any) {
	reply, _ := v.(map[string]any)
	for name, v := range reply {
		if text, ok := v.(string); ok && len(seen[name]) < 50 && !slices.Contains([]string{"status", "code"}, name) && !slices.Contains(seen[name], text) {
			seen[name] = append(seen[name], text)
		}
	}
}

// v3 makes a signed V3 call.
func (s tenant) v3(rt *rapid.T, op operation, value func(name string) (any, bool)) (int, string) {
	uri, query := op.path, url.Values{}
	for _, name := range op.params {
		v, ok := value(name)
		text := fmt.Sprint(v)
		if part := "{" + name + "}"; strings.Contains(uri, part) {
			if !ok || strings.Trim(text, ". /") == "" {
				text = "none" // an empty part would be another address
			}
			uri = strings.ReplaceAll(uri, part, url.PathEscape(text))
		} else if ok {
			query.Set(name, text)
		}
	}
	if len(query) > 0 {
		uri += "?" + query.Encode()
	}
	body := ""
	if op.method != "GET" {
		fields := map[string]any{}
		for _, name := range op.fields {
			if v, ok := value(name); ok {
				fields[name] = v
			}
		}
		b, err := json.Marshal(fields)
		if err != nil {
			rt.Fatal(err)
		}
		body = string(b)
	}
	auth := fmt.Sprintf("app_id=%s,nonce=n,timestamp=%d", s.AppID, s.app.DB.Now().UnixMilli())
	sig, err := protocol.Sign(s.key, protocol.V3Content(auth, op.method, uri, body, ""))
	if err != nil {
		rt.Fatal(err)
	}
	r := httptest.NewRequest(op.method, uri, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", protocol.V3Scheme+" "+auth+",sign="+sig)
	w := httptest.NewRecorder()
	s.web.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}
