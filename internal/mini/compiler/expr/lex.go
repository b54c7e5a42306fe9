package expr

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	end tokenKind = iota
	name
	number
	str
	template
	punct
)

type token struct {
	kind tokenKind
	at   int
	text string // as it stands; of punct the sign
	// value is what a string holds; parts and exprs are what a template literal does.
	value string
	parts []string
	exprs []string
}

func (t token) is(sign string) bool { return t.kind == punct && t.text == sign }

type lexer struct {
	src string
	at  int
}

// The longest come first.
var signs = []string{
	"...", "===", "!==", ">>>", "**", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "<<", ">>",
	"{", "}", "(", ")", "[", "]", ".", ",", ";", ":", "?", "<", ">", "+", "-", "*", "/", "%", "!", "~", "&", "|", "^", "=",
}

func (l *lexer) next() (token, *Error) {
	for l.at < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.at:])
		if !unicode.IsSpace(r) && r != '\ufeff' {
			break
		}
		l.at += n
	}
	at := l.at
	if at >= len(l.src) {
		return token{kind: end, at: at}, nil
	}
	c := l.src[at]
	switch {
	case c == '"' || c == '\'':
		v, err := l.str(c)
		return token{kind: str, at: at, text: l.src[at:l.at], value: v}, err
	case c == '`':
		return l.template()
	case c >= '0' && c <= '9' || c == '.' && at+1 < len(l.src) && isDigit(l.src[at+1]):
		return l.number()
	}
	if r, n := utf8.DecodeRuneInString(l.src[at:]); isNameStart(r) {
		for at+n < len(l.src) {
			r, w := utf8.DecodeRuneInString(l.src[at+n:])
			if !isNameStart(r) && !unicode.IsDigit(r) {
				break
			}
			n += w
		}
		l.at += n
		return token{kind: name, at: at, text: l.src[at:l.at]}, nil
	}
	for _, s := range signs {
		if strings.HasPrefix(l.src[at:], s) {
			if s == "?." && at+2 < len(l.src) && isDigit(l.src[at+2]) {
				continue // a?.5:1 is a condition
			}
			l.at += len(s)
			return token{kind: punct, at: at, text: s}, nil
		}
	}
	r, _ := utf8.DecodeRuneInString(l.src[at:])
	return token{}, &Error{At: at, Msg: "unexpected " + strconv.QuoteRune(r)}
}

func isNameStart(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) }
func isDigit(c byte) bool     { return c >= '0' && c <= '9' }

func (l *lexer) number() (token, *Error) {
	at := l.at
	rest := l.src[at:]
	n := 0
	if len(rest) > 1 && rest[0] == '0' && strings.ContainsRune("xXbBoO", rune(rest[1])) {
		n = 2
		for n < len(rest) && (isDigit(rest[n]) || rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'f') {
			n++
		}
	} else {
		digits := func() {
			for n < len(rest) && isDigit(rest[n]) {
				n++
			}
		}
		digits()
		if n < len(rest) && rest[n] == '.' {
			n++
			digits()
		}
		if n < len(rest) && (rest[n] == 'e' || rest[n] == 'E') {
			mark := n
			n++
			if n < len(rest) && (rest[n] == '+' || rest[n] == '-') {
				n++
			}
			if n < len(rest) && isDigit(rest[n]) {
				digits()
			} else {
				n = mark
			}
		}
	}
	l.at += n
	text := rest[:n]
	if f, err := strconv.ParseFloat(text, 64); err != nil {
		v, err := strconv.ParseInt(text, 0, 64)
		if err != nil {
			return token{}, &Error{At: at, Msg: "no number: " + strconv.Quote(text)}
		}
		text = strconv.FormatInt(v, 10)
	} else if len(text) > 1 && text[0] == '0' && isDigit(text[1]) {
		text = strconv.FormatFloat(f, 'f', -1, 64) // 08 is no octal number
	} else if len(text) > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') {
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return token{kind: number, at: at, text: text}, nil
}

