package support_test

import (
	"errors"
	"testing"

	"livewell/internal/kit/fault"
	"livewell/internal/trade/support"
)

func cart(change func(*support.Policy)) []support.Policy {
	p := support.Policy{
		ID: "carts", Name: "摊位", NameEn: "Carts", Gives: support.Benefit{Kind: support.FeeWaiver, Days: 90, UpTo: "3.00"},
		If: []support.Rule{{Of: support.Coder, Bound: "yes"}}, Budget: "10.00",
	}
	change(&p)
	return []support.Policy{p}
}

func rule(of support.Condition, bound string) func(*support.Policy) {
	return func(p *support.Policy) { p.If = []support.Rule{{Of: of, Bound: bound}} }
}

func TestAFileThatCannotBeIsRefusedWithTheNameOfTheField(t *testing.T) {
	gives := func(b support.Benefit) func(*support.Policy) { return func(p *support.Policy) { p.Gives = b } }
	cases := map[string]struct {
		change func(*support.Policy)
		want   error
		field  string
	}{
		"good":                       {func(*support.Policy) {}, nil, ""},
		"id of capitals":             {func(p *support.Policy) { p.ID = "Carts!" }, support.ErrWrong, "policies[0].id"},
		"no name":                    {func(p *support.Policy) { p.Name = " " }, support.ErrMissing, "policies[0].name"},
		"no English name":            {func(p *support.Policy) { p.NameEn = "" }, support.ErrMissing, "policies[0].nameEn"},
		"no budget":                  {func(p *support.Policy) { p.Budget = "" }, support.ErrMissing, "policies[0].budget"},
		"budget below one grant":     {func(p *support.Policy) { p.Budget = "2.99" }, support.ErrWrong, "policies[0].budget"},
		"budget that is no number":   {func(p *support.Policy) { p.Budget = "much" }, support.ErrWrong, "policies[0].budget"},
		"no such day":                {func(p *support.Policy) { p.From = "2026-02-30" }, support.ErrWrong, "policies[0].from"},
		"ends before it begins":      {func(p *support.Policy) { p.From, p.To = "2026-03-02", "2026-03-01" }, support.ErrWrong, "policies[0].to"},
		"unknown kind":               {gives(support.Benefit{Kind: "gold"}), support.ErrWrong, "policies[0].gives.kind"},
		"traffic":                    {gives(support.Benefit{Kind: support.Traffic, Weight: 2, Days: 7}), support.ErrNotOffered, "policies[0].gives.kind"},
		"coupons of the platform":    {gives(support.Benefit{Kind: support.CouponFund, Amount: "500.00"}), support.ErrNotOffered, "policies[0].gives.kind"},
		"no days":                    {gives(support.Benefit{Kind: support.FeeWaiver, UpTo: "3.00"}), support.ErrWrong, "policies[0].gives.days"},
		"no cap":                     {gives(support.Benefit{Kind: support.FeeWaiver, Days: 9}), support.ErrMissing, "policies[0].gives.upTo"},
		"lesson with a budget":       {gives(support.Benefit{Kind: support.Training, Title: "课", TitleEn: "Lesson", Link: "/x"}), support.ErrWrong, "policies[0].budget"},
		"lesson elsewhere, unsafely": {gives(support.Benefit{Kind: support.Training, Title: "课", TitleEn: "Lesson", Link: "javascript:alert(1)"}), support.ErrWrong, "policies[0].gives.link"},
		"lesson on another host":     {gives(support.Benefit{Kind: support.Training, Title: "课", TitleEn: "Lesson", Link: "//evil.example"}), support.ErrWrong, "policies[0].gives.link"},
		"for everybody":              {func(p *support.Policy) { p.If = nil }, support.ErrMissing, "policies[0].if"},
		"unknown condition":          {rule("luck", "1"), support.ErrWrong, "policies[0].if[0].of"},
		"coder or not":               {rule(support.Coder, "maybe"), support.ErrWrong, "policies[0].if[0].bound"},
		"days below zero":            {rule(support.Days, "-1"), support.ErrWrong, "policies[0].if[0].bound"},
		"no such tier":               {rule(support.Tier, "3"), support.ErrWrong, "policies[0].if[0].bound"},
		"more than all of maturity":  {rule(support.Maturity, "101"), support.ErrWrong, "policies[0].if[0].bound"},
		"paid in words":              {rule(support.Paid, "little"), support.ErrWrong, "policies[0].if[0].bound"},
		"no such city":               {rule(support.City, "110000,Beijing"), support.ErrWrong, "policies[0].if[0].bound"},
		"no such kind of store":      {rule(support.Category, "breakfast,rockets"), support.ErrWrong, "policies[0].if[0].bound"},
		"a condition twice": {func(p *support.Policy) {
			p.If = []support.Rule{{Of: support.Days, Bound: "1"}, {Of: support.Days, Bound: "2"}}
		}, support.ErrTwice, "policies[0].if[1].of"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := support.Check(cart(c.change))
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if f, ok := fault.Of(err); ok && f.Args["field"] != c.field {
				t.Errorf("the fault names %v, want %s", f.Args["field"], c.field)
			}
		})
	}
	if err := support.Check(append(cart(func(*support.Policy) {}), cart(func(*support.Policy) {})...)); !errors.Is(err, support.ErrTwice) {
		t.Errorf("the same id twice: %v", err)
	}
}
