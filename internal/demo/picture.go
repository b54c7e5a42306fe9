package demo

import (
	"net/http"
	"strings"

	"livewell/internal/demo/art"
)

// Pictures draws what the demo's stores and dishes look like.
func Pictures() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("Cache-Control", "public, max-age=86400")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
		// What comes back holds nothing of the request: it is drawn from a hash of it.
		_, _ = w.Write(art.SVG(r.PathValue("kind"), strings.TrimSuffix(r.PathValue("name"), ".svg"))) //nolint:gosec // as above
	})
}
