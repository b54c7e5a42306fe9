package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"time"
)

// journal is the day as it went: who did what, when, with what result. It names
// nothing that a server makes up (ids, codes, numbers), so that it is the same on
// every server; its digest tells two days apart.
type journal struct {
	out    io.Writer // may be nil
	sum    hash.Hash
	lines  int
	broken error // of out
}

func newJournal(out io.Writer) *journal { return &journal{out: out, sum: sha256.New()} }

func (j *journal) add(at time.Time, who, what string, args ...any) {
	line := at.Format("15:04") + " " + who + " " + fmt.Sprintf(what, args...) + "\n"
	j.lines++
	j.sum.Write([]byte(line))
	if j.out != nil && j.broken == nil {
		_, j.broken = io.WriteString(j.out, line)
	}
}

// digest is SHA-256 of all lines so far, in hexadecimal.
func (j *journal) digest() string { return hex.EncodeToString(j.sum.Sum(nil)) }
