package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"

	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

// Measure is how long something took, from the program's call to the last change
// of the DOM: the median and the slowest of the runs, in milliseconds.
type Measure struct {
	Name        string
	Median, Max float64
	// Logic is the median of the part until the program's side had sent what changes,
	// View of the part in which the view reads and does it; between lies the way. 0
	// where the program cannot tell.
	Logic, View float64
	// Limit is what it may take on an idle machine.
	Limit float64
}

const benchRows = `<view class="row {{picked === item.id ? 'on' : ''}}" a:for="{{list}}" a:key="id" data-id="{{item.id}}" onTap="pick">
<text class="n">{{item.id}}</text><text>{{item.name}}</text><view class="p"><text>{{item.price}}</text></view></view><text>{{count}}</text>`

const benchPage = `let next = 0;
const rows = (n) => Array.from({ length: n }, () => ({ id: ++next, name: "row " + next, price: next % 97 }));
const now = () => performance.timeOrigin + performance.now();
Page({ data: { list: [], count: 0, picked: 0 },
  onLoad() { my.offBench(); my.onBench((what) => { const at = now(); this[what](); console.log("began " + at) }) },
  put(part) { this.setData(part, () => console.log("sent " + now())) },
  fill() { this.put({ list: rows(1000) }) },
  path() { this.put({ "list[500].name": "changed " + ++next }) },
  counter() { this.put({ count: this.data.count + 1 }) },
  select() { this.put({ picked: this.data.list[++next % this.data.list.length].id }) },
  tenth() { const part = {}; for (let i = 0; i < 1000; i += 10) part["list[" + i + "].name"] = "tenth " + ++next; this.put(part) },
  append() { this.put({ list: this.data.list.concat(rows(100)) }) },
  replace() { this.put({ list: rows(1000) }) },
  swap() { const list = this.data.list.slice(); [list[1], list[998]] = [list[998], list[1]]; this.put({ list }) },
  open() { my.navigateTo({ url: "/hundred/hundred" }) },
  back() { my.navigateBack() },
})`

// Bench measures the runtime in a browser, each thing so many times.
func Bench(ctx context.Context, parts fs.FS, times int) ([]Measure, error) {
	p, err := compiler.Build(fstest.MapFS{
		"app.json":             {Data: []byte(`{"pages": ["list/list", "hundred/hundred"]}`)},
		"list/list.axml":       {Data: []byte(benchRows)},
		"list/list.js":         {Data: []byte(benchPage)},
		"hundred/hundred.axml": {Data: []byte(`<view a:for="{{50}}"><text>{{item}}</text></view>`)},
		"hundred/hundred.js":   {Data: []byte(`Page({})`)},
	}, compiler.Options{})
	if err != nil {
		return nil, err
	}
	base, stop, err := serve(p, host.Runtime(parts, "/runtime/"))
	if err != nil {
		return nil, err
	}
	defer stop()
	browser, cancel, err := start(ctx, Options{})
	if err != nil {
		return nil, err
	}
	defer cancel()
	out, err := benchList(browser, base, p.Manifest.Entry, times)
	if err != nil {
		return nil, err
	}
	cold, err := benchCold(browser, base, times)
	return append(out, cold), err
}

var benchScreen = Options{Width: 375, Height: 667, Wait: 20 * time.Minute, Language: "en"}

// benchList changes a list of 1,000 rows, and opens pages from it.
func benchList(browser context.Context, base, page string, times int) ([]Measure, error) {
	s, err := newSession(browser, base, page, benchScreen)
	if err != nil {
		return nil, err
	}
	defer s.close()
	s.wait = 20 * time.Second
	if _, err := s.settled(); err != nil {
		return nil, err
	}
	var out []Measure
	for _, m := range []struct {
		name, what, before string
		limit              float64
	}{
		{"one item by path", "path", "", 16},
		{"an unrelated counter", "counter", "", 16},
		{"select a row", "select", "", 16},
		{"every tenth row", "tenth", "", 16},
		{"swap two rows", "swap", "", 16},
		{"append 100 rows", "append", "fill", 50},
		{"replace 1,000 rows", "replace", "", 50},
		{"next page of 100 nodes, warm frame", "open", "", 100},
	} {
		if _, err := s.bench("fill"); err != nil {
			return nil, err
		}
		var took []lap
		for range times {
			if m.before != "" {
				if _, err := s.bench(m.before); err != nil {
					return nil, err
				}
			}
			d, err := s.bench(m.what)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.name, err)
			}
			took = append(took, d)
			if m.what == "open" {
				if _, err := s.send("back"); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, measure(m.name, m.limit, took))
	}
	return out, nil
}

// benchCold opens the program at a page of 100 nodes: nothing of it is there yet.
func benchCold(browser context.Context, base string, times int) (Measure, error) {
	var took []lap
	for range times {
		s, err := newSession(browser, base, "hundred/hundred", benchScreen)
		if err != nil {
			return Measure{}, err
		}
		s.wait = 20 * time.Second
		v, err := s.settled()
		s.close()
		if err != nil {
			return Measure{}, err
		}
		took = append(took, lap{all: v.Applied - v.Began})
	}
	return measure("program opened at a page of 100 nodes, cold", 300, took), nil
}

// lap is one run: all of it, and the parts that are known.
type lap struct{ all, logic, view float64 }

func measure(name string, limit float64, took []lap) Measure {
	sorted := func(of func(lap) float64) []float64 {
		out := make([]float64, len(took))
		for i, l := range took {
			out[i] = of(l)
		}
		slices.Sort(out)
		return out
	}
	all := sorted(func(l lap) float64 { return l.all })
	return Measure{
		Name: name, Limit: limit, Median: all[len(all)/2], Max: all[len(all)-1],
		Logic: sorted(func(l lap) float64 { return l.logic })[len(all)/2],
		View:  sorted(func(l lap) float64 { return l.view })[len(all)/2],
	}
}

// bench has the program do something, and gives how long it took.
func (s *session) bench(what string) (lap, error) {
	v, err := s.send(what)
	if err != nil {
		return lap{}, err
	}
	began, ok := v.logged("began ")
	if !ok {
		return lap{}, errors.New("the program did not begin")
	}
	l := lap{all: v.Applied - began}
	if sent, ok := v.logged("sent "); ok {
		l.logic, l.view = sent-began, v.Applied-v.Received
	}
	return l, nil
}

// logged is the number that the program logged last behind a word.
func (v seen) logged(word string) (float64, bool) {
	for _, l := range slices.Backward(v.Logs) {
		if at, ok := strings.CutPrefix(l.Text, word); ok {
			n, err := strconv.ParseFloat(at, 64)
			return n, err == nil
		}
	}
	return 0, false
}

func (s *session) send(what string) (seen, error) {
	if _, err := chromedp.Run(s.tab, chromedp.Evaluate[string](fmt.Sprintf(`trial.logs.length = 0; trial.running.event("bench", %q); ""`, what))); err != nil {
		return seen{}, err
	}
	return s.settled()
}
