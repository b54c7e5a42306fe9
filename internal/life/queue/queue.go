// Package queue is the waiting line of a store where people eat: they take a
// number for the size of their party, and the host calls one after the other.
//
//	waiting --call--> called --host--> seated
//	  ^  |              |  |
//	  |  +--left, closed+  +--time is up, host--> passed
//	  +---------------------once------------------+
//
// A class of tables has a line of its own, named by a letter. Who is called and
// does not come in time is passed; they may come back once, some places behind
// the head, and the second time is the last. What changes a store's line is
// done one after the other: each change raises the line's turn first, so
// positions, numbers and the bound need no other guard.
package queue

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"livewell/internal/kit/db"
	"livewell/internal/kit/event"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/guard"
	"livewell/internal/kit/job"
	"livewell/internal/kit/live"
	"livewell/internal/trade/store"
)

//go:embed migrations/*.sql
var files embed.FS

var Migrations = db.Migrations("queue", files)

var (
	ErrNotFound = fault.New(fault.NotFound, "queue.not_found", "There is no such number.")
	ErrOff      = fault.New(fault.Refused, "queue.off", "This store has no waiting line.")
	ErrClosed   = fault.New(fault.Refused, "queue.closed", "The store gives out no numbers now.")
	ErrParty    = fault.New(fault.Refused, "queue.party", "The store has no table for a party of this size.")
	ErrFull     = fault.New(fault.Refused, "queue.full", "The line is full. Try again later.")
	ErrNobody   = fault.New(fault.Refused, "queue.nobody", "Nobody waits for a table of this size.")
	ErrStatus   = fault.New(fault.Conflict, "queue.status", "The number is not at that point any more.")
	ErrActor    = fault.New(fault.Forbidden, "queue.actor", "This is not for you to do with the number.")
	ErrMissed   = fault.New(fault.Refused, "queue.missed", "This number was called twice, or is too old. Take a new one.")
	ErrAnother  = fault.New(fault.Refused, "queue.another", "You have a newer number here.")
	ErrTerms    = fault.New(fault.Invalid, "queue.terms", "A line has 1 to 6 sizes of tables that do not overlap, 1 to 30 minutes to come, and 1 to 20 places.")
	ErrInUse    = fault.New(fault.Refused, "queue.in_use", "Somebody waits for a table of a size that would go away.")
	ErrMode     = fault.New(fault.Refused, "queue.mode", "Only a store where people eat in has a waiting line.")
	ErrName     = fault.New(fault.Invalid, "queue.name", "A name has at most 40 characters.")
)

// Status of a ticket.
type Status string

const (
	Waiting Status = "waiting"
	Called  Status = "called"
	Seated  Status = "seated"
	Passed  Status = "passed" // was called and did not come
	Left    Status = "left"   // went away
	Closed  Status = "closed" // the store ended the line
)

// Actor is who moves a ticket.
type Actor string

const (
	Guest  Actor = "guest"
	Host   Actor = "host"
	System Actor = "system"
)

// Steps is the guard table.
func Steps() guard.Table[Status, Actor] {
	return guard.Table[Status, Actor]{
		{From: Waiting, To: Called, Actor: Host},
		{From: Waiting, To: Left, Actor: Guest},
		{From: Waiting, To: Closed, Actor: Host},
		{From: Waiting, To: Closed, Actor: System},
		{From: Called, To: Seated, Actor: Host},
		{From: Called, To: Passed, Actor: Host},
		{From: Called, To: Passed, Actor: System},
		{From: Called, To: Left, Actor: Guest},
		{From: Called, To: Closed, Actor: Host},
		{From: Called, To: Closed, Actor: System},
		{From: Passed, To: Waiting, Actor: Guest},
		{From: Passed, To: Waiting, Actor: Host},
	}
}

// Class is a size of tables; its letter is its place in the list.
type Class struct {
	Name   string `json:"name"`
	NameEN string `json:"nameEn"`
	From   int64  `json:"from"` // people
	To     int64  `json:"to"`
}

// Terms are how a store keeps its line.
type Terms struct {
	On      bool
	Classes []Class
	Minutes int64 // that a called party has to come in
	Back    int64 // places behind the head for who comes back
}

// Line is a store's line as it stands.
type Line struct {
	Terms
	Store string
	Open  bool // gives out numbers
	turn  int64
}

// Letter of the i-th class.
func Letter(i int) string { return string(rune('A' + i)) }

// Fits gives the letter of the class that a party belongs to.
func (l Line) Fits(party int64) (string, bool) {
	for i, c := range l.Classes {
		if c.From <= party && party <= c.To {
			return Letter(i), true
		}
	}
	return "", false
}

// Ticket is a place in a line.
type Ticket struct {
	ID        string
	Store     string
	Day       string
	Letter    string
	Number    string
	Person    string // "": a walk-in
	Name      string // of a walk-in
	Party     int64
	Status    Status
	Place     int64
	Missed    int64
	Told      bool
	CreatedAt time.Time
	MovedAt   time.Time
	CalledAt  time.Time
	Until     time.Time // a called one is passed then
	SeatedAt  time.Time
}

