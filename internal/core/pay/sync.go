package pay

import (
	"context"
	"time"

	"livewell/internal/kit/db"
)

// Report is what a merchant's own system says of a trade.
type Report struct {
	Trade     string
	RequestNo string
	Kind      string
	Body      string // as it came
	At        time.Time
}

type reportRow struct {
	Trade     string `db:"trade"`
	RequestNo string `db:"request_no"`
	Kind      string `db:"kind"`
	Body      string `db:"body"`
	At        int64  `db:"at"`
}

// Sync keeps a report on one of app's trades. The same request with the same
// words again changes nothing. Faults: ErrNoTrade, ErrStatus for an unpaid one, ErrTerms.
func (s *Service) Sync(ctx context.Context, tx *db.Tx, app, trade, requestNo, kind, body string) (Trade, error) {
	t, err := s.Find(ctx, tx, app, Ref{TradeNo: trade})
	if err != nil {
		return t, err
	}
	if t.PaidAt.IsZero() {
		return t, ErrStatus
	}
	n, err := db.Exec(ctx, tx, qReportAdd, tx.NewIDFor(t.Merchant), t.ID, requestNo, kind, body, tx.Now().UnixMicro())
	if err != nil || n == 1 {
		return t, err
	}
	had, _, err := db.One[reportRow](ctx, tx, qReport, t.ID, requestNo)
	if err == nil && (had.Kind != kind || had.Body != body) {
		err = ErrTerms
	}
	return t, err
}

// Reports lists what was said of a trade, oldest first.
func (s *Service) Reports(ctx context.Context, q db.Q, t Trade) (out []Report, err error) {
	for r, err := range db.Each[reportRow](ctx, q, qReports, t.ID) {
		if err != nil {
			return nil, err
		}
		out = append(out, Report{r.Trade, r.RequestNo, r.Kind, r.Body, instant(r.At)})
	}
	return out, nil
}
