package gateway

import (
	"sync"
	"time"
)

// buckets are token buckets, one per app. One that is full again is forgotten.
type buckets struct {
	rate  float64
	burst float64
	mu    sync.Mutex
	apps  map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newBuckets(rate float64, burst int) *buckets {
	return &buckets{rate: rate, burst: float64(burst), apps: map[string]bucket{}}
}

// take takes one token of app's, if there is one.
func (b *buckets) take(app string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.apps[app]
	if !ok {
		if len(b.apps) >= 10_000 {
			b.sweep(now)
		}
		k = bucket{b.burst, now}
	}
	k.left = min(b.burst, k.left+max(0, now.Sub(k.at).Seconds())*b.rate)
	k.at = now
	had := k.left >= 1
	if had {
		k.left--
	}
	b.apps[app] = k
	return had
}

func (b *buckets) sweep(now time.Time) {
	for app, k := range b.apps {
		if k.left+now.Sub(k.at).Seconds()*b.rate >= b.burst {
			delete(b.apps, app)
		}
	}
}
