package check

import (
	"context"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"livewell/internal/edge/webui"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

func audited(t *testing.T, files fs.FS) []Verdict {
	t.Helper()
	runtime := webui.Files("mini")
	if _, err := fs.Stat(runtime, "axe.js"); err != nil || Find() == "" {
		t.Skip("needs the built runtime and a browser")
	}
	p, err := compiler.Build(files, compiler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Program(context.Background(), p, Options{Runtime: runtime})
	if err != nil {
		t.Fatal(err)
	}
	return r.Pages
}

// TestWhoCannotSeeWellIsThoughtOf: grey words on white and a picture that can be
// pressed but not named are told, with where they are; the page still works.
func TestWhoCannotSeeWellIsThoughtOf(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	pages := audited(t, fstest.MapFS{
		"app.json":   file(`{"pages":["clean","faint"]}`),
		"app.acss":   file(`page { background: #fff }`),
		"clean.axml": file(`<view><text>Breakfast</text><button aria-label="Pay"><image src="/pay.png"/></button><input placeholder="Name"/></view>`),
		"clean.js":   file(`Page({})`),
		"faint.axml": file(`<view><text class="faint">One</text><text class="faint">Two</text><button><image src="/pay.png"/></button></view>`),
		"faint.acss": file(`.faint { color: #ccc }`),
		"faint.js":   file(`Page({})`),
		"pay.png":    file("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0P\x0f\x00\x04\x85\x01\x80\x84\xa9\x8c!\x00\x00\x00\x00IEND\xaeB`\x82"),
	})
	for _, v := range pages {
		if !v.OK() || v.Unaudited != "" {
			t.Errorf("%s: %+v", v.Page, v)
		}
	}
	if len(pages[0].Broken) > 0 {
		t.Errorf("the clean page breaks %+v", pages[0].Broken)
	}
	count := map[string]int{}
	for _, b := range pages[1].Broken {
		count[b.Rule] = b.Count
		if b.Says == "" || strings.Contains(b.First, "mp-") || b.First == "" {
			t.Errorf("%+v", b)
		}
	}
	if count["color-contrast"] != 2 || count["aria-command-name"] != 1 {
		t.Errorf("the faint page breaks %+v", pages[1].Broken)
	}
}

func TestAPageShowsWhatItSaysAboveItself(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	blank := file(`<view a:if="{{rows}}">{{rows}}</view>`)
	pages := audited(t, fstest.MapFS{
		"app.json":     file(`{"pages":["asks","tells","waits","nothing"]}`),
		"asks.axml":    blank,
		"asks.js":      file(`Page({onLoad() { my.request({ url: "https://example.com", fail: () => my.confirm({ content: "No network", confirmButtonText: "Again", cancelButtonText: "Later" }) }) }})`),
		"tells.axml":   blank,
		"tells.js":     file(`Page({onLoad() { my.showToast({ content: "Sold out" }) }})`),
		"waits.axml":   blank,
		"waits.js":     file(`Page({onLoad() { my.showLoading({ content: "Loading" }) }})`),
		"nothing.axml": blank,
		"nothing.js":   file(`Page({})`),
	})
	for i, want := range []string{"No network Later Again", "Sold out", "", ""} {
		v := pages[i]
		if got := strings.Join(v.Says, "|"); got != want || v.Shows != (want != "") {
			t.Errorf("%s says %q, and shows: %v", v.Page, got, v.Shows)
		}
	}
}

// madeUp gives the demo's programs what a city would: a store with one dish to choose
// and one that is sold out, and a basket.
const madeUp = `
const price = (amount) => ({ amount, currency: "CNY" });
const dish = { id: "d", section: "s", name: "Soy milk", about: "Warm", available: true, skus: [{ id: "k", name: "Large", price: price("3.00") }, { id: "l", name: "Small", price: price("2.00") }],
  groups: [{ id: "g", name: "Sugar", min: 1, max: 1, choices: [{ id: "c", name: "Less", adds: price("0.50") }] }] };
const store = { id: "1", name: "Breakfast", category: "bookstore", modes: ["dinein", "pickup", "parcel"], open: false, address: "1 Main Street", distance: 300 };
my.livewell.stores = async () => ({ stores: [store] });
my.livewell.menu = async () => ({ store, sections: [{ id: "s", name: "Drinks" }, { id: "t", name: "More" }], items: [dish, { ...dish, id: "e", soldOut: true }, { ...dish, id: "f", section: "t", skus: [dish.skus[0]], groups: [] }] });
my.livewell.city = async () => ({ code: "1", zh: "City", en: "City", services: ["takeaway", "orders"] });
Object.assign(getApp().globalData ?? {}, { store, table: "8", books: [{ ...dish, id: undefined, title: "A book", author: "A writer", priceText: "¥3.00" }],
  lines: [{ sku: "k", choices: ["c"], count: 2, each: 350, currency: "CNY", title: "Soy milk", with: "Large" }] });
`

// TestProgramsOfTheHouseSetAnExample: those of the demo and the one to begin with,
// the former with the goods of a store.
func TestProgramsOfTheHouseSetAnExample(t *testing.T) {
	for dir, more := range map[string]string{"../dev/starter": "", "../../demo/programs/books": madeUp, "../../demo/programs/citycard": madeUp, "../../demo/programs/order": madeUp} {
		files := fstest.MapFS{}
		for name, data := range read(t, dir) {
			files[name] = &fstest.MapFile{Data: data}
		}
		files["app.js"] = &fstest.MapFile{Data: append(files["app.js"].Data, more...)}
		for _, v := range audited(t, files) {
			if v.Unaudited != "" || len(v.Broken) > 0 || len(v.Nameless) > 0 || len(v.Thrown) > 0 || strings.Contains(v.Text, "not available") {
				t.Errorf("%s %s (%s): %+v, %v, %v, %s", dir, v.Page, v.Text, v.Broken, v.Nameless, v.Thrown, v.Unaudited)
			}
		}
	}
}

func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out[name], err = os.ReadFile(filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOnlyTheCheckHasMoreScripts: the view that people get allows one script, and
// nobody can fetch those of the check.
func TestOnlyTheCheckHasMoreScripts(t *testing.T) {
	runtime := fstest.MapFS{}
	for _, name := range []string{"view.js", "frame.js", "axe.js", "audit.js", "axe.zh.json"} {
		runtime[name] = &fstest.MapFile{Data: []byte("// " + name)}
	}
	get := func(audited bool, path string) *httptest.ResponseRecorder {
		h := host.Runtime(runtime, "/runtime/")
		if audited {
			h = host.Audited(runtime, "/runtime/")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/runtime/"+path, nil))
		return w
	}
	for audited, want := range map[bool]int{false: 1, true: 3} {
		w := get(audited, "view.html")
		allowed := strings.Count(w.Header().Get("Content-Security-Policy"), "'sha256-")
		if scripts := strings.Count(w.Body.String(), "<script>"); scripts != want || allowed != want {
			t.Errorf("audited %v: %d scripts, %d allowed; want %d", audited, scripts, allowed, want)
		}
	}
	var codes []int
	for _, path := range []string{"view.js", "axe.js", "audit.js", "./axe.js", "axe.zh.json"} {
		codes = append(codes, get(false, path).Code)
	}
	if !slices.Equal(codes, []int{200, 404, 404, 404, 404}) {
		t.Errorf("files of the runtime answer %v", codes)
	}
}
