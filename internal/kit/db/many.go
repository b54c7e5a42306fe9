package db

import (
	"context"
	"fmt"
	"strings"
)

// sizes are the numbers of rows that one statement of a Many inserts.
var sizes = []int{64, 16, 4, 2, 1}

// Many inserts any number of rows with few statements.
type Many struct {
	cols  int
	stmts map[int]*Stmt
}

// InsertMany declares "INSERT INTO <into> VALUES <rows> <tail>". into names
// the table and its columns. Like SQL, it is for package-level var blocks.
func InsertMany(into, tail string) *Many {
	cols := strings.Count(into, ",") + 1
	m := &Many{cols, map[int]*Stmt{}}
	for _, n := range sizes {
		var b strings.Builder
		b.WriteString("INSERT INTO " + into + " VALUES ")
		for r := range n {
			if r > 0 {
				b.WriteString(", ")
			}
			for c := range cols {
				fmt.Fprintf(&b, "%s$%d", [2]string{"(", ", "}[min(c, 1)], r*cols+c+1)
			}
			b.WriteString(")")
		}
		m.stmts[n] = declare(b.String()+" "+tail, 2)
	}
	return m
}

// Insert writes rows, given as their columns one after the other, and returns
// how many it wrote.
func (m *Many) Insert(ctx context.Context, tx *Tx, flat []any) (int64, error) {
	var total int64
	for len(flat) > 0 {
		n := 1
		for _, size := range sizes {
			if len(flat) >= size*m.cols {
				n = size
				break
			}
		}
		got, err := Exec(ctx, tx, m.stmts[n], flat[:n*m.cols]...)
		if err != nil {
			return total, err
		}
		total += got
		flat = flat[n*m.cols:]
	}
	return total, nil
}
