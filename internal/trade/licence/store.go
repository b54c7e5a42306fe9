package licence

import (
	"strings"
	"time"

	"livewell/internal/kit/db"
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Number    string `db:"number"`
	Name      string `db:"name"`
	Expires   int64  `db:"expires"`
	Findings  string `db:"findings"`
	Status    Status `db:"status"`
	Reason    string `db:"reason"`
	SentAt    int64  `db:"sent_at"`
	DecidedAt int64  `db:"decided_at"`
	DecidedBy string `db:"decided_by"`
}

func (r row) paper() Paper {
	return Paper{
		r.ID, r.Merchant, r.Number, r.Name, timeOf(r.Expires), strings.Fields(r.Findings), r.Status, r.Reason,
		timeOf(r.SentAt), timeOf(r.DecidedAt), r.DecidedBy,
	}
}

type sealed struct {
	Picture []byte `db:"picture"`
	Key     []byte `db:"data_key"`
}

type waitingRow struct {
	N      int64 `db:"n"`
	Oldest int64 `db:"oldest"`
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func timeOf(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

const columns = `id, merchant, number, name, expires, findings, status, reason, sent_at, decided_at, decided_by`

var (
	qSend = db.SQL(`
		INSERT INTO licence_paper (id, merchant, number, name, expires, findings, picture, data_key, status, sent_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9) ON CONFLICT DO NOTHING`)
	qDecide      = db.SQL(`UPDATE licence_paper SET status = $2, reason = $3, decided_at = $4, decided_by = $5 WHERE id = $1 AND status = 'waiting'`)
	qLapse       = db.SQL(`UPDATE licence_paper SET status = 'lapsed' WHERE id = $1 AND status = 'approved'`)
	qGet         = db.SQL(`SELECT ` + columns + ` FROM licence_paper WHERE id = $1`)
	qLatest      = db.SQL(`SELECT ` + columns + ` FROM licence_paper WHERE merchant = $1 ORDER BY sent_at DESC, id DESC LIMIT 1`)
	qPicture     = db.SQL(`SELECT picture, data_key FROM licence_paper WHERE id = $1`)
	qOthers      = db.SQL(`SELECT COUNT(*) FROM licence_paper WHERE number = $1 AND merchant <> $2 AND status IN ('waiting', 'approved')`)
	qApprovedOf  = db.SQL(`SELECT COUNT(*) FROM licence_paper WHERE merchant = $1 AND status = 'approved'`)
	qOver        = db.SQL(`SELECT ` + columns + ` FROM licence_paper WHERE status = 'approved' AND expires > 0 AND expires <= $1 ORDER BY expires, id LIMIT 100`)
	qWaitingList = db.SQL(`SELECT ` + columns + ` FROM licence_paper WHERE status = $1 AND (sent_at, id) > ($2, $3) ORDER BY sent_at, id LIMIT $4`)
	qDecidedList = db.SQL(`SELECT ` + columns + ` FROM licence_paper WHERE status = $1 AND (sent_at, id) < ($2, $3) ORDER BY sent_at DESC, id DESC LIMIT $4`)
	qWaiting     = db.SQL(`SELECT COUNT(*) AS n, COALESCE(MIN(sent_at), 0) AS oldest FROM licence_paper WHERE status = 'waiting'`)
	qTook        = db.SQL(`SELECT decided_at - sent_at FROM licence_paper WHERE decided_at > $1 ORDER BY decided_at DESC LIMIT 1000`)
)
