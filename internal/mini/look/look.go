// Package look opens every page of what waits for a review in a browser, one
// package at a time, and adds what it notices to what those who review see. It
// decides nothing. The browser has no network, little memory and little time.
//
// What is to do is what the registry says was not looked at: nothing is lost when a
// node ends, and where two look at the same package, the first to be done counts.
package look

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/mini/check"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/registry"
)

// Off is the name of a browser that is not there.
const Off = "off"

const (
	every    = 5 * time.Second
	most     = 60 // pages of a package
	perPage  = 5 * time.Second
	whole    = 5 * time.Minute
	perKind  = 3 // errors told of one page
	notThere = "The pages were not opened: "
)

// Deps are what it works with. Browser is its path, "" for the one that is found,
// or Off.
type Deps struct {
	DB       *db.DB
	Registry *registry.Service
	Runtime  fs.FS
	Browser  string
	Log      *slog.Logger
}

// Service looks at packages.
type Service struct{ Deps }

func New(d Deps) *Service { return &Service{d} }

// Run looks at what waits until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		for more := true; more && ctx.Err() == nil; {
			var err error
			if more, err = s.Once(ctx); err != nil && ctx.Err() == nil {
				s.Log.WarnContext(ctx, "looking at a mini program failed", "err", err)
				more = false
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once looks at one package. more is false where none waits.
func (s *Service) Once(ctx context.Context) (more bool, err error) {
	hash, ok, err := s.Registry.Unlooked(ctx, s.DB)
	if err != nil || !ok {
		return false, err
	}
	p, err := s.Registry.Built(ctx, s.DB, hash)
	if err != nil {
		return false, fmt.Errorf("read package %s: %w", hash, err)
	}
	found := s.look(ctx, p)
	if ctx.Err() != nil {
		return false, ctx.Err() // another node or the next start does it
	}
	return true, s.DB.Do(ctx, func(tx *db.Tx) error { return s.Registry.Looked(ctx, tx, hash, found) })
}

func (s *Service) look(ctx context.Context, p *compiler.Program) (out []registry.Finding) {
	unopened := func(why string) []registry.Finding {
		return append(out, registry.Finding{Kind: "page", Detail: notThere + why})
	}
	browser := s.Browser
	switch {
	case browser == Off:
		return unopened("this server has its browser switched off.")
	case browser == "" && os.Geteuid() == 0:
		// Whoever names the browser decides that strangers' code runs without its sandbox.
		return unopened("this server runs as root, for whom a browser has no sandbox.")
	case browser == "":
		if browser = check.Find(); browser == "" {
			return unopened("this server has no browser.")
		}
	}
	var pages []string
	for _, page := range p.Manifest.Pages[:min(len(p.Manifest.Pages), most)] {
		pages = append(pages, page.Path)
	}
	limited, cancel := context.WithTimeout(ctx, whole)
	defer cancel()
	seen, chinese := 0, check.Chinese(s.Runtime)
	_, err := check.Program(limited, p, check.Options{
		Runtime: s.Runtime, Wait: perPage, Only: pages, Browser: browser, Stranger: true,
		Seen: func(v check.Verdict) {
			seen++
			out = append(out, findings(v, chinese)...)
		},
	})
	switch {
	case err != nil && seen == 0:
		return unopened("the browser did not start.")
	case seen < len(p.Manifest.Pages):
		out = append(out, registry.Finding{Kind: "page", Detail: fmt.Sprintf("Only %d of %d pages were opened.", seen, len(p.Manifest.Pages))})
	}
	return out
}

// findings are what is told of one page; chinese are the rules' words.
func findings(v check.Verdict, chinese map[string]string) (out []registry.Finding) {
	both := func(kind, detail, zh string) {
		out = append(out, registry.Finding{Kind: kind, Entry: v.Page, Detail: detail, DetailZH: zh})
	}
	add := func(kind, detail string) { both(kind, detail, "") }
	if !v.Shows {
		add("page", "shows nothing when it is opened by itself")
	}
	for _, e := range v.Errors[:min(len(v.Errors), perKind)] {
		add("page", "threw, and nobody caught: "+e)
	}
	for _, e := range v.Thrown[:min(len(v.Thrown), perKind)] {
		add("page", "threw in a handler: "+e)
	}
	for _, tag := range v.Unknown {
		add("tag", "<"+tag+"> is not supported")
	}
	count := map[string]int{}
	var tags []string
	for _, tag := range v.Nameless {
		if count[tag]++; count[tag] == 1 {
			tags = append(tags, tag)
		}
	}
	for _, tag := range tags {
		both("accessibility", fmt.Sprintf("%d × <%s> without a name to read out", count[tag], tag), fmt.Sprintf("%d 个 <%s> 没有可朗读的名称", count[tag], tag))
	}
	for _, b := range v.Broken {
		zh := chinese[b.Rule]
		if zh != "" {
			zh = fmt.Sprintf("%s（%s）：%d 个元素，首个为 %s", zh, b.Rule, b.Count, b.First)
		}
		both("accessibility", fmt.Sprintf("%s (%s): %d elements, first %s", b.Says, b.Rule, b.Count, b.First), zh)
	}
	if v.Unaudited != "" {
		add("accessibility", "the rules could not be tried: "+v.Unaudited)
	}
	return out
}
