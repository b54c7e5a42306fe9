package acss

import (
	"strings"
	"testing"
)

func tag(name string) string {
	if name == "view" || name == "page" || name == "text" {
		return "mp-" + name
	}
	return ""
}

func TestStyleSheets(t *testing.T) {
	for _, c := range []struct{ name, src, want, warning string }{
		{"rpx", ".a{width:750rpx;margin:-1.5rpx 10px}", ".a{width:100vw;margin:-0.2vw 10px}", ""},
		{"tags", "view, .a>text:not(view) page{}", "mp-view, .a>mp-text:not(mp-view) mp-page{}", ""},
		{"names that look like tags", ".view #text [view=text] a:text{}", ".view #text [view=text] a:text{}", ""},
		{"media", "@media (min-width: 100rpx){view{color:red}}", "@media (min-width: 50px){mp-view{color:red}}", ""},
		{"keyframes", "@keyframes text{from{left:75rpx}to{left:0}}", "@keyframes text{from{left:10vw}to{left:0}}", ""},
		{"font", "@font-face{font-family:x;src:url(./x.ttf)}", `@font-face{font-family:x;src:url("/pages/a/x.ttf")}`, ""},
		{
			"addresses", `.a{background:url('../../i/a.png'),url("/b.png"),url(https://e.x/c.png),url(data:image/png;base64,AA)}`,
			`.a{background:url("/i/a.png"),url("/b.png"),url("https://e.x/c.png"),url("data:image/png;base64,AA")}`, "",
		},
		{"comments", "/* x */.a{/* y */color:red}", ".a{color:red}", ""},
		{"line comments", "// view{}\n.a{color:red; // no\n}", "\n.a{color:red; \n}", ""},
		{"an address is no comment", ".a{background:url(https://e.x/a.png)}", `.a{background:url("https://e.x/a.png")}`, ""},
		{"import", `@import "./b.acss";.a{}`, ".b{}.a{}", ""},
		{"import that is not there", `@import "./c.acss";.a{}`, ".a{}", "no style sheet"},
		{"import from outside", `@import "https://e.x/c.css";.a{}`, ".a{}", "not part of the package"},
		{"open block", ".a{color:red", ".a{color:red}", "not closed"},
		{"stray brace", "}.a{color:red}", ".a{color:red}", "closes nothing"},
		{"a rule without a block", ".a", "", "has no block"},
		{"charset", `@charset "utf-8";.a{}`, ".a{}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			warnings := ""
			got := Transform(c.src, Options{
				File: "pages/a/a.acss", Tag: tag,
				Import: func(_, spec string) (string, bool) { return ".b{}", spec == "./b.acss" },
				Warn:   func(_ int, msg string) { warnings += msg + "\n" },
			})
			if strings.TrimSpace(got) != strings.TrimSpace(c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.warning == "" && warnings != "" || !strings.Contains(warnings, c.warning) {
				t.Errorf("warnings %q, want %q", warnings, c.warning)
			}
		})
	}
}

func TestStylesOfAComponentStayWithIt(t *testing.T) {
	for src, want := range map[string]string{
		".a{}":                 ".a[data-c-x]{}",
		".a .b, .c>text{}":     ".a .b[data-c-x], .c>mp-text[data-c-x]{}",
		".a:active .b:hover{}": ".a:active .b[data-c-x]:hover{}",
		".a::before{}":         ".a[data-c-x]::before{}",
		"view:not(.b){}":       "mp-view[data-c-x]:not(.b){}",
	} {
		if got := Transform(src, Options{Tag: tag, Scope: "x"}); got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

func FuzzTransform(f *testing.F) {
	f.Add("@media x{view,.a:not(b){width:1rpx}}@import 'a';.c{background:url(a)}")
	f.Fuzz(func(_ *testing.T, src string) {
		Transform(src, Options{File: "a/b.acss", Tag: tag, Scope: "x", Import: func(_, _ string) (string, bool) { return "", false }})
	})
}
