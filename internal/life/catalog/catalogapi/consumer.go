package catalogapi

import (
	"context"
	"time"

	"livewell/internal/find/provider"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/web"
	"livewell/internal/life/catalog"
	"livewell/internal/life/favourite"
	"livewell/internal/life/stock"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// Surface is stores and their menus.
type Surface struct {
	DB         *db.DB
	Stores     *store.Service
	Catalog    *catalog.Service
	Chains     *catalog.Chains
	Stock      *stock.Service
	Merchants  *merchant.Service
	Favourites *favourite.Service
	Providers  *provider.Service
	Travel     func(from, to geo.Point) time.Duration
}

// StoreCard is a store in a list, of this platform or of another.
type StoreCard struct {
	ID       string        `json:"id"`
	Provider *ProviderName `json:"provider,omitempty" doc:"The other platform that offers this; absent: this one."`
	Link     string        `json:"link,omitempty" doc:"Where it is ordered, for what another platform offers."`
	Name     string        `json:"name"`
	NameEN   string        `json:"nameEn,omitempty"`
	Category string        `json:"category"`
	Picture  string        `json:"picture,omitempty"`
	At       geo.Point     `json:"at"`
	Modes    []store.Mode  `json:"modes" nullable:"false"`
	Rating   float64       `json:"rating"`
	Ratings  int64         `json:"ratings"`
	Sold     int64         `json:"sold"`
	Metres   *int64        `json:"metres,omitempty" doc:"From the place that was asked for."`
	Open     bool          `json:"open"`
	Until    *time.Time    `json:"until,omitempty" doc:"Open until then; where closed: opens then."`
	Delivers bool          `json:"delivers" doc:"To the place that was asked for."`
	Fee      *money.Amount `json:"fee,omitempty"`
	Minimum  *money.Amount `json:"minimum,omitempty"`
	Minutes  int64         `json:"minutes,omitempty" doc:"Until it would be there, or ready."`
}

// ProviderName is whose an offer is.
type ProviderName struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	NameEN string `json:"nameEn,omitempty"`
}

type StoreCards struct {
	Items     []StoreCard    `json:"items" nullable:"false" doc:"Open ones first, then by the published rule: getRanking."`
	Providers []ProviderName `json:"providers" nullable:"false" doc:"Other platforms that have something in the list."`
}

// StorePage is a store's own page.
type StorePage struct {
	Store     Store     `json:"store"`
	Open      bool      `json:"open"`
	Until     time.Time `json:"until,omitzero" doc:"Open until then; where closed: opens then."`
	Sections  []Section `json:"sections" nullable:"false"`
	Items     []Item    `json:"items" nullable:"false" doc:"At most 500; the rest is found by text."`
	More      bool      `json:"more" doc:"There is more than that: search."`
	Merchant  string    `json:"merchant" doc:"The verified name."`
	Delivered []Area    `json:"delivered" nullable:"false" doc:"Where it delivers to."`
}

type Items struct {
	Items []Item `json:"items" nullable:"false"`
}

