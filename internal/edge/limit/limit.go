// Package limit holds callers to rates: so many at once, then so many a while.
//
// It is GCRA in memory, one per process: with several nodes each lets the rate
// through. What must hold exactly, such as PIN tries, is counted in the database.
package limit

import (
	"maps"
	"sync"
	"time"

	"livewell/internal/core/identity"
)

// Rule lets Burst through at once, and Count per Period in the long run.
type Rule struct {
	Burst, Count int
	Period       time.Duration
}

// Default are the rules that a deployment starts from.
func Default() map[string]Rule {
	return map[string]Rule{
		identity.BucketCodePhone:   {2, 1, time.Minute},
		identity.BucketCodeDay:     {10, 10, 24 * time.Hour},
		identity.BucketCodeAddress: {60, 60, time.Hour},
		identity.BucketTryAddress:  {120, 240, time.Hour},
		identity.BucketLookup:      {20, 60, time.Hour},
	}
}

// Demo are the rules of a demo, where one laptop plays a whole city and codes
// cost nothing.
func Demo() map[string]Rule {
	out := Default()
	for _, b := range []string{identity.BucketCodePhone, identity.BucketCodeDay, identity.BucketCodeAddress, identity.BucketTryAddress} {
		out[b] = Rule{5000, 100, time.Second}
	}
	return out
}

// Limiter keeps the time at which each key will be even again.
type Limiter struct {
	now   func() time.Time
	rules map[string]Rule

	mu   sync.Mutex
	even map[string]time.Time
	most int
}

// New makes a limiter of rules, by the clock now.
func New(now func() time.Time, rules map[string]Rule) *Limiter {
	return &Limiter{now: now, rules: maps.Clone(rules), even: map[string]time.Time{}, most: 100_000}
}

// Take lets one more of key through, or tells how long to wait. A bucket without
// a rule is a bug.
func (l *Limiter) Take(bucket, key string) (wait time.Duration, ok bool) {
	r, known := l.rules[bucket]
	if !known {
		panic("limit: no rule for " + bucket)
	}
	now, step := l.now(), r.Period/time.Duration(r.Count)
	l.mu.Lock()
	defer l.mu.Unlock()
	id := bucket + "|" + key
	even := l.even[id]
	if even.Before(now) {
		even = now
	}
	next := even.Add(step)
	if wait := next.Sub(now) - step*time.Duration(r.Burst); wait > 0 {
		return wait, false
	}
	if len(l.even) >= l.most {
		l.sweep(now)
	}
	l.even[id] = next
	return 0, true
}

// sweep forgets the keys that are even; if all are busy it forgets them all,
// for memory is bounded and service goes before limits.
func (l *Limiter) sweep(now time.Time) {
	maps.DeleteFunc(l.even, func(_ string, even time.Time) bool { return !even.After(now) })
	if len(l.even) >= l.most {
		clear(l.even)
	}
}
