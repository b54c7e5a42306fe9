package queue

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/trade/store"
)

// Take gives somebody a number for a party; who is in the line already has the
// one that they have. Faults: ErrOff, ErrClosed, ErrParty, ErrFull.
func (s *Service) Take(ctx context.Context, tx *db.Tx, st store.Store, person string, party int64) (Ticket, error) {
	if !st.Has(store.DineIn) || st.Status == store.Closed {
		return Ticket{}, ErrOff
	}
	l, err := s.turn(ctx, tx, st.ID)
	if err != nil {
		return Ticket{}, err
	}
	if r, ok, err := db.One[row](ctx, tx, qHas, st.ID, person); err != nil || ok {
		return r.ticket(), err
	}
	if l.On && !l.Open {
		return Ticket{}, ErrClosed
	}
	return s.add(ctx, tx, l, Ticket{Person: person, Party: party})
}

// WalkIn gives a number to a party without an account, by a name or by none.
// The host may add one when no numbers are given out. Faults: ErrOff, ErrParty, ErrFull, ErrName.
func (s *Service) WalkIn(ctx context.Context, tx *db.Tx, store, name string, party int64) (Ticket, error) {
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) > 40 {
		return Ticket{}, ErrName
	}
	l, err := s.turn(ctx, tx, store)
	if err != nil {
		return Ticket{}, err
	}
	return s.add(ctx, tx, l, Ticket{Name: name, Party: party})
}

func (s *Service) add(ctx context.Context, tx *db.Tx, l Line, t Ticket) (Ticket, error) {
	if !l.On {
		return t, ErrOff
	}
	letter, ok := l.Fits(t.Party)
	if !ok {
		return t, ErrParty
	}
	open, err := s.InLine(ctx, tx, l.Store)
	if err != nil {
		return t, err
	}
	if len(open) >= most {
		return t, ErrFull
	}
	day := calendar.Start(tx.Now()).Format(time.DateOnly)
	n, _, err := db.One[int64](ctx, tx, qNumber, l.Store, day, letter)
	if err != nil {
		return t, err
	}
	t.ID, t.Store, t.Day, t.Letter, t.Number = tx.NewIDFor(l.Store), l.Store, day, letter, fmt.Sprint(letter, n)
	t.Status, t.Place, t.CreatedAt, t.MovedAt = Waiting, l.turn*gap, tx.Now(), tx.Now()
	told := int64(0)
	if len(waitingOf(open, letter)) <= near { // they see it as they take it
		t.Told, told = true, 1
	}
	_, err = db.Exec(ctx, tx, qInsert, t.ID, t.Store, t.Day, t.Letter, t.Number, t.Person, t.Name, t.Party, t.Place, told, tx.Now().UnixMicro())
	s.wake(tx, l.Store)
	return t, err
}

// Next calls the first party that waits in a class. Faults: ErrOff, ErrNobody.
func (s *Service) Next(ctx context.Context, tx *db.Tx, store, letter string) (Ticket, error) {
	l, err := s.turn(ctx, tx, store)
	if err != nil {
		return Ticket{}, err
	}
	open, err := s.InLine(ctx, tx, store)
	if err != nil {
		return Ticket{}, err
	}
	waiting := waitingOf(open, letter)
	if len(waiting) == 0 {
		return Ticket{}, ErrNobody
	}
	return s.moved(ctx, tx, l, waiting[0], Called, Host)
}

// Move takes a ticket to its next status; to where it is already changes
// nothing. A host may call somebody out of turn.
// Faults: ErrNotFound, ErrStatus, ErrActor, ErrMissed, ErrAnother.
func (s *Service) Move(ctx context.Context, tx *db.Tx, id string, to Status, by Actor) (Ticket, error) {
	t, err := s.Get(ctx, tx, id)
	if err != nil {
		return t, err
	}
	l, err := s.turn(ctx, tx, t.Store)
	if err != nil {
		return t, err
	}
	if t, err = s.Get(ctx, tx, id); err != nil || t.Status == to {
		return t, err
	}
	return s.moved(ctx, tx, l, t, to, by)
}

// moved is the one place where a ticket changes its status. The caller has the turn.
func (s *Service) moved(ctx context.Context, tx *db.Tx, l Line, t Ticket, to Status, by Actor) (Ticket, error) {
	if err := Steps().Check(t.Status, to, by, ErrStatus, ErrActor); err != nil {
		return t, err
	}
	from := t.Status
	switch to { //nolint:exhaustive // the others leave nothing to note
	case Called:
		t.CalledAt, t.Until, t.Told = tx.Now(), tx.Now().Add(time.Duration(l.Minutes)*time.Minute), true
		if err := s.jobs.Add(ctx, tx, passJob{t.ID, t.CalledAt.UnixMicro()}, t.Until); err != nil {
			return t, err
		}
	case Seated:
		t.SeatedAt = tx.Now()
	case Passed:
		t.Missed++
	case Waiting:
		if err := s.behind(ctx, tx, l, &t); err != nil {
			return t, err
		}
	}
	told := int64(0)
	if t.Told {
		told = 1
	}
	n, err := db.Exec(ctx, tx, qMove, t.ID, from, to, tx.Now().UnixMicro(), t.Place, t.Missed, told, micro(t.CalledAt), micro(t.Until), micro(t.SeatedAt))
	if err != nil || n == 0 {
		return t, fault.Or(err, ErrStatus)
	}
	t.Status, t.MovedAt = to, tx.Now()
	s.wake(tx, t.Store)
	if err := s.tellNear(ctx, tx, t); err != nil {
		return t, err
	}
	return t, s.bus.Emit(ctx, tx, MovedEvent{t, from, by})
}

