package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
)

type traceKey struct{}

// TraceID names the running request in logs and answers.
func TraceID(ctx context.Context) string {
	s, _ := ctx.Value(traceKey{}).(string)
	return s
}

// Ground stands under every surface: it gives each request a trace id and turns
// a panic into a 500 that tells nothing but that id. Nesting it does no harm.
func Ground(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if TraceID(r.Context()) == "" {
			var b [16]byte
			rand.Read(b[:])
			id := hex.EncodeToString(b[:])
			w.Header().Set("X-Trace-Id", id)
			r = r.WithContext(context.WithValue(r.Context(), traceKey{}, id))
		}
		seen := &started{ResponseWriter: w}
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			log.ErrorContext(r.Context(), "panic", "path", r.URL.Path, "trace_id", TraceID(r.Context()), "value", v, "stack", string(debug.Stack()))
			if seen.yes {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			WriteProblem(w, r, errPanic)
		}()
		next.ServeHTTP(seen, r)
	})
}

var errPanic = errors.New("panic")

// started remembers whether the answer has begun.
type started struct {
	http.ResponseWriter
	yes bool
}

func (s *started) WriteHeader(code int) {
	s.yes = true
	s.ResponseWriter.WriteHeader(code)
}

func (s *started) Write(b []byte) (int, error) {
	s.yes = true
	return s.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *started) Unwrap() http.ResponseWriter { return s.ResponseWriter }
