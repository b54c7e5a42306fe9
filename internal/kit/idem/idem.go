// Package idem remembers the answer to a request under the key that the client
// chose, so that asking again gives the same answer and no second effect.
//
// The record commits with the effect it belongs to; there is no pending state
// that another transaction could see. A parallel repeat waits for the first
// (SQLite) or is retried after it (PostgreSQL), and then finds the answer.
package idem

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("idem", files)

// ErrReused says that the key came before with another request. Nothing was done.
var ErrReused = fault.New(fault.Refused, "request.key_reused", "This Idempotency-Key was used for another request.")

// Keep is how long an answer is kept at least.
const Keep = 24 * time.Hour

// Key names one request of one caller.
type Key struct{ Principal, Op, Name string }

// Answer is what was sent, byte for byte.
type Answer struct {
	Status int
	Body   []byte
}

// Print is the fingerprint of a decoded request: equal for requests that mean the same.
func Print(in any) (string, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:]), nil
}

type row struct {
	Print  string `db:"print"`
	Status int64  `db:"status"`
	Body   string `db:"body"`
}

// Claim takes k for the running transaction, which then ends with Save or rolls
// back. When k was answered before, it gives that answer and true.
// Faults: ErrReused.
func Claim(ctx context.Context, tx *db.Tx, k Key, print string) (Answer, bool, error) {
	n, err := db.Exec(ctx, tx, qClaim, k.Principal, k.Op, k.Name, print, tx.Now().UnixMicro())
	if err != nil || n == 1 {
		return Answer{}, false, err
	}
	r, ok, err := db.One[row](ctx, tx, qGet, k.Principal, k.Op, k.Name)
	switch {
	case err != nil || !ok:
		return Answer{}, false, err
	case r.Print != print:
		return Answer{}, false, ErrReused
	}
	return Answer{int(r.Status), []byte(r.Body)}, true, nil
}

// Save stores the answer of a key claimed in tx.
func Save(ctx context.Context, tx *db.Tx, k Key, a Answer) error {
	_, err := db.Exec(ctx, tx, qSave, k.Principal, k.Op, k.Name, a.Status, string(a.Body))
	return err
}

// Sweep forgets up to limit answers that are older than Keep, and gives their number.
func Sweep(ctx context.Context, tx *db.Tx, limit int) (int64, error) {
	return db.Exec(ctx, tx, qSweep, tx.Now().Add(-Keep).UnixMicro(), limit)
}
