// Package recordopen is the method by which other platforms tell of orders. It
// holds wire types and mapping.
package recordopen

import (
	"context"
	"net/url"
	"slices"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/kit/db"
	"livewell/internal/life/record"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

type item struct {
	Name     protocol.Text  `json:"item_name" required:"true" max:"128" example:"Beef noodles" doc:"What people read."`
	Quantity protocol.Int   `json:"quantity" example:"1" doc:"How many; 1 where it is left out."`
	Price    protocol.Money `json:"unit_price" doc:"Taken, and not shown."`
}

type extra struct {
	Key   protocol.Text `json:"ext_key" required:"true" max:"64" example:"merchant_order_status" doc:"merchant_order_status, merchant_order_link_page; others are taken, and not used."`
	Value protocol.Text `json:"ext_value" required:"true" max:"500" example:"PAID" doc:"Its value."`
}

type shop struct {
	Name protocol.Text `json:"merchant_name" max:"64" example:"West Gate Kitchen" doc:"What people read; the app's name where it is left out."`
}

type syncIn struct {
	OutBizNo protocol.Text            `json:"out_biz_no" required:"true" max:"64" example:"8301-0007" doc:"The app's own number. Told again, the order is as it is told now."`
	BuyerID  protocol.Text            `json:"buyer_id" max:"32" either:"buyer" example:"2088102177846880" doc:"Who ordered, as this app knows them."`
	OpenID   protocol.Text            `json:"buyer_open_id" max:"128" either:"buyer" doc:"The same person, opaque."`
	Amount   protocol.Money           `json:"amount" required:"true" example:"26.00" doc:"Yuan."`
	Created  protocol.Text            `json:"order_create_time" required:"true" max:"32" example:"2026-01-02 11:04:05" doc:"UTC+8."`
	Modified protocol.Text            `json:"order_modified_time" max:"32" example:"2026-01-02 11:14:05" doc:"UTC+8. What is older than what is known changes nothing."`
	Type     protocol.Text            `json:"order_type" max:"32" example:"SERVICE_ORDER" doc:"Taken, and not used."`
	Trade    protocol.Text            `json:"trade_no" max:"64" doc:"Taken, and not used."`
	Items    protocol.Object[[]item]  `json:"item_order_list" required:"true" doc:"What was ordered; the first is shown."`
	Shop     protocol.Object[shop]    `json:"shop_info" doc:"Who makes it."`
	Extras   protocol.Object[[]extra] `json:"ext_info" required:"true" doc:"How the order stands, and where it goes on."`
}

type syncOut struct {
	RecordID string `json:"record_id" doc:"The platform's number of this report."`
	OrderID  string `json:"order_id" doc:"The platform's number of the order."`
	Status   string `json:"order_status" doc:"How it is shown: unpaid, paid, accepted, ready, underway, completed, cancelled."`
}

// statuses brings the words of merchants' systems to those of orders here.
var statuses = map[string]string{
	"WAIT_PAY": "unpaid", "PAID": "paid", "MERCHANT_CONFIRMED": "accepted", "IN_PROCESS": "accepted", "MERCHANT_READY": "ready",
	"MERCHANT_DELIVERED": "underway", "IN_DELIVERY": "underway", "FINISHED": "completed", "CANCELLED": "cancelled", "CLOSED": "cancelled", "REFUNDED": "cancelled",
}

// Deps are what the method works with.
type Deps struct {
	Records *record.Service
	Consent *consent.Service
	// Pages lists the addresses, scheme and host, that a merchant's pages are at besides an app's own.
	Pages func(ctx context.Context, q db.Q, merchant string) ([]string, error)
}

// Register adds the method to g.
func Register(g *gateway.Gateway, d Deps) {
	gateway.Add(g, gateway.Spec{
		Name: "alipay.merchant.order.sync", Group: "Listings", Title: "Tell of an order that was made elsewhere",
		Text:    "Puts an order of the app's own platform into its buyer's list of orders, or changes it there. The same out_biz_no names the same order; news that is older than what is known changes nothing.",
		Product: client.Listing, Merchant: true, Bad: "ACQ.INVALID_PARAMETER", Keys: []string{"out_biz_no"},
		Subs: []gateway.Sub{
			{Fault: record.ErrOrder, Code: "ACQ.INVALID_PARAMETER"},
			{Fault: record.ErrOther, Code: "ACQ.CONTEXT_INCONSISTENT"},
			{Fault: record.ErrMany, Code: "ORDER_EXCEED_LIMIT"},
			{Fault: consent.ErrNotFound, Code: "BUYER_NOT_EXIST"},
		},
	}, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *syncIn) (syncOut, error) {
		return d.sync(ctx, tx, c, in)
	})
}

func (d Deps) sync(ctx context.Context, tx *db.Tx, c *gateway.Call, in *syncIn) (syncOut, error) {
	o := record.Order{App: c.AuthAppID, OutNo: string(in.OutBizNo), Seller: string(in.Shop.V.Name), Amount: in.Amount.Amount(), Pieces: pieces(in.Items.V)}
	if o.Seller == "" {
		o.Seller = c.App.Name
	}
	if len(in.Items.V) > 0 {
		o.What = string(in.Items.V[0].Name)
	}
	who := in.BuyerID
	if who == "" {
		who = in.OpenID
	}
	var err error
	if o.Buyer, err = d.Consent.Resolve(ctx, tx, c.App.ID, string(who)); err != nil {
		return syncOut{}, err
	}
	o.CreatedAt, o.ModifiedAt = clock(in.Created), clock(in.Modified)
	if in.Modified == "" {
		o.ModifiedAt = tx.Now()
	}
	for _, x := range in.Extras.V {
		switch x.Key {
		case "merchant_order_status":
			o.Status = statuses[string(x.Value)]
		case "merchant_order_link_page":
			o.Link = string(x.Value)
		}
	}
	if err := d.linked(ctx, tx, c, o.Link); err != nil {
		return syncOut{}, err
	}
	got, err := d.Records.Tell(ctx, tx, o)
	return syncOut{got.ID, got.ID, got.Status}, err
}

// linked refuses a link to anywhere but the pages of the app or its merchant.
func (d Deps) linked(ctx context.Context, q db.Q, c *gateway.Call, link string) error {
	if link == "" {
		return nil
	}
	pages, err := d.Pages(ctx, q, c.Merchant)
	if err != nil {
		return err
	}
	for _, r := range c.App.Redirects {
		pages = append(pages, base(r))
	}
	if at := base(link); at == "" || !slices.Contains(pages, at) {
		return record.ErrOrder.With(map[string]any{"field": "merchant_order_link_page"})
	}
	return nil
}

// base is scheme and host of an address; empty for what is none.
func base(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func pieces(items []item) (n int64) {
	for _, x := range items {
		if x.Quantity.Given() {
			n += x.Quantity.Int64()
		} else {
			n++
		}
	}
	return n
}

// clock reads a time of UTC+8; the zero time where it is none.
func clock(t protocol.Text) time.Time {
	at, err := time.ParseInLocation(time.DateTime, string(t), protocol.Zone())
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
