package support

import (
	"context"
	"fmt"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

type recount struct {
	ID    string `db:"id"`
	Cap   int64  `db:"cap"`
	Used  int64  `db:"used"`
	Borne int64  `db:"borne"`
}

type repromise struct {
	Policy   string `db:"policy"`
	Grants   int64  `db:"grants"`
	Promised int64  `db:"promised"`
	N        int64  `db:"n"`
	Due      int64  `db:"due"`
}

// Verify recounts what every grant bore and every policy promised, and holds what
// grants bore of each trade against the trade, both ways.
func (s *Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	breach := func(format string, args ...any) {
		if len(breaches) < 100 {
			breaches = append(breaches, fmt.Sprintf(format, args...))
		}
	}
	for r, err := range db.Each[recount](ctx, q, qRecount) {
		if err != nil {
			return n, nil, err
		}
		n++
		if r.Used != r.Borne || r.Used < 0 || r.Used > r.Cap {
			breach("support grant %s has used %d of %d, its trades make %d", r.ID, r.Used, r.Cap, r.Borne)
		}
	}
	for r, err := range db.Each[repromise](ctx, q, qRepromise) {
		if err != nil {
			return n, nil, err
		}
		if r.Grants != r.N || r.Promised != r.Due {
			breach("support policy %s has promised %d to %d, its grants make %d of %d", r.Policy, r.Promised, r.Grants, r.Due, r.N)
		}
	}
	trades, err := s.verifyTrades(ctx, q, breach)
	if err != nil {
		return n, breaches, err
	}
	if all, _, err := db.One[int64](ctx, q, qWaivedTrades); err != nil {
		return n, breaches, err
	} else if all != trades {
		breach("support grants bore fees of %d trades, %d trades were spared theirs", all, trades)
	}
	return n, breaches, nil
}

// verifyTrades gives the number of trades whose sellers were spared something.
func (s *Service) verifyTrades(ctx context.Context, q db.Q, breach func(string, ...any)) (n int64, err error) {
	const some = 1000
	for after := ""; ; {
		trades, err := (&pay.Service{}).Waived(ctx, q, after, some)
		if err != nil {
			return n, err
		}
		for _, t := range trades {
			rows, err := db.List[waivedRow](ctx, q, qWaivedOf, t.ID)
			if err != nil {
				return n, err
			}
			var sum int64
			for _, r := range rows {
				sum += r.Amount
				if r.Back != r.backAt(t) {
					breach("support grant %s has %d back of trade %s, its refunds make %d", r.Given, r.Back, t.ID, r.backAt(t))
				}
			}
			if sum != t.Waived.Minor() {
				breach("trade %s was spared %v, support grants bore %d", t.ID, t.Waived, sum)
			}
			n, after = n+1, t.ID
		}
		if len(trades) < some {
			return n, nil
		}
	}
}
