package terminal

import (
	"time"

	"livewell/internal/kit/db"
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Store     string `db:"store"`
	Kind      Kind   `db:"kind"`
	Name      string `db:"name"`
	App       string `db:"app"`
	Till      string `db:"till"`
	Active    bool   `db:"active"`
	Barred    string `db:"barred"`
	CodeUntil int64  `db:"code_until"`
	PairedAt  int64  `db:"paired_at"`
	SeenAt    int64  `db:"seen_at"`
	CreatedAt int64  `db:"created_at"`
}

func (r row) device() Device {
	return Device{
		ID: r.ID, Merchant: r.Merchant, Store: r.Store, Kind: r.Kind, Name: r.Name, App: r.App, Till: r.Till, On: r.Active && r.Barred == "", Barred: r.Barred,
		Paired: instant(r.PairedAt), Seen: instant(r.SeenAt), CodeUntil: instant(r.CodeUntil), CreatedAt: instant(r.CreatedAt),
	}
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

const columns = `id, merchant, store, kind, name, app, till, active, barred, code_until, paired_at, seen_at, created_at`

var (
	qAdd = db.SQL(`
		INSERT INTO terminal_device (id, merchant, store, kind, name, app, till, active, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8)`)
	qCount   = db.SQL(`SELECT COUNT(*) FROM terminal_device WHERE store = $1`)
	qGet     = db.SQL(`SELECT ` + columns + ` FROM terminal_device WHERE id = $1`)
	qBy      = db.SQL(`SELECT ` + columns + ` FROM terminal_device WHERE token = $1`)
	qOf      = db.SQL(`SELECT ` + columns + ` FROM terminal_device WHERE store = $1 ORDER BY created_at, id LIMIT 50`)
	qCodeEnd = db.SQL(`UPDATE terminal_device SET code = NULL, code_until = 0 WHERE code = $1`)
	qCode    = db.SQL(`UPDATE terminal_device SET code = $2, code_until = $3 WHERE id = $1`)
	qPair    = db.SQL(`
		UPDATE terminal_device SET code = NULL, code_until = 0, token = $2, paired_at = $3, seen_at = $3
		WHERE code = $1 AND code_until > $3 RETURNING ` + columns)
	qName   = db.SQL(`UPDATE terminal_device SET name = $2 WHERE id = $1`)
	qSwitch = db.SQL(`UPDATE terminal_device SET active = $2 WHERE id = $1`)
	qBar    = db.SQL(`UPDATE terminal_device SET barred = $2 WHERE id = $1`)
	qAll    = db.SQL(`SELECT ` + columns + ` FROM terminal_device WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`)
	qRemove = db.SQL(`DELETE FROM terminal_device WHERE id = $1`)
	qSeen   = db.SQL(`UPDATE terminal_device SET seen_at = $2 WHERE id = $1`)
)
