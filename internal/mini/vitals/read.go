package vitals

import (
	"context"
	"time"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
)

// MostDays is how far back anything is told.
const MostDays = 90

// Day is what was counted in one.
type Day struct {
	Start          time.Time // in calendar.Zone
	Opens, Crashes int64
}

// PageViews is how often a page was seen.
type PageViews struct {
	Page  string `db:"page"`
	Views int64  `db:"views"`
}

// Error is one that nobody caught.
type Error struct {
	Message, Stack, Page string
	Fatal                bool
	Count                int64
	First, Last          time.Time
}

// Report is how a version did. Days without an open are absent.
type Report struct {
	Days           []Day
	Opens, Crashes int64
	Used           time.Duration // on average, by those that told
	Speed          Histogram
	Pages          []PageViews // those that are seen most first
	Errors         []Error     // the last first, of any time
}

// Of tells how a version did in so many days up to now. Fault: ErrRange.
func (s *Service) Of(ctx context.Context, q db.Q, now time.Time, app, version string, days int) (Report, error) {
	var out Report
	if days < 1 || days > MostDays {
		return out, ErrRange
	}
	from := dayOf(hourOf(now)) - int64(days) + 1
	rows, err := db.List[dayRow](ctx, q, qDays, app, version, from*24-8)
	if err != nil {
		return out, err
	}
	var closed, used int64
	for _, r := range rows {
		out.Days = append(out.Days, Day{time.Unix((r.Day*24-8)*3600, 0).In(calendar.Zone), r.Opens, r.Crashes})
		out.Opens, out.Crashes, closed, used = out.Opens+r.Opens, out.Crashes+r.Crashes, closed+r.Closed, used+r.Used
	}
	if closed > 0 {
		out.Used = time.Duration(used/closed) * time.Millisecond
	}
	speed, err := db.List[bucketRow](ctx, q, qSpeed, app, version, from*24-8)
	if err != nil {
		return out, err
	}
	out.Speed = histogram(speed)
	if out.Pages, err = db.List[PageViews](ctx, q, qPages, app, version, from); err != nil {
		return out, err
	}
	failed, err := db.List[errorRow](ctx, q, qErrors, app, version)
	for _, r := range failed {
		out.Errors = append(out.Errors, Error{r.Message, r.Stack, r.Page, r.Fatal, r.N, time.UnixMicro(r.FirstAt).UTC(), time.UnixMicro(r.LastAt).UTC()})
	}
	return out, err
}

func histogram(rows []bucketRow) (h Histogram) {
	for _, r := range rows {
		h[min(max(r.Bucket, 0), buckets)] += r.N
	}
	return h
}
