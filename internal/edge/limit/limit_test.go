package limit

import (
	"fmt"
	"testing"
	"time"

	"livewell/internal/kit/testkit"
)

func TestABurstThenARate(t *testing.T) {
	c := testkit.NewClock()
	l := New(c.Now, map[string]Rule{"b": {Burst: 3, Count: 6, Period: time.Minute}})
	count := func(key string, n int) (ok int) {
		for range n {
			if _, let := l.Take("b", key); let {
				ok++
			}
		}
		return ok
	}
	if got := count("ann", 10); got != 3 {
		t.Errorf("at once: %d, want 3", got)
	}
	if w, _ := l.Take("b", "ann"); w != 10*time.Second {
		t.Errorf("wait %v, want 10s", w)
	}
	if got := count("bob", 1); got != 1 {
		t.Error("bob pays for ann")
	}
	c.Move(10 * time.Second)
	if got := count("ann", 10); got != 1 {
		t.Errorf("after one step: %d, want 1", got)
	}
	c.Move(time.Hour)
	if got := count("ann", 10); got != 3 {
		t.Errorf("after a long rest: %d, want 3", got)
	}
	c.Move(-2 * time.Hour)
	if got := count("cat", 10); got != 3 {
		t.Errorf("with a clock that went back: %d, want 3", got)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	c := testkit.NewClock()
	l := New(c.Now, map[string]Rule{"b": {1, 1, time.Second}})
	l.most = 100
	for i := range 1000 {
		l.Take("b", fmt.Sprint(i))
		if len(l.even) > 100 {
			t.Fatalf("%d keys", len(l.even))
		}
	}
}
