package identity

import (
	"context"
	"errors"
	"time"

	"livewell/internal/kit/db"
)

// Outbox is the Sender of a demo: codes go to a page of this server, in the
// clear, for a day. Never for real phones.
type Outbox struct{ DB *db.DB }

// Sent is one message of the outbox.
type Sent struct {
	Phone, Code string
	At          time.Time
}

func (o Outbox) SendCode(ctx context.Context, phone, code string) error {
	return o.DB.Do(ctx, func(tx *db.Tx) error {
		_, err1 := db.Exec(ctx, tx, qOutSweep, micro(tx.Now().Add(-24*time.Hour)))
		_, err2 := db.Exec(ctx, tx, qOutPut, tx.NewID(), phone, code, micro(tx.Now()))
		return first(err1, err2)
	})
}

// Latest lists the latest fifty, newest first.
func (o Outbox) Latest(ctx context.Context) (out []Sent, err error) {
	type row struct {
		Phone string `db:"phone"`
		Code  string `db:"code"`
		At    int64  `db:"at"`
	}
	rows, err := db.List[row](ctx, o.DB, qOutList)
	for _, r := range rows {
		out = append(out, Sent{r.Phone, r.Code, time.UnixMicro(r.At).UTC()})
	}
	return out, err
}

// OutboxPage is where codes can be read, empty where they go to phones.
func (s *Service) OutboxPage() string {
	if _, ok := s.sender.(Outbox); ok {
		return "/outbox"
	}
	return ""
}

// NoSender is the Sender of a deployment that has no channel to phones yet.
type NoSender struct{}

var errNoChannel = errors.New("no channel to phones is set up")

func (NoSender) SendCode(context.Context, string, string) error { return errNoChannel }
