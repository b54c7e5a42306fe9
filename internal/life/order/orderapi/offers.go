package orderapi

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/voucher"
	"livewell/internal/trade/store"
)

var managerOf = web.For(scope.Owner, scope.Manager)

// FlashSale is some pieces at a price of their own.
type FlashSale struct {
	ID     string       `json:"id"`
	Offer  string       `json:"offer" doc:"For the want of a basket."`
	SKU    string       `json:"sku"`
	Price  money.Amount `json:"price"`
	Pieces int64        `json:"pieces"`
	Left   int64        `json:"left"`
	Each   int64        `json:"each" doc:"Pieces that one buyer can have."`
	Starts time.Time    `json:"starts"`
	Ends   time.Time    `json:"ends"`
}

// GroupDeal is what people can buy together.
type GroupDeal struct {
	ID        string       `json:"id"`
	Offer     string       `json:"offer" doc:"Opens a party."`
	SKU       string       `json:"sku"`
	Price     money.Amount `json:"price"`
	Size      int64        `json:"size" doc:"People."`
	Hours     float64      `json:"hours" doc:"That a party has to be full."`
	Ends      time.Time    `json:"ends"`
	Gathering []Party      `json:"gathering" nullable:"false" doc:"Parties that can be joined."`
}

type Offers struct {
	Flash  []FlashSale `json:"flash" nullable:"false"`
	Groups []GroupDeal `json:"groups" nullable:"false"`
}

type flashIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		SKU    string       `json:"sku" maxLength:"40"`
		Price  money.Amount `json:"price"`
		Pieces int64        `json:"pieces" minimum:"1" maximum:"1000000"`
		Each   int64        `json:"each" minimum:"1" maximum:"999"`
		Starts time.Time    `json:"starts"`
		Ends   time.Time    `json:"ends"`
	}
}

type groupIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		SKU   string       `json:"sku" maxLength:"40"`
		Price money.Amount `json:"price"`
		Size  int64        `json:"size" minimum:"2" maximum:"100"`
		Hours int64        `json:"hours" minimum:"1" maximum:"72"`
		Ends  time.Time    `json:"ends"`
	}
}

// Use is a voucher that a cashier took.
type Use struct {
	Code string    `json:"code" minLength:"10" maxLength:"300"`
	At   time.Time `json:"at,omitzero" doc:"When it was taken, where that was offline; absent: now."`
}

// UseResult is what became of a Use.
type UseResult struct {
	OK     bool       `json:"ok"`
	Fault  string     `json:"fault,omitempty" doc:"Why not: the code of a fault."`
	Name   string     `json:"name,omitempty"`
	NameEN string     `json:"nameEn,omitempty"`
	UsedAt *time.Time `json:"usedAt,omitempty" doc:"When it was used before."`
}

type UseResults struct {
	Items []UseResult `json:"items" nullable:"false" doc:"In the order of the uses."`
}

// VoucherKey checks codes without a network: see voucher.Code for their form.
type VoucherKey struct {
	Version int    `json:"version"`
	Ed25519 string `json:"ed25519" doc:"Base64url, 32 bytes."`
}

type redeemIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  Use
}

type syncIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  struct {
		Uses []Use `json:"uses" minItems:"1" maxItems:"500"`
	}
}

func (h Surface) offers(ctx context.Context, in *boardIn) (Offers, error) {
	out := Offers{[]FlashSale{}, []GroupDeal{}}
	now := h.DB.Now()
	sales, err := h.Flash.Of(ctx, h.DB, in.Store, now)
	if err != nil {
		return out, err
	}
	for _, s := range sales {
		out.Flash = append(out.Flash, wireSale(s))
	}
	deals, err := h.Groups.Of(ctx, h.DB, in.Store, now)
	if err != nil {
		return out, err
	}
	for _, d := range deals {
		w := wireDeal(d)
		parties, err := h.Groups.Gathering(ctx, h.DB, d.ID, now)
		if err != nil {
			return out, err
		}
		for _, p := range parties {
			w.Gathering = append(w.Gathering, wireParty(p))
		}
		out.Groups = append(out.Groups, w)
	}
	return out, nil
}

func wireSale(s flash.Sale) FlashSale {
	return FlashSale{s.ID, flash.Kind + ":" + s.ID, s.SKU, s.Price, s.Pieces, s.Pieces - s.Taken, s.Each, s.Starts, s.Ends}
}

func wireDeal(d group.Deal) GroupDeal {
	return GroupDeal{d.ID, group.Kind + ":" + d.ID, d.SKU, d.Price, d.Size, d.Within.Hours(), d.Ends, []Party{}}
}

// extras adds coupons, points, vouchers and the party to an order.
func (h Surface) extras(ctx context.Context, q db.Q, o order.Order, actor order.Actor, out *Order) error {
	if !o.Discount.IsZero() {
		on, err := h.Coupons.On(ctx, q, o.ID)
		if err != nil {
			return err
		}
		for _, p := range on {
			k := p.Campaign
			out.Coupons = append(out.Coupons, Coupon{p.ID, string(k.Kind), k.Value, k.Percent, k.Least, k.Ends, p.Off, nil, true})
		}
	}
	sums, err := h.Members.On(ctx, q, o.ID)
	if err != nil {
		return err
	}
	if sums != (member.Sums{}) || !o.PointsOff.IsZero() {
		out.Points = &OrderPoints{sums.Used, o.PointsOff, sums.Returned, sums.Earned, sums.Taken}
	}
	if o.Mode == store.Voucher {
		vs, err := h.Vouchers.Of(ctx, q, o.ID)
		if err != nil {
			return err
		}
		for _, v := range vs {
			w := Voucher{ID: v.ID, Name: v.Name, NameEN: v.NameEN, Status: string(v.Status), Expires: v.Expires, UsedAt: moment(v.UsedAt)}
			if actor == order.Buyer && v.Status == voucher.Valid {
				if w.Code, err = h.Vouchers.Code(v); err != nil {
					return err
				}
			}
			out.Vouchers = append(out.Vouchers, w)
		}
	}
	if o.Mode == store.Takeaway {
		if err := h.way(ctx, q, o, actor, out); err != nil {
			return err
		}
	}
	if o.Mode == store.Parcel {
		if err := h.sent(ctx, q, o, out); err != nil {
			return err
		}
	}
	p, ok, err := h.Groups.PartyOf(ctx, q, o.ID)
	if ok {
		w := wireParty(p)
		out.Party = &w
	}
	return err
}

