// Package review is what buyers say of what they bought: once for each line of
// a completed order, with stars, words and perhaps a picture. The store can
// answer and cannot take it away.
package review

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("review", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "review.not_found", "There is no such review.")
	ErrEarly    = fault.New(fault.Refused, "review.early", "You can review it when the order is completed.")
	ErrOnce     = fault.New(fault.Conflict, "review.once", "You have reviewed this already.")
	ErrStars    = fault.New(fault.Invalid, "review.stars", "One to five stars.")
	ErrWords    = fault.New(fault.Invalid, "review.words", "A review or an answer has at most 500 characters.")
	ErrPhoto    = fault.New(fault.Invalid, "review.photo", "A picture is a JPEG of at most 150 kB.")
)

// Review is one, as it stands.
type Review struct {
	ID           string
	Store        string
	Order        string
	Line         int64
	Name, NameEN string
	Buyer        string
	Stars        int64
	Words        string
	Photo        []byte
	Reply        string
	RepliedAt    time.Time
	At           time.Time
}

type row struct {
	ID      string `db:"id"`
	Store   string `db:"store"`
	Head    string `db:"head"`
	Line    int64  `db:"line"`
	Name    string `db:"name"`
	NameEN  string `db:"name_en"`
	Buyer   string `db:"buyer"`
	Stars   int64  `db:"stars"`
	Words   string `db:"words"`
	Photo   []byte `db:"photo"`
	Reply   string `db:"reply"`
	ReplyAt int64  `db:"reply_at"`
	At      int64  `db:"at"`
}

func (r row) review() Review {
	out := Review{r.ID, r.Store, r.Head, r.Line, r.Name, r.NameEN, r.Buyer, r.Stars, r.Words, r.Photo, r.Reply, time.Time{}, time.UnixMicro(r.At).UTC()}
	if r.ReplyAt > 0 {
		out.RepliedAt = time.UnixMicro(r.ReplyAt).UTC()
	}
	return out
}

// Service keeps reviews.
type Service struct {
	orders *order.Service
	stores *store.Service
}

func New(o *order.Service, s *store.Service) *Service { return &Service{o, s} }

const maxPhoto = 150 << 10

func tidy(words string) (string, error) {
	words = strings.TrimSpace(words)
	if utf8.RuneCountInString(words) > 500 {
		return "", ErrWords
	}
	return words, nil
}

// Draft is what a buyer writes.
type Draft struct {
	Order string
	Line  int64
	Stars int64
	Words string
	Photo []byte
}

// Add keeps a buyer's review of a line of an order of theirs.
// Faults: order.ErrNotFound, ErrEarly, ErrOnce, ErrStars, ErrWords, ErrPhoto.
func (s *Service) Add(ctx context.Context, tx *db.Tx, buyer string, in Draft) (Review, error) {
	words, err := tidy(in.Words)
	switch {
	case err != nil:
		return Review{}, err
	case in.Stars < 1 || in.Stars > 5:
		return Review{}, ErrStars
	case len(in.Photo) > maxPhoto || len(in.Photo) > 0 && (len(in.Photo) < 4 || in.Photo[0] != 0xff || in.Photo[1] != 0xd8):
		return Review{}, ErrPhoto
	}
	o, err := s.orders.Get(ctx, tx, in.Order)
	if err == nil && o.Buyer != buyer {
		err = order.ErrNotFound
	}
	if err != nil {
		return Review{}, err
	}
	if o.Status != order.Completed {
		return Review{}, ErrEarly
	}
	lines, err := s.orders.Lines(ctx, tx, in.Order)
	if err != nil {
		return Review{}, err
	}
	i := slices.IndexFunc(lines, func(l order.Line) bool { return l.No == in.Line })
	if i < 0 {
		return Review{}, order.ErrNotFound
	}
	if in.Photo == nil {
		in.Photo = []byte{}
	}
	l := lines[i]
	r := Review{tx.NewIDFor(o.Store), o.Store, o.ID, in.Line, l.Name, l.NameEN, buyer, in.Stars, words, in.Photo, "", time.Time{}, tx.Now()}
	n, err := db.Exec(ctx, tx, qAdd, r.ID, r.Store, r.Order, r.Line, l.Item, r.Name, r.NameEN, buyer, r.Stars, r.Words, r.Photo, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrOnce
	}
	if err != nil {
		return r, err
	}
	return r, s.stores.Rate(ctx, tx, o.Store, in.Stars, 1)
}

// Reply lets a store answer one of its reviews, or change the answer.
// Faults: ErrNotFound, ErrWords.
func (s *Service) Reply(ctx context.Context, tx *db.Tx, storeID, id, words string) error {
	words, err := tidy(words)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, qReply, id, storeID, words, tx.Now().UnixMicro())
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// Of lists a store's reviews, newest first.
func (s *Service) Of(ctx context.Context, q db.Q, storeID string, ask page.Ask) (page.Of[Review], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Review]{}, err
	}
	rows, err := db.List[row](ctx, q, qOf, storeID, at, id, ask.Limit+1)
	if err != nil {
		return page.Of[Review]{}, err
	}
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.At, r.ID }), row.review), nil
}

// Lines gives the lines of a buyer's order that they have reviewed.
func (s *Service) Lines(ctx context.Context, q db.Q, buyer, head string) ([]int64, error) {
	return db.List[int64](ctx, q, qLines, head, buyer)
}
