// Package member keeps who is a member of which merchant, and their points.
//
// A programme says what a merchant gives; a card is one person's at one merchant.
// Points are lots: those of one purchase, which expire together.
//
//	earned --used--> used --refund, cancel--> the very lots
//	  |--expired, left--> gone
//	  +--taken: what was paid came back--> gone
//
// Points are earned when an order is completed or a sale of the register is
// finished: so many for a yuan that was paid and kept, times the level's rate,
// rounded down. They are used as money off the goods, after coupons and never all
// of the goods; the merchant bears them by selling for less. Those that expire
// first are used first. What is given back brings back a share of them, last used
// first, with the end that they had; what has ended by then ends.
//
// A refund takes the points back that its share had earned: out of the purchase's
// own lot, then out of those that expire first. Where they were spent already the
// rest is owed, and comes off what is earned or comes back next; a balance is never
// below zero.
//
// Every change is an entry, and a balance is the sum of its entries and of what is
// left in its lots. This package holds no prepaid money.
package member

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
	"livewell/internal/kit/money"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("member", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "member.not_found", "There is no such membership.")
	ErrRules    = fault.New(fault.Invalid, "member.rules", "These rules do not make a programme.")
	ErrOff      = fault.New(fault.Refused, "member.off", "This merchant takes no members.")
	ErrTerms    = fault.New(fault.Conflict, "member.terms", "The terms have changed. Please read them again.")
	ErrCode     = fault.New(fault.Refused, "member.code", "This code is of no member here, or it is over. Ask for a new one.")
	ErrVisit    = fault.New(fault.Refused, "member.visit", "The member's code was shown too long ago. Ask for it again.")
	ErrPoints   = fault.New(fault.Conflict, "member.points", "These points are on another order by now.")
	ErrTries    = fault.New(fault.TooMany, "member.tries", "Too many codes in a short time. Wait a while.")
)

// Terms is the version of the text that people agree to when they join.
const Terms = 1

// Level is what members are who earned enough in twelve months.
type Level struct {
	Name    string `json:"name"`
	NameEN  string `json:"nameEn,omitempty"`
	From    int64  `json:"from"`    // points of twelve months
	Percent int64  `json:"percent"` // of the points of a purchase that they get
}

// Rules are what a merchant gives.
type Rules struct {
	On      bool
	Name    string // of the card
	NameEN  string
	PerYuan int64        // points
	Worth   money.Amount // that one point takes off
	Share   int64        // percent of the goods that points may pay
	Months  int64        // until points expire
	Levels  []Level      // the first from 0, each with more
}

// Usual are the rules of who has not said any.
func Usual() Rules {
	return Rules{
		PerYuan: 1, Worth: cny(1), Share: 50, Months: 12,
		Levels: []Level{{"普通会员", "Member", 0, 100}, {"银卡会员", "Silver", 1000, 120}, {"金卡会员", "Gold", 5000, 150}},
	}
}

const (
	mostLevels  = 5
	mostPerYuan = 100
	mostWorth   = 100 // fen
	mostMonths  = 60
	mostPercent = 1000
	codeLife    = time.Minute
	visitLife   = 30 * time.Minute
	perHundred  = 100_00 // fen, for which a rate counts
)

func (r Rules) valid() bool {
	named := func(zh, en string, least int) bool {
		n := utf8.RuneCountInString(zh)
		return n >= least && n <= 20 && utf8.RuneCountInString(en) <= 40
	}
	ok := named(r.Name, r.NameEN, 0) && (!r.On || r.Name != "") && r.PerYuan >= 1 && r.PerYuan <= mostPerYuan &&
		r.Worth.Currency() == money.CNY && r.Worth.Minor() >= 1 && r.Worth.Minor() <= mostWorth &&
		r.Share >= 1 && r.Share <= 100 && r.Months >= 1 && r.Months <= mostMonths && len(r.Levels) >= 1 && len(r.Levels) <= mostLevels
	for i, l := range r.Levels {
		ok = ok && named(l.Name, l.NameEN, 1) && l.Percent >= 1 && l.Percent <= mostPercent && l.From <= 1_000_000_000 && (i == 0) == (l.From == 0) &&
			(i == 0 || l.From > r.Levels[i-1].From && l.Percent >= r.Levels[i-1].Percent)
	}
	return ok
}

// Level gives which of the levels somebody has who earned so many in twelve months.
func (r Rules) Level(earned int64) int {
	at := 0
	for i, l := range r.Levels {
		if earned >= l.From {
			at = i
		}
	}
	return at
}

