package directory

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	longestWord = 12  // of which a word is known by
	mostTerms   = 160 // of one entry
	mostAsked   = 6   // terms of one search: more words narrow a search no further
)

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// fold is a text as it is compared: full-width letters are letters, case is nothing.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// runs splits a folded text into runs of Chinese characters and other words.
func runs(s string, fn func(run []rune, chinese bool)) {
	var run []rune
	chinese := false
	end := func() {
		if len(run) > 0 {
			fn(run, chinese)
		}
		run = nil
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			end()
			continue
		}
		if h := han(r); h != chinese {
			end()
			chinese = h
		}
		run = append(run, r)
	}
	end()
}

// words are the terms that a text is found by: each Chinese character and each two
// that follow each other, and every beginning of a word from its second letter on.
func words(text string, add func(string)) {
	runs(fold(text), func(run []rune, chinese bool) {
		if chinese {
			for i := range run {
				add(string(run[i]))
				if i > 0 {
					add(string(run[i-1 : i+1]))
				}
			}
			return
		}
		run = run[:min(len(run), longestWord)]
		for n := min(2, len(run)); n <= len(run); n++ {
			add(string(run[:n]))
		}
	})
}

// asked are the terms that an entry must have for a search: pairs of Chinese
// characters, single ones where they stand alone, and words as beginnings.
func asked(text string) (out []string) {
	add := func(t string) {
		if len(out) < mostAsked && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	runs(fold(text), func(run []rune, chinese bool) {
		switch {
		case chinese && len(run) > 1:
			for i := 1; i < len(run); i++ {
				add(string(run[i-1 : i+1]))
			}
		case chinese || len(run) > 1 || unicode.IsDigit(run[0]):
			add(string(run[:min(len(run), longestWord)]))
		}
	})
	return out
}

// shelf is the term of the list of a category and a city; either may be empty. '#'
// stands in no word.
func shelf(c Category, city string) string { return "#" + string(c) + "@" + city }

// everywhere stands for the city of what is in all of them. The list of no city in
// particular holds all entries.
const everywhere = "*"

// terms are all that an entry is found by, each once.
func terms(t Text) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] && len(out) < mostTerms {
			seen[s] = true
			out = append(out, s)
		}
	}
	cities := t.Cities
	if len(cities) == 0 {
		cities = []string{everywhere}
	}
	for _, c := range append([]string{""}, cities...) {
		add(shelf("", c))
		add(shelf(t.Category, c))
	}
	for _, s := range append([]string{t.Zh, t.En}, t.Keywords...) {
		words(s, add)
	}
	return out
}
