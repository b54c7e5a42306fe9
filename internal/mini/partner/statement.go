package partner

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// House is the host that is the platform's own app.
const House = "app"

// Brought remembers that a trade of user came from a program in a host; the first
// who says so counts. Fault: ErrTrade.
func (s *Service) Brought(ctx context.Context, tx *db.Tx, user, host, app, trade string) error {
	t, err := s.pay.Get(ctx, tx, trade)
	if _, known := fault.Of(err); known {
		return ErrTrade
	}
	if err != nil {
		return err
	}
	if t.Buyer != user {
		return ErrTrade
	}
	n, _, err := db.One[int64](ctx, tx, qTimes, user, app)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qBring, trade, host, app, user, n+1, tx.Now().UnixMicro())
	return err
}

// Line is a trade that a host brought.
type Line struct {
	Trade, App          string
	At                  time.Time
	Paid, Refunded, Fee money.Amount
	Repeat              bool // of somebody who had bought in the program before
	Share               money.Amount
}

// Statement lists what a host brought from a time to another, newest first, a page
// of it. Trades that were not paid are left out of it.
func (s *Service) Statement(ctx context.Context, q db.Q, h Host, from, to time.Time, ask page.Ask) (page.Of[Line], error) {
	at, trade, err := ask.Before()
	if err != nil {
		return page.Of[Line]{}, err
	}
	rows, err := db.List[broughtRow](ctx, q, qBrought, h.ID, from.UnixMicro(), min(to.UnixMicro(), at), trade, ask.Limit+1)
	if err != nil {
		return page.Of[Line]{}, err
	}
	var out []Line
	for _, r := range rows {
		l := Line{Trade: r.Trade, App: r.App, At: time.UnixMicro(r.At).UTC(), Repeat: r.Nth > 1}
		t, err := s.pay.Get(ctx, q, r.Trade)
		if err != nil {
			return page.Of[Line]{}, err
		}
		zero := money.New(0, t.Total.Currency())
		l.Paid, l.Refunded, l.Fee, l.Share = zero, t.Refunded, zero, zero
		if !t.PaidAt.IsZero() {
			l.Paid = t.Total
			l.Fee = money.New(t.Fee.Minor()-t.Waived.Minor(), t.Fee.Currency())
			// A fee is not given back with a refund, and so its share is not either.
			l.Share = money.New(l.Fee.Minor()*h.Share/10_000, l.Fee.Currency())
		}
		out = append(out, l)
	}
	return page.Cut(out, ask.Limit, func(l Line) (int64, string) { return l.At.UnixMicro(), l.Trade }), nil
}
