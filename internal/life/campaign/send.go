package campaign

import (
	"context"
	"fmt"
	"time"

	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/trial"
)

type sendJob struct {
	Campaign string `json:"campaign"`
}

func (sendJob) Kind() string { return "campaign.send" }

const (
	some = 50                 // people in a transaction
	week = 7 * 24 * time.Hour // in which nobody is told more than three things
)

// send tells some people, and goes on with the next ones.
func (s *Service) send(ctx context.Context, tx *db.Tx, j sendJob) error {
	r, ok, err := db.One[row](ctx, tx, qNext, j.Campaign)
	if err != nil || !ok {
		return err
	}
	c := r.campaign()
	people, err := s.Pay.Buyers(ctx, tx, c.Merchant, c.Audience.bought(c.At), r.After, some)
	if err != nil {
		return err
	}
	name, err := s.Name(ctx, tx, c.Merchant)
	if err != nil {
		return err
	}
	gifts, err := s.Coupons.Campaign(ctx, tx, c.Coupon)
	if err != nil {
		return err
	}
	b := batch{Service: s, of: c, seller: name, gifts: gifts.Left(), after: r.After}
	for _, p := range people {
		if b.gifts == 0 { // the budget is spent: nobody from here on is on a side
			break
		}
		if err := b.take(ctx, tx, p); err != nil {
			return err
		}
	}
	state := Sending
	if len(people) < some || b.gifts == 0 {
		state = Sent
	}
	if _, err := db.Exec(ctx, tx, qWent, c.ID, b.after, b.leftOut, state); err != nil || state == Sent {
		return err
	}
	return s.Jobs.Add(ctx, tx, j, tx.Now())
}

// batch is the people of one transaction.
type batch struct {
	*Service
	of      Campaign
	seller  string
	gifts   int64 // that are left
	after   string
	leftOut int64
}

// take puts somebody on a side, unless they could not be told.
func (b *batch) take(ctx context.Context, tx *db.Tx, person string) error {
	b.after = person
	can, err := b.reaches(ctx, tx, b.of, person)
	if err != nil || !can {
		b.leftOut++
		return err
	}
	told := int64(0)
	if trial.Slot(b.of.ID, person) >= b.of.Holdout {
		told = 1
		b.gifts--
		if err := b.give(ctx, tx, b.of, b.seller, person); err != nil {
			return err
		}
	}
	until := tx.Now().Add(time.Duration(b.of.Days) * 24 * time.Hour)
	_, err = db.Exec(ctx, tx, qAdd, b.of.ID, person, b.of.Merchant, told, tx.Now().UnixMicro(), until.UnixMicro())
	return err
}

// reaches says whether somebody could be told something, whatever their side.
func (s *Service) reaches(ctx context.Context, tx *db.Tx, c Campaign, person string) (bool, error) {
	if hears, err := s.Messages.Hears(ctx, tx, person, message.Promotion); err != nil || !hears {
		return false, err
	}
	if n, _, err := db.One[int64](ctx, tx, qBusy, c.Merchant, person, tx.Now().UnixMicro()); err != nil || n > 0 {
		return false, err
	}
	n, _, err := db.One[int64](ctx, tx, qFull, person, tx.Now().Add(-week).UnixMicro())
	return n == 0, err
}

func (s *Service) give(ctx context.Context, tx *db.Tx, c Campaign, name, person string) error {
	p, err := s.Coupons.Give(ctx, tx, c.Coupon, person)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qTell, person, tx.Now().Add(-week).UnixMicro(), tx.Now().UnixMicro())
	if err != nil || n == 0 { // told by another merchant in this instant: the coupon waits without a word
		return err
	}
	k := p.Campaign
	_, err = s.Messages.Send(ctx, tx, person, message.Promotion, "campaign."+string(k.Kind), map[string]string{
		"seller": name, "amount": k.Value.Decimal(), "percent": fmt.Sprint(k.Percent), "days": fmt.Sprint(c.Days),
	}, "/coupons")
	return err
}
