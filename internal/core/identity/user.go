package identity

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
)

// State is whether a person may use the account.
type State string

const (
	Active State = "active"
	Frozen State = "frozen"
	Erased State = "erased"
)

// User is a person. Phone and Name are empty once erased.
type User struct {
	ID        string
	State     State
	Phone     string // E.164
	Name      string // chosen, may be empty
	Avatar    string // seed of a drawn picture
	Language  string // en, zh; empty: as the browser says
	Theme     string // auto, light, dark
	TextSize  string // normal, large, larger
	CreatedAt time.Time
}

// Shown is the name for others to see: never the phone.
func (u User) Shown() string {
	if u.Name != "" {
		return u.Name
	}
	return "····" + u.ID[max(len(u.ID)-4, 0):]
}

// Masked is the name as shown to somebody who typed the person's phone: enough
// to recognise a friend, too little to learn a stranger's name.
func (u User) Masked() string {
	n := utf8.RuneCountInString(u.Name)
	r, size := utf8.DecodeRuneInString(u.Name)
	switch {
	case n == 0:
		return MaskPhone(u.Phone)
	case r < 0x2E80: // not written in Han or kana: a first letter is all
		return string(r) + "***"
	case n == 1:
		return "*"
	}
	return "*" + u.Name[size:]
}

// MaskPhone leaves the country and the last four digits.
func MaskPhone(p string) string {
	if len(p) < 8 {
		return "****"
	}
	return p[:3] + "****" + p[len(p)-4:]
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// ParsePhone gives a phone number as E.164. Eleven digits that begin with 1 are
// taken for China's. Fault: ErrPhone.
func ParsePhone(s string) (string, error) {
	p := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "\u00a0", "").Replace(s)
	if rest, ok := strings.CutPrefix(p, "00"); ok {
		p = "+" + rest
	}
	if len(p) == 11 && p[0] == '1' {
		p = "+86" + p
	}
	if !e164.MatchString(p) {
		return "", ErrPhone
	}
	return p, nil
}

func (s *Service) phoneIndex(phone string) string {
	return fmt.Sprintf("%x", s.keys.Index("phone", []byte(phone)))
}

func (s *Service) open(r userRow) (User, error) {
	u := User{
		ID: r.ID, State: r.State, Avatar: r.Avatar, Language: r.Language, Theme: r.Theme,
		TextSize: r.TextSize, CreatedAt: time.UnixMicro(r.CreatedAt).UTC(),
	}
	if r.State == Erased {
		return u, nil
	}
	k, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return u, fmt.Errorf("user %s: %w: %w", r.ID, errDataKey, err)
	}
	phone, err1 := k.Open(secret.Place("identity_user", "phone", r.ID), r.PhoneBox)
	name, err2 := k.Open(secret.Place("identity_user", "name", r.ID), r.NameBox)
	u.Phone, u.Name = string(phone), string(name)
	return u, first(err1, err2)
}

func (s *Service) read(ctx context.Context, q db.Q, stmt *db.Stmt, arg string) (userRow, error) {
	r, ok, err := db.One[userRow](ctx, q, stmt, arg)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r, err
}

// User gives a person. Fault: ErrNotFound.
func (s *Service) User(ctx context.Context, q db.Q, id string) (User, error) {
	r, err := s.read(ctx, q, qUser, id)
	if err != nil {
		return User{}, err
	}
	return s.open(r)
}

// ByPhone gives the person with a phone. Faults: ErrPhone, ErrNotFound.
func (s *Service) ByPhone(ctx context.Context, q db.Q, phone string) (User, error) {
	p, err := ParsePhone(phone)
	if err != nil {
		return User{}, err
	}
	r, err := s.read(ctx, q, qUserByPhone, s.phoneIndex(p))
	if err != nil {
		return User{}, err
	}
	return s.open(r)
}

