package order

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"slices"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/trade/store"
)

// By is who moves an order, and their words.
type By struct {
	Actor Actor
	Who   string // user id
	Note  string
	Code  string // that the other side showed, where the step wants one
}

// Move takes an order to its next status; to where it is already changes
// nothing. To Cancelled use Cancel.
// Faults: ErrNotFound, ErrStatus, ErrActor, ErrCode, ErrWaiting.
func (s *Service) Move(ctx context.Context, tx *db.Tx, id string, to Status, by By) (Order, error) {
	o, err := s.Get(ctx, tx, id)
	if err != nil || o.Status == to {
		return o, err
	}
	if to == Cancelled || to == Paid {
		return o, ErrStatus
	}
	return s.moved(ctx, tx, o, to, by)
}

// can looks into the guard table.
func (s *Service) can(o Order, to Status, by By) error {
	refusal := ErrStatus
	for _, st := range s.Steps(o.Mode) {
		switch {
		case st.From != o.Status || st.To != to:
		case st.Actor != by.Actor:
			refusal = ErrActor
		case st.Code && subtle.ConstantTimeCompare([]byte(o.Code), []byte(by.Code)) != 1:
			return ErrCode
		default:
			return nil
		}
	}
	return refusal
}

// Can lists where actor may move an order now, as far as no code is wanted.
func (s *Service) Can(ctx context.Context, q db.Q, o Order, actor Actor) (out []Status, err error) {
	waits, err := s.waits(ctx, q, o)
	for _, st := range s.Steps(o.Mode) {
		kept := waits && st.To == Accepted
		if st.From == o.Status && st.Actor == actor && !kept {
			out = append(out, st.To)
		}
	}
	return out, err
}

// waits tells whether an offer keeps a paid order from its store.
func (s *Service) waits(ctx context.Context, q db.Q, o Order) (waits bool, err error) {
	if o.Status != Paid {
		return false, nil
	}
	lines, err := s.catalogLines(ctx, q, o.ID)
	if err != nil {
		return false, err
	}
	err = s.offersOf(lines, func(of Offer, _ catalog.Line, _ string) error {
		w, err := of.Waits(ctx, q, o)
		waits = waits || w
		return err
	})
	return waits, err
}

// moved is the one place where an order changes its status.
func (s *Service) moved(ctx context.Context, tx *db.Tx, o Order, to Status, by By) (Order, error) {
	if err := s.can(o, to, by); err != nil {
		return o, err
	}
	if to == Accepted {
		if waits, err := s.waits(ctx, tx, o); err != nil || waits {
			return o, fault.Or(err, ErrWaiting)
		}
	}
	n, err := db.Exec(ctx, tx, qMove, o.ID, o.Status, to, tx.Now().UnixMicro())
	if err != nil {
		return o, err
	}
	if n == 0 {
		return o, ErrStatus
	}
	from := o.Status
	o.Status, o.MovedAt = to, tx.Now()
	switch to { //nolint:exhaustive // the others leave nothing to note
	case Accepted:
		o.AcceptedAt = tx.Now()
	case Ready:
		o.ReadyAt = tx.Now()
		if !s.shelved(o.Mode) {
			if err := learn(ctx, tx, o); err != nil {
				return o, err
			}
		}
	case Completed, Cancelled:
		o.EndedAt = tx.Now()
	}
	if to == Cancelled {
		if err := s.dropOffers(ctx, tx, o); err != nil {
			return o, err
		}
	}
	if to == Completed {
		if err := s.earned(ctx, tx, &o); err != nil {
			return o, err
		}
	}
	if err := step(ctx, tx, o.ID, to, by.Actor, by.Who, by.Note); err != nil {
		return o, err
	}
	if err := s.modes[o.Mode].Moved(ctx, tx, o, from); err != nil {
		return o, err
	}
	s.wake(tx, o)
	return o, s.bus.Emit(ctx, tx, MovedEvent{o, from, by.Actor})
}

// wake tells those who watch the order, its store or its rider.
func (s *Service) wake(tx *db.Tx, o Order) {
	tx.After(func() {
		s.live.Poke(o.ID)
		s.live.Poke(o.Store)
		if o.Rider != "" {
			s.live.Poke(o.Rider)
		}
	})
}

// Watch calls look at once and whenever an order, or one of a store's or a
// rider's, has changed, until ctx ends.
func (s *Service) Watch(ctx context.Context, id string, look func() error) error {
	return s.live.Watch(ctx, id, look)
}

