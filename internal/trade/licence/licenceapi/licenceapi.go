// Package licenceapi shows licences: to the merchants that send them, and to
// the operators who decide. It holds wire types and mapping; the one rule here
// is that every look of an operator at a licence, and every decision, is in the
// audit log.
package licenceapi

import (
	"context"
	"errors"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/licence"
	"livewell/internal/trade/merchant"
)

var errDay = fault.New(fault.Invalid, "licence.expires", "This is not a day.")

// Surface shows licences.
type Surface struct {
	DB        *db.DB
	Licences  *licence.Service
	Merchants *merchant.Service
}

type Licence struct {
	ID        string     `json:"id"`
	Number    string     `json:"number"`
	Name      string     `json:"name"`
	Expires   string     `json:"expires,omitempty" doc:"The last day that it holds; absent: it does not end."`
	Status    string     `json:"status" enum:"waiting,approved,rejected,lapsed"`
	Reason    string     `json:"reason,omitempty"`
	SentAt    time.Time  `json:"sentAt"`
	DecidedAt *time.Time `json:"decidedAt,omitempty"`
}

// Standing is how far a merchant is trusted.
type Standing struct {
	Tier    int           `json:"tier" minimum:"0" maximum:"2" doc:"0: not looked at yet; 1: licensed; 2: trusted."`
	Limit   *money.Amount `json:"limit,omitempty" doc:"What it may take in a day; absent: no limit."`
	Today   money.Amount  `json:"today" doc:"What it took today, where there is a limit."`
	Licence *Licence      `json:"licence,omitempty" doc:"The one that was sent last."`
	Hours   int           `json:"hours" doc:"Within which an answer is promised."`
}

// LicenceCase is a licence as an operator sees it.
type LicenceCase struct {
	Licence
	Merchant     string   `json:"merchant"`
	MerchantName string   `json:"merchantName"`
	Tier         int      `json:"tier" doc:"Of the merchant, now."`
	Findings     []string `json:"findings" nullable:"false" doc:"What a machine noticed: number, number_used, name, expires_soon."`
}

type LicenceDetail struct {
	LicenceCase
	Picture []byte `json:"picture" doc:"JPEG, base64."`
	By      string `json:"by,omitempty" doc:"Who decided."`
}

type LicenceQueue struct {
	Waiting int64      `json:"waiting"`
	Oldest  *time.Time `json:"oldest,omitempty" doc:"When that was sent which waits longest."`
	Decided int64      `json:"decided" doc:"In the last 30 days, up to 1000."`
	Median  int64      `json:"median" doc:"Seconds from sent to decided."`
	InTime  int64      `json:"inTime" doc:"Of those decided, within the promised hours."`
	Hours   int        `json:"hours" doc:"That are promised."`
}

type licenceIn struct {
	web.Keyed
	Body struct {
		Number  string `json:"number" minLength:"5" maxLength:"40"`
		Name    string `json:"name" minLength:"1" maxLength:"80"`
		Expires string `json:"expires,omitempty" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"The last day that it holds."`
		Picture []byte `json:"picture" maxLength:"550000" doc:"JPEG of at most 400 kB, base64."`
	}
}

type listIn struct {
	page.Ask
	Status string `query:"status" enum:"waiting,approved,rejected,lapsed" default:"waiting"`
}

type idIn struct {
	ID string `path:"id" maxLength:"40"`
}

type verdictIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Tier   int    `json:"tier" minimum:"0" maximum:"2" doc:"0: rejected; else what the merchant is lifted to."`
		Reason string `json:"reason,omitempty" maxLength:"300" doc:"Needed where it is rejected."`
	}
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func wire(p licence.Paper) Licence {
	out := Licence{ID: p.ID, Number: p.Number, Name: p.Name, Status: string(p.Status), Reason: p.Reason, SentAt: p.SentAt, DecidedAt: when(p.DecidedAt)}
	if !p.Expires.IsZero() {
		out.Expires = p.Expires.In(calendar.Zone).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return out
}

// expires gives the moment after the last day.
func expires(day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.Zone)
	if err != nil {
		return t, errDay
	}
	return t.AddDate(0, 0, 1), nil
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	owner := web.For(scope.Owner)
	web.Op(a, "GET", "/console/api/merchant/licence", "getStanding", owner, func(ctx context.Context, _ *struct{}) (Standing, error) {
		return h.standing(ctx, h.DB, h.DB.Now())
	})
	web.Op(a, "POST", "/console/api/merchant/licence", "sendLicence", owner, web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *licenceIn) (Standing, error) {
		until, err := expires(in.Body.Expires)
		if err != nil {
			return Standing{}, err
		}
		b := in.Body
		if _, err := h.Licences.Send(ctx, tx, scope.From(ctx).Merchant, licence.Draft{Number: b.Number, Name: b.Name, Expires: until, Picture: b.Picture}); err != nil {
			return Standing{}, err
		}
		return h.standing(ctx, tx, tx.Now())
	}))
	operator, looker := web.For(scope.Operator), web.For(scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/licences", "listLicences", looker, h.list)
	web.Op(a, "GET", "/console/api/licences/queue", "getLicenceQueue", looker, func(ctx context.Context, _ *struct{}) (LicenceQueue, error) {
		q, err := h.Licences.Queue(ctx, h.DB, h.DB.Now())
		return LicenceQueue{q.Waiting, when(q.Oldest), q.Decided, int64(q.Median / time.Second), q.InTime, int(licence.Promise / time.Hour)}, err
	})
	web.Op(a, "GET", "/console/api/licences/{id}", "getLicence", operator, web.InTx(h.DB, h.look))
	web.Op(a, "POST", "/console/api/licences/{id}/decide", "decideLicence", operator, web.InTx(h.DB, h.decide))
}

func (h Surface) standing(ctx context.Context, q db.Q, now time.Time) (Standing, error) {
	id := scope.From(ctx).Merchant
	m, err := h.Merchants.Get(ctx, q, id)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Tier: int(m.Tier), Hours: int(licence.Promise / time.Hour)}
	if limit, has := m.Tier.Limit(); has {
		out.Limit = &limit
	}
	if out.Today, err = h.Merchants.Taken(ctx, q, id, now); err != nil {
		return out, err
	}
	p, err := h.Licences.Latest(ctx, q, id)
	if errors.Is(err, licence.ErrNotFound) {
		return out, nil
	}
	l := wire(p)
	out.Licence = &l
	return out, err
}

func (h Surface) wireCase(ctx context.Context, q db.Q, p licence.Paper) (LicenceCase, error) {
	m, err := h.Merchants.Get(ctx, q, p.Merchant)
	out := LicenceCase{Licence: wire(p), Merchant: p.Merchant, MerchantName: m.Name, Tier: int(m.Tier), Findings: []string{}}
	out.Findings = append(out.Findings, p.Findings...)
	return out, err
}

func (h Surface) list(ctx context.Context, in *listIn) (page.Of[LicenceCase], error) {
	p, err := h.Licences.List(ctx, h.DB, licence.Status(in.Status), in.Ask)
	out := page.Of[LicenceCase]{Items: []LicenceCase{}, Next: p.Next}
	for _, x := range p.Items {
		c, err := h.wireCase(ctx, h.DB, x)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, c)
	}
	return out, err
}

func (h Surface) detail(ctx context.Context, q db.Q, p licence.Paper) (LicenceDetail, error) {
	c, err := h.wireCase(ctx, q, p)
	if err != nil {
		return LicenceDetail{}, err
	}
	pic, err := h.Licences.Picture(ctx, q, p.ID)
	return LicenceDetail{c, pic, p.DecidedBy}, err
}

func (h Surface) look(ctx context.Context, tx *db.Tx, in *idIn) (LicenceDetail, error) {
	p, err := h.Licences.Get(ctx, tx, in.ID)
	if err != nil {
		return LicenceDetail{}, err
	}
	out, err := h.detail(ctx, tx, p)
	if err != nil {
		return out, err
	}
	return out, note(ctx, tx, "licence.look", p, "")
}

func (h Surface) decide(ctx context.Context, tx *db.Tx, in *verdictIn) (LicenceDetail, error) {
	p, err := h.Licences.Decide(ctx, tx, in.ID, scope.From(ctx).User, merchant.Tier(in.Body.Tier), in.Body.Reason)
	if err != nil {
		return LicenceDetail{}, err
	}
	if err := note(ctx, tx, "licence."+string(p.Status), p, p.Reason); err != nil {
		return LicenceDetail{}, err
	}
	return h.detail(ctx, tx, p)
}

func note(ctx context.Context, tx *db.Tx, act string, p licence.Paper, reason string) error {
	return audit.Append(ctx, tx, audit.Entry{
		Actor: "user:" + scope.From(ctx).User, Act: act, Object: "merchant:" + p.Merchant, Reason: reason, Request: web.TraceID(ctx),
	}, map[string]string{"licence": p.ID, "number": p.Number})
}
