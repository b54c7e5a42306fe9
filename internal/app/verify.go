package app

import (
	"context"
	"fmt"

	"livewell/internal/core/audit"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/life/coupon"
	"livewell/internal/life/flash"
	"livewell/internal/life/member"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
	"livewell/internal/life/stock"
	"livewell/internal/mini/directory"
	"livewell/internal/mini/registry"
	"livewell/internal/open/notify"
	"livewell/internal/trade/support"
)

// Check is one invariant as a recount found it.
type Check struct {
	Name     string
	Counted  string // what was looked at
	Breaches []string
}

// Verify recounts every invariant on one moment of d, without writing. It
// works beside a running server.
func Verify(ctx context.Context, d *db.DB) (out []Check, err error) {
	err = d.Snapshot(ctx, func(q db.Q) error {
		l, err := ledger.New().Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"ledger", fmt.Sprintf("%d accounts, %d postings, %d entries", l.Accounts, l.Postings, l.Entries), l.Breaches})
		n, breaches, err := (&pay.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"pay", fmt.Sprintf("%d trades", n), breaches})
		n, breaches, err = (&notify.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"notify", fmt.Sprintf("%d messages", n), breaches})
		n, breaches, err = (&order.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"order", fmt.Sprintf("%d orders", n), breaches})
		n, breaches, err = (&register.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"register", fmt.Sprintf("%d sales", n), breaches})
		n, breaches, err = stock.New().Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"stock", fmt.Sprintf("%d counted", n), breaches})
		n, breaches, err = flash.New().Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"flash", fmt.Sprintf("%d sales", n), breaches})
		n, breaches, err = coupon.New().Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"coupon", fmt.Sprintf("%d campaigns", n), breaches})
		n, breaches, err = (&member.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"member", fmt.Sprintf("%d cards", n), breaches})
		n, breaches, err = (&support.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"support", fmt.Sprintf("%d grants", n), breaches})
		n, breaches, err = (&registry.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"registry", fmt.Sprintf("%d mini programs", n), breaches})
		n, breaches, err = (&directory.Service{}).Verify(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"directory", fmt.Sprintf("%d entries", n), breaches})
		transit, err := wallet.New(ledger.New(), nil).VerifyTransit(ctx, q)
		if err != nil {
			return err
		}
		out = append(out, Check{"wallet", "money in transit", transit})
		c := Check{Name: "audit"}
		acts, err := audit.Verify(ctx, q)
		if err != nil {
			c.Breaches = []string{err.Error()}
		}
		c.Counted = fmt.Sprintf("%d acts", acts)
		out = append(out, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return append(out, Check{"database", "integrity", d.Integrity(ctx)}), nil
}
