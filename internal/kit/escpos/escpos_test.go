package escpos

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestAReceiptIsTheBytesThatAPrinterWants(t *testing.T) {
	r := New()
	r.Align(Centre)
	r.Bold("巷口面馆 Corner Noodles")
	r.Big("P12")
	r.Align(Left)
	r.Rule()
	r.Sides("2 x 牛肉面 (大份)", "56.00")
	r.Sides(strings.Repeat("long ", 10), "1.00")
	r.Rule()
	r.Sides("合计 Total", "¥57.00")
	r.Align(Centre)
	r.QR("https://pay.example.org/orders/1")
	r.Feed(3)
	r.Cut()
	const file = "testdata/receipt.bin"
	if *update {
		if err := os.WriteFile(file, r.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(r.Bytes(), want) {
		t.Errorf("got %q\nwant %q (%v)", r.Bytes(), want, err)
	}
}

func TestTextCannotBeACommand(t *testing.T) {
	r := New()
	begin := len(r.Bytes())
	r.Line("a\x1b@\x1dVb\n\x7f😀面")
	if got, want := r.Bytes()[begin:], "a@Vb?\xc3\xe6\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
