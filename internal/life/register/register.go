// Package register is the cash register of a store: tills with a drawer of
// cash, sales at the counter, and the cash-up at the end of a shift.
//
//	open --covered--> finished --Refund--> refunded
//	  +----Void, an hour without a tender--> voided
//
// A sale is priced by the catalogue and holds its stock like any order; tenders
// in cash and by payment code cover its total, and what is covered is finished
// in the transaction of its last tender. What a till sold without a network has
// happened: it is written down as it was, once, with notes of what is odd.
//
// Whatever goes through a drawer is a posting, so what should be in it is the
// ledger's balance of it, and an empty drawer lies between two shifts:
//
//	safe --float, in--> drawer --out, count--> safe
//	takings --sale--> drawer --back--> takings
//	difference <--over, short--> drawer
//
// A cashier gives at most MostOff percent. A discount in percent is rounded to
// the fen, half away from zero; cash is not rounded. A guest who is known has
// coupons and points taken off what is left, by the rules of orders: a sale asks
// the same order.Discount, and is a basket to it that nobody brings. What a till
// sells without a network knows no guest.
package register

import (
	"context"
	"embed"
	"errors"
	"time"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
	"livewell/internal/life/stock"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("register", files)

var (
	ErrNoTill   = fault.New(fault.NotFound, "register.no_till", "There is no such till.")
	ErrNoShift  = fault.New(fault.NotFound, "register.no_shift", "There is no such shift.")
	ErrNotFound = fault.New(fault.NotFound, "register.not_found", "There is no such sale.")
	ErrName     = fault.New(fault.Invalid, "register.name", "A till's name has 1 to 20 characters.")
	ErrTooMany  = fault.New(fault.Refused, "register.too_many", "A store has at most 50 tills.")
	ErrOpen     = fault.New(fault.Conflict, "register.open", "This till is open already.")
	ErrClosed   = fault.New(fault.Conflict, "register.closed", "This till is closed. Open it with a float first.")
	ErrUnended  = fault.New(fault.Conflict, "register.unended", "A sale of this till is not ended yet. Take the rest of it, or void it.")
	ErrAmount   = fault.New(fault.Invalid, "register.amount", "The amount must be between 0.01 and 1000000.")
	ErrDrawer   = fault.New(fault.Refused, "register.drawer", "There is not so much cash in the drawer.")
	ErrEmpty    = fault.New(fault.Invalid, "register.empty", "A sale has 1 to 200 lines.")
	ErrChanged  = fault.New(fault.Conflict, "register.changed", "Some of this costs something else by now, or cannot be sold.")
	ErrDiscount = fault.New(fault.Refused, "register.discount", "A cashier gives at most 20 percent. Ask a manager.")
	ErrNoRate   = fault.New(fault.Invalid, "register.discount_of", "A discount is from 0 to 100 percent, or an amount up to the sale's.")
	ErrReused   = fault.New(fault.Conflict, "register.ref_reused", "This reference was already used for something else.")
	ErrStatus   = fault.New(fault.Conflict, "register.status", "The sale is not at that point.")
	ErrCovered  = fault.New(fault.Conflict, "register.covered", "The sale is covered already.")
	ErrRest     = fault.New(fault.Invalid, "register.rest", "By code no more is paid than the rest.")
	ErrTooOld   = fault.New(fault.Refused, "register.too_old", "What was sold without a network is taken for 24 hours.")
	ErrTotal    = fault.New(fault.Invalid, "register.total", "The lines do not make the total, or the cash does not cover it.")
)

// Till is a place where cash is taken.
type Till struct {
	ID, Store, Merchant string
	Name                string
	CreatedAt           time.Time
}

// Shift is the drawer of a till from its float to its count.
type Shift struct {
	ID, Till   string
	Cashier    string
	OpenedAt   time.Time
	ClosedAt   time.Time // zero: open
	ClosedBy   string
	Counted    money.Amount
	Expected   money.Amount
	Difference money.Amount // Counted less Expected
	Note       string
}

// By is who works at a till.
type By struct {
	User    string
	Manager bool // gives any discount
}

// Service runs registers.
type Service struct {
	bus     *event.Bus
	pay     *pay.Service
	ledger  *ledger.Service
	stores  *store.Service
	catalog *catalog.Service
	stock   *stock.Service
	off     []order.Discount
}

// Deps are the parts that registers work with.
type Deps struct {
	Bus     *event.Bus
	Jobs    *job.Queue
	Pay     *pay.Service
	Ledger  *ledger.Service
	Stores  *store.Service
	Catalog *catalog.Service
	Stock   *stock.Service
	Off     []order.Discount // what members have; each takes off what those before it left
}

func New(d Deps) *Service {
	s := &Service{d.Bus, d.Pay, d.Ledger, d.Stores, d.Catalog, d.Stock, d.Off}
	event.Inside(d.Bus, s.tradePaid)
	event.Inside(d.Bus, s.tradeClosed)
	d.Jobs.Repeat("register.sweep", 10*time.Minute, s.sweep)
	return s
}

const (
	maxTills = 50
	maxLines = 200
	maxCash  = 1_000_000_00

	// MostOff is how many percent a cashier gives without a manager.
	MostOff = 20
	// OfflineFor is how long ago a sale may have been made that comes in later.
	OfflineFor = 24 * time.Hour
	// abandoned is how long a sale stays open to which nobody gave anything.
	abandoned = time.Hour
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

// instant reads a moment of SQL; 0 is the zero time.
func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// account is one of a till's in the ledger.
func account(till, name string) ledger.Account { return ledger.Account("till:" + till + ":" + name) }

// Drawer is the account of the cash in a till.
func Drawer(till string) ledger.Account { return account(till, "drawer") }

// Kind says why cash went through a drawer.
type Kind string

const (
	Float      Kind = "float"
	CashIn     Kind = "in"
	CashOut    Kind = "out"
	Count      Kind = "count" // taken out at the end of a shift
	Sold       Kind = "sale"
	Back       Kind = "back" // of a void or a refund
	Difference Kind = "difference"
)

// against is the account on the other side of a drawer.
func (k Kind) against() string {
	switch k {
	case Sold, Back:
		return "takings"
	case Difference:
		return "difference"
	case Float, CashIn, CashOut, Count:
	}
	return "safe"
}

// sides are the accounts beside the drawer.
var sides = [...]string{"takings", "safe", "difference"}

// Cash is what went through a drawer.
type Cash struct {
	Kind   Kind
	Amount money.Amount // into the drawer
	Sale   string
	Note   string
	Who    string
	At     time.Time
}

// move writes cash down and posts it. Fault: ErrDrawer.
func (s *Service) move(ctx context.Context, tx *db.Tx, sh Shift, c Cash) error {
	if c.Amount.IsZero() {
		return nil
	}
	id := tx.NewIDFor(sh.Till)
	_, err := s.ledger.Post(ctx, tx, ledger.Move("register:"+id, string(c.Kind), account(sh.Till, c.Kind.against()), Drawer(sh.Till), c.Amount))
	if errors.Is(err, ledger.ErrShort) {
		return ErrDrawer
	}
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qCash, id, sh.Till, sh.ID, c.Kind, c.Amount.Minor(), c.Sale, c.Note, c.Who, tx.Now().UnixMicro())
	return err
}
