package order

import (
	"strings"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
)

// either is a statement over all stores of a merchant, and the same over one store.
type either struct{ merchant, store *db.Stmt }

func both(text string) either {
	return either{db.SQL(strings.ReplaceAll(text, "{seller}", "merchant")), db.SQL(strings.ReplaceAll(text, "{seller}", "store"))}
}

func (e either) of(w pay.Whose) (*db.Stmt, string) {
	if w.Store != "" {
		return e.store, w.Store
	}
	return e.merchant, w.Merchant
}

// Days and hours are those of calendar.Zone, which is 28,800 seconds ahead; a
// week begins on Monday, and 1970 began on a Thursday.
var (
	qSold = both(`
		SELECT (paid_at + 28800000000) / 3600000000 AS hour, mode AS channel, COUNT(*) AS sales, CAST(SUM(total) AS BIGINT) AS gross
		FROM order_head WHERE {seller} = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 GROUP BY 1, 2`)
	qBack = db.SQL(`
		SELECT (r.at + 28800000000) / 3600000000 AS hour, h.mode AS channel, COUNT(*) AS refunds, CAST(SUM(r.amount) AS BIGINT) AS back
		FROM order_head h JOIN order_refund r ON r.head = h.id
		WHERE h.merchant = $1 AND ($2 = '' OR h.store = $2) AND h.refunded > 0 AND r.at >= $3 AND r.at < $4 GROUP BY 1, 2`)
	// What was kept is summed once, and then told by item and by kind of offer.
	// An offer is named "kind:id": without the letters in front ":id" is left of it.
	qGoods = both(`
		WITH kept AS (
		  SELECT l.item AS item, MAX(l.name) AS name, MAX(l.name_en) AS name_en, MAX(l.picture) AS picture,
		    SUBSTR(l.offer, 1, LENGTH(l.offer) - LENGTH(LTRIM(l.offer, 'abcdefghijklmnopqrstuvwxyz'))) AS kind,
		    SUM(l.qty - l.refunded) AS pieces, SUM(l.unit * (l.qty - l.refunded)) AS money
		  FROM order_head h JOIN order_line l ON l.head = h.id
		  WHERE h.{seller} = $1 AND h.paid_at > 0 AND h.paid_at >= $2 AND h.paid_at < $3 AND h.status <> 'cancelled' AND l.refunded < l.qty
		  GROUP BY l.item, 5),
		best AS (
		  SELECT item, MAX(name) AS name, MAX(name_en) AS name_en, MAX(picture) AS picture, SUM(pieces) AS pieces, SUM(money) AS money
		  FROM kept GROUP BY item ORDER BY SUM(money) DESC, item LIMIT $4)
		SELECT item, name, name_en, picture, '' AS kind, CAST(pieces AS BIGINT) AS pieces, CAST(money AS BIGINT) AS money FROM best
		UNION ALL
		SELECT '', '', '', '', kind, CAST(SUM(pieces) AS BIGINT), CAST(SUM(money) AS BIGINT) FROM kept GROUP BY kind`)
	qStages = both(`
		SELECT status, CASE WHEN paid_at > 0 THEN 1 ELSE 0 END AS paid, CASE WHEN accepted_at > 0 THEN 1 ELSE 0 END AS accepted,
		  COUNT(*) AS orders, CAST(SUM(total) AS BIGINT) AS money
		FROM order_head WHERE {seller} = $1 AND created_at >= $2 AND created_at < $3 GROUP BY 1, 2, 3`)

	qBuyersOf = both(`
		SELECT (paid_at + 28800000000) / 86400000000 AS day, COUNT(DISTINCT buyer) AS buyers
		FROM order_head WHERE {seller} = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY 1`)
	qSegments = both(`
		WITH bought AS (
		  SELECT buyer, COUNT(*) AS times, CAST(SUM(total - refunded) AS BIGINT) AS spent, MAX(paid_at) AS latest,
		    MAX(CASE WHEN paid_at >= $4 THEN 1 ELSE 0 END) AS here,
		    MAX(CASE WHEN paid_at < $4 THEN 1 ELSE 0 END) AS earlier,
		    MAX(CASE WHEN paid_at < $4 AND paid_at >= $5 THEN 1 ELSE 0 END) AS before
		  FROM order_head WHERE {seller} = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY buyer),
		mean AS (SELECT CAST(SUM(spent) AS BIGINT) / COUNT(*) AS spent FROM bought)
		SELECT CASE WHEN b.latest < $7 THEN 'lost' WHEN b.latest < $6 THEN 'slipping' WHEN b.times = 1 THEN 'new'
		    WHEN b.times >= 4 AND b.spent >= m.spent THEN 'best' ELSE 'regular' END AS segment,
		  COUNT(*) AS buyers, CAST(SUM(b.times) AS BIGINT) AS times, CAST(SUM(b.spent) AS BIGINT) AS spent,
		  CAST(SUM(b.here) AS BIGINT) AS here, CAST(SUM(b.here * b.earlier) AS BIGINT) AS again, CAST(SUM(b.before) AS BIGINT) AS before
		FROM bought b CROSS JOIN mean m GROUP BY 1`)
	qCohorts = both(`
		WITH bought AS (
		  SELECT buyer, (paid_at + 288000000000) / 604800000000 AS week
		  FROM order_head WHERE {seller} = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3 AND refunded < total GROUP BY 1, 2),
		marked AS (SELECT week, MIN(week) OVER (PARTITION BY buyer) AS began FROM bought)
		SELECT began AS week, week - began AS later, COUNT(*) AS buyers FROM marked WHERE began >= $4 GROUP BY 1, 2`)
)
