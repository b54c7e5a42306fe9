package crash_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

func cycles(normal int) int {
	if n, err := strconv.Atoi(os.Getenv("CRASH_CYCLES")); err == nil {
		return n
	}
	return normal
}

// Killed in the middle of a rush, again and again: no acknowledged payment is
// lost or doubled, unanswered ones resolve by a repeat, and it is back at once.
func TestKilledUnderLoadItLosesNothing(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data)
	b := newBank(run(t, "ledger", "token", "crash", "--data", data))
	b.open(t, s.url, "from", "to")
	var slowest time.Duration
	n := cycles(30)
	for i := range n {
		ctx, cancel := context.WithCancel(t.Context())
		wait := b.rush(ctx, s.url, 32)
		pause(ctx, time.Duration(50+i*37%200)*time.Millisecond)
		s.kill()
		cancel()
		wait()
		s = start(t, "--data", data)
		slowest = max(slowest, s.ready)
	}
	acked := b.acked()
	b.settle(t, s.url)
	t.Log(run(t, "verify", "--data", data))
	t.Logf("%d kills, %d acknowledged, %d resolved by repeat, slowest restart %v", n, acked, len(b.sent)-acked, slowest)
	if acked < n {
		t.Error("there was no load to speak of")
	}
	if slowest > 2*time.Second {
		t.Errorf("a restart took %v", slowest)
	}
}

// Asked to stop, it answers what it has begun: nothing was done without an answer.
func TestStoppedUnderLoadItFinishesWhatItBegan(t *testing.T) {
	data := t.TempDir()
	s := start(t, "--data", data)
	b := newBank(run(t, "ledger", "token", "crash", "--data", data))
	b.open(t, s.url, "from", "to")
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 32)
	pause(ctx, 300*time.Millisecond)
	s.stop()
	cancel()
	wait()
	acked := b.acked()
	s = start(t, "--data", data)
	code, out, err := b.call(t.Context(), s.url, "GET", "/ledger/api/accounts/to", "")
	if err != nil || code != 200 {
		t.Fatal(code, err)
	}
	want := `"total":"` + strconv.Itoa(acked/100) + "." + strconv.Itoa(acked/10%10) + strconv.Itoa(acked%10) + `"`
	if !strings.Contains(string(out), want) {
		t.Errorf("%d were acknowledged, the books say %s", acked, out)
	}
	b.settle(t, s.url)
	run(t, "verify", "--data", data)
}
