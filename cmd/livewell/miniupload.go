package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"livewell/internal/kit/fault"
	"livewell/internal/kit/qr"
	"livewell/internal/mini/pack"
	"livewell/internal/open/protocol"
	"livewell/internal/open/sandbox"
)

type miniKey struct{ openApp }

// Run makes the key once, and registers it for a sandbox. The app's own key must
// not be able to: who steals it from a server could sign packages then.
func (c miniKey) Run(ctx context.Context) error {
	a, err := c.settled()
	if err != nil {
		return err
	}
	key, err := packageKey(a.Key)
	if errors.Is(err, os.ErrNotExist) {
		key, err = newPackageKey(a.Key)
	}
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	public := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	h, err := tenant{filepath.Dir(a.Env)}.home()
	if errors.Is(err, os.ErrNotExist) {
		fmt.Printf("%snext: paste this at %s\n", public, a.page())
		return nil
	}
	if err != nil {
		return err
	}
	if err := h.post(ctx, sandbox.KeyPath, sandbox.Ask{PublicKey: public}, &struct{}{}); err != nil && !strings.Contains(err.Error(), "registry.key_used") {
		return err
	}
	fmt.Printf("%s is registered for %s\nnext: livewell mini preview DIR --env %s\n", a.Key, a.App, a.Env)
	return nil
}

func newPackageKey(file string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

// miniSend is what both ways to send a program need.
type miniSend struct {
	miniSource
	openApp
	Name   string   `help:"What people read; by default the title in app.json."`
	Domain []string `help:"Hosts that the program talks to."`
}

// uploaded is the answer to an upload.
type uploaded struct {
	Version  string `json:"app_version"`
	Findings []struct {
		Kind   string `json:"kind"`
		Entry  string `json:"entry"`
		Detail string `json:"detail"`
	} `json:"findings"`
}

// say tells people how it goes; standard output is for what comes of it.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// upload builds, signs and sends.
func (c miniSend) upload(ctx context.Context, a openApp, version string) error {
	key, err := packageKey(a.Key)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: livewell mini key makes it", err)
	}
	if err != nil {
		return err
	}
	p, err := c.build(false)
	if err != nil {
		return err
	}
	for _, w := range p.Warnings {
		say("%s", w)
	}
	say("compiled %d pages into %d files", len(p.Manifest.Pages), len(p.Files))
	name := c.Name
	if title, ok := p.Manifest.Window["defaultTitle"].(string); ok && name == "" {
		name = title
	}
	if name == "" {
		name = filepath.Base(c.Src)
	}
	k, err := pack.Make(p, pack.Info{AppID: a.App, Name: name, Version: version, Domains: c.Domain})
	if f, ok := fault.Of(err); ok {
		return errors.New(f.Text)
	}
	if err != nil {
		return err
	}
	k.Sign(pack.Developer, key)
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	next := 25
	sent := func(n, of int) {
		if at := n * 100 / max(of, 1); at >= next {
			say("sent %d %% of %d kB", at, of/1024)
			next = at/25*25 + 25
		}
	}
	var out uploaded
	if err := a.call(ctx, "livewell.mini.package.upload", protocol.Params{"package_hash": hex.EncodeToString(sum[:])}, b.Bytes(), sent, &out); err != nil {
		return err
	}
	say("version %s of %s is on %s", out.Version, a.App, a.Server)
	for _, f := range out.Findings {
		say("noticed: %s", strings.TrimSpace(strings.Join([]string{f.Kind, f.Entry, f.Detail}, " ")))
	}
	return nil
}

// about calls a method that is about one version.
func (a openApp) about(ctx context.Context, method, version string, out any) error {
	body, err := json.Marshal(map[string]string{"app_version": version})
	if err != nil {
		return err
	}
	return a.call(ctx, "alipay.open.mini."+method, protocol.Params{"biz_content": string(body)}, nil, nil, out)
}

type miniUpload struct {
	miniSend
	Version     string `required:"" help:"Three numbers, such as 1.2.3: higher than all before."`
	Submit      bool   `help:"Ask for a review at once."`
	Description string `help:"What is new, for the review: 30 to 500 characters."`
}

func (c miniUpload) Run(ctx context.Context) error {
	a, err := c.settled()
	if err != nil {
		return err
	}
	if n := len([]rune(c.Description)); c.Submit && (n < 30 || n > 500) {
		return errors.New("--submit needs --description with 30 to 500 characters")
	}
	if err := c.upload(ctx, a, c.Version); err != nil {
		return err
	}
	if !c.Submit {
		fmt.Printf("next: the same again with --submit --description \"…\", then release it %s\n", a.onward())
		return nil
	}
	err = a.call(ctx, "alipay.open.mini.version.audit.apply", protocol.Params{"app_version": c.Version, "version_desc": c.Description}, nil, nil, &struct{}{})
	if err != nil {
		return err
	}
	fmt.Printf("in review; next: release it %s when it is approved\n", a.onward())
	return nil
}

type miniPreview struct {
	miniSend
	Page    string `help:"Page to begin with, such as pages/index/index?table=7."`
	Version string `help:"Its number; by default the next one."`
}

// Run brings the program to whoever has the link. Its version takes the next number,
// and the place of the one that the last preview made.
func (c miniPreview) Run(ctx context.Context) error {
	a, err := c.settled()
	if err != nil {
		return err
	}
	var list struct {
		Versions []string `json:"app_versions"`
	}
	if err := a.call(ctx, "alipay.open.mini.version.list.query", protocol.Params{"biz_content": "{}"}, nil, nil, &list); err != nil {
		return err
	}
	memory := filepath.Join(filepath.Dir(a.Env), "preview_"+a.App)
	before, err := os.ReadFile(memory)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	version := c.Version
	if version == "" {
		version = nextVersion(append(list.Versions, string(before)))
	}
	if err := c.upload(ctx, a, version); err != nil {
		return err
	}
	if err := os.WriteFile(memory, []byte(version), 0o600); err != nil {
		return err
	}
	if err := a.about(ctx, "experience.create", version, &struct{}{}); err != nil {
		return err
	}
	var trial struct {
		Link string `json:"exp_schema_url"`
	}
	if err := a.about(ctx, "experience.query", version, &trial); err != nil {
		return err
	}
	var said refusal
	if len(before) > 0 { // it may be in review by now, or away
		if err := a.about(ctx, "version.delete", string(before), &struct{}{}); err != nil && !errors.As(err, &said) {
			return err
		}
	}
	return c.show(trial.Link)
}

func (c miniPreview) show(link string) error {
	if c.Page != "" {
		link += "&page=" + url.QueryEscape(c.Page)
	}
	if i, err := os.Stdout.Stat(); err == nil && i.Mode()&os.ModeCharDevice != 0 {
		code, err := qr.Make(link)
		if err != nil {
			return err
		}
		fmt.Print(code.Text())
	}
	fmt.Println(link)
	say("next: scan it, or open the link on a phone; it works for 24 hours, for people who are signed in")
	if local(link) {
		say("phones cannot open this link: it is this machine's own. Serve with --listen 0.0.0.0:8080 --origin and an address that phones can open.")
	}
	return nil
}

// nextVersion is the smallest number above all, as each part has three digits.
func nextVersion(all []string) string {
	next := int64(1)
	for _, v := range all {
		code, _ := pack.VersionCode(v)
		next = max(next, code+1)
	}
	return fmt.Sprintf("%d.%d.%d", next/1_000_000, next/1000%1000, next%1000)
}
