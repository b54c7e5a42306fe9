package registry

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/trial"
	"livewell/internal/mini/pack"
)

// Why somebody gets what they get.
type Why string

const (
	WhyOnline  Why = "online"  // the version for everybody
	WhyGray    Why = "gray"    // the new one, as they are in its part
	WhyTrial   Why = "trial"   // they hold a link to try it
	WhyNone    Why = "none"    // no version is released
	WhyStopped Why = "stopped" // the program was stopped
)

// Decision is which version somebody gets. Seq rises whenever anybody may get
// another one.
type Decision struct {
	App     string
	Seq     int64
	Why     Why
	ID      string
	Version string
	Package string // hash; "": none
	Ext     string
	Slot    int64 // of who asks, 0 to 9999; -1 where they take part in no gray release
	Gray    int64 // they get the new one where the slot is below
}

// Serve decides which version of an app who gets, at a place. The same person at
// the same place stays with the new one while its part rises and its target grows;
// who is not known gets what is online.
func (s *Service) Serve(ctx context.Context, q db.Q, app, who string, at Place) (Decision, error) {
	d := Decision{App: app, Why: WhyNone, Slot: -1}
	p, ok, err := db.One[programRow](ctx, q, qProgram, app)
	if err != nil || !ok {
		return d, err
	}
	if d.Seq = p.Seq; p.Stopped {
		d.Why = WhyStopped
		return d, nil
	}
	rows, err := db.List[row](ctx, q, qServed, app)
	for _, r := range rows {
		meant := false
		if r.Status == string(Gray) && who != "" {
			if meant, err = r.target().has(at); err != nil {
				return d, err
			}
		}
		switch {
		case r.Status == string(Online) && d.Why != WhyGray:
			d.Why, d.ID, d.Version, d.Package, d.Ext = WhyOnline, r.ID, r.Name, r.Package, r.Ext
		case meant:
			d.Slot, d.Gray = trial.Slot(r.ID, who), r.Gray
			if d.Slot < d.Gray {
				d.Why, d.ID, d.Version, d.Package, d.Ext = WhyGray, r.ID, r.Name, r.Package, r.Ext
			}
		}
	}
	return d, err
}

// Released gives the number of the version that everybody gets; "" where there is
// none or the program was stopped.
func (s *Service) Released(ctx context.Context, q db.Q, app string) (string, error) {
	p, _, err := db.One[programRow](ctx, q, qProgram, app)
	if err != nil || p.Stopped {
		return "", err
	}
	r, _, err := db.One[row](ctx, q, qIn, app, Online)
	return r.Name, err
}

// Watch calls look at once and whenever an app's decision may have changed, until
// ctx ends: at once on this node, within live.Every on others.
func (s *Service) Watch(ctx context.Context, app string, look func() error) error {
	return s.live.Watch(ctx, app, look)
}

// Sums is what a host holds the files of a package against: the list, whose
// SHA-256 is the package's hash, and who signed it.
type Sums struct {
	List      []byte
	Developer string // base64
	Platform  string // base64; "": not reviewed
}

// Sums gives those of a package that was released. Fault: ErrNotFound.
func (s *Service) Sums(ctx context.Context, q db.Q, hash string) (Sums, error) {
	if err := released(ctx, q, hash); err != nil {
		return Sums{}, err
	}
	p, ok, err := db.One[packageRow](ctx, q, qPackage, hash)
	if err != nil || !ok {
		return Sums{}, fault.Or(err, ErrNotFound)
	}
	files, err := filesOf(ctx, q, hash)
	if err != nil {
		return Sums{}, err
	}
	platform, _, err := db.One[string](ctx, q, qSealed, hash)
	return Sums{pack.List(files), p.Signature, platform}, err
}

func released(ctx context.Context, q db.Q, hash string) error {
	n, _, err := db.One[int64](ctx, q, qReleased, hash)
	if err != nil || n == 0 {
		return fault.Or(err, ErrNotFound)
	}
	return nil
}

// File gives a file of a program by its package's hash and its path there. Only
// what was reviewed is served, and nothing of a stopped program.
// Fault: ErrNotFound.
func (s *Service) File(ctx context.Context, q db.Q, hash, path string) ([]byte, error) {
	if err := released(ctx, q, hash); err != nil {
		return nil, err
	}
	return s.data(ctx, q, hash, path)
}

func (s *Service) data(ctx context.Context, q db.Q, hash, path string) ([]byte, error) {
	b, ok, err := db.One[[]byte](ctx, q, qData, hash, pack.ProgramPath(path))
	if err == nil && !ok {
		err = ErrNotFound
	}
	return b, err
}

// State tells whether an app's program is stopped, and why.
func (s *Service) State(ctx context.Context, q db.Q, app string) (stopped bool, reason string, err error) {
	p, _, err := db.One[programRow](ctx, q, qProgram, app)
	return p.Stopped, p.Reason, err
}
