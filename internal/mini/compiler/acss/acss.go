// Package acss turns style sheets of the dialect into CSS for a page of the
// runtime: rpx becomes a share of the width, tags of the dialect name the
// runtime's elements, addresses start at the package's root.
package acss

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// Options of one style sheet.
type Options struct {
	// File is its path within the program; relative addresses start there.
	File string
	// Import gives the CSS of an imported sheet; not found is false.
	Import func(from, spec string) (css string, ok bool)
	// Tag maps an element's name to the runtime's; "" leaves it.
	Tag func(name string) string
	// Scope keeps the rules to elements with data-c-{Scope}, where it is not empty.
	Scope string
	// Warn hears of what should be mended, with the line.
	Warn func(line int, msg string)
}

type token struct {
	tt   css.TokenType
	text string
}

type sheet struct {
	o    Options
	toks []token
	at   int
	line int
	out  strings.Builder
}

// Transform gives the CSS of a sheet. It never fails: what cannot be read is kept.
func Transform(src string, o Options) string {
	s := &sheet{o: o, line: 1}
	lex := css.NewLexer(parse.NewInputString(uncomment(src)))
	for {
		tt, data := lex.Next()
		if tt == css.ErrorToken {
			if err := lex.Err(); !errors.Is(err, io.EOF) {
				s.warn("the style sheet is broken: %v", err)
			}
			break
		}
		s.toks = append(s.toks, token{tt, string(data)})
	}
	s.rules(false)
	return s.out.String()
}

// uncomment takes away line comments, which real programs have: from // to the end
// of a line that begins with it, or follows a declaration's end.
func uncomment(src string) string {
	if !strings.Contains(src, "//") {
		return src
	}
	lines := strings.Split(src, "\n")
	for i, l := range lines {
		n := strings.Index(l, "//")
		if n < 0 {
			continue
		}
		before := strings.TrimSpace(l[:n])
		if before == "" || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "{") || strings.HasSuffix(before, "}") {
			lines[i] = l[:n]
		}
	}
	return strings.Join(lines, "\n")
}

func (s *sheet) warn(format string, args ...any) {
	if s.o.Warn != nil {
		s.o.Warn(s.line, fmt.Sprintf(format, args...))
	}
}

func (s *sheet) next() (token, bool) {
	if s.at >= len(s.toks) {
		return token{}, false
	}
	t := s.toks[s.at]
	s.at++
	s.line += strings.Count(t.text, "\n")
	return t, true
}

// rules writes rules up to the end of the sheet, or of the block they stand in.
func (s *sheet) rules(nested bool) {
	for {
		t, ok := s.next()
		switch {
		case !ok:
			if nested {
				s.warn("a block is not closed")
				s.out.WriteString("}")
			}
			return
		case t.tt == css.CommentToken || t.tt == css.CDOToken || t.tt == css.CDCToken:
		case t.tt == css.WhitespaceToken:
			s.out.WriteString(" ")
		case t.tt == css.RightBraceToken:
			if nested {
				s.out.WriteString("}")
				return
			}
			s.warn("a brace closes nothing")
		case t.tt == css.AtKeywordToken:
			s.atRule(t)
		case t.tt == css.SemicolonToken:
		default:
			s.at--
			s.rule()
		}
	}
}

func (s *sheet) atRule(t token) {
	var head []token
	for {
		n, ok := s.next()
		if !ok || n.tt == css.SemicolonToken {
			s.statement(t, head)
			return
		}
		if n.tt == css.LeftBraceToken {
			break
		}
		head = append(head, n)
	}
	s.out.WriteString(t.text)
	for _, n := range head {
		if v, ok := rpx(n.text); ok && n.tt == css.DimensionToken {
			// In a condition a share of the width would compare the width with itself.
			n.text = number(v/2) + "px"
		}
		s.out.WriteString(s.value(n))
	}
	s.out.WriteString("{")
	switch name := strings.ToLower(t.text); {
	case name == "@media" || name == "@supports" || name == "@layer" || name == "@container":
		s.rules(true)
	case strings.HasSuffix(name, "keyframes"):
		s.keyframes()
	default:
		s.declarations()
	}
}

// statement is an at-rule without a block; of these only @import matters.
func (s *sheet) statement(t token, head []token) {
	if strings.ToLower(t.text) != "@import" {
		return // @charset and the like
	}
	for _, n := range head {
		var spec string
		switch n.tt {
		case css.StringToken:
			spec = strings.Trim(n.text, `"'`)
		case css.URLToken:
			spec = address(n.text)
		default:
			continue
		}
		if strings.Contains(spec, "://") || strings.HasPrefix(spec, "//") {
			s.warn("%q is not part of the package and is not loaded", spec)
			return
		}
		if text, ok := s.o.Import(s.o.File, spec); ok {
			s.out.WriteString(text)
		} else {
			s.warn("there is no style sheet %q", spec)
		}
		return
	}
}

func (s *sheet) keyframes() {
	for {
		t, ok := s.next()
		switch {
		case !ok:
			s.out.WriteString("}")
			return
		case t.tt == css.CommentToken:
		case t.tt == css.LeftBraceToken:
			s.out.WriteString("{")
			s.declarations()
		case t.tt == css.RightBraceToken:
			s.out.WriteString("}")
			return
		default:
			s.out.WriteString(t.text)
		}
	}
}

