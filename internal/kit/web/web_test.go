package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/idem"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/kit/web"
)

var (
	errSoldOut = fault.New(fault.Refused, "webtest.sold_out", "Sold out.")
	errLater   = fault.New(fault.Unavailable, "webtest.later", "Later.")
)

// byHeader believes "X-As: role/user".
func byHeader(r *http.Request) (scope.Scope, error) {
	role, user, ok := strings.Cut(r.Header.Get("X-As"), "/")
	if !ok {
		return scope.Scope{}, nil
	}
	return scope.Scope{User: user, Session: "s", Roles: []scope.Role{scope.Role(role)}}, nil
}

type buyIn struct {
	web.Keyed
	Body struct {
		Thing string     `json:"thing"`
		PIN   web.Secret `json:"pin,omitempty"`
	}
}

type bought struct {
	ID    string `json:"id"`
	Thing string `json:"thing"`
}

type shop struct {
	api  *web.API
	runs atomic.Int64
	out  atomic.Bool // sold out
	down atomic.Bool
}

func newShop(d *db.DB) *shop {
	s := &shop{api: web.New("Test", slog.New(slog.DiscardHandler), byHeader)}
	web.Op(s.api, "POST", "/api/buy", "buy", web.For(scope.Consumer), web.Once(d, func(_ context.Context, tx *db.Tx, in *buyIn) (bought, error) {
		s.runs.Add(1)
		if s.out.Load() {
			return bought{}, errSoldOut
		}
		if s.down.Load() {
			return bought{}, errLater
		}
		return bought{tx.NewID(), in.Body.Thing}, nil
	}))
	web.Op(s.api, "GET", "/api/open", "open", web.Public, func(ctx context.Context, _ *struct{}) (string, error) {
		return scope.From(ctx).User, nil
	})
	web.Op(s.api, "GET", "/api/fresh", "fresh", web.Public, func(ctx context.Context, _ *struct{}) (string, error) {
		return "the long answer", web.Fresh(ctx, "v7")
	})
	web.Op(s.api, "GET", "/api/panic", "panic", web.Public, func(context.Context, *struct{}) (string, error) { panic("secret words") })
	web.Op(s.api, "GET", "/api/bug", "bug", web.Public, func(context.Context, *struct{}) (string, error) { return "", errors.New("secret words") })
	web.Stream(s.api, "/api/stream", "stream", web.For(scope.Consumer), func(ctx context.Context, _ *struct{}, last string, send func(web.Event) error) error {
		if err := send(web.Event{ID: "7", Name: "hello", Data: map[string]string{"after": last}}); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
	return s
}

func (s *shop) do(t *testing.T, method, path, as, key, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-As", as)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.api.ServeHTTP(w, r)
	return w
}

func each(t *testing.T, fn func(t *testing.T, s *shop)) {
	testkit.Each(t, [][]db.Migration{idem.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) { fn(t, newShop(d)) })
}

func TestWhoHasTheAnswerGetsNone(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		for had, want := range map[string]int{"": 200, `"v6"`: 200, `"v7"`: 304, `W/"v7"`: 304, `"v6", "v7"`: 304} {
			got := s.do(t, "GET", "/api/fresh", "", "", "", "If-None-Match", had)
			if got.Code != want || got.Header().Get("ETag") != `"v7"` || (got.Body.Len() == 0) != (want == 304) {
				t.Errorf("with %q: %d %v %q, want %d", had, got.Code, got.Header(), got.Body, want)
			}
		}
	})
}

