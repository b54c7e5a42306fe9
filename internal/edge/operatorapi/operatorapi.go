// Package operatorapi is the operator's side of the console: people, merchants,
// rules, fees, proposals and the audit log. It holds wire types and mapping;
// the rule here is that every act of an operator is in the audit log, reading
// personal data included.
package operatorapi

import (
	"context"
	"encoding/json"
	"time"

	"livewell/internal/core/audit"
	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/proposal"
	"livewell/internal/core/risk"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/trade/merchant"
)

var (
	operator = web.For(scope.Operator)
	looker   = web.For(scope.Operator, scope.Auditor)
)

var errAccount = fault.New(fault.Invalid, "operator.account", "Money moves between the platform's fee account and a person's or merchant's balance.")

// Surface is the operator's part of the console.
type Surface struct {
	DB        *db.DB
	Identity  *identity.Service
	Merchants *merchant.Service
	Pay       *pay.Service
	Wallet    *wallet.Service
	Ledger    *ledger.Service
	Risk      *risk.Service
	Proposals *proposal.Service
}

type Person struct {
	ID        string       `json:"id"`
	Name      string       `json:"name" doc:"Masked."`
	Phone     string       `json:"phone" doc:"Masked."`
	State     string       `json:"state" enum:"active,frozen,erased"`
	Balance   money.Amount `json:"balance"`
	CreatedAt time.Time    `json:"createdAt"`
}

type Merchant struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Kind      string       `json:"kind"`
	Owner     string       `json:"owner"`
	Status    string       `json:"status" enum:"active,blocked"`
	Reason    string       `json:"reason,omitempty"`
	Balance   money.Amount `json:"balance"`
	CreatedAt time.Time    `json:"createdAt"`
}

type Fee struct {
	Version   int64     `json:"version"`
	Merchant  string    `json:"merchant" doc:"Empty for all."`
	Method    string    `json:"method" doc:"Empty for all."`
	PPM       int64     `json:"ppm" doc:"Parts per million of what is paid."`
	ValidFrom time.Time `json:"validFrom"`
}

type Fees struct {
	Items []Fee `json:"items" nullable:"false"`
}

type Rules struct {
	Items []risk.Rule `json:"items" nullable:"false"`
}

type Proposal struct {
	ID        string         `json:"id"`
	Kind      string         `json:"kind" enum:"fee,adjust"`
	Body      map[string]any `json:"body"`
	Reason    string         `json:"reason"`
	Status    string         `json:"status" enum:"open,done,rejected"`
	MadeBy    string         `json:"madeBy"`
	DecidedBy string         `json:"decidedBy,omitempty"`
	Note      string         `json:"note,omitempty"`
	Mine      bool           `json:"mine" doc:"Made by the caller, who cannot decide on it."`
	CreatedAt time.Time      `json:"createdAt"`
}

type Act struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Act     string    `json:"act"`
	Object  string    `json:"object"`
	Reason  string    `json:"reason,omitempty"`
	Request string    `json:"request,omitempty"`
}

type Chain struct {
	Whole bool   `json:"whole"`
	Acts  int64  `json:"acts"`
	Wrong string `json:"wrong,omitempty"`
}

// FeeBody is what a proposal of kind fee changes.
type FeeBody struct {
	Merchant string    `json:"merchant"`
	Method   string    `json:"method"`
	PPM      int64     `json:"ppm"`
	From     time.Time `json:"from"`
}

// AdjustBody is what a proposal of kind adjust moves: from the platform's fee
// income to a party, or back.
type AdjustBody struct {
	Party  string       `json:"party"` // "user:<id>" or "merchant:<id>"
	Amount money.Amount `json:"amount"`
	Take   bool         `json:"take"` // from the party
}

