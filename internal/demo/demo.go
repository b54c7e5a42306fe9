// Package demo is the demo city as data: a few people with money, a breakfast
// cart, a noodle house and a bookshop, a developer and two operators, and some
// hundred stores of fictional brands in four big cities and four small ones. It is
// seeded once and the same each time, but for ids and hours.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/find/provider"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/life/booking"
	"livewell/internal/life/catalog"
	"livewell/internal/life/coupon"
	"livewell/internal/life/flash"
	"livewell/internal/life/group"
	"livewell/internal/life/member"
	"livewell/internal/life/parcel"
	"livewell/internal/life/queue"
	"livewell/internal/life/stock"
	"livewell/internal/mini/registry"
	"livewell/internal/mini/words"
	"livewell/internal/open/client"
	"livewell/internal/trade/coder"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// City is what the demo is planted into.
type City struct {
	DB        *db.DB
	Identity  *identity.Service
	Wallet    *wallet.Service
	Pay       *pay.Service
	Merchants *merchant.Service
	Coder     *coder.Service
	Stores    *store.Service
	Stock     *stock.Service
	Catalog   *catalog.Service
	Queue     *queue.Service
	Bookings  *booking.Service
	Coupons   *coupon.Service
	Members   *member.Service
	Flash     *flash.Service
	Groups    *group.Service
	Parcels   *parcel.Service
	Providers *provider.Service
	Clients   *client.Service
	Minis     *registry.Service
	Words     *words.Service
	Origin    string // where the demo is found
}

// PIN is everybody's payment PIN in the demo.
const PIN = "604913"

type person struct {
	phone, name string
	yuan        int64
	roles       []scope.Role
	shop        string
	kind        merchant.Kind
	goods       []good
}

type good struct {
	label string
	fen   int64
}

// people of the demo. Nobody has such a phone: 138 0000 00xx is given to no one.
var people = []person{
	{phone: "+8613800000001", name: "林晓", yuan: 5_000},
	{phone: "+8613800000002", name: "王秀英", yuan: 300, shop: "王记煎饼", kind: merchant.Coder, goods: []good{{"煎饼果子", 8_00}, {"豆浆", 3_00}}},
	{phone: "+8613800000003", name: "陈大厨", yuan: 2_000, shop: "巷口面馆", kind: merchant.Shop, goods: []good{{"牛肉面", 26_00}}},
	{phone: "+8613800000004", name: "Ada Reed", yuan: 800, shop: "Paper Boat Books", kind: merchant.Shop},
	{phone: "+8613800000005", name: "Sam Okoro", yuan: 1_200},
	{phone: "+8613800000007", name: "Dev Lee", yuan: 100, roles: []scope.Role{scope.Developer}, shop: "Lee Software", kind: merchant.Developer},
	{phone: "+8613800000008", name: "Olga Operator", yuan: 0, roles: []scope.Role{scope.Operator}},
	{phone: "+8613800000009", name: "Omar Operator", yuan: 0, roles: []scope.Role{scope.Operator}},
	{phone: "+8613800000010", name: "Anna Auditor", yuan: 0, roles: []scope.Role{scope.Auditor}},
}

// Seed plants the demo where it is not there yet.
func (c City) Seed(ctx context.Context) error {
	last := people[len(people)-1].phone
	switch _, err := c.Identity.ByPhone(ctx, c.DB, last); {
	case err == nil:
		return nil
	case !errors.Is(err, identity.ErrNotFound):
		return err
	}
	if err := c.shops(ctx); err != nil {
		return err
	}
	if err := c.elephant(ctx); err != nil {
		return err
	}
	ids := map[string]string{}
	shops := map[string]string{}
	for _, p := range people {
		// One transaction each, and the last of them marks the whole as done: a
		// start that was cut short goes on where it was.
		err := c.DB.Do(ctx, func(tx *db.Tx) (err error) {
			ids[p.phone], shops[p.shop], err = c.plant(ctx, tx, p)
			return err
		})
		if err != nil {
			return fmt.Errorf("seed %s: %w", p.name, err)
		}
		if st, err := c.Identity.PIN(ctx, c.DB, ids[p.phone]); err != nil {
			return err
		} else if !st.Set {
			if err := c.Identity.SetPIN(ctx, ids[p.phone], PIN); err != nil {
				return fmt.Errorf("seed the PIN of %s: %w", p.name, err)
			}
		}
	}
	if err := c.list(ctx, ids["+8613800000008"]); err != nil {
		return err
	}
	if err := c.release(ctx, ids["+8613800000007"], ids["+8613800000008"]); err != nil {
		return err
	}
	return c.buy(ctx, ids, shops)
}

