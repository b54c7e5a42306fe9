package message

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"livewell/internal/kit/db"
)

const (
	pushLease = 30 * time.Second // longer than a call may take
	pushBatch = 64
	pushKept  = 7 * 24 * time.Hour // how long it is known that a message was pushed
	summary   = "quiet"            // topic and tag of every summary: a newer one takes the older one's place
)

var pushAgain = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run pushes until ctx ends. It works outside of transactions, which push
// services would hold up.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		for s.Once(ctx) == pushBatch && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Once pushes one batch of what is due and gives its number. Tests call it in
// place of Run.
func (s *Service) Once(ctx context.Context) int {
	rows, err := db.Get(ctx, s.db, func(tx *db.Tx) ([]pushRow, error) {
		return db.List[pushRow](ctx, tx, qTakePushes, tx.Now().Add(pushLease).UnixMicro(), tx.Now().UnixMicro(), pushBatch)
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "taking pushes failed", "err", err)
	}
	var all sync.WaitGroup
	for _, r := range rows {
		all.Go(func() {
			end, err := s.deliver(ctx, r)
			if err != nil && ctx.Err() == nil {
				s.log.InfoContext(ctx, "not pushed", "message", r.Message, "subscription", r.Subscription, "tries", r.Tries, "err", err)
			}
			if err := s.settle(context.WithoutCancel(ctx), r, end); err != nil {
				s.log.WarnContext(ctx, "pushed but not noted: its topic keeps it from being shown twice", "message", r.Message, "err", err)
			}
		})
	}
	all.Wait()
	return len(rows)
}

// ending is what becomes of a push after a try.
type ending int

const (
	done  ending = iota
	later        // by the schedule, and then never
	never        // the push service refuses this one
	gone         // there is no such browser, or its session is over
	quiet        // quiet hours began while it waited
)

func (s *Service) settle(ctx context.Context, r pushRow, e ending) error {
	return s.db.Do(ctx, func(tx *db.Tx) error {
		state, next, tries := "done", tx.Now(), r.Tries
		switch {
		case e == gone:
			return forget(ctx, tx, r.Subscription)
		case e == quiet:
			state, next, tries = "pending", next.Add(time.Minute), r.Tries-1
		case e == later && r.Tries <= int64(len(pushAgain)):
			state, next = "pending", next.Add(pushAgain[r.Tries-1])
		case e != done:
			state = "dead"
		}
		_, err := db.Exec(ctx, tx, qPushed, r.Subscription, r.Message, state, next.UnixMicro(), tries)
		return err
	})
}

// deliver makes one try. Its error says why it was not done.
func (s *Service) deliver(ctx context.Context, r pushRow) (ending, error) {
	sub, ok, err := db.One[subRow](ctx, s.db, qSub, r.Subscription)
	if err != nil {
		return later, err
	}
	if !ok {
		return gone, nil
	}
	user, live, err := s.sessions(ctx, s.db, sub.Owner)
	if err != nil {
		return later, err
	}
	if !slices.Contains(live, sub.Session) {
		return gone, nil
	}
	language := user.Language
	if language == "" {
		language = sub.Language
	}
	n, c, err := s.notice(ctx, r, sub.Owner, language)
	if err != nil {
		return later, err
	}
	if n == nil {
		return never, errors.New("there are no words for it")
	}
	if _, is, err := s.quiet(ctx, s.db, sub.Owner, c); err != nil || is {
		return quiet, err
	}
	return s.post(ctx, sub, n, c)
}

// quiet says whether user is not to be disturbed by a message of a category
// now, and until when.
func (s *Service) quiet(ctx context.Context, q db.Q, user string, c Category) (time.Time, bool, error) {
	if c == Security {
		return time.Time{}, false, nil
	}
	hours, err := s.Quiet(ctx, q, user)
	end, is := hours.until(s.db.Now())
	return end, is, err
}

// notice is what a browser's service worker is given, encrypted.
type notice struct {
	Tag   string `json:"tag"` // of two with one tag the later one is shown
	Title string `json:"title"`
	Body  string `json:"body"`
	Link  string `json:"link"`
	Lang  string `json:"lang"`
	At    int64  `json:"at"` // Unix milliseconds
}

// notice gives the words of a push; nil where there are none.
func (s *Service) notice(ctx context.Context, r pushRow, user, language string) (*notice, Category, error) {
	if r.Count > 0 {
		n := say(language, "quiet.summary", map[string]string{"count": fmt.Sprint(r.Count)})
		n.Tag, n.Link, n.At = summary, "/messages", s.db.Now().UnixMilli()
		return n, Services, nil
	}
	m, ok, err := db.One[row](ctx, s.db, qOne, r.Message, user)
	if err != nil || !ok {
		return nil, "", err
	}
	full, err := m.message()
	if err != nil {
		return nil, "", err
	}
	n := say(language, m.Code, full.Args)
	if n == nil {
		return nil, "", nil
	}
	if n.Tag, n.Link, n.At = m.ID, m.Link, full.At.UnixMilli(); n.Link == "" {
		n.Link = "/messages"
	}
	return n, m.Category, nil
}