// rule is a list of selectors and a block.
func (s *sheet) rule() {
	var head []token
	for {
		t, ok := s.next()
		if !ok {
			if strings.TrimSpace(join(head)) != "" {
				s.warn("a rule has no block")
			}
			return
		}
		if t.tt == css.LeftBraceToken {
			break
		}
		if t.tt == css.RightBraceToken {
			s.warn("a brace closes nothing")
			return
		}
		if t.tt != css.CommentToken {
			head = append(head, t)
		}
	}
	s.selectors(head)
	s.out.WriteString("{")
	s.declarations()
}

func join(ts []token) string {
	var b strings.Builder
	for _, t := range ts {
		b.WriteString(t.text)
	}
	return b.String()
}

// selectors writes a rule's head with the runtime's tags, and each selector kept
// to the scope by an attribute on its last part.
func (s *sheet) selectors(head []token) {
	depth, brackets := 0, 0
	prev := token{tt: css.CommaToken}
	var scoped string
	if s.o.Scope != "" {
		scoped = "[data-c-" + s.o.Scope + "]"
	}
	pending := scoped != ""
	flush := func() {
		if pending {
			s.out.WriteString(scoped)
		}
		pending = scoped != ""
	}
	last := len(head)
	for last > 0 && head[last-1].tt == css.WhitespaceToken {
		last--
	}
	for i, t := range head[:last] {
		switch t.tt {
		case css.LeftBracketToken:
			brackets++
		case css.RightBracketToken:
			brackets--
		case css.FunctionToken, css.LeftParenthesisToken:
			depth++
		case css.RightParenthesisToken:
			depth--
		default:
		}
		if t.tt == css.CommaToken && depth == 0 && brackets == 0 {
			flush()
		}
		if t.tt == css.ColonToken && depth == 0 && brackets == 0 && pending && i > 0 {
			// The attribute stands before a pseudo class or element of the last part.
			if !partFollows(head[i:last]) {
				flush()
				pending = false
			}
		}
		isTag := t.tt == css.IdentToken && brackets == 0 && prev.tt != css.ColonToken && prev.text != "." && prev.tt != css.HashToken &&
			(depth == 0 || prev.tt != css.IdentToken)
		if isTag && s.o.Tag != nil {
			if to := s.o.Tag(t.text); to != "" {
				t.text = to
			}
		}
		s.out.WriteString(t.text)
		prev = head[i]
	}
	if last > 0 {
		flush()
	}
}

// partFollows says whether another part of the same selector comes after.
func partFollows(ts []token) bool {
	depth := 0
	for _, t := range ts {
		switch {
		case t.tt == css.FunctionToken || t.tt == css.LeftParenthesisToken || t.tt == css.LeftBracketToken:
			depth++
		case t.tt == css.RightParenthesisToken || t.tt == css.RightBracketToken:
			depth--
		case depth > 0:
		case t.tt == css.CommaToken:
			return false
		case t.tt == css.WhitespaceToken || t.text == ">" || t.text == "+" || t.text == "~":
			return true
		}
	}
	return false
}

// declarations writes up to the brace that closes the block.
func (s *sheet) declarations() {
	for {
		t, ok := s.next()
		if !ok {
			s.warn("a block is not closed")
			s.out.WriteString("}")
			return
		}
		switch t.tt {
		case css.CommentToken:
		case css.RightBraceToken:
			s.out.WriteString("}")
			return
		case css.LeftBraceToken: // nested, which the dialect does not have; the browser does
			s.out.WriteString("{")
			s.declarations()
		default:
			s.out.WriteString(s.value(t))
		}
	}
}

func (s *sheet) value(t token) string {
	switch t.tt {
	case css.DimensionToken:
		return Length(t.text)
	case css.URLToken:
		return "url(" + quote(s.resolve(address(t.text))) + ")"
	case css.BadURLToken, css.BadStringToken:
		s.warn("%s is broken", clip(t.text))
		return ""
	default:
		return t.text
	}
}

func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `).Replace(s) + `"`
}

// address takes the address out of a url(…) token.
func address(text string) string {
	inner := strings.TrimSpace(strings.TrimSuffix(text[strings.IndexByte(text, '(')+1:], ")"))
	return strings.Trim(inner, `"'`)
}

func (s *sheet) resolve(a string) string {
	switch {
	case a == "" || strings.HasPrefix(a, "//") || strings.HasPrefix(a, "#") || strings.Contains(a, ":"):
		return a
	case strings.HasPrefix(a, "/"):
		return path.Clean(a)
	}
	return path.Join("/", path.Dir(s.o.File), a)
}

// Length turns rpx, of which 750 are the width of the screen, into vw.
func Length(dimension string) string {
	if v, ok := rpx(dimension); ok {
		return number(v/7.5) + "vw"
	}
	return dimension
}

func rpx(dimension string) (float64, bool) {
	n := len(dimension) - 3
	if n < 1 || !strings.EqualFold(dimension[n:], "rpx") {
		return 0, false
	}
	v, err := strconv.ParseFloat(dimension[:n], 64)
	return v, err == nil
}

func number(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64) }
