package check

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/rogpeppe/go-internal/txtar"

	"livewell/internal/edge/webui"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

// Each archive under testdata/dialect is one rule of the dialect: the files of a
// page, what is done on it ("tap SELECTOR"), the words that it shows in the end
// ("want"), and what it logs on the way ("log"). "style" holds lines of
// "SELECTOR PROPERTY VALUE", "warn" what the compiler says.
type rule struct {
	name  string
	files fstest.MapFS
	parts map[string]string
}

func rules(t *testing.T) []rule {
	t.Helper()
	names, err := filepath.Glob("testdata/dialect/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no rules", err)
	}
	var out []rule
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		r := rule{name: strings.TrimSuffix(filepath.Base(n), ".txtar"), files: fstest.MapFS{}, parts: map[string]string{}}
		for _, f := range txtar.Parse(b).Files {
			if path.Ext(f.Name) == "" {
				r.parts[f.Name] = strings.TrimSpace(string(f.Data))
				continue
			}
			// A rule's folder is its page's; what stands at the root is shared by name.
			r.files[r.name+"/"+f.Name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(f.Data), "$root", "/"+r.name))}
		}
		out = append(out, r)
	}
	return out
}

// oneProgram puts the pages of all rules into one program, so that the browser
// starts once.
func oneProgram(rs []rule) fs.FS {
	all := fstest.MapFS{
		"app.js":           {Data: []byte(`App({globalData: {name: "whole"}})`)},
		"first/index.axml": {Data: []byte(`<view>first</view>`)},
	}
	pages := []string{`"first/index"`}
	for _, r := range rs {
		for name, f := range r.files {
			all[name] = f
			if dir, base := path.Split(name); base == "index.axml" && !strings.Contains(dir, "components/") {
				pages = append(pages, fmt.Sprintf("%q", strings.TrimSuffix(name, ".axml")))
			}
		}
	}
	all["app.json"] = &fstest.MapFile{Data: []byte(`{"pages": [` + strings.Join(pages, ",") + `]}`)}
	return all
}

func TestDialect(t *testing.T) {
	rs := rules(t)
	p, err := compiler.Build(oneProgram(rs), compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := browse(t, p)
	if _, err := s.settled(); err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		t.Run(r.name, func(t *testing.T) {
			page := r.name + "/index"
			go2 := fmt.Sprintf(`trial.errors.length = 0; trial.logs.length = 0; trial.running.navigate(%q); "%s"`, page, page)
			if _, err := chromedp.Run(s.tab, chromedp.Evaluate[string](go2)); err != nil {
				t.Fatal(err)
			}
			v := s.on(t, page)
			for _, step := range lines(r.parts["do"]) {
				v = s.do(t, step)
			}
			compare(t, s, r, v, p.Warnings)
		})
	}
}

func compare(t *testing.T, s *session, r rule, v seen, warnings []compiler.Warning) {
	t.Helper()
	if want, ok := r.parts["want"]; ok && words(v.Text) != words(want) {
		t.Errorf("the page shows\n%s\nwant\n%s", words(v.Text), words(want))
	}
	var logs []string
	for _, l := range v.Logs {
		if l.Level == "log" {
			logs = append(logs, l.Text)
		}
	}
	if want, ok := r.parts["log"]; ok && strings.Join(logs, "\n") != want {
		t.Errorf("it logged\n%s\nwant\n%s", strings.Join(logs, "\n"), want)
	}
	var errors []string
	for _, e := range v.Errors {
		errors = append(errors, e.Message)
	}
	if got, want := strings.Join(errors, "\n"), r.parts["errors"]; !strings.Contains(got, want) || want == "" && got != "" {
		t.Errorf("errors\n%s\nwant\n%s", got, want)
	}
	for _, line := range lines(r.parts["style"]) {
		f := strings.SplitN(line, " ", 3)
		at, err := s.at(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := at.Style[f[1]]; got != f[2] {
			t.Errorf("%s of %s is %q, want %q", f[1], f[0], got, f[2])
		}
	}
	for _, want := range lines(r.parts["warn"]) {
		found := false
		for _, w := range warnings {
			found = found || strings.HasPrefix(w.File, r.name+"/") && strings.Contains(w.String(), want)
		}
		if !found {
			t.Errorf("no warning says %q", want)
		}
	}
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// browse opens a program in the machine's browser.
func browse(t *testing.T, p *compiler.Program) *session {
	t.Helper()
	runtime := webui.Files("mini")
	if _, err := fs.Stat(runtime, "view.js"); err != nil {
		t.Skip("the runtime is not built; make build does")
	}
	base, stop, err := serve(p, host.Runtime(runtime, "/runtime/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	browser, cancel, err := start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cancel)
	s, err := newSession(browser, base, p.Manifest.Entry, Options{Width: 375, Height: 667, Wait: 5 * time.Minute, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	s.wait = 10 * time.Second
	return s
}

// on waits until a page is on top and at rest.
func (s *session) on(t *testing.T, page string) seen {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		v, err := s.settled()
		if err != nil {
			t.Fatal(err)
		}
		if v.Top == page {
			return v
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is on top, not %s", v.Top, page)
		}
	}
}

// do takes a step of a person.
func (s *session) do(t *testing.T, step string) seen {
	t.Helper()
	what, selector, _ := strings.Cut(step, " ")
	v, err := s.at(selector)
	if err != nil {
		t.Fatal(err)
	}
	if v.Rect == nil {
		t.Fatalf("%s: there is no such element", step)
	}
	switch what {
	case "tap":
		s.press(t, v)
	default:
		t.Fatalf("nobody knows how to %q", what)
	}
	v, err = s.settled()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// press presses and lets go where an element is.
func (s *session) press(t *testing.T, v seen) {
	t.Helper()
	x, y := v.Rect.X+v.Rect.Width/2, v.Rect.Y+v.Rect.Height/2
	mouse := func(kind input.DispatchMouseEventType) {
		err := chromedp.Do(s.tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: "left", ClickCount: 1})
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	mouse("mousePressed")
	mouse("mouseReleased")
}
