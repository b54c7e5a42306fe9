package order_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/geo"
	"livewell/internal/life/delivery"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// onDuty begins the shift of somebody near the store.
func (w *world) onDuty(person string) {
	w.t.Helper()
	w.must(func(tx *db.Tx) error {
		if err := w.wallet.OpenUser(w.ctx, tx, person); err != nil {
			return err
		}
		_, err := w.delivery.On(w.ctx, tx, person, "110100", 4*time.Hour, geo.Point{Lat: 39.921, Lng: 116.461})
		return err
	})
}

func (w *world) plan() {
	w.t.Helper()
	if err := w.delivery.Plan(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) offered(person string) (delivery.Offer, bool) {
	w.t.Helper()
	o, ok, err := w.delivery.Offered(w.ctx, w.db, person)
	if err != nil {
		w.t.Fatal(err)
	}
	return o, ok
}

// ready gives a takeaway order that its store has made.
func (w *world) ready() order.Order {
	w.t.Helper()
	o := w.paid(store.Takeaway)
	if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop)); err != nil {
		w.t.Fatal(err)
	}
	return o
}

func TestARiderFetchesAndBringsAnOrder(t *testing.T) {
	each(t, func(w *world) {
		w.onDuty("rita")
		o := w.ready()
		w.plan()
		offer, ok := w.offered("rita")
		if !ok || len(offer.Orders) != 1 || offer.Orders[0] != o.ID || offer.Fee != cny(300) || offer.Metres < 1000 {
			w.t.Fatalf("offered %+v, %v", offer, ok)
		}
		do := func(fn func(tx *db.Tx) error, want error) {
			w.t.Helper()
			if err := w.do(fn); !errors.Is(err, want) {
				w.t.Errorf("got %v, want %v", err, want)
			}
		}
		do(func(tx *db.Tx) error { return w.delivery.Accept(w.ctx, tx, "bob", offer.ID) }, delivery.ErrOffer)
		do(func(tx *db.Tx) error { return w.delivery.Accept(w.ctx, tx, "rita", offer.ID) }, nil)
		do(func(tx *db.Tx) error { return w.delivery.Accept(w.ctx, tx, "rita", offer.ID) }, delivery.ErrOffer)
		do(func(tx *db.Tx) error { return w.delivery.Off(w.ctx, tx, "rita") }, delivery.ErrBusy)
		do(func(tx *db.Tx) error { return w.delivery.PickUp(w.ctx, tx, "bob", o.ID, o.Code) }, delivery.ErrTask)
		do(func(tx *db.Tx) error { return w.delivery.PickUp(w.ctx, tx, "rita", o.ID, "xxxx") }, order.ErrCode)
		for range 2 {
			do(func(tx *db.Tx) error { return w.delivery.PickUp(w.ctx, tx, "rita", o.ID, o.Code) }, nil)
		}
		if o = w.get(o.ID); o.Status != order.Underway || o.Rider != "rita" {
			w.t.Errorf("it is %s with %q", o.Status, o.Rider)
		}
		do(func(tx *db.Tx) error {
			return w.delivery.Position(w.ctx, tx, "rita", geo.Point{Lat: 39.925, Lng: 116.46})
		}, nil)
		do(func(tx *db.Tx) error { return w.delivery.Bring(w.ctx, tx, "rita", o.ID, delivery.Proof{}) }, delivery.ErrProof)
		do(func(tx *db.Tx) error { return w.delivery.Bring(w.ctx, tx, "rita", o.ID, delivery.Proof{Code: "no"}) }, delivery.ErrProof)
		do(func(tx *db.Tx) error {
			return w.delivery.Bring(w.ctx, tx, "rita", o.ID, delivery.Proof{Photo: []byte("a gif")})
		}, delivery.ErrPhoto)
		for range 2 {
			do(func(tx *db.Tx) error {
				return w.delivery.Bring(w.ctx, tx, "rita", o.ID, delivery.Proof{Code: w.delivery.DoorCode(o.ID)})
			}, nil)
		}
		b, err := w.wallet.Balance(w.ctx, w.db, wallet.Cash("rita"))
		earned, err2 := w.delivery.Earned(w.ctx, w.db, "rita", time.Time{})
		if err := errors.Join(err, err2); err != nil || w.get(o.ID).Status != order.Completed || b.Total != cny(300) || earned != b.Total {
			w.t.Errorf("it is %s, the ledger says %s, the rider's page %s, %v", w.get(o.ID).Status, b.Total, earned, err)
		}
		do(func(tx *db.Tx) error { return w.delivery.Off(w.ctx, tx, "rita") }, nil)
	})
}

