// Package merchant knows who sells: merchants, their owners and their staff.
//
//	active --block--> blocked --unblock--> active
//
// A merchant's money is in its wallet account; its codes, stores and trades
// belong to other domains.
package merchant

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("merchant", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "merchant.not_found", "There is no such merchant.")
	ErrName     = fault.New(fault.Invalid, "merchant.name", "A merchant's name has 1 to 40 characters.")
	ErrRole     = fault.New(fault.Invalid, "merchant.role", "Staff are managers or cashiers.")
	ErrStores   = fault.New(fault.Invalid, "merchant.stores", "Somebody works in all stores, or in up to 50 of them.")
	ErrOwner    = fault.New(fault.Conflict, "merchant.owner", "The owner cannot be removed.")
	ErrTier     = fault.New(fault.Invalid, "merchant.tier", "There is no such tier.")
	ErrTooMany  = fault.New(fault.Refused, "merchant.too_many", "One person can open 20 merchants.")
)

// Kind says how a merchant began.
type Kind string

const (
	Coder     Kind = "coder" // one QR code is the whole shop
	Shop      Kind = "shop"
	Developer Kind = "developer"
)

// Status of a merchant.
type Status string

const (
	Active  Status = "active"
	Blocked Status = "blocked"
)

type Merchant struct {
	ID        string
	Owner     string
	Name      string
	Kind      Kind
	Status    Status
	Reason    string
	Tier      Tier
	CreatedAt time.Time
}

type Member struct {
	Merchant  string
	User      string
	Role      scope.Role
	CreatedAt time.Time
}

// Service keeps merchants.
type Service struct {
	identity *identity.Service
	wallet   *wallet.Service
}

func New(i *identity.Service, w *wallet.Service) *Service { return &Service{i, w} }

const (
	maxPerOwner = 20
	maxStores   = 50
)

// Open makes a merchant with its owner as the first of its staff and an empty
// balance. It can take payments at once. Faults: ErrName, ErrTooMany.
func (s *Service) Open(ctx context.Context, tx *db.Tx, owner, name string, kind Kind) (Merchant, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 1 || n > 40 {
		return Merchant{}, ErrName
	}
	if n, _, err := db.One[int64](ctx, tx, qCountOf, owner); err != nil || n >= maxPerOwner {
		if err == nil {
			err = ErrTooMany
		}
		return Merchant{}, err
	}
	m := Merchant{ID: tx.NewID(), Owner: owner, Name: name, Kind: kind, Status: Active, CreatedAt: tx.Now()}
	if kind == Developer {
		m.Tier = Trusted // money of a sandbox is no money
	}
	if _, err := db.Exec(ctx, tx, qInsert, m.ID, owner, name, kind, Active, m.Tier, tx.Now().UnixMicro()); err != nil {
		return m, err
	}
	if err := s.wallet.OpenMerchant(ctx, tx, m.ID); err != nil {
		return m, err
	}
	return m, s.addStaff(ctx, tx, m.ID, owner, scope.Owner)
}

func (s *Service) addStaff(ctx context.Context, tx *db.Tx, merchant, user string, role scope.Role, stores ...string) error {
	if _, err := db.Exec(ctx, tx, qStaffAdd, merchant, user, role, tx.Now().UnixMicro()); err != nil {
		return err
	}
	return s.identity.Grant(ctx, tx, user, role, merchant, stores...)
}

// AddStaff lets a user work for a merchant, or changes what they may do there;
// with stores, in these only. Faults: ErrRole, ErrStores, ErrOwner.
func (s *Service) AddStaff(ctx context.Context, tx *db.Tx, merchant, user string, role scope.Role, stores ...string) error {
	if role != scope.Manager && role != scope.Cashier {
		return ErrRole
	}
	if len(stores) > maxStores {
		return ErrStores
	}
	if err := s.RemoveStaff(ctx, tx, merchant, user); err != nil {
		return err
	}
	return s.addStaff(ctx, tx, merchant, user, role, stores...)
}

// RemoveStaff ends that. Removing who is not there changes nothing. Fault: ErrOwner.
func (s *Service) RemoveStaff(ctx context.Context, tx *db.Tx, merchant, user string) error {
	r, ok, err := db.One[staffRow](ctx, tx, qStaffOne, merchant, user)
	switch {
	case err != nil || !ok:
		return err
	case r.Role == scope.Owner:
		return ErrOwner
	}
	if _, err := db.Exec(ctx, tx, qStaffDel, merchant, user); err != nil {
		return err
	}
	return s.identity.Ungrant(ctx, tx, user, r.Role, merchant)
}

