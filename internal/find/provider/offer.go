package provider

import (
	"context"
	"encoding/json"
	"net/url"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/kit/money"
)

var (
	ErrOffer = fault.New(fault.Invalid, "provider.offer", "This offer lacks something, or has too much of it.")
	ErrMany  = fault.New(fault.Refused, "provider.too_many", "A provider has at most 20,000 offers.")
)

const (
	// Fresh is how long an offer counts after it was last told of: who is gone does not stay in lists.
	Fresh = 7 * 24 * time.Hour
	most  = 20_000 // offers of a provider
	reach = 20_000 // metres
	found = 1000   // offers that are looked at for one list
)

// Offer is what a provider has: a kitchen, a shop.
type Offer struct {
	ID, Provider string // given by the platform; the id says nothing of the provider
	OutID        string // the provider's own number
	Mode         string // takeaway, pickup or dinein
	Category     string
	Name, NameEN string
	At           geo.Point
	Hours        calendar.Hours
	Reach        int64 // metres that it delivers, for takeaway
	Fee, Minimum money.Amount
	Making       int64 // minutes before it leaves
	URL          string
}

// Found is an offer in a city, with whose it is.
type Found struct {
	Offer
	By, ByEN string // the provider's names
}

func (s *Service) fresh() int64 { return s.db.Now().Add(-Fresh).UnixMicro() }

// check names the field that cannot be. Fault: ErrOffer.
func (o Offer) check(base string) error {
	bad := func(field string) error { return ErrOffer.With(map[string]any{"field": field}) }
	between := func(s string, least, most int) bool {
		n := utf8.RuneCountInString(s)
		return n >= least && n <= most
	}
	u, err := url.Parse(o.URL)
	switch {
	case !between(o.OutID, 1, 64):
		return bad("out_offer_id")
	case o.Mode != "takeaway" && o.Mode != "pickup" && o.Mode != "dinein":
		return bad("mode")
	case !between(o.Name, 1, 60):
		return bad("name")
	case !between(o.NameEN, 0, 60):
		return bad("name_en")
	case !between(o.Category, 1, 20):
		return bad("category")
	case o.Hours.Check() != nil:
		return bad("hours")
	case o.Mode == "takeaway" && (o.Reach < 1 || o.Reach > reach):
		return bad("reach")
	case o.Fee.Sign() < 0 || o.Fee.Minor() > 100_00:
		return bad("delivery_fee")
	case o.Minimum.Sign() < 0 || o.Minimum.Minor() > 1000_00:
		return bad("minimum")
	case o.Making < 0 || o.Making > 24*60:
		return bad("minutes")
	case err != nil || u.Scheme+"://"+u.Host != base || u.User != nil || len(o.URL) > 500:
		return bad("url")
	}
	return nil
}

// Refusal is an offer that is not kept, and why.
type Refusal struct {
	OutID string
	Err   error
}

// Tell keeps offers of a provider, each in place of what was told of it before.
// One that is not right keeps no other out. Faults: ErrSuspended, ErrMany.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, p Provider, offers []Offer) (refused []Refusal, err error) {
	if p.State != Active {
		return nil, ErrSuspended
	}
	if n, _, err := db.One[int64](ctx, tx, qCount, p.ID); err != nil || n+int64(len(offers)) > most {
		return nil, fault.Or(err, ErrMany)
	}
	for _, o := range offers {
		err := s.tell(ctx, tx, p, o)
		if _, told := fault.Of(err); told {
			refused = append(refused, Refusal{o.OutID, err})
		} else if err != nil {
			return nil, err
		}
	}
	return refused, nil
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, p Provider, o Offer) error {
	if err := o.check(p.Base); err != nil {
		return err
	}
	city, err := s.city(ctx, o.At)
	if err != nil {
		return err
	}
	if city == "" {
		return ErrOffer.With(map[string]any{"field": "latitude"})
	}
	hours, err := json.Marshal(o.Hours)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qTell, tx.NewID(), p.ID, o.OutID, o.Mode, o.Category, o.Name, o.NameEN, city, e6(o.At.Lat), e6(o.At.Lng), string(hours),
		o.Reach, o.Fee.Minor(), o.Minimum.Minor(), o.Making, o.URL, tx.Now().UnixMicro())
	return err
}

// Drop takes an offer away. One that is not there changes nothing.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, p Provider, outID string) error {
	_, err := db.Exec(ctx, tx, qDrop, p.ID, outID)
	return err
}

// Near lists what active providers offer in a city, in a box: what is fresh, at
// most 1,000, the latest told of first where there is more.
func (s *Service) Near(ctx context.Context, q db.Q, city, mode string, box geo.Box) (out []Found, err error) {
	rows, err := db.List[offerRow](ctx, q, qNear, city, mode, e6(box.Min.Lat), e6(box.Max.Lat), e6(box.Min.Lng), e6(box.Max.Lng), s.fresh(), found)
	for _, r := range rows {
		f, err := r.found()
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, err
}
