// Package dev is the workbench of those who write mini programs: it compiles a
// folder whenever a file in it changes, and shows the program in a page that keeps
// what it can. A style is put in its place, a template is drawn anew over the same
// data, a script begins its page again.
package dev

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

//go:embed all:starter
var starter embed.FS

// ErrNotEmpty says that a folder holds something already.
var ErrNotEmpty = errors.New("the folder is not empty")

// Init writes a small program to begin with into an empty or new folder.
func Init(dir string) error {
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	files, err := fs.Sub(starter, "starter")
	if err != nil {
		return err
	}
	return os.CopyFS(dir, files)
}

// Bench watches one folder.
type Bench struct {
	src      fs.FS
	packages []fs.FS
	cache    *compiler.Cache

	mu      sync.Mutex
	program *compiler.Program
	stamp   string
	fault   string
	hear    map[chan []byte]bool
}

// change is what the page is told.
type change struct {
	// Kind is "reload", "template" or "style".
	Kind string `json:"kind"`
	// Files are the templates or style sheets, Code what they are now.
	Files    []string           `json:"files,omitempty"`
	Code     []string           `json:"code,omitempty"`
	Warnings []compiler.Warning `json:"warnings"`
	Fault    string             `json:"fault,omitempty"`
}

// Open compiles a folder for the first time. A folder that is no program yet is
// shown as such, and tried again when something changes.
func Open(src fs.FS, packages []fs.FS) *Bench {
	b := &Bench{src: src, packages: packages, cache: compiler.NewCache(), hear: map[chan []byte]bool{}}
	b.stamp = stamp(src)
	b.program, b.fault = b.build()
	return b
}

func (b *Bench) build() (*compiler.Program, string) {
	p, err := compiler.Build(b.src, compiler.Options{Packages: b.packages, Cache: b.cache, Development: true})
	if err != nil {
		return &compiler.Program{Files: map[string][]byte{}}, err.Error()
	}
	return p, ""
}

// Warnings are those of the last build, with the fault that ended it, if one did.
func (b *Bench) Warnings() ([]compiler.Warning, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.program.Warnings, b.fault
}

// stamp changes when a file comes, goes or is written.
func stamp(src fs.FS) string {
	var s strings.Builder
	_ = fs.WalkDir(src, ".", func(p string, d fs.DirEntry, err error) error { // what cannot be read is not there
		if err != nil {
			return nil //nolint:nilerr // it may be gone by now; the next look sees
		}
		if d.IsDir() {
			if name := d.Name(); name == "node_modules" || name != "." && strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if i, err := d.Info(); err == nil {
			fmt.Fprintf(&s, "%s %d %d\n", p, i.Size(), i.ModTime().UnixNano())
		}
		return nil
	})
	return s.String()
}

// Watch looks for changes each interval until the context ends. Asking is simpler
// than being told, works on every file system, and costs a walk over some hundred files.
func (b *Bench) Watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			b.Look()
		}
	}
}

// Look compiles again if something has changed, and tells the pages what did.
func (b *Bench) Look() {
	now := stamp(b.src)
	b.mu.Lock()
	defer b.mu.Unlock()
	if now == b.stamp {
		return
	}
	b.stamp = now
	before := b.program
	b.program, b.fault = b.build()
	c := difference(before, b.program)
	if c == nil && b.fault == "" {
		return
	}
	if c == nil {
		c = &change{}
	}
	c.Warnings, c.Fault = b.program.Warnings, b.fault
	if c.Warnings == nil {
		c.Warnings = []compiler.Warning{}
	}
	text, err := json.Marshal(c)
	if err != nil {
		return // only our own types are written
	}
	for ch := range b.hear {
		select {
		case ch <- text:
		default: // a page that does not listen reloads when it does again
		}
	}
}

// difference says how little has to be done; nil where nothing has changed.
func difference(before, after *compiler.Program) *change {
	styles := changed(before.Files, after.Files, bytes.Equal)
	modules := changed(before.Modules, after.Modules, func(a, b string) bool { return a == b })
	only := func(names []string, endings ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(endings, path.Ext(n)) })
	}
	scripts := func(n string) bool { return path.Base(n) == compiler.ScriptFile }
	rest := slices.DeleteFunc(slices.Clone(styles), scripts)
	switch {
	case len(styles) == 0:
		return nil
	case len(modules) == 0 && only(styles, ".css"):
		c := &change{Kind: "style", Files: styles}
		for _, f := range styles {
			c.Code = append(c.Code, string(after.Files[f]))
		}
		return c
	case len(rest) == 0 && only(modules, ".axml"):
		c := &change{Kind: "template", Files: modules}
		for _, f := range modules {
			c.Code = append(c.Code, after.Modules[f])
		}
		return c
	}
	return &change{Kind: "reload"}
}

// changed lists the names whose values differ, or are in one only.
func changed[V any](a, b map[string]V, same func(V, V) bool) []string {
	var out []string
	for k, v := range b {
		if old, ok := a[k]; !ok || !same(old, v) {
			out = append(out, k)
		}
	}
	for k := range a {
		if _, ok := b[k]; !ok {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

func (b *Bench) files() fs.FS {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := fstest.MapFS{}
	for name, data := range b.program.Files {
		out[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	return out
}

// Handler serves the bench: "/" with its panels, and the program.
func (b *Bench) Handler(runtime fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/runtime/", host.Runtime(runtime, "/runtime/"))
	mux.Handle("/program/", host.Program(b.files, "/program/"))
	mux.Handle("/try", host.Page("/runtime/"))
	mux.HandleFunc("GET /changes", b.changes)
	mux.Handle("GET /{$}", host.Bench("/runtime/"))
	return mux
}

// changes is a stream of what changes, beginning with how things stand.
func (b *Bench) changes(w http.ResponseWriter, r *http.Request) {
	ch := make(chan []byte, 16)
	b.mu.Lock()
	if len(b.hear) >= 32 {
		b.mu.Unlock()
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	b.hear[ch] = true
	first, err := json.Marshal(change{Kind: "hello", Warnings: append([]compiler.Warning{}, b.program.Warnings...), Fault: b.fault})
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.hear, ch)
		b.mu.Unlock()
	}()
	if err != nil {
		return // only our own types are written
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	say := func(text []byte) bool {
		_, err := fmt.Fprintf(w, "data: %s\n\n", text)
		return err == nil && flush.Flush() == nil
	}
	if !say(first) {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case text := <-ch:
			if !say(text) {
				return
			}
		}
	}
}
