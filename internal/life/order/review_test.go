package order_test

import (
	"errors"
	"strings"
	"testing"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/life/order"
	"livewell/internal/life/review"
	"livewell/internal/trade/store"
)

func TestOnlyWhoBoughtItReviewsItAndOnce(t *testing.T) {
	each(t, func(w *world) {
		s := review.New(w.Service, w.stores)
		add := func(buyer string, d review.Draft) error {
			return w.do(func(tx *db.Tx) error { _, err := s.Add(w.ctx, tx, buyer, d); return err })
		}
		o := w.paid(store.DineIn)
		good := review.Draft{Order: o.ID, Line: 0, Stars: 5, Words: " 好吃 "}
		if err := add("ann", good); !errors.Is(err, review.ErrEarly) {
			w.t.Errorf("before it is completed: %v", err)
		}
		if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Completed, order.Shop)); err != nil {
			w.t.Fatal(err)
		}
		for name, c := range map[string]struct {
			buyer string
			draft review.Draft
			want  error
		}{
			"a stranger":     {"bob", good, order.ErrNotFound},
			"no such line":   {"ann", review.Draft{Order: o.ID, Line: 9, Stars: 5}, order.ErrNotFound},
			"six stars":      {"ann", review.Draft{Order: o.ID, Stars: 6}, review.ErrStars},
			"a novel":        {"ann", review.Draft{Order: o.ID, Stars: 5, Words: strings.Repeat("长", 501)}, review.ErrWords},
			"not a picture":  {"ann", review.Draft{Order: o.ID, Stars: 5, Photo: []byte("<svg>")}, review.ErrPhoto},
			"as it should":   {"ann", good, nil},
			"the other line": {"ann", review.Draft{Order: o.ID, Line: 1, Stars: 2}, nil},
		} {
			if err := add(c.buyer, c.draft); !errors.Is(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if err := add("ann", good); !errors.Is(err, review.ErrOnce) {
			w.t.Errorf("twice: %v", err)
		}
		all, err := s.Of(w.ctx, w.db, w.shop.ID, page.Ask{Limit: 10})
		st, err2 := w.stores.Get(w.ctx, w.db, w.shop.ID)
		if err := errors.Join(err, err2); err != nil || len(all.Items) != 2 || st.Ratings != 2 || st.RatingSum != 7 {
			w.t.Errorf("%d reviews, %d stars from %d, %v", len(all.Items), st.RatingSum, st.Ratings, err)
		}
		reply := func(store string) error {
			return w.do(func(tx *db.Tx) error { return s.Reply(w.ctx, tx, store, all.Items[0].ID, "谢谢") })
		}
		if err := reply("another"); !errors.Is(err, review.ErrNotFound) {
			w.t.Errorf("another store answers: %v", err)
		}
		if err := reply(w.shop.ID); err != nil {
			w.t.Error(err)
		}
	})
}
