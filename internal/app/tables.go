package app

import (
	"context"

	"livewell/internal/core/identity"
	"livewell/internal/core/message"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/life/booking"
	"livewell/internal/life/booking/bookingapi"
	"livewell/internal/life/queue"
	"livewell/internal/life/queue/queueapi"
)

// tables makes the waiting lines and the bookings of places to eat.
func (a *App) tables(bus *event.Bus) {
	a.Queue, a.Bookings = queue.New(bus, a.Jobs), booking.New(bus, a.Jobs)
	a.queue = queueapi.Surface{DB: a.DB, Queue: a.Queue, Stores: a.Stores, Identity: a.Identity}
	a.queue.Consumer(a.Consumer)
	a.bookings = bookingapi.Surface{DB: a.DB, Bookings: a.Bookings, Stores: a.Stores, Identity: a.Identity}
	a.bookings.Consumer(a.Consumer)
	event.On(bus, "booking.forget", func(ctx context.Context, tx *db.Tx, e identity.ErasedEvent) error {
		return a.Bookings.Forget(ctx, tx, e.User)
	})
	a.tellQueue(bus)
	a.tellBookings(bus)
}

// tellQueue sends people what becomes of their number, where somebody else does it.
func (a *App) tellQueue(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, t queue.Ticket, code string) error {
		st, err := a.Stores.Get(ctx, tx, t.Store)
		if err != nil || t.Person == "" {
			return err
		}
		_, err = a.Messages.Send(ctx, tx, t.Person, message.Order, code, map[string]string{"store": st.Name, "number": t.Number}, "/queue/"+t.ID)
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e queue.NearEvent) error {
		return send(ctx, tx, e.Ticket, "queue.near")
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e queue.MovedEvent) error {
		switch e.Ticket.Status { //nolint:exhaustive // the others see it themselves
		case queue.Called:
			return send(ctx, tx, e.Ticket, "queue.called")
		case queue.Passed:
			return send(ctx, tx, e.Ticket, "queue.passed")
		case queue.Closed:
			return send(ctx, tx, e.Ticket, "queue.closed")
		}
		return nil
	})
}

// tellBookings reminds people of their tables, and says what a store did with them.
func (a *App) tellBookings(bus *event.Bus) {
	send := func(ctx context.Context, tx *db.Tx, b booking.Booking, code string) error {
		st, err := a.Stores.Get(ctx, tx, b.Store)
		if err != nil {
			return err
		}
		_, err = a.Messages.Send(ctx, tx, b.Person, message.Order, code,
			map[string]string{"store": st.Name, "at": b.Starts.In(calendar.Zone).Format("01-02 15:04"), "reason": b.Reason}, "/bookings/"+b.ID)
		return err
	}
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e booking.SoonEvent) error {
		return send(ctx, tx, e.Booking, "booking.soon")
	})
	event.On(bus, "tell", func(ctx context.Context, tx *db.Tx, e booking.MovedEvent) error {
		switch {
		case e.Booking.Status == booking.NoShow:
			return send(ctx, tx, e.Booking, "booking.noshow")
		case e.Booking.Status == booking.Cancelled && e.Actor == booking.Host:
			return send(ctx, tx, e.Booking, "booking.cancelled")
		}
		return nil
	})
}