// behind finds the place of a party that comes back. Those who do so one after
// the other stay in that order. Faults: ErrMissed, ErrAnother, ErrOff, ErrFull.
func (s *Service) behind(ctx context.Context, tx *db.Tx, l Line, t *Ticket) error {
	switch {
	case !l.On:
		return ErrOff
	case t.Missed > 1 || tx.Now().Sub(t.CreatedAt) > oldest:
		return ErrMissed
	}
	open, err := s.InLine(ctx, tx, t.Store)
	if err != nil {
		return err
	}
	if t.Person != "" && slices.ContainsFunc(open, func(o Ticket) bool { return o.Person == t.Person }) {
		return ErrAnother
	}
	if len(open) >= most {
		return ErrFull
	}
	t.Told, t.Place, t.CalledAt, t.Until = true, l.turn*gap, time.Time{}, time.Time{}
	waiting := waitingOf(open, t.Letter)
	if int64(len(waiting)) <= l.Back {
		return nil
	}
	// There is room: between two numbers lie more places than tickets are open.
	t.Place = waiting[l.Back-1].Place + 1
	for _, w := range waiting[l.Back:] {
		if w.Place == t.Place {
			t.Place++
		}
	}
	return nil
}

// tellNear tells those who have few parties before them now, and did not.
func (s *Service) tellNear(ctx context.Context, tx *db.Tx, of Ticket) error {
	open, err := s.InLine(ctx, tx, of.Store)
	if err != nil {
		return err
	}
	for i, w := range waitingOf(open, of.Letter) {
		if i > near {
			break
		}
		n, err := db.Exec(ctx, tx, qNear, w.ID)
		if err != nil {
			return err
		}
		if n == 0 || w.Person == "" {
			continue
		}
		if err := s.bus.Emit(ctx, tx, NearEvent{w}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) pass(ctx context.Context, tx *db.Tx, j passJob) error {
	t, err := s.Get(ctx, tx, j.Ticket)
	if err != nil {
		return err
	}
	l, err := s.turn(ctx, tx, t.Store)
	if err != nil {
		return err
	}
	if t, err = s.Get(ctx, tx, j.Ticket); err != nil || t.Status != Called || t.CalledAt.UnixMicro() != j.Called {
		return err
	}
	_, err = s.moved(ctx, tx, l, t, Passed, System)
	return err
}

// Open gives out numbers again, or stops; who waits is called all the same. Fault: ErrOff.
func (s *Service) Open(ctx context.Context, tx *db.Tx, store string, open bool) error {
	l, err := s.turn(ctx, tx, store)
	if err == nil && !l.On {
		err = ErrOff
	}
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qOpen, store, open)
	s.wake(tx, store)
	return err
}

// End stops giving out numbers and sends everybody away. Fault: ErrOff.
func (s *Service) End(ctx context.Context, tx *db.Tx, store string) error {
	if err := s.Open(ctx, tx, store, false); err != nil {
		return err
	}
	return s.end(ctx, tx, store, Host)
}

func (s *Service) end(ctx context.Context, tx *db.Tx, store string, by Actor) error {
	open, err := s.InLine(ctx, tx, store)
	for _, t := range open {
		if err == nil {
			err = s.close(ctx, tx, t, by)
		}
	}
	return err
}

// close ends a ticket without a look at who is near: nobody is.
func (s *Service) close(ctx context.Context, tx *db.Tx, t Ticket, by Actor) error {
	from := t.Status
	if err := Steps().Check(from, Closed, by, ErrStatus, ErrActor); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, tx, qMove, t.ID, from, Closed, tx.Now().UnixMicro(), t.Place, t.Missed, 1, micro(t.CalledAt), micro(t.Until), 0); err != nil {
		return err
	}
	t.Status, t.MovedAt = Closed, tx.Now()
	s.wake(tx, t.Store)
	return s.bus.Emit(ctx, tx, MovedEvent{t, from, by})
}

// sweep ends what a store forgot to: nobody waits for half a day.
func (s *Service) sweep(ctx context.Context, tx *db.Tx) error {
	old, err := tickets(db.List[row](ctx, tx, qOld, tx.Now().Add(-oldest).UnixMicro()))
	for _, t := range old {
		if err == nil {
			err = s.close(ctx, tx, t, System)
		}
	}
	return err
}

// Can lists where by may move the ticket, as far as it tells itself.
func (t Ticket) Can(by Actor, now time.Time) []Status {
	if t.Status == Passed && (t.Missed > 1 || now.Sub(t.CreatedAt) > oldest) {
		return nil
	}
	return Steps().Next(t.Status, by)
}
