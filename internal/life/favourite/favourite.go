// Package favourite remembers the stores that people want to find again.
package favourite

import (
	"context"
	"embed"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("favourite", files)

// ErrTooMany is for who marks everything.
var ErrTooMany = fault.New(fault.Refused, "favourite.too_many", "You have 500 favourites. Take one away first.")

const most = 500

type row struct {
	Store string `db:"store"`
	At    int64  `db:"at"`
}

var (
	qAdd    = db.SQL(`INSERT INTO favourite_store (owner, store, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	qDrop   = db.SQL(`DELETE FROM favourite_store WHERE owner = $1 AND store = $2`)
	qForget = db.SQL(`DELETE FROM favourite_store WHERE owner = $1`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM favourite_store WHERE owner = $1`)
	qHas    = db.SQL(`SELECT COUNT(*) FROM favourite_store WHERE owner = $1 AND store = $2`)
	qList   = db.SQL(`SELECT store, at FROM favourite_store WHERE owner = $1 AND (at, store) < ($2, $3) ORDER BY at DESC, store DESC LIMIT $4`)
)

// Service keeps favourites.
type Service struct{}

func New() *Service { return &Service{} }

// Set marks a store, or unmarks it. Again changes nothing. Fault: ErrTooMany.
func (*Service) Set(ctx context.Context, tx *db.Tx, owner, store string, on bool) error {
	if !on {
		_, err := db.Exec(ctx, tx, qDrop, owner, store)
		return err
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, owner); err != nil || n >= most {
		if err == nil {
			err = ErrTooMany
		}
		return err
	}
	_, err := db.Exec(ctx, tx, qAdd, owner, store, tx.Now().UnixMicro())
	return err
}

// Has tells whether a person marked a store.
func (*Service) Has(ctx context.Context, q db.Q, owner, store string) (bool, error) {
	n, _, err := db.One[int64](ctx, q, qHas, owner, store)
	return n > 0, err
}

// Of lists the ids of a person's favourites, the newest first.
func (*Service) Of(ctx context.Context, q db.Q, owner string, ask page.Ask) (page.Of[string], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[string]{}, err
	}
	rows, err := db.List[row](ctx, q, qList, owner, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[string]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.At, r.Store }), func(r row) string { return r.Store }), nil
}

// Forget drops everything of a person.
func (*Service) Forget(ctx context.Context, tx *db.Tx, owner string) error {
	_, err := db.Exec(ctx, tx, qForget, owner)
	return err
}
