// Package registryopen is the methods by which developers bring versions of their
// mini programs to people. It holds wire types and mapping.
package registryopen

import (
	"context"
	"net/http"
	"net/url"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/scope"
	"livewell/internal/mini/pack"
	"livewell/internal/mini/registry"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// bundle is the one host of programs here; others of the public platform are not.
const bundle = "com.alipay.alipaywallet"

var (
	errKind   = fault.New(fault.Refused, "registryopen.kind", "The app is no mini program.")
	errBundle = fault.New(fault.Invalid, "registryopen.bundle", "bundle_id must be com.alipay.alipaywallet, or left out.")
	errFile   = fault.New(fault.Invalid, "registryopen.file", "Send one file, package_content.")
	errGray   = fault.New(fault.Invalid, "registryopen.gray", "gray_strategy must be p10, p30 or p50, and no less than it is.")
)

// grays are the strategies of the public platform in basis points.
var grays = map[string]int64{"p10": 1000, "p30": 3000, "p50": 5000}

// subs are the codes that all methods here may answer.
var subs = []gateway.Sub{
	{Fault: registry.ErrNotFound, Code: "APP_VERSION_NOT_EXIST"},
	{Fault: registry.ErrStatus, Code: "APP_VERSION_STATUS_INVALID"},
	{Fault: registry.ErrActor, Code: "APP_VERSION_STATUS_INVALID"},
	{Fault: registry.ErrUnreviewed, Code: "APP_VERSION_STATUS_INVALID"},
	{Fault: errKind, Code: "APP_NOT_MINI_PROGRAM"},
	{Fault: errBundle, Code: "BUNDLE_ID_INVALID"},
}

var uploadSubs = []gateway.Sub{
	{Fault: registry.ErrExists, Code: "VERSION_HAS_EXISTED"},
	{Fault: registry.ErrMany, Code: "DEVELOP_VERSION_EXCEED_LIMIT"},
}

// Deps are what the methods work with.
type Deps struct {
	DB       *db.DB
	Registry *registry.Service
	Apps     *client.Service
	Origin   string
}

// on names a version. Every method here has it.
type on struct {
	Version protocol.Text `json:"app_version" required:"true" max:"12" example:"1.2.3" doc:"Three numbers; each new version is higher than all before."`
	Bundle  protocol.Text `json:"bundle_id" max:"64" example:"com.alipay.alipaywallet" doc:"The host; there is this one."`
}

type nothing struct{}

// of gives the program that a call is about.
func (d Deps) of(ctx context.Context, c *gateway.Call, bundleID protocol.Text) (app string, sc scope.Scope, err error) {
	a := c.App
	if c.AuthAppID != a.ID {
		if a, err = d.Apps.Lookup(ctx, c.AuthAppID); err != nil {
			return "", scope.Scope{}, err
		}
	}
	switch {
	case a.Kind != client.Mini && !a.Sandbox:
		return "", scope.Scope{}, errKind
	case bundleID != "" && bundleID != bundle:
		return "", scope.Scope{}, errBundle
	}
	return a.ID, scope.Scope{App: c.App.ID}, nil
}

func spec(name, title, text string, more ...gateway.Sub) gateway.Spec {
	return gateway.Spec{
		Name: name, Group: "Mini programs", Title: title, Text: text, Merchant: true, Keys: []string{"app_version"}, Subs: append(more, subs...),
	}
}

func read(s gateway.Spec) gateway.Spec {
	s.V3, s.Keys = []gateway.Route{{Method: http.MethodGet, Path: gateway.V3Path(s.Name)}}, nil
	return s
}

// Register adds the methods to g.
func Register(g *gateway.Gateway, d Deps) {
	d.uploads(g)
	d.audits(g)
	d.releases(g)
	d.queries(g)
	d.experiences(g)
	d.codes(g)
}

type step = func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error

// moves registers a method that does one thing to a version.
func moves[In any](g *gateway.Gateway, d Deps, s gateway.Spec, at func(*In) on, fn func(*In) step) {
	gateway.Add(g, s, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *In) (nothing, error) {
		app, sc, err := d.of(ctx, c, at(in).Bundle)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, fn(in)(ctx, tx, sc, app, string(at(in).Version))
	})
}

