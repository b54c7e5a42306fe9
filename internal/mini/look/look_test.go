package look

import (
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"livewell/internal/edge/webui"
	"livewell/internal/mini/check"
	"livewell/internal/mini/compiler"
)

// Who reviews reads of a page that is broken and of a button that nobody can name,
// and nothing of the page that is as it should be.
func TestABrokenPageAndANamelessButtonAreFound(t *testing.T) {
	runtime, browser := webui.Files("mini"), check.Find()
	if _, err := fs.Stat(runtime, "view.js"); err != nil || browser == "" {
		t.Skip("needs the built runtime and a browser")
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	p, err := compiler.Build(fstest.MapFS{
		"app.json":      file(`{"pages":["good","broken","nameless"]}`),
		"good.axml":     file(`<view><button>Order</button><input placeholder="Name"/><button aria-label="Close"></button></view>`),
		"good.js":       file(`Page({})`),
		"broken.axml":   file(`<view a:if="{{ready}}">never</view>`),
		"broken.js":     file(`Page({ onLoad() { setTimeout(() => { throw new Error("no such dish") }) } })`),
		"nameless.axml": file(`<view><text style="color: #ccc; background: #fff">Breakfast</text><button></button></view>`),
		"nameless.js":   file(`Page({})`),
	}, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := New(Deps{Runtime: runtime, Browser: browser, Log: slog.New(slog.DiscardHandler)})
	found := map[string][]string{}
	for _, f := range s.look(t.Context(), p) {
		found[f.Entry] = append(found[f.Entry], f.Kind+" "+f.Detail+"\n"+f.DetailZH)
	}
	if len(found["good"]) > 0 || len(found[""]) > 0 {
		t.Errorf("%v", found)
	}
	has := func(page, want string) {
		t.Helper()
		if !slices.ContainsFunc(found[page], func(x string) bool { return strings.Contains(x, want) }) {
			t.Errorf("%s: %v, want %s", page, found[page], want)
		}
	}
	has("broken", "page shows nothing")
	has("broken", "no such dish")
	has("nameless", "accessibility 1 × <button>")
	has("nameless", "(color-contrast): 1 elements, first ")
	// Who reads Chinese reads it in Chinese.
	has("nameless", "\n1 个 <button> 没有可朗读的名称")
	has("nameless", "对比度")
	has("nameless", "（color-contrast）：1 个元素，首个为 ")
	s.Browser = Off
	if f := s.look(t.Context(), p); len(f) != 1 || !strings.HasPrefix(f[0].Detail, notThere) {
		t.Errorf("without a browser: %v", f)
	}
}
