package ledger

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// Line is one line of a statement.
type Line struct {
	Posting string
	Ref     string
	Note    string
	Amount  money.Amount
	Balance money.Amount // after this line
	At      time.Time
}

// chainRow is an entry as a walk meets it.
type chainRow struct {
	Posting string `db:"posting"`
	Amount  int64  `db:"amount"`
	Balance int64  `db:"balance"`
	Prev    string `db:"prev"`
	At      int64  `db:"at"`
	Ref     string `db:"ref"`
	Note    string `db:"note"`
}

func (r chainRow) before(at int64, posting string) bool {
	return r.At < at || r.At == at && r.Posting < posting
}

// Statement lists a's entries, newest first, with the balance after each.
func (s *Service) Statement(ctx context.Context, q db.Q, a Account, ask page.Ask) (page.Of[Line], error) {
	at, posting, err := ask.Before()
	if err != nil {
		return page.Of[Line]{}, err
	}
	rows, err := db.List[accountRow](ctx, q, qRows, a)
	if err != nil {
		return page.Of[Line]{}, err
	}
	if len(rows) == 0 {
		return page.Of[Line]{}, ErrNoAccount.With(map[string]any{"account": a})
	}
	var all []chainRow
	var balance int64 // of all chains together, just before the cursor
	for _, r := range rows {
		part, err := s.walk(ctx, q, r, at, posting, ask.Limit+1)
		if err != nil {
			return page.Of[Line]{}, err
		}
		if len(part) > 0 {
			balance += part[0].Balance
		}
		all = append(all, part...)
	}
	slices.SortFunc(all, func(x, y chainRow) int {
		return cmp.Or(cmp.Compare(y.At, x.At), cmp.Compare(y.Posting, x.Posting))
	})
	all = all[:min(len(all), ask.Limit+1)]
	lines := make([]Line, len(all))
	for i, r := range all {
		cur := rows[0].Currency
		lines[i] = Line{r.Posting, r.Ref, r.Note, money.New(r.Amount, cur), money.New(balance, cur), time.UnixMicro(r.At).UTC()}
		balance -= r.Amount
	}
	return page.Cut(lines, ask.Limit, func(l Line) (int64, string) { return l.At.UnixMicro(), l.Posting }), nil
}

// At gives a's balance as it was at the end of t's microsecond.
func (s *Service) At(ctx context.Context, q db.Q, a Account, t time.Time) (money.Amount, error) {
	rows, err := db.List[accountRow](ctx, q, qRows, a)
	if err != nil {
		return money.Amount{}, err
	}
	if len(rows) == 0 {
		return money.Amount{}, ErrNoAccount.With(map[string]any{"account": a})
	}
	sum := money.New(0, rows[0].Currency)
	for _, r := range rows {
		part, err := s.walk(ctx, q, r, t.UnixMicro()+1, "", 1)
		if err != nil {
			return money.Amount{}, err
		}
		if len(part) > 0 {
			sum = sum.Add(money.New(part[0].Balance, r.Currency))
		}
	}
	return sum, nil
}

// walk gives up to n entries of one chain that lie before (at, posting), newest first.
func (s *Service) walk(ctx context.Context, q db.Q, r accountRow, at int64, posting string, n int) ([]chainRow, error) {
	from := r.Last
	if at != math.MaxInt64 {
		m, ok, err := db.One[string](ctx, q, qMarkAfter, r.ID, r.Stripe, at)
		if err != nil {
			return nil, err
		}
		if ok {
			from = m
		}
	}
	var out []chainRow
	for from != "" && len(out) < n {
		rows, err := db.List[chainRow](ctx, q, qWalk, from, r.ID, r.Stripe, n+markEvery)
		if err != nil {
			return nil, err
		}
		from = ""
		for _, c := range rows {
			from = c.Prev
			if c.before(at, posting) && len(out) < n {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// Entries gives the entries of one posting.
func (*Service) Entries(ctx context.Context, q db.Q, posting string) ([]Entry, error) {
	type row struct {
		Account Account `db:"account"`
		Amount  int64   `db:"amount"`
	}
	var out []Entry
	for r, err := range db.Each[row](ctx, q, qPosted, posting) {
		if err != nil {
			return nil, err
		}
		a, _, err := db.One[accountRow](ctx, q, qStripe, r.Account, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, Entry{r.Account, money.New(r.Amount, a.Currency)})
	}
	return out, nil
}
