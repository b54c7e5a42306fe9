package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"livewell/internal/app"
)

// The list of methods for developers is made from the registry.
func TestMethodList(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	got := a.Open.Markdown()
	const file = "../../docs/openapi/methods.md"
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go test ./internal/app -update (%v)", file, err)
	}
}

func TestConsoleDocument(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	got := a.Console.Document()
	const file = "testdata/golden/console.json"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go test ./internal/app -update (%v)", file, err)
	}
}

func TestTerminalDocument(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	got := a.Terminal.Document()
	const file = "testdata/golden/terminal.json"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go test ./internal/app -update (%v)", file, err)
	}
}

// Every field says what it is, every required one has an example, and every
// method fails with codes that have a text.
func TestMethodsAreDocumented(t *testing.T) {
	a, err := app.New(nil, quiet, conf())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Open.Docs() {
		if d.Title == "" || d.Text == "" || d.Group == "" || strings.HasSuffix(d.Title, ".") {
			t.Errorf("%s has no proper words", d.Name)
		}
		for _, f := range append(d.Request, d.Reply...) {
			if f.Text == "" {
				t.Errorf("%s.%s says nothing", d.Name, f.Name)
			}
			if f.Required && f.Example == "" && len(f.Fields) == 0 {
				t.Errorf("%s.%s is required and has no example", d.Name, f.Name)
			}
		}
		for _, e := range d.Errors {
			if e.Text == "" {
				t.Errorf("%s: %s has no text", d.Name, e.SubCode)
			}
		}
	}
}
