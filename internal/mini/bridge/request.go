package bridge

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"livewell/internal/kit/egress"
	"livewell/internal/kit/fault"
)

const (
	mostAnswer  = 4 << 20
	mostPicture = 5 << 20
	mostHeaders = 40
)

// Request is a call of a program to a server of its developer.
type Request struct {
	Use    Use // ForRequest, ForUpload or ForDownload
	Method string
	URL    string
	Header map[string]string
	Body   []byte
}

// Answer is what the server said, of any status.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

var methods = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}

// ours are headers that a program does not set: they are of the connection, or
// would speak for somebody else.
var ours = []string{
	"Host", "Content-Length", "Connection", "Keep-Alive", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Expect", "Cookie", "Cookie2", "Origin", "Via",
	"Forwarded", "Referer", "Accept-Encoding", "Date", "Dnt", "User-Agent",
}

func mayBeSet(name string) bool {
	return !slices.Contains(ours, name) && !strings.HasPrefix(name, "Proxy-") && !strings.HasPrefix(name, "Sec-") && !strings.HasPrefix(name, "X-Forwarded-")
}

// headers are those that a program may set. Fault: ErrRequest.
func headers(app string, set map[string]string) (http.Header, error) {
	if len(set) > mostHeaders {
		return nil, ErrRequest
	}
	h := http.Header{}
	for name, v := range set {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(v) {
			return nil, ErrRequest.With(map[string]any{"field": "header"})
		}
		if name = http.CanonicalHeaderKey(name); mayBeSet(name) {
			h.Set(name, v)
		}
	}
	h.Set("Referer", "https://"+app+".hybrid.alipay-eco.com/"+app+"/index.html") // what programs' servers look for
	return h, nil
}

// Do sends a program's request and gives the answer. by is who runs the program, for
// the limits. No cookie goes out or comes back, and redirects are not followed.
// Faults: ErrApp, ErrRequest, ErrDomain, ErrTooOften, ErrNoAnswer, ErrLarge.
func (s *Service) Do(ctx context.Context, app, by string, r Request) (Answer, error) {
	a, err := s.program(ctx, app)
	if err != nil {
		return Answer{}, err
	}
	u, err := s.reach(ctx, a, r.Use, r.URL)
	if err != nil {
		return Answer{}, err
	}
	if err := s.take(BucketRequest, app+" "+by); err != nil {
		return Answer{}, err
	}
	method := strings.ToUpper(r.Method)
	if !slices.Contains(methods, method) || method == "TRACE" {
		return Answer{}, ErrRequest
	}
	h, err := headers(app, r.Header)
	if err != nil {
		return Answer{}, err
	}
	reply, err := s.Out.Do(ctx, egress.Call{
		Method: method, URL: u.String(), ContentType: h.Get("Content-Type"), Header: h, Body: r.Body, Limit: mostAnswer + 1, Loopback: a.Sandbox,
	})
	if err != nil {
		return Answer{}, unreached(ctx, err)
	}
	if len(reply.Body) > mostAnswer {
		return Answer{}, ErrLarge
	}
	out := Answer{Status: reply.Status, Header: map[string]string{}, Body: reply.Body}
	for name, v := range reply.Header {
		if name != "Set-Cookie" && name != "Set-Cookie2" {
			out.Header[name] = strings.Join(v, ", ")
		}
	}
	return out, nil
}

// unreached is why no answer came. Which of a server's ports is open is not told.
func unreached(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f, ok := fault.Of(err); ok && f.Code == egress.ErrURL.Code {
		return ErrRequest.Because(err)
	}
	return ErrNoAnswer.Because(err)
}

// Picture fetches a picture for a program's page, and tells its type.
// Faults: ErrApp, ErrRequest, ErrDomain, ErrTooOften, ErrNoAnswer, ErrLarge, ErrPicture.
func (s *Service) Picture(ctx context.Context, app, by, raw string) (kind string, data []byte, err error) {
	a, err := s.program(ctx, app)
	if err != nil {
		return "", nil, err
	}
	u, err := s.reach(ctx, a, ForDownload, raw)
	if err != nil {
		return "", nil, err
	}
	if err := s.take(BucketPicture, app+" "+by); err != nil {
		return "", nil, err
	}
	reply, err := s.Out.Do(ctx, egress.Call{Method: http.MethodGet, URL: u.String(), Limit: mostPicture + 1, Loopback: a.Sandbox})
	switch {
	case err != nil:
		return "", nil, unreached(ctx, err)
	case reply.Status != http.StatusOK:
		return "", nil, ErrNoAnswer
	case len(reply.Body) > mostPicture:
		return "", nil, ErrLarge
	}
	if kind = pictureKind(reply.Body); kind == "" {
		return "", nil, ErrPicture
	}
	return kind, reply.Body, nil
}

// pictureKind goes by what the bytes are, never by what the server calls them.
func pictureKind(b []byte) string {
	switch kind := http.DetectContentType(b); kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
		return kind
	}
	head := bytes.ToLower(b[:min(len(b), 512)])
	if bytes.Contains(head, []byte("<svg")) {
		return "image/svg+xml" // it is shown as a picture only, where its scripts are dead
	}
	return ""
}
