package consent

import "livewell/internal/kit/db"

type heldRow struct {
	App     string `db:"app"`
	Scope   string `db:"scope"`
	Version int64  `db:"version"`
	At      int64  `db:"at"`
}

type entryRow struct {
	ID      string `db:"id"`
	App     string `db:"app"`
	Scope   string `db:"scope"`
	Act     string `db:"act"`
	Version int64  `db:"version"`
	Channel string `db:"channel"`
	At      int64  `db:"at"`
}

type pairRow struct {
	UserID string `db:"user_id"`
	OpenID string `db:"open_id"`
}

var (
	qGrant = db.SQL(`
		INSERT INTO consent_grant (owner, app, scope, version, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (owner, app, scope) DO UPDATE SET version = $4, at = $5 WHERE consent_grant.version < $4`)
	qDrop  = db.SQL(`DELETE FROM consent_grant WHERE owner = $1 AND app = $2 AND scope = $3`)
	qHeld  = db.SQL(`SELECT version FROM consent_grant WHERE owner = $1 AND app = $2 AND scope = $3`)
	qOf    = db.SQL(`SELECT app, scope, version, at FROM consent_grant WHERE owner = $1 AND app = $2 ORDER BY scope`)
	qAll   = db.SQL(`SELECT app, scope, version, at FROM consent_grant WHERE owner = $1 ORDER BY app, scope LIMIT 1000`)
	qEnter = db.SQL(`
		INSERT INTO consent_entry (id, owner, app, scope, act, version, channel, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qHistory = db.SQL(`
		SELECT id, app, scope, act, version, channel, at FROM consent_entry
		WHERE owner = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)

	qPair    = db.SQL(`SELECT user_id, open_id FROM consent_pairwise WHERE app = $1 AND owner = $2`)
	qPairNew = db.SQL(`INSERT INTO consent_pairwise (app, owner, user_id, open_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qResolve = db.SQL(`
		SELECT owner FROM consent_pairwise WHERE app = $1 AND user_id = $2
		UNION ALL SELECT owner FROM consent_pairwise WHERE app = $1 AND open_id = $2 LIMIT 1`)
	qUnion    = db.SQL(`SELECT union_id FROM consent_union WHERE developer = $1 AND owner = $2`)
	qUnionNew = db.SQL(`INSERT INTO consent_union (developer, owner, union_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
)
