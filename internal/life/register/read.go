package register

import (
	"context"
	"encoding/json"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/life/catalog"
)

func (r saleRow) sale() (Sale, error) {
	o := Sale{
		ID: r.ID, Ref: r.Ref, Merchant: r.Merchant, Store: r.Store, Till: r.Till, Shift: r.Shift, Cashier: r.Cashier, Channel: r.Channel, Status: r.Status,
		Goods: cny(r.Goods), Discount: cny(r.Discount), Buyer: r.Buyer, Coupons: cny(r.Coupons), Points: cny(r.Points), Total: cny(r.Total), At: instant(r.At), CreatedAt: instant(r.CreatedAt),
		EndedAt: instant(r.EndedAt), EndedBy: r.EndedBy, Reason: r.Reason,
	}
	if err := json.Unmarshal([]byte(r.Notes), &o.Notes); err != nil {
		return o, fmt.Errorf("read notes of sale %s: %w", r.ID, err)
	}
	return o, nil
}

// Get gives a sale of a store. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, storeID, id string) (Sale, error) {
	r, ok, err := db.One[saleRow](ctx, q, qSale, id, storeID)
	if err != nil || !ok {
		return Sale{}, fault.Or(err, ErrNotFound)
	}
	return r.sale()
}

// Sales lists a store's, those made last first.
func (s *Service) Sales(ctx context.Context, q db.Q, storeID string, ask page.Ask) (page.Of[Sale], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Sale]{}, err
	}
	var out []Sale
	for r, err := range db.Each[saleRow](ctx, q, qSales, storeID, at, id, ask.Limit+1) {
		if err != nil {
			return page.Of[Sale]{}, err
		}
		o, err := r.sale()
		if err != nil {
			return page.Of[Sale]{}, err
		}
		out = append(out, o)
	}
	return page.Cut(out, ask.Limit, func(o Sale) (int64, string) { return o.At.UnixMicro(), o.ID }), nil
}

// Shifts lists those of a till, the last opened first.
func (s *Service) Shifts(ctx context.Context, q db.Q, till string, ask page.Ask) (page.Of[Shift], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Shift]{}, err
	}
	rows, err := db.List[shiftRow](ctx, q, qShifts, till, at, id, ask.Limit+1)
	out := make([]Shift, len(rows))
	for i, r := range rows {
		out[i] = r.shift()
	}
	return page.Cut(out, ask.Limit, func(sh Shift) (int64, string) { return sh.OpenedAt.UnixMicro(), sh.ID }), err
}

// Lines gives what a sale is of.
func (s *Service) Lines(ctx context.Context, q db.Q, sale string) (out []catalog.Line, err error) {
	for r, err := range db.Each[lineRow](ctx, q, qLines, sale) {
		if err != nil {
			return nil, err
		}
		var c chosen
		if err := json.Unmarshal([]byte(r.Choices), &c); err != nil {
			return nil, fmt.Errorf("read lines of sale %s: %w", sale, err)
		}
		out = append(out, catalog.Line{
			Want: catalog.Want{SKU: r.SKU, Choices: c.IDs, Qty: r.Qty}, Item: r.Item, Name: r.Name, NameEN: r.NameEN,
			Variant: r.Variant, VariantEN: r.VariantEN, Chosen: c.With, ChosenEN: c.EN, Unit: cny(r.Unit), Total: cny(r.Unit * r.Qty),
		})
	}
	return out, nil
}

// Tenders gives what was given for a sale, the first first.
func (s *Service) Tenders(ctx context.Context, q db.Q, sale string) (out []Tender, err error) {
	for r, err := range db.Each[tenderRow](ctx, q, qTenders, sale) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.tender())
	}
	return out, nil
}
