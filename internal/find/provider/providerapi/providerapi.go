// Package providerapi is how other platforms join, how operators see them, and
// how anybody reads the rule that lists are in order by. It holds wire types and
// mapping; the one rule here is that only merchants with a licence join.
package providerapi

import (
	"context"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/find/provider"
	"livewell/internal/find/rank"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/merchant"
)

var (
	errTier = fault.New(fault.Forbidden, "provider.licence", "Only merchants whose licence was looked at can be providers. Send yours first.")
	errDay  = fault.New(fault.Invalid, "provider.day", "There is no such day.")
)

// Surface is providers.
type Surface struct {
	DB        *db.DB
	Providers *provider.Service
	Merchants *merchant.Service
}

// Ranking is the rule that lists of offers are in order by.
type Ranking struct {
	Model string        `json:"model" doc:"Names the rule: it changes with each word and weight."`
	Parts []RankingPart `json:"parts" nullable:"false" doc:"What counts, the heaviest first."`
	First int64         `json:"first" doc:"So many places of a list are counted."`
	Least int64         `json:"least" doc:"Of an even share of these, each provider has so many percent at least."`
	Days  int64         `json:"days" doc:"An offer counts so long after it was last told of."`
}

type RankingPart struct {
	Name   string `json:"name"`
	Weight int64  `json:"weight" doc:"In percent."`
	Rule   string `json:"rule" doc:"How its value, 0 to 10,000, comes about."`
}

// ListingProvider is another platform that offers here.
type ListingProvider struct {
	ID        string    `json:"id"`
	Merchant  string    `json:"merchant"`
	Name      string    `json:"name"`
	NameEN    string    `json:"nameEn,omitempty"`
	Base      string    `json:"base" doc:"Scheme and host that its offers open at."`
	State     string    `json:"state" enum:"active,suspended"`
	Reason    string    `json:"reason,omitempty" doc:"Of a suspension."`
	CreatedAt time.Time `json:"createdAt"`
	Offers    int64     `json:"offers" doc:"That were told of within the days that they count."`
}

type joinIn struct {
	Body struct {
		Name   string `json:"name" maxLength:"20"`
		NameEN string `json:"nameEn,omitempty" maxLength:"40"`
		Base   string `json:"base" maxLength:"200" doc:"Such as https://food.example, without a path."`
	}
}

type suspendIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Reason string `json:"reason" maxLength:"300" doc:"Empty: it is back."`
	}
}

// ProviderExposure is what a provider had of the first places of lists.
type ProviderExposure struct {
	City     string `json:"city"`
	Mode     string `json:"mode"`
	Provider string `json:"provider,omitempty" doc:"Absent: the stores of this platform."`
	Lists    int64  `json:"lists" doc:"That it had an offer for."`
	Shown    int64  `json:"shown" doc:"Places that it had."`
	Sure     int64  `json:"sure" doc:"Places that it was sure of."`
	Short    bool   `json:"short" doc:"It had fewer than that: the rule was broken."`
}

type ProviderExposures struct {
	Items []ProviderExposure `json:"items" nullable:"false"`
}

type dayIn struct {
	Day string `query:"day" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"Absent: today."`
}

func wire(p provider.Provider) ListingProvider {
	return ListingProvider{p.ID, p.Merchant, p.Name, p.NameEN, p.Base, string(p.State), p.Reason, p.CreatedAt, p.Offers}
}

// Consumer adds the rule, for anybody to read.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/ranking", "getRanking", web.Public, func(context.Context, *struct{}) (Ranking, error) {
		out := Ranking{Model: rank.Model(), First: provider.First, Least: provider.Least, Days: int64(provider.Fresh / (24 * time.Hour))}
		for _, p := range rank.Parts() {
			out.Parts = append(out.Parts, RankingPart{p.Name, p.Weight, p.Rule})
		}
		return out, nil
	})
}

// Console adds what providers and operators do.
func (h Surface) Console(a *web.API) {
	owner, operator, looker := web.For(scope.Owner), web.For(scope.Operator), web.For(scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/merchant/provider", "getMyProvider", owner, func(ctx context.Context, _ *struct{}) (ListingProvider, error) {
		p, err := h.Providers.Of(ctx, h.DB, scope.From(ctx).Merchant)
		return wire(p), err
	})
	web.Op(a, "PUT", "/console/api/merchant/provider", "joinAsProvider", owner, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *joinIn) (ListingProvider, error) {
		id := scope.From(ctx).Merchant
		m, err := h.Merchants.Get(ctx, tx, id)
		if err != nil {
			return ListingProvider{}, err
		}
		if m.Tier < merchant.Licensed {
			return ListingProvider{}, errTier
		}
		p, err := h.Providers.Join(ctx, tx, id, provider.Draft{Name: in.Body.Name, NameEN: in.Body.NameEN, Base: in.Body.Base})
		return wire(p), err
	}))
	web.Op(a, "GET", "/console/api/providers", "listProviders", looker, func(ctx context.Context, in *page.Ask) (page.Of[ListingProvider], error) {
		p, err := h.Providers.List(ctx, h.DB, *in)
		return page.Map(p, wire), err
	})
	web.Op(a, "GET", "/console/api/providers/exposure", "listExposures", looker, func(ctx context.Context, in *dayIn) (ProviderExposures, error) {
		out := ProviderExposures{[]ProviderExposure{}}
		day := in.Day
		if day == "" {
			day = h.DB.Now().In(calendar.Zone).Format(time.DateOnly)
		}
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return out, errDay
		}
		list, err := h.Providers.Exposures(ctx, h.DB, day)
		for _, e := range list {
			out.Items = append(out.Items, ProviderExposure(e))
		}
		return out, err
	})
	web.Op(a, "POST", "/console/api/providers/{id}/suspend", "suspendProvider", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *suspendIn) (ListingProvider, error) {
		p, err := h.Providers.Suspend(ctx, tx, in.ID, in.Body.Reason)
		if err != nil {
			return ListingProvider{}, err
		}
		act := "provider.suspended"
		if in.Body.Reason == "" {
			act = "provider.restored"
		}
		err = audit.Append(ctx, tx, audit.Entry{
			Actor: "user:" + scope.From(ctx).User, Act: act, Object: "provider:" + p.ID, Reason: in.Body.Reason, Request: web.TraceID(ctx),
		}, nil)
		return wire(p), err
	}))
}
