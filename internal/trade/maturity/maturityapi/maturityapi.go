// Package maturityapi shows merchants how far they are online: in the app of
// those who sell with a code, and in the console.
package maturityapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/maturity"
	"livewell/internal/trade/merchant"
)

// Surface shows maturity. Facts gathers what is known of a merchant.
type Surface struct {
	DB        *db.DB
	Merchants *merchant.Service
	Facts     func(ctx context.Context, q db.Q, merchant string) (maturity.Facts, error)
}

type Maturity struct {
	Score int    `json:"score" minimum:"0" maximum:"100"`
	Next  string `json:"next,omitempty" doc:"Key of the step to do next; absent: all are done."`
	Steps []Step `json:"steps" nullable:"false" doc:"In the order in which they help most."`
}

type Step struct {
	Key    string `json:"key" enum:"code,hours,photo,items,orders,card,first_order,licence,offer,reply"`
	Points int    `json:"points"`
	Done   bool   `json:"done"`
}

type shopIn struct {
	Shop string `path:"shop" maxLength:"40"`
}

// Consumer adds what sellers see in the app. Fault: merchant.ErrNotFound, for strangers.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/coder/{shop}/maturity", "getShopMaturity", web.For(scope.Consumer), func(ctx context.Context, in *shopIn) (Maturity, error) {
		if _, err := h.Merchants.RoleOfAll(ctx, h.DB, in.Shop, scope.From(ctx).User); err != nil {
			return Maturity{Steps: []Step{}}, err
		}
		return h.of(ctx, in.Shop)
	})
}

// Console adds what merchants see in the console.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/merchant/maturity", "getMaturity", web.For(scope.Owner, scope.Manager), func(ctx context.Context, _ *struct{}) (Maturity, error) {
		return h.of(ctx, scope.From(ctx).Merchant)
	})
}

func (h Surface) of(ctx context.Context, id string) (Maturity, error) {
	f, err := h.Facts(ctx, h.DB, id)
	steps := maturity.Steps(f)
	out := Maturity{Score: maturity.Score(steps), Steps: []Step{}}
	if s, ok := maturity.Next(steps); ok {
		out.Next = s.Key
	}
	for _, s := range steps {
		out.Steps = append(out.Steps, Step(s))
	}
	return out, err
}
