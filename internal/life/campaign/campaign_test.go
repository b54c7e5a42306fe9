package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"livewell/internal/core/message"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/campaign"
	"livewell/internal/life/coupon"
	"livewell/internal/life/order"
	"livewell/internal/life/register"
)

type world struct {
	*testing.T
	d        *db.DB
	clock    *testkit.Clock
	bus      *event.Bus
	jobs     *job.Queue
	messages *message.Service
	coupons  *coupon.Service
	s        *campaign.Service
	trades   map[string]trade
}

type trade struct {
	pay.Trade
	back int64
}

func each(t *testing.T, fn func(w *world)) {
	schema := [][]db.Migration{job.Migrations, message.Migrations, pay.Migrations, order.Migrations, coupon.Migrations, register.Migrations, campaign.Migrations}
	testkit.Each(t, schema, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		jobs := job.New(d, slog.New(slog.DiscardHandler))
		w := &world{T: t, d: d, clock: c, bus: event.NewBus(jobs), jobs: jobs, coupons: coupon.New(), trades: map[string]trade{}}
		w.messages = message.New(message.Deps{DB: d, Jobs: jobs, Log: slog.New(slog.DiscardHandler)})
		w.s = campaign.Serve(campaign.Deps{
			Jobs: jobs, Bus: w.bus, Pay: &pay.Service{}, Coupons: w.coupons, Messages: w.messages,
			Name: func(_ context.Context, _ db.Q, id string) (string, error) { return "Shop " + id, nil },
		})
		fn(w)
	})
}

