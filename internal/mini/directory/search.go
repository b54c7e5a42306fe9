package directory

import (
	"context"
	"math"
	"slices"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
)

// A request walks at most furthest places of its shortest list. Words that are both
// frequent and seldom together end there; the page is short then and has a cursor.
const furthest = 6400

// Ask is what somebody looks for. Empty parts narrow nothing.
type Ask struct {
	Words    string
	Category Category
	City     string // code
}

// Find gives the public entries that have all words, are in the category and are
// there in the city, those that are opened more first. A page may be shorter than
// asked for and have a cursor all the same. Words without a letter find nothing.
// Fault: page.ErrCursor.
func (s *Service) Find(ctx context.Context, q db.Q, ask Ask, at page.Ask) (page.Of[Entry], error) {
	out := page.Of[Entry]{Items: []Entry{}}
	from, _, err := at.After()
	if err != nil {
		return out, err
	}
	lists := []list{}
	if strings.TrimSpace(ask.Words) != "" {
		for _, t := range asked(ask.Words) {
			lists = append(lists, list{t})
		}
		if len(lists) == 0 {
			return out, nil
		}
	}
	switch {
	case ask.City != "":
		lists = append(lists, list{shelf(ask.Category, ask.City), shelf(ask.Category, everywhere)})
	case ask.Category != "" || len(lists) == 0:
		lists = append(lists, list{shelf(ask.Category, "")})
	}
	places, more, err := meet(ctx, q, lists, from, at.Limit)
	if err != nil {
		return out, err
	}
	apps := make([]string, len(places))
	for i, p := range places {
		apps[i] = appAt(p)
	}
	found, err := entries(ctx, q, apps)
	for _, a := range apps {
		if e, ok := found[a]; ok && e.Version != "" {
			out.Items = append(out.Items, e)
		}
	}
	if more > 0 {
		out.Next = page.Cut([]int64{more, more}, 1, func(p int64) (int64, string) { return p, "" }).Next
	}
	return out, err
}

// list is a list of places: those of any of its terms, of which there are one or two.
type list []string

// next gives the first places of a list after one.
func (l list) next(ctx context.Context, q db.Q, after int64, most int) ([]int64, error) {
	var out []int64
	for _, t := range l {
		got, err := db.List[int64](ctx, q, qPlaces, t, after, most)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), most)], nil
}

// meet gives the places that all lists have, after one, at most limit of them; and
// the place to go on after, 0 where there are no more.
func meet(ctx context.Context, q db.Q, lists []list, from int64, limit int) (out []int64, more int64, err error) {
	if len(lists) == 1 {
		out, err = lists[0].next(ctx, q, from, limit+1)
		if len(out) > limit {
			out, more = out[:limit], out[limit-1]
		}
		return out, more, err
	}
	// Of the words, the one that gets furthest in a few steps is the rarest here.
	lead, far := 0, int64(-1)
	for i, l := range lists {
		got, err := l.next(ctx, q, from, block)
		if err != nil || len(got) == 0 {
			return nil, 0, err
		}
		reach := got[len(got)-1]
		if len(got) < block {
			reach = math.MaxInt64 // it ends here
		}
		if len(l) == 1 && reach > far {
			lead, far = i, reach
		}
	}
	args := []any{lists[lead][0], from, limit + 1}
	for i, l := range lists {
		if i != lead {
			args = append(args, l[0], l[len(l)-1])
		}
	}
	out, err = db.List[int64](ctx, q, qMeet[len(lists)-2], args...)
	if err != nil {
		return nil, 0, err
	}
	if len(out) > limit {
		return out[:limit], out[limit-1], nil
	}
	more, _, err = db.One[int64](ctx, q, qFurthest, lists[lead][0], from)
	return out, more, err
}
