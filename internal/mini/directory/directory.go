// Package directory is the public catalogue of mini programs: what their
// developers say of them, found by category, by city and by words.
//
// An entry is public while the registry has a version of its program online and
// the program is not stopped. The registry is asked whenever that may have
// changed, in the transaction that changes it; the directory decides nothing.
//
// The index is one table of terms, and a place for each entry that has the term
// (term.go). A place is a number: entries that are opened more come first, then
// those with a lower id (rank.go). So each list is a range of the table's key that
// is read from its start, a cursor is a place, and entries with several terms are
// found by walking the shortest list and asking the others for the same places.
// How far one request walks has a bound (search.go): a page may be short, but it
// then has a cursor to go on from.
package directory

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"livewell/internal/core/audit"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("directory", files)

var (
	ErrNotFound    = fault.New(fault.NotFound, "directory.not_found", "There is no such mini program.")
	ErrName        = fault.New(fault.Invalid, "directory.name", "A mini program has a name in Chinese, in English or both, of 2 to 20 characters each.")
	ErrSlogan      = fault.New(fault.Invalid, "directory.slogan", "slogan must have at most 32 characters.")
	ErrDescription = fault.New(fault.Invalid, "directory.description", "description must have at most 500 characters.")
	ErrCategory    = fault.New(fault.Invalid, "directory.category", "There is no such category.")
	ErrIcon        = fault.New(fault.Invalid, "directory.icon", "icon must be the path of a picture that was sent before.")
	ErrKeywords    = fault.New(fault.Invalid, "directory.keywords", "There are at most 10 keywords of 1 to 20 characters, each once.")
	ErrCities      = fault.New(fault.Invalid, "directory.cities", "There are at most 20 cities, each by its code and once.")
	ErrDeveloper   = fault.New(fault.Invalid, "directory.developer", "developer must have 2 to 40 characters.")
	ErrMany        = fault.New(fault.Invalid, "directory.too_many", "Ask for at most 50 mini programs at once.")
)

// Category is a shelf of the catalogue.
type Category string

// Categories lists every category, in the order that people see.
func Categories() []Category {
	return []Category{"food", "shopping", "travel", "transport", "health", "education", "finance", "government", "entertainment", "tools", "other"}
}

// Text is what a developer says of a program.
type Text struct {
	Zh, En      string // the name; one may be empty
	Slogan      string
	Description string
	Category    Category
	Icon        string // path of a picture; "": none
	Keywords    []string
	Cities      []string // codes; none: everywhere
	Developer   string
}

// Entry is a program in the catalogue.
type Entry struct {
	App string
	Text
	Version string // that is online; "": the entry is not public
	Opens   int64  // in 30 days
	Updated time.Time
}

// Deps are what the directory works with.
type Deps struct {
	// Online gives the version of an app that everybody gets; "" where there is
	// none or the program was stopped.
	Online func(ctx context.Context, q db.Q, app string) (string, error)
	// Name is how an app is called until its developer says more.
	Name func(ctx context.Context, q db.Q, app string) (string, error)
	// City tells whether there is a city with a code.
	City func(ctx context.Context, code string) (bool, error)
	// Picture tells whether a path is that of a picture.
	Picture func(ctx context.Context, q db.Q, path string) (bool, error)
}

// Service keeps the catalogue.
type Service struct{ Deps }

func New(d Deps) *Service { return &Service{d} }

func (t *Text) clean() {
	for _, s := range []*string{&t.Zh, &t.En, &t.Slogan, &t.Description, &t.Developer} {
		*s = strings.TrimSpace(*s)
	}
	for i, k := range t.Keywords {
		t.Keywords[i] = strings.TrimSpace(k)
	}
}

