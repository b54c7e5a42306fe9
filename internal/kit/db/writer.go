package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// writer is SQLite's only writing connection. It takes callers' functions
// from a bounded queue, runs as many as wait in one transaction, each in its
// own savepoint, and answers them after the commit: one fsync serves them all.
type writer struct {
	db       *DB
	conn     driver.Conn
	queue    chan *call
	quit     chan struct{}
	done     chan struct{}
	stmts    map[string]*prepared
	args     []driver.NamedValue // of the running statement, kept to be used again
	memo     memo
	version  driver.Value // of the file, as others' commits change it
	usual    int          // callers at once, of late
	patience *time.Timer
	waited   time.Duration // for callers, in the running batch
	fatal    func(error)
	// The newest batch, for metrics.
	commits, calls atomic.Int64
}

const (
	queueLen = 2048
	maxBatch = 512
	// A batch ends after this long even when more callers wait, so that the
	// first of them is not kept from its answer.
	maxBatchTime = 30 * time.Millisecond
	// A batch that is smaller than usual waits this long in all for its callers to
	// come back, where a usual one has at least minToWait.
	maxWait   = 3 * time.Millisecond
	minToWait = 8
)

// call is one caller's function on its way through the writer.
type call struct {
	ctx   context.Context
	fn    func(*Tx) error
	after []func()
	err   error
	state atomic.Int32
	done  chan struct{}
}

const (
	waiting int32 = iota
	taken
	abandoned
)

func openWriter(d *DB, o Options) (*writer, error) {
	level, want := "FULL", int64(2)
	if o.Synchronous != "" {
		level, want = o.Synchronous, -1
	}
	// A big cache keeps a batch's pages from spilling into the WAL twice; the
	// checkpoint waits longer than by default because a hot page then leaves the WAL once.
	conn, err := (&sqlite.Driver{}).Open(sqliteDSN(d.dsn, "synchronous("+level+")", "cache_size(-131072)", "temp_store(MEMORY)", "wal_autocheckpoint(12000)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", d.dsn, err)
	}
	w := &writer{
		db: d, conn: conn, fatal: o.Fatal, stmts: map[string]*prepared{},
		memo: memo{kept: map[any]any{}}, patience: time.NewTimer(time.Hour), queue: make(chan *call, queueLen), quit: make(chan struct{}), done: make(chan struct{}),
	}
	for pragma, want := range map[string]driver.Value{"synchronous": want, "journal_mode": "wal"} {
		got, err := w.value("PRAGMA " + pragma)
		if err != nil {
			return nil, err
		}
		if got != want && want != int64(-1) {
			return nil, fmt.Errorf("sqlite: %s is %v, not %v: money would not survive a power cut", pragma, got, want)
		}
	}
	go w.run()
	return w, nil
}

// do queues fn and waits for its commit. A caller that gives up while it
// waits in the queue is skipped; one whose function has begun gets its outcome.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) ([]func(), error) {
	c := &call{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-w.quit:
		return nil, ErrDown
	case w.queue <- c:
	default:
		return nil, ErrBusy
	}
	select {
	case <-c.done:
	case <-ctx.Done():
		if c.state.CompareAndSwap(waiting, abandoned) {
			return nil, ctx.Err()
		}
		<-c.done
	case <-w.done:
		if c.state.CompareAndSwap(waiting, abandoned) {
			return nil, ErrDown
		}
		<-c.done
	}
	return c.after, c.err
}

func (w *writer) close() {
	close(w.quit)
	<-w.done
}

func (w *writer) run() {
	defer close(w.done)
	batch := make([]*call, 0, maxBatch)
	for {
		select {
		case c := <-w.queue:
			batch = w.batch(c, batch[:0])
		case <-w.quit:
			for len(w.queue) > 0 {
				batch = w.batch(<-w.queue, batch[:0])
			}
			for _, s := range w.stmts {
				s.stmt.Close()
			}
			w.conn.Close()
			return
		}
	}
}

// batch runs first and all that wait behind it in one transaction.
func (w *writer) batch(first *call, batch []*call) []*call {
	began := time.Now() //nolint:forbidigo // real time: how long callers have waited, not business time
	w.waited = 0
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = w.doubt()
	}
	for c := first; c != nil; c = w.next(len(batch), began) {
		if !c.state.CompareAndSwap(waiting, taken) {
			continue // gave up while it waited
		}
		batch = append(batch, c)
		if err == nil {
			err = w.one(c, len(batch) == 1)
		}
	}
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		w.roll(err)
	}
	atOnce := len(batch) + len(w.queue)
	w.usual = max(atOnce, w.usual-(w.usual-atOnce+7)/8)
	w.commits.Add(1)
	w.calls.Add(int64(len(batch)))
	for _, c := range batch {
		if err != nil {
			c.err, c.after = known(err), nil
		}
		close(c.done)
	}
	return batch
}

// doubt forgets what is known where another process has written: a tool beside
// the server, such as one that makes a token.
func (w *writer) doubt() error {
	v, err := w.value("PRAGMA data_version")
	if err == nil && v != w.version {
		w.memo.forget()
		w.version = v
	}
	return err
}

// next gives the next caller of a batch that has n, or nil where it should
// commit. Where the last batch was answered a moment ago its callers are on
// their way back: a batch that waits for them shares its pages and its fsync
// with twice as many.
func (w *writer) next(n int, began time.Time) *call {
	if n >= maxBatch || time.Since(began) > maxBatchTime {
		return nil
	}
	select {
	case c := <-w.queue:
		return c
	default:
	}
	if n >= w.usual || w.usual < minToWait || w.waited >= maxWait {
		return nil
	}
	idle := time.Now() //nolint:forbidigo // as in batch
	defer func() { w.waited += time.Since(idle) }()
	w.patience.Reset(maxWait - w.waited)
	defer w.patience.Stop()
	select {
	case c := <-w.queue:
		return c
	case <-w.patience.C:
		return nil
	}
}

