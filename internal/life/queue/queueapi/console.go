package queueapi

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/life/queue"
)

var (
	staffOf   = web.For(scope.Owner, scope.Manager, scope.Cashier)
	managerOf = web.For(scope.Owner, scope.Manager)
)

// QueueTerms are how a store keeps its line.
type QueueTerms struct {
	On      bool         `json:"on"`
	Classes []QueueClass `json:"classes" nullable:"false" minItems:"1" maxItems:"6" doc:"The first has the letter A."`
	Minutes int64        `json:"minutes" minimum:"1" maximum:"30" doc:"That a called party has to come in."`
	Back    int64        `json:"back" minimum:"1" maximum:"20" doc:"Places behind the head for who comes back."`
}

// HostTicket is a number as the host sees it.
type HostTicket struct {
	QueueTicket
	Guest  string `json:"guest,omitempty" doc:"What they are called, as far as a store may know."`
	Missed int64  `json:"missed"`
}

// HostQueue is a store's line as the host sees it.
type HostQueue struct {
	Terms   QueueTerms      `json:"terms"`
	Open    bool            `json:"open"`
	Classes []QueueStanding `json:"classes" nullable:"false"`
	Tickets []HostTicket    `json:"tickets" nullable:"false" doc:"Waiting and called class by class, first come first; then the passed who may come back."`
}

type setIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  QueueTerms
}

type lineIn struct {
	Store string `path:"store" maxLength:"40"`
	Body  struct {
		Open bool `json:"open" doc:"Give out numbers."`
		End  bool `json:"end,omitempty" doc:"With open false: send everybody away."`
	}
}

type nextIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		Letter string `json:"letter" pattern:"^[A-F]$"`
	}
}

type walkInIn struct {
	Store string `path:"store" maxLength:"40"`
	web.Keyed
	Body struct {
		Party int64  `json:"party" minimum:"1" maximum:"99"`
		Name  string `json:"name,omitempty" maxLength:"40"`
	}
}

type stepIn struct {
	Store string `path:"store" maxLength:"40"`
	ID    string `path:"id" maxLength:"40"`
	Body  struct {
		To string `json:"to" enum:"waiting,called,seated,passed"`
	}
}

// Console adds what a store's people do.
func (h Surface) Console(a *web.API) {
	const at = "/console/api/stores/{store}/queue"
	web.Op(a, "GET", at, "getHostQueue", staffOf, func(ctx context.Context, in *storeIn) (HostQueue, error) {
		return h.host(ctx, h.DB, in.Store)
	})
	web.Stream(a, at+"/live", "watchHostQueue", staffOf, func(ctx context.Context, in *storeIn, _ string, send func(web.Event) error) error {
		return h.Queue.Watch(ctx, in.Store, web.Changes(send, func() (HostQueue, error) { return h.host(ctx, h.DB, in.Store) }))
	})
	web.Op(a, "PUT", at, "setQueue", managerOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *setIn) (HostQueue, error) {
		st, err := h.Stores.Mine(ctx, tx, in.Store)
		if err != nil {
			return HostQueue{}, err
		}
		t := queue.Terms{On: in.Body.On, Minutes: in.Body.Minutes, Back: in.Body.Back}
		for _, c := range in.Body.Classes {
			t.Classes = append(t.Classes, queue.Class(c))
		}
		if _, err := h.Queue.Set(ctx, tx, st, t); err != nil {
			return HostQueue{}, err
		}
		return h.host(ctx, tx, in.Store)
	}))
	web.Op(a, "POST", at+"/open", "openQueue", staffOf, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *lineIn) (HostQueue, error) {
		_, err := h.Stores.Mine(ctx, tx, in.Store)
		switch {
		case err != nil:
		case in.Body.End && !in.Body.Open:
			err = h.Queue.End(ctx, tx, in.Store)
		default:
			err = h.Queue.Open(ctx, tx, in.Store, in.Body.Open)
		}
		if err != nil {
			return HostQueue{}, err
		}
		return h.host(ctx, tx, in.Store)
	}))
	web.Op(a, "POST", at+"/next", "callNext", staffOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *nextIn) (HostTicket, error) {
		if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
			return HostTicket{}, err
		}
		t, err := h.Queue.Next(ctx, tx, in.Store, in.Body.Letter)
		if err != nil {
			return HostTicket{}, err
		}
		return h.hosted(ctx, tx, t)
	}))
	web.Op(a, "POST", at+"/tickets", "addWalkIn", staffOf, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *walkInIn) (HostTicket, error) {
		if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
			return HostTicket{}, err
		}
		t, err := h.Queue.WalkIn(ctx, tx, in.Store, in.Body.Name, in.Body.Party)
		if err != nil {
			return HostTicket{}, err
		}
		return h.hosted(ctx, tx, t)
	}))
	web.Op(a, "POST", at+"/tickets/{id}/move", "moveTicket", staffOf, web.InTx(h.DB, h.move))
}

func (h Surface) move(ctx context.Context, tx *db.Tx, in *stepIn) (HostTicket, error) {
	if _, err := h.Stores.Mine(ctx, tx, in.Store); err != nil {
		return HostTicket{}, err
	}
	t, err := h.Queue.Get(ctx, tx, in.ID)
	if err == nil && t.Store != in.Store {
		err = queue.ErrNotFound
	}
	if err == nil {
		t, err = h.Queue.Move(ctx, tx, in.ID, queue.Status(in.Body.To), queue.Host)
	}
	if err != nil {
		return HostTicket{}, err
	}
	return h.hosted(ctx, tx, t)
}

// hosted shows a ticket to the host.
func (h Surface) hosted(ctx context.Context, q db.Q, t queue.Ticket) (HostTicket, error) {
	w, err := h.ticket(ctx, q, t, queue.Host)
	if err != nil {
		return HostTicket{}, err
	}
	return h.known(ctx, q, w, t)
}

// known adds what a host may know of a guest.
func (h Surface) known(ctx context.Context, q db.Q, w QueueTicket, t queue.Ticket) (HostTicket, error) {
	out := HostTicket{w, t.Name, t.Missed}
	if t.Person == "" {
		return out, nil
	}
	u, err := h.Identity.User(ctx, q, t.Person)
	out.Guest = u.Masked()
	return out, err
}

func (h Surface) host(ctx context.Context, q db.Q, id string) (HostQueue, error) {
	out := HostQueue{Tickets: []HostTicket{}}
	st, err := h.Stores.Mine(ctx, q, id)
	if err != nil {
		return out, err
	}
	v, err := h.Queue.View(ctx, q, id)
	if err != nil {
		return out, err
	}
	passed, err := h.Queue.MayComeBack(ctx, q, id, h.DB.Now())
	if err != nil {
		return out, err
	}
	out.Open, out.Classes = v.Open, standings(v.Standings())
	out.Terms = QueueTerms{On: v.On, Classes: []QueueClass{}, Minutes: v.Minutes, Back: v.Back}
	for _, c := range v.Classes {
		out.Terms.Classes = append(out.Terms.Classes, QueueClass(c))
	}
	for _, t := range append(v.InLine, passed...) {
		w, err := h.known(ctx, q, h.wire(st, v, t, queue.Host), t)
		if err != nil {
			return out, err
		}
		out.Tickets = append(out.Tickets, w)
	}
	return out, nil
}
