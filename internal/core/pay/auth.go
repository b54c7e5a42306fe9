package pay

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// AuthStatus of a pre-authorisation, by its public name.
type AuthStatus string

const (
	AuthInit   AuthStatus = "INIT"       // waits for the payer
	AuthFrozen AuthStatus = "AUTHORIZED" // money is held
	AuthFinish AuthStatus = "FINISH"     // all captured or released
	AuthClosed AuthStatus = "CLOSED"     // ended before it was frozen, or released whole by a cancel
)

// OpKind of an operation on a pre-authorisation.
type OpKind string

const (
	OpFreeze   OpKind = "FREEZE"
	OpUnfreeze OpKind = "UNFREEZE"
	OpPay      OpKind = "PAY"
)

// NewAuth asks for money to be held.
type NewAuth struct {
	App, Via   string
	Merchant   string
	OutOrderNo string
	RequestNo  string
	Title      string
	Amount     money.Amount
	Life       time.Duration // 0: DefaultLife
	QR         bool          // make a token that the payer can scan
	Extra      Extra
}

// Auth is a pre-authorisation as it stands.
type Auth struct {
	No         string
	App, Via   string
	Merchant   string
	OutOrderNo string
	Title      string
	Payer      string
	Amount     money.Amount
	Captured   money.Amount
	Released   money.Amount
	Status     AuthStatus
	QR         string
	Extra      Extra
	CreatedAt  time.Time
	ExpiresAt  time.Time
	FrozenAt   time.Time
}

// Rest is what is still held.
func (a Auth) Rest() money.Amount {
	if a.Status == AuthInit || a.Status == AuthClosed {
		return money.New(0, a.Amount.Currency())
	}
	return a.Amount.Add(a.Captured.Neg()).Add(a.Released.Neg())
}

// AuthOp is one operation on it.
type AuthOp struct {
	ID        string
	Auth      string
	RequestNo string
	Kind      OpKind
	Amount    money.Amount
	Status    string // INIT, SUCCESS, CLOSED
	Remark    string
	At        time.Time
}

type authRow struct {
	ID         string         `db:"id"`
	App        string         `db:"app"`
	Via        string         `db:"via"`
	Merchant   string         `db:"merchant"`
	OutOrderNo string         `db:"out_order_no"`
	Title      string         `db:"title"`
	Payer      string         `db:"payer"`
	Amount     int64          `db:"amount"`
	Currency   money.Currency `db:"currency"`
	Captured   int64          `db:"captured"`
	Released   int64          `db:"released"`
	Status     AuthStatus     `db:"status"`
	QR         *string        `db:"qr"`
	Extra      string         `db:"extra"`
	CreatedAt  int64          `db:"created_at"`
	ExpiresAt  int64          `db:"expires_at"`
	FrozenAt   int64          `db:"frozen_at"`
}

func (r authRow) auth() Auth {
	amount := func(n int64) money.Amount { return money.New(n, r.Currency) }
	a := Auth{
		No: r.ID, App: r.App, Via: r.Via, Merchant: r.Merchant, OutOrderNo: r.OutOrderNo, Title: r.Title, Payer: r.Payer,
		Amount: amount(r.Amount), Captured: amount(r.Captured), Released: amount(r.Released), Status: r.Status,
		CreatedAt: instant(r.CreatedAt), ExpiresAt: instant(r.ExpiresAt), FrozenAt: instant(r.FrozenAt),
	}
	if r.QR != nil {
		a.QR = *r.QR
	}
	_ = json.Unmarshal([]byte(r.Extra), &a.Extra) // stored by this package
	return a
}

type opRow struct {
	ID        string `db:"id"`
	Auth      string `db:"auth"`
	RequestNo string `db:"request_no"`
	Kind      OpKind `db:"kind"`
	Amount    int64  `db:"amount"`
	Status    string `db:"status"`
	Remark    string `db:"remark"`
	At        int64  `db:"at"`
}

func (r opRow) op(c money.Currency) AuthOp {
	return AuthOp{r.ID, r.Auth, r.RequestNo, r.Kind, money.New(r.Amount, c), r.Status, r.Remark, instant(r.At)}
}

type expireAuthJob struct {
	Auth string `json:"auth"`
}

func (expireAuthJob) Kind() string { return "pay.expire_auth" }

