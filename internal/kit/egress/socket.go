package egress

import (
	"context"
	"net/http"

	"github.com/coder/websocket"
)

// Socket opens a WebSocket to call.URL, which says http for ws and https for wss. Only
// the way there is bound in time: the connection is its holder's, who closes it.
// Faults: ErrURL, ErrAddress.
func (c *Client) Socket(ctx context.Context, call Call, protocols []string) (*websocket.Conn, error) {
	u, err := Check(call.URL, call.Loopback)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	t := c.public
	if call.Loopback {
		t = c.loopback
	}
	h := call.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set("User-Agent", userAgent)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	conn, _, err := websocket.Dial(ctx, u.String(), &websocket.DialOptions{ //nolint:bodyclose // the connection has it
		HTTPClient: &http.Client{Transport: t, CheckRedirect: stay}, HTTPHeader: h, Subprotocols: protocols,
	})
	if err != nil {
		return nil, clean(err)
	}
	return conn, nil
}
