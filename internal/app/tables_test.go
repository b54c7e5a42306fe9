package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// phone is somebody's app.
type phone struct {
	t     *testing.T
	url   string
	in    identity.SignIn
	calls int
}

func (p *phone) call(method, path, key, body string) (int, string) {
	p.t.Helper()
	res, err := http.DefaultClient.Do(ask(p.t.Context(), p.t, method, p.url+path, p.in.Token, key, body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// get asks for something that must be answered with all of want, and gives its id.
func (p *phone) get(method, path, body string, want ...string) string {
	p.t.Helper()
	p.calls++
	_, text := p.call(method, path, fmt.Sprint("call-", p.calls), body)
	for _, w := range want {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s %s: got %s, want %s", method, path, text, w)
		}
	}
	var out struct{ ID string }
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		p.t.Fatal(err)
	}
	return out.ID
}

func phoneOf(t *testing.T, a *app.App, url, number string) *phone {
	return &phone{t: t, url: url, in: sessionOf(t, a, number, scope.Consumer, identity.App)}
}

// told gives the codes of somebody's messages, the newest first.
func (s tenant) told(p *phone) (out []string) {
	s.t.Helper()
	for s.app.Jobs.Once(s.t.Context()) > 0 {
	}
	list, err := s.app.Messages.List(s.t.Context(), s.app.DB, p.in.User.ID, "order", page.Ask{Limit: 20})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range list.Items {
		out = append(out, m.Code)
	}
	return out
}

const lineOn = `{"on":true,"minutes":3,"back":3,"classes":[{"name":"小桌","nameEn":"Small","from":1,"to":2},{"name":"大桌","nameEn":"Large","from":3,"to":8}]}`

func TestAPlaceInTheLineIsPushedAndCalled(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		inn := openShop(t, s.app, 1, 1)
		host := desk{t, srv.URL, s.console(inn)}
		ann, bob := phoneOf(t, s.app, srv.URL, "+8613900000001"), phoneOf(t, s.app, srv.URL, "+8613900000002")
		page, line := "/api/stores/"+inn.store+"/queue", "/console/api/stores/"+inn.store+"/queue"
		ann.get("GET", page, "", `"on":false`)
		ann.get("POST", page, `{"party":2}`, `"queue.off"`)
		host.must("PUT", line, lineOn)
		first := ann.get("POST", page, `{"party":2}`, `"number":"A1"`, `"before":0`)
		if again := ann.get("POST", page, `{"party":5}`, `"number":"A1"`); again != first {
			t.Errorf("asked again she has %s in place of %s", again, first)
		}
		mine := bob.get("POST", page, `{"party":1}`, `"number":"A2"`, `"before":1`)
		bob.get("GET", "/api/queue/tickets/"+first, "", `"queue.not_found"`)
		bob.get("POST", "/api/queue/tickets/"+first+"/leave", "", `"queue.not_found"`)
		bob.get("GET", page, "", `"ticket":"`+mine+`"`, `"waiting":2`)

		// Bob's page hears of each change.
		res, err := http.DefaultClient.Do(ask(t.Context(), t, "GET", srv.URL+"/api/queue/tickets/"+mine+"/live", bob.in.Token, "", ""))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		stream := bufio.NewScanner(res.Body)
		hear := func(want string) {
			t.Helper()
			for stream.Scan() {
				if text, data := strings.CutPrefix(stream.Text(), "data: "); data {
					if !strings.Contains(text, want) {
						t.Errorf("heard %s, want %s", text, want)
					}
					return
				}
			}
			t.Error("the stream ended")
		}
		hear(`"before":1`)
		if text := host.must("POST", line+"/next", `{"letter":"A"}`); !strings.Contains(text, `"number":"A1"`) || !strings.Contains(text, `"status":"called"`) {
			t.Errorf("called %s", text)
		}
		hear(`"before":0`)
		host.must("POST", line+"/next", `{"letter":"A"}`)
		hear(`"status":"called"`)
		host.refused("queue.nobody", "POST", line+"/next", `{"letter":"A"}`)
		host.must("POST", line+"/tickets/"+mine+"/move", `{"to":"seated"}`)
		hear(`"status":"seated"`)

		c.Move(3 * time.Minute)
		if got := fmt.Sprint(s.told(ann), s.told(bob)); got != "[queue.passed queue.called] [queue.called]" {
			t.Errorf("told are %s", got)
		}
		ann.get("GET", "/api/queue/tickets/"+first, "", `"status":"passed"`, `"can":["waiting"]`)
		ann.get("POST", "/api/queue/tickets/"+first+"/back", "", `"status":"waiting"`, `"before":0`)
		if text := host.must("POST", line+"/tickets", `{"party":4,"name":"Mr Li"}`); !strings.Contains(text, `"number":"B1"`) || !strings.Contains(text, `"guest":"Mr Li"`) {
			t.Errorf("a walk-in is %s", text)
		}
		ann.get("GET", "/api/queue/tickets", "", `"number":"A1"`)
		host.must("POST", line+"/open", `{"open":false,"end":true}`)
		if got := s.told(ann)[0]; got != "queue.closed" {
			t.Errorf("when the line ends she is told %s", got)
		}
		bob.get("POST", page, `{"party":1}`, `"queue.closed"`)

		// Others' stores are not there.
		other := desk{t, srv.URL, s.console(openShop(t, s.app, 1, 1))}
		for _, x := range [][2]string{{"GET", ""}, {"PUT", ""}, {"POST", "/next"}, {"POST", "/tickets"}, {"POST", "/open"}, {"POST", "/tickets/" + mine + "/move"}} {
			bodies := map[string]string{"": lineOn, "/next": `{"letter":"A"}`, "/tickets": `{"party":1}`, "/open": `{"open":true}`, "/tickets/" + mine + "/move": `{"to":"called"}`}
			other.refused("store.not_found", x[0], line+x[1], bodies[x[1]])
		}
	})
}

