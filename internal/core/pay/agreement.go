package pay

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
)

// AgreementStatus by its public name.
type AgreementStatus string

const (
	AgreementTemp   AgreementStatus = "TEMP"   // waits for the user
	AgreementNormal AgreementStatus = "NORMAL" // payments may be taken
	AgreementStop   AgreementStatus = "STOP"
)

// NewAgreement asks a user to let a merchant take payments later.
type NewAgreement struct {
	App, Via    string
	Merchant    string
	ExternalNo  string
	Product     string
	Scene       string
	SingleLimit money.Amount // zero: only the platform's own limits
	Life        time.Duration
	Extra       AgreementExtra
}

// AgreementExtra is carried along for the caller.
type AgreementExtra struct {
	NotifyURL string `json:"notify_url,omitempty"`
	ReturnURL string `json:"return_url,omitempty"`
	Logon     string `json:"logon,omitempty"`
	Period    string `json:"period,omitempty"` // period rule as it came, JSON
}

// Agreement is an agreement as it stands.
type Agreement struct {
	No          string
	App, Via    string
	Merchant    string
	User        string
	ExternalNo  string
	Product     string
	Scene       string
	SingleLimit money.Amount
	Status      AgreementStatus
	Extra       AgreementExtra
	CreatedAt   time.Time
	SignedAt    time.Time
	EndsAt      time.Time
	NextAt      time.Time
	StoppedAt   time.Time
}

type agreeRow struct {
	ID          string          `db:"id"`
	App         string          `db:"app"`
	Via         string          `db:"via"`
	Merchant    string          `db:"merchant"`
	User        string          `db:"usr"`
	ExternalNo  string          `db:"external_no"`
	Product     string          `db:"product"`
	Scene       string          `db:"scene"`
	SingleLimit int64           `db:"single_limit"`
	Status      AgreementStatus `db:"status"`
	Extra       string          `db:"extra"`
	CreatedAt   int64           `db:"created_at"`
	SignedAt    int64           `db:"signed_at"`
	EndsAt      int64           `db:"ends_at"`
	NextAt      int64           `db:"next_at"`
	StoppedAt   int64           `db:"stopped_at"`
}

func (r agreeRow) agreement() Agreement {
	a := Agreement{
		No: r.ID, App: r.App, Via: r.Via, Merchant: r.Merchant, User: r.User, ExternalNo: r.ExternalNo, Product: r.Product, Scene: r.Scene,
		SingleLimit: money.New(r.SingleLimit, money.CNY), Status: r.Status,
		CreatedAt: instant(r.CreatedAt), SignedAt: instant(r.SignedAt), EndsAt: instant(r.EndsAt), NextAt: instant(r.NextAt), StoppedAt: instant(r.StoppedAt),
	}
	_ = json.Unmarshal([]byte(r.Extra), &a.Extra) // stored by this package
	return a
}

// signWithin is how long a user can sign after being asked.
const signWithin = time.Hour

// AgreementLife is how long an agreement holds that names no end.
const AgreementLife = 10 * 365 * 24 * time.Hour

// AskAgreement makes an agreement that waits for its user. Fault: ErrSeller,
// ErrTerms where the external number has an agreement that is in force.
func (s *Service) AskAgreement(ctx context.Context, tx *db.Tx, in NewAgreement) (Agreement, error) {
	if in.ExternalNo != "" {
		switch had, err := s.Agreement(ctx, tx, in.App, AgreementRef{ExternalNo: in.ExternalNo}); {
		case err == nil && had.Status == AgreementNormal:
			return had, ErrTerms
		case err != nil && !errors.Is(err, ErrNoAgreement):
			return had, err
		}
	}
	if err := s.canSell(ctx, tx, in.Merchant, ""); err != nil {
		return Agreement{}, err
	}
	if in.Life == 0 {
		in.Life = AgreementLife
	}
	extra, err := json.Marshal(in.Extra)
	if err != nil {
		return Agreement{}, err
	}
	id := tx.NewIDFor(in.Merchant)
	if _, err := db.Exec(ctx, tx, qAgreeAdd, id, in.App, in.Via, in.Merchant, in.ExternalNo, in.Product, in.Scene, in.SingleLimit.Minor(),
		string(extra), tx.Now().UnixMicro(), tx.Now().Add(in.Life).UnixMicro()); err != nil {
		return Agreement{}, err
	}
	return s.AgreementForUser(ctx, tx, id)
}

