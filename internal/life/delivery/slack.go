package delivery

import (
	"context"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/life/order"
)

// An order does not only wait for its kitchen and its way: it waits for a rider
// who has others. How long is learnt, for each city and for how busy its riders
// are, so that four of five orders come when they were promised.
const (
	busiest  = 4                // five and more orders for two riders
	nobody   = 5                // no rider is on duty: the store's own people bring it
	mostWait = 45 * time.Minute // a promise of more is none
)

type loadRow struct {
	Tasks  int64 `db:"tasks"`
	Riders int64 `db:"riders"`
}

// load tells how busy the riders of a city are: half orders for each, up to busiest.
func load(ctx context.Context, q db.Q, city string, now time.Time) (int64, error) {
	r, _, err := db.One[loadRow](ctx, q, qLoad, city, now.UnixMicro())
	if err != nil || r.Riders == 0 {
		return nobody, err
	}
	return min(busiest, 2*r.Tasks/r.Riders), nil
}

type slackRow struct {
	Seconds int64 `db:"seconds"`
	Orders  int64 `db:"orders"`
}

// slack gives how much is promised beyond the way itself.
func slack(ctx context.Context, q db.Q, city string, load int64) (time.Duration, error) {
	r, _, err := db.One[slackRow](ctx, q, qSlack, city, load)
	return time.Duration(r.Seconds) * time.Second, err
}

// learn moves what is promised toward the time that four of five orders come in:
// one that was late pulls four times as far as one that was early, and the first
// ones pull farther than later ones (stochastic quantile descent).
func learn(ctx context.Context, tx *db.Tx, t Task, o order.Order) error {
	r, _, err := db.One[slackRow](ctx, tx, qSlack, t.City, t.Load)
	if err != nil {
		return err
	}
	r.Orders++
	pull := max(15, 120/r.Orders)
	if tx.Now().After(o.DueAt) {
		r.Seconds += 4 * pull
	} else {
		r.Seconds -= pull
	}
	r.Seconds = min(max(r.Seconds, 0), int64(mostWait/time.Second))
	_, err = db.Exec(ctx, tx, qSlackSet, t.City, t.Load, r.Seconds, r.Orders)
	return err
}
