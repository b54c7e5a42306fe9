package provider

import (
	"encoding/json"
	"math"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// e6 gives degrees as millionths: a tenth of a metre.
func e6(deg float64) int64 { return int64(math.Round(deg * 1e6)) }

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

const (
	columns = `p.id, p.merchant, p.name, p.name_en, p.base, p.state, p.reason, p.created_at`
	counted = `SELECT ` + columns + `, (SELECT COUNT(*) FROM provider_offer o WHERE o.provider = p.id AND o.told_at > `
)

var (
	qJoin = db.SQL(`
		INSERT INTO provider_main (id, merchant, name, name_en, base, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (merchant) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, base = excluded.base`)
	qNamed = db.SQL(`SELECT merchant FROM provider_main WHERE name = $1`)
	qOf    = db.SQL(counted + `$2) AS offers FROM provider_main p WHERE p.merchant = $1`)
	qGet   = db.SQL(counted + `$2) AS offers FROM provider_main p WHERE p.id = $1`)
	qList  = db.SQL(counted + `$4) AS offers FROM provider_main p WHERE (p.created_at, p.id) < ($1, $2) ORDER BY p.created_at DESC, p.id DESC LIMIT $3`)
	qState = db.SQL(`UPDATE provider_main SET state = $2, reason = $3 WHERE id = $1`)

	qCount = db.SQL(`SELECT COUNT(*) FROM provider_offer WHERE provider = $1`)
	qTell  = db.SQL(`
		INSERT INTO provider_offer (id, provider, out_id, mode, category, name, name_en, city, lat, lng, hours, reach, fee, minimum, making, url, told_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (provider, out_id) DO UPDATE SET mode = excluded.mode, category = excluded.category, name = excluded.name, name_en = excluded.name_en,
		  city = excluded.city, lat = excluded.lat, lng = excluded.lng, hours = excluded.hours, reach = excluded.reach, fee = excluded.fee,
		  minimum = excluded.minimum, making = excluded.making, url = excluded.url, told_at = excluded.told_at`)
	qDrop = db.SQL(`DELETE FROM provider_offer WHERE provider = $1 AND out_id = $2`)
	qNear = db.SQL(`
		SELECT o.id AS offer, o.out_id, o.mode, o.category, o.name AS title, o.name_en AS title_en, o.lat, o.lng, o.hours, o.reach, o.fee, o.minimum, o.making, o.url,
		  p.id, p.name, p.name_en
		FROM provider_offer o JOIN provider_main p ON p.id = o.provider
		WHERE o.city = $1 AND o.mode = $2 AND o.lat BETWEEN $3 AND $4 AND o.lng BETWEEN $5 AND $6 AND o.told_at > $7 AND p.state = 'active'
		ORDER BY o.told_at DESC, o.id LIMIT $8`)

	qShown = db.SQL(`
		INSERT INTO provider_exposure (day, city, mode, provider, lists, shown, fair) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (day, city, mode, provider) DO UPDATE SET
		  lists = provider_exposure.lists + excluded.lists, shown = provider_exposure.shown + excluded.shown, fair = provider_exposure.fair + excluded.fair`)
	qExposed = db.SQL(`SELECT city, mode, provider, lists, shown, fair FROM provider_exposure WHERE day = $1 ORDER BY city, mode, provider LIMIT 5000`)
	qSweep   = db.SQL(`DELETE FROM provider_exposure WHERE day < $1`)
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Name      string `db:"name"`
	NameEN    string `db:"name_en"`
	Base      string `db:"base"`
	State     State  `db:"state"`
	Reason    string `db:"reason"`
	CreatedAt int64  `db:"created_at"`
	Offers    int64  `db:"offers"`
}

func (r row) provider() Provider {
	return Provider{r.ID, r.Merchant, Draft{r.Name, r.NameEN, r.Base}, r.State, r.Reason, time.UnixMicro(r.CreatedAt).UTC(), r.Offers}
}

type offerRow struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	NameEN   string `db:"name_en"`
	Offer    string `db:"offer"`
	OutID    string `db:"out_id"`
	Mode     string `db:"mode"`
	Category string `db:"category"`
	Title    string `db:"title"`
	TitleEN  string `db:"title_en"`
	Lat      int64  `db:"lat"`
	Lng      int64  `db:"lng"`
	Hours    string `db:"hours"`
	Reach    int64  `db:"reach"`
	Fee      int64  `db:"fee"`
	Minimum  int64  `db:"minimum"`
	Making   int64  `db:"making"`
	URL      string `db:"url"`
}

func (r offerRow) found() (Found, error) {
	o := Offer{
		ID: r.Offer, Provider: r.ID, OutID: r.OutID, Mode: r.Mode, Category: r.Category, Name: r.Title, NameEN: r.TitleEN,
		At:    geo.Point{Lat: float64(r.Lat) / 1e6, Lng: float64(r.Lng) / 1e6},
		Reach: r.Reach, Fee: cny(r.Fee), Minimum: cny(r.Minimum), Making: r.Making, URL: r.URL,
	}
	err := json.Unmarshal([]byte(r.Hours), &o.Hours)
	return Found{o, r.Name, r.NameEN}, err
}

type exposedRow struct {
	City     string `db:"city"`
	Mode     string `db:"mode"`
	Provider string `db:"provider"`
	Lists    int64  `db:"lists"`
	Shown    int64  `db:"shown"`
	Fair     int64  `db:"fair"`
}
