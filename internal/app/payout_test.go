package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"livewell/internal/app"
	"livewell/internal/core/bank"
	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/testkit"
)

// says is a bank that answers the same to everything.
type says bank.Outcome

func (s says) Send(context.Context, bank.Order) (bank.Answer, error)    { return s.answer() }
func (s says) Query(context.Context, bank.Order) (bank.Answer, error)   { return s.answer() }
func (s says) Reverse(context.Context, bank.Order) (bank.Answer, error) { return s.answer() }
func (s says) answer() (bank.Answer, error)                             { return bank.Answer{Outcome: bank.Outcome(s)}, nil }

// What a shop has earned today is on its card today, for a fee; the day's end pays the rest and the statement adds up.
func TestAShopIsPaidOutBeforeTheDayEnds(t *testing.T) {
	for outcome, want := range map[bank.Outcome]string{
		bank.Approved: `"early":{"amount":"99.90","currency":"CNY"},"earlyFee":{"amount":"0.10","currency":"CNY"}`,
		bank.Refused:  `"early":{"amount":"0.00","currency":"CNY"},"earlyFee":{"amount":"0.00","currency":"CNY"}`,
	} {
		testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
			s := newTenant(t, d)
			srv := httptest.NewServer(s.web)
			defer srv.Close()
			lamp := openShop(t, s.app, 1, 1)
			owner := desk{t, srv.URL, s.console(lamp)}
			const at = "/console/api/merchant/payouts"
			buyer := sessionOf(t, s.app, "+8613900000201", scope.Consumer, identity.App)
			fund := func(tx *db.Tx) error {
				return s.app.Wallet.Issue(t.Context(), tx, "fund", wallet.Cash(buyer.User.ID), money.New(200_00, money.CNY))
			}
			if err := d.Do(t.Context(), fund); err != nil {
				t.Fatal(err)
			}
			owner.refused("settle.nothing", "POST", at, "")
			if err := s.pays(buyer, lamp, "1", "100.00"); err != nil {
				t.Fatal(err)
			}
			owner.refused("wallet.no_card", "POST", at, "")
			err := d.Do(t.Context(), func(tx *db.Tx) error {
				_, err := s.app.Wallet.Bind(t.Context(), tx, wallet.MerchantParty(lamp.merchant), "6220010000000000")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := owner.must("GET", at, ""); !strings.Contains(got, `"next":{"amount":{"amount":"99.90","currency":"CNY"},"fee":{"amount":"0.10"`) {
				t.Error(got)
			}

			// However often at once: what was earned goes out once.
			var requests []*http.Request
			for i := range 12 {
				r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+at, http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Idempotency-Key", fmt.Sprint("volley-", i))
				r.AddCookie(&http.Cookie{Name: "livewell_console", Value: owner.token})
				requests = append(requests, r)
			}
			paid := 0
			for _, a := range testkit.Volley(t, srv.Listener.Addr().String(), requests) {
				switch {
				case a.Status == http.StatusOK:
					paid++
				case !strings.Contains(a.Body, "settle.nothing"):
					t.Errorf("%d %s", a.Status, a.Body)
				}
			}
			if paid != 1 {
				t.Errorf("%d of 12 payouts were made", paid)
			}
			if _, err := s.app.Wallet.Once(t.Context(), d, says(outcome)); err != nil {
				t.Fatal(err)
			}
			if err := s.pays(buyer, lamp, "2", "50.00"); err != nil {
				t.Fatal(err)
			}
			s.whole()

			clock.Move(25 * time.Hour)
			for s.app.Jobs.Once(t.Context()) > 0 {
			}
			owner = desk{t, srv.URL, s.console(lamp)}
			sent := map[bank.Outcome]string{bank.Approved: `"sent":{"amount":"50.00"`, bank.Refused: `"sent":{"amount":"150.00"`}[outcome]
			if got := owner.must("GET", "/console/api/merchant/settlements", ""); !strings.Contains(got, want) || !strings.Contains(got, sent) {
				t.Errorf("the statement after the bank said %s: %s", outcome, got)
			}
			b, err := s.app.Wallet.Balance(t.Context(), d, wallet.MerchantCash(lamp.merchant))
			if err != nil || !b.Total.IsZero() {
				t.Errorf("%v is left: %v", b.Total, err)
			}
			s.whole()
		})
	}
}

// Money that comes from a card for a shop that may take no more today stays the buyer's, and the trade is not paid.
func TestAShopTakesNoMoreThanItMayByCardEither(t *testing.T) {
	testkit.Each(t, [][]db.Migration{app.Migrations()}, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s := newTenant(t, d)
		lamp := openShop(t, s.app, 1, 1)
		buyer := sessionOf(t, s.app, "+8613900000201", scope.Consumer, identity.App)
		var trade string
		err := d.Do(t.Context(), func(tx *db.Tx) error {
			card, err := s.app.Wallet.Bind(t.Context(), tx, wallet.UserParty(buyer.User.ID), "6220010000000000")
			if err != nil {
				return err
			}
			tr, err := s.app.Pay.Create(t.Context(), tx, pay.NewTrade{
				Merchant: lamp.merchant, OutTradeNo: "1", Method: pay.ByOrder, Subject: "lamps", Total: money.New(20_000_01, money.CNY), Buyer: buyer.User.ID, Life: time.Hour,
			})
			if err != nil {
				return err
			}
			trade = tr.ID
			_, err = s.app.Wallet.AskFor(t.Context(), tx, buyer.User.ID, card.ID, trade, tr.Total)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.app.Wallet.Once(t.Context(), d, says(bank.Approved)); err != nil {
			t.Fatal(err)
		}
		tr, err := s.app.Pay.Get(t.Context(), d, trade)
		if err != nil || tr.Status != pay.Waiting {
			t.Errorf("the trade is %s: %v", tr.Status, err)
		}
		b, err := s.app.Wallet.Balance(t.Context(), d, wallet.Cash(buyer.User.ID))
		if err != nil || b.Total.Minor() != 20_000_01 {
			t.Errorf("the buyer has %v: %v", b.Total, err)
		}
		s.whole()
	})
}
