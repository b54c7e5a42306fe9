package dining

import "livewell/internal/kit/db"

var (
	qAdd = db.SQL(`
		INSERT INTO dining_line (store, place, sku, choices, qty, seen, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (store, place, sku, choices) DO UPDATE SET qty = dining_line.qty + excluded.qty, seen = excluded.seen`)
	qTake = db.SQL(`
		UPDATE dining_line SET qty = CASE WHEN qty > CAST($5 AS BIGINT) THEN qty - CAST($5 AS BIGINT) ELSE 0 END
		WHERE store = $1 AND place = $2 AND sku = $3 AND choices = $4`)
	qEmpty = db.SQL(`DELETE FROM dining_line WHERE store = $1 AND place = $2 AND qty = 0`)
	qLines = db.SQL(`SELECT sku, choices, qty, seen FROM dining_line WHERE store = $1 AND place = $2 ORDER BY at, sku, choices LIMIT 100`)
	qSize  = db.SQL(`SELECT CAST(COALESCE(SUM(qty), 0) AS BIGINT) FROM dining_line WHERE store = $1 AND place = $2`)
	qClear = db.SQL(`DELETE FROM dining_line WHERE store = $1 AND place = $2`)
	qOld   = db.SQL(`DELETE FROM dining_line WHERE at < $1`)
)
