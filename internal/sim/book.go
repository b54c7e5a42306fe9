package sim

import (
	"fmt"
	"slices"
	"time"

	"livewell/internal/kit/money"
)

// The statuses of an order.
const (
	unpaid    = "unpaid"
	paid      = "paid"
	accepted  = "accepted"
	ready     = "ready"
	underway  = "underway"
	completed = "completed"
	cancelled = "cancelled"
)

func over(status string) bool { return status == completed || status == cancelled }

func yuan(n int64) money.Amount { return money.New(n*100, money.CNY) }

var zero = money.New(0, money.CNY)

// order is one in the actors' own books: what they did with it and what they
// heard, and nothing that the server says in the end.
type order struct {
	no      int // its name in the journal
	id      string
	trade   string
	mode    string
	buyer   *shopper
	shop    *shop
	wants   []want
	group   bool
	offer   string // the flash sale
	total   money.Amount
	fee     money.Amount
	paidAt  time.Time // zero: not paid
	due     time.Time
	endedAt time.Time
	status  string // as far as anybody heard

	refunded money.Amount // by pieces
	by       string       // who cancelled, "" where nobody did
	hurried  bool         // the store saw it while it waited for its group
	silent   bool         // the store never answered
	kept     bool         // it was cancelled before the store began: the stock is back
	rider    *rider       // who brought it

	plan   *kitchen
	ticket string // what the rider is shown
}

// back is what the buyer has to have back.
func (o *order) back() money.Amount {
	if o.paidAt.IsZero() {
		return zero
	}
	if o.by != "" {
		return o.total
	}
	return o.refunded
}

type edge struct{ from, to, actor string }

var common = []edge{
	{"", unpaid, "buyer"},
	{unpaid, paid, "system"},
	{unpaid, cancelled, "buyer"},
	{unpaid, cancelled, "system"},
	{paid, accepted, "shop"},
	{paid, accepted, "system"},
	{paid, cancelled, "buyer"},
	{paid, cancelled, "shop"},
	{paid, cancelled, "system"},
	{accepted, cancelled, "shop"},
}

// guard is what may follow what, by whom: written down here once more, so that
// a row too many in the server's own table is found.
var guard = map[string][]edge{
	takeaway: {
		{accepted, ready, "shop"},
		{ready, underway, "rider"},
		{ready, underway, "shop"},
		{underway, completed, "rider"},
		{underway, completed, "shop"},
		{ready, cancelled, "shop"},
		{underway, cancelled, "shop"},
	},
	pickup:  {{accepted, ready, "shop"}, {ready, completed, "shop"}, {ready, cancelled, "shop"}},
	dinein:  {{accepted, ready, "shop"}, {accepted, completed, "shop"}, {ready, completed, "shop"}, {ready, cancelled, "shop"}},
	voucher: {{accepted, completed, "shop"}, {accepted, cancelled, "buyer"}, {accepted, cancelled, "system"}},
}

func (o *order) String() string { return fmt.Sprintf("order %04d", o.no) }

// breaches compares an order in the books with what the server says of it.
func (o *order) breaches(v view) (out []string) {
	bad := func(what string, args ...any) {
		out = append(out, o.String()+" "+fmt.Sprintf(what, args...))
	}
	if v.Status != o.status {
		bad("is %s, and the last that anybody heard was %s", v.Status, o.status)
	}
	if v.Total != o.total {
		bad("costs %v, and %v was agreed", v.Total, o.total)
	}
	if (v.PaidAt == nil) != o.paidAt.IsZero() {
		bad("is paid: %v, and its buyer paid: %v", v.PaidAt != nil, !o.paidAt.IsZero())
	}
	if v.Refunded != o.back() {
		bad("gave back %v of %v, and %v is due", v.Refunded, v.Total, o.back())
	}
	if unused := o.mode == voucher && v.Status == accepted; !over(v.Status) && !unused {
		bad("has not ended: it is %s", v.Status)
	}
	last := step{}
	for _, s := range v.Steps {
		if e := (edge{last.Status, s.Status, s.Actor}); !slices.Contains(common, e) && !slices.Contains(guard[o.mode], e) {
			bad("went from %q to %s by %s, which nobody may", e.from, e.to, e.actor)
		}
		if s.At.Before(last.At) {
			bad("was %s before it was %s", s.Status, last.Status)
		}
		last = s
	}
	if last.Status != v.Status {
		bad("is %s, and its timeline ends with %s", v.Status, last.Status)
	}
	return out
}

// account is what somebody's wallet has to hold.
type account struct {
	had, put, spent, back, earned money.Amount
}

func newAccount(had money.Amount) account { return account{had, zero, zero, zero, zero} }

func (a account) holds() money.Amount {
	return a.had.Add(a.put).Add(a.spent.Neg()).Add(a.back).Add(a.earned)
}

// breaches compares an account in the books with the wallet.
func (a account) breaches(who string, holds money.Amount) []string {
	if holds == a.holds() {
		return nil
	}
	return []string{fmt.Sprintf("%s has %v, and %v had and %v put in less %v spent and with %v given back and %v earned is %v",
		who, holds, a.had, a.put, a.spent, a.back, a.earned, a.holds())}
}
