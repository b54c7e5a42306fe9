package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"livewell/internal/app"
	"livewell/internal/kit/db"
	"livewell/internal/kit/testkit"
)

// echo is a developer's server that says back what it hears, and ends at "bye".
func echo(t *testing.T, heard func(*http.Request)) *httptest.Server {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard(r)
		if r.URL.Path != "/line" {
			http.Redirect(w, r, "/line", http.StatusFound)
			return
		}
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"chat"}})
		if err != nil {
			return
		}
		for {
			kind, data, err := c.Read(r.Context())
			if err != nil {
				return
			}
			if string(data) == "bye" {
				c.Close(4001, "as you say")
				return
			}
			if c.Write(r.Context(), kind, data) != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

// A program talks with its developer's server as long as both like, and with nobody else.
func TestAProgramKeepsALineToItsServer(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		a := newAuthor(t, d)
		g := a.guest("+8613900000211")
		var last *http.Request
		srv := echo(t, func(r *http.Request) { last = r })
		far := "ws" + strings.TrimPrefix(srv.URL, "http")
		at := "/api/mini/" + a.AppID + "/socket"
		wish := func(to string) string {
			return fmt.Sprintf(`{"url":%q,"header":{"x-mine":"yes","Cookie":"stolen=1","Origin":"https://bank.example"},"protocols":["chat"]}`, to)
		}
		g.asks("POST", at, wish(far+"/line"), 403, "bridge.domain")
		host := strings.TrimPrefix(srv.URL, "http://")
		domains := "/console/api/apps/" + a.AppID + "/mini/domains"
		a.desk.must("PUT", domains, fmt.Sprintf(`{"request":[],"upload":[],"download":[],"socket":[%q],"page":[]}`, host))
		for to, code := range map[string]int{"wss://evil.example/": 403, srv.URL + "/line": 422, "javascript:alert(1)": 422, "ws://": 422} {
			g.asks("POST", at, wish(to), code)
		}

		path := func(to string) string {
			var s struct{ Path string }
			if err := json.Unmarshal([]byte(g.asks("POST", at, wish(to), 200)), &s); err != nil {
				t.Fatal(err)
			}
			return s.Path
		}
		near := "ws" + strings.TrimPrefix(a.srv.URL, "http")
		dial := func(path, origin string) (*websocket.Conn, int) {
			h := http.Header{}
			if origin != "" {
				h.Set("Origin", origin)
			}
			c, res, err := websocket.Dial(t.Context(), near+path, &websocket.DialOptions{HTTPHeader: h})
			if err != nil {
				if res == nil {
					t.Fatal(err)
				}
				return nil, res.StatusCode
			}
			t.Cleanup(func() { c.CloseNow() })
			return c, 101
		}
		ticket := path(far + "/line")
		c, code := dial(ticket, a.srv.URL)
		if code != 101 {
			t.Fatal(code)
		}
		if u, _ := url.Parse(srv.URL); last.Host != u.Host || last.Header.Get("X-Mine") != "yes" || last.Header.Get("Cookie") != "" || last.Header.Get("Origin") != "" {
			t.Error(last.Host, last.Header)
		}
		say := func(kind websocket.MessageType, text string) {
			t.Helper()
			if err := c.Write(t.Context(), kind, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		for kind, text := range map[websocket.MessageType]string{websocket.MessageText: "面", websocket.MessageBinary: "\x00\xff"} {
			say(kind, text)
			if k, got, err := c.Read(t.Context()); err != nil || k != kind || string(got) != text {
				t.Error(k, got, err)
			}
		}
		say(websocket.MessageText, "bye")
		if _, _, err := c.Read(t.Context()); websocket.CloseStatus(err) != 4001 || !strings.Contains(err.Error(), "as you say") {
			t.Error(err)
		}

		if _, code := dial(ticket, "https://evil.example"); code != 403 {
			t.Error("another page opens it", code)
		}
		if _, code := dial(path(far+"/away"), ""); code != 503 {
			t.Error("a redirect is followed", code)
		}
		if _, code := dial(ticket[:len(ticket)-2], ""); code != 422 {
			t.Error("a forged ticket", code)
		}
		a.desk.must("PUT", domains, `{"request":[],"upload":[],"download":[],"socket":[],"page":[]}`)
		if _, code := dial(ticket, ""); code != 403 {
			t.Error("a domain that was taken away", code)
		}
		a.desk.must("PUT", domains, fmt.Sprintf(`{"request":[],"upload":[],"download":[],"socket":[%q],"page":[]}`, host))
		ticket = path(far + "/line")
		for range 5 {
			if _, code := dial(ticket, ""); code != 101 {
				t.Fatal(code)
			}
		}
		if _, code := dial(ticket, ""); code != 429 {
			t.Error("a sixth line", code)
		}
		clock.Move(31 * time.Second)
		if _, code := dial(ticket, ""); code != 422 {
			t.Error("an old ticket", code)
		}
	})
}
