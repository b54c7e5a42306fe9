package support

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
)

// Kind of a benefit.
type Kind string

const (
	FeeWaiver  Kind = "fee_waiver"  // payments cost no fee, for so many days and up to an amount
	Training   Kind = "training"    // something to read, and to tick
	Traffic    Kind = "traffic"     // not offered yet
	CouponFund Kind = "coupon_fund" // not offered yet
)

// Policy says who gets what. Amounts are decimals of yuan, days are those of Beijing.
type Policy struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"` // Chinese
	NameEn string  `json:"nameEn"`
	Gives  Benefit `json:"gives"`
	If     []Rule  `json:"if"`
	From   string  `json:"from,omitempty"` // first day, "2026-11-26"; empty: since ever
	To     string  `json:"to,omitempty"`   // last day that grants are made; empty: no end
	Budget string  `json:"budget,omitempty"`
}

// Benefit is what a policy gives; which fields count depends on the kind.
type Benefit struct {
	Kind    Kind   `json:"kind"`
	Days    int    `json:"days,omitempty"`
	UpTo    string `json:"upTo,omitempty"`
	Title   string `json:"title,omitempty"`
	TitleEn string `json:"titleEn,omitempty"`
	Link    string `json:"link,omitempty"` // a path here, or an https address
	Weight  int    `json:"weight,omitempty"`
	Amount  string `json:"amount,omitempty"`
}

// File is a version of the rule file.
type File struct {
	Version  int64
	Policies []Policy
	Reason   string
	By       string // user; empty: it came with the program
	At       time.Time
}

type document struct {
	Policies []Policy `json:"policies"`
}

//go:embed policies.json
var builtIn []byte

// Plant makes the first version of the rule file where there is none. Later
// programs may bring another one: what is planted stays.
func (*Service) Plant(ctx context.Context, tx *db.Tx) error {
	var d document
	in := json.NewDecoder(bytes.NewReader(builtIn))
	in.DisallowUnknownFields()
	if err := in.Decode(&d); err != nil {
		return err
	}
	_, err := insert(ctx, tx, File{Version: 1, Policies: d.Policies, At: tx.Now()})
	return err
}

// insert gives 0 where the version is taken.
func insert(ctx context.Context, tx *db.Tx, f File) (int64, error) {
	body, err := json.Marshal(document{f.Policies})
	if err != nil {
		return 0, err
	}
	return db.Exec(ctx, tx, qFileAdd, f.Version, string(body), f.Reason, f.By, f.At.UnixMicro())
}

// File gives the version that is in force.
func (*Service) File(ctx context.Context, q db.Q) (File, error) {
	r, _, err := db.One[fileRow](ctx, q, qFile)
	if err != nil {
		return File{}, err
	}
	return r.file()
}

// Version gives any version. Fault: ErrVersion.
func (*Service) Version(ctx context.Context, q db.Q, version int64) (File, error) {
	r, ok, err := db.One[fileRow](ctx, q, qVersion, version)
	if err == nil && !ok {
		err = ErrVersion
	}
	if err != nil {
		return File{}, err
	}
	return r.file()
}

// Versions lists them, newest first.
func (*Service) Versions(ctx context.Context, q db.Q, ask page.Ask) (page.Of[File], error) {
	before, _, err := ask.Before()
	if err != nil {
		return page.Of[File]{}, err
	}
	var out []File
	for r, err := range db.Each[fileRow](ctx, q, qVersions, before, ask.Limit+1) {
		if err != nil {
			return page.Of[File]{}, err
		}
		f, err := r.file()
		if err != nil {
			return page.Of[File]{}, err
		}
		out = append(out, f)
	}
	return page.Cut(out, ask.Limit, func(f File) (int64, string) { return f.Version, "" }), nil
}

// Save puts the next version in force; base is the one that it was made from.
// Faults: ErrReason, ErrStale, those of Check.
func (s *Service) Save(ctx context.Context, tx *db.Tx, base int64, policies []Policy, reason, by string) (File, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 3 || n > 500 {
		return File{}, ErrReason
	}
	if err := Check(policies); err != nil {
		return File{}, err
	}
	now, err := s.File(ctx, tx)
	if err != nil {
		return File{}, err
	}
	if now.Version != base {
		return File{}, ErrStale
	}
	f := File{base + 1, policies, reason, by, tx.Now()}
	n, err := insert(ctx, tx, f)
	if err == nil && n == 0 {
		err = ErrStale
	}
	return f, err
}

// policyOf gives the policy of a grant as it was when the grant was made.
func (s *Service) policyOf(ctx context.Context, q db.Q, g Grant) (Policy, error) {
	f, err := s.Version(ctx, q, g.Version)
	for _, p := range f.Policies {
		if p.ID == g.Policy {
			return p, err
		}
	}
	if err == nil {
		err = fmt.Errorf("grant %s: version %d has no policy %s", g.ID, g.Version, g.Policy)
	}
	return Policy{}, err
}

