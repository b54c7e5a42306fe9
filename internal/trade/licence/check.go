package licence

import (
	"context"
	"slices"
	"strings"
	"time"

	"livewell/internal/kit/db"
	"livewell/internal/trade/merchant"
)

// What a machine notices. An operator decides; nothing of it refuses.
const (
	NumberUnknown = "number"       // not a number of GB 32100-2015, or mistyped
	NumberUsed    = "number_used"  // another merchant shows it too
	NameDiffers   = "name"         // the merchant is called otherwise
	EndsSoon      = "expires_soon" // within 30 days
)

func shaped(number string) bool {
	return len(number) >= 5 && len(number) <= 40 && strings.Trim(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}

// alphabet of unified social credit numbers: GB 32100-2015, table 1, in the order of their values.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// Valid tells whether a number is a unified social credit number: 18 characters
// whose last one is the check character of the others (GB 32100-2015, 5.5).
func Valid(number string) bool {
	if len(number) != 18 {
		return false
	}
	sum, weight := 0, 1
	for _, c := range number[:17] {
		v := strings.IndexRune(alphabet, c)
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return alphabet[(31-sum%31)%31] == number[17]
}

func findings(ctx context.Context, q db.Q, m merchant.Merchant, p Paper) ([]string, error) {
	var out []string
	if !Valid(p.Number) {
		out = append(out, NumberUnknown)
	}
	others, _, err := db.One[int64](ctx, q, qOthers, p.Number, p.Merchant)
	if err != nil {
		return nil, err
	}
	if others > 0 {
		out = append(out, NumberUsed)
	}
	if !alike(p.Name, m.Name) {
		out = append(out, NameDiffers)
	}
	if !p.Expires.IsZero() && p.Expires.Before(p.SentAt.Add(30*24*time.Hour)) {
		out = append(out, EndsSoon)
	}
	return out, nil
}

// alike tells whether one name has the other in it, or they share two characters
// in a row in most of the shorter one: "巷口面馆" and "北京巷口餐饮有限公司".
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	x, y := pairs(a), pairs(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	shared := 0
	for _, p := range x {
		if slices.Contains(y, p) {
			shared++
		}
	}
	return shared*3 >= len(x) && shared > 0
}

func pairs(s string) (out []string) {
	r := []rune(s)
	for i := 0; i+1 < len(r); i++ {
		out = append(out, string(r[i:i+2]))
	}
	return out
}
