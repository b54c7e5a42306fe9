// Package axml reads templates the way the dialect's own tools do: leniently. Real
// programs leave tags open, close what was never opened, write attributes twice or
// without quotes; the tree is made all the same and each such place is a warning.
// HTML parsers do not serve: they lower names, move elements of tables and close
// others by rules that templates do not have.
package axml

import (
	"fmt"
	"html"
	"strings"

	"livewell/internal/mini/compiler/expr"
)

// Pos is a place in a file; both count from 1, columns in bytes.
type Pos struct{ Line, Col int }

// Node is an element, or text where Tag is empty.
type Node struct {
	Tag   string
	Attrs []Attr
	Kids  []*Node
	Text  string
	Pos   Pos
}

// Attr is an attribute; Bare has no value at all and means true.
type Attr struct {
	Name, Value string
	Bare        bool
	Pos         Pos // of the value
}

// Get finds an attribute. Of two with one name the first counts.
func (n *Node) Get(name string) (Attr, bool) {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a, true
		}
	}
	return Attr{}, false
}

// Warning is something a developer should mend.
type Warning struct {
	Pos Pos
	Msg string
}

func (w Warning) String() string { return fmt.Sprintf("%d:%d: %s", w.Pos.Line, w.Pos.Col, w.Msg) }

// Bounds of one file; what lies behind them is left out with a warning.
const (
	maxDepth = 256
	maxNodes = 50_000
)

// Leaves never have children, so that one left open does not swallow what follows.
var leaves = map[string]bool{
	"image": true, "input": true, "import": true, "include": true, "import-sjs": true, "icon": true, "progress": true,
	"slider": true, "switch": true, "cover-image": true, "web-view": true, "br": true, "hr": true, "img": true,
}

// Parse makes a tree of a template. It never fails.
func Parse(src string) ([]*Node, []Warning) {
	p := parser{src: strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n"), line: 1}
	p.run()
	return p.root.Kids, p.warnings
}

type parser struct {
	src      string
	at       int
	line     int // of mark
	lineAt   int // where that line begins
	mark     int
	root     Node
	open     []*Node // without the root
	nodes    int
	warnings []Warning
}

// pos is the place of a byte. Asked for in rising order it costs one pass.
func (p *parser) pos(at int) Pos {
	if at < p.mark {
		p.line, p.lineAt, p.mark = 1, 0, 0
	}
	for i := p.mark; i < at && i < len(p.src); i++ {
		if p.src[i] == '\n' {
			p.line++
			p.lineAt = i + 1
		}
	}
	p.mark = at
	return Pos{p.line, at - p.lineAt + 1}
}

func (p *parser) warn(at int, format string, args ...any) {
	if len(p.warnings) < 200 {
		p.warnings = append(p.warnings, Warning{p.pos(at), fmt.Sprintf(format, args...)})
	}
}

func (p *parser) top() *Node {
	if len(p.open) == 0 {
		return &p.root
	}
	return p.open[len(p.open)-1]
}

func (p *parser) add(n *Node) bool {
	p.nodes++
	if p.nodes > maxNodes {
		if p.nodes == maxNodes+1 {
			p.warn(p.at, "the file has more than %d nodes; the rest is left out", maxNodes)
		}
		return false
	}
	p.top().Kids = append(p.top().Kids, n)
	return true
}

func (p *parser) run() {
	for p.at < len(p.src) {
		rest := p.src[p.at:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			n := strings.Index(rest[4:], "-->")
			if n < 0 {
				p.warn(p.at, "a comment has no end")
				p.at = len(p.src)
				break
			}
			p.at += n + 7
		case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
			n := strings.IndexByte(rest, '>')
			if n < 0 {
				n = len(rest) - 1
			}
			p.at += n + 1
		case strings.HasPrefix(rest, "</"):
			p.closeTag()
		case len(rest) > 1 && rest[0] == '<' && isNameStart(rest[1]):
			p.openTag()
		default:
			p.text()
		}
	}
	for _, n := range p.open {
		p.warnings = append(p.warnings, Warning{n.Pos, "<" + n.Tag + "> is never closed"})
	}
}

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// text reads up to the next tag. Expressions may hold "<".
func (p *parser) text() {
	start := p.at
	for p.at < len(p.src) {
		rest := p.src[p.at:]
		if strings.HasPrefix(rest, "{{") {
			if n := expr.MustacheEnd(rest[2:]); n >= 0 {
				p.at += n + 4
				continue
			}
		}
		if rest[0] == '<' && p.at > start && len(rest) > 1 && (isNameStart(rest[1]) || rest[1] == '/' || rest[1] == '!') {
			break
		}
		p.at++
	}
	text := p.src[start:p.at]
	if strings.TrimSpace(text) == "" {
		return
	}
	p.add(&Node{Text: text, Pos: p.pos(start)})
}

func (p *parser) name() string {
	start := p.at
	for p.at < len(p.src) {
		c := p.src[p.at]
		if isSpace(c) || c == '>' || c == '/' || c == '=' || c == '<' {
			break
		}
		p.at++
	}
	return p.src[start:p.at]
}

func (p *parser) space() {
	for p.at < len(p.src) && isSpace(p.src[p.at]) {
		p.at++
	}
}

func (p *parser) closeTag() {
	start := p.at
	p.at += 2
	p.space()
	tag := p.name()
	n := strings.IndexByte(p.src[p.at:], '>')
	if n < 0 {
		p.at = len(p.src)
	} else {
		p.at += n + 1
	}
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].Tag != tag {
			continue
		}
		for _, left := range p.open[i+1:] {
			p.warnings = append(p.warnings, Warning{left.Pos, "<" + left.Tag + "> is not closed before </" + tag + ">"})
		}
		p.open = p.open[:i]
		return
	}
	if !leaves[tag] {
		p.warn(start, "</%s> closes nothing", tag)
	}
}

