package catalogapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"livewell/internal/find/provider"
	"livewell/internal/find/rank"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/geo"
	"livewell/internal/trade/store"
)

// within is how far stores are looked for around a place.
const within = 8000

// candidate is an offer of this platform or of another, before its card is made.
type candidate struct {
	rank.Features
	id    string
	by    string // the provider; "": this platform
	store store.Store
	found provider.Found
}

// near lists stores and what other platforms offer, by one rule for all.
func (h Surface) near(ctx context.Context, in *nearIn) (StoreCards, error) {
	wish := store.ReadWish(in.Text)
	mode := cmp.Or(wish.Mode, store.Mode(in.Mode))
	all, err := h.candidates(ctx, in, wish, mode)
	if err != nil {
		return StoreCards{}, err
	}
	at, known := in.place()
	cards := []StoreCard{}
	var of []string
	// A card reads the areas of its store: no more are made than are shown.
	for _, i := range rank.Order(features(all), ids(all), h.DB.Now().In(calendar.Zone).Format(time.DateOnly)) {
		if len(cards) == in.Limit {
			break
		}
		c, err := h.cardOf(ctx, all[i], at, known)
		if err != nil {
			return StoreCards{}, err
		}
		if mode == store.Takeaway && known && !c.Delivers {
			continue
		}
		cards, of = append(cards, c), append(of, all[i].by)
	}
	out := StoreCards{cards, names(cards)}
	if in.Text != "" || in.Category != "" || len(out.Providers) == 0 { // who asks for something gets that, in its order
		return out, nil
	}
	fit := make([]bool, len(cards))
	for i, c := range cards {
		fit[i] = c.Open
	}
	order, err := h.Providers.Arrange(ctx, in.City, string(mode), of, fit)
	if err != nil {
		return out, err
	}
	out.Items = make([]StoreCard, len(cards))
	for to, from := range order {
		out.Items[to] = cards[from]
	}
	return out, nil
}

func (h Surface) candidates(ctx context.Context, in *nearIn, wish store.Wish, mode store.Mode) (all []candidate, err error) {
	box := geo.Box{Min: geo.Point{Lat: -90, Lng: -180}, Max: geo.Point{Lat: 90, Lng: 180}}
	at, known := in.place()
	if known {
		box = geo.Around(at, within)
	}
	stores, err := h.Stores.Near(ctx, h.DB, in.City, box)
	if err != nil {
		return nil, err
	}
	others, err := h.Providers.Near(ctx, h.DB, in.City, string(mode), box)
	if err != nil {
		return nil, err
	}
	now := h.DB.Now()
	add := func(c candidate, s store.Store) {
		if in.Category != "" && s.Category != in.Category || mode != "" && !s.Has(mode) || !wish.Fits(s) {
			return
		}
		_, c.Open = s.Selling(now)
		c.Metres, c.Minutes = -1, int64(s.Terms.Making)
		if known {
			c.Metres = int64(geo.Distance(s.At, at))
		}
		if known && mode == store.Takeaway {
			c.Minutes += int64(h.Travel(s.At, at) / time.Minute)
		}
		all = append(all, c)
	}
	for _, s := range stores {
		add(candidate{Features: rank.Features{Ratings: s.Ratings, RatingSum: s.RatingSum, Sold: s.Sold}, id: s.ID, store: s}, s)
	}
	for _, f := range others {
		if mode != store.Takeaway || !known || geo.Distance(f.At, at) <= float64(f.Reach) {
			add(candidate{id: f.ID, by: f.Provider, found: f}, asStore(f))
		}
	}
	return all, nil
}

// asStore has what is asked of a store to find it.
func asStore(f provider.Found) store.Store {
	return store.Store{Status: store.Open, Info: store.Info{
		Name: f.Name, NameEN: f.NameEN, Category: f.Category, At: f.At, Hours: f.Hours, Modes: []store.Mode{store.Mode(f.Mode)}, Terms: store.Terms{Making: int(f.Making)},
	}}
}

func features(all []candidate) (out []rank.Features) {
	for _, c := range all {
		out = append(out, c.Features)
	}
	return out
}

func ids(all []candidate) (out []string) {
	for _, c := range all {
		out = append(out, c.id)
	}
	return out
}

func (h Surface) cardOf(ctx context.Context, c candidate, at geo.Point, known bool) (StoreCard, error) {
	if c.by == "" {
		return h.card(ctx, c.store, at, known)
	}
	f := c.found
	s := asStore(f)
	card := StoreCard{
		ID: f.ID, Provider: &ProviderName{f.Provider, f.By, f.ByEN}, Link: f.URL, Name: f.Name, NameEN: f.NameEN, Category: f.Category, At: f.At,
		Modes: s.Modes, Open: c.Open, Minutes: c.Minutes,
	}
	until, open := s.Selling(h.DB.Now())
	if !open {
		until, _ = s.Hours.Next(h.DB.Now())
	}
	if !until.IsZero() {
		card.Until = &until
	}
	if known {
		card.Metres = &c.Metres
	}
	if known && f.Mode == string(store.Takeaway) {
		card.Delivers, card.Fee, card.Minimum = true, &f.Fee, &f.Minimum
	}
	return card, nil
}

// names lists the other platforms in a list, by name.
func names(cards []StoreCard) []ProviderName {
	out := []ProviderName{}
	for _, c := range cards {
		if c.Provider != nil && !slices.Contains(out, *c.Provider) {
			out = append(out, *c.Provider)
		}
	}
	slices.SortFunc(out, func(a, b ProviderName) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
