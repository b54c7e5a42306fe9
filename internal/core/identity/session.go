package identity

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
)

const (
	cacheFor = 5 * time.Second // how long another node may not know that a session ended
	longest  = 90 * 24 * time.Hour
)

// Kind is the door that a session opens. One opens no other.
type Kind string

const (
	App     Kind = "app"     // the consumer app
	Console Kind = "console" // for staff and operators
)

// life is how long sessions of a kind last.
type life struct {
	idle, absolute time.Duration
	touch          time.Duration // how stale seen_at may be
}

func (k Kind) life() life {
	if k == Console {
		return life{15 * time.Minute, 12 * time.Hour, 30 * time.Second}
	}
	return life{30 * 24 * time.Hour, longest, time.Hour}
}

// over reports whether a session is past its life.
func (r sessionRow) over(now time.Time) bool {
	l := r.Kind.life()
	return now.Sub(time.UnixMicro(r.SeenAt)) >= l.idle || now.Sub(time.UnixMicro(r.CreatedAt)) >= l.absolute
}

// Device is what is known of the browser that signs in.
type Device struct {
	Token    string // of an earlier sign-in on it, or empty
	Name     string // "Chrome on Android"
	Language string
	Kind     Kind // of the session to make; empty means App
}

// SignIn is a new session. Its tokens are shown once and never stored.
type SignIn struct {
	User        User
	Session     string
	Token       string
	DeviceToken string
	NewDevice   bool
	Kind        Kind
	Until       time.Time // when the session ends at the latest
}

// start makes a session for u on a device, which it knows again by its token.
func (s *Service) start(ctx context.Context, tx *db.Tx, u User, method string, on Device) (SignIn, error) {
	if on.Kind == "" {
		on.Kind = App
	}
	in := SignIn{User: u, Session: tx.NewIDFor(u.ID), DeviceToken: on.Token, Kind: on.Kind, Until: tx.Now().Add(on.Kind.life().absolute)}
	d, known, err := db.One[deviceRow](ctx, tx, qDeviceFind, hashOf(on.Token), u.ID)
	if err != nil {
		return in, err
	}
	if known {
		_, err = db.Exec(ctx, tx, qDeviceSeen, d.ID, micro(tx.Now()), on.Name)
	} else {
		var hash string
		in.DeviceToken, hash = newToken()
		in.NewDevice, d.ID = true, tx.NewIDFor(u.ID)
		_, err = db.Exec(ctx, tx, qDeviceNew, d.ID, u.ID, hash, on.Name, micro(tx.Now()))
	}
	if err != nil {
		return in, err
	}
	var hash string
	in.Token, hash = newToken()
	if _, err = db.Exec(ctx, tx, qSessionNew, in.Session, u.ID, d.ID, hash, method, on.Kind, micro(tx.Now())); err != nil {
		return in, err
	}
	// Whoever signs up has no other device to warn.
	warn := in.NewDevice && !u.CreatedAt.Equal(tx.Now())
	return in, s.bus.Emit(ctx, tx, SignedInEvent{u.ID, in.Session, d.ID, on.Name, warn})
}

// Open starts a session without asking for anything: for tests and for the demo,
// behind no operation.
func (s *Service) Open(ctx context.Context, tx *db.Tx, user string, on Device) (SignIn, error) {
	u, err := s.User(ctx, tx, user)
	if err != nil {
		return SignIn{}, err
	}
	if u.State != Active {
		return SignIn{}, ErrFrozen
	}
	return s.start(ctx, tx, u, "open", on)
}

// Scope tells who holds a session token of a kind; the zero Scope when it is
// not, or no longer, good.
func (s *Service) Scope(ctx context.Context, kind Kind, token string) (scope.Scope, error) {
	if len(token) < 20 || len(token) > 100 {
		return scope.Scope{}, nil
	}
	hash, now := hashOf(string(kind)+":"+token), s.db.Now()
	sc, gen, ok := s.cache.get(hash, now)
	if ok {
		return sc, nil
	}
	r, ok, err := db.One[sessionRow](ctx, s.db, qSession, hashOf(token))
	if err != nil || !ok || r.Kind != kind || r.over(now) {
		return scope.Scope{}, err
	}
	roles, err := db.List[roleRow](ctx, s.db, qRoles, r.Owner)
	if err != nil {
		return scope.Scope{}, err
	}
	sc = scopeOf(r, roles)
	if now.Sub(time.UnixMicro(r.SeenAt)) > kind.life().touch {
		err = s.db.Do(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(ctx, tx, qSessionSeen, r.ID, micro(tx.Now()))
			return err
		})
	}
	if err == nil {
		s.cache.put(hash, sc, now.Add(cacheFor), gen)
	}
	return sc, err
}

func scopeOf(r sessionRow, roles []roleRow) scope.Scope {
	sc := scope.Scope{User: r.Owner, Session: r.ID, Device: r.Device, Merchant: r.Merchant, Roles: []scope.Role{scope.Consumer}}
	var merchants []string
	for _, x := range roles {
		if x.Merchant != "" && !slices.Contains(merchants, x.Merchant) {
			merchants = append(merchants, x.Merchant)
		}
	}
	if sc.Merchant == "" && len(merchants) == 1 {
		sc.Merchant = merchants[0]
	}
	if !slices.Contains(merchants, sc.Merchant) {
		sc.Merchant = ""
	}
	for _, x := range roles {
		if role := scope.Role(x.Role); x.Merchant == "" || x.Merchant == sc.Merchant {
			if !slices.Contains(sc.Roles, role) {
				sc.Roles = append(sc.Roles, role)
			}
			sc.Stores = append(sc.Stores, strings.Fields(x.Stores)...)
		}
	}
	return sc
}

