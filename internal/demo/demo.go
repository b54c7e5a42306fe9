// Package demo is the demo city as data: a few people with money, a breakfast
// cart, a noodle house and a bookshop, a developer and two operators. It is
// seeded once and the same each time, but for ids and hours.
package demo

import (
	"context"
	"errors"
	"fmt"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/trade/coder"
	"livewell/internal/trade/merchant"
)

// City is what the demo is planted into.
type City struct {
	DB        *db.DB
	Identity  *identity.Service
	Wallet    *wallet.Service
	Pay       *pay.Service
	Merchants *merchant.Service
	Coder     *coder.Service
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
	if _, err := c.Coder.Add(ctx, tx, m.ID, "", money.New(0, money.CNY)); err != nil {
		return u.ID, "", err
	}
	for _, g := range p.goods {
		if _, err := c.Coder.Add(ctx, tx, m.ID, g.label, money.New(g.fen, money.CNY)); err != nil {
			return u.ID, "", err
		}
	}
	return u.ID, m.ID, nil
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
