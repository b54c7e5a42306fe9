package booking

import (
	"encoding/json"
	"fmt"
	"time"

	"livewell/internal/kit/db"
)

const columns = `id, store, person, party, seats, starts, ends, status, note, reason, created_at, moved_at`

var (
	qSet = db.SQL(`
		INSERT INTO booking_book (store, active, tables, minutes, days, party, late) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (store) DO UPDATE SET active = excluded.active, tables = excluded.tables, minutes = excluded.minutes, days = excluded.days,
		  party = excluded.party, late = excluded.late, turn = booking_book.turn + 1`)
	qBook = db.SQL(`SELECT active, tables, minutes, days, party, late FROM booking_book WHERE store = $1`)
	// Whoever comes second waits here, or begins anew, and sees what the first did.
	qTurn = db.SQL(`UPDATE booking_book SET turn = turn + 1 WHERE store = $1 RETURNING active, tables, minutes, days, party, late`)

	qInsert = db.SQL(`
		INSERT INTO booking_entry (id, store, person, party, seats, starts, ends, status, note, created_at, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'booked', $8, $9, $9)`)
	qMove   = db.SQL(`UPDATE booking_entry SET status = $3, moved_at = $4, reason = $5 WHERE id = $1 AND status = $2`)
	qForget = db.SQL(`UPDATE booking_entry SET note = '' WHERE person = $1`)

	qGet = db.SQL(`SELECT ` + columns + ` FROM booking_entry WHERE id = $1`)
	qOf  = db.SQL(`SELECT ` + columns + ` FROM booking_entry WHERE person = $1 AND (starts, id) < ($2, $3) ORDER BY starts DESC, id DESC LIMIT $4`)
	// What takes a table in a span of time. What began a day before it is over: no table is held for longer.
	qTaken = db.SQL(`
		SELECT ` + columns + ` FROM booking_entry
		WHERE store = $1 AND starts > $2 - CAST(86400000000 AS BIGINT) AND starts < $3 AND ends > $2 AND status IN ('booked', 'arrived') ORDER BY starts, id`)
	qDay     = db.SQL(`SELECT ` + columns + ` FROM booking_entry WHERE store = $1 AND starts >= $2 AND starts < $3 ORDER BY starts, id LIMIT 1000`)
	qOpenOf  = db.SQL(`SELECT COUNT(*) FROM booking_entry WHERE store = $1 AND person = $2 AND status = 'booked' AND ends > $3`)
	qNoShows = db.SQL(`
		SELECT starts FROM booking_entry WHERE person = $1 AND starts > $3 AND store = $2 AND status = 'noshow' ORDER BY starts DESC LIMIT 2`)
)

type bookRow struct {
	Active  bool   `db:"active"`
	Tables  string `db:"tables"`
	Minutes int64  `db:"minutes"`
	Days    int64  `db:"days"`
	Party   int64  `db:"party"`
	Late    int64  `db:"late"`
}

func (r bookRow) terms() (Terms, error) {
	t := Terms{On: r.Active, Minutes: r.Minutes, Days: r.Days, Party: r.Party, Late: r.Late}
	if err := json.Unmarshal([]byte(r.Tables), &t.Tables); err != nil {
		return t, fmt.Errorf("read the tables of a store: %w", err)
	}
	return t, nil
}

type row struct {
	ID        string `db:"id"`
	Store     string `db:"store"`
	Person    string `db:"person"`
	Party     int64  `db:"party"`
	Seats     int64  `db:"seats"`
	Starts    int64  `db:"starts"`
	Ends      int64  `db:"ends"`
	Status    Status `db:"status"`
	Note      string `db:"note"`
	Reason    string `db:"reason"`
	CreatedAt int64  `db:"created_at"`
	MovedAt   int64  `db:"moved_at"`
}

func (r row) booking() Booking {
	at := func(n int64) time.Time { return time.UnixMicro(n).UTC() }
	return Booking{r.ID, r.Store, r.Person, r.Party, r.Seats, at(r.Starts), at(r.Ends), r.Status, r.Note, r.Reason, at(r.CreatedAt), at(r.MovedAt)}
}

func bookings(rows []row, err error) ([]Booking, error) {
	out := make([]Booking, len(rows))
	for i, r := range rows {
		out[i] = r.booking()
	}
	return out, err
}
