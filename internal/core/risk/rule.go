package risk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cel.dev/cel-go/cel"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
)

// Rule is one version of a rule.
type Rule struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Version   int64     `json:"version"`
	Expr      string    `json:"expr"`
	Action    Action    `json:"action"`
	Reason    string    `json:"reason"`
	Status    string    `json:"status"` // draft, live, off
	DraftedBy string    `json:"draftedBy"`
	DecidedBy string    `json:"decidedBy"`
	At        time.Time `json:"at"`
}

// ruleSet is what is in force.
type ruleSet struct {
	version int64 // the number of rule changes so far
	rules   []compiled
}

type compiled struct {
	Rule
	program cel.Program
}

// costLimit bounds a rule's work: a payment waits for it.
const costLimit = 1000

func (s *Service) compile(expr string) (cel.Program, error) {
	ast, issues := s.env.Compile(expr)
	if issues.Err() != nil {
		return nil, ErrRule.With(map[string]any{"why": issues.Err().Error()}).Because(issues.Err())
	}
	if ast.OutputType() != cel.BoolType {
		return nil, ErrRule.With(map[string]any{"why": "a rule is true or false"})
	}
	return s.env.Program(ast, cel.CostLimit(costLimit))
}

// decide gives the strictest action of all rules that hold, and the rule that
// asked for it. A rule that fails counts as a step-up: a missing fact must not open the door.
func (set *ruleSet) decide(f Facts) (Action, *Rule) {
	vars := f.vars()
	action, by := Allow, (*Rule)(nil)
	for i := range set.rules {
		r := &set.rules[i]
		if action == Deny || action == StepUp && r.Action == StepUp {
			continue
		}
		out, _, err := r.program.Eval(vars)
		switch {
		case err != nil && action == Allow:
			action, by = StepUp, &r.Rule
		case err == nil && out.Value() == true:
			action, by = r.Action, &r.Rule
		}
	}
	return action, by
}

