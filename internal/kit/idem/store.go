package idem

import "livewell/internal/kit/db"

var (
	qClaim = db.SQL(`
		INSERT INTO idem (principal, op, name, print, status, body, at)
		VALUES ($1, $2, $3, $4, 0, '', $5) ON CONFLICT DO NOTHING`)
	qGet   = db.SQL(`SELECT print, status, body FROM idem WHERE principal = $1 AND op = $2 AND name = $3`)
	qSave  = db.SQL(`UPDATE idem SET status = $4, body = $5 WHERE principal = $1 AND op = $2 AND name = $3 AND status = 0`)
	qSweep = db.SQL(`
		DELETE FROM idem WHERE (principal, op, name) IN
			(SELECT principal, op, name FROM idem WHERE at < $1 ORDER BY at LIMIT $2)`)
)
