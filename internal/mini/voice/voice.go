// Package voice lets people order again, by talking, what they had before: at a
// partner's host that is a speaker. It takes text and gives text; who hears and who
// speaks is not its business.
//
//	listening --one found--> confirming --yes--> pin --the right PIN--> ordered
//	    |                        ^  |             |
//	    +--several--> choosing --+  +----no-------+--no, no tries left--> ended
//
// A person has one conversation in a host; each turn answers the turn before it, and
// of two answers one counts. Nothing is ordered without a yes to what was read back,
// at exactly the price that was read back, and without the PIN. What was heard is not
// kept, what was said is sealed, and both end after a few minutes.
//
// Prices, rules and payments are those of the order engine and the kernel.
package voice

import (
	"context"
	"embed"
	"time"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/guard"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/life/favourite"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("voice", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "voice.not_found", "There is no such conversation.")
	ErrOver     = fault.New(fault.Conflict, "voice.over", "This conversation is over. Begin another.")
	ErrTurn     = fault.New(fault.Conflict, "voice.turn", "Something else was said since. Hear that first.")
	ErrEarly    = fault.New(fault.Conflict, "voice.early", "Nobody asked for the PIN yet.")
	ErrDigits   = fault.New(fault.Invalid, "voice.digits", "Six digits in a row may be a PIN, which has its own way in.")
	ErrText     = fault.New(fault.Invalid, "voice.text", "A sentence has 1 to 200 characters.")
)

// Why the answer is not the one that was hoped for. These are spoken, and their
// codes come with the words.
var (
	ErrUnclear = fault.New(fault.Refused, "voice.unclear", "The sentence was not understood.")
	ErrNothing = fault.New(fault.Refused, "voice.nothing", "The person had nothing like it that can be ordered by voice.")
	ErrClosed  = fault.New(fault.Refused, "voice.closed", "The store is closed now.")
	ErrSoldOut = fault.New(fault.Refused, "voice.sold_out", "It is sold out, or there is not enough of it.")
	ErrGone    = fault.New(fault.Refused, "voice.gone", "It cannot be ordered in this way any more.")
	ErrLeast   = fault.New(fault.Refused, "voice.minimum", "The store delivers larger orders only.")
	ErrFar     = fault.New(fault.Refused, "voice.too_far", "The store does not deliver to there any more.")
	ErrLimit   = fault.New(fault.Refused, "voice.limit", "It costs more than can be ordered by voice. Finish it on the phone.")
)

// State of a conversation.
type State string

const (
	Listening  State = "listening"
	Choosing   State = "choosing"
	Confirming State = "confirming"
	AtPIN      State = "pin"
	Ordered    State = "ordered"
	Ended      State = "ended"
)

// by is what moves a conversation.
type by string

const (
	words by = "words"
	proof by = "proof" // of the PIN, or its failure
)

var moves = guard.Table[State, by]{
	{From: Listening, To: Listening, Actor: words},
	{From: Listening, To: Choosing, Actor: words},
	{From: Listening, To: Confirming, Actor: words},
	{From: Listening, To: Ended, Actor: words},
	{From: Choosing, To: Choosing, Actor: words},
	{From: Choosing, To: Confirming, Actor: words},
	{From: Choosing, To: Listening, Actor: words},
	{From: Choosing, To: Ended, Actor: words},
	{From: Confirming, To: Confirming, Actor: words},
	{From: Confirming, To: Choosing, Actor: words},
	{From: Confirming, To: Listening, Actor: words},
	{From: Confirming, To: AtPIN, Actor: words},
	{From: Confirming, To: Ended, Actor: words},
	{From: AtPIN, To: AtPIN, Actor: words},
	{From: AtPIN, To: Choosing, Actor: words},
	{From: AtPIN, To: Confirming, Actor: words},
	{From: AtPIN, To: Listening, Actor: words},
	{From: AtPIN, To: Ended, Actor: words},
	{From: AtPIN, To: AtPIN, Actor: proof},      // a wrong one
	{From: AtPIN, To: Confirming, Actor: proof}, // the price has moved
	{From: AtPIN, To: Listening, Actor: proof},  // it cannot be had any more
	{From: AtPIN, To: Ended, Actor: proof},
	{From: AtPIN, To: Ordered, Actor: proof},
}

const (
	// Patience is how long a conversation waits for the next turn.
	Patience = 3 * time.Minute
	// App stands for this in statements of partners, where programs have their ids.
	App = "voice"

	mostText = 200 // characters
	mostBack = 50  // orders to look through
	mostOf   = 5   // choices to offer
)

// Most is what one order may cost that is made by voice: who hears a PIN typed must
// not get far with it.
func Most() money.Amount { return money.New(200_00, money.CNY) }

// Who talks, and where.
type Who struct{ User, Host string }

// Answer is what is said in a turn.
type Answer struct {
	Talk    string
	Turn    int64
	State   State
	Lang    string // zh, en
	Say     string
	Choices []string     // to pick from by number
	Total   money.Amount // of what was read back; zero: nothing was
	Order   string       // that was made
	Why     string       // code of the fault that is spoken of
	Ends    time.Time    // of the conversation, unless there is another turn
}

// Deps are what it works with.
type Deps struct {
	Orders     *order.Service
	Stores     *store.Service
	Favourites *favourite.Service
	Pay        *pay.Service
	Keys       secret.KMS
	// Bring remembers that a host brought a trade.
	Bring func(ctx context.Context, tx *db.Tx, user, host, app, trade string) error
}

// Service holds conversations.
type Service struct{ Deps }

func New(d Deps) *Service { return &Service{d} }