// way adds who brings an order, where they are and what is shown to them: the
// store its code, the buyer that of the door.
func (h Surface) way(ctx context.Context, q db.Q, o order.Order, actor order.Actor, out *Order) error {
	out.Code = o.Code
	if actor == order.Buyer {
		out.Code = h.Delivery.DoorCode(o.ID)
	}
	st, err := h.Stores.Get(ctx, q, o.Store)
	if err != nil {
		return err
	}
	out.StoreAt = &st.At
	if o.Rider == "" {
		return nil
	}
	u, err := h.Identity.User(ctx, q, o.Rider)
	if err != nil {
		return err
	}
	out.Rider = &Rider{Name: u.Masked()}
	if !o.Status.Over() {
		r, err := h.Delivery.Get(ctx, q, o.Rider)
		if err != nil {
			return err
		}
		out.Rider.At, out.Rider.SeenAt = &r.At, moment(r.SeenAt)
		return nil
	}
	out.Photo, err = h.Delivery.Photo(ctx, q, o.ID)
	return err
}

// selling adds what a store's people do with offers and vouchers.
func (h Surface) selling(a *web.API) {
	web.Op(a, "GET", "/console/api/stores/{store}/offers", "listStoreOffers", managerOf, func(ctx context.Context, in *boardIn) (Offers, error) {
		if err := h.ours(ctx, h.DB, in.Store); err != nil {
			return Offers{}, err
		}
		return h.offers(ctx, in)
	})
	web.Op(a, "POST", "/console/api/stores/{store}/flash", "openFlashSale", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *flashIn) (FlashSale, error) {
		if err := h.ours(ctx, tx, in.Store); err != nil {
			return FlashSale{}, err
		}
		b := in.Body
		s, err := h.Flash.Open(ctx, tx, flash.Sale{Store: in.Store, SKU: b.SKU, Price: b.Price, Pieces: b.Pieces, Each: b.Each, Starts: b.Starts, Ends: b.Ends})
		return wireSale(s), err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/groups", "openGroupDeal", managerOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *groupIn) (GroupDeal, error) {
		if err := h.ours(ctx, tx, in.Store); err != nil {
			return GroupDeal{}, err
		}
		b := in.Body
		d, err := h.Groups.Open(ctx, tx, group.Deal{Store: in.Store, SKU: b.SKU, Price: b.Price, Size: b.Size, Within: time.Duration(b.Hours) * time.Hour, Ends: b.Ends})
		return wireDeal(d), err
	}))
	web.Op(a, "GET", "/console/api/voucher-key", "getVoucherKey", staffOf, func(context.Context, *struct{}) (VoucherKey, error) {
		k, err := h.Vouchers.PublicKey()
		return VoucherKey{k.Version, base64.RawURLEncoding.EncodeToString(k.Public)}, err
	})
	web.Op(a, "POST", "/console/api/stores/{store}/vouchers", "redeemVoucher", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *redeemIn) (Voucher, error) {
		if err := h.ours(ctx, tx, in.Store); err != nil {
			return Voucher{}, err
		}
		v, err := h.Vouchers.Redeem(ctx, tx, in.Store, in.Body.Code, scope.From(ctx).User, in.Body.At)
		return Voucher{ID: v.ID, Name: v.Name, NameEN: v.NameEN, Status: string(v.Status), Expires: v.Expires, UsedAt: moment(v.UsedAt)}, err
	}))
	web.Op(a, "POST", "/console/api/stores/{store}/vouchers/sync", "syncVouchers", staffOf, h.sync)
}

// sync takes what a cashier redeemed offline, each by itself: one that somebody
// else had taken before is told, kept as a clash, and stops none of the others.
// What a cashier sends again is what it was.
func (h Surface) sync(ctx context.Context, in *syncIn) (UseResults, error) {
	out := UseResults{[]UseResult{}}
	if err := h.ours(ctx, h.DB, in.Store); err != nil {
		return out, err
	}
	by := scope.From(ctx).User
	for _, u := range in.Body.Uses {
		var v voucher.Voucher
		err := h.DB.Do(ctx, func(tx *db.Tx) (err error) {
			v, err = h.Vouchers.Redeem(ctx, tx, in.Store, u.Code, by, u.At)
			return err
		})
		w := UseResult{OK: err == nil, Name: v.Name, NameEN: v.NameEN}
		f, refused := fault.Of(err)
		switch {
		case err == nil:
		case errors.Is(err, voucher.ErrUsed):
			w.Fault, w.UsedAt = f.Code, moment(v.UsedAt)
			if err := h.DB.Do(ctx, func(tx *db.Tx) error { return h.Vouchers.Clash(ctx, tx, in.Store, u.Code, by, u.At) }); err != nil {
				return out, err
			}
		case refused:
			w.Fault = f.Code
		default:
			return out, err
		}
		out.Items = append(out.Items, w)
	}
	return out, nil
}