// Poke wakes those who watch an order, for what is not the order's own.
func (s *Service) Poke(tx *db.Tx, id string) { tx.After(func() { s.live.Poke(id) }) }

// SetRider says who brings an order. Fault: ErrNotFound.
func (s *Service) SetRider(ctx context.Context, tx *db.Tx, id, rider string) error {
	n, err := db.Exec(ctx, tx, qRider, id, rider)
	if err != nil || n == 0 {
		if err == nil {
			err = ErrNotFound
		}
		return err
	}
	o, err := s.Get(ctx, tx, id)
	s.wake(tx, o)
	return err
}

// earned lets the merchant have its money, and counts the sale.
func (s *Service) earned(ctx context.Context, tx *db.Tx, o *Order) error {
	if err := s.free(ctx, tx, o, o.Held); err != nil {
		return err
	}
	lines, err := s.Lines(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := s.catalog.Sold(ctx, tx, l.Item, l.Qty-l.Refunded); err != nil {
			return err
		}
	}
	return s.stores.Sale(ctx, tx, o.Store)
}

// free releases a part of what is held of the merchant's money.
func (s *Service) free(ctx context.Context, tx *db.Tx, o *Order, a money.Amount) error {
	if a.Minor() > o.Held.Minor() {
		a = o.Held
	}
	if a.IsZero() {
		return nil
	}
	if err := s.ledger.Release(ctx, tx, holdRef(o.ID), a); err != nil {
		return err
	}
	o.Held = o.Held.Add(a.Neg())
	_, err := db.Exec(ctx, tx, qHeld, o.ID, o.Held.Minor())
	return err
}

// Cancel ends an order and gives back what was paid and not refunded yet.
// Cancelling again changes nothing. Faults: ErrNotFound, ErrStatus, ErrActor.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, id string, by By, reason string) (Order, error) {
	o, err := s.Get(ctx, tx, id)
	if err != nil || o.Status == Cancelled {
		return o, err
	}
	if err := s.can(o, Cancelled, by); err != nil {
		return o, err
	}
	if o.Status == Unpaid {
		if err := s.dropped(ctx, tx, o, by, reason); err != nil {
			return o, err
		}
		// The order is over, so the trade's event finds nothing left to do.
		_, err := s.pay.Close(ctx, tx, "", pay.Ref{TradeNo: o.Trade})
		if err == nil {
			o, err = s.Get(ctx, tx, id)
		}
		return o, err
	}
	wasAccepted := o.Status != Paid
	if rest := o.Total.Add(o.Refunded.Neg()); !rest.IsZero() {
		if err := s.giveBack(ctx, tx, &o, rest, "cancel", reason, by, nil); err != nil {
			return o, err
		}
	}
	// What the kitchen has not begun, or never makes, can be sold to somebody else.
	if !wasAccepted || s.shelved(o.Mode) {
		if err := s.stock.Return(ctx, tx, stockRef(id)); err != nil {
			return o, err
		}
	}
	o.Reason = reason
	if _, err := db.Exec(ctx, tx, qReason, id, reason); err != nil {
		return o, err
	}
	return s.moved(ctx, tx, o, Cancelled, by)
}

func (s *Service) shelved(m store.Mode) bool {
	mode, ok := s.modes[m].(Shelved)
	return ok && mode.Shelved()
}

// dropped ends an order that was never paid.
func (s *Service) dropped(ctx context.Context, tx *db.Tx, o Order, by By, reason string) error {
	if err := s.stock.Release(ctx, tx, stockRef(o.ID)); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qReason, o.ID, reason); err != nil {
		return err
	}
	o.Reason = reason
	_, err := s.moved(ctx, tx, o, Cancelled, by)
	return err
}

// Pieces is how many of an order's line are meant.
type Pieces struct {
	Line int64 `json:"line"`
	Qty  int64 `json:"qty"`
}

