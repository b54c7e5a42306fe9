package registry_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"livewell/internal/mini/compiler"
	"livewell/internal/mini/pack"
	"livewell/internal/mini/registry"
)

// A permission without a reason and an address without encryption are told once
// each; the name of an XML dialect and a permission with its reason are not.
func TestInspectTellsOfPermissionsAndPlainAddresses(t *testing.T) {
	for want, of := range map[string]struct{ app, script string }{
		"scope": {`{"pages":["index"]}`, `Page({ onLoad() { my.getLocation({}); my.getLocation({}) } })`},
		"mixed": {`{"pages":["index"]}`, `Page({ onLoad() { const at = "http://a.example/x", again = "http://a.example/y" } })`},
		"": {
			`{"pages":["index"],"permission":{"scope.userLocation":{"desc":"to find shops near you"}}}`,
			`Page({ onLoad() { my.getLocation({}); const ns = "http://www.w3.org/2000/svg", at = "https://a.example" } })`,
		},
	} {
		p, err := compiler.Build(fstest.MapFS{
			"app.json": {Data: []byte(of.app)}, "index.axml": {Data: []byte("<view>x</view>")}, "index.js": {Data: []byte(of.script)},
		}, compiler.Options{})
		if err != nil {
			t.Fatal(err)
		}
		k, err := pack.Make(p, pack.Info{AppID: "2021000000000001", Name: "Noodles", Version: "1.0.0", Domains: []string{"a.example", "www.w3.org"}})
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, f := range registry.Inspect(k) {
			kinds = append(kinds, f.Kind)
		}
		var wanted []string
		if want != "" {
			wanted = []string{want}
		}
		if !slices.Equal(kinds, wanted) {
			t.Errorf("%s: found %v", of.script, registry.Inspect(k))
		}
	}
}
