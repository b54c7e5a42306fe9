// Package feed chooses the pictures under the banner: stores and what they
// sell, of those that are open now and in reach of a place.
//
// In reach is what a rider brings, by the store's own areas, or what is at most
// five kilometres away to be fetched. Each card is looked at again when it is
// given out, so that none is of a store that has closed since.
//
// A store's score is a sum of numbers from 0 to 1:
//
//	0.5 x near    1 / (1 + metres/1500)
//	0.3 x rating  the mean of its stars and five more of 4, from 1 = 0 to 5 = 1
//	0.2 x sales   log10(1 + orders) / 4, at most 1
//	0.3 x taste   the share of its kind in what the reader bought in 60 days
//
// Cards come in rounds: each store gives its best seller, then itself, then its
// other items by what was sold of them. In a round the better score comes first,
// but of ten cards in a row at most two are of one merchant, and, where there
// are others, at most four of one kind of store. What cannot be placed so is
// left out. The same place and the same stores give the same cards.
//
// The last number and one rule more, that what was bought in a day does not come
// again, are all that is personal, and each reader can turn them off: then, as
// for strangers, the reader does not matter. Each card tells what its score is
// made of.
package feed

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/trade/store"
)

const (
	Fetched = 5000 // metres that people go to fetch something
	around  = 8000 // metres around a place that stores are looked for
	longest = 400  // cards of one list
)

// Ask is what somebody wants to see.
type Ask struct {
	City   string
	At     geo.Point
	Kinds  []string // of stores; empty: all
	Reader string   // whose orders count; "": nobody's
}

// Card is a store, or one of the things that it sells.
type Card struct {
	Store    store.Store
	Item     *catalog.Item // nil: the store itself
	Metres   float64
	Delivers bool // to the place; else it is to be fetched
	Fee      money.Amount
	Why      []Factor // the greatest part first
}

// ID is the same for the same thing.
func (c Card) ID() string {
	if c.Item != nil {
		return "item-" + c.Item.ID
	}
	return "store-" + c.Store.ID
}

// Service makes lists of cards and remembers the newest, so that their next
// pages go on where the last one ended.
type Service struct {
	db      *db.DB
	stores  *store.Service
	catalog *catalog.Service
	habits  Habits

	mu    sync.Mutex
	lists map[string]*list
	order []string // keys of lists, the oldest first
}

func New(d *db.DB, stores *store.Service, items *catalog.Service, habits Habits) *Service {
	return &Service{db: d, stores: stores, catalog: items, habits: habits, lists: map[string]*list{}}
}

// list is a feed as far as somebody has looked.
type list struct {
	mu    sync.Mutex
	ask   Ask
	taste taste
	seats []*seat // by score
	shown []Card
}

// seat is a store in a list.
type seat struct {
	store   store.Store
	score   float64
	given   int            // cards so far
	items   []catalog.Item // the best seller first; read with the first card
	next    int            // of items
	self    bool           // the store itself was given
	ended   bool
	fetched bool // items were read
}

// Page gives the cards after the first skip of the list that was begun at begun,
// at most limit, and how many of the list they are: the next page skips as many
// more. A list that this node does not remember is made anew.
func (s *Service) Page(ctx context.Context, ask Ask, begun time.Time, skip, limit int) (cards []Card, used int, err error) {
	l, err := s.list(ctx, ask, begun)
	if err != nil {
		return nil, 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := skip; len(cards) < limit && n < longest; n++ {
		fresh := n >= len(l.shown)
		for n >= len(l.shown) {
			more, err := s.extend(ctx, l)
			if err != nil {
				return nil, 0, err
			}
			if !more {
				return cards, used, nil
			}
		}
		used++
		c := l.shown[n]
		if !fresh {
			ok, err := s.again(ctx, l, &c)
			if err != nil {
				return nil, 0, err
			}
			if !ok {
				continue
			}
		}
		cards = append(cards, c)
	}
	return cards, used, nil
}

// again looks at a card that was given out before.
func (s *Service) again(ctx context.Context, l *list, c *Card) (ok bool, err error) {
	now, ok, err := s.reach(ctx, l, c.Store.ID)
	if err != nil || !ok {
		return false, err
	}
	if c.Item != nil {
		it, err := s.catalog.Get(ctx, s.db, c.Item.ID)
		if err != nil || !it.Available(s.db.Now()) {
			return false, err
		}
		now.Item = &it
	}
	*c = now
	return true, nil
}

// reach reads a store as it is now, and tells whether somebody at the place can
// have something from it.
func (s *Service) reach(ctx context.Context, l *list, id string) (c Card, ok bool, err error) {
	ask := l.ask
	st, err := s.stores.Get(ctx, s.db, id)
	if err != nil {
		return c, false, err
	}
	if _, open := st.Selling(s.db.Now()); !open {
		return c, false, nil
	}
	c = Card{Store: st, Metres: geo.Distance(ask.At, st.At), Why: why(st, ask.At, l.taste)}
	if st.Has(store.Takeaway) {
		areas, err := s.stores.Areas(ctx, s.db, id)
		if err != nil {
			return c, false, err
		}
		_, c.Fee, c.Delivers = store.Reach(areas, st.At, ask.At)
	}
	return c, c.Delivers || st.Has(store.Pickup) && c.Metres <= Fetched, nil
}

// factors are what the package says of a score.
func factors(s store.Store, metres, taste float64) []Factor {
	near := 1 / (1 + metres/1500)
	rating := (float64(s.RatingSum+5*4)/float64(s.Ratings+5) - 1) / 4
	sales := min(1, math.Log10(1+float64(s.Sold))/4)
	return []Factor{{Near, 0.5 * near}, {Rating, 0.3 * rating}, {Sales, 0.2 * sales}, {Taste, 0.3 * taste}}
}

// begin makes the list of a place: every store that may be in reach, the best first.
func (s *Service) begin(ctx context.Context, ask Ask) (*list, error) {
	near, err := s.stores.Near(ctx, s.db, ask.City, geo.Around(ask.At, around))
	if err != nil {
		return nil, err
	}
	l := &list{ask: ask}
	if l.taste, err = s.taste(ctx, ask.Reader); err != nil {
		return nil, err
	}
	for _, st := range near {
		if _, open := st.Selling(s.db.Now()); !open || len(ask.Kinds) > 0 && !slices.Contains(ask.Kinds, st.Category) {
			continue
		}
		l.seats = append(l.seats, &seat{store: st, score: sum(factors(st, geo.Distance(ask.At, st.At), l.taste.kinds[st.Category]))})
	}
	slices.SortFunc(l.seats, func(a, b *seat) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.store.ID, b.store.ID))
	})
	return l, nil
}
