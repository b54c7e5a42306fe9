package licence_test

import (
	"testing"

	"livewell/internal/trade/licence"
)

func TestAMistypedNumberIsNoticed(t *testing.T) {
	for number, want := range map[string]bool{
		"91350100M000100Y43": true, // an example that is often shown for the standard
		"91350100M000100Y44": false,
		"91350100M000100Y34": false, // two swapped
		"91350100M000100Y4":  false,
		"9135O100M000100Y43": false, // the letter O is not of the alphabet
		"":                   false,
	} {
		if got := licence.Valid(number); got != want {
			t.Errorf("%q: %v, want %v", number, got, want)
		}
	}
}
