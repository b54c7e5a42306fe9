package registryapi

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"

	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/host"
	"livewell/internal/mini/registry"
)

// Addresses of files. What is behind the first two never changes.
const (
	filesPath = "/mini/p/"
	listPath  = "/mini/l/"
	trialPath = "/mini/t/"
)

type MiniProgram struct {
	App       string   `json:"app"`
	Name      string   `json:"name,omitempty" doc:"What the app calls itself."`
	State     string   `json:"state" enum:"online,gray,trial,none,stopped" doc:"Why this version: online for everybody, gray as the caller is in its part, trial by a link; none is released, or the program was stopped."`
	Seq       int64    `json:"seq" doc:"Rises whenever anybody may get another version."`
	Version   string   `json:"version,omitempty"`
	Hash      string   `json:"hash,omitempty" doc:"SHA-256 of the list of files."`
	Base      string   `json:"base,omitempty" doc:"Address of the program's files; manifest.json is the first to read."`
	List      string   `json:"list,omitempty" doc:"Address of the list: path, size and SHA-256 of each file."`
	Ext       string   `json:"ext,omitempty" doc:"Settings of this instance of a template, JSON."`
	Developer string   `json:"developerSignature,omitempty" doc:"Ed25519 over the list, base64."`
	Platform  string   `json:"platformSignature,omitempty" doc:"Ed25519 over the list, base64."`
	Keys      []string `json:"platformKeys,omitempty" doc:"Public keys that platformSignature may be of, base64."`
	Asks      []string `json:"privileges" nullable:"false" enum:"phone,address,agreement,sound" doc:"Privileged calls that the version may have: those that were seen in it."`
	Slot      *int64   `json:"slot,omitempty" doc:"The caller's place in the gray release, 0 to 9999. They get the new version where it is below part."`
	Reads     bool     `json:"reads,omitempty" doc:"This server reads pictures: the program may have my.ocr."`
	Part      *int64   `json:"part,omitempty" doc:"Of the gray release, in basis points."`
}

type openIn struct {
	AppPath
	Trial string `query:"trial" maxLength:"300" doc:"Of a link to try a version."`
	City  string `query:"city" maxLength:"40" doc:"Code of where it is opened; a gray release may be for some cities only."`
	Host  string `query:"host" maxLength:"40" doc:"What opens it: app, kiosk, register, or the name of a partner's host."`
}

// Consumer adds what hosts ask: which version their person gets.
func (h Surface) Consumer(a *web.API) {
	web.Op(a, "GET", "/api/mini/{app}", "getMiniProgram", web.Public, func(ctx context.Context, in *openIn) (MiniProgram, error) {
		return h.program(ctx, in)
	})
	web.Stream(a, "/api/mini/{app}/live", "watchMiniProgram", web.Public, func(ctx context.Context, in *openIn, _ string, send func(web.Event) error) error {
		return h.Registry.Watch(ctx, in.App, web.Changes(send, func() (MiniProgram, error) { return h.program(ctx, in) }))
	})
}

// Program is what the caller gets of an app's program.
func (h Surface) Program(ctx context.Context, app string) (MiniProgram, error) {
	return h.program(ctx, &openIn{AppPath: AppPath{App: app}})
}

func (h Surface) program(ctx context.Context, in *openIn) (MiniProgram, error) {
	out, err := h.version(ctx, in)
	out.Reads = h.Reads
	if err != nil || out.State == string(registry.WhyNone) {
		return out, err
	}
	if out.Name, err = h.Apps.AppName(ctx, h.DB, in.App); err != nil {
		return out, err
	}
	asks, err := h.Registry.Privileges(ctx, h.DB, out.Hash)
	out.Asks = append(out.Asks, asks...)
	return out, err
}

