package registryopen

import (
	"context"
	"strconv"

	"livewell/internal/kit/db"
	"livewell/internal/kit/page"
	"livewell/internal/mini/registry"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// states are those of the public platform. A version that another one took the
// place of is offline there.
var states = map[registry.Status]string{
	registry.Init: "INIT", registry.Auditing: "AUDITING", registry.Rejected: "AUDIT_REJECT", registry.Approved: "WAIT_RELEASE",
	registry.Gray: "GRAY", registry.Online: "RELEASE", registry.Superseded: "OFFLINE", registry.Offline: "OFFLINE",
}

type listIn struct {
	Bundle protocol.Text `json:"bundle_id" max:"64" doc:"The host; there is one."`
	Status protocol.Text `json:"version_status" enum:"INIT,AUDITING,AUDIT_REJECT,WAIT_RELEASE,GRAY,RELEASE,OFFLINE" example:"RELEASE" doc:"Only those; left out: all."`
}

type versionInfo struct {
	Version     string `json:"app_version" doc:"Its number."`
	Bundle      string `json:"bundle_id" doc:"The host."`
	Status      string `json:"version_status" doc:"INIT, AUDITING, AUDIT_REJECT, WAIT_RELEASE, GRAY, RELEASE or OFFLINE."`
	Description string `json:"version_description,omitempty" doc:"As it was submitted."`
	Created     string `json:"create_time" doc:"UTC+8."`
	CanRelease  string `json:"can_release" doc:"true: approved or gray."`
}

type listOut struct {
	Infos    []versionInfo `json:"app_version_infos" doc:"The newest 100, newest first."`
	Versions []string      `json:"app_versions" doc:"Their numbers."`
}

type detailOut struct {
	Version      string `json:"app_version" doc:"Its number."`
	Name         string `json:"app_name" doc:"The app's."`
	Status       string `json:"status" doc:"INIT, AUDITING, AUDIT_REJECT, WAIT_RELEASE, GRAY, RELEASE or OFFLINE."`
	Description  string `json:"version_desc,omitempty" doc:"As it was submitted."`
	Memo         string `json:"memo,omitempty" doc:"As it was submitted."`
	RejectReason string `json:"reject_reason,omitempty" doc:"Why it was rejected."`
	Gray         string `json:"gray_strategy,omitempty" doc:"p10, p30 or p50; other parts, which operators set, as p and their percent."`
	CanRelease   string `json:"can_release" doc:"true: approved or gray."`
	BaseAudit    string `json:"base_audit,omitempty" doc:"AUDITING, AUDIT_PASS or AUDIT_REJECT."`
	Created      string `json:"gmt_create" doc:"UTC+8."`
	Applied      string `json:"gmt_apply_audit,omitempty" doc:"UTC+8."`
	Decided      string `json:"gmt_audit_end,omitempty" doc:"UTC+8."`
	Online       string `json:"gmt_online,omitempty" doc:"UTC+8."`
	Offline      string `json:"gmt_offline,omitempty" doc:"UTC+8."`
	Hash         string `json:"content_hash" doc:"SHA-256 of the list of its files: what was reviewed."`
}

func canRelease(v registry.Version) string {
	return strconv.FormatBool(v.Status == registry.Approved || v.Status == registry.Gray)
}

func strategy(v registry.Version) string {
	if v.Status != registry.Gray {
		return ""
	}
	return "p" + strconv.FormatFloat(float64(v.Gray)/100, 'f', -1, 64)
}

func audited(v registry.Version) string {
	switch {
	case v.Status == registry.Rejected:
		return "AUDIT_REJECT"
	case v.Status == registry.Auditing:
		return "AUDITING"
	case v.Status != registry.Init:
		return "AUDIT_PASS"
	}
	return ""
}

func (d Deps) queries(g *gateway.Gateway) {
	gateway.Query(g, read(spec("alipay.open.mini.version.build.query", "Ask whether a version is built", "A version is there when its upload was answered; this tells the same.")),
		func(ctx context.Context, q db.Q, c *gateway.Call, in *on) (buildOut, error) {
			app, _, err := d.of(ctx, c, in.Bundle)
			if err == nil {
				_, err = d.Registry.Get(ctx, q, app, string(in.Version))
			}
			return built, err
		})
	gateway.Query(g, read(spec("alipay.open.mini.version.list.query", "List versions", "The newest 100, newest first.")),
		func(ctx context.Context, q db.Q, c *gateway.Call, in *listIn) (listOut, error) {
			out := listOut{[]versionInfo{}, []string{}}
			app, _, err := d.of(ctx, c, in.Bundle)
			if err != nil {
				return out, err
			}
			p, err := d.Registry.List(ctx, q, app, page.Ask{Limit: 100})
			for _, v := range p.Items {
				if s := states[v.Status]; in.Status == "" || string(in.Status) == s {
					out.Infos = append(out.Infos, versionInfo{v.Name, bundle, s, v.Description, protocol.Time(v.Created), canRelease(v)})
					out.Versions = append(out.Versions, v.Name)
				}
			}
			return out, err
		})
	gateway.Query(g, read(spec("alipay.open.mini.version.detail.query", "Look at a version", "Tells how it stands, and why.")), d.detail)
}

func (d Deps) detail(ctx context.Context, q db.Q, c *gateway.Call, in *on) (detailOut, error) {
	app, _, err := d.of(ctx, c, in.Bundle)
	if err != nil {
		return detailOut{}, err
	}
	v, err := d.Registry.Get(ctx, q, app, string(in.Version))
	if err != nil {
		return detailOut{}, err
	}
	a, err := d.Apps.Lookup(ctx, app)
	if err != nil {
		return detailOut{}, err
	}
	out := detailOut{
		Version: v.Name, Name: a.Name, Status: states[v.Status], Description: v.Description, Memo: v.Memo, Gray: strategy(v), CanRelease: canRelease(v),
		BaseAudit: audited(v), Created: protocol.Time(v.Created), Applied: protocol.Time(v.Submitted), Decided: protocol.Time(v.Decided),
		Online: protocol.Time(v.Released), Offline: protocol.Time(v.Offline), Hash: v.Package,
	}
	if v.Status == registry.Rejected {
		out.RejectReason = v.Reason
	}
	return out, nil
}
