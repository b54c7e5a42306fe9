package notify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/open/protocol"
)

const batch = 128

// Run delivers until ctx ends, and then lets what is in flight end.
func (s *Service) Run(ctx context.Context) {
	tick, hourly := time.NewTicker(time.Second), time.NewTicker(time.Hour)
	defer tick.Stop()
	defer hourly.Stop()
	var flights sync.WaitGroup
	defer flights.Wait()
	for {
		for s.round(ctx, &flights) == batch && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		case <-hourly.C:
			if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "old notifications not swept", "err", err)
			}
		}
	}
}

// Keep is how long a delivered message stays in the log. Dead ones stay until
// somebody sends them again.
const Keep = 90 * 24 * time.Hour

// Sweep forgets delivered messages that are older than Keep, 500 at a time.
func (s *Service) Sweep(ctx context.Context) error {
	for range 20 {
		n, err := db.Get(ctx, s.db, func(tx *db.Tx) (int, error) {
			ids, err := db.List[string](ctx, tx, qOld, tx.Now().Add(-Keep).UnixMicro())
			for _, id := range ids {
				if err == nil {
					_, err = db.Exec(ctx, tx, qDropAttempts, id)
				}
				if err == nil {
					_, err = db.Exec(ctx, tx, qDrop, id)
				}
			}
			return len(ids), err
		})
		if err != nil || n < 500 {
			return err
		}
	}
	return nil
}

// Once delivers one batch of due messages and gives their number. Tests call it
// in place of Run.
func (s *Service) Once(ctx context.Context) int {
	var flights sync.WaitGroup
	n := s.round(ctx, &flights)
	flights.Wait()
	return n
}

// round claims what is due and starts it. What its host has no room for now is
// put off, so that the next round sees others' messages.
func (s *Service) round(ctx context.Context, flights *sync.WaitGroup) int {
	rows, err := db.Get(ctx, s.db, func(tx *db.Tx) ([]row, error) {
		return db.List[row](ctx, tx, qTake, tx.Now().Add(leaseTime).UnixMicro(), tx.Now().UnixMicro(), batch)
	})
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "taking notifications failed", "err", err)
		}
		return 0
	}
	late := map[string]time.Time{}
	for _, r := range rows {
		again, ok := s.gate.enter(r.Host, s.db.Now())
		if !ok {
			late[r.ID] = again
			continue
		}
		flights.Go(func() {
			good := s.deliver(context.WithoutCancel(ctx), r)
			s.gate.leave(r.Host, good, s.db.Now())
			s.poke()
		})
	}
	if err := s.putOff(ctx, late); err != nil {
		s.log.WarnContext(ctx, "putting notifications off failed", "err", err)
	}
	return len(rows)
}

func (s *Service) putOff(ctx context.Context, late map[string]time.Time) error {
	if len(late) == 0 {
		return nil
	}
	return s.db.Do(ctx, func(tx *db.Tx) error {
		for id, at := range late {
			if _, err := db.Exec(ctx, tx, qLater, id, at.UnixMicro()); err != nil {
				return err
			}
		}
		return nil
	})
}

// deliver makes one try and writes down how it went.
func (s *Service) deliver(ctx context.Context, r row) bool {
	at := s.db.Now()
	reply, reason := s.try(ctx, r)
	err := s.db.Do(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, qAttempt, r.ID, at.UnixMicro(), reply.Took.Microseconds(), reply.Status, reason); err != nil {
			return err
		}
		state, next, ended := Done, r.NextAt, tx.Now().UnixMicro()
		if reason != "" {
			state, next, ended = after(r.Tries, tx.Now())
		}
		_, err := db.Exec(ctx, tx, qTried, r.ID, state, r.Tries+1, next, reply.Status, reason, ended)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "notification sent but not noted: it will come again", "notify_id", r.ID, "err", err)
	}
	return reason == ""
}

// after says what becomes of a message whose try number tries (from 0) failed.
func after(tries int64, now time.Time) (State, int64, int64) {
	if tries >= int64(len(schedule)) {
		return Dead, now.UnixMicro(), now.UnixMicro()
	}
	wait := schedule[tries]
	wait += time.Duration((rand.Float64()*0.2 - 0.1) * float64(wait))
	return Pending, now.Add(wait).UnixMicro(), 0
}

// try sends r and gives why it did not arrive; "" means that it did.
func (s *Service) try(ctx context.Context, r row) (egress.Reply, string) {
	a, err := s.apps.Lookup(ctx, r.App)
	if err != nil {
		return egress.Reply{}, "the app is gone"
	}
	fields, err := protocol.ParseForm(r.Body)
	if err != nil {
		return egress.Reply{}, "the message cannot be read"
	}
	fields["notify_id"], fields["notify_type"], fields["app_id"] = r.ID, r.Kind, r.App
	fields["notify_time"], fields["version"] = protocol.Time(s.db.Now()), "1.0"
	form, err := protocol.SignNotify(fields, s.apps.Signer(a))
	if err != nil {
		return egress.Reply{}, "the message cannot be signed"
	}
	reply, err := s.out.Do(ctx, egress.Call{
		URL: r.URL, ContentType: "application/x-www-form-urlencoded; charset=utf-8", Body: []byte(form), Loopback: a.Loopback(),
	})
	switch {
	case err != nil:
		return reply, clip(err.Error())
	case reply.Status != http.StatusOK:
		return reply, fmt.Sprintf("the server answered %d", reply.Status)
	case !strings.EqualFold(strings.TrimSpace(string(reply.Body)), "success"):
		return reply, "the server answered 200, but not the word success"
	}
	return reply, ""
}

func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "")
	}
	return s
}