// Load reads the rules in force, and makes the defaults where there are none.
func (s *Service) Load(ctx context.Context) error {
	err := s.db.Do(ctx, func(tx *db.Tx) error {
		n, _, err := db.One[int64](ctx, tx, qRuleCount)
		if err != nil || n > 0 {
			return err
		}
		for _, r := range Defaults() {
			if _, err := db.Exec(ctx, tx, qRuleAdd, tx.NewID(), r.Name, 1, r.Expr, r.Action, r.Reason, "live", "platform", "platform", tx.Now().UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.reload(ctx)
}

func (s *Service) reload(ctx context.Context) error {
	set := &ruleSet{}
	var err error
	if set.version, _, err = db.One[int64](ctx, s.db, qRuleCount); err != nil {
		return err
	}
	for r, err := range db.Each[ruleRow](ctx, s.db, qRulesLive) {
		if err != nil {
			return err
		}
		p, err := s.compile(r.Expr)
		if err != nil {
			return fmt.Errorf("rule %s: %w", r.Name, err)
		}
		set.rules = append(set.rules, compiled{r.rule(), p})
	}
	s.set.Store(set)
	return nil
}

// Draft saves a new version of a rule that another person can put in force. Fault: ErrRule.
func (s *Service) Draft(ctx context.Context, tx *db.Tx, r Rule) (Rule, error) {
	if r.Action != StepUp && r.Action != Deny || r.Name == "" || r.Reason == "" {
		return r, ErrRule.With(map[string]any{"why": "name, reason and an action are needed"})
	}
	if _, err := s.compile(r.Expr); err != nil {
		return r, err
	}
	last, _, err := db.One[int64](ctx, tx, qRuleLast, r.Name)
	if err != nil {
		return r, err
	}
	r.ID, r.Version, r.Status, r.At = tx.NewID(), last+1, "draft", tx.Now()
	_, err = db.Exec(ctx, tx, qRuleAdd, r.ID, r.Name, r.Version, r.Expr, r.Action, r.Reason, r.Status, r.DraftedBy, "", tx.Now().UnixMicro())
	return r, err
}

// Release puts a draft in force in place of the version before it, or, with
// live false, takes a rule out of force. by must not be who drafted it.
// Faults: ErrNoRule, ErrSameUser.
func (s *Service) Release(ctx context.Context, tx *db.Tx, id, by string, live bool) (Rule, error) {
	r, ok, err := db.One[ruleRow](ctx, tx, qRule, id)
	if err != nil {
		return Rule{}, err
	}
	if !ok {
		return Rule{}, ErrNoRule
	}
	if r.DraftedBy == by {
		return r.rule(), ErrSameUser
	}
	if live {
		if _, err := db.Exec(ctx, tx, qRuleRetire, r.Name, tx.Now().UnixMicro()); err != nil {
			return r.rule(), err
		}
	}
	r.Status, r.DecidedBy = map[bool]string{true: "live", false: "off"}[live], by
	if _, err := db.Exec(ctx, tx, qRuleSet, id, r.Status, by, tx.Now().UnixMicro()); err != nil {
		return r.rule(), err
	}
	return r.rule(), nil
}

// Reload takes released rules into force on this node.
func (s *Service) Reload(ctx context.Context) error { return s.reload(ctx) }

// Rules lists all versions, newest first.
func (s *Service) Rules(ctx context.Context, q db.Q) (out []Rule, err error) {
	for r, err := range db.Each[ruleRow](ctx, q, qRules) {
		if err != nil {
			return nil, err
		}
		out = append(out, r.rule())
	}
	return out, nil
}

// Trial is what a rule would have done to past payments.
type Trial struct {
	Payments int `json:"payments"`
	Hits     int `json:"hits"`
	// Changed counts those that would have come out stricter than they did.
	Changed  int      `json:"changed"`
	Examples []string `json:"examples"` // objects of some hits
}

// trialSpan and trialMax bound a dry run.
const (
	trialSpan = 7 * 24 * time.Hour
	trialMax  = 100_000
)

// Try runs an expression over the decisions of the last seven days, 100,000
// at most, newest first. Fault: ErrRule.
func (s *Service) Try(ctx context.Context, q db.Q, expr string, a Action) (Trial, error) {
	p, err := s.compile(expr)
	if err != nil {
		return Trial{}, err
	}
	out := Trial{Examples: []string{}}
	for d, err := range db.Each[decisionRow](ctx, q, qDecisionsSince, s.db.Now().Add(-trialSpan).UnixMicro(), trialMax) {
		if err != nil {
			return out, err
		}
		var f Facts
		if err := json.Unmarshal([]byte(d.Facts), &f); err != nil {
			return out, err
		}
		out.Payments++
		hit, _, err := p.Eval(f.vars())
		if err == nil && hit.Value() != true {
			continue
		}
		out.Hits++
		if d.Action == Allow || d.Action == StepUp && a == Deny {
			out.Changed++
		}
		if len(out.Examples) < 10 {
			out.Examples = append(out.Examples, d.Object)
		}
	}
	return out, nil
}

// Decision is one that was made.
type Decision struct {
	ID     string    `json:"id"`
	Object string    `json:"object"`
	User   string    `json:"user"`
	Action Action    `json:"action"`
	Rule   string    `json:"rule"`
	Rules  int64     `json:"rules"`
	Facts  Facts     `json:"facts"`
	At     time.Time `json:"at"`
}

// Decisions lists those made, newest first; action may narrow it.
func (s *Service) Decisions(ctx context.Context, q db.Q, action Action, ask page.Ask) (page.Of[Decision], error) {
	_, id, err := ask.Before()
	if err != nil {
		return page.Of[Decision]{}, err
	}
	var out []Decision
	for r, err := range db.Each[decisionRow](ctx, q, qDecisions, id, string(action), ask.Limit+1) {
		if err != nil {
			return page.Of[Decision]{}, err
		}
		d := Decision{ID: r.ID, Object: r.Object, User: r.User, Action: r.Action, Rule: r.Rule, Rules: r.Rules, At: time.UnixMicro(r.At).UTC()}
		if err := json.Unmarshal([]byte(r.Facts), &d.Facts); err != nil {
			return page.Of[Decision]{}, errors.Join(err, fmt.Errorf("facts of decision %s", r.ID))
		}
		out = append(out, d)
	}
	return page.Cut(out, ask.Limit, func(d Decision) (int64, string) { return d.At.UnixMicro(), d.ID }), nil
}
