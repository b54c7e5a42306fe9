package support

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type fileRow struct {
	Version int64  `db:"version"`
	Body    string `db:"body"`
	Reason  string `db:"reason"`
	SavedBy string `db:"saved_by"`
	SavedAt int64  `db:"saved_at"`
}

// file is the zero file where nothing was planted.
func (r fileRow) file() (File, error) {
	if r.Version == 0 {
		return File{}, nil
	}
	var d document
	if err := json.Unmarshal([]byte(r.Body), &d); err != nil {
		return File{}, fmt.Errorf("version %d of the support policies: %w", r.Version, err)
	}
	return File{r.Version, d.Policies, r.Reason, r.SavedBy, time.UnixMicro(r.SavedAt).UTC()}, nil
}

type grantRow struct {
	ID       string `db:"id"`
	Policy   string `db:"policy"`
	Merchant string `db:"merchant"`
	Version  int64  `db:"version"`
	Reasons  string `db:"reasons"`
	Cap      int64  `db:"cap"`
	Used     int64  `db:"used"`
	Starts   int64  `db:"starts"`
	Ends     int64  `db:"ends"`
	DoneAt   int64  `db:"done_at"`
}

func (r grantRow) grant() (Grant, error) {
	g := Grant{
		ID: r.ID, Policy: r.Policy, Merchant: r.Merchant, Version: r.Version, Cap: money.New(r.Cap, money.CNY), Used: money.New(r.Used, money.CNY),
		Starts: instant(r.Starts), Ends: instant(r.Ends), DoneAt: instant(r.DoneAt),
	}
	return g, json.Unmarshal([]byte(r.Reasons), &g.Reasons)
}

type waivedRow struct {
	Trade  string `db:"trade"`
	Given  string `db:"given"`
	Amount int64  `db:"amount"`
	Back   int64  `db:"back"`
	Policy string `db:"policy"`
	Closed int64  `db:"closed"`
}

