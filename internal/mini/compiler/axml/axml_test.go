package axml

import (
	"strings"
	"testing"
)

// show writes a tree in one line.
func show(nodes []*Node) string {
	var b strings.Builder
	for _, n := range nodes {
		if n.Tag == "" {
			b.WriteString(strings.TrimSpace(n.Text))
			continue
		}
		b.WriteString("<" + n.Tag)
		for _, a := range n.Attrs {
			b.WriteString(" " + a.Name)
			if !a.Bare {
				b.WriteString("=[" + a.Value + "]")
			}
		}
		b.WriteString(">" + show(n.Kids) + "</>")
	}
	return b.String()
}

func TestTemplatesAreReadTheWayPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ name, src, want, warning string }{
		{"well formed", `<view class="a"><text>hi</text></view>`, `<view class=[a]><text>hi</></>`, ""},
		{"attribute without value", `<input password/>`, `<input password></>`, ""},
		{"attribute without quotes", `<view a:if={{a > b}} id=x>t</view>`, `<view a:if=[{{a > b}}] id=[x]>t</>`, "has no quotes"},
		{"less than in an expression", `<view>{{a<b}}c</view>`, `<view>{{a<b}}c</>`, ""},
		{"object in an expression", `<t data="{{a, b: {c: {d: 1}}}}"/>`, `<t data=[{{a, b: {c: {d: 1}}}}]></>`, ""},
		{"same quotes inside braces", `<view class="{{a ? "x" : "y"}} z">t</view>`, `<view class=[{{a ? "x" : "y"}} z]>t</>`, ""},
		{"left open", `<view><text>a</view><view>b</view>`, `<view><text>a</></><view>b</>`, "<text> is not closed before </view>"},
		{"open at the end", `<view>a`, `<view>a</>`, "is never closed"},
		{"closed and never opened", `<view>a</text></view>b`, `<view>a</>b`, "closes nothing"},
		{"a leaf left open keeps no children", `<image src="a"><view/>`, `<image src=[a]></><view></>`, ""},
		{"a leaf that is closed", `<image src="a"></image>b`, `<image src=[a]></>b`, ""},
		{"written twice", `<view id="a" id="b"/>`, `<view id=[a]></>`, "twice"},
		{"names keep their case", `<scroll-view onScrollToLower="f" scrollY/>`, `<scroll-view onScrollToLower=[f] scrollY></>`, ""},
		{"comments", `<!-- <view> -->a<!-- b`, `a`, "no end"},
		{"entities", `<view title="&lt;&quot;"/>`, `<view title=[<"]></>`, ""},
		{"stray slash", `<view / class="a">b</view>`, `<view class=[a]>b</>`, "stray"},
		{"value without equals", `<view class"a">b</view>`, `<view class a>b</>`, "stray"},
		{"a tag within a tag", `<view <text>a</text>`, `<view><text>a</></>`, "has no end"},
		{"lone less than", `a < b`, `a < b`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			nodes, warnings := Parse(c.src)
			if got := show(nodes); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			all := ""
			for _, w := range warnings {
				all += w.String() + "\n"
			}
			if c.warning == "" && all != "" || !strings.Contains(all, c.warning) {
				t.Errorf("warnings %q, want %q", all, c.warning)
			}
		})
	}
}

func TestWarningsNameThePlace(t *testing.T) {
	_, warnings := Parse("<view>\n  <text a=1>\n</view>")
	got := ""
	for _, w := range warnings {
		got += w.String() + "; "
	}
	if want := "2:11: a value of <text> has no quotes; 2:3: <text> is not closed before </view>; "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`<view a:for="{{list}}" class='a {{b ? "c" : ''}}'>{{x<y}}<image></view>`)
	f.Fuzz(func(t *testing.T, src string) {
		nodes, _ := Parse(src)
		count := 0
		var walk func([]*Node, int)
		walk = func(nodes []*Node, depth int) {
			if depth > maxDepth+2 {
				t.Fatal("deeper than the bound")
			}
			for _, n := range nodes {
				count++
				walk(n.Kids, depth+1)
			}
		}
		walk(nodes, 0)
		if count > maxNodes {
			t.Fatal("more nodes than the bound")
		}
	})
}
