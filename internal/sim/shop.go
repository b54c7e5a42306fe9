package sim

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"livewell/internal/kit/geo"
)

// merchant is an owner at the console, for all the stores of one merchant.
type merchant struct {
	*session
	name   string
	before overview
}

// shop is a store and those who work there.
type shop struct {
	*world
	at       *merchant
	dice     *rand.Rand
	id, name string
	place    geo.Point
	making   int // minutes, as its people say
	byHand   bool
	sales    bool // there may be offers
	out      []lack
	board    []view
	left     map[string]int64 // pieces of what is counted, when the day began
	flash    map[string]int64 // pieces of each flash sale
}

// lack is an item that is sold out for a while.
type lack struct {
	from, to int
	index    int
	item     string
}

// kitchen is what a store makes of an order: decided when it is first seen.
type kitchen struct {
	answer  string // accept, reject or silence
	answers time.Time
	takes   time.Duration
	made    time.Time
	missing bool
	handed  time.Duration // from then on, when somebody comes to the counter or brings it to the table
	never   bool          // nobody comes for it
}

// openShops signs the owners in and begins the day in their stores.
func (w *world) openShops(ctx context.Context) error {
	for i, phone := range w.Owners {
		if err := w.owner(ctx, i, phone); err != nil {
			return err
		}
	}
	slices.SortFunc(w.shops, func(a, b *shop) int { return cmp.Compare(a.name, b.name) })
	if w.Shops > 0 && w.Shops < len(w.shops) {
		// Those with offers stay, so that there is something to gather for.
		r := dice(w.Seed, "the city")
		r.Shuffle(len(w.shops), func(i, j int) { w.shops[i], w.shops[j] = w.shops[j], w.shops[i] })
		slices.SortStableFunc(w.shops, func(a, b *shop) int { return rank(a) - rank(b) })
		w.shops = w.shops[:w.Shops]
		slices.SortFunc(w.shops, func(a, b *shop) int { return cmp.Compare(a.name, b.name) })
	}
	if len(w.shops) == 0 {
		return fmt.Errorf("nobody has a store in %s", w.City)
	}
	for _, s := range w.shops {
		if err := s.open(ctx); err != nil {
			return err
		}
		w.byStore[s.id] = s
		w.centre.Lat += s.place.Lat / float64(len(w.shops))
		w.centre.Lng += s.place.Lng / float64(len(w.shops))
	}
	return nil
}

func rank(s *shop) int {
	if s.sales {
		return 0
	}
	return 1
}

// owner signs an owner in, once for each of the merchants.
func (w *world) owner(ctx context.Context, i int, phone string) error {
	first := w.session(fmt.Sprintf("owner %d", i))
	if err := first.signIn(ctx, "/console/api", phone); err != nil {
		return err
	}
	// A console forgets who does nothing for a while, and everybody after half a day.
	enter := func(ctx context.Context, s *session, merchant string) error {
		if err := s.signIn(ctx, "/console/api", phone); err != nil {
			return err
		}
		return s.send(ctx, "PUT", "/console/api/session/merchant", map[string]string{"merchant": merchant}, nil)
	}
	var mine list[struct{ ID, Name string }]
	if err := first.get(ctx, "/console/api/session/merchants", &mine); err != nil {
		return err
	}
	for n, m := range mine.Items {
		at := &merchant{session: w.session(fmt.Sprintf("owner %d of %d", i, n)), name: m.Name}
		at.again = func(ctx context.Context) error { return enter(ctx, at.session, m.ID) }
		if err := at.again(ctx); err != nil {
			return err
		}
		var stores list[storeHead]
		if err := at.get(ctx, "/console/api/stores", &stores); err != nil {
			return err
		}
		found := false
		for _, st := range stores.Items {
			if st.City == w.City {
				found = true
				s := &shop{world: w, at: at, id: st.ID, name: cmp.Or(st.NameEN, st.Name), place: st.At}
				var o offers
				if err := at.get(ctx, "/api/stores/"+st.ID+"/offers", &o); err != nil {
					return err
				}
				s.sales = len(o.Flash)+len(o.Groups) > 0
				w.shops = append(w.shops, s)
			}
		}
		if found {
			if err := at.get(ctx, "/console/api/merchant", &at.before); err != nil {
				return err
			}
			w.merchs = append(w.merchs, at)
		}
	}
	return nil
}

