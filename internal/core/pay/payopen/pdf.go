package payopen

import (
	"bytes"
	"fmt"
	"unicode/utf16"
)

// receiptPDF writes one page of lines: ISO 32000-1 with the predefined Chinese
// font STSong-Light (9.7.5.2), which readers bring along, so that no font needs
// to be embedded and subjects may be in Chinese.
func receiptPDF(lines [][2]string) []byte {
	var page bytes.Buffer
	page.WriteString("BT /F 20 Tf 60 770 Td " + hexText(lines[0][0]+" - "+lines[0][1]) + " Tj ET\n")
	for i, l := range lines[1:] {
		y := 720 - 28*i
		fmt.Fprintf(&page, "BT /F 11 Tf 60 %d Td %s Tj ET\n", y, hexText(l[0]))
		fmt.Fprintf(&page, "BT /F 11 Tf 210 %d Td %s Tj ET\n", y, hexText(clip(l[1], 60)))
	}
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 7 0 R>>",
		"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[5 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 6 0 R/DW 1000/W[1 95 500]>>",
		"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
		fmt.Sprintf("<</Length %d>>stream\n%sendstream", page.Len(), page.String()),
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.5\n")
	at := make([]int, 0, len(objects))
	for i, o := range objects {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return out.Bytes()
}

// hexText is a string as UTF-16 in hexadecimal: nothing in it can end the string.
func hexText(s string) string {
	var b bytes.Buffer
	b.WriteByte('<')
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
