package claim

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

const columns = `id, head, store, merchant, buyer, kind, CASE WHEN length(photo) > 0 THEN 1 ELSE 0 END AS pictured, amount, status, actor, due_at, created_at, moved_at`

var (
	qOpen = db.SQL(`
		INSERT INTO claim_main (id, head, store, merchant, buyer, kind, photo, amount, status, actor, due_at, created_at, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) ON CONFLICT DO NOTHING`)
	qPiece = db.SQL(`INSERT INTO claim_piece (claim, line, qty) VALUES ($1, $2, $3)`)
	qStep  = db.SQL(`
		INSERT INTO claim_step (claim, no, status, actor, who, words, at)
		SELECT $1, COUNT(*), $2, $3, $4, $5, $6 FROM claim_step WHERE claim = $1`)
	qMove   = db.SQL(`UPDATE claim_main SET status = $3, actor = $4, due_at = $5, moved_at = $6 WHERE id = $1 AND status = $2`)
	qAmount = db.SQL(`UPDATE claim_main SET amount = $2 WHERE id = $1`)

	qGet     = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE id = $1`)
	qPhoto   = db.SQL(`SELECT photo FROM claim_main WHERE id = $1`)
	qPieces  = db.SQL(`SELECT line, qty FROM claim_piece WHERE claim = $1 ORDER BY line`)
	qSteps   = db.SQL(`SELECT status, actor, words, at FROM claim_step WHERE claim = $1 ORDER BY no`)
	qClaimed = db.SQL(`
		SELECT p.line, CAST(SUM(p.qty) AS BIGINT) AS qty FROM claim_main m JOIN claim_piece p ON p.claim = m.id
		WHERE m.head = $1 AND m.status NOT IN ('settled', 'withdrawn') GROUP BY p.line`)
	qSilent = db.SQL(`SELECT COUNT(*) FROM claim_main WHERE buyer = $1 AND moved_at > $2 AND status = 'settled' AND actor = 'system'`)

	qOf       = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE head = $1 ORDER BY created_at DESC, id DESC LIMIT 100`)
	qWaiting  = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE store = $1 AND status = 'open' AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4`)
	qAnswered = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE store = $1 AND status <> 'open' AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4`)
	qAppealed = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE status = 'appealed' AND (moved_at, id) > ($1, $2) ORDER BY moved_at, id LIMIT $3`)
	qDecided  = db.SQL(`SELECT ` + columns + ` FROM claim_main WHERE actor = 'operator' AND (moved_at, id) < ($1, $2) ORDER BY moved_at DESC, id DESC LIMIT $3`)

	qForgetPhoto = db.SQL(`UPDATE claim_main SET photo = $2 WHERE buyer = $1`)
	qForgetWords = db.SQL(`
		UPDATE claim_step SET words = '' WHERE actor = 'buyer' AND claim IN (SELECT id FROM claim_main WHERE buyer = $1)`)
)

type row struct {
	ID        string `db:"id"`
	Head      string `db:"head"`
	Store     string `db:"store"`
	Merchant  string `db:"merchant"`
	Buyer     string `db:"buyer"`
	Kind      Kind   `db:"kind"`
	Pictured  int64  `db:"pictured"`
	Amount    int64  `db:"amount"`
	Status    Status `db:"status"`
	Actor     Actor  `db:"actor"`
	DueAt     int64  `db:"due_at"`
	CreatedAt int64  `db:"created_at"`
	MovedAt   int64  `db:"moved_at"`
}

func (r row) claim() Claim {
	c := Claim{
		ID: r.ID, Order: r.Head, Store: r.Store, Merchant: r.Merchant, Buyer: r.Buyer, Kind: r.Kind, Pictured: r.Pictured > 0,
		Amount: money.New(r.Amount, money.CNY), Status: r.Status, Actor: r.Actor,
		At: time.UnixMicro(r.CreatedAt).UTC(), MovedAt: time.UnixMicro(r.MovedAt).UTC(),
	}
	if r.DueAt > 0 {
		c.Due = time.UnixMicro(r.DueAt).UTC()
	}
	return c
}

type pieceRow struct {
	Line int64 `db:"line"`
	Qty  int64 `db:"qty"`
}

type stepRow struct {
	Status Status `db:"status"`
	Actor  Actor  `db:"actor"`
	Words  string `db:"words"`
	At     int64  `db:"at"`
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
