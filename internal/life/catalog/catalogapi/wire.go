// Package catalogapi shows stores and what they sell to buyers, and lets their
// people write it. It holds wire types and mapping; the one rule here is that a
// store is changed by the staff of its merchant alone.
package catalogapi

import (
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/trade/store"
)

type Choice struct {
	ID     string       `json:"id,omitempty" maxLength:"40"`
	Name   string       `json:"name" minLength:"1" maxLength:"60"`
	NameEN string       `json:"nameEn,omitempty" maxLength:"60"`
	Adds   money.Amount `json:"adds"`
	Off    bool         `json:"off,omitempty" doc:"Sold out."`
}

type Group struct {
	ID      string   `json:"id,omitempty" maxLength:"40"`
	Name    string   `json:"name" minLength:"1" maxLength:"60"`
	NameEN  string   `json:"nameEn,omitempty" maxLength:"60"`
	Min     int      `json:"min" minimum:"0" maximum:"50"`
	Max     int      `json:"max" minimum:"1" maximum:"50"`
	Choices []Choice `json:"choices" nullable:"false" minItems:"1" maxItems:"50"`
}

type SKU struct {
	ID      string       `json:"id,omitempty" maxLength:"40"`
	Name    string       `json:"name,omitempty" maxLength:"60" doc:"Empty where the item has one variant."`
	NameEN  string       `json:"nameEn,omitempty" maxLength:"60"`
	Price   money.Amount `json:"price"`
	Barcode string       `json:"barcode,omitempty" maxLength:"40"`
	Weight  int64        `json:"weight,omitempty" minimum:"0" maximum:"100000" doc:"Grams of one, packed. Absent: not told, 500 where it is sent by weight."`
	Left    *int64       `json:"left,omitempty" minimum:"0" maximum:"10000000" doc:"Absent: not counted."`
}

// ItemFields are what a store's people write about an item.
type ItemFields struct {
	Section   string          `json:"section" maxLength:"40" doc:"Empty: the first one."`
	Code      string          `json:"code,omitempty" maxLength:"60" doc:"The merchant's own."`
	Name      string          `json:"name" minLength:"1" maxLength:"60"`
	NameEN    string          `json:"nameEn,omitempty" maxLength:"100"`
	About     string          `json:"about,omitempty" maxLength:"600"`
	Picture   string          `json:"picture,omitempty" maxLength:"200"`
	Allergens []string        `json:"allergens" nullable:"false" maxItems:"14"`
	Groups    []Group         `json:"groups" nullable:"false" maxItems:"20"`
	Hours     *calendar.Hours `json:"hours,omitempty" doc:"When it is sold; absent: whenever the store is open."`
	Listed    bool            `json:"listed"`
	Pos       int64           `json:"pos,omitempty" minimum:"0" maximum:"1000000"`
	SKUs      []SKU           `json:"skus" nullable:"false" minItems:"1" maxItems:"50"`
}

type Item struct {
	ID string `json:"id"`
	ItemFields
	SoldOut   bool  `json:"soldOut"`
	Available bool  `json:"available" doc:"Is listed, not sold out, and sold at this hour."`
	Sold      int64 `json:"sold"`
	Chain     bool  `json:"chain,omitempty" doc:"It comes from the chain: only its prices can be changed here."`
	OwnPrice  bool  `json:"ownPrice,omitempty" doc:"The store has prices of its own for it."`
}

type Section struct {
	ID     string `json:"id,omitempty" maxLength:"40"`
	Name   string `json:"name" minLength:"1" maxLength:"60"`
	NameEN string `json:"nameEn,omitempty" maxLength:"60"`
}

