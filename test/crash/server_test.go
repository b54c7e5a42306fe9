package crash_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "livewell-crash-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "livewell")
	if out, err := exec.Command("go", "build", "-o", binary, "livewell/cmd/livewell").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s\n", out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// server is one running process.
type server struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	lines  chan string // of its output, after the first
	stderr *safeBuffer
	done   chan error
	ready  time.Duration
}

func start(t *testing.T, args ...string) *server {
	t.Helper()
	s, err := tryStart(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tryStart(t *testing.T, args ...string) (*server, error) { return tryStartAt(t, binary, args...) }

// safeBuffer is written by a process while the test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func tryStartAt(t *testing.T, path string, args ...string) (*server, error) {
	s := &server{t: t, stderr: &safeBuffer{}, lines: make(chan string, 100), done: make(chan error, 1)}
	s.cmd = exec.Command(path, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s.cmd.Stderr = s.stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	line, _ := lines.ReadString('\n')
	s.ready = time.Since(began)
	go func() {
		for more := line; more != ""; {
			if more, _ = lines.ReadString('\n'); more != "" {
				s.lines <- more
			}
		}
		s.done <- s.cmd.Wait()
	}()
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ok {
		<-s.done
		return nil, fmt.Errorf("not ready: %s", s.stderr)
	}
	s.url = url
	t.Cleanup(func() { s.cmd.Process.Kill() })
	return s, nil
}

func (s *server) kill() {
	s.cmd.Process.Kill()
	<-s.done
}

func (s *server) stop() {
	s.t.Helper()
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(15 * time.Second):
		s.t.Fatal("the server did not stop")
	}
}

// said reports whether the server has written text where it complains.
func (s *server) said(text string) bool { return strings.Contains(s.stderr.String(), text) }

// exited waits for the process to end by itself.
func (s *server) exited(within time.Duration) error {
	select {
	case err := <-s.done:
		return err
	case <-time.After(within):
		return nil
	}
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(binary, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("livewell %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// bank is a client of /ledger/api that remembers what it was told.
type bank struct {
	token string
	http  *http.Client
	mu    sync.Mutex
	sent  map[string]string // ref to the id that was acknowledged; "" while unanswered
	next  atomic.Int64
	full  atomic.Int64 // answers 503
}

func newBank(token string) *bank {
	return &bank{
		token: token, sent: map[string]string{},
		http: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
}

func (b *bank) call(ctx context.Context, url, method, path, body string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.GetBody = nil // net/http must not send it again by itself
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := b.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, out, err
}

func (b *bank) open(t *testing.T, url string, accounts ...string) {
	t.Helper()
	for _, a := range accounts {
		if code, out, err := b.call(t.Context(), url, "POST", "/ledger/api/accounts", fmt.Sprintf(`{"id":%q,"currency":"CNY","credit":true}`, a)); err != nil || code != 200 {
			t.Fatal(code, string(out), err)
		}
	}
}

// transfer moves 0.01 under a reference and notes what came of it.
func (b *bank) transfer(ctx context.Context, url, ref string) (id string, err error) {
	b.mu.Lock()
	if _, ok := b.sent[ref]; !ok {
		b.sent[ref] = ""
	}
	b.mu.Unlock()
	code, out, err := b.call(ctx, url, "POST", "/ledger/api/transfers", fmt.Sprintf(`{"ref":%q,"debit":"from","credit":"to","amount":"0.01","currency":"CNY"}`, ref))
	if err != nil {
		return "", err
	}
	if code == http.StatusServiceUnavailable {
		b.full.Add(1)
	}
	if code != 200 {
		return "", fmt.Errorf("%d %s", code, out)
	}
	var ok struct{ ID string }
	if err := json.Unmarshal(out, &ok); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if had := b.sent[ref]; had != "" && had != ok.ID {
		return "", fmt.Errorf("%s was %s and is %s", ref, had, ok.ID)
	}
	b.sent[ref] = ok.ID
	return ok.ID, nil
}

// rush sends transfers from many workers until ctx ends.
func (b *bank) rush(ctx context.Context, url string, workers int) (wait func()) {
	return together(workers, func(int) {
		for ctx.Err() == nil {
			if _, err := b.transfer(ctx, url, fmt.Sprintf("r%d", b.next.Add(1))); err != nil {
				pause(ctx, 20*time.Millisecond) // a refusal or a dead server: do not spin
			}
		}
	})
}

func together(workers int, work func(worker int)) (wait func()) {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { work(w) })
	}
	return wg.Wait
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// told gives the answered: their references and ids.
func (b *bank) told() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := maps.Clone(b.sent)
	maps.DeleteFunc(out, func(_, id string) bool { return id == "" })
	return out
}

// acked counts them.
func (b *bank) acked() int { return len(b.told()) }

// settle repeats all that was sent: what was acknowledged must answer the same,
// what was not comes to one effect. Then the books must count each once.
func (b *bank) settle(t *testing.T, url string) {
	t.Helper()
	refs := make(chan string)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for ref := range refs {
				if _, err := b.transfer(t.Context(), url, ref); err != nil {
					t.Errorf("repeat of %s: %v", ref, err)
				}
			}
		})
	}
	b.mu.Lock()
	all := make([]string, 0, len(b.sent))
	for ref := range b.sent {
		all = append(all, ref)
	}
	b.mu.Unlock()
	for _, ref := range all {
		refs <- ref
	}
	close(refs)
	wg.Wait()
	code, out, err := b.call(t.Context(), url, "GET", "/ledger/api/accounts/to", "")
	if err != nil || code != 200 {
		t.Fatal(code, string(out), err)
	}
	if want := fmt.Sprintf(`"total":"%d.%02d"`, len(all)/100, len(all)%100); !strings.Contains(string(out), want) {
		t.Errorf("%d transfers made %s", len(all), out)
	}
}
