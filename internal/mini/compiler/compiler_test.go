package compiler

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestAFolderWithoutSettingsIsNoProgram(t *testing.T) {
	for _, files := range []map[string]string{{}, {"app.json": "{"}, {"app.js": "App({})"}} {
		if _, err := Build(folder(files), Options{}); !errors.Is(err, ErrNoProgram) {
			t.Errorf("got %v", err)
		}
	}
}

// generated is a program of n pages, with a component and a library that all use.
func generated(n int) fstest.MapFS {
	files := map[string]string{
		"app.js":            `import { f } from "./lib"; App({ globalData: { v: f(1) } })`,
		"lib.js":            `export const f = (a) => a + 1;` + strings.Repeat("export function g"+"0() { return [1, 2, 3].map((x) => x * 2) }\n", 1),
		"app.acss":          strings.Repeat(".a { width: 100rpx; color: red }\nview:active .b > text { margin: 0 10rpx }\n", 60),
		"components/c.axml": `<view class="c"><slot/><text a:for="{{list}}" a:key="id">{{item.name}}</text></view>`,
		"components/c.json": `{"component": true}`,
		"components/c.js":   `Component({ props: { list: [] }, methods: { tap() { this.setData({ n: 1 }) } } })`,
		"components/c.acss": `.c { padding: 20rpx }`,
	}
	var pages []string
	for i := range n {
		p := fmt.Sprintf("pages/p%d/p%d", i, i)
		pages = append(pages, `"`+p+`"`)
		files[p+".axml"] = strings.Repeat(`<view class="row {{on ? 'on' : ''}}" onTap="tap" data-id="{{id}}"><image src="./a.png"/>
<text a:if="{{n > 1}}">{{title}} {{price.toFixed(2)}}</text><c a:else list="{{list}}"><text>x</text></c></view>
`, 30)
		files[p+".json"] = `{"usingComponents": {"c": "/components/c"}, "defaultTitle": "p"}`
		files[p+".js"] = `import { f } from "/lib"; Page({ data: { n: 1, list: [] }, ` +
			strings.Repeat("async load() { const r = await my.request({ url: 'https://e.x' }); this.setData({ list: r.data?.list ?? [] }) },\n", 20) + `onLoad() { f(1) } })`
		files[p+".acss"] = strings.Repeat(".row { height: 88rpx }\n.row.on text { color: #333 }\n", 30)
	}
	files["app.json"] = `{"pages": [` + strings.Join(pages, ",") + `]}`
	return folder(files)
}

