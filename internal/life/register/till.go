package register

import (
	"context"
	"strings"
	"unicode/utf8"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/trade/store"
)

// AddTill makes a till of a store, closed and empty. Faults: ErrName, ErrTooMany.
func (s *Service) AddTill(ctx context.Context, tx *db.Tx, st store.Store, name string) (Till, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 1 || n > 20 {
		return Till{}, ErrName
	}
	if n, _, err := db.One[int64](ctx, tx, qTillCount, st.ID); err != nil || n >= maxTills {
		return Till{}, fault.Or(err, ErrTooMany)
	}
	t := Till{ID: tx.NewIDFor(st.Merchant), Store: st.ID, Merchant: st.Merchant, Name: name, CreatedAt: tx.Now()}
	if err := s.ledger.Open(ctx, tx, ledger.Spec{Account: Drawer(t.ID), Currency: money.CNY}); err != nil {
		return t, err
	}
	for _, side := range sides {
		if err := s.ledger.Open(ctx, tx, ledger.Spec{Account: account(t.ID, side), Currency: money.CNY, Credit: true}); err != nil {
			return t, err
		}
	}
	_, err := db.Exec(ctx, tx, qTillAdd, t.ID, t.Store, t.Merchant, t.Name, tx.Now().UnixMicro())
	return t, err
}

// Till gives one of a store's. Fault: ErrNoTill.
func (s *Service) Till(ctx context.Context, q db.Q, storeID, id string) (Till, error) {
	r, ok, err := db.One[tillRow](ctx, q, qTill, id, storeID)
	if err != nil || !ok {
		return Till{}, fault.Or(err, ErrNoTill)
	}
	return r.till(), nil
}

// Tills lists a store's, the oldest first.
func (s *Service) Tills(ctx context.Context, q db.Q, storeID string) (out []Till, err error) {
	for r, err := range db.Each[tillRow](ctx, q, qTills, storeID) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.till())
	}
	return out, nil
}

// Open begins a shift with a float from the safe. Faults: ErrNoTill, ErrOpen, ErrAmount.
func (s *Service) Open(ctx context.Context, tx *db.Tx, storeID, till string, float money.Amount, by By) (Shift, error) {
	t, err := s.Till(ctx, tx, storeID, till)
	if err != nil {
		return Shift{}, err
	}
	if !float.IsZero() && !cash(float) {
		return Shift{}, ErrAmount
	}
	sh := Shift{ID: tx.NewIDFor(t.Merchant), Till: till, Cashier: by.User, OpenedAt: tx.Now(), Counted: cny(0), Expected: cny(0), Difference: cny(0)}
	if n, err := db.Exec(ctx, tx, qShiftOpen, sh.ID, till, by.User, tx.Now().UnixMicro()); err != nil || n == 0 {
		return sh, fault.Or(err, ErrOpen)
	}
	return sh, s.move(ctx, tx, sh, Cash{Kind: Float, Amount: float, Who: by.User})
}

// cash tells whether an amount can go through a drawer at once.
func cash(a money.Amount) bool {
	return a.Currency() == money.CNY && a.Minor() > 0 && a.Minor() <= maxCash
}

// OpenShift gives the open shift of a till. Fault: ErrClosed.
func (s *Service) OpenShift(ctx context.Context, q db.Q, till string) (Shift, error) {
	r, ok, err := db.One[shiftRow](ctx, q, qOpenShift, till)
	if err != nil || !ok {
		return Shift{}, fault.Or(err, ErrClosed)
	}
	return r.shift(), nil
}

// Shift gives one of a till's. Fault: ErrNoShift.
func (s *Service) Shift(ctx context.Context, q db.Q, till, id string) (Shift, error) {
	r, ok, err := db.One[shiftRow](ctx, q, qShift, id, till)
	if err != nil || !ok {
		return Shift{}, fault.Or(err, ErrNoShift)
	}
	return r.shift(), nil
}

