package pay

import (
	"context"
	"errors"

	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

// CardChannel is a payment whose money came from a bank card for it.
const CardChannel = "card"

// PayByCard asks the buyer's bank for a trade's money; the trade is paid when
// it has come. Until then it waits for this buyer alone. Give the proof before.
// Faults: those of Pay, and of wallet.AskFor.
func (s *Service) PayByCard(ctx context.Context, tx *db.Tx, trade, card string, by Paying) (Trade, wallet.Order, error) {
	t, err := s.Get(ctx, tx, trade)
	switch {
	case err != nil:
		return t, wallet.Order{}, err
	case t.Status == Closed, !tx.Now().Before(t.ExpiresAt):
		return t, wallet.Order{}, ErrClosed
	case t.Status != Waiting:
		return t, wallet.Order{}, ErrPaid
	case t.Buyer != "" && t.Buyer != by.Buyer:
		return t, wallet.Order{}, ErrNotYours
	}
	if err := s.canSell(ctx, tx, t.Merchant, by.Buyer); err != nil {
		return t, wallet.Order{}, err
	}
	if err := s.sellers.Room(ctx, tx, t.Merchant, t.Total); err != nil { // a bank is asked for nothing in vain
		return t, wallet.Order{}, err
	}
	if n, err := db.Exec(ctx, tx, qSetBuyer, t.ID, by.Buyer); err != nil || n == 0 {
		return t, wallet.Order{}, fault.Or(err, ErrStatus)
	}
	t.Buyer = by.Buyer
	o, err := s.wallet.AskFor(ctx, tx, by.Buyer, card, t.ID, t.Total)
	return t, o, err
}

// come pays a trade with money that a card has sent for it. Where that cannot
// be any more the money stays in the buyer's balance.
func (s *Service) come(ctx context.Context, tx *db.Tx, user, trade string) error {
	t, err := s.Get(ctx, tx, trade)
	if err != nil || t.Status != Waiting || !tx.Now().Before(t.ExpiresAt) {
		return err
	}
	_, err = s.take(ctx, tx, t, Paying{Buyer: user, Channel: CardChannel, Proven: true})
	if f, ok := fault.Of(err); ok && !errors.Is(err, ErrStatus) { // nothing has moved yet where it is refused
		return s.bus.Emit(ctx, tx, LeftOverEvent{t, user, f.Code})
	}
	return err
}

// LeftOverEvent says that money came from a card and the trade it was for could
// not be paid: it is in the buyer's balance.
type LeftOverEvent struct {
	Trade Trade
	Buyer string
	Why   string
}

func (LeftOverEvent) Topic() string { return "pay.left_over" }