// Kinds registers what operators propose. It is called once, at start.
func (h Surface) Kinds() {
	proposal.Register(h.Proposals, "fee", func(b FeeBody) error {
		if b.PPM < 0 || b.PPM > 100_000 {
			return proposal.ErrBody.With(map[string]any{"ppm": "0 to 100,000"})
		}
		return nil
	}, func(ctx context.Context, tx *db.Tx, _ string, b FeeBody) error {
		from := b.From
		if from.Before(tx.Now()) {
			from = tx.Now() // what was charged stays as it was
		}
		return h.Pay.SetFee(ctx, tx, pay.Fee{Merchant: b.Merchant, Method: pay.Method(b.Method), PPM: b.PPM, ValidFrom: from.UnixMicro()})
	})
	proposal.Register(h.Proposals, "adjust", func(b AdjustBody) error {
		if b.Amount.Sign() <= 0 || b.Amount.Currency() != money.CNY {
			return proposal.ErrBody.With(map[string]any{"amount": "above zero"})
		}
		_, err := account(b.Party)
		return err
	}, func(ctx context.Context, tx *db.Tx, id string, b AdjustBody) error {
		from := wallet.FeeIncome
		to, err := account(b.Party)
		if err != nil {
			return err
		}
		if b.Take {
			from, to = to, from
		}
		_, err = h.Ledger.Post(ctx, tx, ledger.Move("proposal:"+id, "adjust", from, to, b.Amount))
		return err
	})
}

func account(party string) (ledger.Account, error) {
	for prefix, of := range map[string]func(string) ledger.Account{"user:": wallet.Cash, "merchant:": wallet.MerchantCash} {
		if len(party) > len(prefix) && party[:len(prefix)] == prefix {
			return of(party[len(prefix):]), nil
		}
	}
	return "", errAccount
}

type peopleIn struct {
	page.Ask
	Phone string `query:"phone" maxLength:"20" doc:"Whole number; gives one person."`
}

type stateIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		State  string `json:"state" enum:"active,frozen"`
		Reason string `json:"reason" minLength:"3" maxLength:"500"`
	}
}

type blockIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Status string `json:"status" enum:"active,blocked"`
		Reason string `json:"reason" minLength:"3" maxLength:"500"`
	}
}

type merchantsIn struct {
	page.Ask
	Text string `query:"text" maxLength:"40" doc:"A part of the name, or an id."`
}

type draftIn struct {
	Body struct {
		Name   string `json:"name" pattern:"^[a-z]+(\\.[a-z_]+)*$" maxLength:"40"`
		Expr   string `json:"expr" minLength:"1" maxLength:"1000" doc:"CEL over the facts of a payment."`
		Action string `json:"action" enum:"STEP_UP,DENY"`
		Reason string `json:"reason" pattern:"^[a-z_]{1,40}$" doc:"Code that the payer's app puts into words."`
	}
}

type tryIn struct {
	Body struct {
		Expr   string `json:"expr" minLength:"1" maxLength:"1000"`
		Action string `json:"action" enum:"STEP_UP,DENY"`
	}
}

type releaseIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Live bool `json:"live" doc:"False takes the rule out of force."`
	}
}

type decisionsIn struct {
	page.Ask
	Action string `query:"action" enum:",ALLOW,STEP_UP,DENY"`
}

type proposalsIn struct {
	page.Ask
	Status string `query:"status" enum:",open,done,rejected"`
}

type proposeIn struct {
	Body struct {
		Kind   string         `json:"kind" enum:"fee,adjust"`
		Reason string         `json:"reason" minLength:"3" maxLength:"500"`
		Body   map[string]any `json:"body"`
	}
}

type decideIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Approve bool   `json:"approve"`
		Note    string `json:"note,omitempty" maxLength:"500"`
	}
}

type auditIn struct {
	page.Ask
	Object string `query:"object" maxLength:"80"`
}

// Console adds the operations.
func (h Surface) Console(a *web.API) {
	h.people(a)
	h.merchants(a)
	h.rules(a)
	h.proposals(a)
	web.Op(a, "GET", "/console/api/fees", "listFees", looker, func(ctx context.Context, _ *struct{}) (Fees, error) {
		fs, err := h.Pay.Fees(ctx, h.DB)
		out := Fees{[]Fee{}}
		for _, f := range fs {
			out.Items = append(out.Items, Fee{f.Version, f.Merchant, string(f.Method), f.PPM, time.UnixMicro(f.ValidFrom).UTC()})
		}
		return out, err
	})
	web.Op(a, "GET", "/console/api/audit", "listAudit", looker, func(ctx context.Context, in *auditIn) (page.Of[Act], error) {
		p, err := audit.List(ctx, h.DB, in.Object, in.Ask)
		return page.Map(p, func(e audit.Entry) Act { return Act{e.Seq, e.At, e.Actor, e.Act, e.Object, e.Reason, e.Request} }), err
	})
	web.Op(a, "POST", "/console/api/audit/verify", "verifyAudit", looker, func(ctx context.Context, _ *struct{}) (out Chain, err error) {
		err = h.DB.Snapshot(ctx, func(q db.Q) error {
			n, err := audit.Verify(ctx, q)
			out = Chain{Whole: err == nil, Acts: n}
			if f, ok := fault.Of(err); ok {
				out.Wrong = f.Text
				return nil
			}
			return err
		})
		return out, err
	})
}

