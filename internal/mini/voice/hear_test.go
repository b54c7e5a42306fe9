package voice_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"livewell/internal/mini/voice"
)

func TestWhatPeopleMean(t *testing.T) {
	const any = -1
	order := func(qty int64, ago int, words ...string) voice.Heard {
		return voice.Heard{Act: voice.Order, Qty: qty, Ago: ago, Words: words, Sure: true}
	}
	last := func(qty int64, words ...string) voice.Heard {
		h := order(qty, any, words...)
		h.Last = true
		return h
	}
	usual := func(qty int64, words ...string) voice.Heard {
		h := order(qty, any, words...)
		h.Usual = true
		return h
	}
	bare := func(words ...string) voice.Heard {
		return voice.Heard{Act: voice.Order, Ago: any, Words: words}
	}
	act := func(a voice.Act) voice.Heard { return voice.Heard{Act: a, Ago: any} }
	pick := func(n int) voice.Heard { return voice.Heard{Act: voice.Pick, Pick: n, Ago: any} }
	unclear := act(voice.Unclear)
	for said, want := range map[string]voice.Heard{
		"再来一份昨天的牛肉面":                                       order(1, 1, "牛肉面"),
		"再来一份昨天的牛肉面。":                                      order(1, 1, "牛肉面"),
		"昨天的牛肉面再来一份":                                       order(1, 1, "牛肉面"),
		"请帮我再来两碗上次的清汤牛肉面，谢谢":                               last(2, "清汤牛肉面"),
		"能不能再来３份前天的酸辣粉":                                    order(3, 2, "酸辣粉"),
		"可以再来一份昨天的牛肉面吗？":                                   order(1, 1, "牛肉面"),
		"来份牛肉面":                                            order(1, any, "牛肉面"),
		"我想再点十二杯拿铁":                                        order(12, any, "拿铁"),
		"再来一份":                                             order(1, any),
		"再来二十五份":                                           order(25, any),
		"我要巷口面馆的牛肉面":                                       order(0, any, "巷口面馆", "牛肉面"),
		"和昨天一样":                                            order(0, 1),
		"跟上次一样再来一份":                                        last(1),
		"昨晚的三明治来一个":                                        order(1, 1, "三明治"),
		"今天早上的豆浆再来一杯":                                      order(1, 0, "豆浆"),
		"再来 20 份上次的牛肉面":                                    last(20, "牛肉面"),
		"再来一份 latte":                                       order(1, any, "latte"),
		"老样子":                                              usual(0),
		"老样子，来两份":                                          usual(2),
		"来一份我最爱的":                                          usual(1),
		"来一份收藏的牛肉面":                                        usual(1, "牛肉面"),
		"牛肉面":                                              bare("牛肉面"),
		"One more of yesterday's beef noodles":             order(1, 1, "beef", "noodles"),
		"again yesterday's beef noodles, please":           order(0, 1, "beef", "noodles"),
		"I'd like two more bowls of the clear beef noodle": order(2, any, "clear", "beef", "noodle"),
		"Could you get me a latte?":                        order(1, any, "latte"),
		"order the same as last time":                      last(0),
		"the same as yesterday":                            order(0, 1),
		"another 3 soy eggs":                               order(3, any, "soy", "eggs"),
		"reorder the day before yesterday's burger":        order(0, 2, "burger"),
		"my usual":                               usual(0),
		"my favourite, please":                   usual(0),
		"two of my favorites":                    usual(2),
		"beef noodles":                           bare("beef", "noodles"),
		"改成两份":                                   order(2, any),
		"make it three":                          order(3, any),
		"好的，谢谢":                                  act(voice.Yes),
		"yes, thank you":                         act(voice.Yes),
		"是":                                      act(voice.Yes),
		"好的，好的":                                  act(voice.Yes),
		"对，下单。":                                  act(voice.Yes),
		"Yes, please.":                           act(voice.Yes),
		"go ahead":                               act(voice.Yes),
		"不要":                                     act(voice.No),
		"取消":                                     act(voice.No),
		"还是取消吧":                                  act(voice.No),
		"算了，不要了":                                 act(voice.No),
		"never mind":                             act(voice.No),
		"no, cancel that":                        act(voice.No),
		"再说一遍":                                   act(voice.Repeat),
		"Say that again":                         act(voice.Repeat),
		"第二个":                                    pick(2),
		"2":                                      pick(2),
		"要第一个":                                   pick(1),
		"the second one":                         pick(2),
		"number three":                           pick(3),
		"":                                       unclear,
		"昨天天气怎么样":                                unclear,
		"我昨天没吃牛肉面":                               unclear,
		"别再来牛肉面":                                 unclear,
		"不要再来一份牛肉面":                              unclear,
		"昨天的牛肉面好吃吗":                              unclear,
		"牛肉面多少钱":                                 unclear,
		"昨天的牛肉面要退款":                              unclear,
		"我昨天吃了牛肉面":                               unclear,
		"来零份牛肉面":                                 unclear,
		"来半份牛肉面":                                 unclear,
		"是不是要下单":                                 unclear,
		"是，不要":                                   unclear,
		"Don't order the beef noodles again":     unclear,
		"What did I have yesterday?":             unclear,
		"How much is the beef noodle?":           unclear,
		"yesterday's noodles were not good":      unclear,
		"order zero noodles":                     unclear,
		"yes no":                                 unclear,
		"I want a refund of yesterday's noodles": unclear,
	} {
		if diff := cmp.Diff(want, voice.Hear(said)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", said, diff)
		}
	}
}

func TestAPINIsNotTakenForWords(t *testing.T) {
	for said, want := range map[string]bool{
		"258147": true, "我的密码是 2 5 8 1 4 7": true, "二五八幺四七": true, "my PIN is two five eight one four seven": true, "２５８１４７": true, "258-147": true,
		"再来 12 份": false, "一二三": false, "two more": false, "order 3 noodles for 2": false, "": false,
	} {
		if got := voice.HasPIN(said); got != want {
			t.Errorf("%q: %v", said, got)
		}
	}
}
