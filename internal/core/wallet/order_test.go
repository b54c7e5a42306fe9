package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"livewell/internal/core/bank"
	"livewell/internal/core/ledger"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
)

func cny(n int64) money.Amount { return money.New(n, money.CNY) }

// pan makes a card number of the sandbox that behaves as told.
func pan(told string) string {
	for d := range 10 {
		if n := "62200100000" + told + fmt.Sprint(d); bank.Luhn(n) {
			return n
		}
	}
	panic("no check digit")
}

// lossy cuts the line after sending: the bank has heard, the answer is lost.
type lossy struct {
	bank.Channel
	silent bool
}

func (l *lossy) Send(ctx context.Context, o bank.Order) (bank.Answer, error) {
	a, err := l.Channel.Send(ctx, o)
	if l.silent {
		return bank.Answer{}, bank.ErrSilent
	}
	return a, err
}

type world struct {
	*wallet.Service
	db    *db.DB
	led   *ledger.Service
	clock *testkit.Clock
	ch    *lossy
	party string
	t     *testing.T
}

func each(t *testing.T, fn func(w *world)) {
	testkit.Each(t, [][]db.Migration{ledger.Migrations, wallet.Migrations}, func(t *testing.T, d *db.DB, c *testkit.Clock) {
		sand, err := bank.NewSandbox(filepath.Join(t.TempDir(), "bank"), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- sand.Serve(ctx, l) }()
		t.Cleanup(func() { cancel(); <-served })
		led := ledger.New()
		w := &world{wallet.New(led, secret.InMemory()), d, led, c, &lossy{Channel: &bank.ISO{Addr: l.Addr().String(), Timeout: 300 * time.Millisecond, Now: c.Now}}, wallet.UserParty("ann"), t}
		w.do(func(tx *db.Tx) error {
			return errors.Join(w.OpenPlatform(ctx, tx), w.OpenUser(ctx, tx, "ann"), w.Issue(ctx, tx, "seed", wallet.Cash("ann"), cny(100_00)))
		})
		fn(w)
		if err := d.Snapshot(t.Context(), func(q db.Q) error {
			r, err := led.Verify(t.Context(), q)
			if err != nil {
				return err
			}
			bad, err := w.VerifyTransit(t.Context(), q)
			if bad = append(bad, r.Breaches...); len(bad) > 0 {
				t.Error(bad)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func (w *world) do(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Do(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) order(card string, kind wallet.OrderKind, n int64) wallet.Order {
	w.t.Helper()
	var o wallet.Order
	w.do(func(tx *db.Tx) error {
		c, err := w.Bind(w.t.Context(), tx, w.party, card)
		if err != nil {
			return err
		}
		o, err = w.Ask(w.t.Context(), tx, w.party, wallet.Cash("ann"), c.ID, kind, cny(n))
		return err
	})
	return o
}

// steps lets the worker work until it has nothing to do, hours later too.
func (w *world) steps() {
	w.t.Helper()
	for range 30 {
		n, err := w.Once(w.t.Context(), w.db, w.ch)
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			w.clock.Move(time.Minute)
		}
	}
}

func (w *world) has() int64 {
	b, err := w.Balance(w.t.Context(), w.db, wallet.Cash("ann"))
	if err != nil {
		w.t.Fatal(err)
	}
	return b.Available.Minor()
}

func TestWhateverTheBankDoesAnOrderComesToOneEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		told   string
		silent bool
		kind   wallet.OrderKind
		want   wallet.State
		has    int64
	}{
		"top up":                       {"0000", false, wallet.Topup, wallet.Done, 130_00},
		"top up refused":               {"0051", false, wallet.Topup, wallet.Refused, 100_00},
		"top up, answer lost":          {"0000", true, wallet.Topup, wallet.Done, 130_00},
		"top up, refusal lost":         {"0062", true, wallet.Topup, wallet.Refused, 100_00},
		"top up, done but silent":      {"0092", false, wallet.Topup, wallet.Done, 130_00},
		"top up, nothing done, silent": {"0093", false, wallet.Topup, wallet.Refused, 100_00},
		"top up, slower than we wait":  {"0090", false, wallet.Topup, wallet.Done, 130_00},
		"withdraw":                     {"0000", false, wallet.Withdraw, wallet.Done, 70_00},
		"withdraw refused":             {"0062", false, wallet.Withdraw, wallet.Refused, 100_00},
		"withdraw, answer lost":        {"0000", true, wallet.Withdraw, wallet.Done, 70_00},
		"withdraw, nothing done":       {"0093", false, wallet.Withdraw, wallet.Refused, 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				w.ch.silent = tc.silent
				o := w.order(pan(tc.told), tc.kind, 30_00)
				if tc.kind == wallet.Withdraw && w.has() != 70_00 {
					t.Errorf("on its way, ann still has %d", w.has())
				}
				w.steps()
				o, err := w.Order(t.Context(), w.db, w.party, o.ID)
				if err != nil || o.State != tc.want || w.has() != tc.has {
					t.Errorf("the order is %s (%s), ann has %d, %v", o.State, o.Code, w.has(), err)
				}
			})
		})
	}
}

func TestACardIsBoundOnceAndItsNumberSealed(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.order(pan("0000"), wallet.Topup, 1), w.order(pan("0000"), wallet.Topup, 1)
		if a.Card != b.Card {
			t.Error("one number became two cards")
		}
		for _, bad := range []string{"", "6220010000000001", "4111111111111111", "62200100000x0000"} {
			err := w.db.Do(t.Context(), func(tx *db.Tx) error { _, err := w.Bind(t.Context(), tx, w.party, bad); return err })
			if !errors.Is(err, wallet.ErrCard) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		unbind := func(party string) error {
			return w.db.Do(t.Context(), func(tx *db.Tx) error { return w.Unbind(t.Context(), tx, party, a.Card) })
		}
		if err := unbind("user:bob"); !errors.Is(err, wallet.ErrNoCard) {
			t.Errorf("another's card: %v", err)
		}
		if err := unbind(w.party); !errors.Is(err, wallet.ErrCardBusy) {
			t.Errorf("with open orders: %v", err)
		}
		w.steps()
		if err := unbind(w.party); err != nil {
			t.Error(err)
		}
	})
}
