package crash_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// install puts a program where a server was started from, as a package manager does.
func install(t *testing.T, path string, program []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// Upgraded again and again in the middle of a rush, it fails not one request:
// the new program takes over the socket, and connections are left, not cut.
func TestUpgradedUnderLoadItFailsNoRequest(t *testing.T) {
	program, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	path, data := filepath.Join(t.TempDir(), "livewell"), t.TempDir()
	install(t, path, program)
	s, err := tryStartAt(t, path, "--data", data, "--drain", "200ms")
	if err != nil {
		t.Fatal(err)
	}
	b := newBank(run(t, "ledger", "token", "crash", "--data", data))
	b.open(t, s.url, "from", "to")
	ctx, cancel := context.WithCancel(t.Context())
	var sent atomic.Int64
	wait := together(16, func(worker int) {
		for n := 0; ctx.Err() == nil; n++ {
			sent.Add(1)
			if _, err := b.transfer(t.Context(), s.url, fmt.Sprintf("u%d-%d", worker, n)); err != nil {
				t.Errorf("a request failed: %v", err)
				return
			}
		}
	})
	for range 20 {
		was := sent.Load()
		until(t, "the rush goes on", func() bool { return sent.Load() > was+500 })
		install(t, path, program)
		s.cmd.Process.Signal(syscall.SIGUSR2)
		select {
		case <-s.lines:
		case <-time.After(20 * time.Second):
			t.Fatalf("the new program is not ready: %s", s.stderr)
		}
	}
	cancel()
	wait()
	t.Logf("%d requests during 20 upgrades", sent.Load())
	b.settle(t, s.url)
	run(t, "verify", "--data", data)

	// A program that does not run is not made room for.
	install(t, path, []byte("#!/bin/sh\nexit 1\n"))
	s.cmd.Process.Signal(syscall.SIGUSR2)
	until(t, "the old program complains", func() bool { return s.said("does not run") })
	if code, _, err := b.call(t.Context(), s.url, "GET", "/ledger/api/accounts/to", ""); err != nil || code != 200 {
		t.Error(code, err)
	}
}
