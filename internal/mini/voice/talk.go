package voice

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/core/identity"
	"livewell/internal/core/pay"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/secret"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

func cny(minor int64) money.Amount { return money.New(minor, money.CNY) }

// Check refuses a sentence that is none, or that may hold a PIN. Call it before the
// sentence goes anywhere. Faults: ErrText, ErrDigits.
func Check(text string) error {
	if n := utf8.RuneCountInString(text); n < 1 || n > mostText {
		return ErrText
	}
	if HasPIN(text) {
		return ErrDigits
	}
	return nil
}

// Begin opens a conversation with a sentence, in lang (zh or en; the sentence's own
// where it is empty). One that the person had in the host is over then.
// Faults: those of Check.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, who Who, lang, text string) (Answer, error) {
	if err := Check(text); err != nil {
		return Answer{}, err
	}
	if lang == "" {
		lang = "en"
		if strings.ContainsFunc(text, han) {
			lang = "zh"
		}
	}
	key, sealed, err := secret.NewKey(s.Keys)
	if err != nil {
		return Answer{}, err
	}
	t := &talk{who: who, id: tx.NewIDFor(who.User), lang: lang, state: Listening, key: key, sealed: sealed}
	return s.hear(ctx, tx, t, text)
}

// Say goes on with a sentence, in answer to a turn.
// Faults: those of Check, ErrNotFound, ErrOver, ErrTurn.
func (s *Service) Say(ctx context.Context, tx *db.Tx, who Who, id string, turn int64, text string) (Answer, error) {
	if err := Check(text); err != nil {
		return Answer{}, err
	}
	t, err := s.open(ctx, tx, tx.Now(), who, id, turn)
	if err != nil {
		return Answer{}, err
	}
	return s.hear(ctx, tx, t, text)
}

// open gives a conversation that waits for an answer to a turn.
func (s *Service) open(ctx context.Context, q db.Q, now time.Time, who Who, id string, turn int64) (*talk, error) {
	t, err := s.talk(ctx, q, who, id)
	switch {
	case err != nil:
		return nil, err
	case t.state == Ordered || t.state == Ended || !now.Before(t.ends):
		return nil, ErrOver
	case t.turn != turn:
		return nil, ErrTurn
	}
	return t, nil
}

// hear moves t by a sentence.
func (s *Service) hear(ctx context.Context, tx *db.Tx, t *talk, text string) (Answer, error) {
	switch h := Hear(text); {
	case h.Act == No:
		return s.tell(ctx, tx, t, Ended, words, wordsFor(t.lang).stopped(), nil)
	case h.Act == Repeat && t.turn > 0:
		return s.again(ctx, tx, t)
	case h.Act == Yes && t.state == Confirming:
		return s.tell(ctx, tx, t, AtPIN, words, wordsFor(t.lang).askPIN(), nil)
	case h.Act == Yes && t.state == AtPIN:
		return s.tell(ctx, tx, t, AtPIN, words, wordsFor(t.lang).askPIN(), nil)
	case t.state == Choosing && h.Act == Pick:
		if h.Pick > len(t.Choices) {
			return s.tell(ctx, tx, t, Choosing, words, wordsFor(t.lang).which(t.Choices), ErrUnclear)
		}
		return s.offer(ctx, tx, t, t.Choices[h.Pick-1], words)
	case t.state == Choosing && h.Act == Order && !h.Sure:
		return s.choose(ctx, tx, t, among(t.Choices, h.Words))
	case h.justQty() && (t.state == Confirming || t.state == AtPIN) && len(t.Choices[0].Lines) == 1:
		t.Choices[0].amount(h.Qty)
		return s.offer(ctx, tx, t, t.Choices[0], words)
	case h.Act == Order && (h.Sure || t.state == Listening):
		found, err := s.find(ctx, tx, t.who.User, tx.Now(), h)
		if err != nil {
			return Answer{}, err
		}
		for i := range found {
			found[i].amount(h.Qty)
		}
		return s.choose(ctx, tx, t, found)
	}
	return s.tell(ctx, tx, t, t.state, words, wordsFor(t.lang).unclear(t.state), ErrUnclear)
}

// justQty tells whether nothing but a number of pieces was said.
func (h Heard) justQty() bool {
	return h.Act == Order && h.Qty > 0 && len(h.Words) == 0 && h.Ago == anyDay && !h.Last && !h.Usual
}

