// Package memberapi lets people join merchants and see their points, and merchants
// say what they give. It holds wire types and mapping; the rule here is that a
// programme is for those who work in all stores of its merchant.
package memberapi

import (
	"context"
	"errors"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/member"
	"livewell/internal/trade/store"
)

// Surface is memberships.
type Surface struct {
	DB       *db.DB
	Members  *member.Service
	Stores   *store.Service
	Identity *identity.Service
}

// MemberLevel is what members are who earned enough in twelve months.
type MemberLevel struct {
	Name    string `json:"name" minLength:"1" maxLength:"20"`
	NameEN  string `json:"nameEn,omitempty" maxLength:"40"`
	From    int64  `json:"from" minimum:"0" maximum:"1000000000" doc:"Points of twelve months; of the first level 0."`
	Percent int64  `json:"percent" minimum:"1" maximum:"1000" doc:"Of the points of a purchase that they get."`
}

// MemberRules are what a merchant gives.
type MemberRules struct {
	Name    string        `json:"name" maxLength:"20" doc:"Of the card."`
	NameEN  string        `json:"nameEn,omitempty" maxLength:"40"`
	PerYuan int64         `json:"perYuan" minimum:"1" maximum:"100" doc:"Points for a yuan that was paid."`
	Worth   money.Amount  `json:"worth" doc:"That a point takes off."`
	Share   int64         `json:"share" minimum:"1" maximum:"100" doc:"Percent of the goods, after coupons, that points may pay."`
	Months  int64         `json:"months" minimum:"1" maximum:"60" doc:"Until points expire."`
	Levels  []MemberLevel `json:"levels" nullable:"false" minItems:"1" maxItems:"5"`
}

// MemberCard is one of the caller's.
type MemberCard struct {
	ID       string     `json:"id" doc:"The number of the card."`
	Store    string     `json:"store,omitempty" doc:"One where it counts; it counts in all of the merchant's."`
	Shop     string     `json:"shop,omitempty" doc:"Name of that store."`
	ShopEN   string     `json:"shopEn,omitempty"`
	JoinedAt time.Time  `json:"joinedAt"`
	On       bool       `json:"on" doc:"Else the merchant gives and takes no points at the moment."`
	Points   int64      `json:"points" doc:"That can be used."`
	Owed     int64      `json:"owed" doc:"Points of purchases that came back and were spent: they come off what is earned next."`
	Year     int64      `json:"year" doc:"Earned in twelve months; the level is by these."`
	Level    int        `json:"level" doc:"Index into the levels."`
	Next     int64      `json:"next" doc:"Points until the next level; 0: there is none."`
	Soon     int64      `json:"soon" doc:"Points that expire next."`
	SoonAt   *time.Time `json:"soonAt,omitempty"`
	MemberRules
}

// StoreMembership is what a store's merchant gives its members.
type StoreMembership struct {
	Terms int64        `json:"terms" doc:"Version of the text that is agreed to: joinMembership."`
	Rules *MemberRules `json:"rules,omitempty" doc:"Absent: it takes no members."`
	Card  *MemberCard  `json:"card,omitempty" doc:"The caller's."`
}

// MemberEntry is something that happened to points.
type MemberEntry struct {
	ID     string        `json:"id"`
	Kind   string        `json:"kind" enum:"joined,left,earned,used,undone,returned,taken,expired"`
	Order  string        `json:"order,omitempty" doc:"The order or the sale."`
	Points int64         `json:"points" doc:"Into the balance."`
	Owed   int64         `json:"owed,omitempty" doc:"Into what is owed."`
	Amount *money.Amount `json:"amount,omitempty" doc:"earned: what was paid; used: what came off."`
	At     time.Time     `json:"at"`
}

type MemberCode struct {
	Digits    string    `json:"digits" doc:"18: to be shown at a till. It pays nothing."`
	ExpiresAt time.Time `json:"expiresAt"`
}

// MemberProgramme are the rules and the figures of a programme.
type MemberProgramme struct {
	On      bool         `json:"on"`
	Rules   MemberRules  `json:"rules"`
	Members int64        `json:"members"`
	Points  int64        `json:"points" doc:"That can be used."`
	Worth   money.Amount `json:"worth" doc:"Of all of them."`
}

// MemberRow is a member as the merchant sees them.
type MemberRow struct {
	ID       string    `json:"id" doc:"The number of the card."`
	Name     string    `json:"name" doc:"Masked."`
	JoinedAt time.Time `json:"joinedAt"`
	Points   int64     `json:"points"`
	Owed     int64     `json:"owed"`
	Year     int64     `json:"year"`
	Level    string    `json:"level" doc:"A name."`
	LevelEN  string    `json:"levelEn,omitempty"`
}

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
}

type joinIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  struct {
		Terms int64 `json:"terms" doc:"That the person has read and agrees to."`
	}
}

type cardIn struct {
	ID string `path:"id" maxLength:"40"`
}

type entriesIn struct {
	ID string `path:"id" maxLength:"40"`
	page.Ask
}

type mineIn struct{ page.Ask }

type listIn struct {
	Card string `query:"card" maxLength:"23" pattern:"^[0-9]*$" doc:"Last digits of a card."`
	page.Ask
}

type rulesIn struct {
	Body struct {
		On bool `json:"on"`
		MemberRules
	}
}

func wireRules(r member.Rules) MemberRules {
	out := MemberRules{r.Name, r.NameEN, r.PerYuan, r.Worth, r.Share, r.Months, []MemberLevel{}}
	for _, l := range r.Levels {
		out.Levels = append(out.Levels, MemberLevel(l))
	}
	return out
}

func (w MemberRules) rules(on bool) member.Rules {
	out := member.Rules{On: on, Name: w.Name, NameEN: w.NameEN, PerYuan: w.PerYuan, Worth: w.Worth, Share: w.Share, Months: w.Months}
	for _, l := range w.Levels {
		out.Levels = append(out.Levels, member.Level(l))
	}
	return out
}

func wireEntry(e member.Entry) MemberEntry {
	out := MemberEntry{ID: e.ID, Kind: string(e.Kind), Order: e.Head, Points: e.Points, Owed: e.Owed, At: e.At}
	if !e.Amount.IsZero() {
		out.Amount = &e.Amount
	}
	return out
}

// card adds what a card is worth, and where it counts.
func (h Surface) card(ctx context.Context, q db.Q, c member.Card) (MemberCard, error) {
	st, err := h.Members.Standing(ctx, q, c, h.DB.Now())
	if err != nil {
		return MemberCard{}, err
	}
	out := MemberCard{
		ID: c.ID, JoinedAt: c.JoinedAt, On: st.On, Points: st.Usable, Owed: c.Owed, Year: st.Year, Level: st.At, Next: st.Next, Soon: st.Soon, MemberRules: wireRules(st.Rules),
	}
	if st.Soon > 0 {
		out.SoonAt = &st.SoonAt
	}
	shop, err := h.Stores.First(ctx, q, c.Merchant)
	if _, gone := fault.Of(err); gone {
		return out, nil
	}
	out.Store, out.Shop, out.ShopEN = shop.ID, shop.Name, shop.NameEN
	return out, err
}

func (h Surface) mine(ctx context.Context, q db.Q, id string) (member.Card, error) {
	return h.Members.Mine(ctx, q, id, scope.From(ctx).User)
}

// at tells what a store's merchant gives, and the caller's card there.
func (h Surface) at(ctx context.Context, q db.Q, storeID string) (StoreMembership, error) {
	out := StoreMembership{Terms: member.Terms}
	st, err := h.Stores.Get(ctx, q, storeID)
	if err != nil {
		return out, err
	}
	r, err := h.Members.Rules(ctx, q, st.Merchant)
	if err != nil {
		return out, err
	}
	if r.On {
		w := wireRules(r)
		out.Rules = &w
	}
	who := scope.From(ctx).User
	if who == "" {
		return out, nil
	}
	c, err := h.Members.Of(ctx, q, st.Merchant, who)
	if errors.Is(err, member.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	w, err := h.card(ctx, q, c)
	out.Card = &w
	return out, err
}

// Consumer adds what people do.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/stores/{store}/membership", "getStoreMembership", web.Public, func(ctx context.Context, in *storeIn) (StoreMembership, error) {
		return h.at(ctx, h.DB, in.Store)
	})
	web.Op(a, "POST", "/api/stores/{store}/membership", "joinMembership", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *joinIn) (StoreMembership, error) {
		st, err := h.Stores.Get(ctx, tx, in.Store)
		if err != nil {
			return StoreMembership{}, err
		}
		if _, err := h.Members.Join(ctx, tx, st.Merchant, scope.From(ctx).User, in.Body.Terms); err != nil {
			return StoreMembership{}, err
		}
		return h.at(ctx, tx, in.Store)
	}))
	web.Op(a, "GET", "/api/memberships", "listMemberships", me, func(ctx context.Context, in *mineIn) (page.Of[MemberCard], error) {
		out := page.Of[MemberCard]{Items: []MemberCard{}}
		p, err := h.Members.Cards(ctx, h.DB, scope.From(ctx).User, in.Ask)
		out.Next = p.Next
		for _, c := range p.Items {
			w, err := h.card(ctx, h.DB, c)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/memberships/{id}", "getMembership", me, func(ctx context.Context, in *cardIn) (MemberCard, error) {
		c, err := h.mine(ctx, h.DB, in.ID)
		if err != nil {
			return MemberCard{}, err
		}
		return h.card(ctx, h.DB, c)
	})
	web.Op(a, "GET", "/api/memberships/{id}/entries", "listMembershipEntries", me, func(ctx context.Context, in *entriesIn) (page.Of[MemberEntry], error) {
		c, err := h.mine(ctx, h.DB, in.ID)
		if err != nil {
			return page.Of[MemberEntry]{}, err
		}
		p, err := h.Members.Entries(ctx, h.DB, c.ID, in.Ask)
		return page.Map(p, wireEntry), err
	})
	web.Op(a, "POST", "/api/memberships/{id}/code", "newMembershipCode", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *cardIn) (MemberCode, error) {
		c, err := h.mine(ctx, tx, in.ID)
		if err != nil {
			return MemberCode{}, err
		}
		code, err := h.Members.NewCode(ctx, tx, c)
		return MemberCode{code.Digits, code.Expires}, err
	}))
	web.Op(a, "POST", "/api/memberships/{id}/leave", "leaveMembership", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *cardIn) (struct{}, error) {
		return struct{}{}, h.Members.Leave(ctx, tx, in.ID, scope.From(ctx).User)
	}))
}

