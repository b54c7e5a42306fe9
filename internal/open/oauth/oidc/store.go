package oidc

import "livewell/internal/kit/db"

var (
	qSpend = db.SQL(`INSERT INTO oidc_assertion (app, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	qSweep = db.SQL(`
		DELETE FROM oidc_assertion WHERE (app, jti) IN
			(SELECT app, jti FROM oidc_assertion WHERE expires_at < $1 ORDER BY expires_at LIMIT 5000)`)
)
