// Package store knows where merchants sell: a store's place, hours, how it
// sells, and where it delivers to at what fee.
//
//	open --pause--> paused --its time, resume--> open
//	  +----close----> closed --reopen--> open
//
// What a store sells is the catalogue's; who owns it is the merchant's.
package store

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("store", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "store.not_found", "There is no such store.")
	ErrName     = fault.New(fault.Invalid, "store.name", "A store's name has 1 to 40 characters.")
	ErrCategory = fault.New(fault.Invalid, "store.category", "There is no such kind of store.")
	ErrMode     = fault.New(fault.Invalid, "store.mode", "There is no such way to sell.")
	ErrTerms    = fault.New(fault.Invalid, "store.terms", "Orders are accepted within 1 to 60 minutes, and made within 1 to 240.")
	ErrText     = fault.New(fault.Invalid, "store.text", "This text is too long.")
	ErrTooMany  = fault.New(fault.Refused, "store.too_many", "A merchant has at most 5000 stores.")
	ErrSome     = fault.New(fault.Forbidden, "store.some", "You work in some stores only. This is for those who work in all of them.")
	ErrAreas    = fault.New(fault.Refused, "store.areas", "A store delivers to at most 20 areas.")
	ErrBands    = fault.New(fault.Invalid, "store.bands", "Fees go by distance: each band reaches farther than the one before, 1 to 10 of them.")
)

// Mode is a way to sell. What each means is up to the order engine.
type Mode string

const (
	Takeaway Mode = "takeaway" // a rider brings it
	Pickup   Mode = "pickup"   // the buyer comes for it
	DineIn   Mode = "dinein"   // ordered at a table
	Voucher  Mode = "voucher"  // bought now, used in the store later
	Parcel   Mode = "parcel"   // sent by post
)

// Modes lists all of them, in the order that people see.
func Modes() []Mode { return []Mode{Takeaway, Pickup, DineIn, Voucher, Parcel} }

// Categories of stores, the kinds that people look for.
func Categories() []string {
	return []string{
		"noodles", "breakfast", "hotpot", "barbecue", "sichuan", "cantonese", "dumplings", "fastfood", "western", "japanese",
		"coffee", "tea", "bakery", "dessert", "grocery", "fruit", "pharmacy", "flowers", "bookstore", "hotel", "cinema", "salon", "other",
	}
}

// Status of a store, as its people set it.
type Status string

const (
	Open   Status = "open"
	Paused Status = "paused"
	Closed Status = "closed"
)

// Terms are how a store takes orders.
type Terms struct {
	AutoAccept bool         `json:"auto"`
	Within     int          `json:"within"`  // minutes to accept an order; then it is cancelled
	Making     int          `json:"making"`  // minutes that an order takes, until the store's own are known
	Packing    money.Amount `json:"packing"` // for each piece that leaves the house
}

// Info is what a store's people write about it.
type Info struct {
	Name, NameEN string
	Category     string
	City         string
	Address      string
	Phone        string
	About        string
	Picture      string
	At           geo.Point
	Hours        calendar.Hours
	Modes        []Mode
	Terms        Terms
}

// Store is a store as it stands.
type Store struct {
	Info
	ID        string
	Merchant  string
	Status    Status
	Until     time.Time // of a pause; zero: until somebody ends it
	Ratings   int64
	RatingSum int64
	Sold      int64
	CreatedAt time.Time
}

// Has tells whether a way to sell is on.
func (s Store) Has(m Mode) bool { return slices.Contains(s.Modes, m) }

// Stopped tells whether the store's people have closed or paused it, whatever its hours.
func (s Store) Stopped(t time.Time) bool {
	return s.Status == Closed || s.Status == Paused && (s.Until.IsZero() || t.Before(s.Until))
}

// Selling tells whether the store sells at t, and until when it would.
func (s Store) Selling(t time.Time) (until time.Time, ok bool) {
	if s.Stopped(t) {
		return t, false
	}
	return s.Hours.Open(t)
}

// Service keeps stores.
type Service struct{}

func New() *Service { return &Service{} }

const maxStores = 5000

// DefaultTerms are those of a new store: five minutes to accept, fifteen to make.
func DefaultTerms() Terms { return Terms{Within: 5, Making: 15, Packing: money.New(0, money.CNY)} }

func (in *Info) check() error {
	in.Name, in.NameEN = strings.Join(strings.Fields(in.Name), " "), strings.Join(strings.Fields(in.NameEN), " ")
	if in.Terms == (Terms{}) {
		in.Terms = DefaultTerms()
	}
	if in.Terms.Packing == (money.Amount{}) {
		in.Terms.Packing = money.New(0, money.CNY)
	}
	within := func(n, from, to int) bool { return n >= from && n <= to }
	switch {
	case !within(utf8.RuneCountInString(in.Name), 1, 40) || utf8.RuneCountInString(in.NameEN) > 60:
		return ErrName
	case !slices.Contains(Categories(), in.Category):
		return ErrCategory
	case slices.ContainsFunc(in.Modes, func(m Mode) bool { return !slices.Contains(Modes(), m) }):
		return ErrMode
	case !within(in.Terms.Within, 1, 60) || !within(in.Terms.Making, 1, 240) || in.Terms.Packing.Sign() < 0 || in.Terms.Packing.Minor() > 100_00:
		return ErrTerms
	case len(in.City) > 20 || len(in.Address) > 300 || len(in.Phone) > 20 || len(in.About) > 2000 || len(in.Picture) > 200:
		return ErrText
	}
	slices.Sort(in.Modes)
	in.Modes = slices.Compact(in.Modes)
	if err := in.At.Check(); err != nil {
		return err
	}
	return in.Hours.Check()
}

