// Package message is the message centre: what people are told, and whether they
// have seen it.
//
// A message is a code with arguments; the words are in the catalogues of the
// front end, so a person who changes the language reads old messages in the new
// one. Nobody is told what they opted out of, but for what concerns their money
// and their account.
//
// A browser that a session subscribed is told too, while no page is open: by
// Web Push, encrypted for it alone, each message once. In a person's quiet hours
// nothing is pushed but what concerns security; at their end one summary is.
//
//	message --job--> held (quiet hours) --job at their end--> one summary
//	           \--> push: pending --2xx--> done
//	                    |  ^--- schedule, then dead
//	                    +--404, 410, session over--> gone, with its subscription
package message

import (
	"context"
	"embed"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/secret"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("message", files)

var (
	ErrNotFound  = fault.New(fault.NotFound, "message.not_found", "There is no such message.")
	ErrCategory  = fault.New(fault.Invalid, "message.category", "There is no such category.")
	ErrMust      = fault.New(fault.Refused, "message.must", "Messages of this kind cannot be turned off.")
	ErrMalformed = fault.New(fault.Invalid, "message.malformed", "A message needs a code and a link inside the app.")
)

// Category is a kind of message that people turn off and on as one.
type Category string

const (
	Payment   Category = "payment"
	Security  Category = "security"
	Order     Category = "order"
	Services  Category = "service"
	Promotion Category = "promotion"
)

var categories = [...]Category{Payment, Security, Order, Services, Promotion}

// Categories lists every category.
func Categories() []Category { return slices.Clone(categories[:]) }

// Must reports whether a category cannot be turned off.
func (c Category) Must() bool { return c == Payment || c == Security }

// Message is one thing that a person is told.
type Message struct {
	ID       string
	Category Category
	Code     string
	Args     map[string]string
	Link     string
	At       time.Time
	ReadAt   time.Time // zero: not read
}

// Deps are what the message centre works with.
type Deps struct {
	DB       *db.DB // may be nil where only documents are made
	Jobs     *job.Queue
	People   *identity.Service
	Keys     secret.KMS
	Out      *egress.Client
	Log      *slog.Logger
	Contact  string // for push services: an https address or an e-mail address (RFC 8292, 2.1)
	Loopback bool   // takes push services on this machine, also without TLS: for demos and tests
}

type Service struct {
	hub      *hub
	db       *db.DB
	jobs     *job.Queue
	people   *identity.Service
	keys     secret.KMS
	out      *egress.Client
	log      *slog.Logger
	contact  string
	loopback bool
	wake     chan struct{}
}

func New(d Deps) *Service {
	s := &Service{newHub(), d.DB, d.Jobs, d.People, d.Keys, d.Out, d.Log, d.Contact, d.Loopback, make(chan struct{}, 1)}
	job.Handle(s.jobs, s.spread)
	job.Handle(s.jobs, s.summarise)
	s.jobs.Repeat("message.sweep", time.Hour, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSweepPush, tx.Now().Add(-pushKept).UnixMicro(), 1000)
		return err
	})
	return s
}

var code = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// Send tells user something, as part of tx. It gives the id, or an empty one
// when the person opted out. code names the words, "pay.received"; link is a
// path inside the app, or empty. Faults: ErrCategory, ErrMalformed.
func (s *Service) Send(ctx context.Context, tx *db.Tx, user string, c Category, name string, args map[string]string, link string) (string, error) {
	if !slices.Contains(categories[:], c) {
		return "", ErrCategory
	}
	if !code.MatchString(name) || link != "" && (!strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//")) {
		return "", ErrMalformed.With(map[string]any{"code": name, "link": link})
	}
	if hears, err := s.Hears(ctx, tx, user, c); err != nil || !hears {
		return "", err
	}
	if args == nil {
		args = map[string]string{}
	}
	b, err := json.Marshal(args)
	if err != nil {
		return "", err
	}
	id := tx.NewIDFor(user)
	tx.After(func() { s.hub.poke(user) })
	if _, err = db.Exec(ctx, tx, qSend, id, user, c, name, string(b), link, tx.Now().UnixMicro()); err != nil {
		return id, err
	}
	return id, s.push(ctx, tx, user, id)
}

// Hears says whether user has not opted out of a category.
func (*Service) Hears(ctx context.Context, q db.Q, user string, c Category) (bool, error) {
	if c.Must() {
		return true, nil
	}
	_, out, err := db.One[string](ctx, q, qOut, user, c)
	return !out, err
}

func (r row) message() (Message, error) {
	m := Message{ID: r.ID, Category: r.Category, Code: r.Code, Link: r.Link, At: time.UnixMicro(r.At).UTC()}
	if r.ReadAt > 0 {
		m.ReadAt = time.UnixMicro(r.ReadAt).UTC()
	}
	return m, json.Unmarshal([]byte(r.Args), &m.Args)
}

// List gives user's messages, newest first; with a category only those.
func (*Service) List(ctx context.Context, q db.Q, user string, c Category, ask page.Ask) (page.Of[Message], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Message]{}, err
	}
	stmt, args := qList, []any{user, at, id, ask.Limit + 1}
	if c != "" {
		stmt, args = qListIn, append(args, c)
	}
	var out []Message
	for r, err := range db.Each[row](ctx, q, stmt, args...) {
		if err != nil {
			return page.Of[Message]{}, err
		}
		m, err := r.message()
		if err != nil {
			return page.Of[Message]{}, err
		}
		out = append(out, m)
	}
	return page.Cut(out, ask.Limit, func(m Message) (int64, string) { return m.At.UnixMicro(), m.ID }), nil
}

// Read marks one message as read. Reading it again does nothing. Fault: ErrNotFound.
func (s *Service) Read(ctx context.Context, tx *db.Tx, user, id string) error {
	n, err := db.Exec(ctx, tx, qRead, id, user, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// ReadAll marks every message as read, or those of one category, and gives
// the number of those that were not.
func (s *Service) ReadAll(ctx context.Context, tx *db.Tx, user string, c Category) (int64, error) {
	if c == "" {
		return db.Exec(ctx, tx, qReadAll, user, tx.Now().UnixMicro())
	}
	return db.Exec(ctx, tx, qReadIn, user, tx.Now().UnixMicro(), c)
}

// Unread counts what user has not read, by category. Categories with none are absent.
func (*Service) Unread(ctx context.Context, q db.Q, user string) (map[Category]int64, error) {
	rows, err := db.List[countRow](ctx, q, qUnread, user)
	out := map[Category]int64{}
	for _, r := range rows {
		out[r.Category] = r.N
	}
	return out, err
}

// Off lists the categories that user turned off.
func (*Service) Off(ctx context.Context, q db.Q, user string) ([]Category, error) {
	return db.List[Category](ctx, q, qOff, user)
}

// Turn turns a category on or off for user. Faults: ErrCategory, ErrMust.
func (*Service) Turn(ctx context.Context, tx *db.Tx, user string, c Category, on bool) error {
	switch {
	case !slices.Contains(categories[:], c):
		return ErrCategory
	case on:
		_, err := db.Exec(ctx, tx, qTurnOn, user, c)
		return err
	case c.Must():
		return ErrMust
	}
	_, err := db.Exec(ctx, tx, qTurnOff, user, c, tx.Now().UnixMicro())
	return err
}
