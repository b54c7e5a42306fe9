package words

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plain is a text as words are looked for in it: letters and digits in one width and
// one case, and nothing between them, be it seen or not.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "") // norm passes over what stands beside a broken byte
	s = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		if (unicode.IsLetter(r) || unicode.IsNumber(r)) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) {
			return r
		}
		return -1
	}, s)
	return norm.NFKC.String(s) // parts of a letter may be together now
}

// index finds words by what they begin with.
type index struct {
	words map[string][]Hit // by their plain form, one of each kind
	sizes map[rune][]int   // of plain forms in bytes, by the first character
}

func (x *index) add(plain string, h Hit) {
	if x.words == nil {
		x.words, x.sizes = map[string][]Hit{}, map[rune][]int{}
	}
	x.words[plain] = append(x.words[plain], h)
	first := []rune(plain)[0]
	if !slices.Contains(x.sizes[first], len(plain)) {
		x.sizes[first] = append(x.sizes[first], len(plain))
	}
}

// find takes time for each character of a text times the sizes of words that begin
// with it, of which there are few: words have 40 characters at most.
func (x *index) find(text string) (out []Hit) {
	seen := map[string]bool{}
	for at, r := range text {
		for _, size := range x.sizes[r] {
			if at+size > len(text) {
				continue
			}
			word := text[at : at+size]
			if hits := x.words[word]; len(hits) > 0 && !seen[word] {
				seen[word] = true
				out = append(out, hits...)
			}
		}
	}
	return out
}
