package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/mini/vitals"
)

// developer is a desk of who owns the app.
func (a author) developer() desk {
	a.t.Helper()
	mine, err := a.app.Clients.Lookup(a.t.Context(), a.AppID)
	if err != nil {
		a.t.Fatal(err)
	}
	in, err := db.Get(a.t.Context(), a.app.DB, func(tx *db.Tx) (identity.SignIn, error) {
		return a.app.Identity.Open(a.t.Context(), tx, mine.Owner, identity.Device{Name: "test", Kind: identity.Console})
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return desk{a.t, a.srv.URL, in.Token}
}

// release brings a version to everybody.
func (a author) release(version string) {
	a.t.Helper()
	a.approve(version)
	a.says("10000", "version.online", version)
}

func (a author) approve(version string) {
	a.t.Helper()
	a.upload(a.packed(version))
	a.apply("10000", version, described)
	a.decide(version, "approved")
}

const entry = `{"zh":"","en":"Noodle House","slogan":"","description":"","category":"food","icon":"","keywords":["ramen"],"cities":[],"developer":"Ann"}`

// A program is in the catalogue while a version of it is online, and is called what
// its developer says.
func TestACatalogueShowsWhatIsOnline(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		a := newAuthor(t, d)
		dev := a.developer()
		shown := func(q string, want bool) {
			t.Helper()
			for _, path := range []string{"?q=" + q, "?category=food&city=110000", "?apps=2021999999999999," + a.AppID} {
				code, body, _ := a.get("/api/mini-programs" + path)
				if code != 200 || strings.Contains(body, a.AppID) != want {
					t.Errorf("%s: %d %s, want it there: %v", path, code, body, want)
				}
			}
			if code, body, _ := a.get("/api/mini-programs/" + a.AppID); (code == 200) != want {
				t.Errorf("%d %s", code, body)
			}
			a.whole()
		}
		path := "/console/api/apps/" + a.AppID + "/mini/entry"
		dev.must("PUT", path, entry)
		shown("noodle", false)
		a.approve("1.0.0")
		a.says("10000", "version.gray.online", "1.0.0", "gray_strategy", "p10")
		shown("noodle", false)
		a.says("10000", "version.online", "1.0.0")
		shown("noodle", true)
		if got := dev.must("GET", path, ""); !strings.Contains(got, `"public":true`) {
			t.Error(got)
		}
		a.release("2.0.0")
		if _, body, _ := a.get("/api/mini-programs/" + a.AppID); !strings.Contains(body, `"version":"2.0.0"`) {
			t.Error(body)
		}
		a.says("10000", "version.rollback", "2.0.0")
		shown("ramen", true)
		stop := func(stopped bool) {
			a.operator.must("POST", "/console/api/mini/programs/"+a.AppID+"/stop", fmt.Sprintf(`{"stopped":%v,"reason":"it steals"}`, stopped))
		}
		stop(true)
		shown("noodle", false)
		stop(false)
		shown("noodle", true)
		dev.must("PUT", path, strings.Replace(entry, "Noodle House", "Soup Kitchen", 1))
		shown("soup", true)
		a.says("10000", "version.offline", "1.0.0")
		shown("soup", false)

		if code, body := dev.call("PUT", path, "", strings.Replace(entry, "Noodle House", "N", 1)); code != 422 && code != 400 || !strings.Contains(body, "directory.name") {
			t.Errorf("%d %s", code, body)
		}
		if code, body := dev.call("PUT", path, "", strings.Replace(entry, `"cities":[]`, `"cities":["atlantis"]`, 1)); !strings.Contains(body, "directory.cities") {
			t.Errorf("%d %s", code, body)
		}
		other := desk{t, a.srv.URL, sessionOf(t, a.app, "+8613900000177", scope.Developer, identity.Console).Token}
		if code, _ := other.call("PUT", path, "", entry); code != 404 {
			t.Errorf("somebody else's app: %d", code)
		}
	})
}

