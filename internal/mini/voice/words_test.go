package voice

import (
	"strings"
	"testing"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/kit/fault"
	"livewell/internal/life/catalog"
	"livewell/internal/life/order"
)

// Every reason has words of its own in each language, with what belongs into them.
func TestEachReasonIsSaidInBothLanguages(t *testing.T) {
	d := order.Draft{Lines: []catalog.Line{{Name: "牛肉面", NameEN: "Beef noodles"}}}
	of := func(code string, line int) *fault.Fault {
		return reason(d, order.Problem{Code: code, Line: line, Left: 2, Now: cny(2050), At: time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)})
	}
	general := wordsFor("zh").refused(order.ErrEmpty)
	for name, c := range map[string]struct {
		f      *fault.Fault
		zh, en string
	}{
		"closed":    {of(order.StoreClosed, -1), "11 月 27 日 10:00", "November 27 at 10:00"},
		"short":     {of(order.StockShort, 0), "牛肉面只剩 2 份", "Beef noodles: 2"},
		"sold out":  {ErrSoldOut.With(map[string]any{"dish": "牛肉面", "dishEn": "Beef noodles"}), "牛肉面卖完了", "Beef noodles: this is sold out"},
		"minimum":   {of(order.UnderLeast, -1), "满 20.5 元", "20.5 yuan"},
		"too far":   {of(order.TooFar, -1), "地址", "address"},
		"gone":      {of(catalog.Gone, 0), "不能这样下单", "any more"},
		"mode":      {of(order.ModeOff, -1), "不能这样下单", "any more"},
		"not now":   {of(catalog.NotNow, 0), "不能这样下单", "any more"},
		"limit":     {ErrLimit.With(map[string]any{"total": "600.00", "limit": "200.00"}), "600 元，语音下单最多 200 元", "600 yuan"},
		"wrong PIN": {identity.ErrPINWrong.With(map[string]any{"left": 3}), "还可以试 3 次", "3 more times"},
		"locked":    {identity.ErrPINLocked, "锁定", "locked"},
		"no PIN":    {identity.ErrNoPIN, "没有支付密码", "no payment PIN"},
		"short of":  {ledger.ErrShort, "余额不够", "not enough money"},
	} {
		zh, en := wordsFor("zh").refused(c.f), wordsFor("en").refused(c.f)
		if !strings.Contains(zh, c.zh) || !strings.Contains(en, c.en) || zh == general || strings.Contains(zh+en, "%!") || strings.ContainsFunc(en, han) {
			t.Errorf("%s: %q, %q", name, zh, en)
		}
	}
}
