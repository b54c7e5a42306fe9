// Package vitalsapi takes what hosts report of mini programs, and shows it to their
// developers and to operators. It holds wire types and mapping.
package vitalsapi

import (
	"context"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/vitals"
	"livewell/internal/open/client"
)

// Surface takes and shows reports. Limits hold those who report to a rate.
type Surface struct {
	DB     *db.DB
	Vitals *vitals.Service
	Apps   *client.Service
	Limits interface {
		Take(bucket, key string) (wait time.Duration, ok bool)
	}
}

// MiniSeen is one thing that a host saw of a program.
type MiniSeen struct {
	Kind    string `json:"kind" enum:"opened,error,page,closed"`
	Ms      int64  `json:"ms,omitempty" minimum:"0" maximum:"86400000" doc:"opened: until the first screen was there. closed: how long it was used."`
	Page    string `json:"page,omitempty" maxLength:"1000" doc:"Path of the page; of page and error."`
	Message string `json:"message,omitempty" maxLength:"10000" doc:"Of an error that nobody caught."`
	Stack   string `json:"stack,omitempty" maxLength:"20000" doc:"The first 2,000 characters are kept."`
	Fatal   bool   `json:"fatal,omitempty" doc:"The page is gone."`
}

type reportIn struct {
	App  string `path:"app" maxLength:"16"`
	Body struct {
		Batch   string     `json:"batch" maxLength:"64" doc:"Made by the host; the same one again is not counted."`
		Open    string     `json:"open" maxLength:"64" doc:"Made by the host for each open, at random; never anything of the person's."`
		Version string     `json:"version" maxLength:"12"`
		Host    string     `json:"host" maxLength:"40" doc:"app, kiosk, register, or the name of a partner's host."`
		City    string     `json:"city,omitempty" maxLength:"40" doc:"Code of where it is opened, if that is known."`
		Items   []MiniSeen `json:"items" nullable:"false" minItems:"1" maxItems:"50"`
	}
}

// Consumer adds what hosts call.
func (h Surface) Consumer(a *web.API) {
	report := web.InTx(h.DB, func(ctx context.Context, tx *db.Tx, in *reportIn) (web.Done, error) {
		b := vitals.Batch{ID: in.Body.Batch, Open: in.Body.Open, App: in.App, Version: in.Body.Version, Host: in.Body.Host, City: in.Body.City}
		for _, i := range in.Body.Items {
			b.Items = append(b.Items, vitals.Item{
				Kind: vitals.Kind(i.Kind), Took: time.Duration(i.Ms) * time.Millisecond, Page: i.Page, Message: i.Message, Stack: i.Stack, Fatal: i.Fatal,
			})
		}
		return web.Done{}, h.Vitals.Report(ctx, tx, b)
	})
	web.Op(a, "POST", "/api/mini/{app}/vitals", "reportMiniVitals", web.Public, func(ctx context.Context, in *reportIn) (web.Done, error) {
		if wait, ok := h.Limits.Take(vitals.BucketReport, web.Address(ctx)); !ok {
			return web.Done{}, vitals.ErrTooOften.With(map[string]any{"retryAfter": int(wait/time.Second) + 1})
		}
		return report(ctx, in)
	})
}

type MiniVitalsDay struct {
	Day     string `json:"day" format:"date"`
	Opens   int64  `json:"opens"`
	Crashes int64  `json:"crashes" doc:"Opens with an error that nobody caught."`
}

type MiniPageViews struct {
	Page  string `json:"page" doc:"other: what is beyond the first 100."`
	Views int64  `json:"views"`
}

type MiniError struct {
	Message string    `json:"message"`
	Stack   string    `json:"stack,omitempty"`
	Page    string    `json:"page,omitempty"`
	Fatal   bool      `json:"fatal"`
	Count   int64     `json:"count"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
}

type MiniVitals struct {
	Days      []MiniVitalsDay `json:"days" nullable:"false" doc:"Those with an open, by the calendar of China."`
	Opens     int64           `json:"opens"`
	CrashFree float64         `json:"crashFree" doc:"Share of opens without an error that nobody caught, 0 to 1; 1 where there is none."`
	P50       int64           `json:"p50" doc:"ms until the first screen was there; half of all were as fast."`
	P75       int64           `json:"p75"`
	P95       int64           `json:"p95"`
	Used      int64           `json:"used" doc:"ms that it was used for, on average."`
	Pages     []MiniPageViews `json:"pages" nullable:"false" doc:"Seen most first."`
	Errors    []MiniError     `json:"errors" nullable:"false" doc:"The last 50 that differ, newest first, of any time."`
}

type askIn struct {
	App     string `path:"app" maxLength:"16"`
	Version string `query:"version" required:"true" maxLength:"12"`
	Days    int    `query:"days" minimum:"1" maximum:"90" default:"30"`
}

// Console adds what developers and operators look at.
func (h Surface) Console(a *web.API) {
	web.Op(a, "GET", "/console/api/apps/{app}/mini/vitals", "getMiniVitals", web.For(scope.Developer, scope.Owner), func(ctx context.Context, in *askIn) (MiniVitals, error) {
		if _, err := h.Apps.Get(ctx, h.DB, scope.From(ctx), in.App); err != nil {
			return MiniVitals{}, err
		}
		return h.of(ctx, in)
	})
	web.Op(a, "GET", "/console/api/mini/programs/{app}/vitals", "getProgramVitals", web.For(scope.Operator, scope.Auditor), h.of)
}

func (h Surface) of(ctx context.Context, in *askIn) (MiniVitals, error) {
	r, err := h.Vitals.Of(ctx, h.DB, h.DB.Now(), in.App, in.Version, in.Days)
	ms := func(share float64) int64 { return r.Speed.Quantile(share).Milliseconds() }
	out := MiniVitals{
		Days: []MiniVitalsDay{}, Opens: r.Opens, CrashFree: 1, P50: ms(.5), P75: ms(.75), P95: ms(.95), Used: r.Used.Milliseconds(),
		Pages: []MiniPageViews{}, Errors: []MiniError{},
	}
	if r.Opens > 0 {
		out.CrashFree = 1 - float64(min(r.Crashes, r.Opens))/float64(r.Opens)
	}
	for _, d := range r.Days {
		out.Days = append(out.Days, MiniVitalsDay{d.Start.In(calendar.Zone).Format(time.DateOnly), d.Opens, d.Crashes})
	}
	for _, p := range r.Pages {
		out.Pages = append(out.Pages, MiniPageViews(p))
	}
	for _, e := range r.Errors {
		out.Errors = append(out.Errors, MiniError(e))
	}
	return out, err
}
