// Package risk decides in the payment's own transaction whether it may go on.
//
// Rules are data: CEL expressions over Facts, type-checked when they are saved,
// put in force by a second person, and tried on past decisions before that.
//
//	draft --second person--> live --newer version, or off--> off
//
// Every decision that lets a payment through is stored with its facts in the
// same transaction; one that refuses is stored beside it, since that
// transaction does not last.
package risk

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"cel.dev/cel-go/cel"

	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/job"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("risk", files)

var (
	ErrDenied   = fault.New(fault.Refused, "risk.denied", "This payment was stopped by a safety rule.")
	ErrRule     = fault.New(fault.Invalid, "risk.rule", "The rule is not valid.")
	ErrNoRule   = fault.New(fault.NotFound, "risk.no_rule", "There is no such rule.")
	ErrSameUser = fault.New(fault.Forbidden, "risk.same_person", "A rule is put in force by another person than the one who wrote it.")
)

// Action is what a rule does when it holds. The strictest of all that hold counts.
type Action string

const (
	Allow  Action = "ALLOW"
	StepUp Action = "STEP_UP"
	Deny   Action = "DENY"
)

// Facts is what rules see. Amounts are minor units; sums are of the last 24
// hours before this payment.
type Facts struct {
	Amount    int64  `json:"amount"`
	Method    string `json:"method"`
	Proven    bool   `json:"proven"`
	Static    bool   `json:"static"`
	Transfer  bool   `json:"transfer"`
	NewPayee  bool   `json:"new_payee"`
	CountHour int64  `json:"count_hour"` // in this clock hour
	CountDay  int64  `json:"count_day"`
	SumDay    int64  `json:"sum_day"`
	StaticDay int64  `json:"static_day"`
	Hour      int64  `json:"hour"` // of the day, at UTC+8
}

// variables are Facts as CEL sees them.
var variables = []cel.EnvOption{
	cel.Variable("amount", cel.IntType), cel.Variable("method", cel.StringType), cel.Variable("proven", cel.BoolType),
	cel.Variable("static", cel.BoolType), cel.Variable("transfer", cel.BoolType), cel.Variable("new_payee", cel.BoolType),
	cel.Variable("count_hour", cel.IntType), cel.Variable("count_day", cel.IntType), cel.Variable("sum_day", cel.IntType),
	cel.Variable("static_day", cel.IntType), cel.Variable("hour", cel.IntType),
}

func (f Facts) vars() map[string]any {
	return map[string]any{
		"amount": f.Amount, "method": f.Method, "proven": f.Proven, "static": f.Static, "transfer": f.Transfer, "new_payee": f.NewPayee,
		"count_hour": f.CountHour, "count_day": f.CountDay, "sum_day": f.SumDay, "static_day": f.StaticDay, "hour": f.Hour,
	}
}

// Defaults are the rules of a new platform. Amounts follow the classes of
// PBoC 2017-296 (a static code: 500 a day) and common wallet limits.
func Defaults() []Rule {
	return []Rule{
		{Name: "limit.single", Expr: `amount > 20000000`, Action: Deny, Reason: "limit_single"},
		{Name: "limit.day", Expr: `sum_day + amount > 50000000`, Action: Deny, Reason: "limit_day"},
		{Name: "static.day", Expr: `static && static_day + amount > 50000`, Action: Deny, Reason: "static_day"},
		{Name: "code.confirm", Expr: `method == "code" && !proven && amount > 100000`, Action: StepUp, Reason: "confirm"},
		{Name: "velocity.hour", Expr: `!proven && count_hour >= 60`, Action: StepUp, Reason: "velocity"},
		{Name: "transfer.new_payee", Expr: `transfer && new_payee && amount > 5000000`, Action: Deny, Reason: "new_payee"},
		{Name: "proof", Expr: `!proven && method != "code"`, Action: StepUp, Reason: "confirm"},
	}
}

// Service judges payments. It implements pay.Judge.
type Service struct {
	db  *db.DB
	env *cel.Env
	set atomic.Pointer[ruleSet]
	// refusals wait here to be stored: their own transactions do not last.
	refusals chan refusal
}

