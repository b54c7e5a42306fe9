// Package partner lets other people's apps and sites show mini programs: a map, a
// market, a chat at work. A partner registers a host with the origins where it
// shows programs; an operator opens it and says what share of the platform's fees
// it gets. Within a host a person is nobody until they said, at the platform's own
// page, that they want to be themselves there; what they then buy is remembered as
// brought by host and program.
package partner

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/live"
	"livewell/internal/kit/scope"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("partner", files)

var (
	ErrNotFound  = fault.New(fault.NotFound, "partner.not_found", "There is no such host, or it is not open.")
	ErrID        = fault.New(fault.Invalid, "partner.id", "The id has 2 to 20 small letters, digits and dashes, and begins with a letter.")
	ErrTaken     = fault.New(fault.Conflict, "partner.taken", "There is a host of this id already.")
	ErrName      = fault.New(fault.Invalid, "partner.name", "The names have 1 to 40 characters.")
	ErrOrigin    = fault.New(fault.Invalid, "partner.origin", "An origin is like https://map.example.com; http only for this machine.")
	ErrMany      = fault.New(fault.Refused, "partner.too_many", "A host has at most 20 origins, and a partner at most 20 hosts.")
	ErrCan       = fault.New(fault.Invalid, "partner.capability", "There is no such capability.")
	ErrShare     = fault.New(fault.Invalid, "partner.share", "The share is 0 to 10000 basis points of the platform's fees.")
	ErrCode      = fault.New(fault.Refused, "partner.code", "The code is not known, was used or is too old. Connect again.")
	ErrSession   = fault.New(fault.Unauth, "partner.session", "This host is not connected any more.")
	ErrVoice     = fault.New(fault.Forbidden, "partner.voice", "This host does not talk.")
	ErrElsewhere = fault.New(fault.Forbidden, "partner.elsewhere", "The host is not at this address.")
	ErrTrade     = fault.New(fault.NotFound, "partner.trade", "There is no such trade of this person.")
)

// State of a host.
type State string

const (
	Pending State = "pending"
	Open    State = "open"
	Closed  State = "closed"
)

// Voice is the capability of a host that talks, and asks for PINs itself: an operator
// sees a host again before it gets it.
const Voice = "voice"

// Capabilities that hosts may have; what one lacks, programs there cannot do, and
// my.canIUse tells them.
var Capabilities = []string{"location", "pay", "scan", "camera", "phone", "clipboard", "share", Voice}

const (
	codeLife    = time.Minute
	sessionLife = 12 * time.Hour
	most        = 20
)

// Host is a partner's app or site.
type Host struct {
	ID, Owner, Name, NameEN string
	Can, Origins            []string
	Share                   int64
	State                   State
	Created                 time.Time
}

