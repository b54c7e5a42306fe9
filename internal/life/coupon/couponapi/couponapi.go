// Package couponapi lets people claim coupons and see theirs, and stores give
// them out. It holds wire types and mapping; the one rule here is who opens
// what: for all stores only who works in all of them.
package couponapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/coupon"
	"livewell/internal/trade/store"
)

var (
	me        = web.For(scope.Consumer)
	managerOf = web.For(scope.Owner, scope.Manager)
)

// Surface is coupons.
type Surface struct {
	DB      *db.DB
	Coupons *coupon.Service
	Stores  *store.Service
}

// CouponTerms are what a coupon takes off, and when.
type CouponTerms struct {
	Kind    string       `json:"kind" enum:"fixed,percent,delivery"`
	Value   money.Amount `json:"value" doc:"Most that one takes off."`
	Percent int64        `json:"percent" minimum:"0" maximum:"99" doc:"Of the goods, rounded down, for the kind percent; else 0."`
	Least   money.Amount `json:"least" doc:"Goods for so much at least. More than the value where an amount is off."`
	Starts  time.Time    `json:"starts"`
	Ends    time.Time    `json:"ends"`
}

// OfferedCoupon is a coupon that can be claimed in a store.
type OfferedCoupon struct {
	ID string `json:"id" doc:"Of the campaign: claimCoupon."`
	CouponTerms
	Left int64 `json:"left"`
	Each int64 `json:"each" doc:"That one person can have."`
	Mine int64 `json:"mine" doc:"That the caller claimed."`
}

type OfferedCoupons struct {
	Items []OfferedCoupon `json:"items" nullable:"false"`
}

// HeldCoupon is one of the caller's.
type HeldCoupon struct {
	ID string `json:"id"`
	CouponTerms
	Status string       `json:"status" enum:"free,held,used" doc:"held: on an order that waits for its payment."`
	Store  string       `json:"store,omitempty" doc:"Where it counts, or one of the stores."`
	Name   string       `json:"name,omitempty" doc:"Of that store."`
	NameEN string       `json:"nameEn,omitempty"`
	All    bool         `json:"all" doc:"It counts in all stores of that merchant."`
	Order  string       `json:"order,omitempty" doc:"That it is on."`
	Off    money.Amount `json:"off" doc:"What it takes off there."`
}

// CouponCampaign is some coupons of the same terms, as their store sees them.
type CouponCampaign struct {
	ID string `json:"id"`
	CouponTerms
	All      bool         `json:"all" doc:"They count in all stores of the merchant."`
	Pieces   int64        `json:"pieces"`
	Budget   money.Amount `json:"budget"`
	Each     int64        `json:"each"`
	Claimed  int64        `json:"claimed"`
	Used     int64        `json:"used"`
	Spent    money.Amount `json:"spent" doc:"What those that are used took off."`
	Promised money.Amount `json:"promised" doc:"What those that are claimed may cost, and what those before did; never more than the budget."`
	EndedAt  *time.Time   `json:"endedAt,omitempty" doc:"No more are given out since."`
}

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
}

type claimIn struct {
	web.Keyed
	ID string `path:"id" maxLength:"40"`
}

type mineIn struct {
	State string `query:"state" enum:"usable,used,expired" default:"usable"`
	page.Ask
}

type listIn struct {
	Store string `path:"store" maxLength:"40"`
	page.Ask
}

type campaignIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		CouponTerms
		All    bool          `json:"all,omitempty" doc:"In all stores of the merchant."`
		Pieces int64         `json:"pieces" minimum:"1" maximum:"1000000"`
		Budget *money.Amount `json:"budget,omitempty" doc:"Of all together; absent: that of all pieces."`
		Each   int64         `json:"each" minimum:"1" maximum:"20"`
	}
}

type endIn struct {
	Store string `path:"store" maxLength:"40"`
	ID    string `path:"id" maxLength:"40"`
}

func wireTerms(t coupon.Terms) CouponTerms {
	return CouponTerms{string(t.Kind), t.Value, t.Percent, t.Least, t.Starts, t.Ends}
}

func wireCampaign(c coupon.Campaign) CouponCampaign {
	out := CouponCampaign{
		ID: c.ID, CouponTerms: wireTerms(c.Terms), All: c.Store == "", Pieces: c.Pieces, Budget: c.Budget, Each: c.Each,
		Claimed: c.Claimed, Used: c.Used, Spent: c.Spent, Promised: c.Promised,
	}
	if !c.EndedAt.IsZero() {
		out.EndedAt = &c.EndedAt
	}
	return out
}