// Lookup finds whom money may be sent to by phone, for asker, and gives a masked
// name only. It is limited per asker, so that nobody can walk the numbers.
// Faults: ErrPhone, ErrNotFound, ErrTooOften.
func (s *Service) Lookup(ctx context.Context, q db.Q, asker, phone string) (id, masked string, err error) {
	if err := s.take(BucketLookup, asker); err != nil {
		return "", "", err
	}
	u, err := s.ByPhone(ctx, q, phone)
	if err == nil && u.State != Active {
		err = ErrNotFound
	}
	return u.ID, u.Masked(), err
}

// List gives people, newest first, for an operator.
func (s *Service) List(ctx context.Context, q db.Q, ask page.Ask) (page.Of[User], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[User]{}, err
	}
	var out []User
	for r, err := range db.Each[userRow](ctx, q, qUserList, at, id, ask.Limit+1) {
		if err != nil {
			return page.Of[User]{}, err
		}
		u, err := s.open(r)
		if err != nil {
			return page.Of[User]{}, err
		}
		out = append(out, u)
	}
	return page.Cut(out, ask.Limit, func(u User) (int64, string) { return u.CreatedAt.UnixMicro(), u.ID }), nil
}

// Ensure gives the person with a phone, who is made when new. The phone is
// believed: callers have checked it, or seed a demo.
func (s *Service) Ensure(ctx context.Context, tx *db.Tx, phone, language string) (User, error) {
	p, err := ParsePhone(phone)
	if err != nil {
		return User{}, err
	}
	index := s.phoneIndex(p)
	r, ok, err := db.One[userRow](ctx, tx, qUserByPhone, index)
	if err != nil {
		return User{}, err
	}
	if ok {
		return s.open(r)
	}
	k, wrapped, err := secret.NewKey(s.keys)
	if err != nil {
		return User{}, err
	}
	u := User{ID: tx.NewID(), State: Active, Phone: p, Language: language, Theme: "auto", TextSize: "normal", CreatedAt: tx.Now()}
	u.Avatar = hashOf(u.ID)[:12]
	if _, err := db.Exec(ctx, tx, qNewUser, u.ID, index,
		k.Seal(secret.Place("identity_user", "phone", u.ID), []byte(p)), wrapped,
		k.Seal(secret.Place("identity_user", "name", u.ID), nil), u.Avatar, language, micro(u.CreatedAt)); err != nil {
		return User{}, err
	}
	return u, s.bus.Emit(ctx, tx, SignedUpEvent{u.ID})
}

// Profile is what people change about themselves; nil leaves a part as it is.
type Profile struct {
	Name, Language, Theme, TextSize, Avatar *string
}

var errName = fault.New(fault.Invalid, "identity.name", "A name has 1 to 40 visible characters.")

// Update changes a profile and gives the new one. Faults: ErrNotFound, identity.name.
func (s *Service) Update(ctx context.Context, tx *db.Tx, id string, p Profile) (User, error) {
	r, err := s.read(ctx, tx, qUser, id)
	if err != nil {
		return User{}, err
	}
	u, err := s.open(r)
	if err != nil || u.State == Erased {
		return User{}, first(err, ErrNotFound)
	}
	if p.Name != nil {
		if *p.Name, err = cleanName(*p.Name); err != nil {
			return User{}, err
		}
	}
	for _, f := range []struct{ to, from *string }{
		{&u.Name, p.Name}, {&u.Language, p.Language}, {&u.Theme, p.Theme}, {&u.TextSize, p.TextSize}, {&u.Avatar, p.Avatar},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	k, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return User{}, err
	}
	_, err = db.Exec(ctx, tx, qUserSet, id, k.Seal(secret.Place("identity_user", "name", id), []byte(u.Name)),
		u.Language, u.Theme, u.TextSize, u.Avatar)
	return u, err
}

// cleanName refuses what would not be seen as it is: controls, direction marks.
func cleanName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	n := utf8.RuneCountInString(s)
	if n < 1 || n > 40 || !utf8.ValidString(s) {
		return "", errName
	}
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff {
			return "", errName
		}
	}
	return s, nil
}

// Freeze stops a person from using the account, at once; Unfreeze lets them again.
// The reason is for the audit log. Fault: ErrNotFound.
func (s *Service) Freeze(ctx context.Context, tx *db.Tx, id, reason string) error {
	tx.After(func() { s.cache.drop(id) })
	return s.setState(ctx, tx, id, Active, Frozen, reason)
}

