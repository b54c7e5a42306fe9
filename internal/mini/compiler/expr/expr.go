// Package expr reads the expressions between the double braces of a template and
// writes them as JavaScript that never throws on a missing member. The language is
// JavaScript's expressions without assignment; where the public documentation is
// silent, what real programs use decides (arrow functions in mini-antui, template
// literals, method calls, one regular expression).
package expr

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Error is a fault in an expression, at a byte of it.
type Error struct {
	At  int
	Msg string
}

func (e *Error) Error() string { return fmt.Sprintf("%s at %d", e.Msg, e.At+1) }

// Code is an expression in JavaScript.
type Code struct {
	JS string
	// Deps are the roots in the page's data that the value hangs on, sorted.
	Deps []string
	// Constant says that it hangs on nothing: neither data nor locals.
	Constant bool
}

// Scope says what a bare name means.
type Scope struct {
	// Locals maps names of loops and slots to JavaScript variables.
	Locals map[string]string
	// Modules maps names of SJS modules to JavaScript expressions.
	Modules map[string]string
}

// With is the scope inside a loop or slot, where name is the variable js.
func (s Scope) With(name, js string) Scope {
	locals := make(map[string]string, len(s.Locals)+1)
	for k, v := range s.Locals {
		locals[k] = v
	}
	locals[name] = js
	return Scope{Locals: locals, Modules: s.Modules}
}

// Compile turns one expression into code. In an object (a template's data) bare
// names, spreads and pairs need no braces around them.
func Compile(src string, object bool, scope Scope) (Code, error) {
	p := parser{lex: lexer{src: src}, scope: scope, deps: map[string]bool{}}
	js, err := p.whole(object)
	if err != nil {
		return Code{}, err
	}
	deps := make([]string, 0, len(p.deps))
	for d := range p.deps {
		deps = append(deps, d)
	}
	sort.Strings(deps)
	return Code{JS: js, Deps: deps, Constant: len(deps) == 0 && !p.local}, nil
}

type parser struct {
	lex    lexer
	tok    token
	scope  Scope
	params []map[string]bool // of the arrow functions around
	deps   map[string]bool
	local  bool
	depth  int
}

const maxDepth = 200

func (p *parser) whole(object bool) (js string, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			js, err = "", e
		}
	}()
	p.next()
	if object {
		if js, ok := p.bareObject(); ok {
			return js, nil
		}
	}
	if p.tok.kind == end {
		return "undefined", nil
	}
	js = p.comma()
	p.want(end, "")
	return js, nil
}

// bareObject reads the pairs of a template's data. A lone name is a pair too:
// {{foo}} is {foo: foo}. What begins like another expression is left to be read
// as one.
func (p *parser) bareObject() (string, bool) {
	if p.tok.kind == end {
		return "{}", true
	}
	start := *p
	if p.tok.is("{") { // braces all the same
		return "", false
	}
	js, ok := p.pairs(end, "")
	if !ok {
		deps := p.deps
		*p = start
		p.deps = deps
		return "", false
	}
	return "{" + js + "}", true
}

// pairs reads what stands between the braces of an object, up to the closing token.
func (p *parser) pairs(kind tokenKind, closing string) (string, bool) {
	var out []string
	for p.tok.kind != kind || p.tok.text != closing {
		switch {
		case p.tok.is("..."):
			p.next()
			out = append(out, "..."+p.assign())
		case p.tok.is("["):
			p.next()
			key := p.assign()
			p.punct("]")
			p.punct(":")
			out = append(out, "["+key+"]:"+p.assign())
		case p.tok.kind == name || p.tok.kind == str || p.tok.kind == number:
			key := p.tok
			p.next()
			switch {
			case p.tok.is(":"):
				p.next()
				out = append(out, quoteKey(key)+":"+p.assign())
			case key.kind == name && (p.tok.is(",") || p.tok.kind == kind && p.tok.text == closing):
				out = append(out, quoteKey(key)+":"+p.ident(key))
			default:
				return "", false
			}
		default:
			return "", false
		}
		if p.tok.is(",") || p.tok.is(";") {
			p.next()
		} else if p.tok.kind != kind || p.tok.text != closing {
			return "", false
		}
	}
	return strings.Join(out, ","), true
}

