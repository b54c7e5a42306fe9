// Package host serves what a page needs to show a mini program: the frames that
// its view and its logic live in, with the policies that keep it inside, and the
// files of its package.
package host

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Runtime serves the built runtime under prefix, which ends with "/". Scripts of
// the frames are allowed by hash, never by nonce: a nonce passes on to what a
// script imports.
func Runtime(files fs.FS, prefix string) http.Handler {
	return serveRuntime(files, prefix, "view")
}

// Audited is Runtime for who checks programs: its view can be asked which rules of
// accessibility the page breaks, and takes so much longer to come.
func Audited(files fs.FS, prefix string) http.Handler {
	return serveRuntime(files, prefix, "view", "axe", "audit")
}

// serveRuntime puts the scripts of these names into the view, one behind the other.
func serveRuntime(files fs.FS, prefix string, names ...string) http.Handler {
	view, viewHash := frame(files, names...)
	logic, logicHash := frame(files, "frame")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		switch name := strings.TrimPrefix(path.Clean("/"+strings.TrimPrefix(r.URL.Path, prefix)), "/"); name {
		case "view.html":
			from := origin(r)
			h.Set("Content-Security-Policy", "sandbox allow-scripts; default-src 'none'; script-src "+viewHash+"; style-src 'unsafe-inline'; "+
				"img-src "+from+" data: blob:; media-src "+from+" data: blob:; font-src "+from+" data:; connect-src 'none'; form-action 'none'; base-uri 'none'")
			page(w, view)
		case "logic.html":
			h.Set("Content-Security-Policy", "sandbox allow-scripts; default-src 'none'; script-src "+logicHash+" blob:; worker-src blob:; "+
				"connect-src 'none'; form-action 'none'; base-uri 'none'")
			page(w, logic)
		case "axe.js", "audit.js", "axe.zh.json": // of the check, and nobody's otherwise
			http.NotFound(w, r)
		default:
			serve(w, r, files, name)
		}
	})
}

// Libraries are the component libraries of the built runtime that programs may use
// without bringing them; none where it is not built.
func Libraries(runtime fs.FS) []fs.FS {
	b, err := fs.ReadFile(runtime, "packages.zip")
	if err != nil {
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil // half built
	}
	return []fs.FS{z}
}

// Program serves the files of one package under prefix, which ends with "/". Frames
// without an origin read fonts and scripts from it, so every origin may.
func Program(files func() fs.FS, prefix string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		// A package's pages are never shown as they are.
		w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
		serve(w, r, files(), strings.TrimPrefix(r.URL.Path, prefix))
	})
}

// Page is the page that shows one program and nothing else.
func Page(runtime string) http.Handler {
	body := []byte(`<!doctype html><html lang="zh"><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><title>livewell</title><link rel="icon" href="data:,">` +
		`<link rel="stylesheet" href="` + runtime + `host.css"><style>html,body,#box{height:100%;margin:0}</style>` +
		`<div id="box"></div><script src="` + runtime + `host.js"></script></html>`)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { page(w, body) })
}

func page(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body) // who has gone needs no page
}

// frame is a page with its scripts and the first one's style in it, and the sources
// that its policy allows: the hash of each script.
func frame(files fs.FS, names ...string) ([]byte, string) {
	var look, scripts []byte
	var hashes []string
	for _, name := range names {
		script, err := fs.ReadFile(files, name+".js")
		if err != nil {
			return []byte("<!doctype html><p>The mini-program runtime is not built yet: run <code>make build</code>."), "'none'"
		}
		script = bytes.ReplaceAll(script, []byte("</script"), []byte(`<\/script`))
		sum := sha256.Sum256(script)
		scripts = fmt.Appendf(scripts, "<script>%s</script>", script)
		hashes = append(hashes, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if style, err := fs.ReadFile(files, names[0]+".css"); err == nil { // a frame that shows nothing has none
		look = fmt.Appendf(nil, "<style>%s</style>", style)
	}
	body := fmt.Appendf(nil, `<!doctype html><html><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`+
		`<title>-</title>%s<body>%s</body></html>`, look, scripts)
	return body, strings.Join(hashes, " ")
}

func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	b, err := fs.ReadFile(files, strings.TrimPrefix(path.Clean("/"+name), "/"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(b) //nolint:gosec // a file of a package is never shown as a page, by Program's policy
}

// Bench is the page on which a program's developer works.
func Bench(runtime string) http.Handler {
	body := []byte(`<!doctype html><html lang="en"><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><title>livewell</title><link rel="icon" href="data:,">` +
		`<link rel="stylesheet" href="` + runtime + `bench.css"><div id="bench"></div>` +
		`<script src="` + runtime + `bench.js"></script></html>`)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { page(w, body) })
}
