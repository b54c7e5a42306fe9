package notify

import (
	"sync"
	"time"
)

// gate bounds what is in flight, for each host and in all, and keeps away from
// hosts that fail.
type gate struct {
	mu    sync.Mutex
	all   int
	hosts map[string]*host
}

type host struct {
	inFlight int
	failures int       // in a row
	opens    time.Time // broken until then; afterwards one may try
}

func newGate() *gate { return &gate{hosts: map[string]*host{}} }

// enter lets one message to name in, or says when to ask again.
func (g *gate) enter(name string, now time.Time) (again time.Time, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[name]
	if h == nil {
		h = &host{}
		g.hosts[name] = h
	}
	switch {
	case now.Before(h.opens):
		return h.opens, false
	case h.failures >= breakAfter && h.inFlight > 0: // half open: one at a time
		return now.Add(time.Second), false
	case h.inFlight >= perHost, g.all >= inAll:
		return now.Add(time.Second), false
	}
	h.inFlight++
	g.all++
	return now, true
}

func (g *gate) leave(name string, good bool, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[name]
	h.inFlight--
	g.all--
	if good {
		h.failures = 0
		h.opens = time.Time{}
	} else if h.failures++; h.failures >= breakAfter {
		h.opens = now.Add(breakFor)
	}
	if h.inFlight == 0 && h.failures == 0 {
		delete(g.hosts, name)
	}
}
