package pay

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// NewTrade asks for a trade.
type NewTrade struct {
	App        string // owner of OutTradeNo; "" with the merchant's id in OutTradeNo's place for the platform's own
	Via        string // the app that calls for App, where they differ
	Merchant   string
	OutTradeNo string
	Method     Method
	Subject    string
	Body       string
	Total      money.Amount
	Buyer      string        // where it is known before
	Life       time.Duration // 0: DefaultLife, or QRLife for a QR
	Extra      Extra
}

// Trade is a trade as it stands. Amounts are of one currency.
type Trade struct {
	ID         string
	App, Via   string
	Merchant   string
	OutTradeNo string
	Method     Method
	Subject    string
	Body       string
	Total      money.Amount
	Fee        money.Amount // what the platform keeps of Total, before refunds
	Waived     money.Amount // what it would have kept as well; see Waiver
	Refunded   money.Amount
	Shared     money.Amount
	Buyer      string
	Status     Status
	Channel    string
	QR         string // token in the QR's address
	AuthNo     string
	Agreement  string
	Posting    string
	Extra      Extra
	CreatedAt  time.Time
	ExpiresAt  time.Time
	PaidAt     time.Time // zero: not paid
	ClosedAt   time.Time
}

// Ref names a trade of one app: TradeNo wins over OutTradeNo.
type Ref struct{ TradeNo, OutTradeNo string }

type expireJob struct {
	Trade string `json:"trade"`
}

func (expireJob) Kind() string { return "pay.expire" }

// Create makes a trade that waits for its buyer. The same number with the same
// terms again gives the first trade. Faults: ErrTerms, ErrPaid, ErrClosed, ErrAmount, ErrSeller.
func (s *Service) Create(ctx context.Context, tx *db.Tx, in NewTrade) (Trade, error) {
	t, made, err := s.open(ctx, tx, in)
	if err != nil || !made {
		return t, err
	}
	return t, s.jobs.Add(ctx, tx, expireJob{t.ID}, t.ExpiresAt)
}

// open finds or makes the trade that in names; made tells which. It makes
// first and looks when the number is taken: most numbers are new.
func (s *Service) open(ctx context.Context, tx *db.Tx, in NewTrade) (t Trade, made bool, err error) {
	if err := checkAmount(in.Total); err != nil {
		return t, false, err
	}
	terms := in.terms()
	t = in.trade(tx)
	extra, err := json.Marshal(t.Extra)
	if err != nil {
		return t, false, err
	}
	var qr *string
	if t.QR != "" {
		qr = &t.QR
	}
	n, err := db.Exec(ctx, tx, qInsert, t.ID, t.App, t.Via, t.Merchant, t.OutTradeNo, t.Method, t.Subject, t.Body,
		t.Total.Minor(), t.Total.Currency(), t.Buyer, t.Status, terms, qr, string(extra), t.CreatedAt.UnixMicro(), t.ExpiresAt.UnixMicro())
	if err != nil {
		return t, false, err
	}
	if n == 1 {
		return t, true, s.canSell(ctx, tx, in.Merchant, in.Buyer)
	}
	r, ok, err := db.One[tradeRow](ctx, tx, qByOut, in.App, in.OutTradeNo)
	if err == nil && !ok {
		err = ErrTerms // taken by a transaction that is not visible yet: a retry will see it
	}
	if err != nil {
		return t, false, err
	}
	return r.trade(), false, r.openFor(terms)
}

func (in NewTrade) trade(tx *db.Tx) Trade {
	zero := money.New(0, in.Total.Currency())
	t := Trade{
		ID: tx.NewIDFor(in.Merchant), App: in.App, Via: in.Via, Merchant: in.Merchant, OutTradeNo: in.OutTradeNo, Method: in.Method,
		Subject: in.Subject, Body: in.Body, Total: in.Total, Fee: zero, Waived: zero, Refunded: zero, Shared: zero, Buyer: in.Buyer,
		Status: Waiting, Extra: in.Extra, CreatedAt: tx.Now(),
	}
	life := in.Life
	if in.Method == ByQR {
		t.QR = rand.Text()
		if life == 0 || life > QRLife {
			life = QRLife
		}
	}
	if life == 0 {
		life = DefaultLife
	}
	t.ExpiresAt = tx.Now().Add(life)
	return t
}

