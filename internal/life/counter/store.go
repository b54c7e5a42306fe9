package counter

import "livewell/internal/kit/db"

type row struct {
	ID       string `db:"id"`
	Terminal string `db:"terminal"`
	Store    string `db:"store"`
	Sale     bool   `db:"sale"`
	Number   string `db:"number"`
}

var (
	qAdd    = db.SQL(`INSERT INTO counter_order (id, terminal, store, sale, created_at) VALUES ($1, $2, $3, $4, $5)`)
	qGet    = db.SQL(`SELECT id, terminal, store, sale, number FROM counter_order WHERE id = $1`)
	qNumber = db.SQL(`UPDATE counter_order SET number = $2 WHERE id = $1 AND number = ''`)
)
