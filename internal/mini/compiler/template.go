package compiler

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"livewell/internal/mini/compiler/axml"
	"livewell/internal/mini/compiler/expr"
)

// A template becomes a module that gives a render function, and one for each
// <template>:
//
//	exports.render = (d, i) => [ ... ]     d the data, i the instance
//	exports.own    = {name: (d, i) => [ ... ]}
//
// The functions build descriptions of nodes that never change: what hangs on
// nothing is built once, when the module is loaded, and shared by all; what hangs
// on parts of the data is built again only when one of these was set.
//
//	$.e(tag, attributes, children, handlers, key)   an element
//	$.c(tag, properties, content, key)              a component, or what is none after all
//	$.f([...])                                      several nodes as one
//	$.l(list, (item, index) => node, key)           a loop
//	$.t(templates, name, data, i)                   <template is>
//	$.s(i, name, properties, fallback)              <slot>
//	$.n(name, node)                                 content that names its slot
//	$.k(value)                                      what is built once: its copies are made as one
//	$.v(value)                                      a value as text
//	i.m(n, roots, () => node)                       built again when a root was set
type templateGen struct {
	file     string
	includes func(from, src string) (file string, nodes []*axml.Node, ok bool)
	custom   map[string]bool // tags that the file's usingComponents names
	warn     func(file string, pos axml.Pos, format string, args ...any)

	hoisted   []string
	names     map[string]string // code of hoisted → name
	requires  []string
	templates []string
	imports   []string
	modules   map[string]string
	vars      int
	memos     int
	included  []string
}

// builtIn are the elements of the dialect; other names may be components.
var builtIn = func() map[string]bool {
	m := map[string]bool{}
	for _, t := range strings.Fields(`view text image button input textarea label form checkbox checkbox-group radio
		radio-group switch slider picker picker-view picker-view-column navigator scroll-view swiper swiper-item
		progress icon rich-text movable-area movable-view cover-view cover-image canvas web-view video audio map
		camera lifestyle contact-button ad open-data favorite page-container page-meta poster root-portal share-element`) {
		m[t] = true
	}
	return m
}()

// piece is code that makes one child.
type piece struct {
	js     string
	deps   deps
	static bool // may be built once
	heavy  bool // worth building only when its roots were set
}

// deps are roots of the data; all says that it hangs on something that has no
// name, such as a loop's item.
type deps struct {
	roots map[string]bool
	inner bool // uses a local
	bound bool // names the instance, which is not there when modules are loaded
}

func (d *deps) add(o deps) {
	for r := range o.roots {
		if d.roots == nil {
			d.roots = map[string]bool{}
		}
		d.roots[r] = true
	}
	d.inner = d.inner || o.inner
	d.bound = d.bound || o.bound
}

func (d deps) none() bool { return len(d.roots) == 0 && !d.inner && !d.bound }

func (d deps) list() string {
	names := make([]string, 0, len(d.roots))
	for r := range d.roots {
		names = append(names, expr.Quote(r))
	}
	sort.Strings(names)
	return "[" + strings.Join(names, ",") + "]"
}

// place is where nodes stand.
type place struct {
	scope expr.Scope
	file  string
	top   bool // outside of loops, templates and contents: where memos may stand
	text  bool // within <text>
}

func (g *templateGen) module(nodes []*axml.Node) string {
	at := place{scope: expr.Scope{Modules: g.modules}, file: g.file, top: true}
	body, _ := g.children(nodes, at)
	var b strings.Builder
	for _, r := range g.requires {
		b.WriteString(r + "\n")
	}
	b.WriteString("var own={},T={};\n")
	for _, i := range g.imports {
		b.WriteString(i + "\n")
	}
	for _, h := range g.hoisted {
		b.WriteString(h + "\n")
	}
	for _, t := range g.templates {
		b.WriteString(t + "\n")
	}
	b.WriteString("Object.assign(T,own);\nexports.own=own;\nexports.render=function(d,i){return [" + body + "]};\n")
	return b.String()
}

// children makes the code of a list of nodes, without brackets.
func (g *templateGen) children(nodes []*axml.Node, at place) (string, deps) {
	var out []string
	var all deps
	for _, p := range g.pieces(nodes, at) {
		out = append(out, g.settle(p, at))
		all.add(p.deps)
	}
	return strings.Join(out, ","), all
}

