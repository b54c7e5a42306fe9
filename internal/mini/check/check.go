// Package check opens every page of a program in a real browser, without a network,
// and says which of them show something and break nothing. It is what a developer
// runs, what the review of a version runs, and how the runtime is tried on programs
// that others wrote.
package check

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"

	"livewell/internal/mini/compiler"
	"livewell/internal/mini/host"
)

// ErrNoBrowser says that no Chromium was found on the machine.
var ErrNoBrowser = errors.New("no Chromium found; install it, or name it in CHROME")

// Options of a check.
type Options struct {
	// Runtime holds the built runtime.
	Runtime fs.FS
	// Width and Height of the screen, in CSS pixels; 375 by 667 where 0.
	Width, Height int64
	// Wait is how long a page may take; 10 seconds where 0.
	Wait time.Duration
	// Browser names the program; "" looks for one.
	Browser string
	// Stranger says that nobody here wrote the program: the browser keeps its sandbox,
	// where the system's user may have one, and little memory.
	Stranger bool
	// Language is "zh" or "en".
	Language string
	// Seen hears of each page when it has been looked at, where it is not nil.
	Seen func(Verdict)
	// Only these pages are opened, where there are any.
	Only []string
	// Shot is given the picture of each page, where it is not nil.
	Shot func(page string, png []byte)
}

// Verdict is what was seen of one page.
type Verdict struct {
	Page string `json:"page"`
	// Shows says that something can be seen, in the page or in what the program says
	// above it.
	Shows bool `json:"shows"`
	// Says is what the program said in dialogs and toasts, such as that there is no
	// network.
	Says []string `json:"says,omitempty"`
	// Errors that nobody caught: of a timer, a promise, a file that cannot be loaded,
	// a template.
	Errors []string `json:"errors,omitempty"`
	// Thrown is what the program's own code threw in its handlers and its life, which
	// the runtime caught and told the App. Pages opened without what leads to them
	// (a query, a login, a server's answer) often do.
	Thrown []string `json:"thrown,omitempty"`
	// Unknown are tags that are neither elements nor components.
	Unknown []string `json:"unknown,omitempty"`
	// Nameless are the tags of buttons and fields that a reader of the screen has no
	// name for.
	Nameless []string `json:"nameless,omitempty"`
	// Broken are the rules of accessibility (WCAG 2.2 AA, as axe-core knows them) that
	// the page breaks, at most 10; Unaudited says why they could not be tried.
	Broken    []Broken `json:"broken,omitempty"`
	Unaudited string   `json:"unaudited,omitempty"`
	// Failed are calls of the platform that failed on the way, such as requests
	// without a network. Where nothing shows they are usually why.
	Failed   []string `json:"failed,omitempty"`
	Text     string   `json:"text,omitempty"`
	Elements int      `json:"elements"`
	Millis   int64    `json:"millis"`
}

// Broken is a rule of accessibility that a page breaks.
type Broken struct {
	// Rule is the id that axe-core has for it, Says what it asks for, in English.
	Rule string `json:"rule"`
	Says string `json:"says"`
	// Count is how many elements break it, First the selector of the first.
	Count int    `json:"count"`
	First string `json:"first"`
}

