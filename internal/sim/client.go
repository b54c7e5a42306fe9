package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// refusal is an answer of the server that is no success: the code of a fault.
type refusal struct {
	status       int
	what, code   string
	bodyIfBroken string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s: %d %s%s", r.what, r.status, r.code, r.bodyIfBroken)
}

// codeOf is the code of a refusal; "" where err is something else.
func codeOf(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code
	}
	return ""
}

// server is where the day happens.
type server struct {
	url  string
	http *http.Client
	run  string     // makes the keys of this run its own
	door sync.Mutex // one signs in at a time: an owner's next code ends the one before
}

// session is somebody signed in at one surface: the app or the console.
type session struct {
	*server
	who     string
	again   func(context.Context) error // signs in again where a session has ended; nil: none does
	mu      sync.Mutex
	cookies map[string]string
	asked   int
}

func (s *server) session(who string) *session {
	return &session{server: s, who: who, cookies: map[string]string{}}
}

// ask sends in as JSON and reads the answer into out; both may be nil. Each ask
// is a new one to the server: its key is used once.
func (s *session) ask(ctx context.Context, method, path string, in, out any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.send(ctx, method, path, in, out)
	if codeOf(err) != "request.no_session" || s.again == nil {
		return err
	}
	if err := s.again(ctx); err != nil {
		return err
	}
	return s.send(ctx, method, path, in, out)
}

func (s *session) send(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		return err
	}
	s.asked++
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("sim-%s-%s-%d", s.run, strings.ReplaceAll(s.who, " ", "-"), s.asked))
	for name, value := range s.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // a request's, not a browser's
	}
	res, err := s.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	for _, c := range res.Cookies() {
		s.cookies[c.Name] = c.Value
	}
	if res.StatusCode/100 != 2 {
		r := &refusal{status: res.StatusCode, what: method + " " + path}
		var p struct{ Code string }
		if json.Unmarshal(b, &p) != nil || p.Code == "" || res.StatusCode >= 500 {
			r.bodyIfBroken = fmt.Sprintf(" %.200s", b)
		}
		r.code = p.Code
		return r
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("%s %s: %w in %.200s", method, path, err, b)
	}
	return nil
}

func (s *session) get(ctx context.Context, path string, out any) error {
	return s.ask(ctx, "GET", path, nil, out)
}

func (s *session) post(ctx context.Context, path string, in, out any) error {
	if in == nil {
		in = struct{}{}
	}
	return s.ask(ctx, "POST", path, in, out)
}

var sentCode = regexp.MustCompile(`<td>([^<]*)</td><td class="code">([0-9]{6})<`)

// signIn gives the phone and the code that it gets. base is "/api" or "/console/api".
func (s *session) signIn(ctx context.Context, base, phone string) error {
	s.door.Lock()
	defer s.door.Unlock()
	if err := s.send(ctx, "POST", base+"/auth/code", map[string]string{"phone": phone}, nil); err != nil {
		return err
	}
	_, page, err := s.plain(ctx, "GET", "/outbox")
	if err != nil {
		return err
	}
	for _, m := range sentCode.FindAllStringSubmatch(strings.ReplaceAll(string(page), "&#43;", "+"), -1) {
		if m[1] == phone {
			return s.send(ctx, "POST", base+"/auth/verify", map[string]string{"phone": phone, "code": m[2], "language": "en"}, nil)
		}
	}
	return fmt.Errorf("no code for %s at %s/outbox: is it a demo?", phone, s.url)
}

// put makes the server's clock say at, and stand there; it answers when what was
// due by then is done.
func (s *server) put(ctx context.Context, at time.Time) error {
	return s.clock(ctx, "to="+url.QueryEscape(at.Format(time.RFC3339)), nil)
}

// plain asks for what is no part of the API, and speaks no JSON.
func (s *server) plain(ctx context.Context, method, path string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, nil)
	if err != nil {
		return 0, nil, err
	}
	res, err := s.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

var errNoClock = errors.New("this server's clock cannot be moved: start it with serve --demo --clock TIME")

func (s *server) clock(ctx context.Context, query string, now *time.Time) error {
	status, b, err := s.plain(ctx, "POST", "/clock?"+query)
	if err != nil {
		return err
	}
	if status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
		return errNoClock
	}
	if status != http.StatusOK {
		return fmt.Errorf("the clock says: %s", bytes.TrimSpace(b))
	}
	if now != nil {
		*now, err = time.Parse(time.RFC3339, strings.TrimSpace(string(b)))
	}
	return err
}
