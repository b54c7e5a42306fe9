// Package clock is the clock of tests and shows: it starts at a time of theirs,
// goes on from there, and is moved from outside. Once it was put to a time it
// stands: what is done between two moves then happens in one moment, whatever
// the machine takes for it.
package clock

import (
	"sync"
	"time"
)

// Clock tells a time that somebody else decides on.
type Clock struct {
	real func() time.Time

	mu     sync.Mutex
	at     time.Time
	since  time.Time // of real, when it was at
	stands bool
}

// New makes a clock that says at now, and goes as real does.
func New(at time.Time, real func() time.Time) *Clock {
	return &Clock{real: real, at: at, since: real()}
}

// Now is what the clock says.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.stands {
		return c.at
	}
	return c.at.Add(c.real().Sub(c.since))
}

// Move moves the clock on. One that stands stands on.
func (c *Clock) Move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// Put makes the clock say at and stand there. It does not go back: false says
// that it is past at.
func (c *Clock) Put(at time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.Before(c.now()) {
		return false
	}
	c.at, c.stands = at, true
	return true
}

// Stands tells whether the clock waits to be moved. A nil Clock goes.
func (c *Clock) Stands() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stands
}
