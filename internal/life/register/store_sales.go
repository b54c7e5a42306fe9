package register

import "livewell/internal/kit/db"

// Hours are those of calendar.Zone, which is 28,800 seconds ahead. A sale counts
// when it was made, also where a till told of it later.
var (
	qSold = db.SQL(`
		SELECT (at + 28800000000) / 3600000000 AS hour, 'register' AS channel, COUNT(*) AS sales, CAST(SUM(total) AS BIGINT) AS gross
		FROM register_sale WHERE merchant = $1 AND at >= $2 AND at < $3 AND status IN ('finished', 'refunded') GROUP BY 1`)
	qSoldAt = db.SQL(`
		SELECT (at + 28800000000) / 3600000000 AS hour, 'register' AS channel, COUNT(*) AS sales, CAST(SUM(total) AS BIGINT) AS gross
		FROM register_sale WHERE store = $1 AND at >= $2 AND at < $3 AND status IN ('finished', 'refunded') GROUP BY 1`)
	qBack = db.SQL(`
		SELECT (ended_at + 28800000000) / 3600000000 AS hour, 'register' AS channel, COUNT(*) AS refunds, CAST(SUM(total) AS BIGINT) AS back
		FROM register_sale WHERE merchant = $1 AND ($2 = '' OR store = $2) AND status = 'refunded' AND ended_at >= $3 AND ended_at < $4 GROUP BY 1`)
)
