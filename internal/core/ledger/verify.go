package ledger

import (
	"bytes"
	"context"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Report is what a recount found. Breaches is empty unless money is wrong.
type Report struct {
	Accounts, Postings, Entries int64
	Breaches                    []string
}

const maxBreaches = 100

func (r *Report) breach(format string, args ...any) {
	if len(r.Breaches) < maxBreaches {
		r.Breaches = append(r.Breaches, fmt.Sprintf(format, args...))
	}
}

type chainKey struct {
	account Account
	stripe  int64
}

type entryRow struct {
	Posting string  `db:"posting"`
	Account Account `db:"account"`
	Stripe  int64   `db:"stripe"`
	Amount  int64   `db:"amount"`
	Balance int64   `db:"balance"`
	No      int64   `db:"no"`
	Prev    string  `db:"prev"`
	At      int64   `db:"at"`
	Hash    []byte  `db:"hash"`
	Ref     *string `db:"ref"`
}

// recount is one account row rebuilt from its entries.
type recount struct {
	balance, no int64
	last        string
	head        []byte
	// Entries met before the one they follow. On engines where transactions
	// run in parallel the order of postings is not quite the order of a chain.
	early map[string]entryRow
}

// Verify recounts everything: postings sum to zero per currency, every chain
// is whole and makes the account's balance, nothing is under its floor, and
// what is held is the sum of the open holds. It reads the whole ledger once,
// in the order it was written. q must see one moment: use db.Snapshot.
func (s *Service) Verify(ctx context.Context, q db.Q) (*Report, error) {
	r := &Report{}
	currency := map[Account]money.Currency{}
	chains := map[chainKey]*recount{}
	rows := map[chainKey]accountRow{}
	for a, err := range db.Each[accountRow](ctx, q, qAllAccounts) {
		if err != nil {
			return nil, err
		}
		k := chainKey{a.ID, a.Stripe}
		rows[k], chains[k], currency[a.ID] = a, &recount{head: make([]byte, 32)}, a.Currency
		r.Accounts++
	}
	posting, sums := "", map[money.Currency]int64{}
	settle := func() {
		for c, n := range sums {
			if n != 0 {
				r.breach("posting %s is off by %d %s", posting, n, c)
			}
		}
		clear(sums)
	}
	for e, err := range db.Each[entryRow](ctx, q, qAllEntries) {
		if err != nil {
			return nil, err
		}
		if e.Posting != posting {
			settle()
			posting = e.Posting
			r.Postings++
		}
		r.Entries++
		sums[currency[e.Account]] += e.Amount
		c := chains[chainKey{e.Account, e.Stripe}]
		if c == nil || e.Ref == nil {
			r.breach("entry %s of %s has no account or no posting", e.Posting, e.Account)
			continue
		}
		c.take(r, e)
	}
	settle()
	for k, c := range chains {
		c.compare(r, rows[k])
	}
	return r, s.verifyRest(ctx, q, r, rows)
}

func (c *recount) take(r *Report, e entryRow) {
	if e.No != c.no+1 {
		if c.early == nil {
			c.early = map[string]entryRow{}
		}
		c.early[e.Prev] = e
		return
	}
	for ok := true; ok; e, ok = c.early[c.last] {
		delete(c.early, e.Prev)
		c.no++
		c.balance += e.Amount
		if e.No != c.no || e.Prev != c.last || e.Balance != c.balance {
			r.breach("entry %s of %s does not follow the one before it", e.Posting, e.Account)
		}
		c.head = chain(c.head, e.Posting, *e.Ref, e.Account, e.Stripe, e.Amount, e.Balance, e.No, e.At)
		if !bytes.Equal(c.head, e.Hash) {
			r.breach("entry %s of %s was changed: its hash does not fit", e.Posting, e.Account)
			c.head = e.Hash
		}
		c.last = e.Posting
	}
}

func (c *recount) compare(r *Report, a accountRow) {
	if len(c.early) > 0 {
		r.breach("the chain of %s has a gap after entry %d", a.ID, c.no)
	}
	if a.Balance != c.balance {
		r.breach("%s (stripe %d) has %d, its entries make %d", a.ID, a.Stripe, a.Balance, c.balance)
	}
	if a.Entries != c.no || a.Last != c.last || !bytes.Equal(a.Head, c.head) {
		r.breach("%s (stripe %d) does not end where its chain ends", a.ID, a.Stripe)
	}
}

func (*Service) verifyRest(ctx context.Context, q db.Q, r *Report, rows map[chainKey]accountRow) error {
	type heldRow struct {
		Account Account `db:"account"`
		Rest    int64   `db:"rest"`
	}
	held := map[Account]int64{}
	for h, err := range db.Each[heldRow](ctx, q, qHoldSums) {
		if err != nil {
			return err
		}
		held[h.Account] = h.Rest
	}
	available := map[Account]int64{}
	for k, a := range rows {
		available[k.account] += a.Balance - a.Held
		if k.stripe == 0 && a.Held != held[k.account] {
			r.breach("%s holds %d, its open holds make %d", a.ID, a.Held, held[k.account])
		}
	}
	for k, a := range rows {
		if k.stripe == 0 && a.Floor != nil && available[k.account] < *a.Floor {
			r.breach("%s is under its floor: %d < %d", a.ID, available[k.account], *a.Floor)
		}
	}
	empty, err := db.List[string](ctx, q, qEmptyPostings)
	for _, id := range empty {
		r.breach("posting %s has no entries", id)
	}
	return err
}
