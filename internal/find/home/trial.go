package home

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/trial"
)

// leadsTo is how long after the first look an order counts as one that the page led to.
const leadsTo = 24 * time.Hour

var (
	qSeen    = db.SQL(`INSERT INTO home_seen (layout, trial, usr, shown, seen_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`)
	qOrdered = db.SQL(`UPDATE home_seen SET orders = orders + 1 WHERE usr = $1 AND seen_at > $2 AND seen_at <= $3`)
	qUnseen  = db.SQL(`DELETE FROM home_seen WHERE usr = $1`)
	qArms    = db.SQL(`
		SELECT CASE WHEN shown = trial THEN 1 ELSE 0 END AS trial, COUNT(*) AS people, CAST(COALESCE(SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS ordered
		FROM home_seen WHERE layout = $1 AND trial = $2 GROUP BY CASE WHEN shown = trial THEN 1 ELSE 0 END`)
)

// noted bounds the looks that are remembered so that they are not written again.
const noted = 50_000

type look struct {
	layout string
	trial  int64
	user   string
}

// Seen notes that somebody was shown a page of a layout that has a trial. Again
// changes nothing, and mostly costs nothing.
func (s *Service) Seen(ctx context.Context, p Page, user string) error {
	if p.Trial == 0 || user == "" {
		return nil
	}
	k := look{p.Layout, p.Trial, user}
	s.seenMu.Lock()
	known := s.seen[k]
	s.seenMu.Unlock()
	if known {
		return nil
	}
	err := s.db.Do(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSeen, p.Layout, p.Trial, user, p.Version, tx.Now().UnixMicro())
		return err
	})
	if err != nil {
		return err
	}
	s.seenMu.Lock()
	defer s.seenMu.Unlock()
	if len(s.seen) >= noted {
		clear(s.seen)
	}
	s.seen[k] = true
	return nil
}

// Ordered notes that somebody paid for an order: what the pages of trials that
// they saw within a day before led to.
func (*Service) Ordered(ctx context.Context, tx *db.Tx, user string) error {
	_, err := db.Exec(ctx, tx, qOrdered, user, tx.Now().Add(-leadsTo).UnixMicro(), tx.Now().UnixMicro())
	return err
}

// Comparison is what a trial tells so far.
type Comparison struct {
	Old, New  trial.Arm // who saw which page, and ordered within a day
	Low, High float64   // of New's share less Old's, with 95 % confidence
}

// Clear tells whether the difference is one: its interval is all on one side of nothing.
func (c Comparison) Clear() bool { return c.Low > 0 || c.High < 0 }

type armRow struct {
	Trial   int64 `db:"trial"`
	People  int64 `db:"people"`
	Ordered int64 `db:"ordered"`
}

// Compare tells what a trial of a layout tells so far.
func (*Service) Compare(ctx context.Context, q db.Q, layout string, number int64) (c Comparison, err error) {
	rows, err := db.List[armRow](ctx, q, qArms, layout, number)
	for _, r := range rows {
		a := trial.Arm{People: r.People, Did: r.Ordered}
		if r.Trial == 1 {
			c.New = a
		} else {
			c.Old = a
		}
	}
	c.Low, c.High = trial.Interval(c.Old, c.New)
	return c, err
}
