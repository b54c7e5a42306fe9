// Package supportapi shows support policies: to merchants what they get and why,
// in the app of those who sell with a code and in the console; to operators the
// rule file, what it would do and what it has given. It holds wire types and
// mapping; the one rule here is that every save is in the audit log.
package supportapi

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/support"
)

// Surface shows support policies.
type Surface struct {
	DB        *db.DB
	Support   *support.Service
	Merchants *merchant.Service
}

type SupportBenefit struct {
	Kind    string `json:"kind" maxLength:"40" doc:"fee_waiver or training; traffic and coupon_fund are refused."`
	Days    int    `json:"days,omitempty" doc:"That a fee_waiver lasts."`
	UpTo    string `json:"upTo,omitempty" maxLength:"20" doc:"What a fee_waiver bears for one merchant at most, in yuan." example:"300.00"`
	Title   string `json:"title,omitempty" maxLength:"200" doc:"Of a training, in Chinese."`
	TitleEn string `json:"titleEn,omitempty" maxLength:"200"`
	Link    string `json:"link,omitempty" maxLength:"300" doc:"Of a training: a path here, or an https address."`
	Weight  int    `json:"weight,omitempty" doc:"Of traffic."`
	Amount  string `json:"amount,omitempty" maxLength:"20" doc:"Of a coupon_fund."`
}

type SupportRule struct {
	Of    string `json:"of" maxLength:"40" doc:"coder, days, tier, city, category, paid or maturity."`
	Bound string `json:"bound" maxLength:"500" doc:"yes or no; at most so many; at least; one of, with commas between."`
}

type SupportPolicy struct {
	ID     string         `json:"id" maxLength:"100"`
	Name   string         `json:"name" maxLength:"200" doc:"In Chinese."`
	NameEn string         `json:"nameEn" maxLength:"200"`
	Gives  SupportBenefit `json:"gives"`
	If     []SupportRule  `json:"if" nullable:"false" maxItems:"100" doc:"All must hold."`
	From   string         `json:"from,omitempty" maxLength:"20" doc:"First day."`
	To     string         `json:"to,omitempty" maxLength:"20" doc:"Last day on which it is given."`
	Budget string         `json:"budget,omitempty" maxLength:"20" doc:"In yuan, of all merchants together."`
}

type SupportReason struct {
	Of    string `json:"of" enum:"coder,days,tier,city,category,paid,maturity"`
	Value string `json:"value" doc:"What the merchant is or was."`
	Bound string `json:"bound"`
	Holds bool   `json:"holds"`
}

type SupportCard struct {
	Policy  string          `json:"policy"`
	Name    string          `json:"name"`
	NameEn  string          `json:"nameEn"`
	Gives   SupportBenefit  `json:"gives"`
	State   string          `json:"state" enum:"active,used_up,ended,open,full,refused" doc:"open: it will be there in a moment; full: the budget is spoken for; refused: a condition does not hold."`
	Reasons []SupportReason `json:"reasons" nullable:"false" doc:"When it was given, or now."`
	Starts  *time.Time      `json:"starts,omitempty"`
	Ends    *time.Time      `json:"ends,omitempty"`
	Cap     *money.Amount   `json:"cap,omitempty" doc:"What it bears in all, where it bears money."`
	Used    *money.Amount   `json:"used,omitempty"`
	DoneAt  *time.Time      `json:"doneAt,omitempty" doc:"When the merchant ticked it."`
}

type SupportCards struct {
	Items []SupportCard `json:"items" nullable:"false" doc:"What the merchant has or had first, newest first; then what it could have."`
}

type shopIn struct {
	Shop string `path:"shop" maxLength:"40"`
}

type shopTickIn struct {
	Shop   string `path:"shop" maxLength:"40"`
	Policy string `path:"policy" maxLength:"40"`
}

type tickIn struct {
	Policy string `path:"policy" maxLength:"40"`
}

// Consumer adds what sellers see in the app. Fault: merchant.ErrNotFound, for strangers.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	member := func(ctx context.Context, q db.Q, shop string) error {
		role, err := h.Merchants.RoleOfAll(ctx, q, shop, scope.From(ctx).User)
		if err == nil && role == scope.Cashier {
			err = web.ErrNotAllowed
		}
		return err
	}
	web.Op(a, "GET", "/api/coder/{shop}/support", "getShopSupport", me, func(ctx context.Context, in *shopIn) (SupportCards, error) {
		if err := member(ctx, h.DB, in.Shop); err != nil {
			return SupportCards{Items: []SupportCard{}}, err
		}
		return h.cards(ctx, in.Shop)
	})
	web.Op(a, "PUT", "/api/coder/{shop}/support/{policy}/done", "tickShopSupport", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *shopTickIn) (web.Done, error) {
		if err := member(ctx, tx, in.Shop); err != nil {
			return web.Done{}, err
		}
		return web.Done{}, h.Support.Tick(ctx, tx, in.Shop, in.Policy)
	}))
}

// Console adds what merchants and operators see in the console.
func (h Surface) Console(a *web.API) {
	runs := web.For(scope.Owner, scope.Manager)
	web.Op(a, "GET", "/console/api/merchant/support", "getSupport", runs, func(ctx context.Context, _ *struct{}) (SupportCards, error) {
		return h.cards(ctx, scope.From(ctx).Merchant)
	})
	web.Op(a, "PUT", "/console/api/merchant/support/{policy}/done", "tickSupport", runs, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *tickIn) (web.Done, error) {
		return web.Done{}, h.Support.Tick(ctx, tx, scope.From(ctx).Merchant, in.Policy)
	}))
	h.operator(a)
}

// cards grants what a merchant qualifies for before it is shown: nobody who looks
// waits for the next day. It writes only where there is something to grant.
func (h Surface) cards(ctx context.Context, id string) (SupportCards, error) {
	out := SupportCards{Items: []SupportCard{}}
	ss, err := h.Support.Standings(ctx, h.DB, h.DB.Now(), id)
	if err == nil && anyOpen(ss) {
		if err = h.DB.Do(ctx, func(tx *db.Tx) error { return h.Support.Consider(ctx, tx, id) }); err == nil {
			ss, err = h.Support.Standings(ctx, h.DB, h.DB.Now(), id)
		}
	}
	for _, s := range ss {
		out.Items = append(out.Items, card(s))
	}
	return out, err
}

func anyOpen(ss []support.Standing) bool {
	for _, s := range ss {
		if s.State == support.Open {
			return true
		}
	}
	return false
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func card(s support.Standing) SupportCard {
	out := SupportCard{
		Policy: s.Policy.ID, Name: s.Policy.Name, NameEn: s.Policy.NameEn, Gives: benefit(s.Policy.Gives), State: string(s.State),
		Reasons: []SupportReason{}, Starts: when(s.Grant.Starts), Ends: when(s.Grant.Ends), DoneAt: when(s.Grant.DoneAt),
	}
	for _, r := range s.Reasons {
		out.Reasons = append(out.Reasons, SupportReason{string(r.Of), r.Value, r.Bound, r.Holds})
	}
	if s.Grant.Cap.Sign() > 0 {
		out.Cap, out.Used = &s.Grant.Cap, &s.Grant.Used
	}
	return out
}

func benefit(b support.Benefit) SupportBenefit {
	return SupportBenefit{string(b.Kind), b.Days, b.UpTo, b.Title, b.TitleEn, b.Link, b.Weight, b.Amount}
}
