package message

import "livewell/internal/kit/db"

type quietRow struct {
	Active bool   `db:"active"`
	Start  int64  `db:"start"`
	Stop   int64  `db:"stop"`
	Zone   string `db:"zone"`
}

var (
	qQuiet    = db.SQL(`SELECT active, start, stop, zone FROM message_quiet WHERE owner = $1`)
	qSetQuiet = db.SQL(`
		INSERT INTO message_quiet (owner, active, start, stop, zone, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (owner) DO UPDATE SET active = $2, start = $3, stop = $4, zone = $5, at = $6`)

	qHold       = db.SQL(`INSERT INTO message_held (owner, message, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	qAnyHeld    = db.SQL(`SELECT message FROM message_held WHERE owner = $1 LIMIT 1`)
	qHeldUnread = db.SQL(`
		SELECT COUNT(*) FROM message_held h JOIN message_main m ON m.id = h.message WHERE h.owner = $1 AND m.read_at = 0`)
	qDropHeld = db.SQL(`DELETE FROM message_held WHERE owner = $1`)

	qOne = db.SQL(`SELECT ` + columns + ` FROM message_main WHERE id = $1 AND owner = $2`)
)

type vapidRow struct {
	DataKey []byte `db:"data_key"`
	Secret  []byte `db:"secret"`
	Public  string `db:"public"`
}

var (
	qVapid    = db.SQL(`SELECT data_key, secret, public FROM message_vapid WHERE id = $1`)
	qNewVapid = db.SQL(`
		INSERT INTO message_vapid (id, data_key, secret, public, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`)
)

type subRow struct {
	ID       string `db:"id"`
	Owner    string `db:"owner"`
	Session  string `db:"session"`
	Box      []byte `db:"box"`
	Language string `db:"language"`
}

const subColumns = `id, owner, session, box, language`

var (
	qSubscribe = db.SQL(`
		INSERT INTO message_subscription (id, owner, session, hash, box, language, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qUnsubscribe = db.SQL(`DELETE FROM message_subscription WHERE session = $1 OR hash = $2`)
	qSubscribed  = db.SQL(`SELECT id FROM message_subscription WHERE session = $1`)
	qSub         = db.SQL(`SELECT ` + subColumns + ` FROM message_subscription WHERE id = $1`)
	qSubs        = db.SQL(`SELECT ` + subColumns + ` FROM message_subscription WHERE owner = $1 ORDER BY id LIMIT 100`)
	qAnySub      = db.SQL(`SELECT id FROM message_subscription WHERE owner = $1 LIMIT 1`)
	qForget      = db.SQL(`DELETE FROM message_subscription WHERE id = $1`)
)

type pushRow struct {
	Subscription string `db:"subscription"`
	Message      string `db:"message"`
	Count        int64  `db:"count"`
	Tries        int64  `db:"tries"`
}

var (
	qPush = db.SQL(`
		INSERT INTO message_push (subscription, message, count, state, tries, next_at, lease, at)
		VALUES ($1, $2, $3, 'pending', 0, $4, 0, $4) ON CONFLICT DO NOTHING`)
	// The guard stands in the outer WHERE too: under READ COMMITTED only that one is checked again after a wait.
	qTakePushes = db.SQL(`
		UPDATE message_push SET lease = $1, tries = tries + 1
		WHERE state = 'pending' AND lease < $2 AND (subscription, message) IN (
			SELECT subscription, message FROM message_push
			WHERE state = 'pending' AND next_at <= $2 AND lease < $2 ORDER BY next_at, subscription, message LIMIT $3)
		RETURNING subscription, message, count, tries`)
	qPushed = db.SQL(`
		UPDATE message_push SET state = $3, next_at = $4, tries = $5, lease = 0 WHERE subscription = $1 AND message = $2 AND state = 'pending'`)
	qDropPushes = db.SQL(`DELETE FROM message_push WHERE subscription = $1`)
	qSweepPush  = db.SQL(`
		DELETE FROM message_push WHERE (subscription, message) IN (
			SELECT subscription, message FROM message_push WHERE at < $1 ORDER BY at LIMIT $2)`)
)
