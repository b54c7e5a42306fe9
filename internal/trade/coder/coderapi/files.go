package coderapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/coder"
)

// Files answers for what is downloaded: posters and statements. auth knows the caller.
func (h Surface) Files(auth web.Authenticator) http.Handler {
	mux := http.NewServeMux()
	serve := func(fn func(ctx context.Context, r *http.Request) (kind, name string, body []byte, err error)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			by, err := auth(r)
			if err == nil && by.User == "" {
				err = web.ErrNoSession
			}
			var kind, name string
			var body []byte
			if err == nil {
				kind, name, body, err = fn(scope.With(r.Context(), by), r)
			}
			if err != nil {
				web.WriteProblem(w, r, err)
				return
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "private, no-store")
			w.Write(body)
		}
	}
	mux.HandleFunc("GET /api/coder/{shop}/codes/{code}/poster.svg", serve(func(ctx context.Context, r *http.Request) (string, string, []byte, error) {
		p, err := h.poster(ctx, r)
		if err != nil {
			return "", "", nil, err
		}
		b, err := p.SVG()
		return "image/svg+xml", "code-" + p.Short + ".svg", b, err
	}))
	mux.HandleFunc("GET /api/coder/{shop}/codes/{code}/poster.pdf", serve(func(ctx context.Context, r *http.Request) (string, string, []byte, error) {
		p, err := h.poster(ctx, r)
		if err != nil {
			return "", "", nil, err
		}
		b, err := p.PDF()
		return "application/pdf", "code-" + p.Short + ".pdf", b, err
	}))
	mux.HandleFunc("GET /api/coder/{shop}/statement.csv", serve(h.statement))
	return mux
}

var scan = map[string]string{"en": "Scan to pay", "zh": "扫一扫，向我付款"}

func (h Surface) poster(ctx context.Context, r *http.Request) (coder.Poster, error) {
	shop := r.PathValue("shop")
	if err := h.member(ctx, h.DB, shop); err != nil {
		return coder.Poster{}, err
	}
	m, err := h.Merchants.Get(ctx, h.DB, shop)
	if err != nil {
		return coder.Poster{}, err
	}
	c, err := h.Coder.Get(ctx, h.DB, shop, r.PathValue("code"))
	if err != nil {
		return coder.Poster{}, err
	}
	w, err := h.code(c, m.Name)
	if err != nil {
		return coder.Poster{}, err
	}
	p := coder.Poster{Content: w.Content, Name: m.Name, Label: c.Label, Short: w.Short, Scan: scan["en"], Brand: h.Brand}
	if said, ok := scan[r.URL.Query().Get("lang")]; ok {
		p.Scan = said
	}
	if r.URL.Query().Get("emv") == "1" {
		p.Content = w.EMV
	}
	if !c.Amount.IsZero() {
		p.Amount = c.Amount.Decimal()
	}
	return p, nil
}

// statement writes a day's payments and refunds. Its sums are the ledger's.
func (h Surface) statement(ctx context.Context, r *http.Request) (string, string, []byte, error) {
	shop, text := r.PathValue("shop"), r.URL.Query().Get("day")
	if err := h.member(ctx, h.DB, shop); err != nil {
		return "", "", nil, err
	}
	day, err := time.ParseInLocation(time.DateOnly, text, business)
	if err != nil {
		return "", "", nil, errDay
	}
	var b bytes.Buffer
	b.WriteString("\uFEFF") // spreadsheets take it for UTF-8 only with this
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"time", "kind", "trade", "refund", "subject", "amount", "fee", "net"})
	to := day.AddDate(0, 0, 1)
	if err := h.payments(ctx, w, shop, day, to); err != nil {
		return "", "", nil, err
	}
	for mark := (pay.Mark{At: day.Add(-time.Microsecond), ID: "~"}); ; {
		rs, err := h.Pay.RefundsBetween(ctx, h.DB, shop, mark, to, 500)
		if err != nil {
			return "", "", nil, err
		}
		for _, r := range rs {
			_ = w.Write([]string{r.At.In(business).Format(time.DateTime), "refund", r.Trade, r.ID, cell(r.Reason), r.Amount.Neg().Decimal(), r.FeeBack.Decimal(), r.Amount.Neg().Add(r.FeeBack).Decimal()})
			mark = pay.Mark{At: r.At, ID: r.ID}
		}
		if len(rs) < 500 {
			break
		}
	}
	w.Flush()
	return "text/csv; charset=utf-8", "statement-" + text + ".csv", b.Bytes(), w.Error()
}

func (h Surface) payments(ctx context.Context, w *csv.Writer, shop string, day, to time.Time) error {
	for mark := (pay.Mark{At: day.Add(-time.Microsecond), ID: "~"}); ; {
		ts, err := h.Pay.PaidAfter(ctx, h.DB, shop, mark, 500)
		if err != nil {
			return err
		}
		for _, t := range ts {
			if !t.PaidAt.Before(to) {
				return nil
			}
			_ = w.Write([]string{t.PaidAt.In(business).Format(time.DateTime), "payment", t.ID, "", cell(t.Subject), t.Total.Decimal(), t.Fee.Neg().Decimal(), t.Total.Add(t.Fee.Neg()).Decimal()})
			mark = pay.Mark{At: t.PaidAt, ID: t.ID}
		}
		if len(ts) < 500 {
			return nil
		}
	}
}

// cell keeps a spreadsheet from taking a stranger's words for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