func (w *world) do(fn func(tx *db.Tx) error) {
	w.Helper()
	if err := w.d.Do(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) work() {
	w.Helper()
	for range 1000 {
		if w.jobs.Once(w.Context()) == 0 {
			return
		}
	}
	w.Fatal("the work has no end")
}

var qTrade = db.SQL(`
	INSERT INTO pay_trade (id, app, via, merchant, out_trade_no, method, subject, body, total, currency, refunded, buyer, status, terms, extra, created_at, expires_at, paid_at)
	VALUES ($1, '', '', $2, $1, 'order', '', '', $3, 'CNY', 0, $4, 'TRADE_SUCCESS', '', '{}', $5, 0, $5)`)
var qRefunded = db.SQL(`UPDATE pay_trade SET refunded = refunded + $2 WHERE id = $1`)

// pays is a payment now, or one of some days ago that campaigns did not hear of.
func (w *world) pays(merchant, who string, amount, ago int64) string {
	w.Helper()
	id := fmt.Sprintf("t%d", len(w.trades))
	w.do(func(tx *db.Tx) error {
		at := tx.Now().Add(-time.Duration(ago) * 24 * time.Hour)
		if _, err := db.Exec(w.Context(), tx, qTrade, id, merchant, amount, who, at.UnixMicro()); err != nil {
			return err
		}
		t := pay.Trade{ID: id, Merchant: merchant, Buyer: who, Total: money.New(amount, money.CNY), PaidAt: at}
		w.trades[id] = trade{Trade: t}
		if ago > 0 {
			return nil
		}
		return w.bus.Emit(w.Context(), tx, pay.PaidEvent{Trade: t})
	})
	return id
}

func (w *world) refunds(id string, amount int64) {
	w.Helper()
	t := w.trades[id]
	t.back += amount
	w.trades[id] = t
	w.do(func(tx *db.Tx) error {
		if _, err := db.Exec(w.Context(), tx, qRefunded, id, amount); err != nil {
			return err
		}
		return w.bus.Emit(w.Context(), tx, pay.RefundedEvent{Trade: t.Trade, Refund: pay.Refund{Amount: money.New(amount, money.CNY)}})
	})
}

func eight(merchant string) campaign.New {
	zero := money.New(0, money.CNY)
	return campaign.New{
		Merchant: merchant, Name: "Come back", Audience: campaign.Audience{Within: 365, Quiet: 30, Least: 1, Most: 1000}, Holdout: 1000, Days: 7,
		Gift: coupon.Terms{Kind: coupon.Fixed, Value: money.New(800, money.CNY), Least: money.New(2000, money.CNY), Budget: zero},
	}
}

func (w *world) open(in campaign.New) campaign.Campaign {
	w.Helper()
	c, err := w.try(in)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func (w *world) try(in campaign.New) (campaign.Campaign, error) {
	return db.Get(w.Context(), w.d, func(tx *db.Tx) (campaign.Campaign, error) { return w.s.Open(w.Context(), tx, in) })
}

func (w *world) lift(c campaign.Campaign) (campaign.Campaign, campaign.Lift) {
	w.Helper()
	c, err := w.s.Get(w.Context(), w.d, c.Merchant, c.ID)
	if err != nil {
		w.Fatal(err)
	}
	l, err := w.s.Lift(w.Context(), w.d, c)
	if err != nil {
		w.Fatal(err)
	}
	return c, l
}

// got counts what somebody has of a campaign: coupons and messages.
func (w *world) got(who string) (coupons, messages int) {
	w.Helper()
	p, err := w.coupons.Mine(w.Context(), w.d, who, coupon.Usable, w.d.Now(), page.Ask{Limit: 100})
	m, err2 := w.messages.List(w.Context(), w.d, who, message.Promotion, page.Ask{Limit: 100})
	if err := errors.Join(err, err2); err != nil {
		w.Fatal(err)
	}
	return len(p.Items), len(m.Items)
}

func person(i int) string { return fmt.Sprintf("u%04d", i) }

// Of those not seen for a month each has a coupon and a message, or is held out and has neither.
func TestAShopBringsBackThoseItHasNotSeenForAMonth(t *testing.T) {
	each(t, func(w *world) {
		const people = 600
		want := map[string]bool{}
		for i := range people {
			last := int64(1 + i%90) // days ago, as the only purchase or the later of two
			w.pays("m", person(i), 3000, last)
			if i%3 == 0 {
				w.pays("m", person(i), 3000, last+20)
			}
			want[person(i)] = last > 30
		}
		w.pays("other", "elsewhere", 3000, 60)
		w.refunds(w.pays("m", "returned", 3000, 60), 3000)

		c := w.open(eight("m"))
		if _, err := w.try(eight("m")); !errors.Is(err, campaign.ErrBusy) {
			t.Errorf("a second campaign while the first is sent: %v", err)
		}
		w.work()
		c, l := w.lift(c)
		found := int64(0)
		for who, is := range want {
			coupons, messages := w.got(who)
			if coupons != messages || !is && coupons > 0 {
				t.Errorf("%s has %d coupons and %d messages", who, coupons, messages)
			}
			if is {
				found++
			}
		}
		if c.State != campaign.Sent || c.Found != found || l.Told.People+l.Held.People != found || c.LeftOut != 0 {
			t.Errorf("%d of %d are found, %d told, %d held out, %d left out", c.Found, found, l.Told.People, l.Held.People, c.LeftOut)
		}
		if share := float64(l.Held.People) / float64(found); share < 0.06 || share > 0.14 {
			t.Errorf("%.1f %% are held out", 100*share)
		}
		if l.Gifts.Claimed != l.Told.People {
			t.Errorf("%d coupons for %d people", l.Gifts.Claimed, l.Told.People)
		}
	})
}

// The figures are those that the trades make by themselves.
func TestTheLiftIsThatOfTheTrades(t *testing.T) {
	each(t, func(w *world) {
		dice := rand.New(rand.NewPCG(8, 15))
		const people = 300
		for i := range people {
			w.pays("m", person(i), 3000, 40)
		}
		in := eight("m")
		in.Holdout = 4000
		c := w.open(in)
		w.work()
		begun := w.d.Now()
		for day := range 10 { // three of them after the end
			w.clock.Move(24*time.Hour - time.Duration(day))
			for range 40 {
				who := person(dice.IntN(people))
				if n, _ := w.got(who); n == 0 && dice.IntN(3) > 0 {
					continue // who was told comes more often
				}
				id := w.pays("m", who, 1+dice.Int64N(5000), 0)
				if dice.IntN(4) == 0 {
					w.refunds(id, w.trades[id].Total.Minor()/(1+dice.Int64N(2)))
				}
			}
			w.pays("other", person(day), 5000, 0)
		}

		var told, held campaign.Side
		told.Net, held.Net = money.New(0, money.CNY), money.New(0, money.CNY)
		for i := range people {
			side, net := &held, int64(0)
			if _, messages := w.got(person(i)); messages > 0 {
				side = &told
			}
			for _, x := range w.trades {
				if x.Merchant == "m" && x.Buyer == person(i) && !x.PaidAt.Before(begun) && x.PaidAt.Before(begun.Add(7*24*time.Hour)) {
					net += x.Total.Minor() - x.back
				}
			}
			side.People++
			side.Net = side.Net.Add(money.New(net, money.CNY))
			if net > 0 {
				side.Did++
			}
		}
		_, l := w.lift(c)
		if l.Told != told || l.Held != held {
			t.Errorf("told %+v, held %+v, the trades make %+v and %+v", l.Told, l.Held, told, held)
		}
		if l.Low > told.Share()-held.Share() || l.High < told.Share()-held.Share() || l.Low <= 0 {
			t.Errorf("%.3f to %.3f about %.3f", l.Low, l.High, told.Share()-held.Share())
		}
	})
}

// Four shops want to tell the same people something: three do in a week.
func TestNobodyIsToldMoreThanThreeThingsInAWeek(t *testing.T) {
	each(t, func(w *world) {
		const people = 60
		shops := []string{"a", "b", "c", "d"}
		for i := range people {
			for _, m := range shops {
				w.pays(m, person(i), 3000, 50)
			}
		}
		for _, m := range shops { // all at once, held out is nearly nobody
			in := eight(m)
			in.Holdout, in.Days = 100, 20
			w.open(in)
		}
		w.work()
		sum := 0
		for i := range people {
			coupons, messages := w.got(person(i))
			if messages > 3 || coupons != messages {
				t.Errorf("%s has %d messages and %d coupons", person(i), messages, coupons)
			}
			sum += messages
		}
		if sum < people*3*9/10 {
			t.Errorf("%d messages for %d people", sum, people)
		}
		w.clock.Move(7*24*time.Hour + time.Minute)
		for _, m := range shops {
			w.open(eight(m))
		}
		w.work()
		more := 0
		for i := range people {
			_, messages := w.got(person(i))
			more += messages
		}
		if more <= sum {
			t.Error("a week later nobody is told anything")
		}
	})
}

func TestWhoWantsNoPromotionsIsOnNeitherSide(t *testing.T) {
	each(t, func(w *world) {
		for i := range 20 {
			w.pays("m", person(i), 3000, 50)
		}
		w.do(func(tx *db.Tx) error {
			return w.messages.Turn(w.Context(), tx, person(3), message.Promotion, false)
		})
		c := w.open(eight("m"))
		w.work()
		c, l := w.lift(c)
		if n, m := w.got(person(3)); n+m > 0 || c.LeftOut != 1 || l.Told.People+l.Held.People != 19 {
			t.Errorf("%d coupons, %d messages, %d left out, %d told, %d held", n, m, c.LeftOut, l.Told.People, l.Held.People)
		}
		// The same people are not asked again while it runs.
		again := w.open(eight("m"))
		w.work()
		if again, l := w.lift(again); l.Told.People+l.Held.People != 0 || again.LeftOut != 20 {
			t.Errorf("a second campaign told %d, held %d", l.Told.People, l.Held.People)
		}
	})
}

func TestACampaignEndsWithItsBudgetOrByItsMerchant(t *testing.T) {
	each(t, func(w *world) {
		for i := range 200 {
			w.pays("m", person(i), 3000, 50)
		}
		in := eight("m")
		in.Gift.Budget = money.New(800*30, money.CNY)
		c := w.open(in)
		w.work()
		c, l := w.lift(c)
		if c.State != campaign.Sent || l.Told.People != 30 || l.Gifts.Claimed != 30 || l.Held.People > 12 {
			t.Errorf("%s: %d told for a budget of 30, %d held", c.State, l.Told.People, l.Held.People)
		}
		if _, breaches, err := w.coupons.Verify(w.Context(), w.d); err != nil || len(breaches) > 0 {
			t.Error(err, breaches)
		}

		next := w.open(eight("m"))
		w.jobs.Once(w.Context())
		w.do(func(tx *db.Tx) error {
			_, err := w.s.End(w.Context(), tx, "m", next.ID)
			return err
		})
		_, before := w.lift(next)
		w.work()
		next, l = w.lift(next)
		if next.State != campaign.Ended || l != before || l.Gifts.EndedAt.IsZero() {
			t.Errorf("%s: %+v, after its end %+v", next.State, before, l)
		}
		if _, err := w.s.Get(w.Context(), w.d, "thief", next.ID); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("another merchant reads it: %v", err)
		}
	})
}

func TestACampaignNeedsSomebody(t *testing.T) {
	each(t, func(w *world) {
		in := eight("m")
		if _, err := w.try(in); !errors.Is(err, campaign.ErrNobody) {
			t.Error(err)
		}
		in.Audience.Quiet = 365
		if _, err := w.try(in); !errors.Is(err, campaign.ErrAudience) {
			t.Error(err)
		}
		w.pays("m", "u", 3000, 50)
		in = eight("m")
		in.Gift.Least = money.New(800, money.CNY)
		if _, err := w.try(in); !errors.Is(err, coupon.ErrTerms) {
			t.Error(err)
		}
	})
}
