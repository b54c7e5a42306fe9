package registry

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/trial"
)

// Target says for whom a gray release is, beside the part of the people: empty
// lists are all cities and all hosts.
type Target struct {
	Cities []string // codes
	Hosts  []string // "app", "kiosk", "register" or a partner's name
	Levels []string // of people, as the platform knows them: "new", "beta"; one of them is enough
}

// Part is who gets a version in a gray release.
type Part struct {
	Points int64   // of the people, basis points
	Target *Target // nil: as it is, all at the beginning
}

// Place is where a program is opened. What is not known is in no target.
type Place struct {
	City string // code
	Host string
	// Levels gives those of who opens it; asked only where a release is for some.
	// nil: of none.
	Levels func() ([]string, error)
}

var targetForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

func (t Target) check() error {
	for most, list := range map[int][]string{50: t.Cities, 20: t.Hosts, 10: t.Levels} {
		for i, x := range list {
			if len(list) > most || !targetForm.MatchString(x) || slices.Contains(list[:i], x) {
				return ErrTarget
			}
		}
	}
	return nil
}

// widens tells whether all of one list are in another, where an empty one is all.
func widens(from, to []string) bool {
	if len(to) == 0 || len(from) == 0 {
		return len(to) == 0
	}
	return !slices.ContainsFunc(from, func(x string) bool { return !slices.Contains(to, x) })
}

func (t Target) has(at Place) (bool, error) {
	in := func(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
	if !in(t.Cities, at.City) || !in(t.Hosts, at.Host) || len(t.Levels) == 0 || at.Levels == nil {
		return in(t.Cities, at.City) && in(t.Hosts, at.Host) && len(t.Levels) == 0, nil
	}
	levels, err := at.Levels()
	return slices.ContainsFunc(levels, func(x string) bool { return slices.Contains(t.Levels, x) }), err
}

// widens tells whether all that t is for are in to.
func (t Target) widens(to Target) bool {
	return widens(t.Cities, to.Cities) && widens(t.Hosts, to.Hosts) && widens(t.Levels, to.Levels)
}

func (r row) target() Target {
	return Target{lines(r.GrayCities), lines(r.GrayHosts), lines(r.GrayLevels)}
}

// cleared ends what is kept of a gray release.
func (r *row) cleared() { r.Gray, r.GrayAt, r.GrayCities, r.GrayHosts, r.GrayLevels = 0, 0, "", "", "" }

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// Spread shows a version to a part of the people, in some cities and hosts and of
// some levels or in all. The part and the target only grow until it is cancelled; who has the version
// keeps it. Faults: ErrNotFound, ErrGray, ErrTarget, ErrStatus.
func (s *Service) Spread(ctx context.Context, tx *db.Tx, sc scope.Scope, by Actor, app, name string, part Part) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	if part.Points < 1 || part.Points > trial.Whole || part.Points < r.Gray {
		return ErrGray
	}
	running, now := r.Status == string(Gray), r.target()
	if part.Target != nil {
		now = *part.Target
	}
	if err := now.check(); err != nil {
		return err
	}
	if had := r.target(); running && !had.widens(now) {
		return ErrTarget
	}
	cities, hosts, levels := strings.Join(now.Cities, "\n"), strings.Join(now.Hosts, "\n"), strings.Join(now.Levels, "\n")
	if running && part.Points == r.Gray && cities == r.GrayCities && hosts == r.GrayHosts && levels == r.GrayLevels {
		return nil
	}
	if err := steps.Check(Status(r.Status), Gray, by, ErrStatus, ErrActor); err != nil {
		return err
	}
	if err := reviewed(ctx, tx, r.ID); err != nil {
		return err
	}
	r.Gray, r.GrayCities, r.GrayHosts, r.GrayLevels = part.Points, cities, hosts, levels
	if !running {
		r.GrayAt = tx.Now().UnixMicro()
	}
	return s.move(ctx, tx, sc, &r, Gray, by, part)
}

// CancelSpread shows the version to nobody any more; it stays approved.
// Faults: ErrNotFound, ErrStatus.
func (s *Service) CancelSpread(ctx context.Context, tx *db.Tx, sc scope.Scope, by Actor, app, name string) error {
	return s.cancel(ctx, tx, sc, by, app, name, nil)
}

// Pause is CancelSpread by the platform itself, which keeps why as the version's
// reason. Faults: ErrNotFound, ErrStatus.
func (s *Service) Pause(ctx context.Context, tx *db.Tx, app, name, why string) error {
	return s.cancel(ctx, tx, scope.Scope{}, System, app, name, &why)
}

func (s *Service) cancel(ctx context.Context, tx *db.Tx, sc scope.Scope, by Actor, app, name string, why *string) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	if r.Status != string(Gray) {
		return ErrStatus
	}
	r.cleared()
	if why != nil {
		r.Reason = *why
	}
	return s.move(ctx, tx, sc, &r, Approved, by, nil)
}

// Shown lists the versions of an app that somebody may get now: the one that is
// online, the gray one, both or none.
func (s *Service) Shown(ctx context.Context, q db.Q, app string) ([]Version, error) {
	if stopped, _, err := s.State(ctx, q, app); err != nil || stopped {
		return nil, err
	}
	rows, err := db.List[row](ctx, q, qServed, app)
	out := make([]Version, len(rows))
	for i, r := range rows {
		out[i] = r.version()
	}
	return out, err
}
