package testkit

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// Reply is what one request of a volley got.
type Reply struct {
	Status int
	Body   string
}

// Volley sends every request on a connection of its own to the server at addr
// (host:port) and holds the last byte of each back until all others have
// arrived; then it lets all go in one moment. What a server checks first and
// does later is caught far more often so than by calls that merely overlap.
func Volley(t *testing.T, addr string, requests []*http.Request) []Reply {
	t.Helper()
	conns, lasts := make([]net.Conn, len(requests)), make([]byte, len(requests))
	for i, r := range requests {
		var b bytes.Buffer
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		var d net.Dialer
		c, err := d.DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		whole := b.Bytes()
		if _, err := c.Write(whole[:len(whole)-1]); err != nil {
			t.Fatal(err)
		}
		conns[i], lasts[i] = c, whole[len(whole)-1]
	}
	out := make([]Reply, len(requests))
	release := make(chan struct{})
	var wg sync.WaitGroup
	for i, c := range conns {
		wg.Go(func() {
			<-release
			if _, err := c.Write(lasts[i : i+1]); err != nil {
				t.Error(err)
				return
			}
			res, err := http.ReadResponse(bufio.NewReader(c), requests[i])
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Error(err)
			}
			out[i] = Reply{res.StatusCode, string(body)}
		})
	}
	close(release)
	wg.Wait()
	return out
}
