package home

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/trial"
)

const (
	maxLayouts  = 1000
	maxVersions = 1000
	furthest    = 366 * 24 * time.Hour // that a version is planned ahead
)

// publishJob publishes what was planned, unless the plan has changed since.
type publishJob struct {
	Layout  string `json:"layout"`
	Version int64  `json:"version"`
	At      int64  `json:"at"`
}

func (publishJob) Kind() string { return "home.publish" }

// Create makes a layout for a city, or for all, and a segment, with the
// built-in blocks as its first version. Nobody sees it before a version is
// published. Faults: ErrSegment, ErrTaken, ErrTooMany.
func (s *Service) Create(ctx context.Context, tx *db.Tx, city string, seg Segment, by string) (Layout, error) {
	if !slices.Contains(Segments(), seg) {
		return Layout{}, ErrSegment
	}
	if n, _, err := db.One[int64](ctx, tx, qCount); err != nil || n >= maxLayouts {
		if err == nil {
			err = ErrTooMany
		}
		return Layout{}, err
	}
	id := tx.NewID()
	n, err := db.Exec(ctx, tx, qCreate, id, city, seg, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrTaken
	}
	if err != nil {
		return Layout{}, err
	}
	if _, err := s.Save(ctx, tx, id, BuiltIn(), "", by); err != nil {
		return Layout{}, err
	}
	return s.Layout(ctx, tx, id)
}

// Layout gives one. Fault: ErrNotFound.
func (s *Service) Layout(ctx context.Context, q db.Q, id string) (Layout, error) {
	r, ok, err := db.One[layoutRow](ctx, q, qLayout, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.layout(), err
}

// Layouts lists them by city and segment.
func (s *Service) Layouts(ctx context.Context, q db.Q) ([]Layout, error) {
	rows, err := db.List[layoutRow](ctx, q, qLayouts)
	out := make([]Layout, len(rows))
	for i, r := range rows {
		out[i] = r.layout()
	}
	return out, err
}

// Versions lists those of a layout, the newest first, without their blocks.
func (s *Service) Versions(ctx context.Context, q db.Q, id string) ([]Version, error) {
	rows, err := db.List[versionRow](ctx, q, qVersions, id)
	out := make([]Version, len(rows))
	for i, r := range rows {
		if err == nil {
			out[i], err = r.version()
		}
	}
	return out, err
}

// Version gives one with its blocks. Fault: ErrVersion.
func (s *Service) Version(ctx context.Context, q db.Q, id string, number int64) (Version, error) {
	r, ok, err := db.One[versionRow](ctx, q, qVersion, id, number)
	if err == nil && !ok {
		err = ErrVersion
	}
	if err != nil {
		return Version{}, err
	}
	return r.version()
}

// Save keeps blocks as the next version, a draft until it is published.
// Faults: ErrNotFound, ErrBlock, ErrTooMany.
func (s *Service) Save(ctx context.Context, tx *db.Tx, id string, blocks []Block, note, by string) (Version, error) {
	if utf8.RuneCountInString(note) > 200 {
		return Version{}, ErrBlock.With(map[string]any{"why": "a note has at most 200 characters"})
	}
	if err := check(blocks); err != nil {
		return Version{}, err
	}
	l, err := s.Layout(ctx, tx, id)
	if err != nil {
		return Version{}, err
	}
	if l.Latest >= maxVersions {
		return Version{}, ErrTooMany
	}
	if blocks == nil {
		blocks = []Block{}
	}
	text, err := json.Marshal(blocks)
	if err != nil {
		return Version{}, err
	}
	// The number is taken by the guarded update: of two savers at once one is retried.
	n, err := db.Exec(ctx, tx, qTouch, id, l.Latest+1, l.Latest, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Version{}, err
	}
	if _, err := db.Exec(ctx, tx, qSave, id, l.Latest+1, string(text), note, by, tx.Now().UnixMicro()); err != nil {
		return Version{}, err
	}
	return s.Version(ctx, tx, id, l.Latest+1)
}

// Publish shows a version to all whom the layout is for, and ends a trial. An
// earlier one is how to roll back. Again changes nothing, and changed says so.
// Faults: ErrNotFound, ErrVersion.
func (s *Service) Publish(ctx context.Context, tx *db.Tx, id string, number int64) (changed bool, err error) {
	if _, err := s.Version(ctx, tx, id, number); err != nil {
		return false, err
	}
	n, err := db.Exec(ctx, tx, qPublish, id, number, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := db.Exec(ctx, tx, qLiveAt, id, number, tx.Now().UnixMicro()); err != nil {
		return false, err
	}
	return true, s.changed(ctx, tx)
}

// Withdraw shows nothing of the layout any more: people get the next wider one.
// Again changes nothing. Fault: ErrNotFound.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, id string) (changed bool, err error) {
	if _, err := s.Layout(ctx, tx, id); err != nil {
		return false, err
	}
	n, err := db.Exec(ctx, tx, qPublish, id, 0, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.changed(ctx, tx)
}

// Try shows a version beside the live one to a share of people, in basis
// points; a share of 0 ends the trial. Who is in it is a matter of their id
// alone: they stay in while the share grows. Again changes nothing.
// Faults: ErrNotFound, ErrVersion, ErrNotLive, ErrShare.
func (s *Service) Try(ctx context.Context, tx *db.Tx, id string, number, share int64) (changed bool, err error) {
	l, err := s.Layout(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if share == 0 {
		number = 0
	} else if _, err := s.Version(ctx, tx, id, number); err != nil {
		return false, err
	}
	switch {
	case share < 0 || share > trial.Whole || number != 0 && number == l.Live:
		return false, ErrShare
	case l.Live == 0:
		return false, ErrNotLive
	}
	n, err := db.Exec(ctx, tx, qTrial, id, number, share, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.changed(ctx, tx)
}

// Plan publishes a version by itself at a time. A layout has one plan: a new
// one takes the place of the old. Again changes nothing.
// Faults: ErrNotFound, ErrVersion, ErrTime.
func (s *Service) Plan(ctx context.Context, tx *db.Tx, id string, number int64, at time.Time) (changed bool, err error) {
	if !at.After(tx.Now()) || at.After(tx.Now().Add(furthest)) {
		return false, ErrTime
	}
	if _, err := s.Version(ctx, tx, id, number); err != nil {
		return false, err
	}
	n, err := db.Exec(ctx, tx, qPlan, id, number, at.UnixMicro(), tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.jobs.Add(ctx, tx, publishJob{id, number, at.UnixMicro()}, at)
}

// Unplan takes the plan back. Again changes nothing. Fault: ErrNotFound.
func (s *Service) Unplan(ctx context.Context, tx *db.Tx, id string) (changed bool, err error) {
	if _, err := s.Layout(ctx, tx, id); err != nil {
		return false, err
	}
	n, err := db.Exec(ctx, tx, qPlan, id, 0, 0, tx.Now().UnixMicro())
	return n > 0, err
}

// carryOut is the job of a plan.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, j publishJob) error {
	l, err := s.Layout(ctx, tx, j.Layout)
	if err != nil {
		return err
	}
	if l.Planned != j.Version || l.PlannedAt.UnixMicro() != j.At {
		return nil // planned otherwise since
	}
	if _, err := db.Exec(ctx, tx, qPlan, j.Layout, 0, 0, tx.Now().UnixMicro()); err != nil {
		return err
	}
	changed, err := s.Publish(ctx, tx, j.Layout, j.Version)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: "job:" + j.Kind(), Act: "home.publish", Object: "layout:" + j.Layout}, j)
}
