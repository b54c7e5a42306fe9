// Package queueapi shows people their place in a store's line, and hosts the
// line. It holds wire types and mapping.
package queueapi

import (
	"context"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/queue"
	"livewell/internal/trade/store"
)

// Surface is the waiting lines of stores.
type Surface struct {
	DB       *db.DB
	Queue    *queue.Service
	Stores   *store.Service
	Identity *identity.Service
}

// QueueClass is a size of tables.
type QueueClass struct {
	Name   string `json:"name" minLength:"1" maxLength:"20"`
	NameEN string `json:"nameEn" maxLength:"40"`
	From   int64  `json:"from" minimum:"1" maximum:"99" doc:"People."`
	To     int64  `json:"to" minimum:"1" maximum:"99"`
}

// QueueStanding is how a class of tables stands.
type QueueStanding struct {
	QueueClass
	Letter  string `json:"letter" doc:"Begins the numbers of this class."`
	Waiting int64  `json:"waiting" doc:"Parties."`
	Wait    int64  `json:"wait,omitempty" doc:"Seconds that who comes now may wait; absent: not known."`
}

// QueueOffer is what a store's page says of its line.
type QueueOffer struct {
	On      bool            `json:"on" doc:"The store has a line."`
	Open    bool            `json:"open" doc:"It gives out numbers now."`
	Classes []QueueStanding `json:"classes" nullable:"false"`
	Ticket  string          `json:"ticket,omitempty" doc:"The caller's, where they are in the line."`
}

// QueueTicket is a number in a line.
type QueueTicket struct {
	ID        string     `json:"id"`
	Store     string     `json:"store"`
	StoreName string     `json:"storeName"`
	StoreEN   string     `json:"storeNameEn,omitempty"`
	Letter    string     `json:"letter"`
	Number    string     `json:"number" example:"A12"`
	Party     int64      `json:"party"`
	Status    string     `json:"status" enum:"waiting,called,seated,passed,left,closed"`
	Before    int64      `json:"before" doc:"Parties that are called sooner."`
	Wait      int64      `json:"wait,omitempty" doc:"Seconds until it may be called; absent: not known."`
	Until     *time.Time `json:"until,omitempty" doc:"A called party has until then to come."`
	Back      int64      `json:"back" doc:"Places behind the head for who comes back."`
	Can       []string   `json:"can" nullable:"false" doc:"Where the caller may move it now."`
	CreatedAt time.Time  `json:"createdAt"`
}

type QueueTickets struct {
	Items []QueueTicket `json:"items" nullable:"false"`
}

type storeIn struct {
	Store string `path:"store" maxLength:"40"`
}

type takeIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		Party int64 `json:"party" minimum:"1" maximum:"99"`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

var me = web.For(scope.Consumer)

// Consumer adds what people do.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/stores/{store}/queue", "getQueue", web.Public, h.offer)
	web.Op(a, "POST", "/api/stores/{store}/queue", "takeNumber", me, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *takeIn) (QueueTicket, error) {
		st, err := h.Stores.Get(ctx, tx, in.Store)
		if err != nil {
			return QueueTicket{}, err
		}
		t, err := h.Queue.Take(ctx, tx, st, scope.From(ctx).User, in.Body.Party)
		if err != nil {
			return QueueTicket{}, err
		}
		return h.ticket(ctx, tx, t, queue.Guest)
	}))
	web.Op(a, "GET", "/api/queue/tickets", "listTickets", me, func(ctx context.Context, _ *struct{}) (QueueTickets, error) {
		out := QueueTickets{[]QueueTicket{}}
		list, err := h.Queue.Mine(ctx, h.DB, scope.From(ctx).User)
		for _, t := range list {
			w, e := h.ticket(ctx, h.DB, t, queue.Guest)
			if e != nil {
				return out, e
			}
			out.Items = append(out.Items, w)
		}
		return out, err
	})
	web.Op(a, "GET", "/api/queue/tickets/{id}", "getTicket", me, func(ctx context.Context, in *idIn) (QueueTicket, error) {
		return h.mine(ctx, h.DB, in.ID)
	})
	web.Stream(a, "/api/queue/tickets/{id}/live", "watchTicket", me, func(ctx context.Context, in *idIn, _ string, send func(web.Event) error) error {
		t, err := h.mine(ctx, h.DB, in.ID)
		if err != nil {
			return err
		}
		return h.Queue.Watch(ctx, t.Store, web.Changes(send, func() (QueueTicket, error) { return h.mine(ctx, h.DB, in.ID) }))
	})
	web.Op(a, "POST", "/api/queue/tickets/{id}/leave", "leaveQueue", me, web.InTx(h.DB, h.guest(queue.Left)))
	web.Op(a, "POST", "/api/queue/tickets/{id}/back", "comeBack", me, web.InTx(h.DB, h.guest(queue.Waiting)))
}