// settle hoists what is static and remembers what is heavy.
func (g *templateGen) settle(p piece, at place) string {
	switch {
	case p.static && strings.HasPrefix(p.js, "$."):
		return g.hoist("$.k(" + p.js + ")")
	case p.heavy && at.top && !p.deps.inner && len(p.deps.roots) > 0:
		g.memos++
		return fmt.Sprintf("i.m(%d,%s,()=>%s)", g.memos, g.hoist(p.deps.list()), p.js)
	}
	return p.js
}

// hoist gives a value that is built once, by name.
func (g *templateGen) hoist(js string) string {
	if n, ok := g.names[js]; ok {
		return n
	}
	n := fmt.Sprintf("h%d", len(g.hoisted)+1)
	g.names[js] = n
	g.hoisted = append(g.hoisted, "var "+n+"="+js+";")
	return n
}

func (g *templateGen) pieces(nodes []*axml.Node, at place) []piece {
	var out []piece
	for i := 0; i < len(nodes); i++ {
		n := nodes[i]
		_, isIf := n.Get("a:if")
		_, isFor := n.Get("a:for")
		if !isIf || isFor { // both: the loop comes first, the condition inside it
			if p, ok := g.looped(n, at); ok {
				out = append(out, p...)
			}
			continue
		}
		chain := []*axml.Node{n}
		for i+1 < len(nodes) {
			next := nodes[i+1]
			_, elif := next.Get("a:elif")
			_, els := next.Get("a:else")
			if !elif && !els {
				break
			}
			chain = append(chain, next)
			i++
			if !elif {
				break
			}
		}
		out = append(out, g.chain(chain, at))
	}
	return out
}

// chain is a:if with its a:elif and a:else.
func (g *templateGen) chain(nodes []*axml.Node, at place) piece {
	var p piece
	var b strings.Builder
	closed := false
	for _, n := range nodes {
		attr, isIf := n.Get("a:if")
		if !isIf {
			attr, isIf = n.Get("a:elif")
		}
		if isIf {
			test := g.value(attr, at)
			b.WriteString("(" + test.JS + ")?")
			p.deps.add(of(test))
		} else {
			closed = true
		}
		body := g.one(g.plain(n, at), at)
		p.deps.add(body.deps)
		p.heavy = p.heavy || body.heavy
		b.WriteString(g.settle(piece{js: body.js, deps: body.deps, static: body.static}, at))
		if isIf {
			b.WriteString(":")
		}
	}
	if !closed {
		b.WriteString("null")
	}
	p.js = "(" + b.String() + ")"
	return p
}

// one makes several pieces into one.
func (g *templateGen) one(ps []piece, at place) piece {
	switch len(ps) {
	case 0:
		return piece{js: "null", static: true}
	case 1:
		return ps[0]
	}
	p := piece{static: true}
	var out []string
	for _, q := range ps {
		p.deps.add(q.deps)
		p.static = p.static && q.static
		p.heavy = p.heavy || q.heavy
		out = append(out, g.settle(piece{js: q.js, deps: q.deps, static: q.static}, at))
	}
	p.js = "$.f([" + strings.Join(out, ",") + "])"
	return p
}

// looped is a node with its a:for, if it has one.
func (g *templateGen) looped(n *axml.Node, at place) ([]piece, bool) {
	attr, ok := n.Get("a:for")
	if !ok {
		if _, stray := n.Get("a:elif"); stray {
			g.warn(at.file, n.Pos, "a:elif has no a:if before it; the node is left out")
			return nil, false
		}
		if _, stray := n.Get("a:else"); stray {
			g.warn(at.file, n.Pos, "a:else has no a:if before it; the node is left out")
			return nil, false
		}
		return g.plain(n, at), true
	}
	list := g.value(attr, at)
	g.vars++
	item, index := fmt.Sprintf("v%d", g.vars), fmt.Sprintf("n%d", g.vars)
	inner := at
	inner.top = false
	inner.scope = at.scope.With(nameOf(n, "a:for-item", "item"), item).With(nameOf(n, "a:for-index", "index"), index)
	var body piece
	if _, cond := n.Get("a:if"); cond {
		body = g.chain([]*axml.Node{n}, inner)
	} else {
		body = g.one(g.plain(n, inner), inner)
	}
	p := piece{heavy: true}
	p.deps.add(of(list))
	key := "null"
	if k, ok := n.Get("a:key"); ok {
		js, d := g.key(k, item, inner)
		p.deps.add(d)
		key = "(" + item + "," + index + ")=>" + js
	}
	// What hangs on the item hangs on the list; what hangs on locals around it is inner for all.
	bodyDeps := body.deps
	bodyDeps.inner = false
	p.deps.add(bodyDeps)
	p.deps.inner = p.deps.inner || !at.top
	p.js = "$.l(" + list.JS + ",(" + item + "," + index + ")=>" + g.settle(body, inner) + "," + key + ")"
	return []piece{p}, true
}