// held adds where a piece counts.
func (h Surface) held(ctx context.Context, q db.Q, p coupon.Piece) (HeldCoupon, error) {
	k := p.Campaign
	out := HeldCoupon{ID: p.ID, CouponTerms: wireTerms(k.Terms), Status: string(p.Status), All: k.Store == "", Order: p.Order, Off: p.Off}
	if p.Status == coupon.Done {
		out.Status = string(coupon.Used)
	}
	find := func() (store.Store, error) { return h.Stores.Get(ctx, q, k.Store) }
	if out.All {
		find = func() (store.Store, error) { return h.Stores.First(ctx, q, k.Merchant) }
	}
	st, err := find()
	if _, gone := fault.Of(err); gone {
		return out, nil
	}
	out.Store, out.Name, out.NameEN = st.ID, st.Name, st.NameEN
	return out, err
}

// Consumer adds what people do.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/stores/{store}/coupons", "listStoreCoupons", web.Public, func(ctx context.Context, in *storeIn) (OfferedCoupons, error) {
		out := OfferedCoupons{[]OfferedCoupon{}}
		st, err := h.Stores.Get(ctx, h.DB, in.Store)
		if err != nil {
			return out, err
		}
		list, err := h.Coupons.Offered(ctx, h.DB, st.Merchant, st.ID, scope.From(ctx).User, h.DB.Now())
		for _, o := range list {
			out.Items = append(out.Items, OfferedCoupon{o.ID, wireTerms(o.Terms), o.Left(), o.Each, o.Mine})
		}
		return out, err
	})
	web.Op(a, "POST", "/api/campaigns/{id}/coupons", "claimCoupon", me, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *claimIn) (HeldCoupon, error) {
		p, err := h.Coupons.Claim(ctx, tx, in.ID, scope.From(ctx).User)
		if err != nil {
			return HeldCoupon{}, err
		}
		return h.held(ctx, tx, p)
	}))
	web.Op(a, "GET", "/api/coupons", "listCoupons", me, func(ctx context.Context, in *mineIn) (page.Of[HeldCoupon], error) {
		out := page.Of[HeldCoupon]{Items: []HeldCoupon{}}
		p, err := h.Coupons.Mine(ctx, h.DB, scope.From(ctx).User, coupon.State(in.State), h.DB.Now(), in.Ask)
		if err != nil {
			return out, err
		}
		out.Next = p.Next
		for _, x := range p.Items {
			w, err := h.held(ctx, h.DB, x)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, nil
	})
}

// Console adds what a store's people do.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/stores/{store}/coupons", "listCouponCampaigns", managerOf, func(ctx context.Context, in *listIn) (page.Of[CouponCampaign], error) {
		st, err := h.Stores.Mine(ctx, h.DB, in.Store)
		if err != nil {
			return page.Of[CouponCampaign]{}, err
		}
		p, err := h.Coupons.Of(ctx, h.DB, st.Merchant, st.ID, in.Ask)
		return page.Map(p, wireCampaign), err
	})
	web.Op(a, "POST", "/console/api/stores/{store}/coupons", "openCouponCampaign", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *campaignIn) (CouponCampaign, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return CouponCampaign{}, err
		}
		b := in.Body
		t := coupon.Terms{
			Merchant: st.Merchant, Store: st.ID, Kind: coupon.Kind(b.Kind), Value: b.Value, Percent: b.Percent, Least: b.Least,
			Pieces: b.Pieces, Budget: money.New(0, money.CNY), Each: b.Each, Starts: b.Starts, Ends: b.Ends,
		}
		if b.Budget != nil {
			t.Budget = *b.Budget
		}
		if b.All {
			if len(scope.From(ctx).Stores) > 0 {
				return CouponCampaign{}, store.ErrSome
			}
			t.Store = ""
		}
		c, err := h.Coupons.Open(ctx, tx, t)
		return wireCampaign(c), err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/coupons/{id}/end", "endCouponCampaign", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *endIn) (CouponCampaign, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return CouponCampaign{}, err
		}
		c, err := h.Coupons.Campaign(ctx, tx, in.ID)
		switch {
		case err != nil:
			return CouponCampaign{}, err
		case c.Merchant != st.Merchant || c.Store != "" && c.Store != st.ID:
			return CouponCampaign{}, coupon.ErrNotFound
		case c.Store == "" && len(scope.From(ctx).Stores) > 0:
			return CouponCampaign{}, store.ErrSome
		}
		c, err = h.Coupons.End(ctx, tx, in.ID)
		return wireCampaign(c), err
	}))
}