const (
	mostPolicies = 50
	mostRules    = 10
	mostDays     = 3660
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check tells what is wrong with a rule file. Faults: ErrMissing, ErrWrong,
// ErrTwice, ErrNotOffered, each with the field, like "policies[0].budget".
func Check(policies []Policy) error {
	if len(policies) > mostPolicies {
		return wrong("policies", len(policies))
	}
	seen := map[string]bool{}
	for i, p := range policies {
		at := fmt.Sprintf("policies[%d].", i)
		if !idForm.MatchString(p.ID) {
			return wrong(at+"id", p.ID)
		}
		if seen[p.ID] {
			return ErrTwice.With(map[string]any{"field": at + "id", "value": p.ID})
		}
		seen[p.ID] = true
		if err := p.check(at); err != nil {
			return err
		}
	}
	return nil
}

func wrong(field string, value any) error {
	return ErrWrong.With(map[string]any{"field": field, "value": fmt.Sprint(value)})
}

func text(field, value string) error {
	switch n := utf8.RuneCountInString(value); {
	case strings.TrimSpace(value) == "":
		return ErrMissing.With(map[string]any{"field": field})
	case n > 80:
		return wrong(field, value)
	}
	return nil
}

// first gives the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (p Policy) check(at string) error {
	if err := first(text(at+"name", p.Name), text(at+"nameEn", p.NameEn), day(at+"from", p.From), day(at+"to", p.To), p.Gives.check(at+"gives.")); err != nil {
		return err
	}
	if p.From != "" && p.To != "" && p.To < p.From {
		return wrong(at+"to", p.To)
	}
	if p.Gives.Kind == Training {
		if p.Budget != "" {
			return wrong(at+"budget", p.Budget) // it costs none
		}
	} else if err := amount(at+"budget", p.Budget, p.Gives.cap()); err != nil {
		return err
	}
	if len(p.If) == 0 {
		return ErrMissing.With(map[string]any{"field": at + "if"})
	}
	if len(p.If) > mostRules {
		return wrong(at+"if", len(p.If))
	}
	seen := map[Condition]bool{}
	for i, r := range p.If {
		field := fmt.Sprintf("%sif[%d].", at, i)
		if seen[r.Of] {
			return ErrTwice.With(map[string]any{"field": field + "of", "value": string(r.Of)})
		}
		seen[r.Of] = true
		if err := r.check(field); err != nil {
			return err
		}
	}
	return nil
}

func (b Benefit) check(at string) error {
	switch b.Kind {
	case FeeWaiver:
		if b.Days < 1 || b.Days > mostDays {
			return wrong(at+"days", b.Days)
		}
		return amount(at+"upTo", b.UpTo, money.New(1, money.CNY))
	case Training:
		return first(text(at+"title", b.Title), text(at+"titleEn", b.TitleEn), link(at+"link", b.Link))
	case Traffic, CouponFund:
		return ErrNotOffered.With(map[string]any{"field": at + "kind", "value": string(b.Kind)})
	}
	return wrong(at+"kind", b.Kind)
}

// link takes a path of this server, or an address of another that is safe to open.
func link(field, s string) error {
	if s == "" {
		return ErrMissing.With(map[string]any{"field": field})
	}
	u, err := url.Parse(s)
	if err != nil || len(s) > 300 || strings.ContainsAny(s, "\\ ") {
		return wrong(field, s)
	}
	if here := u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/"); here || u.Scheme == "https" && u.Host != "" {
		return nil
	}
	return wrong(field, s)
}

func day(field, s string) error {
	if _, err := time.ParseInLocation(time.DateOnly, s, calendar.Zone); s != "" && err != nil {
		return wrong(field, s)
	}
	return nil
}

// amount takes decimals from least to a hundred million.
func amount(field, s string, least money.Amount) error {
	if s == "" {
		return ErrMissing.With(map[string]any{"field": field})
	}
	a, err := money.Parse(s, money.CNY)
	if err != nil || a.Minor() < least.Minor() || a.Minor() > 100_000_000_00 {
		return wrong(field, s)
	}
	return nil
}

// yuan reads an amount that was checked; an empty one is nothing.
func yuan(s string) money.Amount {
	a, err := money.Parse(s, money.CNY)
	if err != nil {
		return money.New(0, money.CNY)
	}
	return a
}

// cap is what one grant can cost.
func (b Benefit) cap() money.Amount { return yuan(b.UpTo) }

// Cost is the budget: what a policy costs at most.
func (p Policy) Cost() money.Amount { return yuan(p.Budget) }

// live tells whether grants are made at t.
func (p Policy) live(t time.Time) bool {
	today := t.In(calendar.Zone).Format(time.DateOnly)
	return (p.From == "" || p.From <= today) && (p.To == "" || today <= p.To)
}

// room tells whether the budget lets one more in.
func (p Policy) room(promised int64) bool {
	return promised+p.Gives.cap().Minor() <= p.Cost().Minor()
}
