package demo

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/words"
)

// listed are words that an operator of the demo wants found.
var listed = []struct {
	kind  words.Kind
	lines string
}{
	{words.Ad, "加微信领红包\n免费领取\n刷单兼职\n点击领奖\nfree gift card\nclick here to win\nearn money fast"},
	{words.Abuse, "大笨蛋\n傻瓜\n滚开\nidiot\nyou are stupid"},
}

func (c City) list(ctx context.Context, operator string) error {
	return c.DB.Do(ctx, func(tx *db.Tx) error {
		for _, l := range listed {
			if _, err := c.Words.Add(ctx, tx, scope.Scope{User: operator}, l.kind, l.lines); err != nil {
				return err
			}
		}
		return nil
	})
}
