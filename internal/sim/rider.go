package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

// rider is somebody who brings orders.
type rider struct {
	*world
	*session
	dice       *rand.Rand
	begin, end int // minutes of the shift
	at         geo.Point
	pace       float64 // metres a minute, as the crow flies
	on, off    bool    // on duty; the shift is over
	page       riderPage
	ignored    string // an offer that was not answered
	there      string // the stop that was reached
	told       time.Time
	moved      bool  // and has not told yet
	answered   error // when it was told
	book       account
	brought    int
}

// beeline is how fast a rider gets nearer: 15 km/h, and streets are longer than
// the crow flies.
const beeline = 185

func (w *world) bringRiders(ctx context.Context) error {
	for i := range w.Riders {
		name := fmt.Sprintf("rider %03d", i)
		r := &rider{world: w, session: w.session(name), dice: dice(w.Seed, name), book: newAccount(zero)}
		r.begin, r.end = shift(r.dice, i, w.From*60, w.To*60)
		r.at = w.around(r.dice, 2500)
		r.pace = beeline * (0.85 + 0.3*r.dice.Float64())
		if err := r.signIn(ctx, "/api", fmt.Sprintf("+86137%08d", 10_000_000+i)); err != nil {
			return err
		}
		if err := r.ask(ctx, "PATCH", "/api/profile", map[string]string{"name": fmt.Sprintf("Rider %d", i)}, nil); err != nil {
			return err
		}
		var had wallet
		if err := r.get(ctx, "/api/wallet", &had); err != nil {
			return err
		}
		r.book.had = had.Total
		w.riders = append(w.riders, r)
	}
	return nil
}

type wallet struct {
	Total money.Amount `json:"total"`
}

// around draws a place so many metres about the centre of the city.
func (w *world) around(r *rand.Rand, metres float64) geo.Point {
	turn, far := r.Float64()*2*math.Pi, metres/111_000*math.Sqrt(r.Float64())
	return geo.Point{Lat: w.centre.Lat + far*math.Sin(turn), Lng: w.centre.Lng + far*math.Cos(turn)/math.Cos(w.centre.Lat*math.Pi/180)}
}

func (r *rider) who() string { return r.session.who }

// idle tells that the page need not be looked at: nothing waits for a rider.
func (r *rider) idle() bool {
	if !r.on {
		return r.minute()%15 != 0 // who is off duty looks now and then, and must find nothing
	}
	if len(r.page.Work) > 0 {
		return false
	}
	for _, o := range r.orders {
		if o.mode == takeaway && o.rider == nil && (o.status == accepted || o.status == ready) {
			return false
		}
	}
	return true
}

func (r *rider) act(ctx context.Context) error {
	switch m := r.minute(); {
	case !r.on && !r.off && m >= r.begin:
		return r.start(ctx)
	case !r.on:
		if r.page.On || r.page.Offer != nil || len(r.page.Work) > 0 {
			r.breach("%s is off duty and is asked for something", r.who())
		}
		return nil
	case m >= r.end && len(r.page.Work) == 0: // an offer that lies open goes to somebody else
		return r.stop(ctx)
	}
	if err := r.answer(ctx); err != nil {
		return err
	}
	if err := r.ride(ctx); err != nil {
		return err
	}
	r.moved = r.moved || r.now.Sub(r.told) >= 10*time.Minute
	return nil
}

func (r *rider) start(ctx context.Context) error {
	// Longer than meant, so that the last order is brought on duty.
	err := r.ask(ctx, "PUT", "/api/rider/shift", map[string]any{"city": r.City, "minutes": r.end - r.begin + 180, "at": r.at}, nil)
	said, err := r.refused(err)
	r.on, r.told = said == "ok", r.now
	r.note(r.who(), "starts a shift: %s", said)
	return err
}

func (r *rider) stop(ctx context.Context) error {
	err := r.ask(ctx, "DELETE", "/api/rider/shift", nil, nil)
	said, err := r.refused(err, "delivery.busy")
	if said == "ok" {
		r.on, r.off, r.page = false, true, riderPage{}
	}
	r.note(r.who(), "ends the shift: %s", said)
	return err
}

