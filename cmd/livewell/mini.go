package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"livewell/internal/edge/webui"
	"livewell/internal/kit/fault"
	"livewell/internal/mini/check"
	"livewell/internal/mini/compiler"
	"livewell/internal/mini/dev"
	"livewell/internal/mini/host"
	"livewell/internal/mini/pack"
)

type miniCmd struct {
	Init    miniInit    `cmd:"" help:"Write a small program to begin with."`
	Dev     miniDev     `cmd:"" help:"Show a program while it is written; what changes is seen at once."`
	Build   miniBuild   `cmd:"" help:"Compile a program into a folder."`
	Bench   miniBench   `cmd:"" help:"Measure the runtime on a list of 1,000 rows; the machine should be idle."`
	Pack    miniPack    `cmd:"" help:"Compile a program and sign it as a package to upload."`
	Key     miniKey     `cmd:"" help:"Make the key that packages are signed with, and register it for a sandbox."`
	Preview miniPreview `cmd:"" help:"Bring a program to your phone: send it as a version to try, and print a link with its QR code."`
	Upload  miniUpload  `cmd:"" help:"Compile, sign and send a version, and ask for its review with --submit."`
	Check   miniCheck   `cmd:"" help:"Open every page in a browser without a network and say which work; exit 1 where too few do."`
}

type miniBench struct {
	Times int `default:"20" help:"How often each thing is done; the median counts."`
}

func (c miniBench) Run(ctx context.Context) error {
	measures, err := check.Bench(ctx, webui.Files("mini"), c.Times)
	if err != nil {
		return err
	}
	const columns = "%-44s %10s %10s %10s %10s %10s\n"
	fmt.Printf(columns, "from the call to the last DOM change, in ms", "median", "logic", "view", "max", "limit")
	part := func(v float64) string {
		if v == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f", v)
	}
	for _, m := range measures {
		fmt.Printf(columns, m.Name, part(m.Median), part(m.Logic), part(m.View), part(m.Max), fmt.Sprintf("%.0f", m.Limit))
	}
	return nil
}

type miniSource struct {
	Src      string `arg:"" type:"existingdir" help:"Folder of the program: the one that holds app.json."`
	Packages string `type:"existingdir" help:"Folder of npm packages beside the program's own node_modules."`
}

func (s miniSource) build(development bool) (*compiler.Program, error) {
	return compiler.Build(os.DirFS(s.Src), compiler.Options{Packages: s.packages(), Development: development})
}

// packages are those beside the program before those that the platform brings.
func (s miniSource) packages() []fs.FS {
	known := host.Libraries(webui.Files("mini"))
	if s.Packages == "" {
		return known
	}
	return append([]fs.FS{os.DirFS(s.Packages)}, known...)
}

type miniInit struct {
	Dir string `arg:"" type:"path" help:"New or empty folder."`
}

func (c miniInit) Run() error {
	if err := dev.Init(c.Dir); err != nil {
		return err
	}
	fmt.Printf("next: livewell mini dev %s\n", c.Dir)
	return nil
}

type miniDev struct {
	miniSource
	Listen string `default:"127.0.0.1:8090" help:"Address to serve on."`
}

func (c miniDev) Run(ctx context.Context) error {
	bench := dev.Open(os.DirFS(c.Src), c.packages())
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: bench.Handler(webui.Files("mini")), ReadHeaderTimeout: 10 * time.Second}
	go bench.Watch(ctx, 200*time.Millisecond)
	go func() {
		<-ctx.Done()
		_ = s.Close() // pages that wait for changes never end by themselves
	}()
	warnings, fault := bench.Warnings()
	for _, w := range warnings {
		fmt.Fprintln(os.Stderr, w)
	}
	if fault != "" {
		fmt.Fprintln(os.Stderr, fault)
	}
	fmt.Printf("ready http://%s\n", l.Addr())
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type miniBuild struct {
	miniSource
	Out string `required:"" type:"path" help:"Folder to write the package's files to."`
}

