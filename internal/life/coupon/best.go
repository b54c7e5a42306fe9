package coupon

import (
	"context"
	"slices"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
)

// off is what c takes off a basket by itself. Shares are rounded down to the fen.
func off(c order.Coupon, goods, fee money.Amount) money.Amount {
	if goods.Minor() < c.Least.Minor() {
		return cny(0)
	}
	n := c.Value.Minor()
	switch Kind(c.Kind) {
	case Percent:
		n = min(n, goods.Minor()*c.Percent/100)
	case Delivery:
		n = min(n, fee.Minor())
	case Fixed:
	}
	return cny(n)
}

// sum gives what coupons take off the goods and off the fee together, and
// whether they may be on one order: one of each side, each of some use, and all
// of them less than the goods.
func sum(cs []order.Coupon, goods, fee money.Amount) (ofGoods, ofFee money.Amount, legal bool) {
	ofGoods, ofFee = cny(0), cny(0)
	for _, c := range cs {
		side := &ofGoods
		if Kind(c.Kind) == Delivery {
			side = &ofFee
		}
		n := off(c, goods, fee)
		if !side.IsZero() || n.IsZero() {
			return ofGoods, ofFee, false
		}
		*side = n
	}
	return ofGoods, ofFee, len(cs) == 0 || ofGoods.Add(ofFee).Minor() < goods.Minor()
}

// sooner orders coupons by their end, then by their id.
func sooner(a, b order.Coupon) int {
	if c := a.Ends.Compare(b.Ends); c != 0 {
		return c
	}
	if a.ID < b.ID {
		return -1
	}
	return 1
}

// Best gives the coupons that take the most off a basket together; of those
// that take as much the fewest, of those the ones that end first, the one of
// the goods before the one of the fee.
func Best(cs []order.Coupon, goods, fee money.Amount) (best []order.Coupon) {
	var ofGoods, ofFee []order.Coupon
	for _, c := range slices.SortedFunc(slices.Values(cs), sooner) {
		if Kind(c.Kind) == Delivery {
			ofFee = append(ofFee, c)
		} else {
			ofGoods = append(ofGoods, c)
		}
	}
	var most int64
	try := func(set ...order.Coupon) {
		a, b, legal := sum(set, goods, fee)
		if n := a.Add(b).Minor(); legal && (n > most || n == most && len(set) < len(best)) {
			most, best = n, set
		}
	}
	for _, c := range ofGoods {
		try(c)
	}
	for _, c := range ofFee {
		try(c)
	}
	for _, a := range ofGoods {
		for _, b := range ofFee {
			try(a, b)
		}
	}
	return best
}

// Quote implements order.Discount: the coupons that the buyer chose, or the
// best of those they have.
func (*Service) Quote(ctx context.Context, q db.Q, d *order.Draft) error {
	if d.Buyer == "" {
		return nil
	}
	rows, err := db.List[row](ctx, q, qFor, d.Buyer, d.From.Merchant, d.From.ID, d.At.UnixMicro())
	if err != nil {
		return err
	}
	for _, r := range rows {
		k := r.campaign()
		c := order.Coupon{ID: r.Piece, Kind: string(k.Kind), Value: k.Value, Percent: k.Percent, Least: k.Least, Ends: k.Ends, Short: cny(0)}
		c.Off = off(c, d.Goods, d.Fee)
		if n := k.Least.Minor() - d.Goods.Minor(); n > 0 {
			c.Short = cny(n)
		}
		d.Coupons = append(d.Coupons, c)
	}
	set := Best(d.Coupons, d.Goods, d.Fee)
	if d.Choice != nil {
		set = nil
		for _, c := range d.Coupons {
			if slices.Contains(d.Choice, c.ID) {
				set = append(set, c)
			}
		}
	}
	ofGoods, ofFee, legal := sum(set, d.Goods, d.Fee)
	if !legal || d.Choice != nil && len(set) != len(d.Choice) {
		d.Against(order.Problem{Code: order.CouponOff, Line: -1})
		return nil
	}
	d.Off, d.FeeOff = ofGoods, ofFee
	for i, c := range d.Coupons {
		d.Coupons[i].Chosen = slices.ContainsFunc(set, func(s order.Coupon) bool { return s.ID == c.ID })
	}
	return nil
}

// Hold implements order.Discount. Fault: ErrUsed.
func (*Service) Hold(ctx context.Context, tx *db.Tx, head string, d order.Draft) error {
	for _, c := range d.Coupons {
		if !c.Chosen {
			continue
		}
		n, err := db.Exec(ctx, tx, qHold, c.ID, d.Buyer, head, c.Off.Minor(), tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return fault.Or(err, ErrUsed)
		}
	}
	return nil
}

// Drop implements order.Discount.
func (*Service) Drop(ctx context.Context, tx *db.Tx, head string) error {
	_, err := db.Exec(ctx, tx, qBack, head)
	return err
}
