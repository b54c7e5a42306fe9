package member

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

const (
	cardCols  = `id, merchant, person, joined_at, left_at, points, owed`
	lotCols   = `id, card, head, rate, points, back, gone, rest, earned_at, expires_at`
	entryCols = `id, card, kind, head, points, owed, amount, at`
)

var (
	qRules    = db.SQL(`SELECT active, name, name_en, per_yuan, worth, share, months, levels FROM member_programme WHERE merchant = $1`)
	qSetRules = db.SQL(`
		INSERT INTO member_programme (merchant, active, name, name_en, per_yuan, worth, share, months, levels, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (merchant) DO UPDATE SET active = excluded.active, name = excluded.name, name_en = excluded.name_en, per_yuan = excluded.per_yuan,
		  worth = excluded.worth, share = excluded.share, months = excluded.months, levels = excluded.levels, changed_at = excluded.changed_at`)

	qJoin = db.SQL(`
		INSERT INTO member_card (id, merchant, person, terms, joined_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (merchant, person) DO UPDATE SET terms = excluded.terms, joined_at = excluded.joined_at, left_at = 0 WHERE member_card.left_at > 0`)
	qLeave    = db.SQL(`UPDATE member_card SET left_at = $2, points = 0 WHERE id = $1 AND left_at = 0`)
	qNoLots   = db.SQL(`UPDATE member_lot SET gone = gone + rest, rest = 0 WHERE card = $1 AND rest > 0`)
	qNoCodes  = db.SQL(`DELETE FROM member_code WHERE card = $1`)
	qNoVisits = db.SQL(`DELETE FROM member_visit WHERE card = $1`)
	qForget   = db.SQL(`UPDATE member_card SET person = '-' || id WHERE person = $1`)
	qCard     = db.SQL(`SELECT ` + cardCols + ` FROM member_card WHERE id = $1`)
	qCardOf   = db.SQL(`SELECT ` + cardCols + ` FROM member_card WHERE merchant = $1 AND person = $2 AND left_at = 0`)
	qAllOf    = db.SQL(`SELECT ` + cardCols + ` FROM member_card WHERE person = $1 LIMIT 10000`)
	qMine     = db.SQL(`
		SELECT ` + cardCols + ` FROM member_card WHERE person = $1 AND left_at = 0 AND (joined_at, id) < ($2, $3) ORDER BY joined_at DESC, id DESC LIMIT $4`)
	qMembers = db.SQL(`
		SELECT ` + cardCols + ` FROM member_card WHERE merchant = $1 AND left_at = 0 AND ($5 = '' OR id LIKE '%' || $5) AND (joined_at, id) < ($2, $3)
		ORDER BY joined_at DESC, id DESC LIMIT $4`)
	qCardAfter = db.SQL(`SELECT ` + cardCols + ` FROM member_card WHERE id > $1 ORDER BY id LIMIT 500`)
	qSums      = db.SQL(`
		SELECT CAST(COALESCE(SUM(CASE WHEN expires_at > $2 THEN rest ELSE 0 END), 0) AS BIGINT) AS usable,
		  CAST(COALESCE(SUM(CASE WHEN earned_at > $3 THEN points - back ELSE 0 END), 0) AS BIGINT) AS year,
		  CAST(COALESCE(MIN(CASE WHEN expires_at > $2 AND rest > 0 THEN expires_at END), 0) AS BIGINT) AS soon
		FROM member_lot WHERE card = $1`)
	qSoon    = db.SQL(`SELECT CAST(COALESCE(SUM(rest), 0) AS BIGINT) FROM member_lot WHERE card = $1 AND expires_at = $2`)
	qFigures = db.SQL(`
		SELECT (SELECT COUNT(*) FROM member_card WHERE merchant = $1 AND left_at = 0) AS members,
		  CAST(COALESCE((SELECT SUM(l.rest) FROM member_lot l JOIN member_card c ON c.id = l.card WHERE c.merchant = $1 AND l.expires_at > $2), 0) AS BIGINT) AS points`)

	// The floor is in the WHERE: whoever comes second finds fewer.
	qPoints = db.SQL(`UPDATE member_card SET points = points + $2 WHERE id = $1 AND left_at = 0 AND points + $2 >= 0`)
	qOwe    = db.SQL(`UPDATE member_card SET owed = owed + $2 WHERE id = $1 AND owed + $2 >= 0`)
	qLotAdd = db.SQL(`
		INSERT INTO member_lot (id, card, head, rate, points, rest, earned_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (head) DO NOTHING`)
	qLots    = db.SQL(`SELECT ` + lotCols + ` FROM member_lot WHERE card = $1 AND rest > 0 AND expires_at > $2 ORDER BY expires_at, id`)
	qLotOf   = db.SQL(`SELECT ` + lotCols + ` FROM member_lot WHERE head = $1`)
	qLotRest = db.SQL(`UPDATE member_lot SET rest = rest + $2 WHERE id = $1 AND rest + $2 >= 0`)
	qLotGone = db.SQL(`UPDATE member_lot SET gone = gone + rest, rest = 0 WHERE id = $1 AND rest = $2`)
	qLotBack = db.SQL(`UPDATE member_lot SET back = back + $2 WHERE id = $1 AND back + $2 <= points`)
	qOver    = db.SQL(`SELECT ` + lotCols + ` FROM member_lot WHERE rest > 0 AND expires_at <= $1 ORDER BY expires_at, id LIMIT 500`)

	qUseAdd  = db.SQL(`INSERT INTO member_use (head, no, card, lot, points) VALUES ($1, $2, $3, $4, $5)`)
	qUses    = db.SQL(`SELECT head, no, card, lot, points, back FROM member_use WHERE head = $1 ORDER BY no DESC`)
	qUseBack = db.SQL(`UPDATE member_use SET back = back + $3 WHERE head = $1 AND no = $2 AND back + $3 <= points`)
	qNoUses  = db.SQL(`DELETE FROM member_use WHERE head = $1`)

	qEnter   = db.SQL(`INSERT INTO member_entry (id, card, kind, head, points, owed, amount, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qEntries = db.SQL(`SELECT ` + entryCols + ` FROM member_entry WHERE card = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`)
	qOn      = db.SQL(`SELECT ` + entryCols + ` FROM member_entry WHERE head = $1 ORDER BY at, id`)
	qOff     = db.SQL(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM member_entry WHERE head = $1 AND kind IN ('used', 'undone')`)
	qHeads   = db.SQL(`
		SELECT COUNT(*) FROM (SELECT head FROM member_entry WHERE kind IN ('used', 'undone') GROUP BY head HAVING SUM(amount) <> 0) heads`)
	qFold = db.SQL(`
		SELECT CAST(COALESCE((SELECT SUM(points) FROM member_entry WHERE card = $1), 0) AS BIGINT) AS points,
		  CAST(COALESCE((SELECT SUM(owed) FROM member_entry WHERE card = $1), 0) AS BIGINT) AS owed,
		  CAST(COALESCE((SELECT SUM(rest) FROM member_lot WHERE card = $1), 0) AS BIGINT) AS rest`)

	qCodeAdd   = db.SQL(`INSERT INTO member_code (mac, card, expires_at) VALUES ($1, $2, $3)`)
	qCode      = db.SQL(`SELECT card FROM member_code WHERE mac = $1 AND expires_at > $2`)
	qCodesOld  = db.SQL(`DELETE FROM member_code WHERE expires_at <= $1`)
	qVisitAdd  = db.SQL(`INSERT INTO member_visit (id, card, store, expires_at) VALUES ($1, $2, $3, $4)`)
	qVisit     = db.SQL(`SELECT card FROM member_visit WHERE id = $1 AND store = $2 AND expires_at > $3`)
	qVisitsOld = db.SQL(`DELETE FROM member_visit WHERE expires_at <= $1`)
)

