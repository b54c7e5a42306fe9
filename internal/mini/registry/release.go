package registry

import (
	"context"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
)

// Release makes a version the one that everybody gets; the one before can be gone
// back to. Released again, it stays as it is. Faults: ErrNotFound, ErrStatus.
func (s *Service) Release(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil || r.Status == string(Online) {
		return err
	}
	return s.release(ctx, tx, sc, &r, Author)
}

func (s *Service) release(ctx context.Context, tx *db.Tx, sc scope.Scope, r *row, by Actor) error {
	if err := steps.Check(Status(r.Status), Online, by, ErrStatus, ErrActor); err != nil {
		return err
	}
	if err := reviewed(ctx, tx, r.ID); err != nil {
		return err
	}
	before, ok, err := db.One[row](ctx, tx, qIn, r.App, Online)
	if err != nil {
		return err
	}
	if ok {
		if err := s.move(ctx, tx, sc, &before, Superseded, System, nil); err != nil {
			return err
		}
	}
	r.cleared()
	r.OnlineAt = tx.Now().UnixMicro()
	return s.move(ctx, tx, sc, r, Online, by, r.Package)
}

// reviewed makes sure once more that what will be served was looked at.
func reviewed(ctx context.Context, tx *db.Tx, id string) error {
	n, _, err := db.One[int64](ctx, tx, qReviewed, id)
	if err != nil || n == 0 {
		return fault.Or(err, ErrUnreviewed)
	}
	return nil
}

// TakeDown takes the version that is online away, and puts none in its place.
// Done again, it stays away. Faults: ErrNotFound, ErrStatus.
func (s *Service) TakeDown(ctx context.Context, tx *db.Tx, sc scope.Scope, by Actor, app, name string) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil || r.Status == string(Offline) {
		return err
	}
	r.OfflineAt = tx.Now().UnixMicro()
	return s.move(ctx, tx, sc, &r, Offline, by, nil)
}

// Rollback takes the version that is online away and puts the one before in its
// place, at once. Faults: ErrNotFound, ErrStatus, ErrNoFormer.
func (s *Service) Rollback(ctx context.Context, tx *db.Tx, sc scope.Scope, by Actor, app, name string) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	if err := steps.Check(Status(r.Status), Offline, by, ErrStatus, ErrActor); err != nil {
		return err
	}
	former, ok, err := db.One[row](ctx, tx, qFormer, app)
	if err != nil || !ok {
		return fault.Or(err, ErrNoFormer)
	}
	if err := reviewed(ctx, tx, former.ID); err != nil {
		return err
	}
	r.OfflineAt = tx.Now().UnixMicro()
	if err := s.move(ctx, tx, sc, &r, Offline, by, "rollback to "+former.ID); err != nil {
		return err
	}
	former.OnlineAt = tx.Now().UnixMicro()
	return s.move(ctx, tx, sc, &former, Online, System, "rollback of "+r.ID)
}

// Stop is the kill switch: nobody gets any version of the program, nor one of its
// files. Start takes it back. Faults: ErrReason.
func (s *Service) Stop(ctx context.Context, tx *db.Tx, sc scope.Scope, app, reason string) error {
	return s.throw(ctx, tx, sc, app, reason, true)
}

// Start lets the program be served again. Faults: ErrReason.
func (s *Service) Start(ctx context.Context, tx *db.Tx, sc scope.Scope, app, reason string) error {
	return s.throw(ctx, tx, sc, app, reason, false)
}

func (s *Service) throw(ctx context.Context, tx *db.Tx, sc scope.Scope, app, reason string, stopped bool) error {
	reason, ok := words(reason, 3)
	if !ok {
		return ErrReason
	}
	if err := begin(ctx, tx, app); err != nil {
		return err
	}
	if n, err := db.Exec(ctx, tx, qStop, app, stopped, reason); err != nil || n == 0 {
		return err
	}
	act := "mini.start"
	if stopped {
		act = "mini.stop"
	}
	if err := note(ctx, tx, sc, act, app, "", reason, nil); err != nil {
		return err
	}
	if err := s.changed(ctx, tx, app); err != nil {
		return err
	}
	return s.Bus.Emit(ctx, tx, StoppedEvent{app, stopped})
}

// Program is how a program stands as a whole.
type Program struct {
	App     string `db:"app"`
	Stopped bool   `db:"stopped"`
	Reason  string `db:"reason"`
	Online  string `db:"online"` // number of the version; "": none
}

// Programs lists all that ever had a version, by their apps.
func (s *Service) Programs(ctx context.Context, q db.Q, ask page.Ask) (page.Of[Program], error) {
	_, app, err := ask.After()
	if err != nil {
		return page.Of[Program]{}, err
	}
	rows, err := db.List[Program](ctx, q, qPrograms, app, ask.Limit+1)
	return page.Cut(rows, ask.Limit, func(p Program) (int64, string) { return 0, p.App }), err
}

// Program gives one. Fault: ErrNotFound.
func (s *Service) Program(ctx context.Context, q db.Q, app string) (Program, error) {
	p, ok, err := db.One[Program](ctx, q, qOneProgram, app)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return p, err
}
