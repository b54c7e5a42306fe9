package notify

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/open/protocol"
)

const cols = `id, app, kind, object, url, host, body, state, tries, next_at, status, reason, created_at, ended_at`

var (
	qAdd = db.SQL(`
		INSERT INTO notify_message (id, app, kind, object, url, host, body, state, next_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $8)`)
	// Of one object only the oldest pending message may go. The guard stands in
	// the outer WHERE too: under READ COMMITTED only that one is checked again after a wait.
	qTake = db.SQL(`
		UPDATE notify_message SET lease = $1
		WHERE state = 'pending' AND lease < $2 AND id IN (
			SELECT m.id FROM notify_message m
			WHERE m.state = 'pending' AND m.next_at <= $2 AND m.lease < $2
			AND NOT EXISTS (SELECT 1 FROM notify_message o WHERE o.object = m.object AND o.state = 'pending' AND o.url = m.url AND o.id < m.id)
			ORDER BY m.next_at, m.id LIMIT $3)
		RETURNING ` + cols)
	qLater = db.SQL(`UPDATE notify_message SET lease = 0, next_at = $2 WHERE id = $1 AND state = 'pending'`)
	qTried = db.SQL(`
		UPDATE notify_message SET state = $2, tries = $3, next_at = $4, status = $5, reason = $6, ended_at = $7, lease = 0
		WHERE id = $1 AND state = 'pending'`)
	qAttempt  = db.SQL(`INSERT INTO notify_attempt (message, n, at, took, status, reason) SELECT CAST($1 AS TEXT), COALESCE(MAX(n), 0) + 1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT) FROM notify_attempt WHERE message = $1`)
	qAttempts = db.SQL(`SELECT n, at, took, status, reason FROM notify_attempt WHERE message = $1 ORDER BY n LIMIT 200`)

	qGet  = db.SQL(`SELECT ` + cols + ` FROM notify_message WHERE id = $1 AND app = $2`)
	qList = db.SQL(`
		SELECT ` + cols + ` FROM notify_message
		WHERE app = $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR object = $3) AND created_at >= $4 AND created_at < $5 AND (created_at, id) < ($6, $7)
		ORDER BY created_at DESC, id DESC LIMIT $8`)
	qAgain = db.SQL(`
		UPDATE notify_message SET state = 'pending', tries = 0, next_at = $3, lease = 0, ended_at = 0 WHERE id = $1 AND app = $2 AND lease < $3`)
	qAgainAll = db.SQL(`
		UPDATE notify_message SET state = 'pending', tries = 0, next_at = $6, lease = 0, ended_at = 0
		WHERE id IN (SELECT id FROM notify_message WHERE app = $1 AND state = $2 AND ($3 = '' OR object = $3) AND created_at >= $4 AND created_at < $5
			ORDER BY created_at, id LIMIT 1000)`)
	qOld = db.SQL(`
		SELECT id FROM notify_message WHERE state = 'done' AND ended_at < $1 AND ended_at > 0 ORDER BY ended_at LIMIT 500`)
	qDrop         = db.SQL(`DELETE FROM notify_message WHERE id = $1 AND state = 'done'`)
	qDropAttempts = db.SQL(`DELETE FROM notify_attempt WHERE message = $1`)
	qCount        = db.SQL(`SELECT COUNT(*) FROM notify_message`)
	qWrong        = db.SQL(`
		SELECT id FROM notify_message
		WHERE state NOT IN ('pending', 'done', 'dead') OR (state = 'pending' AND next_at <= 0) OR (state <> 'pending' AND ended_at = 0)
		ORDER BY id LIMIT 100`)
)

type row struct {
	ID        string `db:"id"`
	App       string `db:"app"`
	Kind      string `db:"kind"`
	Object    string `db:"object"`
	URL       string `db:"url"`
	Host      string `db:"host"`
	Body      string `db:"body"`
	State     string `db:"state"`
	Tries     int64  `db:"tries"`
	NextAt    int64  `db:"next_at"`
	Status    int64  `db:"status"`
	Reason    string `db:"reason"`
	CreatedAt int64  `db:"created_at"`
	EndedAt   int64  `db:"ended_at"`
}

type attemptRow struct {
	N      int64  `db:"n"`
	At     int64  `db:"at"`
	Took   int64  `db:"took"`
	Status int64  `db:"status"`
	Reason string `db:"reason"`
}

func (r row) sent() Sent {
	m := Sent{
		ID: r.ID, App: r.App, Kind: r.Kind, Object: r.Object, URL: r.URL, State: State(r.State), Tries: r.Tries,
		Status: r.Status, Reason: r.Reason, Created: time.UnixMicro(r.CreatedAt).UTC(),
	}
	m.Fields, _ = protocol.ParseForm(r.Body) // stored by this package
	if m.State == Pending {
		m.Next = time.UnixMicro(r.NextAt).UTC()
	}
	if r.EndedAt > 0 {
		m.Ended = time.UnixMicro(r.EndedAt).UTC()
	}
	return m
}