func quoteKey(t token) string {
	switch t.kind {
	case name:
		return strconv.Quote(t.text)
	case str:
		return quote(t.value)
	default:
		return "[" + t.text + "]"
	}
}

func (p *parser) comma() string {
	js := p.assign()
	for p.tok.is(",") {
		p.next()
		js = "(" + js + "," + p.assign() + ")"
	}
	return js
}

func (p *parser) assign() string {
	p.depth++
	if p.depth > maxDepth {
		p.fail("nested too deeply")
	}
	defer func() { p.depth-- }()
	if params, ok := p.arrow(); ok {
		return p.arrowBody(params)
	}
	return p.conditional()
}

func (p *parser) conditional() string {
	test := p.binary(0)
	if !p.tok.is("?") {
		return test
	}
	p.next()
	yes := p.assign()
	p.punct(":")
	return "(" + test + "?" + yes + ":" + p.assign() + ")"
}

var precedence = map[string]int{
	"??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6,
	"==": 7, "!=": 7, "===": 7, "!==": 7,
	"<": 8, ">": 8, "<=": 8, ">=": 8, "in": 8, "instanceof": 8,
	"<<": 9, ">>": 9, ">>>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12,
}

func (p *parser) binary(floor int) string {
	left := p.unary()
	for {
		op := p.tok.text
		rank := precedence[op]
		if rank == 0 || rank <= floor || p.tok.kind == str || p.tok.kind == name && op != "in" && op != "instanceof" {
			return left
		}
		p.next()
		if op == "**" { // to the right
			rank--
		}
		left = "(" + left + " " + op + " " + p.binary(rank) + ")"
	}
}

func (p *parser) unary() string {
	switch {
	case p.tok.is("!"), p.tok.is("-"), p.tok.is("+"), p.tok.is("~"):
		op := p.tok.text
		p.next()
		p.depth++
		if p.depth > maxDepth {
			p.fail("nested too deeply")
		}
		defer func() { p.depth-- }()
		return op + "(" + p.unary() + ")"
	case p.tok.kind == name && (p.tok.text == "typeof" || p.tok.text == "void"):
		op := p.tok.text
		p.next()
		return "(" + op + " " + p.unary() + ")"
	case p.tok.kind == name && p.tok.text == "new":
		p.fail("new is not part of templates")
	}
	return p.postfix(p.primary())
}

func (p *parser) postfix(js string) string {
	for {
		switch {
		case p.tok.is("."), p.tok.is("?."):
			optional := p.tok.is("?.")
			p.next()
			if optional && (p.tok.is("(") || p.tok.is("[")) {
				continue
			}
			if p.tok.kind != name {
				p.fail("a member's name is missing")
			}
			js += "?." + p.tok.text
			p.next()
		case p.tok.is("["):
			p.next()
			js += "?.[" + p.comma() + "]"
			p.punct("]")
		case p.tok.is("("):
			p.next()
			js += "?.(" + p.list(")") + ")"
		default:
			return js
		}
	}
}

// list reads arguments or elements up to the closing token and eats it.
func (p *parser) list(closing string) string {
	var out []string
	for !p.tok.is(closing) {
		switch {
		case p.tok.is("..."):
			p.next()
			out = append(out, "..."+p.assign())
		case p.tok.is(","):
			out = append(out, "undefined") // a hole
		default:
			out = append(out, p.assign())
		}
		if !p.tok.is(closing) {
			p.punct(",")
		}
	}
	p.next()
	return strings.Join(out, ",")
}

