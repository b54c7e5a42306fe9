package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// find looks for what is wished in a text. Faults: ErrNothing, ErrKind.
func find(w Wish, text string) (Found, error) {
	var f Found
	switch w.Kind {
	case General:
		return Found{Lines: lines(text)}, nil
	case IDCard:
		if f.Fields = idFace(text); w.Side == Back {
			f.Fields = idBack(text)
		}
	case BankCard:
		f.Fields = bankCard(text)
	case Plate:
		f.Plates = plates(text)
	default:
		return f, ErrKind
	}
	if len(f.Fields)+len(f.Plates) == 0 {
		return f, ErrNothing
	}
	return f, nil
}

// lines are those with something in them, without the spaces that some data of
// Tesseract put between Chinese characters.
func lines(text string) []string {
	out := []string{}
	for line := range strings.SplitSeq(text, "\n") {
		if line = joined(strings.Fields(line)); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// joined puts words together, with a space but between single Chinese characters.
func joined(words []string) string {
	var out strings.Builder
	for i, word := range words {
		if i > 0 && (!lone(words[i-1]) || !lone(word)) {
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	return out.String()
}

// lone tells whether a word is one character, of those that are written without spaces.
func lone(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && (unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF5E)
}

// dense are the lines without any spaces, in the plain forms of letters and digits;
// empty ones stay, since they part paragraphs.
func dense(text string) (out []string) {
	for line := range strings.SplitSeq(norm.NFKC.String(text), "\n") {
		out = append(out, strings.Join(strings.Fields(line), ""))
	}
	return out
}

func allHan(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) < 0
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}