func (d Deps) move(g *gateway.Gateway, s gateway.Spec, fn step) {
	moves(g, d, s, func(in *on) on { return *in }, func(*on) step { return fn })
}

type onlineIn struct {
	on
	Downgrade protocol.Text `json:"downgrade" max:"16" doc:"Taken, and not used."`
	Permit    protocol.Text `json:"permit_registration_limit_release" max:"16" doc:"Taken, and not used."`
}

type grayIn struct {
	on
	Strategy protocol.Text `json:"gray_strategy" required:"true" max:"16" example:"p10" doc:"p10, p30 or p50: percent of people. It only rises until it is cancelled."`
}

func (d Deps) releases(g *gateway.Gateway) {
	r := d.Registry
	gray := spec("alipay.open.mini.version.gray.online", "Show a version to a part of the people",
		"Shows an approved version to ten, thirty or fifty percent. Who has it keeps it while the part rises. The same part again changes nothing.",
		gateway.Sub{Fault: registry.ErrGray, Code: "GRAY_STRATEGY_IS_INVALID"}, gateway.Sub{Fault: errGray, Code: "GRAY_STRATEGY_IS_INVALID"})
	moves(g, d, gray, func(in *grayIn) on { return in.on }, func(in *grayIn) step {
		return func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			points, ok := grays[string(in.Strategy)]
			if !ok {
				return errGray
			}
			return r.Spread(ctx, tx, sc, registry.Author, app, name, registry.Part{Points: points})
		}
	})
	d.move(g, spec("alipay.open.mini.version.gray.cancel", "Show it to nobody any more", "The version stays approved; its part of the people gets what is online."),
		func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return r.CancelSpread(ctx, tx, sc, registry.Author, app, name)
		})
	moves(g, d, spec("alipay.open.mini.version.online", "Show a version to everybody",
		"Puts an approved version in the place of the one that is online, which can be gone back to. Called again, it changes nothing."),
		func(in *onlineIn) on { return in.on }, func(*onlineIn) step { return r.Release })
	d.move(g, spec("alipay.open.mini.version.offline", "Take a version down", "Takes the version that is online away, and puts none in its place. Called again, it changes nothing."),
		func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return r.TakeDown(ctx, tx, sc, registry.Author, app, name)
		})
	d.move(g, spec("alipay.open.mini.version.rollback", "Go back to the version before",
		"Takes the version that is online, and is named, away, and puts the one before in its place at once: open clients hear of it within ten seconds.",
		gateway.Sub{Fault: registry.ErrNoFormer, Code: "NO_VERSION_TO_ROLLBACK"}),
		func(ctx context.Context, tx *db.Tx, sc scope.Scope, app, name string) error {
			return r.Rollback(ctx, tx, sc, registry.Author, app, name)
		})
	d.move(g, spec("alipay.open.mini.version.delete", "Delete a version", "Deletes a version that is in development or was rejected. Its number cannot be used again."), r.Delete)
}

type applyIn struct {
	on
	Description protocol.Text `json:"version_desc" required:"true" max:"600" example:"Noodles at the door: choose, pay and follow the rider." doc:"30 to 500 characters: what is new."`
	Memo        protocol.Text `json:"memo" max:"500" doc:"For the reviewers alone."`
	AutoOnline  protocol.Text `json:"auto_online" enum:"true,false" example:"false" doc:"true: it goes online when it is approved."`
	SpeedUp     protocol.Text `json:"speed_up" max:"16" doc:"Taken, and not used, as are the other fields and pictures of the public platform: they are those of the app."`
	RegionType  protocol.Text `json:"region_type" max:"16" doc:"Taken, and not used."`
}

type applyOut struct {
	SpeedUp     string `json:"speed_up" doc:"false: reviews are in the order in which they were asked for."`
	SpeedUpMemo string `json:"speed_up_memo" doc:"Why."`
}

