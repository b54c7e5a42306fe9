// Package licence takes the papers that merchants show, checks what a machine
// can, and lets an operator decide. An approved one raises the merchant's tier.
//
//	waiting --approve--> approved --its last day--> lapsed
//	   +------reject---> rejected
//
// Nobody has to show anything to begin: what a tier may take is the merchant's.
package licence

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/picture"
	"livewell/internal/kit/secret"
	"livewell/internal/trade/merchant"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("licence", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "licence.not_found", "There is no such licence.")
	ErrNumber   = fault.New(fault.Invalid, "licence.number", "A licence's number has 5 to 40 letters, digits and hyphens.")
	ErrName     = fault.New(fault.Invalid, "licence.name", "The name on a licence has 1 to 80 characters.")
	ErrOver     = fault.New(fault.Refused, "licence.over", "This licence is not valid any more.")
	ErrWaiting  = fault.New(fault.Conflict, "licence.waiting", "A licence of this merchant waits for its answer already.")
	ErrDecided  = fault.New(fault.Conflict, "licence.decided", "Somebody has decided on this licence already.")
	ErrReason   = fault.New(fault.Invalid, "licence.reason", "Say why, in 1 to 300 characters.")
	ErrOwn      = fault.New(fault.Forbidden, "licence.own", "Nobody decides on the licence of a merchant that they work for.")
)

// Status of a licence.
type Status string

const (
	Waiting  Status = "waiting"
	Approved Status = "approved"
	Rejected Status = "rejected"
	Lapsed   Status = "lapsed"
)

// Paper is a licence as it was shown, without its picture.
type Paper struct {
	ID        string
	Merchant  string
	Number    string
	Name      string
	Expires   time.Time // zero: never
	Findings  []string
	Status    Status
	Reason    string
	SentAt    time.Time
	DecidedAt time.Time
	DecidedBy string
}

// Draft is what a merchant shows.
type Draft struct {
	Number  string
	Name    string
	Expires time.Time // the first moment that it does not hold any more; zero: never
	Picture []byte    // JPEG
}

// DecidedEvent says that a licence was approved or rejected, or has lapsed.
type DecidedEvent struct{ Paper Paper }

func (DecidedEvent) Topic() string { return "licence.decided" }

// Service keeps licences.
type Service struct {
	merchants *merchant.Service
	keys      secret.KMS
	bus       *event.Bus
}

func New(m *merchant.Service, keys secret.KMS, bus *event.Bus) *Service {
	return &Service{m, keys, bus}
}

// Send keeps a merchant's licence for an operator to look at.
// Faults: ErrNumber, ErrName, ErrOver, ErrWaiting, picture.ErrPicture, merchant.ErrNotFound.
func (s *Service) Send(ctx context.Context, tx *db.Tx, id string, in Draft) (Paper, error) {
	in.Number, in.Name = strings.ToUpper(strings.TrimSpace(in.Number)), strings.Join(strings.Fields(in.Name), " ")
	switch {
	case !shaped(in.Number):
		return Paper{}, ErrNumber
	case in.Name == "" || utf8.RuneCountInString(in.Name) > 80:
		return Paper{}, ErrName
	case !in.Expires.IsZero() && !in.Expires.After(tx.Now()):
		return Paper{}, ErrOver
	}
	clean, err := picture.Clean(in.Picture)
	if err != nil {
		return Paper{}, err
	}
	m, err := s.merchants.Get(ctx, tx, id)
	if err != nil {
		return Paper{}, err
	}
	p := Paper{ID: tx.NewIDFor(id), Merchant: id, Number: in.Number, Name: in.Name, Expires: in.Expires, Status: Waiting, SentAt: tx.Now()}
	if p.Findings, err = findings(ctx, tx, m, p); err != nil {
		return p, err
	}
	key, wrapped, err := secret.NewKey(s.keys)
	if err != nil {
		return p, err
	}
	n, err := db.Exec(ctx, tx, qSend, p.ID, id, p.Number, p.Name, micro(p.Expires), strings.Join(p.Findings, " "),
		key.Seal(picturePlace(p.ID), clean), wrapped, p.SentAt.UnixMicro())
	if err == nil && n == 0 {
		err = ErrWaiting
	}
	return p, err
}

func picturePlace(id string) []byte { return secret.Place("licence_paper", "picture", id) }

