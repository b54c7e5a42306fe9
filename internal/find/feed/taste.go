package feed

import (
	"cmp"
	"context"
	"embed"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("feed", files)

var (
	qPlain    = db.SQL(`SELECT COUNT(*) FROM feed_plain WHERE owner = $1`)
	qPlainOn  = db.SQL(`INSERT INTO feed_plain (owner, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	qPlainOff = db.SQL(`DELETE FROM feed_plain WHERE owner = $1`)
)

// Had is something that somebody bought.
type Had struct {
	Store string
	Item  string
	At    time.Time
}

// Habits tells what somebody bought since a time, the newest first. life/order implements it.
type Habits func(ctx context.Context, q db.Q, buyer string, since time.Time) ([]Had, error)

// A reader is known by what they bought in so long; what they bought in the
// last day is not shown again.
const (
	remembered = 60 * 24 * time.Hour
	rest       = 24 * time.Hour
)

// taste is what is known of a reader.
type taste struct {
	kinds  map[string]float64 // share of their orders, by kind of store
	recent map[string]bool    // items
}

// Personal tells whether what somebody bought counts for what they see.
func (*Service) Personal(ctx context.Context, q db.Q, reader string) (bool, error) {
	n, _, err := db.One[int64](ctx, q, qPlain, reader)
	return n == 0, err
}

// SetPersonal lets it count, or not. Again changes nothing.
func (*Service) SetPersonal(ctx context.Context, tx *db.Tx, reader string, on bool) error {
	var err error
	if on {
		_, err = db.Exec(ctx, tx, qPlainOff, reader)
	} else {
		_, err = db.Exec(ctx, tx, qPlainOn, reader, tx.Now().UnixMicro())
	}
	return err
}

// Forget drops everything of a person.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, reader string) error {
	return s.SetPersonal(ctx, tx, reader, true)
}

// taste reads what a reader bought. Nobody has none.
func (s *Service) taste(ctx context.Context, reader string) (t taste, err error) {
	if reader == "" {
		return t, nil
	}
	now := s.db.Now()
	had, err := s.habits(ctx, s.db, reader, now.Add(-remembered))
	if err != nil || len(had) == 0 {
		return t, err
	}
	t = taste{map[string]float64{}, map[string]bool{}}
	kinds := map[string]string{}
	for _, h := range had {
		if now.Sub(h.At) < rest {
			t.recent[h.Item] = true
		}
		kind, known := kinds[h.Store]
		if !known {
			st, err := s.stores.Get(ctx, s.db, h.Store)
			if err != nil {
				return t, err
			}
			kind = st.Category
			kinds[h.Store] = kind
		}
		t.kinds[kind] += 1 / float64(len(had))
	}
	return t, nil
}

// Factor is a part of why a card stands where it does.
type Factor struct {
	Key  string  // Near, Rating, Sales, Taste
	Part float64 // of the score
}

// The factors of a score.
const (
	Near   = "near"
	Rating = "rating"
	Sales  = "sales"
	Taste  = "taste"
)

// why takes a store's score apart, the greatest part first.
func why(s store.Store, at geo.Point, t taste) []Factor {
	out := factors(s, geo.Distance(at, s.At), t.kinds[s.Category])
	slices.SortStableFunc(out, func(a, b Factor) int { return cmp.Compare(b.Part, a.Part) })
	return out
}

func sum(fs []Factor) (score float64) {
	for _, f := range fs {
		score += f.Part
	}
	return score
}
