package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
	"livewell/internal/mini/directory"
)

type world struct {
	t      rapid.TB
	d      *db.DB
	s      *directory.Service
	online map[string]string // version by app
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	testkit.Each(t, [][]db.Migration{audit.Migrations, directory.Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		w := &world{t: t, d: d, online: map[string]string{}}
		w.s = directory.New(directory.Deps{
			Online:  func(_ context.Context, _ db.Q, app string) (string, error) { return w.online[app], nil },
			Name:    func(context.Context, db.Q, string) (string, error) { return "面馆", nil },
			City:    func(_ context.Context, code string) (bool, error) { return strings.HasSuffix(code, "0000"), nil },
			Picture: func(_ context.Context, _ db.Q, path string) (bool, error) { return path == "/pictures/1", nil },
		})
		fn(t, w)
	})
}

func id(n int) string { return fmt.Sprintf("2021%012d", n) }

func plain() directory.Text {
	return directory.Text{Zh: "兰州拉面", En: "Noodle House", Category: "food", Keywords: []string{"ramen"}, Developer: "Ann Example"}
}

func (w *world) save(app string, t directory.Text) error {
	return w.d.Do(context.Background(), func(tx *db.Tx) error {
		_, err := w.s.Save(context.Background(), tx, scope.Scope{User: "ann"}, app, t)
		return err
	})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refresh(app string) {
	w.t.Helper()
	w.must(w.d.Do(context.Background(), func(tx *db.Tx) error { return w.s.Refresh(context.Background(), tx, app) }))
}

func (w *world) opened(app string, n int64) {
	w.t.Helper()
	w.must(w.d.Do(context.Background(), func(tx *db.Tx) error { return w.s.Opened(context.Background(), tx, app, n) }))
}

// all walks every page, and gives how many there were.
func (w *world) all(ask directory.Ask, limit int) (apps []string, pages int) {
	w.t.Helper()
	at := page.Ask{Limit: limit}
	for {
		p, err := w.s.Find(context.Background(), w.d, ask, at)
		w.must(err)
		for _, e := range p.Items {
			apps = append(apps, e.App)
		}
		if pages++; p.Next == "" {
			return apps, pages
		}
		at.Cursor = p.Next
	}
}

func (w *world) whole() {
	w.t.Helper()
	if _, breaches, err := w.s.Verify(context.Background(), w.d); err != nil || len(breaches) > 0 {
		w.t.Error(breaches, err)
	}
}

func TestWhatIsSaidOfAProgramHasItsLimits(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*directory.Text)
		want   error
	}{
		"as it should be":     {func(*directory.Text) {}, nil},
		"one name":            {func(t *directory.Text) { t.Zh = "" }, nil},
		"spaces around":       {func(t *directory.Text) { t.Zh = "  面馆  " }, nil},
		"no name":             {func(t *directory.Text) { t.Zh, t.En = "", " " }, directory.ErrName},
		"a short name":        {func(t *directory.Text) { t.Zh = "面" }, directory.ErrName},
		"a long name":         {func(t *directory.Text) { t.En = strings.Repeat("n", 21) }, directory.ErrName},
		"a name of two lines": {func(t *directory.Text) { t.En = "two\nlines" }, directory.ErrName},
		"a long slogan":       {func(t *directory.Text) { t.Slogan = strings.Repeat("好", 33) }, directory.ErrSlogan},
		"a long description":  {func(t *directory.Text) { t.Description = strings.Repeat("好", 501) }, directory.ErrDescription},
		"another category":    {func(t *directory.Text) { t.Category = "weapons" }, directory.ErrCategory},
		"a picture of ours":   {func(t *directory.Text) { t.Icon = "/pictures/1" }, nil},
		"one of elsewhere":    {func(t *directory.Text) { t.Icon = "https://evil.example/1" }, directory.ErrIcon},
		"many keywords":       {func(t *directory.Text) { t.Keywords = strings.Split("a b c d e f g h i j k", " ") }, directory.ErrKeywords},
		"a keyword twice":     {func(t *directory.Text) { t.Keywords = []string{"a", "a"} }, directory.ErrKeywords},
		"a city":              {func(t *directory.Text) { t.Cities = []string{"110000"} }, nil},
		"no such city":        {func(t *directory.Text) { t.Cities = []string{"atlantis"} }, directory.ErrCities},
		"nobody's":            {func(t *directory.Text) { t.Developer = "" }, directory.ErrDeveloper},
	} {
		each(t, func(t *testing.T, w *world) {
			said := plain()
			c.change(&said)
			if err := w.save(id(1), said); !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		})
	}
}

