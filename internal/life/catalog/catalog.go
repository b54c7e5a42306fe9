// Package catalog knows what a store sells and for how much: sections, items,
// variants (SKUs) with their prices, and choices with what each adds.
//
// There is one catalogue for every channel. Prices are made here alone: a
// client names SKUs and choices, and what it believes they cost is compared,
// never believed. How many there are is stock's.
package catalog

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
	"livewell/internal/kit/live"
	"livewell/internal/kit/money"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("catalog", files)

var (
	ErrNotFound  = fault.New(fault.NotFound, "catalog.not_found", "There is no such item.")
	ErrSection   = fault.New(fault.NotFound, "catalog.section", "There is no such section.")
	ErrName      = fault.New(fault.Invalid, "catalog.name", "A name has 1 to 60 characters.")
	ErrText      = fault.New(fault.Invalid, "catalog.text", "This text is too long.")
	ErrPrice     = fault.New(fault.Invalid, "catalog.price", "A price is between 0 and 1000000.")
	ErrWeight    = fault.New(fault.Invalid, "catalog.weight", "A piece weighs at most 100 kilograms.")
	ErrSKUs      = fault.New(fault.Invalid, "catalog.skus", "An item has 1 to 50 variants. Where there are several, each has a name.")
	ErrGroups    = fault.New(fault.Invalid, "catalog.groups", "An item has at most 20 groups of 1 to 50 choices, each with a name, and a group's most is not under its least.")
	ErrAllergen  = fault.New(fault.Invalid, "catalog.allergen", "There is no such allergen.")
	ErrCodeTaken = fault.New(fault.Conflict, "catalog.code", "Another item of the store has this code.")
	ErrTooMany   = fault.New(fault.Refused, "catalog.too_many", "A store has at most 50000 items in 200 sections.")
)

// Allergens that a menu can name: those of EU regulation 1169/2011, annex II.
func Allergens() []string {
	return []string{"gluten", "crustaceans", "eggs", "fish", "peanuts", "soy", "milk", "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs"}
}

// Section is a part of a menu.
type Section struct {
	ID     string `db:"id"`
	Name   string `db:"name"`
	NameEN string `db:"name_en"`
	Pos    int64  `db:"pos"`
}

// Choice is one of a group.
type Choice struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	NameEN string       `json:"nameEn,omitempty"`
	Adds   money.Amount `json:"adds"`
	Off    bool         `json:"off,omitempty"` // sold out
}

// Group is what a buyer chooses from: at least Min, at most Max.
type Group struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	NameEN  string   `json:"nameEn,omitempty"`
	Min     int      `json:"min"`
	Max     int      `json:"max"`
	Choices []Choice `json:"choices"`
}

// SKU is what is bought.
type SKU struct {
	ID      string
	Name    string
	NameEN  string
	Price   money.Amount
	Barcode string
	Weight  int64 // grams of one, packed; 0: not told
}

// Item is a dish, a book, a room for an hour.
type Item struct {
	ID           string
	Store        string
	Section      string
	Code         string
	Name, NameEN string
	About        string
	Picture      string
	Allergens    []string
	Groups       []Group
	Hours        *calendar.Hours // when it is sold; nil: whenever the store is open
	Listed       bool
	SoldOut      bool
	Pos          int64
	Sold         int64
	SKUs         []SKU
}

// Service keeps catalogues.
type Service struct {
	live  *live.Hub
	saved func(ctx context.Context, tx *db.Tx, it Item) error // of chains; nil: there are none
}

func New() *Service { return &Service{live: live.NewHub()} }

const (
	maxItems    = 50_000
	maxSections = 200
)

// Watch calls look at once and whenever a store's menu has changed, until ctx ends.
func (s *Service) Watch(ctx context.Context, store string, look func() error) error {
	return s.live.Watch(ctx, store, look)
}

// Changed wakes those who look at a store's menu.
func (s *Service) Changed(tx *db.Tx, store string) { tx.After(func() { s.live.Poke(store) }) }

