package payopen

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Whatever a receipt says, every object stands where the table says, and no
// text leaves its string.
func TestReceiptIsAPDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := receiptPDF([][2]string{{"Receipt", "Payment"}, {"For", rapid.String().Draw(t, "subject")}, {"Seller", "早饭 )Tj ET"}})
		m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)
		if m == nil || !bytes.HasPrefix(b, []byte("%PDF-1.5\n")) {
			t.Fatalf("%s", b)
		}
		table, _ := strconv.Atoi(string(m[1]))
		for i, row := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(b[table:], -1) {
			at, _ := strconv.Atoi(string(row[1]))
			if !bytes.HasPrefix(b[at:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
				t.Fatalf("object %d is not at %d", i+1, at)
			}
		}
		if bytes.Contains(b, []byte(")Tj")) {
			t.Fatal("a text left its string")
		}
	})
}

func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "tea": "tea", "": "", "a=1": "a=1"} {
		if got := cell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestMovements(t *testing.T) {
	for ref, want := range map[string][3]string{
		"trade:7:pay": {"PAY", "7", ""}, "trade:7:refund:r:1": {"REFUND", "7", "r:1"}, "trade:7:share:s": {"SHARE", "7", "s"},
		"transfer:9": {"TRANSFER", "9", ""}, "transfer:9:return:x": {"TRANSFER", "9", ""}, "sandbox:1": {"OTHER", "", ""},
	} {
		kind, object, request := movement(ref)
		if got := [3]string{kind, object, request}; got != want {
			t.Errorf("%s: got %v, want %v", ref, got, want)
		}
	}
}
