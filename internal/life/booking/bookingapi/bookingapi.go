// Package bookingapi lets people book tables, and stores see who comes. It
// holds wire types and mapping.
package bookingapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/booking"
	"livewell/internal/trade/store"
)

var errDay = fault.New(fault.Invalid, "booking.day", "A day is written like 2026-01-31.")

// Surface is the bookings of tables.
type Surface struct {
	DB       *db.DB
	Bookings *booking.Service
	Stores   *store.Service
	Identity *identity.Service
}

// BookingOffer is what a store's page says of bookings.
type BookingOffer struct {
	On      bool       `json:"on"`
	Party   int64      `json:"party" doc:"Largest that can book."`
	Today   string     `json:"today" doc:"Where the store is." example:"2026-01-31"`
	Days    int64      `json:"days" doc:"Ahead of today."`
	Minutes int64      `json:"minutes" doc:"That a table is held for its party."`
	Late    int64      `json:"late" doc:"Minutes after which who did not come loses the table."`
	Missed  int64      `json:"missed" doc:"Bookings that the caller missed here within 90 days; with the second they cannot book for 30."`
	Until   *time.Time `json:"until,omitempty" doc:"The caller cannot book before."`
}

// BookingSlot is a time that can be booked, or is full.
type BookingSlot struct {
	At   time.Time `json:"at"`
	Free bool      `json:"free"`
}

type BookingSlots struct {
	Items []BookingSlot `json:"items" nullable:"false"`
}

// TableBooking is a table that is kept for somebody.
type TableBooking struct {
	ID        string    `json:"id"`
	Store     string    `json:"store"`
	StoreName string    `json:"storeName"`
	StoreEN   string    `json:"storeNameEn,omitempty"`
	Address   string    `json:"address"`
	Party     int64     `json:"party"`
	Seats     int64     `json:"seats" doc:"Of the table."`
	Starts    time.Time `json:"starts"`
	Ends      time.Time `json:"ends"`
	Status    string    `json:"status" enum:"booked,arrived,cancelled,noshow"`
	Note      string    `json:"note"`
	Reason    string    `json:"reason,omitempty" doc:"Why the store cancelled it."`
	Can       []string  `json:"can" nullable:"false" doc:"Where the caller may move it now."`
	Guest     string    `json:"guest,omitempty" doc:"For the store: what they are called, as far as a store may know."`
}

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
}

type slotsIn struct {
	Store string `path:"store" maxLength:"40"`
	Day   string `query:"day" required:"true" pattern:"^\\d{4}-\\d{2}-\\d{2}$" example:"2026-01-31"`
	Party int64  `query:"party" required:"true" minimum:"1" maximum:"50"`
}

type bookIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		At    time.Time `json:"at"`
		Party int64     `json:"party" minimum:"1" maximum:"50"`
		Note  string    `json:"note,omitempty" maxLength:"100"`
	}
}

type listIn struct{ page.Ask }

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

var me = web.For(scope.Consumer)

// dayOf reads a day of the stores' own calendar.
func dayOf(text string) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, text, calendar.Zone)
	if err != nil {
		return at, errDay.Because(err)
	}
	return at, nil
}