func (h Surface) guest(to queue.Status) func(context.Context, *db.Tx, *idIn) (QueueTicket, error) {
	return func(ctx context.Context, tx *db.Tx, in *idIn) (QueueTicket, error) {
		if _, err := h.mine(ctx, tx, in.ID); err != nil {
			return QueueTicket{}, err
		}
		t, err := h.Queue.Move(ctx, tx, in.ID, to, queue.Guest)
		if err != nil {
			return QueueTicket{}, err
		}
		return h.ticket(ctx, tx, t, queue.Guest)
	}
}

// mine refuses the tickets of others: to the caller they are not there.
func (h Surface) mine(ctx context.Context, q db.Q, id string) (QueueTicket, error) {
	t, err := h.Queue.Get(ctx, q, id)
	if err == nil && t.Person != scope.From(ctx).User {
		err = queue.ErrNotFound
	}
	if err != nil {
		return QueueTicket{}, err
	}
	return h.ticket(ctx, q, t, queue.Guest)
}

// ticket shows one as its line is now.
func (h Surface) ticket(ctx context.Context, q db.Q, t queue.Ticket, by queue.Actor) (QueueTicket, error) {
	st, err := h.Stores.Get(ctx, q, t.Store)
	if err != nil {
		return QueueTicket{}, err
	}
	v, err := h.Queue.View(ctx, q, t.Store)
	return h.wire(st, v, t, by), err
}

func (h Surface) wire(st store.Store, v queue.View, t queue.Ticket, by queue.Actor) QueueTicket {
	at := v.Standing(t)
	out := QueueTicket{
		ID: t.ID, Store: t.Store, StoreName: st.Name, StoreEN: st.NameEN, Letter: t.Letter, Number: t.Number, Party: t.Party, Status: string(t.Status),
		Before: at.Before, Wait: seconds(at.Wait), Back: v.Back, Can: []string{}, CreatedAt: t.CreatedAt,
	}
	if t.Status == queue.Called {
		out.Until = &t.Until
	}
	for _, to := range t.Can(by, h.DB.Now()) {
		out.Can = append(out.Can, string(to))
	}
	return out
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func standings(list []queue.ClassStanding) []QueueStanding {
	out := make([]QueueStanding, len(list))
	for i, c := range list {
		out[i] = QueueStanding{QueueClass(c.Class), c.Letter, c.Waiting, seconds(c.Wait)}
	}
	return out
}

func (h Surface) offer(ctx context.Context, in *storeIn) (QueueOffer, error) {
	out := QueueOffer{Classes: []QueueStanding{}}
	st, err := h.Stores.Get(ctx, h.DB, in.Store)
	if err != nil {
		return out, err
	}
	v, err := h.Queue.View(ctx, h.DB, in.Store)
	if err != nil || !v.On || !st.Has(store.DineIn) || st.Status == store.Closed {
		return out, err
	}
	t, _, err := h.Queue.Of(ctx, h.DB, in.Store, scope.From(ctx).User)
	return QueueOffer{true, v.Open, standings(v.Standings()), t.ID}, err
}