type rulesRow struct {
	Active  int64  `db:"active"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	PerYuan int64  `db:"per_yuan"`
	Worth   int64  `db:"worth"`
	Share   int64  `db:"share"`
	Months  int64  `db:"months"`
	Levels  string `db:"levels"`
}

type cardRow struct {
	ID       string `db:"id"`
	Merchant string `db:"merchant"`
	Person   string `db:"person"`
	JoinedAt int64  `db:"joined_at"`
	LeftAt   int64  `db:"left_at"`
	Points   int64  `db:"points"`
	Owed     int64  `db:"owed"`
}

type lotRow struct {
	ID        string `db:"id"`
	Card      string `db:"card"`
	Head      string `db:"head"`
	Rate      int64  `db:"rate"`
	Points    int64  `db:"points"`
	Back      int64  `db:"back"`
	Gone      int64  `db:"gone"`
	Rest      int64  `db:"rest"`
	EarnedAt  int64  `db:"earned_at"`
	ExpiresAt int64  `db:"expires_at"`
}

type useRow struct {
	Head   string `db:"head"`
	No     int64  `db:"no"`
	Card   string `db:"card"`
	Lot    string `db:"lot"`
	Points int64  `db:"points"`
	Back   int64  `db:"back"`
}

type entryRow struct {
	ID     string `db:"id"`
	Card   string `db:"card"`
	Kind   Kind   `db:"kind"`
	Head   string `db:"head"`
	Points int64  `db:"points"`
	Owed   int64  `db:"owed"`
	Amount int64  `db:"amount"`
	At     int64  `db:"at"`
}

type sumsRow struct {
	Usable int64 `db:"usable"`
	Year   int64 `db:"year"`
	Soon   int64 `db:"soon"`
}

type foldRow struct {
	Points int64 `db:"points"`
	Owed   int64 `db:"owed"`
	Rest   int64 `db:"rest"`
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (r cardRow) card() Card {
	c := Card{r.ID, r.Merchant, r.Person, time.UnixMicro(r.JoinedAt).UTC(), time.Time{}, r.Points, r.Owed}
	if r.LeftAt > 0 {
		c.LeftAt = time.UnixMicro(r.LeftAt).UTC()
	}
	return c
}

func (r entryRow) entry() Entry {
	return Entry{r.ID, r.Card, r.Kind, r.Head, r.Points, r.Owed, cny(r.Amount), time.UnixMicro(r.At).UTC()}
}