func (c miniBuild) Run() error {
	p, err := c.build(false)
	if err != nil {
		return err
	}
	for name, data := range p.Files {
		to := filepath.Join(c.Out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
	}
	for _, w := range p.Warnings {
		fmt.Fprintln(os.Stderr, w)
	}
	fmt.Printf("%d pages, %d files, %d warnings\n", len(p.Manifest.Pages), len(p.Files), len(p.Warnings))
	return nil
}

type miniCheck struct {
	miniSource
	Least float64  `default:"95" help:"Share of pages that must work, in per cent."`
	Shots string   `type:"path" help:"Folder for a picture of each page."`
	JSON  bool     `name:"json" help:"Print the whole report as JSON."`
	Page  []string `help:"Open only these pages."`
	Lang  string   `default:"zh" enum:"zh,en" help:"Language of the host."`
}

func (c miniCheck) Run(ctx context.Context) error {
	p, err := c.build(false)
	if err != nil {
		return err
	}
	o := check.Options{Runtime: webui.Files("mini"), Language: c.Lang, Only: c.Page}
	if !c.JSON {
		o.Seen = printVerdict
	}
	if c.Shots != "" {
		if err := os.MkdirAll(c.Shots, 0o755); err != nil {
			return err
		}
		o.Shot = func(page string, png []byte) {
			name := filepath.Join(c.Shots, strings.ReplaceAll(page, "/", "_")+".png")
			if err := os.WriteFile(name, png, 0o644); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}
	r, err := check.Program(ctx, p, o)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Printf("%d of %d pages work, %d of them without a fault of the program's own; %d warnings of the compiler\n",
			r.OK(), len(r.Pages), r.Clean(), len(r.Warnings))
	}
	if n := len(r.Pages); n == 0 || float64(r.OK())*100 < c.Least*float64(n) {
		return fmt.Errorf("%d of %d pages work; at least %g %% must", r.OK(), n, c.Least)
	}
	return nil
}

func printVerdict(v check.Verdict) {
	defer printNotes(v)
	if v.Clean() {
		fmt.Printf("ok     %s\n", v.Page)
		return
	}
	var why []string
	if !v.Shows {
		why = append(why, "shows nothing")
	}
	if len(v.Failed) > 0 {
		why = append(why, "without "+strings.Join(v.Failed, ", "))
	}
	why = append(why, v.Errors...)
	for _, tag := range v.Unknown {
		why = append(why, "<"+tag+"> is not supported")
	}
	verdict := "FAIL  "
	if v.OK() {
		verdict = "threw "
	}
	why = append(why, v.Thrown...)
	fmt.Printf("%s %s: %s\n", verdict, v.Page, strings.Join(why, "; "))
}

// printNotes prints what does not make a page fail: what it says above itself, and for
// whom it is hard to use.
func printNotes(v check.Verdict) {
	for _, said := range v.Says {
		fmt.Printf("note   %s says: %s\n", v.Page, said)
	}
	for _, b := range v.Broken {
		fmt.Printf("note   %s: %s (%s): %d elements, first %s\n", v.Page, b.Says, b.Rule, b.Count, b.First)
	}
	if v.Unaudited != "" {
		fmt.Printf("note   %s: the rules of accessibility could not be tried: %s\n", v.Page, v.Unaudited)
	}
}

type miniPack struct {
	miniSource
	App     string   `required:"" help:"Id of the app that the program belongs to."`
	Name    string   `required:"" help:"What people read."`
	Version string   `required:"" help:"Three numbers, such as 1.2.3: higher than all before."`
	About   string   `help:"What the program is for."`
	Domain  []string `help:"Hosts that the program talks to."`
	Key     string   `required:"" type:"existingfile" help:"Ed25519 private key of the developer, PEM: openssl genpkey -algorithm ed25519."`
	Out     string   `required:"" type:"path" help:"File to write."`
}

// Run writes a signed package and prints its SHA-256, which the upload names.
func (c miniPack) Run() error {
	key, err := packageKey(c.Key)
	if err != nil {
		return err
	}
	p, err := c.build(false)
	if err != nil {
		return err
	}
	k, err := pack.Make(p, pack.Info{AppID: c.App, Name: c.Name, Description: c.About, Version: c.Version, Domains: c.Domain})
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
	for _, w := range p.Warnings {
		fmt.Fprintln(os.Stderr, w)
	}
	fmt.Printf("%x\n", sha256.Sum256(b.Bytes()))
	return os.WriteFile(c.Out, b.Bytes(), 0o644)
}

func packageKey(file string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no PEM file", file)
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	key, ok := k.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds no Ed25519 key", file)
	}
	return key, nil
}
