package home

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"livewell/internal/core/audit"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/job"
	"livewell/internal/kit/page"
	"livewell/internal/kit/testkit"
)

// world is a home page with its jobs and a clock.
type world struct {
	t *testing.T
	*Service
	jobs  *job.Queue
	clock *testkit.Clock
}

func each(t *testing.T, fn func(w world)) {
	testkit.Each(t, [][]db.Migration{job.Migrations, audit.Migrations, Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		jobs := job.New(d, slog.New(slog.DiscardHandler))
		fn(world{t, New(d, jobs, Takeaway, Food), jobs, c})
	})
}

func (w world) do(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Do(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) refused(want error, fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Do(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }); !errors.Is(err, want) {
		w.t.Errorf("got %v, want %v", err, want)
	}
}

func (w world) create(city string, seg Segment) (l Layout) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		l, err = w.Create(ctx, tx, city, seg, "olga")
		return err
	})
	return l
}

// save keeps a version with one shelf of the title.
func (w world) save(l Layout, title string) (v Version) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		v, err = w.Save(ctx, tx, l.ID, titled(title), "", "olga")
		return err
	})
	return v
}

func titled(title string) []Block {
	return []Block{{ID: "daily", Kind: KindDaily, Title: Text{title, title}, Settings: &Shelf{[]string{"fruit"}, 4}}}
}

func (w world) publish(l Layout, n int64) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *db.Tx) error { _, err := w.Publish(ctx, tx, l.ID, n); return err })
}

// sees gives the title of the first shelf that somebody sees, or "built in".
func (w world) sees(who Who, city string) string {
	w.t.Helper()
	p, err := w.Resolve(w.t.Context(), who, city)
	if err != nil {
		w.t.Fatal(err)
	}
	if p.Layout == "" {
		return "built in"
	}
	for _, b := range p.Blocks {
		if b.Kind == KindDaily {
			return b.Title.En
		}
	}
	return ""
}

func TestWhoSeesWhichLayout(t *testing.T) {
	each(t, func(w world) {
		for _, l := range []struct {
			city string
			seg  Segment
		}{{"", Everyone}, {"110000", Everyone}, {"", NewUsers}, {"510100", Beta}} {
			x := w.create(l.city, l.seg)
			w.publish(x, w.save(x, l.city+" "+string(l.seg)).Number)
		}
		w.create("310000", Everyone) // a draft alone
		for _, c := range []struct {
			who  Who
			city string
			want string
		}{
			{Who{}, "330600", " everyone"},
			{Who{}, "110000", "110000 everyone"},
			{Who{}, "310000", " everyone"},
			{Who{User: "u", New: true}, "110000", " new"}, // the segment comes before the city
			{Who{User: "u", Beta: true}, "510100", "510100 beta"},
			{Who{User: "u", Beta: true}, "110000", "110000 everyone"},
			{Who{User: "u", Beta: true, New: true}, "110000", " new"},
		} {
			if got := w.sees(c.who, c.city); got != c.want {
				t.Errorf("%+v in %s sees %q, want %q", c.who, c.city, got, c.want)
			}
		}
		w.refused(ErrTaken, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Create(ctx, tx, "", Everyone, "olga")
			return err
		})
		w.refused(ErrSegment, func(ctx context.Context, tx *db.Tx) error { _, err := w.Create(ctx, tx, "", "old", "olga"); return err })
	})
}

