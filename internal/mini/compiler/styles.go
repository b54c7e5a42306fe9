package compiler

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"livewell/internal/mini/compiler/acss"
)

// styles compiles the sheets of the app, and of each unit with all it uses.
func (b *build) styles() {
	for _, e := range styleEndings {
		if f, ok := b.tree.find("app" + e); ok {
			b.p.Manifest.Style = b.sheet(f, "")
			break
		}
	}
	for i := range b.p.Manifest.Pages {
		p := &b.p.Manifest.Pages[i]
		seen := map[string]bool{}
		b.stylesOf(p.Path, p, seen)
	}
}

func (b *build) stylesOf(name string, p *Page, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	u := b.units[name]
	for _, tag := range sortedKeys(u.uses) {
		b.stylesOf(u.uses[tag], p, seen)
	}
	if u.style != "" {
		if f := b.sheet(u.style, b.p.Manifest.Components[name].Scope); f != "" {
			p.Styles = append(p.Styles, f)
		}
	}
}

// sheet compiles a style sheet with what it imports, and gives its path in the package.
func (b *build) sheet(file, scope string) string {
	out := strings.TrimSuffix(file, path.Ext(file)) + ".css"
	if _, done := b.p.Files[out]; done {
		return out
	}
	text := b.sheetText(file, scope, nil)
	min := cached(b, "minify", []string{file, text}, func() string {
		r := api.Transform(text, api.TransformOptions{
			Loader: api.LoaderCSS, MinifyWhitespace: !b.o.Development, MinifySyntax: !b.o.Development,
			LogLevel: api.LogLevelSilent, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone, Target: api.ES2022,
		})
		if len(r.Errors) > 0 {
			b.warn(file, 0, 0, "the style sheet could not be made smaller: %s", r.Errors[0].Text)
			return text
		}
		return string(r.Code)
	})
	if strings.TrimSpace(min) == "" {
		return ""
	}
	b.p.Files[out] = []byte(min)
	return out
}

func (b *build) sheetText(file, scope string, above []string) string {
	if slices.Contains(above, file) {
		b.warn(file, 0, 0, "the style sheet imports itself")
		return ""
	}
	src, _ := b.tree.read(file)
	make := func() string {
		return acss.Transform(string(src), acss.Options{
			File: file, Scope: scope, Tag: styleTag,
			Import: func(from, spec string) (string, bool) {
				f, ok := b.tree.resolve(from, spec, styleEndings)
				if !ok && !strings.HasPrefix(spec, ".") && !strings.HasPrefix(spec, "/") {
					f, ok = b.tree.resolve(from, "./"+spec, styleEndings)
				}
				if !ok {
					return "", false
				}
				return b.sheetText(f, scope, append(slices.Clone(above), file)), true
			},
			Warn: func(line int, msg string) { b.warn(file, line, 1, "%s", msg) },
		})
	}
	if bytes.Contains(src, []byte("@import")) {
		return make()
	}
	return cached(b, "sheet", []string{file, scope, string(src)}, make)
}

// styleTag maps tags in selectors to the runtime's elements.
func styleTag(name string) string {
	if name == "page" || builtIn[name] {
		return "mp-" + name
	}
	return ""
}

var assetEndings = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".svg": true, ".bmp": true, ".ico": true,
	".mp3": true, ".m4a": true, ".wav": true, ".aac": true, ".mp4": true, ".webm": true,
	".ttf": true, ".otf": true, ".woff": true, ".woff2": true, ".html": false,
}

// assets copies pictures, sounds and fonts, of packages those that stand beside
// a component in use.
func (b *build) assets() {
	for _, name := range sortedKeys(b.tree.names) {
		f := b.tree.names[name]
		if !assetEndings[strings.ToLower(path.Ext(f))] {
			continue
		}
		if data, ok := b.tree.read(f); ok {
			b.p.Files[f] = data
		}
	}
}
