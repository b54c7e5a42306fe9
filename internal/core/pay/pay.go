// Package pay takes money from buyers to sellers: trades and their refunds,
// payment codes, pre-authorisations, agreements and profit sharing.
//
//	WAIT_BUYER_PAY --pay--> TRADE_SUCCESS --90 days--> TRADE_FINISHED
//	      |                       |
//	      +--time, close, cancel--+--full refund--> TRADE_CLOSED
//
// The names and rules are those that the open API shows (PROTOCOL.md 1.5).
// Money is in the ledger alone; a trade tells what it was for. Every move is
// one guarded UPDATE and emits one event in the same transaction.
package pay

import (
	"context"
	"embed"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("pay", files)

var (
	ErrNoTrade       = fault.New(fault.NotFound, "pay.no_trade", "There is no such trade.")
	ErrTerms         = fault.New(fault.Conflict, "pay.other_terms", "This number was already used with other terms.")
	ErrPaid          = fault.New(fault.Conflict, "pay.paid", "The trade is paid already.")
	ErrClosed        = fault.New(fault.Conflict, "pay.closed", "The trade is closed.")
	ErrFinished      = fault.New(fault.Conflict, "pay.finished", "The trade is finished: nothing can be returned any more.")
	ErrStatus        = fault.New(fault.Conflict, "pay.status", "The trade is not at that point.")
	ErrAmount        = fault.New(fault.Invalid, "pay.amount", "The amount must be between 0.01 and 100000000.")
	ErrSelf          = fault.New(fault.Refused, "pay.self", "You cannot pay yourself.")
	ErrNotYours      = fault.New(fault.Forbidden, "pay.not_yours", "This trade is for another person.")
	ErrSeller        = fault.New(fault.Refused, "pay.seller", "This seller cannot take payments now.")
	ErrCode          = fault.New(fault.Refused, "pay.code", "The payment code is not valid any more.")
	ErrCodeGuessing  = fault.New(fault.TooMany, "pay.code_guessing", "Too many payment codes that do not exist. Wait ten minutes.")
	ErrNoRefund      = fault.New(fault.NotFound, "pay.no_refund", "There is no such refund.")
	ErrRefundOver    = fault.New(fault.Refused, "pay.refund_over", "More would be returned than was paid.")
	ErrRefundTerms   = fault.New(fault.Conflict, "pay.refund_terms", "This refund request was already made with another amount.")
	ErrSellerLimit   = fault.New(fault.Refused, "pay.seller_limit", "The seller has taken as much as it may in a day.")
	ErrSellerShort   = fault.New(fault.Refused, "pay.seller_short", "The seller has not enough money for that.")
	ErrNoAuth        = fault.New(fault.NotFound, "pay.no_auth", "There is no such pre-authorisation.")
	ErrAuthStatus    = fault.New(fault.Conflict, "pay.auth_status", "The pre-authorisation is not at that point.")
	ErrAuthRest      = fault.New(fault.Refused, "pay.auth_rest", "Less than that is still frozen.")
	ErrNoAgreement   = fault.New(fault.NotFound, "pay.no_agreement", "There is no such agreement.")
	ErrAgreement     = fault.New(fault.Refused, "pay.agreement", "The agreement does not allow this payment.")
	ErrShareOver     = fault.New(fault.Refused, "pay.share_over", "More would be shared than the trade has left.")
	ErrShareReceiver = fault.New(fault.Refused, "pay.share_receiver", "The receiver is not bound to this app.")
)

// Status of a trade, by its public name.
type Status string

const (
	Waiting  Status = "WAIT_BUYER_PAY"
	Success  Status = "TRADE_SUCCESS"
	Finished Status = "TRADE_FINISHED"
	Closed   Status = "TRADE_CLOSED"
)

// next is the guard table. Whoever moves a trade names where it comes from.
var next = map[Status][]Status{Waiting: {Success, Closed}, Success: {Finished, Closed}}

// Method is how a trade was asked for.
type Method string

const (
	ByCode      Method = "code"      // the seller scans the buyer's payment code
	ByQR        Method = "qr"        // the buyer scans a QR made for this trade
	ByPage      Method = "page"      // the buyer comes from a web page
	ByWap       Method = "wap"       // … from a phone's web page
	ByApp       Method = "app"       // … from an order string of another app
	ByCreate    Method = "create"    // a mini program made it for a known buyer
	ByAgreement Method = "agreement" // the buyer signed before
	ByAuth      Method = "auth"      // captured from a pre-authorisation
	ByCoder     Method = "coder"     // the buyer scans the seller's static QR
	ByOrder     Method = "order"     // an order of the platform's own
)

// Extra is what a trade carries along and nothing here decides on.
type Extra struct {
	NotifyURL string `json:"notify_url,omitempty"`
	ReturnURL string `json:"return_url,omitempty"`
	QuitURL   string `json:"quit_url,omitempty"`
	Passback  string `json:"passback,omitempty"`
	Store     string `json:"store,omitempty"`
	Operator  string `json:"operator,omitempty"`
	Terminal  string `json:"terminal,omitempty"`
	Product   string `json:"product,omitempty"`
	Goods     string `json:"goods,omitempty"` // JSON, as it came
	Shares    bool   `json:"shares,omitempty"`
	Note      string `json:"note,omitempty"` // the buyer's words
}

// Seller is what pay must know of a merchant.
type Seller struct {
	Name    string
	Owner   string // user id: who may not pay here
	Blocked bool
}

// Sellers tells of merchants. trade/merchant implements it.
type Sellers interface {
	Seller(ctx context.Context, q db.Q, merchant string) (Seller, error)
	// Room tells whether a merchant may take so much more today. It only looks:
	// who counts hears PaidEvent inside the transaction. Fault: ErrSellerLimit.
	Room(ctx context.Context, tx *db.Tx, merchant string, a money.Amount) error
}

// Judge decides on the risk of a payment: nil lets it through. core/risk implements it.
type Judge interface {
	// Judge may return a fault to refuse, or risk's own step-up fault when proof is false.
	Judge(ctx context.Context, tx *db.Tx, p Payment) error
}

// Waiver spares sellers their fees. trade/support implements it.
type Waiver interface {
	// Waive gives what of t.Fee its seller need not pay, from nothing to all of it.
	// It only looks: a trade may still be refused. Who counts hears PaidEvent and
	// RefundedEvent inside the transaction.
	Waive(ctx context.Context, tx *db.Tx, t Trade) (money.Amount, error)
}

// Payment is what a Judge sees.
type Payment struct {
	Trade    string
	Method   Method
	Buyer    string
	Payee    string // merchant or user id
	Device   string
	Amount   money.Amount
	Proven   bool // the buyer showed a PIN or a passkey
	Static   bool // a static QR: class D of PBoC 2017-296
	Transfer bool // to a person
}

// MAC makes the digest under which payment codes are stored. kit/secret implements it.
type MAC func(value string) string

// Service takes payments.
type Service struct {
	ledger  *ledger.Service
	wallet  *wallet.Service
	bus     *event.Bus
	jobs    *job.Queue
	sellers Sellers
	judge   Judge
	waiver  Waiver
	mac     MAC
	guesses *guesses
}

// Deps are the parts that pay works with.
type Deps struct {
	Ledger  *ledger.Service
	Wallet  *wallet.Service
	Bus     *event.Bus
	Jobs    *job.Queue
	Sellers Sellers
	Judge   Judge
	Waiver  Waiver // nil: everybody pays the whole fee
	MAC     MAC
}

func New(d Deps) *Service {
	s := &Service{d.Ledger, d.Wallet, d.Bus, d.Jobs, d.Sellers, d.Judge, d.Waiver, d.MAC, newGuesses()}
	job.Handle(d.Jobs, s.expireTrade)
	d.Wallet.OnCome(s.come)
	job.Handle(d.Jobs, s.expireAuth)
	d.Jobs.Repeat("pay.finish", time.Hour, s.finishOld)
	d.Jobs.Repeat("pay.sweep_codes", time.Hour, s.sweepCodes)
	return s
}

const (
	// QRLife is how long a trade's QR can be paid.
	QRLife = 2 * time.Hour
	// DefaultLife is how long a trade waits that names no time.
	DefaultLife = 15 * 24 * time.Hour
	// RefundLife is how long a paid trade can be refunded; then it is finished.
	RefundLife = 90 * 24 * time.Hour
	// NoPINLimit is what a payment code pays without the buyer's confirmation.
	NoPINLimit = 1000_00
)
