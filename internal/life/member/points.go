package member

import (
	"context"
	"errors"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

// Quote implements order.Discount: the buyer's points, after coupons.
func (s *Service) Quote(ctx context.Context, q db.Q, d *order.Draft) error {
	if d.Buyer == "" {
		return nil
	}
	c, err := s.Of(ctx, q, d.From.Merchant, d.Buyer)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	st, err := s.Standing(ctx, q, c, d.At)
	if err != nil || !st.On {
		return err
	}
	p := order.Points{Card: c.ID, Have: st.Usable, Most: st.Takes(st.Usable, d.Goods, d.Off, d.FeeOff), Off: cny(0)}
	p.Worth = st.Worth.MulDiv(p.Most, 1)
	if d.Points {
		p.Use, p.Off = p.Most, p.Worth
	}
	d.Credit = p
	d.Credit.Earn = st.Earns(d.Total(), st.At)
	return nil
}

// Hold implements order.Discount: it takes the points, those that expire first
// first. Fault: ErrPoints.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, head string, d order.Draft) error {
	n := d.Credit.Use
	if n == 0 {
		return nil
	}
	card := d.Credit.Card
	if ok, err := db.Exec(ctx, tx, qPoints, card, -n); err != nil || ok == 0 {
		return fault.Or(err, ErrPoints)
	}
	lots, err := db.List[lotRow](ctx, tx, qLots, card, tx.Now().UnixMicro())
	if err != nil {
		return err
	}
	left := n
	for i, l := range lots {
		k := min(left, l.Rest)
		if k == 0 {
			break
		}
		if err := s.rest(ctx, tx, l.ID, -k); err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, qUseAdd, head, i, card, l.ID, k); err != nil {
			return err
		}
		left -= k
	}
	if left > 0 {
		return ErrPoints
	}
	return enter(ctx, tx, Entry{Card: card, Kind: Used, Head: head, Points: -n, Amount: d.Credit.Off})
}

// rest changes what is left of a lot. Fault: ErrPoints.
func (*Service) rest(ctx context.Context, tx *db.Tx, lot string, by int64) error {
	n, err := db.Exec(ctx, tx, qLotRest, lot, by)
	if err == nil && n == 0 {
		err = ErrPoints
	}
	return err
}

// Drop implements order.Discount: all points come back that a head used.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, head string) error {
	off, _, err := db.One[int64](ctx, tx, qOff, head)
	if err != nil || off == 0 {
		return err
	}
	if err := s.giveBack(ctx, tx, head, Undone, cny(-off), func(used int64) int64 { return used }); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qNoUses, head)
	return err
}

// giveBack returns points that a head used to their very lots, the last used
// first: as many as due says of all, less those that came back before. What the
// member owes comes off.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, head string, kind Kind, amount money.Amount, due func(used int64) int64) error {
	uses, err := db.List[useRow](ctx, tx, qUses, head)
	if err != nil || len(uses) == 0 {
		return err
	}
	var used, back int64
	for _, u := range uses {
		used, back = used+u.Points, back+u.Back
	}
	c, err := s.Card(ctx, tx, uses[0].Card)
	if err != nil {
		return err
	}
	left, got, paid := due(used)-back, int64(0), int64(0)
	for _, u := range uses {
		k := min(left, u.Points-u.Back)
		if k <= 0 {
			continue
		}
		left -= k
		if n, err := db.Exec(ctx, tx, qUseBack, u.Head, u.No, k); err != nil || n == 0 {
			return fault.Or(err, ErrPoints)
		}
		if !c.LeftAt.IsZero() {
			continue // who has left has no points
		}
		owed := min(k, c.Owed-paid)
		if err := s.rest(ctx, tx, u.Lot, k-owed); err != nil {
			return err
		}
		got, paid = got+k-owed, paid+owed
	}
	if got == 0 && paid == 0 && amount.IsZero() {
		return nil
	}
	if err := s.owe(ctx, tx, c, -paid); err != nil {
		return err
	}
	if err := s.add(ctx, tx, c, got); err != nil {
		return err
	}
	return enter(ctx, tx, Entry{Card: c.ID, Kind: kind, Head: head, Points: got, Owed: -paid, Amount: amount})
}

// add changes the balance of a card. Fault: ErrPoints.
func (*Service) add(ctx context.Context, tx *db.Tx, c Card, by int64) error {
	if by == 0 {
		return nil
	}
	n, err := db.Exec(ctx, tx, qPoints, c.ID, by)
	if err == nil && n == 0 {
		err = ErrPoints
	}
	return err
}

// earn gives a member the points of a purchase, once. What they owe comes off first.
func (s *Service) earn(ctx context.Context, tx *db.Tx, merchant, person, head string, paid money.Amount) error {
	if person == "" {
		return nil
	}
	c, err := s.Of(ctx, tx, merchant, person)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	st, err := s.Standing(ctx, tx, c, tx.Now())
	if err != nil || !st.On {
		return err
	}
	points := st.Earns(paid, st.At)
	if points == 0 {
		return nil
	}
	owed := min(points, c.Owed)
	n, err := db.Exec(ctx, tx, qLotAdd, tx.NewIDFor(c.ID), c.ID, head, st.rate(st.At), points, points-owed, tx.Now().UnixMicro(), st.ends(tx.Now()).UnixMicro())
	if err != nil || n == 0 {
		return err
	}
	if err := s.owe(ctx, tx, c, -owed); err != nil {
		return err
	}
	if err := s.add(ctx, tx, c, points-owed); err != nil {
		return err
	}
	return enter(ctx, tx, Entry{Card: c.ID, Kind: Earned, Head: head, Points: points - owed, Owed: -owed, Amount: paid})
}

