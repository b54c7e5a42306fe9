package gateway

import (
	"sync"
	"time"
)

// refusals remembers signed answers to callers who proved nothing. Anybody can
// cause one, and its signature costs thirty times the rest of the work, so the
// same refusal is signed once: in v1 for good, as nothing in it changes, in V3
// for a second, as its time is signed too.
type refusals struct {
	mu   sync.Mutex
	kept map[string]refusal
}

type refusal struct {
	at    time.Time // zero: does not age
	parts [4]string // the answer, or in V3 time, nonce and signature
}

const maxRefusals = 4096

func newRefusals() *refusals { return &refusals{kept: map[string]refusal{}} }

// get gives the refusal under key, and makes it where there is none in force.
func (r *refusals) get(key string, now time.Time, ages bool, make func() ([4]string, error)) ([4]string, error) {
	r.mu.Lock()
	had, ok := r.kept[key]
	r.mu.Unlock()
	if ok && (!ages || now.Sub(had.at).Abs() < time.Second) {
		return had.parts, nil
	}
	parts, err := make()
	if err != nil {
		return parts, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) >= maxRefusals {
		clear(r.kept)
	}
	r.kept[key] = refusal{now, parts}
	return parts, nil
}
