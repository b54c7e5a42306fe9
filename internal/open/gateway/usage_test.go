package gateway

import (
	"testing"

	"livewell/internal/kit/money"
)

func TestAMonthCostsWhatIsBeyondTheFreeCalls(t *testing.T) {
	price := Tariff{Free: 1000, Thousand: money.New(150, money.CNY)}
	for calls, want := range map[int64]int64{0: 0, 1000: 0, 1001: 0, 1007: 1, 2000: 150, 2_001_000: 300_000, 1<<62 + 1000: 691752902764108185} {
		if got := price.cost(calls); got != money.New(want, money.CNY) {
			t.Errorf("%d calls cost %v, want %d", calls, got, want)
		}
	}
	if got := (Tariff{}).cost(5_000_000); got != money.New(0, money.CNY) {
		t.Errorf("without a price it is %v", got)
	}
}
