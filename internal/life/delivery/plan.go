package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
	"livewell/internal/life/dispatch"
	"livewell/internal/life/order"
)

const (
	planEvery  = 10 * time.Second
	offerLife  = 30 * time.Second
	quietAfter = time.Minute // who left an offer gets no other for so long
	stopTime   = 2 * time.Minute
	fresh      = 30 * time.Minute // a position older than that is nowhere
)

// Run plans every ten seconds until ctx ends, but while the clock stands: then
// whoever moves it plans. Nodes may plan side by side: an offer is made by
// guarded statements, so the second to make one makes none.
func (s *Service) Run(ctx context.Context, log *slog.Logger, stands func() bool) {
	tick := time.NewTicker(planEvery)
	defer tick.Stop()
	for {
		if stands() {
			// The moment has been planned already.
		} else if err := s.Plan(ctx); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "planning deliveries failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Plan ends offers whose time is up, plans every city anew and makes the offers
// that can no longer be held back. The planning itself holds no transaction.
func (s *Service) Plan(ctx context.Context) error {
	now := s.db.Now()
	over, err := db.List[string](ctx, s.db, qOffersOver, now.UnixMicro())
	for _, id := range over {
		if err == nil {
			err = s.db.Do(ctx, func(tx *db.Tx) error { return s.close(ctx, tx, id, "expired") })
		}
	}
	if err != nil {
		return err
	}
	waiting, err := tasks(db.List[taskRow](ctx, s.db, qWaiting))
	if err != nil || len(waiting) == 0 {
		return err
	}
	rows, err := db.List[riderRow](ctx, s.db, qOnDuty, now.UnixMicro())
	if err != nil {
		return err
	}
	cities := map[string]*zone{}
	for _, t := range waiting {
		if cities[t.City] == nil {
			cities[t.City] = &zone{fees: map[string]money.Amount{}}
		}
		m, err := s.meal(ctx, t)
		if err != nil {
			return err
		}
		z := cities[t.City]
		z.orders, z.fees[t.Order] = append(z.orders, m), t.Fee
	}
	for _, r := range rows {
		z := cities[r.City]
		if z == nil || now.Sub(instant(r.SeenAt)) > fresh {
			continue
		}
		c, err := s.courier(ctx, r.rider(), now)
		if err != nil {
			return err
		}
		z.riders = append(z.riders, c)
	}
	p := dispatch.Defaults(func(a, b dispatch.Point) time.Duration { return Travel(place(a), place(b)) })
	p.Next = planEvery + offerLife // a rider needs time to say yes
	for _, z := range cities {
		for _, trip := range dispatch.Plan(now, z.orders, z.riders, p).Trips {
			if trip.Send {
				if err := s.propose(ctx, trip, z); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// zone is a city's work at one moment.
type zone struct {
	orders []dispatch.Order
	riders []dispatch.Rider
	fees   map[string]money.Amount
}

func point(p geo.Point) dispatch.Point { return dispatch.Point{X: p.Lng, Y: p.Lat} }
func place(p dispatch.Point) geo.Point { return geo.Point{Lat: p.Y, Lng: p.X} }

// meal tells the planner of a task; its door is opened for that.
func (s *Service) meal(ctx context.Context, t Task) (dispatch.Order, error) {
	st, err := s.stores.Get(ctx, s.db, t.Store)
	if err != nil {
		return dispatch.Order{}, err
	}
	o, err := s.orders.WithDoor(ctx, s.db, t.Order)
	if err != nil {
		return dispatch.Order{}, err
	}
	door := st.At
	if o.To != nil {
		door = o.To.At
	}
	return dispatch.Order{
		ID: t.Order, Placed: t.Placed, Ready: t.MadeAt, Shop: t.Store, From: point(st.At), To: point(door), PickUp: stopTime, Drop: stopTime,
	}, nil
}

// courier tells the planner of a rider and what they have taken.
func (s *Service) courier(ctx context.Context, r Rider, now time.Time) (dispatch.Rider, error) {
	out := dispatch.Rider{ID: r.Person, On: now, Off: r.OnUntil, At: point(r.At), Free: now}
	mine, err := s.Tasks(ctx, s.db, r.Person)
	for _, t := range mine {
		m, err := s.meal(ctx, t)
		if err != nil {
			return out, err
		}
		if t.Status == Taken {
			out.Fetch = append(out.Fetch, m)
		}
		out.Bring = append(out.Bring, m)
	}
	return out, err
}

// errTaken undoes an offer of what somebody else has taken meanwhile.
var errTaken = errors.New("a task of the trip is no longer waiting")

// propose offers what is new in a trip to its rider, if both are still free.
func (s *Service) propose(ctx context.Context, trip dispatch.Trip, z *zone) error {
	var heads []string
	fee := money.New(0, money.CNY)
	for _, st := range trip.Stops {
		if f, isNew := z.fees[st.Order]; isNew && !slices.Contains(heads, st.Order) {
			heads, fee = append(heads, st.Order), fee.Add(f)
		}
	}
	if len(heads) == 0 {
		return nil
	}
	text, err := json.Marshal(heads)
	if err != nil {
		return err
	}
	metres := z.length(trip)
	err = s.db.Do(ctx, func(tx *db.Tx) error {
		id := tx.NewIDFor(trip.Rider)
		n, err := db.Exec(ctx, tx, qOfferTo, trip.Rider, id, tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return err // off duty by now, or asked already
		}
		for _, head := range heads {
			n, err := db.Exec(ctx, tx, qTaskMove, head, Waiting, Offered, "", 0, 0)
			if err != nil {
				return err
			}
			if n == 0 {
				return errTaken
			}
		}
		s.poke(tx, trip.Rider)
		_, err = db.Exec(ctx, tx, qOfferNew, id, trip.Rider, string(text), fee.Minor(), metres, tx.Now().Add(offerLife).UnixMicro(), tx.Now().UnixMicro())
		return err
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

// length is how far a trip goes, from the rider on, as the crow flies.
func (z *zone) length(trip dispatch.Trip) int64 {
	i := slices.IndexFunc(z.riders, func(r dispatch.Rider) bool { return r.ID == trip.Rider })
	at, far := place(z.riders[i].At), 0.0
	all := slices.Concat(z.orders, z.riders[i].Bring)
	for _, st := range trip.Stops {
		j := slices.IndexFunc(all, func(o dispatch.Order) bool { return o.ID == st.Order })
		if j < 0 {
			continue
		}
		next := place(all[j].From)
		if st.Drop {
			next = place(all[j].To)
		}
		far += geo.Distance(at, next)
		at = next
	}
	return int64(far)
}

// Mode is takeaway.
type Mode struct{ s *Service }

// Mode gives the way of fulfilment that orders know.
func (s *Service) Mode() Mode { return Mode{s} }

// Moved keeps the task of an order where the order is.
func (m Mode) Moved(ctx context.Context, tx *db.Tx, o order.Order, from order.Status) error {
	switch o.Status { //nolint:exhaustive // the others change nothing for riders
	case order.Accepted:
		return m.s.begin(ctx, tx, o)
	case order.Ready:
		_, err := db.Exec(ctx, tx, qMade, o.ID, tx.Now().UnixMicro())
		return err
	case order.Underway:
		if o.Rider == "" { // the store's own people bring it
			return m.s.own(ctx, tx, o)
		}
		_, err := db.Exec(ctx, tx, qTaskMove, o.ID, Taken, Carried, o.Rider, 0, 0)
		m.s.poke(tx, o.Rider)
		return err
	case order.Completed, order.Cancelled:
		if from == order.Unpaid || from == order.Paid {
			return nil
		}
		return m.s.over(ctx, tx, o)
	}
	return nil
}

// own takes a task off the board that the store brings itself.
func (s *Service) own(ctx context.Context, tx *db.Tx, o order.Order) error {
	if err := s.withdraw(ctx, tx, o.ID); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qTaskMove, o.ID, Waiting, Void, "", 0, tx.Now().UnixMicro())
	return err
}