func TestVersionsAreKeptAndAnyCanComeBack(t *testing.T) {
	each(t, func(w world) {
		if got := w.sees(Who{}, "110000"); got != "built in" {
			t.Errorf("an empty house shows %q", got)
		}
		l := w.create("", Everyone)
		for _, n := range []string{"a", "b", "c"} {
			w.save(l, n)
		}
		if got := w.sees(Who{}, "110000"); got != "built in" {
			t.Errorf("drafts show as %q", got)
		}
		for _, c := range []struct {
			publish int64
			want    string
		}{{2, "a"}, {4, "c"}, {3, "b"}, {2, "a"}, {2, "a"}} {
			w.publish(l, c.publish)
			if got := w.sees(Who{}, "110000"); got != c.want {
				t.Errorf("version %d shows %q, want %q", c.publish, got, c.want)
			}
		}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			again, err := w.Publish(ctx, tx, l.ID, 2)
			if again {
				t.Error("what is live was published again")
			}
			return err
		})
		vs, err := w.Versions(t.Context(), w.db, l.ID)
		if err != nil || len(vs) != 4 || vs[0].Number != 4 || !vs[3].LiveAt.IsZero() || vs[2].LiveAt.IsZero() {
			t.Errorf("versions are %+v, %v", vs, err)
		}
		w.refused(ErrVersion, func(ctx context.Context, tx *db.Tx) error { _, err := w.Publish(ctx, tx, l.ID, 9); return err })
		w.refused(ErrNotFound, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Save(ctx, tx, "nothing", titled("x"), "", "olga")
			return err
		})
		w.do(func(ctx context.Context, tx *db.Tx) error { _, err := w.Withdraw(ctx, tx, l.ID); return err })
		if got := w.sees(Who{}, "110000"); got != "built in" {
			t.Errorf("withdrawn, it shows %q", got)
		}
	})
}

// Whatever operators do, what is live is exactly the version that was published
// last, and every version stays as it was saved.
func TestLiveIsWhatWasPublishedLast(t *testing.T) {
	each(t, func(w world) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			l := w.create(fmt.Sprint("city", n), Everyone)
			saved := []string{"built in"}
			live := int64(0)
			for range rapid.IntRange(1, 12).Draw(rt, "acts") {
				switch rapid.IntRange(0, 3).Draw(rt, "act") {
				case 0, 1:
					title := fmt.Sprint("v", len(saved)+1)
					w.save(l, title)
					saved = append(saved, title)
				case 2:
					live = rapid.Int64Range(1, int64(len(saved))).Draw(rt, "version")
					w.publish(l, live)
				case 3:
					w.do(func(ctx context.Context, tx *db.Tx) error { _, err := w.Withdraw(ctx, tx, l.ID); return err })
					live = 0
				}
			}
			p, err := w.Resolve(t.Context(), Who{}, l.City)
			if err != nil || p.Version != live || (p.Layout == "") != (live == 0) {
				rt.Fatalf("version %d is live, want %d: %v", p.Version, live, err)
			}
			for i := range saved {
				v, err := w.Version(t.Context(), w.db, l.ID, int64(i+1))
				if err != nil || i > 0 && v.Blocks[0].Title.En != saved[i] {
					rt.Fatalf("version %d is %+v, %v", i+1, v, err)
				}
			}
		})
	})
}

func TestAPlanPublishesAtItsTime(t *testing.T) {
	each(t, func(w world) {
		l := w.create("", Everyone)
		old, next, other := w.save(l, "old"), w.save(l, "next"), w.save(l, "other")
		w.publish(l, old.Number)
		at := w.clock.Now().Add(8 * time.Hour)
		plan := func(v Version, at time.Time) func(ctx context.Context, tx *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { _, err := w.Plan(ctx, tx, l.ID, v.Number, at); return err }
		}
		run := func(by time.Duration) {
			w.clock.Move(by)
			for w.jobs.Once(t.Context()) > 0 {
			}
		}
		w.do(plan(other, at.Add(-time.Hour)))
		w.do(plan(next, at)) // in the place of the one before
		w.do(plan(next, at))
		run(7 * time.Hour)
		if got := w.sees(Who{}, ""); got != "old" {
			t.Errorf("before its time %q shows", got)
		}
		run(time.Hour)
		if got := w.sees(Who{}, ""); got != "next" {
			t.Errorf("at its time %q shows", got)
		}
		log, err := audit.List(t.Context(), w.db, "layout:"+l.ID, page.Ask{Limit: 10})
		if err != nil || len(log.Items) != 1 || log.Items[0].Actor != "job:home.publish" {
			t.Errorf("the log has %+v, %v", log.Items, err)
		}

		w.do(plan(other, at.Add(2*time.Hour)))
		w.do(func(ctx context.Context, tx *db.Tx) error { _, err := w.Unplan(ctx, tx, l.ID); return err })
		run(3 * time.Hour)
		if got := w.sees(Who{}, ""); got != "next" {
			t.Errorf("a plan that was taken back shows %q", got)
		}
		w.refused(ErrTime, plan(other, w.clock.Now()))
		w.refused(ErrTime, plan(other, w.clock.Now().AddDate(2, 0, 0)))
		w.refused(ErrVersion, plan(Version{Number: 99}, w.clock.Now().Add(time.Hour)))
	})
}

