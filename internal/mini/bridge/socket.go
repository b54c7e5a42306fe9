package bridge

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"livewell/internal/kit/egress"
)

const (
	ticketName  = "mini.socket"
	ticketLasts = 30 * time.Second

	mostSockets  = 5 // of one person in one program
	mostAtOnce   = 4096
	mostMessage  = 256 << 10
	silentSocket = 10 * time.Minute
	sendTime     = 10 * time.Second
	socketLasts  = 4 * time.Hour
)

// Wish is a socket that a program wants to its developer's server.
type Wish struct {
	URL       string
	Header    map[string]string
	Protocols []string
}

// ticket is what a host shows when it opens the socket that its program wished for: a
// browser can set no header then, and a partner's page has no cookie.
type ticket struct {
	App, By string
	Until   int64 // seconds
	Wish
}

// Ticket lets by, who runs the program, open a socket within half a minute.
// Faults: ErrApp, ErrRequest, ErrDomain, ErrTooOften.
func (s *Service) Ticket(ctx context.Context, app, by string, w Wish) (string, error) {
	a, err := s.program(ctx, app)
	if err != nil {
		return "", err
	}
	if w.URL, err = overHTTP(w.URL); err != nil {
		return "", err
	}
	if _, err := s.reach(ctx, a, ForSocket, w.URL); err != nil {
		return "", err
	}
	if _, err := headers(app, w.Header); err != nil || len(w.Protocols) > 10 {
		return "", ErrRequest.Because(err)
	}
	if err := s.take(BucketRequest, app+" "+by); err != nil {
		return "", err
	}
	text, err := json.Marshal(ticket{app, by, s.DB.Now().Add(ticketLasts).Unix(), w})
	if err != nil {
		return "", err
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	v, sum := s.Keys.MAC(ticketName, []byte(body))
	return body + "." + strconv.Itoa(v) + "." + base64.RawURLEncoding.EncodeToString(sum), nil
}

func (s *Service) ticket(text string) (ticket, error) {
	var t ticket
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return t, ErrRequest
	}
	v, err1 := strconv.Atoi(parts[1])
	sum, err2 := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	raw, err3 := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	if err := errors.Join(err1, err2, err3); err != nil {
		return t, ErrRequest.Because(err)
	}
	want, err := s.Keys.MACAt(ticketName, v, []byte(parts[0]))
	if err != nil || !hmac.Equal(want, sum) || json.Unmarshal(raw, &t) != nil || s.DB.Now().Unix() >= t.Until {
		return t, ErrRequest
	}
	return t, nil
}

// overHTTP gives the http address of a ws one.
func overHTTP(raw string) (string, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	switch strings.ToLower(scheme) {
	case "wss":
		return "https://" + rest, nil
	case "ws":
		return "http://" + rest, nil
	}
	if !ok || rest == "" {
		return "", ErrRequest
	}
	return "", ErrRequest.With(map[string]any{"field": "url"})
}

// sockets counts those that are open, by program and person.
type sockets struct {
	mu   sync.Mutex
	by   map[string]int
	open int
}

func (c *sockets) enter(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open >= mostAtOnce || c.by[key] >= mostSockets {
		return false
	}
	c.open++
	c.by[key]++
	return true
}

func (c *sockets) leave(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	if c.by[key]--; c.by[key] == 0 {
		delete(c.by, key)
	}
}

// Socket connects to the server that a ticket names, and has near, which opens the
// host's end, only then. It carries messages both ways until one end closes, is silent
// for ten minutes or does not take what it is sent. An error says that near was not asked.
// Faults: ErrApp, ErrRequest, ErrDomain, ErrTooOften, ErrNoAnswer.
func (s *Service) Socket(ctx context.Context, shown string, near func() (*websocket.Conn, error)) error {
	t, err := s.ticket(shown)
	if err != nil {
		return err
	}
	a, err := s.program(ctx, t.App)
	if err != nil {
		return err
	}
	u, err := s.reach(ctx, a, ForSocket, t.URL) // again: the list may have changed
	if err != nil {
		return err
	}
	h, err := headers(t.App, t.Header)
	if err != nil {
		return err
	}
	key := t.App + " " + t.By
	if !s.sockets.enter(key) {
		return ErrTooOften
	}
	defer s.sockets.leave(key)
	far, err := s.Out.Socket(ctx, egress.Call{URL: u.String(), Header: h, Loopback: a.Sandbox}, t.Protocols)
	if err != nil {
		return unreached(ctx, err)
	}
	defer func() { _ = far.CloseNow() }() // closed with a word below, unless all broke
	host, err := near()
	if err != nil {
		return nil
	}
	defer func() { _ = host.CloseNow() }()
	ctx, cancel := context.WithTimeout(ctx, socketLasts)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer cancel()
		carry(ctx, host, far)
	}()
	carry(ctx, far, host)
	cancel()
	<-done
	return nil
}

// carry passes on what from says, and in the end how it ended.
func carry(ctx context.Context, from, to *websocket.Conn) {
	from.SetReadLimit(mostMessage)
	for {
		listening, stop := context.WithTimeout(ctx, silentSocket)
		kind, data, err := from.Read(listening)
		stop()
		if err != nil {
			var end websocket.CloseError
			switch {
			case errors.As(err, &end) && end.Code != websocket.StatusNoStatusRcvd && end.Code != websocket.StatusAbnormalClosure:
				_ = to.Close(end.Code, end.Reason) // who has gone needs no word
			case websocket.CloseStatus(err) != -1:
				_ = to.Close(websocket.StatusNormalClosure, "")
			default:
				_ = to.Close(websocket.StatusGoingAway, "")
			}
			return
		}
		sending, stop := context.WithTimeout(ctx, sendTime)
		err = to.Write(sending, kind, data)
		stop()
		if err != nil {
			_ = from.Close(websocket.StatusGoingAway, "")
			return
		}
	}
}
