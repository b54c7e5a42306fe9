package crash_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// cluster is a PostgreSQL of this test's own, with real syncing.
type cluster struct {
	t             *testing.T
	bin, dir, dsn string
	port          int
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		t.Skip("PostgreSQL is not installed here")
	}
	// Its server refuses to run as root, and the test's own folder is closed to others.
	dir, err := os.MkdirTemp("", "livewell-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, bin: bins[len(bins)-1], dir: dir, port: l.Addr().(*net.TCPAddr).Port}
	l.Close()
	c.dsn = fmt.Sprintf("postgres://postgres@/postgres?host=%s&port=%d&sslmode=disable", dir, c.port)
	c.as("initdb", "-D", dir+"/data", "-U", "postgres", "-A", "trust", "--no-sync")
	c.ctl("start")
	t.Cleanup(func() { c.ctl("stop", "-m", "immediate") })
	return c
}

func (c *cluster) as(tool string, args ...string) {
	c.t.Helper()
	cmd := exec.Command(filepath.Join(c.bin, tool), args...)
	if os.Getuid() == 0 {
		cmd = exec.Command("runuser", append([]string{"-u", "postgres", "--", cmd.Path}, args...)...)
	}
	cmd.Dir = c.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v\n%s", tool, err, out)
	}
}

func (c *cluster) ctl(args ...string) {
	c.t.Helper()
	c.as("pg_ctl", append([]string{
		"-D", c.dir + "/data", "-w", "-l", c.dir + "/log",
		"-o", fmt.Sprintf("-k %s -p %d -c listen_addresses=", c.dir, c.port),
	}, args...)...)
}

// The database goes away in the middle of a rush, without a goodbye, and comes
// back. The server stays up, and the same rules hold as for its own crash.
func TestPostgresRestartedUnderLoadItLosesNothing(t *testing.T) {
	c := newCluster(t)
	data := t.TempDir()
	s := start(t, "--data", data, "--db", c.dsn)
	b := newBank(run(t, "ledger", "token", "crash", "--data", data, "--db", c.dsn))
	b.open(t, s.url, "from", "to")
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		wait := b.rush(ctx, s.url, 16)
		was := b.acked()
		until(t, "transfers go through", func() bool { return b.acked() > was+20 })
		c.ctl("restart", "-m", "immediate")
		began := time.Now()
		was = b.acked()
		until(t, "transfers go through again", func() bool { return b.acked() > was+20 })
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %v to come back", took)
		}
		cancel()
		wait()
	}
	acked := b.acked()
	b.settle(t, s.url)
	t.Log(run(t, "verify", "--data", data, "--db", c.dsn))
	t.Logf("%d acknowledged, %d resolved by repeat", acked, len(b.sent)-acked)
	s.stop()
}