func TestTwoOrdersOfOneStoreAreOfferedAsOne(t *testing.T) {
	each(t, func(w *world) {
		w.onDuty("rita")
		a, b := w.ready(), w.ready()
		w.plan()
		if o, ok := w.offered("rita"); !ok || len(o.Orders) != 2 || o.Fee != cny(600) {
			w.t.Errorf("offered %+v of %s and %s", o, a.ID, b.ID)
		}
	})
}

func TestAnOfferThatIsLeftGoesToSomebodyElse(t *testing.T) {
	for name, leave := range map[string]func(w *world, o delivery.Offer){
		"declined": func(w *world, o delivery.Offer) {
			w.must(func(tx *db.Tx) error { return w.delivery.Decline(w.ctx, tx, o.Rider, o.ID) })
		},
		"not answered": func(w *world, _ delivery.Offer) { w.clock.Move(31 * time.Second) },
		"off duty": func(w *world, o delivery.Offer) {
			w.must(func(tx *db.Tx) error { return w.delivery.Off(w.ctx, tx, o.Rider) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				w.onDuty("rita")
				o := w.ready()
				w.plan()
				offer, ok := w.offered("rita")
				if !ok {
					w.t.Fatal("no offer")
				}
				w.onDuty("bob")
				leave(w, offer)
				w.plan()
				if got, ok := w.offered("bob"); !ok || got.Orders[0] != o.ID {
					w.t.Errorf("bob is offered %+v, %v", got, ok)
				}
				if err := w.do(func(tx *db.Tx) error { return w.delivery.Accept(w.ctx, tx, "rita", offer.ID) }); !errors.Is(err, delivery.ErrOffer) && !errors.Is(err, delivery.ErrOffDuty) {
					w.t.Errorf("rita takes what she left: %v", err)
				}
			})
		})
	}
}

func TestACancelledOrderIsTakenOffTheBoard(t *testing.T) {
	each(t, func(w *world) {
		w.onDuty("rita")
		o := w.ready()
		w.plan()
		if err := w.move(o.ID, order.Cancelled, order.Shop); err != nil {
			w.t.Fatal(err)
		}
		if offer, ok := w.offered("rita"); ok {
			w.t.Errorf("still offered: %+v", offer)
		}
		w.plan()
		if _, ok := w.offered("rita"); ok {
			w.t.Error("offered again")
		}
	})
}

// Riders go off duty while orders storm in: whoever is off has no offer.
func TestOffDutyInAStormOfOffersNobodyIsAsked(t *testing.T) {
	each(t, func(w *world) {
		w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.book.SKUs[0].ID, 100, "") })
		for i := range 6 {
			w.onDuty(fmt.Sprint("rider", i))
		}
		for range 8 {
			w.ready()
		}
		w.plan()
		asked := 0
		for i := range 6 {
			if _, ok := w.offered(fmt.Sprint("rider", i)); ok {
				asked++
			}
		}
		if asked == 0 {
			w.t.Fatal("there is no storm: nobody was asked on duty")
		}
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				person := fmt.Sprint("rider", i)
				if err := w.do(func(tx *db.Tx) error { return w.delivery.Off(w.ctx, tx, person) }); err != nil {
					w.t.Error(err)
				}
			})
		}
		for range 4 {
			all.Go(func() {
				if err := w.delivery.Plan(w.ctx); err != nil {
					w.t.Error(err)
				}
			})
		}
		all.Wait()
		w.plan()
		for i := range 6 {
			if o, ok := w.offered(fmt.Sprint("rider", i)); ok {
				w.t.Errorf("rider %d is off duty and offered %+v", i, o)
			}
		}
	})
}
