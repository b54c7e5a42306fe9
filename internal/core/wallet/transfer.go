package wallet

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// NewTransfer asks for money to go from one account to a person's balance.
type NewTransfer struct {
	Scope     string // whose key OutBizNo is: "user:<id>" or "app:<id>"
	OutBizNo  string
	Payer     ledger.Account
	PayerUser string // where a person pays: gets a bill
	PayerName string // shown to the payee
	Payee     string // user id
	PayeeName string // shown to the payer
	Amount    money.Amount
	Title     string
	Remark    string
	Product   string
	Scene     string
	Passback  string
}

// Transfer is a transfer as it stands.
type Transfer struct {
	ID       string
	Scope    string
	OutBizNo string
	Payer    ledger.Account
	Payee    string
	Amount   money.Amount
	Refunded money.Amount
	Title    string
	Remark   string
	Product  string
	Scene    string
	Passback string
	Status   string // SUCCESS, REFUND once all came back
	Posting  string
	At       time.Time
	New      bool
}

type transferRow struct {
	ID        string         `db:"id"`
	Scope     string         `db:"scope"`
	OutBizNo  string         `db:"out_biz_no"`
	Terms     []byte         `db:"terms"`
	Payer     ledger.Account `db:"payer"`
	Payee     ledger.Account `db:"payee"`
	PayeeUser string         `db:"payee_user"`
	Amount    int64          `db:"amount"`
	Refunded  int64          `db:"refunded"`
	Currency  money.Currency `db:"currency"`
	Title     string         `db:"title"`
	Remark    string         `db:"remark"`
	Product   string         `db:"product"`
	Scene     string         `db:"scene"`
	Passback  string         `db:"passback"`
	Status    string         `db:"status"`
	Posting   string         `db:"posting"`
	At        int64          `db:"at"`
}

func (r transferRow) transfer() Transfer {
	t := Transfer{
		ID: r.ID, Scope: r.Scope, OutBizNo: r.OutBizNo, Payer: r.Payer, Payee: r.PayeeUser,
		Amount: money.New(r.Amount, r.Currency), Refunded: money.New(r.Refunded, r.Currency),
		Title: r.Title, Remark: r.Remark, Product: r.Product, Scene: r.Scene, Passback: r.Passback,
		Status: r.Status, Posting: r.Posting, At: time.UnixMicro(r.At).UTC(),
	}
	if t.Refunded == t.Amount {
		t.Status = "REFUND"
	}
	return t
}

// Transfer sends money. The same number with the same terms again gives the
// first transfer. Faults: ErrTerms, ErrSelf, ErrAmount, ledger.ErrShort, ledger.ErrNoAccount.
func (s *Service) Transfer(ctx context.Context, tx *db.Tx, in NewTransfer) (Transfer, error) {
	if in.Amount.Sign() <= 0 {
		return Transfer{}, ErrAmount
	}
	if in.Payer == Cash(in.Payee) {
		return Transfer{}, ErrSelf
	}
	terms := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s", in.Payer, in.Payee, in.Amount, in.Product, in.Title))
	if t, err := s.replayed(ctx, tx, in, terms[:]); !errors.Is(err, ErrNoTransfer) {
		return t, err
	}
	id := tx.NewIDFor(string(in.Payer))
	posted, err := s.ledger.Post(ctx, tx, ledger.Move("transfer:"+id, in.Title, in.Payer, Cash(in.Payee), in.Amount))
	if err != nil {
		return Transfer{}, err
	}
	if _, err := db.Exec(ctx, tx, qTransfer, id, in.Scope, in.OutBizNo, terms[:], in.Payer, Cash(in.Payee), in.Payee,
		in.Amount.Minor(), in.Amount.Currency(), in.Title, in.Remark, in.Product, in.Scene, in.Passback,
		"SUCCESS", posted.ID, tx.Now().UnixMicro()); err != nil {
		return Transfer{}, err
	}
	bills := []Bill{{Party: in.Payee, Kind: BillTransferIn, Subject: in.Title, Other: in.PayerName, Amount: in.Amount, Object: id, Posting: posted.ID, Note: in.Remark}}
	if in.PayerUser != "" {
		bills = append(bills, Bill{Party: in.PayerUser, Kind: BillTransferOut, Subject: in.Title, Other: in.PayeeName, Amount: in.Amount.Neg(), Object: id, Posting: posted.ID, Note: in.Remark})
	}
	if err := s.Tell(ctx, tx, bills...); err != nil {
		return Transfer{}, err
	}
	t, err := s.TransferByID(ctx, tx, in.Scope, id)
	t.New = true
	if err == nil && s.sent != nil {
		err = s.sent(ctx, tx, t, in.PayerName)
	}
	return t, err
}

