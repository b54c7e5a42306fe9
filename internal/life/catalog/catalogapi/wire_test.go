package catalogapi

import (
	"testing"
	"time"

	"livewell/internal/trade/store"
)

// A console that knew of the pause alone would call the store paused for ever.
func TestAPauseTellsWhenItEnds(t *testing.T) {
	noon := time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		in   store.Store
		want bool
	}{
		"paused for a while":  {store.Store{Status: store.Paused, Until: noon}, true},
		"paused until resume": {store.Store{Status: store.Paused}, false},
		"open":                {store.Store{Status: store.Open, Until: noon}, false},
	} {
		if got := wireStore(c.in).Until; (got != nil) != c.want || got != nil && !got.Equal(noon) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