func (p *parser) primary() string {
	t := p.tok
	switch t.kind {
	case number:
		p.next()
		if p.tok.is(".") || p.tok.is("[") {
			return "(" + t.text + ")"
		}
		return t.text
	case str:
		p.next()
		return quote(t.value)
	case template:
		p.next()
		return p.literal(t)
	case name:
		p.next()
		return p.ident(t)
	case punct:
		switch t.text {
		case "(":
			p.next()
			js := p.comma()
			p.punct(")")
			return "(" + js + ")"
		case "[":
			p.next()
			return "[" + p.list("]") + "]"
		case "{":
			p.next()
			js, ok := p.pairs(punct, "}")
			if !ok {
				p.fail("an object is not whole")
			}
			p.next()
			return "({" + js + "})"
		case "/", "/=":
			re, ok := p.lex.regexp(t.at)
			if !ok {
				p.fail("a regular expression is not whole")
			}
			p.next()
			return re
		}
	case end:
		p.fail("the expression ends too early")
	}
	p.fail("unexpected " + strconv.Quote(t.text))
	return ""
}

var literals = map[string]bool{
	"true": true, "false": true, "null": true, "undefined": true, "NaN": true, "Infinity": true,
}

// ident is a bare name: a parameter, a local, a module, a literal or a root of the data.
func (p *parser) ident(t token) string {
	n := t.text
	for _, names := range p.params {
		if names[n] {
			return n
		}
	}
	if js, ok := p.scope.Locals[n]; ok {
		p.local = true
		return js
	}
	if literals[n] {
		return n
	}
	if js, ok := p.scope.Modules[n]; ok {
		return js
	}
	if n == "this" {
		p.fail("this is not part of templates")
	}
	p.deps[n] = true
	return "d." + n
}

// literal is a template literal: its texts and the expressions between them.
func (p *parser) literal(t token) string {
	var b strings.Builder
	b.WriteString("(" + quote(t.parts[0]))
	for i, src := range t.exprs {
		inner := parser{lex: lexer{src: src}, scope: p.scope, params: p.params, deps: p.deps, depth: p.depth + 1}
		if inner.depth > maxDepth {
			p.fail("nested too deeply")
		}
		inner.next()
		b.WriteString("+(" + inner.comma() + ")+" + quote(t.parts[i+1]))
		inner.want(end, "")
		p.local = p.local || inner.local
	}
	b.WriteString(")")
	return b.String()
}

// arrow recognises the head of an arrow function and eats it.
func (p *parser) arrow() (params []string, ok bool) {
	back := *p
	defer func() {
		if !ok {
			*p = back
		}
	}()
	switch {
	case p.tok.kind == name:
		params = []string{p.tok.text}
		p.next()
	case p.tok.is("("):
		p.next()
		for p.tok.kind == name {
			params = append(params, p.tok.text)
			p.next()
			if p.tok.is(",") {
				p.next()
			}
		}
		if !p.tok.is(")") {
			return nil, false
		}
		p.next()
	default:
		return nil, false
	}
	if !p.tok.is("=>") {
		return nil, false
	}
	p.next()
	return params, true
}

func (p *parser) arrowBody(params []string) string {
	names := make(map[string]bool, len(params))
	for _, n := range params {
		names[n] = true
	}
	p.params = append(p.params[:len(p.params):len(p.params)], names)
	if p.tok.is("{") {
		p.fail("an arrow function of a template is one expression")
	}
	body := p.assign()
	p.params = p.params[:len(p.params)-1]
	return "((" + strings.Join(params, ",") + ")=>" + body + ")"
}

func (p *parser) next() {
	t, err := p.lex.next()
	if err != nil {
		panic(err)
	}
	p.tok = t
}

func (p *parser) punct(text string) { p.want(punct, text); p.next() }

func (p *parser) want(kind tokenKind, text string) {
	if p.tok.kind == kind && (kind != punct || p.tok.text == text) {
		return
	}
	if p.tok.kind == end {
		p.fail(strconv.Quote(text) + " is missing")
	}
	p.fail("unexpected " + strconv.Quote(p.tok.text))
}

func (p *parser) fail(msg string) { panic(&Error{At: p.tok.at, Msg: msg}) }

// quote writes a JavaScript string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Quote writes a JavaScript string.
func Quote(s string) string { return quote(s) }
