package protocol

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Caps of one request. Text is what is signed; files are counted apart.
const (
	MaxText   = 256 << 10
	MaxFiles  = 20 << 20
	maxParams = 200
)

// Params are a request's decoded parameters: the union of query and body.
type Params map[string]string

// File is one uploaded part. Its bytes are never part of the signature.
type File struct {
	Field, Name string
	Data        []byte
}

// Why a request cannot be read. None of them says more than its name: the
// caller is not known yet.
var (
	ErrTooLarge  = errors.New("the request is too large")
	ErrMalformed = errors.New("the request cannot be parsed")
	ErrConflict  = errors.New("a parameter is given twice with different values")
	ErrNotUTF8   = errors.New("the request is not UTF-8")
)

// Parse reads the parameters of r. Clients put them in the query, in the body
// or in both; only the union has a meaning. A name that is given twice with
// the same value is legal (gopay does it with charset), with another value it
// is refused, as it would mean different things to different readers.
func Parse(r *http.Request) (Params, []File, error) {
	p := Params{}
	if len(r.URL.RawQuery) > MaxText {
		return nil, nil, ErrTooLarge
	}
	if err := p.addForm(r.URL.RawQuery); err != nil {
		return nil, nil, err
	}
	if r.Method == http.MethodGet || r.Body == nil {
		return p, nil, nil
	}
	kind, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" {
		return nil, nil, ErrMalformed
	}
	if kind == "multipart/form-data" {
		files, err := p.addMultipart(multipart.NewReader(r.Body, args["boundary"]), "")
		return p, files, err
	}
	body, err := readAll(r.Body, MaxText)
	if err != nil {
		return nil, nil, err
	}
	if kind != "" && kind != "application/x-www-form-urlencoded" && len(body) > 0 {
		return nil, nil, ErrMalformed
	}
	return p, nil, p.addForm(string(body))
}

// ParseForm reads one urlencoded text: an order string, a return URL's query.
func ParseForm(text string) (Params, error) {
	if len(text) > MaxText {
		return nil, ErrTooLarge
	}
	p := Params{}
	return p, p.addForm(text)
}

func (p Params) addForm(text string) error {
	q, err := url.ParseQuery(text)
	if err != nil {
		return ErrMalformed
	}
	for name, values := range q {
		for _, v := range values {
			if err := p.add(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p Params) add(name, value string) error {
	if !utf8.ValidString(name) || !utf8.ValidString(value) {
		return ErrNotUTF8
	}
	if strings.ContainsRune(name+value, 0) {
		return ErrMalformed // databases refuse to store it
	}
	if had, ok := p[name]; ok && had != value {
		return ErrConflict
	}
	if p[name] = value; len(p) > maxParams {
		return ErrTooLarge
	}
	return nil
}

// addMultipart adds text parts to p and gives the files. Where only is set,
// that one text part is wanted (V3's "data") and others are refused.
func (p Params) addMultipart(mr *multipart.Reader, only string) (files []File, err error) {
	text, bytes := int64(MaxText), int64(MaxFiles)
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, ErrMalformed
		}
		left := &text
		if part.FileName() != "" {
			left = &bytes
		}
		b, err := readAll(part, *left)
		if err != nil {
			return nil, err
		}
		*left -= int64(len(b))
		if part.FileName() != "" {
			if len(files) == 16 {
				return nil, ErrTooLarge
			}
			files = append(files, File{part.FormName(), part.FileName(), b})
			continue
		}
		if only != "" && part.FormName() != only {
			return nil, ErrMalformed
		}
		if err := p.add(part.FormName(), string(b)); err != nil {
			return nil, err
		}
	}
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, ErrMalformed
	}
	if int64(len(b)) > limit {
		return nil, ErrTooLarge
	}
	return b, nil
}

// Content is the text that is signed: every parameter but those in drop,
// sorted by name, joined raw. Most clients leave empty values out; one (Node)
// keeps them, hence empties.
func (p Params) Content(empties bool, drop ...string) []byte {
	names := make([]string, 0, len(p))
	size := 0
	for name, v := range p {
		if slices.Contains(drop, name) || !empties && strings.TrimSpace(v) == "" {
			continue
		}
		names = append(names, name)
		size += len(name) + len(v) + 2
	}
	slices.Sort(names)
	out := make([]byte, 0, size)
	for i, name := range names {
		if i > 0 {
			out = append(out, '&')
		}
		out = append(append(append(out, name...), '='), p[name]...)
	}
	return out
}

// Verified tells whether sign covers p under one of the two ways of treating
// empty values. Both ways cover every value that is not empty.
func (p Params) Verified(verify func(text []byte, sig string) error) error {
	first := p.Content(false, "sign")
	err := verify(first, p["sign"])
	if err == nil {
		return nil
	}
	if second := p.Content(true, "sign"); len(second) != len(first) {
		return verify(second, p["sign"])
	}
	return err
}
