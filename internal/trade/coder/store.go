package coder

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Label     string `db:"label"`
	Amount    int64  `db:"amount"`
	CreatedAt int64  `db:"created_at"`
	EndedAt   int64  `db:"ended_at"`
}

func (r row) code() Code {
	return Code{r.ID, r.Merchant, r.Label, money.New(r.Amount, money.CNY), time.UnixMicro(r.CreatedAt).UTC(), r.EndedAt > 0}
}

const columns = `id, merchant, label, amount, created_at, ended_at`

var (
	qInsert = db.SQL(`INSERT INTO coder_code (id, merchant, label, amount, created_at) VALUES ($1, $2, $3, $4, $5)`)
	qEnd    = db.SQL(`UPDATE coder_code SET ended_at = $2 WHERE id = $1 AND ended_at = 0`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM coder_code WHERE id = $1`)
	qList   = db.SQL(`SELECT ` + columns + ` FROM coder_code WHERE merchant = $1 AND ended_at = 0 ORDER BY id LIMIT 200`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM coder_code WHERE merchant = $1 AND ended_at = 0`)
)