func TestATrialTakesItsShareAndKeepsThem(t *testing.T) {
	each(t, func(w world) {
		l := w.create("", Everyone)
		old, next := w.save(l, "old"), w.save(l, "next")
		try := func(v Version, share int64) func(ctx context.Context, tx *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error {
				_, err := w.Try(ctx, tx, l.ID, v.Number, share)
				return err
			}
		}
		w.refused(ErrNotLive, try(next, 100))
		w.publish(l, old.Number)
		w.refused(ErrShare, try(old, 100))
		w.refused(ErrShare, try(next, 10_001))
		in := func() map[string]bool {
			out := map[string]bool{}
			for i := range 20_000 {
				if u := fmt.Sprint("user-", i); w.sees(Who{User: u}, "") == "next" {
					out[u] = true
				}
			}
			return out
		}
		w.do(try(next, 3750))
		first := in()
		if share := float64(len(first)) / 200; share < 36.5 || share > 38.5 {
			t.Errorf("%.2f %% are in, want 37.5 %% ± 1", share)
		} else {
			t.Logf("%.2f %% of 20000 are in", share)
		}
		if d := cmp.Diff(first, in()); d != "" {
			t.Error("others are in at the second look")
		}
		w.do(try(next, 6000))
		if grown := in(); len(grown) <= len(first) {
			t.Errorf("%d are in, want more than %d", len(grown), len(first))
		} else {
			for u := range first {
				if !grown[u] {
					t.Fatalf("%s fell out when the share grew", u)
				}
			}
		}
		if got := w.sees(Who{}, ""); got != "old" {
			t.Errorf("a stranger sees %q", got)
		}
		w.do(try(next, 0))
		if n := len(in()); n != 0 {
			t.Errorf("%d are in a trial that ended", n)
		}
		w.do(try(next, 5000))
		w.publish(l, next.Number) // all see it: nothing is on trial any more
		if x, err := w.Layout(t.Context(), w.db, l.ID); err != nil || x.Trial != 0 || x.Share != 0 {
			t.Errorf("%+v, %v", x, err)
		}
	})
}

func TestButtonsOfCities(t *testing.T) {
	each(t, func(w world) {
		shown := func(city string) (out []Vertical) {
			p, err := w.Resolve(t.Context(), Who{}, city)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range p.Buttons {
				if b.Disclosure != (b.Vertical != Civic) {
					t.Errorf("%s is disclosed: %v", b.Vertical, b.Disclosure)
				}
				out = append(out, b.Vertical)
			}
			return out
		}
		for _, big := range []string{"110000", "510100", "440100", "310000"} {
			if got := shown(big); !slices.Equal(got, []Vertical{Takeaway, Food}) {
				t.Errorf("%s shows %v", big, got)
			}
		}
		if got := shown("330600"); got != nil {
			t.Errorf("a small city shows %v", got)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return w.SetButtons(ctx, tx, "610100", []Vertical{Movies, Food, Takeaway})
		})
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetButtons(ctx, tx, "310000", nil) })
		if got := shown("610100"); !slices.Equal(got, []Vertical{Food, Takeaway}) {
			t.Errorf("西安 shows %v", got)
		}
		if got := shown("310000"); got != nil {
			t.Errorf("a city whose buttons were taken away shows %v", got)
		}
		w.refused(ErrButton, func(ctx context.Context, tx *db.Tx) error {
			return w.SetButtons(ctx, tx, "110000", []Vertical{Food, Food})
		})
		w.refused(ErrButton, func(ctx context.Context, tx *db.Tx) error {
			return w.SetButtons(ctx, tx, "110000", []Vertical{"taxis"})
		})
		all, err := w.Cities(t.Context())
		if err != nil || len(all) != 5 || len(all[0].Buttons) != 5 || all[0].Own {
			t.Errorf("cities are %+v, %v", all, err)
		}
		// With all of them built, all five show.
		if got := New(w.db, job.New(w.db, slog.New(slog.DiscardHandler)), Verticals()...).shown(builtInCity("110000")); len(got) != 5 {
			t.Errorf("shown are %v", got)
		}
	})
}

