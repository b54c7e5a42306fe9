// Package messageapi shows people their messages. It holds wire types and
// mapping, and no rule of the business.
package messageapi

import (
	"context"
	"slices"
	"time"

	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

type Message struct {
	ID       string            `json:"id"`
	Category message.Category  `json:"category" enum:"payment,security,order,service,promotion"`
	Code     string            `json:"code" doc:"Names the words."`
	Args     map[string]string `json:"args" nullable:"false"`
	Link     string            `json:"link,omitempty" doc:"Path inside the app."`
	At       time.Time         `json:"at"`
	Read     bool              `json:"read"`
}

func wire(m message.Message) Message {
	return Message{m.ID, m.Category, m.Code, m.Args, m.Link, m.At, !m.ReadAt.IsZero()}
}

type Unread struct {
	Total      int64                      `json:"total"`
	Categories map[message.Category]int64 `json:"categories" nullable:"false"`
}

type Preference struct {
	Category message.Category `json:"category" enum:"payment,security,order,service,promotion"`
	On       bool             `json:"on"`
	Must     bool             `json:"must" doc:"Cannot be turned off."`
}

type Preferences struct {
	Items []Preference `json:"items" nullable:"false"`
}

type listIn struct {
	Category string `query:"category" enum:"payment,security,order,service,promotion"`
	page.Ask
}

type oneIn struct {
	ID string `path:"id" pattern:"^[0-9]{10,30}$"`
}

type readIn struct {
	Body struct {
		Category string `json:"category,omitempty" enum:"payment,security,order,service,promotion"`
	}
}

type turnIn struct {
	Category string `path:"category" enum:"payment,security,order,service,promotion"`
	Body     struct {
		On bool `json:"on"`
	}
}

type MarkedRead struct {
	Read int64 `json:"read"`
}

func user(ctx context.Context) string { return scope.From(ctx).User }

// Consumer adds the operations of the consumer app.
func Consumer(a *web.API, d *db.DB, s *message.Service) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/messages", "listMessages", me, func(ctx context.Context, in *listIn) (page.Of[Message], error) {
		p, err := s.List(ctx, d, user(ctx), message.Category(in.Category), in.Ask)
		out := page.Of[Message]{Items: []Message{}, Next: p.Next}
		for _, m := range p.Items {
			out.Items = append(out.Items, wire(m))
		}
		return out, err
	})
	web.Op(a, "GET", "/api/messages/unread", "countUnread", me, func(ctx context.Context, _ *struct{}) (Unread, error) {
		u, err := s.Unread(ctx, d, user(ctx))
		out := Unread{Categories: u}
		for _, n := range u {
			out.Total += n
		}
		return out, err
	})
	web.Op(a, "POST", "/api/messages/{id}/read", "readMessage", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *oneIn) (web.Done, error) {
		return web.Done{}, s.Read(ctx, tx, user(ctx), in.ID)
	}))
	web.Op(a, "POST", "/api/messages/read", "readMessages", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *readIn) (MarkedRead, error) {
		n, err := s.ReadAll(ctx, tx, user(ctx), message.Category(in.Body.Category))
		return MarkedRead{n}, err
	}))
	web.Op(a, "GET", "/api/messages/preferences", "getMessagePreferences", me, func(ctx context.Context, _ *struct{}) (Preferences, error) {
		off, err := s.Off(ctx, d, user(ctx))
		out := Preferences{[]Preference{}}
		for _, c := range message.Categories() {
			out.Items = append(out.Items, Preference{c, !slices.Contains(off, c), c.Must()})
		}
		return out, err
	})
	web.Op(a, "PUT", "/api/messages/preferences/{category}", "setMessagePreference", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *turnIn) (web.Done, error) {
		return web.Done{}, s.Turn(ctx, tx, user(ctx), message.Category(in.Category), in.Body.On)
	}))
	quietAPI(a, d, s)
	pushAPI(a, d, s)
	web.Stream(a, "/api/messages/stream", "streamMessages", me, func(ctx context.Context, _ *struct{}, last string, send func(web.Event) error) error {
		return s.Watch(ctx, d, user(ctx), last, func(m message.Message) error {
			return send(web.Event{ID: m.ID, Name: "message", Data: wire(m)})
		})
	})
}