// Open tells whether the ticket is in the line.
func (t Ticket) Open() bool { return t.Status == Waiting || t.Status == Called }

// MovedEvent says that a ticket has moved.
type MovedEvent struct {
	Ticket Ticket
	From   Status
	Actor  Actor
}

func (MovedEvent) Topic() string { return "queue.moved" }

// NearEvent says that few parties are before a ticket, once.
type NearEvent struct{ Ticket Ticket }

func (NearEvent) Topic() string { return "queue.near" }

type passJob struct {
	Ticket string `json:"ticket"`
	Called int64  `json:"called"` // Unix microseconds of the call that this belongs to
}

func (passJob) Kind() string { return "queue.pass" }

const (
	most     = 500 // open tickets of a store
	near     = 3   // parties before who is told
	gap      = 1024
	oldest   = 12 * time.Hour // that a ticket can be in a line
	partyMax = 99
)

// DefaultTerms are those that a store begins with: off, for small, middle and large tables.
func DefaultTerms() Terms {
	return Terms{Minutes: 3, Back: 3, Classes: []Class{
		{"小桌", "Small table", 1, 2}, {"中桌", "Middle table", 3, 4}, {"大桌", "Large table", 5, 8},
	}}
}

// Service keeps the lines of all stores.
type Service struct {
	bus  *event.Bus
	jobs *job.Queue
	live *live.Hub
}

func New(bus *event.Bus, jobs *job.Queue) *Service {
	s := &Service{bus, jobs, live.NewHub()}
	job.Handle(jobs, s.pass)
	jobs.Repeat("queue.sweep", time.Hour, s.sweep)
	return s
}

func (t *Terms) valid() bool {
	if len(t.Classes) < 1 || len(t.Classes) > 6 || t.Minutes < 1 || t.Minutes > 30 || t.Back < 1 || t.Back > 20 {
		return false
	}
	last := int64(0)
	for i, c := range t.Classes {
		c.Name, c.NameEN = strings.TrimSpace(c.Name), strings.TrimSpace(c.NameEN)
		if c.From <= last || c.To < c.From || c.To > partyMax || c.Name == "" || utf8.RuneCountInString(c.Name) > 20 || utf8.RuneCountInString(c.NameEN) > 40 {
			return false
		}
		t.Classes[i], last = c, c.To
	}
	return true
}

// Set writes how a store keeps its line. A line that is switched on is open, and
// one that is switched off ends. Faults: ErrMode, ErrTerms, ErrInUse.
func (s *Service) Set(ctx context.Context, tx *db.Tx, st store.Store, t Terms) (Line, error) {
	if t.On && !st.Has(store.DineIn) {
		return Line{}, ErrMode
	}
	if !t.valid() {
		return Line{}, ErrTerms
	}
	classes, err := json.Marshal(t.Classes)
	if err != nil {
		return Line{}, err
	}
	if _, err := db.Exec(ctx, tx, qSet, st.ID, t.On, string(classes), t.Minutes, t.Back); err != nil {
		return Line{}, err
	}
	if !t.On {
		if err := s.end(ctx, tx, st.ID, Host); err != nil {
			return Line{}, err
		}
	}
	open, err := s.InLine(ctx, tx, st.ID)
	if err != nil {
		return Line{}, err
	}
	for _, x := range open {
		if x.Letter >= Letter(len(t.Classes)) {
			return Line{}, ErrInUse
		}
	}
	s.wake(tx, st.ID)
	return s.Line(ctx, tx, st.ID)
}

// Line gives a store's line; one that never set it up has DefaultTerms.
func (s *Service) Line(ctx context.Context, q db.Q, store string) (Line, error) {
	r, ok, err := db.One[lineRow](ctx, q, qLine, store)
	if err != nil || !ok {
		return Line{Store: store, Terms: DefaultTerms()}, err
	}
	return r.line()
}

// turn locks a store's line for the rest of tx. Fault: ErrOff.
func (s *Service) turn(ctx context.Context, tx *db.Tx, store string) (Line, error) {
	r, ok, err := db.One[lineRow](ctx, tx, qTurn, store)
	if err != nil || !ok {
		return Line{}, fault.Or(err, ErrOff)
	}
	return r.line()
}

func (r lineRow) line() (Line, error) {
	l := Line{Store: r.Store, Open: r.Open, turn: r.Turn, Terms: Terms{On: r.Active, Minutes: r.Minutes, Back: r.Back}}
	if err := json.Unmarshal([]byte(r.Classes), &l.Classes); err != nil {
		return l, fmt.Errorf("read the line of store %s: %w", r.Store, err)
	}
	return l, nil
}

// Watch calls look at once and whenever a store's line has changed.
func (s *Service) Watch(ctx context.Context, store string, look func() error) error {
	return s.live.Watch(ctx, store, look)
}

func (s *Service) wake(tx *db.Tx, store string) { tx.After(func() { s.live.Poke(store) }) }