// within tells whether a line has least to most characters, and nothing that
// breaks it.
func within(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

func each(list []string, most, longest int) bool {
	for i, s := range list {
		if !within(s, 1, longest) || slices.Contains(list[:i], s) {
			return false
		}
	}
	return len(list) <= most
}

func (s *Service) check(ctx context.Context, q db.Q, t Text) error {
	name := func(n string) bool { return n == "" || within(n, 2, 20) }
	switch {
	case t.Zh == "" && t.En == "" || !name(t.Zh) || !name(t.En):
		return ErrName
	case !within(t.Slogan, 0, 32):
		return ErrSlogan
	case utf8.RuneCountInString(t.Description) > 500:
		return ErrDescription
	case !slices.Contains(Categories(), t.Category):
		return ErrCategory
	case !each(t.Keywords, 10, 20):
		return ErrKeywords
	case !each(t.Cities, 20, 40):
		return ErrCities
	case !within(t.Developer, 2, 40):
		return ErrDeveloper
	}
	for _, c := range t.Cities {
		if ok, err := s.City(ctx, c); err != nil || !ok {
			return fault.Or(err, ErrCities)
		}
	}
	if t.Icon == "" {
		return nil
	}
	if ok, err := s.Picture(ctx, q, t.Icon); err != nil || !ok {
		return fault.Or(err, ErrIcon)
	}
	return nil
}

// Save keeps what a developer says of an app; again changes nothing. The caller
// has checked that the app is sc's and a mini program. Faults: ErrName, ErrSlogan,
// ErrDescription, ErrCategory, ErrIcon, ErrKeywords, ErrCities, ErrDeveloper.
func (s *Service) Save(ctx context.Context, tx *db.Tx, sc scope.Scope, app string, t Text) (Entry, error) {
	t.clean()
	if err := s.check(ctx, tx, t); err != nil {
		return Entry{}, err
	}
	e, err := s.write(ctx, tx, app, &t)
	if err != nil {
		return Entry{}, err
	}
	return e, audit.Append(ctx, tx, audit.Entry{Actor: sc.Principal(), Act: "mini.entry", Object: "app:" + app}, t)
}

// Refresh makes the entry of an app public or not, as the registry has it now. A
// program whose developer has said nothing yet is listed by its app's name.
func (s *Service) Refresh(ctx context.Context, tx *db.Tx, app string) error {
	_, err := s.write(ctx, tx, app, nil)
	return err
}

// write brings the entry up to what is said of it and to what is online, and the
// index up to the entry.
func (s *Service) write(ctx context.Context, tx *db.Tx, app string, t *Text) (Entry, error) {
	before, known, err := db.One[row](ctx, tx, qGet, app)
	if err != nil {
		return Entry{}, err
	}
	version, err := s.Online(ctx, tx, app)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{App: app}
	if known {
		e = before.entry()
	}
	switch {
	case t != nil:
		e.Text = *t
	case !known && version == "":
		return e, nil
	case !known:
		name, err := s.Name(ctx, tx, app)
		if err != nil {
			return e, err
		}
		e.Text = named(name)
	}
	e.Version, e.Updated = version, tx.Now()
	if known && rowOf(before.entry()) == rowOf(Entry{e.App, e.Text, e.Version, e.Opens, before.entry().Updated}) {
		return before.entry(), nil
	}
	if err := save(ctx, tx, e); err != nil {
		return e, err
	}
	return e, index(ctx, tx, before.entry(), e)
}

// named is what is said of a program that nobody has described.
func named(name string) Text {
	if r := []rune(name); len(r) > 20 {
		name = string(r[:20])
	}
	t := Text{Category: "other", En: name}
	if strings.ContainsFunc(name, han) {
		t.Zh, t.En = name, ""
	}
	return t
}

// index takes the terms of an entry as it was away, and adds those that it has.
func index(ctx context.Context, tx *db.Tx, before, now Entry) error {
	var old, fresh []string
	if before.Version != "" {
		old = terms(before.Text)
	}
	if now.Version != "" {
		fresh = terms(now.Text)
	}
	was, is := place(before.App, before.Opens), place(now.App, now.Opens)
	for _, t := range old {
		if was == is && slices.Contains(fresh, t) {
			continue
		}
		if _, err := db.Exec(ctx, tx, qTermDrop, t, was); err != nil {
			return err
		}
	}
	var flat []any
	for _, t := range fresh {
		if was != is || !slices.Contains(old, t) {
			flat = append(flat, t, is)
		}
	}
	_, err := qTermAdd.Insert(ctx, tx, flat)
	return err
}

// Opened says how often a program was opened in the last 30 days. Fault: none for
// a program that is not in the catalogue.
func (s *Service) Opened(ctx context.Context, tx *db.Tx, app string, opens int64) error {
	r, ok, err := db.One[row](ctx, tx, qGet, app)
	if err != nil || !ok || r.Opens == opens {
		return err
	}
	before, now := r.entry(), r.entry()
	now.Opens = opens
	if _, err := db.Exec(ctx, tx, qOpens, app, opens); err != nil {
		return err
	}
	return index(ctx, tx, before, now)
}

// Get gives the entry of an app, public or not. Fault: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, app string) (Entry, error) {
	r, ok, err := db.One[row](ctx, q, qGet, app)
	if err == nil && !ok {
		err = ErrNotFound
	}
	return r.entry(), err
}

// Most is how many programs can be asked for by their apps at once.
const Most = 50

// Of gives the public entries of apps, in the order asked for, without those that
// are not there. Fault: ErrMany.
func (s *Service) Of(ctx context.Context, q db.Q, apps []string) ([]Entry, error) {
	if len(apps) > Most {
		return nil, ErrMany
	}
	found, err := entries(ctx, q, apps)
	out := []Entry{}
	for _, a := range apps {
		if e, ok := found[a]; ok && e.Version != "" {
			out = append(out, e)
		}
	}
	return out, err
}
