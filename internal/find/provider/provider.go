// Package provider lets other platforms offer what they have beside the stores
// of this one. They join by themselves, tell what they offer over the open API,
// and people go on at theirs. All are put in order by find/rank, which cannot see
// whose an offer is.
//
//	active <--an operator, with a reason--> suspended
//
// What a provider says of its own quality is not asked for: only what the
// platform can see counts in the order.
package provider

import (
	"context"
	"embed"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("provider", files)

var (
	ErrNotFound  = fault.New(fault.NotFound, "provider.not_found", "There is no such provider.")
	ErrName      = fault.New(fault.Invalid, "provider.name", "A provider needs a name of 1 to 20 characters, and the English one of at most 40.")
	ErrBase      = fault.New(fault.Invalid, "provider.base", "Give a full https address without path, such as https://food.example.")
	ErrTaken     = fault.New(fault.Conflict, "provider.taken", "Another provider has this name.")
	ErrSuspended = fault.New(fault.Forbidden, "provider.suspended", "This provider is suspended.")
)

// State of a provider.
type State string

const (
	Active    State = "active"
	Suspended State = "suspended"
)

// Draft is what a provider says of itself.
type Draft struct {
	Name, NameEN string
	Base         string // scheme and host that its offers open at
}

// Provider is one as it stands.
type Provider struct {
	ID, Merchant string
	Draft
	State     State
	Reason    string
	CreatedAt time.Time
	Offers    int64 // that are told of and fresh; where they are counted
}

// Service keeps providers and what they offer.
type Service struct {
	db       *db.DB
	city     func(ctx context.Context, at geo.Point) (code string, err error)
	loopback bool
	exposure exposure
}

// New takes who knows cities by place. With loopback, offers may open at this
// machine: for demos and tests.
func New(d *db.DB, city func(ctx context.Context, at geo.Point) (string, error), loopback bool) *Service {
	return &Service{db: d, city: city, loopback: loopback}
}

func (d Draft) valid(loopback bool) error {
	if n := utf8.RuneCountInString(d.Name); n < 1 || n > 20 || utf8.RuneCountInString(d.NameEN) > 40 || strings.TrimSpace(d.Name) != d.Name {
		return ErrName
	}
	u, err := url.Parse(d.Base)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme+"://"+u.Host != d.Base || len(d.Base) > 200 {
		return ErrBase
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback || u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1") {
		return ErrBase
	}
	return nil
}

// Join makes a merchant a provider, or changes what it says of itself. Nobody is
// asked. Faults: ErrName, ErrBase, ErrTaken.
func (s *Service) Join(ctx context.Context, tx *db.Tx, merchant string, d Draft) (Provider, error) {
	if err := d.valid(s.loopback); err != nil {
		return Provider{}, err
	}
	if other, _, err := db.One[string](ctx, tx, qNamed, d.Name); err != nil || other != "" && other != merchant {
		return Provider{}, fault.Or(err, ErrTaken)
	}
	if _, err := db.Exec(ctx, tx, qJoin, tx.NewIDFor(merchant), merchant, d.Name, d.NameEN, d.Base, Active, tx.Now().UnixMicro()); err != nil {
		return Provider{}, err
	}
	return s.Of(ctx, tx, merchant)
}

func one(r row, ok bool, err error) (Provider, error) {
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.provider(), err
}

// Of gives the provider that a merchant is. Fault: ErrNotFound.
func (s *Service) Of(ctx context.Context, q db.Q, merchant string) (Provider, error) {
	return one(db.One[row](ctx, q, qOf, merchant, s.fresh()))
}

// List gives all providers, the latest first, with what they offer.
func (s *Service) List(ctx context.Context, q db.Q, ask page.Ask) (page.Of[Provider], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Provider]{}, err
	}
	rows, err := db.List[row](ctx, q, qList, at, id, ask.Limit+1, s.fresh())
	if err != nil {
		return page.Of[Provider]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.ID }), row.provider), nil
}

// Suspend takes a provider's offers out of all lists, for a reason that it is
// told; without one it is back. Fault: ErrNotFound.
func (s *Service) Suspend(ctx context.Context, tx *db.Tx, id, reason string) (Provider, error) {
	state := Suspended
	if reason == "" {
		state = Active
	}
	if _, err := db.Exec(ctx, tx, qState, id, state, reason); err != nil {
		return Provider{}, err
	}
	return one(db.One[row](ctx, tx, qGet, id, s.fresh()))
}