func TestPeopleFindWhatTheyMean(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for n, x := range []directory.Text{
			{Zh: "兰州拉面", En: "Noodle House", Category: "food", Keywords: []string{"ramen"}},
			{Zh: "面包房", En: "Noon Bakery", Category: "food", Cities: []string{"310000"}},
			{En: "Ｍetro Map 2", Category: "transport", Cities: []string{"110000", "310000"}},
			{Zh: "拉萨旅游", Category: "travel"},
		} {
			x.Developer = "Ann Example"
			w.online[id(n)] = "1.0.0"
			w.must(w.save(id(n), x))
		}
		w.opened(id(3), 1000)
		for name, c := range map[string]struct {
			ask  directory.Ask
			want []int
		}{
			"everything, what is opened most first": {directory.Ask{}, []int{3, 0, 1, 2}},
			"a city has what is everywhere":         {directory.Ask{City: "110000"}, []int{3, 0, 2}},
			"a category":                            {directory.Ask{Category: "food"}, []int{0, 1}},
			"a category in a city":                  {directory.Ask{Category: "food", City: "110000"}, []int{0}},
			"a character":                           {directory.Ask{Words: "面"}, []int{0, 1}},
			"two characters":                        {directory.Ask{Words: "拉面"}, []int{0}},
			"characters of two names":               {directory.Ask{Words: "拉面包"}, nil},
			"three that follow":                     {directory.Ask{Words: "兰州拉"}, []int{0}},
			"a beginning":                           {directory.Ask{Words: "noo"}, []int{0, 1}},
			"a word in any case":                    {directory.Ask{Words: "NOODLE"}, []int{0}},
			"beginnings of two words":               {directory.Ask{Words: "ho noo"}, []int{0}},
			"both languages":                        {directory.Ask{Words: "noon面"}, []int{1}},
			"full-width letters":                    {directory.Ask{Words: "ｍetro"}, []int{2}},
			"a number":                              {directory.Ask{Words: "2"}, []int{2}},
			"a keyword":                             {directory.Ask{Words: "rame"}, []int{0}},
			"words in a category":                   {directory.Ask{Words: "拉", Category: "travel"}, []int{3}},
			"words in a city":                       {directory.Ask{Words: "面", City: "310000"}, []int{0, 1}},
			"words in another city":                 {directory.Ask{Words: "面", City: "110000"}, []int{0}},
			"no words":                              {directory.Ask{Words: "?!"}, nil},
			"the middle of a word":                  {directory.Ask{Words: "oodle"}, nil},
			"a percent sign":                        {directory.Ask{Words: "%"}, nil},
			"a shelf":                               {directory.Ask{Words: "#food@"}, []int{}},
		} {
			got, _ := w.all(c.ask, 2)
			var want []string
			for _, n := range c.want {
				want = append(want, id(n))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		w.whole()
	})
}

func TestAProgramIsPublicWhileAVersionIsOnline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app := id(7)
		shown := func(want bool) {
			t.Helper()
			got, _ := w.all(directory.Ask{Words: "面"}, 20)
			of, err := w.s.Of(t.Context(), w.d, []string{id(6), app})
			if err != nil || (len(got) == 1) != want || (len(of) == 1) != want {
				t.Errorf("found %v, looked up %v, %v; want it there: %v", got, of, err, want)
			}
			w.whole()
		}
		w.must(w.save(app, plain()))
		shown(false)
		w.online[app] = "1.0.0"
		w.refresh(app)
		shown(true)
		w.online[app] = ""
		w.refresh(app)
		w.refresh(app)
		shown(false)
		if e, err := w.s.Get(t.Context(), w.d, app); err != nil || e.En != "Noodle House" {
			t.Errorf("what its developer said is gone: %+v %v", e, err)
		}
		w.online[app] = "1.0.1"
		w.refresh(app)
		shown(true)
		w.online[id(6)] = "1.0.0"
		w.refresh(id(6))
		if e, err := w.s.Get(t.Context(), w.d, id(6)); err != nil || e.Zh != "面馆" || e.Category != "other" {
			t.Errorf("nobody described it: %+v %v", e, err)
		}
		if _, err := w.s.Of(t.Context(), w.d, make([]string, 51)); !errors.Is(err, directory.ErrMany) {
			t.Error(err)
		}
	})
}

