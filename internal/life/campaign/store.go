package campaign

import (
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

const columns = `id, merchant, name, within, quiet, least, most, holdout, days, coupon, found, state, after, left_out, created_at`

var (
	qOpen = db.SQL(`
		INSERT INTO campaign_main (id, merchant, name, within, quiet, least, most, holdout, days, coupon, found, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	qGet  = db.SQL(`SELECT ` + columns + ` FROM campaign_main WHERE id = $1 AND merchant = $2`)
	qNext = db.SQL(`SELECT ` + columns + ` FROM campaign_main WHERE id = $1 AND state = 'sending'`)
	qOf   = db.SQL(`
		SELECT ` + columns + ` FROM campaign_main WHERE merchant = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4`)
	qSending = db.SQL(`SELECT COUNT(*) FROM campaign_main WHERE merchant = $1 AND state = 'sending'`)
	qWent    = db.SQL(`UPDATE campaign_main SET after = $2, left_out = left_out + $3, state = $4 WHERE id = $1 AND state = 'sending'`)
	qEnd     = db.SQL(`UPDATE campaign_main SET state = 'ended' WHERE id = $1 AND state = 'sending'`)

	qAdd  = db.SQL(`INSERT INTO campaign_person (campaign, person, merchant, told, since, until) VALUES ($1, $2, $3, $4, $5, $6)`)
	qBusy = db.SQL(`SELECT COUNT(*) FROM campaign_person WHERE merchant = $1 AND person = $2 AND until > $3`)

	// A full week between the first and the fourth: the guard stands in the update, so that two at once do not both pass.
	qFull = db.SQL(`SELECT COUNT(*) FROM campaign_told WHERE person = $1 AND first > $2`)
	qTell = db.SQL(`
		INSERT INTO campaign_told (person, first, second, third) VALUES ($1, 0, 0, $3)
		ON CONFLICT (person) DO UPDATE SET first = campaign_told.second, second = campaign_told.third, third = excluded.third
		WHERE campaign_told.first <= $2`)

	qBought = db.SQL(`
		INSERT INTO campaign_sale (trade, campaign, person, paid)
		SELECT $1, campaign, person, CAST($5 AS BIGINT) FROM campaign_person WHERE merchant = $2 AND person = $3 AND since <= $4 AND until > $4 LIMIT 1
		ON CONFLICT DO NOTHING`)
	qBack = db.SQL(`UPDATE campaign_sale SET back = back + $2 WHERE trade = $1`)
	qArms = db.SQL(`
		SELECT p.told, COUNT(*) AS people, CAST(COALESCE(SUM(CASE WHEN s.net > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS bought,
		  CAST(COALESCE(SUM(s.net), 0) AS BIGINT) AS net
		FROM campaign_person p LEFT JOIN (
		  SELECT person, SUM(paid - back) AS net FROM campaign_sale WHERE campaign = $1 GROUP BY person) s ON s.person = p.person
		WHERE p.campaign = $1 GROUP BY p.told`)

	qForgetPerson = db.SQL(`DELETE FROM campaign_person WHERE person = $1`)
	qForgetSale   = db.SQL(`DELETE FROM campaign_sale WHERE person = $1`)
	qForgetTold   = db.SQL(`DELETE FROM campaign_told WHERE person = $1`)
)

type row struct {
	ID        string `db:"id"`
	Merchant  string `db:"merchant"`
	Name      string `db:"name"`
	Within    int64  `db:"within"`
	Quiet     int64  `db:"quiet"`
	Least     int64  `db:"least"`
	Most      int64  `db:"most"`
	Holdout   int64  `db:"holdout"`
	Days      int64  `db:"days"`
	Coupon    string `db:"coupon"`
	Found     int64  `db:"found"`
	State     State  `db:"state"`
	After     string `db:"after"`
	LeftOut   int64  `db:"left_out"`
	CreatedAt int64  `db:"created_at"`
}

func (r row) campaign() Campaign {
	return Campaign{
		ID: r.ID, Merchant: r.Merchant, Name: r.Name, Audience: Audience{r.Within, r.Quiet, r.Least, r.Most}, Holdout: r.Holdout, Days: r.Days,
		Coupon: r.Coupon, Found: r.Found, State: r.State, LeftOut: r.LeftOut, At: time.UnixMicro(r.CreatedAt).UTC(),
	}
}

type armRow struct {
	Told   int64 `db:"told"`
	People int64 `db:"people"`
	Bought int64 `db:"bought"`
	Net    int64 `db:"net"`
}

func cny(n int64) money.Amount { return money.New(n, money.CNY) }
