// Package server answers HTTP on a listener and leaves without cutting anybody
// off: clients are asked to close their connections, and new ones wait in the
// socket for whoever takes it over.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// lastWait is how long requests that have begun may take once all else is done.
const lastWait = 10 * time.Second

// Server is what to answer with.
type Server struct {
	Handler http.Handler
	Log     *slog.Logger
	Drain   time.Duration // connections are asked for so long to close before a stop
	Ending  func()        // ends streams, which would never end by themselves
}

// Serve answers on l until ctx ends, and returns when nothing is under way any
// more. It closes l; a copy of its socket keeps new connections waiting.
func (s Server) Serve(ctx context.Context, l *net.TCPListener) error {
	var open atomic.Int64
	none := make(chan struct{}, 1)
	srv := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if ctx.Err() != nil {
				w.Header().Set("Connection", "close")
			}
			s.Handler.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, // WriteTimeout would end streams; operations have deadlines of their own
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
		ConnState: func(_ net.Conn, st http.ConnState) {
			switch st {
			case http.StateNew:
				open.Add(1)
			case http.StateClosed, http.StateHijacked:
				if open.Add(-1) == 0 {
					select {
					case none <- struct{}{}:
					default:
					}
				}
			case http.StateActive, http.StateIdle:
			}
		},
	}
	srv.RegisterOnShutdown(s.Ending)
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		_ = l.SetDeadline(time.Unix(1, 0)) // wakes Accept; a listener that is closed needs no waking
		s.drain(&open, none)
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWait)
		defer cancel()
		stopped <- srv.Shutdown(last)
	})
	if err := srv.Serve(&listener{TCPListener: l, ctx: ctx, closed: make(chan struct{})}); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// drain waits until no connection is open, and no longer than s.Drain.
func (s Server) drain(open *atomic.Int64, none <-chan struct{}) {
	patience := time.After(s.Drain)
	for open.Load() > 0 {
		select {
		case <-none:
		case <-patience:
			return
		}
	}
}

// listener accepts nobody once ctx has ended. Shutting the server down at once
// would drop connections that were accepted and have not sent their request:
// net/http does not read it any more.
type listener struct {
	*net.TCPListener
	ctx    context.Context // Accept takes none
	closed chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.TCPListener.Accept()
	if err == nil || l.ctx.Err() == nil {
		return c, err
	}
	<-l.closed
	return nil, net.ErrClosed
}

func (l *listener) Close() error {
	close(l.closed)
	return l.TCPListener.Close()
}
