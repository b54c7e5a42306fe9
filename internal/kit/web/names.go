package web

import (
	"fmt"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// namer gives schemas short names, and tells two types of one name apart by
// their packages: Message, then PayMessage. Registration has one order, so the
// document does not change from run to run.
func namer() func(reflect.Type, string) string {
	names := map[reflect.Type]string{}
	taken := map[string]bool{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if n, ok := names[t]; ok {
			return n
		}
		name := huma.DefaultSchemaNamer(t, hint)
		if taken[name] {
			base := strings.TrimSuffix(path.Base(t.PkgPath()), "api")
			if t.PkgPath() != "" {
				name = strings.ToUpper(base[:1]) + base[1:] + name
			}
			for n, stem := 2, name; taken[name]; n++ {
				name = fmt.Sprint(stem, n)
			}
		}
		names[t], taken[name] = name, true
		return name
	}
}
