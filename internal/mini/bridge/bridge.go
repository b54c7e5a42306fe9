// Package bridge is what a running mini program may ask of the platform. The host
// that shows a program passes its calls on; who is asked, for whom and for which
// program, the host says, never the program's code.
//
//   - The network: a program reaches the domains that its developer listed, over
//     https or wss, through here and nowhere else. Pictures go the same way, since an
//     address is enough to tell somebody something.
//   - The text in a picture, read by this server, and the operator's words in a text.
//   - The account: a code for the program's own server, and what the person agreed
//     to share. Consent is kept in core/consent, as for every other app.
package bridge

import (
	"context"
	"embed"
	"time"

	"livewell/internal/core/consent"
	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/egress"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/secret"
	"livewell/internal/mini/reading"
	"livewell/internal/mini/words"
	"livewell/internal/open/client"
	"livewell/internal/open/oauth"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("bridge", files)

var (
	ErrApp         = fault.New(fault.NotFound, "bridge.app", "There is no such mini program, or it is not open.")
	ErrDomain      = fault.New(fault.Forbidden, "bridge.domain", "The program's developer did not list this domain.")
	ErrDomainText  = fault.New(fault.Invalid, "bridge.domain_text", "A domain is like example.com, without scheme, path and port, and not a domain under which strangers register.")
	ErrManyDomains = fault.New(fault.Refused, "bridge.too_many_domains", "A program has at most 50 domains of a kind.")
	ErrRequest     = fault.New(fault.Invalid, "bridge.request", "The request has a method, a header or a body that cannot be sent.")
	ErrNoAnswer    = fault.New(fault.Unavailable, "bridge.no_answer", "The program's server did not answer.")
	ErrLarge       = fault.New(fault.Refused, "bridge.too_large", "The program's server sent more than is allowed.")
	ErrPicture     = fault.New(fault.Refused, "bridge.picture", "What came is no picture.")
	ErrTooOften    = fault.New(fault.TooMany, "bridge.too_often", "The program asks too often.")
	ErrNoKey       = fault.New(fault.Refused, "bridge.no_key", "The program's developer has to make a content key first.")
)

// Buckets of the limits.
const (
	BucketRequest = "mini.request"
	BucketPicture = "mini.picture"
	BucketReading = "mini.reading"
	BucketText    = "mini.text"
)

// Limits hold programs to rates.
type Limits interface {
	Take(bucket, key string) (wait time.Duration, ok bool)
}

// Deps are what the bridge works with.
type Deps struct {
	DB      *db.DB
	Apps    *client.Service
	People  *identity.Service
	Consent *consent.Service
	Codes   *oauth.Service
	Out     *egress.Client
	Limits  Limits
	Keys    secret.KMS
	Reader  *reading.Reader
	Words   *words.Service
}

type Service struct {
	Deps
	sockets sockets
}

func New(d Deps) *Service { return &Service{Deps: d, sockets: sockets{by: map[string]int{}}} }

// program gives the app of a program that may run: an online one, or a sandbox's.
// Fault: ErrApp.
func (s *Service) program(ctx context.Context, app string) (*client.App, error) {
	a, err := s.Apps.Lookup(ctx, app)
	if _, known := fault.Of(err); known {
		return nil, ErrApp
	}
	if err != nil {
		return nil, err
	}
	if a.State != client.Online || a.Kind != client.Mini && !a.Sandbox {
		return nil, ErrApp
	}
	return a, nil
}

func (s *Service) take(bucket, key string) error {
	if d, ok := s.Limits.Take(bucket, key); !ok {
		return ErrTooOften.With(map[string]any{"retryAfter": int((d + time.Second - 1) / time.Second)})
	}
	return nil
}
