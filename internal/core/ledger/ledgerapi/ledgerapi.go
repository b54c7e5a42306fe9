// Package ledgerapi is the ledger as a service for treasury and institutions:
// /ledger/api, plain JSON under a bearer token. docs/guide/ledger-api.md is its
// reference.
//
// An institution sees only accounts of its own: "cash" of the institution
// "acme" is the ledger's account "acme:cash". Handlers are written by hand and
// not with kit/web: this surface is measured in microseconds.
package ledgerapi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/web"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("ledgerapi", files)

var (
	ErrToken  = fault.New(fault.Unauth, "ledgerapi.token", "A bearer token of an institution is needed.")
	ErrBody   = fault.New(fault.Invalid, "ledgerapi.body", "The request is not valid.")
	ErrName   = fault.New(fault.Invalid, "ledgerapi.name", "A name has 1 to 64 letters, digits, '_', '-', '.' or ':'.")
	ErrAmount = fault.New(fault.Invalid, "ledgerapi.amount", "The amount must be a decimal above zero with no more decimals than the currency has.")
	ErrBulk   = fault.New(fault.Invalid, "ledgerapi.bulk", "A bulk has 1 to 1,000 transfers.")
	ErrGone   = fault.New(fault.NotFound, "ledgerapi.not_found", "There is nothing here.")
)

var (
	qToken    = db.SQL(`SELECT name FROM ledgerapi_token WHERE hash = $1 AND ended_at = 0`)
	qNewToken = db.SQL(`INSERT INTO ledgerapi_token (hash, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING`)
	qEndToken = db.SQL(`UPDATE ledgerapi_token SET ended_at = $2 WHERE name = $1 AND ended_at = 0`)
)

// NewToken lets an institution in and gives its token, which is shown once.
func NewToken(ctx context.Context, tx *db.Tx, institution string) (string, error) {
	if !validName(institution) || strings.Contains(institution, ":") {
		return "", ErrName
	}
	token := "lw_" + rand.Text() + rand.Text()
	_, err := db.Exec(ctx, tx, qNewToken, hash(token), institution, tx.Now().UnixMicro())
	return token, err
}

// EndTokens takes all tokens of an institution back. Servers notice within a minute.
func EndTokens(ctx context.Context, tx *db.Tx, institution string) error {
	_, err := db.Exec(ctx, tx, qEndToken, institution, tx.Now().UnixMicro())
	return err
}

func hash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// API answers under /ledger/api/.
type API struct {
	db     *db.DB
	ledger *ledger.Service
	log    *slog.Logger
	mux    *http.ServeMux
	mu     sync.RWMutex
	known  map[string]known // by token
}

type known struct {
	institution string
	until       time.Time
}

const tokenCache = time.Minute

func New(d *db.DB, l *ledger.Service, log *slog.Logger) *API {
	a := &API{db: d, ledger: l, log: log, mux: http.NewServeMux(), known: map[string]known{}}
	for pattern, fn := range map[string]handler{
		"POST /ledger/api/accounts":             a.openAccount,
		"GET /ledger/api/accounts/{id}":         a.account,
		"GET /ledger/api/accounts/{id}/entries": a.entries,
		"POST /ledger/api/transfers":            a.transfer,
		"POST /ledger/api/transfers/bulk":       a.bulk,
		"POST /ledger/api/holds":                a.hold,
		"GET /ledger/api/holds/{ref}":           a.getHold,
		"POST /ledger/api/holds/{ref}/capture":  a.capture,
		"POST /ledger/api/holds/{ref}/release":  a.release,
		"/ledger/api/":                          func(context.Context, *call) (any, error) { return nil, ErrGone },
	} {
		a.mux.HandleFunc(pattern, a.serve(fn))
	}
	return a
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// call is one authenticated request.
type call struct {
	r           *http.Request
	institution string
	body        []byte
}

type handler func(context.Context, *call) (any, error)

const (
	maxBody  = 1 << 20
	deadline = 10 * time.Second
)

func (a *API) serve(fn handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), deadline)
		defer cancel()
		out, err := a.answer(ctx, w, r, fn)
		if err != nil {
			if _, ok := fault.Of(err); !ok {
				a.log.ErrorContext(ctx, "failed", "path", r.URL.Path, "err", err)
			}
			web.WriteProblem(w, r, err)
			return
		}
		b, err := json.Marshal(out)
		if err != nil {
			web.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(b)
	}
}

func (a *API) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, fn handler) (any, error) {
	inst, err := a.who(ctx, r)
	if err != nil {
		return nil, err
	}
	c := &call{r: r, institution: inst}
	if r.Method == http.MethodPost {
		if c.body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
			return nil, ErrBody.Because(err)
		}
	}
	return fn(ctx, c)
}

func (a *API) who(ctx context.Context, r *http.Request) (string, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "", ErrToken
	}
	now := a.db.Now()
	a.mu.RLock()
	k, ok := a.known[token]
	a.mu.RUnlock()
	if ok && now.Before(k.until) {
		return k.institution, nil
	}
	inst, ok, err := db.One[string](ctx, a.db, qToken, hash(token))
	if err != nil {
		return "", err
	}
	if !ok {
		return "", ErrToken
	}
	a.mu.Lock()
	a.known[token] = known{inst, now.Add(tokenCache)}
	a.mu.Unlock()
	return inst, nil
}

