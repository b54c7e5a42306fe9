// Package wallet is what a person or a merchant has and does with it outside
// of trades: balances, bills, transfers, bank cards, money in and out.
//
// A party's money is in the ledger account that Cash names; bills tell its
// story in words and are never summed to find a balance.
package wallet

import (
	"context"
	"embed"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("wallet", files)

var (
	ErrNoTransfer = fault.New(fault.NotFound, "wallet.no_transfer", "There is no such transfer.")
	ErrTerms      = fault.New(fault.Conflict, "wallet.other_terms", "This number was already used with other terms.")
	ErrSelf       = fault.New(fault.Refused, "wallet.self", "You cannot send money to yourself.")
	ErrAmount     = fault.New(fault.Invalid, "wallet.amount", "The amount is not valid.")
	ErrNoBill     = fault.New(fault.NotFound, "wallet.no_bill", "There is no such bill.")
	ErrRefundRest = fault.New(fault.Refused, "wallet.refund_rest", "More would be returned than was sent.")
)

// Cash is the account of a person's balance.
func Cash(user string) ledger.Account { return ledger.Account("user:" + user + ":cash") }

// MerchantCash is the account that a merchant is paid into and settled from.
func MerchantCash(merchant string) ledger.Account {
	return ledger.Account("merchant:" + merchant + ":cash")
}

// The platform's own accounts.
const (
	BankClearing ledger.Account = "platform:bank" // what the banks hold for us, as a debt of theirs
	FeeIncome    ledger.Account = "platform:fees"
)

// Service moves money for parties.
type Service struct {
	ledger *ledger.Service
	keys   secret.KMS
	wake   chan struct{}
	come   func(ctx context.Context, tx *db.Tx, user, trade string) error
	sent   func(ctx context.Context, tx *db.Tx, t Transfer, from string) error
}

func New(l *ledger.Service, keys secret.KMS) *Service {
	return &Service{ledger: l, keys: keys, wake: make(chan struct{}, 1)}
}

// OpenPlatform makes the platform's own accounts; again changes nothing.
func (s *Service) OpenPlatform(ctx context.Context, tx *db.Tx) error {
	for _, spec := range []ledger.Spec{
		{Account: BankClearing, Currency: money.CNY, Credit: true, Busy: true},
		{Account: FeeIncome, Currency: money.CNY, Credit: true, Busy: true},
		{Account: Transit, Currency: money.CNY, Busy: true},
	} {
		if err := s.ledger.Open(ctx, tx, spec); err != nil {
			return err
		}
	}
	return nil
}

// OpenUser makes a person's balance; again changes nothing.
func (s *Service) OpenUser(ctx context.Context, tx *db.Tx, user string) error {
	return s.ledger.Open(ctx, tx, ledger.Spec{Account: Cash(user), Currency: money.CNY})
}

// OpenMerchant makes a merchant's balance; again changes nothing.
func (s *Service) OpenMerchant(ctx context.Context, tx *db.Tx, merchant string) error {
	return s.ledger.Open(ctx, tx, ledger.Spec{Account: MerchantCash(merchant), Currency: money.CNY, Busy: true})
}

// Balance gives what is in an account of a party.
func (s *Service) Balance(ctx context.Context, q db.Q, a ledger.Account) (ledger.Balance, error) {
	return s.ledger.Balance(ctx, q, a)
}

// Issue puts a from the bank into an account without a card: seeds and sandboxes only.
func (s *Service) Issue(ctx context.Context, tx *db.Tx, ref string, to ledger.Account, a money.Amount) error {
	_, err := s.ledger.Post(ctx, tx, ledger.Move(ref, "", BankClearing, to, a))
	return err
}
