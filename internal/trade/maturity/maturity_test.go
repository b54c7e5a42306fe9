package maturity_test

import (
	"testing"

	"pgregory.net/rapid"

	"livewell/internal/trade/maturity"
)

func TestAQRCodeAloneIsEighteenAndHoursAreNext(t *testing.T) {
	steps := maturity.Steps(maturity.Facts{Codes: 1})
	if n := maturity.Score(steps); n != 18 {
		t.Errorf("it scores %d", n)
	}
	if s, ok := maturity.Next(steps); !ok || s.Key != maturity.Hours {
		t.Errorf("next is %+v", s)
	}
}

func TestEverythingIsAHundredAndNothingLowersIt(t *testing.T) {
	all := maturity.Steps(maturity.Facts{Codes: 1, Stores: 1, Pictures: 1, Items: 3, Orders: true, Card: true, Licensed: true, Sold: 1, Offers: true, Replies: true})
	if n := maturity.Score(all); n != 100 {
		t.Errorf("everything scores %d", n)
	}
	if _, ok := maturity.Next(all); ok {
		t.Error("there is something to do still")
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Make[maturity.Facts]().Draw(t, "facts")
		f.Stores = rapid.IntRange(0, 5000).Draw(t, "stores")
		more := f
		more.Stores++
		a, b := maturity.Score(maturity.Steps(f)), maturity.Score(maturity.Steps(more))
		if b < a || a < 0 || b > 100 {
			t.Fatalf("%d became %d with one store more", a, b)
		}
	})
}
