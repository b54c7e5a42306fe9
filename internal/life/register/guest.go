package register

import (
	"context"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
)

// draft is a sale as the discounts of orders see it: what the cashier took off
// comes first, and nothing is brought to anybody.
func (s *Service) draft(ctx context.Context, q db.Q, o Sale, lines []catalog.Line, g Guest) (order.Draft, error) {
	zero := cny(0)
	d := order.Draft{
		Basket: order.Basket{Buyer: g.Buyer, Store: o.Store, Choice: g.Choice, Points: g.Points}, At: o.At, Lines: lines, Goods: o.Goods.Add(o.manual().Neg()),
		Packing: zero, Fee: zero, ForFree: zero, Off: zero, FeeOff: zero, Credit: order.Points{Off: zero, Worth: zero},
	}
	if g.Buyer == "" {
		return d, nil
	}
	var err error
	if d.From, err = s.stores.Get(ctx, q, o.Store); err != nil {
		return d, err
	}
	for _, off := range s.off {
		if err := off.Quote(ctx, q, &d); err != nil {
			return d, err
		}
	}
	return d, nil
}

// odd is what stands against a draft in the words of the catalogue.
func odd(d order.Draft) (out []catalog.Problem) {
	for _, p := range d.Problems {
		out = append(out, catalog.Problem{Line: p.Line, Code: p.Code, Now: p.Now})
	}
	return out
}

// manual is what the cashier took off.
func (o Sale) manual() money.Amount { return o.Discount.Add(o.Coupons.Neg()).Add(o.Points.Neg()) }

// with is the sale with what d takes off.
func (o Sale) with(d order.Draft) Sale {
	manual := o.manual()
	o.Buyer, o.Coupons, o.Points = d.Buyer, d.Off.Add(d.FeeOff), d.Credit.Off
	o.Discount = manual.Add(d.Discount())
	o.Total = o.Goods.Add(o.Discount.Neg())
	return o
}

func (s *Service) hold(ctx context.Context, tx *db.Tx, sale string, d order.Draft) error {
	if d.Buyer == "" {
		return nil
	}
	for _, off := range s.off {
		if err := off.Hold(ctx, tx, sale, d); err != nil {
			return err
		}
	}
	return nil
}

// Preview tells what Begin would make of a sale, for a till that shows it first.
// Faults: those of Begin about what is wanted.
func (s *Service) Preview(ctx context.Context, q db.Q, in NewSale, by By, at time.Time) (Sale, order.Draft, error) {
	if len(in.Wants) < 1 || len(in.Wants) > maxLines {
		return Sale{}, order.Draft{}, ErrEmpty
	}
	o := Sale{Store: in.Store, Coupons: cny(0), Points: cny(0), At: at}
	lines, _, err := s.catalog.Price(ctx, q, in.Store, in.Wants, o.At)
	if err != nil {
		return o, order.Draft{}, err
	}
	o.Goods = sum(lines)
	if o.Discount, err = in.Off.of(o.Goods); err != nil {
		return o, order.Draft{}, err
	}
	if !by.Manager && o.overBound() {
		return o, order.Draft{}, ErrDiscount
	}
	d, err := s.draft(ctx, q, o, lines, in.Guest)
	return o.with(d), d, err
}

// Know says who buys an open sale to which nothing was given yet, and what of
// theirs they use; the last word counts. Faults: ErrNotFound, ErrStatus,
// ErrChanged where a choice cannot be.
func (s *Service) Know(ctx context.Context, tx *db.Tx, storeID, id string, g Guest) (Sale, order.Draft, error) {
	o, err := s.Get(ctx, tx, storeID, id)
	if err != nil {
		return o, order.Draft{}, err
	}
	ts, err := s.Tenders(ctx, tx, id)
	if err != nil {
		return o, order.Draft{}, err
	}
	if o.Status != Open || slices.ContainsFunc(ts, func(t Tender) bool { return t.Status != Failed }) {
		return o, order.Draft{}, ErrStatus
	}
	for _, off := range s.off {
		if err := off.Drop(ctx, tx, id); err != nil {
			return o, order.Draft{}, err
		}
	}
	lines, err := s.Lines(ctx, tx, id)
	if err != nil {
		return o, order.Draft{}, err
	}
	d, err := s.draft(ctx, tx, o, lines, g)
	if err != nil {
		return o, d, err
	}
	if ps := odd(d); len(ps) > 0 {
		return o, d, ErrChanged.With(map[string]any{"problems": wire(ps)})
	}
	o = o.with(d)
	n, err := db.Exec(ctx, tx, qSaleGuest, id, o.Discount.Minor(), o.Buyer, o.Coupons.Minor(), o.Points.Minor(), o.Total.Minor())
	if err != nil || n == 0 {
		return o, d, fault.Or(err, ErrStatus)
	}
	return o, d, s.hold(ctx, tx, id, d)
}

// Known calls see with every sale of a guest whom a till knew and that was not voided.
func (*Service) Known(ctx context.Context, q db.Q, see func(Sale) error) error {
	return each(ctx, q, qRewarded, func(r saleRow) (string, error) {
		o, err := r.sale()
		if err != nil {
			return r.ID, err
		}
		return r.ID, see(o)
	})
}
