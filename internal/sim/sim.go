// Package sim lives a day in a city against a running server: people get hungry
// and order, stores answer or do not, riders fetch and bring. They speak HTTP
// alone, as the apps do, and keep books of their own; when the day is over the
// server's must agree.
//
// Everything that is decided is decided by an actor's own dice (see dice), in a
// fixed sequence in each minute, and the server's clock stands meanwhile: the
// same seed gives the same day on every server that begins the same. Nothing
// that a server makes up (ids, codes) is looked at but to send it back.
package sim

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// Config is what a day is like.
type Config struct {
	URL      string
	Seed     uint64
	Speed    float64 // simulated seconds in a second; 0: as fast as can be
	Shoppers int
	Riders   int
	Shops    int // 0: all that there are
	From, To int // hours of the day
	City     string
	Owners   []string // phones of those who own stores
	PIN      string
	Out      io.Writer // a line for each hour
	Log      io.Writer // the journal; may be nil
}

// world is a day that is lived.
type world struct {
	Config
	*server
	journal  *journal
	now      time.Time
	midnight time.Time
	centre   geo.Point
	merchs   []*merchant
	shops    []*shop
	byStore  map[string]*shop
	shoppers []*shopper
	riders   []*rider
	orders   []*order
	byID     map[string]*order
	hours    []tally
	breached []string
}

// maxBreaches bounds what is kept: after so many the first tell enough.
const maxBreaches = 200

func (w *world) breach(what string, args ...any) {
	if len(w.breached) < maxBreaches {
		w.breached = append(w.breached, fmt.Sprintf(what, args...))
	}
}

// note writes a line of the journal.
func (w *world) note(who, what string, args ...any) { w.journal.add(w.now, who, what, args...) }

// refused deals with what an actor was told: "ok", or the code of a fault that
// the actor is ready for. Any other refusal is a breach; what is no answer at
// all ends the day.
func (w *world) refused(err error, ready ...string) (string, error) {
	if err == nil {
		return "ok", nil
	}
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return "", err
	}
	for _, code := range ready {
		if r.code == code {
			return code, nil
		}
	}
	w.breach("%s: %v", w.now.Format("15:04"), r)
	return r.code, nil
}

// minute is how many minutes have passed since midnight.
func (w *world) minute() int { return int(w.now.Sub(w.midnight) / time.Minute) }

// Run lives a day and compares the books. The error is that of a day that could
// not be lived; what is wrong with one that was is in the report.
func Run(ctx context.Context, c Config) (*Report, error) {
	w, err := begin(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := w.live(ctx); err != nil {
		return nil, err
	}
	if err := w.compare(ctx); err != nil {
		return nil, err
	}
	return w.report(), nil
}

// begin brings everybody to the place and the clock to the first minute.
func begin(ctx context.Context, c Config) (*world, error) {
	if c.From < 0 || c.To > 24 || c.From >= c.To || c.Shoppers < 1 || c.Riders < 1 {
		return nil, fmt.Errorf("a day from %d to %d with %d shoppers and %d riders is none", c.From, c.To, c.Shoppers, c.Riders)
	}
	w := &world{
		Config: c, journal: newJournal(c.Log), byStore: map[string]*shop{}, byID: map[string]*order{},
		server: &server{url: c.URL, run: rand.Text(), http: &http.Client{
			Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true},
		}},
	}
	var now time.Time
	if err := w.clock(ctx, "by=0s", &now); err != nil {
		return nil, err
	}
	// The day is that of the city: China has one hour for all.
	now = now.In(time.FixedZone("UTC+8", 8*3600))
	w.midnight = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	first := w.midnight.Add(time.Duration(c.From) * time.Hour)
	if first.Before(now) {
		w.midnight, first = w.midnight.AddDate(0, 0, 1), first.AddDate(0, 0, 1)
	}
	w.now = first
	if err := w.put(ctx, w.now); err != nil {
		return nil, err
	}
	for _, bring := range []func(context.Context) error{w.openShops, w.bringShoppers, w.bringRiders} {
		if err := bring(ctx); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// stepTime is how far the clock is moved at a time.
const stepTime = time.Minute

// late is how long after the day what is open may take to end.
const late = 4 * time.Hour

// live goes through the day minute by minute, and then on until all has ended.
func (w *world) live(ctx context.Context) error {
	end := w.midnight.Add(time.Duration(w.To) * time.Hour)
	var beat <-chan time.Time
	if w.Speed > 0 {
		t := time.NewTicker(time.Duration(float64(stepTime) / w.Speed))
		defer t.Stop()
		beat = t.C
	}
	for ; w.now.Before(end) || w.busy() && w.now.Before(end.Add(late)); w.now = w.now.Add(stepTime) {
		if beat != nil {
			select {
			case <-ctx.Done():
			case <-beat:
			}
		}
		if err := w.act(ctx); err != nil {
			return err
		}
		if w.minute()%60 == 59 {
			w.hourly()
			if err := w.purses(ctx); err != nil {
				return err
			}
		}
	}
	return w.sleep(ctx)
}

func (w *world) act(ctx context.Context) error {
	if err := w.put(ctx, w.now); err != nil {
		return err
	}
	if err := w.look(ctx); err != nil {
		return err
	}
	for _, s := range w.shops {
		if err := s.act(ctx); err != nil {
			return err
		}
	}
	for _, r := range w.riders {
		if err := r.act(ctx); err != nil {
			return err
		}
	}
	if err := w.tell(ctx); err != nil {
		return err
	}
	for _, s := range w.shoppers {
		if err := s.act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// busy tells whether something is under way that ends the same day.
func (w *world) busy() bool {
	for _, o := range w.orders {
		if !over(o.status) && o.mode != voucher && !o.group {
			return true
		}
	}
	for _, r := range w.riders {
		if r.on {
			return true
		}
	}
	return false
}

// sleep lets a day and two hours pass: groups that are not full fail, and what
// was done is settled. Then everybody looks once more.
func (w *world) sleep(ctx context.Context) error {
	for range 26 {
		w.now = w.now.Add(time.Hour)
		if err := w.put(ctx, w.now); err != nil {
			return err
		}
	}
	for _, o := range w.orders {
		if err := o.buyer.hear(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func sum(of []*order, amount func(*order) money.Amount) money.Amount {
	out := zero
	for _, o := range of {
		out = out.Add(amount(o))
	}
	return out
}