func nameOf(n *axml.Node, attr, usual string) string {
	a, ok := n.Get(attr)
	if !ok {
		return usual
	}
	v := strings.TrimSpace(strings.NewReplacer("{{", "", "}}", "").Replace(a.Value))
	if v == "" {
		return usual
	}
	return v
}

func (g *templateGen) key(a axml.Attr, item string, at place) (string, deps) {
	v := strings.TrimSpace(a.Value)
	switch {
	case strings.Contains(v, "{{"):
		c := g.value(a, at)
		return c.JS, of(c)
	case v == "*this" || v == "":
		return item, deps{}
	case v == "index":
		return "null", deps{}
	}
	return item + "?.[" + expr.Quote(v) + "]", deps{}
}

func of(c expr.Code) deps {
	d := deps{inner: !c.Constant && len(c.Deps) == 0}
	for _, r := range c.Deps {
		if d.roots == nil {
			d.roots = map[string]bool{}
		}
		d.roots[r] = true
	}
	return d
}

// plain is a node without its loop and condition.
func (g *templateGen) plain(n *axml.Node, at place) []piece {
	switch n.Tag {
	case "":
		return g.textPiece(n, at)
	case namedTag:
		return []piece{g.namedContent(n, at)}
	case "block":
		if _, named := n.Get("slot"); named {
			break
		}
		return []piece{g.one(g.pieces(n.Kids, at), at)}
	case "import":
		g.importOf(n, at)
		return nil
	case "import-sjs":
		return nil // read before all else
	case "include":
		return g.include(n, at)
	case "template":
		return g.template(n, at)
	case "slot":
		return []piece{g.slot(n, at)}
	}
	if builtIn[n.Tag] && !g.custom[n.Tag] {
		return []piece{g.element(n, at)}
	}
	return []piece{g.component(n, at)}
}

var leading, trailing = regexp.MustCompile(`^[ \t\f]*\n\s*`), regexp.MustCompile(`\s*\n\s*$`)

func (g *templateGen) textPiece(n *axml.Node, at place) []piece {
	text := n.Text
	if at.text { // it keeps its line breaks; those of the indentation are none of them
		text = trailing.ReplaceAllString(leading.ReplaceAllString(text, ""), "")
	}
	c := g.mixed(text, n.Pos, at, true)
	if c.Constant {
		return []piece{{js: c.JS, static: true}}
	}
	return []piece{{js: c.JS, deps: of(c)}}
}

// value is what an attribute gives: one pair of braces alone keeps the type.
func (g *templateGen) value(a axml.Attr, at place) expr.Code {
	if a.Bare {
		return expr.Code{JS: "true", Constant: true}
	}
	parts := expr.Split(a.Value)
	if len(parts) == 1 && parts[0].Expr {
		return g.expression(parts[0].Text, a.Pos, parts[0].At, at)
	}
	if trimmed := strings.TrimSpace(a.Value); len(parts) > 1 && len(parts) <= 3 && strings.HasPrefix(trimmed, "{{") {
		if ps := expr.Split(trimmed); len(ps) == 1 && ps[0].Expr { // spaces around the braces
			return g.expression(ps[0].Text, a.Pos, ps[0].At, at)
		}
	}
	return g.mixed(a.Value, a.Pos, at, false)
}

// mixed is text with expressions in it, as a string.
func (g *templateGen) mixed(s string, pos axml.Pos, at place, decode bool) expr.Code {
	var out []string
	var roots []string
	constant := true
	for _, p := range expr.Split(s) {
		if !p.Expr {
			t := p.Text
			if decode {
				t = html.UnescapeString(t)
			}
			out = append(out, expr.Quote(t))
			continue
		}
		c := g.expression(p.Text, pos, p.At, at)
		out = append(out, "$.v("+c.JS+")")
		roots = append(roots, c.Deps...)
		constant = constant && c.Constant
	}
	if len(out) == 0 {
		return expr.Code{JS: `""`, Constant: true}
	}
	slices.Sort(roots)
	return expr.Code{JS: strings.Join(out, "+"), Deps: slices.Compact(roots), Constant: constant}
}