// answer takes an offer, leaves it, or does not look.
func (r *rider) answer(ctx context.Context) error {
	offer := r.page.Offer
	if offer == nil || offer.ID == r.ignored {
		return nil
	}
	n := r.dice.IntN(100)
	if n < 4 {
		r.ignored = offer.ID
		r.note(r.who(), "does not look at an offer")
		return nil
	}
	what := "accept"
	if n < 12 || r.minute() >= r.end {
		what = "decline"
	}
	var after riderPage
	err := r.post(ctx, "/api/rider/offers/"+offer.ID+"/"+what, nil, &after)
	said, err := r.refused(err, "delivery.offer")
	if err != nil {
		return err
	}
	for _, w := range offer.Work {
		r.note(r.who(), "is offered %v for %v and says %s: %s", r.byID[w.Order], offer.Fee, what, said)
	}
	if said != "ok" {
		return nil
	}
	r.page = after
	for _, w := range after.Work {
		if o := r.byID[w.Order]; o != nil {
			o.rider = r
		}
	}
	return nil
}

// next is the nearest stop at which something can be done: a store that has it
// ready, or a door; else the store to wait at.
func (r *rider) next() (best work, door, ok bool) {
	least := math.Inf(1)
	carries := false
	for _, w := range r.page.Work {
		carries = carries || w.Status == "carried"
	}
	for _, w := range r.page.Work {
		at, drop := w.From, false
		if w.Status == "carried" {
			at, drop = w.Door, true
		} else if carries && !w.Made {
			continue
		}
		if far := geo.Distance(r.at, at); far < least {
			best, door, ok, least = w, drop, true, far
		}
	}
	return best, door, ok
}

// ride goes on to the next stop, and does what is to be done there.
func (r *rider) ride(ctx context.Context) error {
	w, door, ok := r.next()
	if !ok {
		return nil
	}
	to, stop := w.From, "store of "+w.Order
	if door {
		to, stop = w.Door, "door of "+w.Order
	}
	if far := geo.Distance(r.at, to); far > 1 {
		share := math.Min(1, r.pace/far)
		r.at = geo.Point{Lat: r.at.Lat + (to.Lat-r.at.Lat)*share, Lng: r.at.Lng + (to.Lng-r.at.Lng)*share}
		r.moved = true
		return nil
	}
	if r.there != stop { // parks, climbs and knocks
		r.there = stop
		return nil
	}
	o := r.byID[w.Order]
	if o == nil {
		return fmt.Errorf("%s carries order %s, which nobody knows", r.who(), w.Order)
	}
	if door {
		return r.bring(ctx, o)
	}
	if !w.Made {
		return nil
	}
	return r.fetch(ctx, o)
}

// tell lets all that have moved say where they are, at once.
func (w *world) tell(ctx context.Context) error {
	var moved []*rider
	var jobs []func() error
	for _, r := range w.riders {
		if r.on && r.moved {
			r.told, r.moved = r.now, false
			moved = append(moved, r)
			jobs = append(jobs, func() error {
				r.answered = r.ask(ctx, "PUT", "/api/rider/position", r.at, nil)
				return nil
			})
		}
	}
	if err := atOnce(jobs); err != nil {
		return err
	}
	for _, r := range moved {
		if _, err := w.refused(r.answered); err != nil {
			return err
		}
	}
	return nil
}

// fetch takes an order against the code on its ticket, which is misread at times.
func (r *rider) fetch(ctx context.Context, o *order) error {
	code, ready := o.ticket, []string{}
	if chance(r.dice, 3) {
		code, ready = "0000", []string{"order.code"}
		if code == o.ticket {
			code = "1111"
		}
	}
	said, err := r.refused(r.post(ctx, "/api/rider/orders/"+o.id+"/pickup", map[string]string{"code": code}, nil), ready...)
	r.note(r.who(), "fetches %s: %s", o, said)
	if said == "ok" {
		if code != o.ticket {
			r.breach("%s was handed over for a wrong code", o)
		}
		o.status = underway
	}
	return err
}

// picture is the beginning of a JPEG, and all that a picture of a door needs here.
var picture = []byte{0xff, 0xd8, 0xff, 0xd9}

// bring hands an order over: against the code that the buyer shows, or with a picture.
func (r *rider) bring(ctx context.Context, o *order) error {
	proof := map[string]any{"photo": picture}
	if !chance(r.dice, 12) {
		code, err := o.buyer.shows(ctx, o)
		if err != nil {
			return err
		}
		proof = map[string]any{"code": code}
	}
	said, err := r.refused(r.post(ctx, "/api/rider/orders/"+o.id+"/deliver", proof, nil))
	if err != nil {
		return err
	}
	r.note(r.who(), "brings %s for %v: %s", o, o.fee, said)
	if said == "ok" {
		r.book.earned = r.book.earned.Add(o.fee)
		r.brought++
		r.ended(o)
	}
	return nil
}
