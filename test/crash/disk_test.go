package crash_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

// cutPower runs a rush on a disk that forgets what was not synced, cuts the
// power in it, and gives how many acknowledged transfers are gone.
func cutPower(t *testing.T, args ...string) (acked, lost int) {
	d := newDisk(t)
	s := start(t, append([]string{"--data", d.mount}, args...)...)
	b := newBank(run(t, "ledger", "token", "crash", "--data", d.mount))
	b.open(t, s.url, "from", "to")
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 16)
	pause(ctx, 1500*time.Millisecond)
	// The moment of the cut: what is acknowledged from here on does not count.
	b.mu.Lock()
	before := map[string]string{}
	for ref, id := range b.sent {
		if id != "" {
			before[ref] = id
		}
	}
	after := d.power(t)
	b.mu.Unlock()
	s.kill()
	cancel()
	wait()
	d.unmount()
	s = start(t, "--data", after)
	for ref, id := range before {
		code, out, err := b.call(t.Context(), s.url, "POST", "/ledger/api/transfers", `{"ref":"`+ref+`","debit":"from","credit":"to","amount":"0.01","currency":"CNY"}`)
		if err != nil {
			t.Fatal(err)
		}
		// Not even its account may be there any more.
		if code != 200 || !strings.Contains(string(out), `"replayed":true`) || !strings.Contains(string(out), id) {
			lost++
		}
	}
	run(t, "verify", "--data", after)
	return len(before), lost
}

func TestAPowerCutLosesNothingThatWasAcknowledged(t *testing.T) {
	for range 3 {
		acked, lost := cutPower(t)
		if lost > 0 || acked < 20 {
			t.Errorf("%d of %d acknowledged transfers are gone", lost, acked)
		}
		t.Logf("%d acknowledged, %d lost", acked, lost)
	}
}

// The test above has teeth: with weaker syncing the same cut loses payments.
func TestWithoutFullSyncAPowerCutLosesPayments(t *testing.T) {
	for range 5 {
		acked, lost := cutPower(t, "--unsafe-sync", "NORMAL")
		t.Logf("%d acknowledged, %d lost", acked, lost)
		if lost > 0 {
			return
		}
	}
	t.Error("nothing was lost: this disk forgets nothing, and the test above proves nothing")
}

func TestAFailedFsyncStopsTheServer(t *testing.T) {
	d := newDisk(t)
	s := start(t, "--data", d.mount)
	b := newBank(run(t, "ledger", "token", "crash", "--data", d.mount))
	b.open(t, s.url, "from", "to")
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 8)
	pause(ctx, 300*time.Millisecond)
	d.set(func() { d.eio = true })
	began := time.Now()
	err := s.exited(5 * time.Second)
	took := time.Since(began)
	cancel()
	wait()
	if err == nil {
		t.Fatal("it went on with a disk that cannot be trusted")
	}
	lines := strings.Split(strings.TrimSpace(s.stderr.String()), "\n")
	if took > time.Second || len(lines) != 1 || !strings.Contains(lines[0], "storage failed") {
		t.Errorf("it stopped after %v and said %q", took, lines)
	}
	acked := b.acked()
	d.set(func() { d.eio = false })
	s = start(t, "--data", d.mount)
	b.settle(t, s.url)
	run(t, "verify", "--data", d.mount)
	t.Logf("stopped within %v; %d acknowledged, none lost", took, acked)
	s.kill()
}

func TestAFullDiskRefusesWritesAndRecovers(t *testing.T) {
	d := newDisk(t)
	s := start(t, "--data", d.mount)
	b := newBank(run(t, "ledger", "token", "crash", "--data", d.mount))
	b.open(t, s.url, "from", "to")
	d.set(func() { d.limit = d.used + 256<<10 })
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 8)
	until(t, "the disk is full", func() bool { return b.full.Load() > 20 })
	get := func(path string) (int, http.Header) {
		res, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode, res.Header
	}
	until(t, "/readyz says so", func() bool {
		code, h := get("/readyz")
		return code == http.StatusServiceUnavailable && h.Get("Retry-After") != ""
	})
	if code, _ := get("/healthz"); code != 200 {
		t.Errorf("/healthz said %d", code)
	}
	if code, out, err := b.call(t.Context(), s.url, "GET", "/ledger/api/accounts/to", ""); err != nil || code != 200 {
		t.Errorf("a read said %d %s %v", code, out, err)
	}
	// The last bytes may have room for one more, so not every write is refused.
	until(t, "a write is refused for want of room", func() bool {
		_, err := b.transfer(t.Context(), s.url, "full-"+rand.Text())
		return err != nil && strings.HasPrefix(err.Error(), "503") && strings.Contains(err.Error(), `"db.full"`)
	})
	d.set(func() { d.limit = 0 })
	until(t, "it takes writes again", func() bool { code, _ := get("/readyz"); return code == 200 })
	was := b.acked()
	until(t, "transfers go through", func() bool { return b.acked() > was+20 })
	cancel()
	wait()
	b.settle(t, s.url)
	run(t, "verify", "--data", d.mount)
	s.kill()
}

// A disk with slow syncs must not slow payments in proportion: they share them.
func TestASlowDiskIsShared(t *testing.T) {
	d := newDisk(t)
	s := start(t, "--data", d.mount)
	b := newBank(run(t, "ledger", "token", "crash", "--data", d.mount))
	b.open(t, s.url, "from", "to")
	d.set(func() { d.delay, d.syncs = 50*time.Millisecond, 0 })
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 100)
	pause(ctx, 2*time.Second)
	cancel()
	wait()
	var syncs int
	d.set(func() { syncs, d.delay = d.syncs, 0 })
	if n := b.acked(); n < 10*syncs {
		t.Errorf("%d transfers took %d syncs", n, syncs)
	}
	b.settle(t, s.url)
	s.kill()
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); pause(t.Context(), 10*time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("ten seconds passed before %s", what)
}
