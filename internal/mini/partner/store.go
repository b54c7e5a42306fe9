package partner

import (
	"context"
	"strings"
	"time"

	"livewell/internal/kit/db"
)

type hostRow struct {
	ID      string `db:"id"`
	Owner   string `db:"owner"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	Can     string `db:"can"`
	Origins string `db:"origins"`
	Share   int64  `db:"share"`
	State   string `db:"state"`
	At      int64  `db:"at"`
}

func (r hostRow) host() Host {
	return Host{r.ID, r.Owner, r.Name, r.NameEN, strings.Fields(r.Can), strings.Fields(r.Origins), r.Share, State(r.State), time.UnixMicro(r.At).UTC()}
}

func hosts(ctx context.Context, q db.Q, stmt *db.Stmt, args ...any) ([]Host, error) {
	rows, err := db.List[hostRow](ctx, q, stmt, args...)
	out := make([]Host, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.host())
	}
	return out, err
}

type sessionRow struct {
	Host  string `db:"host"`
	Owner string `db:"owner"`
	Ends  int64  `db:"ends"`
	Talks bool   `db:"talks"`
}

type broughtRow struct {
	Trade string `db:"trade"`
	App   string `db:"app"`
	Nth   int64  `db:"nth"`
	At    int64  `db:"at"`
}

const columns = `id, owner, name, name_en, can, origins, share, state, at`

var (
	qAdd = db.SQL(`
		INSERT INTO partner_host (id, owner, name, name_en, can, origins, share, state, at) VALUES ($1, $2, $3, $4, $5, $6, 0, 'pending', $7)
		ON CONFLICT DO NOTHING`)
	qWrite = db.SQL(`UPDATE partner_host SET name = $2, name_en = $3, can = $4, origins = $5, share = $6, state = $7 WHERE id = $1`)
	qGet   = db.SQL(`SELECT ` + columns + ` FROM partner_host WHERE id = $1`)
	qOf    = db.SQL(`SELECT ` + columns + ` FROM partner_host WHERE owner = $1 ORDER BY id LIMIT 20`)
	qAll   = db.SQL(`SELECT ` + columns + ` FROM partner_host WHERE id > $1 ORDER BY id LIMIT $2`)

	qCodeAdd       = db.SQL(`INSERT INTO partner_code (hash, host, owner, ends, talks) VALUES ($1, $2, $3, $4, $5)`)
	qCodeTake      = db.SQL(`DELETE FROM partner_code WHERE hash = $1 AND host = $2 RETURNING host, owner, ends, talks`)
	qSessionAdd    = db.SQL(`INSERT INTO partner_session (hash, host, owner, ends, talks) VALUES ($1, $2, $3, $4, $5)`)
	qSession       = db.SQL(`SELECT host, owner, ends, talks FROM partner_session WHERE hash = $1`)
	qSweepCodes    = db.SQL(`DELETE FROM partner_code WHERE ends < $1`)
	qSweepSessions = db.SQL(`DELETE FROM partner_session WHERE ends < $1`)

	qTimes = db.SQL(`SELECT COUNT(*) FROM partner_brought WHERE owner = $1 AND app = $2`)
	qBring = db.SQL(`
		INSERT INTO partner_brought (trade, host, app, owner, nth, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`)
	qBrought = db.SQL(`
		SELECT trade, app, nth, at FROM partner_brought WHERE host = $1 AND at >= $2 AND (at, trade) < ($3, $4) ORDER BY at DESC, trade DESC LIMIT $5`)
)