// terms is a digest of what a repeat of the same number must repeat.
func (in NewTrade) terms() []byte {
	h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d|%s|%q|%s", in.Merchant, in.Method, in.Total.Minor(), in.Total.Currency(), in.Subject, in.Buyer))
	return h[:16]
}

// openFor tells whether a trade made before can stand for a new call with terms.
func (r tradeRow) openFor(terms []byte) error {
	switch {
	case !slices.Equal(r.Terms, terms):
		return ErrTerms
	case r.Status == Success, r.Status == Finished:
		return ErrPaid
	case r.Status == Closed:
		return ErrClosed
	}
	return nil
}

func checkAmount(a money.Amount) error {
	if a.Minor() < 1 || a.Minor() > 100_000_000_00 {
		return ErrAmount
	}
	return nil
}

func (s *Service) canSell(ctx context.Context, q db.Q, merchant, buyer string) error {
	seller, err := s.sellers.Seller(ctx, q, merchant)
	switch {
	case err != nil:
		return err
	case seller.Blocked:
		return ErrSeller
	case buyer != "" && buyer == seller.Owner:
		return ErrSelf
	}
	return nil
}

// Find gives one of app's trades. Another's is not found.
func (s *Service) Find(ctx context.Context, q db.Q, app string, ref Ref) (Trade, error) {
	r, err := s.find(ctx, q, app, ref)
	return r.trade(), err
}

func (s *Service) find(ctx context.Context, q db.Q, app string, ref Ref) (r tradeRow, err error) {
	var ok bool
	if ref.TradeNo != "" {
		r, ok, err = db.One[tradeRow](ctx, q, qByID, ref.TradeNo)
	} else {
		r, ok, err = db.One[tradeRow](ctx, q, qByOut, app, ref.OutTradeNo)
	}
	if err == nil && (!ok || r.App != app) {
		return tradeRow{}, ErrNoTrade
	}
	return r, err
}

// Get gives a trade by its id, for those who may see it by other means. Fault: ErrNoTrade.
func (s *Service) Get(ctx context.Context, q db.Q, id string) (Trade, error) {
	r, ok, err := db.One[tradeRow](ctx, q, qByID, id)
	if err == nil && !ok {
		err = ErrNoTrade
	}
	return r.trade(), err
}

// ByQRToken gives the trade behind a QR. Fault: ErrNoTrade.
func (s *Service) ByQRToken(ctx context.Context, q db.Q, token string) (Trade, error) {
	r, ok, err := db.One[tradeRow](ctx, q, qByQR, token)
	if err == nil && !ok {
		err = ErrNoTrade
	}
	return r.trade(), err
}

// WaitingFor lists the trades that wait for a buyer's confirmation, newest first.
func (s *Service) WaitingFor(ctx context.Context, q db.Q, buyer string) (out []Trade, err error) {
	for r, err := range db.Each[tradeRow](ctx, q, qWaitingFor, buyer) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.trade())
	}
	return out, nil
}

// TradeFilter narrows a merchant's list. The zero value takes all.
type TradeFilter struct {
	Status   Status
	Text     string // a trade number, the seller's own number, or a part of the subject
	From, To time.Time
}

