package trial_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"livewell/internal/kit/trial"
)

// All but the last are the examples a to e of Newcombe 1998, table II, by method 10.
func TestTheIntervalIsThatOfTheBook(t *testing.T) {
	for _, c := range []struct {
		from, to  trial.Arm
		low, high float64
	}{
		{trial.Arm{People: 80, Did: 48}, trial.Arm{People: 70, Did: 56}, 0.0524, 0.3339},
		{trial.Arm{People: 10, Did: 3}, trial.Arm{People: 10, Did: 9}, 0.1705, 0.8090},
		{trial.Arm{People: 7, Did: 2}, trial.Arm{People: 7, Did: 6}, 0.0582, 0.8062},
		{trial.Arm{People: 29, Did: 0}, trial.Arm{People: 56, Did: 5}, -0.0381, 0.1926},
		{trial.Arm{People: 20, Did: 0}, trial.Arm{People: 10, Did: 0}, -0.1611, 0.2775},
		{trial.Arm{}, trial.Arm{People: 5, Did: 5}, -1, 1},
	} {
		low, high := trial.Interval(c.from, c.to)
		if math.Abs(low-c.low) > 0.0002 || math.Abs(high-c.high) > 0.0002 {
			t.Errorf("%+v to %+v: %.4f to %.4f, want %.4f to %.4f", c.from, c.to, low, high, c.low, c.high)
		}
	}
}

// Two sides that are as good are told apart in one of twenty trials, and not in more.
func TestSidesThatAreAsGoodAreSeldomToldApart(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 7))
	apart := 0
	const trials = 2000
	for range trials {
		var arms [2]trial.Arm
		for i := range arms {
			arms[i].People = 400
			for range arms[i].People {
				if dice.IntN(100) < 12 {
					arms[i].Did++
				}
			}
		}
		if low, high := trial.Interval(arms[0], arms[1]); low > 0 || high < 0 {
			apart++
		}
	}
	if share := float64(apart) / trials; share > 0.065 {
		t.Errorf("%.1f %% were told apart", 100*share)
	}
}
