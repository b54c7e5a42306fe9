package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// benchGrowCmd fills a data folder with years of business and measures how a
// server starts on it and shows the first page of bills.
type benchGrowCmd struct {
	benchFlags
	Users   int `default:"1000000" help:"People with a balance."`
	Entries int `default:"10000000" help:"Ledger entries."`
}

const growBatch = 1000

func (c benchGrowCmd) Run(ctx context.Context) error {
	if c.Data == "" {
		c.Data = "bench-grow"
	}
	user, token, err := c.fill(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	t, err := c.start(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	fmt.Printf("ready after                  %v\n", time.Since(began).Round(time.Millisecond))
	for _, what := range []string{"first page of bills, cold", "first page of bills, warm"} {
		began = time.Now()
		req, err := http.NewRequestWithContext(ctx, "GET", t.URL+"/api/bills", nil)
		if err != nil {
			return err
		}
		req.AddCookie(&http.Cookie{Name: "livewell", Value: token})
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		res.Body.Close()
		fmt.Printf("%-28s %v (%s, user %s)\n", what, time.Since(began).Round(100*time.Microsecond), res.Status, user)
	}
	return nil
}

// fill writes straight into the database, and gives one user with a session.
func (c benchGrowCmd) fill(ctx context.Context) (user, token string, err error) {
	p := place{Data: c.Data, DB: c.DB}
	keys, err := p.keys()
	if err != nil {
		return "", "", err
	}
	d, err := p.open(ctx, db.Options{Synchronous: "OFF"}, false)
	if err != nil {
		return "", "", err
	}
	defer d.Close()
	if err := d.Migrate(ctx, app.Migrations()); err != nil {
		return "", "", err
	}
	a, err := app.New(d, slog.Default(), app.Config{Keys: keys, Origin: "http://localhost"})
	if err != nil {
		return "", "", err
	}
	if err := a.Start(ctx); err != nil {
		return "", "", err
	}
	began := time.Now()
	users := make([]string, 0, c.Users)
	for len(users) < c.Users {
		if err := d.Do(ctx, func(tx *db.Tx) error {
			batch := users
			for i := range min(growBatch, c.Users-len(users)) {
				u, err := a.Identity.Ensure(ctx, tx, fmt.Sprintf("+8619%09d", len(users)+i), "")
				if err != nil {
					return err
				}
				batch = append(batch, u.ID)
			}
			tx.After(func() { users = batch })
			return nil
		}); err != nil {
			return "", "", err
		}
	}
	fmt.Printf("%d users in %v\n", len(users), time.Since(began).Round(time.Second))
	if err := c.trade(ctx, a, users); err != nil {
		return "", "", err
	}
	in, err := db.Get(ctx, d, func(tx *db.Tx) (identity.SignIn, error) {
		return a.Identity.Open(ctx, tx, users[0], identity.Device{Name: "bench"})
	})
	return users[0], in.Token, err
}

// trade moves money about until the ledger has its entries; the first user gets a bill for each hundredth.
func (c benchGrowCmd) trade(ctx context.Context, a *app.App, users []string) error {
	began := time.Now()
	for done := 0; done < c.Entries/2; done += growBatch {
		if err := a.DB.Do(ctx, func(tx *db.Tx) error {
			ps := make([]ledger.Posting, growBatch)
			var bills []wallet.Bill
			for i := range ps {
				ps[i] = ledger.Move(fmt.Sprintf("grow:%d", done+i), "", wallet.BankClearing, wallet.Cash(users[rand.IntN(len(users))]), money.New(1+rand.Int64N(10_000), money.CNY))
				if i%100 == 0 {
					bills = append(bills, wallet.Bill{Party: users[0], Kind: wallet.BillPay, Subject: "tea", Other: "shop", Amount: money.New(-100, money.CNY), Object: fmt.Sprint(done + i)})
				}
			}
			if _, err := a.Ledger.PostAll(ctx, tx, ps); err != nil {
				return err
			}
			return a.Wallet.Tell(ctx, tx, bills...)
		}); err != nil {
			return err
		}
	}
	fmt.Printf("%d entries in %v\n", c.Entries, time.Since(began).Round(time.Second))
	return nil
}
