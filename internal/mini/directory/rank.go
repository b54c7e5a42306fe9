package directory

import (
	"fmt"
	"math"
	"strconv"
)

// Opens are put into levels of about a fifth more each, so that an entry's place,
// and with it all its terms, moves once in a while and not with every open.
const (
	levels  = 99
	numbers = 10_000_000_000_000_000 // of apps: 16 digits
)

// level is higher for what is opened more, at most levels: 2^24 opens in 30 days.
func level(opens int64) int64 {
	if opens <= 0 {
		return 0
	}
	return min(levels, int64(4*math.Log2(float64(1+opens))))
}

// place is where an entry stands in every list: what is opened more before, then
// the older app. It is below 10^18, and names the app.
func place(app string, opens int64) int64 {
	n, err := strconv.ParseInt(app, 10, 64)
	if err != nil || n < 0 || n >= numbers {
		return levels*numbers + numbers - 1 // no app of ours: client makes 16 digits
	}
	return (levels-level(opens))*numbers + n
}

// appAt is the app at a place.
func appAt(place int64) string { return fmt.Sprintf("%016d", place%numbers) }
