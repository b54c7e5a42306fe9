// Package link makes short addresses that people share and print: /s/ and eight
// characters lead to a store, a shop's service, or whatever kinds there are.
// A link says nothing of who made it, and can be ended.
//
//	leads on --its time, End--> gone
package link

import (
	"context"
	"crypto/rand"
	"embed"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("link", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "link.not_found", "This link leads nowhere. Compare it with where you have it from.")
	ErrGone     = fault.New(fault.NotFound, "link.gone", "This link has ended or expired.")
	ErrKind     = fault.New(fault.Invalid, "link.kind", "There is no such kind of link, or nothing there to lead to.")
	ErrExpires  = fault.New(fault.Invalid, "link.expires", "A link expires in the future, within two years.")
	ErrTooMany  = fault.New(fault.Refused, "link.too_many", "You have 1000 links. End some first.")
)

const (
	most     = 1000
	furthest = 2 * 366 * 24 * time.Hour
)

// Kind is what a link leads to.
type Kind string

const (
	ToStore   Kind = "store"   // target: its id
	ToService Kind = "service" // target: a way to get things, such as takeaway
)

// Link is one, as it stands.
type Link struct {
	Code, Owner string
	Kind        Kind
	Target      string
	CreatedAt   time.Time
	Expires     time.Time // zero: never
	EndedAt     time.Time // zero: it leads on
}

type row struct {
	Code      string `db:"code"`
	Kind      Kind   `db:"kind"`
	Target    string `db:"target"`
	Owner     string `db:"owner"`
	CreatedAt int64  `db:"created_at"`
	Expires   int64  `db:"expires"`
	EndedAt   int64  `db:"ended_at"`
}

func (r row) link() Link {
	at := func(us int64) (t time.Time) {
		if us > 0 {
			t = time.UnixMicro(us).UTC()
		}
		return t
	}
	return Link{r.Code, r.Owner, r.Kind, r.Target, at(r.CreatedAt), at(r.Expires), at(r.EndedAt)}
}

const columns = `code, kind, target, owner, created_at, expires, ended_at`

var (
	qAdd    = db.SQL(`INSERT INTO link_short (code, kind, target, owner, created_at, expires) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`)
	qSame   = db.SQL(`SELECT ` + columns + ` FROM link_short WHERE owner = $1 AND kind = $2 AND target = $3 AND expires = 0 AND ended_at = 0`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM link_short WHERE code = $1`)
	qEnd    = db.SQL(`UPDATE link_short SET ended_at = $3 WHERE code = $1 AND owner = $2 AND ended_at = 0`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM link_short WHERE owner = $1 AND ended_at = 0`)
	qOf     = db.SQL(`SELECT ` + columns + ` FROM link_short WHERE owner = $1 AND (created_at, code) < ($2, $3) ORDER BY created_at DESC, code DESC LIMIT $4`)
	qForget = db.SQL(`DELETE FROM link_short WHERE owner = $1`)
)

// Service keeps links. Leads tells whether there is something at a target, and
// at what path of the app.
type Service struct {
	leads func(ctx context.Context, q db.Q, kind Kind, target string) (path string, ok bool, err error)
}

func New(leads func(ctx context.Context, q db.Q, kind Kind, target string) (string, bool, error)) *Service {
	return &Service{leads}
}

// Make gives a link of an owner to a target; where it never expires, the one
// that there is. Faults: ErrKind, ErrExpires, ErrTooMany.
func (s *Service) Make(ctx context.Context, tx *db.Tx, owner string, kind Kind, target string, expires time.Time) (Link, error) {
	if _, ok, err := s.leads(ctx, tx, kind, target); err != nil || !ok {
		return Link{}, fault.Or(err, ErrKind)
	}
	until := int64(0)
	if !expires.IsZero() {
		if !expires.After(tx.Now()) || expires.After(tx.Now().Add(furthest)) {
			return Link{}, ErrExpires
		}
		until = expires.UnixMicro()
	} else if r, ok, err := db.One[row](ctx, tx, qSame, owner, kind, target); err != nil || ok {
		return r.link(), err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, owner); err != nil || n >= most {
		return Link{}, fault.Or(err, ErrTooMany)
	}
	code := strings.ToLower(rand.Text()[:8]) // 40 bits: nobody finds one by trying
	n, err := db.Exec(ctx, tx, qAdd, code, kind, target, owner, tx.Now().UnixMicro(), until)
	if err == nil && n == 0 { // another call was first
		r, ok, err := db.One[row](ctx, tx, qSame, owner, kind, target)
		if err == nil && !ok {
			err = db.ErrBusy
		}
		return r.link(), err
	}
	return Link{code, owner, kind, target, tx.Now(), expires, time.Time{}}, err
}

// Follow gives the path of the app that a code leads to. Faults: ErrNotFound, ErrGone.
func (s *Service) Follow(ctx context.Context, q db.Q, code string, now time.Time) (Link, string, error) {
	r, ok, err := db.One[row](ctx, q, qGet, strings.ToLower(code))
	if err != nil || !ok {
		return Link{}, "", fault.Or(err, ErrNotFound)
	}
	l := r.link()
	if !l.EndedAt.IsZero() || !l.Expires.IsZero() && !now.Before(l.Expires) {
		return l, "", ErrGone
	}
	path, ok, err := s.leads(ctx, q, l.Kind, l.Target)
	if err != nil || !ok {
		return l, "", fault.Or(err, ErrGone)
	}
	return l, path, nil
}

// End lets a link of an owner lead nowhere. Again changes nothing. Fault: ErrNotFound.
func (*Service) End(ctx context.Context, tx *db.Tx, owner, code string) error {
	if n, err := db.Exec(ctx, tx, qEnd, code, owner, tx.Now().UnixMicro()); err != nil || n > 0 {
		return err
	}
	r, ok, err := db.One[row](ctx, tx, qGet, code)
	if err == nil && (!ok || r.Owner != owner) {
		err = ErrNotFound
	}
	return err
}

// Of lists the links of an owner, the newest first.
func (*Service) Of(ctx context.Context, q db.Q, owner string, ask page.Ask) (page.Of[Link], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Link]{}, err
	}
	rows, err := db.List[row](ctx, q, qOf, owner, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Link]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.CreatedAt, r.Code }), row.link), nil
}

// Forget drops the links of a person.
func (*Service) Forget(ctx context.Context, tx *db.Tx, owner string) error {
	_, err := db.Exec(ctx, tx, qForget, owner)
	return err
}
