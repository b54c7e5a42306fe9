// Package bench measures a running server over HTTP, closed loop: each worker
// sends its next request when the last was answered. It prints rate, latency,
// errors and the server's CPU per operation, and beside them what the machine
// itself can do, measured in the same run: only ratios travel between machines.
package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Load says how hard to push.
type Load struct {
	Server      string // http://host:port
	Concurrency int
	Warmup      time.Duration
	Duration    time.Duration
}

// Result is what came of it.
type Result struct {
	Name          string
	Ops           int64 // operations answered well: a bulk of 100 counts 100
	Requests      int64
	Errors        int64
	Sample        string // of an error
	Rate          float64
	P50, P95, P99 time.Duration
	CPU           time.Duration // of the server, per operation
}

func (r Result) String() string {
	s := fmt.Sprintf("%-28s %9.0f/s  p50 %-8v p95 %-8v p99 %-8v errors %-5d server CPU %v/op", r.Name, r.Rate,
		r.P50.Round(10*time.Microsecond), r.P95.Round(10*time.Microsecond), r.P99.Round(10*time.Microsecond), r.Errors, r.CPU.Round(100*time.Nanosecond))
	if r.Sample != "" {
		s += "\n    an error: " + r.Sample
	}
	return s
}

// Request is one call: what to send, and how many operations it holds.
type Request struct {
	Method, Path string
	Header       http.Header
	Body         []byte
	Ops          int
	// Good says whether the answer's body is a success; nil: any 200 is.
	Good func(body []byte) bool
}

// Client talks to one server over kept connections.
func Client(concurrency int) *http.Client {
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConns: concurrency, MaxIdleConnsPerHost: concurrency, DisableCompression: true},
	}
}

// Run sends what next makes, until the time is up. next is called by many at once.
func (l Load) Run(ctx context.Context, name string, next func(worker, n int) Request) (Result, error) {
	res := Result{Name: name}
	c := Client(l.Concurrency)
	var stop, measuring atomic.Bool
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	for w := range l.Concurrency {
		wg.Go(func() {
			var mine []time.Duration
			var ops, requests, errs int64
			var sample string
			for n := 0; !stop.Load() && ctx.Err() == nil; n++ {
				r := next(w, n)
				began := time.Now()
				err := send(ctx, c, l.Server, r)
				took := time.Since(began)
				if !measuring.Load() {
					continue
				}
				requests++
				if err != nil {
					errs++
					sample = err.Error()
					continue
				}
				ops += int64(r.Ops)
				mine = append(mine, took)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			res.Ops, res.Requests, res.Errors = res.Ops+ops, res.Requests+requests, res.Errors+errs
			if sample != "" {
				res.Sample = sample
			}
		})
	}
	pause(ctx, l.Warmup)
	cpu0, err := ServerCPU(ctx, l.Server)
	began := time.Now()
	measuring.Store(true)
	pause(ctx, l.Duration)
	stop.Store(true)
	took := time.Since(began)
	cpu1, err1 := ServerCPU(ctx, l.Server)
	wg.Wait()
	if err == nil {
		err = err1
	}
	slices.Sort(all)
	if len(all) > 0 {
		res.P50, res.P95, res.P99 = all[len(all)/2], all[len(all)*95/100], all[len(all)*99/100]
		res.Rate = float64(res.Ops) / took.Seconds()
		res.CPU = time.Duration((cpu1 - cpu0) / float64(res.Ops) * float64(time.Second))
	}
	return res, err
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func send(ctx context.Context, c *http.Client, server string, r Request) error {
	req, err := http.NewRequestWithContext(ctx, r.Method, server+r.Path, bytes.NewReader(r.Body))
	if err != nil {
		return err
	}
	req.GetBody = nil // net/http must not send a payment again by itself
	for k, v := range r.Header {
		req.Header[k] = v
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || r.Good != nil && !r.Good(b) {
		return fmt.Errorf("%s: %.300s", res.Status, b)
	}
	return nil
}

// ServerCPU reads how many seconds of CPU the server has used, from /metrics.
func ServerCPU(ctx context.Context, server string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", server+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	for s := bufio.NewScanner(res.Body); s.Scan(); {
		if v, ok := strings.CutPrefix(s.Text(), "process_cpu_seconds_total "); ok {
			return strconv.ParseFloat(v, 64)
		}
	}
	return 0, fmt.Errorf("%s/metrics does not tell the process's CPU", server)
}

// Machine is what the machine under the server can do.
type Machine struct {
	Fsyncs float64 // per second, 4 KiB appended each
	Signs  float64 // RSA-2048 signatures per second, on all cores
	Cores  int
}

func (m Machine) String() string {
	return fmt.Sprintf("%-28s %9.0f fsync/s  %.0f RSA-2048 signatures/s on %d cores", "this machine", m.Fsyncs, m.Signs, m.Cores)
}

// Measure takes about two seconds. dir is where the server's data lies.
func Measure(dir string) (m Machine, err error) {
	m.Cores = runtime.NumCPU()
	if m.Fsyncs, err = fsyncs(dir); err != nil {
		return m, err
	}
	m.Signs, err = signs(m.Cores)
	return m, err
}

func fsyncs(dir string) (float64, error) {
	f, err := os.OpenFile(filepath.Join(dir, "fsync.probe"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	n, began := 0, time.Now()
	for ; time.Since(began) < time.Second; n++ {
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func signs(cores int) (float64, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256([]byte("livewell"))
	var n atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range cores {
		wg.Go(func() {
			for time.Since(began) < time.Second {
				if _, e := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:]); e != nil {
					err = e
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(n.Load()) / time.Since(began).Seconds(), err
}