// Staff lists who works for a merchant, owner first.
func (s *Service) Staff(ctx context.Context, q db.Q, merchant string) (out []Member, err error) {
	for r, err := range db.Each[staffRow](ctx, q, qStaff, merchant) {
		if err != nil {
			return nil, err
		}
		out = append(out, Member{r.Merchant, r.User, r.Role, time.UnixMicro(r.CreatedAt).UTC()})
	}
	return out, nil
}

// RoleOf gives what a user is to a merchant. Fault: ErrNotFound, for strangers.
func (s *Service) RoleOf(ctx context.Context, q db.Q, merchant, user string) (scope.Role, error) {
	r, ok, err := db.One[staffRow](ctx, q, qStaffOne, merchant, user)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.Role, err
}

// RoleOfAll is RoleOf for what concerns a merchant as a whole: who works in some
// stores only is a stranger there.
func (s *Service) RoleOfAll(ctx context.Context, q db.Q, merchant, user string) (scope.Role, error) {
	role, err := s.RoleOf(ctx, q, merchant, user)
	if err != nil {
		return "", err
	}
	ms, err := s.identity.Memberships(ctx, q, user)
	if err == nil && slices.ContainsFunc(ms, func(m identity.Membership) bool { return m.Merchant == merchant && len(m.Stores) > 0 }) {
		return "", ErrNotFound
	}
	return role, err
}

// Get gives a merchant. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Merchant, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.merchant(), err
}

// Of lists the merchants that a user works for, with the role there.
func (s *Service) Of(ctx context.Context, q db.Q, user string) ([]Merchant, []scope.Role, error) {
	var out []Merchant
	var roles []scope.Role
	for r, err := range db.Each[roleRow](ctx, q, qOf, user) {
		if err != nil {
			return nil, nil, err
		}
		m := row{r.ID, r.Owner, r.Name, r.Kind, r.Status, r.Reason, r.Tier, r.CreatedAt}
		out, roles = append(out, m.merchant()), append(roles, r.Role)
	}
	return out, roles, nil
}

// List gives all merchants, newest first, those whose name has text in it.
func (s *Service) List(ctx context.Context, q db.Q, text string, ask page.Ask) (page.Of[Merchant], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Merchant]{}, err
	}
	var out []Merchant
	for r, err := range db.Each[row](ctx, q, qList, at, id, ask.Limit+1, text) {
		if err != nil {
			return page.Of[Merchant]{}, err
		}
		out = append(out, r.merchant())
	}
	return page.Cut(out, ask.Limit, func(m Merchant) (int64, string) { return m.CreatedAt.UnixMicro(), m.ID }), nil
}

// After gives limit merchants whose id is past after, oldest first; "" begins.
func (s *Service) After(ctx context.Context, q db.Q, after string, limit int) (out []Merchant, err error) {
	for r, err := range db.Each[row](ctx, q, qAfter, after, limit) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.merchant())
	}
	return out, nil
}

// SetStatus blocks a merchant, with a reason, or lets it sell again. Fault: ErrNotFound.
func (s *Service) SetStatus(ctx context.Context, tx *db.Tx, id string, to Status, reason string) error {
	n, err := db.Exec(ctx, tx, qStatus, id, to, reason)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	tx.Know(sellerKey(id), nil)
	return err
}

// Rename changes the name that buyers see. Faults: ErrName, ErrNotFound.
func (s *Service) Rename(ctx context.Context, tx *db.Tx, id, name string) error {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 1 || n > 40 {
		return ErrName
	}
	n, err := db.Exec(ctx, tx, qRename, id, name)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	tx.Know(sellerKey(id), nil)
	return err
}

// sellerKey is under what a transaction remembers a merchant.
type sellerKey string

// known is Get, from the transaction's memory where only we write.
func (s *Service) known(ctx context.Context, q db.Q, id string) (Merchant, error) {
	tx, inside := q.(*db.Tx)
	if inside {
		if v, ok := tx.Known(sellerKey(id)); ok {
			return v.(Merchant), nil
		}
	}
	m, err := s.Get(ctx, q, id)
	if err == nil && inside {
		tx.Know(sellerKey(id), m)
	}
	return m, err
}

// Seller implements pay.Sellers.
func (s *Service) Seller(ctx context.Context, q db.Q, id string) (pay.Seller, error) {
	m, err := s.known(ctx, q, id)
	return pay.Seller{Name: m.Name, Owner: m.Owner, Blocked: m.Status != Active}, err
}
