package words

import (
	"time"

	"livewell/internal/kit/db"
)

type row struct {
	ID    string `db:"id"`
	Kind  string `db:"kind"`
	Text  string `db:"text"`
	Plain string `db:"plain"`
	Actor string `db:"actor"`
	At    int64  `db:"at"`
}

func (r row) word() Word {
	return Word{r.ID, Kind(r.Kind), r.Text, r.Actor, time.UnixMicro(r.At).UTC()}
}

const columns = `id, kind, text, plain, actor, at`

var (
	qEdition = db.SQL(`SELECT edition FROM words_list WHERE one = 1`)
	qChanged = db.SQL(`UPDATE words_list SET edition = edition + 1, size = size + $1 WHERE one = 1 AND size + $1 <= $2`)
	qEach    = db.SQL(`SELECT ` + columns + ` FROM words_word ORDER BY kind, plain`)
	// What is looked for holds letters and digits only, and so no sign of LIKE.
	qList = db.SQL(`
		SELECT ` + columns + ` FROM words_word
		WHERE (CAST($1 AS TEXT) = '' OR kind = $1) AND plain LIKE '%' || CAST($2 AS TEXT) || '%' AND (at, id) < ($3, $4)
		ORDER BY at DESC, id DESC LIMIT $5`)
	qAdd    = db.InsertMany(`words_word (`+columns+`)`, `ON CONFLICT (kind, plain) DO NOTHING`)
	qRemove = db.SQL(`DELETE FROM words_word WHERE id = $1 RETURNING ` + columns)
)