// Draft is what a partner says of a host.
type Draft struct {
	Name, NameEN string
	Can, Origins []string
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,19}$`)

func (d *Draft) check() error {
	d.Name, d.NameEN = strings.TrimSpace(d.Name), strings.TrimSpace(d.NameEN)
	for _, n := range []string{d.Name, d.NameEN} {
		if l := utf8.RuneCountInString(n); l < 1 || l > 40 {
			return ErrName
		}
	}
	if len(d.Origins) > most {
		return ErrMany
	}
	for _, c := range d.Can {
		if !slices.Contains(Capabilities, c) {
			return ErrCan.With(map[string]any{"capability": c})
		}
	}
	for i, o := range d.Origins {
		u, err := url.Parse(strings.ToLower(strings.TrimSpace(o)))
		own := err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
		if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
			strings.ContainsAny(u.Host, "*;, '\"") || u.Scheme != "https" && (u.Scheme != "http" || !own) {
			return ErrOrigin.With(map[string]any{"origin": o})
		}
		d.Origins[i] = u.Scheme + "://" + u.Host
	}
	return nil
}

// Service keeps hosts and what they bring.
type Service struct {
	pay  *pay.Service
	live *live.Hub
}

func New(p *pay.Service) *Service { return &Service{p, live.NewHub()} }

// Register makes a host that waits for an operator.
// Faults: ErrID, ErrTaken, ErrName, ErrOrigin, ErrCan, ErrMany.
func (s *Service) Register(ctx context.Context, tx *db.Tx, sc scope.Scope, id string, d Draft) (Host, error) {
	if !idForm.MatchString(id) || slices.Contains([]string{"app", "kiosk", "register", "none"}, id) {
		return Host{}, ErrID
	}
	if err := d.check(); err != nil {
		return Host{}, err
	}
	had, err := s.Of(ctx, tx, sc.User)
	if err != nil {
		return Host{}, err
	}
	if len(had) >= most {
		return Host{}, ErrMany
	}
	n, err := db.Exec(ctx, tx, qAdd, id, sc.User, d.Name, d.NameEN, strings.Join(d.Can, " "), strings.Join(d.Origins, " "), tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return Host{}, fault.Or(err, ErrTaken)
	}
	if err := note(ctx, tx, sc, "partner.register", id, "", d); err != nil {
		return Host{}, err
	}
	return s.Get(ctx, tx, id)
}

// Edit changes a host of sc's. What was shown at an origin that is gone ends at
// once; one that is to talk from now on waits for an operator.
// Faults: ErrNotFound, ErrName, ErrOrigin, ErrCan, ErrMany.
func (s *Service) Edit(ctx context.Context, tx *db.Tx, sc scope.Scope, id string, d Draft) (Host, error) {
	h, err := s.Get(ctx, tx, id)
	if err != nil || h.Owner != sc.User {
		return Host{}, fault.Or(err, ErrNotFound)
	}
	if err := d.check(); err != nil {
		return Host{}, err
	}
	state := h.State
	if slices.Contains(d.Can, Voice) && !slices.Contains(h.Can, Voice) {
		state = Pending
	}
	return s.write(ctx, tx, sc, h, d, state, h.Share, "")
}

// Decide opens or closes a host, and says its share. An operator may also take
// origins away; none given leaves them. Faults: ErrNotFound, ErrShare, ErrOrigin.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, sc scope.Scope, id string, to State, share int64, origins []string, reason string) (Host, error) {
	h, err := s.Get(ctx, tx, id)
	if err != nil {
		return Host{}, err
	}
	if share < 0 || share > 10_000 {
		return Host{}, ErrShare
	}
	d := Draft{h.Name, h.NameEN, h.Can, h.Origins}
	if origins != nil {
		d.Origins = origins
	}
	if err := d.check(); err != nil {
		return Host{}, err
	}
	return s.write(ctx, tx, sc, h, d, to, share, reason)
}

func (s *Service) write(ctx context.Context, tx *db.Tx, sc scope.Scope, h Host, d Draft, to State, share int64, reason string) (Host, error) {
	_, err := db.Exec(ctx, tx, qWrite, h.ID, d.Name, d.NameEN, strings.Join(d.Can, " "), strings.Join(d.Origins, " "), share, to)
	if err != nil {
		return Host{}, err
	}
	if err := note(ctx, tx, sc, "partner.edit", h.ID, reason, []any{d, to, share}); err != nil {
		return Host{}, err
	}
	tx.After(func() { s.live.Poke(h.ID) })
	return s.Get(ctx, tx, h.ID)
}

func note(ctx context.Context, tx *db.Tx, sc scope.Scope, act, host, reason string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: sc.Principal(), Act: act, Object: "host:" + host, Reason: reason}, details)
}

// Get gives a host in any state. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Host, error) {
	r, ok, err := db.One[hostRow](ctx, q, qGet, id)
	if err != nil || !ok {
		return Host{}, fault.Or(err, ErrNotFound)
	}
	return r.host(), nil
}

// Of lists a partner's hosts.
func (s *Service) Of(ctx context.Context, q db.Q, owner string) ([]Host, error) {
	return hosts(ctx, q, qOf, owner)
}

// All lists hosts behind one of id after, for operators.
func (s *Service) All(ctx context.Context, q db.Q, after string, limit int) ([]Host, error) {
	return hosts(ctx, q, qAll, after, limit)
}

// Watch calls look at once and whenever a host has changed.
func (s *Service) Watch(ctx context.Context, id string, look func() error) error {
	return s.live.Watch(ctx, id, look)
}

// Connect makes a code for a person who wants to be themselves in a host. They said
// so at the platform's own page. With talks, what comes of it is for talking only:
// the host has it, and not a frame of ours. Faults: ErrNotFound, ErrVoice.
func (s *Service) Connect(ctx context.Context, tx *db.Tx, user, host string, talks bool) (string, error) {
	h, err := s.open(ctx, tx, host)
	if err != nil {
		return "", err
	}
	if talks && !slices.Contains(h.Can, Voice) {
		return "", ErrVoice
	}
	code := rand.Text()
	_, err = db.Exec(ctx, tx, qCodeAdd, hash(code), host, user, tx.Now().Add(codeLife).UnixMicro(), talks)
	return code, err
}

// Begun is a session in a host. Person stands for who it is there, and nowhere else.
type Begun struct {
	Token, Person string
	Ends          time.Time
}

// Begin exchanges a code, once, for a session. Faults: ErrCode, ErrNotFound.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, host, code string) (Begun, error) {
	if _, err := s.open(ctx, tx, host); err != nil {
		return Begun{}, err
	}
	r, ok, err := db.One[sessionRow](ctx, tx, qCodeTake, hash(code), host)
	if err != nil || !ok || tx.Now().UnixMicro() >= r.Ends {
		return Begun{}, fault.Or(err, ErrCode)
	}
	b := Begun{rand.Text() + rand.Text(), hash(host + " " + r.Owner)[:24], tx.Now().Add(sessionLife)}
	_, err = db.Exec(ctx, tx, qSessionAdd, hash(b.Token), host, r.Owner, b.Ends.UnixMicro(), r.Talks)
	return b, err
}

// Scope tells who a session's token stands for, in an open host, which is given too.
// A session is either for talking or for all the rest. Faults: ErrSession, ErrVoice.
func (s *Service) Scope(ctx context.Context, q db.Q, now time.Time, token string, talks bool) (scope.Scope, Host, error) {
	r, ok, err := db.One[sessionRow](ctx, q, qSession, hash(token))
	if err != nil || !ok || now.UnixMicro() >= r.Ends || r.Talks != talks {
		return scope.Scope{}, Host{}, fault.Or(err, ErrSession)
	}
	h, err := s.open(ctx, q, r.Host)
	switch {
	case errors.Is(err, ErrNotFound):
		return scope.Scope{}, Host{}, ErrSession // the host was closed
	case err != nil:
		return scope.Scope{}, Host{}, err
	case talks && !slices.Contains(h.Can, Voice):
		return scope.Scope{}, Host{}, ErrVoice
	}
	return scope.Scope{User: r.Owner, Host: r.Host, Roles: []scope.Role{scope.Consumer}}, h, nil
}

func (s *Service) open(ctx context.Context, q db.Q, host string) (Host, error) {
	h, err := s.Get(ctx, q, host)
	if err == nil && h.State != Open {
		err = ErrNotFound
	}
	return h, err
}

// Sweep drops codes and sessions that have ended.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	for _, q := range []*db.Stmt{qSweepCodes, qSweepSessions} {
		if _, err := db.Exec(ctx, tx, q, tx.Now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
