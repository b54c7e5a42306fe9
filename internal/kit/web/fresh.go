package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// unchanged ends an operation whose caller has the answer already. It travels
// as an error because an operation gives a body or an error, and this is no body.
type unchanged struct{}

func (unchanged) Error() string  { return "not modified" }
func (unchanged) GetStatus() int { return http.StatusNotModified }

// Fresh says in the answer of the running operation which state it shows: the
// caller keeps it under version and asks again with that. Where the caller has
// it already, the error ends the operation with 304 and no body.
func Fresh(ctx context.Context, version string) error {
	in := callOf(ctx)
	if in == nil {
		return nil
	}
	tag := `"` + version + `"`
	h := in.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	// A proxy that compresses makes a strong tag weak (RFC 9110, 8.8.3.2).
	had := strings.Split(strings.ReplaceAll(in.r.Header.Get("If-None-Match"), "W/", ""), ",")
	if slices.ContainsFunc(had, func(t string) bool { return strings.TrimSpace(t) == tag }) {
		return unchanged{}
	}
	return nil
}
