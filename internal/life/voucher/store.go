package voucher

import "livewell/internal/kit/db"

const columns = `id, head, store, name, name_en, status, expires, used_at, used_by`

var (
	qIssue   = db.SQL(`INSERT INTO voucher (id, head, store, line, name, name_en, status, expires) VALUES ($1, $2, $3, $4, $5, $6, 'valid', $7)`)
	qGet     = db.SQL(`SELECT ` + columns + ` FROM voucher WHERE id = $1`)
	qOf      = db.SQL(`SELECT ` + columns + ` FROM voucher WHERE head = $1 ORDER BY line, id`)
	qUse     = db.SQL(`UPDATE voucher SET status = 'used', used_at = $2, used_by = $3 WHERE id = $1 AND status = 'valid'`)
	qVoid    = db.SQL(`UPDATE voucher SET status = 'void' WHERE head = $1 AND status = 'valid'`)
	qUsedOf  = db.SQL(`SELECT COUNT(*) FROM voucher WHERE head = $1 AND status = 'used'`)
	qValidOf = db.SQL(`SELECT COUNT(*) FROM voucher WHERE head = $1 AND status = 'valid'`)
	qOver    = db.SQL(`SELECT DISTINCT head FROM voucher WHERE status = 'valid' AND expires <= $1 LIMIT 100`)
	qClash   = db.SQL(`INSERT INTO voucher_clash (id, voucher, used_at, used_by, told_at) VALUES ($1, $2, $3, $4, $5)`)
)
