package pay

import (
	"cmp"
	"context"
	"errors"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
)

// ErrStepUp says that the payment needs the buyer's PIN or passkey. A Judge
// returns it; where the buyer is not there to give one, the trade waits.
var ErrStepUp = fault.New(fault.Refused, "pay.step_up", "Confirm this payment with your PIN or passkey.")

// BalanceChannel is the funding source that needs no bank.
const BalanceChannel = "balance"

// Paying is a buyer's consent to pay a trade.
type Paying struct {
	Buyer   string
	Device  string
	Channel string // "" means BalanceChannel; a card's money has been put in the balance before
	Proven  bool   // a PIN or passkey was shown and spent in this transaction
	Static  bool
}

// Pay takes a trade's money from its buyer. The same buyer again gets the paid
// trade. Faults: ErrNoTrade, ErrPaid, ErrClosed, ErrNotYours, ErrSelf, ErrSeller, ErrStepUp, ledger.ErrShort.
func (s *Service) Pay(ctx context.Context, tx *db.Tx, trade string, in Paying) (Trade, error) {
	t, err := s.Get(ctx, tx, trade)
	if err != nil {
		return t, err
	}
	switch {
	case t.Status == Closed:
		return t, ErrClosed
	case t.Status != Waiting && t.Buyer == in.Buyer:
		return t, nil
	case t.Status != Waiting:
		return t, ErrPaid
	case t.Buyer != "" && t.Buyer != in.Buyer:
		return t, ErrNotYours
	case !tx.Now().Before(t.ExpiresAt):
		return t, ErrClosed
	}
	return s.take(ctx, tx, t, in)
}

// take moves the money of a waiting trade.
func (s *Service) take(ctx context.Context, tx *db.Tx, t Trade, in Paying) (Trade, error) {
	seller, err := s.sellers.Seller(ctx, tx, t.Merchant)
	switch {
	case err != nil:
		return t, err
	case seller.Blocked:
		return t, ErrSeller
	case seller.Owner == in.Buyer:
		return t, ErrSelf
	}
	if err := s.sellers.Room(ctx, tx, t.Merchant, t.Total); err != nil { // before anything moves: see come
		return t, err
	}
	if err := s.judge.Judge(ctx, tx, Payment{
		Trade: t.ID, Method: t.Method, Buyer: in.Buyer, Payee: t.Merchant, Device: in.Device,
		Amount: t.Total, Proven: in.Proven, Static: in.Static,
	}); err != nil {
		return t, err
	}
	p, err := s.posting(ctx, tx, &t, in.Buyer)
	if err != nil {
		return t, err
	}
	posted, err := s.ledger.Post(ctx, tx, p)
	if err != nil {
		return t, err
	}
	return s.paid(ctx, tx, t, in, posted, seller.Name)
}

// posting books the total less the fee to the seller; it sets t.Fee and t.Waived.
func (s *Service) posting(ctx context.Context, tx *db.Tx, t *Trade, buyer string) (ledger.Posting, error) {
	ppm, _, err := db.One[int64](ctx, tx, qFee, t.Merchant, t.Method, tx.Now().UnixMicro())
	if err != nil {
		return ledger.Posting{}, err
	}
	t.Fee = t.Total.MulDiv(ppm, 1_000_000) // half away from zero
	if s.waiver != nil && !t.Fee.IsZero() {
		if t.Waived, err = s.waiver.Waive(ctx, tx, *t); err != nil {
			return ledger.Posting{}, err
		}
		t.Fee = t.Fee.Add(t.Waived.Neg())
	}
	return ledger.Posting{Ref: "trade:" + t.ID + ":pay", Entries: []ledger.Entry{
		{Account: wallet.Cash(buyer), Amount: t.Total.Neg()},
		{Account: wallet.MerchantCash(t.Merchant), Amount: t.Total.Add(t.Fee.Neg())},
		{Account: wallet.FeeIncome, Amount: t.Fee},
	}}, nil
}

// paid marks the trade and tells the world.
func (s *Service) paid(ctx context.Context, tx *db.Tx, t Trade, in Paying, posted ledger.Posted, sellerName string) (Trade, error) {
	if in.Channel == "" {
		in.Channel = BalanceChannel
	}
	n, err := db.Exec(ctx, tx, qPaid, t.ID, in.Buyer, in.Channel, t.Fee.Minor(), posted.ID, tx.Now().UnixMicro(), t.AuthNo, t.Agreement, t.Waived.Minor())
	if err != nil {
		return t, err
	}
	if n == 0 {
		return t, ErrStatus
	}
	t.Status, t.Buyer, t.Channel, t.Posting, t.PaidAt = Success, in.Buyer, in.Channel, posted.ID, tx.Now()
	if err := s.wallet.Tell(ctx, tx, wallet.Bill{
		Party: in.Buyer, Kind: wallet.BillPay, Subject: t.Subject, Other: sellerName, Amount: t.Total.Neg(), Object: t.ID, Posting: posted.ID, Note: t.Extra.Note,
	}); err != nil {
		return t, err
	}
	return t, s.bus.Emit(ctx, tx, PaidEvent{t})
}

// Outcome is what a call that pays at once came to.
type Outcome struct {
	Trade
	Waits bool // the buyer must confirm first: ask again
}

