package compiler

import (
	"io/fs"
	"path"
	"strings"
)

// tree is a program's files, with the packages that the platform knows behind its
// own under node_modules. Names are found in another case too, as on the machines
// on which most programs are written.
type tree struct {
	src      fs.FS
	packages []fs.FS
	names    map[string]string // lower case → as it is
	seen     map[string][]byte
}

func newTree(src fs.FS, packages []fs.FS) (*tree, error) {
	t := &tree{src: src, packages: packages, names: map[string]string{}, seen: map[string][]byte{}}
	err := fs.WalkDir(src, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == ".git" || p == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() {
			if lower := strings.ToLower(p); t.names[lower] == "" || lower == p {
				t.names[lower] = p
			}
		}
		return nil
	})
	return t, err
}

// find gives a file's true name. Empty names are none.
func (t *tree) find(name string) (string, bool) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "", false
	}
	if !strings.HasPrefix(name, "node_modules/") {
		real, ok := t.names[strings.ToLower(name)]
		return real, ok
	}
	_, ok := t.read(name)
	return name, ok
}

func (t *tree) read(name string) ([]byte, bool) {
	if b, ok := t.seen[name]; ok {
		return b, b != nil
	}
	b, err := fs.ReadFile(t.src, name)
	if rest, ok := strings.CutPrefix(name, "node_modules/"); ok {
		for _, p := range t.packages {
			if err == nil {
				break
			}
			b, err = fs.ReadFile(p, rest)
		}
	}
	if err != nil {
		t.seen[name] = nil
		return nil, false
	}
	if b == nil {
		b = []byte{}
	}
	t.seen[name] = b
	return b, true
}

// resolve finds what a file means by a specifier, trying each ending in turn.
// "/x" starts at the program's root, or at that of the package that the file is in;
// a bare name is a package, or lies at the root, or beside the file.
func (t *tree) resolve(from, spec string, endings []string) (string, bool) {
	if spec == "" || strings.Contains(spec, "://") {
		return "", false
	}
	dir := path.Dir(from)
	var starts []string
	switch {
	case strings.HasPrefix(spec, "/"):
		starts = []string{spec}
		if root := packageRoot(from); root != "" {
			starts = append(starts, root+spec)
		}
	case strings.HasPrefix(spec, "."):
		starts = []string{path.Join(dir, spec)}
	default:
		for d := dir; ; d = path.Dir(d) {
			starts = append(starts, path.Join(d, "node_modules", spec))
			if d == "." || d == "/" {
				break
			}
		}
		starts = append(starts, spec, path.Join(dir, spec))
	}
	for _, s := range starts {
		if f, ok := t.withEnding(s, endings); ok {
			return f, true
		}
	}
	return "", false
}

func (t *tree) withEnding(start string, endings []string) (string, bool) {
	start = strings.TrimPrefix(path.Clean("/"+start), "/")
	if path.Ext(start) != "" {
		if f, ok := t.find(start); ok {
			return f, true
		}
	}
	for _, e := range endings {
		if f, ok := t.find(start + e); ok {
			return f, true
		}
	}
	if main, ok := t.main(start); ok {
		for _, e := range append([]string{""}, endings...) {
			if f, ok := t.find(path.Join(start, main) + e); ok {
				return f, true
			}
		}
	}
	for _, e := range endings {
		if f, ok := t.find(start + "/index" + e); ok {
			return f, true
		}
	}
	return "", false
}

// main is the entry that a package names.
func (t *tree) main(dir string) (string, bool) {
	f, ok := t.find(dir + "/package.json")
	if !ok {
		return "", false
	}
	b, _ := t.read(f)
	var p struct{ Main, Module, Miniprogram string }
	if readJSON(b, &p) != nil {
		return "", false
	}
	if p.Main == "" {
		p.Main = p.Module
	}
	return p.Main, p.Main != ""
}

// packageRoot is the folder of the package that a file belongs to, or "".
func packageRoot(file string) string {
	i := strings.LastIndex(file, "node_modules/")
	if i < 0 {
		return ""
	}
	rest := file[i+len("node_modules/"):]
	n := strings.IndexByte(rest, '/')
	if n > 0 && rest[0] == '@' {
		if m := strings.IndexByte(rest[n+1:], '/'); m >= 0 {
			n += 1 + m
		}
	}
	if n < 0 {
		return ""
	}
	return file[:i+len("node_modules/")+n]
}