// note puts an act of the caller into the audit log.
func note(ctx context.Context, tx *db.Tx, act, object, reason string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: "user:" + scope.From(ctx).User, Act: act, Object: object, Reason: reason, Request: web.TraceID(ctx)}, details)
}

func (h Surface) person(ctx context.Context, u identity.User) (Person, error) {
	b, err := h.Wallet.Balance(ctx, h.DB, wallet.Cash(u.ID))
	return Person{u.ID, u.Masked(), identity.MaskPhone(u.Phone), string(u.State), b.Total, u.CreatedAt}, err
}

func (h Surface) people(a *web.API) {
	web.Op(a, "GET", "/console/api/people", "listPeople", operator, func(ctx context.Context, in *peopleIn) (page.Of[Person], error) {
		out := page.Of[Person]{Items: []Person{}}
		if err := h.DB.Do(ctx, func(tx *db.Tx) error { return note(ctx, tx, "people.read", "people", in.Phone, nil) }); err != nil {
			return out, err
		}
		var us []identity.User
		if in.Phone != "" {
			u, err := h.Identity.ByPhone(ctx, h.DB, in.Phone)
			if err != nil {
				return out, err
			}
			us = []identity.User{u}
		} else {
			p, err := h.Identity.List(ctx, h.DB, in.Ask)
			if err != nil {
				return out, err
			}
			us, out.Next = p.Items, p.Next
		}
		for _, u := range us {
			w, err := h.person(ctx, u)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, nil
	})
	web.Op(a, "POST", "/console/api/people/{id}/state", "setPersonState", operator, func(ctx context.Context, in *stateIn) (Person, error) {
		err := h.DB.Do(ctx, func(tx *db.Tx) error {
			if in.Body.State == "frozen" {
				return h.Identity.Freeze(ctx, tx, in.ID, in.Body.Reason)
			}
			return h.Identity.Unfreeze(ctx, tx, in.ID, in.Body.Reason)
		})
		if err != nil {
			return Person{}, err
		}
		u, err := h.Identity.User(ctx, h.DB, in.ID)
		if err != nil {
			return Person{}, err
		}
		return h.person(ctx, u)
	})
}

func (h Surface) merchant(ctx context.Context, m merchant.Merchant) (Merchant, error) {
	b, err := h.Wallet.Balance(ctx, h.DB, wallet.MerchantCash(m.ID))
	return Merchant{m.ID, m.Name, string(m.Kind), m.Owner, string(m.Status), m.Reason, b.Total, m.CreatedAt}, err
}

func (h Surface) merchants(a *web.API) {
	web.Op(a, "GET", "/console/api/merchants", "listMerchants", operator, func(ctx context.Context, in *merchantsIn) (page.Of[Merchant], error) {
		out := page.Of[Merchant]{Items: []Merchant{}}
		p, err := h.Merchants.List(ctx, h.DB, in.Text, in.Ask)
		if err != nil {
			return out, err
		}
		out.Next = p.Next
		for _, m := range p.Items {
			w, err := h.merchant(ctx, m)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, nil
	})
	web.Op(a, "POST", "/console/api/merchants/{id}/status", "setMerchantStatus", operator, func(ctx context.Context, in *blockIn) (Merchant, error) {
		err := h.DB.Do(ctx, func(tx *db.Tx) error {
			if err := h.Merchants.SetStatus(ctx, tx, in.ID, merchant.Status(in.Body.Status), in.Body.Reason); err != nil {
				return err
			}
			return note(ctx, tx, "merchant."+in.Body.Status, "merchant:"+in.ID, in.Body.Reason, nil)
		})
		if err != nil {
			return Merchant{}, err
		}
		m, err := h.Merchants.Get(ctx, h.DB, in.ID)
		if err != nil {
			return Merchant{}, err
		}
		return h.merchant(ctx, m)
	})
}

func (h Surface) rules(a *web.API) {
	web.Op(a, "GET", "/console/api/rules", "listRules", looker, func(ctx context.Context, _ *struct{}) (Rules, error) {
		rs, err := h.Risk.Rules(ctx, h.DB)
		if rs == nil {
			rs = []risk.Rule{}
		}
		return Rules{rs}, err
	})
	web.Op(a, "POST", "/console/api/rules", "draftRule", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *draftIn) (risk.Rule, error) {
		b := in.Body
		r, err := h.Risk.Draft(ctx, tx, risk.Rule{Name: b.Name, Expr: b.Expr, Action: risk.Action(b.Action), Reason: b.Reason, DraftedBy: scope.From(ctx).User})
		if err != nil {
			return r, err
		}
		return r, note(ctx, tx, "rule.draft", "rule:"+r.ID, b.Name, b)
	}))
	web.Op(a, "POST", "/console/api/rules/try", "tryRule", operator, func(ctx context.Context, in *tryIn) (risk.Trial, error) {
		return h.Risk.Try(ctx, h.DB, in.Body.Expr, risk.Action(in.Body.Action))
	})
	web.Op(a, "POST", "/console/api/rules/{id}/release", "releaseRule", operator, func(ctx context.Context, in *releaseIn) (risk.Rule, error) {
		r, err := db.Get(ctx, h.DB, func(tx *db.Tx) (risk.Rule, error) {
			r, err := h.Risk.Release(ctx, tx, in.ID, scope.From(ctx).User, in.Body.Live)
			if err != nil {
				return r, err
			}
			return r, note(ctx, tx, "rule."+r.Status, "rule:"+r.ID, r.Name, r)
		})
		if err != nil {
			return r, err
		}
		return r, h.Risk.Reload(ctx)
	})
	web.Op(a, "GET", "/console/api/decisions", "listDecisions", looker, func(ctx context.Context, in *decisionsIn) (page.Of[risk.Decision], error) {
		return h.Risk.Decisions(ctx, h.DB, risk.Action(in.Action), in.Ask)
	})
}

