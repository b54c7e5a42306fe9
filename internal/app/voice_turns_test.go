package app_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/identity"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/catalog"
	"livewell/internal/mini/voice"
	"livewell/internal/trade/store"
)

// Whatever is said in whatever order: an order is made by a PIN right after a yes to
// what was read back, for exactly that, and by nothing else; and one by each.
func TestNoTalkOrdersWithoutAYesAndAPIN(t *testing.T) {
	sentences := []string{
		"再来一份昨天的牛肉面", "再来两份上次的牛肉面", "再来一份上次的", "老样子", "清汤", "第一个", "第二个", "2", "是", "是", "是", "好的", "对，下单", "不要",
		"再说一遍", "随便", "是，不要", "今天天气怎么样", "再来 90 份上次的卤蛋", "yes", "one more egg",
	}
	yeses := []string{"是", "好的", "对，下单", "yes"}
	eachSpeaker(t, func(w *speakerWorld) {
		w.do(func(tx *db.Tx) error {
			return w.app.Wallet.Issue(w.t.Context(), tx, "more", wallet.Cash(w.ann.User.ID), cny(1_000_000_00))
		})
		w.had(store.Pickup, "清汤牛肉面", "卤蛋")
		w.had(store.Pickup, "红烧牛肉面")
		w.clock.Move(24 * time.Hour)
		brought := 0
		v := voice.New(voice.Deps{
			Orders: w.app.Orders, Stores: w.app.Stores, Favourites: w.app.Favourites, Pay: w.app.Pay, Keys: secret.InMemory(),
			Bring: func(context.Context, *db.Tx, string, string, string, string) error { brought++; return nil },
		})
		who := voice.Who{User: w.ann.User.ID, Host: "speaker"}
		rapid.Check(t, func(t *rapid.T) {
			var last voice.Answer
			var read money.Amount // zero: nothing was, or nobody said yes to it
			yes, proofs := false, 0
			try := func(text string, fn func(tx *db.Tx) (voice.Answer, error)) {
				before, paid := w.balance(), brought
				a, err := db.Get(w.t.Context(), w.app.DB, fn)
				if _, known := fault.Of(err); err != nil && !known {
					t.Fatal(err)
				}
				ordered := err == nil && a.State == voice.Ordered
				if ordered != (brought == paid+1) || ordered != (w.balance() != before) {
					t.Fatalf("%+v %v: it moved %d", a, err, before-w.balance())
				}
				if ordered && (!yes || last.State != voice.AtPIN || a.Total != read || before-w.balance() != read.Minor() || read.Minor() > voice.Most().Minor()) {
					t.Fatalf("%+v was ordered for %d; %v was read back, a yes: %v", a, before-w.balance(), read, yes)
				}
				if err != nil {
					return
				}
				switch a.State {
				case voice.Confirming:
					read, yes = a.Total, false
				case voice.AtPIN:
					if last.State != voice.AtPIN && !slices.Contains(yeses, text) {
						t.Fatalf("%q is taken for a yes", text)
					}
					yes = yes || last.State == voice.Confirming && a.Talk == last.Talk
				case voice.Listening, voice.Choosing, voice.Ordered, voice.Ended:
					read, yes = money.Amount{}, false
				}
				last = a
			}
			sentence := rapid.SampledFrom(sentences)
			right := func(t *rapid.T) {
				awaits, err := v.AwaitsPIN(w.t.Context(), w.app.DB, w.app.DB.Now(), who, last.Talk, last.Turn)
				if err != nil {
					t.Fatal(err)
				}
				var p identity.Proof
				if proofs++; awaits && proofs < 3 { // a PIN takes its time to check
					if p, err = w.app.Identity.VerifyPIN(w.t.Context(), who.User, voicePIN); err != nil {
						t.Fatal(err)
					}
				}
				talk, turn := last.Talk, last.Turn
				for range 2 { // the second changes nothing
					try("", func(tx *db.Tx) (voice.Answer, error) { return v.PIN(w.t.Context(), tx, who, talk, turn, p, nil) })
				}
			}
			price := func(t *rapid.T) {
				n := rapid.Int64Range(2000, 2600).Draw(t, "price")
				for name := range w.items {
					w.edit(name, func(it *catalog.Item) { it.SKUs[0].Price = cny(n) })
				}
			}
			t.Repeat(map[string]func(*rapid.T){
				"begin": func(t *rapid.T) {
					text := sentence.Draw(t, "text")
					try(text, func(tx *db.Tx) (voice.Answer, error) { return v.Begin(w.t.Context(), tx, who, "zh", text) })
				},
				"say": func(t *rapid.T) {
					text, turn := sentence.Draw(t, "text"), last.Turn-rapid.SampledFrom([]int64{0, 0, 0, 1}).Draw(t, "old")
					try(text, func(tx *db.Tx) (voice.Answer, error) { return v.Say(w.t.Context(), tx, who, last.Talk, turn, text) })
				},
				"yes": func(*rapid.T) {
					try("是", func(tx *db.Tx) (voice.Answer, error) {
						return v.Say(w.t.Context(), tx, who, last.Talk, last.Turn, "是")
					})
				},
				"wrong": func(t *rapid.T) {
					failed := rapid.SampledFrom([]error{identity.ErrPINWrong, identity.ErrPINLocked, identity.ErrNoPIN}).Draw(t, "why")
					try("", func(tx *db.Tx) (voice.Answer, error) {
						return v.PIN(w.t.Context(), tx, who, last.Talk, last.Turn, identity.Proof{}, failed)
					})
				},
				"forged": func(*rapid.T) {
					try("", func(tx *db.Tx) (voice.Answer, error) {
						return v.PIN(w.t.Context(), tx, who, last.Talk, last.Turn, identity.Proof{Token: "forged", User: who.User}, nil)
					})
				},
				"right": right,
				"price": price,
				"whole": func(t *rapid.T) {
					try("", func(tx *db.Tx) (voice.Answer, error) {
						return v.Begin(w.t.Context(), tx, who, "zh", "再来一份上次的")
					})
					try("是", func(tx *db.Tx) (voice.Answer, error) {
						return v.Say(w.t.Context(), tx, who, last.Talk, last.Turn, "是")
					})
					if rapid.Bool().Draw(t, "moved") {
						price(t)
					}
					right(t)
				},
				"later": func(*rapid.T) { w.clock.Move(time.Minute) },
			})
		})
		if brought == 0 {
			t.Error("nothing was ever ordered: the test sees nothing")
		}
		for _, o := range w.orders() {
			if o.PaidAt.IsZero() {
				t.Error("an order lies about that nobody paid:", o.ID)
			}
		}
	})
}