// rate is how many points 100 yuan bring at a level.
func (r Rules) rate(level int) int64 { return r.PerYuan * r.Levels[level].Percent }

// Earns tells what paying brings at a level, rounded down.
func (r Rules) Earns(paid money.Amount, level int) int64 { return earns(paid.Minor(), r.rate(level)) }

func earns(paid, rate int64) int64 { return max(paid, 0) * rate / perHundred }

// Takes tells how many of the points in hand goods take, of which coupons took
// ofGoods and ofFee: their share of what is left, and less than all of it.
func (r Rules) Takes(have int64, goods, ofGoods, ofFee money.Amount) int64 {
	left := goods.Minor() - ofGoods.Minor()
	most := min(left*r.Share/100, left-ofFee.Minor()-1)
	return max(0, min(have, most/r.Worth.Minor()))
}

// ends is when points expire that are earned at t: with the day, so many months later.
func (r Rules) ends(t time.Time) time.Time { return calendar.Start(t).AddDate(0, int(r.Months), 1) }

// Kind says what happened to points.
type Kind string

const (
	Joined   Kind = "joined"
	Left     Kind = "left"
	Earned   Kind = "earned"
	Used     Kind = "used"
	Undone   Kind = "undone"   // what used them is not to be
	Returned Kind = "returned" // what used them came back, or a share of it
	Taken    Kind = "taken"    // what earned them came back, or a share of it
	Expired  Kind = "expired"
)

// Entry is a row of a card's history.
type Entry struct {
	ID     string
	Card   string
	Kind   Kind
	Head   string // the order or sale
	Points int64  // into the balance
	Owed   int64
	Amount money.Amount // of Earned: what was paid; of Used and Undone: what came off
	At     time.Time
}

// Card is one person's at one merchant. Its id is the card's number.
type Card struct {
	ID       string
	Merchant string
	Person   string
	JoinedAt time.Time
	LeftAt   time.Time // zero: a member
	Points   int64
	Owed     int64
}

// Standing is what a card is worth now.
type Standing struct {
	Rules
	Usable int64 // points that have not expired
	Year   int64 // earned in twelve months, without what was taken back
	At     int   // index of the level
	Next   int64 // points until the next level; 0: there is none
	Soon   int64 // points that expire next …
	SoonAt time.Time
}

// Limits hold those who guess codes to a rate.
type Limits interface {
	Take(bucket, key string) (wait time.Duration, ok bool)
}

// BucketCode holds the tills of one store.
const BucketCode = "member.code"

// Deps are what memberships need.
type Deps struct {
	Jobs   *job.Queue
	Bus    *event.Bus
	MAC    func(string) string // of codes
	Limits Limits
	// Payer gives whose payment code it is, without using it up; "": nobody's.
	Payer func(ctx context.Context, tx *db.Tx, code string) (string, error)
}

// Service keeps memberships.
type Service struct{ Deps }

// New makes a service that hears on Bus of orders and sales, and lets points expire.
func New(d Deps) *Service {
	s := &Service{d}
	event.Inside(d.Bus, s.moved)
	event.Inside(d.Bus, s.refunded)
	event.Inside(d.Bus, s.sold)
	d.Jobs.Repeat("member.expire", time.Hour, s.expire)
	d.Jobs.Repeat("member.sweep", time.Hour, s.sweep)
	return s
}

// Rules gives those of a merchant; the usual ones, off, where it said none.
func (*Service) Rules(ctx context.Context, q db.Q, merchant string) (Rules, error) {
	r, ok, err := db.One[rulesRow](ctx, q, qRules, merchant)
	if err != nil || !ok {
		return Usual(), err
	}
	return r.rules(merchant)
}

// SetRules says what a merchant gives from now on; what was earned stays. Fault: ErrRules.
func (*Service) SetRules(ctx context.Context, tx *db.Tx, merchant string, r Rules) error {
	if !r.valid() {
		return ErrRules
	}
	levels, err := json.Marshal(r.Levels)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qSetRules, merchant, flag(r.On), r.Name, r.NameEN, r.PerYuan, r.Worth.Minor(), r.Share, r.Months, string(levels), tx.Now().UnixMicro())
	return err
}

