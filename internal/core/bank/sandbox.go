package bank

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/moov-io/iso8583"
)

// Sandbox is a bank that approves everything, but for the cards whose number
// tells it to behave otherwise (the four digits before the check digit):
//
//	…0051x  refuses: insufficient funds
//	…0062x  refuses: restricted card
//	…0090x  is slow: three seconds
//	…0091x  does it and answers after the caller has left
//	…0092x  does it and never answers
//	…0093x  neither does it nor answers
//
// What it has done it keeps in a file, for after a restart.
type Sandbox struct {
	log  *slog.Logger
	mu   sync.Mutex
	file *os.File
	done map[string]entry
	next int64
	wait func(ctx context.Context, d time.Duration)
}

type entry struct {
	Key    string `json:"key"`
	Kind   string `json:"kind"`
	Card   string `json:"card"`
	Minor  string `json:"minor"`
	Code   string `json:"code"` // 00, a refusal, or 21 reversed
	Ref    string `json:"ref"`
	Silent bool   `json:"-"`
}

// NewSandbox opens the bank's book in file.
func NewSandbox(file string, log *slog.Logger) (*Sandbox, error) {
	f, err := os.OpenFile(file, //nolint:gosec // the operator names the file
		os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{log: log, file: f, done: map[string]entry{}, wait: func(ctx context.Context, d time.Duration) {
		select {
		case <-ctx.Done():
		case <-time.After(d):
		}
	}}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var e entry
		if json.Unmarshal(sc.Bytes(), &e) == nil { // a last line that was cut is as if it had not come
			s.done[e.Key] = e
			s.next++
		}
	}
	return s, nil
}

// Serve answers on l until ctx ends.
func (s *Sandbox) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return s.file.Close()
			}
			return err
		}
		go s.serve(ctx, conn)
	}
}

const idle = time.Minute

func (s *Sandbox) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	for {
		_ = conn.SetDeadline(time.Now().Add(idle)) //nolint:forbidigo // a deadline of the network
		m, err := read(conn)
		if err != nil {
			return // the caller has left
		}
		if err := s.answer(ctx, conn, m); err != nil {
			s.log.InfoContext(ctx, "bank: no answer went out", "err", err)
			return
		}
	}
}

func (s *Sandbox) answer(ctx context.Context, conn net.Conn, m *iso8583.Message) error {
	mti, err := m.GetMTI()
	if err != nil {
		return err
	}
	var in entry
	for id, into := range map[int]*string{2: &in.Card, 3: &in.Kind, 4: &in.Minor, 48: &in.Key} {
		if *into, err = m.GetString(id); err != nil {
			return fmt.Errorf("field %d: %w", id, err)
		}
	}
	in.Minor = strings.TrimLeft(in.Minor, "0")
	var out entry
	var reply string
	switch mti {
	case mtiFinancial:
		reply = mtiFinancialReply
		if out, err = s.book(in); err == nil && out.Silent {
			return errors.New("told to be silent")
		}
		if behaviour(in.Card) == "0090" {
			s.wait(ctx, 3*time.Second)
		}
		if behaviour(in.Card) == "0091" {
			s.wait(ctx, 8*time.Second)
		}
	case mtiInquiry:
		reply = mtiInquiryReply
		out = s.find(in.Key)
	case mtiReversal:
		reply = mtiReversalReply
		out, err = s.reverse(in)
	default:
		return fmt.Errorf("no answer to a message %s", mti)
	}
	if err != nil {
		return err
	}
	m.MTI(reply)
	if err := errors.Join(m.Field(39, out.Code), m.Field(37, fmt.Sprintf("%012s", out.Ref))); err != nil {
		return err
	}
	return write(conn, m)
}

// behaviour is what a card's number tells the bank to do.
func behaviour(card string) string {
	if len(card) < 6 {
		return ""
	}
	return card[len(card)-5 : len(card)-1]
}

// book does an order, once.
func (s *Sandbox) book(in entry) (entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	told := behaviour(in.Card)
	if had, ok := s.done[in.Key]; ok {
		had.Silent = told == "0092"
		return had, nil
	}
	switch told {
	case "0051":
		in.Code = "51"
	case "0062":
		in.Code = "62"
	case "0093":
		return entry{Silent: true}, nil
	default:
		in.Code = saidApproved
	}
	out, err := s.keep(in)
	out.Silent = told == "0092"
	return out, err
}

func (s *Sandbox) find(key string) entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.done[key]; ok {
		return e
	}
	return entry{Code: saidUnknown}
}

// reverse undoes an order; one that has not come yet will be refused when it does.
func (s *Sandbox) reverse(in entry) (entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if had, ok := s.done[in.Key]; ok && had.Code != saidApproved {
		had.Code = saidApproved // there is nothing to undo, or it was undone
		return had, nil
	}
	in.Code = saidReversed
	out, err := s.keep(in)
	out.Code = saidApproved
	return out, err
}

// keep writes an entry down before anybody hears of it.
func (s *Sandbox) keep(e entry) (entry, error) {
	s.next++
	e.Ref = strconv.FormatInt(s.next, 10)
	line, err := json.Marshal(e)
	if err != nil {
		return e, err
	}
	if _, err := s.file.Write(append(line, '\n')); err != nil {
		return e, err
	}
	if err := s.file.Sync(); err != nil {
		return e, err
	}
	s.done[e.Key] = e
	return e, nil
}
