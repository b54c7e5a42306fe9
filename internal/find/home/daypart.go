package home

import (
	"time"

	"livewell/internal/kit/calendar"
)

// Part of a day, for the heading over the feed.
type Part string

const (
	Morning   Part = "morning"   // from 5:00
	Noon      Part = "noon"      // from 10:00
	Afternoon Part = "afternoon" // from 14:00
	Evening   Part = "evening"   // from 17:00
	Night     Part = "night"     // from 22:00
)

// Daypart gives the part of the day that t, with its zone, is in.
func Daypart(t time.Time) Part {
	switch h := t.Hour(); {
	case h < 5, h >= 22:
		return Night
	case h < 10:
		return Morning
	case h < 14:
		return Noon
	case h < 17:
		return Afternoon
	}
	return Evening
}

// Holiday gives the name of the statutory holiday that t is on; empty on others.
func Holiday(t time.Time) Text {
	if d := calendar.On(t); d.Kind == calendar.Holiday {
		return Text{Zh: d.NameZH, En: d.Name}
	}
	return Text{}
}
