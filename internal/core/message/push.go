package message

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/secret"
)

var (
	ErrSubscription = fault.New(fault.Invalid, "message.subscription", "This is not a subscription that a browser made.")
	ErrTooMany      = fault.New(fault.Refused, "message.too_many", "You are notified on ten devices already. Turn one of them off first.")
)

const mostSubscriptions = 10

// Subscription is where a browser is reached, as it tells it (Push API).
type Subscription struct {
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"` // base64url: a point of P-256, uncompressed
	Auth     string `json:"auth"`   // base64url: 16 bytes
}

// check refuses what no browser makes. Where the host leads is known only when
// it is called: package egress sees to that.
func (s *Service) check(x Subscription) error {
	u, err := egress.Check(x.Endpoint, s.loopback)
	if err != nil {
		return ErrSubscription.Because(err)
	}
	point, err1 := base64.RawURLEncoding.DecodeString(strings.TrimRight(x.P256dh, "="))
	auth, err2 := base64.RawURLEncoding.DecodeString(strings.TrimRight(x.Auth, "="))
	_, err3 := ecdh.P256().NewPublicKey(point)
	if u.Scheme != "https" && !s.loopback || err1 != nil || err2 != nil || err3 != nil || len(auth) != 16 {
		return ErrSubscription
	}
	return nil
}

func placeOf(id string) []byte { return secret.Place("message_subscription", "box", id) }

// Subscribe has the session's browser told of user's messages, until the session
// ends. A browser and a session have one subscription: an older one is replaced.
// language is of the words where the person chose none.
// Faults: ErrSubscription, ErrTooMany.
func (s *Service) Subscribe(ctx context.Context, by scope.Scope, x Subscription, language string) error {
	if err := s.check(x); err != nil {
		return err
	}
	v, err := s.vapid(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(x)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(x.Endpoint))
	hash := hex.EncodeToString(sum[:])
	return s.db.Do(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, qUnsubscribe, by.Session, hash); err != nil {
			return err
		}
		subs, err := s.reach(ctx, tx, by.User)
		if err != nil {
			return err
		}
		if len(subs) >= mostSubscriptions {
			return ErrTooMany
		}
		id := tx.NewIDFor(by.User)
		_, err = db.Exec(ctx, tx, qSubscribe, id, by.User, by.Session, hash, v.data.Seal(placeOf(id), body), language, tx.Now().UnixMicro())
		return err
	})
}

// Unsubscribe ends the session's subscription, if it has one.
func (*Service) Unsubscribe(ctx context.Context, tx *db.Tx, by scope.Scope) error {
	_, err := db.Exec(ctx, tx, qUnsubscribe, by.Session, "")
	return err
}

// Subscribed reports whether the session's browser is told of messages.
func (*Service) Subscribed(ctx context.Context, q db.Q, by scope.Scope) (bool, error) {
	_, ok, err := db.One[string](ctx, q, qSubscribed, by.Session)
	return ok, err
}

// reach gives the browsers of user to write to; those whose session has ended
// are forgotten.
func (s *Service) reach(ctx context.Context, tx *db.Tx, user string) ([]subRow, error) {
	_, live, err := s.sessions(ctx, tx, user)
	if err != nil {
		return nil, err
	}
	subs, err := db.List[subRow](ctx, tx, qSubs, user)
	if err != nil {
		return nil, err
	}
	subs = slices.DeleteFunc(subs, func(r subRow) bool {
		over := !slices.Contains(live, r.Session)
		if over && err == nil {
			err = forget(ctx, tx, r.ID)
		}
		return over
	})
	return subs, err
}

// sessions gives a person and their running sessions: none of who may not use
// the account.
func (s *Service) sessions(ctx context.Context, q db.Q, user string) (identity.User, []string, error) {
	u, err := s.people.User(ctx, q, user)
	if err != nil || u.State != identity.Active {
		return u, nil, err
	}
	list, err := s.people.Sessions(ctx, q, user)
	var ids []string
	for _, x := range list {
		ids = append(ids, x.ID)
	}
	return u, ids, err
}

func forget(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := db.Exec(ctx, tx, qForget, id); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qDropPushes, id)
	return err
}

// pushJob sends one message to the browsers of whom it is for.
type pushJob struct {
	User    string `json:"user"`
	Message string `json:"message"`
}

func (pushJob) Kind() string { return "message.push" }

// push queues a message that was just sent. Who has no subscription costs one read.
func (s *Service) push(ctx context.Context, tx *db.Tx, user, id string) error {
	if _, any, err := db.One[string](ctx, tx, qAnySub, user); err != nil || !any {
		return err
	}
	return s.jobs.Add(ctx, tx, pushJob{user, id}, tx.Now())
}

func (s *Service) spread(ctx context.Context, tx *db.Tx, j pushJob) error {
	m, ok, err := db.One[row](ctx, tx, qOne, j.Message, j.User)
	if err != nil || !ok || m.ReadAt > 0 {
		return err
	}
	end, quiet, err := s.quiet(ctx, tx, j.User, m.Category)
	if err != nil {
		return err
	}
	if quiet {
		return s.hold(ctx, tx, j.User, j.Message, end)
	}
	return s.queue(ctx, tx, j.User, j.Message, 0)
}

// queue adds a push to each of user's browsers: once, whatever is repeated.
func (s *Service) queue(ctx context.Context, tx *db.Tx, user, message string, count int64) error {
	subs, err := s.reach(ctx, tx, user)
	for _, sub := range subs {
		if err == nil {
			_, err = db.Exec(ctx, tx, qPush, sub.ID, message, count, tx.Now().UnixMicro())
		}
	}
	tx.After(s.poke)
	return err
}
