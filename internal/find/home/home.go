// Package home is the home page as data: which blocks stand on it, in what
// order, for whom, and which services of a city have a button.
//
// A layout is for one city, or for all, and for one segment of people. It has
// versions that are never changed: what is edited is saved as the next one.
//
//	saved --publish--> live <--publish, an earlier one: roll back--
//	  |                  |
//	  +----at a time-----+---- beside it, for a share of people: on trial
//
// Somebody gets the layout of their segment for their city, else that for all
// cities, else the same of the next wider segment, else the built-in one. So
// removing a block in one place removes it there alone. A block of a kind that
// this program does not know is kept as it is; whoever draws blocks skips those
// that they do not know.
//
// A button stands for a vertical, and is shown where the program has something
// behind it. The switch for a crisis puts a notice above everything in a city.
//
// What is in the feed is the feed's.
package home

import (
	"embed"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("home", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "home.not_found", "There is no such layout.")
	ErrVersion  = fault.New(fault.NotFound, "home.no_version", "The layout has no such version.")
	ErrTaken    = fault.New(fault.Conflict, "home.taken", "This city and segment have a layout already.")
	ErrSegment  = fault.New(fault.Invalid, "home.segment", "There is no such segment.")
	ErrBlock    = fault.New(fault.Invalid, "home.block", "A block of the layout is not complete.")
	ErrTooMany  = fault.New(fault.Refused, "home.too_many", "There are at most 1000 layouts, with 1000 versions each and 30 blocks in each version.")
	ErrTime     = fault.New(fault.Invalid, "home.time", "Choose a time that is still to come, within a year.")
	ErrShare    = fault.New(fault.Invalid, "home.share", "The share is from 0 to 10000 basis points, and the version on trial is not the live one.")
	ErrNotLive  = fault.New(fault.Refused, "home.not_live", "Publish a version of this layout first.")
	ErrButton   = fault.New(fault.Invalid, "home.button", "There is no such service, or it is there twice.")
	ErrNotice   = fault.New(fault.Invalid, "home.notice", "A notice has a text of 1 to 200 characters in Chinese and in English.")
	ErrApps     = fault.New(fault.Invalid, "home.apps", "My Apps holds at most 24 apps, each once.")
)

// Segment is a part of the people who open the home page.
type Segment string

const (
	Everyone Segment = "everyone"
	NewUsers Segment = "new"  // who signed up less than NewFor ago
	Beta     Segment = "beta" // who asked to see what is not finished
)

// Segments lists them, the widest first.
func Segments() []Segment { return []Segment{Everyone, NewUsers, Beta} }

// NewFor is how long somebody is new.
const NewFor = 14 * 24 * time.Hour

// Text is what people read, in both languages. Where it is empty the words of
// the catalogues stand in its place.
type Text struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// Layout is what an operator arranges.
type Layout struct {
	ID        string
	City      string // code; empty: all cities
	Segment   Segment
	Latest    int64 // the number of the newest version
	Live      int64 // the version that people see; 0: none
	Trial     int64 // the version that a share of them sees in its place; 0: none
	Share     int64 // of them, in basis points
	Planned   int64 // the version that will be published by itself; 0: none
	PlannedAt time.Time
	UpdatedAt time.Time
}

// Version is a layout at one time. It is never changed.
type Version struct {
	Layout    string
	Number    int64
	Blocks    []Block
	Note      string // why, by who saved it
	By        string
	CreatedAt time.Time
	LiveAt    time.Time // when it was last published; zero: never, a draft
}

// Who opens the page. A stranger has no User, and is neither new nor in a trial.
type Who struct {
	User      string
	New, Beta bool
}

// Page is what somebody gets.
type Page struct {
	Layout  string // empty: the built-in one
	Version int64
	Trial   int64   // the version that is on trial, shown or not; 0: none
	Segment Segment // that the layout is for
	Blocks  []Block
	Buttons []Button
}
