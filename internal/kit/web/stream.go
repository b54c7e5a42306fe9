package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

const (
	heartbeat  = 15 * time.Second
	writeLimit = 10 * time.Second // a client that takes longer to read is gone
)

// Event is one server-sent event. ID lets a client that comes back go on after it.
type Event struct {
	ID   string
	Name string
	Data any // written as JSON
}

// Stream registers a stream of server-sent events. fn sends until ctx ends, and
// starts after the event that last names, empty for a new client. A heartbeat
// keeps the line open, and closes it when the caller's session has ended.
func Stream[In any](a *API, path, name string, who Access, fn func(ctx context.Context, in *In, last string, send func(Event) error) error) {
	op := a.operation("GET", path, name, who, 0)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "Server-sent events",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}},
	}}
	huma.Register(a.huma, op, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			s := &stream{w: w, c: http.NewResponseController(w)}
			if s.open() != nil {
				return
			}
			done := make(chan struct{})
			defer func() { cancel(); <-done }()
			go func() {
				defer close(done)
				defer cancel()
				s.beat(ctx, a.drained, func() bool {
					sc, err := a.auth(r)
					return err == nil && sc.Has(who.roles...)
				})
			}()
			if err := fn(ctx, in, r.Header.Get("Last-Event-ID"), s.send); err != nil && ctx.Err() == nil {
				a.log.ErrorContext(ctx, "stream failed", "op", name, "trace_id", TraceID(ctx), "err", err)
			}
		}}, nil
	})
}

// Changes gives a function that calls look and sends what it gives as "changed"
// whenever that is not what was sent last: for watchers who want the state of
// something, and not each step to it.
func Changes[T any](send func(Event) error, look func() (T, error)) func() error {
	var last []byte
	return func() error {
		data, err := look()
		if err != nil {
			return err
		}
		now, err := json.Marshal(data)
		if err != nil || bytes.Equal(now, last) {
			return err
		}
		last = now
		return send(Event{Name: "changed", Data: json.RawMessage(now)})
	}
}

type stream struct {
	mu sync.Mutex
	w  http.ResponseWriter
	c  *http.ResponseController
}

func (s *stream) open() error {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	return s.write("retry: 2000\n\n")
}

func (s *stream) send(e Event) error {
	b, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	var t strings.Builder
	if e.ID != "" {
		fmt.Fprintf(&t, "id: %s\n", e.ID)
	}
	if e.Name != "" {
		fmt.Fprintf(&t, "event: %s\n", e.Name)
	}
	fmt.Fprintf(&t, "data: %s\n\n", b)
	return s.write(t.String())
}

func (s *stream) write(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Not every writer has deadlines; those of tests have none.
	_ = s.c.SetWriteDeadline(time.Now().Add(writeLimit)) //nolint:forbidigo // a deadline of the operating system
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.c.Flush()
}

// beat writes a comment now and then, until ctx ends, the surface is drained,
// the line breaks or valid says no.
func (s *stream) beat(ctx context.Context, drained <-chan struct{}, valid func() bool) {
	t := time.NewTicker(heartbeat)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-drained:
			return
		case <-t.C:
			if !valid() || s.write(":\n\n") != nil {
				return
			}
		}
	}
}
