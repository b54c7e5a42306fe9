package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"sync"
)

// Q is what a read needs: a *DB for a lone read, a *Tx inside a transaction.
type Q interface {
	query(ctx context.Context, s *Stmt, args []any) (rows, error)
}

// rows is what both *sql.Rows and the writer's own rows can do.
type rows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

func (d *DB) query(ctx context.Context, s *Stmt, args []any) (rows, error) {
	if d.postgres {
		//nolint:rowserrcheck // the caller looks at Err when it has read the rows
		return d.pool.QueryContext(ctx, s.Text, args...) // pgx keeps its statements prepared
	}
	p, ok := d.prepared.Load(s)
	if !ok {
		st, err := d.pool.PrepareContext(ctx, s.Text)
		if err != nil {
			return nil, err
		}
		if p, ok = d.prepared.LoadOrStore(s, st); ok {
			st.Close() //nolint:sqlclosecheck // another caller was first, and theirs is kept
		}
	}
	//nolint:rowserrcheck // the caller looks at Err when it has read the rows
	return p.(*sql.Stmt).QueryContext(ctx, args...)
}

func (t *Tx) query(ctx context.Context, s *Stmt, args []any) (rows, error) {
	if t.w != nil {
		return t.w.query(s.Text, args)
	}
	//nolint:rowserrcheck // the caller looks at Err when it has read the rows
	return t.sql.QueryContext(ctx, s.Text, args...)
}

// Each scans rows one at a time into T: by db tag for a struct, else the one column.
// In a transaction on SQLite all rows are read first: page what may be long.
func Each[T any](ctx context.Context, q Q, s *Stmt, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := q.query(ctx, s, args)
		if err != nil {
			yield(none, fmt.Errorf("%s: %w", s.At, known(err)))
			return
		}
		defer rows.Close()
		cols, err := rows.Columns()
		if err != nil {
			yield(none, fmt.Errorf("%s: %w", s.At, known(err)))
			return
		}
		fields := plan(reflect.TypeFor[T](), s, cols)
		into := make([]any, len(cols))
		for rows.Next() {
			var v T
			places(&v, fields, into)
			if err = rows.Scan(into...); err != nil {
				break
			}
			if !yield(v, nil) {
				return
			}
		}
		if err = errors.Join(err, rows.Err()); err != nil {
			yield(none, fmt.Errorf("%s: %w", s.At, known(err)))
		}
	}
}

// List gives all rows.
func List[T any](ctx context.Context, q Q, s *Stmt, args ...any) (out []T, err error) {
	for v, err := range Each[T](ctx, q, s, args...) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// One gives the first row; ok is false when there is none.
func One[T any](ctx context.Context, q Q, s *Stmt, args ...any) (v T, ok bool, err error) {
	rows, err := q.query(ctx, s, args)
	if err == nil {
		ok, err = first(rows, s, &v)
	}
	if err != nil {
		return v, false, fmt.Errorf("%s: %w", s.At, known(err))
	}
	return v, ok, nil
}

// first scans the first row into v. It looks at what closing says: on
// PostgreSQL a statement can fail after its first row has come.
func first[T any](rows rows, s *Stmt, v *T) (ok bool, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return false, rows.Err()
	}
	cols, err := rows.Columns()
	if err != nil {
		return false, err
	}
	into := make([]any, len(cols))
	places(v, plan(reflect.TypeFor[T](), s, cols), into)
	return true, rows.Scan(into...)
}

// Exec runs a write and gives the number of rows it touched.
func Exec(ctx context.Context, tx *Tx, s *Stmt, args ...any) (int64, error) {
	if tx.w != nil {
		n, err := tx.w.execute(s.Text, args)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", s.At, err)
		}
		return n, nil
	}
	res, err := tx.sql.ExecContext(ctx, s.Text, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.At, err)
	}
	return res.RowsAffected()
}

