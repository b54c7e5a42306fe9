package app

import (
	"context"
	"time"

	"livewell/internal/core/address"
	"livewell/internal/core/address/addressapi"
	"livewell/internal/core/identity"
	"livewell/internal/core/message"
	"livewell/internal/find/city"
	"livewell/internal/find/provider"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/geo"
	"livewell/internal/life/campaign"
	"livewell/internal/life/campaign/campaignapi"
	"livewell/internal/life/catalog"
	"livewell/internal/life/catalog/catalogapi"
	"livewell/internal/life/coupon"
	"livewell/internal/life/coupon/couponapi"
	"livewell/internal/life/delivery"
	"livewell/internal/life/delivery/deliveryapi"
	"livewell/internal/life/dining"
	"livewell/internal/life/dining/diningapi"
	"livewell/internal/life/favourite"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/member"
	"livewell/internal/life/member/memberapi"
	"livewell/internal/life/order"
	"livewell/internal/life/order/orderapi"
	"livewell/internal/life/parcel"
	"livewell/internal/life/parcel/parcelapi"
	"livewell/internal/life/pickup"
	"livewell/internal/life/record"
	"livewell/internal/life/register"
	"livewell/internal/life/register/registerapi"
	"livewell/internal/life/review"
	"livewell/internal/life/review/reviewapi"
	"livewell/internal/life/stock"
	"livewell/internal/life/voucher"
	"livewell/internal/trade/maturity/maturityapi"
	"livewell/internal/trade/store"
)

// life makes stores, what they sell and the orders of it, and their part of
// the consumer surface.
func (a *App) life(bus *event.Bus) {
	a.Addresses = address.New(a.conf.Keys)
	a.Providers = provider.New(a.DB, a.cityOf, a.conf.Demo)
	a.Providers.Serve(a.Jobs)
	a.Stock, a.Catalog = stock.New(), catalog.New()
	vouchers := &voucher.Mode{}
	a.Flash, a.Coupons = flash.New(), coupon.New()
	a.Coupons.Serve(bus)
	a.Members = member.New(member.Deps{Jobs: a.Jobs, Bus: bus, MAC: a.mac("member.code"), Limits: a.limits, Payer: a.Pay.Owner})
	a.Delivery = delivery.New(delivery.Deps{DB: a.DB, Stores: a.Stores, Ledger: a.Ledger, Wallet: a.Wallet, MAC: delivery.MAC(a.mac("delivery.door"))})
	a.Parcels = parcel.New(a.Jobs, a.regions)
	a.Orders = order.New(order.Deps{
		DB: a.DB, Bus: bus, Jobs: a.Jobs, Pay: a.Pay, Ledger: a.Ledger, Stores: a.Stores, Catalog: a.Catalog, Stock: a.Stock, Keys: a.conf.Keys,
		Modes: []order.Mode{pickup.Mode{}, dining.Mode{}, a.Delivery.Mode(), vouchers, a.Parcels.Mode()}, Offers: []order.Offer{a.Flash}, Off: a.discounts(),
	})
	vouchers.Lines = a.Orders.Lines
	a.Delivery.Serve(a.Orders)
	a.Parcels.Serve(a.Orders)
	a.Vouchers = voucher.New(a.conf.Keys, a.Orders)
	a.Carts = dining.NewCarts(a.Orders)
	a.Jobs.Repeat("dining.sweep", time.Hour, a.Carts.Sweep)
	a.Groups = group.New(a.Orders, a.Jobs)
	a.Jobs.Repeat("voucher.expire", time.Hour, a.Vouchers.Expire)
	a.tellOrders(bus)
	a.tables(bus)
	a.Favourites = favourite.New()
	event.On(bus, "favourite.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Favourites.Forget(ctx, tx, e.User)
	})
	a.Records = record.New()
	event.On(bus, "record.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Records.Forget(ctx, tx, e.User)
	})
	event.On(bus, "campaign.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.campaigns.Campaigns.Forget(ctx, tx, e.User)
	})
	a.shops = catalogapi.Surface{DB: a.DB, Favourites: a.Favourites, Providers: a.Providers, Chains: catalog.NewChains(a.Catalog, a.Jobs), Stores: a.Stores, Catalog: a.Catalog, Stock: a.Stock, Merchants: a.Merchants, Travel: delivery.Travel}
	a.shops.Consumer(a.Consumer)
	a.orders = orderapi.Surface{
		DB: a.DB, Orders: a.Orders, Stores: a.Stores, Addresses: a.Addresses, Identity: a.Identity,
		Flash: a.Flash, Groups: a.Groups, Vouchers: a.Vouchers, Delivery: a.Delivery, Parcels: a.Parcels, Coupons: a.Coupons, Members: a.Members, Records: a.Records,
	}
	a.orders.Consumer(a.Consumer)
	a.parcels = parcelapi.Surface{DB: a.DB, Parcels: a.Parcels, Cities: a.Cities, Stores: a.Stores}
	a.Register = register.New(register.Deps{Bus: bus, Jobs: a.Jobs, Pay: a.Pay, Ledger: a.Ledger, Stores: a.Stores, Catalog: a.Catalog, Stock: a.Stock, Off: a.discounts()})
	a.register = registerapi.Surface{DB: a.DB, Register: a.Register, Stores: a.Stores, Catalog: a.Catalog, Identity: a.Identity, Members: a.Members}
	a.reviews = reviewapi.Surface{DB: a.DB, Reviews: review.New(a.Orders, a.Stores), Stores: a.Stores, Identity: a.Identity}
	a.reviews.Consumer(a.Consumer)
	a.coupons = couponapi.Surface{DB: a.DB, Coupons: a.Coupons, Stores: a.Stores}
	a.coupons.Consumer(a.Consumer)
	a.members = memberapi.Surface{DB: a.DB, Members: a.Members, Stores: a.Stores, Identity: a.Identity}
	a.members.Consumer(a.Consumer)
	event.On(bus, "member.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Members.Forget(ctx, tx, e.User)
	})
	a.campaigns = campaignapi.Surface{DB: a.DB, Campaigns: campaign.Serve(campaign.Deps{
		Jobs: a.Jobs, Bus: bus, Pay: a.Pay, Coupons: a.Coupons, Messages: a.Messages,
		Name: func(ctx context.Context, q db.Q, id string) (string, error) {
			m, err := a.Merchants.Get(ctx, q, id)
			return m.Name, err
		},
	})}
	a.claim(bus)
	a.maturity = maturityapi.Surface{DB: a.DB, Merchants: a.Merchants, Facts: a.maturityOf}
	a.maturity.Consumer(a.Consumer)
	diningapi.Surface{DB: a.DB, Carts: a.Carts, Catalog: a.Catalog}.Consumer(a.Consumer)
	deliveryapi.Surface{DB: a.DB, Delivery: a.Delivery, Orders: a.Orders, Stores: a.Stores}.Consumer(a.Consumer)
	addressapi.Consumer(a.Consumer, a.DB, a.Addresses)
}

