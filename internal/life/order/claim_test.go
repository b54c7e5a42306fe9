package order_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"livewell/internal/core/ledger"
	"livewell/internal/core/pay"
	"livewell/internal/core/wallet"
	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/kit/picture"
	"livewell/internal/kit/testkit"
	"livewell/internal/life/claim"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// had is an order of two bowls and three books that was handed over.
func (w *world) had() order.Order {
	w.t.Helper()
	w.must(func(tx *db.Tx) error { return w.stock.Count(w.ctx, tx, w.book.SKUs[0].ID, 10, "") })
	o := w.paid(store.DineIn)
	if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Completed, order.Shop)); err != nil {
		w.t.Fatal(err)
	}
	return w.get(o.ID)
}

func pieces(line, qty int64) []order.Pieces { return []order.Pieces{{Line: line, Qty: qty}} }

func (w *world) complain(o order.Order, p ...order.Pieces) (claim.Claim, error) {
	return db.Get(w.ctx, w.db, func(tx *db.Tx) (claim.Claim, error) {
		return w.claims.Open(w.ctx, tx, "ann", claim.Draft{Order: o.ID, Pieces: p, Kind: claim.Missing, Words: "not in the bag"})
	})
}

func (w *world) complains(o order.Order, p ...order.Pieces) claim.Claim {
	w.t.Helper()
	c, err := w.complain(o, p...)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) moveClaim(id string, to claim.Status, by claim.Actor) error {
	return w.do(func(tx *db.Tx) error {
		_, err := w.claims.Move(w.ctx, tx, id, to, claim.By{Actor: by, Who: "otto", Words: "because"})
		return err
	})
}

