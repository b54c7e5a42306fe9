package check

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"livewell/internal/edge/webui"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

// TestComponentLibrariesRunUnchanged opens pages that use the libraries that most
// programs bring, as their own pages use them.
func TestComponentLibrariesRunUnchanged(t *testing.T) {
	runtime := webui.Files("mini")
	if _, err := fs.Stat(runtime, "packages.zip"); err != nil {
		t.Skip("the runtime is not built; make build does")
	}
	pages := map[string]struct{ json, axml, js, want string }{
		"antui": {
			`{"usingComponents": {"list": "mini-antui/es/list/index", "list-item": "mini-antui/es/list/list-item/index", "tabs": "mini-antui/es/tabs/index", "tab-content": "mini-antui/es/tabs/tab-content/index", "stepper": "mini-antui/es/stepper/index", "steps": "mini-antui/es/steps/index", "grid": "mini-antui/es/grid/index", "notice": "mini-antui/es/notice/index", "search-bar": "mini-antui/es/search-bar/index"}}`,
			`<tabs tabs="{{tabs}}" activeTab="{{0}}" onTabClick="none"><block a:for="{{tabs}}" a:key="title"><tab-content><view>content of {{item.title}}</view></tab-content></block></tabs>
<list><view slot="header">head</view><block a:for="{{3}}"><list-item arrow="{{true}}" index="{{item}}">line {{item}}<view slot="extra">extra</view></list-item></block><view slot="footer">foot</view></list>
<stepper value="{{2}}" showNumber/><steps activeIndex="{{1}}" items="{{steps}}"/><grid columnNum="{{2}}" list="{{grid}}"/><notice show>notice</notice><search-bar placeholder="search"/>`,
			`Page({ data: { tabs: [{ title: "one" }, { title: "two" }], steps: [{ title: "s1" }, { title: "s2" }], grid: [{ icon: "", text: "g1" }, { icon: "", text: "g2" }] }, none() {} })`,
			"one two content of one head line 0 extra line 1 foot s1 s2 g1 g2 notice",
		},
		"aliui": {
			`{"usingComponents": {"title": "mini-ali-ui/es/title/index", "button-x": "mini-ali-ui/es/button/index", "tag": "mini-ali-ui/es/tag/index", "card": "mini-ali-ui/es/card/index", "badge": "mini-ali-ui/es/badge/index"}}`,
			`<title hasLine="true">heading</title><button-x type="primary">press</button-x><tag>tagged</tag><card title="card" subTitle="under"/><badge text="7"><view slot="inner">badged</view></badge>`,
			`Page({})`,
			"heading press tagged card under badged",
		},
		"antd": {
			`{"usingComponents": {"ant-button": "antd-mini/es/Button/index", "ant-list": "antd-mini/es/List/index", "ant-list-item": "antd-mini/es/List/ListItem/index", "ant-tag": "antd-mini/es/Tag/index", "ant-steps": "antd-mini/es/Steps/index", "ant-checkbox": "antd-mini/es/Checkbox/index", "ant-stepper": "antd-mini/es/Stepper/index", "ant-tabs": "antd-mini/es/Tabs/index", "ant-input": "antd-mini/es/Input/index", "ant-empty": "antd-mini/es/Empty/index", "ant-collapse": "antd-mini/es/Collapse/index"}}`,
			`<ant-button type="primary" onTap="hit">press {{n}}</ant-button><ant-list header="head" footer="foot"><ant-list-item brief="brief">line</ant-list-item></ant-list><ant-tag>tagged</ant-tag>
<ant-steps items="{{steps}}"/><ant-checkbox>check</ant-checkbox><ant-stepper defaultValue="{{1}}"/><ant-tabs items="{{tabs}}"/><ant-input placeholder="say"/><ant-empty title="empty"/><ant-collapse items="{{tabs}}"/>`,
			`Page({ data: { n: 0, steps: [{ title: "s1" }, { title: "s2" }], tabs: [{ title: "one", content: "c1" }, { title: "two", content: "c2" }] }, hit() { this.setData({ n: this.data.n + 1 }) } })`,
			"press 0 head line brief foot tagged s1 s2 check one two empty",
		},
	}
	files := fstest.MapFS{"app.js": {Data: []byte(`App({})`)}}
	var names []string
	for name, p := range pages {
		at := name + "/" + name
		names = append(names, `"`+at+`"`)
		files[at+".json"], files[at+".axml"], files[at+".js"] = &fstest.MapFile{Data: []byte(p.json)}, &fstest.MapFile{Data: []byte(p.axml)}, &fstest.MapFile{Data: []byte(p.js)}
	}
	files["app.json"] = &fstest.MapFile{Data: []byte(`{"pages": [` + strings.Join(names, ",") + `]}`)}
	p, err := compiler.Build(files, compiler.Options{Packages: host.Libraries(runtime)})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Warnings {
		if strings.Contains(w.Msg, "is not there") || strings.Contains(w.Msg, "no expression") {
			t.Error(w)
		}
	}
	r, err := Program(context.Background(), p, Options{Runtime: runtime})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Pages {
		if !v.Clean() {
			t.Errorf("%s: errors %v, thrown %v, unknown %v", v.Page, v.Errors, v.Thrown, v.Unknown)
		}
		name, _, _ := strings.Cut(v.Page, "/")
		rest := v.Text
		for _, w := range strings.Fields(pages[name].want) {
			_, after, ok := strings.Cut(rest, w)
			if !ok {
				t.Errorf("%s shows %q; %q is missing or in the wrong place", v.Page, v.Text, w)
				break
			}
			rest = after
		}
	}
}
