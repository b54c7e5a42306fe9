package gateway_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// BenchmarkCall is the gateway's own cost for one call; BenchmarkSign is the
// part of it that no code can save.
func BenchmarkCall(b *testing.B) {
	g, body := benchGateway(b)
	b.ResetTimer()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/gateway.do", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"10000"`) {
			b.Fatal(w.Body)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	for b.Loop() {
		if _, err := protocol.Sign(keys()[0], []byte("text")); err != nil {
			b.Fatal(err)
		}
	}
}

func benchGateway(b *testing.B) (*gateway.Gateway, string) {
	d, err := db.Open(b.Context(), b.TempDir()+"/t.db", db.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	ms := append(append(append([]db.Migration{}, audit.Migrations...), client.Migrations...), gateway.Migrations...)
	if err := d.Migrate(b.Context(), ms); err != nil {
		b.Fatal(err)
	}
	apps := client.New(d, secret.InMemory(), slog.New(slog.DiscardHandler))
	if err := apps.Ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	g := gateway.New(d, apps, slog.New(slog.DiscardHandler), gateway.Options{Rate: 1e9})
	gateway.Free(g, gateway.Spec{Name: "alipay.test.echo", Group: "Test", Title: "Echo", Text: "Says it again."}, func(_ context.Context, _ *gateway.Call, in *echoIn) (echoOut, error) {
		return echoOut{Subject: in.Subject, Amount: in.Amount}, nil
	})
	dev := scope.Scope{User: "dev"}
	a, err := db.Get(b.Context(), d, func(tx *db.Tx) (*client.App, error) {
		a, err := apps.Create(b.Context(), tx, dev, client.Draft{Name: "Shop", Kind: client.Own, Merchant: "m"})
		if err != nil {
			return nil, err
		}
		_, err = apps.AddKey(b.Context(), tx, dev, a.ID, protocol.PublicPEM(&keys()[0].PublicKey), 0)
		return a, err
	})
	if err != nil {
		b.Fatal(err)
	}
	p := protocol.Params{
		"app_id": a.ID, "method": "alipay.test.echo", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(d.Now()), "biz_content": good,
	}
	return g, sign(p).Encode()
}

// BenchmarkForgery is what a stranger's call costs: it must not pay for a signature.
func BenchmarkForgery(b *testing.B) {
	g, body := benchGateway(b)
	body = strings.Replace(body, "tea", "tee", 1)
	for b.Loop() {
		r := httptest.NewRequest("POST", "/gateway.do", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), "isv.invalid-signature") {
			b.Fatal(w.Body)
		}
	}
}
