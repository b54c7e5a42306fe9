package review

import "livewell/internal/kit/db"

var (
	qAdd = db.SQL(`
		INSERT INTO review (id, store, head, line, item, name, name_en, buyer, stars, words, photo, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`)
	qReply = db.SQL(`UPDATE review SET reply = $3, reply_at = $4 WHERE id = $1 AND store = $2`)
	qOf    = db.SQL(`
		SELECT id, store, head, line, name, name_en, buyer, stars, words, photo, reply, reply_at, at FROM review
		WHERE store = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qLines = db.SQL(`SELECT line FROM review WHERE head = $1 AND buyer = $2 ORDER BY line`)
)
