package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// homePage is a server with an operator and somebody who looks at the page.
type homePage struct {
	t    *testing.T
	a    *app.App
	url  string
	desk desk
	ann  identity.SignIn
}

func eachHome(t *testing.T, fn func(h homePage, clock *testkit.Clock)) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		a, err := app.New(d, quiet, conf())
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(a.Handler())
		defer srv.Close()
		fn(homePage{
			t, a, srv.URL,
			desk{t, srv.URL, sessionOf(t, a, "+8613900000201", scope.Operator, identity.Console).Token},
			sessionOf(t, a, "+8613900000202", scope.Consumer, identity.App),
		}, c)
	})
}

// call is what Ann's app sends; had is the version that it has.
func (h homePage) call(method, path, had, body string) (int, http.Header, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if had != "" {
		r.Header.Set("If-None-Match", had)
	}
	r.AddCookie(&http.Cookie{Name: "livewell", Value: h.ann.Token})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

// shows wants a text in the page of a city.
func (h homePage) shows(city, text string, want bool) {
	h.t.Helper()
	code, _, got := h.call("GET", "/api/home?city="+city, "", "")
	if code != 200 || strings.Contains(got, text) != want {
		h.t.Errorf("the page of %q: %d %.600s, want %s in it: %v", city, code, got, text, want)
	}
}

func (h homePage) op(method, path, key, body string, want int) string {
	h.t.Helper()
	code, got := h.desk.call(method, path, key, body)
	if code != want {
		h.t.Errorf("%s %s: %d %.400s, want %d", method, path, code, got, want)
	}
	return got
}

const (
	allButtons  = `{"buttons":["takeaway","food","hotels","movies","civic"]}`
	fruitShelf  = `{"blocks":[{"id":"fruit","kind":"daily","title":{"zh":"鲜果","en":"Fresh fruit"},"shelf":{"stores":["fruit"],"most":4}}],"note":"summer"}`
	hologram    = `{"blocks":[{"id":"h","kind":"hologram","title":{"zh":"","en":""},"other":{"depth":3}},{"id":"feed","kind":"feed","title":{"zh":"","en":""},"feed":{"stores":[]}}]}`
	halfBlock   = `{"blocks":[{"id":"quick","kind":"quick","title":{"zh":"","en":""}}]}`
	contactless = `{"on":true,"text":{"zh":"请选择无接触配送。","en":"Please choose contact-less delivery."},"contactless":true}`
)

func TestAnOperatorArrangesTheHomePage(t *testing.T) {
	eachHome(t, func(h homePage, clock *testkit.Clock) {
		code, head, first := h.call("GET", "/api/home?city=110000", "", "")
		tag := head.Get("ETag")
		if code != 200 || tag == "" || !strings.Contains(first, `"kind":"feed"`) || !strings.Contains(first, `"daypart":"noon"`) {
			t.Fatalf("%d %s %s", code, tag, first)
		}
		if code, _, body := h.call("GET", "/api/home?city=110000", tag, ""); code != 304 || body != "" {
			t.Errorf("who has it gets %d %s", code, body)
		}
		if n := strings.Count(first, `"disclosure":true`); n != 2 || strings.Contains(first, "movies") {
			t.Errorf("%d buttons show: %s", n, first)
		}

		// 西安 gets its buttons; those that wait are seen by operators alone.
		h.op("PUT", "/console/api/home/cities/610100/buttons", "", allButtons, 200)
		h.op("PUT", "/console/api/home/cities/610100/buttons", "", allButtons, 200)
		h.op("PUT", "/console/api/home/cities/nowhere/buttons", "", allButtons, 404)
		h.op("PUT", "/console/api/home/cities/610100/buttons", "", `{"buttons":["taxis"]}`, 422)
		h.shows("610100", `"vertical":"takeaway"`, true)
		h.shows("610100", `"vertical":"civic"`, false)
		if got := h.op("GET", "/console/api/home/cities", "", "", 200); !strings.Contains(got, `{"vertical":"civic","exists":false,"disclosure":false}`) {
			t.Errorf("operators see %s", got)
		}

		// A layout for 北京: saved twice by accident it is there once.
		made := h.op("POST", "/console/api/home/layouts", "k1", `{"city":"110000","segment":"everyone"}`, 200)
		if again := h.op("POST", "/console/api/home/layouts", "k1", `{"city":"110000","segment":"everyone"}`, 200); strings.TrimSpace(again) != strings.TrimSpace(made) {
			t.Errorf("again: %s, want %s", again, made)
		}
		h.op("POST", "/console/api/home/layouts", "k2", `{"city":"110000","segment":"everyone"}`, 409)
		h.op("POST", "/console/api/home/layouts", "k3", `{"city":"nowhere","segment":"everyone"}`, 404)
		var l struct{ ID string }
		if err := json.Unmarshal([]byte(made), &l); err != nil {
			t.Fatal(err)
		}
		layout := "/console/api/home/layouts/" + l.ID
		for range 2 {
			h.op("POST", layout+"/versions", "k4", fruitShelf, 200)
		}
		h.op("POST", layout+"/versions", "k5", hologram, 200)
		h.op("POST", layout+"/versions", "k6", halfBlock, 422)
		h.shows("110000", "Fresh fruit", false)
		h.op("PUT", layout+"/live", "", `{"version":2}`, 200)
		h.shows("110000", "Fresh fruit", true)
		h.shows("310000", "Fresh fruit", false)
		h.op("PUT", layout+"/live", "", `{"version":3}`, 200)
		h.shows("110000", `"other":{"depth":3}`, true) // old apps skip it
		h.op("PUT", layout+"/live", "", `{"version":2}`, 200)
		h.op("PUT", layout+"/live", "", `{"version":9}`, 404)
		h.op("PUT", layout+"/trial", "", `{"version":3,"share":10000}`, 200)
		h.shows("110000", "hologram", true)
		h.op("PUT", layout+"/trial", "", `{"version":0,"share":0}`, 200)
		h.shows("110000", "hologram", false)

		// At a time.
		at := clock.Now().Add(5 * time.Minute).Format(time.RFC3339)
		h.op("PUT", layout+"/plan", "", `{"version":1,"at":"`+at+`"}`, 200)
		clock.Move(6 * time.Minute)
		for h.a.Jobs.Once(t.Context()) > 0 {
		}
		h.shows("110000", "Fresh fruit", false)
		h.op("DELETE", layout+"/plan", "", "", 200)

		h.op("PUT", "/console/api/home/cities/110000/crisis", "", contactless, 200)
		h.shows("110000", `"blocks":[{"id":"crisis","kind":"notice"`, true)
		h.op("PUT", "/console/api/home/cities/110000/crisis", "", `{"on":false}`, 200)
		h.shows("110000", "crisis", false)
		h.op("PUT", "/console/api/home/cities/110000/crisis", "", `{"on":true,"text":{"zh":"","en":""}}`, 422)
		log := h.op("GET", "/console/api/audit?limit=100", "", "", 200)
		for act, want := range map[string]int{
			"home.buttons": 2, "home.create": 1, "home.save": 2, "home.publish": 3, "home.rollback": 1, "home.trial": 2, "home.plan": 1,
			"home.crisis_on": 1, "home.crisis_off": 1, "home.unplan": 0,
		} {
			if n := strings.Count(log, `"act":"`+act+`"`); n != want {
				t.Errorf("%s is %d times in the log, want %d", act, n, want)
			}
		}
	})
}

func TestMyAppsAndTheBetaChannelAreThePersons(t *testing.T) {
	eachHome(t, func(h homePage, clock *testkit.Clock) {
		do := func(method, path, body string, want int) {
			t.Helper()
			if code, _, got := h.call(method, path, "", body); code != want {
				t.Errorf("%s %s: %d %s, want %d", method, path, code, got, want)
			}
		}
		h.shows("", `"apps"`, true) // the block is there
		h.shows("", `"apps":["`, false)
		do("PUT", "/api/home/apps", `{"items":["orders","collect"]}`, 200)
		h.shows("", `"apps":["orders","collect"]`, true)
		do("PUT", "/api/home/apps", `{"items":["orders","orders"]}`, 422)
		do("DELETE", "/api/home/apps", "", 200)
		h.shows("", `"apps":["`, false)

		made := h.op("POST", "/console/api/home/layouts", "k1", `{"city":"","segment":"beta"}`, 200)
		var l struct{ ID string }
		if err := json.Unmarshal([]byte(made), &l); err != nil {
			t.Fatal(err)
		}
		h.op("PUT", "/console/api/home/layouts/"+l.ID+"/live", "", `{"version":1}`, 200)
		h.shows("", `"segment":"beta"`, false)
		do("PUT", "/api/home/beta", `{"on":true}`, 200)
		h.shows("", `"segment":"beta"`, true)
		do("PUT", "/api/home/beta", `{"on":false}`, 200)
		h.shows("", `"segment":"beta"`, false)

		// Ann signed up a moment ago; in two weeks she is not new any more.
		made = h.op("POST", "/console/api/home/layouts", "k2", `{"city":"","segment":"new"}`, 200)
		if err := json.Unmarshal([]byte(made), &l); err != nil {
			t.Fatal(err)
		}
		h.op("PUT", "/console/api/home/layouts/"+l.ID+"/live", "", `{"version":1}`, 200)
		h.shows("", `"segment":"new"`, true)
		clock.Move(14 * 24 * time.Hour)
		h.shows("", `"segment":"new"`, false)

		if code, got := h.desk.call("GET", "/api/feed?city=110000", "", ""); code != 200 || strings.TrimSpace(got) != `{"items":[]}` {
			t.Errorf("a city without stores feeds %d %s", code, got)
		}
		do("GET", "/api/feed?city=nowhere", "", 404)
		do("GET", "/api/feed?city=110000&cursor=zzz", "", 422)
		do("GET", "/api/home?city=nowhere", "", 404)
	})
}
