// Package claim is what buyers say is wrong with their order, until it is made
// good or somebody has said why not.
//
//	open --store, or nobody answers--> settled: the pieces are paid back
//	 | |---store-----> resent, refused --nobody minds--> closed
//	 | |                  +--buyer--> appealed --operator--> settled, closed
//	 | +---no silence may settle it-----^
//	 +-----buyer-----> withdrawn
//
// A claim holds pieces of an order, which no other claim can name until it is
// withdrawn, and is settled through the order's own refund, in the transaction
// that moves it: a piece is paid back once, whoever answers first.
package claim

import (
	"context"
	"embed"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/guard"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("claim", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "claim.not_found", "There is no such claim.")
	ErrStatus   = fault.New(fault.Conflict, "claim.status", "The claim is not at that point any more.")
	ErrActor    = fault.New(fault.Forbidden, "claim.actor", "This is not for you to do with the claim.")
	ErrWhen     = fault.New(fault.Refused, "claim.when", "Something can be claimed from when the order is ready until seven days after it is completed.")
	ErrOpen     = fault.New(fault.Conflict, "claim.open", "A claim of this order waits for its answer already.")
	ErrPieces   = fault.New(fault.Invalid, "claim.pieces", "Not so many pieces of that line can be claimed.")
	ErrKind     = fault.New(fault.Invalid, "claim.kind", "There is no such kind of claim.")
	ErrWords    = fault.New(fault.Invalid, "claim.words", "Say it in 1 to 500 characters.")
	ErrOwn      = fault.New(fault.Forbidden, "claim.own", "Nobody decides on a claim of their own, or of a merchant that they work for.")
)

// Kind is what is wrong.
type Kind string

const (
	Missing Kind = "missing"
	Wrong   Kind = "wrong"
	Spoilt  Kind = "spoilt"
	Other   Kind = "other"
)

var kinds = []Kind{Missing, Wrong, Spoilt, Other}

// Status of a claim.
type Status string

const (
	Open      Status = "open"
	Settled   Status = "settled"
	Resent    Status = "resent"
	Refused   Status = "refused"
	Withdrawn Status = "withdrawn"
	Appealed  Status = "appealed"
	Closed    Status = "closed"
)

// Actor is who moves a claim.
type Actor string

const (
	Buyer    Actor = "buyer"
	Shop     Actor = "shop"
	Operator Actor = "operator"
	System   Actor = "system"
)

// Steps is the guard table.
func Steps() guard.Table[Status, Actor] {
	return guard.Table[Status, Actor]{
		{From: Open, To: Settled, Actor: Shop},
		{From: Open, To: Resent, Actor: Shop},
		{From: Open, To: Refused, Actor: Shop},
		{From: Open, To: Withdrawn, Actor: Buyer},
		{From: Open, To: Settled, Actor: System},
		{From: Open, To: Appealed, Actor: System},
		{From: Open, To: Closed, Actor: System},
		{From: Resent, To: Appealed, Actor: Buyer},
		{From: Refused, To: Appealed, Actor: Buyer},
		{From: Resent, To: Closed, Actor: System},
		{From: Refused, To: Closed, Actor: System},
		{From: Appealed, To: Settled, Actor: Operator},
		{From: Appealed, To: Closed, Actor: Operator},
		{From: Appealed, To: Closed, Actor: System},
	}
}

// needsWords tells whether who moves a claim must say why.
func needsWords(to Status, by Actor) bool {
	return by == Operator || by == Shop && to != Settled || by == Buyer && to == Appealed
}

// What a claim that moved by itself says in place of words. Where a refund was
// refused it says the code of that fault.
const (
	BySilence   = "silence"   // nobody answered in time
	ByOften     = "often"     // nobody answered in time, too often for this buyer
	ByPatience  = "patience"  // the buyer has let the answer stand
	ByCancelled = "cancelled" // all of the order was paid back
)

const (
	// AnswerWithin is how long a store has for its answer.
	AnswerWithin = 24 * time.Hour
	// AppealWithin is how long a buyer has to let an answer not stand.
	AppealWithin = 3 * 24 * time.Hour
	// ClaimWithin is how long after its end something can be wrong with an order.
	ClaimWithin = 7 * 24 * time.Hour

	warning = 4 * time.Hour // before silence settles it

	// Whoever lives on stores that do not look must not live well: after so many
	// claims in a month that silence settled, an operator looks at the next ones.
	maxSilent   = 3
	silentSince = 30 * 24 * time.Hour

	maxWords = 500
)

// Claim is one, as it stands.
type Claim struct {
	ID       string
	Order    string
	Store    string
	Merchant string
	Buyer    string
	Kind     Kind
	Pictured bool
	Amount   money.Amount // what the pieces cost; once it is settled, what came back for them
	Status   Status
	Actor    Actor     // who moved it last
	Due      time.Time // when it moves by itself; zero: never
	At       time.Time
	MovedAt  time.Time
}

// Can lists where actor may move the claim now.
func (c Claim) Can(actor Actor) []Status { return Steps().Next(c.Status, actor) }

// Said is a row of a claim's timeline.
type Said struct {
	Status Status
	Actor  Actor
	Words  string
	At     time.Time
}

// MovedEvent says that a claim was opened, where From is empty, or has moved.
type MovedEvent struct {
	Claim Claim
	From  Status
	Words string
}

func (MovedEvent) Topic() string { return "claim.moved" }

// UnansweredEvent says that silence settles a claim soon.
type UnansweredEvent struct{ Claim Claim }

func (UnansweredEvent) Topic() string { return "claim.unanswered" }

// Deps are what claims work with.
type Deps struct {
	Jobs   *job.Queue
	Bus    *event.Bus
	Orders *order.Service
	Works  func(ctx context.Context, q db.Q, merchant, user string) (bool, error) // for the merchant
}

// Service keeps claims.
type Service struct{ Deps }

// Serve hears of orders that are cancelled.
func Serve(d Deps) *Service {
	s := &Service{d}
	job.Handle(d.Jobs, s.due)
	event.Inside(d.Bus, func(ctx context.Context, tx *db.Tx, e order.MovedEvent) error {
		if e.Order.Status != order.Cancelled {
			return nil
		}
		return s.cancelled(ctx, tx, e.Order.ID)
	})
	return s
}