// amount sets how much is asked for: so many of one thing, so many times of several.
func (c *choice) amount(n int64) {
	for i := range c.Lines {
		switch {
		case n > 0 && len(c.Lines) == 1:
			c.Lines[i].Qty = n
		case n > 0:
			c.Lines[i].Qty = min(c.Lines[i].Qty*n, catalog.MostOf)
		}
	}
}

// choose offers the one that was found, or asks which of several is meant.
func (s *Service) choose(ctx context.Context, tx *db.Tx, t *talk, found []choice) (Answer, error) {
	w := wordsFor(t.lang)
	switch {
	case len(found) == 1:
		return s.offer(ctx, tx, t, found[0], words)
	case len(found) > 1:
		t.Choices, t.Total = found, 0
		return s.tell(ctx, tx, t, Choosing, words, w.which(found), nil)
	case t.state == Choosing:
		return s.tell(ctx, tx, t, Choosing, words, w.which(t.Choices), ErrNothing)
	}
	t.memory = memory{}
	return s.tell(ctx, tx, t, Listening, words, w.nothing(), ErrNothing)
}

// offer reads c back with what it costs now, or tells why it cannot be had.
func (s *Service) offer(ctx context.Context, tx *db.Tx, t *talk, c choice, from by) (Answer, error) {
	d, why, err := s.quote(ctx, tx, t.who.User, c)
	if err != nil {
		return Answer{}, err
	}
	if why != nil {
		t.memory = memory{}
		return s.tell(ctx, tx, t, Listening, from, wordsFor(t.lang).refused(why), why)
	}
	var moved *fault.Fault
	if from == proof {
		moved = order.ErrChanged // a fee, or what comes off
	}
	say := wordsFor(t.lang).readBack(c, d)
	for i, l := range d.Lines {
		if l.Unit.Minor() != c.Lines[i].Unit {
			moved, c.Lines[i].Unit = order.ErrChanged, l.Unit.Minor()
		}
	}
	t.Choices, t.Total = []choice{c}, d.Total().Minor()
	return s.tell(ctx, tx, t, Confirming, from, say, moved)
}

// quote tells what c costs now, as the app would, or why it cannot be had.
func (s *Service) quote(ctx context.Context, tx *db.Tx, user string, c choice) (order.Draft, *fault.Fault, error) {
	b, err := s.basket(ctx, tx, user, c)
	if err != nil {
		return order.Draft{}, nil, err
	}
	d, err := s.Orders.Quote(ctx, tx, b, tx.Now())
	if errors.Is(err, store.ErrNotFound) {
		return d, ErrGone, nil
	}
	if err != nil {
		return d, nil, err
	}
	if len(d.Problems) > 0 {
		return d, reason(d, d.Problems[0]), nil
	}
	if d.Total().Minor() > Most().Minor() {
		return d, ErrLimit.With(map[string]any{"total": d.Total().Decimal(), "limit": Most().Decimal()}), nil
	}
	return d, nil, nil
}

func (s *Service) basket(ctx context.Context, q db.Q, user string, c choice) (order.Basket, error) {
	b := order.Basket{Buyer: user, Store: c.Store, Mode: c.Mode}
	for _, l := range c.Lines {
		b.Wants = append(b.Wants, catalog.Want{SKU: l.SKU, Choices: l.Choices, Qty: l.Qty})
	}
	if c.Mode != store.Takeaway {
		return b, nil
	}
	o, err := s.Orders.WithDoor(ctx, q, c.Order)
	b.To = o.To
	return b, err
}

// reason is a problem of a basket as a fault that can be spoken of.
func reason(d order.Draft, p order.Problem) *fault.Fault {
	args := map[string]any{}
	if p.Line >= 0 && p.Line < len(d.Lines) {
		args["dish"], args["dishEn"] = d.Lines[p.Line].Name, d.Lines[p.Line].NameEN
	}
	switch p.Code {
	case order.StoreClosed:
		if !p.At.IsZero() {
			args["opens"] = p.At
		}
		return ErrClosed.With(args)
	case catalog.SoldOutNow, order.StockShort:
		args["left"] = p.Left
		return ErrSoldOut.With(args)
	case order.UnderLeast:
		args["least"] = p.Now.Decimal()
		return ErrLeast.With(args)
	case order.NoDoor, order.TooFar, order.NotSent:
		return ErrFar.With(args)
	}
	return ErrGone.With(args)
}