func (c City) plant(ctx context.Context, tx *db.Tx, p person) (user, shop string, err error) {
	u, err := c.Identity.Ensure(ctx, tx, p.phone, "")
	if err != nil {
		return "", "", err
	}
	if _, err := c.Identity.Update(ctx, tx, u.ID, identity.Profile{Name: &p.name}); err != nil {
		return u.ID, "", err
	}
	for _, r := range p.roles {
		if err := c.Identity.Grant(ctx, tx, u.ID, r, ""); err != nil {
			return u.ID, "", err
		}
	}
	if p.yuan > 0 {
		if err := c.Wallet.Issue(ctx, tx, "demo:"+u.ID, wallet.Cash(u.ID), money.New(p.yuan*100, money.CNY)); err != nil {
			return u.ID, "", err
		}
	}
	if p.shop == "" {
		return u.ID, "", nil
	}
	if had, _, err := c.Merchants.Of(ctx, tx, u.ID); err != nil || len(had) > 0 {
		if err == nil {
			shop = had[0].ID
		}
		return u.ID, shop, err
	}
	m, err := c.Merchants.Open(ctx, tx, u.ID, p.shop, p.kind)
	if err != nil {
		return u.ID, "", err
	}
	if err := c.Merchants.SetTier(ctx, tx, m.ID, merchant.Trusted); err != nil {
		return u.ID, "", err
	}
	if _, err := c.Coder.Add(ctx, tx, m.ID, "", money.New(0, money.CNY)); err != nil {
		return u.ID, "", err
	}
	if err := c.corner(ctx, tx, m); err != nil {
		return u.ID, "", err
	}
	for _, g := range p.goods {
		if _, err := c.Coder.Add(ctx, tx, m.ID, g.label, money.New(g.fen, money.CNY)); err != nil {
			return u.ID, "", err
		}
	}
	return u.ID, m.ID, nil
}

// corners are the stores of the people above, around the east of 北京.
var corners = map[string]store.Info{
	"王记煎饼":             {Name: "王记煎饼", NameEN: "Wang's pancakes", Category: "breakfast", Address: "团结湖路 2 号", At: geo.Point{Lat: 39.9290, Lng: 116.4610}},
	"巷口面馆":             {Name: "巷口面馆", NameEN: "Corner Noodles", Category: "noodles", Address: "工体北路 8 号", At: geo.Point{Lat: 39.9305, Lng: 116.4525}},
	"Paper Boat Books": {Name: "Paper Boat Books", NameEN: "Paper Boat Books", Category: "bookstore", Address: "三里屯路 19 号", At: geo.Point{Lat: 39.9335, Lng: 116.4550}},
}