// Sign puts an agreement in force, proven by the user's PIN or passkey.
// Signing again by the same user changes nothing. Faults: ErrNoAgreement, ErrAgreement, ErrSelf.
func (s *Service) Sign(ctx context.Context, tx *db.Tx, no, user string) (Agreement, error) {
	a, err := s.AgreementForUser(ctx, tx, no)
	if err != nil || a.Status == AgreementNormal && a.User == user {
		return a, err
	}
	if err := s.canSell(ctx, tx, a.Merchant, user); err != nil {
		return a, err
	}
	n, err := db.Exec(ctx, tx, qAgreeSign, no, user, tx.Now().UnixMicro(), tx.Now().Add(-signWithin).UnixMicro())
	if err != nil {
		return a, err
	}
	if n == 0 {
		return a, ErrAgreement
	}
	a.Status, a.User, a.SignedAt = AgreementNormal, user, tx.Now()
	return a, s.bus.Emit(ctx, tx, AgreementEvent{a})
}

// AgreementRef names an agreement: by its number, by the caller's, or by its user.
type AgreementRef struct {
	No         string
	ExternalNo string
	User       string
	Product    string // narrows User
	Scene      string // narrows User
}

// Agreement gives one of app's agreements. Fault: ErrNoAgreement.
func (s *Service) Agreement(ctx context.Context, q db.Q, app string, ref AgreementRef) (Agreement, error) {
	var r agreeRow
	var ok bool
	var err error
	switch {
	case ref.No != "":
		r, ok, err = db.One[agreeRow](ctx, q, qAgreeByID, ref.No)
	case ref.ExternalNo != "":
		r, ok, err = db.One[agreeRow](ctx, q, qAgreeByExternal, app, ref.ExternalNo)
	case ref.User != "":
		r, ok, err = db.One[agreeRow](ctx, q, qAgreeByUser, app, ref.User, ref.Product, ref.Scene)
	}
	if err == nil && (!ok || r.App != app) {
		return Agreement{}, ErrNoAgreement
	}
	return r.agreement(), err
}

// AgreementForUser gives an agreement to whoever is asked to sign it. Fault: ErrNoAgreement.
func (s *Service) AgreementForUser(ctx context.Context, q db.Q, no string) (Agreement, error) {
	r, ok, err := db.One[agreeRow](ctx, q, qAgreeByID, no)
	if err == nil && !ok {
		err = ErrNoAgreement
	}
	return r.agreement(), err
}

// AgreementsOf lists what a user has in force.
func (s *Service) AgreementsOf(ctx context.Context, q db.Q, user string) (out []Agreement, err error) {
	for r, err := range db.Each[agreeRow](ctx, q, qAgreeOfUser, user) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.agreement())
	}
	return out, nil
}

// Unsign ends an agreement, for its app or for its user. Ending it again changes nothing.
func (s *Service) Unsign(ctx context.Context, tx *db.Tx, a Agreement) (Agreement, error) {
	n, err := db.Exec(ctx, tx, qAgreeStop, a.No, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return a, err
	}
	a.Status, a.StoppedAt = AgreementStop, tx.Now()
	return a, s.bus.Emit(ctx, tx, AgreementEvent{a})
}

// SetNext moves the day of an agreement's next payment. Faults: ErrNoAgreement, ErrAgreement.
func (s *Service) SetNext(ctx context.Context, tx *db.Tx, app, no string, at time.Time) error {
	if _, err := s.Agreement(ctx, tx, app, AgreementRef{No: no}); err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qAgreeNext, no, at.UnixMicro())
	if err == nil && n == 0 {
		err = ErrAgreement
	}
	return err
}