// Version tells two states of a store's menu apart.
func (s *Service) Version(ctx context.Context, q db.Q, store string) (string, error) {
	v, _, err := db.One[string](ctx, q, qVersion, store)
	return v, err
}

// SetSections replaces the names and the order of a store's sections. One that
// is left out goes, if nothing is in it. Faults: ErrName, ErrTooMany, ErrSection.
func (s *Service) SetSections(ctx context.Context, tx *db.Tx, store string, in []Section) ([]Section, error) {
	if len(in) > maxSections {
		return nil, ErrTooMany
	}
	had, err := s.Sections(ctx, tx, store)
	if err != nil {
		return nil, err
	}
	keep := map[string]bool{}
	for i := range in {
		sec := &in[i]
		if !named(&sec.Name) || utf8.RuneCountInString(sec.NameEN) > 60 {
			return nil, ErrName
		}
		if sec.ID != "" && !slices.ContainsFunc(had, func(h Section) bool { return h.ID == sec.ID }) {
			return nil, ErrSection
		}
		if sec.ID == "" {
			sec.ID = tx.NewIDFor(store)
		}
		sec.Pos, keep[sec.ID] = int64(i), true
		if _, err := db.Exec(ctx, tx, qSection, sec.ID, store, sec.Name, sec.NameEN, sec.Pos); err != nil {
			return nil, err
		}
	}
	for _, h := range had {
		if !keep[h.ID] {
			if _, err := db.Exec(ctx, tx, qSectionDel, h.ID); err != nil {
				return nil, err
			}
		}
	}
	s.Changed(tx, store)
	return s.Sections(ctx, tx, store)
}

// Sections lists those of a store in their order.
func (s *Service) Sections(ctx context.Context, q db.Q, store string) ([]Section, error) {
	return db.List[Section](ctx, q, qSections, store)
}

// Save makes an item, or replaces the one with its id; of one that comes from
// a chain's lead only the prices. Variants and choices keep the ids that they
// come with, so baskets that hold them stay good.
// Faults: ErrNotFound, ErrName, ErrText, ErrPrice, ErrWeight, ErrSKUs,
// ErrGroups, ErrAllergen, ErrSection, ErrCodeTaken, ErrTooMany, calendar.ErrHours.
func (s *Service) Save(ctx context.Context, tx *db.Tx, it Item) (Item, error) {
	it, err := s.chained(ctx, tx, it)
	if err != nil {
		return it, err
	}
	if it, err = s.save(ctx, tx, it); err != nil || s.saved == nil {
		return it, err
	}
	return it, s.saved(ctx, tx, it)
}

func (s *Service) save(ctx context.Context, tx *db.Tx, it Item) (Item, error) {
	if err := it.check(); err != nil {
		return it, err
	}
	if err := s.place(ctx, tx, &it); err != nil {
		return it, err
	}
	var had []SKU
	if it.ID == "" {
		if n, _, err := db.One[int64](ctx, tx, qCount, it.Store); err != nil || n >= maxItems {
			if err == nil {
				err = ErrTooMany
			}
			return it, err
		}
		it.ID = tx.NewIDFor(it.Store)
	} else {
		old, err := s.Get(ctx, tx, it.ID)
		if err != nil || old.Store != it.Store {
			if err == nil {
				err = ErrNotFound
			}
			return it, err
		}
		had, it.SoldOut, it.Sold = old.SKUs, old.SoldOut, old.Sold
	}
	if it.Code != "" {
		if other, ok, err := db.One[string](ctx, tx, qByCode, it.Store, it.Code); err != nil || ok && other != it.ID {
			if err == nil {
				err = ErrCodeTaken
			}
			return it, err
		}
	}
	if err := it.write(ctx, tx, had); err != nil {
		return it, err
	}
	s.Changed(tx, it.Store)
	return it, nil
}