func TestTheSameSourcesGiveTheSameBytes(t *testing.T) {
	src := generated(5)
	first, err := Build(src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cache := NewCache()
	for range 5 {
		again, err := Build(src, Options{Cache: cache})
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(first.Files, again.Files, bytes.Equal) || !slices.Equal(first.Warnings, again.Warnings) {
			t.Fatal("another build gave other bytes")
		}
	}
}

func TestOneChangedFileIsSeenThroughTheCache(t *testing.T) {
	src := generated(3)
	src["pages/p0/part.axml"] = &fstest.MapFile{Data: []byte(`<view>old</view>`)}
	src["pages/p0/p0.axml"] = &fstest.MapFile{Data: []byte(`<include src="./part.axml"/>`)}
	src["pages/p1/more.acss"] = &fstest.MapFile{Data: []byte(`.old{color:red}`)}
	src["pages/p1/p1.acss"] = &fstest.MapFile{Data: []byte(`@import "./more.acss";`)}
	cache := NewCache()
	if _, err := Build(src, Options{Cache: cache}); err != nil {
		t.Fatal(err)
	}
	src["pages/p0/part.axml"] = &fstest.MapFile{Data: []byte(`<view>new</view>`)}
	src["pages/p1/more.acss"] = &fstest.MapFile{Data: []byte(`.new{color:red}`)}
	p, err := Build(src, Options{Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(p.Files["app.js"], []byte(`"new"`)) || bytes.Contains(p.Files["app.js"], []byte(`"old"`)) {
		t.Error("an included file is not seen")
	}
	if got := string(p.Files["pages/p1/p1.css"]); !strings.Contains(got, ".new") {
		t.Errorf("an imported sheet is not seen: %s", got)
	}
}

func TestASubpackageHoldsItsOwnAndLeavesWhatIsShared(t *testing.T) {
	p, err := Build(folder(map[string]string{
		"app.json":        `{"pages": ["main/a"], "subPackages": [{"root": "sub", "pages": ["b", "gone"]}]}`,
		"main/a.axml":     `<view/>`,
		"main/a.js":       `require("../sub/shared"); Page({})`,
		"sub/b.axml":      `<view/>`,
		"sub/b.js":        `require("./shared"); require("./own"); Page({})`,
		"sub/shared.js":   `require("./deep")`,
		"sub/deep.js":     `1`,
		"sub/own.js":      `2`,
		"elsewhere/un.js": `3`,
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := func(file string) []string {
		var out []string
		for _, n := range []string{"main/a.js", "sub/b.js", "sub/shared.js", "sub/deep.js", "sub/own.js", "elsewhere/un.js"} {
			if bytes.Contains(p.Files[file], []byte(`define("`+n)) {
				out = append(out, n)
			}
		}
		return out
	}
	if got := in("app.js"); !slices.Equal(got, []string{"main/a.js", "sub/shared.js", "sub/deep.js"}) {
		t.Errorf("the main part holds %v", got)
	}
	if got := in("sub/app.js"); !slices.Equal(got, []string{"sub/b.js", "sub/own.js"}) {
		t.Errorf("the subpackage holds %v", got)
	}
	if len(p.Manifest.Pages) != 2 || p.Manifest.Pages[1].Package != "sub" {
		t.Errorf("pages are %+v", p.Manifest.Pages)
	}
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Msg, `page "sub/gone"`) {
		t.Errorf("warnings are %v", p.Warnings)
	}
}

func TestSettingsAreReadTheWayPeopleWriteThem(t *testing.T) {
	for src, want := range map[string]string{
		"":                              "",
		"\ufeff{\"pages\": [\"a\"]}":    "a",
		"{\"pages\": [\"a\", // x\n],}": "a",
		"{/* \"pages\": 1 */\"pages\":[\"//a\"]}": "//a",
		"{\"pages\": [\"a\"], \"window\": []}":    "a",
	} {
		var c appConfig
		if err := readJSON([]byte(src), &c); err != nil {
			t.Errorf("%q: %v", src, err)
		}
		if strings.Join(c.Pages, " ") != want {
			t.Errorf("%q: got %v", src, c.Pages)
		}
	}
}

func TestAProjectMayAskForComponentsOfTheFirstKind(t *testing.T) {
	for project, want := range map[string]bool{
		"": false, "{}": false, `{"component2": true}`: false, `{"component2": false}`: true, "not JSON": false,
		`{"format": 2, "compileOptions": {"component2": false}}`: true, `{"component2": false, "compileOptions": {"component2": true}}`: false,
	} {
		p, err := Build(fstest.MapFS{
			"app.json": {Data: []byte(`{"pages":["index"]}`)}, "index.axml": {Data: []byte("x")}, "mini.project.json": {Data: []byte(project)},
		}, Options{})
		if err != nil || p.Manifest.OldComponents != want {
			t.Errorf("%s: %v %v", project, p.Manifest.OldComponents, err)
		}
	}
}

func TestPackagesAreFoundWhereTheyLie(t *testing.T) {
	p, err := Build(folder(map[string]string{
		"app.json": `{"pages": ["a/a"]}`,
		"a/a.json": `{"usingComponents": {"x": "ui/es/x/index"}}`,
		"a/a.axml": `<x/>`,
		"a/a.js":   `import k from "kit"; import "ui/es/x/help"; Page({})`,
	}), Options{Packages: []fs.FS{folder(map[string]string{
		"ui/es/x/index.json": `{"component": true}`, "ui/es/x/index.axml": `<view/>`, "ui/es/x/index.js": `require("/es/y"); Component({})`,
		"ui/es/y.js": "1", "ui/es/x/help.js": "2", "kit/package.json": `{"main": "./dist/k.js"}`, "kit/dist/k.js": "3",
	})}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ui/es/x/index.js", "ui/es/y.js", "ui/es/x/help.js", "kit/dist/k.js"} {
		if !bytes.Contains(p.Files["app.js"], []byte(`define("node_modules/`+want)) {
			t.Errorf("%s is not in the package", want)
		}
	}
	if len(p.Warnings) != 0 {
		t.Errorf("warnings are %v", p.Warnings)
	}
}

// BenchmarkCold compiles a program of 20 pages from nothing.
func BenchmarkCold(b *testing.B) {
	src := generated(20)
	for b.Loop() {
		if _, err := Build(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneFile compiles it again after one file has changed.
func BenchmarkOneFile(b *testing.B) {
	src := generated(20)
	cache := NewCache()
	if _, err := Build(src, Options{Cache: cache}); err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		src["pages/p3/p3.axml"] = &fstest.MapFile{Data: fmt.Appendf(nil, "<view>%d</view>", n), ModTime: time.Unix(int64(n), 0)}
		if _, err := Build(src, Options{Cache: cache}); err != nil {
			b.Fatal(err)
		}
	}
}