// PutCash brings cash from the safe, or back to it where a is negative.
// Faults: ErrNoTill, ErrClosed, ErrAmount, ErrDrawer.
func (s *Service) PutCash(ctx context.Context, tx *db.Tx, storeID, till string, a money.Amount, note string, by By) (Shift, error) {
	if _, err := s.Till(ctx, tx, storeID, till); err != nil {
		return Shift{}, err
	}
	kind, size := CashIn, a
	if a.Sign() < 0 {
		kind, size = CashOut, a.Neg()
	}
	if !cash(size) {
		return Shift{}, ErrAmount
	}
	sh, err := s.OpenShift(ctx, tx, till)
	if err != nil {
		return sh, err
	}
	return sh, s.move(ctx, tx, sh, Cash{Kind: kind, Amount: a, Note: note, Who: by.User})
}

// Close ends a shift with what was counted. The difference to what should be
// there is posted, and the drawer is emptied into the safe.
// Faults: ErrNoTill, ErrClosed, ErrUnended, ErrAmount.
func (s *Service) Close(ctx context.Context, tx *db.Tx, storeID, till string, counted money.Amount, note string, by By) (Shift, error) {
	if _, err := s.Till(ctx, tx, storeID, till); err != nil {
		return Shift{}, err
	}
	if !counted.IsZero() && !cash(counted) {
		return Shift{}, ErrAmount
	}
	sh, err := s.OpenShift(ctx, tx, till)
	if err != nil {
		return sh, err
	}
	if n, _, err := db.One[int64](ctx, tx, qUnended, sh.ID); err != nil || n > 0 {
		return sh, fault.Or(err, ErrUnended)
	}
	b, err := s.ledger.Balance(ctx, tx, Drawer(till))
	if err != nil {
		return sh, err
	}
	sh.Expected, sh.Counted, sh.Note, sh.ClosedBy, sh.ClosedAt = b.Total, counted, note, by.User, tx.Now()
	sh.Difference = counted.Add(b.Total.Neg())
	if err := s.move(ctx, tx, sh, Cash{Kind: Difference, Amount: sh.Difference, Note: note, Who: by.User}); err != nil {
		return sh, err
	}
	if err := s.move(ctx, tx, sh, Cash{Kind: Count, Amount: counted.Neg(), Who: by.User}); err != nil {
		return sh, err
	}
	n, err := db.Exec(ctx, tx, qShiftClose, sh.ID, tx.Now().UnixMicro(), by.User, sh.Counted.Minor(), sh.Expected.Minor(), sh.Difference.Minor(), note)
	if err != nil || n == 0 {
		return sh, fault.Or(err, ErrClosed)
	}
	return sh, nil
}

// Summary is what happened in a shift.
type Summary struct {
	Shift
	Sales    int64        // finished, those refunded later too
	Total    money.Amount // of these
	Discount money.Amount
	Code     money.Amount // paid by payment code, of these
	By       map[Kind]money.Amount
}

// Drawer is what lies in the drawer by what went through it; after the count nothing does.
func (s Summary) Drawer() money.Amount {
	sum := cny(0)
	for _, a := range s.By {
		sum = sum.Add(a)
	}
	return sum
}

// Summary adds a shift up. Fault: ErrNoShift.
func (s *Service) Summary(ctx context.Context, q db.Q, till, id string) (Summary, error) {
	sh, err := s.Shift(ctx, q, till, id)
	if err != nil {
		return Summary{}, err
	}
	sums, _, err := db.One[salesRow](ctx, q, qShiftSales, id)
	if err != nil {
		return Summary{}, err
	}
	out := Summary{Shift: sh, Sales: sums.N, Total: cny(sums.Total), Discount: cny(sums.Discount), Code: cny(sums.Code), By: map[Kind]money.Amount{}}
	kinds, err := db.List[kindRow](ctx, q, qShiftCash, id)
	for _, k := range kinds {
		out.By[k.Kind] = cny(k.Amount)
	}
	return out, err
}