// Decide approves a licence, which lifts its merchant to a tier, or rejects it
// with a reason. Faults: ErrNotFound, ErrDecided, ErrOwn, ErrReason, ErrOver, merchant.ErrTier.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, id, by string, to merchant.Tier, reason string) (Paper, error) {
	p, err := s.Get(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if _, err := s.merchants.RoleOf(ctx, tx, p.Merchant, by); err == nil {
		return p, ErrOwn
	}
	reason = strings.TrimSpace(reason)
	p.Status, p.Reason, p.DecidedAt, p.DecidedBy = Approved, reason, tx.Now(), by
	switch n := utf8.RuneCountInString(reason); {
	case n > 300, to == merchant.Unchecked && n == 0:
		return p, ErrReason
	case to == merchant.Unchecked:
		p.Status = Rejected
	case !p.Expires.IsZero() && !p.Expires.After(tx.Now()):
		return p, ErrOver
	}
	n, err := db.Exec(ctx, tx, qDecide, id, p.Status, reason, tx.Now().UnixMicro(), by)
	if err == nil && n == 0 {
		err = ErrDecided
	}
	if err == nil && p.Status == Approved {
		err = s.merchants.SetTier(ctx, tx, p.Merchant, to)
	}
	if err != nil {
		return p, err
	}
	return p, s.bus.Emit(ctx, tx, DecidedEvent{p})
}

// Lapse ends the licences whose last day is over, 100 at most: their merchants
// sell on, as those do who have shown none.
func (s *Service) Lapse(ctx context.Context, tx *db.Tx) error {
	rows, err := db.List[row](ctx, tx, qOver, tx.Now().UnixMicro())
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.lapse(ctx, tx, r.paper()); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) lapse(ctx context.Context, tx *db.Tx, p Paper) error {
	if _, err := db.Exec(ctx, tx, qLapse, p.ID); err != nil {
		return err
	}
	p.Status = Lapsed
	// Another one may hold still.
	if n, _, err := db.One[int64](ctx, tx, qApprovedOf, p.Merchant); err != nil || n > 0 {
		return err
	}
	if err := s.merchants.SetTier(ctx, tx, p.Merchant, merchant.Unchecked); err != nil {
		return err
	}
	return s.bus.Emit(ctx, tx, DecidedEvent{p})
}

// Get gives a licence. Fault: ErrNotFound.
func (*Service) Get(ctx context.Context, q db.Q, id string) (Paper, error) {
	r, ok, err := db.One[row](ctx, q, qGet, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.paper(), err
}

// Latest gives what a merchant has sent last. Fault: ErrNotFound.
func (*Service) Latest(ctx context.Context, q db.Q, merchant string) (Paper, error) {
	r, ok, err := db.One[row](ctx, q, qLatest, merchant)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.paper(), err
}

// Picture gives the picture of a licence, a JPEG. Fault: ErrNotFound.
func (s *Service) Picture(ctx context.Context, q db.Q, id string) ([]byte, error) {
	r, ok, err := db.One[sealed](ctx, q, qPicture, id)
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	key, err := secret.OpenKey(s.keys, r.Key)
	if err != nil {
		return nil, err
	}
	return key.Open(picturePlace(id), r.Picture)
}

// List gives licences of a status: those that wait by age, oldest first, the others newest first.
func (*Service) List(ctx context.Context, q db.Q, st Status, ask page.Ask) (page.Of[Paper], error) {
	read, bound := qDecidedList, ask.Before
	if st == Waiting {
		read, bound = qWaitingList, ask.After
	}
	at, id, err := bound()
	if err != nil {
		return page.Of[Paper]{}, err
	}
	rows, err := db.List[row](ctx, q, read, st, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Paper]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.SentAt, r.ID }), row.paper), nil
}

// Queue is how well the operators keep up.
type Queue struct {
	Waiting int64
	Oldest  time.Time     // zero: none waits
	Decided int64         // in the last 30 days, 1000 at most are looked at
	Median  time.Duration // from sent to decided, of these
	InTime  int64         // of these, within Promise
}

// Promise is within what time merchants are told that they hear.
const Promise = 24 * time.Hour

// Queue tells how well the operators keep up.
func (*Service) Queue(ctx context.Context, q db.Q, now time.Time) (Queue, error) {
	w, _, err := db.One[waitingRow](ctx, q, qWaiting)
	if err != nil {
		return Queue{}, err
	}
	out := Queue{Waiting: w.N, Oldest: timeOf(w.Oldest)}
	took, err := db.List[int64](ctx, q, qTook, now.AddDate(0, 0, -30).UnixMicro())
	if err != nil || len(took) == 0 {
		return out, err
	}
	slices.Sort(took)
	out.Decided = int64(len(took))
	out.Median = time.Duration(took[len(took)/2]) * time.Microsecond
	for _, t := range took {
		if time.Duration(t)*time.Microsecond <= Promise {
			out.InTime++
		}
	}
	return out, nil
}
