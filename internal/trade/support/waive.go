package support

import (
	"context"
	"fmt"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// part is what one grant bears of a trade's fee.
type part struct {
	grant  string
	amount money.Amount
}

// Waive implements pay.Waiver: the grants of a merchant bear the fee, the one
// that ends first before the others, each up to its cap. The payment that passes
// the last cap pays what is left of its fee.
func (s *Service) Waive(ctx context.Context, tx *db.Tx, t pay.Trade) (money.Amount, error) {
	sum := money.New(0, t.Fee.Currency())
	parts, err := s.parts(ctx, tx, t.Merchant, t.Fee)
	for _, p := range parts {
		sum = sum.Add(p.amount)
	}
	return sum, err
}

func (s *Service) parts(ctx context.Context, tx *db.Tx, merchant string, fee money.Amount) (out []part, err error) {
	if fee.Currency() != money.CNY {
		return nil, nil // caps are of yuan
	}
	grants, err := s.grants(ctx, tx, qBearing, merchant, tx.Now().UnixMicro())
	for _, g := range grants {
		room := g.Cap.Add(g.Used.Neg())
		if room.Minor() > fee.Minor() {
			room = fee
		}
		if room.IsZero() {
			break
		}
		out, fee = append(out, part{g.ID, room}), fee.Add(room.Neg())
	}
	return out, err
}

// paid counts what Waive gave, in the same transaction, which nobody else's
// payment can come between: on PostgreSQL one of the two begins anew.
func (s *Service) paid(ctx context.Context, tx *db.Tx, e pay.PaidEvent) error {
	left := e.Trade.Waived
	if left.IsZero() {
		return nil
	}
	parts, err := s.parts(ctx, tx, e.Trade.Merchant, left)
	if err != nil {
		return err
	}
	for _, p := range parts {
		n, err := db.Exec(ctx, tx, qUse, p.grant, p.amount.Minor())
		if err != nil || n == 0 {
			return fmt.Errorf("grant %s bears %v of trade %s: %d rows, %w", p.grant, p.amount, e.Trade.ID, n, err)
		}
		if _, err := db.Exec(ctx, tx, qWaive, e.Trade.ID, p.grant, p.amount.Minor()); err != nil {
			return err
		}
		left = left.Add(p.amount.Neg())
	}
	if !left.IsZero() {
		return fmt.Errorf("nobody bears %v of the fee of trade %s", left, e.Trade.ID)
	}
	return nil
}

// refunded gives back what was borne of the part of a trade that went back: by
// the share of the whole that is returned so far, so that a full refund gives all.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, e pay.RefundedEvent) error {
	if e.Trade.Waived.IsZero() {
		return nil
	}
	rows, err := db.List[waivedRow](ctx, tx, qWaivedOf, e.Trade.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		back := r.backAt(e.Trade) - r.Back
		if _, err := db.Exec(ctx, tx, qBack, r.Trade, r.Given, back); err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, qUnuse, r.Given, back); err != nil {
			return err
		}
		if r.Closed == 0 {
			continue
		}
		if _, err := db.Exec(ctx, tx, qFree, r.Policy, back); err != nil {
			return err
		}
	}
	return nil
}

// backAt is what of a part must be back when so much of its trade is.
func (r waivedRow) backAt(t pay.Trade) int64 {
	return money.New(r.Amount, money.CNY).MulDiv(t.Refunded.Minor(), t.Total.Minor()).Minor() // half away from zero
}