// AskAuth makes a pre-authorisation that waits for its payer. The same number
// with the same terms again gives the first. Faults: ErrTerms, ErrAmount, ErrSeller.
func (s *Service) AskAuth(ctx context.Context, tx *db.Tx, in NewAuth) (Auth, AuthOp, error) {
	if err := checkAmount(in.Amount); err != nil {
		return Auth{}, AuthOp{}, err
	}
	if r, ok, err := db.One[authRow](ctx, tx, qAuthByOut, in.App, in.OutOrderNo); err != nil || ok {
		if err != nil {
			return Auth{}, AuthOp{}, err
		}
		a := r.auth()
		if a.Amount != in.Amount || a.Merchant != in.Merchant || a.Title != in.Title {
			return a, AuthOp{}, ErrTerms
		}
		op, err := s.AuthOpByRequest(ctx, tx, a, in.RequestNo)
		return a, op, err
	}
	if err := s.canSell(ctx, tx, in.Merchant, ""); err != nil {
		return Auth{}, AuthOp{}, err
	}
	if in.Life == 0 {
		in.Life = DefaultLife
	}
	id, now := tx.NewIDFor(in.Merchant), tx.Now().UnixMicro()
	extra, err := json.Marshal(in.Extra)
	if err != nil {
		return Auth{}, AuthOp{}, err
	}
	var qr *string
	if in.QR {
		token := rand.Text()
		qr = &token
	}
	expires := tx.Now().Add(in.Life)
	if _, err := db.Exec(ctx, tx, qAuthAdd, id, in.App, in.Via, in.Merchant, in.OutOrderNo, in.Title, "", in.Amount.Minor(),
		in.Amount.Currency(), qr, string(extra), now, expires.UnixMicro()); err != nil {
		return Auth{}, AuthOp{}, err
	}
	op, err := s.addOp(ctx, tx, id, in.RequestNo, OpFreeze, in.Amount, "INIT", "")
	if err != nil {
		return Auth{}, AuthOp{}, err
	}
	if err := s.jobs.Add(ctx, tx, expireAuthJob{id}, expires); err != nil {
		return Auth{}, AuthOp{}, err
	}
	a, err := s.Auth(ctx, tx, in.App, id, "")
	return a, op, err
}

func (s *Service) addOp(ctx context.Context, tx *db.Tx, auth, requestNo string, kind OpKind, amount money.Amount, status, remark string) (AuthOp, error) {
	op := AuthOp{tx.NewIDFor(auth), auth, requestNo, kind, amount, status, remark, tx.Now()}
	_, err := db.Exec(ctx, tx, qOpAdd, op.ID, auth, requestNo, kind, amount.Minor(), status, remark, tx.Now().UnixMicro())
	return op, err
}

// FreezeByCode holds money of the owner of a payment code at once.
// Faults: those of AskAuth and Freeze, ErrCode.
func (s *Service) FreezeByCode(ctx context.Context, tx *db.Tx, in NewAuth, code string) (Auth, AuthOp, error) {
	a, op, err := s.AskAuth(ctx, tx, in)
	if err != nil || a.Status != AuthInit {
		return a, op, err
	}
	payer, err := s.claim(ctx, tx, in.App, code, a.No)
	if err != nil {
		return a, op, err
	}
	return s.Freeze(ctx, tx, a.No, Paying{Buyer: payer, Proven: in.Amount.Minor() <= NoPINLimit})
}

func holdRef(auth string) string { return "auth:" + auth }

// Freeze holds the money of a pre-authorisation that its payer agreed to. The
// same payer again gets the frozen one. Faults: ErrNoAuth, ErrAuthStatus, ErrSelf, ErrStepUp, ledger.ErrShort.
func (s *Service) Freeze(ctx context.Context, tx *db.Tx, auth string, by Paying) (Auth, AuthOp, error) {
	r, ok, err := db.One[authRow](ctx, tx, qAuthByID, auth)
	if err != nil || !ok {
		return Auth{}, AuthOp{}, fault.Or(err, ErrNoAuth)
	}
	a := r.auth()
	switch {
	case a.Status == AuthFrozen && a.Payer == by.Buyer:
		op, err := s.freezeOp(ctx, tx, a)
		return a, op, err
	case a.Status != AuthInit || !tx.Now().Before(a.ExpiresAt):
		return a, AuthOp{}, ErrAuthStatus
	}
	if err := s.canSell(ctx, tx, a.Merchant, by.Buyer); err != nil {
		return a, AuthOp{}, err
	}
	if err := s.judge.Judge(ctx, tx, Payment{Trade: a.No, Method: ByAuth, Buyer: by.Buyer, Payee: a.Merchant, Device: by.Device, Amount: a.Amount, Proven: by.Proven}); err != nil {
		return a, AuthOp{}, err
	}
	if _, err := s.ledger.Hold(ctx, tx, ledger.Hold{Ref: holdRef(a.No), Account: wallet.Cash(by.Buyer), Amount: a.Amount, Expires: a.ExpiresAt}); err != nil {
		return a, AuthOp{}, err
	}
	if n, err := db.Exec(ctx, tx, qAuthFroze, a.No, by.Buyer, tx.Now().UnixMicro()); err != nil || n == 0 {
		return a, AuthOp{}, fault.Or(err, ErrAuthStatus)
	}
	if _, err := db.Exec(ctx, tx, qOpSet, a.No, OpFreeze, "SUCCESS", tx.Now().UnixMicro()); err != nil {
		return a, AuthOp{}, err
	}
	a.Status, a.Payer, a.FrozenAt = AuthFrozen, by.Buyer, tx.Now()
	op, err := s.freezeOp(ctx, tx, a)
	if err != nil {
		return a, op, err
	}
	return a, op, s.bus.Emit(ctx, tx, AuthEvent{a, op})
}

