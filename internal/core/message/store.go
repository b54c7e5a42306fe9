package message

import "livewell/internal/kit/db"

type row struct {
	ID       string   `db:"id"`
	Category Category `db:"category"`
	Code     string   `db:"code"`
	Args     string   `db:"args"`
	Link     string   `db:"link"`
	At       int64    `db:"at"`
	ReadAt   int64    `db:"read_at"`
}

type countRow struct {
	Category Category `db:"category"`
	N        int64    `db:"n"`
}

const columns = `id, category, code, args, link, at, read_at`

var (
	qSend = db.SQL(`
		INSERT INTO message_main (id, owner, category, code, args, link, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`)
	qList = db.SQL(`
		SELECT ` + columns + ` FROM message_main
		WHERE owner = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qListIn = db.SQL(`
		SELECT ` + columns + ` FROM message_main
		WHERE owner = $1 AND category = $5 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qSince = db.SQL(`
		SELECT ` + columns + ` FROM message_main
		WHERE owner = $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4`)
	qPlace   = db.SQL(`SELECT at FROM message_main WHERE id = $1 AND owner = $2`)
	qRead    = db.SQL(`UPDATE message_main SET read_at = CASE WHEN read_at = 0 THEN $3 ELSE read_at END WHERE id = $1 AND owner = $2`)
	qReadAll = db.SQL(`UPDATE message_main SET read_at = $2 WHERE owner = $1 AND read_at = 0`)
	qReadIn  = db.SQL(`UPDATE message_main SET read_at = $2 WHERE owner = $1 AND read_at = 0 AND category = $3`)
	qUnread  = db.SQL(`
		SELECT category, COUNT(*) AS n FROM message_main WHERE owner = $1 AND read_at = 0 GROUP BY category ORDER BY category`)

	qOut     = db.SQL(`SELECT category FROM message_optout WHERE owner = $1 AND category = $2`)
	qOff     = db.SQL(`SELECT category FROM message_optout WHERE owner = $1 ORDER BY category`)
	qTurnOff = db.SQL(`INSERT INTO message_optout (owner, category, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	qTurnOn  = db.SQL(`DELETE FROM message_optout WHERE owner = $1 AND category = $2`)
)
