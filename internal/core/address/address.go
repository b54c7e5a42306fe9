// Package address keeps where people want things brought to. All of an address
// is personal, so all of it is sealed.
package address

import (
	"context"
	"embed"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/secret"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("address", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "address.not_found", "There is no such address.")
	ErrName     = fault.New(fault.Invalid, "address.name", "Who receives it has a name of 1 to 30 characters.")
	ErrPhone    = fault.New(fault.Invalid, "address.phone", "This is not a phone number.")
	ErrPlace    = fault.New(fault.Invalid, "address.place", "An address has 1 to 120 characters, a door at most 60.")
	ErrTooMany  = fault.New(fault.Refused, "address.too_many", "You can keep 50 addresses. Remove one first.")
)

// Address is a door and who opens it.
type Address struct {
	ID    string    `json:"-"`
	Name  string    `json:"name"`
	Phone string    `json:"phone"`
	Place string    `json:"place"` // street or building
	Door  string    `json:"door"`  // floor, room
	Label string    `json:"label"` // home, work, or empty
	At    geo.Point `json:"at"`
}

// Service keeps address books.
type Service struct{ keys secret.KMS }

func New(keys secret.KMS) *Service { return &Service{keys} }

const most = 50

// Check tidies an address and finds what cannot be.
// Faults: ErrName, ErrPhone, ErrPlace, geo.ErrPoint.
func (a *Address) Check() error {
	for _, s := range []*string{&a.Name, &a.Place, &a.Door, &a.Label} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	a.Phone = strings.NewReplacer(" ", "", "-", "").Replace(a.Phone)
	digits := strings.TrimPrefix(a.Phone, "+")
	length := utf8.RuneCountInString
	switch {
	case length(a.Name) < 1 || length(a.Name) > 30:
		return ErrName
	case len(digits) < 5 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "":
		return ErrPhone
	case length(a.Place) < 1 || length(a.Place) > 120 || length(a.Door) > 60 || length(a.Label) > 10:
		return ErrPlace
	}
	return a.At.Check()
}

// Save keeps an address of a user's, or replaces the one with its id.
// Faults: those of Check, ErrNotFound, ErrTooMany.
func (s *Service) Save(ctx context.Context, tx *db.Tx, user string, a Address) (Address, error) {
	if err := a.Check(); err != nil {
		return a, err
	}
	if a.ID != "" {
		if _, err := s.Get(ctx, tx, user, a.ID); err != nil {
			return a, err
		}
	} else {
		if n, _, err := db.One[int64](ctx, tx, qCount, user); err != nil || n >= most {
			if err == nil {
				err = ErrTooMany
			}
			return a, err
		}
		a.ID = tx.NewIDFor(user)
	}
	key, wrapped, err := secret.NewKey(s.keys)
	if err != nil {
		return a, err
	}
	body, err := json.Marshal(a)
	if err != nil {
		return a, err
	}
	_, err = db.Exec(ctx, tx, qSave, a.ID, user, key.Seal(secret.Place("address", "body", a.ID), body), wrapped, tx.Now().UnixMicro())
	return a, err
}

// Used brings an address to the front of its owner's list.
func (s *Service) Used(ctx context.Context, tx *db.Tx, id string) error {
	_, err := db.Exec(ctx, tx, qUsed, id, tx.Now().UnixMicro())
	return err
}

// Remove forgets one. Again changes nothing.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, user, id string) error {
	_, err := db.Exec(ctx, tx, qDel, id, user)
	return err
}

// Get gives one of a user's. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, user, id string) (Address, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id, user)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Address{}, err
	}
	return s.open(r)
}

// List gives a user's, the last used first.
func (s *Service) List(ctx context.Context, q db.Q, user string) (out []Address, err error) {
	for r, err := range db.Each[row](ctx, q, qList, user) {
		if err != nil {
			return nil, err
		}
		a, err := s.open(r)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

func (s *Service) open(r row) (a Address, err error) {
	key, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return a, err
	}
	body, err := key.Open(secret.Place("address", "body", r.ID), r.Body)
	if err != nil {
		return a, err
	}
	err = json.Unmarshal(body, &a)
	a.ID = r.ID
	return a, err
}
