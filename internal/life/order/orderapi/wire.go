// Package orderapi shows orders to those who buy and to those who make them.
// It holds wire types and mapping; the one rule here is who sees which order:
// its buyer, and the staff of its merchant.
package orderapi

import (
	"context"
	"time"

	"livewell/internal/core/address"
	"livewell/internal/core/address/addressapi"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/delivery"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/parcel"
	"livewell/internal/life/record"
	"livewell/internal/life/voucher"
	"livewell/internal/trade/store"
)

// Surface is orders.
type Surface struct {
	DB        *db.DB
	Orders    *order.Service
	Stores    *store.Service
	Addresses *address.Service
	Identity  *identity.Service
	Flash     *flash.Service
	Groups    *group.Service
	Vouchers  *voucher.Service
	Delivery  *delivery.Service
	Parcels   *parcel.Service
	Coupons   *coupon.Service
	Members   *member.Service
	Records   *record.Service
}

// Want is a line of a basket.
type Want struct {
	SKU     string        `json:"sku" maxLength:"40"`
	Choices []string      `json:"choices,omitempty" maxItems:"50"`
	Qty     int64         `json:"qty" minimum:"1" maximum:"999"`
	Seen    *money.Amount `json:"seen,omitempty" doc:"What one cost when the buyer looked; another price is told, and not taken."`
	Offer   string        `json:"offer,omitempty" maxLength:"100" pattern:"^[a-z]+:[0-9a-z.]+$" doc:"From listOffers: flash:ID, group:ID to open a party, group:ID.PARTY to join one."`
}

// BasketFields are what a buyer asks for.
type BasketFields struct {
	Mode    string `json:"mode" enum:"takeaway,pickup,dinein,voucher,parcel"`
	Wants   []Want `json:"wants" nullable:"false" minItems:"1" maxItems:"100"`
	Address string `json:"address,omitempty" maxLength:"40" doc:"Id of one of the buyer's addresses."`
	Table   string `json:"table,omitempty" maxLength:"20"`
	Note    string `json:"note,omitempty" maxLength:"200"`

	Coupons []string `json:"coupons,omitempty" maxItems:"10" doc:"Ids of the buyer's; none: nothing off; absent: the best."`
	Points  bool     `json:"points,omitempty" doc:"As many of the buyer's points are used as the basket takes."`
}

// BasketPoints are those that the buyer has of the store's merchant.
type BasketPoints struct {
	Have  int64        `json:"have" doc:"That can be used."`
	Most  int64        `json:"most" doc:"That the basket takes."`
	Worth money.Amount `json:"worth" doc:"What the most take off."`
	Use   int64        `json:"use" doc:"None, or the most."`
	Off   money.Amount `json:"off" doc:"What those that are used take off."`
	Earn  int64        `json:"earn" doc:"That the order brings once it is completed."`
}

// OrderPoints are the points of an order.
type OrderPoints struct {
	Used     int64        `json:"used"`
	Off      money.Amount `json:"off" doc:"What they took off."`
	Returned int64        `json:"returned"`
	Earned   int64        `json:"earned"`
	Taken    int64        `json:"taken" doc:"Back again, of those that were earned."`
}

// Coupon is something off that the buyer has for the store.
type Coupon struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind" enum:"fixed,percent,delivery"`
	Value   money.Amount  `json:"value" doc:"Most that it takes off."`
	Percent int64         `json:"percent" doc:"Of the goods, for the kind percent."`
	Least   money.Amount  `json:"least" doc:"Goods for so much at least."`
	Ends    time.Time     `json:"ends"`
	Off     money.Amount  `json:"off" doc:"What it takes off this basket or order."`
	Short   *money.Amount `json:"short,omitempty" doc:"Goods that are missing for it."`
	Chosen  bool          `json:"chosen"`
}

