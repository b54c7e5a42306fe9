package parcel

import (
	"embed"

	"livewell/internal/kit/db"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("parcel", files)

type templateRow struct {
	Charge Charge `db:"charge"`
	Rules  string `db:"rules"`
}

type sentRow struct {
	Carrier string `db:"carrier"`
	Number  string `db:"number"`
	SentAt  int64  `db:"sent_at"`
}

var (
	qTemplate = db.SQL(`SELECT charge, rules FROM parcel_template WHERE store = $1`)
	qSet      = db.SQL(`
		INSERT INTO parcel_template (store, charge, rules) VALUES ($1, $2, $3)
		ON CONFLICT (store) DO UPDATE SET charge = excluded.charge, rules = excluded.rules`)

	qSent = db.SQL(`SELECT carrier, number, sent_at FROM parcel_sent WHERE head = $1`)
	// The day of the first word stays: the buyer's time does not begin again with a number put right.
	qSend = db.SQL(`
		INSERT INTO parcel_sent (head, carrier, number, sent_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (head) DO UPDATE SET carrier = excluded.carrier, number = excluded.number`)
)
