// Package words finds in a text the words that the operator listed: advertising,
// abuse and so on. The list is the operator's own and empty at first. Letters and
// digits count, however they are written and whatever stands between them. Nothing of
// a text is kept.
package words

import (
	"context"
	"embed"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/page"
	"livewell/internal/kit/scope"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("words", files)

var (
	ErrWord     = fault.New(fault.Invalid, "words.word", "A word has 2 to 40 letters or digits.")
	ErrMany     = fault.New(fault.Refused, "words.too_many", "The list holds 10,000 words, of which 1,000 are added at once.")
	ErrText     = fault.New(fault.Invalid, "words.text", "A text to look through has at most 2,000 characters.")
	ErrNotFound = fault.New(fault.NotFound, "words.not_found", "This word is not in the list.")
)

const (
	mostWords  = 10_000
	mostAtOnce = 1_000
	leastWord  = 2 // letters and digits: one alone is in every text
	mostWord   = 40
	mostText   = 2_000 // characters
)

// Kind is why a word is listed.
type Kind string

const (
	Keyword  Kind = "keyword" // for none of the other reasons
	Ad       Kind = "ad"
	Politics Kind = "politics"
	Porn     Kind = "porn"
	Abuse    Kind = "abuse"
)

// Word is one of the list.
type Word struct {
	ID   string
	Kind Kind
	Text string
	By   string // who added it
	At   time.Time
}

// Hit is a word that a text holds.
type Hit struct {
	Kind Kind
	Text string
}

// Service keeps the list.
type Service struct{ kept atomic.Pointer[edition] }

// edition is the list as it was after so many changes, made to be looked in.
type edition struct {
	number int64
	index
}

func New() *Service { return &Service{} }

// Find gives the words that a text holds, each once, in the order of where they begin.
// An operator's change counts from the next text on, on every node. Fault: ErrText.
func (s *Service) Find(ctx context.Context, q db.Q, text string) ([]Hit, error) {
	if utf8.RuneCountInString(text) > mostText {
		return nil, ErrText
	}
	e, err := s.edition(ctx, q)
	if err != nil {
		return nil, err
	}
	return e.find(plain(text)), nil
}

func (s *Service) edition(ctx context.Context, q db.Q) (*edition, error) {
	number, _, err := db.One[int64](ctx, q, qEdition)
	if err != nil {
		return nil, err
	}
	if e := s.kept.Load(); e != nil && e.number == number {
		return e, nil
	}
	// The rows may be newer than the number: then it is made once more, no worse.
	e := &edition{number, index{}}
	for r, err := range db.Each[row](ctx, q, qEach) {
		if err != nil {
			return nil, err
		}
		e.add(r.Plain, Hit{Kind(r.Kind), r.Text})
	}
	s.kept.Store(e)
	return e, nil
}

// List gives words, the newest first: of a kind where it is not empty, and those that
// hold part.
func (s *Service) List(ctx context.Context, q db.Q, kind Kind, part string, ask page.Ask) (page.Of[Word], error) {
	at, id, err := ask.Before()
	if err != nil {
		return page.Of[Word]{}, err
	}
	rows, err := db.List[row](ctx, q, qList, string(kind), plain(part), at, id, ask.Limit+1)
	return page.Map(page.Cut(rows, ask.Limit, func(r row) (int64, string) { return r.At, r.ID }), row.word), err
}

// Added says what became of lines.
type Added struct {
	New   int
	Known int // were there before, or twice among the lines
}

// Add lists the words of lines, one in each; empty ones are passed over.
// Faults: ErrWord, with the line's number and text; ErrMany.
func (s *Service) Add(ctx context.Context, tx *db.Tx, sc scope.Scope, kind Kind, lines string) (Added, error) {
	var out Added
	var texts []string
	for n, line := range strings.Split(lines, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if size := utf8.RuneCountInString(plain(line)); size < leastWord || size > mostWord || utf8.RuneCountInString(line) > 2*mostWord {
			return out, ErrWord.With(map[string]any{"line": n + 1, "word": string([]rune(line)[:min(mostWord, utf8.RuneCountInString(line))])})
		}
		texts = append(texts, line)
	}
	if len(texts) > mostAtOnce {
		return out, ErrMany
	}
	var flat []any
	for _, text := range texts {
		flat = append(flat, tx.NewID(), string(kind), text, plain(text), sc.User, tx.Now().UnixMicro())
	}
	n, err := qAdd.Insert(ctx, tx, flat)
	if err != nil {
		return out, err
	}
	out.New = int(n)
	out.Known = len(texts) - out.New
	if out.New == 0 {
		return out, nil
	}
	if err := s.changed(ctx, tx, out.New); err != nil {
		return out, err
	}
	return out, note(ctx, tx, sc, "words.added", "words:"+string(kind), texts)
}

// Remove takes a word off the list. Fault: ErrNotFound.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, sc scope.Scope, id string) error {
	r, ok, err := db.One[row](ctx, tx, qRemove, id)
	if err != nil {
		return err
	}
	if !ok {
		return ErrNotFound
	}
	if err := s.changed(ctx, tx, -1); err != nil {
		return err
	}
	return note(ctx, tx, sc, "words.removed", "word:"+r.Text, r.Kind)
}

// changed counts the list. The bound is in the WHERE: two who add at once are one
// behind the other. Fault: ErrMany.
func (s *Service) changed(ctx context.Context, tx *db.Tx, more int) error {
	n, err := db.Exec(ctx, tx, qChanged, more, mostWords)
	if err == nil && n == 0 {
		return ErrMany
	}
	return err
}

func note(ctx context.Context, tx *db.Tx, sc scope.Scope, act, object string, details any) error {
	return audit.Append(ctx, tx, audit.Entry{Actor: sc.Principal(), Act: act, Object: object}, details)
}
