package support

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

// Condition is what a rule looks at.
type Condition string

const (
	Coder    Condition = "coder"    // whose whole shop began as a code: "yes" or "no"
	Days     Condition = "days"     // whole ones since it signed up, at most
	Tier     Condition = "tier"     // how far it is trusted, at least
	City     Condition = "city"     // a store in one of these, by code, with commas between
	Category Condition = "category" // a store of one of these kinds
	Paid     Condition = "paid"     // taken in the last 30 days, at most
	Maturity Condition = "maturity" // how far it is online, at least
)

// conditions are all of them, those that cost least to look at first.
func conditions() []Condition { return []Condition{Coder, Days, Tier, City, Category, Paid, Maturity} }

// Rule is one condition with its bound.
type Rule struct {
	Of    Condition `json:"of"`
	Bound string    `json:"bound"`
}

// Reason is a rule as it was found.
type Reason struct {
	Of    Condition `json:"of"`
	Value string    `json:"value"`
	Bound string    `json:"bound"`
	Holds bool      `json:"holds"`
}

// Facts tells what other domains know of a merchant: Paid as a decimal, Maturity
// as a number, City and Category as words with commas between.
type Facts func(ctx context.Context, q db.Q, now time.Time, merchant string, of Condition) (string, error)

var cityForm = regexp.MustCompile(`^\d{6}$`)

func (r Rule) check(at string) error {
	bad := wrong(at+"bound", r.Bound)
	switch r.Of {
	case Coder:
		if r.Bound != "yes" && r.Bound != "no" {
			return bad
		}
	case Days:
		return whole(r.Bound, 0, 100_000, bad)
	case Tier:
		return whole(r.Bound, int(merchant.Unchecked), int(merchant.Trusted), bad)
	case Maturity:
		return whole(r.Bound, 0, 100, bad)
	case Paid:
		return amount(at+"bound", r.Bound, money.New(0, money.CNY))
	case City:
		return each(r.Bound, cityForm.MatchString, bad)
	case Category:
		return each(r.Bound, func(w string) bool { return slices.Contains(store.Categories(), w) }, bad)
	default:
		return wrong(at+"of", r.Of)
	}
	return nil
}

func whole(s string, least, most int, bad error) error {
	if n, err := strconv.Atoi(s); err != nil || n < least || n > most || strconv.Itoa(n) != s {
		return bad
	}
	return nil
}

func each(s string, good func(string) bool, bad error) error {
	if words := strings.Split(s, ","); len(words) > 50 || slices.ContainsFunc(words, func(w string) bool { return !good(w) }) {
		return bad
	}
	return nil
}

// holds tells whether a value is within the bound. Both were checked or made here.
func (r Rule) holds(value string) bool {
	number := func(s string) int {
		n, _ := strconv.Atoi(s)
		return n
	}
	switch r.Of {
	case Coder:
		return value == r.Bound
	case Days:
		return number(value) <= number(r.Bound)
	case Tier, Maturity:
		return number(value) >= number(r.Bound)
	case Paid:
		return yuan(value).Minor() <= yuan(r.Bound).Minor()
	case City, Category:
		bound := strings.Split(r.Bound, ",")
		return slices.ContainsFunc(strings.Split(value, ","), func(w string) bool { return w != "" && slices.Contains(bound, w) })
	}
	return false
}

func hold(rs []Reason) bool { return !slices.ContainsFunc(rs, func(r Reason) bool { return !r.Holds }) }

// looker looks at one merchant at one moment, at each fact once.
type looker struct {
	facts Facts
	q     db.Q
	now   time.Time
	m     merchant.Merchant
	known map[Condition]string
}

func (s *Service) looker(q db.Q, now time.Time, m merchant.Merchant) looker {
	kind := map[bool]string{true: "yes", false: "no"}[m.Kind == merchant.Coder]
	days := max(0, int(now.Sub(m.CreatedAt)/(24*time.Hour)))
	return looker{s.facts, q, now, m, map[Condition]string{Coder: kind, Days: strconv.Itoa(days), Tier: strconv.FormatInt(int64(m.Tier), 10)}}
}

func (l looker) value(ctx context.Context, of Condition) (string, error) {
	if v, ok := l.known[of]; ok {
		return v, nil
	}
	v, err := l.facts(ctx, l.q, l.now, l.m.ID, of)
	l.known[of] = v
	return v, err
}

// all looks at every rule of a policy.
func (l looker) all(ctx context.Context, p Policy) ([]Reason, error) {
	var out []Reason
	for _, r := range p.If {
		v, err := l.value(ctx, r.Of)
		if err != nil {
			return nil, err
		}
		out = append(out, Reason{r.Of, v, r.Bound, r.holds(v)})
	}
	return out, nil
}

// qualifies looks at the cheap facts first and no further than it must; the
// reasons are those of a merchant that does.
func (l looker) qualifies(ctx context.Context, p Policy) ([]Reason, bool, error) {
	if l.m.Kind == merchant.Developer {
		return nil, false, nil // money of a sandbox is no money
	}
	for _, of := range conditions() {
		for _, r := range p.If {
			if r.Of != of {
				continue
			}
			if v, err := l.value(ctx, of); err != nil || !r.holds(v) {
				return nil, false, err
			}
		}
	}
	rs, err := l.all(ctx, p)
	return rs, err == nil, err
}
