package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"livewell/internal/kit/fault"
)

// TestDocumentFaults writes down every fault with its English text: the front
// ends' catalogues are held against this list, so that nobody meets a bare code.
func TestDocumentFaults(t *testing.T) {
	const file = "testdata/golden/faults.json"
	texts := map[string]string{}
	for _, f := range fault.All() {
		texts[f.Code] = f.Text
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(texts); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%s is out of date: run go test ./internal/app -run TestDocument -update, then say the new ones in web/packages/i18n (%v)", file, err)
	}
}