// open begins a store's day: its people decide whether they accept by hand, and
// what they will run out of.
func (s *shop) open(ctx context.Context) error {
	s.dice = dice(s.Seed, "store "+s.name)
	path := "/console/api/stores/" + s.id
	var fields map[string]any
	if err := s.at.get(ctx, path, &fields); err != nil {
		return err
	}
	terms, ok := fields["terms"].(map[string]any)
	if !ok {
		return fmt.Errorf("store %s has no terms", s.name)
	}
	making, _ := terms["making"].(float64)
	s.making, s.byHand = int(making), chance(s.dice, 50)
	terms["autoAccept"] = !s.byHand
	kept := map[string]any{}
	for _, k := range []string{"name", "nameEn", "category", "city", "address", "phone", "about", "picture", "at", "hours", "modes", "terms"} {
		if v, ok := fields[k]; ok {
			kept[k] = v
		}
	}
	if err := s.at.ask(ctx, "PUT", path, kept, nil); err != nil {
		return err
	}
	for range s.dice.IntN(3) {
		from := s.From*60 + s.dice.IntN((s.To-s.From)*60)
		s.out = append(s.out, lack{from: from, to: from + 30 + s.dice.IntN(90), index: s.dice.IntN(8)})
	}
	items, err := s.menu(ctx)
	if err != nil {
		return err
	}
	s.left = pieces(items)
	if chance(s.dice, 10) && len(items) > 0 {
		s.sales = true
		return s.openSale(ctx, items[len(items)-1])
	}
	return nil
}

func (s *shop) menu(ctx context.Context) ([]item, error) {
	var page struct{ Items []item }
	err := s.at.get(ctx, "/api/stores/"+s.id, &page)
	return page.Items, err
}

// pieces are how many are left of what is counted.
func pieces(items []item) map[string]int64 {
	out := map[string]int64{}
	for _, it := range items {
		for _, k := range it.SKUs {
			if k.Left != nil {
				out[k.ID] = *k.Left
			}
		}
	}
	return out
}

// openSale sells a few pieces at six tenths of the price, in the second half of the day.
func (s *shop) openSale(ctx context.Context, it item) error {
	starts := s.now.Add(time.Duration(s.To-s.From) * time.Hour / 3)
	err := s.at.post(ctx, "/console/api/stores/"+s.id+"/flash", map[string]any{
		"sku": it.SKUs[0].ID, "price": it.SKUs[0].Price.MulDiv(6, 10), "pieces": 3 + s.dice.IntN(6), "each": 1,
		"starts": starts, "ends": starts.Add(6 * time.Hour),
	}, nil)
	said, err := s.refused(err, "flash.terms")
	s.note(s.who(), "opens a flash sale: %s", said)
	return err
}

// sale notes how many pieces a flash sale is for.
func (s *shop) sale(offer string, pieces int64) {
	if s.flash == nil {
		s.flash = map[string]int64{}
	}
	s.flash[offer] = pieces
}

func (s *shop) who() string { return "store " + s.name }

// open orders of a store, as far as the books know.
func (s *shop) opened() bool {
	return slices.ContainsFunc(s.orders, func(o *order) bool { return o.shop == s && !o.paidAt.IsZero() && !over(o.status) })
}

func (s *shop) act(ctx context.Context) error {
	if err := s.runOut(ctx); err != nil {
		return err
	}
	for _, v := range s.board {
		o := s.byID[v.ID]
		if o == nil {
			continue // somebody else's, from before the day
		}
		if v.Total != o.total {
			s.breach("%s: %v is on the board of %s at %v", o, o.total, s.name, v.Total)
		}
		if err := s.serve(ctx, o, v); err != nil {
			return err
		}
	}
	return nil
}

// runOut says what is sold out, and what can be had again.
func (s *shop) runOut(ctx context.Context) error {
	for i := range s.out {
		l := &s.out[i]
		out := s.minute() == l.from
		if !out && (s.minute() != l.to || l.item == "") {
			continue
		}
		if out {
			items, err := s.menu(ctx)
			if err != nil {
				return err
			}
			if l.index >= len(items) {
				continue
			}
			l.item = items[l.index].ID
		}
		err := s.at.post(ctx, "/console/api/stores/"+s.id+"/items/"+l.item+"/soldout", map[string]bool{"out": out}, nil)
		said, err := s.refused(err)
		if err != nil {
			return err
		}
		s.note(s.who(), "says that item %d is sold out: %v, %s", l.index, out, said)
	}
	return nil
}

// decide draws what a store makes of an order.
func (s *shop) decide(o *order) *kitchen {
	k := &kitchen{answer: "accept"}
	r := dice(s.Seed, fmt.Sprint(s.who(), " ", o)) // not the store's: the sequence on a board is the server's
	switch n := r.IntN(100); {
	case n < 4:
		k.answer = "silence"
	case n < 7:
		k.answer = "reject"
	}
	k.answers = s.now.Add(time.Duration(r.IntN(3)) * time.Minute)
	k.takes = time.Duration(s.making*(60+r.IntN(80))/100) * time.Minute
	k.missing = chance(r, 4)
	k.handed = time.Duration(1+r.IntN(12)) * time.Minute
	k.never = o.mode == pickup && chance(r, 3)
	return k
}

