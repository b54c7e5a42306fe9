package registry

import (
	"time"

	"livewell/internal/kit/db"
)

const columns = `id, app, name, code, package, template, ext, status, by_whom, at, moved_at, description, memo, auto, round, gray, trial, reason,
	submitted_at, decided_at, online_at, offline_at, gray_at, gray_cities, gray_hosts, gray_levels`

// approved is what a version must have to be shown to anybody: the hash that it
// has now was looked at, in the round that it is in.
const approved = `EXISTS (SELECT 1 FROM registry_review r WHERE r.version = v.id AND r.round = v.round AND r.package = v.package AND r.verdict = 'approved')`

const programs = `
	SELECT p.app, p.stopped, p.reason, COALESCE(v.name, '') AS online
	FROM registry_program p LEFT JOIN registry_version v ON v.app = p.app AND v.status = 'online'`

var (
	qTurn    = db.SQL(`INSERT INTO registry_program (app, turn) VALUES ($1, 1) ON CONFLICT (app) DO UPDATE SET turn = registry_program.turn + 1`)
	qSeq     = db.SQL(`UPDATE registry_program SET seq = seq + 1 WHERE app = $1`)
	qStop    = db.SQL(`UPDATE registry_program SET stopped = $2, reason = $3 WHERE app = $1 AND stopped <> $2`)
	qProgram = db.SQL(`SELECT app, seq, stopped, reason FROM registry_program WHERE app = $1`)

	qPrograms   = db.SQL(programs + ` WHERE p.app > $1 ORDER BY p.app LIMIT $2`)
	qOneProgram = db.SQL(programs + ` WHERE p.app = $1`)

	qKeys   = db.SQL(`SELECT public, by_user, at, ended_at FROM registry_key WHERE app = $1 ORDER BY at DESC, public LIMIT 50`)
	qKeyAdd = db.SQL(`INSERT INTO registry_key (app, public, by_user, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qKeyEnd = db.SQL(`UPDATE registry_key SET ended_at = $3 WHERE app = $1 AND public = $2 AND ended_at = 0`)

	qPackageAdd = db.SQL(`INSERT INTO registry_package (hash, app, size, signature, privileges, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`)
	qPrivileges = db.SQL(`SELECT privileges FROM registry_package WHERE hash = $1`)
	qPackage    = db.SQL(`SELECT hash, app, size, signature FROM registry_package WHERE hash = $1`)
	qBlobAdd    = db.SQL(`INSERT INTO registry_blob (hash, data) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	qFilesAdd   = db.InsertMany(`registry_file (package, path, size, hash)`, `ON CONFLICT DO NOTHING`)
	qFindingAdd = db.SQL(`INSERT INTO registry_finding (package, n, kind, entry, detail, detail_zh) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`)
	qFindings   = db.SQL(`SELECT kind, entry, detail, detail_zh FROM registry_finding WHERE package = $1 ORDER BY n`)
	// COLLATE "C" is not in the common dialect: the order of bytes is made in Go.
	qFiles = db.SQL(`SELECT path, size, hash FROM registry_file WHERE package = $1`)
	qData  = db.SQL(`SELECT b.data FROM registry_file f JOIN registry_blob b ON b.hash = f.hash WHERE f.package = $1 AND f.path = $2`)
	// A package that no version has any more goes, and what was in it alone.
	qDropFindings = db.SQL(`DELETE FROM registry_finding WHERE package = $1`)
	qDropFiles    = db.SQL(`DELETE FROM registry_file WHERE package = $1`)
	qDropPackage  = db.SQL(`DELETE FROM registry_package WHERE hash = $1`)
	qDropBlob     = db.SQL(`DELETE FROM registry_blob WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM registry_file f WHERE f.hash = $1)`)
	qDropLook     = db.SQL(`DELETE FROM registry_look WHERE package = $1`)
	qLook         = db.SQL(`INSERT INTO registry_look (package, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	qUnlooked     = db.SQL(`
		SELECT v.package FROM registry_version v
		WHERE v.status = 'auditing' AND NOT EXISTS (SELECT 1 FROM registry_look l WHERE l.package = v.package)
		ORDER BY v.submitted_at, v.id LIMIT 1`)
	qHolders = db.SQL(`SELECT COUNT(*) FROM registry_version WHERE package = $1 AND status <> 'deleted'`)

	qAdd = db.SQL(`
		INSERT INTO registry_version (id, app, name, code, package, template, ext, status, by_whom, at, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'init', $8, $9, $9)`)
	qNewest = db.SQL(`SELECT COALESCE(MAX(code), 0) FROM registry_version WHERE app = $1`)
	qCount  = db.SQL(`SELECT COUNT(*) FROM registry_version WHERE app = $1 AND status = 'init'`)
	qGet    = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE id = $1 AND status <> 'deleted'`)
	qNamed  = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE app = $1 AND name = $2 AND status <> 'deleted'`)
	qList   = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE app = $1 AND code < $2 AND status <> 'deleted' ORDER BY code DESC LIMIT $3`)
	qMove   = db.SQL(`
		UPDATE registry_version SET status = $3, moved_at = $4, description = $5, memo = $6, auto = $7, round = $8, gray = $9, trial = $10, reason = $11,
		  submitted_at = $12, decided_at = $13, online_at = $14, offline_at = $15, gray_at = $16, gray_cities = $17, gray_hosts = $18, gray_levels = $19
		WHERE id = $1 AND status = $2`)
	qPending = db.SQL(`SELECT COUNT(*) FROM registry_version WHERE app = $1 AND status IN ('auditing', 'rejected', 'approved', 'gray')`)
	qIn      = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE app = $1 AND status = $2`)
	qFormer  = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE app = $1 AND status = 'superseded' ORDER BY moved_at DESC, code DESC LIMIT 1`)
	qQueue   = db.SQL(`SELECT ` + columns + ` FROM registry_version WHERE status = 'auditing' AND (submitted_at, id) > ($1, $2) ORDER BY submitted_at, id LIMIT $3`)
	qTrial   = db.SQL(`UPDATE registry_version SET trial = trial + 1 WHERE id = $1 AND trial = $2`)

	qReviewAdd = db.SQL(`
		INSERT INTO registry_review (version, round, package, verdict, reason, by_user, signature, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qFirst    = db.SQL(`SELECT package, reason, by_user, at FROM registry_first WHERE version = $1 AND round = $2`)
	qFirstAdd = db.SQL(`INSERT INTO registry_first (version, round, package, reason, by_user, at) VALUES ($1, $2, $3, $4, $5, $6)`)
	qReviews  = db.SQL(`SELECT round, package, verdict, reason, by_user, at FROM registry_review WHERE version = $1 ORDER BY round DESC LIMIT 50`)
	qReviewed = db.SQL(`SELECT COUNT(*) FROM registry_version v WHERE v.id = $1 AND ` + approved)
	qSealed   = db.SQL(`SELECT signature FROM registry_review WHERE package = $1 AND verdict = 'approved' ORDER BY at DESC, version LIMIT 1`)
	// What was ever released stays readable: who has it open goes on with it.
	qReleased = db.SQL(`
		SELECT COUNT(*) FROM registry_version v WHERE v.package = $1 AND v.status IN ('approved', 'gray', 'online', 'superseded', 'offline') AND ` + approved + `
		  AND NOT EXISTS (SELECT 1 FROM registry_program p WHERE p.app = v.app AND p.stopped)`)
	qServed = db.SQL(`SELECT ` + columns + ` FROM registry_version v WHERE app = $1 AND status IN ('gray', 'online') AND ` + approved + ` ORDER BY code LIMIT 2`)
)

var (
	qEveryProgram = db.SQL(`
		SELECT app, COALESCE(SUM(CASE WHEN status = 'online' THEN 1 ELSE 0 END), 0) AS online,
		  COALESCE(SUM(CASE WHEN status IN ('auditing', 'rejected', 'approved', 'gray') THEN 1 ELSE 0 END), 0) AS pending
		FROM registry_version GROUP BY app ORDER BY app`)
	qEveryServed = db.SQL(`
		SELECT v.id, v.package, CASE WHEN ` + approved + ` THEN 1 ELSE 0 END AS reviewed, COALESCE(p.app, '') AS made_for,
		  (SELECT COUNT(*) FROM registry_first f JOIN registry_review r ON r.version = f.version AND r.round = f.round
		   WHERE f.version = v.id AND f.by_user = r.by_user AND r.verdict = 'approved') AS alone
		FROM registry_version v LEFT JOIN registry_package p ON p.hash = v.package
		WHERE v.status IN ('approved', 'gray', 'online', 'superseded', 'offline') ORDER BY v.id`)
	qEveryBlob = db.SQL(`SELECT hash, data FROM registry_blob WHERE hash > $1 ORDER BY hash LIMIT 20`)
	qLost      = db.SQL(`SELECT COUNT(*) FROM registry_file f WHERE f.package = $1 AND NOT EXISTS (SELECT 1 FROM registry_blob b WHERE b.hash = f.hash)`)
)

type row struct {
	ID          string `db:"id"`
	App         string `db:"app"`
	Name        string `db:"name"`
	Code        int64  `db:"code"`
	Package     string `db:"package"`
	Template    string `db:"template"`
	Ext         string `db:"ext"`
	Status      string `db:"status"`
	By          string `db:"by_whom"`
	At          int64  `db:"at"`
	MovedAt     int64  `db:"moved_at"`
	Description string `db:"description"`
	Memo        string `db:"memo"`
	Auto        bool   `db:"auto"`
	Round       int64  `db:"round"`
	Gray        int64  `db:"gray"`
	Trial       int64  `db:"trial"`
	Reason      string `db:"reason"`
	SubmittedAt int64  `db:"submitted_at"`
	DecidedAt   int64  `db:"decided_at"`
	OnlineAt    int64  `db:"online_at"`
	OfflineAt   int64  `db:"offline_at"`
	GrayAt      int64  `db:"gray_at"`
	GrayCities  string `db:"gray_cities"`
	GrayHosts   string `db:"gray_hosts"`
	GrayLevels  string `db:"gray_levels"`
}

func (r row) version() Version {
	return Version{
		ID: r.ID, App: r.App, Name: r.Name, Code: r.Code, Package: r.Package, Template: r.Template, Ext: r.Ext, Status: Status(r.Status), By: r.By,
		Description: r.Description, Memo: r.Memo, Reason: r.Reason, Auto: r.Auto, Round: r.Round, Gray: r.Gray, Target: r.target(), Trial: r.Trial%2 == 1,
		Created: instant(r.At), Moved: instant(r.MovedAt), Submitted: instant(r.SubmittedAt), Decided: instant(r.DecidedAt),
		Released: instant(r.OnlineAt), Offline: instant(r.OfflineAt), Spread: instant(r.GrayAt),
	}
}

// instant is the zero time where there was none.
func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

type firstRow struct {
	Package string `db:"package"`
	Reason  string `db:"reason"`
	By      string `db:"by_user"`
	At      int64  `db:"at"`
}

type programRow struct {
	App     string `db:"app"`
	Seq     int64  `db:"seq"`
	Stopped bool   `db:"stopped"`
	Reason  string `db:"reason"`
}

type keyRow struct {
	Public  string `db:"public"`
	By      string `db:"by_user"`
	At      int64  `db:"at"`
	EndedAt int64  `db:"ended_at"`
}

type packageRow struct {
	Hash      string `db:"hash"`
	App       string `db:"app"`
	Size      int64  `db:"size"`
	Signature string `db:"signature"`
}

type fileRow struct {
	Path string `db:"path"`
	Size int64  `db:"size"`
	Hash string `db:"hash"`
}

type reviewRow struct {
	Round   int64  `db:"round"`
	Package string `db:"package"`
	Verdict string `db:"verdict"`
	Reason  string `db:"reason"`
	By      string `db:"by_user"`
	At      int64  `db:"at"`
}

type blobRow struct {
	Hash string `db:"hash"`
	Data []byte `db:"data"`
}

type countsRow struct {
	App     string `db:"app"`
	Online  int64  `db:"online"`
	Pending int64  `db:"pending"`
}

type servedRow struct {
	ID       string `db:"id"`
	Package  string `db:"package"`
	Reviewed int64  `db:"reviewed"`
	MadeFor  string `db:"made_for"`
	Alone    int64  `db:"alone"`
}