func wireItem(it catalog.Item, left map[string]int64, available bool) Item {
	out := Item{ID: it.ID, SoldOut: it.SoldOut, Available: available, Sold: it.Sold, ItemFields: ItemFields{
		Section: it.Section, Code: it.Code, Name: it.Name, NameEN: it.NameEN, About: it.About, Picture: it.Picture, Allergens: it.Allergens,
		Groups: []Group{}, Hours: it.Hours, Listed: it.Listed, Pos: it.Pos, SKUs: []SKU{},
	}}
	for _, g := range it.Groups {
		w := Group{g.ID, g.Name, g.NameEN, g.Min, g.Max, []Choice{}}
		for _, c := range g.Choices {
			w.Choices = append(w.Choices, Choice(c))
		}
		out.Groups = append(out.Groups, w)
	}
	for _, k := range it.SKUs {
		w := SKU{k.ID, k.Name, k.NameEN, k.Price, k.Barcode, k.Weight, nil}
		if n, counted := left[k.ID]; counted {
			w.Left = &n
		}
		out.SKUs = append(out.SKUs, w)
	}
	return out
}

func (f ItemFields) item(store, id string) catalog.Item {
	it := catalog.Item{
		ID: id, Store: store, Section: f.Section, Code: f.Code, Name: f.Name, NameEN: f.NameEN, About: f.About, Picture: f.Picture,
		Allergens: f.Allergens, Hours: f.Hours, Listed: f.Listed, Pos: f.Pos,
	}
	for _, g := range f.Groups {
		w := catalog.Group{ID: g.ID, Name: g.Name, NameEN: g.NameEN, Min: g.Min, Max: g.Max}
		for _, c := range g.Choices {
			w.Choices = append(w.Choices, catalog.Choice(c))
		}
		it.Groups = append(it.Groups, w)
	}
	for _, k := range f.SKUs {
		it.SKUs = append(it.SKUs, catalog.SKU{ID: k.ID, Name: k.Name, NameEN: k.NameEN, Price: k.Price, Barcode: k.Barcode, Weight: k.Weight})
	}
	return it
}

type Terms struct {
	AutoAccept bool         `json:"autoAccept"`
	Within     int          `json:"within" minimum:"1" maximum:"60" doc:"Minutes to accept an order; then it is cancelled."`
	Making     int          `json:"making" minimum:"1" maximum:"240" doc:"Minutes that an order takes, until the store's own are known."`
	Packing    money.Amount `json:"packing" doc:"For each piece that leaves the house."`
}

// StoreFields are what a store's people write about it.
type StoreFields struct {
	Name     string         `json:"name" minLength:"1" maxLength:"40"`
	NameEN   string         `json:"nameEn,omitempty" maxLength:"60"`
	Category string         `json:"category" maxLength:"20"`
	City     string         `json:"city" maxLength:"20"`
	Address  string         `json:"address" maxLength:"100"`
	Phone    string         `json:"phone,omitempty" maxLength:"20"`
	About    string         `json:"about,omitempty" maxLength:"600"`
	Picture  string         `json:"picture,omitempty" maxLength:"200"`
	At       geo.Point      `json:"at"`
	Hours    calendar.Hours `json:"hours"`
	Modes    []store.Mode   `json:"modes" nullable:"false" maxItems:"10"`
	Terms    Terms          `json:"terms"`
}

type Store struct {
	ID string `json:"id"`
	StoreFields
	Status  string     `json:"status" enum:"open,paused,closed"`
	Until   *time.Time `json:"until,omitempty" doc:"When a pause ends by itself."`
	Rating  float64    `json:"rating" doc:"Mean of the stars, 0 where there are none."`
	Ratings int64      `json:"ratings"`
	Sold    int64      `json:"sold"`
}

func (f StoreFields) info() store.Info {
	return store.Info{
		Name: f.Name, NameEN: f.NameEN, Category: f.Category, City: f.City, Address: f.Address, Phone: f.Phone, About: f.About, Picture: f.Picture,
		At: f.At, Hours: f.Hours, Modes: f.Modes, Terms: store.Terms(f.Terms),
	}
}

func wireStore(s store.Store) Store {
	out := Store{ID: s.ID, Status: string(s.Status), Ratings: s.Ratings, Sold: s.Sold, StoreFields: StoreFields{
		s.Name, s.NameEN, s.Category, s.City, s.Address, s.Phone, s.About, s.Picture, s.At, s.Hours, s.Modes, Terms(s.Terms),
	}}
	if s.Status == store.Paused && !s.Until.IsZero() {
		out.Until = &s.Until
	}
	if s.Ratings > 0 {
		out.Rating = float64(s.RatingSum) / float64(s.Ratings)
	}
	return out
}
