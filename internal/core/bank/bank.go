// Package bank moves money between the platform and people's bank cards over
// ISO 8583, and holds a sandbox bank that answers such messages in a process of
// its own.
//
// A bank may answer, refuse, answer late or not at all. Whoever sends an order
// therefore keeps it under a key of its own first, and asks again by that key
// until the bank has said what became of it.
package bank

import (
	"context"
	"errors"

	"livewell/internal/kit/money"
)

// Kind says which way the money goes.
type Kind string

const (
	Debit  Kind = "debit"  // from the card to the platform
	Credit Kind = "credit" // from the platform to the card
)

// Order is one movement. Key is the sender's own and never used for another.
type Order struct {
	Key    string
	Kind   Kind
	Card   string // PAN
	Amount money.Amount
}

// Outcome is what became of an order.
type Outcome string

const (
	Approved Outcome = "approved"
	Refused  Outcome = "refused"
	Reversed Outcome = "reversed"
	Unknown  Outcome = "unknown" // the bank has no such order
)

// Answer is what the bank said.
type Answer struct {
	Outcome Outcome
	Code    string // ISO 8583 field 39: "00" approved, "51" insufficient funds…
	Ref     string // the bank's own reference
}

// ErrSilent says that no answer came. The order may have been done or not.
var ErrSilent = errors.New("bank: no answer")

// Channel is a way to a bank. Every call has a deadline of its own.
type Channel interface {
	// Send asks for the movement. Sending the same key again gives the first answer.
	Send(ctx context.Context, o Order) (Answer, error)
	// Query asks what became of an order. It moves nothing.
	Query(ctx context.Context, o Order) (Answer, error)
	// Reverse undoes an order, also one that has not arrived yet: it will be refused then.
	Reverse(ctx context.Context, o Order) (Answer, error)
}

// Luhn reports whether a card number's check digit fits (ISO/IEC 7812-1, annex B).
func Luhn(pan string) bool {
	if len(pan) < 12 || len(pan) > 19 {
		return false
	}
	sum := 0
	for i := range len(pan) {
		d := int(pan[len(pan)-1-i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