func TestACrisisStandsAboveAll(t *testing.T) {
	each(t, func(w world) {
		l := w.create("", Everyone)
		w.publish(l, 1)
		sick := Crisis{Text{"外卖请选择无接触配送。", "Please choose contact-less delivery."}, true}
		set := func(c *Crisis) func(ctx context.Context, tx *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error { return w.SetCrisis(ctx, tx, "420100", c) }
		}
		w.do(set(&sick))
		w.do(set(&sick))
		first := func(city string) Block {
			p, err := w.Resolve(t.Context(), Who{}, city)
			if err != nil {
				t.Fatal(err)
			}
			return p.Blocks[0]
		}
		if d := cmp.Diff(Block{ID: "crisis", Kind: KindNotice, Settings: &Notice{sick.Text, true}}, first("420100")); d != "" {
			t.Error(d)
		}
		if first("110000").Kind == KindNotice {
			t.Error("another city has it too")
		}
		w.do(set(nil))
		if first("420100").Kind == KindNotice {
			t.Error("it stays when it is turned off")
		}
		w.refused(ErrNotice, set(&Crisis{Text: Text{Zh: "只有中文"}}))
		// Its buttons are those from before.
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetButtons(ctx, tx, "420100", []Vertical{Food}) })
		w.do(set(&sick))
		if p, err := w.Resolve(t.Context(), Who{}, "420100"); err != nil || len(p.Buttons) != 1 {
			t.Errorf("%+v, %v", p.Buttons, err)
		}
	})
}

func TestABlockOfAnUnknownKindIsKept(t *testing.T) {
	const doc = `[{"id":"x","kind":"hologram","title":{"zh":"全息","en":"Hologram"},"settings":{"depth":3,"of":["a",null]}}]`
	var blocks []Block
	if err := json.Unmarshal([]byte(doc), &blocks); err != nil {
		t.Fatal(err)
	}
	if err := check(blocks); err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(blocks); err != nil || string(b) != doc {
		t.Errorf("it became %s, %v", b, err)
	}
}

