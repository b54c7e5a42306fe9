// Package notify tells merchants' servers what happened: an outbox of signed
// form posts.
//
//	pending --200 "success"--> done
//	   |  ^--- schedule, then again
//	   +--- 8 tries ---> dead --redelivered by hand--> pending
//
// A message is a row in the transaction of what it tells of, so it is never
// lost and never tells of a rollback. Its facts are frozen then; it is signed
// when it is sent, with the platform key that the app knows. It may arrive more
// than once, always under the same notify_id. Messages of one object arrive in
// order. A slow or dead host delays nobody else: two in flight for one host, 64
// in all, and a breaker per host.
package notify

import (
	"context"
	"embed"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/open/client"
	"livewell/internal/open/protocol"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("notify", files)

// ErrNotFound says that an app has no such message, or none that can be sent again.
var ErrNotFound = fault.New(fault.NotFound, "notify.not_found", "There is no such notification.")

var schedule = []time.Duration{
	4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
}

// Schedule is how long a message waits after each failed try; then it is dead.
func Schedule() []time.Duration { return append([]time.Duration{}, schedule...) }

const (
	leaseTime  = 30 * time.Second // longer than a call may take
	perHost    = 2
	inAll      = 64
	breakAfter = 5 // failures in a row
	breakFor   = time.Minute
)

// State of a message.
type State string

const (
	Pending State = "pending"
	Done    State = "done"
	Dead    State = "dead"
)

// Message is what to tell. Fields go out as they are; notify_id, notify_time,
// notify_type, app_id, charset, version, sign_type and sign are added.
type Message struct {
	App    string
	Kind   string // notify_type
	Object string
	URL    string
	Fields protocol.Params
}

// Sent is a message as it stands.
type Sent struct {
	ID, App, Kind, Object, URL string
	Fields                     protocol.Params
	State                      State
	Tries                      int64
	Next                       time.Time // of a pending one
	Status                     int64     // of the last try; 0: no answer
	Reason                     string
	Created, Ended             time.Time
}

// Attempt is one try.
type Attempt struct {
	N      int64
	At     time.Time
	Took   time.Duration
	Status int64
	Reason string // empty: delivered
}

type Service struct {
	db   *db.DB
	apps *client.Service
	out  *egress.Client
	log  *slog.Logger
	wake chan struct{}
	gate *gate
}

func New(d *db.DB, apps *client.Service, out *egress.Client, log *slog.Logger) *Service {
	return &Service{d, apps, out, log, make(chan struct{}, 1), newGate()}
}

// Send puts m into the outbox as part of tx and gives its notify_id. A message
// without an address is dropped: nobody wants to hear it.
func (s *Service) Send(ctx context.Context, tx *db.Tx, m Message) (string, error) {
	if m.URL == "" {
		return "", nil
	}
	id := tx.NewIDFor(m.Object)
	tx.After(s.poke)
	_, err := db.Exec(ctx, tx, qAdd, id, m.App, m.Kind, m.Object, m.URL, hostOf(m.URL), m.Fields.Encode(), tx.Now().UnixMicro())
	return id, err
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// ReturnURL builds the address that a browser goes back to after paying: base
// with p, signed. It signs, so never call it inside a transaction.
func (s *Service) ReturnURL(ctx context.Context, app, base string, p protocol.Params) (string, error) {
	a, err := s.apps.Lookup(ctx, app)
	if err != nil {
		return "", err
	}
	full := protocol.Params{"app_id": app, "version": "1.0", "timestamp": protocol.Time(s.db.Now())}
	for k, v := range p {
		full[k] = v
	}
	return protocol.ReturnURL(base, full, s.apps.Signer(a))
}

// Filter narrows a list or a redelivery. The zero value takes all.
type Filter struct {
	State    State
	Object   string
	From, To time.Time
}

func (f Filter) args(app string) []any {
	from, to := int64(0), int64(1)<<62
	if !f.From.IsZero() {
		from = f.From.UnixMicro()
	}
	if !f.To.IsZero() {
		to = f.To.UnixMicro()
	}
	return []any{app, string(f.State), f.Object, from, to}
}

// List gives an app's messages, newest first. The caller has checked that the
// app is the asker's.
func (s *Service) List(ctx context.Context, q db.Q, app string, f Filter, ask page.Ask) (page.Of[Sent], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Sent]{}, err
	}
	var out []Sent
	for r, err := range db.Each[row](ctx, q, qList, append(f.args(app), at, id, ask.Limit+1)...) {
		if err != nil {
			return page.Of[Sent]{}, err
		}
		out = append(out, r.sent())
	}
	return page.Cut(out, ask.Limit, func(m Sent) (int64, string) { return m.Created.UnixMicro(), m.ID }), nil
}

// Get gives one of an app's messages with its tries. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, app, id string) (Sent, []Attempt, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id, app)
	if err != nil || !ok {
		if err == nil {
			err = ErrNotFound
		}
		return Sent{}, nil, err
	}
	var tries []Attempt
	for a, err := range db.Each[attemptRow](ctx, q, qAttempts, id) {
		if err != nil {
			return Sent{}, nil, err
		}
		tries = append(tries, Attempt{a.N, time.UnixMicro(a.At).UTC(), time.Duration(a.Took) * time.Microsecond, a.Status, a.Reason})
	}
	return r.sent(), tries, nil
}

// Redeliver sends one message again, whatever became of it, under the same
// notify_id and with the whole schedule. Fault: ErrNotFound.
func (s *Service) Redeliver(ctx context.Context, tx *db.Tx, app, id string) error {
	n, err := db.Exec(ctx, tx, qAgain, id, app, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	tx.After(s.poke)
	return err
}

// RedeliverAll sends the dead messages that f takes again, 1,000 at most, and
// gives their number.
func (s *Service) RedeliverAll(ctx context.Context, tx *db.Tx, app string, f Filter) (int64, error) {
	f.State = Dead
	tx.After(s.poke)
	return db.Exec(ctx, tx, qAgainAll, append(f.args(app), tx.Now().UnixMicro())...)
}

// Verify reports messages that are neither delivered, dead, nor waiting for a
// known time.
func (s *Service) Verify(ctx context.Context, q db.Q) (count int64, bad []string, err error) {
	count, _, err = db.One[int64](ctx, q, qCount)
	if err != nil {
		return count, nil, err
	}
	bad, err = db.List[string](ctx, q, qWrong)
	return count, bad, err
}

func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
