package onboard

import "livewell/internal/kit/db"

var (
	qClaim = db.SQL(`INSERT INTO onboard_row (ref, merchant, store, at) VALUES ($1, '', '', $2) ON CONFLICT DO NOTHING`)
	qDone  = db.SQL(`UPDATE onboard_row SET merchant = $2, store = $3 WHERE ref = $1`)
)
