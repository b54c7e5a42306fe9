package pay

import "livewell/internal/kit/db"

const (
	bought = `FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total AND buyer <> '' `
	inWay  = ` GROUP BY buyer HAVING MAX(paid_at) < $4 AND COUNT(*) BETWEEN $5 AND $6`
)

// Days and hours are those of calendar.Zone, which is 28,800 seconds ahead; a
// week begins on Monday, and 1970 began on a Thursday.
var (
	qSold = db.SQL(`
		SELECT (paid_at + 28800000000) / 3600000000 AS hour, CASE WHEN app = '' THEN 'coder' ELSE 'open' END AS channel,
		  COUNT(*) AS sales, CAST(SUM(total) AS BIGINT) AS gross
		FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND (app <> '' OR method = 'coder') GROUP BY 1, 2`)
	qBack = db.SQL(`
		SELECT (r.at + 28800000000) / 3600000000 AS hour, CASE WHEN t.app = '' THEN 'coder' ELSE 'open' END AS channel,
		  COUNT(*) AS refunds, CAST(SUM(r.amount) AS BIGINT) AS back
		FROM pay_refund r JOIN pay_trade t ON t.id = r.trade
		WHERE r.merchant = $1 AND r.at >= $2 AND r.at < $3 AND (t.app <> '' OR t.method = 'coder') GROUP BY 1, 2`)

	qBuyersOf = db.SQL(`
		SELECT (paid_at + 28800000000) / 86400000000 AS day, COUNT(DISTINCT buyer) AS buyers
		FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY 1`)
	qSegments = db.SQL(`
		WITH bought AS (
		  SELECT buyer, COUNT(*) AS times, CAST(SUM(total - refunded) AS BIGINT) AS spent, MAX(paid_at) AS latest,
		    MAX(CASE WHEN paid_at >= $4 THEN 1 ELSE 0 END) AS here,
		    MAX(CASE WHEN paid_at < $4 THEN 1 ELSE 0 END) AS earlier,
		    MAX(CASE WHEN paid_at < $4 AND paid_at >= $5 THEN 1 ELSE 0 END) AS before
		  FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY buyer),
		mean AS (SELECT CAST(SUM(spent) AS BIGINT) / COUNT(*) AS spent FROM bought)
		SELECT CASE WHEN b.latest < $7 THEN 'lost' WHEN b.latest < $6 THEN 'slipping' WHEN b.times = 1 THEN 'new'
		    WHEN b.times >= 4 AND b.spent >= m.spent THEN 'best' ELSE 'regular' END AS segment,
		  COUNT(*) AS buyers, CAST(SUM(b.times) AS BIGINT) AS times, CAST(SUM(b.spent) AS BIGINT) AS spent,
		  CAST(SUM(b.here) AS BIGINT) AS here, CAST(SUM(b.here * b.earlier) AS BIGINT) AS again, CAST(SUM(b.before) AS BIGINT) AS before
		FROM bought b CROSS JOIN mean m GROUP BY 1`)
	qCohorts = db.SQL(`
		WITH bought AS (
		  SELECT buyer, (paid_at + 288000000000) / 604800000000 AS week
		  FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY 1, 2),
		marked AS (SELECT week, MIN(week) OVER (PARTITION BY buyer) AS began FROM bought)
		SELECT began AS week, week - began AS later, COUNT(*) AS buyers FROM marked WHERE began >= $4 GROUP BY 1, 2`)

	qCountBuyers = db.SQL(`SELECT COUNT(*) FROM (SELECT buyer ` + bought + inWay + `) AS b`)
	qBuyers      = db.SQL(`SELECT buyer ` + bought + `AND buyer > $7` + inWay + ` ORDER BY buyer LIMIT $8`)
)
