package vitals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/trial"
	"livewell/internal/mini/registry"
)

// When a gray release is paused. Few opens say nothing: below enough the interval of
// the crash rates is wider than what anybody would act on. The slower screen must be
// slower both by a share and by a time that people feel: half a second on top of a
// tenth of one is a lot, on top of ten it is not, and 1.5 times 60 ms is nothing.
// Buckets are 19 % wide, so that a factor of 1.5 is no artefact of theirs.
const (
	every  = time.Minute
	enough = 200 // opens of the gray version; and of the other where times are compared
	slower = 1.5 // times the p75 of the first screen
	more   = 500 * time.Millisecond
)

// Arm is how a version did.
type Arm struct {
	Opens, Crashes int64
	Speed          Histogram
}

func (a Arm) arm() trial.Arm { return trial.Arm{People: a.Opens, Did: min(a.Crashes, a.Opens)} }

// Why a gray release is paused.
type Why string

const (
	Well  Why = ""
	Crash Why = "crash"
	Slow  Why = "slow"
)

// Judge compares a gray version with the one that is online.
func Judge(gray, online Arm) Why {
	if gray.Opens < enough {
		return Well
	}
	if low, _ := trial.Interval(online.arm(), gray.arm()); low > 0 {
		return Crash
	}
	a, b := online.Speed.Quantile(.75), gray.Speed.Quantile(.75)
	if online.Opens >= enough && float64(b) > slower*float64(a) && b-a > more {
		return Slow
	}
	return Well
}

// PausedEvent tells that the platform ended a gray release.
type PausedEvent struct {
	App, Version string
	Why          Why
	Gray, Online Numbers
}

// Numbers are what a decision was made of.
type Numbers struct {
	Version        string
	Opens, Crashes int64
	P75            time.Duration
}

func (PausedEvent) Topic() string { return "vitals.paused" }

// lookJob compares a version in the gray release that began at a moment.
type lookJob struct {
	Version string
	Since   int64
}

func (lookJob) Kind() string { return "vitals.look" }

// began starts to look at a gray release.
func (s *Service) began(ctx context.Context, tx *db.Tx, e registry.MovedEvent) error {
	if e.To != registry.Gray || e.From == registry.Gray {
		return nil
	}
	v, err := s.Registry.ByID(ctx, tx, e.Version)
	if err != nil || v.Status != registry.Gray {
		return unknown(err)
	}
	return s.Jobs.Add(ctx, tx, lookJob{v.ID, v.Spread.UnixMicro()}, tx.Now().Add(every))
}

// unknown takes a version that is not there any more for one that needs nothing.
func unknown(err error) error {
	if errors.Is(err, registry.ErrNotFound) {
		return nil
	}
	return err
}

// look judges a gray release, and comes again in a minute while it lasts.
func (s *Service) look(ctx context.Context, tx *db.Tx, j lookJob) error {
	v, err := s.Registry.ByID(ctx, tx, j.Version)
	if err != nil || v.Status != registry.Gray || v.Spread.UnixMicro() != j.Since {
		return unknown(err)
	}
	shown, err := s.Registry.Shown(ctx, tx, v.App)
	if err != nil {
		return err
	}
	for _, o := range shown {
		if o.Status != registry.Online {
			continue
		}
		paused, err := s.judge(ctx, tx, v, o)
		if err != nil || paused {
			return err
		}
	}
	return s.Jobs.Add(ctx, tx, j, tx.Now().Add(every))
}

func (s *Service) judge(ctx context.Context, tx *db.Tx, gray, online registry.Version) (paused bool, err error) {
	// The hour in which it began counts whole, for both.
	since := hourOf(gray.Spread)
	a, err := arm(ctx, tx, gray.App, gray.Name, gray.Name, since)
	if err != nil || a.Opens < enough {
		return false, err
	}
	b, err := arm(ctx, tx, gray.App, online.Name, gray.Name, since)
	if err != nil {
		return false, err
	}
	why := Judge(a, b)
	if why == Well {
		return false, nil
	}
	e := PausedEvent{gray.App, gray.Name, why, numbers(gray, a), numbers(online, b)}
	reason := fmt.Sprintf("Paused: %d of %d opens crashed, of version %s %d of %d.", a.Crashes, a.Opens, online.Name, b.Crashes, b.Opens)
	if why == Slow {
		reason = fmt.Sprintf("Paused: a quarter waits for more than %v, of version %s for more than %v.", e.Gray.P75, online.Name, e.Online.P75)
	}
	if err := s.Registry.Pause(ctx, tx, gray.App, gray.Name, reason); err != nil {
		return false, err
	}
	return true, s.Bus.Emit(ctx, tx, e)
}

func numbers(v registry.Version, a Arm) Numbers {
	return Numbers{v.Name, a.Opens, a.Crashes, a.Speed.Quantile(.75)}
}

// arm counts a version since an hour, at the hosts and in the cities where the gray
// one was opened: one that is for a small city is not compared with all the country.
func arm(ctx context.Context, q db.Q, app, version, gray string, since int64) (Arm, error) {
	r, _, err := db.One[armRow](ctx, q, qArm, app, version, since, gray)
	a := Arm{Opens: r.Opens, Crashes: r.Crashes}
	if err != nil {
		return a, err
	}
	rows, err := db.List[bucketRow](ctx, q, qArmSpeed, app, version, since, gray)
	a.Speed = histogram(rows)
	return a, err
}
