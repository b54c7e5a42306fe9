package home

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"livewell/internal/kit/db"
)

// Own is what a person arranged for themselves.
type Own struct {
	Apps   []string // of My Apps, in their order; "mini:" and the app for a mini program
	Chosen bool     // they chose; else the app shows its usual ones
	Beta   bool     // they asked for what is not finished
}

const maxApps = 24

// appForm is the name of an app of ours, or of a mini program: "mini:2021000000000123".
var appForm = regexp.MustCompile(`^([a-z][a-z0-9_-]{0,30}|mini:[0-9]{16})$`)

type ownRow struct {
	Apps   string `db:"apps"`
	Chosen bool   `db:"chosen"`
	Beta   bool   `db:"beta"`
	Turn   int64  `db:"turn"`
}

// Own gives what a person arranged; nothing for a stranger.
func (s *Service) Own(ctx context.Context, q db.Q, user string) (Own, error) {
	r, err := s.own(ctx, q, user)
	if err != nil {
		return Own{}, err
	}
	o := Own{Apps: []string{}, Chosen: r.Chosen, Beta: r.Beta}
	if r.Chosen {
		if err := json.Unmarshal([]byte(r.Apps), &o.Apps); err != nil {
			return o, fmt.Errorf("read the apps of %s: %w", user, err)
		}
	}
	return o, nil
}

func (s *Service) own(ctx context.Context, q db.Q, user string) (ownRow, error) {
	if user == "" {
		return ownRow{}, nil
	}
	r, _, err := db.One[ownRow](ctx, q, qOwn, user)
	return r, err
}

// SetApps keeps a person's apps in their order, on all their devices. Which
// there are is the app's: one that a device does not know, it skips. Again
// changes nothing. Fault: ErrApps.
func (s *Service) SetApps(ctx context.Context, tx *db.Tx, user string, apps []string) error {
	if len(apps) > maxApps {
		return ErrApps
	}
	for i, a := range apps {
		if !appForm.MatchString(a) || slices.Contains(apps[:i], a) {
			return ErrApps
		}
	}
	if apps == nil {
		apps = []string{}
	}
	text, err := json.Marshal(apps)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, qApps, user, string(text), true)
	return err
}

// ResetApps gives a person the usual apps again.
func (s *Service) ResetApps(ctx context.Context, tx *db.Tx, user string) error {
	_, err := db.Exec(ctx, tx, qApps, user, "[]", false)
	return err
}

// SetBeta lets a person in or out of the beta channel.
func (s *Service) SetBeta(ctx context.Context, tx *db.Tx, user string, on bool) error {
	_, err := db.Exec(ctx, tx, qBeta, user, on)
	return err
}

// Forget drops what is known of a person.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := db.Exec(ctx, tx, qUnseen, user); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, qForget, user)
	return err
}
