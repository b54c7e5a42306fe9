// Package feedapi shows the picture feed. It holds wire types and mapping; the
// rule here is that a place in another city is none: the city's centre counts.
package feedapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"livewell/internal/find/city"
	"livewell/internal/find/feed"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/store"
)

// Surface is the feed for the app.
type Surface struct {
	DB     *db.DB
	Feed   *feed.Service
	Cities *city.Service
}

// FeedCard is a store, or one of the things that it sells.
type FeedCard struct {
	ID          string        `json:"id" doc:"The same for the same thing."`
	Kind        string        `json:"kind" enum:"store,item"`
	Store       string        `json:"store"`
	StoreName   string        `json:"storeName"`
	StoreNameEN string        `json:"storeNameEn,omitempty"`
	Category    string        `json:"category" doc:"Kind of the store."`
	Modes       []store.Mode  `json:"modes" nullable:"false"`
	Item        string        `json:"item,omitempty"`
	Name        string        `json:"name"`
	NameEN      string        `json:"nameEn,omitempty"`
	Picture     string        `json:"picture,omitempty"`
	Price       *money.Amount `json:"price,omitempty"`
	From        bool          `json:"from" doc:"There are dearer variants."`
	Rating      float64       `json:"rating" doc:"Of the store; 0: none yet."`
	Sold        int64         `json:"sold" doc:"Of the item, or orders of the store."`
	Metres      int64         `json:"metres"`
	Delivers    bool          `json:"delivers" doc:"To the place; else it is to be fetched."`
	Fee         *money.Amount `json:"fee,omitempty" doc:"Of the delivery."`
	Why         []Why         `json:"why" nullable:"false" doc:"What the place of the card is made of, the greatest part first."`
}

// Why is one reason for a card's place.
type Why struct {
	Factor string `json:"factor" enum:"near,rating,sales,taste"`
	Share  int    `json:"share" minimum:"1" maximum:"100" doc:"Per cent of the score, rounded."`
}

type FeedCards struct {
	Items    []FeedCard `json:"items" nullable:"false"`
	Next     string     `json:"next,omitempty" doc:"Cursor of the next page; absent on the last one."`
	Personal *bool      `json:"personal,omitempty" doc:"Whether what the reader bought counts; absent for strangers."`
}

// Personal says whether what somebody bought counts for what they see.
type Personal struct {
	On bool `json:"on"`
}

type personalIn struct{ Body Personal }

type feedIn struct {
	City   string  `query:"city" maxLength:"40" required:"true" doc:"Code."`
	Lat    float64 `query:"lat" minimum:"-90" maximum:"90" doc:"WGS-84; leave both out where the place is not known."`
	Lng    float64 `query:"lng" minimum:"-180" maximum:"180"`
	Kinds  string  `query:"kinds" maxLength:"220" doc:"Kinds of stores with commas between; leave out for all."`
	Limit  int     `query:"limit" minimum:"1" maximum:"40" default:"20"`
	Cursor string  `query:"cursor" maxLength:"600" doc:"From the page before, with all else the same."`
}

// cursor names a list and how much of it was seen.
type cursor struct {
	Begun int64 `json:"b"`
	Skip  int   `json:"s"`
}

// Consumer adds the operation of the app.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/feed", "getFeed", web.Public, h.get)
	web.Op(a, "PUT", "/api/feed/personal", "setPersonalFeed", web.For(scope.Consumer), web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *personalIn) (Personal, error) {
		return in.Body, h.Feed.SetPersonal(ctx, tx, scope.From(ctx).User, in.Body.On)
	}))
}

// place is the point that the feed is for.
func (h Surface) place(ctx context.Context, in *feedIn) (geo.Point, error) {
	c, err := h.Cities.Catalogue(ctx)
	if err != nil {
		return geo.Point{}, err
	}
	x, err := c.Find(in.City)
	if err != nil {
		return geo.Point{}, err
	}
	// No place is the same as one in the Gulf of Guinea: no city is there.
	p := geo.Point{Lat: in.Lat, Lng: in.Lng}
	if at, _, ok := c.At(p); !ok || at.Code != in.City {
		return x.Centre, nil
	}
	return p, nil
}

func (h Surface) get(ctx context.Context, in *feedIn) (FeedCards, error) {
	out := FeedCards{Items: []FeedCard{}}
	at, err := h.place(ctx, in)
	if err != nil {
		return out, err
	}
	ask := feed.Ask{City: in.City, At: at}
	if in.Kinds != "" {
		ask.Kinds = strings.Split(in.Kinds, ",")
	}
	if reader := scope.From(ctx).User; reader != "" {
		on, err := h.Feed.Personal(ctx, h.DB, reader)
		if err != nil {
			return out, err
		}
		out.Personal = &on
		if on {
			ask.Reader = reader
		}
	}
	c := cursor{Begun: h.Feed.Begin().UnixMicro()}
	if in.Cursor != "" {
		b, err := base64.RawURLEncoding.DecodeString(in.Cursor)
		if err != nil || json.Unmarshal(b, &c) != nil || c.Skip < 0 {
			return out, page.ErrCursor
		}
	}
	cards, used, err := h.Feed.Page(ctx, ask, time.UnixMicro(c.Begun).UTC(), c.Skip, in.Limit)
	if err != nil {
		return out, err
	}
	for _, x := range cards {
		out.Items = append(out.Items, wire(x))
	}
	if len(cards) == in.Limit {
		c.Skip += used
		b, err := json.Marshal(c)
		if err != nil {
			return out, err
		}
		out.Next = base64.RawURLEncoding.EncodeToString(b)
	}
	return out, nil
}

func wire(c feed.Card) FeedCard {
	s := c.Store
	w := FeedCard{
		ID: c.ID(), Kind: "store", Store: s.ID, StoreName: s.Name, StoreNameEN: s.NameEN, Category: s.Category, Modes: s.Modes,
		Name: s.Name, NameEN: s.NameEN, Picture: s.Picture, Sold: s.Sold, Metres: int64(c.Metres), Delivers: c.Delivers,
	}
	w.Why = reasons(c.Why)
	if s.Ratings > 0 {
		w.Rating = float64(s.RatingSum) / float64(s.Ratings)
	}
	if c.Delivers {
		w.Fee = &c.Fee
	}
	if it := c.Item; it != nil {
		w.Kind, w.Item, w.Name, w.NameEN, w.Picture, w.Sold = "item", it.ID, it.Name, it.NameEN, it.Picture, it.Sold
		price := it.SKUs[0].Price
		for _, k := range it.SKUs[1:] {
			w.From = w.From || k.Price != price
			if k.Price.Minor() < price.Minor() {
				price = k.Price
			}
		}
		w.Price = &price
	}
	return w
}

func reasons(fs []feed.Factor) []Why {
	out, all := []Why{}, 0.0
	for _, f := range fs {
		all += f.Part
	}
	for _, f := range fs {
		if share := int(100*f.Part/all + 0.5); share > 0 {
			out = append(out, Why{f.Key, share})
		}
	}
	return out
}
