// Package compiler turns a mini program's sources, written in the public Alipay
// dialect, into a package that the runtime shows: one script of modules for each
// part, style sheets, assets and a manifest. It needs no Node, runs nothing of the
// program, gives the same bytes for the same sources, and treats each file by
// itself, so that a broken one harms only what needs it.
package compiler

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"livewell/internal/mini/compiler/axml"
	"livewell/internal/mini/compiler/expr"
)

// ErrNoProgram says that a folder holds no app.json that can be read.
var ErrNoProgram = errors.New("the folder holds no app.json that can be read")

// Options of a build.
type Options struct {
	// Packages hold npm packages by name that programs may use without bringing them.
	// The first that has a file counts.
	Packages []fs.FS
	// Cache keeps what was made of a file for the next build. May be nil.
	Cache *Cache
	// Development keeps the code readable.
	Development bool
}

// Program is a built program.
type Program struct {
	Manifest Manifest
	// Files by path: manifest.json, scripts, style sheets and assets.
	Files map[string][]byte
	// Modules are the parts of the scripts by the file that each is made of.
	Modules  map[string]string
	Warnings []Warning
}

// Warning says what a developer should mend, and where.
type Warning struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
	Msg  string `json:"msg"`
}

func (w Warning) String() string {
	if w.Line == 0 {
		return w.File + ": " + w.Msg
	}
	return fmt.Sprintf("%s:%d:%d: %s", w.File, w.Line, w.Col, w.Msg)
}

// Names of the files that a build makes.
const (
	ManifestFile = "manifest.json"
	ScriptFile   = "app.js"
)

var (
	scriptEndings   = []string{".js", ".ts", ".json", ".sjs", ".mjs", ".cjs", ".tsx", ".jsx"}
	templateEndings = []string{".axml"}
	styleEndings    = []string{".acss", ".css"}
)

type build struct {
	o        Options
	tree     *tree
	p        *Program
	app      appConfig
	scripts  map[string]script // by file
	bodies   map[string]string // templates by file
	sheets   map[string]string
	units    map[string]*unit // pages and components, by path
	links    map[string]map[string]string
	main     map[string]bool // files that are not of a subpackage
	warnings []Warning
}

// unit is a page or a component.
type unit struct {
	path     string
	config   unitConfig
	uses     map[string]string
	template string // file, or ""
	script   string
	style    string
}

// Build compiles a program. The sources' root holds app.json. Faults in files are
// warnings; only a folder that is no program is an error.
func Build(src fs.FS, o Options) (*Program, error) {
	t, err := newTree(src, o.Packages)
	if err != nil {
		return nil, fmt.Errorf("compiler: read the sources: %w", err)
	}
	if o.Cache == nil {
		o.Cache = NewCache()
	}
	b := &build{
		o: o, tree: t, p: &Program{Files: map[string][]byte{}, Modules: map[string]string{}},
		scripts: map[string]script{}, bodies: map[string]string{}, sheets: map[string]string{},
		units: map[string]*unit{}, links: map[string]map[string]string{},
	}
	if err := b.readApp(); err != nil {
		return nil, err
	}
	b.readUnits()
	b.collectScripts()
	b.styles()
	b.assets()
	b.write()
	o.Cache.sweep()
	b.p.Warnings = b.sorted()
	return b.p, nil
}

func (b *build) warn(file string, line, col int, format string, args ...any) {
	b.warnings = append(b.warnings, Warning{file, line, col, fmt.Sprintf(format, args...)})
}

func (b *build) sorted() []Warning {
	slices.SortFunc(b.warnings, func(x, y Warning) int {
		if c := strings.Compare(x.File, y.File); c != 0 {
			return c
		}
		if x.Line != y.Line {
			return x.Line - y.Line
		}
		if x.Col != y.Col {
			return x.Col - y.Col
		}
		return strings.Compare(x.Msg, y.Msg)
	})
	return slices.Compact(b.warnings)
}

