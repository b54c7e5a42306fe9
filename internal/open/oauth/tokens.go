package oauth

import (
	"context"
	"errors"

	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

var _ gateway.Tokens = (*Service)(nil)

// UserToken tells the gateway what an auth_token stands for. Only scopes that
// the person still agrees to count.
func (s *Service) UserToken(ctx context.Context, token string) (gateway.UserToken, error) {
	g, err := s.Token(ctx, s.db, ByUser, token)
	if g.Kind == ByOpenID {
		g, err = s.Token(ctx, s.db, ByOpenID, token)
	}
	switch {
	case errors.Is(err, ErrExpired):
		return gateway.UserToken{}, protocol.OldAuthToken
	case errors.Is(err, ErrToken):
		return gateway.UserToken{}, protocol.BadAuthToken
	case err != nil:
		return gateway.UserToken{}, err
	}
	held, err := s.Held(ctx, s.db, g)
	return gateway.UserToken{App: g.App, User: g.User, Scopes: held}, err
}

// AppToken tells the gateway what an app_auth_token stands for.
func (s *Service) AppToken(ctx context.Context, token string) (gateway.AppToken, error) {
	g, err := s.Token(ctx, s.db, ByMerchant, token)
	switch {
	case errors.Is(err, ErrExpired):
		return gateway.AppToken{}, protocol.OldAppAuthToken
	case errors.Is(err, ErrToken):
		return gateway.AppToken{}, protocol.BadAppAuthToken
	case err != nil:
		return gateway.AppToken{}, err
	}
	return gateway.AppToken{App: g.App, Merchant: g.Merchant, AuthAppID: g.AuthApp}, nil
}
