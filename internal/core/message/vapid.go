package message

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/SherClockHolmes/webpush-go"

	"livewell/internal/kit/db"
	"livewell/internal/kit/secret"
)

// vapid is the key pair that push services know this platform by (RFC 8292),
// and the data key that subscriptions are sealed under.
type vapid struct {
	public, private string
	data            secret.Key
}

const theKey = "main"

var placeOfKey = secret.Place("message_vapid", "secret", theKey)

// PushKey gives the public key that browsers subscribe with. It makes the pair
// when there is none yet: browsers are bound to it, so it stays for ever.
func (s *Service) PushKey(ctx context.Context) (string, error) {
	v, err := s.vapid(ctx)
	return v.public, err
}

func (s *Service) vapid(ctx context.Context) (vapid, error) {
	r, ok, err := db.One[vapidRow](ctx, s.db, qVapid, theKey)
	if err != nil {
		return vapid{}, err
	}
	if !ok {
		if r, err = s.makeVapid(ctx); err != nil {
			return vapid{}, err
		}
	}
	k, err := secret.OpenKey(s.keys, r.DataKey)
	if err != nil {
		return vapid{}, fmt.Errorf("push key: %w", err)
	}
	raw, err := k.Open(placeOfKey, r.Secret)
	return vapid{r.Public, base64.RawURLEncoding.EncodeToString(raw), k}, err
}

// makeVapid makes the pair. Of two that are made at once the first one stays.
func (s *Service) makeVapid(ctx context.Context) (vapidRow, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return vapidRow{}, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(private)
	if err != nil {
		return vapidRow{}, err
	}
	k, wrapped, err := secret.NewKey(s.keys)
	if err != nil {
		return vapidRow{}, err
	}
	return db.Get(ctx, s.db, func(tx *db.Tx) (vapidRow, error) {
		if _, err := db.Exec(ctx, tx, qNewVapid, theKey, wrapped, k.Seal(placeOfKey, raw), public, tx.Now().UnixMicro()); err != nil {
			return vapidRow{}, err
		}
		r, _, err := db.One[vapidRow](ctx, tx, qVapid, theKey)
		return r, err
	})
}
