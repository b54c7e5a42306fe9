package gateway

import (
	"context"
	"math/big"
	"sync"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// Tariff is what calls cost. A call that was refused costs nothing.
type Tariff struct {
	Free     int64        // calls of an app in a month
	Thousand money.Amount // for a thousand calls beyond them; zero: nothing
}

// cost is in whole minor units, what is less than one is given.
func (t Tariff) cost(calls int64) money.Amount {
	if t.Thousand.Minor() == 0 {
		return money.New(0, money.CNY)
	}
	n := big.NewInt(max(0, calls-t.Free))
	n.Mul(n, big.NewInt(t.Thousand.Minor()))
	return money.New(n.Quo(n, big.NewInt(1000)).Int64(), t.Thousand.Currency())
}

// Used are calls of a method on a day.
type Used struct {
	Day, Method  string
	Good, Failed int64
}

// Bill is what an app did in a month, and what that costs.
type Bill struct {
	Tariff Tariff
	Calls  int64 // that were not refused
	Failed int64
	Amount money.Amount
	Used   []Used // by day and method
}

type usageKey struct{ app, day, method string }

// meter counts calls in memory until the next flush: none is dropped, a crash loses
// what was counted since.
type meter struct {
	mu  sync.Mutex
	now map[usageKey][2]int64
}

func newMeter() *meter { return &meter{now: map[usageKey][2]int64{}} }

func day(at time.Time) string { return at.In(calendar.Zone).Format(time.DateOnly) }

func (m *meter) count(app, method string, at time.Time, failed bool) {
	k := usageKey{app, day(at), method}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.now[k]
	if failed {
		n[1]++
	} else {
		n[0]++
	}
	m.now[k] = n
}

// back takes what could not be written.
func (m *meter) back(more map[usageKey][2]int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, n := range more {
		had := m.now[k]
		m.now[k] = [2]int64{had[0] + n[0], had[1] + n[1]}
	}
}

// flush writes what was counted. What cannot be written is counted on.
func (m *meter) flush(ctx context.Context, d *db.DB) error {
	m.mu.Lock()
	counted := m.now
	m.now = map[usageKey][2]int64{}
	m.mu.Unlock()
	if len(counted) == 0 {
		return nil
	}
	err := d.Do(ctx, func(tx *db.Tx) error {
		for k, n := range counted {
			if _, err := db.Exec(ctx, tx, qUse, k.app, k.day, k.method, n[0], n[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		m.back(counted)
	}
	return err
}

// Bill gives what app did from the first day to before the last, both of the
// platform's zone. The caller has checked that the app is the asker's.
func (g *Gateway) Bill(ctx context.Context, app string, from, to time.Time) (Bill, error) {
	out := Bill{Tariff: g.opt.Tariff}
	rows, err := db.List[usedRow](ctx, g.db, qUsed, app, day(from), day(to))
	for _, r := range rows {
		out.Used = append(out.Used, Used(r))
		out.Calls += r.Good
		out.Failed += r.Failed
	}
	out.Amount = out.Tariff.cost(out.Calls)
	return out, err
}
