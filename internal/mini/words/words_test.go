package words

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

var olga = scope.Scope{User: "7"}

func each(t *testing.T, fn func(t *testing.T, d *db.DB, s *Service)) {
	testkit.Each(t, [][]db.Migration{audit.Migrations, Migrations}, func(t *testing.T, d *db.DB, _ *testkit.Clock) { fn(t, d, New()) })
}

func add(t *testing.T, d *db.DB, s *Service, kind Kind, lines string) (Added, error) {
	t.Helper()
	return db.Get(t.Context(), d, func(tx *db.Tx) (Added, error) { return s.Add(t.Context(), tx, olga, kind, lines) })
}

func found(t *testing.T, d *db.DB, s *Service, text string) []string {
	t.Helper()
	hits, err := s.Find(t.Context(), d, text)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, h := range hits {
		out = append(out, string(h.Kind)+":"+h.Text)
	}
	return out
}

func TestListedWordsAreFoundHoweverTheyAreWritten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Service) {
		if got := found(t, d, s, "加微信领红包"); len(got) != 0 {
			t.Error("an empty list finds", got)
		}
		for kind, lines := range map[Kind]string{Ad: "加微信领红包\n微信\n  Free Gift Card \n", Abuse: "傻瓜\nIDIOT", Keyword: "idiot"} {
			if _, err := add(t, d, s, kind, lines); err != nil {
				t.Fatal(err)
			}
		}
		for name, c := range map[string]struct {
			text string
			want []string
		}{
			"nothing":                      {"清汤牛肉面很好吃", []string{}},
			"no text":                      {"", []string{}},
			"as it is listed":              {"真是傻瓜！", []string{"abuse:傻瓜"}},
			"one within another":           {"加微信领红包", []string{"ad:加微信领红包", "ad:微信"}},
			"each once, in their order":    {"傻瓜，微信，傻瓜", []string{"abuse:傻瓜", "ad:微信"}},
			"for two reasons":              {"Idiot", []string{"abuse:IDIOT", "keyword:idiot"}},
			"spaces between":               {"f r e e  gift-card", []string{"ad:Free Gift Card"}},
			"signs and lines between":      {"傻*\n_瓜", []string{"abuse:傻瓜"}},
			"what is not seen":             {"傻\u200b\u2060\ufeff\u00ad瓜 i\u034fd\u3164iot", []string{"abuse:傻瓜", "abuse:IDIOT", "keyword:idiot"}},
			"marks over letters":           {"i\u0336d\u0336i\u0336o\u0336t\u0336", []string{"abuse:IDIOT", "keyword:idiot"}},
			"wide letters":                 {"ＦＲＥＥ ｇｉｆｔ ｃａｒｄ", []string{"ad:Free Gift Card"}},
			"letters in circles and so on": {"ⓘⓓⓘⓞⓣ 𝕗𝕣𝕖𝕖 𝔤𝔦𝔣𝔱 card", []string{"abuse:IDIOT", "keyword:idiot", "ad:Free Gift Card"}},
			"other characters between":     {"傻的瓜", []string{}},
		} {
			if diff := cmp.Diff(c.want, found(t, d, s, c.text)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		if _, err := s.Find(t.Context(), d, strings.Repeat("傻", 2001)); !errors.Is(err, ErrText) {
			t.Error("a long text:", err)
		}
	})
}

func TestTheListIsOneForAllNodesAndBounded(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *Service) {
		other := New()
		found(t, d, other, "x") // it has the empty list
		if n, err := add(t, d, s, Ad, "微信\n\n微 信\n红包"); err != nil || n != (Added{2, 1}) {
			t.Error(n, err)
		}
		if n, err := add(t, d, s, Ad, "红—包"); err != nil || n != (Added{0, 1}) {
			t.Error("a known one:", n, err)
		}
		if got := found(t, d, other, "红包"); len(got) != 1 {
			t.Error("another node does not know:", got)
		}
		list := func(kind Kind, part, cursor string, limit int) (texts []string, next string) {
			p, err := s.List(t.Context(), d, kind, part, page.Ask{Limit: limit, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range p.Items {
				texts = append(texts, w.Text)
			}
			return texts, p.Next
		}
		first, next := list("", "", "", 1)
		second, end := list("", "", next, 1)
		if got := append(first, second...); end != "" || len(got) != 2 || got[0] == got[1] {
			t.Error(got, end)
		}
		if got, _ := list(Ad, " 红 ", "", 10); len(got) != 1 || got[0] != "红包" {
			t.Error(got)
		}
		if got, _ := list(Abuse, "", "", 10); len(got) != 0 {
			t.Error(got)
		}
		if got, _ := list("", "100%", "", 10); len(got) != 0 {
			t.Error(got)
		}
		p, err := s.List(t.Context(), d, Ad, "红", page.Ask{Limit: 10})
		if err != nil || p.Items[0].By != "7" {
			t.Fatal(p, err)
		}
		remove := func() error {
			return d.Do(t.Context(), func(tx *db.Tx) error { return s.Remove(t.Context(), tx, olga, p.Items[0].ID) })
		}
		if err := remove(); err != nil || len(found(t, d, other, "红包")) != 0 {
			t.Error("it is still found", err)
		}
		if err := remove(); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		for name, lines := range map[string]string{"one letter": "微信\nx", "signs": "!!!", "long": strings.Repeat("长", 41)} {
			_, err := add(t, d, s, Ad, lines)
			if !errors.Is(err, ErrWord) {
				t.Error(name, err)
			}
		}
		some := func(from, n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "word%d\n", from+i)
			}
			return b.String()
		}
		if _, err := add(t, d, s, Ad, some(0, 1001)); !errors.Is(err, ErrMany) {
			t.Error("too many at once:", err)
		}
		for i := range 9 {
			if _, err := add(t, d, s, Ad, some(1000*i, 1000)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := add(t, d, s, Ad, some(9000, 999)); err != nil {
			t.Fatal(err)
		}
		if n, err := add(t, d, s, Ad, "one too many"); !errors.Is(err, ErrMany) {
			t.Error("the list has no end:", n, err)
		}
		if got := found(t, d, s, "one too many word9998"); len(got) < 1 || got[len(got)-1] != "ad:word9998" {
			t.Error(got)
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"Free Gift", "傻\u200b瓜", "ﷺ", "ß İ ǰ", "\u1100\u200d\u1161", "\xff", "\xf1½①"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := plain(s)
		if again := plain(once); again != once {
			t.Errorf("%q: %q, then %q", s, once, again)
		}
		// Whatever is listed is found in itself.
		if once != "" {
			var x index
			x.add(once, Hit{Ad, s})
			if got := x.find(plain("x" + s)); len(got) != 1 && plain("x"+s) == "x"+once {
				t.Errorf("%q is not found in itself", s)
			}
		}
	})
}