// Problem is why a basket cannot be ordered as it is.
type Problem struct {
	Code  string        `json:"code" enum:"gone,sold_out,not_now,choices,price,closed,mode,no_door,too_far,not_sent,minimum,no_table,short,total,only_once,offer,coupon"`
	Line  int           `json:"line" doc:"Index into the wants; -1: the whole basket."`
	Field string        `json:"field,omitempty" doc:"Of the basket, that a buyer would change."`
	Now   *money.Amount `json:"now,omitempty" doc:"What it costs, or for how much goods must be ordered."`
	Left  *int64        `json:"left,omitempty"`
	At    *time.Time    `json:"at,omitempty" doc:"When the store opens."`
}

type Line struct {
	No        int64         `json:"no"`
	Item      string        `json:"item"`
	SKU       string        `json:"sku"`
	Name      string        `json:"name"`
	NameEN    string        `json:"nameEn,omitempty"`
	Variant   string        `json:"variant,omitempty"`
	VariantEN string        `json:"variantEn,omitempty"`
	Choices   []string      `json:"choices" nullable:"false" doc:"Ids."`
	Chosen    []string      `json:"chosen" nullable:"false" doc:"Names."`
	ChosenEN  []string      `json:"chosenEn" nullable:"false"`
	Picture   string        `json:"picture,omitempty"`
	Unit      money.Amount  `json:"unit"`
	Qty       int64         `json:"qty"`
	Total     money.Amount  `json:"total"`
	Refunded  int64         `json:"refunded" doc:"Pieces."`
	Off       *money.Amount `json:"off,omitempty" doc:"Its share of what coupons and points took off the goods of an order."`
}

type Quote struct {
	Lines    []Line        `json:"lines" nullable:"false"`
	Goods    money.Amount  `json:"goods"`
	Packing  money.Amount  `json:"packing"`
	Fee      money.Amount  `json:"fee"`
	ForFree  *money.Amount `json:"forFree,omitempty" doc:"Goods that are missing for there to be no fee; absent: no such offer, or none."`
	Discount money.Amount  `json:"discount" doc:"What the chosen coupons take off."`
	Coupons  []Coupon      `json:"coupons" nullable:"false" doc:"That the buyer has for this store, chosen or not; the soonest to end first."`
	Points   *BasketPoints `json:"points,omitempty" doc:"Of a member."`
	Total    money.Amount  `json:"total"`
	Minutes  int64         `json:"minutes" doc:"Until the buyer has it."`
	Problems []Problem     `json:"problems" nullable:"false" doc:"Empty: it can be ordered."`
}

type Step struct {
	Status string    `json:"status"`
	Actor  string    `json:"actor" enum:"buyer,shop,rider,system"`
	Note   string    `json:"note,omitempty"`
	At     time.Time `json:"at"`
}

// Head is an order in a list.
type Head struct {
	ID        string       `json:"id"`
	Elsewhere bool         `json:"elsewhere,omitempty" doc:"Made with another platform, which is in charge of it."`
	Link      string       `json:"link,omitempty" doc:"Where that goes on."`
	Store     string       `json:"store"`
	StoreName string       `json:"storeName"`
	Mode      string       `json:"mode"`
	Status    string       `json:"status" enum:"unpaid,paid,accepted,ready,underway,completed,cancelled"`
	Number    string       `json:"number,omitempty" doc:"Called in the store."`
	Table     string       `json:"table,omitempty"`
	Note      string       `json:"note,omitempty"`
	Pieces    int64        `json:"pieces"`
	First     string       `json:"first" doc:"Name of the first line."`
	FirstEN   string       `json:"firstEn,omitempty"`
	Picture   string       `json:"picture,omitempty"`
	Total     money.Amount `json:"total"`
	Refunded  money.Amount `json:"refunded"`
	Reason    string       `json:"reason,omitempty" doc:"Of a cancellation: no_answer, unpaid, or somebody's words."`
	CreatedAt time.Time    `json:"createdAt"`
	PaidAt    *time.Time   `json:"paidAt,omitempty"`
	DueAt     *time.Time   `json:"dueAt,omitempty"`
	Late      bool         `json:"late" doc:"It is not over and was due before now."`
}