func (p *parser) openTag() {
	n := &Node{Pos: p.pos(p.at)}
	p.at++
	n.Tag = p.name()
	closed := p.attrs(n)
	if !p.add(n) || closed || leaves[n.Tag] {
		return
	}
	if len(p.open) >= maxDepth {
		p.warn(p.at, "elements are nested more than %d deep", maxDepth)
		return
	}
	p.open = append(p.open, n)
}

// attrs reads to the end of a tag, and says whether it closes itself.
func (p *parser) attrs(n *Node) (closed bool) {
	for p.at < len(p.src) {
		p.space()
		rest := p.src[p.at:]
		switch {
		case rest == "":
		case rest[0] == '>':
			p.at++
			return false
		case strings.HasPrefix(rest, "/>"):
			p.at += 2
			return true
		case rest[0] == '<':
			p.warn(p.at, "<%s> has no end", n.Tag)
			return false
		case rest[0] == '/' || rest[0] == '=' || rest[0] == '"' || rest[0] == '\'':
			p.warn(p.at, "a stray %q", rest[0])
			p.at++
		default:
			p.attr(n)
		}
	}
	p.warn(len(p.src), "<%s> has no end", n.Tag)
	return false
}

func (p *parser) attr(n *Node) {
	start := p.at
	name := p.name()
	if q := strings.IndexAny(name, `"'`); q > 0 { // a value's quote without its "="
		p.at = start + q
		name = name[:q]
	}
	a := Attr{Name: name, Bare: true}
	p.space()
	if p.at < len(p.src) && p.src[p.at] == '=' {
		p.at++
		p.space()
		a.Bare = false
		a.Pos = p.pos(p.at)
		a.Value = p.value(n)
	}
	if _, twice := n.Get(name); twice {
		p.warn(start, "%s is written twice on <%s>; the first counts", name, n.Tag)
		return
	}
	n.Attrs = append(n.Attrs, a)
}

func (p *parser) value(n *Node) string {
	if p.at >= len(p.src) {
		return ""
	}
	q := p.src[p.at]
	if q != '"' && q != '\'' {
		return p.unquoted(n)
	}
	start := p.at + 1
	end := closingQuote(p.src[start:], q)
	if end < 0 {
		p.warn(p.at, "a value has no end")
		p.at = len(p.src)
		return ""
	}
	p.at = start + end + 1
	return html.UnescapeString(p.src[start : start+end])
}

// closingQuote finds the end of a value. A quote of the same kind inside of double
// braces does not end it, where the braces close before the tag does.
func closingQuote(s string, q byte) int {
	end := strings.IndexByte(s, q)
	if end < 0 {
		return -1
	}
	open := strings.LastIndex(s[:end], "{{")
	if open < 0 || strings.Contains(s[open:end], "}}") {
		return end
	}
	rest := s[open+2:]
	n := strings.Index(rest, "}}")
	if n < 0 || strings.ContainsAny(rest[:n], "<\n") {
		return end
	}
	after := rest[n+2:]
	more := strings.IndexByte(after, q)
	if more < 0 || strings.ContainsAny(after[:more], "<>\n=") {
		return end
	}
	return open + 2 + n + 2 + more
}

func (p *parser) unquoted(n *Node) string {
	start := p.at
	for p.at < len(p.src) {
		rest := p.src[p.at:]
		if strings.HasPrefix(rest, "{{") {
			if m := expr.MustacheEnd(rest[2:]); m >= 0 {
				p.at += m + 4
				continue
			}
		}
		if isSpace(rest[0]) || rest[0] == '>' || strings.HasPrefix(rest, "/>") {
			break
		}
		p.at++
	}
	p.warn(start, "a value of <%s> has no quotes", n.Tag)
	return html.UnescapeString(p.src[start:p.at])
}
