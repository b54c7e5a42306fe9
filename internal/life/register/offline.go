package register

import (
	"context"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/stock"
)

// Made is a sale for cash that a till made without a network. Its wants were
// sold for what was seen.
type Made struct {
	Ref   string // made by the till: sent again, it changes nothing
	Store string
	Till  string
	Shift string
	At    time.Time
	Wants []catalog.Want
	Names []string // of the wants, as the till knew them
	Off   money.Amount
	Total money.Amount
	Given money.Amount
	// Instead is the Ref of a sale that was begun with a network, and whose
	// answers were lost: it is voided, unless it was paid after all.
	Instead string
}

// TakeMade writes down a sale that has happened, at the prices that the till
// had, and takes what there is of its stock. What is odd is noted, not refused.
// After the count of its shift its cash explains what was over there. Faults:
// ErrNoTill, ErrNoShift, ErrEmpty, ErrTotal, ErrTooOld, ErrReused.
func (s *Service) TakeMade(ctx context.Context, tx *db.Tx, in Made, by By) (Sale, error) {
	t, err := s.Till(ctx, tx, in.Store, in.Till)
	if err != nil {
		return Sale{}, err
	}
	terms, err := digest(in)
	if err != nil {
		return Sale{}, err
	}
	if had, ok, err := s.had(ctx, tx, in.Store, in.Ref, terms); err != nil || ok {
		return had, err
	}
	if paid, ok, err := s.instead(ctx, tx, in, by); err != nil || ok {
		return paid, err
	}
	sh, err := s.Shift(ctx, tx, in.Till, in.Shift)
	if err != nil {
		return Sale{}, err
	}
	if in.At.Before(tx.Now().Add(-OfflineFor)) {
		return Sale{}, ErrTooOld
	}
	if in.At.After(tx.Now()) { // a browser's clock that is ahead
		in.At = tx.Now()
	}
	lines, notes, err := s.made(ctx, tx, in)
	if err != nil {
		return Sale{}, err
	}
	o := Sale{
		ID: tx.NewIDFor(t.Merchant), Ref: in.Ref, Merchant: t.Merchant, Store: t.Store, Till: t.ID, Shift: sh.ID, Cashier: by.User,
		Channel: Offline, Status: Open, Goods: sum(lines), Discount: in.Off, Coupons: cny(0), Points: cny(0), Total: in.Total, Notes: notes, At: in.At, CreatedAt: tx.Now(),
	}
	if err := o.addsUp(in.Given); err != nil {
		return o, err
	}
	if !by.Manager && o.overBound() {
		o.Notes = append(o.Notes, Note{Code: OverBound, Line: -1})
	}
	if !sh.ClosedAt.IsZero() {
		o.Notes = append(o.Notes, Note{Code: AfterCount, Line: -1})
	}
	short, err := s.takeLeft(ctx, tx, stockRef(o.ID), lines)
	if err != nil {
		return o, err
	}
	o.Notes = append(o.Notes, short...)
	if err := s.insert(ctx, tx, o, terms, lines); err != nil {
		return o, err
	}
	if err := s.cashOf(ctx, tx, o, sh, in.Given, by); err != nil {
		return o, err
	}
	return s.settle(ctx, tx, o)
}

// instead voids the sale that in was made in place of; ok tells that it was
// paid, and so is the same.
func (s *Service) instead(ctx context.Context, tx *db.Tx, in Made, by By) (o Sale, ok bool, err error) {
	if in.Instead == "" {
		return o, false, nil
	}
	r, ok, err := db.One[saleRow](ctx, tx, qSaleByRef, in.Store, in.Instead)
	if err != nil || !ok || r.Status == Voided {
		return o, false, err
	}
	if o, err = r.sale(); err != nil || o.Status != Open {
		return o, true, err
	}
	_, err = s.void(ctx, tx, o, "offline", by)
	return o, false, err
}

