package store

import (
	"math"
	"time"

	"livewell/internal/kit/db"
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Status    Status `db:"status"`
	CreatedAt int64  `db:"created_at"`
	Name      string `db:"name"`
	NameEN    string `db:"name_en"`
	Category  string `db:"category"`
	City      string `db:"city"`
	Address   string `db:"address"`
	Phone     string `db:"phone"`
	About     string `db:"about"`
	Picture   string `db:"picture"`
	Lat       int64  `db:"lat"`
	Lng       int64  `db:"lng"`
	Hours     string `db:"hours"`
	Modes     string `db:"modes"`
	Terms     string `db:"terms"`
	Until     int64  `db:"until"`
	RatingSum int64  `db:"rating_sum"`
	Ratings   int64  `db:"ratings"`
	Sold      int64  `db:"sold"`
}

const (
	written = `name, name_en, category, city, address, phone, about, picture, lat, lng, hours, modes, terms`
	columns = `id, merchant, status, created_at, ` + written + `, until, rating_sum, ratings, sold`
)

var (
	qInsert = db.SQL(`
		INSERT INTO store (id, merchant, status, created_at, ` + written + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`)
	qUpdate = db.SQL(`
		UPDATE store SET name = $2, name_en = $3, category = $4, city = $5, address = $6, phone = $7, about = $8, picture = $9,
		  lat = $10, lng = $11, hours = $12, modes = $13, terms = $14 WHERE id = $1`)
	qStatus = db.SQL(`UPDATE store SET status = $2, until = $3 WHERE id = $1`)
	qSale   = db.SQL(`UPDATE store SET sold = sold + 1 WHERE id = $1`)
	qRate   = db.SQL(`UPDATE store SET rating_sum = rating_sum + $2, ratings = ratings + $3 WHERE id = $1`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM store WHERE id = $1`)
	qFirst  = db.SQL(`SELECT ` + columns + ` FROM store WHERE merchant = $1 AND status <> 'closed' ORDER BY id LIMIT 1`)
	qOf     = db.SQL(`SELECT ` + columns + ` FROM store WHERE merchant = $1 ORDER BY id LIMIT 5000`)
	qNear   = db.SQL(`SELECT ` + columns + ` FROM store
		WHERE city = $1 AND status <> 'closed' AND lat BETWEEN $2 AND $3 AND lng BETWEEN $4 AND $5 ORDER BY id LIMIT 2000`)
	qCount = db.SQL(`SELECT COUNT(*) FROM store WHERE merchant = $1`)

	qAreas   = db.SQL(`SELECT id, store, name, polygon, minimum, bands FROM store_area WHERE store = $1 ORDER BY id LIMIT 20`)
	qAreaAdd = db.SQL(`INSERT INTO store_area (id, store, name, polygon, minimum, bands) VALUES ($1, $2, $3, $4, $5, $6)`)
	qAreaDel = db.SQL(`DELETE FROM store_area WHERE store = $1`)
)

// e6 gives degrees as millionths: a tenth of a metre.
func e6(deg float64) int64 { return int64(math.Round(deg * 1e6)) }

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
