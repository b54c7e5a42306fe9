package reading

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatACardSaysIsFoundInTextAsTesseractGivesIt(t *testing.T) {
	for name, c := range map[string]struct {
		wish Wish
		text string
		want Found
	}{
		"all of a card": {
			Wish{IDCard, ""},
			"姓名 李慧敏\n性别 女 民族 汉\n\n出生 1992年3月7日\n\n住址 北京市朝阳区建国路八十八\n号院三号楼二单元501室\n\n公民身份号码        11010519920307002X\n",
			Found{Fields: map[string]string{
				"name": "李慧敏", "sex": "女", "nationality": "汉", "birth": "19920307", "address": "北京市朝阳区建国路八十八号院三号楼二单元501室", "num": "11010519920307002X",
			}},
		},
		"spaces between characters, quotes, wide digits": {
			Wish{IDCard, Face},
			"姓 名 ” 李 慧 敏\n性 别 女 民 族 维 吾 尔\n出 生 １９９２ 年 3 月 7 日\n住 址 : 北 京 市 朝 阳 区\n公 民 身 份 号 码 110105 19920307 002X\n",
			Found{Fields: map[string]string{"name": "李慧敏", "sex": "女", "nationality": "维吾尔", "birth": "19920307", "address": "北京市朝阳区", "num": "11010519920307002X"}},
		},
		"labels that are misread, and the portrait": {
			Wish{IDCard, Face},
			"姓名”李慧敏\n性别 女 Rik 汉\n\n出生 1992年3月7日\n\n住址”北京市朝阳区建国路八十八\n号院三号楼二单元501室\n\niS\n\n民身份号码        11010519920307002X\n",
			Found{Fields: map[string]string{"name": "李慧敏", "birth": "19920307", "address": "北京市朝阳区建国路八十八号院三号楼二单元501室", "num": "11010519920307002X"}},
		},
		"values on lines of their own, a name with a dot": {
			Wish{IDCard, Face},
			"姓名\n\n阿依古丽·买买提\n性别\n女\n民族\n维吾尔\n住址\n\n新疆喀什市\n解放北路9号\n公民身份号码\n11010519491231002X\n",
			Found{Fields: map[string]string{"name": "阿依古丽·买买提", "sex": "女", "nationality": "维吾尔", "address": "新疆喀什市解放北路9号", "num": "11010519491231002X"}},
		},
		"a wrong check digit, a people and a day that are none": {
			Wish{IDCard, Face},
			"姓名 李慧敏\n性别 女 民族 汶\n出生 1992年2月30日\n公民身份号码 110105199203070021\n",
			Found{Fields: map[string]string{"name": "李慧敏", "sex": "女"}},
		},
		"a birthday and a sex that the number denies": {
			Wish{IDCard, Face},
			"姓名 李慧敏\n性别 男\n出生 1992年3月1日\n公民身份号码 11010519920307002X\n",
			Found{Fields: map[string]string{"name": "李慧敏", "num": "11010519920307002X"}},
		},
		"digits that only begin as a number": {
			Wish{IDCard, Face}, "姓名 李慧敏\n1101051992030700221\n", Found{Fields: map[string]string{"name": "李慧敏"}},
		},
		"letters in a name": {Wish{IDCard, Face}, "姓名 李hui\n性别 女\n", Found{Fields: map[string]string{"sex": "女"}}},
		"the back": {
			Wish{IDCard, Back},
			"中华人民共和国\n居民身份证\n\n签发机关 ”北京市公安局朝阳分局\n有效期限“2016.05.20-2036.05.20\n",
			Found{Fields: map[string]string{"issue": "北京市公安局朝阳分局", "start_date": "20160520", "end_date": "20360520"}},
		},
		"the back of who is old": {
			Wish{IDCard, Back},
			"签 发 机 关\n北 京 市 公 安 局\n有 效 期 限 2016.05.20 一\n长 期\n",
			Found{Fields: map[string]string{"issue": "北京市公安局", "start_date": "20160520", "end_date": "长期"}},
		},
		"a card that ends before it begins": {Wish{IDCard, Back}, "签发机关 北京市公安局\n有效期限 2016.05.20-2006.05.20\n", Found{Fields: map[string]string{"issue": "北京市公安局"}}},
		"a bank card":                       {Wish{BankCard, ""}, "云上银行 储著卡\n\n6222 0212 3456 7890 128\n\nVALID THRU 08/31\n", Found{Fields: map[string]string{"card_num": "6222021234567890128"}}},
		"a plate":                           {Wish{Plate, ""}, "京A.F0236\n", Found{Plates: []string{"京AF0236"}}},
		"plates": {
			Wish{Plate, ""},
			"沪 B · D12345 停车场 粤 z · 1234 港\n沪BD12345\n京A·F02367890\n",
			Found{Plates: []string{"沪BD12345", "粤Z1234港"}},
		},
		"any text": {
			Wish{General, ""},
			"北 京 市 Corner  Noodles\n\n  \n清 汤 牛 肉 面 24 元 ， 请 坐\n性别 女 民族 汉\n\f",
			Found{Lines: []string{"北京市 Corner Noodles", "清汤牛肉面 24 元，请坐", "性别 女 民族 汉"}},
		},
		"no text": {Wish{General, ""}, "\n\f", Found{Lines: []string{}}},
	} {
		got, err := find(c.wish, c.text)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestWhatCannotBeReadForSureIsNotGuessed(t *testing.T) {
	for name, c := range map[string]struct {
		wish Wish
		text string
	}{
		"another picture":            {Wish{IDCard, Face}, "Corner Noodles\n24.00\n"},
		"the wrong side":             {Wish{IDCard, Back}, "姓名 李慧敏\n性别 女\n"},
		"a bank card off by a digit": {Wish{BankCard, ""}, "6222 0212 3456 7890 129\n"},
		"two bank cards":             {Wish{BankCard, ""}, "6222 0212 3456 7890 128\n4111 1111 1111 1111\n"},
		"zeros":                      {Wish{BankCard, ""}, "0000 0000 0000 0000\n"},
		"no plate":                   {Wish{Plate, ""}, "京I12345 京A1234 京AO1234 XA12345\n"},
	} {
		if got, err := find(c.wish, c.text); !errors.Is(err, ErrNothing) {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

// The numbers of GB 11643-1999, annex A, and neighbours of theirs.
func TestANumberHasItsCheckDigit(t *testing.T) {
	for digits, want := range map[string]byte{"11010519491231002": 'X', "44052418800101001": '4', "11010519920307002": 'X'} {
		if got := checkDigit(digits); got != want {
			t.Errorf("%s: %c", digits, got)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("姓名 李慧敏\n住址 北京\n公民身份号码 11010519920307002X")
	f.Add("6222 0212 3456 7890 128\xff")
	f.Add("签发机关\n有效期限 2016.05.20-长期")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range []Wish{{General, ""}, {IDCard, Face}, {IDCard, Back}, {BankCard, ""}, {Plate, ""}} {
			if got, err := find(w, text); err != nil && !errors.Is(err, ErrNothing) {
				t.Error(got, err)
			}
		}
	})
}
