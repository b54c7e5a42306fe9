// Package campaignapi is the campaigns of the console. It holds wire types and
// mapping, and no rule of the business.
package campaignapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/campaign"
	"livewell/internal/life/coupon"
	"livewell/internal/trade/store"
)

// Surface is campaigns.
type Surface struct {
	DB        *db.DB
	Campaigns *campaign.Service
}

type CampaignAudience struct {
	Within int64 `json:"within" minimum:"1" maximum:"730" doc:"Who bought in so many days …"`
	Quiet  int64 `json:"quiet" minimum:"0" maximum:"729" doc:"… but not in the last of them, fewer than within."`
	Least  int64 `json:"least" minimum:"1" maximum:"100000" doc:"Purchases at least."`
	Most   int64 `json:"most" minimum:"1" maximum:"100000" doc:"Purchases at most."`
}

type CampaignGift struct {
	Kind    string       `json:"kind" enum:"fixed,percent,delivery"`
	Value   money.Amount `json:"value" doc:"Most that one coupon takes off."`
	Percent int64        `json:"percent" minimum:"0" maximum:"99" doc:"Of the goods, for the kind percent; else 0."`
	Least   money.Amount `json:"least" doc:"Goods for so much at least. More than the value where an amount is off."`
	Budget  money.Amount `json:"budget" doc:"Of all together. Nobody is told any more when it is promised."`
}

// Campaign is one as it stands.
type Campaign struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Audience CampaignAudience `json:"audience"`
	Holdout  int64            `json:"holdout" doc:"Basis points of the people who get nothing, for comparison."`
	Days     int64            `json:"days" doc:"That the coupon is good for, and that both sides are looked at."`
	Gift     CampaignGift     `json:"gift"`
	State    string           `json:"state" enum:"sending,sent,ended"`
	At       time.Time        `json:"at"`
	Found    int64            `json:"found" doc:"People whom the audience found."`
	LeftOut  int64            `json:"leftOut" doc:"People who could not be told, and are on neither side."`
	Told     CampaignSide     `json:"told"`
	Held     CampaignSide     `json:"held"`
	Low      float64          `json:"low" doc:"Of told.share less held.share, with 95 % confidence."`
	High     float64          `json:"high"`
	Used     int64            `json:"used" doc:"Coupons on orders."`
	Spent    money.Amount     `json:"spent" doc:"What those took off."`
}

// CampaignSide is the people who were told, or who were held out.
type CampaignSide struct {
	People int64        `json:"people"`
	Bought int64        `json:"bought" doc:"Of them, who bought within the days, and kept something."`
	Share  float64      `json:"share"`
	Net    money.Amount `json:"net" doc:"What they paid in these days, less refunds."`
}

type CampaignFound struct {
	People int64 `json:"people"`
}

type NewCampaign struct {
	Name     string           `json:"name" minLength:"1" maxLength:"60"`
	Audience CampaignAudience `json:"audience"`
	Holdout  int64            `json:"holdout" minimum:"100" maximum:"5000" doc:"In basis points. Without some held out nobody can tell what a campaign did."`
	Days     int64            `json:"days" minimum:"1" maximum:"60"`
	Gift     struct {
		CampaignGift
		Budget *money.Amount `json:"budget,omitempty" doc:"Absent: that of all people who are found."`
	} `json:"gift"`
}

type findIn struct {
	Within int64 `query:"within" minimum:"1" maximum:"730" required:"true"`
	Quiet  int64 `query:"quiet" minimum:"0" maximum:"729" required:"true"`
	Least  int64 `query:"least" minimum:"1" maximum:"100000" default:"1"`
	Most   int64 `query:"most" minimum:"1" maximum:"100000" default:"100000"`
}

type openIn struct {
	web.Keyed
	Body NewCampaign
}

type oneIn struct {
	ID string `path:"id" maxLength:"40"`
}

