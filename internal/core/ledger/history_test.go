package ledger_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"livewell/internal/core/ledger"
	"livewell/internal/kit/testkit"
)

// op is one call of a client: a transfer, or a look at a balance where n is 0.
type op struct {
	from, to ledger.Account
	n        int64
}

type state map[ledger.Account]int64

// books is what a single clerk with one pen would do.
var books = porcupine.Model{
	Init: func() any { return state{"ann": 50, "bob": 50, "cat": 50} },
	Step: func(s, in, out any) (bool, any) {
		was, o := s.(state), in.(op)
		if o.n == 0 {
			return out.(int64) == was[o.from], was
		}
		enough := was[o.from] >= o.n
		if out.(bool) != enough {
			return false, was
		}
		if !enough {
			return true, was
		}
		is := maps.Clone(was)
		is[o.from] -= o.n
		is[o.to] += o.n
		return true, is
	},
	Equal: func(a, b any) bool { return maps.Equal(a.(state), b.(state)) },
}

// Whatever eight clients saw at once, one clerk could have answered in some order.
func TestConcurrentBalancesAreAsIfOneAfterTheOther(t *testing.T) {
	each(t, func(t *testing.T, b bank, _ *testkit.Clock) {
		accounts := []ledger.Account{"ann", "bob", "cat"}
		b.accounts(t, accounts...)
		for _, a := range accounts {
			if _, err := b.post(ledger.Move("fund:"+string(a), "", "bank", a, cny(50))); err != nil {
				t.Fatal(err)
			}
		}
		steps := 250
		if b.db.Postgres() {
			steps = 40
		}
		var mu sync.Mutex
		var history []porcupine.Operation
		began := time.Now()
		var wg sync.WaitGroup
		for client := range 8 {
			wg.Go(func() {
				for i := range steps {
					o := op{accounts[rand.IntN(3)], accounts[rand.IntN(3)], int64(rand.IntN(60))}
					if o.from == o.to || rand.IntN(4) == 0 {
						o.n = 0
					}
					call := time.Since(began).Nanoseconds()
					var out any
					if o.n == 0 {
						out = b.has(t, o.from).Total.Minor()
					} else {
						_, err := b.post(ledger.Move(fmt.Sprintf("c%d/%d", client, i), "", o.from, o.to, cny(o.n)))
						if err != nil && !errors.Is(err, ledger.ErrShort) {
							t.Error(err)
							return
						}
						out = err == nil
					}
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: client, Input: o, Output: out, Call: call, Return: time.Since(began).Nanoseconds()})
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if got := porcupine.CheckOperationsTimeout(books, history, time.Minute); got != porcupine.Ok {
			t.Errorf("%d operations: %v", len(history), got)
		}
	})
}