// PayByCode makes a trade and pays it with the buyer's payment code. Above
// NoPINLimit, or where risk asks for it, the trade waits for the buyer.
// Repeating it gives the trade as it is by now.
// Faults: those of Create and Pay, ErrCode, ErrCodeGuessing.
func (s *Service) PayByCode(ctx context.Context, tx *db.Tx, in NewTrade, code string) (Outcome, error) {
	in.Method = ByCode
	t, made, err := s.open(ctx, tx, in)
	if errors.Is(err, ErrPaid) {
		// A repeat of a call that paid is answered as the first was.
		return Outcome{Trade: t}, s.sameCode(ctx, tx, t, code)
	}
	if err != nil {
		return Outcome{}, err
	}
	if !made && t.Buyer != "" {
		return Outcome{t, true}, nil
	}
	// Who guesses is the app, or the merchant at whose register a code is scanned.
	buyer, err := s.claim(ctx, tx, cmp.Or(in.App, in.Merchant), code, t.ID)
	if err != nil {
		return Outcome{}, err
	}
	return s.payOrAsk(ctx, tx, t, Paying{Buyer: buyer}, t.Total.Minor() > NoPINLimit)
}

// PayTradeByCode pays a trade that waits for nobody yet with a buyer's payment
// code: its buyer is whoever pays first. Above NoPINLimit, or where risk asks
// for it, it waits for them. The same code again gives the trade as it is by now.
// Faults: ErrNoTrade, ErrPaid, ErrClosed, those of Pay, ErrCode, ErrCodeGuessing.
func (s *Service) PayTradeByCode(ctx context.Context, tx *db.Tx, id, code string) (Outcome, error) {
	t, err := s.Get(ctx, tx, id)
	switch {
	case err != nil:
		return Outcome{}, err
	case t.Status == Success || t.Status == Finished:
		return Outcome{Trade: t}, s.sameCode(ctx, tx, t, code)
	case t.Status == Closed || !tx.Now().Before(t.ExpiresAt):
		return Outcome{}, ErrClosed
	case t.Buyer != "":
		return Outcome{t, true}, nil
	}
	buyer, err := s.claim(ctx, tx, t.Merchant, code, t.ID)
	if err != nil {
		return Outcome{}, err
	}
	return s.payOrAsk(ctx, tx, t, Paying{Buyer: buyer}, t.Total.Minor() > NoPINLimit)
}

// payOrAsk pays t without the buyer's hand, or asks for it where ask is set or risk wants it.
func (s *Service) payOrAsk(ctx context.Context, tx *db.Tx, t Trade, in Paying, ask bool) (Outcome, error) {
	if !ask {
		paid, err := s.take(ctx, tx, t, in)
		if f, ok := fault.Of(err); !ok || f.Code != ErrStepUp.Code {
			return Outcome{Trade: paid}, err
		}
	}
	seller, err := s.sellers.Seller(ctx, tx, t.Merchant)
	switch {
	case err != nil:
		return Outcome{}, err
	case seller.Owner == in.Buyer:
		return Outcome{}, ErrSelf
	}
	if n, err := db.Exec(ctx, tx, qSetBuyer, t.ID, in.Buyer); err != nil || n == 0 {
		return Outcome{}, fault.Or(err, ErrStatus)
	}
	t.Buyer = in.Buyer
	if err := s.jobs.Add(ctx, tx, expireJob{t.ID}, tx.Now().Add(confirmWithin)); err != nil {
		return Outcome{}, err
	}
	return Outcome{t, true}, s.bus.Emit(ctx, tx, AskedEvent{t})
}

// confirmWithin is how long a seller's scan waits for the buyer's confirmation.
const confirmWithin = 10 * time.Minute

// PayByAgreement makes a trade and pays it on the strength of a signed agreement.
// Faults: those of Create and Pay, ErrNoAgreement, ErrAgreement.
func (s *Service) PayByAgreement(ctx context.Context, tx *db.Tx, in NewTrade, agreement string) (Trade, error) {
	in.Method = ByAgreement
	t, _, err := s.open(ctx, tx, in)
	if errors.Is(err, ErrPaid) && t.Agreement == agreement {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	a, err := s.Agreement(ctx, tx, in.App, AgreementRef{No: agreement})
	if err != nil {
		return t, err
	}
	if a.Status != AgreementNormal || !tx.Now().Before(a.EndsAt) || !a.SingleLimit.IsZero() && t.Total.Minor() > a.SingleLimit.Minor() {
		return t, ErrAgreement
	}
	t.Agreement = a.No
	return s.take(ctx, tx, t, Paying{Buyer: a.User, Proven: true}) // signing was the proof
}

// Static is a payment to a seller's static QR: the buyer names the amount.
type Static struct {
	Key      string // the buyer's own, for a repeat
	Merchant string
	Store    string
	Subject  string
	Amount   money.Amount
	Note     string
}

// PayStatic makes and pays the trade of a static QR. Faults: those of Create and Pay.
func (s *Service) PayStatic(ctx context.Context, tx *db.Tx, in Static, by Paying) (Trade, error) {
	by.Static = true
	t, _, err := s.open(ctx, tx, NewTrade{
		OutTradeNo: by.Buyer + "/" + in.Key, Merchant: in.Merchant, Method: ByCoder, Subject: in.Subject,
		Total: in.Amount, Buyer: by.Buyer, Extra: Extra{Store: in.Store, Note: in.Note},
	})
	if errors.Is(err, ErrPaid) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	return s.take(ctx, tx, t, by)
}
