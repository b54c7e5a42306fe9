// Package live wakes those who watch something, on this node at once and
// elsewhere soon: what they see comes from the database, never from here.
package live

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Every is how often a watcher looks by itself, for what another node did.
const Every = 2 * time.Second

// Hub knows who watches what.
type Hub struct {
	mu   sync.Mutex
	subs map[string]map[chan struct{}]bool
}

func NewHub() *Hub { return &Hub{subs: map[string]map[chan struct{}]bool{}} }

// Poke wakes those who watch key. In a transaction: tx.After(func() { h.Poke(key) }).
func (h *Hub) Poke(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subs[key] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Watch calls look at once, whenever key is poked and now and then, until ctx
// ends or look fails. The end of ctx is no error.
func (h *Hub) Watch(ctx context.Context, key string, look func() error) error {
	woken, leave := h.join(key)
	defer leave()
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		if err := look(); err != nil {
			if ctx.Err() != nil || errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		case <-tick.C:
		}
	}
}

func (h *Hub) join(key string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[key] == nil {
		h.subs[key] = map[chan struct{}]bool{}
	}
	h.subs[key][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(h.subs[key], c); len(h.subs[key]) == 0 {
			delete(h.subs, key)
		}
	}
}
