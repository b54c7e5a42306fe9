package bridgeapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/coder/websocket"

	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/bridge"
	"livewell/internal/mini/reading"
)

const mostUpload = 10 << 20

var errUpload = fault.New(fault.Refused, "bridgeapi.upload", "A file may have at most 10 megabytes.")

const socketPath = "/mini/s/"

// Routes adds what is no JSON: pictures for pages of programs, which load them
// without a session, sockets, which show a ticket, files that programs send and pictures
// that they have read. ground is what the server makes of all handlers.
func (h Surface) Routes(mux *http.ServeMux, auth web.Authenticator, ground func(http.Handler) http.Handler) {
	mux.Handle("GET /mini/i/{app}", ground(http.HandlerFunc(h.picture)))
	mux.Handle("GET "+socketPath+"{ticket}", ground(http.HandlerFunc(h.socket)))
	mux.Handle("POST "+UploadPath, ground(http.NewCrossOriginProtection().Handler(h.Upload(auth))))
	mux.Handle("POST /api/mini/{app}/reading", ground(http.NewCrossOriginProtection().Handler(mine(auth, h.read))))
}

// UploadPath is where a host sends files of programs.
const UploadPath = "/api/mini/{app}/upload"

// Upload takes files of who auth knows.
func (h Surface) Upload(auth web.Authenticator) http.Handler { return mine(auth, h.upload) }

// mine lets in people, and tells do who it is.
func mine(auth web.Authenticator, do func(w http.ResponseWriter, r *http.Request, user string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := auth(r)
		switch {
		case err != nil:
			web.WriteProblem(w, r, err)
		case !s.Has(scope.Consumer):
			web.WriteProblem(w, r, web.ErrNoSession)
		default:
			do(w, r, s.User)
		}
	})
}

func (h Surface) picture(w http.ResponseWriter, r *http.Request) {
	kind, data, err := h.Bridge.Picture(r.Context(), r.PathValue("app"), web.AddressOf(r), r.URL.Query().Get("u"))
	head := w.Header()
	head.Set("Access-Control-Allow-Origin", "*")
	head.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if err != nil {
		head.Set("Cache-Control", "no-store")
		web.WriteProblem(w, r, err)
		return
	}
	head.Set("Content-Type", kind)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	head.Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(data) //nolint:gosec // a picture by its bytes, and without scripts by the policy
}

func (h Surface) socket(w http.ResponseWriter, r *http.Request) {
	err := h.Bridge.Socket(r.Context(), r.PathValue("ticket"), func() (*websocket.Conn, error) {
		return websocket.Accept(w, r, nil) // of this origin alone
	})
	if err != nil {
		web.WriteProblem(w, r, err)
	}
}

// upload passes a body on as the host made it: my.uploadFile's form.
func (h Surface) upload(w http.ResponseWriter, r *http.Request, user string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostUpload))
	if err != nil {
		web.WriteProblem(w, r, tooLarge(err))
		return
	}
	header := map[string]string{}
	if text := r.Header.Get("Mini-Header"); text != "" {
		if err := json.Unmarshal([]byte(text), &header); err != nil {
			web.WriteProblem(w, r, bridge.ErrRequest.Because(err))
			return
		}
	}
	header["Content-Type"] = r.Header.Get("Content-Type")
	got, err := h.Bridge.Do(r.Context(), r.PathValue("app"), user, bridge.Request{
		Use: bridge.ForUpload, Method: http.MethodPost, URL: r.URL.Query().Get("url"), Header: header, Body: body,
	})
	if err != nil {
		web.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(MiniAnswer{Status: got.Status, Header: got.Header, Body: string(got.Body)}) // who has gone needs no answer
}

// tooLarge is the fault of a body that goes on after what it may have.
func tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errUpload
	}
	return err
}

// MiniReading is what stands in a picture, by what was asked for.
type MiniReading struct {
	Lines  []string          `json:"lines,omitempty"`
	Fields map[string]string `json:"fields,omitempty"`
	Plates []string          `json:"plates,omitempty"`
}

// read reads a picture, which is the body as it is.
func (h Surface) read(w http.ResponseWriter, r *http.Request, user string) {
	q := r.URL.Query() // the body is no form, whatever it says
	wish := reading.Wish{Kind: reading.Kind(q.Get("kind")), Side: reading.Side(q.Get("side"))}
	got, err := h.Bridge.Read(r.Context(), r.PathValue("app"), user, wish, http.MaxBytesReader(w, r.Body, mostUpload))
	if err = tooLarge(err); err != nil {
		if _, known := fault.Of(err); !known && r.Context().Err() == nil {
			h.Log.ErrorContext(r.Context(), "failed", "op", "read", "trace_id", web.TraceID(r.Context()), "err", err)
		}
		web.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(MiniReading{got.Lines, got.Fields, got.Plates}) // who has gone needs no answer
}
