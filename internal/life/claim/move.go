package claim

import (
	"context"
	"slices"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
)

// By is who moves a claim, and their words.
type By struct {
	Actor Actor
	Who   string // user id
	Words string
}

// Move takes a claim to its next status; to where it is already changes nothing.
// Settled pays its pieces back, but for those that the store has paid back
// meanwhile; the others need words, but for Withdrawn. Whose claims somebody may
// move is for the caller to know.
// Faults: ErrNotFound, ErrStatus, ErrActor, ErrWords, ErrOwn, those of order.Refund.
func (s *Service) Move(ctx context.Context, tx *db.Tx, id string, to Status, by By) (Claim, error) {
	c, err := s.Get(ctx, tx, id)
	if err != nil || c.Status == to {
		return c, err
	}
	if by.Actor == Operator {
		works, err := s.Works(ctx, tx, c.Merchant, by.Who)
		if err != nil {
			return c, err
		}
		if works || by.Who == c.Buyer {
			return c, ErrOwn
		}
	}
	return s.move(ctx, tx, c, to, by)
}

// can looks into the guard table, and gives the words tidied.
func (c Claim) can(to Status, by By) (words string, err error) {
	if err := Steps().Check(c.Status, to, by.Actor, ErrStatus, ErrActor); err != nil {
		return "", err
	}
	return tidy(by.Words, needsWords(to, by.Actor))
}

// move is the one place where a claim changes its status.
func (s *Service) move(ctx context.Context, tx *db.Tx, c Claim, to Status, by By) (_ Claim, err error) {
	if by.Words, err = c.can(to, by); err != nil {
		return c, err
	}
	from := c.Status
	c.Status, c.Actor, c.MovedAt, c.Due = to, by.Actor, tx.Now(), time.Time{}
	if to == Resent || to == Refused {
		c.Due = tx.Now().Add(AppealWithin)
		if err := s.Jobs.Add(ctx, tx, dueJob{c.ID}, c.Due); err != nil {
			return c, err
		}
	}
	n, err := db.Exec(ctx, tx, qMove, c.ID, from, to, c.Actor, micro(c.Due), c.MovedAt.UnixMicro())
	if err != nil || n == 0 {
		return c, fault.Or(err, ErrStatus)
	}
	if to == Settled {
		if c.Amount, err = s.payBack(ctx, tx, c, by); err != nil {
			return c, err
		}
	}
	return c, s.said(ctx, tx, c, from, by)
}

// said adds to the timeline, and tells.
func (s *Service) said(ctx context.Context, tx *db.Tx, c Claim, from Status, by By) error {
	if _, err := db.Exec(ctx, tx, qStep, c.ID, c.Status, by.Actor, by.Who, by.Words, tx.Now().UnixMicro()); err != nil {
		return err
	}
	words := by.Words
	if by.Actor == Buyer { // who is erased leaves no words in others' messages
		words = ""
	}
	return s.Bus.Emit(ctx, tx, MovedEvent{c, from, words})
}

// payBack refunds what is not paid back yet of a claim's pieces, and gives the amount.
func (s *Service) payBack(ctx context.Context, tx *db.Tx, c Claim, by By) (money.Amount, error) {
	none := money.New(0, money.CNY)
	pieces, err := s.Pieces(ctx, tx, c.ID)
	if err != nil {
		return none, err
	}
	lines, err := s.Orders.Lines(ctx, tx, c.Order)
	if err != nil {
		return none, err
	}
	var back []order.Pieces
	for _, p := range pieces {
		for _, l := range lines {
			if n := min(p.Qty, l.Qty-l.Refunded); l.No == p.Line && n > 0 {
				back = append(back, order.Pieces{Line: p.Line, Qty: n})
			}
		}
	}
	amount, err := s.Orders.Worth(ctx, tx, c.Order, back)
	if err == nil && len(back) > 0 {
		_, err = s.Orders.Refund(ctx, tx, c.Order, "claim:"+c.ID, back, string(c.Kind), order.By{Actor: payers[by.Actor], Who: by.Who})
	}
	if err != nil {
		return none, err
	}
	_, err = db.Exec(ctx, tx, qAmount, c.ID, amount.Minor())
	return amount, err
}

// payers are who an order says has paid back. It knows no operators.
var payers = map[Actor]order.Actor{Shop: order.Shop, Operator: order.System, System: order.System}

type dueJob struct {
	Claim string `json:"claim"`
}

func (dueJob) Kind() string { return "claim.due" }

// due moves a claim that nobody has moved in time, or warns that it will.
func (s *Service) due(ctx context.Context, tx *db.Tx, j dueJob) error {
	c, err := s.Get(ctx, tx, j.Claim)
	if err != nil || c.Due.IsZero() {
		return err
	}
	late := !tx.Now().Before(c.Due)
	switch {
	case c.Status == Open && late:
		return s.silence(ctx, tx, c)
	case c.Status == Open:
		return s.Bus.Emit(ctx, tx, UnansweredEvent{c})
	case late:
		_, err = s.move(ctx, tx, c, Closed, By{Actor: System, Words: ByPatience})
	}
	return err
}

// silence settles a claim that its store has not answered. Where that was so too
// often for its buyer, or the refund is refused, an operator looks at it.
func (s *Service) silence(ctx context.Context, tx *db.Tx, c Claim) error {
	why := ByOften
	n, _, err := db.One[int64](ctx, tx, qSilent, c.Buyer, tx.Now().Add(-silentSince).UnixMicro())
	if err != nil {
		return err
	}
	if n < maxSilent {
		err := tx.Try(ctx, func() error {
			_, err := s.move(ctx, tx, c, Settled, By{Actor: System, Words: BySilence})
			return err
		})
		f, refused := fault.Of(err)
		if err == nil || !refused {
			return err
		}
		why = f.Code
	}
	_, err = s.move(ctx, tx, c, Appealed, By{Actor: System, Words: why})
	return err
}

// cancelled ends the claims of an order that was paid back whole.
func (s *Service) cancelled(ctx context.Context, tx *db.Tx, head string) error {
	cs, err := s.Of(ctx, tx, head)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if by := (By{Actor: System, Words: ByCancelled}); slices.Contains(c.Can(System), Closed) {
			if _, err := s.move(ctx, tx, c, Closed, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// Forget drops the words and pictures of a person. Claims stay: money went with them.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, person string) error {
	if _, err := db.Exec(ctx, tx, qForgetPhoto, person, []byte{}); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qForgetWords, person)
	return err
}
