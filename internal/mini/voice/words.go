package voice

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/core/ledger"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/life/order"
	"livewell/internal/trade/store"
)

// speech is everything that is said, in one language. It is for the ear: short, in
// whole sentences, and amounts without zeros that mean nothing.
type speech struct{ zh bool }

func wordsFor(lang string) speech { return speech{lang == "zh"} }

func (w speech) in(zh, en string) string {
	if w.zh {
		return zh
	}
	return en
}

func (w speech) name(zh, en string) string { return w.in(zh, cmp.Or(en, zh)) }

func (w speech) yuan(decimal string) string {
	if whole, cents, ok := strings.Cut(decimal, "."); ok {
		decimal = strings.TrimSuffix(whole+"."+strings.TrimRight(cents, "0"), ".")
	}
	return decimal + w.in(" 元", " yuan")
}

func (w speech) amount(a money.Amount) string { return w.yuan(a.Decimal()) }

func (w speech) stopped() string {
	return w.in("好的，不下单了。", "All right. Nothing was ordered.")
}

func (w speech) askPIN() string {
	return w.in("请在键盘上输入六位支付密码，不要说出来。", "Please type your six-digit payment PIN on the keypad. Do not say it aloud.")
}

func (w speech) unclear(at State) string {
	switch at {
	case Choosing:
		return w.in("没听明白。请说第几个，或者说取消。", "I did not understand. Say the number of one, or cancel.")
	case Confirming:
		return w.in("没听明白。要下单请说是，不要请说取消。", "I did not understand. Say yes to order it, or cancel.")
	case AtPIN:
		return w.in("请在键盘上输入支付密码，或者说取消。", "Please type your PIN on the keypad, or say cancel.")
	case Listening, Ordered, Ended:
	}
	return w.in("没听明白。可以说：再来一份昨天的牛肉面。", "I did not understand. You can say: one more of yesterday's beef noodles.")
}

func (w speech) nothing() string {
	return w.in("没有找到您以前点过的这样东西。外卖和自取的订单可以再来一份。", "I found nothing like it among what you ordered to be brought or to pick up.")
}

// titles name choices, to be read and to be heard.
func (w speech) titles(all []choice) (out []string) {
	for _, c := range all {
		first := c.Lines[0]
		title := w.name(first.Name, first.NameEN)
		if n := len(c.Lines) - 1; n > 0 {
			title += w.in(fmt.Sprintf("等 %d 样", n+1), fmt.Sprintf(" and %d more", n))
		}
		out = append(out, title+w.in("，", " from ")+w.name(c.Name, c.NameEN))
	}
	return out
}

func (w speech) which(all []choice) string {
	var b strings.Builder
	b.WriteString(w.in("您要哪一个？", "Which one? "))
	for i, title := range w.titles(all) {
		fmt.Fprintf(&b, w.in("第 %d 个，%s。", "%d: %s. "), i+1, title)
	}
	return strings.TrimSpace(b.String())
}

func (w speech) readBack(c choice, d order.Draft) string {
	var parts []string
	for i, l := range d.Lines {
		name := w.name(l.Name, l.NameEN)
		if v := w.name(l.Variant, l.VariantEN); v != "" {
			name += w.in("（"+v+"）", ", "+v)
		}
		part := fmt.Sprintf(w.in("%[2]s %[1]d 份", "%[1]d of %[2]s"), l.Qty, name)
		if l.Unit.Minor() != c.Lines[i].Unit {
			part += fmt.Sprintf(w.in("，现在每份 %s，上次是 %s", ", which is %s each now and was %s"), w.amount(l.Unit), w.amount(cny(c.Lines[i].Unit)))
		}
		parts = append(parts, part)
	}
	way := w.in("到店自取", "to pick up")
	if c.Mode == store.Takeaway && d.To != nil {
		way = w.in("送到", "brought to ") + brief(d.To.Place)
	}
	parts = append(parts, w.name(d.From.Name, d.From.NameEN), way)
	total := w.in("一共 ", "") + w.amount(d.Total()) + w.in("", " in all")
	if !d.Discount().IsZero() {
		total += w.in("，已优惠 ", " after ") + w.amount(d.Discount()) + w.in("", " off")
	}
	return strings.Join(append(parts, total), w.in("，", ", ")) + w.in("。要下单吗？", ". Shall I order it?")
}

// brief is a place as far as it takes to know it again.
func brief(place string) string {
	r := []rune(place)
	return string(r[:min(len(r), 24)])
}

func (w speech) ordered(o order.Order, takes time.Duration) string {
	minutes := int((takes + time.Minute - 1) / time.Minute)
	return fmt.Sprintf(w.in("下单成功，订单号 %s，大约 %d 分钟。", "Ordered. Your number is %s; it takes about %d minutes."), o.Number, minutes)
}

// refused tells why something cannot be.
func (w speech) refused(f *fault.Fault) string {
	text := func(key string) string { s, _ := f.Args[key].(string); return s }
	dish := w.name(text("dish"), text("dishEn"))
	switch {
	case errors.Is(f, ErrClosed):
		if at, ok := f.Args["opens"].(time.Time); ok {
			at = at.In(calendar.Zone)
			return w.in("这家店现在不营业，"+at.Format("1 月 2 日 15:04")+" 开门。", "The store is closed now. It opens on "+at.Format("January 2 at 15:04")+".")
		}
		return w.in("这家店现在不营业。", "The store is closed now.")
	case errors.Is(f, ErrSoldOut):
		if left, _ := f.Args["left"].(int64); left > 0 {
			return fmt.Sprintf(w.in("%s只剩 %d 份了。", "There are not enough %s: %d are left."), dish, left)
		}
		return w.in(dish+"卖完了。", dish+": this is sold out.")
	case errors.Is(f, ErrLeast):
		return w.in("这家店满 "+w.yuan(text("least"))+"才送。", "The store delivers orders of "+w.yuan(text("least"))+" and more.")
	case errors.Is(f, ErrFar):
		return w.in("这家店不再送到那个地址了。", "The store does not deliver to that address any more.")
	case errors.Is(f, ErrLimit):
		return w.in("一共 "+w.yuan(text("total"))+"，语音下单最多 "+w.yuan(text("limit"))+"，请在手机上完成。",
			"That is "+w.yuan(text("total"))+". By voice you can order for "+w.yuan(text("limit"))+" at most; please finish it on your phone.")
	case errors.Is(f, identity.ErrPINWrong):
		left, _ := f.Args["left"].(int)
		return fmt.Sprintf(w.in("密码不对，还可以试 %d 次。", "The PIN is wrong. You can try %d more times."), left)
	case errors.Is(f, identity.ErrPINLocked):
		return w.in("密码错了太多次，已暂时锁定。没有下单。", "There were too many wrong PINs, so it is locked for a while. Nothing was ordered.")
	case errors.Is(f, identity.ErrNoPIN):
		return w.in("您还没有支付密码，请先在手机上设置。", "You have no payment PIN yet. Please set one on your phone.")
	case errors.Is(f, ledger.ErrShort):
		return w.in("余额不够，没有下单。", "There is not enough money in your balance. Nothing was ordered.")
	case errors.Is(f, ErrGone):
		return w.in("现在不能这样下单了，请在手机上看看。", "It cannot be ordered like that any more. Please look on your phone.")
	}
	return w.in("没有下单，请在手机上完成。", "Nothing was ordered. Please finish it on your phone.")
}
