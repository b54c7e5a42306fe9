package member

import (
	"context"

	"livewell/internal/kit/db"
)

var qRests = db.SQL(`SELECT ` + lotCols + ` FROM member_lot WHERE card = $1 ORDER BY id`)

// Rests tells what is left of each lot of a card.
func (*Service) Rests(ctx context.Context, q db.Q, card string) (map[string]int64, error) {
	rows, err := db.List[lotRow](ctx, q, qRests, card)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Head] = r.Rest
	}
	return out, err
}