func (s *Service) Unfreeze(ctx context.Context, tx *db.Tx, id, reason string) error {
	return s.setState(ctx, tx, id, Frozen, Active, reason)
}

func (*Service) setState(ctx context.Context, tx *db.Tx, id string, from, to State, reason string) error {
	n, err := db.Exec(ctx, tx, qUserState, id, from, to)
	if err != nil || n == 0 {
		return first(err, ErrNotFound)
	}
	return note(ctx, tx, "identity."+string(to), id, reason, nil)
}

// note writes what was done to a person into the audit log.
func note(ctx context.Context, tx *db.Tx, act, user, reason string, details any) error {
	actor := scope.From(ctx).Principal()
	if actor == "" {
		actor = "system"
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: actor, Act: act, Object: "user:" + user, Reason: reason}, details)
}

// Erase destroys a person's key and every way in. The id stays, as a pseudonym
// that the ledger needs. It cannot be undone.
func (s *Service) Erase(ctx context.Context, tx *db.Tx, id, reason string) error {
	n, err := db.Exec(ctx, tx, qUserErase, id, []byte{})
	if err != nil || n == 0 {
		return first(err, ErrNotFound)
	}
	tx.After(func() { s.cache.drop(id) })
	_, err1 := db.Exec(ctx, tx, qSessionEndAll, id, micro(tx.Now()), "")
	_, err2 := db.Exec(ctx, tx, qPINDrop, id)
	_, err3 := db.Exec(ctx, tx, qPasskeyAll, id)
	if err := first(err1, err2, err3, s.bus.Emit(ctx, tx, ErasedEvent{id})); err != nil {
		return err
	}
	return note(ctx, tx, "identity.erased", id, reason, nil)
}

// RewrapSome rewraps up to limit people, those after the id that after names,
// and gives the last one's id; it is empty when nobody is left. Call it again
// and again after the keyring was rotated.
func (s *Service) RewrapSome(ctx context.Context, tx *db.Tx, after string, limit int) (last string, err error) {
	ids, err := db.List[string](ctx, tx, qUsersAfter, after, limit)
	for _, id := range ids {
		if err := s.Rewrap(ctx, tx, id); err != nil {
			return "", err
		}
		last = id
	}
	return last, err
}

// Rewrap puts a person's key under the keyring's newest version.
func (s *Service) Rewrap(ctx context.Context, tx *db.Tx, id string) error {
	r, err := s.read(ctx, tx, qUser, id)
	if err != nil || r.State == Erased {
		return err
	}
	raw, err := s.keys.Unwrap(r.DataKey)
	if err != nil {
		return err
	}
	fresh, err := s.keys.Wrap(raw)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qUserRewrap, id, r.DataKey, fresh)
	return err
}

// Grant gives user a role, for one merchant or, with an empty one, at large;
// with stores, in these of the merchant only. It holds for the running sessions too. Faults: ErrRole, ErrNotFound.
func (s *Service) Grant(ctx context.Context, tx *db.Tx, user string, role scope.Role, merchant string, stores ...string) error {
	if !role.Known() || role == scope.Public || role == scope.Consumer {
		return ErrRole
	}
	if _, err := s.read(ctx, tx, qUser, user); err != nil {
		return err
	}
	tx.After(func() { s.cache.drop(user) })
	n, err := db.Exec(ctx, tx, qGrant, user, role, merchant, micro(tx.Now()), strings.Join(stores, " "))
	if err != nil || n == 0 {
		return err
	}
	return note(ctx, tx, "identity.grant", user, "", Membership{role, merchant, stores})
}

// Ungrant takes a role away, from the running sessions too.
func (s *Service) Ungrant(ctx context.Context, tx *db.Tx, user string, role scope.Role, merchant string) error {
	tx.After(func() { s.cache.drop(user) })
	n, err := db.Exec(ctx, tx, qRevoke, user, role, merchant)
	if err != nil || n == 0 {
		return err
	}
	return note(ctx, tx, "identity.ungrant", user, "", Membership{Role: role, Merchant: merchant})
}