func (*Service) owe(ctx context.Context, tx *db.Tx, c Card, by int64) error {
	if by == 0 {
		return nil
	}
	n, err := db.Exec(ctx, tx, qOwe, c.ID, by)
	if err == nil && n == 0 {
		err = ErrPoints
	}
	return err
}

// takeBack takes the points back that a purchase earned with more than is kept
// of what was paid. What expired of them needs not be taken.
func (s *Service) takeBack(ctx context.Context, tx *db.Tx, head string, kept money.Amount) error {
	own, ok, err := db.One[lotRow](ctx, tx, qLotOf, head)
	if err != nil || !ok {
		return err
	}
	k := min(own.Points-own.Back-earns(kept.Minor(), own.Rate), own.Points-own.Back-own.Gone)
	if k <= 0 {
		return nil
	}
	c, err := s.Card(ctx, tx, own.Card)
	if err != nil {
		return err
	}
	if n, err := db.Exec(ctx, tx, qLotBack, own.ID, k); err != nil || n == 0 {
		return fault.Or(err, ErrPoints)
	}
	lots, err := db.List[lotRow](ctx, tx, qLots, own.Card, int64(0))
	if err != nil {
		return err
	}
	got := int64(0)
	for _, l := range append([]lotRow{own}, lots...) {
		n := min(k-got, l.Rest)
		if n == 0 || got > 0 && l.ID == own.ID {
			continue
		}
		if err := s.rest(ctx, tx, l.ID, -n); err != nil {
			return err
		}
		got += n
	}
	owed := k - got
	if !c.LeftAt.IsZero() {
		owed = 0 // their points are gone with the card
	}
	if err := s.add(ctx, tx, c, -got); err != nil {
		return err
	}
	if err := s.owe(ctx, tx, c, owed); err != nil {
		return err
	}
	if got == 0 && owed == 0 {
		return nil
	}
	return enter(ctx, tx, Entry{Card: c.ID, Kind: Taken, Head: head, Points: -got, Owed: owed})
}

// moved follows the orders of members.
func (s *Service) moved(ctx context.Context, tx *db.Tx, e order.MovedEvent) error {
	o := e.Order
	switch o.Status { //nolint:exhaustive // the others earn nothing and give nothing back
	case order.Completed:
		return s.earn(ctx, tx, o.Merchant, o.Buyer, o.ID, o.Total.Add(o.Refunded.Neg()))
	case order.Cancelled:
		if !o.PointsOff.IsZero() {
			return s.Drop(ctx, tx, o.ID)
		}
	}
	return nil
}

// refunded gives back the share of the points that an order used, and takes back
// those that the share had earned.
func (s *Service) refunded(ctx context.Context, tx *db.Tx, e order.RefundedEvent) error {
	o := e.Order
	// Rounded to the point, over all that came back so far: parts make the whole.
	share := func(used int64) int64 { return cny(used).MulDiv(o.Refunded.Minor(), o.Total.Minor()).Minor() }
	if !o.PointsOff.IsZero() {
		if err := s.giveBack(ctx, tx, o.ID, Returned, cny(0), share); err != nil {
			return err
		}
	}
	if o.Status != order.Completed {
		return nil
	}
	return s.takeBack(ctx, tx, o.ID, o.Total.Add(o.Refunded.Neg()))
}

// sold follows the sales of members at registers.
func (s *Service) sold(ctx context.Context, tx *db.Tx, e register.MovedEvent) error {
	o := e.Sale
	switch {
	case o.Buyer == "":
	case o.Status == register.Finished:
		return s.earn(ctx, tx, o.Merchant, o.Buyer, o.ID, o.Total)
	case o.Status == register.Voided:
		return s.Drop(ctx, tx, o.ID)
	case o.Status == register.Refunded:
		if err := s.giveBack(ctx, tx, o.ID, Returned, cny(0), func(used int64) int64 { return used }); err != nil {
			return err
		}
		return s.takeBack(ctx, tx, o.ID, cny(0))
	}
	return nil
}

// expire ends the points whose time has come.
func (s *Service) expire(ctx context.Context, tx *db.Tx) error {
	lots, err := db.List[lotRow](ctx, tx, qOver, tx.Now().UnixMicro())
	if err != nil {
		return err
	}
	for _, l := range lots {
		if n, err := db.Exec(ctx, tx, qLotGone, l.ID, l.Rest); err != nil || n == 0 {
			return fault.Or(err, ErrPoints)
		}
		if err := s.add(ctx, tx, Card{ID: l.Card}, -l.Rest); err != nil {
			return err
		}
		if err := enter(ctx, tx, Entry{Card: l.Card, Kind: Expired, Head: l.Head, Points: -l.Rest}); err != nil {
			return err
		}
	}
	return nil
}