func (s *Service) freezeOp(ctx context.Context, q db.Q, a Auth) (AuthOp, error) {
	r, _, err := db.One[opRow](ctx, q, qOpFreeze, a.No)
	return r.op(a.Amount.Currency()), err
}

// Unfreeze gives a part of what is held back to the payer. The same request
// again gives the first. Faults: ErrNoAuth, ErrAuthStatus, ErrAuthRest, ErrTerms.
func (s *Service) Unfreeze(ctx context.Context, tx *db.Tx, app, auth, requestNo string, amount money.Amount, remark string) (Auth, AuthOp, error) {
	a, err := s.Auth(ctx, tx, app, auth, "")
	if err != nil {
		return a, AuthOp{}, err
	}
	// The freeze may have had the same number: each kind counts its own.
	if r, ok, err := db.One[opRow](ctx, tx, qOpOfKind, a.No, requestNo, OpUnfreeze); err != nil || ok {
		op := r.op(a.Amount.Currency())
		if err == nil && op.Amount != amount {
			err = ErrTerms
		}
		return a, op, err
	}
	a, op, err := s.release(ctx, tx, a, requestNo, amount, remark)
	return a, op, err
}

func (s *Service) release(ctx context.Context, tx *db.Tx, a Auth, requestNo string, amount money.Amount, remark string) (Auth, AuthOp, error) {
	if err := checkAmount(amount); err != nil {
		return a, AuthOp{}, err
	}
	if err := s.use(ctx, tx, &a, money.New(0, amount.Currency()), amount); err != nil {
		return a, AuthOp{}, err
	}
	if err := s.ledger.Release(ctx, tx, holdRef(a.No), amount); err != nil {
		return a, AuthOp{}, err
	}
	op, err := s.addOp(ctx, tx, a.No, requestNo, OpUnfreeze, amount, "SUCCESS", remark)
	if err != nil {
		return a, op, err
	}
	return a, op, s.bus.Emit(ctx, tx, AuthEvent{a, op})
}

// use counts what is captured or released against what is held.
func (s *Service) use(ctx context.Context, tx *db.Tx, a *Auth, captured, released money.Amount) error {
	if a.Status != AuthFrozen {
		return ErrAuthStatus
	}
	n, err := db.Exec(ctx, tx, qAuthUse, a.No, captured.Minor(), released.Minor())
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrAuthRest
	}
	a.Captured, a.Released = a.Captured.Add(captured), a.Released.Add(released)
	if a.Rest().IsZero() {
		a.Status = AuthFinish
	}
	return nil
}

