// Package vitals counts how mini programs do: how often a version is opened, how
// often it crashes, how fast its first screen is, and which pages people see.
//
// Hosts report what they saw in batches, each of one open. It is counted by version,
// host, city and hour, and never by person. What is counted is bounded: hosts and
// pages beyond so many are one, of errors the newest are kept.
//
// A version that is shown to a part of the people is compared with the one that is
// online every minute (watch.go), and taken back where it is worse.
//
// Everybody may report, so the numbers are those that hosts tell, and whoever wants
// to can tell lies within the limits. They decide nothing that cannot be undone.
package vitals

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/mini/registry"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("vitals", files)

var (
	ErrVersion  = fault.New(fault.Refused, "vitals.version", "Only versions that are online or in a gray release are counted.")
	ErrBatch    = fault.New(fault.Invalid, "vitals.batch", "batch and open are 8 to 64 letters, digits, - and _.")
	ErrHost     = fault.New(fault.Invalid, "vitals.host", "host is 1 to 31 small letters, digits, - and _.")
	ErrItem     = fault.New(fault.Invalid, "vitals.item", "A batch has 1 to 50 items; each is opened, error, page or closed, and times are 0 to a day in milliseconds.")
	ErrTooOften = fault.New(fault.TooMany, "vitals.too_often", "Too many reports. Send them together, and later.")
	ErrRange    = fault.New(fault.Invalid, "vitals.range", "days is 1 to 90.")
)

// BucketReport is the limit of reports for each network.
const BucketReport = "vitals.report"

// Kind of what a host saw.
type Kind string

const (
	Opened Kind = "opened" // the first screen is there
	Failed Kind = "error"  // nobody caught it
	Viewed Kind = "page"
	Closed Kind = "closed"
)

// Item is one thing that a host saw.
type Item struct {
	Kind    Kind
	Took    time.Duration // Opened: to the first screen; Closed: how long it was used
	Page    string
	Message string
	Stack   string
	Fatal   bool // the page is gone
}

// Batch is what a host saw of one open of a program. Open is made by the host for
// each, at random, and says nothing of who it is.
type Batch struct {
	ID, Open, App, Version, Host, City string
	Items                              []Item
}

const (
	mostItems  = 50
	mostHosts  = 20
	mostPages  = 100
	mostErrors = 50
	other      = "other" // hosts and pages beyond those

	seenFor = 48 * time.Hour
	keptFor = 90 * 24 * time.Hour
)

// Deps are what vitals works with. City tells whether there is a city with a code;
// Tally is told how often a program was opened in 30 days.
type Deps struct {
	Bus      *event.Bus
	Jobs     *job.Queue
	Registry *registry.Service
	City     func(ctx context.Context, code string) (bool, error)
	Tally    func(ctx context.Context, tx *db.Tx, app string, opens int64) error
}

// Service counts.
type Service struct{ Deps }

func New(d Deps) *Service {
	s := &Service{d}
	s.jobs()
	return s
}

