package webui

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(f *file, forever bool, head ...string) *http.Response {
	r := httptest.NewRequest("GET", "/", nil)
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	f.serve(w, r, forever)
	return w.Result()
}

func TestAFileIsCompressedOnceAndKnownByItsContent(t *testing.T) {
	text := strings.Repeat("let a = 1;\n", 1000)
	s := &site{root: fstest.MapFS{"assets/a.js": {Data: []byte(text)}, "tiny.svg": {Data: []byte("<svg/>")}}, files: map[string]*file{}}
	f, err := s.get("assets/a.js")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.get("assets/a.js"); again != f {
		t.Error("it was made twice")
	}
	res := get(f, true, "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(z); string(b) != text || res.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("got %d bytes, %v", len(b), res.Header)
	}
	if b, _ := io.ReadAll(get(f, false).Body); string(b) != text {
		t.Error("who takes no gzip got something else than the file")
	}
	if res := get(f, false, "Accept-Encoding", "gzip", "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d, want 304", res.StatusCode)
	}
	if f, err := s.get("tiny.svg"); err != nil || f.gzip != nil {
		t.Errorf("a file that does not shrink was compressed: %v", err)
	}
	if _, err := s.get("assets"); err == nil {
		t.Error("a folder was served")
	}
}

// A service worker that was kept would go on running after a new version, and
// the page that names the scripts must be as new as they are.
func TestOnlyWhatIsNamedByItsContentIsKept(t *testing.T) {
	h := handler(fstest.MapFS{
		"index.html": {Data: []byte("<p>app")}, "sw.js": {Data: []byte("self")}, "assets/index-1a2b.js": {Data: []byte("1")},
	}, "consumer", "/")
	for path, want := range map[string]string{
		"/sw.js": "no-cache", "/": "no-cache", "/bills": "no-cache", "/assets/index-1a2b.js": "public, max-age=31536000, immutable",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if got := w.Header().Get("Cache-Control"); w.Code != 200 || got != want {
			t.Errorf("%s: %d %q, want %q", path, w.Code, got, want)
		}
		if path == "/sw.js" && w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("the service worker is %q", w.Header().Get("Content-Type"))
		}
	}
}

func TestEveryPathShowsTheApp(t *testing.T) {
	h := Handler("nothing", "/")
	for _, p := range []string{"/", "/bills/1", "/../../etc/passwd", "/.vite/manifest.json"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", p, nil))
		if w.Code != 200 || !strings.Contains(w.Body.String(), "not built yet") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: %d %s", p, w.Code, w.Body)
		}
	}
}

func TestFramesDoNotReachTheDevice(t *testing.T) {
	w := httptest.NewRecorder()
	Handler("nothing", "/").ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	got := w.Header().Get("Permissions-Policy")
	for _, want := range []string{"camera=(self)", "geolocation=(self)", "bluetooth=(self)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q has no %s", got, want)
		}
	}
}