func TestATableIsBookedCancelledAndMissed(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		s := newTenant(t, d)
		srv := httptest.NewServer(s.web)
		defer srv.Close()
		inn := openShop(t, s.app, 1, 1)
		host := desk{t, srv.URL, s.console(inn)}
		ann, bob := phoneOf(t, s.app, srv.URL, "+8613900000001"), phoneOf(t, s.app, srv.URL, "+8613900000002")
		page, book := "/api/stores/"+inn.store+"/bookings", "/console/api/stores/"+inn.store+"/bookings"
		at := func(day int) string {
			return fmt.Sprintf(`{"at":"2026-01-%02dT18:00:00+08:00","party":2,"note":"By the window"}`, day)
		}
		ann.get("POST", page, at(5), `"booking.off"`)
		host.must("PUT", book, `{"on":true,"tables":[{"seats":2,"count":1}],"minutes":120,"days":30,"party":2,"late":15}`)
		const slots = "/slots?day=2026-01-05&party=2"
		ann.get("GET", page+slots, "", `{"at":"2026-01-05T10:00:00Z","free":true}`)
		first := ann.get("POST", page, at(5), `"status":"booked"`)
		if code, text := ann.call("POST", page, "call-3", at(5)); code != 200 || !strings.Contains(text, first) {
			t.Errorf("the same request again: %d %s", code, text)
		}
		bob.get("GET", page+slots, "", `{"at":"2026-01-05T10:00:00Z","free":false}`, `{"at":"2026-01-05T12:00:00Z","free":true}`)
		bob.get("POST", page, at(5), `"booking.full"`)
		bob.get("GET", "/api/bookings/"+first, "", `"booking.not_found"`)
		if text := host.must("GET", book+"?day=2026-01-05", ""); !strings.Contains(text, first) || !strings.Contains(text, `"note":"By the window"`) {
			t.Errorf("the day is %s", text)
		}
		ann.get("POST", "/api/bookings/"+first+"/cancel", "", `"status":"cancelled"`)
		second := bob.get("POST", page, at(5), `"status":"booked"`)
		host.must("POST", book+"/"+second+"/cancel", `{"reason":"The stove is broken"}`)
		bob.get("GET", "/api/bookings/"+second, "", `"reason":"The stove is broken"`)
		third := bob.get("POST", page, at(5), `"status":"booked"`)
		c.Move(time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Sub(d.Now()))
		if got := fmt.Sprint(s.told(bob)); got != "[booking.soon booking.cancelled]" {
			t.Errorf("two hours before he was told %s", got)
		}
		host.token = s.console(inn) // the session of days ago is over
		host.must("POST", book+"/"+third+"/arrive", "")

		// Twice not there, and the third time is refused with its day.
		for i, missed := range []string{`"missed":0`, `"missed":1`} {
			ann.get("GET", page, "", missed)
			ann.get("POST", page, at(6+i), `"status":"booked"`)
			c.Move(time.Date(2026, 1, 6+i, 10, 15, 0, 0, time.UTC).Sub(d.Now()))
			if got := s.told(ann)[0]; got != "booking.noshow" {
				t.Errorf("the newest that she was told is %s", got)
			}
		}
		ann.get("GET", page, "", `"missed":2`, `"until":"2026-02-06T10:00:00Z"`)
		ann.get("POST", page, at(20), `"booking.barred"`, `"until":"2026-02-06T10:00:00Z"`)
		ann.get("GET", "/api/bookings", "", `"status":"noshow"`)
		bob.get("POST", page, at(20), `"status":"booked"`)
		bob.get("GET", page+"/slots?day=2026-02-31&party=2", "", `"booking.day"`)

		other := desk{t, srv.URL, s.console(openShop(t, s.app, 1, 1))}
		other.refused("store.not_found", "GET", book, "")
		other.refused("store.not_found", "POST", book+"/"+third+"/arrive", "")
	})
}
