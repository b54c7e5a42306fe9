package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"livewell/internal/open/protocol"
)

// shape is what is known of a request or reply type: its wire fields and their rules.
type shape struct {
	t      reflect.Type
	fields []field
}

type field struct {
	index    []int
	name     string
	doc      string
	kind     string // for the documentation
	example  string
	required bool
	either   string
	max      int
	enum     []string
	sub      *shape // of objects, and of the members of lists
	list     bool
}

func shapeOf[T any](what string) *shape { return makeShape(reflect.TypeFor[T](), what, 0) }

// makeShape reads the tags once. A type that cannot be documented is a bug that
// shows at the start.
func makeShape(t reflect.Type, what string, depth int) *shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Interface {
		return &shape{t: t}
	}
	if t.Kind() != reflect.Struct || depth > 8 {
		panic(fmt.Sprintf("gateway: %s is not a struct: %s", what, t))
	}
	s := &shape{t: t}
	for f := range visible(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		if name == "sign" && depth > 0 {
			panic(fmt.Sprintf("gateway: %s has a nested member named sign: clients cut answers there", what))
		}
		fd := field{
			index: f.Index, name: name, doc: f.Tag.Get("doc"), example: f.Tag.Get("example"),
			required: f.Tag.Get("required") == "true", either: f.Tag.Get("either"),
		}
		if v := f.Tag.Get("max"); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil {
				panic(fmt.Sprintf("gateway: %s.%s: max %q", what, name, v))
			}
			fd.max = n
		}
		if v := f.Tag.Get("enum"); v != "" {
			fd.enum = strings.Split(v, ",")
		}
		fd.kind, fd.list, fd.sub = kindOf(f.Type, what+"."+name, depth)
		s.fields = append(s.fields, fd)
	}
	return s
}

// visible walks exported fields, those of embedded structs included.
func visible(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && !f.Anonymous && !yield(f) {
				return
			}
		}
	}
}

var (
	tMoney = reflect.TypeFor[protocol.Money]()
	tText  = reflect.TypeFor[protocol.Text]()
	tInt   = reflect.TypeFor[protocol.Int]()
	tRaw   = reflect.TypeFor[json.RawMessage]()
	tNum   = reflect.TypeFor[json.Number]()
)

func kindOf(t reflect.Type, what string, depth int) (kind string, list bool, sub *shape) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == tMoney:
		return "amount", false, nil
	case t == tInt:
		return "integer", false, nil
	case t == tText:
		return "string", false, nil
	case t == tNum:
		return "number", false, nil
	case t == tRaw:
		return "object", false, nil
	case t.Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "Object["):
		f, _ := t.FieldByName("V")
		return kindOf(f.Type, what, depth)
	}
	switch t.Kind() {
	case reflect.String:
		return "string", false, nil
	case reflect.Bool:
		return "boolean", false, nil
	case reflect.Int, reflect.Int64, reflect.Int32:
		return "integer", false, nil
	case reflect.Float64:
		return "number", false, nil
	case reflect.Map:
		return "object", false, nil
	case reflect.Slice:
		k, _, sub := kindOf(t.Elem(), what, depth)
		return k, true, sub
	case reflect.Struct:
		return "object", false, makeShape(t, what, depth+1)
	default:
		panic(fmt.Sprintf("gateway: %s has a type without a wire form: %s", what, t))
	}
}

// decode reads a strict body into in and checks its rules.
func (m *method) decode(body []byte, in any) error {
	if err := json.Unmarshal(body, in); err != nil {
		return m.bad(why(err))
	}
	if text := m.in.check(reflect.ValueOf(in).Elem(), ""); text != "" {
		return m.bad(text)
	}
	return nil
}

func (m *method) bad(text string) error { return protocol.Business(m.Bad, text).With(text) }

// why says which field encoding/json stumbled over.
func why(err error) string {
	var te *json.UnmarshalTypeError
	if !errors.As(err, &te) {
		return "The content cannot be read."
	}
	at := te.Field
	if at == "" {
		at = "The content"
	}
	switch te.Type {
	case tMoney:
		return at + " must be an amount of yuan from 0.00 to 100000000.00 with at most two decimals."
	case tInt:
		return at + " must be a whole number."
	default:
		return at + " has a value of the wrong kind: " + clip(te.Value) + "."
	}
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// check gives what is wrong with v, or "".
func (s *shape) check(v reflect.Value, at string) string {
	if s == nil || s.t.Kind() == reflect.Interface {
		return ""
	}
	var groups map[string]bool // either-words: has one been given
	for i := range s.fields {
		f := &s.fields[i]
		fv := deref(v.FieldByIndex(f.index))
		given := fv.IsValid() && !fv.IsZero() && (fv.Kind() != reflect.Slice || fv.Len() > 0)
		if f.either != "" {
			if groups == nil {
				groups = map[string]bool{}
			}
			groups[f.either] = groups[f.either] || given
		}
		if !given {
			if f.required {
				return at + f.name + " is required."
			}
			continue
		}
		if text := f.check(fv, at); text != "" {
			return text
		}
	}
	for word, given := range groups {
		if !given {
			return "One of " + s.members(word) + " is required."
		}
	}
	return ""
}

func deref(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct && strings.HasPrefix(v.Type().Name(), "Object[") {
		if v.IsZero() {
			return reflect.Value{}
		}
		return deref(v.FieldByName("V"))
	}
	return v
}

func (f *field) check(v reflect.Value, at string) string {
	if f.list {
		if v.Kind() == reflect.Slice && v.Len() > 1000 {
			return at + f.name + " has too many members."
		}
		for i := 0; f.sub != nil && i < v.Len(); i++ {
			if text := f.sub.check(deref(v.Index(i)), fmt.Sprintf("%s%s[%d].", at, f.name, i)); text != "" {
				return text
			}
		}
		return ""
	}
	if f.sub != nil {
		return f.sub.check(v, at+f.name+".")
	}
	if v.Kind() != reflect.String {
		return ""
	}
	if f.max > 0 && utf8.RuneCountInString(v.String()) > f.max {
		return fmt.Sprintf("%s%s must have at most %d characters.", at, f.name, f.max)
	}
	if f.enum != nil && !slices.Contains(f.enum, v.String()) {
		return fmt.Sprintf("%s%s must be one of %s.", at, f.name, strings.Join(f.enum, ", "))
	}
	return ""
}

func (s *shape) members(word string) string {
	var names []string
	for _, f := range s.fields {
		if f.either == word {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ", ")
}

// fromParams makes a body of single parameters: v1's top-level fields, V3's
// query and path. Values of fields that are objects or lists are JSON.
func (s *shape) fromParams(p protocol.Params, into map[string]json.RawMessage) {
	for i := range s.fields {
		f := &s.fields[i]
		v, ok := p[f.name]
		if !ok || strings.TrimSpace(v) == "" {
			continue
		}
		if (f.list || f.kind == "object") && json.Valid([]byte(v)) && strings.ContainsAny(v[:1], "{[") {
			into[f.name] = json.RawMessage(v)
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			continue // a string can always be written
		}
		into[f.name] = b
	}
}
