package risk

import (
	"time"

	"livewell/internal/kit/db"
)

type tallyRow struct {
	CountHour int64 `db:"count_hour"`
	CountDay  int64 `db:"count_day"`
	SumDay    int64 `db:"sum_day"`
	StaticDay int64 `db:"static_day"`
	Known     int64 `db:"known"`
}

type ruleRow struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	Version   int64  `db:"version"`
	Expr      string `db:"expr"`
	Action    Action `db:"action"`
	Reason    string `db:"reason"`
	Status    string `db:"status"`
	DraftedBy string `db:"drafted_by"`
	DecidedBy string `db:"decided_by"`
	At        int64  `db:"at"`
}

func (r ruleRow) rule() Rule {
	return Rule{r.ID, r.Name, r.Version, r.Expr, r.Action, r.Reason, r.Status, r.DraftedBy, r.DecidedBy, time.UnixMicro(r.At).UTC()}
}

type decisionRow struct {
	ID     string `db:"id"`
	Object string `db:"object"`
	User   string `db:"usr"`
	Action Action `db:"action"`
	Rule   string `db:"rule"`
	Rules  int64  `db:"rules"`
	Facts  string `db:"facts"`
	At     int64  `db:"at"`
}

const (
	ruleColumns     = `id, name, version, expr, action, reason, status, drafted_by, decided_by, at`
	decisionColumns = `id, object, usr, action, rule, rules, facts, at`
)

var (
	qTally = db.SQL(`
		SELECT CAST(COALESCE(SUM(CASE WHEN hour = $3 THEN n ELSE 0 END), 0) AS BIGINT) AS count_hour,
		       CAST(COALESCE(SUM(n), 0) AS BIGINT) AS count_day,
		       CAST(COALESCE(SUM(total), 0) AS BIGINT) AS sum_day,
		       CAST(COALESCE(SUM(statics), 0) AS BIGINT) AS static_day,
		       CAST((SELECT COUNT(*) FROM risk_payee WHERE usr = $1 AND payee = $4) AS BIGINT) AS known
		FROM risk_tally WHERE usr = $1 AND hour > $2 AND hour <= $3`)
	qTallyAdd = db.SQL(`
		INSERT INTO risk_tally (usr, hour, n, total, statics) VALUES ($1, $2, 1, $3, $4)
		ON CONFLICT (usr, hour) DO UPDATE SET n = risk_tally.n + 1, total = risk_tally.total + excluded.total, statics = risk_tally.statics + excluded.statics`)
	qPayeeAdd   = db.SQL(`INSERT INTO risk_payee (usr, payee, n) VALUES ($1, $2, 1) ON CONFLICT (usr, payee) DO NOTHING`)
	qTallySweep = db.SQL(`DELETE FROM risk_tally WHERE hour < $1`)

	qDecision  = db.SQL(`INSERT INTO risk_decision (` + decisionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qDecisions = db.SQL(`
		SELECT ` + decisionColumns + ` FROM risk_decision WHERE id < $1 AND ($2 = '' OR action = $2) ORDER BY id DESC LIMIT $3`)
	qDecisionsSince = db.SQL(`SELECT ` + decisionColumns + ` FROM risk_decision WHERE at > $1 ORDER BY id DESC LIMIT $2`)

	qRuleCount  = db.SQL(`SELECT COUNT(*) FROM risk_rule`)
	qRuleAdd    = db.SQL(`INSERT INTO risk_rule (` + ruleColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qRulesLive  = db.SQL(`SELECT ` + ruleColumns + ` FROM risk_rule WHERE status = 'live' ORDER BY name`)
	qRules      = db.SQL(`SELECT ` + ruleColumns + ` FROM risk_rule ORDER BY at DESC, id DESC LIMIT 500`)
	qRule       = db.SQL(`SELECT ` + ruleColumns + ` FROM risk_rule WHERE id = $1`)
	qRuleLast   = db.SQL(`SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM risk_rule WHERE name = $1`)
	qRuleRetire = db.SQL(`UPDATE risk_rule SET status = 'off', at = $2 WHERE name = $1 AND status = 'live'`)
	qRuleSet    = db.SQL(`UPDATE risk_rule SET status = $2, decided_by = $3, at = $4 WHERE id = $1`)
)
