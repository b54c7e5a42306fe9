package pay

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// Receiver may get a part of an app's trades.
type Receiver struct {
	App     string         `db:"app"`
	Account ledger.Account `db:"account"`
	Kind    string         `db:"kind"`
	Name    string         `db:"name"`
	Memo    string         `db:"memo"`
	At      int64          `db:"at"`
}

// BindReceivers lets rs receive parts of app's trades; again changes the memo alone.
func (s *Service) BindReceivers(ctx context.Context, tx *db.Tx, rs ...Receiver) error {
	for _, r := range rs {
		if _, err := db.Exec(ctx, tx, qReceiverAdd, r.App, r.Account, r.Kind, r.Name, r.Memo, tx.Now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// UnbindReceivers ends that; again changes nothing.
func (s *Service) UnbindReceivers(ctx context.Context, tx *db.Tx, app string, accounts ...ledger.Account) error {
	for _, a := range accounts {
		if _, err := db.Exec(ctx, tx, qReceiverDel, app, a); err != nil {
			return err
		}
	}
	return nil
}

// Receivers lists those of app, 1,000 at most.
func (s *Service) Receivers(ctx context.Context, q db.Q, app string) ([]Receiver, error) {
	return db.List[Receiver](ctx, q, qReceivers, app)
}

// ShareLine gives Amount of a trade to an account.
type ShareLine struct {
	To     ledger.Account `json:"to"`
	Shown  string         `json:"shown"` // as the caller named the receiver
	Amount int64          `json:"amount"`
	Memo   string         `json:"memo,omitempty"`
}

// Share is one sharing of a trade's money.
type Share struct {
	ID        string
	Trade     string
	RequestNo string
	Lines     []ShareLine
	Amount    money.Amount
	Posting   string
	At        time.Time
}

type shareRow struct {
	ID        string `db:"id"`
	Trade     string `db:"trade"`
	RequestNo string `db:"request_no"`
	Terms     []byte `db:"terms"`
	Lines     string `db:"lines"`
	Amount    int64  `db:"amount"`
	Posting   string `db:"posting"`
	At        int64  `db:"at"`
}

func (r shareRow) share(c money.Currency) Share {
	s := Share{ID: r.ID, Trade: r.Trade, RequestNo: r.RequestNo, Amount: money.New(r.Amount, c), Posting: r.Posting, At: instant(r.At)}
	_ = json.Unmarshal([]byte(r.Lines), &s.Lines) // stored by this package
	return s
}

// Split shares a paid trade's money among receivers that are bound to its app.
// The same request again gives the first.
// Faults: ErrNoTrade, ErrStatus, ErrTerms, ErrShareReceiver, ErrShareOver, ErrSellerShort.
func (s *Service) Split(ctx context.Context, tx *db.Tx, app, trade, requestNo string, lines []ShareLine) (Share, error) {
	t, err := s.Find(ctx, tx, app, Ref{TradeNo: trade})
	if err != nil {
		return Share{}, err
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return Share{}, err
	}
	terms := sha256.Sum256(text)
	if r, ok, err := db.One[shareRow](ctx, tx, qShareBy, trade, requestNo); err != nil || ok {
		if err == nil && !slices.Equal(r.Terms, terms[:16]) {
			err = ErrTerms
		}
		return r.share(t.Total.Currency()), err
	}
	if t.Status != Success {
		return Share{}, ErrStatus
	}
	p, total, err := s.shareOut(ctx, tx, t, "trade:"+t.ID+":share:"+requestNo, lines)
	if err != nil {
		return Share{}, err
	}
	if n, err := db.Exec(ctx, tx, qShared, t.ID, total.Minor()); err != nil || n == 0 {
		return Share{}, fault.Or(err, ErrShareOver)
	}
	id := tx.NewIDFor(t.Merchant)
	if _, err := db.Exec(ctx, tx, qShareAdd, id, trade, requestNo, terms[:16], string(text), total.Minor(), p.ID, tx.Now().UnixMicro()); err != nil {
		return Share{}, err
	}
	return Share{id, trade, requestNo, lines, total, p.ID, tx.Now()}, nil
}

func (s *Service) shareOut(ctx context.Context, tx *db.Tx, t Trade, ref string, lines []ShareLine) (ledger.Posted, money.Amount, error) {
	cur := t.Total.Currency()
	p := ledger.Posting{Ref: ref}
	total := money.New(0, cur)
	for _, l := range lines {
		if _, ok, err := db.One[Receiver](ctx, tx, qReceiver, t.App, l.To); err != nil || !ok {
			return ledger.Posted{}, total, fault.Or(err, ErrShareReceiver)
		}
		if l.Amount <= 0 || l.Amount > t.Total.Minor() {
			return ledger.Posted{}, total, ErrAmount
		}
		total = total.Add(money.New(l.Amount, cur))
		p.Entries = append(p.Entries, ledger.Entry{Account: l.To, Amount: money.New(l.Amount, cur)})
	}
	p.Entries = append(p.Entries, ledger.Entry{Account: wallet.MerchantCash(t.Merchant), Amount: total.Neg()})
	posted, err := s.ledger.Post(ctx, tx, p)
	if errors.Is(err, ledger.ErrShort) {
		err = ErrSellerShort
	}
	return posted, total, err
}

// ShareOf gives a sharing by its number, or by trade and request. Fault: ErrNoTrade.
func (s *Service) ShareOf(ctx context.Context, q db.Q, app, id, trade, requestNo string) (Share, error) {
	st, args := qShareByID, []any{id}
	if id == "" {
		st, args = qShareBy, []any{trade, requestNo}
	}
	r, ok, err := db.One[shareRow](ctx, q, st, args...)
	if err != nil {
		return Share{}, err
	}
	if !ok {
		return Share{}, ErrNoTrade
	}
	t, err := s.Find(ctx, q, app, Ref{TradeNo: r.Trade})
	return r.share(t.Total.Currency()), err
}

// Unshared is what of a trade can still be shared.
func Unshared(t Trade) money.Amount {
	if t.Status != Success {
		return money.New(0, t.Total.Currency())
	}
	fee := t.Fee
	if !t.Total.IsZero() {
		fee = t.Fee.Add(t.Fee.MulDiv(t.Refunded.Minor(), t.Total.Minor()).Neg())
	}
	return t.Total.Add(t.Refunded.Neg()).Add(t.Shared.Neg()).Add(fee.Neg())
}

// Finish ends a paid trade: nothing can be refunded or shared any more.
func (s *Service) Finish(ctx context.Context, tx *db.Tx, app, trade string) error {
	t, err := s.Find(ctx, tx, app, Ref{TradeNo: trade})
	if err != nil || t.Status == Finished {
		return err
	}
	if t.Status != Success {
		return ErrStatus
	}
	return s.finish(ctx, tx, t)
}

// Waived lists the trades whose sellers were spared a part of their fee, limit
// of them whose id is past after; "" begins.
func (s *Service) Waived(ctx context.Context, q db.Q, after string, limit int) (out []Trade, err error) {
	for r, err := range db.Each[tradeRow](ctx, q, qWaived, after, limit) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.trade())
	}
	return out, nil
}

// Verify reports trades and pre-authorisations whose sums are wrong.
func (s *Service) Verify(ctx context.Context, q db.Q) (trades int64, breaches []string, err error) {
	trades, _, err = db.One[int64](ctx, q, qCount)
	for st, what := range map[*db.Stmt]string{qWrongRefunds: "refunds of trade ", qWrongAuths: "uses of pre-authorisation "} {
		ids, e := db.List[string](ctx, q, st)
		err = errors.Join(err, e)
		for _, id := range ids {
			breaches = append(breaches, what+id+" do not add up")
		}
	}
	return trades, breaches, err
}
