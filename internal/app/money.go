package app

import (
	"context"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"livewell/internal/brand"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/ledger/ledgerapi"
	"livewell/internal/core/message"
	"livewell/internal/core/pay"
	"livewell/internal/core/pay/payapi"
	"livewell/internal/core/risk"
	"livewell/internal/core/wallet"
	"livewell/internal/core/wallet/walletapi"
	"livewell/internal/demo"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/trade/coder"
	"livewell/internal/trade/coder/coderapi"
	"livewell/internal/trade/gallery"
	"livewell/internal/trade/licence"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/settle"
	"livewell/internal/trade/store"
	"livewell/internal/trade/support"
	"livewell/internal/trade/support/supportapi"
)

// money makes what moves it, and its part of the consumer surface.
func (a *App) money(bus *event.Bus) error {
	var err error
	a.Ledger = ledger.New()
	a.Jobs.Repeat("ledger.expire", time.Minute, func(ctx context.Context, tx *db.Tx) error {
		return ledgerapi.ReleaseExpired(ctx, tx, a.Ledger)
	})
	a.Wallet = wallet.New(a.Ledger, a.conf.Keys)
	a.Merchants = merchant.New(a.Identity, a.Wallet)
	if a.Risk, err = risk.New(a.DB, a.Jobs); err != nil {
		return err
	}
	a.Support = support.New(a.Merchants, a.supportFacts, bus, a.Jobs)
	a.tellSupport(bus)
	a.Pay = pay.New(pay.Deps{
		Ledger: a.Ledger, Wallet: a.Wallet, Bus: bus, Jobs: a.Jobs,
		Sellers: a.Merchants, Judge: a.Risk, Waiver: a.Support, MAC: a.mac("pay.code"),
	})
	a.Links = pay.Links{Origin: a.conf.Origin, MAC: a.mac("pay.link")}
	event.Inside(bus, func(ctx context.Context, tx *db.Tx, e identity.SignedUpEvent) error {
		return a.Wallet.OpenUser(ctx, tx, e.User)
	})
	a.Gallery, a.Stores = gallery.New(), store.New()
	a.Licences = licence.New(a.Merchants, a.conf.Keys, bus)
	a.Jobs.Repeat("licence.lapse", time.Hour, a.Licences.Lapse)
	a.Settle = settle.New(a.DB, a.Pay, a.Wallet, a.Ledger, a.Jobs)
	a.tell(bus)
	a.Coder = coder.New(a.DB, a.Merchants, a.Pay, a.conf.Keys, a.conf.Origin)
	event.Inside(bus, a.Coder.Paid)
	event.Inside(bus, a.Merchants.Count)
	a.coderAPI = coderapi.Surface{
		DB: a.DB, Coder: a.Coder, Merchants: a.Merchants, Identity: a.Identity, Pay: a.Pay, Wallet: a.Wallet, Stores: a.Stores, Links: a.Links,
		Brand: coder.Brand{Name: brand.Name, Colour: brand.Colour},
	}
	a.coderAPI.Consumer(a.Consumer)
	a.support = supportapi.Surface{DB: a.DB, Support: a.Support, Merchants: a.Merchants}
	a.support.Consumer(a.Consumer)
	walletapi.Consumer(a.Consumer, a.DB, a.Wallet)
	payapi.Surface{
		DB: a.DB, Pay: a.Pay, Wallet: a.Wallet, Identity: a.Identity, Sellers: a.Merchants, Judge: a.Risk, Links: a.Links,
	}.Consumer(a.Consumer)
	return nil
}

// mac makes digests under the keyring's newest key of that name.
func (a *App) mac(name string) pay.MAC {
	return func(value string) string {
		version, sum := a.conf.Keys.MAC(name, []byte(value))
		return hex.EncodeToString(sum) + "." + strconv.Itoa(version)
	}
}

// tell sends people what happened to their money, in the transaction that moved it.
func (a *App) tell(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, user, code string, t pay.Trade, amount string) error {
		seller, err := a.Merchants.Seller(ctx, tx, t.Merchant)
		if err != nil {
			return err
		}
		_, err = a.Messages.Send(ctx, tx, user, message.Payment, code,
			map[string]string{"seller": seller.Name, "subject": t.Subject, "amount": amount}, "/trades/"+t.ID)
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e pay.RefundedEvent) error {
		return send(ctx, tx, e.Trade.Buyer, "pay.refunded", e.Trade, e.Refund.Amount.Decimal())
	})
	a.Wallet.OnSent(func(ctx context.Context, tx *db.Tx, t wallet.Transfer, from string) error {
		_, err := a.Messages.Send(ctx, tx, t.Payee, message.Payment, "transfer.received",
			map[string]string{"name": from, "amount": t.Amount.Decimal(), "note": t.Title}, "/bills")
		return err
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e licence.DecidedEvent) error {
		m, err := a.Merchants.Get(ctx, tx, e.Paper.Merchant)
		if err != nil {
			return err
		}
		_, err = a.Messages.Send(ctx, tx, m.Owner, message.Services, "licence."+string(e.Paper.Status),
			map[string]string{"seller": m.Name, "reason": e.Paper.Reason}, "")
		return err
	})
	event.Inside(bus, func(ctx context.Context, tx *db.Tx, e pay.LeftOverEvent) error {
		return send(ctx, tx, e.Buyer, "pay.left_over", e.Trade, e.Trade.Total.Decimal())
	})
	event.Inside(bus, func(ctx context.Context, tx *db.Tx, e pay.AskedEvent) error {
		return send(ctx, tx, e.Trade.Buyer, "pay.asked", e.Trade, e.Trade.Total.Decimal())
	})
}

// Start prepares what must be there before the first request.
func (a *App) Start(ctx context.Context) error {
	if err := a.DB.Do(ctx, func(tx *db.Tx) error {
		return errors.Join(a.Wallet.OpenPlatform(ctx, tx), a.Support.Plant(ctx, tx))
	}); err != nil {
		return err
	}
	if err := a.Risk.Load(ctx); err != nil {
		return err
	}
	if err := a.Clients.Ready(ctx); err != nil {
		return err
	}
	return a.Jobs.Start(ctx)
}

// Plant seeds the demo city where it is not there yet.
func (a *App) Plant(ctx context.Context) error {
	return demo.City{
		DB: a.DB, Identity: a.Identity, Wallet: a.Wallet, Pay: a.Pay, Merchants: a.Merchants, Coder: a.Coder,
		Stores: a.Stores, Stock: a.Stock, Catalog: a.Catalog, Queue: a.Queue, Bookings: a.Bookings, Coupons: a.Coupons, Members: a.Members, Flash: a.Flash, Groups: a.Groups, Parcels: a.Parcels, Providers: a.Providers, Clients: a.Clients, Minis: a.Minis, Words: a.Words, Origin: a.conf.Origin,
	}.Seed(ctx)
}