// mine gives the caller's merchant. Its campaigns are those of all its stores. Fault: store.ErrSome.
func mine(ctx context.Context) (string, error) {
	sc := scope.From(ctx)
	if len(sc.Stores) > 0 {
		return "", store.ErrSome
	}
	return sc.Merchant, nil
}

func (h Surface) wire(ctx context.Context, q db.Q, c campaign.Campaign) (Campaign, error) {
	l, err := h.Campaigns.Lift(ctx, q, c)
	side := func(s campaign.Side) CampaignSide { return CampaignSide{s.People, s.Did, s.Share(), s.Net} }
	k := l.Gifts
	return Campaign{
		ID: c.ID, Name: c.Name, Audience: CampaignAudience(c.Audience), Holdout: c.Holdout, Days: c.Days,
		Gift:  CampaignGift{string(k.Kind), k.Value, k.Percent, k.Least, k.Budget},
		State: string(c.State), At: c.At, Found: c.Found, LeftOut: c.LeftOut, Told: side(l.Told), Held: side(l.Held),
		Low: l.Low, High: l.High, Used: k.Used, Spent: k.Spent,
	}, err
}

// Console adds what owners and managers do.
func (h Surface) Console(a *web.API) {
	managers := web.For(scope.Owner, scope.Manager)
	web.Op(a, "GET", "/console/api/campaigns", "listCampaigns", managers, func(ctx context.Context, in *page.Ask) (page.Of[Campaign], error) {
		out := page.Of[Campaign]{Items: []Campaign{}}
		m, err := mine(ctx)
		if err != nil {
			return out, err
		}
		p, err := h.Campaigns.Of(ctx, h.DB, m, *in)
		out.Next = p.Next
		for _, c := range p.Items {
			w, err := h.wire(ctx, h.DB, c)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/console/api/campaigns/audience", "findAudience", managers, func(ctx context.Context, in *findIn) (CampaignFound, error) {
		m, err := mine(ctx)
		if err != nil {
			return CampaignFound{}, err
		}
		n, err := h.Campaigns.Find(ctx, h.DB, m, campaign.Audience(*in), h.DB.Now())
		return CampaignFound{n}, err
	})
	web.Op(a, "POST", "/console/api/campaigns", "openCampaign", managers, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *openIn) (Campaign, error) {
		m, err := mine(ctx)
		if err != nil {
			return Campaign{}, err
		}
		b := in.Body
		gift := coupon.Terms{Kind: coupon.Kind(b.Gift.Kind), Value: b.Gift.Value, Percent: b.Gift.Percent, Least: b.Gift.Least, Budget: money.New(0, money.CNY)}
		if b.Gift.Budget != nil {
			gift.Budget = *b.Gift.Budget
		}
		c, err := h.Campaigns.Open(ctx, tx, campaign.New{
			Merchant: m, Name: b.Name, Audience: campaign.Audience(b.Audience), Holdout: b.Holdout, Days: b.Days, Gift: gift,
		})
		if err != nil {
			return Campaign{}, err
		}
		return h.wire(ctx, tx, c)
	}))
	web.Op(a, "GET", "/console/api/campaigns/{id}", "getCampaign", managers, func(ctx context.Context, in *oneIn) (Campaign, error) {
		m, err := mine(ctx)
		if err != nil {
			return Campaign{}, err
		}
		c, err := h.Campaigns.Get(ctx, h.DB, m, in.ID)
		if err != nil {
			return Campaign{}, err
		}
		return h.wire(ctx, h.DB, c)
	})
	web.Op(a, "POST", "/console/api/campaigns/{id}/end", "endCampaign", managers, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *oneIn) (Campaign, error) {
		m, err := mine(ctx)
		if err != nil {
			return Campaign{}, err
		}
		c, err := h.Campaigns.End(ctx, tx, m, in.ID)
		if err != nil {
			return Campaign{}, err
		}
		return h.wire(ctx, tx, c)
	}))
}