func (b *build) readApp() error {
	src, ok := b.tree.read("app.json")
	if !ok {
		return ErrNoProgram
	}
	if err := readJSON(src, &b.app); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProgram, err)
	}
	m := &b.p.Manifest
	m.Window, m.Permission = b.app.Window, b.app.Permission
	if project, ok := b.tree.read("mini.project.json"); ok {
		m.OldComponents = oldComponents(project)
	}
	for _, name := range sortedKeys(b.app.Plugins) {
		m.Plugins = append(m.Plugins, name)
		b.warn("app.json", 0, 0, "plugin %q is not on this platform; its components stay empty", name)
	}
	add := func(root, p string) {
		p = strings.Trim(path.Join(root, p), "/")
		if !slices.ContainsFunc(m.Pages, func(q Page) bool { return q.Path == p }) {
			m.Pages = append(m.Pages, Page{Path: p, Package: strings.Trim(root, "/")})
		}
	}
	for _, p := range b.app.Pages {
		add("", p)
	}
	for _, sub := range append(b.app.SubPackages, b.app.Subpackages...) {
		for _, p := range sub.Pages {
			add(sub.Root, p)
		}
		m.Packages = append(m.Packages, Package{Root: strings.Trim(sub.Root, "/"), Script: strings.Trim(sub.Root, "/") + "/" + ScriptFile})
	}
	m.Entry = strings.Trim(b.app.EntryPagePath, "/")
	if m.Entry == "" && len(m.Pages) > 0 {
		m.Entry = m.Pages[0].Path
	}
	b.tabBar()
	return nil
}

