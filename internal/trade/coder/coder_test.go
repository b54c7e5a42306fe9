package coder_test

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"livewell/internal/kit/money"
	"livewell/internal/trade/coder"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

func TestAnEMVCodeReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := coder.EMV{
			Payload: rapid.StringMatching(`[0-9.A-Za-z_-]{1,70}`).Draw(t, "payload"),
			Fixed:   cny(rapid.Int64Range(0, 5_000_000).Draw(t, "fixed")),
			Name:    rapid.StringN(1, 40, -1).Draw(t, "name"), City: "-", Label: rapid.StringN(0, 20, -1).Draw(t, "label"),
		}
		text, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := coder.ReadEMV(text)
		if err != nil {
			t.Fatal(err, text)
		}
		if got.Payload != e.Payload || got.Fixed != e.Fixed || !strings.HasPrefix(e.Name, got.Name) || utf8.RuneCountInString(got.Name) > 25 {
			t.Fatalf("%+v became %+v", e, got)
		}
		// One changed byte is noticed.
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		broken := []byte(text)
		broken[at] ^= 1
		if _, err := coder.ReadEMV(string(broken)); !errors.Is(err, coder.ErrEMV) {
			t.Fatalf("a changed code was read: %v", err)
		}
	})
}

// The example of the specification's checksum, and a foreign scheme's code.
func TestEMVCodesOfOthers(t *testing.T) {
	const hawker = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"
	e, err := coder.ReadEMV(hawker)
	if err != nil || e.Payload != "" || e.Name != "BEST TRANSPORT" || e.Fixed != cny(2372) {
		t.Errorf("got %+v, %v", e, err)
	}
	for _, bad := range []string{"", "6304", "000201", strings.Repeat("9", 600), "0002016304FFFF"} {
		if _, err := coder.ReadEMV(bad); !errors.Is(err, coder.ErrEMV) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func FuzzReadEMV(f *testing.F) {
	text, err := coder.EMV{Payload: "1.2.3.abc", Fixed: cny(600), Name: "煎饼", City: "-", Label: "早餐"}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("00020126009904")
	f.Fuzz(func(t *testing.T, s string) {
		if e, err := coder.ReadEMV(s); err == nil && e.Payload != "" && !strings.Contains(s, e.Payload) {
			t.Errorf("%q carries no %q", s, e.Payload)
		}
	})
}

func TestAPosterIsOnePageWithItsName(t *testing.T) {
	p := coder.Poster{Content: "http://localhost:8080/q/1.2.3.abc", Name: "王记 <煎饼> & Co", Label: "早餐", Amount: "6.00", Short: "12345678", Scan: "Scan to pay", Brand: coder.Brand{Name: "livewell"}}
	svg, err := p.SVG()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := p.SVG()
	if !bytes.Equal(svg, again) || !bytes.Contains(svg, []byte("王记 &lt;煎饼&gt; &amp; Co")) || !bytes.Contains(svg, []byte("¥6.00")) {
		t.Errorf("svg: %.300s", svg)
	}
	pdf, err := p.PDF()
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-1.4")) || !bytes.HasSuffix(pdf, []byte("%%EOF\n")) {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Log("no pdftotext here: the text was not read back")
		return
	}
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil || !strings.Contains(string(text), "王记") || !strings.Contains(string(text), "Scan to pay") {
		t.Errorf("the page says %q, %v", text, err)
	}
}
