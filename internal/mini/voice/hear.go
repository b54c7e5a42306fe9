package voice

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Act is what somebody means.
type Act string

const (
	Unclear Act = ""
	Order   Act = "order" // something that they had before
	Yes     Act = "yes"
	No      Act = "no" // and everything else that means to stop
	Repeat  Act = "repeat"
	Pick    Act = "pick" // one of what was offered
)

// Heard is a sentence, understood.
type Heard struct {
	Act   Act
	Qty   int64    // pieces; 0: not said
	Words []string // of the dish or its store, all of which must be found
	Ago   int      // days; anyDay: not said
	Last  bool     // what they had last
	Usual bool     // what they always have
	Sure  bool     // there was more than the name of a dish
	Pick  int      // from 1
}

const anyDay = -1

// Hear understands a sentence by rules, without looking at who says it. What is
// not wholly understood is Unclear, and yes is nothing but yes: a mistake costs a
// question, and never an order.
func Hear(text string) Heard {
	t := tidy(text)
	if t == "" {
		return Heard{Ago: anyDay}
	}
	bare := strings.Join(strings.Fields(courtesy.ReplaceAllString(t, " ")), " ")
	if a := short(cmp.Or(bare, t)); a != Unclear {
		return Heard{Act: a, Ago: anyDay}
	}
	if n := pick(t); n > 0 {
		return Heard{Act: Pick, Pick: n, Ago: anyDay}
	}
	h := english(t)
	if strings.ContainsFunc(t, han) {
		h = chinese(t)
	}
	if h.Act == Unclear {
		return Heard{Ago: anyDay}
	}
	return h
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// tidy gives small letters in one width, with a single space where anything else is.
func tidy(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '！' && r <= '～': // full width, U+FF01 to U+FF5E
			r -= '！' - '!'
		case r == '’':
			r = '\''
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

var phrases = map[Act][]string{
	Yes: {
		"是", "是的", "是啊", "对", "对的", "对啊", "没错", "好", "好的", "好啊", "好吧", "行", "可以", "嗯", "没问题", "确认", "确定", "下单", "下单吧", "要", "要的", "就这个", "就要这个", "买",
		"yes", "yeah", "yep", "sure", "ok", "okay", "correct", "right", "that's right", "go ahead", "do it", "confirm", "please do", "order it", "yes please", "please", "yes order it", "fine",
	},
	No: {
		"不", "不是", "不对", "不要", "不用", "不了", "不行", "不好", "不买", "别", "别下单", "没有", "算了", "停", "停止", "退出", "结束",
		"no", "nope", "nah", "no thanks", "no thank you", "don't", "wrong", "stop", "quit", "exit", "never mind", "nevermind", "forget it", "not that", "not now", "don't order", "don't order it",
	},
	Repeat: {
		"再说一遍", "再说一次", "请再说一遍", "重复", "重复一遍", "重说", "没听清", "我没听清", "什么", "你说什么", "再念一遍",
		"repeat", "repeat that", "please repeat", "say that again", "say it again", "pardon", "what", "what was that", "sorry", "come again", "i did not hear", "i didn't hear",
	},
}

var acts = func() map[string]Act {
	out := map[string]Act{}
	for act, all := range phrases {
		for _, p := range all {
			out[p] = act
		}
	}
	return out
}()

var courtesy = regexp.MustCompile(`谢谢你?|请|\bthanks\b|\bthank you\b|\bplease\b`)

var cancels = regexp.MustCompile(`取消|不要了|不用了|不买了|不点了|别点了|别买了|\bcancel\b`)

// short understands answers, which are the whole sentence: each of its clauses.
func short(t string) Act {
	if cancels.MatchString(t) {
		return No
	}
	if a, ok := acts[t]; ok {
		return a
	}
	var all Act
	for i, clause := range strings.Fields(t) {
		a, ok := acts[clause]
		if !ok || i > 0 && a != all {
			return Unclear
		}
		all = a
	}
	return all
}

var (
	pickHan   = regexp.MustCompile(`^(?:我?选|我?要|就)?第?([0-9]|[一二两三四五六七八九])(?:个|号|种|项)?的?(?:吧)?$`)
	pickLatin = regexp.MustCompile(`^(?:the |number |option |no )?(first|second|third|fourth|fifth|one|two|three|four|five|[0-9])(?: one)?(?: please)?$`)
	ordinals  = []string{"", "first", "second", "third", "fourth", "fifth"}
	cardinals = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
)

func pick(t string) int {
	if m := pickHan.FindStringSubmatch(t); m != nil {
		return int(number(m[1]))
	}
	if m := pickLatin.FindStringSubmatch(t); m != nil {
		return max(slices.Index(ordinals, m[1]), int(number(m[1])))
	}
	return 0
}

const numerals = "零一二三四五六七八九"

// number reads digits, an English word up to ten, and Chinese numerals up to 999;
// what is none of them is -1.
func number(s string) int64 {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if i := slices.Index(cardinals, s); i > 0 {
		return int64(i)
	}
	var sum, digit int64 = 0, -1
	for _, r := range strings.NewReplacer("两", "二", "〇", "零").Replace(s) {
		switch i := strings.IndexRune(numerals, r); {
		case r == '十':
			sum, digit = sum+max(digit, -digit)*10, 0
		case r == '百' && digit > 0:
			sum, digit = sum+digit*100, 0
		case i >= 0:
			digit = int64(i / len("零"))
		default:
			return -1
		}
	}
	if digit < 0 {
		return -1
	}
	return sum + digit
}

var (
	polite = regexp.MustCompile(`能不能|可不可以|可以|能|麻烦|请|帮忙|谢谢|你好`)
	asks   = regexp.MustCompile(`吗$`)
	// What stands in sentences that order nothing. A dish that is called so has to be
	// asked for by its day.
	against = regexp.MustCompile(`不|没|别|勿|吗|什么|怎么|多少|几点|为何|哪|谁|天气|吃了|喝了|吃过|喝过|好吃|难吃|退|投诉|半份|半碗`)

	usualHan = regexp.MustCompile(`老样子|老规矩|照旧|照常|(?:我的|我)?最?(?:喜欢|爱)(?:吃|喝)?的|(?:我的|我)?最爱|(?:我的|我)?(?:常|经常)(?:点|吃|喝)的|(?:我的|我)?收藏(?:的|过的)?`)
	lastHan  = regexp.MustCompile(`(?:和|跟|像)?(?:上次|上一次|上回|之前|以前|刚才)(?:一样|那样|点|买|吃|喝)?(?:的|那)?`)
	daysHan  = []*regexp.Regexp{
		regexp.MustCompile(`(?:和|跟|像)?(?:今天|今早|今日)(?:早上|中午|上午)?(?:一样|点|买)?(?:的|那)?`),
		regexp.MustCompile(`(?:和|跟|像)?(?:昨天|昨日|昨晚)(?:早上|中午|上午|下午|晚上)?(?:一样|点|买|吃|喝)?(?:的|那)?`),
		regexp.MustCompile(`(?:和|跟|像)?前天(?:早上|中午|上午|下午|晚上)?(?:一样|点|买|吃|喝)?(?:的|那)?`),
	}
	qtyHan  = regexp.MustCompile(`(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5}) ?(?:份儿|份|碗|个|杯|盘|套|客|瓶|盒|笼|件)`)
	oneHan  = regexp.MustCompile(`(来|要|点|买|订)(?:份儿|份|碗|个|杯|盘|套|客|瓶|盒|笼|件)`)
	verbHan = regexp.MustCompile(`改成|换成|再|来|要|点|买|订|叫|下单|给我|想吃|想喝`)
	fore    = regexp.MustCompile(`^(?:改成|换成|帮我|给我|替我|我们|我|想要|想吃|想喝|想|还要|再要|再来|再点|再买|再订|再|来|要|点|买|订|叫|下单|一下|和|的|那|这|份|碗|个|杯|吧)`)
	aft     = regexp.MustCompile(`(?:再来|再点|再要|再买|再|来|下单|一下|的|吧|了|啊|呀|哦|呢|吗|份|碗|个|杯)$`)
)

// chinese understands a sentence with Chinese in it: what is known is taken away
// from it, and what is left are the words of a dish or of its store.
func chinese(t string) Heard {
	h := Heard{Ago: anyDay}
	was := t
	t = polite.ReplaceAllString(t, " ")
	if t != was {
		t = asks.ReplaceAllString(strings.TrimSpace(t), "")
	}
	if against.MatchString(t) {
		return h
	}
	take := func(re *regexp.Regexp) bool {
		found := re.MatchString(t)
		t = re.ReplaceAllString(t, " ")
		h.Sure = h.Sure || found
		return found
	}
	h.Usual = take(usualHan)
	for ago, re := range daysHan {
		if take(re) {
			h.Ago = ago
		}
	}
	h.Last = take(lastHan)
	if m := qtyHan.FindStringSubmatchIndex(t); m != nil {
		h.Qty = number(t[m[2]:m[3]])
		if h.Qty < 1 {
			return h
		}
		h.Sure = h.Sure || m[0] == 0
		t = t[:m[0]] + " " + t[m[1]:]
	} else if oneHan.MatchString(t) {
		h.Qty, t = 1, oneHan.ReplaceAllString(t, "$1 ")
	}
	h.Sure = h.Sure || verbHan.MatchString(t)
	for _, part := range strings.Fields(strings.ReplaceAll(t, "的", " ")) {
		for _, re := range []*regexp.Regexp{fore, aft} {
			for cut := re.ReplaceAllString(part, ""); cut != part; cut = re.ReplaceAllString(part, "") {
				part = cut
			}
		}
		if part != "" {
			h.Words = append(h.Words, part)
		}
	}
	return h.order()
}

// order is what is left to say of a sentence that nothing stands against.
func (h Heard) order() Heard {
	if h.Sure || len(h.Words) > 0 {
		h.Act = Order
	}
	return h
}

var (
	manyWords = strings.NewReplacer(
		"day before yesterday", "daybefore", "last night", "yesterday", "this morning", "today", "last time", "last", "as always", "usual", "same as usual", "usual",
		"i'd like", "want", "i would like", "want", "can i have", "want", "could i have", "want", "may i have", "want", "could you", "", "can you", "", "would you", "", "let's have", "want",
		"'s", "",
	)
	againstLatin = strings.Fields("not don't dont didn't doesn't won't never no isn't wasn't cannot can't what why how when who where which weather did was were is are does tell know refund complain half nothing stop zero")
	verbLatin    = strings.Fields("again order reorder repeat get give want need like have bring make another more same")
	usualLatin   = strings.Fields("usual favourite favorite favourites favorites")
	fillers      = strings.Fields("please the a an of from at my me i i'll us some that those these this it one ones bowl bowls portion portions cup cups plate plates serving servings for to and with as just thing order us hey hello thanks thank you had ate")
	daysLatin    = []string{"today", "yesterday", "daybefore"}
	lastLatin    = strings.Fields("last previous earlier before")
)

func english(t string) Heard {
	h := Heard{Ago: anyDay}
	words := strings.Fields(manyWords.Replace(t))
	for _, w := range words {
		if slices.Contains(againstLatin, w) {
			return h
		}
	}
	one := false
	for i, w := range words {
		n := number(w)
		switch {
		case slices.Contains(daysLatin, w):
			h.Ago, h.Sure = slices.Index(daysLatin, w), true
		case slices.Contains(usualLatin, w):
			h.Usual, h.Sure = true, true
		case slices.Contains(lastLatin, w):
			h.Last, h.Sure = true, true
		case slices.Contains(verbLatin, w):
			h.Sure = true
			one = one || w == "another"
		case n == 0:
			return Heard{Ago: anyDay}
		case n > 0 && n <= 999 && h.Qty == 0 && (w != "one" || i == 0 || words[i-1] != "favourite" && words[i-1] != "favorite" && words[i-1] != "same"):
			h.Qty = n
		case w == "a" || w == "an":
			one = true
		case !slices.Contains(fillers, w):
			h.Words = append(h.Words, w)
		}
	}
	if one && h.Qty == 0 {
		h.Qty = 1
	}
	return h.order()
}

var (
	runDigits = regexp.MustCompile(`(?:[0-9零〇一二两三四五六七八九幺][ ]?){6,}`)
	runWords  = regexp.MustCompile(`(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b ?){6,}`)
)

// HasPIN tells whether six digits in a row were said: that may be a PIN, which has
// its own way in and must not lie among words.
func HasPIN(text string) bool {
	t := tidy(text)
	return runDigits.MatchString(t) || runWords.MatchString(t)
}
