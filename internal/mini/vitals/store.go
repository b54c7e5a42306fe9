package vitals

import "livewell/internal/kit/db"

// among keeps to the hosts and cities where the gray version was opened.
const among = `EXISTS (SELECT 1 FROM vitals_hour g WHERE g.app = $1 AND g.version = $4 AND g.hour >= $3 AND g.host = v.host AND g.city = v.city)`

var (
	qSee       = db.SQL(`INSERT INTO vitals_seen (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	qSweepSeen = db.SQL(`DELETE FROM vitals_seen WHERE id IN (SELECT id FROM vitals_seen WHERE at < $1 ORDER BY at LIMIT $2)`)

	qKnown = db.SQL(`SELECT name FROM vitals_name WHERE app = $1 AND version = $2 AND kind = $3 AND name = $4`)
	qNames = db.SQL(`SELECT COUNT(*) FROM vitals_name WHERE app = $1 AND version = $2 AND kind = $3`)
	qName  = db.SQL(`INSERT INTO vitals_name (app, version, kind, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)

	qHourAdd = db.SQL(`
		INSERT INTO vitals_hour (app, version, hour, host, city, opens, crashes, closed, used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (app, version, hour, host, city) DO UPDATE SET opens = vitals_hour.opens + excluded.opens,
		  crashes = vitals_hour.crashes + excluded.crashes, closed = vitals_hour.closed + excluded.closed, used = vitals_hour.used + excluded.used`)
	qSpeedAdd = db.SQL(`
		INSERT INTO vitals_speed (app, version, hour, host, city, bucket, n) VALUES ($1, $2, $3, $4, $5, $6, 1)
		ON CONFLICT (app, version, hour, host, city, bucket) DO UPDATE SET n = vitals_speed.n + 1`)
	qPageAdd = db.SQL(`
		INSERT INTO vitals_page (app, version, day, page, views) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (app, version, day, page) DO UPDATE SET views = vitals_page.views + 1`)
	qDayAdd = db.SQL(`
		INSERT INTO vitals_day (app, day, opens) VALUES ($1, $2, $3) ON CONFLICT (app, day) DO UPDATE SET opens = vitals_day.opens + excluded.opens`)

	qErrorAgain = db.SQL(`UPDATE vitals_error SET n = n + 1, last_at = $4, fatal = fatal OR $5 WHERE app = $1 AND version = $2 AND hash = $3`)
	qErrorAdd   = db.SQL(`
		INSERT INTO vitals_error (app, version, hash, message, stack, page, fatal, n, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)`)
	// The newest $3 stay.
	qErrorDrop = db.SQL(`
		DELETE FROM vitals_error WHERE app = $1 AND version = $2 AND hash NOT IN
		  (SELECT hash FROM vitals_error WHERE app = $1 AND version = $2 ORDER BY last_at DESC, hash LIMIT $3)`)

	qDays = db.SQL(`
		SELECT (hour + 8) / 24 AS day, CAST(SUM(opens) AS BIGINT) AS opens, CAST(SUM(crashes) AS BIGINT) AS crashes, CAST(SUM(closed) AS BIGINT) AS closed,
		  CAST(SUM(used) AS BIGINT) AS used
		FROM vitals_hour WHERE app = $1 AND version = $2 AND hour >= $3 GROUP BY (hour + 8) / 24 ORDER BY day`)
	qSpeed = db.SQL(`
		SELECT bucket, CAST(SUM(n) AS BIGINT) AS n FROM vitals_speed WHERE app = $1 AND version = $2 AND hour >= $3 GROUP BY bucket ORDER BY bucket`)
	qPages = db.SQL(`
		SELECT page, CAST(SUM(views) AS BIGINT) AS views FROM vitals_page WHERE app = $1 AND version = $2 AND day >= $3
		GROUP BY page ORDER BY views DESC, page LIMIT 101`)
	qErrors = db.SQL(`
		SELECT message, stack, page, fatal, n, first_at, last_at FROM vitals_error WHERE app = $1 AND version = $2 ORDER BY last_at DESC, hash LIMIT 50`)

	qArm = db.SQL(`
		SELECT CAST(COALESCE(SUM(opens), 0) AS BIGINT) AS opens, CAST(COALESCE(SUM(crashes), 0) AS BIGINT) AS crashes
		FROM vitals_hour v WHERE app = $1 AND version = $2 AND hour >= $3 AND ` + among)
	qArmSpeed = db.SQL(`
		SELECT bucket, CAST(SUM(n) AS BIGINT) AS n FROM vitals_speed v WHERE app = $1 AND version = $2 AND hour >= $3 AND ` + among + `
		GROUP BY bucket ORDER BY bucket`)

	// What was opened longer ago counts nothing, but its program is told of.
	qTally = db.SQL(`
		SELECT app, CAST(SUM(CASE WHEN day > $2 THEN opens ELSE 0 END) AS BIGINT) AS opens FROM vitals_day WHERE app > $1
		GROUP BY app ORDER BY app LIMIT $3`)
	qDropHours = db.SQL(`DELETE FROM vitals_hour WHERE app = $1 AND hour < $2`)
	qDropSpeed = db.SQL(`DELETE FROM vitals_speed WHERE app = $1 AND hour < $2`)
	qDropPages = db.SQL(`DELETE FROM vitals_page WHERE app = $1 AND day < $2`)
	qDropDays  = db.SQL(`DELETE FROM vitals_day WHERE app = $1 AND day < $2`)
)

type dayRow struct {
	Day     int64 `db:"day"`
	Opens   int64 `db:"opens"`
	Crashes int64 `db:"crashes"`
	Closed  int64 `db:"closed"`
	Used    int64 `db:"used"`
}

type bucketRow struct {
	Bucket int64 `db:"bucket"`
	N      int64 `db:"n"`
}

type errorRow struct {
	Message string `db:"message"`
	Stack   string `db:"stack"`
	Page    string `db:"page"`
	Fatal   bool   `db:"fatal"`
	N       int64  `db:"n"`
	FirstAt int64  `db:"first_at"`
	LastAt  int64  `db:"last_at"`
}

type armRow struct {
	Opens   int64 `db:"opens"`
	Crashes int64 `db:"crashes"`
}

type tallyRow struct {
	App   string `db:"app"`
	Opens int64  `db:"opens"`
}
