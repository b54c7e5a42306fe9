package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"livewell/internal/kit/fault"
)

var (
	ErrNoSession   = fault.New(fault.Unauth, "request.no_session", "Please sign in.")
	ErrNotAllowed  = fault.New(fault.Forbidden, "request.not_allowed", "You may not do this.")
	errCrossOrigin = fault.New(fault.Forbidden, "request.cross_origin", "This request came from another site.")
	errPath        = fault.New(fault.NotFound, "request.no_such_path", "There is nothing at this address.")
	errMethod      = fault.New(fault.Invalid, "request.method", "This address does not take this method.")
	errBusy        = fault.New(fault.Unavailable, "request.timeout", "This took too long. Please try again.")
)

var status = map[fault.Kind]int{
	fault.Invalid: 422, fault.Unauth: 401, fault.Forbidden: 403, fault.NotFound: 404,
	fault.Conflict: 409, fault.Refused: 422, fault.TooMany: 429, fault.Unavailable: 503,
}

// Problem is the body of every error.
type Problem struct {
	status  int
	wait    string
	Code    string         `json:"code" doc:"Stable, for programs." example:"order.sold_out"`
	Message string         `json:"message" doc:"For people."`
	Fields  []Field        `json:"fields,omitempty" nullable:"false" doc:"What is wrong with the request."`
	Args    map[string]any `json:"args,omitempty"`
	TraceID string         `json:"trace_id,omitempty" doc:"Names this request in the logs."`
}

// Field is one broken rule of the request's schema.
type Field struct {
	At      string `json:"at" example:"body.quantity"`
	Message string `json:"message"`
}

func (p *Problem) Error() string             { return p.Code }
func (p *Problem) GetStatus() int            { return p.status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders is read by huma.
func (p *Problem) GetHeaders() http.Header {
	if p.wait == "" {
		return nil
	}
	return http.Header{"Retry-After": {p.wait}}
}

// newProblem is how huma makes its own errors: bad JSON, broken rules.
func newProblem(st int, msg string, errs ...error) huma.StatusError {
	p := &Problem{status: st, Code: "request.invalid", Message: msg}
	if st >= 500 {
		p.Code = "internal"
	}
	for _, e := range errs {
		if d, ok := e.(huma.ErrorDetailer); ok {
			p.Fields = append(p.Fields, Field{d.ErrorDetail().Location, d.ErrorDetail().Message})
		}
	}
	return p
}

// problemOf says what a caller may know of err. RetryAfter in a fault's
// arguments, in seconds, becomes the header.
func problemOf(ctx context.Context, err error) *Problem {
	f, ok := fault.Of(err)
	if !ok && ctx.Err() != nil {
		f, ok = errBusy, true
	}
	if !ok {
		return &Problem{status: 500, Code: "internal", Message: "Something went wrong on our side.", TraceID: TraceID(ctx)}
	}
	p := &Problem{status: status[f.Kind], Code: f.Code, Message: f.Text, Args: f.Args, TraceID: TraceID(ctx)}
	if f.Code == errMethod.Code {
		p.status = http.StatusMethodNotAllowed
	}
	if s, ok := f.Args["retryAfter"].(int); ok {
		p.wait = strconv.Itoa(max(s, 1))
	} else if f.Kind == fault.Unavailable {
		p.wait = "1"
	}
	return p
}

// addTrace names the request in the errors that huma makes itself.
func addTrace(hc huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*Problem); ok && p.TraceID == "" {
		p.TraceID = TraceID(hc.Context())
	}
	return v, nil
}

func (p *Problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", p.ContentType(""))
	if p.wait != "" {
		h.Set("Retry-After", p.wait)
	}
	w.WriteHeader(p.status)
	w.Write(encode(p))
}

// WriteProblem answers r with err, for handlers that are not operations.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	problemOf(r.Context(), err).write(w)
}

// encode is the one JSON form of answers, the same that huma writes.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // a wire type that cannot be written is a bug
	}
	return b.Bytes()
}

// statusOnly finds out what the mux would say about a request it does not know.
type statusOnly struct{ header http.Header }

func (s *statusOnly) Header() http.Header       { return s.header }
func (*statusOnly) Write(b []byte) (int, error) { return len(b), nil }
func (*statusOnly) WriteHeader(int)             {}
