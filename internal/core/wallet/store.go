package wallet

import (
	"strings"

	"livewell/internal/kit/db"
)

const (
	billColumns     = `id, party, at, kind, subject, other, amount, currency, object, posting, note`
	transferColumns = `id, scope, out_biz_no, terms, payer, payee, payee_user, amount, refunded, currency, title, remark, product, scene, passback, status, posting, at`
)

var (
	qBills    = db.InsertMany(`wallet_bill (`+billColumns+`)`, ``)
	qBillList = db.SQL(`
		SELECT ` + billColumns + ` FROM wallet_bill
		WHERE party = $1 AND (at, id) < ($2, $3) AND at >= $5 AND at < $6 AND ($7 = '' OR kind = $7)
		AND ($8 = '' OR LOWER(subject) LIKE $8 ESCAPE '\' OR LOWER(other) LIKE $8 ESCAPE '\')
		ORDER BY at DESC, id DESC LIMIT $4`)
	qBillSum = db.SQL(`
		SELECT CAST(COALESCE(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0) AS BIGINT) AS came,
		       CAST(COALESCE(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END), 0) AS BIGINT) AS went
		FROM wallet_bill WHERE party = $1 AND at >= $2 AND at < $3`)
	qBill  = db.SQL(`SELECT ` + billColumns + ` FROM wallet_bill WHERE id = $1 AND party = $2`)
	qTrail = db.SQL(`SELECT ` + billColumns + ` FROM wallet_bill WHERE object = $1 AND party = $2 ORDER BY at, id LIMIT 100`)

	qTransfer = db.SQL(`
		INSERT INTO wallet_transfer (` + transferColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (scope, out_biz_no) DO NOTHING`)
	qTransferByKey = db.SQL(`SELECT ` + transferColumns + ` FROM wallet_transfer WHERE scope = $1 AND out_biz_no = $2`)
	qTransferByID  = db.SQL(`SELECT ` + transferColumns + ` FROM wallet_transfer WHERE id = $1`)
	qTransferBack  = db.SQL(`UPDATE wallet_transfer SET refunded = refunded + $2 WHERE id = $1 AND refunded + $2 <= amount`)
)

// like makes a pattern that finds text anywhere, in any case.
func like(text string) string {
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
}