// Consumer adds what people do.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/stores/{store}/bookings", "getBookingOffer", web.Public, h.offer)
	web.Op(a, "GET", "/api/stores/{store}/bookings/slots", "listBookingSlots", web.Public, func(ctx context.Context, in *slotsIn) (BookingSlots, error) {
		out := BookingSlots{[]BookingSlot{}}
		day, err := dayOf(in.Day)
		if err != nil {
			return out, err
		}
		st, err := h.Stores.Get(ctx, h.DB, in.Store)
		if err != nil {
			return out, err
		}
		list, err := h.Bookings.Slots(ctx, h.DB, st, day, h.DB.Now(), in.Party)
		for _, s := range list {
			out.Items = append(out.Items, BookingSlot(s))
		}
		return out, err
	})
	web.Op(a, "POST", "/api/stores/{store}/bookings", "bookTable", me, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *bookIn) (TableBooking, error) {
		st, err := h.Stores.Get(ctx, tx, in.Store)
		if err != nil {
			return TableBooking{}, err
		}
		b, err := h.Bookings.Book(ctx, tx, st, booking.Wish{Person: scope.From(ctx).User, Party: in.Body.Party, At: in.Body.At, Note: in.Body.Note})
		if err != nil {
			return TableBooking{}, err
		}
		return h.wire(ctx, tx, b, booking.Guest)
	}))
	web.Op(a, "GET", "/api/bookings", "listBookings", me, func(ctx context.Context, in *listIn) (page.Of[TableBooking], error) {
		out := page.Of[TableBooking]{Items: []TableBooking{}}
		p, err := h.Bookings.Of(ctx, h.DB, scope.From(ctx).User, in.Ask)
		out.Next = p.Next
		for _, b := range p.Items {
			w, e := h.wire(ctx, h.DB, b, booking.Guest)
			if e != nil {
				return out, e
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/bookings/{id}", "getBooking", me, func(ctx context.Context, in *idIn) (TableBooking, error) {
		b, err := h.mine(ctx, h.DB, in.ID)
		if err != nil {
			return TableBooking{}, err
		}
		return h.wire(ctx, h.DB, b, booking.Guest)
	})
	web.Op(a, "POST", "/api/bookings/{id}/cancel", "cancelBooking", me, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *idIn) (TableBooking, error) {
		b, err := h.mine(ctx, tx, in.ID)
		if err == nil {
			b, err = h.Bookings.Cancel(ctx, tx, b.ID, booking.Guest, "")
		}
		if err != nil {
			return TableBooking{}, err
		}
		return h.wire(ctx, tx, b, booking.Guest)
	}))
}

// mine refuses the bookings of others: to the caller they are not there.
func (h Surface) mine(ctx context.Context, q db.Q, id string) (booking.Booking, error) {
	b, err := h.Bookings.Get(ctx, q, id)
	if err == nil && b.Person != scope.From(ctx).User {
		err = booking.ErrNotFound
	}
	return b, err
}

func (h Surface) offer(ctx context.Context, in *storeIn) (BookingOffer, error) {
	st, err := h.Stores.Get(ctx, h.DB, in.Store)
	if err != nil {
		return BookingOffer{}, err
	}
	t, err := h.Bookings.Terms(ctx, h.DB, st.ID)
	if err != nil {
		return BookingOffer{}, err
	}
	r, err := h.Bookings.Record(ctx, h.DB, st.ID, scope.From(ctx).User, h.DB.Now())
	out := BookingOffer{t.Takes(st), t.Party, calendar.Start(h.DB.Now()).Format(time.DateOnly), t.Days, t.Minutes, t.Late, r.Missed, nil}
	if !r.Until.IsZero() {
		out.Until = &r.Until
	}
	return out, err
}

func (h Surface) wire(ctx context.Context, q db.Q, b booking.Booking, by booking.Actor) (TableBooking, error) {
	st, err := h.Stores.Get(ctx, q, b.Store)
	if err != nil {
		return TableBooking{}, err
	}
	out := TableBooking{
		ID: b.ID, Store: b.Store, StoreName: st.Name, StoreEN: st.NameEN, Address: st.Address, Party: b.Party, Seats: b.Seats,
		Starts: b.Starts, Ends: b.Ends, Status: string(b.Status), Note: b.Note, Reason: b.Reason, Can: []string{},
	}
	for _, to := range b.Can(by, h.DB.Now()) {
		out.Can = append(out.Can, string(to))
	}
	if by == booking.Host {
		u, err := h.Identity.User(ctx, q, b.Person)
		out.Guest = u.Masked()
		return out, err
	}
	return out, nil
}
