// Package consent keeps what people let third-party apps know of them, and the
// names under which the apps know them.
//
// Every grant and withdrawal is an entry that is never changed, with the version
// of the text that was shown. What holds now is one row per person, app and
// scope, asked at each use, so a withdrawal takes effect at once. Each app knows
// a person by ids of its own, which tell two apps nothing about each other.
package consent

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("consent", files)

var (
	ErrScope    = fault.New(fault.Invalid, "consent.scope", "There is no such permission.")
	ErrText     = fault.New(fault.Conflict, "consent.text", "The text of this permission has changed. Please read it again.")
	ErrNone     = fault.New(fault.NotFound, "consent.none", "There is no such permission to take back.")
	ErrNotGiven = fault.New(fault.Forbidden, "consent.not_given", "The person has not allowed this.")
	ErrNotFound = fault.New(fault.NotFound, "consent.no_user", "There is no such user for this app.")
)

// Item is one scope that an app may ask for. What people read is in the
// catalogues of words, under Text and a dot and the language's own rules.
type Item struct {
	Scope     string
	Text      string // key of the words: "consent.scope.auth_user"
	Version   int64  // of the words
	Since     int64  // oldest version that still counts; later changes were of form only
	Silent    bool   // nobody is asked: it tells no more than that the person came
	Sensitive bool   // asked for alone, not in a list with others
}

var catalogue = [...]Item{
	{Scope: "auth_base", Text: "consent.scope.auth_base", Version: 1, Since: 1, Silent: true},
	{Scope: "auth_user", Text: "consent.scope.auth_user", Version: 1, Since: 1},
	{Scope: "auth_phone", Text: "consent.scope.auth_phone", Version: 1, Since: 1, Sensitive: true},
	{Scope: "auth_address", Text: "consent.scope.auth_address", Version: 1, Since: 1},
	{Scope: "auth_location", Text: "consent.scope.auth_location", Version: 1, Since: 1, Sensitive: true},
	{Scope: "auth_identity", Text: "consent.scope.auth_identity", Version: 1, Since: 1, Sensitive: true},
	{Scope: "auth_message", Text: "consent.scope.auth_message", Version: 1, Since: 1},
}

// Catalogue lists every scope.
func Catalogue() []Item { return slices.Clone(catalogue[:]) }

// Find gives a scope's item. Fault: ErrScope.
func Find(scope string) (Item, error) {
	for _, i := range catalogue {
		if i.Scope == scope {
			return i, nil
		}
	}
	return Item{}, ErrScope.With(map[string]any{"scope": scope})
}

// WithdrawnEvent says that an app lost scopes. Whoever holds tokens for them drops these.
type WithdrawnEvent struct {
	User   string   `json:"user"`
	App    string   `json:"app"`
	Scopes []string `json:"scopes"`
}

func (WithdrawnEvent) Topic() string { return "consent.withdrawn" }

// Agreed is a scope with the version of the text that the person saw.
type Agreed struct {
	Scope   string
	Version int64
}

// Held is a scope that an app holds.
type Held struct {
	App, Scope string
	Version    int64
	At         time.Time
}

// Entry is one thing that happened.
type Entry struct {
	ID, App, Scope, Act, Channel string
	Version                      int64
	At                           time.Time
}

type Service struct{ bus *event.Bus }

func New(b *event.Bus) *Service { return &Service{b} }

// Grant records that user let app have scopes. Saying it again changes nothing.
// Faults: ErrScope, ErrText.
func (s *Service) Grant(ctx context.Context, tx *db.Tx, user, app, channel string, agreed ...Agreed) error {
	for _, a := range agreed {
		i, err := Find(a.Scope)
		if err != nil {
			return err
		}
		if a.Version != i.Version {
			return ErrText.With(map[string]any{"scope": a.Scope, "version": i.Version})
		}
		n, err := db.Exec(ctx, tx, qGrant, user, app, a.Scope, a.Version, tx.Now().UnixMicro())
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := enter(ctx, tx, user, app, a.Scope, "granted", a.Version, channel); err != nil {
			return err
		}
	}
	return nil
}

func enter(ctx context.Context, tx *db.Tx, user, app, scope, act string, version int64, channel string) error {
	_, err := db.Exec(ctx, tx, qEnter, tx.NewIDFor(user), user, app, scope, act, version, channel, tx.Now().UnixMicro())
	return err
}

