// Package registry keeps the versions of mini programs, from the upload to the
// people who get them.
//
//	init --> auditing --> approved --> gray --> online --> superseded
//	  ^       |   |         |  ^        |         |  ^         |
//	  +-------+   v         |  +--------+         |  +---------+ rollback
//	  +------- rejected     |                     v
//	  +---------------------+                  offline
//
// init and rejected may be deleted. At most one version of a program is online,
// and at most one between auditing and gray. A version's package never changes,
// and a review names the hash of what was looked at: only that is served.
package registry

import (
	"cmp"
	"context"
	"embed"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/guard"
	"livewell/internal/kit/live"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
	"livewell/internal/mini/pack"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("registry", files)

var (
	ErrNotFound    = fault.New(fault.NotFound, "registry.not_found", "There is no such version.")
	ErrStatus      = fault.New(fault.Conflict, "registry.status", "The version is not in a state that allows this.")
	ErrActor       = fault.New(fault.Forbidden, "registry.actor", "This is not for you to do with the version.")
	ErrOwn         = fault.New(fault.Forbidden, "registry.own", "Nobody reviews a program of their own.")
	ErrVersion     = fault.New(fault.Invalid, "registry.version", "A version is three numbers of at most three digits, such as 1.2.3, and that of the package.")
	ErrExists      = fault.New(fault.Conflict, "registry.version_exists", "The number of a version must be higher than all before.")
	ErrMany        = fault.New(fault.Refused, "registry.too_many", "A program has at most 20 versions in development. Delete one first.")
	ErrPending     = fault.New(fault.Conflict, "registry.pending", "Another version is in review, approved, rejected or shown to a part of the people.")
	ErrDescription = fault.New(fault.Invalid, "registry.description", "version_desc must have 30 to 500 characters.")
	ErrMemo        = fault.New(fault.Invalid, "registry.memo", "memo must have at most 500 characters.")
	ErrReason      = fault.New(fault.Invalid, "registry.reason", "Give a reason of 3 to 500 characters.")
	ErrGray        = fault.New(fault.Invalid, "registry.gray", "The part of the people is 1 to 10000 basis points, and only rises.")
	ErrTarget      = fault.New(fault.Invalid, "registry.target", "A gray release is for at most 50 cities and 20 hosts, each by its code or name and once. What it is for only grows.")
	ErrNoFormer    = fault.New(fault.Refused, "registry.no_former", "There is no version to go back to.")
	ErrUnreviewed  = fault.New(fault.Refused, "registry.unreviewed", "This version was not reviewed as it is.")
	ErrTemplate    = fault.New(fault.NotFound, "registry.template", "There is no such template version.")
	ErrApp         = fault.New(fault.Invalid, "registry.app", "The package was made for another app.")
	ErrHash        = fault.New(fault.Invalid, "registry.hash", "package_hash is not the SHA-256 of the file that came.")
	ErrKey         = fault.New(fault.Invalid, "registry.key", "This is not an Ed25519 public key in base64 or PEM.")
	ErrKeyUsed     = fault.New(fault.Refused, "registry.key_used", "This key was registered before. Make a new pair.")
	ErrManyKeys    = fault.New(fault.Refused, "registry.too_many_keys", "A program has at most 5 keys in force. End one first.")
	ErrNoKey       = fault.New(fault.Refused, "registry.no_key", "Register the developer's Ed25519 key first.")
	ErrTrial       = fault.New(fault.Forbidden, "registry.trial", "This link to try a version is not valid any more.")
	ErrExt         = fault.New(fault.Invalid, "registry.ext", "ext must be a JSON object of at most 10,000 characters.")
)

// Status of a version.
type Status string

const (
	Init       Status = "init" // in development
	Auditing   Status = "auditing"
	Rejected   Status = "rejected"
	Approved   Status = "approved" // held until its developer goes on
	Gray       Status = "gray"
	Online     Status = "online"
	Superseded Status = "superseded" // was online; a rollback brings it back
	Offline    Status = "offline"
	Deleted    Status = "deleted"
)

// Actor is who moves a version.
type Actor string

const (
	Author   Actor = "author"
	Operator Actor = "operator"
	System   Actor = "system" // what follows from another move, or from what was measured
)

var steps = guard.Table[Status, Actor]{
	{From: Init, To: Auditing, Actor: Author},
	{From: Init, To: Deleted, Actor: Author},
	{From: Auditing, To: Init, Actor: Author},
	{From: Auditing, To: Rejected, Actor: Operator},
	{From: Auditing, To: Approved, Actor: Operator},
	{From: Rejected, To: Init, Actor: Author},
	{From: Rejected, To: Deleted, Actor: Author},
	{From: Approved, To: Init, Actor: Author},
	{From: Approved, To: Gray, Actor: Author},
	{From: Approved, To: Gray, Actor: Operator},
	{From: Approved, To: Online, Actor: Author},
	{From: Approved, To: Online, Actor: System},
	{From: Gray, To: Gray, Actor: Author},
	{From: Gray, To: Gray, Actor: Operator},
	{From: Gray, To: Approved, Actor: Author},
	{From: Gray, To: Approved, Actor: Operator},
	{From: Gray, To: Approved, Actor: System},
	{From: Gray, To: Online, Actor: Author},
	{From: Online, To: Superseded, Actor: System},
	{From: Online, To: Offline, Actor: Author},
	{From: Online, To: Offline, Actor: Operator},
	{From: Superseded, To: Online, Actor: System},
}

// Version of a program.
type Version struct {
	ID, App, Name              string
	Code                       int64
	Package                    string // its hash
	Template, Ext              string
	Status                     Status
	By                         string
	Description, Memo, Reason  string
	Auto                       bool
	Round, Gray                int64
	Target                     Target // of the gray release
	Trial                      bool
	Created, Moved, Submitted  time.Time
	Decided, Released, Offline time.Time
	Spread                     time.Time // when the gray release began; zero: it is not gray
}

// MovedEvent tells that a version moved.
type MovedEvent struct {
	Version  string
	App      string
	From, To Status
	Actor    Actor
}

func (MovedEvent) Topic() string { return "registry.moved" }

// StoppedEvent tells that a program was stopped, or started again.
type StoppedEvent struct {
	App     string
	Stopped bool
}

func (StoppedEvent) Topic() string { return "registry.stopped" }

// Deps are what the registry works with. Owner tells whose an app is; Inspect
// looks at a package for those who review it.
type Deps struct {
	Bus     *event.Bus
	KMS     secret.KMS
	Owner   func(ctx context.Context, app string) (user string, err error)
	Inspect func(*pack.Package) []Finding
}

// Service keeps versions.
type Service struct {
	Deps
	live *live.Hub
}

func New(d Deps) *Service { return &Service{d, live.NewHub()} }

// begin makes moves of one program come one after the other.
func begin(ctx context.Context, tx *db.Tx, app string) error {
	_, err := db.Exec(ctx, tx, qTurn, app)
	return err
}

// locked begins, and reads a version of an app by its number. Fault: ErrNotFound.
func locked(ctx context.Context, tx *db.Tx, app, name string) (row, error) {
	if err := begin(ctx, tx, app); err != nil {
		return row{}, err
	}
	return named(ctx, tx, app, name)
}

func named(ctx context.Context, q db.Q, app, name string) (row, error) {
	r, ok, err := db.One[row](ctx, q, qNamed, app, name)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r, err
}

// move takes one step, and writes what else of the row changed with it.
func (s *Service) move(ctx context.Context, tx *db.Tx, sc scope.Scope, r *row, to Status, by Actor, details any) error {
	from := Status(r.Status)
	if err := steps.Check(from, to, by, ErrStatus, ErrActor); err != nil {
		return err
	}
	now := tx.Now().UnixMicro()
	n, err := db.Exec(ctx, tx, qMove, r.ID, from, to, now, r.Description, r.Memo, r.Auto, r.Round, r.Gray, r.Trial, r.Reason,
		r.SubmittedAt, r.DecidedAt, r.OnlineAt, r.OfflineAt, r.GrayAt, r.GrayCities, r.GrayHosts, r.GrayLevels)
	if err != nil || n == 0 {
		return fault.Or(err, ErrStatus)
	}
	r.Status, r.MovedAt = string(to), now
	if err := note(ctx, tx, sc, "mini."+string(to), r.App, r.ID, r.Reason, details); err != nil {
		return err
	}
	if serves(from) || serves(to) {
		if err := s.changed(ctx, tx, r.App); err != nil {
			return err
		}
	}
	return s.Bus.Emit(ctx, tx, MovedEvent{r.ID, r.App, from, to, by})
}

func serves(s Status) bool { return s == Gray || s == Online }

// changed tells clients that they may get another version now.
func (s *Service) changed(ctx context.Context, tx *db.Tx, app string) error {
	_, err := db.Exec(ctx, tx, qSeq, app)
	tx.After(func() { s.live.Poke(app) })
	return err
}

func note(ctx context.Context, tx *db.Tx, sc scope.Scope, act, app, version, reason string, details any) error {
	object := "app:" + app
	if version != "" {
		object = "miniversion:" + version
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: cmp.Or(sc.Principal(), string(System)), Act: act, Object: object, Reason: reason}, details)
}

// Get gives a version of an app by its number. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, app, name string) (Version, error) {
	r, err := named(ctx, q, app, name)
	return r.version(), err
}

// ByID gives a version. Fault: ErrNotFound.
func (s *Service) ByID(ctx context.Context, q db.Q, id string) (Version, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.version(), err
}

// List gives an app's versions, newest first, without those that were deleted.
func (s *Service) List(ctx context.Context, q db.Q, app string, ask page.Ask) (page.Of[Version], error) {
	at, _, err := ask.Before()
	if err != nil {
		return page.Of[Version]{}, err
	}
	rows, err := db.List[row](ctx, q, qList, app, at, ask.Limit+1)
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.Code, "" }), row.version), err
}

// words takes the space around a text away and tells whether it has least to 500
// characters.
func words(text string, least int) (string, bool) {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	return text, n >= least && n <= 500
}