func (w *world) claimNow(id string) claim.Claim {
	w.t.Helper()
	c, err := w.claims.Get(w.ctx, w.db, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// why gives what a claim said last.
func (w *world) why(id string) string {
	w.t.Helper()
	said, err := w.claims.Timeline(w.ctx, w.db, id)
	if err != nil || len(said) == 0 {
		w.t.Fatal(said, err)
	}
	return said[len(said)-1].Words
}

func (w *world) later(by time.Duration) {
	w.clock.Move(by)
	for w.jobs.Once(w.ctx) > 0 {
	}
}

// home lets the merchant take all that it can, but for an amount.
func (w *world) home(ref string, but int64) {
	w.t.Helper()
	_, _, free := w.purse()
	w.must(func(tx *db.Tx) error {
		_, err := w.ledger.Post(w.ctx, tx, ledger.Posting{Ref: ref, Entries: []ledger.Entry{
			{Account: wallet.MerchantCash("m"), Amount: cny(but - free)}, {Account: wallet.Cash("ann"), Amount: cny(free - but)},
		}})
		return err
	})
}

func TestAClaimGoesWhereItsTableSays(t *testing.T) {
	each(t, func(w *world) {
		paths := map[claim.Status][]struct {
			to claim.Status
			by claim.Actor
		}{
			claim.Open:      nil,
			claim.Settled:   {{claim.Settled, claim.Shop}},
			claim.Resent:    {{claim.Resent, claim.Shop}},
			claim.Refused:   {{claim.Refused, claim.Shop}},
			claim.Withdrawn: {{claim.Withdrawn, claim.Buyer}},
			claim.Appealed:  {{claim.Refused, claim.Shop}, {claim.Appealed, claim.Buyer}},
			claim.Closed:    {{claim.Refused, claim.Shop}, {claim.Closed, claim.System}},
		}
		may := strings.Fields(`
			open-settled-shop open-resent-shop open-refused-shop open-withdrawn-buyer
			open-settled-system open-appealed-system open-closed-system
			resent-appealed-buyer refused-appealed-buyer resent-closed-system refused-closed-system
			appealed-settled-operator appealed-closed-operator appealed-closed-system`)
		undone := errors.New("undone")
		met := 0
		for from, path := range paths {
			c := w.complains(w.had(), pieces(0, 1)...)
			for _, p := range path {
				if err := w.moveClaim(c.ID, p.to, p.by); err != nil {
					w.t.Fatal(from, err)
				}
			}
			for to := range paths {
				for _, by := range []claim.Actor{claim.Buyer, claim.Shop, claim.Operator, claim.System, "stranger"} {
					var got error
					_ = w.do(func(tx *db.Tx) error {
						_, got = w.claims.Move(w.ctx, tx, c.ID, to, claim.By{Actor: by, Who: "otto", Words: "because"})
						return errors.Join(undone, got)
					})
					name := fmt.Sprintf("%s-%s-%s", from, to, by)
					switch allowed := slices.Contains(may, name); {
					case allowed:
						met++
						fallthrough
					case from == to:
						if got != nil {
							w.t.Errorf("%s: %v", name, got)
						}
					case !errors.Is(got, claim.ErrStatus) && !errors.Is(got, claim.ErrActor):
						w.t.Errorf("%s: %v", name, got)
					}
				}
			}
			if got := w.claimNow(c.ID).Status; got != from {
				w.t.Errorf("it is %s and was %s", got, from)
			}
		}
		if met != len(may) || len(claim.Steps()) != len(may) {
			w.t.Errorf("%d of %d steps were gone, the table has %d", met, len(may), len(claim.Steps()))
		}
	})
}

func TestWhatCanBeClaimed(t *testing.T) {
	each(t, func(w *world) {
		o := w.paid(store.DineIn)
		if _, err := w.complain(o, pieces(0, 1)...); !errors.Is(err, claim.ErrWhen) {
			w.t.Errorf("before it is made: %v", err)
		}
		if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop)); err != nil {
			w.t.Fatal(err)
		}
		for name, c := range map[string]struct {
			buyer  string
			change func(*claim.Draft)
			want   error
		}{
			"a stranger":      {"bob", func(*claim.Draft) {}, order.ErrNotFound},
			"nothing":         {"ann", func(d *claim.Draft) { d.Pieces = nil }, claim.ErrPieces},
			"no such line":    {"ann", func(d *claim.Draft) { d.Pieces = pieces(9, 1) }, claim.ErrPieces},
			"more than there": {"ann", func(d *claim.Draft) { d.Pieces = pieces(0, 3) }, claim.ErrPieces},
			"less than none":  {"ann", func(d *claim.Draft) { d.Pieces = pieces(0, -1) }, claim.ErrPieces},
			"a line twice":    {"ann", func(d *claim.Draft) { d.Pieces = append(pieces(0, 1), pieces(0, 2)...) }, claim.ErrPieces},
			"of no kind":      {"ann", func(d *claim.Draft) { d.Kind = "ugly" }, claim.ErrKind},
			"a novel":         {"ann", func(d *claim.Draft) { d.Words = strings.Repeat("长", 501) }, claim.ErrWords},
			"not a picture":   {"ann", func(d *claim.Draft) { d.Photo = []byte("<svg>") }, picture.ErrPicture},
		} {
			d := claim.Draft{Order: o.ID, Pieces: pieces(0, 1), Kind: claim.Wrong}
			c.change(&d)
			if err := w.do(func(tx *db.Tx) error { _, err := w.claims.Open(w.ctx, tx, c.buyer, d); return err }); !errors.Is(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		first := w.complains(o, pieces(0, 1)...)
		if _, err := w.complain(o, pieces(1, 1)...); !errors.Is(err, claim.ErrOpen) {
			w.t.Errorf("a second one: %v", err)
		}
		// What was refused once cannot be claimed anew; what is withdrawn can.
		if err := errors.Join(w.moveClaim(first.ID, claim.Refused, claim.Shop), w.move(o.ID, order.Completed, order.Shop)); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.complain(o, pieces(0, 2)...); !errors.Is(err, claim.ErrPieces) {
			w.t.Errorf("refused pieces again: %v", err)
		}
		second := w.complains(o, append(pieces(0, 1), pieces(1, 3)...)...)
		if err := errors.Join(w.moveClaim(second.ID, claim.Withdrawn, claim.Buyer), w.refund(o.ID, "own", pieces(1, 2)...)); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.complain(o, pieces(1, 2)...); !errors.Is(err, claim.ErrPieces) {
			w.t.Errorf("pieces that the store paid back: %v", err)
		}
		left, err := w.claims.Left(w.ctx, w.db, w.get(o.ID), w.clock.Now())
		if want := append(pieces(0, 1), pieces(1, 1)...); err != nil || !slices.Equal(left, want) {
			w.t.Errorf("left are %v, want %v, %v", left, want, err)
		}
		w.later(claim.ClaimWithin)
		if _, err := w.complain(o, pieces(1, 1)...); !errors.Is(err, claim.ErrWhen) {
			w.t.Errorf("a week later: %v", err)
		}
	})
}

func TestWhatWasPaidBackMeanwhileIsNotPaidBackAgain(t *testing.T) {
	each(t, func(w *world) {
		o := w.had()
		c := w.complains(o, append(pieces(0, 2), pieces(1, 1)...)...)
		if err := errors.Join(w.refund(o.ID, "own", pieces(0, 1)...), w.moveClaim(c.ID, claim.Settled, claim.Shop), w.moveClaim(c.ID, claim.Settled, claim.Shop)); err != nil {
			w.t.Fatal(err)
		}
		if o, c := w.get(o.ID), w.claimNow(c.ID); o.Refunded != cny(2*2600+999) || c.Amount != cny(2600+999) {
			w.t.Errorf("%s went back, %s of it by the claim", o.Refunded, c.Amount)
		}
		// Nothing is left to pay back.
		o = w.had()
		c = w.complains(o, pieces(0, 2)...)
		if err := errors.Join(w.refund(o.ID, "own", pieces(0, 2)...), w.moveClaim(c.ID, claim.Settled, claim.Shop)); err != nil {
			w.t.Fatal(err)
		}
		if o, c := w.get(o.ID), w.claimNow(c.ID); o.Refunded != cny(2*2600) || !c.Amount.IsZero() {
			w.t.Errorf("%s went back, %s of it by the claim", o.Refunded, c.Amount)
		}
	})
}

func TestACancelledOrderHasNoClaims(t *testing.T) {
	each(t, func(w *world) {
		o := w.paid(store.Pickup)
		if err := errors.Join(w.move(o.ID, order.Accepted, order.Shop), w.move(o.ID, order.Ready, order.Shop)); err != nil {
			w.t.Fatal(err)
		}
		c := w.complains(o, pieces(0, 1)...)
		if err := w.move(o.ID, order.Cancelled, order.Shop); err != nil {
			w.t.Fatal(err)
		}
		if w.later(48 * time.Hour); w.claimNow(c.ID).Status != claim.Closed || w.why(c.ID) != claim.ByCancelled {
			w.t.Errorf("it is %s because %q", w.claimNow(c.ID).Status, w.why(c.ID))
		}
	})
}

func TestSilenceSettlesAClaimAfterADay(t *testing.T) {
	each(t, func(w *world) {
		o := w.had()
		c := w.complains(o, pieces(1, 3)...)
		if w.later(20*time.Hour - time.Second); w.events[c.ID] != 0 {
			w.t.Error("the store is warned too early")
		}
		if w.later(time.Second); w.events[c.ID] != 1 {
			w.t.Errorf("the store was warned %d times", w.events[c.ID])
		}
		if w.later(4*time.Hour - time.Second); w.claimNow(c.ID).Status != claim.Open {
			w.t.Errorf("a second early it is %s", w.claimNow(c.ID).Status)
		}
		w.later(time.Second)
		if c := w.claimNow(c.ID); c.Status != claim.Settled || w.get(o.ID).Refunded != cny(2997) || w.why(c.ID) != claim.BySilence || w.events[c.ID] != 1 {
			w.t.Errorf("it is %s, %s went back", c.Status, w.get(o.ID).Refunded)
		}
	})
}

func TestWhoLivesOnSilenceIsLookedAt(t *testing.T) {
	each(t, func(w *world) {
		for n := range 5 {
			o := w.had()
			c := w.complains(o, pieces(0, 1)...)
			w.later(24 * time.Hour)
			want := claim.Settled
			if n >= 3 {
				want = claim.Appealed
			}
			if got := w.claimNow(c.ID); got.Status != want || (want == claim.Appealed) != (w.why(c.ID) == claim.ByOften) || (want == claim.Appealed) != w.get(o.ID).Refunded.IsZero() {
				w.t.Errorf("claim %d is %s because %q, %s went back", n, got.Status, w.why(c.ID), w.get(o.ID).Refunded)
			}
		}
		w.later(30 * 24 * time.Hour)
		c := w.complains(w.had(), pieces(0, 1)...)
		if w.later(24 * time.Hour); w.claimNow(c.ID).Status != claim.Settled {
			w.t.Errorf("a month later it is %s", w.claimNow(c.ID).Status)
		}
	})
}

func TestWhatTheShopCannotPayGoesToAnOperatorWhole(t *testing.T) {
	each(t, func(w *world) {
		o := w.had()
		c := w.complains(o, append(pieces(0, 1), pieces(1, 2)...)...)
		w.home("home", 2600) // enough for the bowl alone
		if err := w.moveClaim(c.ID, claim.Settled, claim.Shop); !errors.Is(err, pay.ErrSellerShort) || w.claimNow(c.ID).Status != claim.Open {
			w.t.Errorf("the store agrees: %v", err)
		}
		w.later(24 * time.Hour)
		if got := w.claimNow(c.ID); got.Status != claim.Appealed || w.why(c.ID) != pay.ErrSellerShort.Code || !w.get(o.ID).Refunded.IsZero() {
			w.t.Errorf("it is %s because %q, %s went back", got.Status, w.why(c.ID), w.get(o.ID).Refunded)
		}
		lines, err := w.Lines(w.ctx, w.db, o.ID)
		if err != nil || lines[0].Refunded+lines[1].Refunded != 0 {
			w.t.Errorf("the refused refund left %+v, %v", lines, err)
		}
		w.whole()
		// When the shop has sold again, the operator gives it back.
		w.had()
		for who, want := range map[string]error{"olga": claim.ErrOwn, "ann": claim.ErrOwn} {
			err := w.do(func(tx *db.Tx) error {
				_, err := w.claims.Move(w.ctx, tx, c.ID, claim.Settled, claim.By{Actor: claim.Operator, Who: who, Words: "x"})
				return err
			})
			if !errors.Is(err, want) {
				w.t.Errorf("%s decides: %v", who, err)
			}
		}
		if err := w.moveClaim(c.ID, claim.Settled, claim.Operator); err != nil || w.get(o.ID).Refunded != cny(2600+2*999) {
			w.t.Errorf("the operator: %v, %s went back", err, w.get(o.ID).Refunded)
		}
	})
}

func TestAnAnswerStandsAfterThreeDays(t *testing.T) {
	each(t, func(w *world) {
		for _, answer := range []claim.Status{claim.Refused, claim.Resent} {
			c := w.complains(w.had(), pieces(0, 1)...)
			err := w.do(func(tx *db.Tx) error {
				_, err := w.claims.Move(w.ctx, tx, c.ID, answer, claim.By{Actor: claim.Shop, Words: " "})
				return err
			})
			if !errors.Is(err, claim.ErrWords) {
				w.t.Errorf("%s without a word: %v", answer, err)
			}
			if err := w.moveClaim(c.ID, answer, claim.Shop); err != nil {
				w.t.Fatal(err)
			}
			if w.later(3*24*time.Hour - time.Second); w.claimNow(c.ID).Status != answer {
				w.t.Errorf("a second early it is %s", w.claimNow(c.ID).Status)
			}
			if w.later(time.Second); w.claimNow(c.ID).Status != claim.Closed {
				w.t.Errorf("%s stands as %s", answer, w.claimNow(c.ID).Status)
			}
			if err := w.moveClaim(c.ID, claim.Appealed, claim.Buyer); !errors.Is(err, claim.ErrStatus) {
				w.t.Errorf("too late: %v", err)
			}
		}
	})
}

func TestWhoIsErasedLeavesNoWordsAndNoPicture(t *testing.T) {
	each(t, func(w *world) {
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 80, 60)), nil); err != nil {
			w.t.Fatal(err)
		}
		o := w.had()
		c, err := db.Get(w.ctx, w.db, func(tx *db.Tx) (claim.Claim, error) {
			return w.claims.Open(w.ctx, tx, "ann", claim.Draft{Order: o.ID, Pieces: pieces(0, 1), Kind: claim.Spoilt, Words: "my name is Ann", Photo: photo.Bytes()})
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if got, err := w.claims.Photo(w.ctx, w.db, c.ID); err != nil || len(got) == 0 || !w.claimNow(c.ID).Pictured {
			w.t.Errorf("%d bytes of a picture, %v", len(got), err)
		}
		w.must(func(tx *db.Tx) error { return w.claims.Forget(w.ctx, tx, "ann") })
		if _, err := w.claims.Photo(w.ctx, w.db, c.ID); !errors.Is(err, claim.ErrNotFound) || w.claimNow(c.ID).Pictured || w.why(c.ID) != "" {
			w.t.Errorf("left are %q and a picture: %v", w.why(c.ID), err)
		}
		list, err := w.claims.At(w.ctx, w.db, w.shop.ID, true, page.Ask{Limit: 10})
		if err != nil || len(list.Items) != 1 {
			w.t.Errorf("the store sees %d claims, %v", len(list.Items), err)
		}
	})
}

func TestAgreeingAndSilenceAtOnceRefundOnce(t *testing.T) {
	each(t, func(w *world) {
		for range 3 { // silence settles no more of a buyer
			o := w.had()
			c := w.complains(o, pieces(1, 2)...)
			w.clock.Move(24 * time.Hour)
			agreed := make(chan error, 4)
			for range cap(agreed) {
				go func() { agreed <- w.moveClaim(c.ID, claim.Settled, claim.Shop) }()
			}
			for w.jobs.Once(w.ctx) > 0 {
			}
			for range cap(agreed) {
				if err := <-agreed; err != nil && !errors.Is(err, claim.ErrStatus) {
					w.t.Error(err)
				}
			}
			said, err := w.claims.Timeline(w.ctx, w.db, c.ID)
			if err != nil || len(said) != 2 || w.claimNow(c.ID).Status != claim.Settled || w.get(o.ID).Refunded != cny(2*999) {
				w.t.Errorf("it said %v, %s went back, %v", said, w.get(o.ID).Refunded, err)
			}
		}
	})
}

func TestTwoClaimsForTheLastPieceAreOne(t *testing.T) {
	each(t, func(w *world) {
		for range 3 {
			o := w.had()
			opened := make(chan error, 8)
			for range cap(opened) {
				go func() { _, err := w.complain(o, pieces(0, 2)...); opened <- err }()
			}
			ok := 0
			for range cap(opened) {
				switch err := <-opened; {
				case err == nil:
					ok++
				case !errors.Is(err, claim.ErrOpen) && !errors.Is(err, claim.ErrPieces):
					w.t.Error(err)
				}
			}
			if ok != 1 {
				w.t.Errorf("%d claims for the same pieces", ok)
			}
		}
	})
}

// Whatever is claimed, answered and paid back besides, no piece is paid back
// twice, and the money of the order nets.
func TestNoClaimPaysBackMoreThanWasBought(t *testing.T) {
	c := testkit.NewClock()
	d, err := db.Open(t.Context(), testkit.Dir(t)+"/claim.db", db.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context(), slices.Concat(schema...)); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, t.Context(), d, c)
	w.plant()
	rapid.Check(t, func(rt *rapid.T) {
		if _, ok := w.shop.Selling(c.Now()); !ok {
			w.later(12 * time.Hour)
		}
		o := w.had()
		var last string
		for i := range rapid.IntRange(1, 12).Draw(rt, "acts") {
			line, qty := rapid.Int64Range(0, 1).Draw(rt, "line"), rapid.Int64Range(1, 3).Draw(rt, "qty")
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0, 1:
				if c, err := w.complain(o, pieces(line, qty)...); err == nil {
					last = c.ID
				}
			case 2:
				_ = w.refund(o.ID, fmt.Sprint("own", i), pieces(line, qty)...)
			case 3:
				w.later(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
			default:
				if last != "" {
					to := rapid.SampledFrom([]claim.Status{claim.Settled, claim.Resent, claim.Refused, claim.Withdrawn, claim.Appealed, claim.Closed}).Draw(rt, "to")
					_ = w.moveClaim(last, to, rapid.SampledFrom([]claim.Actor{claim.Buyer, claim.Shop, claim.Operator}).Draw(rt, "by"))
				}
			}
			lines, err := w.Lines(w.ctx, w.db, o.ID)
			if err != nil {
				rt.Fatal(err)
			}
			back := int64(0)
			for _, l := range lines {
				if l.Refunded > l.Qty {
					rt.Fatalf("%d of %d pieces went back", l.Refunded, l.Qty)
				}
				back += l.Refunded * l.Unit.Minor()
			}
			if got := w.get(o.ID).Refunded; got != cny(back) {
				rt.Fatalf("%s went back for pieces of %d", got, back)
			}
		}
		w.whole()
	})
}
