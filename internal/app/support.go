package app

import (
	"context"
	"strconv"
	"strings"
	"time"

	"livewell/internal/core/message"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/trade/maturity"
	"livewell/internal/trade/support"
)

// supportFacts tells what support policies ask of other domains.
func (a *App) supportFacts(ctx context.Context, q db.Q, now time.Time, id string, of support.Condition) (string, error) {
	switch of {
	case support.Maturity:
		f, err := a.maturityOf(ctx, q, id)
		return strconv.Itoa(maturity.Score(maturity.Steps(f))), err
	case support.Paid:
		sum, err := a.Pay.Sum(ctx, q, id, now.AddDate(0, 0, -30), now)
		return sum.Paid.Decimal(), err
	case support.City, support.Category:
		stores, err := a.Stores.Of(ctx, q, id)
		var words []string
		for _, s := range stores {
			if of == support.City {
				words = append(words, s.City)
			} else {
				words = append(words, s.Category)
			}
		}
		return strings.Join(words, ","), err
	case support.Coder, support.Days, support.Tier: // the merchant's own
	}
	return "", nil
}

// tellSupport sends owners what they were given, and when it is about to end.
func (a *App) tellSupport(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, code string, g support.Grant) error {
		m, err := a.Merchants.Get(ctx, tx, g.Merchant)
		if err != nil {
			return err
		}
		args := map[string]string{"seller": m.Name, "amount": g.Cap.Decimal()}
		if !g.Ends.IsZero() {
			args["until"] = g.Ends.In(calendar.Zone).Format(time.DateOnly)
		}
		_, err = a.Messages.Send(ctx, tx, m.Owner, message.Services, code, args, "/collect/"+m.ID+"/support")
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e support.BegunEvent) error {
		return send(ctx, tx, "support."+string(e.Policy.Gives.Kind), e.Grant)
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e support.EndingEvent) error {
		return send(ctx, tx, "support.ending", e.Grant)
	})
}
