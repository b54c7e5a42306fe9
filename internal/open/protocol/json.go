package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// MaxDepth bounds how deep a business content may nest.
const MaxDepth = 32

// ErrJSON says that a content is not one strict JSON value.
var ErrJSON = errors.New("not valid JSON, or a name is given twice, or it nests too deep")

// Strict checks that b is exactly one JSON value in UTF-8 without U+0000, with no name given
// twice (whatever its case: readers differ there) and no deeper than MaxDepth,
// and gives it without the members that are null or "": clients send those for
// "not set".
func Strict(b []byte) ([]byte, error) {
	if !utf8.Valid(b) || !json.Valid(b) {
		return nil, ErrJSON
	}
	s := scanner{in: b, out: make([]byte, 0, len(b))}
	if err := s.value(0); err != nil {
		return nil, err
	}
	if s.nul {
		return nil, ErrJSON
	}
	return s.out, nil
}

// scanner copies valid JSON without white space and without empty members.
type scanner struct {
	in, out []byte
	at      int
	nul     bool // a text has U+0000 in it, which databases refuse to store
}

func (s *scanner) peek() byte {
	for s.at < len(s.in) {
		switch c := s.in[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) value(depth int) error {
	if depth > MaxDepth {
		return ErrJSON
	}
	switch s.peek() {
	case '{':
		return s.object(depth)
	case '[':
		return s.array(depth)
	case '"':
		s.out = append(s.out, s.str()...)
	default:
		s.out = append(s.out, s.literal()...)
	}
	return nil
}

func (s *scanner) str() []byte {
	start := s.at
	for s.at++; s.in[s.at] != '"'; s.at++ {
		if s.in[s.at] == '\\' {
			s.nul = s.nul || bytes.HasPrefix(s.in[s.at:], []byte(`\u0000`))
			s.at++
		}
	}
	s.at++
	return s.in[start:s.at]
}

func (s *scanner) literal() []byte {
	start := s.at
	for s.at < len(s.in) && !strings.ContainsRune(",]} \t\r\n", rune(s.in[s.at])) {
		s.at++
	}
	return s.in[start:s.at]
}

func (s *scanner) array(depth int) error {
	s.at++
	s.out = append(s.out, '[')
	for first := true; s.peek() != ']'; first = false {
		if s.in[s.at] == ',' {
			s.at++
		}
		if !first {
			s.out = append(s.out, ',')
		}
		if err := s.value(depth + 1); err != nil {
			return err
		}
	}
	s.at++
	s.out = append(s.out, ']')
	return nil
}

func (s *scanner) object(depth int) error {
	s.at++
	s.out = append(s.out, '{')
	start := len(s.out)
	var names []string
	for s.peek() != '}' {
		if s.in[s.at] == ',' {
			s.at++
			s.peek()
		}
		name := s.str()
		key := fold(name)
		if has(names, key) || len(names) == maxMembers {
			return ErrJSON
		}
		names = append(names, key)
		s.peek()
		s.at++ // the colon
		mark := len(s.out)
		if mark > start {
			s.out = append(s.out, ',')
		}
		s.out = append(append(s.out, name...), ':')
		from := len(s.out)
		if err := s.value(depth + 1); err != nil {
			return err
		}
		if v := string(s.out[from:]); v == "null" || v == `""` {
			s.out = s.out[:mark]
		}
	}
	s.at++
	s.out = append(s.out, '}')
	return nil
}

// maxMembers keeps the plain search of has cheap.
const maxMembers = 500

func has(names []string, key string) bool {
	for _, n := range names {
		if n == key {
			return true
		}
	}
	return false
}

// fold brings names together that encoding/json would match to one field.
func fold(quoted []byte) string {
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return string(quoted)
	}
	return strings.ReplaceAll(strings.ToLower(s), "ſ", "s")
}