// Whatever is changed, each search finds what a look at every entry finds, each once
// and in the same order, whatever the size of the pages.
func TestASearchFindsWhatIsThere(t *testing.T) {
	vocabulary := strings.Fields("tea teapot house horse metro 面馆 面包 拉面 馆")
	each(t, func(t *testing.T, w *world) {
		run := 0
		rapid.Check(t, func(t *rapid.T) {
			w.t = t
			run++
			type entry struct {
				words, cities []string
				category      directory.Category
				opens         int64
			}
			model := map[string]entry{}
			key := fmt.Sprintf("z%d", run) // a word that this run's entries alone have
			for range rapid.IntRange(1, 25).Draw(t, "changes") {
				app := id(run*100 + rapid.IntRange(0, 9).Draw(t, "app"))
				e := entry{
					[]string{rapid.SampledFrom(vocabulary).Draw(t, "a"), rapid.SampledFrom(vocabulary).Draw(t, "b")},
					rapid.SampledFrom([][]string{{}, {"110000"}, {"110000", "310000"}}).Draw(t, "cities"),
					rapid.SampledFrom([]directory.Category{"food", "travel"}).Draw(t, "category"), 1 << rapid.IntRange(0, 30).Draw(t, "opens"),
				}
				if w.online[app] = ""; rapid.IntRange(0, 4).Draw(t, "online") > 0 {
					w.online[app] = "1.0.0"
					model[app] = e
				} else {
					delete(model, app)
				}
				w.must(w.save(app, directory.Text{En: strings.Join(e.words, " "), Keywords: []string{key}, Category: e.category, Cities: e.cities, Developer: "Ann"}))
				w.opened(app, e.opens)
			}
			ask := directory.Ask{
				City:     rapid.SampledFrom([]string{"", "110000", "310000", "440000"}).Draw(t, "in"),
				Category: rapid.SampledFrom([]directory.Category{"", "food"}).Draw(t, "of"),
			}
			word := rapid.SampledFrom([]string{"", "te", "tea", "house", "面", "面馆"}).Draw(t, "word")
			ask.Words = key + " " + word
			var want []string
			for app, e := range model {
				has := func(p string) bool {
					return strings.HasPrefix(p, word) || len([]rune(word)) == 1 && strings.Contains(p, word)
				}
				if (ask.City == "" || len(e.cities) == 0 || slices.Contains(e.cities, ask.City)) && (ask.Category == "" || e.category == ask.Category) &&
					slices.ContainsFunc(e.words, has) {
					want = append(want, app)
				}
			}
			slices.Sort(want)
			slices.SortStableFunc(want, func(a, b string) int {
				top := func(app string) int64 { return min(model[app].opens, 1<<25) }
				return int(top(b) - top(a))
			})
			got, _ := w.all(ask, rapid.IntRange(1, 4).Draw(t, "page"))
			if !slices.Equal(got, want) {
				t.Fatalf("%+v: %v, want %v of %v", ask, got, want, model)
			}
			w.whole()
		})
	})
}

// Two words that half of all have each and none has both are given up on, with a
// cursor; and one by one the pages end.
func TestNoSearchReadsTheWholeCatalogue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const n = 13_500
		w.must(directory.Fill(t.Context(), w.d, n, func(i int) directory.Entry {
			return directory.Entry{
				App: id(i), Version: "1.0.0", Updated: time.Unix(0, 0),
				Text: directory.Text{En: []string{"aa", "bb"}[i%2], Category: "food"},
			}
		}))
		w.whole()
		p, err := w.s.Find(t.Context(), w.d, directory.Ask{Words: "aa bb"}, page.Ask{Limit: 20})
		if err != nil || len(p.Items) > 0 || p.Next == "" {
			t.Fatalf("%d found, cursor %q, %v", len(p.Items), p.Next, err)
		}
		if got, pages := w.all(directory.Ask{Words: "aa bb"}, 20); len(got) > 0 || pages != 2 {
			t.Errorf("%d found on %d pages", len(got), pages)
		}
		if got, _ := w.all(directory.Ask{Words: "bb", Category: "food"}, 100); len(got) != n/2 {
			t.Errorf("%d of %d", len(got), n/2)
		}
	})
}