// Trades lists a merchant's trades, newest first.
func (s *Service) Trades(ctx context.Context, q db.Q, merchant string, f TradeFilter, ask page.Ask) (page.Of[Trade], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Trade]{}, err
	}
	to := int64(1) << 62
	if !f.To.IsZero() {
		to = f.To.UnixMicro()
	}
	var from int64
	if !f.From.IsZero() {
		from = f.From.UnixMicro()
	}
	var out []Trade
	for r, err := range db.Each[tradeRow](ctx, q, qList, merchant, at, id, ask.Limit+1, string(f.Status), f.Text, from, to) {
		if err != nil {
			return page.Of[Trade]{}, err
		}
		out = append(out, r.trade())
	}
	return page.Cut(out, ask.Limit, func(t Trade) (int64, string) { return t.CreatedAt.UnixMicro(), t.ID }), nil
}

// Close ends a trade that nobody has paid. Closing again changes nothing. Faults: ErrNoTrade, ErrPaid.
func (s *Service) Close(ctx context.Context, tx *db.Tx, app string, ref Ref) (Trade, error) {
	t, err := s.Find(ctx, tx, app, ref)
	switch {
	case err != nil || t.Status == Closed && t.PaidAt.IsZero():
		return t, err
	case t.Status != Waiting:
		return t, ErrPaid
	}
	return s.closeUnpaid(ctx, tx, t)
}

func (s *Service) closeUnpaid(ctx context.Context, tx *db.Tx, t Trade) (Trade, error) {
	if err := s.move(ctx, tx, t.ID, Waiting, Closed); err != nil {
		return t, err
	}
	t.Status, t.ClosedAt = Closed, tx.Now()
	return t, s.bus.Emit(ctx, tx, ClosedEvent{t})
}

// Action is what a cancel did.
type Action string

const (
	ActionNone   Action = ""
	ActionClose  Action = "close"
	ActionRefund Action = "refund"
)

// Cancel undoes a trade whatever became of it: unpaid it is closed, paid it is
// refunded whole. Fault: ErrNoTrade, ErrFinished, ErrSellerShort.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, app string, ref Ref) (Trade, Action, error) {
	t, err := s.Find(ctx, tx, app, ref)
	if err != nil {
		return t, ActionNone, err
	}
	switch t.Status {
	case Waiting:
		t, err = s.closeUnpaid(ctx, tx, t)
		return t, ActionClose, err
	case Success:
		rest := t.Total.Add(t.Refunded.Neg())
		t, _, _, err = s.Refund(ctx, tx, app, Ref{TradeNo: t.ID}, NewRefund{RequestNo: "cancel:" + t.ID, Amount: rest, Reason: "cancel"})
		return t, ActionRefund, err
	case Finished:
		return t, ActionNone, ErrFinished
	case Closed:
	}
	if t.PaidAt.IsZero() {
		return t, ActionClose, nil
	}
	return t, ActionRefund, nil
}

func (s *Service) move(ctx context.Context, tx *db.Tx, id string, from, to Status) error {
	if !slices.Contains(next[from], to) {
		return fmt.Errorf("no way for a trade from %s to %s", from, to)
	}
	n, err := db.Exec(ctx, tx, qMove, id, from, to, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrStatus
	}
	return err
}

func (s *Service) expireTrade(ctx context.Context, tx *db.Tx, j expireJob) error {
	t, err := s.Get(ctx, tx, j.Trade)
	if err != nil || t.Status != Waiting {
		return err
	}
	_, err = s.closeUnpaid(ctx, tx, t)
	return err
}

// finishOld ends what can no longer be refunded, a bounded number at a time.
func (s *Service) finishOld(ctx context.Context, tx *db.Tx) error {
	rows, err := db.List[tradeRow](ctx, tx, qOldPaid, tx.Now().Add(-RefundLife).UnixMicro())
	for _, r := range rows {
		err = errors.Join(err, s.finish(ctx, tx, r.trade()))
	}
	return err
}

func (s *Service) finish(ctx context.Context, tx *db.Tx, t Trade) error {
	if err := s.move(ctx, tx, t.ID, Success, Finished); err != nil {
		return err
	}
	t.Status = Finished
	return s.bus.Emit(ctx, tx, FinishedEvent{t})
}