func (l *lexer) str(q byte) (string, *Error) {
	at := l.at
	l.at++
	var b strings.Builder
	for l.at < len(l.src) {
		c := l.src[l.at]
		switch c {
		case q:
			l.at++
			return b.String(), nil
		case '\\':
			l.at++
			l.escape(&b)
		default:
			b.WriteByte(c)
			l.at++
		}
	}
	return "", &Error{At: at, Msg: "a string has no end"}
}

// escape reads what follows a backslash.
func (l *lexer) escape(b *strings.Builder) {
	if l.at >= len(l.src) {
		return
	}
	c := l.src[l.at]
	l.at++
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	case 'u', 'x':
		w := 4
		if c == 'x' {
			w = 2
		}
		if l.at+w <= len(l.src) {
			if v, err := strconv.ParseUint(l.src[l.at:l.at+w], 16, 32); err == nil {
				b.WriteRune(rune(v))
				l.at += w
				return
			}
		}
		b.WriteByte(c)
	case '\n':
	default:
		b.WriteByte(c)
	}
}

func (l *lexer) template() (token, *Error) {
	t := token{kind: template, at: l.at}
	l.at++
	var b strings.Builder
	for l.at < len(l.src) {
		c := l.src[l.at]
		switch {
		case c == '`':
			l.at++
			t.parts = append(t.parts, b.String())
			t.text = l.src[t.at:l.at]
			return t, nil
		case c == '\\':
			l.at++
			l.escape(&b)
		case c == '$' && strings.HasPrefix(l.src[l.at:], "${"):
			n := closing(l.src[l.at+2:])
			if n < 0 {
				return t, &Error{At: l.at, Msg: "a template literal has no end"}
			}
			t.parts = append(t.parts, b.String())
			t.exprs = append(t.exprs, l.src[l.at+2:l.at+2+n])
			b.Reset()
			l.at += n + 3
		default:
			b.WriteByte(c)
			l.at++
		}
	}
	return t, &Error{At: t.at, Msg: "a template literal has no end"}
}

// closing finds the brace that closes one that was opened before s.
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		case '"', '\'':
			j := skipString(s, i)
			if j < 0 {
				return -1
			}
			i = j
		}
	}
	return -1
}

// skipString gives where the string that starts at i ends, its last byte.
func skipString(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case s[i]:
			return j
		}
	}
	return -1
}

// regexp reads a regular expression that starts at at.
func (l *lexer) regexp(at int) (string, bool) {
	class := false
	for i := at + 1; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '\n':
			return "", false
		case c == '/' && !class:
			i++
			for i < len(l.src) && l.src[i] >= 'a' && l.src[i] <= 'z' {
				i++
			}
			l.at = i
			return l.src[at:i], true
		}
	}
	return "", false
}

// Part is a piece of a text or an attribute: text as it stands, or an expression.
type Part struct {
	Text string
	Expr bool
	At   int // of the expression's first byte in the source
}

// Split cuts a text at its double braces. Braces of objects and quotes inside are
// respected; where they do not close, the first "}}" ends the expression.
func Split(s string) []Part {
	var out []Part
	at := 0
	for {
		i := strings.Index(s[at:], "{{")
		if i < 0 {
			break
		}
		i += at
		n := MustacheEnd(s[i+2:])
		if n < 0 {
			break
		}
		if i > at {
			out = append(out, Part{Text: s[at:i], At: at})
		}
		out = append(out, Part{Text: s[i+2 : i+2+n], Expr: true, At: i + 2})
		at = i + 2 + n + 2
	}
	if at < len(s) {
		out = append(out, Part{Text: s[at:], At: at})
	}
	return out
}

// MustacheEnd finds the "}}" that ends the expression at the start of s, or -1.
func MustacheEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"', '\'', '`':
			j := skipString(s, i)
			if j < 0 {
				return strings.Index(s, "}}")
			}
			i = j
		case '{':
			depth++
		case '}':
			if depth > 0 {
				depth--
			} else if strings.HasPrefix(s[i:], "}}") {
				return i
			}
		}
	}
	return strings.Index(s, "}}")
}
