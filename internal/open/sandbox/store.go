package sandbox

import "livewell/internal/kit/db"

var (
	qAdd = db.SQL(`
		INSERT INTO sandbox_tenant (hash, app, owner, merchant, other_app, other, buyer, payee, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qGet = db.SQL(`SELECT hash, app, owner, merchant, other_app, other, buyer, payee FROM sandbox_tenant WHERE hash = $1`)
)