const latestTransfers = 200

// Payees gives the people whom a person sent money to, the latest first, of their
// latest transfers.
func (s *Service) Payees(ctx context.Context, q db.Q, user string, most int) ([]string, error) {
	return db.List[string](ctx, q, qPayees, Cash(user), latestTransfers, most)
}

// OnSent sets who hears of a transfer, in its transaction; from is the payer's
// name as the payee may see it. Call it once, at start.
func (s *Service) OnSent(fn func(ctx context.Context, tx *db.Tx, t Transfer, from string) error) {
	s.sent = fn
}

func (s *Service) replayed(ctx context.Context, tx *db.Tx, in NewTransfer, terms []byte) (Transfer, error) {
	r, ok, err := db.One[transferRow](ctx, tx, qTransferByKey, in.Scope, in.OutBizNo)
	switch {
	case err != nil:
		return Transfer{}, err
	case !ok:
		return Transfer{}, ErrNoTransfer
	case string(r.Terms) != string(terms):
		return Transfer{}, ErrTerms
	}
	return r.transfer(), nil
}

// TransferByKey gives the transfer of scope's own number. Fault: ErrNoTransfer.
func (s *Service) TransferByKey(ctx context.Context, q db.Q, scope, outBizNo string) (Transfer, error) {
	r, ok, err := db.One[transferRow](ctx, q, qTransferByKey, scope, outBizNo)
	if err == nil && !ok {
		err = ErrNoTransfer
	}
	return r.transfer(), err
}

// TransferByID gives one of scope's transfers. Fault: ErrNoTransfer.
func (s *Service) TransferByID(ctx context.Context, q db.Q, scope, id string) (Transfer, error) {
	r, ok, err := db.One[transferRow](ctx, q, qTransferByID, id)
	if err == nil && (!ok || r.Scope != scope) {
		err = ErrNoTransfer
	}
	return r.transfer(), err
}

// Return sends a part of a transfer back; ref makes it safe to repeat.
// Faults: ErrNoTransfer, ErrAmount, ErrRefundRest, ledger.ErrShort, ledger.ErrReused.
func (s *Service) Return(ctx context.Context, tx *db.Tx, scope, id, requestNo string, a money.Amount) (Transfer, ledger.Posted, error) {
	t, err := s.TransferByID(ctx, tx, scope, id)
	if err != nil {
		return t, ledger.Posted{}, err
	}
	if a.Sign() <= 0 || a.Currency() != t.Amount.Currency() {
		return t, ledger.Posted{}, ErrAmount
	}
	p, err := s.ledger.Post(ctx, tx, ledger.Move("transfer:"+id+":return:"+requestNo, t.Title, Cash(t.Payee), t.Payer, a))
	if err != nil || !p.New {
		return t, p, err
	}
	if n, err := db.Exec(ctx, tx, qTransferBack, id, a.Minor()); err != nil || n == 0 {
		return t, p, fault.Or(err, ErrRefundRest)
	}
	if err := s.Tell(ctx, tx, Bill{Party: t.Payee, Kind: BillRefund, Subject: t.Title, Other: "", Amount: a.Neg(), Object: id, Posting: p.ID}); err != nil {
		return t, p, err
	}
	t, err = s.TransferByID(ctx, tx, scope, id)
	return t, p, err
}