func TestARepeatGetsTheSameBytes(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		const body = `{"thing":"a <b> & ü","pin":"111111"}`
		first := s.do(t, "POST", "/api/buy", "consumer/ann", "k1", body)
		again := s.do(t, "POST", "/api/buy", "consumer/ann", "k1", strings.Replace(body, "111111", "222222", 1))
		if first.Code != 200 || again.Code != 200 || first.Body.String() != again.Body.String() {
			t.Errorf("got %d %q, then %d %q", first.Code, first.Body, again.Code, again.Body)
		}
		if first.Header().Get("Idempotent-Replayed") != "" || again.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("replay header: %v, then %v", first.Header(), again.Header())
		}
		if a, b := first.Header().Get("Content-Type"), again.Header().Get("Content-Type"); a != b {
			t.Errorf("content type %q, then %q", a, b)
		}
		if other := s.do(t, "POST", "/api/buy", "consumer/bob", "k1", body); other.Body.String() == first.Body.String() {
			t.Error("bob got ann's answer")
		}
		reused := s.do(t, "POST", "/api/buy", "consumer/ann", "k1", `{"thing":"other"}`)
		if reused.Code != 422 || !strings.Contains(reused.Body.String(), `"request.key_reused"`) {
			t.Errorf("reused key: %d %s", reused.Code, reused.Body)
		}
		if n := s.runs.Load(); n != 2 {
			t.Errorf("ran %d times, want 2", n)
		}
	})
}

func TestRefusalsAreStoredAndOutagesAreNot(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.out.Store(true)
		first := s.do(t, "POST", "/api/buy", "consumer/ann", "k1", `{"thing":"x"}`)
		s.out.Store(false)
		again := s.do(t, "POST", "/api/buy", "consumer/ann", "k1", `{"thing":"x"}`)
		if first.Code != 422 || again.Code != 422 || first.Body.String() != again.Body.String() || again.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("got %d %s, then %d %s", first.Code, first.Body, again.Code, again.Body)
		}
		if ct := again.Header().Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("replayed refusal is %q", ct)
		}
		s.down.Store(true)
		if w := s.do(t, "POST", "/api/buy", "consumer/ann", "k2", `{"thing":"x"}`); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("outage: %d %v", w.Code, w.Header())
		}
		s.down.Store(false)
		if w := s.do(t, "POST", "/api/buy", "consumer/ann", "k2", `{"thing":"x"}`); w.Code != 200 {
			t.Errorf("after the outage: %d %s", w.Code, w.Body)
		}
	})
}

func TestParallelRepeatsHaveOneEffect(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		var wg sync.WaitGroup
		bodies := make([]string, 20)
		for i := range bodies {
			wg.Go(func() { bodies[i] = s.do(t, "POST", "/api/buy", "consumer/ann", "k1", `{"thing":"x"}`).Body.String() })
		}
		wg.Wait()
		for _, b := range bodies {
			if b != bodies[0] || !strings.Contains(b, `"id"`) {
				t.Fatalf("two answers: %s and %s", bodies[0], b)
			}
		}
	})
}

