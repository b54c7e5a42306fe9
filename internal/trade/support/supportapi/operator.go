package supportapi

import (
	"context"
	"strconv"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/support"
)

// PolicyState is a policy of the file in force, with what it has given.
type PolicyState struct {
	Policy   SupportPolicy `json:"policy"`
	Grants   int64         `json:"grants"`
	Budget   money.Amount  `json:"budget"`
	Promised money.Amount  `json:"promised" doc:"Of the budget: the caps of grants that run, and what the others have used."`
	Used     money.Amount  `json:"used" doc:"Fees that were waived."`
}

type PolicyFile struct {
	Version  int64           `json:"version"`
	Policies []SupportPolicy `json:"policies" nullable:"false"`
	Reason   string          `json:"reason,omitempty"`
	By       string          `json:"by,omitempty" doc:"Absent: it came with the program."`
	At       time.Time       `json:"at"`
}

type PolicyStates struct {
	Version int64         `json:"version" doc:"Of the file in force."`
	Items   []PolicyState `json:"items" nullable:"false"`
}

type PolicyCount struct {
	Policy  string `json:"policy"`
	Qualify int    `json:"qualify" doc:"Merchants that meet it today and have not had it."`
	Fit     int    `json:"fit" doc:"Of them, those that the budget lets in."`
}

type PolicyPreview struct {
	Looked int           `json:"looked" doc:"Merchants that were looked at."`
	More   bool          `json:"more" doc:"There are others, which were not looked at."`
	Items  []PolicyCount `json:"items" nullable:"false"`
}

type policyTrialIn struct {
	Body struct {
		Policies []SupportPolicy `json:"policies" nullable:"false" maxItems:"1000"`
	}
}

type policySaveIn struct {
	web.Keyed
	Body struct {
		Base     int64           `json:"base" doc:"The version that this one was made from."`
		Reason   string          `json:"reason" maxLength:"500"`
		Policies []SupportPolicy `json:"policies" nullable:"false" maxItems:"1000"`
	}
}

type versionIn struct {
	Version string `path:"version" maxLength:"20"`
}

func (h Surface) operator(a *web.API) {
	operator, looker := web.For(scope.Operator), web.For(scope.Operator, scope.Auditor)
	web.Op(a, "GET", "/console/api/policies", "listPolicies", looker, h.policies)
	web.Op(a, "GET", "/console/api/policies/versions", "listPolicyVersions", looker, func(ctx context.Context, in *page.Ask) (page.Of[PolicyFile], error) {
		p, err := h.Support.Versions(ctx, h.DB, *in)
		return page.Map(p, wireFile), err
	})
	web.Op(a, "GET", "/console/api/policies/versions/{version}", "getPolicyVersion", looker, func(ctx context.Context, in *versionIn) (PolicyFile, error) {
		n, err := strconv.ParseInt(in.Version, 10, 64)
		if err != nil {
			return wireFile(support.File{}), support.ErrVersion
		}
		f, err := h.Support.Version(ctx, h.DB, n)
		return wireFile(f), err
	})
	web.Op(a, "POST", "/console/api/policies/preview", "previewPolicies", operator, h.preview)
	web.Op(a, "POST", "/console/api/policies", "savePolicies", operator, web.Once(h.DB, h.save))
}

func (h Surface) policies(ctx context.Context, _ *struct{}) (PolicyStates, error) {
	out := PolicyStates{Items: []PolicyState{}}
	f, err := h.Support.File(ctx, h.DB)
	if err != nil {
		return out, err
	}
	sums, err := h.Support.Sums(ctx, h.DB)
	out.Version = f.Version
	cny := func(n int64) money.Amount { return money.New(n, money.CNY) }
	for _, p := range f.Policies {
		sum := sums[p.ID]
		out.Items = append(out.Items, PolicyState{wirePolicy(p), sum.Grants, p.Cost(), cny(sum.Promised), cny(sum.Used)})
	}
	return out, err
}

func (h Surface) preview(ctx context.Context, in *policyTrialIn) (PolicyPreview, error) {
	out := PolicyPreview{Items: []PolicyCount{}}
	counts, looked, more, err := h.Support.Preview(ctx, h.DB, h.DB.Now(), policiesOf(in.Body.Policies))
	for _, c := range counts {
		out.Items = append(out.Items, PolicyCount(c))
	}
	out.Looked, out.More = looked, more
	return out, err
}

func (h Surface) save(ctx context.Context, tx *db.Tx, in *policySaveIn) (PolicyFile, error) {
	by := scope.From(ctx).User
	f, err := h.Support.Save(ctx, tx, in.Body.Base, policiesOf(in.Body.Policies), in.Body.Reason, by)
	if err != nil {
		return wireFile(f), err
	}
	return wireFile(f), audit.Append(ctx, tx, audit.Entry{
		Actor: "user:" + by, Act: "support.save", Object: "support:" + strconv.FormatInt(f.Version, 10), Reason: f.Reason, Request: web.TraceID(ctx),
	}, f.Policies)
}

func wirePolicy(p support.Policy) SupportPolicy {
	out := SupportPolicy{ID: p.ID, Name: p.Name, NameEn: p.NameEn, Gives: benefit(p.Gives), If: []SupportRule{}, From: p.From, To: p.To, Budget: p.Budget}
	for _, r := range p.If {
		out.If = append(out.If, SupportRule{string(r.Of), r.Bound})
	}
	return out
}

func wireFile(f support.File) PolicyFile {
	out := PolicyFile{Version: f.Version, Policies: []SupportPolicy{}, Reason: f.Reason, By: f.By, At: f.At}
	for _, p := range f.Policies {
		out.Policies = append(out.Policies, wirePolicy(p))
	}
	return out
}

func policiesOf(in []SupportPolicy) []support.Policy {
	out := []support.Policy{}
	for _, p := range in {
		g := p.Gives
		x := support.Policy{
			ID: p.ID, Name: p.Name, NameEn: p.NameEn, From: p.From, To: p.To, Budget: p.Budget,
			Gives: support.Benefit{
				Kind: support.Kind(g.Kind), Days: g.Days, UpTo: g.UpTo, Title: g.Title, TitleEn: g.TitleEn, Link: g.Link, Weight: g.Weight, Amount: g.Amount,
			},
		}
		for _, r := range p.If {
			x.If = append(x.If, support.Rule{Of: support.Condition(r.Of), Bound: r.Bound})
		}
		out = append(out, x)
	}
	return out
}
