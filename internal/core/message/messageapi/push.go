package messageapi

import (
	"context"
	"fmt"

	"livewell/internal/core/message"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
)

// Quiet are quiet hours as a clock shows them.
type Quiet struct {
	On    bool   `json:"on"`
	Start string `json:"start" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"22:00"`
	Stop  string `json:"stop" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"07:00" doc:"Before start: of the next day."`
	Zone  string `json:"zone" maxLength:"64" example:"Asia/Shanghai" doc:"IANA name; empty until they are set."`
}

type Push struct {
	Key string `json:"key" doc:"What a browser subscribes with: base64url, an uncompressed point of P-256."`
	On  bool   `json:"on" doc:"This session's browser is notified."`
}

type quietIn struct{ Body Quiet }

type subscribeIn struct {
	Body struct {
		Endpoint string `json:"endpoint" minLength:"10" maxLength:"1000"`
		P256dh   string `json:"p256dh" minLength:"80" maxLength:"100"`
		Auth     string `json:"auth" minLength:"20" maxLength:"30"`
		Language string `json:"language" enum:"en,zh" doc:"Of the page. The one of the profile goes before it."`
	}
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutes reads what the pattern let through.
func minutes(s string) int {
	var h, m int
	_, _ = fmt.Sscanf(s, "%d:%d", &h, &m)
	return h*60 + m
}

func quietAPI(a *web.API, d *db.DB, s *message.Service) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/messages/quiet", "getQuietHours", me, func(ctx context.Context, _ *struct{}) (Quiet, error) {
		q, err := s.Quiet(ctx, d, user(ctx))
		return Quiet{q.On, clock(q.Start), clock(q.Stop), q.Zone}, err
	})
	web.Op(a, "PUT", "/api/messages/quiet", "setQuietHours", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, in *quietIn) (web.Done, error) {
		b := in.Body
		return web.Done{}, s.SetQuiet(ctx, tx, user(ctx), message.Quiet{On: b.On, Start: minutes(b.Start), Stop: minutes(b.Stop), Zone: b.Zone})
	}))
}

func pushAPI(a *web.API, d *db.DB, s *message.Service) {
	me := web.For(scope.Consumer)
	web.Op(a, "GET", "/api/push", "getPush", me, func(ctx context.Context, _ *struct{}) (Push, error) {
		key, err := s.PushKey(ctx)
		if err != nil {
			return Push{}, err
		}
		on, err := s.Subscribed(ctx, d, scope.From(ctx))
		return Push{key, on}, err
	})
	web.Op(a, "PUT", "/api/push", "subscribePush", me, func(ctx context.Context, in *subscribeIn) (web.Done, error) {
		b := in.Body
		return web.Done{}, s.Subscribe(ctx, scope.From(ctx), message.Subscription{Endpoint: b.Endpoint, P256dh: b.P256dh, Auth: b.Auth}, b.Language)
	})
	web.Op(a, "DELETE", "/api/push", "unsubscribePush", me, web.InTx(d, func(ctx context.Context, tx *db.Tx, _ *struct{}) (web.Done, error) {
		return web.Done{}, s.Unsubscribe(ctx, tx, scope.From(ctx))
	}))
}
