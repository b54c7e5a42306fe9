// Package guard is a table of who may move something from one state to
// another: what is not in it cannot happen.
package guard

import "livewell/internal/kit/fault"

// Step is a row of the table.
type Step[S, A comparable] struct {
	From, To S
	Actor    A
}

// Table is all steps that there are.
type Table[S, A comparable] []Step[S, A]

// Check refuses a step that is not in the table: with actor where somebody else
// could take it, with status where nobody can.
func (t Table[S, A]) Check(from, to S, by A, status, actor *fault.Fault) error {
	refusal := status
	for _, s := range t {
		switch {
		case s.From != from || s.To != to:
		case s.Actor == by:
			return nil
		default:
			refusal = actor
		}
	}
	return refusal
}

// Next lists where by may move something from a state.
func (t Table[S, A]) Next(from S, by A) (out []S) {
	for _, s := range t {
		if s.From == from && s.Actor == by {
			out = append(out, s.To)
		}
	}
	return out
}