func (it *Item) write(ctx context.Context, tx *db.Tx, had []SKU) error {
	hours := ""
	if it.Hours != nil {
		b, err := json.Marshal(it.Hours)
		if err != nil {
			return err
		}
		hours = string(b)
	}
	for i := range it.Groups {
		g := &it.Groups[i]
		if g.ID == "" {
			g.ID = tx.NewID()
		}
		for j := range g.Choices {
			if g.Choices[j].ID == "" {
				g.Choices[j].ID = tx.NewID()
			}
		}
	}
	groups, err := json.Marshal(it.Groups)
	if err != nil {
		return err
	}
	allergens, err := json.Marshal(it.Allergens)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qSave, it.ID, it.Store, it.Section, it.Code, it.Name, it.NameEN, it.About, it.Picture,
		string(allergens), string(groups), hours, bit(it.Listed), it.Pos, tx.Now().UnixMicro()); err != nil {
		return err
	}
	keep := map[string]bool{}
	for i := range it.SKUs {
		k := &it.SKUs[i]
		if !slices.ContainsFunc(had, func(h SKU) bool { return h.ID == k.ID }) {
			k.ID = tx.NewIDFor(it.Store)
		}
		keep[k.ID] = true
		if _, err := db.Exec(ctx, tx, qSaveSKU, k.ID, it.ID, it.Store, k.Name, k.NameEN, k.Price.Minor(), k.Barcode, k.Weight, i); err != nil {
			return err
		}
	}
	for _, h := range had {
		if !keep[h.ID] {
			if _, err := db.Exec(ctx, tx, qSKUGone, h.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// named tidies a name and tells whether it can be one.
func named(name *string) bool {
	*name = strings.Join(strings.Fields(*name), " ")
	n := utf8.RuneCountInString(*name)
	return n >= 1 && n <= 60
}

const (
	maxPrice  = 1_000_000_00
	maxWeight = 100_000
)

func (it *Item) check() error {
	switch {
	case !named(&it.Name) || utf8.RuneCountInString(it.NameEN) > 100:
		return ErrName
	case len(it.About) > 2000 || len(it.Picture) > 200 || len(it.Code) > 60:
		return ErrText
	case len(it.SKUs) < 1 || len(it.SKUs) > 50:
		return ErrSKUs
	case slices.ContainsFunc(it.Allergens, func(a string) bool { return !slices.Contains(Allergens(), a) }):
		return ErrAllergen
	}
	for _, k := range it.SKUs {
		if k.Price.Sign() < 0 || k.Price.Minor() > maxPrice || k.Price.Currency() != money.CNY {
			return ErrPrice
		}
		if k.Weight < 0 || k.Weight > maxWeight {
			return ErrWeight
		}
		if len(it.SKUs) > 1 && !named(&k.Name) || len(k.Name) > 240 || len(k.NameEN) > 240 || len(k.Barcode) > 40 {
			return ErrSKUs
		}
	}
	if it.Allergens == nil {
		it.Allergens = []string{}
	}
	if it.Hours != nil {
		if err := it.Hours.Check(); err != nil {
			return err
		}
	}
	return checkGroups(&it.Groups)
}

func checkGroups(groups *[]Group) error {
	if len(*groups) > 20 {
		return ErrGroups
	}
	if *groups == nil {
		*groups = []Group{}
	}
	for i := range *groups {
		g := &(*groups)[i]
		if !named(&g.Name) || len(g.Choices) < 1 || len(g.Choices) > 50 || g.Min < 0 || g.Max < max(1, g.Min) || g.Min > len(g.Choices) {
			return ErrGroups
		}
		for j := range g.Choices {
			c := &g.Choices[j]
			if c.Adds == (money.Amount{}) {
				c.Adds = money.New(0, money.CNY)
			}
			if !named(&c.Name) || c.Adds.Sign() < 0 || c.Adds.Minor() > maxPrice || c.Adds.Currency() != money.CNY {
				return ErrGroups
			}
		}
	}
	return nil
}

// SoldOut takes an item off sale until it is back, without a count. Fault: ErrNotFound.
func (s *Service) SoldOut(ctx context.Context, tx *db.Tx, store, item string, out bool) error {
	n, err := db.Exec(ctx, tx, qSoldOut, item, store, bit(out), tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	s.Changed(tx, store)
	return err
}

// Sold counts pieces of an item that were sold.
func (s *Service) Sold(ctx context.Context, tx *db.Tx, item string, n int64) error {
	_, err := db.Exec(ctx, tx, qSold, item, n)
	return err
}

// Get gives an item with its variants. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Item, error) {
	r, ok, err := db.One[itemRow](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Item{}, err
	}
	it, err := r.item()
	if err != nil {
		return it, err
	}
	skus, err := db.List[skuRow](ctx, q, qSKUs, id)
	for _, k := range skus {
		it.SKUs = append(it.SKUs, k.sku())
	}
	return it, err
}

// place finds an item's section. Who names none has no need of sections: it is
// the store's first one, which is made where there is none.
func (s *Service) place(ctx context.Context, tx *db.Tx, it *Item) error {
	if it.Section != "" {
		_, ok, err := db.One[string](ctx, tx, qSectionOf, it.Section, it.Store)
		if err == nil && !ok {
			err = ErrSection
		}
		return err
	}
	secs, err := s.Sections(ctx, tx, it.Store)
	if err == nil && len(secs) == 0 {
		secs, err = s.SetSections(ctx, tx, it.Store, []Section{{Name: "在售", NameEN: "On sale"}})
	}
	if err == nil {
		it.Section = secs[0].ID
	}
	return err
}

// MenuSize is the most items that Menu gives; the rest is found by Find.
const MenuSize = 500

// Menu gives what a store lists, in its order. all gives what is not listed too.
func (s *Service) Menu(ctx context.Context, q db.Q, store string, all bool) ([]Item, error) {
	return items(ctx, q, qMenu, qMenuSKUs, store, bit(!all), MenuSize)
}

// ShelfSize is the most items that Shelf gives.
const ShelfSize = 500

// Shelf gives what a store lists after an item, by id: a till reads all of it
// and looks codes up by itself.
func (s *Service) Shelf(ctx context.Context, q db.Q, store, after string) ([]Item, error) {
	return items(ctx, q, qShelf, qShelfSKUs, store, after, ShelfSize)
}

// Find gives listed items of a store whose name, English name or code holds
// text, or whose barcode is text; 50 at most.
func (s *Service) Find(ctx context.Context, q db.Q, store, text string) ([]Item, error) {
	return items(ctx, q, qFind, qFindSKUs, store, text)
}

// items reads what one statement selects and the variants that its twin does.
func items(ctx context.Context, q db.Q, rows, skus *db.Stmt, args ...any) ([]Item, error) {
	var out []Item
	at := map[string]int{}
	for r, err := range db.Each[itemRow](ctx, q, rows, args...) {
		if err != nil {
			return nil, err
		}
		it, err := r.item()
		if err != nil {
			return nil, err
		}
		at[it.ID] = len(out)
		out = append(out, it)
	}
	for k, err := range db.Each[skuRow](ctx, q, skus, args...) {
		if err != nil {
			return nil, err
		}
		if i, ok := at[k.Item]; ok {
			out[i].SKUs = append(out[i].SKUs, k.sku())
		}
	}
	return out, nil
}

// Available tells whether an item is sold at t.
func (it Item) Available(t time.Time) bool {
	if !it.Listed || it.SoldOut {
		return false
	}
	if it.Hours == nil {
		return true
	}
	_, open := it.Hours.Open(t)
	return open
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (r itemRow) item() (Item, error) {
	it := Item{
		ID: r.ID, Store: r.Store, Section: r.Section, Code: r.Code, Name: r.Name, NameEN: r.NameEN, About: r.About, Picture: r.Picture,
		Listed: r.Listed == 1, SoldOut: r.SoldOut == 1, Pos: r.Pos, Sold: r.Sold,
	}
	err := errors.Join(json.Unmarshal([]byte(r.Allergens), &it.Allergens), json.Unmarshal([]byte(r.Groups), &it.Groups))
	if r.Hours != "" {
		it.Hours = &calendar.Hours{}
		err = errors.Join(err, json.Unmarshal([]byte(r.Hours), it.Hours))
	}
	if err != nil {
		return it, fmt.Errorf("read item %s: %w", r.ID, err)
	}
	return it, nil
}