func validName(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' && c != '.' && c != ':' {
			return false
		}
	}
	return true
}

func (c *call) own(account string) (ledger.Account, error) {
	if !validName(account) {
		return "", ErrName.With(map[string]any{"account": account})
	}
	return ledger.Account(c.institution + ":" + account), nil
}

func (c *call) shown(a ledger.Account) string {
	return strings.TrimPrefix(string(a), c.institution+":")
}

// ref keeps the references of institutions apart. A caller's own may be in the
// body or in the header Idempotency-Key.
func (c *call) ref(own string) (string, error) {
	if own == "" {
		own = c.r.Header.Get("Idempotency-Key")
	}
	if len(own) == 0 || len(own) > 128 || strings.ContainsFunc(own, func(r rune) bool { return r < '!' || r > '~' }) {
		return "", ErrBody.With(map[string]any{"ref": "1 to 128 visible ASCII characters, here or as Idempotency-Key"})
	}
	return "api:" + c.institution + ":" + own, nil
}

func amount(s string, c money.Currency) (money.Amount, error) {
	a, err := money.Parse(s, c)
	if err != nil || a.Sign() <= 0 {
		return a, ErrAmount.With(map[string]any{"amount": s, "currency": string(c)})
	}
	return a, nil
}

func (c *call) decode(into any) error {
	if err := json.Unmarshal(c.body, into); err != nil {
		return ErrBody.With(map[string]any{"why": err.Error()}).Because(err)
	}
	return nil
}

type accountIn struct {
	ID       string         `json:"id"`
	Currency money.Currency `json:"currency"`
	Credit   bool           `json:"credit"` // may go below zero without limit
	Floor    string         `json:"floor"`  // decimal; "" is zero
	Busy     bool           `json:"busy"`   // is paid by many at once
}

type accountOut struct {
	ID        string         `json:"id"`
	Currency  money.Currency `json:"currency"`
	Total     string         `json:"total"`
	Held      string         `json:"held"`
	Available string         `json:"available"`
	At        string         `json:"at,omitempty"`
}

func (a *API) openAccount(ctx context.Context, c *call) (any, error) {
	var in accountIn
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	id, err := c.own(in.ID)
	if err != nil {
		return nil, err
	}
	floor := money.New(0, in.Currency)
	if in.Floor == "" {
		in.Floor = "0"
	}
	if floor, err = money.Parse(in.Floor, in.Currency); err != nil {
		return nil, ErrAmount.Because(err).With(map[string]any{"floor": in.Floor, "currency": string(in.Currency)})
	}
	if err := a.db.Do(ctx, func(tx *db.Tx) error {
		return a.ledger.Open(ctx, tx, ledger.Spec{Account: id, Currency: in.Currency, Credit: in.Credit, Floor: floor.Minor(), Busy: in.Busy})
	}); err != nil {
		return nil, err
	}
	return a.balance(ctx, c, id)
}

func (a *API) balance(ctx context.Context, c *call, id ledger.Account) (any, error) {
	b, err := a.ledger.Balance(ctx, a.db, id)
	return accountOut{c.shown(id), b.Total.Currency(), b.Total.Decimal(), b.Held.Decimal(), b.Available.Decimal(), ""}, err
}

func (a *API) account(ctx context.Context, c *call) (any, error) {
	id, err := c.own(c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	text := c.r.URL.Query().Get("at")
	if text == "" {
		return a.balance(ctx, c, id)
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return nil, ErrBody.With(map[string]any{"at": "a time like 2026-11-22T10:00:00Z"})
	}
	was, err := a.ledger.At(ctx, a.db, id, at)
	return accountOut{c.shown(id), was.Currency(), was.Decimal(), "", "", text}, err
}

type lineOut struct {
	ID      string         `json:"id"`
	Ref     string         `json:"ref"`
	Note    string         `json:"note,omitempty"`
	Amount  string         `json:"amount"`
	Balance string         `json:"balance"`
	Curr    money.Currency `json:"currency"`
	At      time.Time      `json:"at"`
}

func (a *API) entries(ctx context.Context, c *call) (any, error) {
	id, err := c.own(c.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	q := c.r.URL.Query()
	ask := page.Ask{Limit: 20, Cursor: q.Get("cursor")}
	if l := q.Get("limit"); l != "" {
		if ask.Limit, err = strconv.Atoi(l); err != nil || ask.Limit < 1 || ask.Limit > 1000 {
			return nil, ErrBody.With(map[string]any{"limit": "1 to 1000"})
		}
	}
	p, err := a.ledger.Statement(ctx, a.db, id, ask)
	prefix := "api:" + c.institution + ":"
	return page.Map(p, func(l ledger.Line) lineOut {
		return lineOut{l.Posting, strings.TrimPrefix(l.Ref, prefix), l.Note, l.Amount.Decimal(), l.Balance.Decimal(), l.Amount.Currency(), l.At}
	}), err
}
