package message

import (
	"context"
	"sync"
	"time"

	"livewell/internal/kit/db"
)

const (
	poll    = 3 * time.Second  // how late a message sent by another node may come
	overlap = 10 * time.Second // how late a transaction may commit behind a later one
	batch   = 100
)

// Watch gives user's new messages to send, until ctx ends or send fails. It
// starts after the message that last names, or with what comes from now on. A
// message may come twice around a break of the line; its id is the same.
func (s *Service) Watch(ctx context.Context, d *db.DB, user, last string, send func(Message) error) error {
	wake, leave := s.hub.join(user)
	defer leave()
	from, err := start(ctx, d, user, last)
	if err != nil {
		return err
	}
	// Ids of the overlap that were sent: a message may commit after a later one.
	sent := map[string]time.Time{last: from}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		if from, err = s.sendNew(ctx, d, user, from, sent, send); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-tick.C:
		}
	}
}

// start is the time of the last message that the client saw, or now.
func start(ctx context.Context, d *db.DB, user, last string) (time.Time, error) {
	if last == "" {
		return d.Now().Add(overlap), nil // nothing before now: the overlap is taken off again
	}
	at, ok, err := db.One[int64](ctx, d, qPlace, last, user)
	if err != nil || !ok {
		return d.Now().Add(overlap), err
	}
	return time.UnixMicro(at).UTC(), nil
}

func (s *Service) sendNew(ctx context.Context, d *db.DB, user string, from time.Time, sent map[string]time.Time, send func(Message) error) (time.Time, error) {
	at, id := from.Add(-overlap).UnixMicro(), ""
	for {
		rows, err := db.List[row](ctx, d, qSince, user, at, id, batch)
		if err != nil {
			return from, err
		}
		for _, r := range rows {
			at, id = r.At, r.ID
			if _, had := sent[r.ID]; had {
				continue
			}
			m, err := r.message()
			if err != nil {
				return from, err
			}
			if err := send(m); err != nil {
				return from, err
			}
			sent[m.ID] = m.At
			if m.At.After(from) {
				from = m.At
			}
		}
		if len(rows) < batch {
			break
		}
	}
	for k, t := range sent {
		if t.Before(from.Add(-2 * overlap)) {
			delete(sent, k)
		}
	}
	return from, nil
}

// hub wakes the watchers of this process.
type hub struct {
	mu   sync.Mutex
	subs map[string]map[chan struct{}]bool
}

func newHub() *hub { return &hub{subs: map[string]map[chan struct{}]bool{}} }

func (h *hub) join(user string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[user] == nil {
		h.subs[user] = map[chan struct{}]bool{}
	}
	h.subs[user][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs[user], c)
		if len(h.subs[user]) == 0 {
			delete(h.subs, user)
		}
	}
}

func (h *hub) poke(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subs[user] {
		select {
		case c <- struct{}{}:
		default: // it is awake already
		}
	}
}
