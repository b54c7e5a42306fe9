package delivery

import (
	"embed"

	"livewell/internal/kit/db"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("delivery", files)

const (
	riderCols = `person, city, on_until, offer, lat, lng, seen_at`
	taskCols  = `head, store, city, status, rider, placed, made_at, fee, ended, load`
	offerCols = `id, rider, heads, status, fee, metres, expires`
)

var (
	qRider = db.SQL(`SELECT ` + riderCols + ` FROM delivery_rider WHERE person = $1`)
	qOn    = db.SQL(`
		INSERT INTO delivery_rider (person, city, on_until, lat, lng, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person) DO UPDATE SET city = excluded.city, on_until = excluded.on_until, lat = excluded.lat, lng = excluded.lng, seen_at = excluded.seen_at`)
	qOff      = db.SQL(`UPDATE delivery_rider SET on_until = 0 WHERE person = $1`)
	qPosition = db.SQL(`UPDATE delivery_rider SET lat = $2, lng = $3, seen_at = $4 WHERE person = $1 AND on_until > $4`)
	qOnDuty   = db.SQL(`SELECT ` + riderCols + ` FROM delivery_rider WHERE on_until > $1 AND quiet <= $1 ORDER BY person LIMIT 5000`)
	// The guard of an offer: on duty, and nothing else offered.
	qOfferTo   = db.SQL(`UPDATE delivery_rider SET offer = $2 WHERE person = $1 AND offer = '' AND on_until > $3 AND quiet <= $3`)
	qOfferGone = db.SQL(`UPDATE delivery_rider SET offer = '', quiet = $3 WHERE person = $1 AND offer = $2`)

	qBegin    = db.SQL(`INSERT INTO delivery_task (head, store, city, status, placed, made_at, fee, load) VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7) ON CONFLICT DO NOTHING`)
	qTask     = db.SQL(`SELECT ` + taskCols + ` FROM delivery_task WHERE head = $1`)
	qTaskMove = db.SQL(`UPDATE delivery_task SET status = $3, rider = $4, seq = CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($5 AS BIGINT) ELSE seq END, ended = $6 WHERE head = $1 AND status = $2`)
	qMade     = db.SQL(`UPDATE delivery_task SET made_at = $2 WHERE head = $1 AND made_at > $2`)
	qNoFee    = db.SQL(`UPDATE delivery_task SET fee = 0 WHERE head = $1`)
	qTasksOf  = db.SQL(`SELECT ` + taskCols + ` FROM delivery_task WHERE rider = $1 AND ended = 0 AND status IN ('taken', 'carried') ORDER BY seq LIMIT 50`)
	qOpenOf   = db.SQL(`SELECT COUNT(*) FROM delivery_task WHERE rider = $1 AND ended = 0 AND status IN ('taken', 'carried')`)
	qHistory  = db.SQL(`SELECT ` + taskCols + ` FROM delivery_task WHERE rider = $1 AND status = 'done' ORDER BY ended DESC LIMIT 100`)
	qEarned   = db.SQL(`SELECT CAST(COALESCE(SUM(fee), 0) AS BIGINT) FROM delivery_task WHERE rider = $1 AND status = 'done' AND ended >= $2`)
	qWaiting  = db.SQL(`SELECT ` + taskCols + ` FROM delivery_task WHERE status = 'waiting' AND ended = 0 ORDER BY placed, head LIMIT 2000`)

	qOffer      = db.SQL(`SELECT ` + offerCols + ` FROM delivery_offer WHERE id = $1`)
	qOfferNew   = db.SQL(`INSERT INTO delivery_offer (id, rider, heads, status, fee, metres, expires, made_at) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7)`)
	qOfferMove  = db.SQL(`UPDATE delivery_offer SET status = $2 WHERE id = $1 AND status = 'open'`)
	qOffersOver = db.SQL(`SELECT id FROM delivery_offer WHERE status = 'open' AND expires <= $1 LIMIT 200`)
	qOffersWith = db.SQL(`SELECT id FROM delivery_offer WHERE status = 'open' AND heads LIKE $1`)

	qLoad = db.SQL(`
		SELECT (SELECT COUNT(*) FROM delivery_task WHERE city = $1 AND ended = 0 AND status IN ('waiting', 'offered', 'taken', 'carried')) AS tasks,
		  (SELECT COUNT(*) FROM delivery_rider WHERE city = $1 AND on_until > $2) AS riders`)
	qSlack    = db.SQL(`SELECT seconds, orders FROM delivery_slack WHERE city = $1 AND load = $2`)
	qSlackSet = db.SQL(`
		INSERT INTO delivery_slack (city, load, seconds, orders) VALUES ($1, $2, $3, $4)
		ON CONFLICT (city, load) DO UPDATE SET seconds = excluded.seconds, orders = excluded.orders`)

	qProof = db.SQL(`INSERT INTO delivery_proof (head, kind, photo, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qPhoto = db.SQL(`SELECT photo FROM delivery_proof WHERE head = $1`)
)
