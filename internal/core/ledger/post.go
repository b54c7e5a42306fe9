package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Post books p. Booking the same Ref with the same terms again changes nothing.
// Faults: ErrUnbalanced, ErrNoAccount, ErrCurrency, ErrShort, ErrReused, ErrOverflow.
func (s *Service) Post(ctx context.Context, tx *db.Tx, p Posting) (Posted, error) {
	b := newBook(tx)
	e, err := b.plan(p)
	if err != nil {
		return Posted{}, err
	}
	if err := b.load(ctx, e.entries); err != nil {
		return Posted{}, err
	}
	if err := b.apply(e); err != nil {
		// A repeat may be short by now although its first time was not.
		if had, ok, lookErr := b.had(ctx, e); lookErr != nil || ok {
			return had, lookErr
		}
		return Posted{}, err
	}
	n, err := db.Exec(ctx, tx, qPost, e.id, e.Ref, e.Note, e.sum, tx.Now().UnixMicro())
	if err != nil {
		return Posted{}, err
	}
	if n == 0 {
		had, _, err := b.had(ctx, e)
		return had, err
	}
	return Posted{e.id, tx.Now(), true}, b.write(ctx)
}

// Outcome is what became of one posting of PostAll: Posted, or the fault that refused it.
type Outcome struct {
	Posted
	Err error
}

// PostAll books ps in their order. Each stands alone: one that is refused
// leaves no trace and does not stop the others. The error is of the whole.
func (s *Service) PostAll(ctx context.Context, tx *db.Tx, ps []Posting) ([]Outcome, error) {
	b := newBook(tx)
	out := make([]Outcome, len(ps))
	plans := make([]*planned, len(ps))
	var all []Entry
	for i, p := range ps {
		if plans[i], out[i].Err = b.plan(p); out[i].Err == nil {
			all = append(all, plans[i].entries...)
		}
	}
	seen, err := b.seen(ctx, plans)
	if err != nil {
		return nil, err
	}
	if err := b.load(ctx, all); err != nil {
		return nil, err
	}
	var postings []any
	for i, e := range plans {
		if e == nil {
			continue
		}
		if r, ok := seen[e.Ref]; ok {
			out[i].Posted, out[i].Err = r.again(e.sum)
			continue
		}
		if out[i].Err = b.apply(e); out[i].Err != nil {
			continue
		}
		out[i].Posted = Posted{e.id, tx.Now(), true}
		seen[e.Ref] = postingRow{e.id, e.Ref, e.sum, tx.Now().UnixMicro()}
		postings = append(postings, e.id, e.Ref, e.Note, e.sum, tx.Now().UnixMicro())
	}
	if _, err := qPostMany.Insert(ctx, tx, postings); err != nil {
		return nil, err
	}
	return out, b.write(ctx)
}

// planned is a checked posting: entries merged per account, in account order.
type planned struct {
	Posting
	id      string
	sum     []byte
	entries []Entry
}

// book holds the accounts that some postings touch, as they will be.
type book struct {
	tx       *db.Tx
	accounts map[Account]*state
	changed  []*state
	entries  []any
	marks    []any
}

// state is one row of an account in a book.
type state struct {
	accountRow
	// Of a striped account, whose credits go to one of its stripes and whose
	// debits go to row 0, which may be below zero while the sum is not:
	credits *state // the stripe that this book pays into
	others  *int64 // what all stripes but row 0 have
	dirty   bool
}

func newBook(tx *db.Tx) *book { return &book{tx: tx, accounts: map[Account]*state{}} }