// Membership is one role of a person.
type Membership struct {
	Role     scope.Role
	Merchant string
	Stores   []string `json:",omitempty"` // of the merchant; empty: all of them
}

// Memberships lists a person's roles.
func (*Service) Memberships(ctx context.Context, q db.Q, user string) (out []Membership, err error) {
	rows, err := db.List[roleRow](ctx, q, qRoles, user)
	for _, r := range rows {
		out = append(out, Membership{scope.Role(r.Role), r.Merchant, strings.Fields(r.Stores)})
	}
	return out, err
}

// ActAs chooses the merchant that a session acts for, among those of its user.
// Faults: ErrRole, ErrSession.
func (s *Service) ActAs(ctx context.Context, tx *db.Tx, sc scope.Scope, merchant string) error {
	ms, err := s.Memberships(ctx, tx, sc.User)
	if err != nil {
		return err
	}
	if merchant != "" && !slices.ContainsFunc(ms, func(m Membership) bool { return m.Merchant == merchant }) {
		return ErrRole
	}
	tx.After(func() { s.cache.drop(sc.User) })
	n, err := db.Exec(ctx, tx, qSessionActAs, sc.Session, sc.User, merchant)
	if err == nil && n == 0 {
		err = ErrSession
	}
	return err
}

// Live is one running session.
type Live struct {
	ID, Device, Method string
	Kind               Kind
	CreatedAt, SeenAt  time.Time
}

// Sessions lists a person's running sessions, latest first.
func (s *Service) Sessions(ctx context.Context, q db.Q, user string) (out []Live, err error) {
	now := s.db.Now()
	rows, err := db.List[sessionRow](ctx, q, qSessions, user, micro(now.Add(-longest)), micro(now.Add(-longest)))
	for _, r := range rows {
		if r.over(now) {
			continue
		}
		out = append(out, Live{r.ID, r.Device, r.Method, r.Kind, time.UnixMicro(r.CreatedAt).UTC(), time.UnixMicro(r.SeenAt).UTC()})
	}
	return out, err
}

// End ends one of user's sessions. Fault: ErrSession.
func (s *Service) End(ctx context.Context, tx *db.Tx, user, session string) error {
	tx.After(func() { s.cache.drop(user) })
	n, err := db.Exec(ctx, tx, qSessionEnd, session, user, micro(tx.Now()))
	if err == nil && n == 0 {
		err = ErrSession
	}
	return err
}

// EndOthers ends all sessions of user but one, and gives their number.
func (s *Service) EndOthers(ctx context.Context, tx *db.Tx, user, but string) (int64, error) {
	tx.After(func() { s.cache.drop(user) })
	return db.Exec(ctx, tx, qSessionEndAll, user, micro(tx.Now()), but)
}

// Known is a device that somebody signed in on.
type Known struct {
	ID, Name          string
	CreatedAt, SeenAt time.Time
}

// Devices lists a person's devices, latest first.
func (*Service) Devices(ctx context.Context, q db.Q, user string) (out []Known, err error) {
	rows, err := db.List[deviceRow](ctx, q, qDevices, user)
	for _, r := range rows {
		out = append(out, Known{r.ID, r.Name, time.UnixMicro(r.CreatedAt).UTC(), time.UnixMicro(r.SeenAt).UTC()})
	}
	return out, err
}

// Device gives one of user's devices: CreatedAt tells how long it is known.
// Fault: ErrDevice.
func (*Service) Device(ctx context.Context, q db.Q, user, id string) (Known, error) {
	r, ok, err := db.One[deviceRow](ctx, q, qDevice, id, user)
	if err == nil && !ok {
		err = ErrDevice
	}
	return Known{r.ID, r.Name, time.UnixMicro(r.CreatedAt).UTC(), time.UnixMicro(r.SeenAt).UTC()}, err
}

// EndDevice ends the sessions on a device and forgets its token: the next
// sign-in there is one on a new device. Fault: ErrDevice.
func (s *Service) EndDevice(ctx context.Context, tx *db.Tx, user, device string) error {
	_, lost := newToken()
	n, err := db.Exec(ctx, tx, qDeviceMove, device, user, lost)
	if err != nil || n == 0 {
		return first(err, ErrDevice)
	}
	tx.After(func() { s.cache.drop(user) })
	_, err = db.Exec(ctx, tx, qSessionEndDev, device, user, micro(tx.Now()))
	return err
}

// cache spares a busy session its two reads per request. What ends a session
// here drops it at once; another node learns within cacheFor.
type cache struct {
	mu   sync.Mutex
	gen  uint64 // grows with each drop, so that a read begun before it is not kept
	held map[string]cached
}

type cached struct {
	scope scope.Scope
	until time.Time
}

const cacheMost = 20_000

func newCache() *cache { return &cache{held: map[string]cached{}} }

func (c *cache) get(hash string, now time.Time) (scope.Scope, uint64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.held[hash]
	// A clock that went back must not lengthen a life.
	return h.scope, c.gen, ok && now.Before(h.until) && h.until.Sub(now) <= cacheFor
}

func (c *cache) put(hash string, s scope.Scope, until time.Time, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gen != c.gen {
		return
	}
	if len(c.held) >= cacheMost {
		clear(c.held)
	}
	c.held[hash] = cached{s, until}
}

func (c *cache) drop(user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	for k, h := range c.held {
		if h.scope.User == user {
			delete(c.held, k)
		}
	}
}
