package wallet

import (
	"strings"

	"livewell/internal/kit/db"
)

const (
	billColumns     = `id, party, at, kind, subject, other, amount, currency, object, posting, note`
	cardColumns     = `id, party, bank, tail, pan, data_key, created_at, ended_at`
	orderColumns    = `id, party, account, card, kind, amount, currency, state, code, note, tries, created_at`
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
	qPayees        = db.SQL(`
		SELECT payee_user FROM (SELECT payee_user, at FROM wallet_transfer WHERE payer = $1 ORDER BY at DESC, id DESC LIMIT $2) AS latest
		GROUP BY payee_user ORDER BY MAX(at) DESC LIMIT $3`)
	qTransferByID = db.SQL(`SELECT ` + transferColumns + ` FROM wallet_transfer WHERE id = $1`)
	qCardAdd      = db.SQL(`INSERT INTO wallet_card (id, party, bank, tail, pan, data_key, finger, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qCard         = db.SQL(`SELECT ` + cardColumns + ` FROM wallet_card WHERE id = $1`)
	qCards        = db.SQL(`SELECT ` + cardColumns + ` FROM wallet_card WHERE party = $1 AND ended_at = 0 ORDER BY id LIMIT 100`)
	qCardByFinger = db.SQL(`SELECT ` + cardColumns + ` FROM wallet_card WHERE party = $1 AND finger = $2 AND ended_at = 0`)
	qCardCount    = db.SQL(`SELECT COUNT(*) FROM wallet_card WHERE party = $1 AND ended_at = 0`)
	qCardOpen     = db.SQL(`SELECT COUNT(*) FROM wallet_order WHERE card = $1 AND due_at > 0`)
	qCardEnd      = db.SQL(`UPDATE wallet_card SET ended_at = $2, pan = $3, data_key = $3 WHERE id = $1`)

	qOrderAdd = db.SQL(`
		INSERT INTO wallet_order (id, party, account, card, kind, amount, currency, state, due_at, created_at, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`)
	qOrder     = db.SQL(`SELECT ` + orderColumns + ` FROM wallet_order WHERE id = $1`)
	qOrders    = db.SQL(`SELECT ` + orderColumns + ` FROM wallet_order WHERE party = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4`)
	qOrderTake = db.SQL(`
		UPDATE wallet_order SET due_at = $1, tries = tries + 1
		WHERE due_at > 0 AND due_at <= $2 AND id IN (SELECT id FROM wallet_order WHERE due_at > 0 AND due_at <= $2 ORDER BY due_at LIMIT $3)
		RETURNING ` + orderColumns)
	qOrderFor   = db.SQL(`SELECT ` + orderColumns + ` FROM wallet_order WHERE party = $1 AND note = $2 AND due_at > 0 LIMIT 1`)
	qOrderDoubt = db.SQL(`UPDATE wallet_order SET state = 'IN_DOUBT', due_at = $2 WHERE id = $1 AND state = 'INIT'`)
	qOrderAgain = db.SQL(`UPDATE wallet_order SET due_at = $2 WHERE id = $1 AND state = 'IN_DOUBT'`)
	qOrderEnd   = db.SQL(`UPDATE wallet_order SET state = $2, code = $3, bank_ref = $4, due_at = 0, ended_at = $5 WHERE id = $1 AND state = 'IN_DOUBT'`)
	qTransit    = db.SQL(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM wallet_order WHERE due_at > 0 AND kind <> 'topup'`)

	qTransferBack = db.SQL(`UPDATE wallet_transfer SET refunded = refunded + $2 WHERE id = $1 AND refunded + $2 <= amount`)
)

// like makes a pattern that finds text anywhere, in any case.
func like(text string) string {
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
}
