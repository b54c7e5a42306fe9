package home

import (
	"encoding/json"
	"fmt"
	"time"

	"livewell/internal/kit/db"
)

type layoutRow struct {
	ID        string  `db:"id"`
	City      string  `db:"city"`
	Segment   Segment `db:"segment"`
	Latest    int64   `db:"latest"`
	Live      int64   `db:"live"`
	Trial     int64   `db:"trial"`
	Share     int64   `db:"share"`
	Planned   int64   `db:"planned"`
	PlannedAt int64   `db:"planned_at"`
	UpdatedAt int64   `db:"updated_at"`
}

type versionRow struct {
	Layout    string `db:"layout"`
	Number    int64  `db:"number"`
	Blocks    string `db:"blocks"`
	Note      string `db:"note"`
	By        string `db:"made_by"`
	CreatedAt int64  `db:"created_at"`
	LiveAt    int64  `db:"live_at"`
}

type cityRow struct {
	Code    string `db:"code"`
	Buttons string `db:"buttons"`
	Crisis  string `db:"crisis"`
}

const (
	layoutCols  = `id, city, segment, latest, live, trial, share, planned, planned_at, updated_at`
	versionCols = `layout, number, blocks, note, made_by, created_at, live_at`
)

var (
	qLayouts = db.SQL(`SELECT ` + layoutCols + ` FROM home_layout ORDER BY city, segment LIMIT 1000`)
	qLayout  = db.SQL(`SELECT ` + layoutCols + ` FROM home_layout WHERE id = $1`)
	qCount   = db.SQL(`SELECT COUNT(*) FROM home_layout`)
	qCreate  = db.SQL(`
		INSERT INTO home_layout (id, city, segment, latest, live, trial, share, planned, planned_at, updated_at)
		VALUES ($1, $2, $3, 0, 0, 0, 0, 0, 0, $4) ON CONFLICT DO NOTHING`)
	qTouch   = db.SQL(`UPDATE home_layout SET latest = $2, updated_at = $4 WHERE id = $1 AND latest = $3`)
	qPublish = db.SQL(`UPDATE home_layout SET live = $2, trial = 0, share = 0, updated_at = $3 WHERE id = $1 AND (live <> $2 OR trial <> 0)`)
	qTrial   = db.SQL(`UPDATE home_layout SET trial = $2, share = $3, updated_at = $4 WHERE id = $1 AND (trial <> $2 OR share <> $3)`)
	qPlan    = db.SQL(`UPDATE home_layout SET planned = $2, planned_at = $3, updated_at = $4 WHERE id = $1 AND (planned <> $2 OR planned_at <> $3)`)

	qVersions = db.SQL(`SELECT layout, number, '[]' AS blocks, note, made_by, created_at, live_at FROM home_version WHERE layout = $1 ORDER BY number DESC LIMIT 1000`)
	qVersion  = db.SQL(`SELECT ` + versionCols + ` FROM home_version WHERE layout = $1 AND number = $2`)
	qSave     = db.SQL(`INSERT INTO home_version (layout, number, blocks, note, made_by, created_at, live_at) VALUES ($1, $2, $3, $4, $5, $6, 0)`)
	qLiveAt   = db.SQL(`UPDATE home_version SET live_at = $3 WHERE layout = $1 AND number = $2`)
	qShown    = db.SQL(`
		SELECT v.layout, v.number, v.blocks, v.note, v.made_by, v.created_at, v.live_at FROM home_version v
		JOIN home_layout l ON l.id = v.layout AND (v.number = l.live OR v.number = l.trial) ORDER BY v.layout, v.number LIMIT 2000`)

	qCities  = db.SQL(`SELECT code, buttons, crisis FROM home_city ORDER BY code LIMIT 2000`)
	qButtons = db.SQL(`
		INSERT INTO home_city (code, buttons, crisis, updated_at) VALUES ($1, $2, '', $3)
		ON CONFLICT (code) DO UPDATE SET buttons = excluded.buttons, updated_at = excluded.updated_at`)
	qCrisis = db.SQL(`
		INSERT INTO home_city (code, buttons, crisis, updated_at) VALUES ($1, '', $2, $3)
		ON CONFLICT (code) DO UPDATE SET crisis = excluded.crisis, updated_at = excluded.updated_at`)

	qOwn  = db.SQL(`SELECT apps, chosen, beta, turn FROM home_person WHERE usr = $1`)
	qApps = db.SQL(`
		INSERT INTO home_person (usr, apps, chosen, beta, turn) VALUES ($1, $2, $3, FALSE, 1)
		ON CONFLICT (usr) DO UPDATE SET apps = excluded.apps, chosen = excluded.chosen, turn = home_person.turn + 1`)
	qBeta = db.SQL(`
		INSERT INTO home_person (usr, apps, chosen, beta, turn) VALUES ($1, '[]', FALSE, $2, 1)
		ON CONFLICT (usr) DO UPDATE SET beta = excluded.beta, turn = home_person.turn + 1`)
	qForget = db.SQL(`DELETE FROM home_person WHERE usr = $1`)

	qEdition    = db.SQL(`SELECT edition FROM home_setting WHERE id = 1`)
	qNewEdition = db.SQL(`UPDATE home_setting SET edition = edition + 1 WHERE id = 1`)
)

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func (r layoutRow) layout() Layout {
	return Layout{r.ID, r.City, r.Segment, r.Latest, r.Live, r.Trial, r.Share, r.Planned, instant(r.PlannedAt), instant(r.UpdatedAt)}
}

func (r versionRow) version() (Version, error) {
	v := Version{Layout: r.Layout, Number: r.Number, Note: r.Note, By: r.By, CreatedAt: instant(r.CreatedAt), LiveAt: instant(r.LiveAt)}
	if err := json.Unmarshal([]byte(r.Blocks), &v.Blocks); err != nil {
		return v, fmt.Errorf("read version %d of layout %s: %w", r.Number, r.Layout, err)
	}
	return v, nil
}

func (r cityRow) city() (City, error) {
	c := builtInCity(r.Code)
	if r.Buttons != "" {
		c.Own, c.Buttons = true, nil
		if err := json.Unmarshal([]byte(r.Buttons), &c.Buttons); err != nil {
			return c, fmt.Errorf("read the buttons of city %s: %w", r.Code, err)
		}
	}
	if r.Crisis != "" {
		c.Crisis = &Crisis{}
		if err := json.Unmarshal([]byte(r.Crisis), c.Crisis); err != nil {
			return c, fmt.Errorf("read the crisis of city %s: %w", r.Code, err)
		}
	}
	return c, nil
}