func (b *book) plan(p Posting) (*planned, error) {
	es := make([]Entry, 0, len(p.Entries))
	for _, e := range p.Entries {
		if i := slices.IndexFunc(es, func(x Entry) bool { return x.Account == e.Account }); i >= 0 {
			if es[i].Amount.Currency() != e.Amount.Currency() {
				return nil, ErrCurrency.With(map[string]any{"account": e.Account})
			}
			es[i].Amount = es[i].Amount.Add(e.Amount)
		} else {
			es = append(es, e)
		}
	}
	es = slices.DeleteFunc(es, func(e Entry) bool { return e.Amount.IsZero() })
	if len(es) < 2 || !balanced(es) {
		return nil, ErrUnbalanced
	}
	// One order for all postings: two that touch the same accounts cannot deadlock.
	slices.SortFunc(es, func(a, b Entry) int { return cmp.Compare(a.Account, b.Account) })
	return &planned{p, b.tx.NewIDFor(string(es[0].Account)), digest(p.Note, es), es}, nil
}

func balanced(es []Entry) bool {
	if len(es) == 2 {
		return es[0].Amount.Currency() == es[1].Amount.Currency() && es[0].Amount.Minor() == -es[1].Amount.Minor()
	}
	sums := map[money.Currency]money.Amount{}
	for _, e := range es {
		c := e.Amount.Currency()
		if had, ok := sums[c]; ok {
			sums[c] = had.Add(e.Amount)
		} else {
			sums[c] = e.Amount
		}
	}
	for _, s := range sums {
		if !s.IsZero() {
			return false
		}
	}
	return true
}

func digest(note string, es []Entry) []byte {
	b := make([]byte, 0, 256)
	for _, e := range es {
		b = append(append(b, e.Account...), 0)
		b = binary.BigEndian.AppendUint64(b, uint64(e.Amount.Minor()))
		b = append(b, e.Amount.Currency()...)
	}
	h := sha256.Sum256(append(b, note...))
	return h[:16]
}