// Sum is what a policy has given.
type Sum struct {
	Policy   string `db:"policy"`
	Grants   int64  `db:"grants"`
	Promised int64  `db:"promised"` // of the budget, in fen
	Used     int64  `db:"used"`     // fees that were waived, in fen
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

const columns = `id, policy, merchant, version, reasons, cap, used, starts, ends, done_at`

var (
	qFileAdd  = db.SQL(`INSERT INTO support_file (version, body, reason, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`)
	qFile     = db.SQL(`SELECT version, body, reason, saved_by, saved_at FROM support_file ORDER BY version DESC LIMIT 1`)
	qVersion  = db.SQL(`SELECT version, body, reason, saved_by, saved_at FROM support_file WHERE version = $1`)
	qVersions = db.SQL(`SELECT version, body, reason, saved_by, saved_at FROM support_file WHERE version < $1 ORDER BY version DESC LIMIT $2`)

	// The first row of a policy is let in by its own WHERE, the others by that of the update.
	qPromise = db.SQL(`
		INSERT INTO support_policy (policy, grants, promised) SELECT $1, 1, CAST($2 AS BIGINT) WHERE CAST($2 AS BIGINT) <= CAST($3 AS BIGINT)
		ON CONFLICT (policy) DO UPDATE SET grants = support_policy.grants + 1, promised = support_policy.promised + excluded.promised
		WHERE support_policy.promised + excluded.promised <= CAST($3 AS BIGINT)`)
	qFree  = db.SQL(`UPDATE support_policy SET promised = promised - $2 WHERE policy = $1`)
	qGrant = db.SQL(`
		INSERT INTO support_grant (id, policy, merchant, version, reasons, cap, starts, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qGrantsOf = db.SQL(`SELECT ` + columns + ` FROM support_grant WHERE merchant = $1 ORDER BY ends, id LIMIT 1000`)
	qBearing  = db.SQL(`SELECT ` + columns + ` FROM support_grant WHERE merchant = $1 AND ends > $2 AND used < cap ORDER BY ends, id LIMIT 50`)
	qEnding   = db.SQL(`
		SELECT ` + columns + ` FROM support_grant
		WHERE closed = 0 AND ends > 0 AND warned = 0 AND ends > $1 AND ends <= $2 AND ends - starts > $3 ORDER BY ends, id LIMIT $4`)
	qWarned = db.SQL(`UPDATE support_grant SET warned = 1 WHERE id = $1`)
	qOver   = db.SQL(`SELECT ` + columns + ` FROM support_grant WHERE closed = 0 AND ends > 0 AND ends <= $1 ORDER BY ends, id LIMIT $2`)
	qClose  = db.SQL(`UPDATE support_grant SET closed = 1 WHERE id = $1 AND closed = 0`)
	qTick   = db.SQL(`UPDATE support_grant SET done_at = CASE WHEN done_at = 0 THEN $3 ELSE done_at END WHERE merchant = $1 AND policy = $2 AND ends = 0`)

	qUse      = db.SQL(`UPDATE support_grant SET used = used + $2 WHERE id = $1 AND used + $2 <= cap`)
	qUnuse    = db.SQL(`UPDATE support_grant SET used = used - $2 WHERE id = $1`)
	qWaive    = db.SQL(`INSERT INTO support_waived (trade, given, amount) VALUES ($1, $2, $3)`)
	qWaivedOf = db.SQL(`
		SELECT w.trade, w.given, w.amount, w.back, g.policy, g.closed FROM support_waived w JOIN support_grant g ON g.id = w.given
		WHERE w.trade = $1 ORDER BY w.given`)
	qBack = db.SQL(`UPDATE support_waived SET back = back + $3 WHERE trade = $1 AND given = $2`)

	qPromised = db.SQL(`SELECT policy, grants, promised, 0 AS used FROM support_policy ORDER BY policy LIMIT 10000`)
	qSums     = db.SQL(`
		SELECT p.policy, p.grants, p.promised, CAST(COALESCE(SUM(g.used), 0) AS BIGINT) AS used
		FROM support_policy p LEFT JOIN support_grant g ON g.policy = p.policy GROUP BY p.policy, p.grants, p.promised ORDER BY p.policy LIMIT 10000`)

	qRecount = db.SQL(`
		SELECT g.id, g.cap, g.used, CAST(COALESCE(SUM(w.amount - w.back), 0) AS BIGINT) AS borne
		FROM support_grant g LEFT JOIN support_waived w ON w.given = g.id GROUP BY g.id, g.cap, g.used ORDER BY g.id`)
	qRepromise = db.SQL(`
		SELECT p.policy, p.grants, p.promised, COUNT(g.id) AS n,
		  CAST(COALESCE(SUM(CASE WHEN g.closed = 0 THEN g.cap ELSE g.used END), 0) AS BIGINT) AS due
		FROM support_policy p LEFT JOIN support_grant g ON g.policy = p.policy GROUP BY p.policy, p.grants, p.promised ORDER BY p.policy`)
	qWaivedTrades = db.SQL(`SELECT COUNT(DISTINCT trade) FROM support_waived`)
)

func (*Service) grants(ctx context.Context, q db.Q, st *db.Stmt, args ...any) (out []Grant, err error) {
	rows, err := db.List[grantRow](ctx, q, st, args...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		g, err := r.grant()
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// grantsOf gives a merchant's grants by policy.
func (s *Service) grantsOf(ctx context.Context, q db.Q, merchant string) (map[string]Grant, error) {
	out := map[string]Grant{}
	gs, err := s.grants(ctx, q, qGrantsOf, merchant)
	for _, g := range gs {
		out[g.Policy] = g
	}
	return out, err
}

func newest(grants map[string]Grant) []Grant {
	var out []Grant
	for _, g := range grants {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Grant) int { return strings.Compare(b.ID, a.ID) })
	return out
}

func (*Service) promised(ctx context.Context, q db.Q) (map[string]Sum, error) {
	return sums(ctx, q, qPromised)
}

// Sums tells what each policy has given, also those that are not in the file any more.
func (*Service) Sums(ctx context.Context, q db.Q) (map[string]Sum, error) { return sums(ctx, q, qSums) }

func sums(ctx context.Context, q db.Q, st *db.Stmt) (map[string]Sum, error) {
	out := map[string]Sum{}
	rows, err := db.List[Sum](ctx, q, st)
	for _, r := range rows {
		out[r.Policy] = r
	}
	return out, err
}