func (d Deps) audits(g *gateway.Gateway) {
	apply := spec("alipay.open.mini.version.audit.apply", "Ask for a review", "Puts a version in development into the queue of reviews. Called again while it waits, it changes nothing.",
		gateway.Sub{Fault: registry.ErrPending, Code: "CAN_NOT_SUBMIT_WITH_AUDIT_GRAY"})
	apply.Kind, apply.Top = gateway.Upload, true
	gateway.Add(g, apply, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *applyIn) (applyOut, error) {
		app, sc, err := d.of(ctx, c, in.Bundle)
		if err == nil {
			err = d.Registry.Submit(ctx, tx, sc, app, string(in.Version), registry.Submission{
				Description: string(in.Description), Memo: string(in.Memo), Auto: in.AutoOnline == "true",
			})
		}
		return applyOut{"false", "Reviews are in the order in which they were asked for."}, err
	})
	d.move(g, spec("alipay.open.mini.version.audit.cancel", "Take a version out of review", "It is in development again."), d.Registry.CancelReview)
	d.move(g, spec("alipay.open.mini.version.audited.cancel", "Take a reviewed version back", "An approved or rejected version is in development again, and needs a new review."), d.Registry.Withdraw)
}

func (d Deps) experiences(g *gateway.Gateway) {
	d.move(g, spec("alipay.open.mini.experience.create", "Let a version be tried", "Whoever has a link of experience.query can open the version before it is reviewed. Called again, it changes nothing."), d.Registry.AllowTrial)
	d.move(g, spec("alipay.open.mini.experience.cancel", "End the trial", "Every link ends at once. Called again, it changes nothing."), d.Registry.EndTrial)
	gateway.Query(g, read(spec("alipay.open.mini.experience.query", "Get a link to try a version", "Each call gives a new link, which works for 24 hours or until experience.cancel.")),
		func(ctx context.Context, q db.Q, c *gateway.Call, in *on) (trialOut, error) {
			app, _, err := d.of(ctx, c, in.Bundle)
			if err != nil {
				return trialOut{}, err
			}
			token, ok, err := d.Registry.TrialToken(ctx, q, c.At, app, string(in.Version))
			if err != nil || !ok {
				return trialOut{Status: "notExpVersion"}, err
			}
			return trialOut{"expVersionPackged", d.Origin + "/mini/" + app + "?" + url.Values{"trial": {token}}.Encode()}, nil
		})
}

type trialOut struct {
	Status string `json:"status" doc:"expVersionPackged (spelled so): it can be tried; notExpVersion: it cannot."`
	Schema string `json:"exp_schema_url,omitempty" doc:"The link. Show it as a QR code, or send it."`
}

type uploadIn struct {
	on
	Template        protocol.Text `json:"template_id" required:"true" max:"16" example:"2021000000000001" doc:"The app whose version is the template. It belongs to who calls."`
	TemplateVersion protocol.Text `json:"template_version" max:"12" example:"1.0.0" doc:"Left out: the one that is online."`
	Ext             protocol.Text `json:"ext" max:"10000" doc:"Settings of this instance, a JSON object: the program gets them as they are."`
}

type buildOut struct {
	Build    string `json:"build_status" doc:"6: the version is there."`
	Create   string `json:"create_status" doc:"6: the version is there."`
	Rotation string `json:"need_rotation" doc:"N: there is nothing to wait for."`
	Created  string `json:"version_created" doc:"Y."`
}

var built = buildOut{"6", "6", "N", "Y"}

type packageIn struct {
	Hash protocol.Text `json:"package_hash" required:"true" max:"64" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" doc:"SHA-256 of the file package_content, hex: files are no part of the request's signature."`
}

type packageOut struct {
	Version  string    `json:"app_version" doc:"As the manifest says."`
	Hash     string    `json:"content_hash" doc:"SHA-256 of the list of files: what a review names, and where the files are served."`
	Findings []finding `json:"findings" doc:"What was noticed; the reviewers see it too."`
}

