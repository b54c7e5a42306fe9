package message

import (
	_ "embed"
	"encoding/json"
	"strings"
)

// The words of messages are the front end's; "npm run gen" in web copies them
// here, for browsers that show a message while no page of ours is open.
//
//go:embed words.gen.json
var wordsFile []byte

var words = func() (out map[string]map[string]string) {
	if err := json.Unmarshal(wordsFile, &out); err != nil {
		panic(err)
	}
	return out
}()

const (
	longestTitle = 120 // in characters
	longestBody  = 300 // a record holds 4096 bytes, all in all
)

// say puts a message into a language; nil where it is not in words.
func say(language, code string, args map[string]string) *notice {
	if words[language] == nil {
		language = "en"
	}
	title, ok := words[language][code+":title"]
	if !ok {
		return nil
	}
	var pairs []string
	for k, v := range args {
		if k == "amount" {
			v = amount(v, args["currency"])
		}
		pairs = append(pairs, "{{"+k+"}}", v)
	}
	fill := strings.NewReplacer(pairs...)
	return &notice{
		Title: clip(fill.Replace(title), longestTitle),
		Body:  clip(strings.TrimSpace(fill.Replace(words[language][code])), longestBody),
		Lang:  map[string]string{"en": "en", "zh": "zh-CN"}[language],
	}
}

// amount writes a decimal as the front end does: "1200.00" is "¥1,200.00".
func amount(decimal, currency string) string {
	whole, rest, _ := strings.Cut(decimal, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest != "" {
		whole += "." + rest
	}
	if currency == "" || currency == "CNY" {
		return sign + "¥" + whole
	}
	return sign + whole + " " + currency
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
