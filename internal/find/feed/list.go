package feed

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"livewell/internal/life/catalog"
)

// Of so many cards in a row at most so many are of one merchant, and of one
// kind of store.
const (
	stretch     = 10
	perMerchant = 2
	perKind     = 4
)

// extend adds the next card to a list; false: there is none.
func (s *Service) extend(ctx context.Context, l *list) (bool, error) {
	if len(l.shown) >= longest {
		return false, nil
	}
	for {
		seat := l.pick()
		if seat == nil {
			return false, nil
		}
		c, ok, err := s.card(ctx, l, seat)
		if err != nil {
			return false, err
		}
		if ok {
			seat.given++
			l.shown = append(l.shown, c)
			return true, nil
		}
		seat.ended = true
	}
}

// pick gives the store whose turn it is; nil: none can follow.
func (l *list) pick() *seat {
	merchants, kinds := map[string]int{}, map[string]int{}
	for _, c := range l.shown[max(0, len(l.shown)-stretch+1):] {
		merchants[c.Store.Merchant]++
		kinds[c.Store.Category]++
	}
	var best *seat
	better := func(a, b *seat) bool {
		varied := func(x *seat) int { return max(0, kinds[x.store.Category]-perKind+1) }
		return cmp.Or(cmp.Compare(min(1, varied(a)), min(1, varied(b))), cmp.Compare(a.given, b.given)) < 0
	}
	for _, x := range l.seats { // by score: of two that are as good the first stays
		if !x.ended && merchants[x.store.Merchant] < perMerchant && (best == nil || better(x, best)) {
			best = x
		}
	}
	return best
}

// card is the next one of a store; false: it has none.
func (s *Service) card(ctx context.Context, l *list, x *seat) (c Card, ok bool, err error) {
	c, ok, err = s.reach(ctx, l, x.store.ID)
	if err != nil || !ok {
		return c, false, err
	}
	if !x.fetched {
		if x.items, err = s.catalog.Menu(ctx, s.db, x.store.ID, false); err != nil {
			return c, false, err
		}
		slices.SortStableFunc(x.items, func(a, b catalog.Item) int { return cmp.Compare(b.Sold, a.Sold) })
		x.fetched = true
	}
	if x.given > 0 && !x.self {
		x.self = true
		return c, true, nil
	}
	for x.next < len(x.items) {
		it := x.items[x.next]
		x.next++
		if x.given > 0 { // the menu was read some cards ago
			if it, err = s.catalog.Get(ctx, s.db, it.ID); err != nil {
				return c, false, err
			}
		}
		if len(it.SKUs) > 0 && !l.taste.recent[it.ID] && it.Available(s.db.Now()) {
			c.Item = &it
			return c, true, nil
		}
	}
	ok, x.self = !x.self, true
	return c, ok, nil
}

const (
	kept  = 256              // lists that a node remembers
	fresh = 20 * time.Second // who comes within gets the list of who was first
)

// Begin gives the moment that a new list counts as begun.
func (s *Service) Begin() time.Time { return s.db.Now().Truncate(fresh) }

func (a Ask) key(begun time.Time) string {
	return fmt.Sprintf("%s %.4f %.4f %s %s %d", a.City, a.At.Lat, a.At.Lng, strings.Join(a.Kinds, ","), a.Reader, begun.UnixMicro())
}

func (s *Service) list(ctx context.Context, ask Ask, begun time.Time) (*list, error) {
	key := ask.key(begun)
	s.mu.Lock()
	l := s.lists[key]
	s.mu.Unlock()
	if l != nil {
		return l, nil
	}
	made, err := s.begin(ctx, ask)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.lists[key]; l != nil {
		return l, nil // another request was first
	}
	if len(s.order) >= kept {
		delete(s.lists, s.order[0])
		s.order = s.order[1:]
	}
	s.lists[key] = made
	s.order = append(s.order, key)
	return made, nil
}
