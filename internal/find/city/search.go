package city

import (
	"cmp"
	"slices"
	"strings"
)

// keys are what a city is found by, folded.
type keys struct {
	zh, pinyin, initials, en string
	ends                     []string // the pinyin from its second, third … syllable on
	province                 [2]string
}

func keysOf(x City, p Province) keys {
	k := keys{zh: fold(x.Zh), pinyin: fold(x.Pinyin), en: fold(x.En), province: [2]string{fold(p.Zh), fold(p.En)}}
	syllables := strings.Fields(x.Pinyin)
	for i, s := range syllables {
		k.initials += s[:1]
		if i > 0 {
			k.ends = append(k.ends, fold(strings.Join(syllables[i:], "")))
		}
	}
	return k
}

// folds takes away what people leave out or write in several ways.
var folds = strings.NewReplacer(" ", "", "'", "", "’", "", "-", "", "·", "", "ü", "u", "Ü", "u", "é", "e", "à", "a")

func fold(s string) string { return strings.ToLower(folds.Replace(s)) }

// Search gives the cities in service that fit what somebody types: hanzi,
// pinyin, its initials, English, or a province. Those that fit best come first,
// and of two that fit as well the better known. An empty query fits nothing.
func (c *Catalogue) Search(query string) []City {
	q := fold(query)
	if short := strings.TrimSuffix(q, "市"); short != "" {
		q = short
	}
	if q == "" {
		return nil
	}
	type hit struct {
		fit int
		City
	}
	var hits []hit
	for _, x := range c.cities {
		if fit := x.keys.fit(q); fit > 0 && !x.Hidden {
			hits = append(hits, hit{fit, x})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.rank, b.rank))
	})
	out := make([]City, len(hits))
	for i, h := range hits {
		out[i] = h.City
	}
	return out
}

// fit is 0 where q does not fit, else lower where it fits better.
func (k keys) fit(q string) int {
	begins := func(s string) bool { return strings.HasPrefix(s, q) }
	switch {
	case k.zh == q, k.pinyin == q, k.initials == q, k.en == q:
		return 1
	case begins(k.zh), begins(k.pinyin), begins(k.initials), begins(k.en):
		return 2
	case strings.Contains(k.zh, q), slices.ContainsFunc(k.ends, begins):
		return 3
	case begins(k.province[0]), begins(k.province[1]):
		return 4
	}
	return 0
}
