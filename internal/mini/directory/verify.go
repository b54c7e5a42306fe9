package directory

import (
	"context"
	"fmt"

	"livewell/internal/kit/db"
)

// Verify recounts the index: it holds the terms of the public entries and nothing
// else.
func (*Service) Verify(ctx context.Context, q db.Q) (n int64, breaches []string, err error) {
	var want int64
	for last := ""; ; {
		rows, err := db.List[row](ctx, q, qEvery, last)
		if err != nil {
			return n, nil, err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			n, last = n+1, r.App
			if r.Version != "" {
				want += int64(len(terms(r.entry().Text)))
			}
		}
	}
	got, _, err := db.One[int64](ctx, q, qTerms)
	if err == nil && got != want {
		breaches = append(breaches, fmt.Sprintf("the index has %d terms, its entries %d", got, want))
	}
	return n, breaches, err
}
