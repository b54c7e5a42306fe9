package registry

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
)

// TrialLasts is how long a link to try a version works.
const TrialLasts = 24 * time.Hour

// AllowTrial lets a version be tried before anybody reviewed it, by those who have
// a link. Faults: ErrNotFound, ErrStatus.
func (s *Service) AllowTrial(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	return s.setTrial(ctx, tx, sc, app, name, 1)
}

// EndTrial ends every link. Faults: ErrNotFound.
func (s *Service) EndTrial(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	return s.setTrial(ctx, tx, sc, app, name, 0)
}

func (s *Service) setTrial(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string, want int64) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil || r.Trial%2 == want {
		return err
	}
	n, err := db.Exec(ctx, tx, qTrial, r.ID, r.Trial)
	if err != nil || n == 0 {
		return fault.Or(err, ErrStatus)
	}
	return note(ctx, tx, sc, "mini.trial", r.App, r.ID, "", want == 1)
}

const trialName = "mini.trial"

// TrialToken makes a link's secret for a version that may be tried, good for
// TrialLasts. ok is false where it may not. Faults: ErrNotFound.
func (s *Service) TrialToken(ctx context.Context, q db.Q, now time.Time, app, name string) (token string, ok bool, err error) {
	r, err := named(ctx, q, app, name)
	if err != nil || r.Trial%2 == 0 {
		return "", false, err
	}
	return s.token(r.ID, r.Trial, now), true, nil
}

// inReview stands for the number of a trial in the tokens of those who review.
const inReview = -1

// ReviewToken is a TrialToken for who reviews a version: it works while that is in
// review.
func (s *Service) ReviewToken(now time.Time, id string) string { return s.token(id, inReview, now) }

func (s *Service) token(id string, generation int64, now time.Time) string {
	text := fmt.Sprintf("%s.%d.%d", id, generation, now.Add(TrialLasts).Unix())
	v, sum := s.KMS.MAC(trialName, []byte(text))
	return fmt.Sprintf("%s.%d.%s", text, v, base64.RawURLEncoding.EncodeToString(sum))
}

// Trial gives the version that a token lets its holder try. Faults: ErrTrial.
func (s *Service) Trial(ctx context.Context, q db.Q, now time.Time, token string) (Decision, error) {
	r, err := s.tried(ctx, q, now, token)
	if err != nil {
		return Decision{}, err
	}
	p, _, err := db.One[programRow](ctx, q, qProgram, r.App)
	if err == nil && p.Stopped {
		return Decision{App: r.App, Seq: p.Seq, Why: WhyStopped, Slot: -1}, nil
	}
	return Decision{App: r.App, Seq: p.Seq, Why: WhyTrial, ID: r.ID, Version: r.Name, Package: r.Package, Ext: r.Ext, Slot: -1}, err
}

// TrialFile gives a file of the version that a token lets its holder try.
// Faults: ErrTrial, ErrNotFound.
func (s *Service) TrialFile(ctx context.Context, q db.Q, now time.Time, token, path string) ([]byte, error) {
	d, err := s.Trial(ctx, q, now, token)
	if err != nil || d.Why != WhyTrial {
		return nil, fault.Or(err, ErrTrial)
	}
	return s.data(ctx, q, d.Package, path)
}

func (s *Service) tried(ctx context.Context, q db.Q, now time.Time, token string) (row, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 5 || len(token) > 300 {
		return row{}, ErrTrial
	}
	generation, err1 := strconv.ParseInt(parts[1], 10, 64)
	until, err2 := strconv.ParseInt(parts[2], 10, 64)
	version, err3 := strconv.Atoi(parts[3])
	sum, err4 := base64.RawURLEncoding.Strict().DecodeString(parts[4])
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		return row{}, ErrTrial
	}
	want, err := s.KMS.MACAt(trialName, version, []byte(strings.Join(parts[:3], ".")))
	if err != nil || !hmac.Equal(want, sum) || now.Unix() >= until {
		return row{}, ErrTrial
	}
	r, ok, err := db.One[row](ctx, q, qGet, parts[0])
	allowed := ok && r.Trial == generation && r.Trial%2 == 1 || ok && generation == inReview && r.Status == string(Auditing)
	if err != nil || !allowed {
		return row{}, fault.Or(err, ErrTrial)
	}
	return r, nil
}
