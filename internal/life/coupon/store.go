package coupon

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

const (
	columns = `k.id, k.merchant, k.store, k.kind, k.value, k.percent, k.least, k.pieces, k.budget, k.each, k.starts, k.ends, k.ended_at,
	  k.claimed, k.promised, k.used, k.spent, k.created_at, k.given`
	pieces   = `SELECT p.id AS piece, p.status, p.head, p.off, p.claimed_at, ` + columns + ` FROM coupon_piece p JOIN coupon_campaign k ON k.id = p.campaign `
	mine     = pieces + `WHERE p.holder = $1 AND (p.claimed_at, p.id) < ($2, $3) `
	mineTail = ` ORDER BY p.claimed_at DESC, p.id DESC LIMIT $4`
)

var (
	qOpen = db.SQL(`
		INSERT INTO coupon_campaign (id, merchant, store, kind, value, percent, least, pieces, budget, each, starts, ends, created_at, given)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`)
	qEnd      = db.SQL(`UPDATE coupon_campaign SET ended_at = $2 WHERE id = $1 AND ended_at = 0`)
	qCampaign = db.SQL(`SELECT ` + columns + ` FROM coupon_campaign k WHERE k.id = $1`)
	qOf       = db.SQL(`
		SELECT ` + columns + ` FROM coupon_campaign k WHERE k.merchant = $1 AND k.store IN ('', $2) AND k.given = 0 AND (k.created_at, k.id) < ($3, $4)
		ORDER BY k.created_at DESC, k.id DESC LIMIT $5`)
	qOffered = db.SQL(`
		SELECT ` + columns + `, (SELECT COUNT(*) FROM coupon_piece p WHERE p.campaign = k.id AND p.holder = $4) AS mine FROM coupon_campaign k
		WHERE k.merchant = $1 AND k.store IN ('', $2) AND k.starts <= $3 AND k.ends > $3 AND k.ended_at = 0 AND k.given = 0 ORDER BY k.created_at, k.id LIMIT 50`)

	// The holder's next number is unique: two claims at once do not both get it.
	qGive = db.SQL(`
		INSERT INTO coupon_piece (id, campaign, holder, no, status, ends, claimed_at)
		SELECT $1, k.id, $3, (SELECT COUNT(*) FROM coupon_piece p WHERE p.campaign = $2 AND p.holder = $3) + 1, 'free', k.ends, $4
		FROM coupon_campaign k WHERE k.id = $2 AND k.given = $5 AND k.each > (SELECT COUNT(*) FROM coupon_piece p WHERE p.campaign = $2 AND p.holder = $3)
		ON CONFLICT DO NOTHING`)
	qTake = db.SQL(`
		UPDATE coupon_campaign SET claimed = claimed + 1, promised = promised + value
		WHERE id = $1 AND ended_at = 0 AND starts <= $2 AND ends > $2 AND claimed < pieces AND promised + value <= budget`)
	qHold  = db.SQL(`UPDATE coupon_piece SET status = 'held', head = $3, off = $4 WHERE id = $1 AND holder = $2 AND status = 'free' AND ends > $5`)
	qMove  = db.SQL(`UPDATE coupon_piece SET status = $3 WHERE head = $1 AND status = $2`)
	qBack  = db.SQL(`UPDATE coupon_piece SET status = 'free', head = '', off = 0 WHERE head = $1 AND status = 'held'`)
	qCount = db.SQL(`UPDATE coupon_campaign SET used = used + $2, spent = spent + $3, promised = promised - $4 WHERE id = $1`)

	qPiece   = db.SQL(pieces + `WHERE p.id = $1`)
	qOn      = db.SQL(pieces + `WHERE p.head = $1 ORDER BY p.id`)
	qUsable  = db.SQL(mine + `AND p.status IN ('free', 'held') AND p.ends > $5` + mineTail)
	qUsed    = db.SQL(mine + `AND p.status IN ('used', 'done') AND p.claimed_at <= $5` + mineTail)
	qExpired = db.SQL(mine + `AND p.status IN ('free', 'held') AND p.ends <= $5` + mineTail)
	qFor     = db.SQL(pieces + `
		WHERE p.holder = $1 AND p.status = 'free' AND p.ends > $4 AND k.merchant = $2 AND k.store IN ('', $3) AND k.starts <= $4 ORDER BY p.ends, p.id LIMIT 50`)

	qRecount = db.SQL(`
		SELECT k.id, k.claimed, k.promised, k.used, k.spent, COUNT(p.id) AS pieces,
		  CAST(COALESCE(SUM(CASE WHEN p.status = 'done' THEN p.off WHEN p.id IS NULL THEN 0 ELSE k.value END), 0) AS BIGINT) AS promises,
		  CAST(COALESCE(SUM(CASE WHEN p.status IN ('used', 'done') THEN 1 ELSE 0 END), 0) AS BIGINT) AS uses,
		  CAST(COALESCE(SUM(CASE WHEN p.status IN ('used', 'done') THEN p.off ELSE 0 END), 0) AS BIGINT) AS cost
		FROM coupon_campaign k LEFT JOIN coupon_piece p ON p.campaign = k.id GROUP BY k.id, k.claimed, k.promised, k.used, k.spent ORDER BY k.id`)
	qBound = db.SQL(`SELECT COUNT(*) FROM coupon_piece WHERE head <> ''`)
)

// row is a campaign, with what the statement tells of a piece or a person.
type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Store     string `db:"store"`
	Kind      Kind   `db:"kind"`
	Value     int64  `db:"value"`
	Percent   int64  `db:"percent"`
	Least     int64  `db:"least"`
	Pieces    int64  `db:"pieces"`
	Budget    int64  `db:"budget"`
	Each      int64  `db:"each"`
	Starts    int64  `db:"starts"`
	Ends      int64  `db:"ends"`
	EndedAt   int64  `db:"ended_at"`
	Claimed   int64  `db:"claimed"`
	Promised  int64  `db:"promised"`
	Used      int64  `db:"used"`
	Spent     int64  `db:"spent"`
	CreatedAt int64  `db:"created_at"`
	Given     int64  `db:"given"`

	Mine int64 `db:"mine"`

	Piece     string `db:"piece"`
	Status    Status `db:"status"`
	Head      string `db:"head"`
	Off       int64  `db:"off"`
	ClaimedAt int64  `db:"claimed_at"`
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func (r row) campaign() Campaign {
	at := func(n int64) time.Time { return time.UnixMicro(n).UTC() }
	c := Campaign{
		ID: r.ID, Claimed: r.Claimed, Promised: cny(r.Promised), Used: r.Used, Spent: cny(r.Spent),
		Terms: Terms{r.Merchant, r.Store, r.Kind, cny(r.Value), r.Percent, cny(r.Least), r.Pieces, cny(r.Budget), r.Each, at(r.Starts), at(r.Ends), r.Given == 1},
	}
	if r.EndedAt > 0 {
		c.EndedAt = at(r.EndedAt)
	}
	return c
}

func (r row) piece() Piece {
	return Piece{ID: r.Piece, Campaign: r.campaign(), Status: r.Status, Order: r.Head, Off: cny(r.Off)}
}