func (h Surface) version(ctx context.Context, in *openIn) (MiniProgram, error) {
	if in.Trial != "" {
		d, err := h.Registry.Trial(ctx, h.DB, h.DB.Now(), in.Trial)
		if err == nil && d.App != in.App {
			err = registry.ErrTrial
		}
		out := decided(d)
		if d.Why == registry.WhyTrial {
			out.Base, out.List = trialPath+in.Trial+"/", ""
		}
		return out, err
	}
	d, err := h.serve(ctx, in.App, scope.From(ctx).User, in.City, in.Host)
	if err != nil || d.Package == "" {
		return decided(d), err
	}
	out := decided(d)
	sums, err := h.Registry.Sums(ctx, h.DB, d.Package)
	if err != nil {
		return out, err
	}
	out.Developer, out.Platform = sums.Developer, sums.Platform
	keys, err := h.Registry.PlatformKeys()
	for _, k := range keys {
		out.Keys = append(out.Keys, base64.StdEncoding.EncodeToString(k))
	}
	return out, err
}

// serve decides for somebody, whose levels the platform knows.
func (h Surface) serve(ctx context.Context, app, user, city, host string) (registry.Decision, error) {
	levels := func() ([]string, error) { return h.Levels(ctx, h.DB, user) }
	return h.Registry.Serve(ctx, h.DB, app, user, registry.Place{City: city, Host: host, Levels: levels})
}

func decided(d registry.Decision) MiniProgram {
	out := MiniProgram{App: d.App, State: string(d.Why), Seq: d.Seq, Version: d.Version, Hash: d.Package, Ext: d.Ext, Asks: []string{}}
	if d.Package != "" {
		out.Base, out.List = filesPath+d.Package+"/", listPath+d.Package
	}
	if d.Slot >= 0 {
		out.Slot, out.Part = &d.Slot, &d.Gray
	}
	return out
}

// Routes adds the files of programs to mux. what ground makes of a handler is what
// the server makes of all.
func (h Surface) Routes(mux *http.ServeMux, ground func(http.Handler) http.Handler) {
	mux.Handle("GET "+filesPath+"{hash}/{path...}", ground(http.HandlerFunc(h.file)))
	mux.Handle("GET "+listPath+"{hash}", ground(http.HandlerFunc(h.list)))
	mux.Handle("GET "+trialPath+"{token}/{path...}", ground(http.HandlerFunc(h.trialFile)))
}

// forever is right for what is named by its hash.
const forever = "public, max-age=31536000, immutable"

func (h Surface) file(w http.ResponseWriter, r *http.Request) {
	hash, path := r.PathValue("hash"), r.PathValue("path")
	b, err := h.Registry.File(r.Context(), h.DB, hash, path)
	give(w, r, b, err, path, filesPath+hash+"/", forever)
}

func (h Surface) trialFile(w http.ResponseWriter, r *http.Request) {
	token, path := r.PathValue("token"), r.PathValue("path")
	b, err := h.Registry.TrialFile(r.Context(), h.DB, h.DB.Now(), token, path)
	give(w, r, b, err, path, trialPath+token+"/", "private, no-store")
}

func (h Surface) list(w http.ResponseWriter, r *http.Request) {
	sums, err := h.Registry.Sums(r.Context(), h.DB, r.PathValue("hash"))
	give(w, r, sums.List, err, r.PathValue("hash")+".json", listPath, forever)
}

// give answers with one file as host serves programs. A refusal is not kept: what
// is not served now may be soon.
func give(w http.ResponseWriter, r *http.Request, b []byte, err error, path, prefix, keep string) {
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		web.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", keep)
	clone := r.Clone(r.Context())
	clone.URL.Path = prefix + path
	host.Program(func() fs.FS { return one{path, b} }, prefix).ServeHTTP(w, clone)
}

// one is a file system of one file.
type one struct {
	name string
	data []byte
}

func (o one) Open(string) (fs.File, error) { return nil, errors.ErrUnsupported }

func (o one) ReadFile(name string) ([]byte, error) {
	if name != o.name {
		return nil, fs.ErrNotExist
	}
	return o.data, nil
}
