package sandbox

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"livewell/internal/kit/web"
)

// Paths of the sandbox on a demo server.
const (
	NewPath     = "/sandbox/new"
	BarcodePath = "/sandbox/barcode"
	PayPath     = "/sandbox/pay"
	OAuthPath   = "/sandbox/oauth"
	AppAuthPath = "/sandbox/appauth"
	KeyPath     = "/sandbox/packagekey"
)

// Ask is the body of every request; each reads what it needs.
type Ask struct {
	PublicKey  string `json:"public_key,omitempty"`
	OutTradeNo string `json:"out_trade_no,omitempty"`
	Reference  string `json:"reference,omitempty"`
	Scope      string `json:"scope,omitempty"`
}

// Code is an answer that is one code.
type Code struct {
	Code string `json:"code"`
}

// Routes adds the sandbox to mux. The token of a tenant goes into the header
// Authorization: Bearer.
func (s *Service) Routes(mux *http.ServeMux, log *slog.Logger) {
	add := func(path string, fn func(ctx context.Context, token string, in Ask) (any, error)) {
		mux.Handle("POST "+path, web.Ground(log, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var in Ask
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&in); err != nil {
				web.WriteProblem(w, r, ErrBody.Because(err))
				return
			}
			token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			out, err := fn(r.Context(), token, in)
			if err != nil {
				log.InfoContext(r.Context(), "sandbox refused", "path", path, "err", err)
				web.WriteProblem(w, r, err)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			_ = json.NewEncoder(w).Encode(out) // a caller that left is no error
		})))
	}
	code := func(c string, err error) (any, error) { return Code{c}, err }
	add(NewPath, func(ctx context.Context, _ string, in Ask) (any, error) { return s.Create(ctx, in.PublicKey) })
	add(BarcodePath, func(ctx context.Context, token string, _ Ask) (any, error) { return code(s.Barcode(ctx, token)) })
	add(PayPath, func(ctx context.Context, token string, in Ask) (any, error) {
		return s.Pay(ctx, token, in.OutTradeNo, in.Reference)
	})
	add(OAuthPath, func(ctx context.Context, token string, in Ask) (any, error) {
		return code(s.OAuth(ctx, token, in.Scope))
	})
	add(KeyPath, func(ctx context.Context, token string, in Ask) (any, error) {
		return struct{}{}, s.PackageKey(ctx, token, in.PublicKey)
	})
	add(AppAuthPath, func(ctx context.Context, token string, _ Ask) (any, error) { return code(s.AppAuth(ctx, token)) })
}
