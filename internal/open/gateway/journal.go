package gateway

import (
	"context"
	"log/slog"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

// ErrNoEntry says that the request log has no such entry of the app.
var ErrNoEntry = fault.New(fault.NotFound, "gateway.no_entry", "There is no such entry in the request log. It goes back seven days.")

// Entry is one line of the request log. Contents are not kept, only their hash.
type Entry struct {
	ID, Trace, App, Method string
	V3                     bool
	At                     time.Time
	Took                   time.Duration
	Code, SubCode, SubMsg  string
	Hash                   string // SHA-256 of the signed text, hex; empty where it was not verified
}

// journal writes entries in batches, so that the hot path pays for a channel
// send. It is a tool for developers, not a record: when the writer cannot keep
// up, entries are dropped and counted.
type journal struct {
	db   *db.DB
	log  *slog.Logger
	opt  Options
	in   chan Entry
	last time.Time // of the sweep
}

const (
	journalQueue = 8192
	journalBatch = 256
)

func newJournal(d *db.DB, log *slog.Logger, o Options) *journal {
	return &journal{db: d, log: log, opt: o, in: make(chan Entry, journalQueue)}
}

func (j *journal) add(e Entry) {
	select {
	case j.in <- e:
	default: // full: the next sweep of the log tells nothing of this call
	}
}

// Run writes the request log until ctx ends, and sweeps it.
func (g *Gateway) Run(ctx context.Context) {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			g.Flush(last)
			return
		case <-tick.C:
			g.Flush(context.WithoutCancel(ctx)) // a batch that was taken is written, also while stopping
		}
	}
}

// Flush writes what the log still holds in memory. Tests call it in place of Run.
func (g *Gateway) Flush(ctx context.Context) {
	j := g.journal
	if err := g.meter.flush(ctx, j.db); err != nil {
		j.log.WarnContext(ctx, "usage not written", "err", err)
	}
	for {
		batch := j.take()
		if len(batch) == 0 {
			break
		}
		if err := j.write(ctx, batch); err != nil {
			j.log.WarnContext(ctx, "request log not written", "entries", len(batch), "err", err)
			return
		}
	}
	if now := j.db.Now(); now.Sub(j.last) > 10*time.Minute {
		j.last = now
		if err := j.sweep(ctx, now); err != nil {
			j.log.WarnContext(ctx, "request log not swept", "err", err)
		}
	}
}

func (j *journal) take() (batch []Entry) {
	for len(batch) < journalBatch {
		select {
		case e := <-j.in:
			batch = append(batch, e)
		default:
			return batch
		}
	}
	return batch
}

func (j *journal) write(ctx context.Context, batch []Entry) error {
	return j.db.Do(ctx, func(tx *db.Tx) error {
		flat := make([]any, 0, len(batch)*11)
		for _, e := range batch {
			flat = append(flat, tx.NewIDFor(e.App), e.Trace, e.App, e.Method, e.V3, e.At.UnixMicro(), e.Took.Microseconds(),
				e.Code, e.SubCode, e.SubMsg, e.Hash)
		}
		_, err := qLog.Insert(ctx, tx, flat)
		return err
	})
}

// sweep deletes what is too old or too much, a bounded piece at a time.
func (j *journal) sweep(ctx context.Context, now time.Time) error {
	before := now.Add(-j.opt.Keep).UnixMicro()
	if at, ok, err := db.One[int64](ctx, j.db, qNth, j.opt.Rows); err != nil {
		return err
	} else if ok {
		before = max(before, at)
	}
	for range 50 {
		n, err := db.Get(ctx, j.db, func(tx *db.Tx) (int64, error) { return db.Exec(ctx, tx, qOld, before) })
		if err != nil || n < 1000 {
			return err
		}
	}
	return nil
}

func entryOf(r logRow) Entry {
	return Entry{
		r.ID, r.Trace, r.App, r.Method, r.V3, time.UnixMicro(r.At).UTC(), time.Duration(r.Took) * time.Microsecond,
		r.Code, r.SubCode, r.SubMsg, r.Hash,
	}
}

// Requests lists an app's calls, newest first; with failed, those that failed.
// The caller has checked that the app is the asker's.
func (g *Gateway) Requests(ctx context.Context, app string, failed bool, ask page.Ask) (page.Of[Entry], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Entry]{}, err
	}
	only := ""
	if failed {
		only = "failed"
	}
	rows, err := db.List[logRow](ctx, g.db, qOfApp, app, at, id, only, ask.Limit+1)
	if err != nil {
		return page.Of[Entry]{}, err
	}
	var out []Entry
	for _, r := range rows {
		out = append(out, entryOf(r))
	}
	return page.Cut(out, ask.Limit, func(e Entry) (int64, string) { return e.At.UnixMicro(), e.ID }), nil
}

// Request finds an app's call by its trace id. Fault: ErrNoEntry.
func (g *Gateway) Request(ctx context.Context, app, traceID string) (Entry, error) {
	r, ok, err := db.One[logRow](ctx, g.db, qTrace, traceID, app)
	if err == nil && !ok {
		err = ErrNoEntry
	}
	return entryOf(r), err
}