// Join makes somebody a member who agreed to the terms of a version. Who was one
// before has their card again, without points. A repeat changes nothing.
// Faults: ErrOff, ErrTerms.
func (s *Service) Join(ctx context.Context, tx *db.Tx, merchant, person string, terms int64) (Card, error) {
	r, err := s.Rules(ctx, tx, merchant)
	switch {
	case err != nil:
		return Card{}, err
	case !r.On:
		return Card{}, ErrOff
	case terms != Terms:
		return Card{}, ErrTerms
	}
	n, err := db.Exec(ctx, tx, qJoin, tx.NewIDFor(person), merchant, person, terms, tx.Now().UnixMicro())
	if err != nil {
		return Card{}, err
	}
	c, err := s.Of(ctx, tx, merchant, person)
	if err == nil && n > 0 {
		err = enter(ctx, tx, Entry{Card: c.ID, Kind: Joined})
	}
	return c, err
}

// Leave ends a membership; its points are gone. A repeat changes nothing. Fault: ErrNotFound.
func (s *Service) Leave(ctx context.Context, tx *db.Tx, id, person string) error {
	c, err := s.Mine(ctx, tx, id, person)
	if err != nil {
		return err
	}
	return s.leave(ctx, tx, c)
}

func (*Service) leave(ctx context.Context, tx *db.Tx, c Card) error {
	n, err := db.Exec(ctx, tx, qLeave, c.ID, tx.Now().UnixMicro())
	if err != nil || n == 0 {
		return err
	}
	for _, st := range []*db.Stmt{qNoLots, qNoCodes, qNoVisits} {
		if _, err := db.Exec(ctx, tx, st, c.ID); err != nil {
			return err
		}
	}
	return enter(ctx, tx, Entry{Card: c.ID, Kind: Left, Points: -c.Points})
}

// Forget ends all memberships of a person who is forgotten, and says of none whose it was.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, person string) error {
	rows, err := db.List[cardRow](ctx, tx, qAllOf, person)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.leave(ctx, tx, r.card()); err != nil {
			return err
		}
	}
	_, err = db.Exec(ctx, tx, qForget, person)
	return err
}

// Of gives somebody's card at a merchant. Fault: ErrNotFound where they are no member.
func (*Service) Of(ctx context.Context, q db.Q, merchant, person string) (Card, error) {
	r, ok, err := db.One[cardRow](ctx, q, qCardOf, merchant, person)
	if err != nil || !ok {
		return Card{}, fault.Or(err, ErrNotFound)
	}
	return r.card(), nil
}

// Mine gives a card to its person. Fault: ErrNotFound.
func (s *Service) Mine(ctx context.Context, q db.Q, id, person string) (Card, error) {
	c, err := s.Card(ctx, q, id)
	if err == nil && (c.Person != person || !c.LeftAt.IsZero()) {
		err = ErrNotFound
	}
	return c, err
}

// Card gives one. Fault: ErrNotFound.
func (*Service) Card(ctx context.Context, q db.Q, id string) (Card, error) {
	r, ok, err := db.One[cardRow](ctx, q, qCard, id)
	if err != nil || !ok {
		return Card{}, fault.Or(err, ErrNotFound)
	}
	return r.card(), nil
}

// Standing tells what a card is worth at a time.
func (s *Service) Standing(ctx context.Context, q db.Q, c Card, now time.Time) (Standing, error) {
	r, err := s.Rules(ctx, q, c.Merchant)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Rules: r}
	sums, _, err := db.One[sumsRow](ctx, q, qSums, c.ID, now.UnixMicro(), now.AddDate(-1, 0, 0).UnixMicro())
	if err != nil {
		return out, err
	}
	out.Usable, out.Year, out.At = sums.Usable, sums.Year, r.Level(sums.Year)
	if out.At+1 < len(r.Levels) {
		out.Next = r.Levels[out.At+1].From - sums.Year
	}
	if sums.Soon > 0 {
		out.SoonAt = time.UnixMicro(sums.Soon).UTC()
		out.Soon, _, err = db.One[int64](ctx, q, qSoon, c.ID, sums.Soon)
	}
	return out, err
}

// enter writes an entry down.
func enter(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.Amount == (money.Amount{}) {
		e.Amount = cny(0)
	}
	_, err := db.Exec(ctx, tx, qEnter, tx.NewIDFor(e.Card), e.Card, e.Kind, e.Head, e.Points, e.Owed, e.Amount.Minor(), tx.Now().UnixMicro())
	return err
}

func (r rulesRow) rules(merchant string) (Rules, error) {
	out := Rules{r.Active == 1, r.Name, r.NameEN, r.PerYuan, cny(r.Worth), r.Share, r.Months, nil}
	if err := json.Unmarshal([]byte(r.Levels), &out.Levels); err != nil || len(out.Levels) == 0 {
		return out, fmt.Errorf("read levels of merchant %s: %w", merchant, err)
	}
	return out, nil
}
