package city

import (
	"encoding/json"
	"fmt"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
)

type placeRow struct {
	Code   string `db:"code"`
	Zh     string `db:"zh"`
	En     string `db:"en"`
	Pinyin string `db:"pinyin"`
	Lat    int64  `db:"lat"`
	Lng    int64  `db:"lng"`
	Area   string `db:"area"`
	Hot    bool   `db:"hot"`
	Hidden bool   `db:"hidden"`
}

type settingRow struct {
	Fallback string `db:"fallback"`
	Edition  int64  `db:"edition"`
}

func writeArea(g geo.Polygon) (string, error) {
	if len(g.Outer) == 0 {
		return "", nil
	}
	b, err := json.Marshal(g)
	return string(b), err
}

func readArea(text string) (g geo.Polygon, err error) {
	if text == "" {
		return g, nil
	}
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		return g, fmt.Errorf("read the area of a city: %w", err)
	}
	return g, nil
}

var (
	qPlaces = db.SQL(`SELECT code, zh, en, pinyin, lat, lng, area, hot, hidden FROM city_place ORDER BY code LIMIT 2000`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM city_place`)
	qPut    = db.SQL(`
		INSERT INTO city_place (code, zh, en, pinyin, lat, lng, area, hot, hidden, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (code) DO UPDATE SET zh = excluded.zh, en = excluded.en, pinyin = excluded.pinyin, lat = excluded.lat,
			lng = excluded.lng, area = excluded.area, hot = excluded.hot, hidden = excluded.hidden, updated_at = excluded.updated_at`)

	qSetting    = db.SQL(`SELECT fallback, edition FROM city_setting WHERE id = 1`)
	qNewEdition = db.SQL(`UPDATE city_setting SET edition = edition + 1 WHERE id = 1`)
	qDefault    = db.SQL(`UPDATE city_setting SET fallback = $1, edition = edition + 1 WHERE id = 1`)

	qChoice = db.SQL(`SELECT codes FROM city_choice WHERE usr = $1`)
	qChoose = db.SQL(`
		INSERT INTO city_choice (usr, codes, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (usr) DO UPDATE SET codes = excluded.codes, updated_at = excluded.updated_at`)
	qForget = db.SQL(`DELETE FROM city_choice WHERE usr = $1`)
)
