package vitals

import (
	"math"
	"time"
)

// Times are counted in buckets whose ends are 19 % apart, the fourth root of 2: from
// 50 ms to half a minute, and one for what takes longer.
const (
	shortest = 50.0 // ms
	buckets  = 38
)

func bucketOf(took time.Duration) int64 {
	ms := float64(took) / float64(time.Millisecond)
	if ms <= shortest {
		return 0
	}
	return min(buckets, int64(math.Ceil(4*math.Log2(ms/shortest))))
}

// Histogram counts times by bucket.
type Histogram [buckets + 1]int64

func (h Histogram) total() (n int64) {
	for _, x := range h {
		n += x
	}
	return n
}

// Quantile gives the time that a share of all do not exceed, 0 where there are none.
// It is that of the bucket, spread evenly.
func (h Histogram) Quantile(share float64) time.Duration {
	left := share * float64(h.total())
	if left == 0 {
		return 0
	}
	for i, n := range h {
		if left > float64(n) {
			left -= float64(n)
			continue
		}
		end := shortest * math.Exp2(float64(i)/4)
		begin := 0.0
		if i > 0 {
			begin = shortest * math.Exp2(float64(i-1)/4)
		}
		return time.Duration((begin + (end-begin)*left/float64(n)) * float64(time.Millisecond)).Round(time.Millisecond)
	}
	return 0
}
