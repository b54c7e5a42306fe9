// Package trial splits people into two sides by chance, and tells how far apart
// the sides are.
package trial

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
)

// Whole is all of the people, in basis points.
const Whole = 10_000

// Slot gives the place of a person in a trial, 0 to 9999, each as likely. It
// depends on the trial too, so that not the same people are in every one.
func Slot(trial, person string) int64 {
	sum := sha256.Sum256([]byte(strings.Join([]string{trial, person}, "\n")))
	return int64(binary.BigEndian.Uint64(sum[:]) % Whole)
}

// Arm is one side of a trial.
type Arm struct {
	People int64
	Did    int64 // of them, who did what the trial asks about
}

// Share is how many of its people did; 0 where there are none.
func (a Arm) Share() float64 {
	if a.People == 0 {
		return 0
	}
	return float64(a.Did) / float64(a.People)
}

// z cuts off 2.5 % of the normal distribution at each end.
const z = 1.959964

// Interval gives the 95 % confidence interval of the difference of two shares,
// to's less from's: the hybrid score interval, method 10 of Newcombe,
// Statistics in Medicine 17 (1998). It stays within -1 to 1 and is honest for
// few people, too.
func Interval(from, to Arm) (low, high float64) {
	if from.People == 0 || to.People == 0 {
		return -1, 1
	}
	d := to.Share() - from.Share()
	fl, fu := wilson(from)
	tl, tu := wilson(to)
	low = d - math.Hypot(to.Share()-tl, fu-from.Share())
	high = d + math.Hypot(tu-to.Share(), from.Share()-fl)
	return low, high
}

// wilson gives the score interval of one share.
func wilson(a Arm) (low, high float64) {
	n, p := float64(a.People), a.Share()
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return mid - half, mid + half
}
