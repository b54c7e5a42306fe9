package message

import (
	"testing"
	"time"
)

func TestQuietHoursEndWhereTheyShould(t *testing.T) {
	night := Quiet{true, 22 * 60, 7 * 60, "Asia/Shanghai"}
	for _, tc := range []struct {
		q         Quiet
		now, want string // want empty: not in quiet hours
	}{
		{night, "2026-01-02T13:59:59Z", ""},                     // 21:59:59 there
		{night, "2026-01-02T14:00:00Z", "2026-01-02T23:00:00Z"}, // to the next morning
		{night, "2026-01-02T22:59:59Z", "2026-01-02T23:00:00Z"}, // the same morning
		{night, "2026-01-02T23:00:00Z", ""},                     // the end is not in it
		{Quiet{true, 13 * 60, 14 * 60, "UTC"}, "2026-01-02T13:30:00Z", "2026-01-02T14:00:00Z"},
		{Quiet{true, 13 * 60, 14 * 60, "UTC"}, "2026-01-02T14:30:00Z", ""},
		{Quiet{false, 22 * 60, 7 * 60, "Asia/Shanghai"}, "2026-01-02T16:00:00Z", ""},
		// The night in which Berlin's clocks go forward is an hour shorter.
		{Quiet{true, 22 * 60, 7 * 60, "Europe/Berlin"}, "2026-03-28T21:30:00Z", "2026-03-29T05:00:00Z"},
		{Quiet{true, 22 * 60, 7 * 60, "Europe/Berlin"}, "2026-03-27T21:30:00Z", "2026-03-28T06:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, tc.now)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if end, is := tc.q.until(now); is {
			got = end.Format(time.RFC3339)
		}
		if got != tc.want {
			t.Errorf("%+v at %s: got %q, want %q", tc.q, tc.now, got, tc.want)
		}
	}
}

func TestAmountsAreSaidAsTheFrontEndDoes(t *testing.T) {
	for in, want := range map[string]string{
		"0.05": "¥0.05", "999.00": "¥999.00", "1200.00": "¥1,200.00", "1234567.80": "¥1,234,567.80", "-1000.00": "-¥1,000.00",
	} {
		if got := amount(in, ""); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if got := amount("1200.00", "USD"); got != "1,200.00 USD" {
		t.Errorf("got %s", got)
	}
}

func TestEveryMessageIsShortEnoughForARecord(t *testing.T) {
	long := make([]rune, 5000)
	for i := range long {
		long[i] = '长'
	}
	for code := range words["zh"] {
		n := say("zh", code, map[string]string{"name": string(long), "subject": string(long), "amount": "1.00"})
		if n == nil {
			continue // the text that belongs to a title
		}
		if size := len(n.Title) + len(n.Body); size > 2500 {
			t.Errorf("%s: %d bytes", code, size)
		}
	}
}