// made prices wants as they were sold, and notes what the catalogue says else.
func (s *Service) made(ctx context.Context, tx *db.Tx, in Made) ([]catalog.Line, []Note, error) {
	if len(in.Wants) < 1 || len(in.Wants) > maxLines || len(in.Names) != len(in.Wants) {
		return nil, nil, ErrEmpty
	}
	lines, problems, err := s.catalog.Price(ctx, tx, in.Store, in.Wants, in.At)
	if err != nil {
		return nil, nil, err
	}
	var notes []Note
	for _, p := range problems {
		notes = append(notes, Note{Code: p.Code, Line: p.Line, Now: p.Now})
	}
	for i := range lines {
		l := &lines[i]
		if l.Qty < 1 || l.Qty > catalog.MostOf || l.Seen.Currency() != money.CNY || l.Seen.Sign() < 0 || l.Seen.Minor() > maxCash {
			return nil, nil, ErrTotal
		}
		if l.Name == "" {
			l.Name = in.Names[i]
		}
		if utf8.RuneCountInString(l.Name) > 200 {
			l.Name = string([]rune(l.Name)[:200])
		}
		l.Unit = l.Seen
		l.Total = l.Unit.MulDiv(l.Qty, 1)
	}
	return lines, notes, nil
}

func (o Sale) addsUp(given money.Amount) error {
	ok := o.Discount.Currency() == money.CNY && o.Discount.Sign() >= 0 && o.Discount.Minor() <= o.Goods.Minor() &&
		o.Total == o.Goods.Add(o.Discount.Neg()) && o.Total.Minor() <= maxCash &&
		given.Currency() == money.CNY && given.Minor() >= o.Total.Minor() && given.Minor() <= maxCash
	if !ok {
		return ErrTotal
	}
	return nil
}

// takeLeft takes of each SKU what is wanted and left, and notes what was not there.
func (s *Service) takeLeft(ctx context.Context, tx *db.Tx, ref string, lines []catalog.Line) ([]Note, error) {
	skus := make([]string, len(lines))
	for i, l := range lines {
		skus[i] = l.SKU
	}
	levels, err := s.stock.Levels(ctx, tx, skus...)
	if err != nil {
		return nil, err
	}
	var notes []Note
	var got []stock.Item
	taken := map[string]int64{}
	for i, l := range lines {
		level, counted := levels[l.SKU]
		if !counted {
			continue
		}
		n := min(l.Qty, level.Left()-taken[l.SKU])
		if n < l.Qty {
			notes = append(notes, Note{Code: StockShort, Line: i, Qty: l.Qty - n})
		}
		if n > 0 {
			taken[l.SKU] += n
			got = append(got, stock.Item{SKU: l.SKU, Qty: n})
		}
	}
	return notes, s.stock.Hold(ctx, tx, ref, got, time.Time{})
}

// cashOf books the cash of a sale that was made. Where the drawer has been
// counted since, it lay there already: the difference becomes what it is now.
func (s *Service) cashOf(ctx context.Context, tx *db.Tx, o Sale, sh Shift, given money.Amount, by By) error {
	if o.Total.IsZero() {
		return nil
	}
	t := Tender{ID: tx.NewIDFor(o.Merchant), Sale: o.ID, Ref: "made", Kind: InCash, Status: Paid, Amount: o.Total, Given: given, At: o.At}
	if err := s.addTender(ctx, tx, t); err != nil {
		return err
	}
	if err := s.move(ctx, tx, sh, Cash{Kind: Sold, Amount: o.Total, Sale: o.ID, Who: by.User}); err != nil {
		return err
	}
	if sh.ClosedAt.IsZero() {
		return nil
	}
	if err := s.move(ctx, tx, sh, Cash{Kind: Difference, Amount: o.Total.Neg(), Note: o.ID, Who: by.User}); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qShiftLate, sh.ID, o.Total.Minor())
	return err
}
