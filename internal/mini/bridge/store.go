package bridge

import "livewell/internal/kit/db"

type domainRow struct {
	Kind   string `db:"kind"`
	Domain string `db:"domain"`
}

var (
	qDomains     = db.SQL(`SELECT kind, domain FROM bridge_domain WHERE app = $1 ORDER BY kind, domain LIMIT 500`)
	qDropDomains = db.SQL(`DELETE FROM bridge_domain WHERE app = $1`)
	qAddDomain   = db.SQL(`INSERT INTO bridge_domain (app, kind, domain, by, at) VALUES ($1, $2, $3, $4, $5)`)
)