// merchant gives the caller's. Fault: store.ErrSome.
func merchant(ctx context.Context) (string, error) {
	sc := scope.From(ctx)
	if len(sc.Stores) > 0 {
		return "", store.ErrSome
	}
	return sc.Merchant, nil
}

func (h Surface) figures(ctx context.Context, q db.Q) (MemberProgramme, error) {
	m, err := merchant(ctx)
	if err != nil {
		return MemberProgramme{}, err
	}
	r, err := h.Members.Rules(ctx, q, m)
	if err != nil {
		return MemberProgramme{}, err
	}
	f, err := h.Members.Figures(ctx, q, m, h.DB.Now())
	return MemberProgramme{r.On, wireRules(r), f.Members, f.Points, r.Worth.MulDiv(f.Points, 1)}, err
}

func (h Surface) row(ctx context.Context, q db.Q, c member.Card) (MemberRow, error) {
	st, err := h.Members.Standing(ctx, q, c, h.DB.Now())
	if err != nil {
		return MemberRow{}, err
	}
	u, err := h.Identity.User(ctx, q, c.Person)
	l := st.Levels[st.At]
	return MemberRow{c.ID, u.Masked(), c.JoinedAt, st.Usable, c.Owed, st.Year, l.Name, l.NameEN}, err
}

// Console adds what owners and managers do.
func (h Surface) Console(a *web.API) {
	managers := web.For(scope.Owner, scope.Manager)
	const base = "/console/api/merchant/members"
	web.Op(a, "GET", base+"/programme", "getMemberProgramme", managers, func(ctx context.Context, _ *struct{}) (MemberProgramme, error) {
		return h.figures(ctx, h.DB)
	})
	web.Op(a, "PUT", base+"/programme", "setMemberProgramme", managers, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *rulesIn) (MemberProgramme, error) {
		m, err := merchant(ctx)
		if err != nil {
			return MemberProgramme{}, err
		}
		if err := h.Members.SetRules(ctx, tx, m, in.Body.rules(in.Body.On)); err != nil {
			return MemberProgramme{}, err
		}
		return h.figures(ctx, tx)
	}))
	web.Op(a, "GET", base, "listMembers", managers, func(ctx context.Context, in *listIn) (page.Of[MemberRow], error) {
		out := page.Of[MemberRow]{Items: []MemberRow{}}
		m, err := merchant(ctx)
		if err != nil {
			return out, err
		}
		p, err := h.Members.Members(ctx, h.DB, m, in.Card, in.Ask)
		out.Next = p.Next
		for _, c := range p.Items {
			w, err := h.row(ctx, h.DB, c)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", base+"/{id}/entries", "listMemberEntries", managers, func(ctx context.Context, in *entriesIn) (page.Of[MemberEntry], error) {
		m, err := merchant(ctx)
		if err != nil {
			return page.Of[MemberEntry]{}, err
		}
		c, err := h.Members.Card(ctx, h.DB, in.ID)
		if err != nil || c.Merchant != m {
			return page.Of[MemberEntry]{}, fault.Or(err, member.ErrNotFound)
		}
		p, err := h.Members.Entries(ctx, h.DB, c.ID, in.Ask)
		return page.Map(p, wireEntry), err
	})
}