// Order is an order as its buyer or its store sees it.
type Order struct {
	Head
	Lines    []Line              `json:"lines" nullable:"false"`
	Goods    money.Amount        `json:"goods"`
	Packing  money.Amount        `json:"packing"`
	Fee      money.Amount        `json:"fee"`
	Discount money.Amount        `json:"discount" doc:"What coupons take off."`
	Coupons  []Coupon            `json:"coupons" nullable:"false" doc:"That are on it; none once it is cancelled."`
	Points   *OrderPoints        `json:"points,omitempty" doc:"Of a member; absent: none were used or earned."`
	Trade    string              `json:"trade" doc:"What is paid: getTrade, payTrade."`
	Code     string              `json:"code,omitempty" doc:"What the caller shows when it is handed over: the buyer at the counter or at the door, the store to the rider."`
	To       *addressapi.Address `json:"to,omitempty"`
	Steps    []Step              `json:"steps" nullable:"false"`
	Can      []string            `json:"can" nullable:"false" doc:"The statuses that the caller may move it to now."`
	Buyer    string              `json:"buyer,omitempty" doc:"Masked; the store sees it."`

	Vouchers []Voucher  `json:"vouchers,omitempty" doc:"What was bought to be used later."`
	Party    *Party     `json:"party,omitempty" doc:"The group that the order waits for, or waited."`
	Rider    *Rider     `json:"rider,omitempty" doc:"Who brings it."`
	Photo    []byte     `json:"photo,omitempty" doc:"JPEG of the hand-over, base64."`
	Parcel   *Parcel    `json:"parcel,omitempty" doc:"How it was sent by post."`
	StoreAt  *geo.Point `json:"storeAt,omitempty" doc:"Where the store is, for what is brought."`
}

// Rider is who brings an order.
type Rider struct {
	Name   string     `json:"name" doc:"Masked."`
	At     *geo.Point `json:"at,omitempty" doc:"While the order is on its way."`
	SeenAt *time.Time `json:"seenAt,omitempty" doc:"When the rider was there."`
}

// Voucher is one piece that is used later in the store.
type Voucher struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	NameEN  string     `json:"nameEn,omitempty"`
	Status  string     `json:"status" enum:"valid,used,void"`
	Code    string     `json:"code,omitempty" doc:"What its QR holds. Its buyer alone sees it."`
	Expires time.Time  `json:"expires"`
	UsedAt  *time.Time `json:"usedAt,omitempty"`
}

// Party is a group that gathers, or did.
type Party struct {
	ID       string    `json:"id"`
	Size     int64     `json:"size"`
	Taken    int64     `json:"taken"`
	Paid     int64     `json:"paid"`
	Status   string    `json:"status" enum:"open,full,failed"`
	Deadline time.Time `json:"deadline"`
	Offer    string    `json:"offer" doc:"To join it."`
}

func wireParty(p group.Party) Party {
	return Party{p.ID, p.Size, p.Taken, p.Paid, p.Status, p.Deadline, group.Kind + ":" + p.Deal + "." + p.ID}
}

func amount(a money.Amount) *money.Amount {
	if a == (money.Amount{}) {
		return nil
	}
	return &a
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}

func wireLine(no, refunded int64, l catalog.Line) Line {
	return Line{
		no, l.Item, l.SKU, l.Name, l.NameEN, l.Variant, l.VariantEN, list(l.Choices), list(l.Chosen), list(l.ChosenEN),
		l.Picture, l.Unit, l.Qty, l.Total, refunded, nil,
	}
}

