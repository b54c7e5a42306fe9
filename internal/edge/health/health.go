// Package health answers whether the process lives, whether it can take
// payments, and how it does: /healthz, /readyz, /metrics.
package health

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"livewell/internal/kit/db"
)

const probeWithin = 2 * time.Second

// Routes adds the three addresses to mux.
func Routes(mux *http.ServeMux, d *db.DB) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), probeWithin)
		defer cancel()
		// A write and its commit: a full disk or a stuck writer is not ready.
		if err := d.Probe(ctx); err != nil {
			w.Header().Set("Retry-After", strconv.Itoa(int(db.FullFor.Seconds())))
			w.WriteHeader(http.StatusServiceUnavailable)
			w.Write([]byte("not ready: nothing can be stored\n"))
			return
		}
		w.Write([]byte("ready\n"))
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry(d), promhttp.HandlerOpts{}))
}

func registry(d *db.DB) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, value func(db.Stats) float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return value(d.Stats()) }))
	}
	gauge("livewell_db_commits", "Commits of the writer since the start.", func(s db.Stats) float64 { return float64(s.Commits) })
	gauge("livewell_db_calls", "Transactions that those commits held.", func(s db.Stats) float64 { return float64(s.Calls) })
	gauge("livewell_db_waiting", "Transactions that wait for the writer.", func(s db.Stats) float64 { return float64(s.Waiting) })
	return r
}
