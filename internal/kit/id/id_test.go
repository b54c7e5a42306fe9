package id_test

import (
	"testing"
	"time"

	"livewell/internal/kit/id"
)

func TestIDsSortByTimeAndNeverRepeat(t *testing.T) {
	m := id.NewMaker(7)
	now := time.UnixMilli(1_700_000_000_000)
	last := ""
	for i := range 30_000 {
		if i == 20_000 {
			now = now.Add(-time.Hour) // the clock goes back; ids do not
		}
		got := m.New(now)
		if len(got) != id.Len || got[:20] <= last {
			t.Fatalf("id %q after %q", got, last)
		}
		last = got[:20]
	}
}

func TestWhatBelongsToAnOwnerEndsInItsShard(t *testing.T) {
	m := id.NewMaker(0)
	owner := m.New(time.UnixMilli(1))
	for _, o := range []string{owner, "bank", ""} {
		if got := m.NewFor(time.UnixMilli(2), o); got[20:] != id.Shard(o) {
			t.Errorf("id %s for owner %q is not in shard %s", got, o, id.Shard(o))
		}
	}
	if id.Shard(owner) != owner[20:] {
		t.Errorf("owner %s is in shard %s", owner, id.Shard(owner))
	}
}