// one runs c in a savepoint. An error of c's is c's alone; the error that one
// returns has ended the whole transaction. The first of a batch needs no
// savepoint: there is nothing before it to keep.
func (w *writer) one(c *call, first bool) error {
	if c.err = c.ctx.Err(); c.err != nil {
		return nil //nolint:nilerr // its own fault, and not the transaction's
	}
	keep, undo := []string{"RELEASE one"}, []string{"ROLLBACK TO one", "RELEASE one"}
	if first {
		keep, undo = nil, []string{"ROLLBACK", "BEGIN IMMEDIATE"}
	} else if err := w.exec("SAVEPOINT one"); err != nil {
		return err
	}
	tx := w.db.newTx()
	tx.w = w
	w.memo.begin()
	if c.err = guarded(c.fn, tx); c.err == nil {
		c.after = tx.after
		return w.execAll(keep)
	}
	w.memo.undo()
	if broken(c.err) {
		return c.err
	}
	return w.execAll(undo)
}

func (w *writer) execAll(texts []string) error {
	for _, t := range texts {
		if err := w.exec(t); err != nil {
			return err
		}
	}
	return nil
}

// roll ends a transaction that cannot commit. Where storage itself failed the
// process must stop: after a failed fsync the page cache no longer tells what
// is on the disk.
func (w *writer) roll(err error) {
	var se *sqlite.Error
	if errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_IOERR {
		w.fatal(fmt.Errorf("storage failed, stopping so that a restart can recover from what is on the disk: %w", err))
	}
	w.memo.forget()
	// SQLite may have rolled back by itself; then this fails and that is fine.
	_ = w.exec("ROLLBACK")
}

// broken reports errors after which SQLite may have ended the transaction by itself.
func broken(err error) bool {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return false
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// prepared is a statement with plain "?" in place of "$1": SQLite takes "$1" for
// a name, and the driver looks every name up in a list at each call.
type prepared struct {
	stmt  driver.Stmt
	order []int // the argument of each "?"
}

var placeholder = regexp.MustCompile(`\$[0-9]+`)

// prepare gives the statement for text. It is prepared once: the writer runs
// the few hundred declared statements only.
func (w *writer) prepare(text string) (*prepared, error) {
	if p, ok := w.stmts[text]; ok {
		return p, nil
	}
	p := &prepared{}
	plain := placeholder.ReplaceAllStringFunc(text, func(name string) string {
		n, _ := strconv.Atoi(name[1:])
		p.order = append(p.order, n-1)
		return "?"
	})
	var err error
	if p.stmt, err = w.conn.Prepare(plain); err != nil {
		return nil, err
	}
	w.stmts[text] = p
	return p, nil
}

func (w *writer) exec(text string) error {
	_, err := w.execute(text, nil)
	return err
}

func (w *writer) execute(text string, args []any) (int64, error) {
	p, err := w.prepare(text)
	if err != nil {
		return 0, err
	}
	vs, err := w.values(p, args)
	if err != nil {
		return 0, err
	}
	// The context is not the caller's: a statement takes microseconds, and an
	// interrupt would end the transaction of every caller in the batch.
	res, err := p.stmt.(driver.StmtExecContext).ExecContext(context.Background(), vs) //nolint:forbidigo // see above
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// script runs several statements and keeps none of them prepared.
func (w *writer) script(text string) error {
	s, err := w.conn.Prepare(text)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.(driver.StmtExecContext).ExecContext(context.Background(), nil) //nolint:forbidigo // as in execute
	return err
}

func (w *writer) query(text string, args []any) (*rawRows, error) {
	p, err := w.prepare(text)
	if err != nil {
		return nil, err
	}
	vs, err := w.values(p, args)
	if err != nil {
		return nil, err
	}
	rows, err := p.stmt.(driver.StmtQueryContext).QueryContext(context.Background(), vs) //nolint:forbidigo // as in execute
	if err != nil {
		return nil, err
	}
	return readAll(rows)
}

func (w *writer) value(text string) (driver.Value, error) {
	rows, err := w.query(text, nil)
	if err != nil || len(rows.rows) == 0 {
		return nil, err
	}
	return rows.rows[0][0], nil
}

// values converts arguments as database/sql does. What it gives holds until the next statement.
func (w *writer) values(p *prepared, args []any) ([]driver.NamedValue, error) {
	w.args = w.args[:0]
	for i, n := range p.order {
		if n >= len(args) {
			return nil, fmt.Errorf("the statement has no argument for $%d", n+1)
		}
		var v driver.Value
		switch a := args[n].(type) {
		case string, int64, []byte, bool: // what most arguments are
			v = a
		default:
			var err error
			if v, err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
				return nil, fmt.Errorf("argument %d: %w", n+1, err)
			}
		}
		w.args = append(w.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return w.args, nil
}

// Stats counts what the writer has done since it started. It is zero on PostgreSQL.
type Stats struct {
	Commits, Calls int64
	Waiting        int
}

func (d *DB) Stats() Stats {
	if d.writer == nil {
		return Stats{}
	}
	return Stats{d.writer.commits.Load(), d.writer.calls.Load(), len(d.writer.queue)}
}