// PayByAuth makes a trade and pays it with money that is held. complete
// releases what is left. Faults: those of Create, ErrNoAuth, ErrAuthStatus, ErrAuthRest.
func (s *Service) PayByAuth(ctx context.Context, tx *db.Tx, in NewTrade, auth string, complete bool) (Trade, error) {
	in.Method = ByAuth
	t, _, err := s.open(ctx, tx, in)
	if errors.Is(err, ErrPaid) && t.AuthNo == auth {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	a, err := s.Auth(ctx, tx, in.App, auth, "")
	if err != nil {
		return t, err
	}
	if a.Merchant != in.Merchant {
		return t, ErrNoAuth
	}
	if err := s.use(ctx, tx, &a, t.Total, money.New(0, t.Total.Currency())); err != nil {
		return t, err
	}
	t.AuthNo = a.No
	p, err := s.posting(ctx, tx, &t, a.Payer)
	if err != nil {
		return t, err
	}
	posted, err := s.ledger.Capture(ctx, tx, holdRef(a.No), p)
	if err != nil {
		return t, err
	}
	op, err := s.addOp(ctx, tx, a.No, t.ID, OpPay, t.Total, "SUCCESS", "")
	if err != nil {
		return t, err
	}
	seller, err := s.sellers.Seller(ctx, tx, t.Merchant)
	if err != nil {
		return t, err
	}
	t, err = s.paid(ctx, tx, t, Paying{Buyer: a.Payer}, posted, seller.Name)
	if err != nil {
		return t, err
	}
	if err := s.bus.Emit(ctx, tx, AuthEvent{a, op}); err != nil {
		return t, err
	}
	if rest := a.Rest(); complete && !rest.IsZero() {
		_, _, err = s.release(ctx, tx, a, "rest:"+t.ID, rest, "")
	}
	return t, err
}

// CancelAuth ends a pre-authorisation: before it was frozen it is closed,
// after, what is held goes back. Faults: ErrNoAuth, ErrAuthStatus.
func (s *Service) CancelAuth(ctx context.Context, tx *db.Tx, app, auth, outOrderNo string) (Auth, Action, error) {
	a, err := s.Auth(ctx, tx, app, auth, outOrderNo)
	if err != nil {
		return a, ActionNone, err
	}
	switch {
	case a.Status == AuthClosed:
		return a, ActionClose, nil
	case a.Status == AuthFinish && a.Captured.IsZero():
		return a, "unfreeze", nil
	case a.Status == AuthInit:
		_, err := db.Exec(ctx, tx, qAuthMove, a.No, AuthInit, AuthClosed)
		if err == nil {
			_, err = db.Exec(ctx, tx, qOpSet, a.No, OpFreeze, "CLOSED", tx.Now().UnixMicro())
		}
		a.Status = AuthClosed
		return a, ActionClose, err
	case a.Status != AuthFrozen || !a.Captured.IsZero():
		return a, ActionNone, ErrAuthStatus
	}
	a, _, err = s.release(ctx, tx, a, "cancel:"+a.No, a.Rest(), "cancel")
	return a, "unfreeze", err
}

func (s *Service) expireAuth(ctx context.Context, tx *db.Tx, j expireAuthJob) error {
	r, ok, err := db.One[authRow](ctx, tx, qAuthByID, j.Auth)
	if err != nil || !ok {
		return err
	}
	a := r.auth()
	switch a.Status {
	case AuthInit:
		_, _, err = s.CancelAuth(ctx, tx, a.App, a.No, "")
	case AuthFrozen:
		_, _, err = s.release(ctx, tx, a, "expire:"+a.No, a.Rest(), "expired")
	case AuthFinish, AuthClosed:
	}
	return err
}

// Auth gives one of app's pre-authorisations, by its number or by the caller's. Fault: ErrNoAuth.
func (s *Service) Auth(ctx context.Context, q db.Q, app, no, outOrderNo string) (Auth, error) {
	st, args := qAuthByID, []any{no}
	if no == "" {
		st, args = qAuthByOut, []any{app, outOrderNo}
	}
	r, ok, err := db.One[authRow](ctx, q, st, args...)
	if err == nil && (!ok || r.App != app) {
		return Auth{}, ErrNoAuth
	}
	return r.auth(), err
}

// AuthForPayer gives a pre-authorisation by its number or QR token, for whoever is asked to agree.
func (s *Service) AuthForPayer(ctx context.Context, q db.Q, no, token string) (Auth, error) {
	st, arg := qAuthByID, no
	if no == "" {
		st, arg = qAuthByQR, token
	}
	r, ok, err := db.One[authRow](ctx, q, st, arg)
	if err == nil && !ok {
		err = ErrNoAuth
	}
	return r.auth(), err
}

// AuthOpByRequest gives the operation of a caller's request number. Fault: ErrNoAuth.
func (s *Service) AuthOpByRequest(ctx context.Context, q db.Q, a Auth, requestNo string) (AuthOp, error) {
	r, ok, err := db.One[opRow](ctx, q, qOpBy, a.No, requestNo)
	if err == nil && !ok {
		err = ErrNoAuth
	}
	return r.op(a.Amount.Currency()), err
}

// AuthOpByID gives an operation of a. Fault: ErrNoAuth.
func (s *Service) AuthOpByID(ctx context.Context, q db.Q, a Auth, id string) (AuthOp, error) {
	r, ok, err := db.One[opRow](ctx, q, qOpByID, id)
	if err == nil && (!ok || r.Auth != a.No) {
		err = ErrNoAuth
	}
	return r.op(a.Amount.Currency()), err
}
