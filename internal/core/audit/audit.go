// Package audit keeps who did what with other people's money, data or rights.
//
// Entries are only ever added. Each holds the hash of the one before, so an
// entry that is edited, moved or taken away breaks the chain at that place, and
// the head row tells when the newest are missing. One row is changed by every
// append, so appends are one behind the other on every engine.
package audit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("audit", files)

// ErrBroken says that the log was changed behind our back. Args: seq.
var ErrBroken = fault.New(fault.Conflict, "audit.broken", "The audit log has been changed.")

// Entry is one act.
type Entry struct {
	Seq     int64
	At      time.Time
	Actor   string // "user:42", "job:settle"
	Behalf  string // for whom, when not for itself
	Act     string // "order.refund", "user.read_phone"
	Object  string // "order:17"
	Reason  string
	Request string // trace id
	Details string // SHA-256 of what was done, set by Append
}

// Append adds e to the log as part of tx. Of details, any value that JSON can
// hold, only the hash is kept. It sets Seq, At and Details.
func Append(ctx context.Context, tx *db.Tx, e Entry, details any) error {
	b, err := json.Marshal(details)
	if err != nil {
		return err
	}
	h, ok, err := db.One[head](ctx, tx, qNext)
	if err != nil || !ok {
		return fmt.Errorf("audit head: found %v, %w", ok, err)
	}
	d := sha256.Sum256(b)
	r := row{
		Seq: h.Seq, At: tx.Now().UnixMicro(), Actor: e.Actor, Behalf: e.Behalf, Act: e.Act, Object: e.Object,
		Reason: e.Reason, Request: e.Request, Details: hex.EncodeToString(d[:]), Prev: h.Hash,
	}
	r.Hash = r.sum()
	if _, err := db.Exec(ctx, tx, qInsert, r.Seq, r.At, r.Actor, r.Behalf, r.Act, r.Object, r.Reason, r.Request, r.Details, r.Prev, r.Hash); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qHead, r.Hash)
	return err
}

// sum hashes every field with its length in front, so that no two rows read alike.
func (r row) sum() string {
	h := sha256.New()
	for _, s := range []string{
		strconv.FormatInt(r.Seq, 10), strconv.FormatInt(r.At, 10), r.Actor, r.Behalf, r.Act,
		r.Object, r.Reason, r.Request, r.Details, r.Prev,
	} {
		h.Write(fmt.Appendf(nil, "%d:%s", len(s), s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Verify walks the whole chain and gives the number of its entries. q should be
// a transaction or a quiet database: an append in between looks like a breach.
// Faults: ErrBroken, with the first bad place.
func Verify(ctx context.Context, q db.Q) (int64, error) {
	h, ok, err := db.One[head](ctx, q, qGetHead)
	if err != nil || !ok {
		return 0, fmt.Errorf("audit head: found %v, %w", ok, err)
	}
	var n int64
	prev := ""
	for r, err := range db.Each[row](ctx, q, qAll) {
		if err != nil {
			return n, err
		}
		if r.Seq != n+1 || r.Prev != prev || r.Hash != r.sum() {
			return n, ErrBroken.With(map[string]any{"seq": n + 1})
		}
		n, prev = r.Seq, r.Hash
	}
	if h.Seq != n || h.Hash != prev {
		return n, ErrBroken.With(map[string]any{"seq": n + 1})
	}
	return n, nil
}

// List gives the log, newest first; with an object only what was done to it.
func List(ctx context.Context, q db.Q, object string, ask page.Ask) (page.Of[Entry], error) {
	before, _, err := ask.Before()
	if err != nil {
		return page.Of[Entry]{}, err
	}
	var out []Entry
	stmt, args := qList, []any{before, ask.Limit + 1}
	if object != "" {
		stmt, args = qOf, []any{before, ask.Limit + 1, object}
	}
	for r, err := range db.Each[row](ctx, q, stmt, args...) {
		if err != nil {
			return page.Of[Entry]{}, err
		}
		out = append(out, Entry{r.Seq, time.UnixMicro(r.At).UTC(), r.Actor, r.Behalf, r.Act, r.Object, r.Reason, r.Request, r.Details})
	}
	return page.Cut(out, ask.Limit, func(e Entry) (int64, string) { return e.Seq, "" }), nil
}
