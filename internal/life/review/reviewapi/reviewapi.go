// Package reviewapi shows reviews to everybody and lets buyers and stores write
// theirs. It holds wire types and mapping, and no rule of the business.
package reviewapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/review"
	"livewell/internal/trade/store"
)

// Surface is reviews.
type Surface struct {
	DB       *db.DB
	Reviews  *review.Service
	Stores   *store.Service
	Identity *identity.Service
}

type Review struct {
	ID        string     `json:"id"`
	Name      string     `json:"name" doc:"Of what was bought."`
	NameEN    string     `json:"nameEn,omitempty"`
	By        string     `json:"by" doc:"Masked."`
	Stars     int64      `json:"stars"`
	Words     string     `json:"words,omitempty"`
	Photo     []byte     `json:"photo,omitempty" doc:"JPEG, base64."`
	Reply     string     `json:"reply,omitempty" doc:"Of the store."`
	RepliedAt *time.Time `json:"repliedAt,omitempty"`
	At        time.Time  `json:"at"`
}

// Reviewed are the lines of an order that have a review.
type Reviewed struct {
	Lines []int64 `json:"lines" nullable:"false"`
}

type addIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Line  int64  `json:"line" minimum:"0"`
		Stars int64  `json:"stars" minimum:"1" maximum:"5"`
		Words string `json:"words,omitempty" maxLength:"500"`
		Photo []byte `json:"photo,omitempty" maxLength:"210000" doc:"JPEG of at most 150 kB, base64."`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type ofIn struct {
	Store string `path:"store" maxLength:"40"`
	page.Ask
}

type replyIn struct {
	Store string `path:"store" maxLength:"40"`
	ID    string `path:"id" maxLength:"40"`
	Body  struct {
		Words string `json:"words" maxLength:"500"`
	}
}

func (h Surface) wire(ctx context.Context, q db.Q, r review.Review) (Review, error) {
	u, err := h.Identity.User(ctx, q, r.Buyer)
	out := Review{ID: r.ID, Name: r.Name, NameEN: r.NameEN, By: u.Masked(), Stars: r.Stars, Words: r.Words, Photo: r.Photo, Reply: r.Reply, At: r.At}
	if !r.RepliedAt.IsZero() {
		out.RepliedAt = &r.RepliedAt
	}
	return out, err
}

func (h Surface) list(ctx context.Context, in *ofIn) (page.Of[Review], error) {
	p, err := h.Reviews.Of(ctx, h.DB, in.Store, in.Ask)
	out := page.Of[Review]{Items: []Review{}, Next: p.Next}
	for _, r := range p.Items {
		w, err := h.wire(ctx, h.DB, r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}

// Consumer adds what buyers see and write.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/stores/{store}/reviews", "listReviews", web.Public, h.list)
	web.Op(a, "GET", "/api/orders/{id}/reviews", "listReviewed", web.For(scope.Consumer), func(ctx context.Context, in *idIn) (Reviewed, error) {
		lines, err := h.Reviews.Lines(ctx, h.DB, scope.From(ctx).User, in.ID)
		if lines == nil {
			lines = []int64{}
		}
		return Reviewed{lines}, err
	})
	web.Op(a, "POST", "/api/orders/{id}/reviews", "addReview", web.For(scope.Consumer), web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *addIn) (Review, error) {
		b := in.Body
		r, err := h.Reviews.Add(ctx, tx, scope.From(ctx).User, review.Draft{Order: in.ID, Line: b.Line, Stars: b.Stars, Words: b.Words, Photo: b.Photo})
		if err != nil {
			return Review{}, err
		}
		return h.wire(ctx, tx, r)
	}))
}

// Console adds what a store's people do.
func (h Surface) Console(a *web.API) {
	staff := web.For(scope.Owner, scope.Manager, scope.Cashier)
	web.Op(a, "GET", "/console/api/stores/{store}/reviews", "listStoreReviews", staff, func(ctx context.Context, in *ofIn) (page.Of[Review], error) {
		if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
			return page.Of[Review]{}, err
		}
		return h.list(ctx, in)
	})
	web.Op(a, "PUT", "/console/api/stores/{store}/reviews/{id}/reply", "replyToReview", web.For(scope.Owner, scope.Manager), web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *replyIn) (web.Done, error) {
		if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Reviews.Reply(ctx, tx, in.Store, in.ID, in.Body.Words)
	}))
}
