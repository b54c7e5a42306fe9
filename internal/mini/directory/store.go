package directory

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"livewell/internal/kit/db"
)

const columns = `app, zh, en, slogan, description, category, icon, keywords, cities, developer, version, opens, updated_at`

var (
	qGet  = db.SQL(`SELECT ` + columns + ` FROM directory_entry WHERE app = $1`)
	qMany = db.SQL(`SELECT ` + columns + ` FROM directory_entry WHERE app IN (` + params(1) + `)`)
	qSave = db.SQL(`
		INSERT INTO directory_entry (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (app) DO UPDATE SET zh = excluded.zh, en = excluded.en, slogan = excluded.slogan, description = excluded.description,
		  category = excluded.category, icon = excluded.icon, keywords = excluded.keywords, cities = excluded.cities, developer = excluded.developer,
		  version = excluded.version, updated_at = excluded.updated_at`)
	qOpens = db.SQL(`UPDATE directory_entry SET opens = $2 WHERE app = $1`)

	qTermAdd  = db.InsertMany(`directory_term (term, place)`, `ON CONFLICT DO NOTHING`)
	qTermDrop = db.SQL(`DELETE FROM directory_term WHERE term = $1 AND place = $2`)
	qPlaces   = db.SQL(`SELECT place FROM directory_term WHERE term = $1 AND place > $2 ORDER BY place LIMIT $3`)
	// qMeet gives, by how many lists there are beside the shortest, what is in all.
	// The shortest is walked lazily, and never further than its bound.
	qMeet     = [...]*db.Stmt{db.SQL(meets(1)), db.SQL(meets(2)), db.SQL(meets(3)), db.SQL(meets(4)), db.SQL(meets(5)), db.SQL(meets(6))}
	qFurthest = db.SQL(`SELECT place FROM directory_term WHERE term = $1 AND place > $2 ORDER BY place LIMIT 1 OFFSET ` + strconv.Itoa(furthest-1))

	qFill     = db.InsertMany(`directory_entry (`+columns+`)`, ``)
	qFillTerm = db.InsertMany(`directory_term (term, place)`, ``)

	qEvery = db.SQL(`SELECT ` + columns + ` FROM directory_entry WHERE app > $1 ORDER BY app LIMIT 1000`)
	qTerms = db.SQL(`SELECT COUNT(*) FROM directory_term`)
)

func meets(others int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `SELECT c.place FROM (SELECT place FROM directory_term WHERE term = $1 AND place > $2 ORDER BY place LIMIT %d) c WHERE `, furthest)
	for i := range others {
		if i > 0 {
			b.WriteString(" AND ")
		}
		fmt.Fprintf(&b, `EXISTS (SELECT 1 FROM directory_term t WHERE t.term IN ($%d, $%d) AND t.place = c.place)`, 4+2*i, 5+2*i)
	}
	return b.String() + ` ORDER BY c.place LIMIT $3`
}

// block is how many entries are read at once, and how far lists are compared.
const block = 64

// params are block parameters, from $first on.
func params(first int) string {
	out := make([]string, block)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(out, ", ")
}

type row struct {
	App         string   `db:"app"`
	Zh          string   `db:"zh"`
	En          string   `db:"en"`
	Slogan      string   `db:"slogan"`
	Description string   `db:"description"`
	Category    Category `db:"category"`
	Icon        string   `db:"icon"`
	Keywords    string   `db:"keywords"`
	Cities      string   `db:"cities"`
	Developer   string   `db:"developer"`
	Version     string   `db:"version"`
	Opens       int64    `db:"opens"`
	UpdatedAt   int64    `db:"updated_at"`
}

func (r row) entry() Entry {
	return Entry{
		App: r.App,
		Text: Text{
			Zh: r.Zh, En: r.En, Slogan: r.Slogan, Description: r.Description, Category: r.Category, Icon: r.Icon,
			Keywords: lines(r.Keywords), Cities: lines(r.Cities), Developer: r.Developer,
		},
		Version: r.Version, Opens: r.Opens, Updated: time.UnixMicro(r.UpdatedAt).UTC(),
	}
}

func rowOf(e Entry) row {
	return row{
		App: e.App, Zh: e.Zh, En: e.En, Slogan: e.Slogan, Description: e.Description, Category: e.Category, Icon: e.Icon,
		Keywords: strings.Join(e.Keywords, "\n"), Cities: strings.Join(e.Cities, "\n"), Developer: e.Developer,
		Version: e.Version, Opens: e.Opens, UpdatedAt: e.Updated.UnixMicro(),
	}
}

func (r row) columns() []any {
	return []any{r.App, r.Zh, r.En, r.Slogan, r.Description, r.Category, r.Icon, r.Keywords, r.Cities, r.Developer, r.Version, r.Opens, r.UpdatedAt}
}

func lines(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "\n")
}

func save(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := db.Exec(ctx, tx, qSave, rowOf(e).columns()...)
	return err
}

// entries gives those of apps, in blocks.
func entries(ctx context.Context, q db.Q, apps []string) (map[string]Entry, error) {
	out := map[string]Entry{}
	for len(apps) > 0 {
		n := min(len(apps), block)
		args := make([]any, block)
		for i := range args {
			args[i] = apps[min(i, n-1)]
		}
		rows, err := db.List[row](ctx, q, qMany, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.App] = r.entry()
		}
		apps = apps[n:]
	}
	return out, nil
}