func wireQuote(d order.Draft) Quote {
	out := Quote{Lines: []Line{}, Goods: d.Goods, Packing: d.Packing, Fee: d.Fee, Discount: d.Off.Add(d.FeeOff), Coupons: []Coupon{}, Total: d.Total(), Minutes: int64(d.Takes.Round(time.Minute) / time.Minute), Problems: []Problem{}}
	for i, l := range d.Lines {
		out.Lines = append(out.Lines, wireLine(int64(i), 0, l))
	}
	if !d.ForFree.IsZero() {
		out.ForFree = &d.ForFree
	}
	for _, c := range d.Coupons {
		w := Coupon{c.ID, c.Kind, c.Value, c.Percent, c.Least, c.Ends, c.Off, nil, c.Chosen}
		if !c.Short.IsZero() {
			w.Short = &c.Short
		}
		out.Coupons = append(out.Coupons, w)
	}
	if p := d.Credit; p.Card != "" {
		out.Points = &BasketPoints{p.Have, p.Most, p.Worth, p.Use, p.Off, p.Earn}
	}
	for _, p := range d.Problems {
		w := Problem{Code: p.Code, Line: p.Line, Field: p.Field(), Now: amount(p.Now), At: moment(p.At)}
		if p.Code == order.StockShort {
			w.Left = &p.Left
		}
		out.Problems = append(out.Problems, w)
	}
	return out
}

// head needs the first line of an order for its name and picture.
func (h Surface) head(o order.Order, lines []order.Line) Head {
	out := Head{
		ID: o.ID, Store: o.Store, StoreName: o.StoreName, Mode: string(o.Mode), Status: string(o.Status), Number: o.Number, Table: o.Table, Note: o.Note,
		Pieces: o.Pieces, Total: o.Total, Refunded: o.Refunded, Reason: o.Reason, CreatedAt: o.CreatedAt, PaidAt: moment(o.PaidAt), DueAt: moment(o.DueAt),
		Late: !o.Status.Over() && !o.PaidAt.IsZero() && h.DB.Now().After(o.DueAt),
	}
	if len(lines) > 0 {
		out.First, out.FirstEN, out.Picture = lines[0].Name, lines[0].NameEN, lines[0].Picture
	}
	return out
}

// order gives an order as actor sees it.
func (h Surface) order(ctx context.Context, q db.Q, id string, actor order.Actor) (Order, error) {
	o, err := h.Orders.WithDoor(ctx, q, id)
	if err != nil {
		return Order{}, err
	}
	lines, err := h.Orders.Lines(ctx, q, id)
	if err != nil {
		return Order{}, err
	}
	out := Order{Head: h.head(o, lines), Lines: []Line{}, Goods: o.Goods, Packing: o.Packing, Fee: o.Fee, Discount: o.Discount.Add(o.PointsOff.Neg()), Coupons: []Coupon{}, Trade: o.Trade, Steps: []Step{}, Can: []string{}}
	for _, l := range lines {
		w := wireLine(l.No, l.Refunded, l.Line)
		if !l.Off.IsZero() {
			w.Off = &l.Off
		}
		out.Lines = append(out.Lines, w)
	}
	if o.To != nil {
		w := addressapi.Wire(*o.To)
		out.To = &w
	}
	can, err := h.Orders.Can(ctx, q, o, actor)
	if err != nil {
		return out, err
	}
	for _, to := range can {
		out.Can = append(out.Can, string(to))
	}
	if actor == order.Buyer {
		out.Code = o.Code
	} else {
		u, err := h.Identity.User(ctx, q, o.Buyer)
		if err != nil {
			return out, err
		}
		out.Buyer = u.Masked()
	}
	if err := h.extras(ctx, q, o, actor, &out); err != nil {
		return out, err
	}
	steps, err := h.Orders.Timeline(ctx, q, id)
	for _, s := range steps {
		out.Steps = append(out.Steps, Step{string(s.Status), string(s.Actor), s.Note, s.At})
	}
	return out, err
}