// Refund gives back pieces of a paid order: what was missing, spoilt or not to
// be had. Of each comes back what was paid for it, without its share of the
// discount. ref is the caller's own; the same again changes nothing.
// Faults: ErrNotFound, ErrStatus, ErrPieces, ErrRefund, pay.ErrSellerShort.
func (s *Service) Refund(ctx context.Context, tx *db.Tx, id, ref string, pieces []Pieces, reason string, by By) (Order, error) {
	o, err := s.Get(ctx, tx, id)
	if err != nil {
		return o, err
	}
	if _, ok, err := db.One[int64](ctx, tx, qRefundOf, id, ref); err != nil || ok {
		return o, err
	}
	if o.Status == Unpaid || o.Status == Cancelled {
		return o, ErrStatus
	}
	amount, err := s.Worth(ctx, tx, id, pieces)
	if err != nil {
		return o, err
	}
	for _, p := range pieces {
		if n, err := db.Exec(ctx, tx, qLineBack, id, p.Line, p.Qty); err != nil || n == 0 {
			return o, fault.Or(err, ErrPieces)
		}
	}
	return s.compensate(ctx, tx, o, ref, amount, reason, by, pieces)
}

// Worth gives what Refund would give back for pieces of an order. Fault: ErrPieces.
func (s *Service) Worth(ctx context.Context, q db.Q, id string, pieces []Pieces) (money.Amount, error) {
	amount := money.New(0, money.CNY)
	lines, err := s.Lines(ctx, q, id)
	if err != nil {
		return amount, err
	}
	for _, p := range pieces {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.No == p.Line })
		if i < 0 || p.Qty < 1 || lines[i].Refunded+p.Qty > lines[i].Qty {
			return amount, ErrPieces
		}
		was := lines[i].paidFor(lines[i].Refunded)
		lines[i].Refunded += p.Qty
		amount = amount.Add(lines[i].paidFor(lines[i].Refunded)).Add(was.Neg())
	}
	return amount, nil
}

// paidFor is what was paid for the first n pieces of a line, without what came
// off. It counts from the first piece, so that parts add up to the whole.
func (l Line) paidFor(n int64) money.Amount { return l.Total.Add(l.Off.Neg()).MulDiv(n, l.Qty) }

// Compensate gives back an amount of a paid order, for what cannot be counted
// in pieces. Faults: those of Refund.
func (s *Service) Compensate(ctx context.Context, tx *db.Tx, id, ref string, amount money.Amount, reason string, by By) (Order, error) {
	o, err := s.Get(ctx, tx, id)
	if err != nil {
		return o, err
	}
	if _, ok, err := db.One[int64](ctx, tx, qRefundOf, id, ref); err != nil || ok {
		return o, err
	}
	if o.Status == Unpaid || o.Status == Cancelled {
		return o, ErrStatus
	}
	return s.compensate(ctx, tx, o, ref, amount, reason, by, nil)
}

func (s *Service) compensate(ctx context.Context, tx *db.Tx, o Order, ref string, amount money.Amount, reason string, by By, pieces []Pieces) (Order, error) {
	if amount.Sign() <= 0 || amount.Add(o.Refunded).Minor() > o.Total.Minor() {
		return o, ErrRefund
	}
	if err := s.giveBack(ctx, tx, &o, amount, ref, reason, by, pieces); err != nil {
		return o, err
	}
	s.wake(tx, o)
	return o, s.bus.Emit(ctx, tx, RefundedEvent{o, amount, reason})
}

// giveBack refunds money of the order's trade, out of what is held for it first.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, o *Order, amount money.Amount, ref, reason string, by By, pieces []Pieces) error {
	// What is held shrinks as what is left to refund does; one more minor unit
	// goes free because the fee's share, which comes back too, is rounded.
	before, after := o.Total.Add(o.Refunded.Neg()), o.Total.Add(o.Refunded.Neg()).Add(amount.Neg())
	part := o.Held.Add(o.Held.MulDiv(after.Minor(), before.Minor()).Neg()).Add(money.New(1, amount.Currency()))
	if err := s.free(ctx, tx, o, part); err != nil {
		return err
	}
	if _, _, _, err := s.pay.Refund(ctx, tx, "", pay.Ref{TradeNo: o.Trade}, pay.NewRefund{
		RequestNo: ref, Amount: amount, Reason: reason, Operator: by.Who,
	}); err != nil {
		return err
	}
	text, err := json.Marshal(pieces)
	if err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qRefund, o.ID, ref, amount.Minor(), string(text), reason, by.Actor, tx.Now().UnixMicro()); err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qRefunded, o.ID, amount.Minor())
	if err == nil && n == 0 {
		err = ErrRefund
	}
	o.Refunded = o.Refunded.Add(amount)
	return err
}
