package counter

import (
	"fmt"
	"strconv"
	"strings"

	"livewell/internal/kit/calendar"
	"livewell/internal/kit/escpos"
	"livewell/internal/trade/store"
)

// Receipt is what a printer is sent for a paid order, in Chinese and English: the
// number to hear for, what it is of, and a code of the order's address, which
// begins with origin.
func (o Order) Receipt(st store.Store, origin string) []byte {
	r := escpos.New()
	r.Align(escpos.Centre)
	r.Bold(strings.TrimSpace(st.Name + " " + st.NameEN))
	if o.Number != "" {
		r.Line("取餐号 Number")
		r.Big(o.Number)
	}
	if o.Code != "" {
		r.Line("取餐码 Code " + o.Code)
	}
	r.Align(escpos.Left)
	r.Line(o.At.In(calendar.Zone).Format("2006-01-02 15:04"))
	for _, s := range []string{o.Table, o.Note} {
		if s != "" {
			r.Line(s)
		}
	}
	r.Rule()
	for _, l := range o.Lines {
		r.Sides(fmt.Sprintf("%d x %s", l.Qty, l.Name), l.Total.Decimal())
		if more := strings.Join(append(named(l.Variant), l.Chosen...), ", "); more != "" {
			r.Line("    " + more)
		}
	}
	if !o.More.IsZero() {
		r.Sides("打包 Packing", o.More.Decimal())
	}
	if !o.Off.IsZero() {
		r.Sides("优惠 Discount", "-"+o.Off.Decimal())
	}
	r.Rule()
	r.Sides("合计 Total", "¥"+o.Total.Decimal())
	if !o.Change.IsZero() {
		r.Sides("找零 Change", "¥"+o.Change.Decimal())
	}
	if o.Points.Used > 0 {
		r.Sides("使用积分 Points used", strconv.FormatInt(o.Points.Used, 10))
	}
	if o.Points.Earned > 0 {
		r.Sides("获得积分 Points earned", strconv.FormatInt(o.Points.Earned, 10))
	}
	r.Align(escpos.Centre)
	if !o.Sale {
		r.QR(origin + "/orders/" + o.ID)
	}
	r.Line(o.ID)
	r.Feed(3)
	r.Cut()
	return r.Bytes()
}

func named(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