// seen tells what hosts saw of so many opens of a version.
func (a author) seen(version string, opens, crashes int, took time.Duration) {
	a.t.Helper()
	err := a.app.DB.Do(a.t.Context(), func(tx *db.Tx) error {
		for i := range opens {
			id := fmt.Sprintf("%s_%d_%d", strings.ReplaceAll(version, ".", "-"), tx.Now().Unix(), i)
			b := vitals.Batch{ID: id, Open: id, App: a.AppID, Version: version, Host: "app", City: "110000", Items: []vitals.Item{
				{Kind: vitals.Opened, Took: took}, {Kind: vitals.Viewed, Page: "index"},
			}}
			if i < crashes {
				b.Items = append(b.Items, vitals.Item{Kind: vitals.Failed, Message: "x is undefined", Stack: "at index.js:1", Page: "index"})
			}
			if err := a.app.Vitals.Report(a.t.Context(), tx, b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
}

// later moves the clock and does what is due.
func (a author) later(c *testkit.Clock, by time.Duration) {
	c.Move(by)
	for a.app.Jobs.Once(a.t.Context()) > 0 {
	}
}

// A gray release that crashes, or is slow, is taken back within minutes and its
// developer hears of it; one that does well goes on.
func TestABadGrayReleaseIsPaused(t *testing.T) {
	for name, c := range map[string]struct {
		crashes int
		took    time.Duration
		want    string // status, and code of the message
	}{
		"a good one":     {1, 400 * time.Millisecond, "gray "},
		"one that falls": {40, 400 * time.Millisecond, "approved mini.paused_crash"},
		"a slow one":     {1, 4 * time.Second, "approved mini.paused_slow"},
	} {
		testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
			a := newAuthor(t, d)
			a.release("1.0.0")
			a.approve("2.0.0")
			a.says("10000", "version.gray.online", "2.0.0", "gray_strategy", "p10")
			a.later(clock, time.Second)
			a.seen("1.0.0", 300, 2, 350*time.Millisecond)
			a.seen("2.0.0", 150, c.crashes, c.took)
			a.later(clock, time.Minute)
			if got := a.says("10000", "version.detail.query", "2.0.0")["status"]; got != "GRAY" {
				t.Errorf("%s: too few have seen it, and it is %s", name, got)
			}
			a.seen("2.0.0", 150, c.crashes, c.took)
			a.later(clock, time.Minute)
			v, err := a.app.Minis.Get(t.Context(), d, a.AppID, "2.0.0")
			if err != nil {
				t.Fatal(err)
			}
			status, code, _ := strings.Cut(c.want, " ")
			if string(v.Status) != status || (code != "") != strings.HasPrefix(v.Reason, "Paused: ") {
				t.Errorf("%s: %s %q, want %s", name, v.Status, v.Reason, status)
			}
			for _, m := range []string{"mini.approved", "mini.paused_crash", "mini.paused_slow"} {
				if got, want := a.told(m), m == code || m == "mini.approved"; got != want {
					t.Errorf("%s: told of %s: %v, want %v", name, m, got, want)
				}
			}
			// Nothing is looked at for ever.
			a.says("10000", "version.online", "2.0.0")
			a.later(clock, time.Minute)
			a.later(clock, time.Minute)
		})
	}
}

// told says whether the developer got a message.
func (a author) told(code string) bool {
	a.t.Helper()
	mine, err := a.app.Clients.Lookup(a.t.Context(), a.AppID)
	if err != nil {
		a.t.Fatal(err)
	}
	list, err := a.app.Messages.List(a.t.Context(), a.app.DB, mine.Owner, "", page.Ask{Limit: 100})
	if err != nil {
		a.t.Fatal(err)
	}
	for _, m := range list.Items {
		if m.Code == code {
			return true
		}
	}
	return false
}

// Hosts report over HTTP; what they say twice counts once, and developers see it.
func TestHostsTellHowAProgramDoes(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		a := newAuthor(t, d)
		dev, host := a.developer(), desk{t, a.srv.URL, ""}
		if err := a.app.Jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		a.release("1.0.0")
		report := func(batch, open, version, items string) (int, string) {
			return host.call("POST", "/api/mini/"+a.AppID+"/vitals", "",
				fmt.Sprintf(`{"batch":%q,"open":%q,"version":%q,"host":"app","city":"nowhere","items":[%s]}`, batch, open, version, items))
		}
		opened, failed := `{"kind":"opened","ms":400}`, `{"kind":"error","message":"x is undefined","stack":"at index.js","fatal":true}`
		for name, c := range map[string]struct{ batch, version, items, want string }{
			"a version of nobody": {"batch-0001", "9.9.9", opened, "vitals.version"},
			"a short name":        {"b", "1.0.0", opened, "vitals.batch"},
			"nothing":             {"batch-0001", "1.0.0", "", "request."},
			"many":                {"batch-0001", "1.0.0", opened + strings.Repeat(","+opened, 50), "request."},
			"another kind":        {"batch-0001", "1.0.0", `{"kind":"love"}`, "request."},
		} {
			if code, body := report(c.batch, "open-0000", c.version, c.items); code < 400 || !strings.Contains(body, c.want) {
				t.Errorf("%s: %d %s", name, code, body)
			}
		}
		for range 2 {
			report("batch-0001", "open-0001", "1.0.0", opened+`,{"kind":"page","page":"index"},`+failed)
		}
		report("batch-0002", "open-0001", "1.0.0", failed+`,{"kind":"closed","ms":5000},`+opened)
		for i := range 3 {
			report(fmt.Sprintf("batch-001%d", i), fmt.Sprintf("open-001%d", i), "1.0.0", opened+fmt.Sprintf(`,{"kind":"page","page":"p%d"}`, i))
		}
		var got struct {
			Opens, P50, Used int64
			CrashFree        float64
			Days             []struct{ Opens, Crashes int64 }
			Pages            []struct{ Page string }
			Errors           []struct {
				Message string
				Count   int64
				Fatal   bool
			}
		}
		body := dev.must("GET", "/console/api/apps/"+a.AppID+"/mini/vitals?version=1.0.0&days=7", "")
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if got.Opens != 4 || got.CrashFree != .75 || len(got.Days) != 1 || got.Days[0].Crashes != 1 || len(got.Pages) != 4 || got.Used != 5000 ||
			got.P50 < 300 || got.P50 > 500 || len(got.Errors) != 1 || got.Errors[0].Count != 2 || !got.Errors[0].Fatal {
			t.Errorf("%s", body)
		}
		if seen := a.operator.must("GET", "/console/api/mini/programs/"+a.AppID+"/vitals?version=1.0.0", ""); !strings.Contains(seen, `"opens":4`) {
			t.Error(seen)
		}
		a.later(clock, 25*time.Hour) // the daily count tells the catalogue
		if e, err := a.app.Directory.Get(t.Context(), d, a.AppID); err != nil || e.Opens != 4 {
			t.Errorf("%+v %v", e, err)
		}
		a.whole()
		a.later(clock, 40*24*time.Hour)
		if e, err := a.app.Directory.Get(t.Context(), d, a.AppID); err != nil || e.Opens != 0 {
			t.Errorf("%+v %v", e, err)
		}
		refused := 0
		for i := range 200 {
			if code, body := report(fmt.Sprintf("batch-9%03d", i), fmt.Sprintf("open-9%03d", i), "1.0.0", opened); code == 429 && strings.Contains(body, "vitals.too_often") {
				refused++
			}
		}
		if refused != 80 {
			t.Errorf("%d of 200 are too many", refused)
		}
	})
}