type refusal struct {
	payment pay.Payment
	facts   Facts
	action  Action
	rule    *Rule
	set     *ruleSet
}

// maxRefusals bounds what waits; past it decisions are lost, payments are not.
const maxRefusals = 4096

// New makes a Service whose rules Load reads.
func New(d *db.DB, jobs *job.Queue) (*Service, error) {
	env, err := cel.NewEnv(variables...)
	if err != nil {
		return nil, fmt.Errorf("cel: %w", err)
	}
	s := &Service{db: d, env: env, refusals: make(chan refusal, maxRefusals)}
	s.set.Store(&ruleSet{})
	// Another node may have changed the rules; and old tallies are of no use.
	jobs.Repeat("risk.sweep", time.Hour, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, qTallySweep, tx.Now().Add(-48*time.Hour).Unix()/3600)
		return err
	})
	return s, nil
}

// Judge lets a payment through (nil), asks for a proof (pay.ErrStepUp) or
// stops it (ErrDenied with the reason).
func (s *Service) Judge(ctx context.Context, tx *db.Tx, p pay.Payment) error {
	f, err := s.facts(ctx, tx, p)
	if err != nil {
		return err
	}
	set := s.set.Load()
	action, rule := set.decide(f)
	if action == Allow {
		return errors.Join(s.count(ctx, tx, p, f), s.store(ctx, tx, p, f, set, action, rule))
	}
	select {
	case s.refusals <- refusal{p, f, action, rule, set}:
	default:
	}
	if action == StepUp {
		return pay.ErrStepUp
	}
	return ErrDenied.With(map[string]any{"reason": rule.Reason, "rule": rule.Name})
}

// Run stores refusals until ctx ends.
func (s *Service) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-s.refusals:
			// One that cannot be stored is lost; the payment it refused stays refused.
			_ = s.keep(ctx, r)
		}
	}
}

func (s *Service) keep(ctx context.Context, r refusal) error {
	return s.db.Do(ctx, func(tx *db.Tx) error { return s.store(ctx, tx, r.payment, r.facts, r.set, r.action, r.rule) })
}

// Flush stores what waits by now. Tests call it in place of Run.
func (s *Service) Flush(ctx context.Context) error {
	for {
		select {
		case r := <-s.refusals:
			if err := s.keep(ctx, r); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

const chinaOffset = 8 // hours; the business day of the platform

func (s *Service) facts(ctx context.Context, tx *db.Tx, p pay.Payment) (Facts, error) {
	hour := tx.Now().Unix() / 3600
	t, _, err := db.One[tallyRow](ctx, tx, qTally, p.Buyer, hour-24, hour, p.Payee)
	return Facts{
		Amount: p.Amount.Minor(), Method: string(p.Method), Proven: p.Proven, Static: p.Static, Transfer: p.Transfer,
		NewPayee: t.Known == 0, CountHour: t.CountHour, CountDay: t.CountDay, SumDay: t.SumDay, StaticDay: t.StaticDay,
		Hour: (hour + chinaOffset) % 24,
	}, err
}

func (s *Service) count(ctx context.Context, tx *db.Tx, p pay.Payment, f Facts) error {
	var static int64
	if p.Static {
		static = p.Amount.Minor()
	}
	if _, err := db.Exec(ctx, tx, qTallyAdd, p.Buyer, tx.Now().Unix()/3600, p.Amount.Minor(), static); err != nil {
		return err
	}
	if !f.NewPayee {
		return nil
	}
	_, err := db.Exec(ctx, tx, qPayeeAdd, p.Buyer, p.Payee)
	return err
}

func (s *Service) store(ctx context.Context, tx *db.Tx, p pay.Payment, f Facts, set *ruleSet, a Action, r *Rule) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	name := ""
	if r != nil {
		name = fmt.Sprintf("%s@%d", r.Name, r.Version)
	}
	_, err = db.Exec(ctx, tx, qDecision, tx.NewIDFor(p.Buyer), p.Trade, p.Buyer, a, name, set.version, string(text), tx.Now().UnixMicro())
	return err
}
