package booking

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
)

// Arrive says that the party is there; again changes nothing. Faults: ErrNotFound, ErrStatus.
func (s *Service) Arrive(ctx context.Context, tx *db.Tx, id string) (Booking, error) {
	b, err := s.Get(ctx, tx, id)
	if err != nil || b.Status == Arrived {
		return b, err
	}
	return s.moved(ctx, tx, b, Arrived, Host)
}

// Cancel gives the table to others: a guest until the time has come, a host with
// a reason. Again changes nothing. Faults: ErrNotFound, ErrStatus, ErrPast, ErrReason.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, id string, by Actor, reason string) (Booking, error) {
	b, err := s.Get(ctx, tx, id)
	if err != nil || b.Status == Cancelled {
		return b, err
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); by == Host && (n < 1 || n > 500) {
		return b, ErrReason
	}
	if by == Guest && b.Status == Booked && !tx.Now().Before(b.Starts) {
		return b, ErrPast
	}
	b.Reason = reason
	return s.moved(ctx, tx, b, Cancelled, by)
}

// moved is the one place where a booking changes its status.
func (s *Service) moved(ctx context.Context, tx *db.Tx, b Booking, to Status, by Actor) (Booking, error) {
	if err := Steps().Check(b.Status, to, by, ErrStatus, ErrActor); err != nil {
		return b, err
	}
	from := b.Status
	n, err := db.Exec(ctx, tx, qMove, b.ID, from, to, tx.Now().UnixMicro(), b.Reason)
	if err != nil || n == 0 {
		return b, fault.Or(err, ErrStatus)
	}
	b.Status, b.MovedAt = to, tx.Now()
	s.wake(tx, b.Store)
	return b, s.bus.Emit(ctx, tx, MovedEvent{b, from, by})
}

func (s *Service) remind(ctx context.Context, tx *db.Tx, j remindJob) error {
	b, err := s.Get(ctx, tx, j.Booking)
	if err != nil || b.Status != Booked || !tx.Now().Before(b.Starts) {
		return err
	}
	return s.bus.Emit(ctx, tx, SoonEvent{b})
}

func (s *Service) miss(ctx context.Context, tx *db.Tx, j missJob) error {
	b, err := s.Get(ctx, tx, j.Booking)
	if err != nil || b.Status != Booked {
		return err
	}
	_, err = s.moved(ctx, tx, b, NoShow, System)
	return err
}

// Can lists where by may move the booking.
func (b Booking) Can(by Actor, now time.Time) []Status {
	if by == Guest && !now.Before(b.Starts) {
		return nil
	}
	return Steps().Next(b.Status, by)
}