func (b *build) tabBar() {
	c := b.app.TabBar
	if c == nil {
		return
	}
	bar := &TabBar{c.TextColor, c.SelectedColor, c.BackgroundColor, c.Customize || c.Custom, []Tab{}}
	for _, i := range append(c.Items, c.List...) {
		bar.Items = append(bar.Items, Tab{
			Page: strings.Trim(i.PagePath, "/"), Name: first(i.Name, i.Text),
			Icon: b.icon(first(i.Icon, i.IconPath)), ActiveIcon: b.icon(first(i.ActiveIcon, i.Selected)),
		})
	}
	if len(bar.Items) > 0 {
		b.p.Manifest.TabBar = bar
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (b *build) icon(a string) string {
	if a == "" || strings.Contains(a, "://") {
		return a
	}
	if f, ok := b.tree.find(a); ok {
		return f
	}
	b.warn("app.json", 0, 0, "the tab bar's icon %q is not there", a)
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// collectScripts compiles all scripts and templates that the units reach.
func (b *build) collectScripts() {
	if f, ok := b.tree.resolve("", "/app", []string{".js", ".ts"}); ok {
		b.script(f)
	}
	for _, name := range sortedKeys(b.units) {
		u := b.units[name]
		if u.script != "" {
			b.script(u.script)
		}
		if u.template != "" {
			b.template(u.template, u.uses)
		}
	}
}

func (b *build) script(file string) {
	if _, done := b.scripts[file]; done {
		return
	}
	src, ok := b.tree.read(file)
	if !ok {
		return
	}
	s := cached(b, "script", []string{file, string(src)}, func() script {
		if path.Ext(file) == ".json" {
			return jsonModule(file, src)
		}
		return transform(file, string(src), !b.o.Development)
	})
	b.scripts[file] = s
	for _, f := range s.faults {
		b.warn(file, f.line, f.col, "%s; the file throws when it is loaded", f.msg)
	}
	b.link(file, s.requires)
}

// link resolves what a module asks for.
func (b *build) link(file string, specs []string) {
	for _, spec := range specs {
		if _, done := b.links[file][spec]; done {
			continue
		}
		to, ok := b.tree.resolve(file, spec, scriptEndings)
		if !ok {
			if to, ok = b.tree.resolve(file, spec, templateEndings); !ok {
				b.warn(file, 0, 0, "module %q is not there; whoever asks for it fails", spec)
				continue
			}
		}
		if b.links[file] == nil {
			b.links[file] = map[string]string{}
		}
		b.links[file][spec] = to
		if path.Ext(to) == ".axml" {
			b.template(to, nil)
		} else {
			b.script(to)
		}
	}
}

func (b *build) template(file string, uses map[string]string) {
	if _, done := b.bodies[file]; done {
		return
	}
	src, _ := b.tree.read(file)
	custom := map[string]bool{}
	for tag := range uses {
		custom[tag] = true
	}
	// What a template is made of besides its own text: the tags that are
	// components, and the files that it includes.
	key := append([]string{file, string(src)}, sortedKeys(custom)...)
	included := map[string]bool{}
	b.includedBy(file, included)
	for _, f := range sortedKeys(included) {
		text, _ := b.tree.read(f)
		key = append(key, f, string(text))
	}
	b.bodies[file] = "" // a file may import itself by way of others
	made := cached(b, "template", key, func() script {
		g := &templateGen{
			file: file, custom: custom,
			includes: b.includes,
			warn: func(file string, pos axml.Pos, format string, args ...any) {
				b.warn(file, pos.Line, pos.Col, format, args...)
			},
		}
		code := compileTemplate(g, string(src))
		return script{code: code, requires: requires(code)}
	})
	b.bodies[file] = made.code
	b.link(file, made.requires)
}

func (b *build) includes(from, src string) (string, []*axml.Node, bool) {
	f, ok := b.tree.resolve(from, src, templateEndings)
	if !ok && !strings.HasPrefix(src, ".") && !strings.HasPrefix(src, "/") {
		f, ok = b.tree.resolve(from, "./"+src, templateEndings)
	}
	if !ok {
		return "", nil, false
	}
	text, _ := b.tree.read(f)
	nodes, _ := axml.Parse(string(text))
	return f, nodes, true
}

// includedBy gathers the files that a template pastes in.
func (b *build) includedBy(file string, into map[string]bool) {
	src, _ := b.tree.read(file)
	if !bytes.Contains(src, []byte("<include")) && !bytes.Contains(src, []byte("<import")) {
		return
	}
	nodes, _ := axml.Parse(string(src))
	var walk func([]*axml.Node)
	walk = func(nodes []*axml.Node) {
		for _, n := range nodes {
			if a, ok := n.Get("src"); ok && n.Tag == "include" {
				if f, _, ok := b.includes(file, a.Value); ok && !into[f] {
					into[f] = true
					b.includedBy(f, into)
				}
			} else if ok && n.Tag == "import" { // its presence matters, not its text
				if f, _, ok := b.includes(file, a.Value); !ok {
					into["\x00missing "+f+a.Value] = true
				}
			}
			walk(n.Kids)
		}
	}
	walk(nodes)
}

// write makes the scripts and the manifest.
func (b *build) write() {
	b.reachMain()
	parts := map[string]*bytes.Buffer{"": {}}
	for _, p := range b.p.Manifest.Packages {
		parts[p.Root] = &bytes.Buffer{}
	}
	files := append(sortedKeys(b.scripts), sortedKeys(b.bodies)...)
	for _, f := range files {
		code, ok := b.bodies[f]
		if !ok {
			code = b.scripts[f].code
		}
		module := fmt.Sprintf("define(%s,function(require,module,exports,$){\n%s},%s);\n", expr.Quote(f), code, jsonText(b.linksOf(f)))
		b.p.Modules[f] = module
		parts[b.partOf(f)].WriteString(module)
	}
	for root, w := range parts {
		name := ScriptFile
		if root != "" {
			name = root + "/" + ScriptFile
		}
		b.p.Files[name] = w.Bytes()
	}
	b.p.Files[ManifestFile] = []byte(jsonText(b.p.Manifest))
}

func (b *build) linksOf(f string) map[string]string {
	if l := b.links[f]; l != nil {
		return l
	}
	return map[string]string{}
}

// partOf is the subpackage that a file belongs to: its own code goes with it, what
// the rest of the program reaches stays in the main part.
func (b *build) partOf(file string) string {
	if b.main[file] {
		return ""
	}
	best := ""
	for _, p := range b.p.Manifest.Packages {
		if strings.HasPrefix(file, p.Root+"/") && len(p.Root) > len(best) {
			best = p.Root
		}
	}
	return best
}

// reachMain marks what app.js and the pages outside of subpackages reach.
func (b *build) reachMain() {
	b.main = map[string]bool{}
	var mark func(file string)
	mark = func(file string) {
		if file == "" || b.main[file] {
			return
		}
		b.main[file] = true
		for _, to := range b.links[file] {
			mark(to)
		}
	}
	seen := map[string]bool{}
	var unit func(name string)
	unit = func(name string) {
		u := b.units[name]
		if u == nil || seen[name] {
			return
		}
		seen[name] = true
		mark(u.template)
		mark(u.script)
		for _, p := range u.uses {
			unit(p)
		}
	}
	for file := range b.scripts {
		if strings.TrimSuffix(file, path.Ext(file)) == "app" {
			mark(file)
		}
	}
	for _, p := range b.p.Manifest.Pages {
		if p.Package == "" {
			unit(p.Path)
		}
	}
}
