package clock

import (
	"testing"
	"time"
)

func TestAClockGoesUntilItIsPutAndThenStands(t *testing.T) {
	noon := time.Date(2020, 3, 10, 12, 0, 0, 0, time.UTC)
	world := time.Unix(0, 0)
	c := New(noon, func() time.Time { return world })
	says := func(want time.Time) {
		t.Helper()
		if got := c.Now(); !got.Equal(want) {
			t.Errorf("it says %v, want %v", got, want)
		}
	}
	world = world.Add(time.Second)
	says(noon.Add(time.Second))
	c.Move(time.Minute)
	says(noon.Add(61 * time.Second))
	if c.Put(noon) || c.Stands() {
		t.Error("it went back")
	}
	if !c.Put(noon.Add(time.Hour)) || !c.Stands() {
		t.Error("it was not put")
	}
	world = world.Add(time.Second)
	says(noon.Add(time.Hour))
	c.Move(time.Minute)
	world = world.Add(time.Second)
	says(noon.Add(61 * time.Minute))
	if (*Clock)(nil).Stands() {
		t.Error("no clock stands")
	}
}
