package expr

import (
	"strings"
	"testing"
)

func TestExpressionsBecomeCodeThatMissesNothing(t *testing.T) {
	scope := Scope{Modules: map[string]string{"m": "s1()"}}.With("item", "v1")
	for _, c := range []struct{ src, js, deps string }{
		{"a", "d.a", "a"},
		{"a.b[c].d", "d.a?.b?.[d.c]?.d", "a c"},
		{"item.name", "v1?.name", ""},
		{"m.f(a, 1)", "s1()?.f?.(d.a,1)", "a"},
		{"a ? b : c", "(d.a?d.b:d.c)", "a b c"},
		{"1 + 2 * 3", "(1 + (2 * 3))", ""},
		{"a - b - c", "((d.a - d.b) - d.c)", "a b c"},
		{"2 ** 3 ** 2", "(2 ** (3 ** 2))", ""},
		{"!a && -b", "(!(d.a) && -(d.b))", "a b"},
		{"a || b && c", "(d.a || (d.b && d.c))", "a b c"},
		{"a === 'x'", `(d.a === "x")`, "a"},
		{"[1, ...a, 'b']", `[1,...d.a,"b"]`, "a"},
		{"{a, b: c, ...e, 'f-g': 1, [h]: 2}", `({"a":d.a,"b":d.c,...d.e,"f-g":1,[d.h]:2})`, "a c e h"},
		{"a.map(i => i + b)", "d.a?.map?.(((i)=>(i + d.b)))", "a b"},
		{"a.reduce((x, y) => x + y, 0)", "d.a?.reduce?.(((x,y)=>(x + y)),0)", "a"},
		{"`a${b}c${`d${e}`}`", `("a"+(d.b)+"c"+(("d"+(d.e)+""))+"")`, "b e"},
		{"/a[/]b/gi.test(c)", "/a[/]b/gi?.test?.(d.c)", "c"},
		{"a?.b?.[0]?.(1)", "d.a?.b?.[0]?.(1)", "a"},
		{"a?.5:1", "(d.a?.5:1)", "a"},
		{"1.5.toFixed(2)", "(1.5)?.toFixed?.(2)", ""},
		{"true && undefined", "(true && undefined)", ""},
		{"typeof a", "(typeof d.a)", "a"},
		{"a, b", "(d.a,d.b)", "a b"},
		{`"it's \u0041\n"`, `"it's A\n"`, ""},
		{"0x10 + 08", "(16 + 8)", ""},
		{"名字", "d.名字", "名字"},
		{"a in b", "(d.a in d.b)", "a b"},
		{"", "undefined", ""},
	} {
		got, err := Compile(c.src, false, scope)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if got.JS != c.js || strings.Join(got.Deps, " ") != c.deps {
			t.Errorf("%s: got %s of [%s], want %s of [%s]", c.src, got.JS, strings.Join(got.Deps, " "), c.js, c.deps)
		}
		if constant := c.deps == "" && !strings.Contains(c.js, "v1"); got.Constant != constant {
			t.Errorf("%s: constant is %v", c.src, got.Constant)
		}
	}
}

func TestDataOfATemplateNeedsNoBraces(t *testing.T) {
	for src, want := range map[string]string{
		"foo, a: b, ...o": `{"foo":d.foo,"a":d.b,...d.o}`,
		"foo":             `{"foo":d.foo}`,
		"...o":            `{...d.o}`,
		"":                `{}`,
		"{a: 1}":          `({"a":1})`,
		"a ? b : c":       `(d.a?d.b:d.c)`,
		"color: c":        `{"color":d.c}`,
	} {
		got, err := Compile(src, true, Scope{})
		if err != nil || got.JS != want {
			t.Errorf("%s: got %s, %v, want %s", src, got.JS, err, want)
		}
	}
}

func TestAFaultNamesItsPlace(t *testing.T) {
	for src, want := range map[string]string{
		"1 +":                    "the expression ends too early at 4",
		"a b":                    `unexpected "b" at 3`,
		"(a":                     `")" is missing at 3`,
		"'a":                     "a string has no end at 1",
		"a.":                     "a member's name is missing at 3",
		"new Date":               "new is not part of templates at 1",
		"this.a":                 "this is not part of templates at 5",
		"a = 1":                  `unexpected "=" at 3`,
		"#":                      "unexpected '#' at 1",
		"i => { i }":             "an arrow function of a template is one expression at 6",
		strings.Repeat("(", 500): "nested too deeply at 201",
	} {
		_, err := Compile(src, false, Scope{})
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
}

func TestTextIsCutAtItsBraces(t *testing.T) {
	for src, want := range map[string]string{
		"a{{b}}c":               "a|=b|c",
		"{{ {a: {b: 1}} }}":     "= {a: {b: 1}} ",
		"{{foo, a: {b: 1}}}":    "=foo, a: {b: 1}",
		"{{a ? '}}' : b}}x":     "=a ? '}}' : b|x",
		"{{a":                   "{{a",
		"{{a}}{{b}}":            "=a|=b",
		"{{it's}} broken {{b}}": "=it's| broken |=b",
		"no braces":             "no braces",
	} {
		var got []string
		for _, p := range Split(src) {
			text := p.Text
			if p.Expr {
				text = "=" + text
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %s, want %s", src, strings.Join(got, "|"), want)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"a.b[c]", "a ? `x${b}` : {c, ...d}", "l.map((a, b) => a + b)", "/x/.test(a)", "'\\u00'"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, src string, object bool) {
		if len(src) > 1<<16 {
			t.Skip()
		}
		c, err := Compile(src, object, Scope{})
		if err == nil && c.JS == "" {
			t.Fatal("no code")
		}
		Split(src)
	})
}