func TestWhoMayCall(t *testing.T) {
	s := newShop(nil)
	for name, tc := range map[string]struct {
		method, path, as, body, key string
		header                      []string
		want                        int
		code                        string
	}{
		"nobody":           {"POST", "/api/buy", "", `{`, "", nil, 401, "request.no_session"},
		"wrong role":       {"POST", "/api/buy", "cashier/bob", `{`, "", nil, 403, "request.not_allowed"},
		"bad body":         {"POST", "/api/buy", "consumer/ann", `{}`, "k", nil, 422, "request.invalid"},
		"no key":           {"POST", "/api/buy", "consumer/ann", `{"thing":"x"}`, "", nil, 422, "request.invalid"},
		"public":           {"GET", "/api/open", "", "", "", nil, 200, ""},
		"public, known":    {"GET", "/api/open", "consumer/ann", "", "", nil, 200, ""},
		"no such path":     {"GET", "/api/none", "", "", "", nil, 404, "request.no_such_path"},
		"no such method":   {"DELETE", "/api/buy", "", "", "", nil, 405, "request.method"},
		"other site":       {"POST", "/api/buy", "consumer/ann", `{"thing":"x"}`, "k", []string{"Sec-Fetch-Site", "cross-site"}, 403, "request.cross_origin"},
		"other origin":     {"POST", "/api/buy", "consumer/ann", `{"thing":"x"}`, "k", []string{"Origin", "https://evil.example"}, 403, "request.cross_origin"},
		"panic":            {"GET", "/api/panic", "", "", "", nil, 500, "internal"},
		"bug":              {"GET", "/api/bug", "", "", "", nil, 500, "internal"},
		"body is too long": {"POST", "/api/buy", "consumer/ann", `{"thing":"` + strings.Repeat("x", 300<<10) + `"}`, "k", nil, 413, "request.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.do(t, tc.method, tc.path, tc.as, tc.key, tc.body, tc.header...)
			if w.Code != tc.want {
				t.Fatalf("got %d %s, want %d", w.Code, w.Body, tc.want)
			}
			trace := w.Header().Get("X-Trace-Id")
			if len(trace) != 32 {
				t.Errorf("trace id %q", trace)
			}
			if tc.want == 200 {
				return
			}
			var p struct {
				Code    string
				TraceID string `json:"trace_id"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != tc.code || p.TraceID != trace || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("got %s (%v), want code %s and trace %s", w.Body, err, tc.code, trace)
			}
		})
	}
	if ops := s.api.Ops(); len(ops) != 6 || ops[1].Name != "buy" || ops[1].Roles[0] != scope.Consumer {
		t.Errorf("ops are %+v", ops)
	}
}

func TestAStreamSendsAndEndsWithItsClient(t *testing.T) {
	srv := httptest.NewServer(newShop(nil).api)
	defer srv.Close()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, _ := http.NewRequestWithContext(ctx, "GET", srv.URL+"/api/stream", nil)
	r.Header.Set("X-As", "consumer/ann")
	r.Header.Set("Last-Event-ID", "6")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got strings.Builder
	for sc := bufio.NewScanner(res.Body); sc.Scan() && !strings.HasPrefix(sc.Text(), "data"); {
		got.WriteString(sc.Text() + "\n")
		if sc.Text() == "event: hello" {
			sc.Scan()
			got.WriteString(sc.Text())
			break
		}
	}
	if want := "retry: 2000\n\nid: 7\nevent: hello\ndata: {\"after\":\"6\"}"; got.String() != want {
		t.Errorf("got %q, want %q", got.String(), want)
	}
	leave()
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("the stream outlived its client")
	}
}

func TestDrainingEndsStreams(t *testing.T) {
	s := newShop(nil)
	srv := httptest.NewServer(s.api)
	defer srv.Close()
	r, _ := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/api/stream", nil)
	r.Header.Set("X-As", "consumer/ann")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	s.api.Drain()
	s.api.Drain()
	if _, err := io.ReadAll(res.Body); err != nil {
		t.Errorf("the stream broke: %v", err)
	}
}

type nameIn struct {
	Body struct {
		A int `json:"a"`
	}
}

func TestTwoTypesMayShareAName(t *testing.T) {
	api := web.New("Test", slog.New(slog.DiscardHandler), web.Nobody)
	web.Op(api, "POST", "/api/a", "a", web.Public, func(context.Context, *nameIn) (web.Done, error) { return web.Done{}, nil })
	{
		type nameIn struct {
			Body struct {
				B string `json:"b"`
			}
		}
		type Done struct {
			C bool `json:"c"`
		}
		web.Op(api, "POST", "/api/b", "b", web.Public, func(context.Context, *nameIn) (Done, error) { return Done{}, nil })
	}
	doc := string(api.Document())
	for _, want := range []string{`"Done"`, `"Web_testDone"`, `"NameInBody"`, `"NameInBody2"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %s in the document", want)
		}
	}
	if again := string(api.Document()); again != doc {
		t.Error("the document changes")
	}
}

func TestACallerThatLeavesIsNoErrorOfOurs(t *testing.T) {
	for name, leaves := range map[string]bool{"leaves": true, "stays": false} {
		var log strings.Builder
		api := web.New("Test", slog.New(slog.NewTextHandler(&log, nil)), web.Nobody)
		ctx, leave := context.WithCancel(t.Context())
		web.Op(api, "GET", "/slow", "slow", web.Public, func(ctx context.Context, _ *struct{}) (web.Done, error) {
			if leaves {
				leave()
			}
			return web.Done{}, errors.Join(errors.New("broken"), ctx.Err())
		})
		api.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/slow", nil))
		leave()
		if strings.Contains(log.String(), "level=ERROR") == leaves {
			t.Errorf("%s: logged %s", name, log.String())
		}
	}
}