// Four PINs for one yes, in one moment: one order.
func TestManyPINsForOneYesMakeOneOrder(t *testing.T) {
	eachSpeaker(t, func(w *speakerWorld) {
		w.had(store.Pickup, "清汤牛肉面")
		w.nextDay()
		for round := range 3 {
			asked := w.want(w.say(w.begin("再来一份上次的牛肉面"), "是"), "pin", "")
			before := w.balance()
			requests := make([]*http.Request, 4) // fewer than tries that there are
			for i := range requests {
				r := ask(t.Context(), t, "POST", fmt.Sprintf("%s/embed/api/voice/%s/pin", w.srv.URL, asked.Talk), "", fmt.Sprintf("race%d-%d", round, i/2), pinBody(asked, voicePIN))
				r.Header.Set("Authorization", "Bearer "+w.token)
				requests[i] = r
			}
			ordered := 0
			for _, r := range testkit.Volley(t, w.srv.Listener.Addr().String(), requests) {
				if strings.Contains(r.Body, `"state":"ordered"`) {
					ordered++
				} else if r.Status != 409 && r.Status != 429 && r.Status != 503 {
					t.Error(r)
				}
			}
			if n := len(w.orders()); n != round+2 || before-w.balance() != 2400 || ordered < 1 || ordered > 2 {
				t.Errorf("%d orders, paid %d, %d were told so", n, before-w.balance(), ordered)
			}
		}
	})
}
