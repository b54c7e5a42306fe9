// Package stock counts what can be sold, for every channel at once: the app,
// the table, the register and the flash sale take from the same row.
//
//	held --Take--> taken --Return--> returned
//	  +--Release, time--> released
//
// A hold is a claim that no one else can have; what is on hand less what is
// held is what is left. Nothing is ever sold that was not held first, and every
// change of what is on hand is written down: Verify recounts all of it.
// A SKU without a row is not counted, and never short.
package stock

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("stock", files)

var (
	ErrShort = fault.New(fault.Refused, "stock.short", "There is not enough left of this.")
	ErrCount = fault.New(fault.Invalid, "stock.count", "A count is from 0 to 10000000, and not less than what is held for buyers.")
)

// Level is what there is of a SKU.
type Level struct {
	SKU    string `db:"sku"`
	OnHand int64  `db:"on_hand"`
	Held   int64  `db:"held"`
}

// Left is what can still be sold.
func (l Level) Left() int64 { return l.OnHand - l.Held }

// Item is a number of pieces of a SKU.
type Item struct {
	SKU string
	Qty int64
}

// Service keeps stock.
type Service struct{}

func New() *Service { return &Service{} }

const most = 10_000_000

// Count sets what is on hand, as somebody counted it. Fault: ErrCount.
func (s *Service) Count(ctx context.Context, tx *db.Tx, sku string, n int64, ref string) error {
	if n < 0 || n > most {
		return ErrCount
	}
	was, ok, err := db.One[Level](ctx, tx, qLevel, sku)
	if err != nil || ok && was.OnHand == n {
		return err
	}
	if ok && n < was.Held {
		return ErrCount
	}
	if _, err := db.Exec(ctx, tx, qCount, sku, n); err != nil {
		return err
	}
	return move(ctx, tx, sku, n-was.OnHand, "counted", ref)
}

func move(ctx context.Context, tx *db.Tx, sku string, by int64, why, ref string) error {
	_, err := db.Exec(ctx, tx, qMove, tx.NewIDFor(sku), sku, by, why, ref, tx.Now().UnixMicro())
	return err
}

// Levels gives what there is of the SKUs that are counted.
func (s *Service) Levels(ctx context.Context, q db.Q, skus ...string) (map[string]Level, error) {
	out := map[string]Level{}
	for part := range slices.Chunk(skus, atOnce) {
		args := make([]any, atOnce)
		for i := range args {
			args[i] = ""
			if i < len(part) {
				args[i] = part[i]
			}
		}
		levels, err := db.List[Level](ctx, q, qLevels, args...)
		if err != nil {
			return nil, err
		}
		for _, l := range levels {
			out[l.SKU] = l
		}
	}
	return out, nil
}

// Hold claims items for the fact ref until a time; the zero time is never.
// All of them or none. The same ref again changes nothing. Fault: ErrShort,
// which names the SKU.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, ref string, items []Item, until time.Time) error {
	var expires int64
	if !until.IsZero() {
		expires = until.UnixMicro()
	}
	// In one order for everybody, so that two never wait for each other.
	for _, it := range sum(items) {
		if _, ok, err := db.One[Level](ctx, tx, qLevel, it.SKU); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		n, err := db.Exec(ctx, tx, qHold, ref, it.SKU, it.Qty, expires)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // held before
		}
		if n, err = db.Exec(ctx, tx, qHeld, it.SKU, it.Qty); err != nil {
			return err
		}
		if n == 0 {
			return ErrShort.With(map[string]any{"sku": it.SKU})
		}
	}
	return nil
}

// sum adds up the items of one SKU, and sorts them.
func sum(items []Item) (out []Item) {
	items = slices.SortedFunc(slices.Values(items), func(a, b Item) int { return strings.Compare(a.SKU, b.SKU) })
	for _, it := range items {
		if n := len(out); n > 0 && out[n-1].SKU == it.SKU {
			out[n-1].Qty += it.Qty
			continue
		}
		out = append(out, it)
	}
	return out
}

type holdRow struct {
	Ref string `db:"ref"`
	SKU string `db:"sku"`
	Qty int64  `db:"qty"`
}

// Take sells what ref holds. Again changes nothing.
func (s *Service) Take(ctx context.Context, tx *db.Tx, ref string) error {
	return each(ctx, tx, ref, "held", "taken", func(h holdRow) error {
		if _, err := db.Exec(ctx, tx, qTaken, h.SKU, h.Qty); err != nil {
			return err
		}
		return move(ctx, tx, h.SKU, -h.Qty, "sold", ref)
	})
}

// Release gives up what ref holds. Again changes nothing.
func (s *Service) Release(ctx context.Context, tx *db.Tx, ref string) error {
	return each(ctx, tx, ref, "held", "released", func(h holdRow) error {
		_, err := db.Exec(ctx, tx, qFreed, h.SKU, h.Qty)
		return err
	})
}

// Return puts back what ref took. Again changes nothing.
func (s *Service) Return(ctx context.Context, tx *db.Tx, ref string) error {
	return each(ctx, tx, ref, "taken", "returned", func(h holdRow) error {
		if _, err := db.Exec(ctx, tx, qReturned, h.SKU, h.Qty); err != nil {
			return err
		}
		return move(ctx, tx, h.SKU, h.Qty, "returned", ref)
	})
}

// each moves ref's holds from one status to another and lets fn count for each that moved.
func each(ctx context.Context, tx *db.Tx, ref, from, to string, fn func(holdRow) error) error {
	rows, err := db.List[holdRow](ctx, tx, qHolds, ref, from)
	if err != nil {
		return err
	}
	for _, h := range rows {
		n, err := db.Exec(ctx, tx, qHoldMove, ref, h.SKU, from, to)
		if err != nil {
			return err
		}
		if n == 1 {
			if err := fn(h); err != nil {
				return err
			}
		}
	}
	return nil
}

// Expire releases holds whose time is up, 500 at most, for those that nobody
// came back to.
func (s *Service) Expire(ctx context.Context, tx *db.Tx) error {
	refs, err := db.List[string](ctx, tx, qExpired, tx.Now().UnixMicro())
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if err := s.Release(ctx, tx, ref); err != nil {
			return err
		}
	}
	return nil
}

type recount struct {
	SKU    string `db:"sku"`
	OnHand int64  `db:"on_hand"`
	Held   int64  `db:"held"`
	Moves  int64  `db:"moves"`
	Holds  int64  `db:"holds"`
}

// Verify recounts every SKU from its moves and its holds.
func (s *Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	for r, err := range db.Each[recount](ctx, q, qRecount) {
		if err != nil {
			return n, nil, err
		}
		n++
		if r.OnHand != r.Moves || r.Held != r.Holds || r.Held > r.OnHand || r.Held < 0 {
			breaches = append(breaches, fmt.Sprintf("%s has %d on hand and %d held, its rows make %d and %d", r.SKU, r.OnHand, r.Held, r.Moves, r.Holds))
		}
	}
	return n, breaches, nil
}