// Add opens a store of a merchant. Faults: ErrName, ErrCategory, ErrMode,
// ErrTerms, ErrText, ErrTooMany, geo.ErrPoint, calendar.ErrHours.
func (s *Service) Add(ctx context.Context, tx *db.Tx, merchant string, in Info) (Store, error) {
	if err := in.check(); err != nil {
		return Store{}, err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, merchant); err != nil || n >= maxStores {
		if err == nil {
			err = ErrTooMany
		}
		return Store{}, err
	}
	out := Store{Info: in, ID: tx.NewIDFor(merchant), Merchant: merchant, Status: Open, CreatedAt: tx.Now()}
	args, err := in.columns()
	if err != nil {
		return out, err
	}
	_, err = db.Exec(ctx, tx, qInsert, append([]any{out.ID, merchant, Open, tx.Now().UnixMicro()}, args...)...)
	return out, err
}

// Edit changes what a store's people write about it. Faults: those of Add, ErrNotFound.
func (s *Service) Edit(ctx context.Context, tx *db.Tx, id string, in Info) error {
	if err := in.check(); err != nil {
		return err
	}
	args, err := in.columns()
	if err != nil {
		return err
	}
	return changed(db.Exec(ctx, tx, qUpdate, append([]any{id}, args...)...))
}

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// Pause stops new orders until t, or until Resume where t is zero. Fault: ErrNotFound.
func (s *Service) Pause(ctx context.Context, tx *db.Tx, id string, until time.Time) error {
	return changed(db.Exec(ctx, tx, qStatus, id, Paused, micro(until)))
}

// Resume takes orders again. Fault: ErrNotFound.
func (s *Service) Resume(ctx context.Context, tx *db.Tx, id string) error {
	return changed(db.Exec(ctx, tx, qStatus, id, Open, 0))
}

// Close takes a store out of sight. Fault: ErrNotFound.
func (s *Service) Close(ctx context.Context, tx *db.Tx, id string) error {
	return changed(db.Exec(ctx, tx, qStatus, id, Closed, 0))
}

// Get gives a store. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Store, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Store{}, err
	}
	return r.store()
}

// Mine gives a store that the caller of ctx acts for. Fault: ErrNotFound, for others' too.
func (s *Service) Mine(ctx context.Context, q db.Q, id string) (Store, error) {
	st, err := s.Get(ctx, q, id)
	if err == nil && !scope.From(ctx).At(st.Merchant, st.ID) {
		err = ErrNotFound
	}
	return st, err
}

// First gives the store that a merchant opened first, of those that are not
// closed. Fault: ErrNotFound.
func (s *Service) First(ctx context.Context, q db.Q, merchant string) (Store, error) {
	r, ok, err := db.One[row](ctx, q, qFirst, merchant)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Store{}, err
	}
	return r.store()
}

// Of lists a merchant's stores, oldest first, 5000 at most.
func (s *Service) Of(ctx context.Context, q db.Q, merchant string) ([]Store, error) {
	return stores(db.List[row](ctx, q, qOf, merchant))
}

// Near lists the stores of a city within a box, closed ones left out, 2000 at most.
func (s *Service) Near(ctx context.Context, q db.Q, city string, box geo.Box) ([]Store, error) {
	return stores(db.List[row](ctx, q, qNear, city, e6(box.Min.Lat), e6(box.Max.Lat), e6(box.Min.Lng), e6(box.Max.Lng)))
}

func stores(rows []row, err error) ([]Store, error) {
	out := make([]Store, len(rows))
	for i, r := range rows {
		if err == nil {
			out[i], err = r.store()
		}
	}
	return out, err
}

// Sale counts a completed order.
func (s *Service) Sale(ctx context.Context, tx *db.Tx, id string) error {
	_, err := db.Exec(ctx, tx, qSale, id)
	return err
}

// Rate counts the stars of a review, or takes them back with n = -1.
func (s *Service) Rate(ctx context.Context, tx *db.Tx, id string, stars, n int64) error {
	_, err := db.Exec(ctx, tx, qRate, id, stars*n, n)
	return err
}

func (in Info) columns() ([]any, error) {
	hours, err := json.Marshal(in.Hours)
	if err != nil {
		return nil, err
	}
	if in.Modes == nil {
		in.Modes = []Mode{}
	}
	modes, err := json.Marshal(in.Modes)
	if err != nil {
		return nil, err
	}
	terms, err := json.Marshal(in.Terms)
	return []any{
		in.Name, in.NameEN, in.Category, in.City, in.Address, in.Phone, in.About, in.Picture,
		e6(in.At.Lat), e6(in.At.Lng), string(hours), string(modes), string(terms),
	}, err
}

func (r row) store() (Store, error) {
	s := Store{
		ID: r.ID, Merchant: r.Merchant, Status: r.Status, Ratings: r.Ratings, RatingSum: r.RatingSum, Sold: r.Sold, CreatedAt: instant(r.CreatedAt), Until: instant(r.Until),
		Info: Info{
			Name: r.Name, NameEN: r.NameEN, Category: r.Category, City: r.City, Address: r.Address, Phone: r.Phone, About: r.About, Picture: r.Picture,
			At: geo.Point{Lat: float64(r.Lat) / 1e6, Lng: float64(r.Lng) / 1e6},
		},
	}
	if err := errors.Join(json.Unmarshal([]byte(r.Hours), &s.Hours), json.Unmarshal([]byte(r.Modes), &s.Modes), json.Unmarshal([]byte(r.Terms), &s.Terms)); err != nil {
		return s, fmt.Errorf("read store %s: %w", r.ID, err)
	}
	return s, nil
}