// again says once more what was said last.
func (s *Service) again(ctx context.Context, tx *db.Tx, t *talk) (Answer, error) {
	_, text, err := s.Said(ctx, tx, t.id, t.turn)
	if err != nil {
		return Answer{}, err
	}
	return s.tell(ctx, tx, t, t.state, words, text, nil)
}

// tell ends a turn: it moves t, keeps it, and says something.
func (s *Service) tell(ctx context.Context, tx *db.Tx, t *talk, to State, from by, say string, why *fault.Fault) (Answer, error) {
	if err := moves.Check(t.state, to, from, ErrOver, ErrOver); err != nil {
		return Answer{}, err
	}
	t.state = to
	if err := t.save(ctx, tx, say); err != nil {
		return Answer{}, err
	}
	a := Answer{Talk: t.id, Turn: t.turn, State: t.state, Lang: t.lang, Say: say, Order: t.Ordered, Ends: t.ends}
	if why != nil {
		a.Why = why.Code
	}
	if to == Choosing {
		a.Choices = wordsFor(t.lang).titles(t.Choices)
	}
	if to == Confirming || to == AtPIN || to == Ordered {
		a.Total = cny(t.Total)
	}
	return a, nil
}

// AwaitsPIN tells whether a conversation waits for a PIN in answer to a turn: only
// then a PIN is to be checked, so that a turn that comes twice takes one of the tries.
func (s *Service) AwaitsPIN(ctx context.Context, q db.Q, now time.Time, who Who, id string, turn int64) (bool, error) {
	t, err := s.open(ctx, q, now, who, id, turn)
	if _, known := fault.Of(err); known {
		return false, nil
	}
	return err == nil && t.state == AtPIN, err
}

// PIN orders and pays what was read back, by a proof of the person's PIN; failed is
// why there is none. Where the price has moved since, that is read back in place of
// an order. Faults: ErrNotFound, ErrOver, ErrTurn, ErrEarly.
func (s *Service) PIN(ctx context.Context, tx *db.Tx, who Who, id string, turn int64, p identity.Proof, failed error) (Answer, error) {
	t, err := s.open(ctx, tx, tx.Now(), who, id, turn)
	if err != nil {
		return Answer{}, err
	}
	if t.state != AtPIN {
		return Answer{}, ErrEarly
	}
	w := wordsFor(t.lang)
	if failed != nil {
		f, ok := fault.Of(failed)
		if !ok || f.Kind == fault.Unavailable {
			return Answer{}, failed
		}
		to := Ended
		if errors.Is(f, identity.ErrPINWrong) {
			to = AtPIN
		}
		return s.tell(ctx, tx, t, to, proof, w.refused(f), f)
	}
	c := t.Choices[0]
	d, why, err := s.quote(ctx, tx, who.User, c)
	if err != nil {
		return Answer{}, err
	}
	if why != nil || d.Total().Minor() != t.Total {
		return s.offer(ctx, tx, t, c, proof)
	}
	var o order.Order
	err = tx.Try(ctx, func() (err error) {
		o, err = s.buy(ctx, tx, who, c, p, cny(t.Total))
		return err
	})
	if f, ok := fault.Of(err); ok && f.Kind != fault.Unavailable {
		return s.tell(ctx, tx, t, Ended, proof, w.refused(f), f)
	}
	if err != nil {
		return Answer{}, err
	}
	t.Ordered = o.ID
	return s.tell(ctx, tx, t, Ordered, proof, w.ordered(o, o.DueAt.Sub(tx.Now())), nil)
}

// buy places the order and pays it with p, which is spent with that.
func (s *Service) buy(ctx context.Context, tx *db.Tx, who Who, c choice, p identity.Proof, total money.Amount) (order.Order, error) {
	b, err := s.basket(ctx, tx, who.User, c)
	if err != nil {
		return order.Order{}, err
	}
	b.Expect = total
	o, err := s.Orders.Place(ctx, tx, b)
	if err != nil {
		return o, err
	}
	if err := identity.Spend(ctx, tx, identity.Proof{Token: p.Token, User: who.User}, identity.Want{Payee: o.Merchant, Amount: o.Total, Nonce: o.Trade}); err != nil {
		return o, err
	}
	if _, err := s.Pay.Pay(ctx, tx, o.Trade, pay.Paying{Buyer: who.User, Proven: true}); err != nil {
		return o, err
	}
	if err := s.Bring(ctx, tx, who.User, who.Host, App, o.Trade); err != nil {
		return o, err
	}
	return s.Orders.Get(ctx, tx, o.ID)
}
