package queue

import (
	"time"

	"livewell/internal/kit/db"
)

const columns = `id, store, day, letter, number, person, name, party, status, place, missed, told, created_at, moved_at, called_at, until, seated_at`

var (
	qSet = db.SQL(`
		INSERT INTO queue_line (store, active, open, classes, minutes, back) VALUES ($1, $2, $2, $3, $4, $5)
		ON CONFLICT (store) DO UPDATE SET active = excluded.active, open = CASE WHEN queue_line.active AND excluded.active THEN queue_line.open ELSE excluded.open END,
		  classes = excluded.classes, minutes = excluded.minutes, back = excluded.back, turn = queue_line.turn + 1`)
	qLine = db.SQL(`SELECT store, active, open, classes, minutes, back, turn FROM queue_line WHERE store = $1`)
	// Whoever comes second waits here, or begins anew, and sees what the first did.
	qTurn = db.SQL(`UPDATE queue_line SET turn = turn + 1 WHERE store = $1 RETURNING store, active, open, classes, minutes, back, turn`)
	qOpen = db.SQL(`UPDATE queue_line SET open = $2 WHERE store = $1`)

	qNumber = db.SQL(`
		INSERT INTO queue_number (store, day, letter, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (store, day, letter) DO UPDATE SET last = queue_number.last + 1 RETURNING last`)
	qInsert = db.SQL(`
		INSERT INTO queue_ticket (id, store, day, letter, number, person, name, party, status, place, told, created_at, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $11, $11)`)
	qMove = db.SQL(`
		UPDATE queue_ticket SET status = $3, moved_at = $4, place = $5, missed = $6, told = $7, called_at = $8, until = $9, seated_at = $10
		WHERE id = $1 AND status = $2`)
	qNear = db.SQL(`UPDATE queue_ticket SET told = 1 WHERE id = $1 AND told = 0`)

	qGet  = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE id = $1`)
	qHas  = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE store = $1 AND person = $2 AND status IN ('waiting', 'called')`)
	qMine = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE person = $1 AND status IN ('waiting', 'called') ORDER BY created_at DESC, id DESC LIMIT 100`)
	// A bound of 500 holds for those that are open.
	qOpenOnes = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE store = $1 AND status IN ('waiting', 'called') ORDER BY letter, place`)
	qPassed   = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE store = $1 AND created_at > $2 AND status = 'passed' AND missed = 1 ORDER BY moved_at DESC, id LIMIT 50`)
	qSeatings = db.SQL(`SELECT created_at, seated_at FROM queue_ticket WHERE store = $1 AND letter = $2 AND seated_at > 0 ORDER BY seated_at DESC, id DESC LIMIT 40`)
	qOld      = db.SQL(`SELECT ` + columns + ` FROM queue_ticket WHERE created_at < $1 AND status IN ('waiting', 'called') ORDER BY created_at LIMIT 200`)
)

type lineRow struct {
	Store   string `db:"store"`
	Active  bool   `db:"active"`
	Open    bool   `db:"open"`
	Classes string `db:"classes"`
	Minutes int64  `db:"minutes"`
	Back    int64  `db:"back"`
	Turn    int64  `db:"turn"`
}

type seatingRow struct {
	CreatedAt int64 `db:"created_at"`
	SeatedAt  int64 `db:"seated_at"`
}

type row struct {
	ID        string `db:"id"`
	Store     string `db:"store"`
	Day       string `db:"day"`
	Letter    string `db:"letter"`
	Number    string `db:"number"`
	Person    string `db:"person"`
	Name      string `db:"name"`
	Party     int64  `db:"party"`
	Status    Status `db:"status"`
	Place     int64  `db:"place"`
	Missed    int64  `db:"missed"`
	Told      int64  `db:"told"`
	CreatedAt int64  `db:"created_at"`
	MovedAt   int64  `db:"moved_at"`
	CalledAt  int64  `db:"called_at"`
	Until     int64  `db:"until"`
	SeatedAt  int64  `db:"seated_at"`
}

func (r row) ticket() Ticket {
	return Ticket{
		r.ID, r.Store, r.Day, r.Letter, r.Number, r.Person, r.Name, r.Party, r.Status, r.Place, r.Missed, r.Told == 1,
		instant(r.CreatedAt), instant(r.MovedAt), instant(r.CalledAt), instant(r.Until), instant(r.SeatedAt),
	}
}

func tickets(rows []row, err error) ([]Ticket, error) {
	out := make([]Ticket, len(rows))
	for i, r := range rows {
		out[i] = r.ticket()
	}
	return out, err
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
