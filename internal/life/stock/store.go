package stock

import "livewell/internal/kit/db"

// atOnce is how many SKUs qLevels asks for.
const atOnce = 20

var (
	qLevel  = db.SQL(`SELECT sku, on_hand, held FROM stock WHERE sku = $1`)
	qLevels = db.SQL(`SELECT sku, on_hand, held FROM stock
		WHERE sku IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`)
	qCount = db.SQL(`INSERT INTO stock (sku, on_hand, held) VALUES ($1, $2, 0) ON CONFLICT (sku) DO UPDATE SET on_hand = excluded.on_hand`)
	qMove  = db.SQL(`INSERT INTO stock_move (id, sku, by, why, ref, at) VALUES ($1, $2, $3, $4, $5, $6)`)

	qHold     = db.SQL(`INSERT INTO stock_hold (ref, sku, qty, status, expires) VALUES ($1, $2, $3, 'held', $4) ON CONFLICT DO NOTHING`)
	qHeld     = db.SQL(`UPDATE stock SET held = held + $2 WHERE sku = $1 AND on_hand - held >= $2`)
	qTaken    = db.SQL(`UPDATE stock SET held = held - $2, on_hand = on_hand - $2 WHERE sku = $1`)
	qFreed    = db.SQL(`UPDATE stock SET held = held - $2 WHERE sku = $1`)
	qReturned = db.SQL(`UPDATE stock SET on_hand = on_hand + $2 WHERE sku = $1`)
	qHolds    = db.SQL(`SELECT ref, sku, qty FROM stock_hold WHERE ref = $1 AND status = $2 ORDER BY sku`)
	qHoldMove = db.SQL(`UPDATE stock_hold SET status = $4 WHERE ref = $1 AND sku = $2 AND status = $3`)
	qExpired  = db.SQL(`SELECT DISTINCT ref FROM stock_hold WHERE status = 'held' AND expires > 0 AND expires <= $1 LIMIT 500`)

	qRecount = db.SQL(`
		SELECT s.sku, s.on_hand, s.held,
		  CAST(COALESCE((SELECT SUM(m.by) FROM stock_move m WHERE m.sku = s.sku), 0) AS BIGINT) AS moves,
		  CAST(COALESCE((SELECT SUM(h.qty) FROM stock_hold h WHERE h.sku = s.sku AND h.status = 'held'), 0) AS BIGINT) AS holds
		FROM stock s ORDER BY s.sku`)
)
