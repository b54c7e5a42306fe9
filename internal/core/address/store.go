package address

import "livewell/internal/kit/db"

type row struct {
	ID      string `db:"id"`
	Body    []byte `db:"body"`
	DataKey []byte `db:"data_key"`
}

var (
	qSave = db.SQL(`
		INSERT INTO address (id, owner, body, data_key, used_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, data_key = excluded.data_key, used_at = excluded.used_at`)
	qUsed  = db.SQL(`UPDATE address SET used_at = $2 WHERE id = $1`)
	qDel   = db.SQL(`DELETE FROM address WHERE id = $1 AND owner = $2`)
	qGet   = db.SQL(`SELECT id, body, data_key FROM address WHERE id = $1 AND owner = $2`)
	qList  = db.SQL(`SELECT id, body, data_key FROM address WHERE owner = $1 ORDER BY used_at DESC, id DESC LIMIT 50`)
	qCount = db.SQL(`SELECT COUNT(*) FROM address WHERE owner = $1`)
)
