package dev

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestAChangeDoesAsLittleAsItCan writes the starter and changes one file after the other.
func TestAChangeDoesAsLittleAsItCan(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "program")
	if err := Init(dir); err != nil {
		t.Fatal(err)
	}
	if err := Init(dir); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("a folder that holds something is written over: %v", err)
	}
	for _, name := range []string{"my.d.ts", "jsconfig.json"} { // what an editor reads
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	b := Open(os.DirFS(dir), nil)
	if warnings, fault := b.Warnings(); len(warnings) > 0 || fault != "" {
		t.Fatalf("the starter has %v, %q", warnings, fault)
	}
	ch := make(chan []byte, 16)
	b.hear[ch] = true
	for _, c := range []struct{ file, add, kind, told string }{
		{"pages/index/index.acss", ".new { color: red }", "style", "pages/index/index.css"},
		{"pages/index/index.axml", "<view>new</view>", "template", "pages/index/index.axml"},
		{"pages/index/index.js", "\nconsole.log(1);", "reload", ""},
		{"pages/index/index.js", "\n// a comment changes nothing that is shown", "", ""},
		{"app.json", "{", "reload", ""},
	} {
		f, err := os.OpenFile(filepath.Join(dir, c.file), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(c.add); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		b.Look()
		var got change
		select {
		case text := <-ch:
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
		default:
		}
		told := ""
		if len(got.Files) > 0 {
			told = got.Files[0]
		}
		if got.Kind != c.kind || told != c.told {
			t.Errorf("%s: %q of %q, want %q of %q", c.file, got.Kind, told, c.kind, c.told)
		}
		if broken := c.file == "app.json"; broken != (got.Fault != "") {
			t.Errorf("%s: the fault is %q", c.file, got.Fault)
		}
	}
}