// corner plants the store of a merchant above. Its people accept by hand.
func (c City) corner(ctx context.Context, tx *db.Tx, m merchant.Merchant) error {
	in, ok := corners[m.Name]
	if !ok {
		return nil
	}
	in.City, in.Terms = "110000", store.DefaultTerms()
	if err := c.open(ctx, tx, m.ID, in, rand.New(rand.NewPCG(1, 1))); err != nil {
		return err
	}
	if err := c.offers(ctx, tx, m.ID); err != nil {
		return err
	}
	stores, err := c.Stores.Of(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if err := c.tables(ctx, tx, stores[0]); err != nil {
		return err
	}
	if in.Category == "bookstore" {
		if err := c.post(ctx, tx, stores[0]); err != nil {
			return err
		}
	}
	rules := member.Usual()
	rules.On, rules.Name, rules.NameEN = true, "街坊会员", "Neighbours"
	if err := c.Members.SetRules(ctx, tx, m.ID, rules); err != nil {
		return err
	}
	return c.coupons(ctx, tx, m.ID, stores[0].ID,
		coupon.Terms{Kind: coupon.Fixed, Value: yuan(8), Least: yuan(30)},
		coupon.Terms{Kind: coupon.Percent, Percent: 10, Value: yuan(15), Least: yuan(10)},
		coupon.Terms{Kind: coupon.Delivery, Value: yuan(3), Least: yuan(20)})
}

// tables lets people wait for one with a number and book one, where they eat in.
func (c City) tables(ctx context.Context, tx *db.Tx, st store.Store) error {
	if !st.Has(store.DineIn) {
		return nil
	}
	line, book := queue.DefaultTerms(), booking.DefaultTerms()
	line.On, book.On = true, true
	if _, err := c.Queue.Set(ctx, tx, st, line); err != nil {
		return err
	}
	return c.Bookings.Set(ctx, tx, st, book)
}

func yuan(n int64) money.Amount { return money.New(n*100, money.CNY) }

// coupons plants some for a month: one for each person, in a store or all of them.
func (c City) coupons(ctx context.Context, tx *db.Tx, owner, store string, all ...coupon.Terms) error {
	for _, t := range all {
		t.Merchant, t.Store, t.Pieces, t.Each, t.Budget = owner, store, 500, 1, yuan(0)
		t.Starts, t.Ends = tx.Now(), tx.Now().AddDate(0, 1, 0)
		if _, err := c.Coupons.Open(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// offers plants a flash sale and a group on a store's last two items.
func (c City) offers(ctx context.Context, tx *db.Tx, owner string) error {
	stores, err := c.Stores.Of(ctx, tx, owner)
	if err != nil {
		return err
	}
	items, err := c.Catalog.Menu(ctx, tx, stores[0].ID, false)
	if err != nil || len(items) < 2 {
		return err
	}
	at := func(back int) (string, money.Amount) {
		k := items[len(items)-back].SKUs[0]
		return k.ID, k.Price.MulDiv(6, 10)
	}
	sku, price := at(1)
	if _, err := c.Flash.Open(ctx, tx, flash.Sale{Store: stores[0].ID, SKU: sku, Price: price, Pieces: 50, Each: 1, Starts: tx.Now(), Ends: tx.Now().AddDate(0, 0, 7)}); err != nil {
		return err
	}
	sku, price = at(2)
	_, err = c.Groups.Open(ctx, tx, group.Deal{Store: stores[0].ID, SKU: sku, Price: price, Size: 3, Within: 24 * time.Hour, Ends: tx.Now().AddDate(0, 1, 0)})
	return err
}

// buy lets a few people shop, so that no list is empty on the first day.
func (c City) buy(ctx context.Context, ids, shops map[string]string) error {
	for i, b := range []struct {
		buyer, shop, what string
		fen               int64
	}{
		{"+8613800000001", "王记煎饼", "煎饼果子", 8_00},
		{"+8613800000005", "王记煎饼", "豆浆", 3_00},
		{"+8613800000001", "巷口面馆", "牛肉面", 26_00},
		{"+8613800000005", "Paper Boat Books", "Paper Boat Books", 58_00},
		{"+8613800000001", "Paper Boat Books", "Paper Boat Books", 39_90},
	} {
		err := c.DB.Do(ctx, func(tx *db.Tx) error {
			_, err := c.Pay.PayStatic(ctx, tx, pay.Static{
				Key: fmt.Sprintf("demo-%d", i), Merchant: shops[b.shop], Subject: b.what, Amount: money.New(b.fen, money.CNY),
			}, pay.Paying{Buyer: ids[b.buyer], Device: "demo", Proven: true})
			return err
		})
		if err != nil {
			return fmt.Errorf("seed a purchase: %w", err)
		}
	}
	return nil
}

// Owners are the phones of those who own the demo's stores.
func Owners() (out []string) {
	for i := 0; i < len(brands); i += perOwner {
		out = append(out, ownerPhone(i))
	}
	for _, p := range people {
		if _, ok := corners[p.shop]; ok {
			out = append(out, p.phone)
		}
	}
	return out
}

// ownerPhone is that of who owns a brand.
func ownerPhone(brand int) string { return fmt.Sprintf("+86138000002%02d", brand/perOwner) }
