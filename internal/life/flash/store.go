package flash

import "livewell/internal/kit/db"

const columns = `id, store, sku, price, pieces, taken, each, starts, ends`

var (
	qOpen    = db.SQL(`INSERT INTO flash_sale (id, store, sku, price, pieces, each, starts, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qGet     = db.SQL(`SELECT ` + columns + ` FROM flash_sale WHERE id = $1`)
	qOf      = db.SQL(`SELECT ` + columns + ` FROM flash_sale WHERE store = $1 AND ends > $2 ORDER BY starts, id LIMIT 100`)
	qHad     = db.SQL(`SELECT qty FROM flash_claim WHERE sale = $1 AND buyer = $2`)
	qClaim   = db.SQL(`INSERT INTO flash_claim (sale, buyer, head, qty) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qTake    = db.SQL(`UPDATE flash_sale SET taken = taken + $2 WHERE id = $1 AND taken + $2 <= pieces`)
	qDrop    = db.SQL(`DELETE FROM flash_claim WHERE sale = $1 AND buyer = $2 AND head = $3`)
	qBack    = db.SQL(`UPDATE flash_sale SET taken = taken - $2 WHERE id = $1`)
	qRecount = db.SQL(`
		SELECT s.id, s.taken, CAST(COALESCE((SELECT SUM(c.qty) FROM flash_claim c WHERE c.sale = s.id), 0) AS BIGINT) AS claims FROM flash_sale s ORDER BY s.id`)
)