type nearIn struct {
	City     string  `query:"city" maxLength:"20" required:"true"`
	Lat      float64 `query:"lat" minimum:"-90" maximum:"90" doc:"WGS-84; leave out both where the place is not known."`
	Lng      float64 `query:"lng" minimum:"-180" maximum:"180"`
	Mode     string  `query:"mode" enum:"takeaway,pickup,dinein,voucher,parcel" doc:"Only those that sell this way; takeaway: to the place."`
	Category string  `query:"category" maxLength:"20"`
	Text     string  `query:"text" maxLength:"40" doc:"Names, kinds and ways to sell; a way that is named here comes before mode."`
	Limit    int     `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (in nearIn) place() (geo.Point, bool) {
	p := geo.Point{Lat: in.Lat, Lng: in.Lng}
	return p, p != geo.Point{}
}

// StorePath is embedded by operations on one store; huma reads exported structs only.
type StorePath struct {
	Store string `path:"store" maxLength:"40"`
}

type storeIn struct{ StorePath }

type findIn struct {
	StorePath
	Text string `query:"text" minLength:"1" maxLength:"40" required:"true"`
}

// Consumer adds what buyers see.
func (h Surface) Consumer(a *web.API) {
	h.favourites(a)
	web.Op(a, "GET", "/api/stores", "listStores", web.Public, h.near)
	web.Op(a, "GET", "/api/stores/{store}", "getStore", web.Public, h.page)
	web.Op(a, "GET", "/api/stores/{store}/items", "findItems", web.Public, func(ctx context.Context, in *findIn) (Items, error) {
		items, err := h.Catalog.Find(ctx, h.DB, in.Store, in.Text)
		if err != nil {
			return Items{[]Item{}}, err
		}
		out, err := h.items(ctx, items)
		return Items{out}, err
	})
	web.Stream(a, "/api/stores/{store}/live", "watchStore", web.Public, func(ctx context.Context, in *storeIn, _ string, send func(web.Event) error) error {
		last := ""
		return h.Catalog.Watch(ctx, in.Store, func() error {
			now, err := h.state(ctx, in.Store)
			if err != nil || now == last {
				return err
			}
			first := last == ""
			last = now
			if first {
				return nil
			}
			return send(web.Event{Name: "changed", Data: struct{}{}})
		})
	})
}

// state tells two menus of a store apart.
func (h Surface) state(ctx context.Context, id string) (string, error) {
	v, err := h.Catalog.Version(ctx, h.DB, id)
	if err != nil {
		return "", err
	}
	s, err := h.Stores.Get(ctx, h.DB, id)
	return v + string(s.Status) + s.Until.String(), err
}

func (h Surface) card(ctx context.Context, s store.Store, at geo.Point, known bool) (StoreCard, error) {
	w := wireStore(s)
	c := StoreCard{
		ID: s.ID, Name: s.Name, NameEN: s.NameEN, Category: s.Category, Picture: s.Picture, At: s.At, Modes: s.Modes,
		Rating: w.Rating, Ratings: w.Ratings, Sold: w.Sold, Minutes: int64(s.Terms.Making),
	}
	until, open := s.Selling(h.DB.Now())
	if !open {
		until, _ = s.Hours.Next(h.DB.Now())
	}
	c.Open = open
	if !until.IsZero() {
		c.Until = &until
	}
	if !known {
		return c, nil
	}
	metres := int64(geo.Distance(s.At, at))
	c.Metres = &metres
	if !s.Has(store.Takeaway) {
		return c, nil
	}
	areas, err := h.Stores.Areas(ctx, h.DB, s.ID)
	if err != nil {
		return c, err
	}
	if area, fee, ok := store.Reach(areas, s.At, at); ok {
		c.Delivers, c.Fee, c.Minimum = true, &fee, &area.Minimum
		c.Minutes += int64(h.Travel(s.At, at) / time.Minute)
	}
	return c, nil
}

func (h Surface) page(ctx context.Context, in *storeIn) (StorePage, error) {
	return h.Page(ctx, in.Store)
}

// Page is a store with what it sells now, for surfaces that show it to their own
// callers. Fault: store.ErrNotFound.
func (h Surface) Page(ctx context.Context, id string) (StorePage, error) {
	s, err := h.Stores.Get(ctx, h.DB, id)
	if err != nil {
		return StorePage{}, err
	}
	out := StorePage{Store: wireStore(s), Sections: []Section{}, Delivered: []Area{}}
	out.Until, out.Open = s.Selling(h.DB.Now())
	if !out.Open {
		out.Until, _ = s.Hours.Next(h.DB.Now())
	}
	m, err := h.Merchants.Get(ctx, h.DB, s.Merchant)
	if err != nil {
		return out, err
	}
	out.Merchant = m.Name
	areas, err := h.Stores.Areas(ctx, h.DB, s.ID)
	if err != nil {
		return out, err
	}
	for _, a := range areas {
		out.Delivered = append(out.Delivered, wireArea(a))
	}
	secs, err := h.Catalog.Sections(ctx, h.DB, s.ID)
	if err != nil {
		return out, err
	}
	for _, sec := range secs {
		out.Sections = append(out.Sections, Section{sec.ID, sec.Name, sec.NameEN})
	}
	items, err := h.Catalog.Menu(ctx, h.DB, s.ID, false)
	if err != nil {
		return out, err
	}
	out.More = len(items) == catalog.MenuSize
	out.Items, err = h.items(ctx, items)
	return out, err
}

// items adds what is left of each and whether it is sold now.
func (h Surface) items(ctx context.Context, items []catalog.Item) ([]Item, error) {
	var skus []string
	for _, it := range items {
		for _, k := range it.SKUs {
			skus = append(skus, k.ID)
		}
	}
	levels, err := h.Stock.Levels(ctx, h.DB, skus...)
	left := map[string]int64{}
	for id, l := range levels {
		left[id] = l.Left()
	}
	out := make([]Item, len(items))
	for i, it := range items {
		out[i] = wireItem(it, left, it.Available(h.DB.Now()))
	}
	return out, err
}