// load reads the accounts of es that the book does not have yet.
func (b *book) load(ctx context.Context, es []Entry) error {
	for _, e := range es {
		if known, ok := b.tx.Known(e.Account); ok && b.accounts[e.Account] == nil {
			b.accounts[e.Account] = &state{accountRow: *known.(*accountRow)}
		}
	}
	for _, pair := range b.missing(es) {
		rows, err := db.List[accountRow](ctx, b.tx, qPair, pair[0], pair[1])
		if err != nil {
			return err
		}
		for _, r := range rows {
			b.accounts[r.ID] = &state{accountRow: r}
		}
	}
	for _, e := range es {
		if a := b.accounts[e.Account]; a != nil && a.Striped {
			if err := b.loadStripes(ctx, a, e.Amount.Sign() > 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadStripes reads what a credit or a debit of a striped account needs. A
// credit reads one stripe alone: two that pay at once seldom meet.
func (b *book) loadStripes(ctx context.Context, a *state, credit bool) error {
	switch {
	case credit && a.credits == nil:
		r, _, err := db.One[accountRow](ctx, b.tx, qStripe, a.ID, 1+rand.Int64N(stripes))
		a.credits = &state{accountRow: r}
		return err
	case !credit && a.others == nil:
		sum, _, err := db.One[int64](ctx, b.tx, qOthers, a.ID)
		a.others = &sum
		return err
	}
	return nil
}

// missing gives the accounts to read, two by two: a transfer needs one statement.
func (b *book) missing(es []Entry) (out [][2]Account) {
	asked := map[Account]bool{}
	for _, e := range es {
		if b.accounts[e.Account] != nil || asked[e.Account] {
			continue
		}
		asked[e.Account] = true
		if n := len(out); n > 0 && out[n-1][1] == out[n-1][0] {
			out[n-1][1] = e.Account
		} else {
			out = append(out, [2]Account{e.Account, e.Account})
		}
	}
	return out
}

// apply books e on the accounts in memory, or refuses it and changes nothing.
func (b *book) apply(e *planned) error {
	for _, x := range e.entries {
		if err := b.check(x); err != nil {
			return err
		}
	}
	for _, x := range e.entries {
		b.enter(e, x)
	}
	return nil
}

func (b *book) check(e Entry) error {
	a := b.accounts[e.Account]
	n := e.Amount.Minor()
	switch {
	case a == nil:
		return ErrNoAccount.With(map[string]any{"account": e.Account})
	case a.Currency != e.Amount.Currency():
		return ErrCurrency.With(map[string]any{"account": e.Account})
	case n > 0 && a.Balance > math.MaxInt64/4-n, n < 0 && a.Balance < math.MinInt64/4-n:
		return ErrOverflow.With(map[string]any{"account": e.Account})
	case n < 0 && a.Floor != nil && a.available()+n < *a.Floor:
		return ErrShort.With(map[string]any{"account": e.Account})
	}
	return nil
}

func (a *state) available() int64 {
	if a.others != nil {
		return a.Balance + *a.others - a.Held
	}
	return a.Balance - a.Held
}

// enter moves e's account and appends the entry that did it.
func (b *book) enter(p *planned, e Entry) {
	a := b.accounts[e.Account]
	n, at := e.Amount.Minor(), b.tx.Now().UnixMicro()
	if a.credits != nil && n > 0 {
		if a.others != nil {
			*a.others += n
		}
		a = a.credits
	}
	a.Balance += n
	a.Entries++
	prev := a.Last
	a.Head = chain(a.Head, p.id, p.Ref, a.ID, a.Stripe, n, a.Balance, a.Entries, at)
	a.Last = p.id
	if !a.dirty {
		a.dirty = true
		b.changed = append(b.changed, a)
	}
	b.entries = append(b.entries, p.id, string(a.ID), a.Stripe, n, a.Balance, a.Entries, prev, at, a.Head)
	if a.Entries%markEvery == 0 {
		b.marks = append(b.marks, string(a.ID), a.Stripe, at, p.id)
	}
}

const markEvery = 64

// chain is the hash of an entry: over the one before it and all that it says.
func chain(head []byte, posting, ref string, a Account, stripe, amount, balance, no, at int64) []byte {
	b := make([]byte, 0, 256)
	b = append(b, head...)
	for _, s := range []string{posting, ref, string(a)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	for _, n := range []int64{stripe, amount, balance, no, at} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	h := sha256.Sum256(b)
	return h[:]
}

// write stores what apply has done.
func (b *book) write(ctx context.Context) error {
	flat := make([]any, 0, 10*len(b.changed))
	for _, a := range b.changed {
		if a.Stripe == 0 {
			known := a.accountRow
			b.tx.Know(a.ID, &known)
		}
		flat = append(flat, string(a.ID), a.Stripe, string(a.Currency), a.Floor, a.Striped, a.Balance, a.Held, a.Entries, a.Last, a.Head)
	}
	if _, err := qSave.Insert(ctx, b.tx, flat); err != nil {
		return err
	}
	if _, err := qEntries.Insert(ctx, b.tx, b.entries); err != nil {
		return err
	}
	_, err := qMarks.Insert(ctx, b.tx, b.marks)
	return err
}

// had looks for an earlier posting with e's Ref.
func (b *book) had(ctx context.Context, e *planned) (Posted, bool, error) {
	r, ok, err := db.One[postingRow](ctx, b.tx, qByRef, e.Ref)
	if err != nil || !ok {
		return Posted{}, false, err
	}
	p, err := r.again(e.sum)
	return p, true, err
}

func (r postingRow) again(sum []byte) (Posted, error) {
	if !slices.Equal(r.Sum, sum) {
		return Posted{}, ErrReused.With(map[string]any{"ref": r.Ref})
	}
	return Posted{r.ID, time.UnixMicro(r.At).UTC(), false}, nil
}

func (b *book) seen(ctx context.Context, ps []*planned) (map[string]postingRow, error) {
	out := map[string]postingRow{}
	for i := 0; i < len(ps); i += refChunk {
		args := make([]any, refChunk)
		for j := range args {
			args[j] = ""
			if i+j < len(ps) && ps[i+j] != nil {
				args[j] = ps[i+j].Ref
			}
		}
		for r, err := range db.Each[postingRow](ctx, b.tx, qByRefs, args...) {
			if err != nil {
				return nil, err
			}
			out[r.Ref] = r
		}
	}
	return out, nil
}
