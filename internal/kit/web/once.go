package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/idem"
	"livewell/internal/kit/scope"
)

// Keyed is embedded by the input of every operation that Once makes safe to repeat.
type Keyed struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" doc:"Made by the client before its first try; the same for each repeat."`
}

func (k *Keyed) idempotencyKey() string { return k.Key }

// Secret is an input that must not be stored, logged or compared with a stored
// one: a PIN, a code. It reads as a string and writes as nothing.
type Secret string

func (Secret) MarshalJSON() ([]byte, error) { return []byte(`""`), nil }
func (Secret) String() string               { return "" }
func (Secret) LogValue() slog.Value         { return slog.StringValue("") }

// replay is an answer given before. It travels as an error because huma writes
// errors with their own status.
type replay struct{ idem.Answer }

func (*replay) Error() string                  { return "answered before" }
func (r *replay) GetStatus() int               { return r.Status }
func (r *replay) MarshalJSON() ([]byte, error) { return r.Body, nil }

func (r *replay) ContentType(ct string) string {
	if r.Status >= 400 {
		return (*Problem)(nil).ContentType(ct)
	}
	return ct
}

// Once makes fn's request one transaction that happens at most once for its
// caller and Idempotency-Key. In embeds Keyed. A repeat gets the stored answer,
// byte for byte, with Idempotent-Replayed: true; the same key with another
// request is refused. Refusals by a rule of the business are stored too; what
// may turn out otherwise next time is not.
func Once[In, Out any](d *db.DB, fn func(context.Context, *db.Tx, *In) (Out, error)) func(context.Context, *In) (Out, error) {
	if _, ok := any(new(In)).(interface{ idempotencyKey() string }); !ok {
		panic(fmt.Sprintf("web: %T does not embed web.Keyed", *new(In)))
	}
	return func(ctx context.Context, in *In) (Out, error) {
		var none Out
		k := idem.Key{
			Principal: owner(scope.From(ctx)), Op: callOf(ctx).op,
			Name: any(in).(interface{ idempotencyKey() string }).idempotencyKey(),
		}
		if k.Principal == "" {
			return none, ErrNoSession // a key is worth nothing without its owner
		}
		print, err := idem.Print(in)
		if err != nil {
			return none, err
		}
		out, err := db.Get(ctx, d, func(tx *db.Tx) (Out, error) {
			if err := claim(ctx, tx, k, print); err != nil {
				return none, err
			}
			out, err := fn(ctx, tx, in)
			if err != nil {
				return none, err
			}
			return out, idem.Save(ctx, tx, k, idem.Answer{Status: 200, Body: encode(out)})
		})
		f, refused := fault.Of(err)
		if !refused || f.Kind != fault.Refused || errors.Is(err, idem.ErrReused) {
			return out, err
		}
		return none, refuse(ctx, d, k, print, err)
	}
}

// owner is whose key it is: the person's, whatever merchant the session acts
// for by now, since opening one changes that.
func owner(s scope.Scope) string {
	if s.App == "" && s.User != "" {
		return "user:" + s.User
	}
	return s.Principal()
}

// claim takes k, or gives the answer that it already has as an error.
func claim(ctx context.Context, tx *db.Tx, k idem.Key, print string) error {
	a, before, err := idem.Claim(ctx, tx, k, print)
	if err == nil && before {
		err = &replay{a}
	}
	return err
}

// refuse stores a refusal. It needs a transaction of its own: the refused one
// left nothing behind. A repeat that came between wins.
func refuse(ctx context.Context, d *db.DB, k idem.Key, print string, why error) error {
	c := callOf(ctx)
	c.log.InfoContext(ctx, "refused", "op", c.op, "trace_id", TraceID(ctx), "err", why)
	p := problemOf(ctx, why)
	err := d.Do(ctx, func(tx *db.Tx) error {
		if err := claim(ctx, tx, k, print); err != nil {
			return err
		}
		return idem.Save(ctx, tx, k, idem.Answer{Status: p.status, Body: encode(p)})
	})
	if err != nil {
		return err
	}
	return p
}