var (
	idForm   = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)
	hostForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,30}$`)
)

func (b Batch) check() error {
	if !idForm.MatchString(b.ID) || !idForm.MatchString(b.Open) {
		return ErrBatch
	}
	if !hostForm.MatchString(b.Host) {
		return ErrHost
	}
	wrong := func(i Item) bool {
		return !slices.Contains([]Kind{Opened, Failed, Viewed, Closed}, i.Kind) || i.Took < 0 || i.Took > 24*time.Hour
	}
	if len(b.Items) == 0 || len(b.Items) > mostItems || slices.ContainsFunc(b.Items, wrong) {
		return ErrItem
	}
	return nil
}

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

// dayOf is the day of an hour in China, where days begin for this platform.
func dayOf(hour int64) int64 { return (hour + 8) / 24 }

// Report counts a batch, once. Faults: ErrBatch, ErrHost, ErrItem, ErrVersion.
func (s *Service) Report(ctx context.Context, tx *db.Tx, b Batch) error {
	if err := b.check(); err != nil {
		return err
	}
	shown, err := s.Registry.Shown(ctx, tx, b.App)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(shown, func(v registry.Version) bool { return v.Name == b.Version }) {
		return ErrVersion
	}
	fresh, err := first(ctx, tx, "b", b.App, b.ID)
	if err != nil || !fresh {
		return err
	}
	if ok, err := s.City(ctx, b.City); err != nil {
		return err
	} else if !ok {
		b.City = ""
	}
	if b.Host, err = name(ctx, tx, b, "host", b.Host, mostHosts); err != nil {
		return err
	}
	return s.count(ctx, tx, b)
}

// first tells whether something is counted for the first time.
func first(ctx context.Context, tx *db.Tx, kind, app, id string) (bool, error) {
	n, err := db.Exec(ctx, tx, qSee, kind+":"+app+":"+id, tx.Now().UnixMicro())
	return n > 0, err
}

// name gives what a page or a host is counted as.
func name(ctx context.Context, tx *db.Tx, b Batch, kind, text string, most int64) (string, error) {
	if _, known, err := db.One[string](ctx, tx, qKnown, b.App, b.Version, kind, text); err != nil || known {
		return text, err
	}
	if n, _, err := db.One[int64](ctx, tx, qNames, b.App, b.Version, kind); err != nil || n >= most {
		return other, err
	}
	_, err := db.Exec(ctx, tx, qName, b.App, b.Version, kind, text)
	return text, err
}

// count adds what the items say. An open is counted once, and crashes at most once,
// whatever the batches that tell of it.
func (s *Service) count(ctx context.Context, tx *db.Tx, b Batch) error {
	var opens, crashes, closed, used int64
	hour := hourOf(tx.Now())
	for _, i := range b.Items {
		switch i.Kind {
		case Opened:
			fresh, err := first(ctx, tx, "o", b.App, b.Open)
			if err != nil {
				return err
			}
			if !fresh {
				continue
			}
			opens++
			if _, err := db.Exec(ctx, tx, qSpeedAdd, b.App, b.Version, hour, b.Host, b.City, bucketOf(i.Took)); err != nil {
				return err
			}
		case Failed:
			fresh, err := first(ctx, tx, "c", b.App, b.Open)
			if err != nil {
				return err
			}
			if fresh {
				crashes++
			}
			if err := keep(ctx, tx, b, i); err != nil {
				return err
			}
		case Viewed:
			page, err := name(ctx, tx, b, "page", clip(i.Page, 200), mostPages)
			if err != nil {
				return err
			}
			if _, err := db.Exec(ctx, tx, qPageAdd, b.App, b.Version, dayOf(hour), page); err != nil {
				return err
			}
		case Closed:
			closed++
			used += i.Took.Milliseconds()
		}
	}
	if _, err := db.Exec(ctx, tx, qHourAdd, b.App, b.Version, hour, b.Host, b.City, opens, crashes, closed, used); err != nil || opens == 0 {
		return err
	}
	_, err := db.Exec(ctx, tx, qDayAdd, b.App, dayOf(hour), opens)
	return err
}

// keep counts an error, and makes room for a new one.
func keep(ctx context.Context, tx *db.Tx, b Batch, i Item) error {
	message, stack := clip(i.Message, 500), clip(i.Stack, 2000)
	sum := sha256.Sum256([]byte(message + "\n" + stack))
	hash := hex.EncodeToString(sum[:8])
	now := tx.Now().UnixMicro()
	n, err := db.Exec(ctx, tx, qErrorAgain, b.App, b.Version, hash, now, i.Fatal)
	if err != nil || n > 0 {
		return err
	}
	if _, err := db.Exec(ctx, tx, qErrorDrop, b.App, b.Version, mostErrors-1); err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qErrorAdd, b.App, b.Version, hash, message, stack, clip(i.Page, 200), i.Fatal, now)
	return err
}

// clip cuts a text, and what cannot be stored out of it.
func clip(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// tallyJob counts the opens of 30 days of the programs after one, some at a time.
type tallyJob struct{ After string }

func (tallyJob) Kind() string { return "vitals.tally" }

func (s *Service) jobs() {
	job.Handle(s.Jobs, s.tally)
	job.Handle(s.Jobs, s.look)
	event.On(s.Bus, "vitals.look", s.began)
	s.Jobs.Repeat("vitals.daily", 24*time.Hour, func(ctx context.Context, tx *db.Tx) error {
		return s.Jobs.Add(ctx, tx, tallyJob{}, time.Time{})
	})
	s.Jobs.Repeat("vitals.sweep", 10*time.Minute, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qSweepSeen, tx.Now().Add(-seenFor).UnixMicro(), 20_000)
		return err
	})
}

const tallyMost = 200

func (s *Service) tally(ctx context.Context, tx *db.Tx, j tallyJob) error {
	today := dayOf(hourOf(tx.Now()))
	rows, err := db.List[tallyRow](ctx, tx, qTally, j.After, today-30, tallyMost)
	if err != nil {
		return err
	}
	oldest := hourOf(tx.Now().Add(-keptFor))
	for _, r := range rows {
		if err := s.Tally(ctx, tx, r.App, r.Opens); err != nil {
			return err
		}
		for _, q := range []*db.Stmt{qDropHours, qDropSpeed} {
			if _, err := db.Exec(ctx, tx, q, r.App, oldest); err != nil {
				return err
			}
		}
		for _, q := range []*db.Stmt{qDropPages, qDropDays} {
			if _, err := db.Exec(ctx, tx, q, r.App, dayOf(oldest)); err != nil {
				return err
			}
		}
	}
	if len(rows) < tallyMost {
		return nil
	}
	return s.Jobs.Add(ctx, tx, tallyJob{rows[len(rows)-1].App}, time.Time{})
}