// discounts are what takes something off, in this order, of orders and of sales.
func (a *App) discounts() []order.Discount { return []order.Discount{a.Coupons, a.Members} }

// lands are the cities as parcels know them.
type lands struct{ all *city.Catalogue }

func (l lands) CityAt(p geo.Point) (string, bool) {
	c, _, ok := l.all.At(p)
	return c.Code, ok
}

func (l lands) Province(code string) string {
	c, err := l.all.Find(code)
	if err != nil {
		return ""
	}
	return c.Province
}

func (l lands) Has(id string) bool {
	if _, err := l.all.Find(id); err == nil {
		return true
	}
	return l.all.HasProvince(id)
}

func (a *App) regions(ctx context.Context, q db.Q) (parcel.Regions, error) {
	all, err := a.Cities.In(ctx, q)
	return lands{all}, err
}

// told are the moves that a buyer hears of: those that somebody else makes.
var told = map[order.Status]string{
	order.Accepted: "order.accepted", order.Ready: "order.ready", order.Underway: "order.underway", order.Completed: "order.completed", order.Cancelled: "order.cancelled",
}

// toldOfParcels are those of what is sent by post: nobody waits for it to be made.
var toldOfParcels = map[order.Status]string{order.Underway: "order.sent", order.Completed: "order.received", order.Cancelled: "order.cancelled"}

// tellOrders sends buyers what became of their orders.
func (a *App) tellOrders(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, o order.Order, code, amount string) error {
		_, err := a.Messages.Send(ctx, tx, o.Buyer, message.Order, code,
			map[string]string{"store": o.StoreName, "number": o.Number, "amount": amount}, "/orders/"+o.ID)
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e order.MovedEvent) error {
		code, tell := told[e.Order.Status]
		if e.Order.Mode == store.Parcel {
			code, tell = toldOfParcels[e.Order.Status]
		}
		if !tell || e.Actor == order.Buyer || e.From == order.Unpaid {
			return nil
		}
		return send(ctx, tx, e.Order, code, "")
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e order.LateEvent) error {
		return send(ctx, tx, e.Order, "order.late", "")
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e order.RefundedEvent) error {
		return send(ctx, tx, e.Order, "order.refunded", e.Amount.Decimal())
	})
}