type planKey struct {
	t reflect.Type
	s *Stmt
}

var plans sync.Map // planKey to []int: the field of each column

// plan gives the field index of each column, or nil where T is one value.
func plan(t reflect.Type, s *Stmt, cols []string) []int {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()) {
		return nil
	}
	if p, ok := plans.Load(planKey{t, s}); ok {
		return p.([]int)
	}
	byName := map[string]int{}
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("db"); tag != "" {
			byName[tag] = i
		}
	}
	out := make([]int, len(cols))
	for i, c := range cols {
		f, ok := byName[c]
		if !ok {
			panic(fmt.Sprintf("db: %s has no field for column %q", t, c))
		}
		out[i] = f
	}
	plans.Store(planKey{t, s}, out)
	return out
}

func places(p any, fields []int, into []any) {
	if fields == nil {
		into[0] = p
		return
	}
	v := reflect.ValueOf(p).Elem()
	for i, f := range fields {
		into[i] = v.Field(f).Addr().Interface()
	}
}

// rawRows are the rows of a statement on the writer, read to the end: the
// next statement may be the same prepared one.
type rawRows struct {
	cols []string
	rows [][]driver.Value
	at   int
}

func readAll(r driver.Rows) (*rawRows, error) {
	defer r.Close()
	out := &rawRows{cols: r.Columns()}
	for {
		row := make([]driver.Value, len(out.cols))
		switch err := r.Next(row); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, err
		}
		out.rows = append(out.rows, row)
	}
}

func (r *rawRows) Columns() ([]string, error) { return r.cols, nil }
func (r *rawRows) Next() bool                 { r.at++; return r.at <= len(r.rows) }
func (r *rawRows) Err() error                 { return nil }
func (r *rawRows) Close() error               { return nil }

func (r *rawRows) Scan(into ...any) error {
	for i, v := range r.rows[r.at-1] {
		if err := assign(into[i], v); err != nil {
			return fmt.Errorf("column %s: %w", r.cols[i], err)
		}
	}
	return nil
}

// assign is database/sql's conversion for the few types that our columns have.
func assign(into any, v driver.Value) error {
	switch p := into.(type) {
	case sql.Scanner:
		return p.Scan(v)
	case *string:
		if s, ok := v.(string); ok {
			*p = s
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*p = n
			return nil
		}
	case *[]byte:
		switch b := v.(type) {
		case []byte:
			*p = b
			return nil
		case string:
			*p = []byte(b)
			return nil
		case nil:
			*p = nil
			return nil
		}
	}
	return assignByKind(reflect.ValueOf(into).Elem(), v)
}

func assignByKind(d reflect.Value, v driver.Value) error {
	if v == nil {
		if d.Kind() == reflect.Pointer || d.Kind() == reflect.Slice {
			d.SetZero()
			return nil
		}
		return fmt.Errorf("NULL does not fit %s", d.Type())
	}
	switch d.Kind() { //nolint:exhaustive // the kinds that our columns have
	case reflect.Pointer:
		d.Set(reflect.New(d.Type().Elem()))
		return assign(d.Interface(), v)
	case reflect.String:
		switch s := v.(type) {
		case string:
			d.SetString(s)
			return nil
		case []byte:
			d.SetString(string(s))
			return nil
		}
	case reflect.Bool:
		switch b := v.(type) {
		case bool:
			d.SetBool(b)
			return nil
		case int64:
			d.SetBool(b != 0)
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		switch n := v.(type) {
		case int64:
			d.SetInt(n)
			return nil
		case bool:
			if n {
				d.SetInt(1)
			}
			return nil
		}
	case reflect.Float64:
		switch n := v.(type) {
		case float64:
			d.SetFloat(n)
			return nil
		case int64:
			d.SetFloat(float64(n))
			return nil
		}
	}
	return fmt.Errorf("%T does not fit %s", v, strings.TrimPrefix(d.Type().String(), "*"))
}
