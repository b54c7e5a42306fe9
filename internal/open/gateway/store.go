package gateway

import "livewell/internal/kit/db"

const logCols = `id, trace_id, app, method, v3, at, took, code, sub_code, sub_msg, hash`

var (
	qLog   = db.InsertMany(`gateway_request (`+logCols+`)`, ``)
	qOfApp = db.SQL(`
		SELECT ` + logCols + ` FROM gateway_request
		WHERE app = $1 AND (at, id) < ($2, $3) AND ($4 = '' OR code <> '10000') ORDER BY at DESC, id DESC LIMIT $5`)
	qTrace = db.SQL(`SELECT ` + logCols + ` FROM gateway_request WHERE trace_id = $1 AND app = $2 LIMIT 1`)
	qOld   = db.SQL(`DELETE FROM gateway_request WHERE id IN (SELECT id FROM gateway_request WHERE at < $1 ORDER BY at LIMIT 1000)`)
	qUse   = db.SQL(`
		INSERT INTO gateway_usage (app, day, method, good, failed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (app, day, method) DO UPDATE SET good = gateway_usage.good + excluded.good, failed = gateway_usage.failed + excluded.failed`)
	qUsed = db.SQL(`SELECT day, method, good, failed FROM gateway_usage WHERE app = $1 AND day >= $2 AND day < $3 ORDER BY day, method`)
	qNth  = db.SQL(`SELECT at FROM gateway_request ORDER BY at DESC LIMIT 1 OFFSET $1`)
)

type logRow struct {
	ID      string `db:"id"`
	Trace   string `db:"trace_id"`
	App     string `db:"app"`
	Method  string `db:"method"`
	V3      bool   `db:"v3"`
	At      int64  `db:"at"`
	Took    int64  `db:"took"`
	Code    string `db:"code"`
	SubCode string `db:"sub_code"`
	SubMsg  string `db:"sub_msg"`
	Hash    string `db:"hash"`
}

type usedRow struct {
	Day    string `db:"day"`
	Method string `db:"method"`
	Good   int64  `db:"good"`
	Failed int64  `db:"failed"`
}