func (g *templateGen) expression(src string, pos axml.Pos, offset int, at place) expr.Code {
	c, err := expr.Compile(src, false, at.scope)
	if err != nil { // style="{{color: c}}" is an object without its own braces
		if o, e := expr.Compile(src, true, at.scope); e == nil {
			return o
		}
		g.badExpression(src, pos, offset, at, err)
		return expr.Code{JS: "undefined", Constant: true}
	}
	return c
}

func (g *templateGen) badExpression(src string, pos axml.Pos, offset int, at place, err error) {
	var e *expr.Error
	if errors.As(err, &e) {
		offset += e.At
		err = errors.New(e.Msg)
	}
	if !strings.Contains(src, "\n") {
		pos.Col += offset
	}
	g.warn(at.file, pos, "{{%s}} is no expression: %v; it counts as undefined", clip(strings.TrimSpace(src), 60), err)
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

var handler = regexp.MustCompile(`^(capture-)?(on|catch)([A-Z]\w*)$`)

// element is one of the platform's own elements.
func (g *templateGen) element(n *axml.Node, at place) piece {
	var all deps
	var attrs, handlers []string
	attrsStatic, handlersStatic := true, true
	key := ""
	for _, a := range n.Attrs {
		if control(a.Name) {
			continue
		}
		c := g.value(a, at)
		d := of(c)
		all.add(d)
		if a.Name == "key" {
			key = c.JS
			continue
		}
		if m := handler.FindStringSubmatch(a.Name); m != nil {
			handlers = append(handlers, fmt.Sprintf("[%s,%d,%s]", expr.Quote(lowerFirst(m[3])), listenFlag(m[1], m[2]), c.JS))
			handlersStatic = handlersStatic && d.none()
			continue
		}
		if isAddress(n.Tag, a.Name) && c.Constant && !strings.Contains(a.Value, "{{") {
			c.JS = expr.Quote(g.address(a.Value, at.file))
		}
		attrs = append(attrs, expr.Quote(a.Name)+":"+c.JS)
		attrsStatic = attrsStatic && d.none()
	}
	inner := at
	inner.text = n.Tag == "text"
	kids, kidDeps := g.children(n.Kids, inner)
	static := all.none() && kidDeps.none()
	all.add(kidDeps)
	attr, hand := "0", "0"
	if len(attrs) > 0 {
		attr = "{" + strings.Join(attrs, ",") + "}"
		if attrsStatic && !static {
			attr = g.hoist("$.k(" + attr + ")")
		}
	}
	if len(handlers) > 0 {
		hand = "[" + strings.Join(handlers, ",") + "]"
		if handlersStatic && !static {
			hand = g.hoist("$.k(" + hand + ")")
		}
	}
	if kids != "" {
		kids = "[" + kids + "]"
	} else {
		kids = "0"
	}
	return piece{js: call("$.e", expr.Quote(n.Tag), attr, kids, hand, key), deps: all, static: static}
}

// call writes a call without the empty arguments at its end.
func call(fn string, args ...string) string {
	for len(args) > 0 && (args[len(args)-1] == "" || args[len(args)-1] == "0") {
		args = args[:len(args)-1]
	}
	for i, a := range args {
		if a == "" {
			args[i] = "0"
		}
	}
	return fn + "(" + strings.Join(args, ",") + ")"
}

func control(name string) bool {
	switch name {
	case "a:if", "a:elif", "a:else", "a:for", "a:for-item", "a:for-index", "a:key", "a:for-items":
		return true
	}
	return strings.HasPrefix(name, "wx:")
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// The flags are those of the runtime's wire.
func listenFlag(capture, kind string) int {
	f := 1
	if kind == "catch" {
		f = 2
	}
	if capture != "" {
		f *= 4
	}
	return f
}

func isAddress(tag, attr string) bool {
	return attr == "src" && tag != "web-view" || attr == "poster"
}

// address makes a relative address one from the program's root.
func (g *templateGen) address(v, file string) string {
	if v == "" || strings.HasPrefix(v, "/") || strings.Contains(v, ":") {
		return v
	}
	return "/" + path.Join(path.Dir(file), v)
}

// compileTemplate makes the module of a template file.
func compileTemplate(g *templateGen, src string) string {
	nodes, warnings := axml.Parse(src)
	for _, w := range warnings {
		g.warn(g.file, w.Pos, "%s", w.Msg)
	}
	g.names = map[string]string{}
	g.modules = g.withModules(g.file, nodes, nil)
	return g.module(nodes)
}

// jsonText writes a value as JSON without escaping what is safe in a script.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only our own types are written
	}
	return string(b)
}
