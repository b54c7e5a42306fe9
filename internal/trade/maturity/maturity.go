// Package maturity tells a merchant how far its business is online, and what
// to do next: a number from 0 to 100 that only the merchant's own acts move.
package maturity

// Facts are what is known of a merchant.
type Facts struct {
	Codes    int   // QR codes to be paid by
	Stores   int   // with hours and a place
	Pictures int   // stores or items that show one
	Items    int   // that are listed
	Orders   bool  // a store takes them ahead: to pick up or to take away
	Card     bool  // earnings go to a bank
	Licensed bool  // a licence was approved
	Sold     int64 // orders that came to their end
	Offers   bool  // a sale or a group ran or runs
	Replies  bool  // a review was answered
}

// Step is one thing that a business can do.
type Step struct {
	Key    string // one of those below
	Points int
	Done   bool
}

// The steps, in the order in which they help most.
const (
	Code    = "code"
	Hours   = "hours"
	Photo   = "photo"
	Items   = "items"
	Orders  = "orders"
	Card    = "card"
	First   = "first_order"
	Licence = "licence"
	Offer   = "offer"
	Reply   = "reply"
)

// enough is how many items make a menu.
const enough = 3

// Steps lists what there is to do, done or not; the points add up to 100.
func Steps(f Facts) []Step {
	return []Step{
		{Code, 18, f.Codes > 0},
		{Hours, 12, f.Stores > 0},
		{Photo, 8, f.Pictures > 0},
		{Items, 12, f.Items >= enough},
		{Orders, 12, f.Orders},
		{Card, 8, f.Card},
		{First, 10, f.Sold > 0},
		{Licence, 8, f.Licensed},
		{Offer, 6, f.Offers},
		{Reply, 6, f.Replies},
	}
}

// Score adds up what is done.
func Score(steps []Step) (points int) {
	for _, s := range steps {
		if s.Done {
			points += s.Points
		}
	}
	return points
}

// Next is the first thing that is not done; false: everything is.
func Next(steps []Step) (Step, bool) {
	for _, s := range steps {
		if !s.Done {
			return s, true
		}
	}
	return Step{}, false
}
