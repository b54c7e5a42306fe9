package oauth

import (
	"strings"
	"time"

	"livewell/internal/kit/db"
)

const grantCols = `id, kind, app, usr, merchant, auth_app, scopes, access_at, refresh_at, started_at, ended_at`

var (
	qCodeAdd   = db.SQL(`INSERT INTO oauth_code (hash, kind, app, usr, merchant, auth_app, scopes, expires_at, redirect, challenge, nonce) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qCode      = db.SQL(`SELECT kind, app, usr, merchant, auth_app, scopes, expires_at, grant_id, redirect, challenge, nonce FROM oauth_code WHERE hash = $1`)
	qCodeUse   = db.SQL(`UPDATE oauth_code SET grant_id = $2 WHERE hash = $1 AND grant_id = ''`)
	qCodeSweep = db.SQL(`DELETE FROM oauth_code WHERE hash IN (SELECT hash FROM oauth_code WHERE expires_at < $1 LIMIT 1000)`)

	qGrantAdd = db.SQL(`
		INSERT INTO oauth_grant (id, kind, app, usr, merchant, auth_app, scopes, access, refresh, access_at, refresh_at, started_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	qGrant     = db.SQL(`SELECT ` + grantCols + ` FROM oauth_grant WHERE id = $1`)
	qByAccess  = db.SQL(`SELECT ` + grantCols + ` FROM oauth_grant WHERE access = $1`)
	qByRefresh = db.SQL(`SELECT ` + grantCols + ` FROM oauth_grant WHERE refresh = $1`)
	qOfUser    = db.SQL(`SELECT ` + grantCols + ` FROM oauth_grant WHERE usr = $1 AND app = $2 AND kind IN ('user', 'openid') AND ended_at = 0`)
	qSignedIn  = db.SQL(`SELECT id FROM oauth_grant WHERE usr = $1 AND app = $2 AND kind = 'openid' AND ended_at = 0 AND refresh_at > $3 LIMIT 1`)
	qRotate    = db.SQL(`UPDATE oauth_grant SET access = $3, refresh = $4, access_at = $5, refresh_at = $6 WHERE id = $1 AND refresh = $2 AND ended_at = 0`)
	qRevoke    = db.SQL(`UPDATE oauth_grant SET ended_at = $3 WHERE app = $1 AND (access = $2 OR refresh = $2) AND kind = 'openid' AND ended_at = 0`)
	qEnd       = db.SQL(`UPDATE oauth_grant SET ended_at = $2 WHERE id = $1 AND ended_at = 0`)

	qForApp      = db.SQL(`SELECT id FROM oauth_grant WHERE app = $1 AND auth_app = $2 AND kind = 'merchant' AND ended_at = 0 AND access_at > $3 LIMIT 1`)
	qOfMerchant  = db.SQL(`SELECT ` + grantCols + ` FROM oauth_grant WHERE merchant = $1 AND ended_at = 0 AND refresh_at > $2 ORDER BY started_at DESC, id LIMIT 100`)
	qEndMerchant = db.SQL(`UPDATE oauth_grant SET ended_at = $3 WHERE merchant = $1 AND app = $2 AND ended_at = 0`)

	qGrantSweep = db.SQL(`DELETE FROM oauth_grant WHERE id IN (SELECT id FROM oauth_grant WHERE refresh_at < $1 LIMIT 500)`)

	qSpend      = db.SQL(`INSERT INTO oauth_spent (hash, grant_id, expires_at) VALUES ($1, $2, $3)`)
	qSpent      = db.SQL(`SELECT grant_id FROM oauth_spent WHERE hash = $1`)
	qSpentSweep = db.SQL(`DELETE FROM oauth_spent WHERE hash IN (SELECT hash FROM oauth_spent WHERE expires_at < $1 LIMIT 1000)`)

	qGoneAdd = db.SQL(`INSERT INTO oauth_withdrawn (app, at, usr, scopes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	qGone    = db.SQL(`SELECT usr, scopes, at FROM oauth_withdrawn WHERE app = $1 AND at >= $2 AND at < $3 ORDER BY at, usr LIMIT $4 OFFSET $5`)
)

type codeRow struct {
	Kind      string `db:"kind"`
	App       string `db:"app"`
	User      string `db:"usr"`
	Merchant  string `db:"merchant"`
	AuthApp   string `db:"auth_app"`
	Scopes    string `db:"scopes"`
	ExpiresAt int64  `db:"expires_at"`
	Grant     string `db:"grant_id"`
	Redirect  string `db:"redirect"`
	Challenge string `db:"challenge"`
	Nonce     string `db:"nonce"`
}

func (r codeRow) subject() Subject {
	return Subject{Kind(r.Kind), r.App, r.User, r.Merchant, r.AuthApp, list(r.Scopes)}
}

type grantRow struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	App       string `db:"app"`
	User      string `db:"usr"`
	Merchant  string `db:"merchant"`
	AuthApp   string `db:"auth_app"`
	Scopes    string `db:"scopes"`
	AccessAt  int64  `db:"access_at"`
	RefreshAt int64  `db:"refresh_at"`
	StartedAt int64  `db:"started_at"`
	EndedAt   int64  `db:"ended_at"`
}

func (r grantRow) grant() Grant {
	g := Grant{
		ID: r.ID, Subject: Subject{Kind(r.Kind), r.App, r.User, r.Merchant, r.AuthApp, list(r.Scopes)},
		AccessEnds: instant(r.AccessAt), RefreshEnds: instant(r.RefreshAt), Started: instant(r.StartedAt),
	}
	if r.EndedAt > 0 {
		g.Ended = instant(r.EndedAt)
	}
	return g
}

type goneRow struct {
	User   string `db:"usr"`
	Scopes string `db:"scopes"`
	At     int64  `db:"at"`
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }
