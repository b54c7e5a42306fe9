package merchant

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
)

type row struct {
	ID        string `db:"id"`
	Owner     string `db:"owner"`
	Name      string `db:"name"`
	Kind      Kind   `db:"kind"`
	Status    Status `db:"status"`
	Reason    string `db:"reason"`
	Tier      Tier   `db:"tier"`
	CreatedAt int64  `db:"created_at"`
}

func (r row) merchant() Merchant {
	return Merchant{r.ID, r.Owner, r.Name, r.Kind, r.Status, r.Reason, r.Tier, time.UnixMicro(r.CreatedAt).UTC()}
}

type roleRow struct {
	ID        string     `db:"id"`
	Owner     string     `db:"owner"`
	Name      string     `db:"name"`
	Kind      Kind       `db:"kind"`
	Status    Status     `db:"status"`
	Reason    string     `db:"reason"`
	Tier      Tier       `db:"tier"`
	CreatedAt int64      `db:"created_at"`
	Role      scope.Role `db:"role"`
}

type staffRow struct {
	Merchant  string     `db:"merchant"`
	User      string     `db:"usr"`
	Role      scope.Role `db:"role"`
	CreatedAt int64      `db:"created_at"`
}

const columns = `id, owner, name, kind, status, reason, tier, created_at`

var (
	qInsert  = db.SQL(`INSERT INTO merchant_main (id, owner, name, kind, status, tier, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qGet     = db.SQL(`SELECT ` + columns + ` FROM merchant_main WHERE id = $1`)
	qCountOf = db.SQL(`SELECT COUNT(*) FROM merchant_main WHERE owner = $1`)
	qOf      = db.SQL(`
		SELECT m.id, m.owner, m.name, m.kind, m.status, m.reason, m.tier, m.created_at, s.role
		FROM merchant_staff s JOIN merchant_main m ON m.id = s.merchant
		WHERE s.usr = $1 ORDER BY m.id LIMIT 100`)
	qList = db.SQL(`
		SELECT ` + columns + ` FROM merchant_main
		WHERE (created_at, id) < ($1, $2) AND ($4 = '' OR name LIKE '%' || $4 || '%' OR id = $4)
		ORDER BY created_at DESC, id DESC LIMIT $3`)
	qAfter  = db.SQL(`SELECT ` + columns + ` FROM merchant_main WHERE id > $1 ORDER BY id LIMIT $2`)
	qStatus = db.SQL(`UPDATE merchant_main SET status = $2, reason = $3 WHERE id = $1`)
	qRename = db.SQL(`UPDATE merchant_main SET name = $2 WHERE id = $1`)
	qTier   = db.SQL(`UPDATE merchant_main SET tier = $2 WHERE id = $1`)
	qTaken  = db.SQL(`SELECT taken FROM merchant_day WHERE merchant = $1 AND day = $2`)
	// The first row of a day is let in by its own WHERE, the others by that of the update.
	qCount = db.SQL(`
		INSERT INTO merchant_day (merchant, day, taken) SELECT $1, $2, CAST($3 AS BIGINT) WHERE CAST($3 AS BIGINT) <= CAST($4 AS BIGINT)
		ON CONFLICT (merchant, day) DO UPDATE SET taken = merchant_day.taken + excluded.taken
		WHERE merchant_day.taken + excluded.taken <= CAST($4 AS BIGINT)`)
	qStaffAdd = db.SQL(`INSERT INTO merchant_staff (merchant, usr, role, created_at) VALUES ($1, $2, $3, $4)`)
	qStaffDel = db.SQL(`DELETE FROM merchant_staff WHERE merchant = $1 AND usr = $2`)
	qStaffOne = db.SQL(`SELECT merchant, usr, role, created_at FROM merchant_staff WHERE merchant = $1 AND usr = $2`)
	qStaff    = db.SQL(`SELECT merchant, usr, role, created_at FROM merchant_staff WHERE merchant = $1 ORDER BY created_at, usr LIMIT 500`)
)