// serve does the next thing with an order.
func (s *shop) serve(ctx context.Context, o *order, v view) error {
	if v.Status == paid && !slices.Contains(v.Can, accepted) {
		return s.hurry(ctx, o)
	}
	if o.plan == nil {
		o.plan = s.decide(o)
	}
	k := o.plan
	o.ticket = v.Code
	switch v.Status {
	case paid:
		if k.answer == "silence" {
			o.silent = true
			return nil
		}
		if s.now.Before(k.answers) {
			return nil
		}
		if k.answer == "reject" {
			return s.reject(ctx, o, "we are out of it")
		}
		return s.move(ctx, o, accepted, "")
	case accepted:
		o.status = accepted
		if o.mode == voucher {
			return nil
		}
		if k.made.IsZero() {
			k.made = s.now.Add(k.takes)
		}
		if s.now.Before(k.made) {
			return nil
		}
		if err := s.move(ctx, o, ready, ""); err != nil {
			return err
		}
		if k.missing {
			return s.giveBack(ctx, o, v)
		}
		return nil
	}
	return s.hand(ctx, o, v)
}

// hurry tries once, in a few stores, to take what still waits for the others of
// its group: it must not be had.
func (s *shop) hurry(ctx context.Context, o *order) error {
	if o.hurried || !chance(dice(s.Seed, fmt.Sprint(s.who(), " hurries ", o)), 30) {
		o.hurried = true
		return nil
	}
	o.hurried = true
	err := s.at.post(ctx, "/console/api/orders/"+o.id+"/move", map[string]string{"to": accepted}, nil)
	said, err := s.refused(err, "order.waiting")
	if said == "ok" {
		s.breach("%s went to its store before its group was full", o)
	}
	s.note(s.who(), "hurries %s: %s", o, said)
	return err
}

// patience is how long a store keeps what nobody comes for, or waits for a rider.
const patience = 75 * time.Minute

// hand gives an order that is made to its buyer, or to nobody.
func (s *shop) hand(ctx context.Context, o *order, v view) error {
	k := o.plan
	switch {
	case o.mode == takeaway && v.Status == ready && v.Rider == nil && s.now.Sub(k.made) > patience:
		return s.move(ctx, o, underway, "")
	case o.mode == takeaway && v.Status == underway && o.rider == nil && s.now.Sub(k.made) > patience+20*time.Minute:
		return s.move(ctx, o, completed, "")
	case o.mode == takeaway || s.now.Before(k.made.Add(k.handed)):
		return nil
	case k.never:
		if s.now.Sub(k.made) > patience {
			return s.reject(ctx, o, "nobody came for it")
		}
		return nil
	case o.mode == pickup:
		code, err := o.buyer.shows(ctx, o)
		if err != nil {
			return err
		}
		return s.move(ctx, o, completed, code)
	}
	return s.move(ctx, o, completed, "")
}

func (s *shop) move(ctx context.Context, o *order, to, code string) error {
	err := s.at.post(ctx, "/console/api/orders/"+o.id+"/move", map[string]string{"to": to, "code": code}, nil)
	said, err := s.refused(err)
	if err != nil {
		return err
	}
	s.note(s.who(), "moves %s to %s: %s", o, to, said)
	if said == "ok" {
		o.status = to
		if over(to) {
			s.ended(o)
		}
	}
	return nil
}

func (s *shop) reject(ctx context.Context, o *order, why string) error {
	err := s.at.post(ctx, "/console/api/orders/"+o.id+"/cancel", map[string]string{"reason": why}, nil)
	said, err := s.refused(err)
	if err != nil {
		return err
	}
	s.note(s.who(), "cancels %s, %s: %s", o, why, said)
	if said == "ok" {
		o.kept = o.status == paid
		s.cancelled(o, "shop")
	}
	return nil
}

// giveBack pays for a piece that was missing.
func (s *shop) giveBack(ctx context.Context, o *order, v view) error {
	l := v.Lines[len(v.Lines)-1]
	err := s.at.post(ctx, "/console/api/orders/"+o.id+"/refund", map[string]any{
		"pieces": []map[string]int64{{"line": l.No, "qty": 1}}, "reason": "it was missing",
	}, nil)
	said, err := s.refused(err)
	if err != nil {
		return err
	}
	s.note(s.who(), "gives %v back for %s: %s", l.Unit, o, said)
	if said == "ok" {
		o.refunded = o.refunded.Add(l.Unit)
		s.tally().refunds++
	}
	return nil
}

// redeem takes a voucher at the till.
func (s *shop) redeem(ctx context.Context, o *order, code string, again bool) error {
	err := s.at.post(ctx, "/console/api/stores/"+s.id+"/vouchers", map[string]string{"code": code}, nil)
	said, err := s.refused(err, map[bool][]string{true: {"voucher.used"}}[again]...)
	if again && said == "ok" {
		s.breach("%s: a voucher was used twice", o)
	}
	s.note(s.who(), "takes a voucher of %s, again: %v, %s", o, again, said)
	return err
}

// ended and cancelled note how an order went out.
func (w *world) ended(o *order) {
	o.status, o.endedAt = completed, w.now
	w.tally().done(o)
}

func (w *world) cancelled(o *order, by string) {
	o.status, o.by, o.endedAt = cancelled, by, w.now
	w.tally().cancelled++
}
