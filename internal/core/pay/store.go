package pay

import (
	"encoding/json"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

type tradeRow struct {
	ID         string         `db:"id"`
	App        string         `db:"app"`
	Via        string         `db:"via"`
	Merchant   string         `db:"merchant"`
	OutTradeNo string         `db:"out_trade_no"`
	Method     Method         `db:"method"`
	Subject    string         `db:"subject"`
	Body       string         `db:"body"`
	Total      int64          `db:"total"`
	Currency   money.Currency `db:"currency"`
	Fee        int64          `db:"fee"`
	FeeBack    int64          `db:"fee_back"`
	Waived     int64          `db:"waived"`
	Refunded   int64          `db:"refunded"`
	Shared     int64          `db:"shared"`
	Buyer      string         `db:"buyer"`
	Status     Status         `db:"status"`
	Channel    string         `db:"channel"`
	Terms      []byte         `db:"terms"`
	QR         *string        `db:"qr"`
	AuthNo     string         `db:"auth_no"`
	Agreement  string         `db:"agreement"`
	Posting    string         `db:"posting"`
	Extra      string         `db:"extra"`
	CreatedAt  int64          `db:"created_at"`
	ExpiresAt  int64          `db:"expires_at"`
	PaidAt     int64          `db:"paid_at"`
	ClosedAt   int64          `db:"closed_at"`
}

func (r tradeRow) trade() Trade {
	amount := func(n int64) money.Amount { return money.New(n, r.Currency) }
	t := Trade{
		ID: r.ID, App: r.App, Via: r.Via, Merchant: r.Merchant, OutTradeNo: r.OutTradeNo, Method: r.Method,
		Subject: r.Subject, Body: r.Body, Total: amount(r.Total), Fee: amount(r.Fee), Waived: amount(r.Waived), Refunded: amount(r.Refunded),
		Shared: amount(r.Shared), Buyer: r.Buyer, Status: r.Status, Channel: r.Channel, AuthNo: r.AuthNo,
		Agreement: r.Agreement, Posting: r.Posting,
		CreatedAt: instant(r.CreatedAt), ExpiresAt: instant(r.ExpiresAt), PaidAt: instant(r.PaidAt), ClosedAt: instant(r.ClosedAt),
	}
	if r.QR != nil {
		t.QR = *r.QR
	}
	// What was stored by this package reads back; an empty row has no extra.
	_ = json.Unmarshal([]byte(r.Extra), &t.Extra)
	return t
}

func instant(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}

const (
	tradeColumns  = `id, app, via, merchant, out_trade_no, method, subject, body, total, currency, fee, fee_back, waived, refunded, shared, buyer, status, channel, terms, qr, auth_no, agreement, posting, extra, created_at, expires_at, paid_at, closed_at`
	refundColumns = `id, trade, request_no, amount, fee_back, total, reason, operator, posting, at`
	authColumns   = `id, app, via, merchant, out_order_no, title, payer, amount, currency, captured, released, status, qr, extra, created_at, expires_at, frozen_at`
	opColumns     = `id, auth, request_no, kind, amount, status, remark, at`
	agreeColumns  = `id, app, via, merchant, usr, external_no, product, scene, single_limit, status, extra, created_at, signed_at, ends_at, next_at, stopped_at`
)

var (
	qInsert = db.SQL(`
		INSERT INTO pay_trade (id, app, via, merchant, out_trade_no, method, subject, body, total, currency, buyer, status, terms, qr, extra, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (app, out_trade_no) DO NOTHING`)
	qByOut      = db.SQL(`SELECT ` + tradeColumns + ` FROM pay_trade WHERE app = $1 AND out_trade_no = $2`)
	qByID       = db.SQL(`SELECT ` + tradeColumns + ` FROM pay_trade WHERE id = $1`)
	qByQR       = db.SQL(`SELECT ` + tradeColumns + ` FROM pay_trade WHERE qr = $1`)
	qWaitingFor = db.SQL(`
		SELECT ` + tradeColumns + ` FROM pay_trade
		WHERE buyer = $1 AND status = 'WAIT_BUYER_PAY' AND buyer <> '' ORDER BY created_at DESC LIMIT 20`)
	qList = db.SQL(`
		SELECT ` + tradeColumns + ` FROM pay_trade
		WHERE merchant = $1 AND (created_at, id) < ($2, $3) AND ($5 = '' OR status = $5)
		AND ($6 = '' OR id = $6 OR out_trade_no = $6 OR subject LIKE '%' || $6 || '%')
		AND created_at >= $7 AND created_at < $8
		ORDER BY created_at DESC, id DESC LIMIT $4`)
	qMove = db.SQL(`UPDATE pay_trade SET status = $3, closed_at = CASE WHEN $3 = 'TRADE_CLOSED' THEN $4 ELSE closed_at END WHERE id = $1 AND status = $2`)
	qPaid = db.SQL(`
		UPDATE pay_trade SET status = 'TRADE_SUCCESS', buyer = $2, channel = $3, fee = $4, posting = $5, paid_at = $6, auth_no = $7, agreement = $8, waived = $9
		WHERE id = $1 AND status = 'WAIT_BUYER_PAY'`)
	qSetBuyer = db.SQL(`UPDATE pay_trade SET buyer = $2 WHERE id = $1 AND status = 'WAIT_BUYER_PAY' AND (buyer = '' OR buyer = $2)`)
	qOldPaid  = db.SQL(`SELECT ` + tradeColumns + ` FROM pay_trade WHERE status = 'TRADE_SUCCESS' AND paid_at < $1 ORDER BY paid_at LIMIT 500`)

	qRefunded = db.SQL(`
		UPDATE pay_trade SET refunded = refunded + $2, fee_back = fee_back + $3
		WHERE id = $1 AND status = 'TRADE_SUCCESS' AND refunded + $2 <= total`)
	qRefund     = db.SQL(`INSERT INTO pay_refund (id, trade, request_no, merchant, amount, fee_back, total, reason, operator, posting, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qRefundByNo = db.SQL(`SELECT ` + refundColumns + ` FROM pay_refund WHERE trade = $1 AND request_no = $2`)
	qRefundList = db.SQL(`SELECT ` + refundColumns + ` FROM pay_refund WHERE merchant = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qRefundsOf  = db.SQL(`SELECT ` + refundColumns + ` FROM pay_refund WHERE trade = $1 ORDER BY at, id LIMIT 200`)
	qFee        = db.SQL(`
		SELECT ppm FROM pay_fee WHERE merchant IN ('', $1) AND method IN ('', $2) AND valid_from <= $3
		ORDER BY merchant DESC, method DESC, version DESC LIMIT 1`)
	qFeeAdd  = db.SQL(`INSERT INTO pay_fee (version, merchant, method, ppm, valid_from) SELECT COALESCE(MAX(version), 0) + 1, $1, $2, $3, $4 FROM pay_fee`)
	qFeeList = db.SQL(`SELECT version, merchant, method, ppm, valid_from FROM pay_fee ORDER BY version DESC LIMIT 200`)

	qCodeEnd   = db.SQL(`UPDATE pay_code SET used_by = 'ended' WHERE usr = $1 AND device = $2 AND used_by = ''`)
	qCodeAdd   = db.SQL(`INSERT INTO pay_code (mac, usr, device, expires_at) VALUES ($1, $2, $3, $4)`)
	qCodeClaim = db.SQL(`UPDATE pay_code SET used_by = $2 WHERE mac = $1 AND used_by = '' AND expires_at > $3 RETURNING usr`)
	qCodeUsed  = db.SQL(`SELECT usr, used_by, expires_at FROM pay_code WHERE mac = $1`)
	qCodeOld   = db.SQL(`DELETE FROM pay_code WHERE expires_at < $1`)

	qAuthAdd = db.SQL(`
		INSERT INTO pay_auth (id, app, via, merchant, out_order_no, title, payer, amount, currency, status, qr, extra, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'INIT', $10, $11, $12, $13)`)
	qAuthByOut = db.SQL(`SELECT ` + authColumns + ` FROM pay_auth WHERE app = $1 AND out_order_no = $2`)
	qAuthByID  = db.SQL(`SELECT ` + authColumns + ` FROM pay_auth WHERE id = $1`)
	qAuthByQR  = db.SQL(`SELECT ` + authColumns + ` FROM pay_auth WHERE qr = $1`)
	qAuthFroze = db.SQL(`UPDATE pay_auth SET status = 'AUTHORIZED', payer = $2, frozen_at = $3 WHERE id = $1 AND status = 'INIT'`)
	qAuthMove  = db.SQL(`UPDATE pay_auth SET status = $3 WHERE id = $1 AND status = $2`)
	qAuthUse   = db.SQL(`
		UPDATE pay_auth SET captured = captured + $2, released = released + $3,
			status = CASE WHEN captured + $2 + released + $3 = amount THEN 'FINISH' ELSE status END
		WHERE id = $1 AND status = 'AUTHORIZED' AND captured + $2 + released + $3 <= amount`)
	qOpAdd    = db.SQL(`INSERT INTO pay_auth_op (id, auth, request_no, kind, amount, status, remark, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qOpBy     = db.SQL(`SELECT ` + opColumns + ` FROM pay_auth_op WHERE auth = $1 AND request_no = $2 ORDER BY at, id LIMIT 1`)
	qOpOfKind = db.SQL(`SELECT ` + opColumns + ` FROM pay_auth_op WHERE auth = $1 AND request_no = $2 AND kind = $3`)
	qOpFreeze = db.SQL(`SELECT ` + opColumns + ` FROM pay_auth_op WHERE auth = $1 AND kind = 'FREEZE' ORDER BY at LIMIT 1`)
	qOpByID   = db.SQL(`SELECT ` + opColumns + ` FROM pay_auth_op WHERE id = $1`)
	qOpSet    = db.SQL(`UPDATE pay_auth_op SET status = $3, at = $4 WHERE auth = $1 AND kind = $2 AND status = 'INIT'`)

	qAgreeAdd = db.SQL(`
		INSERT INTO pay_agreement (id, app, via, merchant, external_no, product, scene, single_limit, status, extra, created_at, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'TEMP', $9, $10, $11)`)
	qAgreeByID       = db.SQL(`SELECT ` + agreeColumns + ` FROM pay_agreement WHERE id = $1`)
	qAgreeByExternal = db.SQL(`SELECT ` + agreeColumns + ` FROM pay_agreement WHERE app = $1 AND external_no = $2 ORDER BY CASE status WHEN 'NORMAL' THEN 0 WHEN 'TEMP' THEN 1 ELSE 2 END, created_at DESC LIMIT 1`)
	qAgreeByUser     = db.SQL(`SELECT ` + agreeColumns + ` FROM pay_agreement WHERE app = $1 AND usr = $2 AND ($3 = '' OR product = $3) AND ($4 = '' OR scene = $4) ORDER BY CASE status WHEN 'NORMAL' THEN 0 ELSE 1 END, signed_at DESC LIMIT 1`)
	qAgreeOfUser     = db.SQL(`SELECT ` + agreeColumns + ` FROM pay_agreement WHERE usr = $1 AND status = 'NORMAL' ORDER BY signed_at DESC LIMIT 100`)
	qAgreeSign       = db.SQL(`UPDATE pay_agreement SET status = 'NORMAL', usr = $2, signed_at = $3 WHERE id = $1 AND status = 'TEMP' AND created_at > $4`)
	qAgreeStop       = db.SQL(`UPDATE pay_agreement SET status = 'STOP', stopped_at = $2 WHERE id = $1 AND status = 'NORMAL'`)
	qAgreeNext       = db.SQL(`UPDATE pay_agreement SET next_at = $2 WHERE id = $1 AND status = 'NORMAL'`)

	qReceiverAdd = db.SQL(`INSERT INTO pay_receiver (app, account, kind, name, memo, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (app, account) DO UPDATE SET memo = excluded.memo`)
	qReceiverDel = db.SQL(`DELETE FROM pay_receiver WHERE app = $1 AND account = $2`)
	qReceiver    = db.SQL(`SELECT app, account, kind, name, memo, at FROM pay_receiver WHERE app = $1 AND account = $2`)
	qReceivers   = db.SQL(`SELECT app, account, kind, name, memo, at FROM pay_receiver WHERE app = $1 ORDER BY at, account LIMIT 1000`)
	qShareAdd    = db.SQL(`INSERT INTO pay_share (id, trade, request_no, terms, lines, amount, posting, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qShareBy     = db.SQL(`SELECT id, trade, request_no, terms, lines, amount, posting, at FROM pay_share WHERE trade = $1 AND request_no = $2`)
	qShareByID   = db.SQL(`SELECT id, trade, request_no, terms, lines, amount, posting, at FROM pay_share WHERE id = $1`)
	qShared      = db.SQL(`UPDATE pay_trade SET shared = shared + $2 WHERE id = $1 AND status = 'TRADE_SUCCESS' AND shared + $2 <= total - refunded - (fee - fee_back)`)

	qActive = db.SQL(`
		SELECT merchant FROM (
			SELECT merchant FROM pay_trade WHERE paid_at > 0 AND paid_at >= $1 AND paid_at < $2 AND merchant > $3
			UNION SELECT merchant FROM pay_refund WHERE at >= $1 AND at < $2 AND merchant > $3) AS active
		ORDER BY merchant LIMIT $4`)
	qPaidAfter = db.SQL(`
		SELECT ` + tradeColumns + ` FROM pay_trade
		WHERE merchant = $1 AND paid_at > 0 AND (paid_at, id) > ($2, $3) ORDER BY paid_at, id LIMIT $4`)
	qPaidSum = db.SQL(`
		SELECT COUNT(*) AS n, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS total, CAST(COALESCE(SUM(fee), 0) AS BIGINT) AS fee
		FROM pay_trade WHERE merchant = $1 AND paid_at > 0 AND paid_at >= $2 AND paid_at < $3`)
	qRefundSum = db.SQL(`
		SELECT COUNT(*) AS n, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total, CAST(COALESCE(SUM(fee_back), 0) AS BIGINT) AS fee
		FROM pay_refund WHERE merchant = $1 AND at >= $2 AND at < $3`)
	qRefundsAfter = db.SQL(`
		SELECT ` + refundColumns + ` FROM pay_refund
		WHERE merchant = $1 AND (at, id) > ($2, $3) AND at < $4 ORDER BY at, id LIMIT $5`)

	qReportAdd = db.SQL(`INSERT INTO pay_report (id, trade, request_no, kind, body, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (trade, request_no) DO NOTHING`)
	qReport    = db.SQL(`SELECT trade, request_no, kind, body, at FROM pay_report WHERE trade = $1 AND request_no = $2`)
	qReports   = db.SQL(`SELECT trade, request_no, kind, body, at FROM pay_report WHERE trade = $1 ORDER BY at, id LIMIT 200`)

	qWrongRefunds = db.SQL(`
		SELECT t.id FROM pay_trade t
		WHERE t.refunded > t.total OR t.refunded <> (SELECT COALESCE(SUM(r.amount), 0) FROM pay_refund r WHERE r.trade = t.id)
		LIMIT 10`)
	qWaived     = db.SQL(`SELECT ` + tradeColumns + ` FROM pay_trade WHERE waived > 0 AND id > $1 ORDER BY id LIMIT $2`)
	qWrongAuths = db.SQL(`SELECT id FROM pay_auth WHERE captured + released > amount LIMIT 10`)
	qCount      = db.SQL(`SELECT COUNT(*) FROM pay_trade`)
)