// Withdraw takes scopes back from app; none named means all. Fault: ErrNone.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, user, app, channel string, scopes ...string) error {
	held, err := s.Of(ctx, tx, user, app)
	if err != nil {
		return err
	}
	var gone []string
	for _, h := range held {
		if len(scopes) > 0 && !slices.Contains(scopes, h.Scope) {
			continue
		}
		if _, err := db.Exec(ctx, tx, qDrop, user, app, h.Scope); err != nil {
			return err
		}
		if err := enter(ctx, tx, user, app, h.Scope, "withdrawn", h.Version, channel); err != nil {
			return err
		}
		gone = append(gone, h.Scope)
	}
	if len(gone) == 0 {
		return ErrNone
	}
	return s.bus.Emit(ctx, tx, WithdrawnEvent{user, app, gone})
}

// Check tells whether app may use scope of user now. Faults: ErrNotGiven, ErrScope.
func (*Service) Check(ctx context.Context, q db.Q, user, app, scope string) error {
	i, err := Find(scope)
	if err != nil || i.Silent {
		return err
	}
	v, ok, err := db.One[int64](ctx, q, qHeld, user, app, scope)
	if err == nil && (!ok || v < i.Since) {
		err = ErrNotGiven.With(map[string]any{"scope": scope})
	}
	return err
}

// Missing gives those of scopes that user still has to be asked for.
func (s *Service) Missing(ctx context.Context, q db.Q, user, app string, scopes []string) (out []Item, err error) {
	for _, sc := range scopes {
		switch err := s.Check(ctx, q, user, app, sc); {
		case errors.Is(err, ErrNotGiven):
			i, _ := Find(sc)
			out = append(out, i)
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}

// Of gives what app holds of user.
func (*Service) Of(ctx context.Context, q db.Q, user, app string) ([]Held, error) {
	return held(ctx, q, qOf, user, app)
}

// All gives what every app holds of user, by app.
func (*Service) All(ctx context.Context, q db.Q, user string) ([]Held, error) {
	return held(ctx, q, qAll, user)
}

func held(ctx context.Context, q db.Q, stmt *db.Stmt, args ...any) (out []Held, err error) {
	rows, err := db.List[heldRow](ctx, q, stmt, args...)
	for _, r := range rows {
		out = append(out, Held{r.App, r.Scope, r.Version, time.UnixMicro(r.At).UTC()})
	}
	return out, err
}

// History gives all that user granted and withdrew, newest first.
func (*Service) History(ctx context.Context, q db.Q, user string, ask page.Ask) (page.Of[Entry], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Entry]{}, err
	}
	var out []Entry
	for r, err := range db.Each[entryRow](ctx, q, qHistory, user, at, id, ask.Limit+1) {
		if err != nil {
			return page.Of[Entry]{}, err
		}
		out = append(out, Entry{r.ID, r.App, r.Scope, r.Act, r.Channel, r.Version, time.UnixMicro(r.At).UTC()})
	}
	return page.Cut(out, ask.Limit, func(e Entry) (int64, string) { return e.At.UnixMicro(), e.ID }), nil
}

const drawMost = 8 // draws of a random id before giving up; the second is needed once in 10^6 at a million people

// Pairwise gives the two ids by which app knows user, made at the first call and
// the same ever after: one of 16 digits that begins with 2088, one opaque.
func (*Service) Pairwise(ctx context.Context, tx *db.Tx, app, user string) (userID, openID string, err error) {
	for range drawMost {
		r, ok, err := db.One[pairRow](ctx, tx, qPair, app, user)
		if err != nil || ok {
			return r.UserID, r.OpenID, err
		}
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
		if err != nil {
			return "", "", err
		}
		if _, err := db.Exec(ctx, tx, qPairNew, app, user, fmt.Sprintf("2088%012d", n), random()); err != nil {
			return "", "", err
		}
	}
	return "", "", errors.New("consent: no free user id")
}

// Resolve gives the person whom app knows by id, of either kind. Fault: ErrNotFound.
func (*Service) Resolve(ctx context.Context, q db.Q, app, id string) (string, error) {
	user, ok, err := db.One[string](ctx, q, qResolve, app, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return user, err
}

// Union gives the id by which all apps of developer know user.
func (*Service) Union(ctx context.Context, tx *db.Tx, developer, user string) (string, error) {
	if _, err := db.Exec(ctx, tx, qUnionNew, developer, user, random()); err != nil {
		return "", err
	}
	id, ok, err := db.One[string](ctx, tx, qUnion, developer, user)
	if err == nil && !ok {
		err = errors.New("consent: no free union id")
	}
	return id, err
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