func (h Surface) wire(ctx context.Context, p proposal.Proposal) (Proposal, error) {
	out := Proposal{p.ID, p.Kind, nil, p.Reason, p.Status, p.MadeBy, p.DecidedBy, p.Note, p.MadeBy == scope.From(ctx).User, p.CreatedAt}
	return out, json.Unmarshal(p.Body, &out.Body)
}

func (h Surface) proposals(a *web.API) {
	web.Op(a, "GET", "/console/api/proposals", "listProposals", looker, func(ctx context.Context, in *proposalsIn) (page.Of[Proposal], error) {
		out := page.Of[Proposal]{Items: []Proposal{}}
		p, err := h.Proposals.List(ctx, h.DB, in.Status, in.Ask)
		if err != nil {
			return out, err
		}
		out.Next = p.Next
		for _, x := range p.Items {
			w, err := h.wire(ctx, x)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, w)
		}
		return out, nil
	})
	web.Op(a, "POST", "/console/api/proposals", "propose", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *proposeIn) (Proposal, error) {
		body, err := json.Marshal(in.Body.Body)
		if err != nil {
			return Proposal{}, err
		}
		p, err := h.Proposals.Make(ctx, tx, scope.From(ctx).User, in.Body.Kind, in.Body.Reason, body)
		if err != nil {
			return Proposal{}, err
		}
		return h.wire(ctx, p)
	}))
	web.Op(a, "POST", "/console/api/proposals/{id}/decide", "decideProposal", operator, web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *decideIn) (Proposal, error) {
		p, err := h.Proposals.Decide(ctx, tx, in.ID, scope.From(ctx).User, in.Body.Note, in.Body.Approve)
		if err != nil {
			return Proposal{}, err
		}
		return h.wire(ctx, p)
	}))
}
