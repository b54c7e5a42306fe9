// Package onboard brings in merchants by the thousand from a file: each line is
// an owner's phone, a merchant and its store, and is in whole or not at all. A
// line that cannot be is told with its column and stops none of the others; a
// line that is in is skipped when the file is given again.
package onboard

import (
	"context"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/trade/merchant"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("onboard", files)

var (
	ErrRef    = fault.New(fault.Invalid, "onboard.ref", "A line has a number of its own, of 1 to 60 characters.")
	ErrHours  = fault.New(fault.Invalid, "onboard.hours", "Hours are like 09:30-21:00.")
	ErrNumber = fault.New(fault.Invalid, "onboard.number", "This is not a number.")
	ErrHead   = fault.New(fault.Invalid, "onboard.head", "The first line names the columns: ref, phone, name, category, city, address, lat, lng, hours.")
)

// Columns of a file, in any order.
var columns = []string{"ref", "phone", "name", "category", "city", "address", "lat", "lng", "hours"}

// Row is a line of a file.
type Row struct {
	Line  int
	cells map[string]string
}

// Fault is why a line is not in.
type Fault struct {
	Line   int
	Ref    string
	Column string
	Code   string
}

// Result is what became of a file.
type Result struct {
	In      int // by this run
	Skipped int // in before
	Faults  []Fault
}

// Service brings merchants in.
type Service struct {
	db        *db.DB
	identity  *identity.Service
	merchants *merchant.Service
	stores    *store.Service
}

func New(d *db.DB, i *identity.Service, m *merchant.Service, s *store.Service) *Service {
	return &Service{d, i, m, s}
}

const (
	workers   = 32 // lines under way at once: they share commits
	maxFaults = 100_000
)

// File reads a CSV file and brings its lines in. told is called now and then
// with the lines that are done. Faults: ErrHead; other errors are of the file
// or of storage, and what was brought in by then stays.
func (s *Service) File(ctx context.Context, r io.Reader, told func(lines int)) (Result, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return Result{}, ErrHead.Because(err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	for _, c := range columns {
		if !has(head, c) {
			return Result{}, ErrHead.With(map[string]any{"column": c})
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	rows := make(chan Row, workers)
	var out Result
	var mu sync.Mutex
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for row := range rows {
				isNew, f, err := s.row(ctx, row)
				if err != nil {
					cancel(err)
					continue
				}
				mu.Lock()
				out.take(isNew, f)
				if n := out.In + out.Skipped + len(out.Faults); n%1000 == 0 {
					told(n)
				}
				mu.Unlock()
			}
		})
	}
	err = feed(ctx, in, head, rows)
	close(rows)
	all.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	return out, err
}

func (r *Result) take(isNew bool, f *Fault) {
	switch {
	case f != nil && len(r.Faults) < maxFaults:
		r.Faults = append(r.Faults, *f)
	case f != nil:
	case isNew:
		r.In++
	default:
		r.Skipped++
	}
}

func has(head []string, column string) bool {
	for _, h := range head {
		if strings.TrimSpace(strings.ToLower(h)) == column {
			return true
		}
	}
	return false
}

func feed(ctx context.Context, in *csv.Reader, head []string, rows chan<- Row) error {
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the file: %w", err)
		}
		line, _ := in.FieldPos(0)
		row := Row{line, map[string]string{}}
		for i, cell := range record {
			if i < len(head) {
				row.cells[strings.TrimSpace(strings.ToLower(head[i]))] = strings.TrimSpace(cell)
			}
		}
		select {
		case rows <- row:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// row brings a line in, in a transaction of its own.
func (s *Service) row(ctx context.Context, r Row) (isNew bool, f *Fault, err error) {
	column := ""
	err = s.db.Do(ctx, func(tx *db.Tx) error {
		isNew = false
		ref := r.cells["ref"]
		column = "ref"
		if ref == "" || len(ref) > 60 {
			return ErrRef
		}
		n, err := db.Exec(ctx, tx, qClaim, ref, tx.Now().UnixMicro())
		if err != nil || n == 0 {
			return err
		}
		info, at, err := r.store()
		column = at
		if err != nil {
			return err
		}
		column = "phone"
		u, err := s.identity.Ensure(ctx, tx, r.cells["phone"], "")
		if err != nil {
			return err
		}
		column = "name"
		m, err := s.merchants.Open(ctx, tx, u.ID, r.cells["name"], merchant.Shop)
		if err != nil {
			return err
		}
		// Who brings them in by the thousand has seen their papers.
		if err := s.merchants.SetTier(ctx, tx, m.ID, merchant.Licensed); err != nil {
			return err
		}
		column = "" // the fault says which
		st, err := s.stores.Add(ctx, tx, m.ID, info)
		if err != nil {
			return err
		}
		isNew = true
		_, err = db.Exec(ctx, tx, qDone, ref, m.ID, st.ID)
		return err
	})
	if known, ok := fault.Of(err); ok && known.Kind != fault.Unavailable {
		if column == "" {
			_, column, _ = strings.Cut(known.Code, ".")
		}
		return false, &Fault{r.Line, r.cells["ref"], column, known.Code}, nil
	}
	return isNew, nil, err
}

// store makes a store of a line, and names the column that is wrong.
func (r Row) store() (in store.Info, column string, err error) {
	in = store.Info{Name: r.cells["name"], Category: r.cells["category"], City: r.cells["city"], Address: r.cells["address"], Modes: []store.Mode{store.Pickup}}
	for c, into := range map[string]*float64{"lat": &in.At.Lat, "lng": &in.At.Lng} {
		if *into, err = strconv.ParseFloat(r.cells[c], 64); err != nil {
			return in, c, ErrNumber
		}
	}
	if in.At.Check() != nil {
		return in, "lat", geo.ErrPoint
	}
	from, to, ok := strings.Cut(r.cells["hours"], "-")
	a, err1 := time.Parse("15:04", strings.TrimSpace(from))
	b, err2 := time.Parse("15:04", strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil {
		return in, "hours", ErrHours
	}
	span := calendar.Span{From: a.Hour()*60 + a.Minute(), To: b.Hour()*60 + b.Minute()}
	if span.To <= span.From { // until after midnight
		span.To += 24 * 60
	}
	in.Hours = calendar.Daily(span)
	if in.Hours.Check() != nil {
		return in, "hours", ErrHours
	}
	return in, "", nil
}
