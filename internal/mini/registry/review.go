package registry

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/pack"
)

// Review is what somebody decided about a version, and of which content.
type Review struct {
	Round   int64
	Package string // hash
	Verdict Status // Approved or Rejected
	Reason  string
	By      string
	At      time.Time
}

// Submission is what a developer says to those who review.
type Submission struct {
	Description string // 30 to 500 characters
	Memo        string // at most 500; for the reviewers alone
	Auto        bool   // goes online when it is approved
}

// Submit asks for a review. Asked again while it lasts, it changes nothing.
// Faults: ErrNotFound, ErrDescription, ErrMemo, ErrPending, ErrStatus.
func (s *Service) Submit(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string, say Submission) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	var ok bool
	if r.Description, ok = words(say.Description, 30); !ok {
		return ErrDescription
	}
	if r.Memo, ok = words(say.Memo, 0); !ok {
		return ErrMemo
	}
	if r.Status == string(Auditing) {
		return nil
	}
	if n, _, err := db.One[int64](ctx, tx, qPending, app); err != nil || n > 0 {
		return fault.Or(err, ErrPending)
	}
	r.Auto, r.Round, r.Reason, r.Gray = say.Auto, r.Round+1, "", 0
	r.SubmittedAt, r.DecidedAt = tx.Now().UnixMicro(), 0
	return s.move(ctx, tx, sc, &r, Auditing, Author, r.Package)
}

// CancelReview takes a version out of review, back into development.
// Faults: ErrNotFound, ErrStatus.
func (s *Service) CancelReview(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	return s.back(ctx, tx, sc, app, name, Auditing)
}

// Withdraw takes a version that was decided on back into development: it needs a
// new review then. Faults: ErrNotFound, ErrStatus.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
	return s.back(ctx, tx, sc, app, name, Approved, Rejected)
}

func (s *Service) back(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string, from ...Status) error {
	r, err := locked(ctx, tx, app, name)
	if err != nil {
		return err
	}
	for _, f := range from {
		if r.Status == string(f) {
			return s.move(ctx, tx, sc, &r, Init, Author, nil)
		}
	}
	return ErrStatus
}

// Queue lists what waits for a review, the longest first.
func (s *Service) Queue(ctx context.Context, q db.Q, ask page.Ask) (page.Of[Version], error) {
	at, id, err := ask.After()
	if err != nil {
		return page.Of[Version]{}, err
	}
	rows, err := db.List[row](ctx, q, qQueue, at, id, ask.Limit+1)
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.SubmittedAt, r.ID }), row.version), err
}

// Reviews lists what was decided about a version, newest first.
func (s *Service) Reviews(ctx context.Context, q db.Q, id string) ([]Review, error) {
	rows, err := db.List[reviewRow](ctx, q, qReviews, id)
	out := make([]Review, 0, len(rows))
	for _, r := range rows {
		out = append(out, Review{r.Round, r.Package, Status(r.Verdict), r.Reason, r.By, instant(r.At)})
	}
	return out, err
}

// Findings lists what was noticed in a package.
func (s *Service) Findings(ctx context.Context, q db.Q, hash string) ([]Finding, error) {
	return db.List[Finding](ctx, q, qFindings, hash)
}

// Decide says what a review found, of the content with this hash: one that has
// another by now is refused. Who decides is not the program's developer. An
// approved package gets the platform's signature, and goes online where its
// developer asked for that; one with privileges waits for the approval of a second
// person. It gives how the version stands then. Faults: ErrNotFound, ErrReason,
// ErrOwn, ErrUnreviewed, ErrStatus.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, sc scope.Scope, id, hash string, verdict Status, reason string) (Status, error) {
	r, ok, err := db.One[row](ctx, tx, qGet, id)
	if err != nil || !ok {
		return "", fault.Or(err, ErrNotFound)
	}
	if reason, ok = words(reason, 3); !ok {
		return "", ErrReason
	}
	if r, err = locked(ctx, tx, r.App, r.Name); err != nil {
		return "", err
	}
	if err := s.decide(ctx, tx, sc, &r, hash, verdict, reason); err != nil {
		return "", err
	}
	return Status(r.Status), nil
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, sc scope.Scope, r *row, hash string, verdict Status, reason string) error {
	owner, err := s.Owner(ctx, r.App)
	switch {
	case err != nil:
		return err
	case sc.User == "" || owner == sc.User:
		return ErrOwn
	case r.Package != hash:
		return ErrUnreviewed
	case r.Status != string(Auditing) || verdict != Approved && verdict != Rejected:
		return ErrStatus
	}
	signature := ""
	if verdict == Approved {
		if ok, err := s.enough(ctx, tx, sc, *r, reason); err != nil || !ok {
			return err
		}
		files, err := filesOf(ctx, tx, hash)
		if err != nil {
			return err
		}
		signature = base64.StdEncoding.EncodeToString(ed25519.Sign(s.platformKey(), pack.List(files)))
	}
	r.Reason, r.DecidedAt = reason, tx.Now().UnixMicro()
	if err := s.move(ctx, tx, sc, r, verdict, Operator, hash); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qReviewAdd, r.ID, r.Round, hash, verdict, reason, sc.User, signature, tx.Now().UnixMicro()); err != nil {
		return err
	}
	if verdict == Approved && r.Auto {
		return s.release(ctx, tx, sc, r, System)
	}
	return nil
}

// keyName is that of the keyring's keys from which the platform's are derived.
const keyName = "mini.package"

// platformKey is the newest key with which the platform signs packages. It is
// derived from the keyring, so that it is nowhere else and rotates with it.
func (s *Service) platformKey() ed25519.PrivateKey {
	_, seed := s.KMS.MAC(keyName, []byte("ed25519"))
	return ed25519.NewKeyFromSeed(seed)
}

// PlatformKeys are the public keys with which the platform has signed packages,
// newest first.
func (s *Service) PlatformKeys() ([]ed25519.PublicKey, error) {
	var out []ed25519.PublicKey
	for _, v := range s.KMS.Versions() {
		seed, err := s.KMS.MACAt(keyName, v, []byte("ed25519"))
		if err != nil {
			return nil, err
		}
		out = append(out, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
	}
	return out, nil
}
