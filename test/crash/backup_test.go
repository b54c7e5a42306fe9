package crash_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// A backup taken in the middle of a rush holds all that was acknowledged before
// it, opens for its reader alone, and serves after a restore on another machine.
func TestABackupTakenUnderLoadIsRestored(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	away, data, there := t.TempDir(), t.TempDir(), t.TempDir()
	reader, file := filepath.Join(away, "reader"), filepath.Join(away, "livewell.age")
	if err := os.WriteFile(reader, []byte(id.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, "--data", data)
	b := newBank(run(t, "ledger", "token", "crash", "--data", data))
	b.open(t, s.url, "from", "to")
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.rush(ctx, s.url, 16)
	until(t, "there is something to back up", func() bool { return b.acked() > 500 })
	before := b.told()
	run(t, "backup", "--data", data, "--out", file, "--to", id.Recipient().String())
	cancel()
	wait()
	s.kill()

	if out, err := exec.Command(binary, "restore", file, "--data", there).CombinedOutput(); err == nil || !strings.Contains(string(out), "identity") {
		t.Errorf("without the identity: %v %s", err, out)
	}
	t.Log(run(t, "restore", file, "--data", there, "--identity", reader))
	if out, err := exec.Command(binary, "restore", file, "--data", there, "--identity", reader).CombinedOutput(); err == nil {
		t.Errorf("over a database that is there: %s", out)
	}
	s = start(t, "--data", there)
	for ref, id := range before {
		if again, err := b.transfer(t.Context(), s.url, ref); err != nil || again != id {
			t.Fatalf("%s was %s before the backup and is %s, %v", ref, id, again, err)
		}
	}
	run(t, "verify", "--data", there)
}
