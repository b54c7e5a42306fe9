package bookingapi

import (
	"context"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/booking"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
)

// TableCount is how many tables of a size there are.
type TableCount struct {
	Seats int64 `json:"seats" minimum:"1" maximum:"50"`
	Count int64 `json:"count" minimum:"1" maximum:"200"`
}

// BookingTerms are how a store takes bookings.
type BookingTerms struct {
	On      bool         `json:"on"`
	Tables  []TableCount `json:"tables" nullable:"false" minItems:"1" maxItems:"6" doc:"The smallest first."`
	Minutes int64        `json:"minutes" minimum:"30" maximum:"360" doc:"That a table is held for its party."`
	Days    int64        `json:"days" minimum:"1" maximum:"90" doc:"Ahead."`
	Party   int64        `json:"party" minimum:"1" maximum:"50" doc:"Largest that can book."`
	Late    int64        `json:"late" minimum:"5" maximum:"60" doc:"Minutes after which who did not come loses the table."`
}

// BookingDay is a day of a store.
type BookingDay struct {
	Day   string         `json:"day" example:"2026-01-31"`
	Terms BookingTerms   `json:"terms"`
	Items []TableBooking `json:"items" nullable:"false" doc:"By their time."`
}

type dayIn struct {
	Store string `path:"store" maxLength:"40"`
	Day   string `query:"day" pattern:"^\\d{4}-\\d{2}-\\d{2}$" doc:"Absent: today."`
}

type setIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  BookingTerms
}

type atIn struct {
	Store string `path:"store" maxLength:"40"`
	ID    string `path:"id" maxLength:"40"`
}

type cancelIn struct {
	Store string `path:"store" maxLength:"40"`
	ID    string `path:"id" maxLength:"40"`
	Body  struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// Console adds what a store's people do.
func (h Surface) Console(a *web.API) {
	const at = "/console/api/stores/{store}/bookings"
	web.Op(a, "GET", at, "getBookingDay", staffOf, func(ctx context.Context, in *dayIn) (BookingDay, error) {
		return h.day(ctx, in)
	})
	web.Stream(a, at+"/live", "watchBookingDay", staffOf, func(ctx context.Context, in *dayIn, _ string, send func(web.Event) error) error {
		return h.Bookings.Watch(ctx, in.Store, web.Changes(send, func() (BookingDay, error) { return h.day(ctx, in) }))
	})
	web.Op(a, "PUT", at, "setBookings", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *setIn) (BookingTerms, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return in.Body, err
		}
		b := in.Body
		t := booking.Terms{On: b.On, Minutes: b.Minutes, Days: b.Days, Party: b.Party, Late: b.Late}
		for _, x := range b.Tables {
			t.Tables = append(t.Tables, booking.Tables(x))
		}
		return b, h.Bookings.Set(ctx, tx, st, t)
	}))
	web.Op(a, "POST", at+"/{id}/arrive", "arriveBooking", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *atIn) (TableBooking, error) {
		return h.act(ctx, tx, in.Store, in.ID, func() (booking.Booking, error) { return h.Bookings.Arrive(ctx, tx, in.ID) })
	}))
	web.Op(a, "POST", at+"/{id}/cancel", "cancelStoreBooking", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *cancelIn) (TableBooking, error) {
		return h.act(ctx, tx, in.Store, in.ID, func() (booking.Booking, error) {
			return h.Bookings.Cancel(ctx, tx, in.ID, booking.Host, in.Body.Reason)
		})
	}))
}

// act does something with a booking of a store that the caller acts for.
func (h Surface) act(ctx context.Context, tx *db.Tx, storeID, id string, do func() (booking.Booking, error)) (TableBooking, error) {
	if _, err := h.Stores.Mine(ctx, tx, storeID); err != nil {
		return TableBooking{}, err
	}
	b, err := h.Bookings.Get(ctx, tx, id)
	if err == nil && b.Store != storeID {
		err = booking.ErrNotFound
	}
	if err == nil {
		b, err = do()
	}
	if err != nil {
		return TableBooking{}, err
	}
	return h.wire(ctx, tx, b, booking.Host)
}

func (h Surface) day(ctx context.Context, in *dayIn) (BookingDay, error) {
	out := BookingDay{Items: []TableBooking{}}
	if _, err := h.Stores.Mine(ctx, h.DB, in.Store); err != nil {
		return out, err
	}
	at := h.DB.Now()
	if in.Day != "" {
		var err error
		if at, err = dayOf(in.Day); err != nil {
			return out, err
		}
	}
	t, err := h.Bookings.Terms(ctx, h.DB, in.Store)
	if err != nil {
		return out, err
	}
	out.Day = calendar.Start(at).Format(time.DateOnly)
	out.Terms = BookingTerms{On: t.On, Tables: []TableCount{}, Minutes: t.Minutes, Days: t.Days, Party: t.Party, Late: t.Late}
	for _, x := range t.Tables {
		out.Terms.Tables = append(out.Terms.Tables, TableCount(x))
	}
	list, err := h.dayOf(ctx, in.Store, at)
	out.Items = append(out.Items, list...)
	return out, err
}

func (h Surface) dayOf(ctx context.Context, store string, at time.Time) (out []TableBooking, err error) {
	list, err := h.Bookings.Day(ctx, h.DB, store, at)
	for _, b := range list {
		w, e := h.wire(ctx, h.DB, b, booking.Host)
		if e != nil {
			return out, e
		}
		out = append(out, w)
	}
	return out, err
}
