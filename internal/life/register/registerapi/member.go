package registerapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/web"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

// TillMember is a guest who showed a member's code, or a payment code.
type TillMember struct {
	Visit   string `json:"visit" doc:"For this guest's sale; it is good for half an hour."`
	Name    string `json:"name" doc:"Masked."`
	Level   string `json:"level" doc:"A name."`
	LevelEN string `json:"levelEn,omitempty"`
	Points  int64  `json:"points" doc:"That can be used."`
}

// TillCoupon is one of the guest's that counts in this store.
type TillCoupon struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind" enum:"fixed,percent,delivery"`
	Value   money.Amount  `json:"value" doc:"Most that it takes off."`
	Percent int64         `json:"percent"`
	Off     money.Amount  `json:"off" doc:"What it takes off by itself."`
	Short   *money.Amount `json:"short,omitempty" doc:"Goods that are missing for it."`
	Chosen  bool          `json:"chosen"`
}

// TillSums is what a guest's sale comes to.
type TillSums struct {
	Goods    money.Amount `json:"goods"`
	Discount money.Amount `json:"discount" doc:"In all, with what follows."`
	Coupons  money.Amount `json:"coupons" doc:"What coupons take off."`
	Points   money.Amount `json:"points" doc:"What points take off."`
	Total    money.Amount `json:"total"`
	Use      int64        `json:"use" doc:"Points that are used."`
	Most     int64        `json:"most" doc:"That could be."`
	Worth    money.Amount `json:"worth" doc:"Of the most."`
	Earn     int64        `json:"earn" doc:"Points that it brings."`
	Has      []TillCoupon `json:"has" nullable:"false" doc:"The guest's coupons here."`
}

// SalePoints are the points of a sale.
type SalePoints struct {
	Used     int64 `json:"used"`
	Returned int64 `json:"returned"`
	Earned   int64 `json:"earned"`
	Taken    int64 `json:"taken" doc:"Back again, of those that were earned."`
}

// GuestFields say who buys, and what of theirs they use. Their best coupons are used.
type GuestFields struct {
	Visit  string `json:"visit,omitempty" maxLength:"40" doc:"From meetMember."`
	Points bool   `json:"usePoints,omitempty" doc:"As many as the sale takes."`
}

type meetIn struct {
	StorePath
	Body struct {
		Code web.Secret `json:"code" pattern:"^[0-9]{18}$"`
	}
}

type sumsIn struct {
	StorePath
	Body struct {
		SaleFields
		GuestFields
	}
}

// Guest resolves a visit to a store. Fault: member.ErrVisit.
func (h Surface) Guest(ctx context.Context, q db.Q, storeID string, f GuestFields) (register.Guest, error) {
	if f.Visit == "" {
		return register.Guest{}, nil
	}
	c, err := h.Members.Visitor(ctx, q, storeID, f.Visit, h.DB.Now())
	return register.Guest{Buyer: c.Person, Points: f.Points}, err
}

// Meet tells who shows a code in a store. Faults: those of member.Meet.
func (h Surface) Meet(ctx context.Context, tx *db.Tx, merchant, storeID, code string) (TillMember, error) {
	v, err := h.Members.Meet(ctx, tx, merchant, storeID, code)
	if err != nil {
		return TillMember{}, err
	}
	return h.member(ctx, tx, v)
}

func (h Surface) member(ctx context.Context, q db.Q, v member.Visit) (TillMember, error) {
	st, err := h.Members.Standing(ctx, q, v.Card, h.DB.Now())
	if err != nil {
		return TillMember{}, err
	}
	u, err := h.Identity.User(ctx, q, v.Card.Person)
	l := st.Levels[st.At]
	return TillMember{v.ID, u.Masked(), l.Name, l.NameEN, st.Usable}, err
}

// WireSums tells what a sale comes to with what is taken off.
func WireSums(o register.Sale, d order.Draft) TillSums {
	out := TillSums{
		Goods: o.Goods, Discount: o.Discount, Coupons: o.Coupons, Points: o.Points, Total: o.Total,
		Use: d.Credit.Use, Most: d.Credit.Most, Worth: d.Credit.Worth, Earn: d.Credit.Earn, Has: []TillCoupon{},
	}
	for _, c := range d.Coupons {
		w := TillCoupon{c.ID, c.Kind, c.Value, c.Percent, c.Off, nil, c.Chosen}
		if !c.Short.IsZero() {
			w.Short = &c.Short
		}
		out.Has = append(out.Has, w)
	}
	return out
}

func (h Surface) members(a *web.API) {
	web.Op(a, "POST", base+"/member", "meetMember", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *meetIn) (TillMember, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return TillMember{}, err
		}
		return h.Meet(ctx, tx, st.Merchant, st.ID, string(in.Body.Code))
	}))
	web.Op(a, "POST", base+"/sums", "sumSale", staffOf, of(h, func(ctx context.Context, q db.Q, in *sumsIn) (TillSums, error) {
		g, err := h.Guest(ctx, q, in.Store, in.Body.GuestFields)
		if err != nil {
			return TillSums{}, err
		}
		sale := in.Body.sale(in.Store)
		sale.Guest = g
		o, d, err := h.Register.Preview(ctx, q, sale, by(ctx), h.DB.Now())
		return WireSums(o, d), err
	}))
}
