// Package proposal makes sure that one person alone cannot move other people's
// money or change what it costs: one operator proposes, another decides, and
// the act happens in the transaction of the decision.
//
//	open --approve by another--> done
//	open --reject--------------> rejected
package proposal

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("proposal", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "proposal.not_found", "There is no such proposal.")
	ErrDecided  = fault.New(fault.Conflict, "proposal.decided", "This proposal was decided already.")
	ErrSame     = fault.New(fault.Forbidden, "proposal.same_person", "Another person must decide on this.")
	ErrReason   = fault.New(fault.Invalid, "proposal.reason", "Give a reason of 3 to 500 characters.")
	ErrKind     = fault.New(fault.Invalid, "proposal.kind", "There is no such kind of proposal.")
	ErrBody     = fault.New(fault.Invalid, "proposal.body", "The proposal is not complete.")
)

// Proposal is one as it stands.
type Proposal struct {
	ID        string
	Kind      string
	Body      json.RawMessage
	Reason    string
	Status    string
	MadeBy    string
	DecidedBy string
	Note      string
	CreatedAt time.Time
	DecidedAt time.Time
}

type row struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	Body      string `db:"body"`
	Reason    string `db:"reason"`
	Status    string `db:"status"`
	MadeBy    string `db:"made_by"`
	DecidedBy string `db:"decided_by"`
	Note      string `db:"note"`
	CreatedAt int64  `db:"created_at"`
	DecidedAt int64  `db:"decided_at"`
}

func (r row) proposal() Proposal {
	p := Proposal{r.ID, r.Kind, json.RawMessage(r.Body), r.Reason, r.Status, r.MadeBy, r.DecidedBy, r.Note, time.UnixMicro(r.CreatedAt).UTC(), time.Time{}}
	if r.DecidedAt > 0 {
		p.DecidedAt = time.UnixMicro(r.DecidedAt).UTC()
	}
	return p
}

const columns = `id, kind, body, reason, status, made_by, decided_by, note, created_at, decided_at`

var (
	qAdd    = db.SQL(`INSERT INTO proposal_main (id, kind, body, reason, status, made_by, created_at) VALUES ($1, $2, $3, $4, 'open', $5, $6)`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM proposal_main WHERE id = $1`)
	qList   = db.SQL(`SELECT ` + columns + ` FROM proposal_main WHERE ($4 = '' OR status = $4) AND (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`)
	qDecide = db.SQL(`UPDATE proposal_main SET status = $2, decided_by = $3, note = $4, decided_at = $5 WHERE id = $1 AND status = 'open' AND made_by <> $3`)
)

// kind is what proposals of one name do. check refuses a body that could never
// be carried out; act carries it out.
type kind struct {
	check func(body []byte) error
	act   func(ctx context.Context, tx *db.Tx, id string, body []byte) error
}

// Service knows the kinds. Register them all before the first request.
type Service struct{ kinds map[string]kind }

func New() *Service { return &Service{map[string]kind{}} }

// Register adds a kind whose body is a B.
func Register[B any](s *Service, name string, check func(B) error, act func(ctx context.Context, tx *db.Tx, id string, b B) error) {
	if _, dup := s.kinds[name]; dup {
		panic("proposal: two kinds " + name)
	}
	read := func(body []byte) (b B, err error) {
		dec := json.NewDecoder(strings.NewReader(string(body)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&b); err != nil {
			return b, ErrBody.Because(err).With(map[string]any{"why": err.Error()})
		}
		return b, check(b)
	}
	s.kinds[name] = kind{
		func(body []byte) error { _, err := read(body); return err },
		func(ctx context.Context, tx *db.Tx, id string, body []byte) error {
			b, err := read(body)
			if err != nil {
				return err
			}
			return act(ctx, tx, id, b)
		},
	}
}

// Make proposes. Faults: ErrKind, ErrReason, ErrBody and the kind's own.
func (s *Service) Make(ctx context.Context, tx *db.Tx, by, name, reason string, body json.RawMessage) (Proposal, error) {
	k, ok := s.kinds[name]
	if !ok {
		return Proposal{}, ErrKind
	}
	if n := len([]rune(strings.TrimSpace(reason))); n < 3 || n > 500 {
		return Proposal{}, ErrReason
	}
	if err := k.check(body); err != nil {
		return Proposal{}, err
	}
	id := tx.NewID()
	if _, err := db.Exec(ctx, tx, qAdd, id, name, string(body), strings.TrimSpace(reason), by, tx.Now().UnixMicro()); err != nil {
		return Proposal{}, err
	}
	if err := note(ctx, tx, by, "proposal.make", id, name, reason, body); err != nil {
		return Proposal{}, err
	}
	return s.Get(ctx, tx, id)
}

// Decide approves, and does what was proposed, or rejects. Both or neither:
// where the act is refused the proposal stays open.
// Faults: ErrNotFound, ErrSame, ErrDecided and the kind's own.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, id, by, why string, approve bool) (Proposal, error) {
	p, err := s.Get(ctx, tx, id)
	switch {
	case err != nil:
		return p, err
	case p.Status != "open":
		return p, ErrDecided
	case p.MadeBy == by:
		return p, ErrSame
	}
	status := map[bool]string{true: "done", false: "rejected"}[approve]
	n, err := db.Exec(ctx, tx, qDecide, id, status, by, why, tx.Now().UnixMicro())
	if err != nil {
		return p, err
	}
	if n == 0 {
		return p, ErrDecided
	}
	if approve {
		k, ok := s.kinds[p.Kind]
		if !ok {
			return p, ErrKind
		}
		if err := k.act(ctx, tx, id, p.Body); err != nil {
			return p, fmt.Errorf("carry out proposal %s: %w", id, err)
		}
	}
	if err := note(ctx, tx, by, "proposal."+status, id, p.Kind, why, p.Body); err != nil {
		return p, err
	}
	return s.Get(ctx, tx, id)
}

func note(ctx context.Context, tx *db.Tx, by, act, id, kind, reason string, body json.RawMessage) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: "user:" + by, Act: act, Object: "proposal:" + id, Reason: reason}, map[string]any{"kind": kind, "body": body})
}

// Get gives a proposal. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Proposal, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.proposal(), err
}

// List gives proposals, newest first; status narrows it.
func (s *Service) List(ctx context.Context, q db.Q, status string, ask page.Ask) (page.Of[Proposal], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Proposal]{}, err
	}
	var out []Proposal
	for r, err := range db.Each[row](ctx, q, qList, at, id, ask.Limit+1, status) {
		if err != nil {
			return page.Of[Proposal]{}, err
		}
		out = append(out, r.proposal())
	}
	return page.Cut(out, ask.Limit, func(p Proposal) (int64, string) { return p.CreatedAt.UnixMicro(), p.ID }), nil
}
