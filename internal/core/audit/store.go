package audit

import "livewell/internal/kit/db"

type head struct {
	Seq  int64  `db:"seq"`
	Hash string `db:"hash"`
}

type row struct {
	Seq     int64  `db:"seq"`
	At      int64  `db:"at"`
	Actor   string `db:"actor"`
	Behalf  string `db:"behalf"`
	Act     string `db:"act"`
	Object  string `db:"object"`
	Reason  string `db:"reason"`
	Request string `db:"request"`
	Details string `db:"details"`
	Prev    string `db:"prev"`
	Hash    string `db:"hash"`
}

const columns = `seq, at, actor, behalf, act, object, reason, request, details, prev, hash`

var (
	qNext    = db.SQL(`UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash`)
	qHead    = db.SQL(`UPDATE audit_head SET hash = $1 WHERE id = 1`)
	qGetHead = db.SQL(`SELECT seq, hash FROM audit_head WHERE id = 1`)
	qInsert  = db.SQL(`
		INSERT INTO audit_entry (seq, at, actor, behalf, act, object, reason, request, details, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qAll  = db.SQL(`SELECT ` + columns + ` FROM audit_entry ORDER BY seq`)
	qList = db.SQL(`SELECT ` + columns + ` FROM audit_entry WHERE seq < $1 ORDER BY seq DESC LIMIT $2`)
	qOf   = db.SQL(`SELECT ` + columns + ` FROM audit_entry WHERE seq < $1 AND object = $3 ORDER BY seq DESC LIMIT $2`)
)