// Chinese are what the rules ask for in Chinese, by their ids, as axe-core's translators
// have it; none where the runtime is not built.
func Chinese(runtime fs.FS) map[string]string {
	b, err := fs.ReadFile(runtime, "axe.zh.json")
	if err != nil {
		return nil
	}
	var all struct {
		Rules map[string]struct {
			Help string `json:"help"`
		} `json:"rules"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil // half built
	}
	out := map[string]string{}
	for id, r := range all.Rules {
		out[id] = r.Help
	}
	return out
}

// OK says that the page shows content without an uncaught error or an unsupported node.
func (v Verdict) OK() bool { return v.Shows && len(v.Errors) == 0 && len(v.Unknown) == 0 }

// Clean says that it is, and that the program threw nothing.
func (v Verdict) Clean() bool { return v.OK() && len(v.Thrown) == 0 }

// Report is what was seen of a program.
type Report struct {
	Pages    []Verdict          `json:"pages"`
	Warnings []compiler.Warning `json:"warnings,omitempty"`
}

// OK counts the pages that are.
func (r Report) OK() int { return r.count(Verdict.OK) }

// Clean counts the pages that are.
func (r Report) Clean() int { return r.count(Verdict.Clean) }

func (r Report) count(is func(Verdict) bool) (n int) {
	for _, p := range r.Pages {
		if is(p) {
			n++
		}
	}
	return n
}

// Program opens every page of a built program.
func Program(ctx context.Context, p *compiler.Program, o Options) (Report, error) {
	if o.Width == 0 {
		o.Width, o.Height = 375, 667
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	if o.Language == "" {
		o.Language = "zh"
	}
	base, stop, err := serve(p, host.Audited(o.Runtime, "/runtime/"))
	if err != nil {
		return Report{}, err
	}
	defer stop()
	browser, cancel, err := start(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer cancel()
	r := Report{Warnings: p.Warnings}
	for _, page := range p.Manifest.Pages {
		if len(o.Only) > 0 && !slices.Contains(o.Only, page.Path) {
			continue
		}
		v, err := open(browser, base, page.Path, o)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		if err != nil { // the browser gave up on this page; the next may be better
			v = Verdict{Page: page.Path, Errors: []string{"the page could not be looked at: " + err.Error()}}
		}
		r.Pages = append(r.Pages, v)
		if o.Seen != nil {
			o.Seen(v)
		}
	}
	return r, nil
}

// serve puts a program and the runtime on a port of this machine.
func serve(p *compiler.Program, runtime http.Handler) (string, func(), error) {
	files := fstest.MapFS{}
	for name, data := range p.Files {
		files[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	mux := http.NewServeMux()
	mux.Handle("/runtime/", runtime)
	mux.Handle("/program/", host.Program(func() fs.FS { return files }, "/program/"))
	mux.Handle("/try", host.Page("/runtime/"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("check: listen: %w", err)
	}
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.Serve(l) }()
	return "http://" + l.Addr().String(), func() { _ = s.Close() }, nil
}

// open looks at one page in a tab of its own.
func open(browser context.Context, base, page string, o Options) (Verdict, error) {
	began := time.Now() //nolint:forbidigo // how long a browser took is measured, and nothing hangs on it
	s, err := newSession(browser, base, page, o)
	if err != nil {
		return Verdict{}, err
	}
	defer s.close()
	seen, err := s.settled()
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Page: page, Millis: time.Since(began).Milliseconds()}
	v.Elements, v.Unknown, v.Nameless, v.Text = seen.Elements, seen.Unknown, seen.Nameless, strings.Join(strings.Fields(seen.Text), " ")
	v.Failed = slices.Compact(slices.Sorted(slices.Values(seen.Failed)))
	for _, said := range seen.Said {
		v.Says = append(v.Says, strings.Join(strings.Fields(said), " "))
	}
	v.Shows = seen.Text != "" || seen.Pictures > 0 || seen.Marks > 0 || len(v.Says) > 0
	for _, e := range seen.Errors {
		if e.Caught {
			v.Thrown = append(v.Thrown, e.Message)
		} else {
			v.Errors = append(v.Errors, e.Message)
		}
	}
	if o.Shot != nil {
		shot, err := chromedp.Run(s.tab, chromedp.CaptureScreenshot())
		if err != nil {
			return v, err
		}
		o.Shot(page, shot)
	}
	// Last, since it may never end.
	v.Broken, err = s.audit()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		v.Unaudited = "the rules took too long"
	case err != nil:
		v.Unaudited = err.Error()
	}
	return v, nil
}