func TestBuiltInBlocksAreFine(t *testing.T) {
	if err := check(BuiltIn()); err != nil {
		t.Error(err)
	}
	b, err := json.Marshal(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	var back []Block
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(BuiltIn(), back); d != "" {
		t.Error(d)
	}
}

func TestBlocksThatCannotBe(t *testing.T) {
	banner := Banner{Label: "ad", Title: Text{"新", "New"}}
	with := func(change func(*Banner)) Settings {
		b := banner
		change(&b)
		return &Banners{[]Banner{b}}
	}
	for name, b := range map[string]Block{
		"no settings":         {ID: "a", Kind: KindFeed},
		"no id":               {Kind: KindFeed, Settings: &Feed{}},
		"half a title":        {ID: "a", Kind: KindFeed, Title: Text{Zh: "好"}, Settings: &Feed{}},
		"nothing in a row":    {ID: "a", Kind: KindQuick, Settings: &Quick{}},
		"twice in a row":      {ID: "a", Kind: KindQuick, Settings: &Quick{[]string{"scan", "scan"}}},
		"not of a row":        {ID: "a", Kind: KindQuick, Settings: &Quick{[]string{"fly"}}},
		"no label":            {ID: "a", Kind: KindBanners, Settings: with(func(b *Banner) { b.Label = "" })},
		"leads elsewhere":     {ID: "a", Kind: KindBanners, Settings: with(func(b *Banner) { b.To = "//evil.example" })},
		"leads to a scheme":   {ID: "a", Kind: KindBanners, Settings: with(func(b *Banner) { b.To = "javascript:alert(1)" })},
		"a picture elsewhere": {ID: "a", Kind: KindBanners, Settings: with(func(b *Banner) { b.Picture = "https://evil.example/x" })},
		"a shelf of one":      {ID: "a", Kind: KindDaily, Settings: &Shelf{Most: 1}},
		"a notice of nothing": {ID: "a", Kind: KindNotice, Settings: &Notice{}},
		"too much of unknown": {ID: "a", Kind: "new", Settings: Unknown(fmt.Sprintf(`"%5000d"`, 1))},
	} {
		if err := check([]Block{b}); !errors.Is(err, ErrBlock) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := check([]Block{{ID: "a", Kind: KindBanners, Settings: with(func(*Banner) {})}}); err != nil {
		t.Error(err)
	}
	if err := check(append(titled("x"), titled("y")...)); !errors.Is(err, ErrBlock) {
		t.Errorf("one id twice: %v", err)
	}
}

func TestDayparts(t *testing.T) {
	for text, want := range map[string]Part{
		"2020-03-10T04:59:59+08:00": Night, "2020-03-10T05:00:00+08:00": Morning, "2020-03-10T07:00:00+08:00": Morning,
		"2020-03-10T10:00:00+08:00": Noon, "2020-03-10T13:59:00+08:00": Noon, "2020-03-10T14:00:00+08:00": Afternoon,
		"2020-03-10T17:00:00+08:00": Evening, "2020-03-10T21:59:00+08:00": Evening, "2020-03-10T22:00:00+08:00": Night,
		"2020-03-10T10:30:00Z": Evening, // 18:30 in the city
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Daypart(at.In(calendar.Zone)); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if got := Holiday(time.Date(2020, 9, 30, 16, 0, 0, 0, time.UTC)); got.Zh != "国庆节" {
		t.Errorf("1 October is %+v", got)
	}
	if got := Holiday(time.Date(2020, 3, 10, 0, 0, 0, 0, time.UTC)); got != (Text{}) {
		t.Errorf("a Tuesday is %+v", got)
	}
}

func TestMyAppsAndBeta(t *testing.T) {
	each(t, func(w world) {
		own := func(user string) Own {
			o, err := w.Own(t.Context(), w.db, user)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		mark := func() string {
			m, err := w.Mark(t.Context(), "ann")
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		before := mark()
		w.do(func(ctx context.Context, tx *db.Tx) error {
			return w.SetApps(ctx, tx, "ann", []string{"orders", "collect"})
		})
		if after := mark(); after == before {
			t.Error("who watches is not told")
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetBeta(ctx, tx, "ann", true) })
		if d := cmp.Diff(Own{[]string{"orders", "collect"}, true, true}, own("ann")); d != "" {
			t.Error(d)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.ResetApps(ctx, tx, "ann") })
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetBeta(ctx, tx, "ann", false) })
		if d := cmp.Diff(Own{Apps: []string{}}, own("ann")); d != "" {
			t.Error(d)
		}
		for _, bad := range [][]string{{"a", "a"}, {"A b"}, slices.Repeat([]string{"a"}, 25)} {
			w.refused(ErrApps, func(ctx context.Context, tx *db.Tx) error { return w.SetApps(ctx, tx, "ann", bad) })
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.SetApps(ctx, tx, "ann", nil) })
		if o := own("ann"); !o.Chosen || len(o.Apps) != 0 {
			t.Errorf("none is a choice: %+v", o)
		}
		w.do(func(ctx context.Context, tx *db.Tx) error { return w.Forget(ctx, tx, "ann") })
		if own("ann").Chosen || own("").Chosen {
			t.Error("somebody is remembered")
		}
	})
}
