// Package scope says on whose behalf code runs. Authentication makes a Scope
// once, at the edge; everything below takes it from the context and believes it.
package scope

import (
	"context"
	"slices"
)

// Role is what a caller may be to an operation. An operation names the roles it serves.
type Role string

const (
	Public    Role = "public" // nobody in particular: no session
	Consumer  Role = "consumer"
	Owner     Role = "owner"
	Manager   Role = "manager"
	Cashier   Role = "cashier"
	Developer Role = "developer"
	Operator  Role = "operator"
	Auditor   Role = "auditor"
	Terminal  Role = "terminal" // a store's device that is paired and serves whoever stands before it
)

var all = [...]Role{Public, Consumer, Owner, Manager, Cashier, Developer, Operator, Auditor, Terminal}

// Roles lists every role, Public first.
func Roles() []Role { return slices.Clone(all[:]) }

// Known reports whether r is one of the roles.
func (r Role) Known() bool { return slices.Contains(all[:], r) }

// Scope is an authenticated caller. The zero Scope is nobody.
type Scope struct {
	User     string
	Merchant string   // the merchant acted for, if any
	Stores   []string // of Merchant that the caller works in; empty: all of them
	App      string   // the third-party app that calls, if any
	Host     string   // the partner's host that the caller sits in, if any
	Session  string
	Device   string
	Terminal string // the store's device that calls, if any: it has no user
	Roles    []Role
}

// Has reports whether the caller is at least one of roles. Everybody is Public.
func (s Scope) Has(roles ...Role) bool {
	for _, r := range roles {
		if r == Public || slices.Contains(s.Roles, r) {
			return true
		}
	}
	return false
}

// At reports whether the caller acts for a store of a merchant.
func (s Scope) At(merchant, store string) bool {
	return s.Merchant != "" && s.Merchant == merchant && (len(s.Stores) == 0 || slices.Contains(s.Stores, store))
}

// Principal names the caller for keys that must not be shared between callers.
// It is empty for nobody.
func (s Scope) Principal() string {
	switch {
	case s.Terminal != "":
		return "terminal:" + s.Terminal
	case s.App != "" && s.User != "":
		return "app:" + s.App + ":user:" + s.User
	case s.App != "":
		return "app:" + s.App
	case s.Merchant != "" && s.User != "":
		return "merchant:" + s.Merchant + ":user:" + s.User
	case s.Merchant != "":
		return "merchant:" + s.Merchant
	case s.User != "":
		return "user:" + s.User
	}
	return ""
}

type key struct{}

// With gives a context that carries s.
func With(ctx context.Context, s Scope) context.Context { return context.WithValue(ctx, key{}, s) }

// From gives the caller of ctx: nobody when none was set.
func From(ctx context.Context) Scope {
	s, _ := ctx.Value(key{}).(Scope)
	return s
}