type finding struct {
	Kind   string `json:"kind" doc:"size, domain, eval, secret, page, scope or mixed."`
	Entry  string `json:"entry,omitempty" doc:"The file."`
	Detail string `json:"detail" doc:"What is there."`
}

func (d Deps) uploads(g *gateway.Gateway) {
	upload := spec("alipay.open.mini.version.upload", "Make a version of a template",
		"Makes a version of this program with the package of a template and settings of its own. The same call again is the same version.",
		append([]gateway.Sub{{Fault: registry.ErrTemplate, Code: "TEMPLATE_NOT_EXIST"}}, uploadSubs...)...)
	gateway.Add(g, upload, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *uploadIn) (buildOut, error) {
		app, sc, err := d.of(ctx, c, in.Bundle)
		if err == nil {
			_, err = d.Registry.Instance(ctx, tx, sc, app, string(in.Version), c.App.Owner, string(in.Template), string(in.TemplateVersion), string(in.Ext))
		}
		return built, err
	})
	own := spec("livewell.mini.package.upload", "Upload a package",
		"Takes one file, package_content: a package that a registered key of the developer has signed, of at most 20 MiB. Its version is that of its manifest. The same package again is the same version.",
		append([]gateway.Sub{{Fault: registry.ErrNoKey, Code: "DEVELOPER_KEY_NOT_EXIST"}, {Fault: errFile, Code: "isv.upload-fail"}}, append(packFaults(), uploadSubs...)...)...)
	own.Kind, own.Top, own.Keys = gateway.Upload, true, []string{"package_hash"}
	gateway.Free(g, own, d.upload)
}

// packFaults gives every reason why a package is refused a code of its own.
func packFaults() (out []gateway.Sub) {
	for code, f := range map[string]*fault.Fault{
		"PACKAGE_TOO_LARGE": pack.ErrSize, "PACKAGE_TOO_MANY_FILES": pack.ErrCount, "PACKAGE_NOT_ZIP": pack.ErrZip, "PACKAGE_NAME_INVALID": pack.ErrName,
		"PACKAGE_NAME_REPEATED": pack.ErrSameName, "PACKAGE_ENTRY_INVALID": pack.ErrKind, "PACKAGE_ENCRYPTED": pack.ErrEncrypted,
		"PACKAGE_COMPRESSED": pack.ErrCompressed, "PACKAGE_LIST_INVALID": pack.ErrList, "PACKAGE_FILE_MISSING": pack.ErrMissing,
		"PACKAGE_FILE_NOT_LISTED": pack.ErrUnlisted, "PACKAGE_FILE_CHANGED": pack.ErrHash, "PACKAGE_MANIFEST_INVALID": pack.ErrManifest,
		"PACKAGE_NOT_SIGNED": pack.ErrUnsigned, "PACKAGE_SIGNATURE_INVALID": pack.ErrSignature, "PACKAGE_EXTRA_BYTES": pack.ErrBytes,
		"PACKAGE_OF_OTHER_APP": registry.ErrApp, "PACKAGE_HASH_MISMATCH": registry.ErrHash,
	} {
		out = append(out, gateway.Sub{Fault: f, Code: code})
	}
	return out
}

func (d Deps) upload(ctx context.Context, c *gateway.Call, in *packageIn) (packageOut, error) {
	app, sc, err := d.of(ctx, c, "")
	if err != nil {
		return packageOut{}, err
	}
	if len(c.Files) != 1 || c.Files[0].Field != "package_content" {
		return packageOut{}, errFile
	}
	p, found, err := d.Registry.Open(ctx, d.DB, app, string(in.Hash), c.Files[0].Data)
	if err != nil {
		return packageOut{}, err
	}
	out := packageOut{p.Manifest.Version.Name, p.Hash(), []finding{}}
	for _, f := range found {
		out.Findings = append(out.Findings, finding{f.Kind, f.Entry, f.Detail})
	}
	return out, d.DB.Do(ctx, func(tx *db.Tx) error {
		_, err := d.Registry.Upload(ctx, tx, sc, app, p, found)
		return err
	})
}
