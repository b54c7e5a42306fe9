package voice

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// choice is something that a person had and may have again.
type choice struct {
	Order  string     `json:"order"` // that it was in: it goes where that one went
	Store  string     `json:"store"`
	Name   string     `json:"name"` // of the store
	NameEN string     `json:"nameEn,omitempty"`
	Mode   store.Mode `json:"mode"`
	Lines  []had      `json:"lines"`
}

// had is a line of an earlier order.
type had struct {
	SKU     string   `json:"sku"`
	Choices []string `json:"choices,omitempty"`
	Qty     int64    `json:"qty"`
	Unit    int64    `json:"unit"` // what one cost then, minor units
	Name    string   `json:"name"`
	NameEN  string   `json:"nameEn,omitempty"`
}

// past is an earlier order with its lines.
type past struct {
	order.Order
	nameEN string // of the store
	lines  []order.Line
}

// spoken are the ways of getting an order that need nothing more to be said.
var spoken = []store.Mode{store.Takeaway, store.Pickup}

// before lists what a person ordered and kept, the newest first.
func (s *Service) before(ctx context.Context, q db.Q, user string, keep func(order.Order) bool) (out []past, err error) {
	all, err := s.Orders.Of(ctx, q, user, page.Ask{Limit: mostBack})
	names := map[string]string{}
	for _, o := range all.Items {
		if o.PaidAt.IsZero() || o.Status == order.Cancelled || !slices.Contains(spoken, o.Mode) || !keep(o) {
			continue
		}
		p := past{Order: o}
		if p.lines, err = s.Orders.Lines(ctx, q, o.ID); err != nil {
			return nil, err
		}
		if _, ok := names[o.Store]; !ok {
			st, err := s.Stores.Get(ctx, q, o.Store)
			if err != nil {
				return nil, err
			}
			names[o.Store] = st.NameEN
		}
		p.nameEN = names[o.Store]
		out = append(out, p)
	}
	return out, err
}

// find gives what h may mean, the newest first, each once.
func (s *Service) find(ctx context.Context, q db.Q, user string, now time.Time, h Heard) ([]choice, error) {
	keep := func(o order.Order) bool {
		day := calendar.Start(now).AddDate(0, 0, -h.Ago)
		return h.Ago == anyDay || calendar.Start(o.CreatedAt).Equal(day)
	}
	orders, err := s.before(ctx, q, user, keep)
	if err != nil {
		return nil, err
	}
	perStore := false
	if h.Usual {
		marked, err := s.Favourites.Of(ctx, q, user, page.Ask{Limit: 100})
		if err != nil {
			return nil, err
		}
		liked := slices.DeleteFunc(slices.Clone(orders), func(p past) bool { return !slices.Contains(marked.Items, p.Store) })
		// Who has no favourites means what they had last.
		if perStore = len(liked) > 0; perStore {
			orders = liked
		}
	}
	var out []choice
	switch {
	case len(h.Words) > 0:
		out = dishes(orders, h.Words)
	case perStore:
		stores := map[string]bool{}
		for _, p := range orders {
			if !stores[p.Store] {
				stores[p.Store] = true
				out = append(out, p.choice(p.lines...))
			}
		}
	case h.Ago != anyDay:
		for _, p := range orders {
			out = append(out, p.choice(p.lines...))
		}
	case len(orders) > 0:
		out = []choice{orders[0].choice(orders[0].lines...)}
	}
	return once(out), nil
}

// once keeps the newest of what is the same: things from a store, to the same way.
func once(all []choice) (out []choice) {
	seen := map[string]bool{}
	for _, c := range all {
		key := c.Store + " " + string(c.Mode)
		for _, l := range c.Lines {
			key += "|" + l.SKU + " " + strings.Join(l.Choices, ",")
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	return out[:min(len(out), mostOf)]
}

func (p past) choice(lines ...order.Line) choice {
	c := choice{Order: p.ID, Store: p.Store, Name: p.StoreName, NameEN: p.nameEN, Mode: p.Mode}
	for _, l := range lines {
		c.Lines = append(c.Lines, had{l.SKU, l.Choices, l.Qty, l.Unit.Minor(), l.Name, l.NameEN})
	}
	return c
}

// dishes are the lines that have all the words. Where one is called exactly so,
// those that are only called alike are not meant.
func dishes(orders []past, words []string) []choice {
	var alike, exact []choice
	for _, p := range orders {
		for _, l := range p.lines {
			all, same := true, false
			for _, w := range words {
				all = all && fits(w, p.StoreName+" "+p.nameEN, l.Name+" "+l.NameEN+" "+l.Variant+" "+l.VariantEN)
				same = same || tight(w) == tight(l.Name)
			}
			c := p.choice(l)
			switch {
			case all && (same || tight(strings.Join(words, "")) == tight(l.NameEN)):
				exact = append(exact, c)
			case all:
				alike = append(alike, c)
			}
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return alike
}

// among narrows what was offered by more words.
func among(all []choice, words []string) (out []choice) {
	for _, c := range all {
		names := ""
		for _, l := range c.Lines {
			names += " " + l.Name + " " + l.NameEN
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !fits(w, c.Name+" "+c.NameEN, names) }) {
			out = append(out, c)
		}
	}
	return out
}

// tight is a name without what nobody says of it.
func tight(s string) string { return strings.ReplaceAll(tidy(s), " ", "") }

// fits tells whether a word is of a store or of its dish. A Chinese one may name
// both, or leave out some of the dish's characters; an English one may be one or many.
func fits(word, shop, dish string) bool {
	if !strings.ContainsFunc(word, han) {
		for _, name := range strings.Fields(tidy(shop + " " + dish)) {
			if strings.TrimSuffix(name, "s") == strings.TrimSuffix(word, "s") {
				return true
			}
		}
		return false
	}
	for _, name := range strings.Fields(tidy(shop)) {
		if strings.Contains(name, word) && utf8.RuneCountInString(word) > 1 {
			return true
		}
		word = strings.ReplaceAll(word, name, "")
	}
	for _, name := range strings.Fields(tidy(dish)) {
		if within(word, name) {
			return true
		}
	}
	return word == ""
}

// within tells whether the characters of word come in name, in their order.
func within(word, name string) bool {
	rest := []rune(word)
	for _, r := range name {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}
